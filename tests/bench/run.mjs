// ./dev bench [--quick] [--keep DIR] [--only NAME,...]
// Measures what the limits below are about, in one run on one machine, prints it and writes
// build/bench.json. Status 1 when a limit is missed. README.md says what each row compares.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { generate, load } from './data.mjs';
import { dipsClose, dipsLive } from './dips.mjs';
import { anonKib, cpuSeconds, mixture, rssKib, slowRate, wrk } from './load.mjs';
import { firstLoads, keyPresses } from './page.mjs';
import { classPages, outsidePages, schoolPages } from './pages.mjs';
import { cast, director, groupsOf, growGroup, rounds } from './people.mjs';
import { capture, scriptLines } from './replay.mjs';
import { root, run, Stack } from './stack.mjs';

const USAGE = `usage: ./dev bench [--quick] [--keep DIR] [--only NAME,...] [--build DIR]
  --quick     smaller data and fewer turns; not the measure that counts
  --keep DIR  work in DIR, and leave the data there for the next run
  --only NAME these rows alone, by the names that a whole run prints
  --build DIR the programs of another build folder than build/
`;

// Asked for: the usage and 0. Wrong: one line and 2. Both before anything is started.
function readOptions() {
  try {
    const { values } = parseArgs({ options: {
      quick: { type: 'boolean', default: false }, keep: { type: 'string' }, only: { type: 'string' }, build: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false },
    } });
    if (!values.help) return values;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (e) {
    process.stderr.write(`bench: ${e.message.split(/\n|\. /)[0]} (--help says what there is)\n`);
    process.exit(2);
  }
}

const options = readOptions();
const build = path.resolve(options.build || path.join(root, 'build'));
const SIZE = options.quick
  ? { small: 5000, large: 50000, turns: 0.2, seconds: 1, passes: 2, mixed: 4000 }
  : { small: 25000, large: 250000, turns: 1, seconds: 4, passes: 5, mixed: 10000 };

const AUDIT_TURNS = 96; // many short ones: from second to second the disk differs more than the log costs

const begun = Date.now();
const say = (text) => process.stdout.write(`[${String(Math.round((Date.now() - begun) / 1000)).padStart(3)} s] ${text}\n`);
const wanted = (name) => !options.only || options.only.split(',').includes(name);
const results = [];
const round = (v, digits = 2) => Number(v.toFixed(digits));

// at most: {max}, at least: {min}
function result(name, value, limit, raw) {
  const ok = (limit.max === undefined || value <= limit.max) && (limit.min === undefined || value >= limit.min) && (limit.also ?? true);
  results.push({ name, value: round(value), limit: limit.max !== undefined ? `<= ${limit.max}` : `>= ${limit.min}`, ok, raw });
  say(`${name.padEnd(20)} ${String(round(value)).padStart(8)}  ${results.at(-1).limit.padEnd(8)} ${ok ? 'held' : 'MISSED'}`);
}

// ---- the stop-watch ----

function measure(stack, town, lines, repeat, warm) {
  const job = path.join(stack.dir, 'job');
  fs.writeFileSync(job, [`http\t127.0.0.1\t${stack.port}`, `sql\t${stack.socket}\t${stack.user}\t${town.name}`,
    `repeat\t${Math.max(3, Math.round(repeat * SIZE.turns))}`, `warm\t${Math.max(1, Math.round(warm * SIZE.turns))}`, ...lines, ''].join('\n'));
  const r = spawnSync(path.join(build, 'tests/bench/measure'), [job], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr || `measure: ${r.signal || r.error}`);
  return Object.fromEntries(JSON.parse(r.stdout).map((side) => [side.name, side]));
}

const httpSide = (name, address, user, extra = []) => [`side\t${name}\thttp`, `request\tGET\t${address}`, `header\tX-Bench-User: ${user}`, ...extra];
const sqlSide = (name, lines) => [`side\t${name}\tsql`, ...lines];

// ---- rows ----

const withoutTime = (text) => text.replace(/"as_of":"[^"]*"/, '"as_of":""');

async function checkSame(b) {
  const ours = await b.stack.get(b.overview, b.chief.user);
  for (const how of ['prepared', 'text']) {
    const theirs = await b.stack.get(b.php(how), b.chief.user);
    if (withoutTime(ours.text) !== withoutTime(theirs.text)) {
      fs.writeFileSync(path.join(build, 'bench-ours.json'), ours.text);
      fs.writeFileSync(path.join(build, 'bench-php.json'), theirs.text);
      throw new Error('the page of PHP prints another document than the worker: compare build/bench-ours.json and build/bench-php.json');
    }
  }
  checkRaw(ours.json(), (await b.stack.get(b.raw, b.chief.user)).json());
}

// What is grouped from the raw rows must be what the cells say.
function checkRaw(overview, raw) {
  for (const row of overview.rows.filter((r) => r.kind === 'school')) {
    overview.subjects.forEach((s, i) => {
      const here = JSON.stringify(row.cells[i]);
      const there = raw.cells[row.id]?.[s.id];
      // A subject that the school read only in an earlier round has no cell now in the raw figures either.
      if (here !== JSON.stringify(there?.slice(0, 5).some(Boolean) ? there : null)) throw new Error(`${row.name}, ${s.code}: ${here} in the overview, ${JSON.stringify(there)} from the raw rows`);
    });
    const m = row.measures;
    const here = JSON.stringify([m.pupils, m.complete, m.m[0][0], m.at_risk]);
    if (here !== JSON.stringify(raw.measures[row.id]?.[0])) throw new Error(`${row.name}: ${here} in the overview, ${JSON.stringify(raw.measures[row.id])} from the raw rows`);
  }
}

async function overviewVsSql(b) {
  const steps = await capture(b.stack, b.small, b.overview, b.chief.user);
  const m = measure(b.stack, b.small, [...httpSide('http', b.overview, b.chief.user), ...sqlSide('sql', scriptLines(steps))], 500, 60);
  result('overview_vs_sql', m.http.median_us / m.sql.median_us, { max: 2.0 }, { http: m.http, sql: m.sql, statements: steps.map((s) => s.name || s.text) });
}

async function overviewVsRaw(b) {
  const ids = rounds(b.stack, b.small).map((r) => r.id);
  const query = (name, id) => ['query', b.stack.statements[name], `i${id}`, `i${b.chief.unit}`].join('\t');
  const lines = ids.flatMap((id) => [query('raw_cells', id), query('raw_measures', id)]);
  const m = measure(b.stack, b.small, [...httpSide('http', b.overview, b.chief.user), ...sqlSide('raw', lines)], 5, 1);
  result('overview_vs_raw', m.raw.median_us / m.http.median_us, { min: 30 }, { http: m.http, raw: m.raw });
}

// The worst of what follows the municipality through all rounds, and of the comparison of its rows.
async function historyVsOverview(b) {
  const at = (path, more) => `/${b.small.name}/api/${path}?unit=${b.chief.unit}${more}`;
  const pages = { unit: at('history', '&detail=true'), year_group: at('history', '&detail=true&follow=year_group&year_group=9'),
    cohort: at('history', '&detail=true&follow=cohort&year_group=9'), compare: at('compare', '&subject=MA'), compare_years: at('compare', '&subject=MA&rows=year_group'),
    compare_closed: at('compare', `&subject=MA&rows=year_group&basis=closed&round=${rounds(b.stack, b.small)[1].id}`) };
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...Object.entries(pages).flatMap(([name, page]) => httpSide(name, page, b.chief.user))], 200, 30);
  result('history_vs_overview', Math.max(...Object.keys(pages).map((name) => m[name].median_us)) / m.overview.median_us, { max: 3 }, { ...m, rounds: rounds(b.stack, b.small).length });
}

// The hit rate of the municipality, all tables of the page, for the round of grades that the generated forecasts have.
async function hitRateVsOverview(b) {
  const page = `/${b.small.name}/api/hit-rate?unit=${b.chief.unit}`;
  if (!(await b.stack.get(page, b.chief.user)).json().total.length) throw new Error('there are no grades to hold the forecasts against');
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...httpSide('hits', page, b.chief.user), ...httpSide('subject', `${page}&subject=MA&year_group=9`, b.chief.user)], 200, 30);
  result('hit_rate_vs_overview', Math.max(m.hits.median_us, m.subject.median_us) / m.overview.median_us, { max: 3 }, m);
}

// What a file of the overview costs beside the page: of values one table, a workbook all of them.
async function exportVsOverview(b) {
  const at = (format) => `${b.overview}&format=${format}`;
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...httpSide('csv', at('csv'), b.chief.user), ...httpSide('xlsx', at('xlsx'), b.chief.user)], 200, 20);
  if (wanted('export_vs_overview')) result('export_vs_overview', m.csv.median_us / m.overview.median_us, { max: 3 }, m);
  if (wanted('export_excel')) result('export_excel', m.xlsx.median_us / m.overview.median_us, { max: 5 }, m);
}

// Signals beside the overview: who is closest to the goal in the whole municipality (open and closed round), and the dips.
async function signalsVsOverview(b) {
  const list = rounds(b.stack, b.small);
  const at = (path, more = '') => `/${b.small.name}/api/${path}?unit=${b.chief.unit}${more}`;
  const pages = { closest: at('closest'), closest_years: at('closest', '&rows=year_group'), closest_before: at('closest', `&round=${list[1].id}`), dips: at('dips') };
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...Object.entries(pages).flatMap(([name, page]) => httpSide(name, page, b.chief.user))], 200, 30);
  result('signals_vs_overview', Math.max(...Object.keys(pages).map((name) => m[name].median_us)) / m.overview.median_us, { max: 3 }, m);
}

async function notModified(b) {
  for (let i = 0; i < 30; i++) await b.stack.get(b.overview, b.chief.user);
  const { etag } = await b.stack.get(b.overview, b.chief.user);
  const bare = `/${b.small.name}/api/nothing`;
  const m = measure(b.stack, b.small, [...httpSide('not modified', b.overview, b.chief.user, [`header\tIf-None-Match: ${etag}`, 'status\t304']),
    ...httpSide('bare', bare, b.chief.user, ['status\t404'])], 5000, 200);
  const rps = { 'not modified': [], bare: [] };
  for (let i = 0; i < 3; i++) {
    rps['not modified'].push(wrk(b.stack.url(b.overview), b.chief.user, Math.ceil(SIZE.seconds / 2), { header: [`If-None-Match: ${etag}`] }).rps);
    rps.bare.push(wrk(b.stack.url(bare), b.chief.user, Math.ceil(SIZE.seconds / 2), { refused: true }).rps);
  }
  result('not_modified_vs_bare', m['not modified'].median_us / m.bare.median_us, { max: 2.0 },
    { not_modified: m['not modified'], bare: m.bare, bare_is: '404 problem of an unknown /api/ path', rps });
}

const median = (list) => [...list].sort((x, y) => x - y)[Math.floor(list.length / 2)];

async function vsPhp(b) {
  const sides = { ours: [b.overview, () => b.stack.workers(b.small)], prepared: [b.php('prepared'), () => b.stack.phpPids], text: [b.php('text'), () => b.stack.phpPids] };
  const seen = Object.fromEntries(Object.keys(sides).map((k) => [k, { rps: [], cpu_ms: [] }]));
  for (let i = 0; i < 6; i++) {
    for (const [name, [address, pids]] of Object.entries(sides)) {
      const before = cpuSeconds(pids());
      const { rps, requests } = wrk(b.stack.url(address), b.chief.user, SIZE.seconds);
      if (i === 0) continue; // warm now
      seen[name].rps.push(rps);
      seen[name].cpu_ms.push(((cpuSeconds(pids()) - before) * 1000) / requests);
    }
  }
  const rps = (name) => median(seen[name].rps);
  const cpu = (name) => median(seen[name].cpu_ms);
  const best = rps('prepared') > rps('text') ? 'prepared' : 'text';
  if (wanted('vs_php_rps')) result('vs_php_rps', rps('ours') / rps(best), { min: 1.2 }, { ...seen, compared_with: best });
  if (wanted('vs_php_cpu')) result('vs_php_cpu', Math.min(cpu('prepared'), cpu('text')) / cpu('ours'), { min: 2 }, { ours: cpu('ours'), prepared: cpu('prepared'), text: cpu('text') });
  if (wanted('vs_php_raw')) {
    const raw = await slowRate(b.stack.url(b.raw), b.chief.user, 8);
    result('vs_php_raw', rps('ours') / raw, { min: 30 }, { ours_rps: rps('ours'), raw_rps: raw });
  }
}

// What the access log adds: the same requests with the log as it is, and with a log that costs next to nothing (a table in memory without
// indexes, so that there is no commit to the disk either). Both take turns, a moment each; the value is the
// median of the pairs. The program is the same.
async function auditOverhead(b) {
  const sql = (text) => b.stack.sql(b.small.name, text);
  const [[pupil, user]] = sql(`SELECT s.pupil_id, p.eppn FROM snapshot_pupil s JOIN duty d ON d.unit_id = s.unit_id AND d.role = 'principal'
    JOIN person p ON p.id = d.person_id WHERE s.round_id = ${b.open} AND s.left_on IS NULL LIMIT 1`);
  sql(`DROP TABLE IF EXISTS access_log_memory; SET GLOBAL max_heap_table_size = 1073741824; SET max_heap_table_size = 1073741824;
    CREATE TABLE access_log_memory (id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, at TIMESTAMP(3) NOT NULL DEFAULT SYSDATE(3),
    kind VARCHAR(24), actor VARCHAR(60), person_id INT, duty VARCHAR(60), address VARCHAR(45), request_id VARCHAR(64), route VARCHAR(60), status SMALLINT,
    pupil_id INT, unit_id INT, class_id INT, group_id INT, round_id INT, subject_id INT, old_value VARCHAR(8), new_value VARCHAR(8), detail VARCHAR(60), changes VARCHAR(2000)) ENGINE = MEMORY`);
  const seen = { view: { with: [], without: [] }, save: { with: [], without: [] } };
  for (let turn = 0; turn < AUDIT_TURNS; turn++) {
    for (const log of turn % 2 ? ['with', 'without'] : ['without', 'with']) {
      if (log === 'without') sql('RENAME TABLE access_log TO access_log_disk, access_log_memory TO access_log');
      try {
        seen.view[log].push(measure(b.stack, b.small, httpSide('http', `/${b.small.name}/api/pupils/${pupil}`, user), 24, 8).http.median_us);
        seen.save[log].push(measure(b.stack, b.small, saveOver(b), 16, 8).http.median_us);
      } finally {
        if (log === 'without') sql('RENAME TABLE access_log TO access_log_memory, access_log_disk TO access_log; TRUNCATE access_log_memory');
      }
    }
  }
  sql('DROP TABLE access_log_memory');
  const share = ({ with: w, without }) => median(w.map((one, i) => one / without[i])) - 1;
  result('audit_overhead', Math.max(share(seen.view), share(seen.save)), { max: 0.1 }, { view: share(seen.view), save: share(seen.save), medians_us: seen });
}

// A class that is saved again and again over HTTP, as lines of a job: the level's id and code of A and C take turns.
function saveOver(b) {
  const [group] = groupsOf(b.stack, b.small, b.open, 28, 1);
  const levels = Object.fromEntries(b.stack.sql(b.small.name, "SELECT l.code, l.id FROM scale_level l JOIN scale c ON c.id = l.scale_id WHERE c.code = 'A-F'"));
  const rows = b.stack.sql(b.small.name, `SELECT t.pupil_id, COALESCE(a.version, 0), COALESCE(a.level_id = ${levels.C}, 0) FROM snapshot_subject t LEFT JOIN assessment a ON a.round_id = t.round_id
    AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id WHERE t.round_id = ${b.open} AND t.group_id = ${group.group}`);
  const pupil = ([id, version, isC]) => ['pupil', id, group.subject, version, ...(isC === '1' ? ['A', levels.A, 'C', levels.C] : ['C', levels.C, 'A', levels.A])].join('\t');
  return [`class\t${b.open}\t${group.person}`, ...rows.map(pupil), 'side\thttp\tsave-http',
    `request\tPUT\t/${b.small.name}/api/groups/${group.group}/assessments`, `header\tX-Bench-User: ${group.user}`, 'header\tX-Requested-With: XMLHttpRequest',
    'header\tContent-Type: application/json'];
}

async function saveVsSql(b) {
  // An even number of turns ends with a save over HTTP, which puts the derived rows right.
  const m = measure(b.stack, b.small, [...saveOver(b), 'side\tsql\tsave-sql', `upsert\t${b.stack.statements.save_put}`], 300, 20);
  result('save_vs_sql', m.http.median_us / m.sql.median_us, { max: 5 }, { http: m.http, sql: m.sql });
}

async function workerRss(b) {
  await b.stack.startPool(b.small);
  const pids = b.stack.workers(b.small);
  const people = cast(b.stack, b.small, b.open);
  const part = () => mixture(b.stack.port, `/${b.small.name}`, people, SIZE.mixed / 2);
  await part();
  const half = anonKib(pids);
  const { kinds, statuses } = await part();
  if (String(b.stack.workers(b.small)) !== String(pids)) throw new Error('a worker ended itself in between');
  const end = rssKib(pids);
  const own = anonKib(pids);
  const growth = Math.max(...own.map((kib, i) => kib - half[i]));
  result('worker_rss_mb', Math.max(...end) / 1024, { max: 16, also: growth <= 0 }, { rss_kib: end, own_half_kib: half, own_end_kib: own, growth_kib: growth, requests: SIZE.mixed, kinds, statuses_of_half: statuses });
}

async function firstLoad(b) {
  const who = cast(b.stack, b.small, b.open);
  const loads = await firstLoads(b.stack.url(`/${b.small.name}/`), [b.chief.user, who.manager.user, who.principals[0].user, who.groups[0].user]);
  const worst = loads.reduce((a, c) => (c.kb > a.kb ? c : a));
  result('first_load_kb', worst.kb, { max: 80 }, { kb: loads.map(({ user, kb }) => ({ user, kb: round(kb, 1) })), files: worst.files.sort((x, y) => y[1] - x[1]) });
}

async function keyWork(b) {
  const [, group] = groupsOf(b.stack, b.small, b.open, 28, 2);
  say('recounting everything from the raw rows, before a class is made larger by hand');
  b.stack.malkollctl(b.small, ['verify']);
  growGroup(b.stack, b.small, b.open, group, 2);
  const m = await keyPresses(b.stack.url(`/${b.small.name}/`), group.user, group.group, { passes: SIZE.passes, levels: ['c', 'd', 'e', 'b', 'f'] });
  if (m.rows !== 30) throw new Error(`the class has ${m.rows} pupils`);
  result('key_work_ms', m.cpu.p95, { max: 5 }, m);
}

async function growth(b) {
  // The large one has two rounds: the small one's third is put away meanwhile.
  const hidden = rounds(b.stack, b.small).at(-1);
  b.stack.sql(b.small.name, `UPDATE round SET state = 'planned' WHERE id = ${hidden.id}`);
  try {
    const big = director(b.stack, b.large);
    const [small, large] = await Promise.all([b.stack.get(b.overview, b.chief.user), b.stack.get(`/large/api/attainment?unit=${big.unit}`, big.user)]);
    const shape = (r) => { const d = r.json(); return [d.rows.length, d.subjects.length, Boolean(d.previous), Boolean(d.year_ago)]; };
    const m = measure(b.stack, b.small, [...httpSide('small', b.overview, b.chief.user), ...httpSide('large', `/large/api/attainment?unit=${big.unit}`, big.user)], 300, 60);
    result('overview_growth', m.large.median_us / m.small.median_us, { max: 1.3 }, { ...m, rows_subjects_rounds: { small: shape(small), large: shape(large) } });
  } finally {
    b.stack.sql(b.small.name, `UPDATE round SET state = '${hidden.state}' WHERE id = ${hidden.id}`);
  }
}

function importTimes(b) {
  const per = (town) => { const first = town.times.find((t) => t.step.startsWith('import-roster')); return (first.s * 10000) / town.pupils; };
  const values = b.stack.towns.filter((t) => t.times).map((t) => ({ town: t.name, pupils: t.pupils, s_per_10k: round(per(t)), steps: t.times }));
  if (values.length) result('import_s_per_10k', Math.max(...values.map((v) => v.s_per_10k)), { max: 15 }, values);
}

// ---- the run ----

function town(stack, name, pupils, roundCount) {
  const t = stack.addTown(name);
  const done = path.join(stack.dir, `${name}.filled`);
  t.pupils = pupils;
  if (fs.existsSync(done)) {
    stack.malkollctl(t, ['migrate']);
    t.times = JSON.parse(fs.readFileSync(done, 'utf8'));
    return t;
  }
  say(`generating ${pupils} pupils`);
  const dir = generate(build, pupils, roundCount);
  say(`importing ${pupils} pupils and ${roundCount} rounds`);
  t.times = load(stack, t, dir, say);
  fs.writeFileSync(done, JSON.stringify(t.times));
  return t;
}

const LARGE_ONLY = ['overview_growth', 'dips_close_growth', 'import_s_per_10k'];

async function main(stack) {
  run('make', ['-s', '-C', build, 'bench-programs']);
  stack.install();
  stack.startDatabase();
  const small = town(stack, 'small', SIZE.small, 3);
  const needLarge = LARGE_ONLY.some(wanted);
  const large = needLarge ? town(stack, 'large', SIZE.large, 2) : null;
  for (const t of stack.towns) await stack.startPool(t);
  const chief = director(stack, small);
  await stack.startNginx({ town: small, person: chief.id, socket: await stack.startPhp() });
  const b = {
    stack, small, large, chief, open: rounds(stack, small).find((r) => r.state === 'open').id,
    overview: `/small/api/attainment?unit=${chief.unit}`,
    php: (how) => `/php/${how}/overview?unit=${chief.unit}`,
    raw: `/php/text/raw?unit=${chief.unit}`,
  };
  say('comparing the documents of both programs');
  await checkSame(b);
  const rows = { overview_vs_sql: overviewVsSql, overview_vs_raw: overviewVsRaw, history_vs_overview: historyVsOverview, signals_vs_overview: signalsVsOverview, hit_rate_vs_overview: hitRateVsOverview, export_vs_overview: exportVsOverview, overview_growth: growth, not_modified_vs_bare: notModified, save_vs_sql: saveVsSql, audit_overhead: auditOverhead,
    vs_php_rps: vsPhp, worker_rss_mb: workerRss, first_load_kb: firstLoad, key_work_ms: keyWork, import_s_per_10k: importTimes,
    class_vs_overview: (x) => classPages(x, { measure, httpSide, result }), school_vs_overview: (x) => schoolPages(x, { measure, httpSide, result }), outside_vs_overview: (x) => outsidePages(x, { measure, httpSide, result }),
    dips_live_vs_overview: (x) => dipsLive(x, { measure, httpSide, result }), dips_close_s: (x) => dipsClose(x, { result, wanted }) };
  for (const [name, row] of Object.entries(rows)) {
    if (wanted(name) || (row === exportVsOverview && wanted('export_excel')) || (row === vsPhp && (wanted('vs_php_cpu') || wanted('vs_php_raw'))) || (name === 'dips_close_s' && wanted('dips_close_growth'))) await row(b);
  }
}

function machine(stack) {
  const cpu = os.cpus()[0];
  return { cpu: `${cpu.model.trim()} × ${os.cpus().length}`, load: os.loadavg(), mariadb: stack.sql('', 'SELECT VERSION()')[0][0], node: process.version, kernel: os.release() };
}

const dir = options.keep ? path.resolve(options.keep) : fs.mkdtempSync(path.join(os.tmpdir(), 'malkoll-bench-'));
fs.mkdirSync(dir, { recursive: true });
fs.chmodSync(dir, 0o755);
const stack = new Stack(dir, build);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { stack.stopNow(); process.exit(1); });
let failed = null;
let about = null;
try {
  await main(stack);
  about = machine(stack);
} catch (e) {
  failed = e;
}
await stack.stop().catch(() => {});
if (!options.keep) fs.rmSync(dir, { recursive: true, force: true });
fs.mkdirSync(build, { recursive: true });
fs.writeFileSync(path.join(build, 'bench.json'), `${JSON.stringify({ at: new Date().toISOString(), quick: options.quick, seconds: Math.round((Date.now() - begun) / 1000), machine: about, failed: failed ? String(failed.stack) : null, rows: results }, null, 1)}\n`);
process.stdout.write(`\n${results.map((r) => `${r.name.padEnd(22)}${String(r.value).padStart(9)}   ${r.limit.padEnd(8)} ${r.ok ? 'held' : 'MISSED'}`).join('\n')}\n`);
if (failed) process.stderr.write(`bench: ${failed.stack}\n`);
const missed = results.filter((r) => !r.ok).length;
say(missed || failed ? `${missed} limits missed${failed ? ', and the bench broke off' : ''}` : `all ${results.length} limits held`);
process.exitCode = missed || failed ? 1 : 0;
