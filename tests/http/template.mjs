// Databases that are made once and copied by every test: with the schema alone, or with a small
// demo municipality. The key covers all that they are made from.
import crypto from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAccounts, grantAccounts, runCtl, startDatabase, stopDatabase, writeConf } from './database.mjs';

const DEMO = { pupils: 700, schools: 5, rounds: 3, seed: 1 };
const KEPT_MS = 24 * 3600 * 1000;
const KEPT = 60;

function hashFiles(hash, dir, pattern) {
  for (const name of fs.readdirSync(dir).sort()) {
    if (pattern.test(name)) hash.update(name).update(fs.readFileSync(path.join(dir, name)));
  }
}

function keyOf(root, build, demo) {
  const hash = crypto.createHash('sha256');
  hashFiles(hash, path.join(root, 'sql/migrate'), /\.sql$/);
  hash.update(fs.readFileSync(path.join(root, 'sql/accounts.sql')));
  hash.update(execFileSync('mariadb', ['--version']));
  if (demo) {
    // The open round closes some day: a template of yesterday may be stale.
    hash.update(JSON.stringify(demo)).update(new Date().toDateString());
    hash.update(fs.readFileSync(path.join(build, 'malkollctl')));
    hashFiles(hash, path.join(root, 'tests/demo'), /\.mjs$/);
  }
  return hash.digest('hex').slice(0, 16);
}

function fill(root, build, dir, demo) {
  const data = path.join(dir, 'demo');
  const must = (args) => {
    const { status, stdout, stderr } = runCtl(build, dir, args);
    if (status !== 0) throw new Error(`malkollctl ${args.join(' ')}: status ${status}\n${stdout}${stderr}`);
  };
  const steps = {
    'import-roster': (from, date) => must(['import', 'oneroster', path.join(data, from), '--date', date, '--allow-ending', '100']),
    'round-plan': (kind, term, week, opens, due, closes) =>
      must(['round', 'plan', '--kind', kind, term, ...(kind === 'grade' ? [] : ['--week', week]), '--opens', opens, '--due', due, '--closes', closes]),
    'round-open': (key, date) => must(['round', 'open', key, '--date', date]),
    'import-assessments': (key, file) => must(['import', 'assessments', path.join(data, file), '--round', key]),
    'import-grades': (key, file) => must(['import', 'grades', path.join(data, file), '--round', key]),
    'duty-add': (person, role, unit) => must(['duty', 'add', '--person', person, '--role', role, '--unit', unit]),
    'round-close': (key) => must(['round', 'close', key]),
  };
  execFileSync('node', [path.join(root, 'tests/demo/generate.mjs'), '--out', data,
    ...Object.entries(demo).flatMap(([name, value]) => [`--${name}`, String(value)])]);
  for (const line of fs.readFileSync(path.join(data, 'plan.tsv'), 'utf8').split('\n').filter(Boolean)) {
    const [step, ...args] = line.split('\t');
    steps[step](...args);
  }
}

async function make(root, build, demo, dir) {
  await startDatabase(root, dir);
  createAccounts(dir);
  writeConf(dir);
  const { status, stderr } = runCtl(build, dir, ['migrate']);
  if (status !== 0) throw new Error(`malkollctl migrate: ${stderr}`);
  grantAccounts(build, dir);
  if (demo) fill(root, build, dir, demo);
  const pid = Number(fs.readFileSync(path.join(dir, 'db/m.pid'), 'utf8'));
  process.kill(pid, 'SIGTERM');
  while (fs.existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))) await sleep(20);
  fs.renameSync(path.join(dir, 'db/data'), path.join(dir, 'data'));
}

// What was made more than a day ago, and what exceeds a number that no run comes near: each is up to 200 MB.
function removeOld(base) {
  const made = (dir) => { try { return fs.statSync(dir).mtimeMs; } catch { return 0; } };
  const dirs = fs.readdirSync(base).map((name) => path.join(base, name)).map((dir) => [dir, made(dir)]).sort((a, b) => b[1] - a[1]);
  dirs.forEach(([dir, at], i) => {
    if (i < KEPT && Date.now() - at < KEPT_MS) return;
    try {
      fs.rmSync(dir, { recursive: true, force: true });
    } catch { /* another test is removing it */ }
  });
}

/** The folder of the template: data/ (of MariaDB), and demo/ (the generated files). */
export async function template({ root, build, demo }) {
  const options = demo && { ...DEMO, ...demo };
  const base = path.join(os.tmpdir(), `malkoll-templates-${process.getuid()}`);
  fs.mkdirSync(base, { recursive: true });
  fs.chmodSync(base, 0o755);
  const dir = path.join(base, keyOf(root, build, options));
  if (fs.existsSync(dir)) return dir;
  removeOld(base);
  const making = fs.mkdtempSync(`${dir}-`);
  fs.chmodSync(making, 0o755);
  try {
    await make(root, build, options, making);
    fs.renameSync(making, dir);
  } catch (error) {
    stopDatabase(making, 'SIGKILL');
    fs.rmSync(making, { recursive: true, force: true });
    // Somebody else was faster.
    if (!fs.existsSync(dir)) throw error;
  }
  return dir;
}
