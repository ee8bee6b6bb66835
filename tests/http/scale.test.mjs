// A scale of ten steps without F, as proposed for 2028, is rows in three tables: no code, no migration.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SCALES, groupOf, pupilOf, scaleOf } from './fixture.mjs';
import { keyOf, select } from './recount.mjs';
import { expected, received } from './overview.mjs';
import { isAnswer } from './shapes.mjs';
import { day, eachOf, makeWorld, termAt } from './world.mjs';

const CODES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
const POINTS = [0, 0, 0, 100, 115, 130, 145, 160, 180, 200];
SCALES['10-STEP'] = { levels: CODES, failing: 3, points: POINTS };
const tenSteps = (roster, pupil, group) => (scaleOf(roster, pupil, group) === 'A-F' ? '10-STEP' : scaleOf(roster, pupil, group));

let world;
let old;
let now;
before(async () => {
  world = await makeWorld();
  old = world.plan(termAt(-1));
  world.open(old, termAt(-1).date);
  world.loadAll(old, 1);
  world.close(old);
  world.sql(`
    INSERT INTO scale (id, code, name_sv, name_en, has_points, valid_from) VALUES
      (10, '10-STEP', 'Tiogradig skala', 'Ten-step scale', 1, '${day()}');
    INSERT INTO scale_level (id, scale_id, position, code, hotkey, name_sv, name_en, points10, passes) VALUES
      ${CODES.map((code, i) => `(${100 + i}, 10, ${i + 1}, '${code}', '${(i + 1) % 10}', '${code}', '${code}', ${POINTS[i]}, ${i >= 3})`)};
    INSERT INTO scale_rule (syllabus_id, year_from, year_to, scale_id, valid_from) VALUES (1, 6, 10, 10, '${day()}')`);
  now = world.plan(termAt(0));
  world.open(now, day(), tenSteps);
});
after(() => world?.stop());

const gridOf = async (group, round) => isAnswer(await world.get(groupOf(world.roster, group).teachers[0],
  `/api/groups/${world.ids.group[group]}/assessments?round=${round.id}`));

test('the grid has the levels, their keys and their order', async () => {
  const grid = await gridOf('g-9B-MA', now);
  assert.equal(grid.scales.length, 1);
  const [scale] = grid.scales;
  assert.deepEqual(scale.name, { sv: 'Tiogradig skala', en: 'Ten-step scale' });
  assert.deepEqual(scale.levels.map((one) => [one.code, one.key, one.passes]),
    CODES.map((code, i) => [code, String((i + 1) % 10), i >= 3]));
  assert.ok(grid.pupils.every((one) => one.scale === scale.id));
  const before = world.books[old.key].levels;
  for (const pupil of grid.pupils) {
    assert.deepEqual(pupil.previous, [before.get(keyOf(world.names.person[pupil.id], 'MA')) ?? null], 'the round before keeps its scale');
  }
});

test('what the rule does not name keeps its scale', async () => {
  assert.deepEqual((await gridOf('g-3A-MA', now)).scales.map((one) => one.levels.map((level) => level.code).join('')), ['OGM']);
  assert.deepEqual((await gridOf('g-9C-GRANMAT', now)).scales.map((one) => one.levels.length), [5]);
  assert.deepEqual((await gridOf('g-9B-MA', old)).scales.map((one) => one.levels.length), [6]);
});

test('each of the ten is saved, a grade is not', async () => {
  const { pupils } = await gridOf('g-9B-MA', now);
  const entries = pupils.map((one, i) => ({ pupil: one.id, level: CODES[i], version: 0 }));
  const answer = await world.put('bj2', 'g-9B-MA', now, { entries });
  assert.deepEqual(answer.json.results.map((one) => [one.status, one.level]), CODES.map((code) => ['saved', code]));
  for (const { pupil, level } of entries) world.note(now, world.names.person[pupil], 'MA', level);
  const wrong = await world.put('bj2', 'g-9B-MA', now, { entries: ['A', 'F', '0', '11', '01', '1.0'].map((level, i) => ({
    pupil: pupils[i].id, level, version: 1 })) });
  assert.ok(wrong.json.results.every((one) => one.problem?.type === 'urn:malkoll:problem:level-not-in-scale'), wrong.text);
});

/** A level for everybody in everything, of the scale that it is read by. */
async function reportEverything() {
  await eachOf(world.roster.groups, 6, async (group) => {
    const rows = select(world.books[now.key], { group: group.id }).filter((row) => !world.books[now.key].levels.has(
      keyOf(row.pupil, row.subject)));
    if (rows.length === 0) return;
    const entries = rows.map((row, i) => {
      const { levels } = SCALES[row.scale];
      return world.entry(row.pupil, levels[(i * 7 + group.id.length + pupilOf(world.roster, row.pupil).family.length) % levels.length], 0);
    });
    const answer = await world.put(group.teachers[0], group.id, now, { entries });
    assert.ok(answer.json.results.every((one) => one.status === 'saved'), answer.text);
    for (const { pupil, level } of entries) world.note(now, world.names.person[pupil], group.subject, level);
  });
}

test('cells, levels, merit values and eligibility follow the rows of the scale', async () => {
  await reportEverything();
  const books = [world.books[now.key], world.books[old.key], null];
  for (const query of [{ unit: 'kommun', rows: 'unit', subject: 'MA' }, { unit: 'bj', rows: 'class', subject: 'MA' },
    { unit: 'li', rows: 'year_group', subject: 'MA' }, { unit: 'bj', rows: 'gender', year_group: 9 }]) {
    const { unit, ...rest } = query;
    const at = `/api/attainment?${new URLSearchParams({ unit: world.ids.unit[unit], ...rest })}`;
    const answer = isAnswer(await world.get('director', at));
    assert.deepEqual(received(world, answer), expected(world.roster, books, query), at);
  }
  const bj = isAnswer(await world.get('director', `/api/attainment?unit=${world.ids.unit.bj}&subject=MA`));
  assert.deepEqual(bj.levels.map((one) => one.code), CODES);
  assert.ok(bj.total.measures.m[5][1] > 0 && bj.total.measures.m[5][0] > 0, 'merit values of ten steps');
  const old9 = isAnswer(await world.get('director', `/api/attainment?unit=${world.ids.unit.bj}&subject=MA&round=${old.id}`));
  assert.deepEqual(old9.levels.map((one) => one.code), SCALES['A-F'].levels);
});

test('every figure is what the raw rows say', () => {
  assert.match(world.verify(), / 0 differences/);
  assert.deepEqual(world.stored(now), world.booked(now));
});
