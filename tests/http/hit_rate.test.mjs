// Grades from a file, by malkollctl and in the browser's way, and the hit rate of the forecasts before them, counted here a
// second time from what was reported.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCALES, eppn, groupOf } from './fixture.mjs';
import { select, summarise } from './recount.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { makeWorld, termAt } from './world.mjs';

let world;
let autumn;
let spring;
let grades;
before(async () => {
  world = await makeWorld();
  autumn = closed(termAt(-2), 0);
  spring = closed(termAt(-1), 2);
  grades = world.plan(termAt(-1), { kind: 'grade' });
});
after(() => world?.stop());

function closed(term, number) {
  const round = world.plan(term);
  world.open(round, term.date);
  world.loadAll(round, number);
  world.close(round);
  return round;
}

// The grade that follows from the spring's forecast: now and then one step down or up, now and then none.
function gradeOf(row, turn = 0) {
  const draw = [...`${row.pupil} ${row.subject} ${turn}`].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 997, 7) / 997;
  const { levels } = SCALES[row.scale];
  const forecast = world.books[spring.key].levels.get(`${row.pupil} ${row.subject}`);
  if (draw < 0.04) return null;
  if (draw < 0.08) return '-';
  const at = forecast && forecast !== '-' ? levels.indexOf(forecast) : 1;
  return levels[Math.max(0, Math.min(levels.length - 1, at + (draw < 0.22 ? -1 : draw > 0.88 ? 1 : 0)))];
}

const HEAD = 'elev;ämne;betyg;lärare';
function linesOf(turn) {
  const lines = [];
  for (const row of world.books[grades.key].rows.values()) {
    const level = gradeOf(row, turn);
    if (level !== null) lines.push([row.pupil, row.subject, level, groupOf(world.roster, row.group).teachers[0]].join(';'));
  }
  return lines;
}

function note(lines) {
  for (const line of lines) {
    const [pupil, subject, level] = line.split(';');
    world.note(grades, pupil, subject, level);
  }
}

function file(lines, name = 'betyg.csv') {
  const at = path.join(world.stack.dir, name);
  fs.writeFileSync(at, [HEAD, ...lines, ''].join('\r\n'));
  return at;
}

const read = (at, ...args) => world.stack.ctl(['import', 'grades', at, '--round', grades.key, ...args]);
const cells = () => world.sql('SELECT * FROM hit_cell ORDER BY 1, 2, 3, 4, 5').map((r) => r.join()).join('\n');
const stored = () => world.sql(`SELECT pupil_id, subject_id, state, level_id FROM assessment WHERE round_id = ${grades.id} ORDER BY 1, 2`).map((r) => r.join()).join('\n');

// ---- the file ----

test('a planned round and a round of forecasts take no grades', () => {
  const early = read(file(['p-9A-2;MA;C;bj1']));
  assert.equal(early.status, 1);
  assert.match(early.stdout, /omgången är inte öppnad än/);
  const wrong = world.stack.ctl(['import', 'grades', file(['p-9A-2;MA;C;bj1']), '--round', spring.key]);
  assert.equal(wrong.status, 1);
  assert.match(wrong.stdout, /omgången är inte för betyg/);
  world.open(grades, termAt(-1).date);
  assert.equal(stored(), '');
});

test('a trial tells what would happen, and a broken file changes nothing', () => {
  const tried = read(file(linesOf(0)), '--dry-run');
  assert.equal(tried.status, 0, tried.stdout + tried.stderr);
  assert.match(tried.stdout, /provkörning, ingenting ändrades/);
  for (const text of ['', 'elev;betyg\np-9A-2;C\n', `${HEAD}\np-9A-2;"MA;C;bj1\n`]) {
    const at = path.join(world.stack.dir, 'broken.csv');
    fs.writeFileSync(at, text);
    const done = read(at);
    assert.equal(done.status, 1);
    assert.match(done.stdout, /ingenting lästes in/);
  }
  assert.equal(stored(), '');
  assert.equal(cells(), '');
  assert.deepEqual(world.sql("SELECT outcome, COUNT(*) FROM import_run WHERE source = 'grades' GROUP BY outcome ORDER BY outcome"),
    [['tried', '1'], ['refused', '5']]);
});

test('unknown pupil, subject and level are told with line and column', () => {
  const done = read(file(['ghost;MA;C;bj1', 'p-9A-2;XX;C;bj1', 'p-9A-2;MA;Q;bj1', 'p-9A-2;MA;C;ingen-alls']), '--dry-run');
  assert.match(done.stdout, /rad 2, kolumn elev: hittade ”ghost”/);
  assert.match(done.stdout, /rad 3, kolumn ämne: hittade ”XX”/);
  assert.match(done.stdout, /rad 4, kolumn betyg: hittade ”Q”, väntade F, E, D, C, B, A eller -/);
  assert.match(done.stdout, /rad 5, kolumn lärare: hittade ”ingen-alls”/);
});

const HEADERS = { 'content-type': 'text/csv' };
const upload = (who, query, body) => world.stack.as(eppn(who)).send('POST', `/api/imports?${new URLSearchParams(query)}`, body, HEADERS);

test('in the browser: tried first, then read in, with its line in the log', async () => {
  const body = Buffer.from([HEAD, ...linesOf(0), ''].join('\n'));
  const tried = await upload('admin', { round: grades.id, file: 'betyg.csv', dry_run: 'true' }, body);
  assert.equal(tried.status, 200, tried.text);
  assert.equal(tried.json.outcome, 'tried');
  assert.ok(tried.json.report.counts.assessments[0] > 100);
  assert.equal(stored(), '');
  const done = await upload('admin', { round: grades.id, file: 'betyg.csv', dry_run: 'false' }, body);
  assert.deepEqual([done.json.outcome, done.json.source, done.json.file], ['applied', 'grades', 'betyg.csv']);
  assert.match(world.sql("SELECT detail FROM access_log WHERE kind = 'import' ORDER BY id DESC LIMIT 1")[0][0], /^grades betyg\.csv: applied, \d+ rows changed/);
  note(linesOf(0));
  const refused = await upload('admin', { round: spring.id, file: 'betyg.csv' }, body);
  assert.equal(refused.json.outcome, 'refused');
  isProblem(await upload('director', { round: grades.id, file: 'betyg.csv' }, body), 403, 'forbidden');
  isProblem(await upload('admin', { round: '4294967295', file: 'betyg.csv' }, body), 404, 'not-found');
  assert.equal(world.differences(), 0);
});

test('the same file again changes nothing', () => {
  const held = [stored(), cells()];
  assert.match(read(file(linesOf(0))).stdout, /ingenting ändrades/);
  assert.deepEqual([stored(), cells()], held);
});

// ---- the hit rate ----

const isPass = (row, level) => level !== '-' && SCALES[row.scale].levels.indexOf(level) >= SCALES[row.scale].failing;

// [right pass, over, under, right fail], unpaired, [over, same, under], groups of the pairs that match.
function counted(forecasts, pick) {
  const from = world.books[forecasts.key];
  const to = world.books[grades.key];
  const counts = [0, 0, 0, 0];
  const levels = [0, 0, 0];
  const groups = new Set();
  let unpaired = 0;
  for (const row of select(from, pick).filter((one) => !one.left)) {
    const forecast = from.levels.get(`${row.pupil} ${row.subject}`);
    const grade = to.levels.get(`${row.pupil} ${row.subject}`);
    if (forecast === undefined) continue;
    if (grade === undefined) {
      if (SCALES[row.scale].points) unpaired++; // who gets no grades is not without one
      continue;
    }
    groups.add(row.group);
    counts[isPass(row, forecast) ? (isPass(row, grade) ? 0 : 1) : isPass(row, grade) ? 2 : 3]++;
    if (forecast === '-' || grade === '-') continue;
    const order = SCALES[row.scale].levels;
    const step = order.indexOf(forecast) - order.indexOf(grade);
    levels[step > 0 ? 0 : step === 0 ? 1 : 2]++;
  }
  return { counts, unpaired, levels, groups: groups.size };
}

function merit(forecasts, pick) {
  const sums = [0, 0, 0];
  const pupils = new Set(select(world.books[forecasts.key], pick).map((row) => row.pupil));
  for (const pupil of pupils) {
    const [a, b] = [forecasts, grades].map((round) => summarise(world.books[round.key], select(world.books[round.key], { pupil })));
    if (!a.covered || !b.covered) continue;
    const error = a.merit17 - b.merit17;
    sums[0]++;
    sums[1] += error;
    sums[2] += Math.abs(error);
  }
  return sums;
}

const sum = (list) => list.reduce((a, b) => a + b, 0);
function same(cell, forecasts, pick, what, min = 10) {
  const own = counted(forecasts, pick);
  const n = sum(own.counts);
  if (n + own.unpaired === 0) {
    assert.equal(cell, null, what);
    return;
  }
  if (n > 0 && own.groups < 2) {
    assert.deepEqual(cell, { state: 'one_group' }, what);
    return;
  }
  assert.equal(cell.state, n >= min ? 'said' : 'few', what);
  assert.deepEqual([cell.counts, cell.unpaired, cell.levels], [own.counts, own.unpaired, own.levels], what);
  if (n < min) {
    assert.equal(cell.right, undefined, what);
    return;
  }
  const [right, of, low, high] = cell.right;
  assert.deepEqual([right, of], [own.counts[0] + own.counts[3], n], what);
  assert.ok(low <= (1000 * right) / of && (1000 * right) / of <= high && low < high, what);
}

const schools = { kommun: ['ek', 'bj', 'li'], norr: ['ek', 'bj'], bj: ['bj'], li: ['li'] };
const ask = async (who, unit, query = {}) => isAnswer(await world.ask('GET', who, `/api/hit-rate?${new URLSearchParams({ unit: world.ids.unit[unit], ...query })}`));

test('every figure is that of a recount from raw rows, for each reader', async () => {
  for (const [who, unit] of [['director', 'kommun'], ['analyst', 'kommun'], ['am-norr', 'norr'], ['pr-bj', 'bj'], ['pr-li', 'li']]) {
    const units = new Set(schools[unit]);
    const answer = await ask(who, unit);
    assert.deepEqual(answer.forecasts.map((r) => r.id), [autumn.id, spring.id]);
    assert.equal(answer.round.id, grades.id);
    [autumn, spring].forEach((round, i) => {
      same(answer.total[i], round, { units }, `${unit} ${round.key}`);
      assert.deepEqual(answer.total[i].merit, merit(round, { units }), `${unit} ${round.key} merit`);
      for (const one of answer.subjects) same(one.cells[i], round, { units, family: one.subject.code }, `${unit} ${one.subject.code}`);
      for (const one of answer.year_groups) same(one.cells[i], round, { units, year: one.year_group }, `${unit} year ${one.year_group}`);
      for (const one of answer.units.filter((u) => u.kind === 'school')) {
        same(one.cells[i], round, { units: new Set([world.names.unit[one.id]]) }, one.name);
      }
    });
    assert.equal(answer.units.length > 0, unit === 'kommun' || unit === 'norr');
  }
});

test('filters: a subject, a year group, both', async () => {
  const units = new Set(schools.kommun);
  const answer = await ask('director', 'kommun', { subject: 'MA', year_group: 9 });
  same(answer.total[1], spring, { units, family: 'MA', year: 9 }, 'MA 9');
  assert.deepEqual(answer.filters, { year_group: 9, subject: 'MA' });
  const norr = answer.units.find((u) => u.name === world.sql(`SELECT name FROM unit WHERE id = ${world.ids.unit.norr}`)[0][0]);
  same(norr.cells[1], spring, { units: new Set(schools.norr), family: 'MA', year: 9 }, 'MA 9 norr');
  isProblem(await world.get('director', `/api/hit-rate?unit=${world.ids.unit.kommun}&subject=XX`), 422, 'invalid-parameter', 'subject');
  isProblem(await world.get('director', `/api/hit-rate?unit=${world.ids.unit.kommun}&round=${spring.id}`), 404, 'not-found');
});

test('what such forecasts became', async () => {
  const { became } = await ask('director', 'kommun');
  const { counts } = counted(spring, { units: new Set(schools.kommun) });
  const week = became.find((b) => b.week === 13);
  assert.deepEqual([week.years, week.pass.slice(0, 2), week.fail.slice(0, 2)], [1, [counts[0], counts[0] + counts[1]], [counts[2], counts[2] + counts[3]]]);
});

test('nothing of a single teaching group, nothing said of few, and neither class nor teacher anywhere', async () => {
  assert.equal((await world.ask('PUT', 'admin', '/api/settings', { name: 'hit_rate_min', value: '200' })).status, 200);
  const answer = await ask('pr-bj', 'bj');
  const states = answer.subjects.flatMap((s) => s.cells).filter(Boolean).map((c) => c.state);
  assert.ok(states.includes('few'));
  assert.ok(answer.subjects.flatMap((s) => s.cells).every((c) => c === null || c.state !== 'few' || (c.right === undefined && c.counts.length === 4)));
  await world.ask('PUT', 'admin', '/api/settings', { name: 'hit_rate_min', value: '10' });
  const all = [];
  for (const year of [7, 8, 9]) all.push(...(await ask('pr-bj', 'bj', { year_group: year })).subjects.flatMap((s) => s.cells));
  assert.ok(all.some((c) => c?.state === 'one_group' && Object.keys(c).length === 1));
  const text = JSON.stringify(await ask('director', 'kommun'));
  for (const word of ['teacher', 'class', 'group_id', 'pupil_id', ...world.roster.staff.map((s) => s.family), ...world.roster.classes.map((c) => `"${c.name}"`)]) {
    assert.ok(!text.includes(word), word);
  }
  isProblem(await world.get('director', `/api/hit-rate?unit=${world.ids.unit.kommun}&class=${world.ids.klass['c-9A']}`), 400, 'unknown-parameter', 'class');
});

test('grades that are read in again correct it; a closed round takes nothing until it is reopened', async () => {
  note(linesOf(1));
  assert.equal(read(file(linesOf(1))).status, 0);
  world.close(grades);
  const held = cells();
  const late = read(file(linesOf(2)));
  assert.equal(late.status, 1);
  assert.match(late.stdout, /omgången är stängd/);
  assert.equal(cells(), held);
  const units = new Set(schools.kommun);
  const answer = await ask('director', 'kommun');
  same(answer.total[1], spring, { units }, 'after the second file');
  world.reopen(grades);
  note(linesOf(2));
  assert.equal(read(file(linesOf(2))).status, 0);
  same((await ask('director', 'kommun')).total[1], spring, { units }, 'after the third');
  world.close(grades);
  assert.equal(world.differences(), 0);
});

test('a forecast round that is reopened and closed again is counted anew', async () => {
  world.reopen(autumn);
  const [row] = select(world.books[autumn.key], { units: new Set(['li']), family: 'MA' });
  const at = path.join(world.stack.dir, 'late.csv');
  fs.writeFileSync(at, `pupil,subject,level,by\n${row.pupil},${row.subject},-,\n`);
  world.ctl('import', 'assessments', at, '--round', autumn.key);
  world.note(autumn, row.pupil, row.subject, '-');
  world.close(autumn);
  same((await ask('pr-li', 'li')).total[0], autumn, { units: new Set(['li']) }, 'li');
});

// Corrects one pupil of a group in a closed round to what level(now) gives, as the school's principal.
async function correct(round, group, pick, level) {
  const at = `/api/groups/${world.ids.group[group]}/assessments?round=${round.id}`;
  const rows = isAnswer(await world.get('pr-bj', at)).pupils;
  const row = rows.find(pick);
  assert.ok(row, `${group} in ${round.key}`);
  const to = level(row.level);
  const put = await world.put('pr-bj', group, round, { entries: [{ pupil: row.id, level: to, version: row.version }], reason: 'rättelse' });
  assert.equal(put.json?.results[0].status, 'saved', put.text);
  world.note(round, world.names.person[row.id], groupOf(world.roster, group).subject, to);
}

const failOrPass = (now) => (now === 'F' ? 'C' : 'F');

test('a correction after closing, of a grade or of a forecast, is carried into the hit rate with it', async () => {
  const units = new Set(schools.kommun);
  for (const round of [grades, spring, autumn]) {
    const held = cells();
    await correct(round, 'g-9A-MA', (row) => row.level !== null, failOrPass);
    assert.notEqual(cells(), held, round.key);
    const answer = await ask('director', 'kommun');
    same(answer.total[0], autumn, { units }, `autumn after ${round.key}`);
    same(answer.total[1], spring, { units }, `spring after ${round.key}`);
    assert.equal(world.differences(), 0, round.key);
  }
});

test('corrections in the forecasts and the grades at once leave no cell behind', async () => {
  const one = (round, k) => correct(round, 'g-9A-EN', (row) => row.level !== null && row.id === pupils[k % pupils.length], failOrPass);
  const rows = isAnswer(await world.get('pr-bj', `/api/groups/${world.ids.group['g-9A-EN']}/assessments?round=${grades.id}`)).pupils;
  const others = isAnswer(await world.get('pr-bj', `/api/groups/${world.ids.group['g-9A-EN']}/assessments?round=${spring.id}`)).pupils;
  const pupils = rows.filter((row) => row.level !== null && others.some((other) => other.id === row.id && other.level !== null)).map((row) => row.id);
  assert.ok(pupils.length >= 2);
  for (let k = 0; k < 4; k++) await Promise.all([one(grades, k), one(spring, k)]);
  assert.equal(world.differences(), 0);
  same((await ask('director', 'kommun')).total[1], spring, { units: new Set(schools.kommun) }, 'spring');
});

test('verify counts hit rates and common pupils from raw rows, and recount mends them', () => {
  world.sql('UPDATE hit_cell SET right_pass = right_pass + 1 WHERE year_group = 9 AND subject_id > 0 ORDER BY grade_round_id, round_id, unit_id, subject_id LIMIT 1');
  world.sql('DELETE FROM pair_cell WHERE class_id = 0 AND year_group = 0 AND gender = 0 AND measure = 1 ORDER BY round_id, before_id, unit_id, class_id, subject_id LIMIT 1');
  world.sql('UPDATE pair_cell SET rose = rose + 1 WHERE class_id > 0 ORDER BY round_id, before_id, unit_id, class_id, subject_id LIMIT 1');
  world.sql('UPDATE pair_mean SET change_sq = change_sq + 1 WHERE class_id = 0 AND measure = 7 ORDER BY round_id, before_id, unit_id LIMIT 1');
  world.sql('DELETE FROM pair_mean WHERE class_id > 0 ORDER BY round_id, before_id, unit_id LIMIT 1');
  const found = world.stack.ctl(['verify']);
  assert.equal(found.status, 1);
  assert.match(found.stdout, /, 5 differences/);
  assert.match(found.stdout, /hit rate: rounds \d+ and \d+: unit \d+ year group 9 subject \d+ is counted otherwise/);
  assert.match(found.stdout, /pairs: rounds \d+ and \d+: unit \d+ class 0 year group 0 gender 0 measure 1 subject 0 is not stored/);
  assert.match(found.stdout, /pairs: .* class [1-9]\d* .* is counted otherwise/);
  assert.match(found.stdout, /pairs: .* class 0 .* measure 7 subject 0 is counted otherwise/);
  assert.match(found.stdout, /pairs: .* class [1-9]\d* .* measure [67] subject 0 is not stored/);
  assert.equal(world.stack.ctl(['recount']).stdout, 'recount: 3 closed rounds\n');
  assert.equal(world.differences(), 0);
});

test('a change in the history is one since the round before of the same kind', async () => {
  const later = world.plan(termAt(0));
  world.open(later, termAt(0).date);
  world.loadAll(later, 1);
  const { rounds, subjects, measures, measure_details } = isAnswer(await world.ask('GET', 'director', `/api/history?${new URLSearchParams({ unit: world.ids.unit.kommun, detail: 'true' })}`));
  assert.deepEqual(rounds.map((r) => r.id), [autumn, spring, grades, later].map((r) => r.id));
  let told = 0;
  const check = (points, details, what) => {
    const change = (i, j) => (points[i]?.[1] && points[j]?.[1] ? Math.round(10000 * (points[i][0] / points[i][1] - points[j][0] / points[j][1])) : null);
    assert.ok(!details[2] || details[2].slice(2, 5).every((v) => v === null), `${what}: no grades before these`);
    for (const [i, j] of [[1, 0], [3, 1]]) if (change(i, j) !== null) assert.equal(details[i][2], change(i, j), `${what}: ${rounds[i].key}`);
    if (change(3, 2) !== null && change(3, 2) !== change(3, 1)) told++;
  };
  for (const s of subjects) check(s.points, s.details, s.subject.code);
  check(measures.all_subjects, measure_details.all_subjects, 'all subjects');
  assert.ok(told > 3, `${told} figures would have another change since the grades`);
});
