// The house rules of HACKING.md that a program can hold.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { differences } from './lists.mjs';
import { files, functions, grep, includes, lines, plainC, root, text } from './source.mjs';

const C = /\.[ch]$/;
const CODE = /\.(c|h|js|mjs|css|sql|awk|sh|php)$|^dev$/;
const PRODUCT = /^(lib|fcgi|ctl)\/.*\.[ch]$/;

function none(found) {
  assert.equal(found.length, 0, `\n${found.join('\n')}`);
}

test('no file has more than 500 lines', () => {
  none(files(CODE).filter((f) => lines(f).length > 500).map((f) => `${f}: ${lines(f).length} lines`));
});

test('no function in C has more than 60 lines', () => {
  none(files(/\.c$/).flatMap((f) => functions(f).filter((fn) => fn.length > 60)
    .map((fn) => `${f}:${fn.line}: ${fn.name} has ${fn.length} lines`)));
});

// 100 is meant; a table of texts may need a little more.
test('no line of C has more than 120 columns', () => {
  none(files(C).flatMap((f) => lines(f).map((line, i) => ([...line].length > 120 ? `${f}:${i + 1}` : null)).filter(Boolean)));
});

test('no tabs, spaces at the end of a line, or files without a last newline', () => {
  const list = files(CODE);
  none([...grep(list, /[ \t\r]$/), ...grep(list.filter((f) => !/\.php$/.test(f)), /\t/),
    ...list.filter((f) => text(f) && !text(f).endsWith('\n'))]);
});

test('nothing is left for later', () => {
  none(grep(files(CODE).filter((f) => !f.startsWith('tests/style/')), /\b(TODO|FIXME|XXX|HACK)\b/));
});

test('SQL stands in sql/, not in C', () => {
  const sql = /"\s*(SELECT|INSERT|UPDATE|DELETE FROM|REPLACE INTO|CREATE|ALTER|DROP|TRUNCATE|GRANT|LOCK TABLES)\b/;
  none(grep(files(PRODUCT), sql, (source) => plainC(source, { strings: true })));
});

test('a foreign library is seen in one place', () => {
  const places = {
    'mysql.h': /^lib\/base\/db/, 'cJSON.h': /^lib\/base\/json_read\.c$/, 'cjson/cJSON.h': /^lib\/base\/json_read\.c$/,
    'fcgiapp.h': /^fcgi\//, 'csv.h': /^lib\/base\/csv\.c$/, 'ini.h': /^lib\/base\/conf\.c$/, 'archive.h': /^lib\/roster\/source\.c$/,
    'xlsxwriter.h': /^lib\/base\/sheet_xlsx\.c$/,
  };
  none(files(PRODUCT).flatMap((f) => includes(f).filter(([, name]) => places[name] && !places[name].test(f))
    .map(([line, name]) => `${f}:${line}: ${name}`)));
});

test('rooms depend one way: base, domain, store, roster, then fcgi and ctl', () => {
  const may = {
    'lib/base': ['base'], 'lib/domain': ['base', 'domain'], 'lib/store': ['base', 'domain', 'store'],
    'lib/roster': ['base', 'domain', 'store', 'roster'], fcgi: ['base', 'domain', 'store', 'roster', 'fcgi'],
    ctl: ['base', 'domain', 'store', 'roster', 'ctl'],
  };
  const rooms = ['base', 'domain', 'store', 'roster', 'fcgi', 'ctl'];
  none(files(PRODUCT).flatMap((f) => includes(f).filter(([, name]) => {
    const room = name.split('/')[0];
    return name.includes('/') && rooms.includes(room) && !may[f.split('/').slice(0, f.startsWith('lib/') ? 2 : 1).join('/')].includes(room);
  }).map(([line, name]) => `${f}:${line}: ${name}`)));
});

test('lib/domain has no input or output', () => {
  none(files(/^lib\/domain\//).flatMap((f) => includes(f).filter(([, name]) => /^(base\/(db|conf|log)|sql_gen|unistd|fcntl|sys\/)/.test(name))
    .map(([line, name]) => `${f}:${line}: ${name}`)));
});

test('every header is guarded by its own name', () => {
  none(files(/^(lib|fcgi|ctl)\/.*\.h$/).filter((f) => {
    const name = f.replace(/^lib\//, '').replace(/[/.]/g, '_').toUpperCase();
    return !new RegExp(`^#ifndef MALKOLL_${name}\\n#define MALKOLL_${name}$`, 'm').test(text(f));
  }));
});

test('the library neither prints nor exits', () => {
  none(grep(files(/^lib\//).filter((f) => !/^lib\/base\/(log|mem|arena|buf)\.c$/.test(f)),
    /(?<![\w.>])(printf|puts|exit|_exit|syslog|perror)\s*\(/, plainC));
});

// sv.json, admin.sv.json …: the texts of all pages, and those that only some need.
const parts = files(/^www\/i18n\/.*sv\.json$/).map((f) => f.replace(/sv\.json$/, ''));
const textsOf = (part, code) => JSON.parse(text(`${part}${code}.json`));

test('both languages have the same texts with the same blanks', () => {
  assert.deepEqual(files(/^www\/i18n\//), parts.flatMap((part) => [`${part}en.json`, `${part}sv.json`]).sort());
  const blanks = (s) => [...new Set(s.match(/\{\w+\}/g) || [])].sort().join(' ');
  for (const part of parts) {
    const [sv, en] = [textsOf(part, 'sv'), textsOf(part, 'en')];
    none([...Object.keys(sv).filter((k) => !(k in en)).map((k) => `en lacks ${k}`),
      ...Object.keys(en).filter((k) => !(k in sv)).map((k) => `sv lacks ${k}`),
      ...Object.keys(sv).filter((k) => k in en && blanks(sv[k]) !== blanks(en[k]) && !/\.(one|other)$/.test(k)).map((k) => `${k}: other blanks`),
      ...[sv, en].flatMap((texts) => Object.keys(texts).filter((k) => !String(texts[k]).trim()).map((k) => `${k} is empty`))]);
  }
});

test('every text that the pages ask for by name exists, and stands in one file', () => {
  const sv = Object.assign({}, ...parts.map((part) => textsOf(part, 'sv')));
  none(files(/^www\/.*\.js$/).flatMap((f) => [...text(f).matchAll(/(?<![\w.])(t|tn)\(\s*'([^']+)'/g)]
    .filter(([, fn, key]) => (fn === 't' ? !(key in sv) : !(`${key}.other` in sv))).map(([, , key]) => `${f}: ${key}`)));
  assert.equal(Object.keys(sv).length, parts.reduce((n, part) => n + Object.keys(textsOf(part, 'sv')).length, 0));
});

test('pages have no inline style, script or handler', () => {
  const pages = files(/^(www|nginx)\/.*\.(js|html)$/);
  none([...grep(pages, /<[a-z][^>]*\s(style|on[a-z]+)\s*=\s*["'$]/), ...grep(pages, /<script(?![^>]*\ssrc=)/), ...grep(pages, /\beval\(|new Function\(/)]);
});

test('Makefile.am names every file', () => {
  none(differences());
});

test('systemd takes the units', (t) => {
  if (spawnSync('systemd-analyze', ['--version']).error) return t.diagnostic('systemd-analyze is not installed');
  const dir = mkdtempSync(join(tmpdir(), 'malkoll-units-'));
  for (const f of files(/^nginx\/systemd\//)) {
    writeFileSync(join(dir, basename(f, '.in')), text(f).replace(/^ExecStart=\S+/m, 'ExecStart=/bin/true'));
  }
  // Units to start, by name, so that the templates have an instance.
  const names = ['malkoll.socket', 'malkoll@1.service', 'malkoll-round-due@malkoll.service', 'malkoll-round-due@malkoll.timer',
    'malkoll-audit-seal@malkoll.service', 'malkoll-audit-seal@malkoll.timer'];
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', ...names.map((name) => join(dir, name))],
    { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${dir}:` } });
  rmSync(dir, { recursive: true });
  assert.equal(stderr.trim(), '');
  assert.equal(status, 0);
});

test('shell scripts parse, and shellcheck agrees', (t) => {
  const scripts = files(/\.sh$|^dev$|^\.ci\/run$|^autogen\.sh$/);
  for (const f of scripts) execFileSync('bash', ['-n', f], { cwd: root });
  if (spawnSync('shellcheck', ['--version']).error) return t.diagnostic('shellcheck is not installed');
  // The parts of ./dev share variables: they are one script.
  const { stdout } = spawnSync('shellcheck', ['-x', '-f', 'gcc', '-e', 'SC2034,SC2154,SC1090,SC1091', ...scripts], { cwd: root, encoding: 'utf8' });
  none(stdout.split('\n').filter(Boolean));
});
