// Dips and rises in a small municipality: the whole list against a recount from raw rows, live, fixed, and who sees
// which pupils.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { differences, recountDips } from './dip_recount.mjs';
import { isAnswer, isProblem, isRound, isTime } from './shapes.mjs';
import { workbook } from './tables.mjs';
import { makeFullWorld, makeWorld, termAt } from './world.mjs';

let world;
let earlier;
let now;
before(async () => {
  world = await makeWorld();
  for (const [name, value] of [['dip_min_size', '8'], ['dip_rate', '25']]) world.ctl('settings', 'set', name, value);
  for (const offset of [-1, 0]) {
    const round = world.plan(termAt(offset));
    world.open(round);
    load(round, offset === 0 ? changed : steady);
    if (offset === 0) now = round;
    else world.close(earlier = round);
  }
});
after(() => world?.stop());

const numberOf = (pupil) => Number(pupil.split('-')[2]);
// Everybody passes everything, but for some of 9B.
const steady = ({ pupil, subject, klass }) => !(klass === 'c-9B' && subject === 'SL' && numberOf(pupil) < 8);
// Nine of 9A no longer pass mathematics, those of 9B have caught up, one of 8A has slipped.
function changed(row) {
  if (row.klass === 'c-9A' && row.subject === 'MA') return numberOf(row.pupil) >= 9;
  return !(row.klass === 'c-8A' && row.subject === 'EN' && numberOf(row.pupil) === 2);
}

const LEVELS = { 'A-F': ['F', 'C'], '3-STEP': ['O', 'G'], 'A-E': ['E', 'C'] };

function load(round, passes) {
  const lines = [...world.books[round.key].rows.values()].map((row) => `${row.pupil},${row.subject},${LEVELS[row.scale][passes(row) ? 1 : 0]},`);
  const file = path.join(world.stack.dir, `dips-${round.key}.csv`);
  fs.writeFileSync(file, `pupil,subject,level,by\n${lines.join('\n')}\n`);
  world.ctl('import', 'assessments', file, '--round', round.key);
}

const ask = (who, query = {}, headers = {}) => world.get(who, `/api/dips?${new URLSearchParams({ unit: world.ids.unit.kommun, ...query })}`, headers);
const get = async (who, query) => isAnswer(await ask(who, query));
const bj = (query = {}) => ({ unit: world.ids.unit.bj, ...query });
const recount = (rules) => recountDips(world.sql, { now: now.id, previous: earlier.id, yearAgo: 0 }, rules);
const brief = (flag) => `${flag.grain} ${flag.class?.name ?? flag.unit.name} ${flag.year_group} ${flag.subject?.code ?? 'all'} ${flag.direction}`;

const EXPECTED = ['class 9A 9 MA dip', 'class 9A 9 all dip', 'class 9B 9 SL rise', 'class 9B 9 all rise',
  'subject Björkskolan 7–9 9 MA dip', 'subject Björkskolan 7–9 9 SL rise'];

async function flag(who, name, query = bj()) {
  return (await get(who, query)).flags.find((one) => brief(one) === name);
}

test('the list is what a recount from raw rows gives', async () => {
  const answer = await get('director');
  assert.deepEqual(answer.flags.map(brief).sort(), [...EXPECTED].sort());
  assert.deepEqual(differences(answer, recount(answer.settings)), []);
  [answer.round, answer.previous].forEach(isRound);
  assert.equal(answer.year_ago, null);
  isTime(answer.as_of);
  assert.deepEqual([answer.state, answer.fixed_at, answer.shown, answer.expected_false], ['live', null, 6, 1.5]);
  assert.equal(answer.reported, answer.expected);
  const dip = answer.flags.find((one) => brief(one) === 'class 9A 9 MA dip');
  assert.deepEqual(dip.comparisons[0], { ...dip.comparisons[0], kind: 'pairs', now: { passed: 3, of: 12 }, before: { passed: 12, of: 12 },
    fell: 9, rose: 0, difference: -75, p: 0.00391, agrees: true });
  assert.deepEqual([dip.tested_on, dip.rests_on, dip.common], ['pairs', ['pairs', 'municipality'], false]);
});

test('a few of them: the first in full, the ids of the others, how many of each direction', async () => {
  const all = await get('director');
  const few = await get('director', { limit: 2 });
  assert.deepEqual(few.flags, all.flags.slice(0, 2));
  assert.deepEqual(few.more, all.flags.slice(2).filter((one) => !one.common).map((one) => one.id));
  const own = (direction) => all.flags.filter((one) => !one.common && one.direction === direction).length;
  for (const answer of [all, few, await get('director', { direction: 'dip', limit: 1 })]) assert.deepEqual(answer.own, { dips: own('dip'), rises: own('rise') });
  assert.equal(all.more, undefined);
  assert.ok(own('dip') > 0 && own('rise') > 0 && few.more.length > 0);
  isProblem(await ask('director', { limit: 0 }), 400, 'invalid-parameter');
});

test('filters', async () => {
  const list = async (query) => (await get('director', query)).flags.map(brief).sort();
  assert.deepEqual(await list({ direction: 'rise' }), EXPECTED.filter((one) => / rise/.test(one)).sort());
  assert.deepEqual(await list({ direction: 'dip', grain: 'class' }), EXPECTED.filter((one) => /^class.* dip/.test(one)).sort());
  assert.deepEqual(await list({ subject: 'MA' }), EXPECTED.filter((one) => / MA /.test(one)).sort());
  assert.deepEqual(await list({ year_group: 8 }), []);
  assert.deepEqual(await list({ unit: world.ids.unit.li }), []);
  assert.deepEqual(await list({ unit: world.ids.unit.norr }), [...EXPECTED].sort());
  assert.deepEqual(await list(bj({ class: world.ids.klass['c-9B'] })), EXPECTED.filter((one) => / 9B /.test(one)).sort());
  isProblem(await ask('director', { subject: 'XX' }), 422, 'invalid-parameter', 'subject');
  isProblem(await ask('director', { grain: 'person' }), 400, 'invalid-parameter', 'grain');
  isProblem(await ask('director', { flag: '1-2-3' }), 404, 'not-found');
  isProblem(await ask('pr-li', bj()), 404, 'not-found');
});

test('as a workbook: each flag with what it rests on, and its pupils for those who see them', async () => {
  const kinds = { pairs: 'samma elever förra omgången', municipality: 'hela kommunen' };
  const answer = await get('director');
  const book = workbook((await ask('director', { format: 'xlsx' })).bytes);
  const lines = book['Fall och lyft'].values.slice(1);
  assert.equal(lines.length, 6);
  answer.flags.forEach((one, i) => {
    const on = one.comparisons.find(({ kind }) => kind === one.tested_on);
    assert.deepEqual(lines[i].slice(0, 6), [one.direction === 'dip' ? 'Fall' : 'Lyft', one.unit.name, one.class?.name ?? null, one.year_group, one.subject?.name.sv ?? 'Alla ämnen', kinds[on.kind]]);
    assert.deepEqual(lines[i].slice(6, 15), [on.now.passed / on.now.of, on.now.of, on.before.passed / on.before.of, on.before.of, on.fell, on.rose, on.difference, on.low, on.high]);
    assert.deepEqual(lines[i].slice(15, 17), [on.p, one.p_adjusted]);
  });
  assert.equal(book.Jämförelser.values.length - 1, answer.flags.flatMap((one) => one.comparisons).length);
  assert.ok(!('Elever som ändrat sig' in book));
  const { id } = await flag('pr-bj', 'class 9A 9 MA dip');
  const own = workbook((await ask('pr-bj', bj({ flag: id, format: 'xlsx' }))).bytes)['Elever som ändrat sig'].values.slice(1);
  assert.deepEqual(own.map((row) => row.slice(1)), Array(9).fill(['9A', 'Sjönk', 'C', 'F']));
  const [[kind, klass]] = world.sql('SELECT kind, class_id FROM access_log ORDER BY id DESC LIMIT 1');
  assert.deepEqual([kind, klass], ['export', world.ids.klass['c-9A']]);
  const none = workbook((await ask('am-norr', { unit: world.ids.unit.norr, flag: id, format: 'xlsx' })).bytes);
  assert.ok(!('Elever som ändrat sig' in none));
});

test('who sees the pupils behind a flag', async () => {
  const { id } = await flag('pr-bj', 'class 9A 9 MA dip');
  const lines = () => Number(world.sql(`SELECT COUNT(*) FROM access_log WHERE kind = 'view-list' AND detail = '${id}' AND class_id = ${world.ids.klass['c-9A']}`)[0][0]);
  const before = lines();
  for (const who of ['director', 'analyst', 'am-norr']) assert.equal((await get(who, { unit: world.ids.unit[who === 'am-norr' ? 'norr' : 'kommun'], flag: id })).flags[0].pupils, null);
  assert.equal(lines(), before);
  for (const who of ['pr-bj', 'special']) {
    const { flags: [one] } = await get(who, bj({ flag: id }));
    assert.deepEqual(one.pupils.fell.map((pupil) => world.names.person[pupil.id]).sort(), Array.from({ length: 9 }, (_, n) => `p-9A-${n}`));
    assert.ok(one.pupils.fell.every((pupil) => pupil.before === 'C' && pupil.now === 'F' && pupil.name && !pupil.protected && pupil.class.id === world.ids.klass['c-9A'] && pupil.class.name === '9A'));
    assert.deepEqual([one.pupils.rose, one.pupils.hidden], [[], 0]);
  }
  assert.equal(lines(), before + 2);
  // All subjects: no levels; those of another class are not the mentor's.
  const all = await flag('mentor', 'class 9B 9 all rise', bj({ class: world.ids.klass['c-9B'] }));
  const { flags: [one] } = await get('mentor', bj({ class: world.ids.klass['c-9B'], flag: all.id }));
  assert.equal(one.pupils.rose.length, 8);
  assert.deepEqual([one.pupils.rose[0].before, one.pupils.rose[0].now], [null, null]);
  isProblem(await ask('mentor', bj({ class: world.ids.klass['c-9B'], flag: id })), 404, 'not-found');
  isProblem(await ask('mentor', bj()), 404, 'not-found');
  isProblem(await ask('bj13', bj()), 404, 'not-found');
  isProblem(await ask('admin', bj()), 403, 'forbidden');
});

test('a teacher sees a class in the own subject, where all of the class are the own pupils', async () => {
  const at = (klass, subject, more = {}) => bj({ class: world.ids.klass[`c-${klass}`], subject, ...more });
  const answer = await get('bj2', at('9A', 'MA'));
  assert.deepEqual(answer.flags.map(brief), ['class 9A 9 MA dip']);
  assert.equal(answer.class.name, '9A');
  const { flags: [one] } = await get('bj2', at('9A', 'MA', { flag: answer.flags[0].id }));
  assert.deepEqual([one.pupils.fell.length, one.pupils.hidden], [9, 0]);
  // Another subject, another class, a class of which others have some, all subjects.
  for (const [who, klass, subject] of [['bj2', '9A', 'SV'], ['bj2', '9C', 'MA'], ['bj13', '9A', 'M1'], ['bj13', '9A', 'MA'], ['li3', '9A', 'MA']]) {
    const mine = who === 'bj13' && subject === 'M1';
    const asked = await ask(who, at(klass, subject));
    if (mine) assert.deepEqual(asked.json.flags, []);
    else isProblem(asked, 404, 'not-found');
  }
  const all = (await get('pr-bj', bj({ class: world.ids.klass['c-9A'] }))).flags.find((flag) => brief(flag) === 'class 9A 9 all dip');
  isProblem(await ask('bj2', at('9A', 'MA', { flag: all.id })), 404, 'not-found');
});

test('a protected pupil is counted and not shown', async () => {
  const { id } = await flag('pr-bj', 'class 9A 9 MA dip');
  const pupil = world.ids.person['p-9A-3'];
  world.ctl('protect', 'mark', pupil, '--reason', 'prov');
  const special = await get('special', bj({ flag: id }));
  assert.equal(special.flags[0].pupils.hidden, 1);
  assert.ok(special.flags[0].pupils.fell.length === 8 && special.flags[0].pupils.fell.every((one) => one.id !== pupil));
  assert.equal(special.flags[0].comparisons[0].fell, 9);
  const head = await ask('pr-bj', bj({ flag: id }));
  assert.equal(head.json.flags[0].pupils.fell.find((one) => one.id === pupil).protected, true);
  assert.deepEqual([head.headers.etag, head.headers['cache-control']], [undefined, 'no-store']);
  world.ctl('protect', 'unmark', pupil, '--reason', 'prov');
});

test('the list is live: what is saved shows at once, in every school, and a tag tells', async () => {
  const first = await ask('pr-bj', bj());
  assert.equal((await ask('pr-bj', bj(), { 'If-None-Match': first.headers.etag })).status, 304);
  const grid = (await world.get('bj2', `/api/groups/${world.ids.group['g-9A-MA']}/assessments`)).json;
  const { id, version } = grid.pupils.find((one) => one.id === world.ids.person['p-9A-0']);
  const saved = await world.put('bj2', 'g-9A-MA', null, { entries: [{ pupil: id, level: 'B', version }] });
  assert.equal(saved.json.results[0].status, 'saved');
  const second = await ask('pr-bj', bj(), { 'If-None-Match': first.headers.etag });
  assert.equal(second.status, 200);
  const dip = second.json.flags.find((one) => brief(one) === 'class 9A 9 MA dip');
  assert.deepEqual([dip.comparisons[0].fell, dip.now.passed], [8, 4]);
  // Both workers, and more than once: each keeps what it has made.
  for (let i = 0; i < 6; i++) {
    const answer = await get('director');
    assert.deepEqual(differences(answer, recount(answer.settings)), []);
  }
});

test('settings', async () => {
  const tag = (await ask('director')).headers.etag;
  const set = (name, value) => world.ask('PUT', 'admin', '/api/settings', { name, value });
  isProblem(await set('dip_rate', '26'), 422, 'setting-value', 'value');
  isProblem(await set('dip_pairs', '2'), 422, 'setting-value', 'value');
  for (const [name, value] of [['dip_min_size', '11'], ['dip_min_points', '40'], ['dip_rate', '10'], ['dip_pairs', '0']]) {
    assert.equal((await set(name, value)).status, 200);
    const answer = await ask('director', {}, { 'If-None-Match': tag });
    assert.equal(answer.status, 200);
    assert.deepEqual(differences(answer.json, recount(answer.json.settings)), []);
  }
  assert.deepEqual((await get('director')).settings, { min_size: 11, min_points: 40, rate: 10, pairs: false, year_ago: true, municipality: true });
  for (const [name, value] of [['dip_min_size', '8'], ['dip_min_points', '5'], ['dip_rate', '25'], ['dip_pairs', '1']]) await set(name, value);
});

test('closing fixes the list; a correction leaves it; closing again makes it anew', async () => {
  const live = await get('director');
  world.close(now);
  const fixed = await get('director');
  assert.deepEqual(fixed.flags, live.flags);
  assert.deepEqual([fixed.state, fixed.groups, fixed.tests, fixed.found], ['fixed', live.groups, live.tests, live.found]);
  isTime(fixed.fixed_at);
  assert.equal(fixed.as_of, fixed.fixed_at);
  assert.match(world.ctl('dips', 'list'), new RegExp(`dips: round ${now.key}, fixed at .*; ${live.groups} groups, ${live.tests} tests, ${live.found} flags`));
  const { pupils } = (await world.get('pr-bj', `/api/groups/${world.ids.group['g-9A-MA']}/assessments?round=${now.id}`)).json;
  const one = pupils.find(({ id }) => id === world.ids.person['p-9A-1']);
  const corrected = await world.put('pr-bj', 'g-9A-MA', now, { entries: [{ pupil: one.id, level: 'A', version: one.version }], reason: 'prov' });
  assert.equal(corrected.json.results[0].status, 'saved', corrected.text);
  assert.deepEqual((await get('director')).flags, fixed.flags);
  world.reopen(now);
  const again = await get('director');
  assert.equal(again.state, 'live');
  assert.equal(again.flags.find((flag) => brief(flag) === 'class 9A 9 MA dip').comparisons[0].fell, 7);
  world.close(now);
  const anew = await get('director');
  assert.deepEqual([anew.state, anew.flags], ['fixed', again.flags]);
  assert.ok(anew.fixed_at > fixed.fixed_at);
});

test('a round that closed before lists were kept has one of the figures as they are', async () => {
  const { flags } = await get('director');
  world.sql(`DELETE FROM dip WHERE round_id = ${now.id}; DELETE FROM dip_list WHERE round_id = ${now.id};
    UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  const present = await get('director');
  assert.deepEqual([present.state, present.fixed_at, present.flags], ['present', null, flags]);
  world.ctl('dips', 'fix', '--round', now.key);
  world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  assert.equal((await get('director')).state, 'fixed');
  assert.equal(world.stack.ctl(['dips', 'fix']).status, 2);
  assert.equal(world.stack.ctl(['dips', 'what']).status, 2);
  assert.equal(world.stack.ctl(['dips', 'list', '--round', 'HT1999-43']).status, 1);
});

// Three rounds, one of them a year ago; pupils who left, moved and came, several languages, several scales.
test('the same where pupils come and go, in every round', async () => {
  const full = await makeFullWorld();
  try {
    for (const [name, value] of [['dip_min_size', '5'], ['dip_min_points', '0'], ['dip_rate', '25']]) full.ctl('settings', 'set', name, value);
    const rounds = [['old', 'municipality', 0, 0], ['before', 'pairs', 'old', 0], ['now', 'pairs', 'before', 'old'], ['now', 'year_ago', 'before', 'old']];
    for (const [name, kind, previous, yearAgo] of rounds) {
      full.ctl('settings', 'set', 'dip_pairs', kind === 'year_ago' ? '0' : '1');
      if (name !== 'now') full.ctl('dips', 'fix', '--round', full[name].key);
      full.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
      const answer = isAnswer(await full.get('director', `/api/dips?unit=${full.ids.unit.kommun}&round=${full[name].id}`));
      assert.equal(answer.state, name === 'now' ? 'live' : 'fixed');
      const own = recountDips(full.sql, { now: full[name].id, previous: full[previous]?.id ?? 0, yearAgo: full[yearAgo]?.id ?? 0 }, answer.settings);
      const tested = [...own.groups.values()].filter((group) => group.kind === kind);
      assert.ok(tested.length > 10, `${name}: ${tested.length} tested on ${kind}`);
      assert.deepEqual(differences(answer, own), []);
    }
  } finally {
    await full.stop();
  }
});
