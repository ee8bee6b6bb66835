// A round of grades expects grades where the rules of the scales say that they are set, and nothing of anybody else: in figures,
// in the follow-up, in the grid, from a file, and when the roster moves. And what the migration makes of the rules that stood.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCALES, clone, groupOf, moveToClass, pupilOf, scaleOf } from './fixture.mjs';
import { counts, keyOf, select } from './recount.mjs';
import { root } from './harness.mjs';
import { expected, received } from './overview.mjs';
import { isAnswer } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

const GENERAL = "SELECT syllabus_id, year_from, year_to, scale_id, graded, valid_from, valid_to FROM scale_rule WHERE unit_id IS NULL ORDER BY 1, 2, 3";
// Lindskolan has decided to set grades from year group 4 on.
const early = (roster, pupil, group) => (pupil.unit === 'li' && pupil.year >= 4 && pupil.year <= 5 ? 'A-F' : scaleOf(roster, pupil, group));

const ADAPTED = 'p-9C-8';

let world;
let forecasts;
let grades;
before(async () => {
  world = await makeWorld();
  world.sql(`INSERT INTO scale_rule (syllabus_id, unit_id, year_from, year_to, scale_id, graded, valid_from)
    VALUES (1, ${world.ids.unit.li}, 4, 5, 1, 1, '2020-07-01')`);
  // Who teaches the adapted syllabus teaches its pupils nothing else.
  const roster = clone(world.roster);
  groupOf(roster, 'g-9C-GRANMAT').teachers = ['li1'];
  world.importRoster(roster, day(-1));
  forecasts = world.plan(termAt(-1));
  world.open(forecasts, termAt(-1).date, early);
  world.close(forecasts);
  grades = world.plan(termAt(0), { kind: 'grade' });
  world.open(grades, day(), early);
});
after(() => world?.stop());

const book = () => world.books[grades.key];
const ask = async (who, at) => isAnswer(await world.get(who, at));
const levelOf = (row) => SCALES[row.scale].levels[(row.pupil.length + row.pupil.charCodeAt(5) + row.subject.charCodeAt(1)) % 6];

function load(lines) {
  const file = path.join(world.stack.dir, 'betyg.csv');
  fs.writeFileSync(file, ['elev;ämne;betyg', ...lines, ''].join('\n'));
  return world.ctl('import', 'grades', file, '--round', grades.key);
}

test('expected are those of year groups with grades, from year 4 where a school has decided so, and no adapted syllabus', () => {
  const years = world.sql(`SELECT u.source_id, GROUP_CONCAT(DISTINCT s.year_group ORDER BY s.year_group) FROM snapshot_pupil s
    JOIN unit u ON u.id = s.unit_id WHERE s.round_id = ${grades.id} GROUP BY s.unit_id ORDER BY 1`);
  assert.deepEqual(years, [['bj', '7,8,9'], ['ek', '6'], ['li', '5,9']]);
  assert.deepEqual(world.stored(grades), world.booked(grades));
  const adapted = pupilOf(world.roster, ADAPTED);
  assert.ok(select(book(), { pupil: adapted.id }).length > 10);
  assert.ok(!book().rows.has(keyOf(adapted.id, 'MA')));
});

test('grades from a file: of whom none is expected there is a finding, and nothing is stored', () => {
  const adapted = pupilOf(world.roster, ADAPTED);
  const told = load(['p-3A-0;MA;G', 'p-3A-1;MA;C', `${adapted.id};MA;C`, 'ghost;MA;C']);
  assert.match(told, /rad 2, 3, kolumn elev: hittade ”p-3A-0”, ”p-3A-1”, omgången väntar inget betyg där: .*årskursen eller skolformen/);
  assert.match(told, /rad 4, kolumn ämne: hittade ”MA”, omgången väntar inget betyg där/);
  assert.match(told, /rad 5, kolumn elev: hittade ”ghost”, eleven är inte med i omgången/);
  assert.equal(world.sql(`SELECT COUNT(*) FROM assessment WHERE round_id = ${grades.id}`)[0][0], '0');
  // All but one class, the early ones too.
  const rows = [...book().rows.values()].filter((row) => row.klass !== 'c-8A');
  const read = load(rows.map((row) => [row.pupil, row.subject, levelOf(row)].join(';')));
  for (const row of rows) world.note(grades, row.pupil, row.subject, levelOf(row));
  assert.doesNotMatch(read, /hoppades över/);
  assert.deepEqual(world.stored(grades), world.booked(grades));
});

test('every figure is of those of whom something is expected', async () => {
  for (const query of [{ unit: 'kommun', rows: 'unit' }, { unit: 'kommun', rows: 'year_group' }, { unit: 'ek', rows: 'class' }, { unit: 'li', rows: 'class', subject: 'MA' },
    { unit: 'soder', rows: 'gender', year_group: 5 }, { unit: 'norr', rows: 'year_group', subject: 'SV' }]) {
    const { unit, ...rest } = query;
    const answer = await ask('director', `/api/attainment?${new URLSearchParams({ unit: world.ids.unit[unit], round: grades.id, ...rest })}`);
    assert.deepEqual(received(world, answer), expected(world.roster, [book(), null, null], query), JSON.stringify(query));
  }
  for (const [who, unit] of [['director', 'kommun'], ['pr-ek', 'ek'], ['pr-li', 'li']]) {
    const { total } = await ask(who, `/api/reporting?unit=${world.ids.unit[unit]}&round=${grades.id}`);
    const units = unit === 'kommun' ? undefined : new Set([unit]);
    assert.deepEqual(total, counts(book(), select(book(), { units })), `${unit} is reported`);
  }
  assert.equal(world.differences(), 0);
});

test('a teacher of the first years has nothing to report, and a pupil of theirs no such round', async () => {
  const { groups } = await ask('ek1', '/api/groups');
  assert.ok(groups.length > 5);
  for (const group of groups) assert.deepEqual(group.counts, [0, 0, 0, 0, 0], group.name);
  const grid = await ask('ek1', `/api/groups/${world.ids.group['g-3A-MA']}/assessments?round=${grades.id}`);
  assert.deepEqual([grid.pupils, grid.scales], [[], []]);
  const { teachers } = groupOf(world.roster, 'g-5A-MA');
  const early5 = await ask(teachers[0], `/api/groups/${world.ids.group['g-5A-MA']}/assessments?round=${grades.id}`);
  assert.deepEqual(early5.scales.map((one) => one.levels.length), [6]);
  assert.equal(early5.pupils.length, 8);
  for (const who of ['pr-ek', 'ek1']) {
    const pupil = await ask(who, `/api/pupils/${world.ids.person['p-3A-0']}`);
    assert.deepEqual(pupil.rounds.map((one) => one.key), [forecasts.key, grades.key]);
    assert.ok(pupil.subjects.length > 5 && pupil.subjects.every(({ levels }) => levels[0] !== null && levels[1] === null), who);
  }
  const adapted = await ask('li1', `/api/pupils/${world.ids.person[ADAPTED]}`);
  assert.deepEqual(adapted.subjects.map((one) => one.subject.code), ['MA']);
  const klass = await ask('ek1', `/api/attainment?unit=${world.ids.unit.ek}&class=${world.ids.klass['c-3A']}&round=${grades.id}`);
  assert.deepEqual(klass.total.counts, [0, 0, 0, 0, 0]);
});

test('who comes to where no grades are set has left, with what was graded, and is there again on return', () => {
  const first = clone(world.roster);
  const roster = clone(first);
  const swap = { 'g-9C-MA': 'g-9C-GRANMAT' };
  const reader = roster.pupils.find((one) => one.reads.includes('g-9C-MA'));
  moveToClass(roster, pupilOf(roster, 'p-6A-0'), 'c-3A', 3);
  moveToClass(roster, pupilOf(roster, 'p-3A-0'), 'c-6A', 6);
  reader.reads = reader.reads.map((id) => swap[id] ?? id);
  for (const next of [roster, first]) {
    world.importRoster(next, day());
    assert.deepEqual(world.stored(grades), world.booked(grades));
    assert.equal(world.differences(), 0);
    const left = select(book(), { pupil: 'p-6A-0' });
    assert.ok(left.length > 10 && left.every((row) => row.left === (next === roster)));
    assert.equal(book().rows.get(keyOf(reader.id, 'MA')).left, next === roster);
    assert.equal(select(book(), { pupil: 'p-3A-0' }).some((row) => !row.left), next === roster);
  }
});

test('a round that opened before there was the rule expects what it did until it closes', () => {
  const held = world.sql('SELECT id, graded FROM scale_rule');
  world.sql('UPDATE scale_rule SET graded = 1');
  const old = world.plan(termAt(-1), { kind: 'grade' });
  world.ctl('round', 'open', old.key, '--date', termAt(-1).date);
  world.sql(held.map(([id, graded]) => `UPDATE scale_rule SET graded = ${graded} WHERE id = ${id}`).join(';'));
  const before = world.stored(old);
  assert.ok(Object.keys(before).some((key) => key.startsWith('p-3A-')));
  world.importRoster(world.roster, termAt(-1).date, '--allow-ending', '100');
  assert.deepEqual(world.stored(old), before);
  world.ctl('round', 'close', old.key);
  assert.deepEqual(world.stored(old), before);
  assert.equal(world.differences(), 0);
});

// The last: it goes back to the rules that there were before the migration.
test('the migration: grades on scales with points, and the tenth year moves the others where a municipality has not decided otherwise', () => {
  const text = fs.readFileSync(path.join(root, 'sql/migrate/0026-graded.sql'), 'utf8');
  const back = `ALTER TABLE scale_rule DROP COLUMN graded; DELETE FROM scale_rule WHERE valid_from > '2011-07-01'; UPDATE scale_rule SET valid_to = NULL;`;
  const step = (syllabus, to) => [syllabus, '1', to, '2', '0'];
  const late = ['2028-07-01', null];
  world.sql(`${back} ${text}`);
  assert.deepEqual(world.sql(GENERAL), [
    [...step('1', '5'), '2011-07-01', '2028-06-30'], [...step('1', '6'), ...late], ['1', '6', '10', '1', '1', '2011-07-01', null],
    [...step('2', '5'), '2011-07-01', '2028-06-30'], [...step('2', '6'), ...late], ['2', '6', '10', '3', '0', '2011-07-01', null]]);
  // Own rules: of one school, which keeps its grades, and of all, which the migration leaves as they are.
  world.sql(`${back} INSERT INTO scale_rule (syllabus_id, unit_id, year_from, year_to, scale_id, valid_from) VALUES
    (1, ${world.ids.unit.li}, 4, 5, 1, '2020-07-01'), (2, NULL, 6, 10, 1, '2027-07-01'); ${text}`);
  assert.deepEqual(world.sql(GENERAL), [
    [...step('1', '5'), '2011-07-01', '2028-06-30'], [...step('1', '6'), ...late], ['1', '6', '10', '1', '1', '2011-07-01', null],
    [...step('2', '5'), '2011-07-01', null], ['2', '6', '10', '3', '0', '2011-07-01', null], ['2', '6', '10', '1', '1', '2027-07-01', null]]);
  assert.deepEqual(world.sql('SELECT year_from, graded FROM scale_rule WHERE unit_id IS NOT NULL'), [['4', '1']]);
});
