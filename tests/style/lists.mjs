// The lists of files in Makefile.am against the files of the tree.
//     node tests/style/lists.mjs          says what differs; status 1 if anything does
//     node tests/style/lists.mjs --fix    writes the lists
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const room = (name) => new RegExp(`^lib/${name}/[^/]+\\.[ch]$`);

// The first that fits takes the file; null: named by hand or not part of the archive.
const LISTS = [
  ['base_sources', room('base')],
  ['domain_sources', room('domain')],
  ['store_sources', room('store')],
  ['roster_sources', room('roster')],
  [null, /^fcgi\/main\.c$/],
  ['fcgi_sources', /^fcgi\/[^/]+\.[ch]$/],
  ['ctl_sources', /^ctl\/[^/]+\.[ch]$/],
  ['sql_queries', /^sql\/query\/[^/]+\.sql$/],
  ['sql_migrations', /^sql\/migrate\/[^/]+\.sql$/],
  [null, /^sql\/accounts\.sql$/],
  ['www_files', /^www\//],
  ['unit_tests', /^tests\/unit\/test_[^/]+\.c$/],
  ['unit_support', /^tests\/unit\/[^/]+\.[ch]$/],
  ['bench_sources', /^tests\/bench\/[^/]+\.[ch]$/],
  ['simulation_sources', /^tests\/simulation\/[^/]+\.[ch]$/],
  ['fuzz_sources', /^tests\/fuzz\/[^/]+\.c$/],
  ['nginx_files', /^nginx\/malkoll[^/]*$/],
  [null, /^nginx\/systemd\/.*\.(in|socket|timer)$/],
  ['sso_files', /^nginx\/sso\//],
  ['sso_pages', /^doc\/sso\//],
  [null, /^(Makefile\.am|configure\.ac|\.gitignore)$/],
  ['extra_files', /./],
];

export function treeFiles() {
  const out = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
  return [...new Set(out.split('\0'))].filter((f) => f && existsSync(join(root, f))).sort();
}

// What the pages import from vendor/ is what is copied out of node_modules.
function vendorFiles(files) {
  const found = new Set();
  for (const f of files.filter((name) => /^www\/.*\.(js|html)$/.test(name))) {
    const text = readFileSync(join(root, f), 'utf8');
    for (const m of text.matchAll(/["'](?:\.{0,2}\/)*(vendor\/[\w./-]+)["']/g)) found.add(`www/${m[1]}`);
  }
  return [...found].sort();
}

export function wanted() {
  const files = treeFiles();
  const lists = { vendor_files: vendorFiles(files) };
  for (const [name] of LISTS) if (name) lists[name] = [];
  for (const f of files) {
    const [name] = LISTS.find(([, pattern]) => pattern.test(f));
    if (name) lists[name].push(name === 'unit_tests' ? f.replace(/\.c$/, '') : f);
  }
  return lists;
}

const block = (name) => new RegExp(`^${name} =(?:.*\\\\\\n)*.*\\n`, 'm');

export function present(text, name) {
  const m = text.match(block(name));
  if (!m) throw new Error(`Makefile.am has no list ${name}`);
  return m[0].replace(/^\w+ =/, '').split(/[\s\\]+/).filter(Boolean);
}

export function differences() {
  const text = readFileSync(join(root, 'Makefile.am'), 'utf8');
  const found = [];
  for (const [name, files] of Object.entries(wanted())) {
    const has = present(text, name);
    for (const f of files) if (!has.includes(f)) found.push(`${name}: ${f} is missing`);
    for (const f of has) if (!files.includes(f)) found.push(`${name}: ${f} does not exist`);
  }
  return found;
}

function fix() {
  const path = join(root, 'Makefile.am');
  let text = readFileSync(path, 'utf8');
  for (const [name, files] of Object.entries(wanted())) {
    text = text.replace(block(name), () => [`${name} =`, ...files.map((f) => `\t${f}`)].join(' \\\n') + '\n');
  }
  if (text !== readFileSync(path, 'utf8')) writeFileSync(path, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--fix')) fix();
  const found = differences();
  found.forEach((line) => console.log(line));
  process.exitCode = found.length ? 1 : 0;
}
