// The private MariaDB of a test server, its accounts and its configuration file.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ACCOUNTS = ['worker', 'migrator', 'auditor', 'sealer'];
const password = (account) => `${account}-of-a-test`;

/** Sanitizers of a build that has them write into the test's folder. */
export const WORKER_ENV = (dir) => ({
  ASAN_OPTIONS: `detect_leaks=1:log_path=${dir}/sanitizer`,
  UBSAN_OPTIONS: `print_stacktrace=1:log_path=${dir}/sanitizer`,
});

/** Starts a server under dir/db; from: a template folder whose data it gets. */
export async function startDatabase(root, dir, { from = null, durable = false } = {}) {
  const db = path.join(dir, 'db');
  fs.mkdirSync(db, { recursive: true });
  if (from) execFileSync('cp', ['-a', '--reflink=auto', path.join(from, 'data'), db]);
  execFileSync(path.join(root, 'tests/private-mariadb.sh'), ['start', db], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, MARIADB_EXTRA: durable ? '--innodb-flush-log-at-trx-commit=1' : '--innodb-doublewrite=0' },
  });
}

export function stopDatabase(dir, signal) {
  try {
    process.kill(Number(fs.readFileSync(path.join(dir, 'db/m.pid'), 'utf8')), signal);
  } catch { /* is not there */ }
}

export function createAccounts(dir) {
  sqlRows(dir, ACCOUNTS.map((name) => `CREATE USER malkoll_${name}@localhost IDENTIFIED BY '${password(name)}';`).join('')
    + 'GRANT ALL ON malkoll.* TO malkoll_migrator@localhost');
}

/** As a DBA does after each migrate. */
export function grantAccounts(build, dir) {
  const { status, stdout, stderr } = runCtl(build, dir, ['accounts']);
  if (status !== 0) throw new Error(`malkollctl accounts: ${stderr}`);
  sqlRows(dir, stdout);
}

const unescape = (text) => (text === 'NULL' ? null : text.replace(/\\(.)/g, (_, c) => ({ n: '\n', t: '\t', 0: '\0' }[c] ?? c)));

/** Rows of strings (null for NULL) of the last statement that gives any. account: one of ours instead of the root. */
export function sqlRows(dir, text, account = null) {
  const login = account ? ['-u', `malkoll_${account}`, `-p${password(account)}`] : ['-u', os.userInfo().username];
  const out = execFileSync('mariadb', ['--no-defaults', '-S', path.join(dir, 'db/m.sock'), ...login,
    '--default-character-set=utf8mb4', '-N', '-B', 'malkoll'], { input: text, encoding: 'utf8', maxBuffer: 1 << 28 });
  return out.split('\n').slice(0, -1).map((line) => line.split('\t').map(unescape));
}

/** conf: {section: {name: value}} over what every test has. */
export function writeConf(dir, conf = {}) {
  for (const account of ACCOUNTS) fs.writeFileSync(path.join(dir, `${account}.password`), `${password(account)}\n`, { mode: 0o600 });
  const sections = {
    database: {
      socket: `${dir}/db/m.sock`, name: 'malkoll', user: 'malkoll_worker', password_file: `${dir}/worker.password`,
      ...Object.fromEntries(ACCOUNTS.slice(1).map((name) => [`${name}_password_file`, `${dir}/${name}.password`])), ...conf.database,
    },
    instance: { name: 'Exempelköpings kommun', ...conf.instance },
  };
  for (const name of Object.keys(conf)) sections[name] ??= conf[name];
  const text = Object.entries(sections).map(([name, options]) =>
    `[${name}]\n${Object.entries(options).map(([key, value]) => `${key} = ${value}\n`).join('')}`).join('\n');
  fs.writeFileSync(path.join(dir, 'malkoll.conf'), text, { mode: 0o600 });
}

/** Runs malkollctl of the build on the server of dir. */
export function runCtl(build, dir, args, { input = '', env = {} } = {}) {
  const root = path.join(path.dirname(new URL(import.meta.url).pathname), '../..');
  const data = path.join(dir, 'share');
  if (!fs.existsSync(data)) {
    fs.mkdirSync(data);
    for (const name of ['migrate', 'accounts.sql']) fs.symlinkSync(path.join(root, 'sql', name), path.join(data, name));
  }
  const { status, stdout, stderr, error } = spawnSync(path.join(build, 'malkollctl'),
    ['-c', path.join(dir, 'malkoll.conf'), ...args],
    { input, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...WORKER_ENV(dir), MALKOLL_DATADIR: data, ...env } });
  if (error) throw error;
  return { status, stdout, stderr };
}
