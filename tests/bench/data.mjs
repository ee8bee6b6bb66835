// The municipalities that are measured: generated once per build tree, imported at every run.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root, run } from './stack.mjs';

const DAY_MS = 86400000;
const SCHOOLS = 40;

const isoDay = (time) => new Date(time).toISOString().slice(0, 10);

// The last day of March that has passed: then two rounds lie in one school year, and the large
// municipality needs one roster only.
function lastMarch() {
  const now = new Date();
  const year = now.getUTCMonth() >= 3 ? now.getUTCFullYear() : now.getUTCFullYear() - 1;
  return `${year}-03-31`;
}

function generatorSum() {
  const dir = path.join(root, 'tests/demo');
  const hash = createHash('sha256');
  for (const f of fs.readdirSync(dir).sort()) if (/\.m?js$/.test(f)) hash.update(fs.readFileSync(path.join(dir, f)));
  return hash.digest('hex').slice(0, 12);
}

export function generate(build, pupils, rounds) {
  const today = lastMarch();
  const dir = path.join(build, 'bench', `data-${pupils}-${rounds}-${today}-${generatorSum()}`);
  if (fs.existsSync(path.join(dir, 'plan.tsv'))) return dir;
  fs.rmSync(`${dir}.new`, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(dir), { recursive: true });
  run(process.execPath, ['--max-old-space-size=8192', path.join(root, 'tests/demo/generate.mjs'), '--out', `${dir}.new`, '--pupils', String(pupils),
    '--rounds', String(rounds), '--schools', String(SCHOOLS), '--today', today]);
  fs.renameSync(`${dir}.new`, dir);
  return dir;
}

// One step of plan.tsv as arguments of malkollctl. The round that stays open is open now.
function argumentsOf(dir, step, open) {
  const [what, a, b, c, d, e, f] = step;
  const later = (date, days) => (`${b}-${String(c).padStart(2, '0')}` === open ? isoDay(Date.now() + days * DAY_MS) : date);
  switch (what) {
    case 'import-roster': return ['import', 'oneroster', path.join(dir, a), '--date', b, '--allow-ending', '100'];
    case 'round-plan': return ['round', 'plan', '--kind', a, b, ...(a === 'grade' ? [] : ['--week', c]), '--opens', d, '--due', later(e, 20), '--closes', later(f, 30)];
    case 'round-open': return ['round', 'open', a, '--date', b];
    case 'import-assessments': return ['import', 'assessments', path.join(dir, b), '--round', a];
    case 'import-grades': return ['import', 'grades', path.join(dir, b), '--round', a];
    case 'round-close': return ['round', 'close', a];
    case 'duty-add': return ['duty', 'add', '--person', a, '--role', b, '--unit', c];
    default: throw new Error(`plan.tsv: what is ${what}?`);
  }
}

// Imports everything by malkollctl; returns [{step, s}].
export function load(stack, town, dir, say) {
  const plan = fs.readFileSync(path.join(dir, 'plan.tsv'), 'utf8').trim().split('\n').map((line) => line.split('\t'));
  const opened = plan.filter(([what]) => what === 'round-open').map(([, key]) => key);
  const closed = plan.filter(([what]) => what === 'round-close').map(([, key]) => key);
  const open = opened.find((key) => !closed.includes(key));
  const times = [];
  stack.malkollctl(town, ['migrate']);
  for (const step of plan) {
    const begun = process.hrtime.bigint();
    stack.malkollctl(town, argumentsOf(dir, step, open));
    const s = Number(process.hrtime.bigint() - begun) / 1e9;
    times.push({ step: step.slice(0, 2).join(' '), s: Math.round(s * 10) / 10 });
    say(`  ${town.name}: ${step.slice(0, 2).join(' ')} ${s.toFixed(1)} s`);
  }
  return times;
}
