// Scales and rules of eligibility as an administrator adds them, in the browser and by malkollctl: what is refused, what the log
// says, and that a new version holds from its day on and touches no round that has opened.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { SCALES, groupOf, scaleOf } from './fixture.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

const CODES = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'];
const POINTS = [0, 0, 0, 100, 115, 130, 145, 160, 180, 200];
SCALES['10-STEP'] = { levels: CODES, failing: 3, points: POINTS };
const next = termAt(1);
// The round to come opens on the day on which the new scale comes into force.
const V = next.date;
const plus = (date, days) => new Date(Date.parse(date) + days * 86400000).toISOString().slice(0, 10);

let world;
let now;
let later;
before(async () => {
  world = await makeWorld();
  now = world.plan(termAt(0));
  world.open(now);
  world.loadAll(now, 1);
  later = world.plan(next, { opens: V, closes: plus(V, 10) });
});
after(() => world?.stop());

const TABLES = ['scale', 'scale_level', 'scale_rule', 'eligibility_rule', 'eligibility_requirement', 'revision'];
const stored = () => JSON.stringify(TABLES.map((table) => world.sql(`SELECT * FROM ${table} ORDER BY 1, 2`)));
const logged = () => world.sql("SELECT new_value FROM access_log WHERE kind = 'setting' AND status = 200 ORDER BY id").flat();
const post = (at, body, who = 'admin') => world.ask('POST', who, at, body);
function done(answer) {
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const gridOf = async (group, round) => isAnswer(await world.get(groupOf(world.roster, group).teachers[0],
  `/api/groups/${world.ids.group[group]}/assessments?round=${round.id}`));
const levels = async (group, round) => (await gridOf(group, round)).scales.map((one) => one.levels.map((level) => level.code).join(' '));

/** Sends a body with each change and expects a refusal that changes and logs nothing. */
async function refuses(at, good, list) {
  const [data, lines] = [stored(), logged()];
  for (const [change, field, status = 422] of list) {
    isProblem(await post(at, { ...good, ...change }), status, status === 409 ? 'version-exists' : 'invalid-body', field);
  }
  for (const name of Object.keys(good)) {
    const { [name]: _, ...rest } = good;
    if (name !== 'unit') isProblem(await post(at, rest), 422, 'invalid-body', name);
  }
  isProblem(await post(at, [good]), 422, 'invalid-body');
  isProblem(await post(at, good, 'director'), 403, 'forbidden');
  isProblem(await post(at, good, 'pr-bj'), 403, 'forbidden');
  assert.equal(stored(), data);
  assert.deepEqual(logged(), lines);
}

const level = (code, i, change = {}) => ({ code, key: String((i + 1) % 10), name: { sv: `Steg ${code}`, en: `Step ${code}` }, points10: POINTS[i], passes: i >= 3, ...change });
const scale = { code: '10-STEP', name: { sv: 'Tiogradig skala', en: 'Ten-step scale' }, has_points: true, valid_from: V, levels: CODES.map((code, i) => level(code, i)) };
const swap = (i, change) => ({ levels: scale.levels.map((one, k) => (k === i ? { ...one, ...change } : one)) });
// Days that would change a round: of the past, today, in the middle of the open one, in the middle of the one to come.
const DAYS = () => ['2011-07-01', day(), day(1), day(30), plus(V, 1), plus(V, 10), '2027-02-30', 20300701, null].map((valid_from) => [{ valid_from }, 'valid_from']);

test('there is what the migrations brought', async () => {
  const { scales, rules, syllabuses, earliest } = done(await world.get('admin', '/api/scales'));
  assert.deepEqual(scales.map((one) => [one.code, one.valid_from, one.valid_to, one.levels.map((l) => l.code).join('')]),
    [['A-F', '2011-07-01', null, 'FEDCBA'], ['3-STEP', '2011-07-01', null, 'OGM'], ['A-E', '2011-07-01', null, 'EDCBA']]);
  assert.deepEqual(scales[0].levels[5], { code: 'A', key: 'a', name: { sv: 'A', en: 'A' }, points10: 200, passes: true });
  assert.deepEqual(rules.map((one) => [one.syllabus, one.unit, one.year_from, one.year_to, one.scale, one.graded, one.valid_from, one.valid_to]),
    [['GR', null, 1, 5, '3-STEP', false, '2011-07-01', '2028-06-30'], ['GR', null, 1, 6, '3-STEP', false, '2028-07-01', null], ['GR', null, 6, 10, 'A-F', true, '2011-07-01', null],
      ['GRAN', null, 1, 5, '3-STEP', false, '2011-07-01', '2028-06-30'], ['GRAN', null, 1, 6, '3-STEP', false, '2028-07-01', null], ['GRAN', null, 6, 10, 'A-E', false, '2011-07-01', null]]);
  assert.deepEqual(syllabuses.map((one) => one.code), ['GR', 'GRAN']);
  assert.equal(earliest, day(1));
  const list = done(await world.get('admin', '/api/eligibility-rules'));
  assert.deepEqual(list.rules.map((one) => [one.slot, one.code, one.other_count]),
    [[1, 'vocational', 5], [2, 'arts', 9], [3, 'economics_humanities_social', 5], [4, 'science_technology', 6]]);
  assert.deepEqual(list.rules[0].requirements, [['SV', 'SVA'], ['EN'], ['MA']]);
  assert.ok(list.subjects.some((one) => one.code === 'M2'));
  isProblem(await world.get('director', '/api/scales'), 403, 'forbidden');
  isProblem(await world.get('director', '/api/eligibility-rules'), 403, 'forbidden');
});

test('a scale that does not fit is refused', () => refuses('/api/scales', scale, [...DAYS(),
  [{ code: 'A-F' }, 'code', 409], [{ code: 'a-f' }, 'code', 409], [{ code: '' }, 'code'], [{ code: '-' }, 'code'], [{ code: 'tio steg' }, 'code'], [{ code: 'x'.repeat(17) }, 'code'],
  [{ name: 'Tio' }, 'name'], [{ name: { sv: 'Tio' } }, 'name'], [{ name: { sv: ' ', en: 'Ten' } }, 'name'], [{ name: { sv: 'Tio', en: 'x'.repeat(101) } }, 'name'], [{ has_points: 1 }, 'has_points'],
  [{ levels: scale.levels.slice(0, 1) }, 'levels'], [{ levels: [...'abcdefghijklm'].map((c) => level(c, 0, { key: c })) }, 'levels'], [{ levels: {} }, 'levels'], [{ levels: [1, 2] }, 'levels'],
  [swap(3, { code: '1' }), 'levels'], [swap(3, { code: '-' }), 'levels'], [swap(3, { code: '1 2' }), 'levels'], [swap(3, { code: '123456789' }), 'levels'],
  [swap(3, { key: '1' }), 'levels'], [swap(3, { key: '-' }), 'levels'], [swap(3, { key: 'ab' }), 'levels'], [swap(3, { key: 'å' }), 'levels'], [swap(3, { key: 'A' }), 'levels'],
  [swap(3, { points10: -1 }), 'levels'], [swap(3, { points10: 1.5 }), 'levels'], [swap(3, { points10: 10001 }), 'levels'], [swap(3, { passes: 'ja' }), 'levels'], [swap(3, { more: 1 }), 'levels'],
  // The database compares without case: two such levels could not both be stored.
  [{ levels: [level('a', 0), level('A', 1)] }, 'levels'], [{ has_points: false }, 'levels'], [{ more: 1 }, undefined]]));

test('a scale is added, and not twice', async () => {
  const { scales } = done(await post('/api/scales', scale));
  const { id, ...rest } = scales.find((one) => one.code === '10-STEP');
  assert.deepEqual(rest, { ...scale, valid_to: null });
  assert.ok(Number(id) >= 1000, 'numbers below are for migrations');
  assert.deepEqual(logged(), [`scale 10-STEP from ${V}: 1 2 3 4 5 6 7 8 9 10`]);
  isProblem(await post('/api/scales', scale), 409, 'version-exists', 'code');
});

const rule = { syllabus: 'GR', year_from: 6, year_to: 10, scale: '10-STEP', graded: true, valid_from: V };
test('a rule that does not fit is refused', async () => {
  const late = { ...scale, code: 'LATE', valid_from: plus(V, 11) };
  done(await post('/api/scales', late));
  await refuses('/api/scale-rules', rule, [...DAYS(), [{ syllabus: 'GY' }, 'syllabus'], [{ syllabus: 1 }, 'syllabus'], [{ scale: '11-STEP' }, 'scale'], [{ scale: 'LATE' }, 'scale'],
    [{ unit: '4294967295' }, 'unit'], [{ unit: '4294967296' }, 'unit'], [{ unit: 5 }, 'unit'], [{ unit: '-5' }, 'unit'], [{ unit: world.ids.unit.kommun }, 'unit'],
    [{ year_from: 0 }, 'year_from'], [{ year_to: 11 }, 'year_to'], [{ year_from: 7, year_to: 6 }, 'year_to'], [{ year_from: '6' }, 'year_from'], [{ graded: 1 }, 'graded'], [{ more: 1 }, undefined]]);
});

test('a rule takes over from its day on: what it replaces altogether ends, what it replaces in part goes on', async () => {
  const before = await levels('g-9B-MA', now);
  const { rules } = done(await post('/api/scale-rules', rule));
  const gr = rules.filter((one) => one.syllabus === 'GR').map((one) => [one.year_from, one.year_to, one.scale, one.graded, one.valid_from, one.valid_to]);
  assert.deepEqual(gr, [[1, 5, '3-STEP', false, '2011-07-01', '2028-06-30'], [1, 6, '3-STEP', false, '2028-07-01', null], [6, 10, 'A-F', true, '2011-07-01', plus(V, -1)],
    [6, 10, '10-STEP', true, V, null]]);
  assert.equal(logged().at(-1), `scale 10-STEP for GR in year groups 6 to 10, graded, from ${V}`);
  // From one school alone, for one year group: the general rule stands.
  const { rules: more } = done(await post('/api/scale-rules', { ...rule, year_from: 9, year_to: 9, scale: 'A-F', unit: world.ids.unit.li }));
  assert.deepEqual(more.filter((one) => one.unit).map((one) => [one.unit.id, one.year_from, one.year_to, one.scale, one.valid_to]), [[world.ids.unit.li, 9, 9, 'A-F', null]]);
  assert.equal(more.find((one) => one.scale === '10-STEP').valid_to, null);
  for (const change of [{}, { year_from: 10, year_to: 10 }, { year_from: 1, year_to: 6, scale: 'A-F', graded: false }]) {
    isProblem(await post('/api/scale-rules', { ...rule, ...change }), 409, 'version-exists', 'valid_from');
  }
  // The round that is open keeps its own, also when a roster is read in.
  assert.deepEqual(before, ['F E D C B A']);
  world.importRoster(world.roster, day());
  assert.deepEqual(await levels('g-9B-MA', now), before);
  assert.match(world.verify(), / 0 differences/);
  assert.deepEqual(world.stored(now), world.booked(now));
});

const eligibility = { slot: 1, name: { sv: 'Yrkesprogram', en: 'Vocational programmes' }, other_count: 3, valid_from: V, requirements: [['SV', 'SVA'], ['MA'], ['TK', 'SL']] };
test('a rule of eligibility that does not fit is refused', () => refuses('/api/eligibility-rules', eligibility, [...DAYS(),
  [{ slot: 0 }, 'slot'], [{ slot: 5 }, 'slot'], [{ slot: 'vocational' }, 'slot'], [{ name: { sv: 'x', en: '' } }, 'name'], [{ other_count: -1 }, 'other_count'], [{ other_count: 31 }, 'other_count'],
  [{ requirements: [] }, 'requirements'], [{ requirements: [[]] }, 'requirements'], [{ requirements: ['MA'] }, 'requirements'], [{ requirements: [['MA', 'EN', 'SV', 'SVA', 'TK']] }, 'requirements'],
  [{ requirements: [['MA'], ['MA']] }, 'requirements'], [{ requirements: [['MA'], ['ma']] }, 'requirements'], [{ requirements: [['MA', 'MA']] }, 'requirements'], [{ requirements: [['LATIN']] }, 'requirements'],
  [{ requirements: Array.from({ length: 17 }, () => ['MA']) }, 'requirements'], [{ more: 1 }, undefined]]));

test('a version of a rule of eligibility takes over, once', async () => {
  const { rules } = done(await post('/api/eligibility-rules', eligibility));
  assert.deepEqual(rules.filter((one) => one.slot === 1).map((one) => [one.code, one.other_count, one.valid_from, one.valid_to]),
    [['vocational', 5, '2011-07-01', plus(V, -1)], ['vocational', 3, V, null]]);
  assert.deepEqual(rules.find((one) => one.valid_from === V).requirements.map((place) => [...place].sort()), [['SV', 'SVA'], ['MA'], ['SL', 'TK']]);
  assert.equal(logged().at(-1), `eligibility vocational from ${V}: 3 others and SV/SVA MA TK/SL`);
  isProblem(await post('/api/eligibility-rules', eligibility), 409, 'version-exists', 'valid_from');
  assert.match(world.verify(), / 0 differences/);
});

test('malkollctl adds the same from a file, refuses the same and is in the log', () => {
  const file = (body) => {
    const at = path.join(world.stack.dir, 'version.json');
    fs.writeFileSync(at, typeof body === 'string' ? body : JSON.stringify(body));
    return at;
  };
  const tries = [['scale', scale, /There is a scale of this code/], ['scale', { ...scale, code: 'NEW', valid_from: day(3) }, /middle of a round/], ['scale', '{', /./],
    ['rule', { ...rule, scale: 'LATE' }, /not valid on that day/], ['rule', { ...eligibility, slot: 2, other_count: 99 }, /from 0 to 30/], ['scale', 'x'.repeat(70000), /./]];
  const data = stored();
  for (const [command, body, says] of tries) {
    const { status, stderr } = world.stack.ctl([command, 'add', file(body)]);
    assert.equal(status, 1, stderr);
    assert.match(stderr, says);
  }
  assert.equal(world.stack.ctl(['scale', 'add', '/nowhere.json']).status, 2);
  assert.equal(world.stack.ctl(['scale', 'remove']).status, 2);
  assert.equal(world.stack.ctl(['rule', 'add']).status, 2);
  assert.equal(stored(), data);
  assert.match(world.ctl('scale', 'add', file({ ...scale, code: 'CTL' })), new RegExp(`^added scale CTL from ${V}`));
  world.ctl('rule', 'add', file({ ...rule, syllabus: 'GRAN', scale: 'CTL', year_from: 10, graded: false }));
  world.ctl('rule', 'add', file({ ...eligibility, slot: 2 }));
  assert.match(world.ctl('scale', 'list'), new RegExp(`^CTL +Tiogradig skala, with points  ${V} to further\\n +1 +key 1 +0\\.0 +no pass`, 'm'));
  const rules = world.ctl('rule', 'list');
  // Only year group 10 is taken over: the rule for 6 to 10 goes on for the others.
  assert.match(rules, /^GRAN +years  6 to 10  scale A-E +everywhere  2011-07-01 to further$/m);
  assert.match(rules, new RegExp(`^slot 2 arts +3 others and SV/SVA MA \\S+  ${V} to further$`, 'm'));
  assert.deepEqual(world.sql("SELECT detail FROM access_log WHERE kind = 'setting' AND new_value = 'added' ORDER BY id").flat(),
    [`scale add: scale CTL from ${V}: 1 2 3 4 5 6 7 8 9 10`, `rule add: scale CTL for GRAN in year groups 10 to 10, not graded, from ${V}`,
      `rule add: eligibility arts from ${V}: 3 others and SV/SVA MA TK/SL`]);
});

test('a round that opens on the day uses the new scale, the round before keeps its own', async () => {
  const tenSteps = (roster, pupil, group) => {
    const own = scaleOf(roster, pupil, group);
    return own === 'A-F' && !(group.unit === 'li' && pupil.year === 9) ? '10-STEP' : own;
  };
  world.close(now);
  world.open(later, V, tenSteps);
  assert.deepEqual(await levels('g-9B-MA', later), [CODES.join(' ')]);
  assert.deepEqual(await levels('g-9B-MA', now), ['F E D C B A']);
  assert.deepEqual(await levels('g-3A-MA', later), ['O G M']);
  const { pupils } = await gridOf('g-9B-MA', later);
  const saved = await world.put('bj2', 'g-9B-MA', later, { entries: [{ pupil: pupils[0].id, level: '10', version: 0 }] });
  assert.equal(saved.json.results[0].status, 'saved', saved.text);
  assert.match(world.verify(), / 0 differences/);
  // Now that its day is a snapshot's, nothing can be added for it any longer.
  isProblem(await post('/api/scales', { ...scale, code: 'LATER' }), 422, 'invalid-body', 'valid_from');
  assert.equal(done(await world.get('admin', '/api/scales')).earliest, plus(V, 1));
});
