// Rounds in the administrator's hands: plan a year, other days, open, close, reopen, longer time for one school; what is
// refused, and that the longer time of one school changes nothing for the others. With the server's own clock.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { groupOf } from './fixture.mjs';
import { until } from './harness.mjs';
import { isAnswer, isProblem, isRound, isTime, members } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

let world;
before(async () => { world = await makeWorld(); });
after(() => world?.stop());

const get = async (at, who = 'admin') => isAnswer(await world.get(who, at));
const post = (at, body = {}, who = 'admin') => world.ask('POST', who, at, body);
const put = (at, body, who = 'admin') => world.ask('PUT', who, at, body);
function done(answer, status = 200) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['cache-control'], 'no-store');
  return answer.json;
}
const plan = ({ kind, term, week, opens, due, closes }) => ({ kind, term, week, opens, due, closes });
const rounds = async () => (await get('/api/rounds')).rounds;
const verify = () => assert.match(world.verify(), / 0 differences/);

// ---- planning ----

test('the proposal of a school year has the right weeks and days', async () => {
  const { year, rounds: list } = await get('/api/rounds/proposal?year=2031');
  assert.equal(year, 2031);
  assert.deepEqual(list, [
    { key: 'HT2031-43', kind: 'forecast', term: 'HT2031', week: 43, opens: '2031-10-20', due: '2031-10-24', closes: '2031-10-31',
      existing: null, passed: false },
    { key: 'VT2032-13', kind: 'forecast', term: 'VT2032', week: 13, opens: '2032-03-22', due: '2032-03-26', closes: '2032-04-02',
      existing: null, passed: false },
  ]);
  const old = await get('/api/rounds/proposal?year=2019');
  assert.deepEqual(old.rounds.map((one) => one.passed), [true, true]);
  isProblem(await world.get('admin', '/api/rounds/proposal?year=1066'), 400, 'invalid-parameter', 'year');
});

test('the year is planned as proposed, all or nothing, and once', async () => {
  const { rounds: list } = await get('/api/rounds/proposal?year=2031');
  const wrong = [plan(list[0]), { ...plan(list[1]), due: '2031-01-01' }];
  isProblem(await post('/api/rounds/plan-year', { rounds: wrong }), 422, 'round-days');
  assert.deepEqual(await rounds(), []);
  const planned = done(await post('/api/rounds/plan-year', { rounds: list.map(plan) })).rounds;
  assert.deepEqual(planned.map((one) => [one.key, one.state]), [['HT2031-43', 'planned'], ['VT2032-13', 'planned']]);
  planned.forEach(isRound);
  // From midnight to the last second of the day, in the municipality's time.
  assert.deepEqual([planned[0].opens, planned[1].closes], ['2031-10-19T22:00:00.000Z', '2032-04-02T21:59:59.000Z']);
  const again = await get('/api/rounds/proposal?year=2031');
  assert.deepEqual(again.rounds.map((one) => one.existing), planned.map((one) => one.id));
  isProblem(await post('/api/rounds/plan-year', { rounds: list.map(plan) }), 409, 'round-exists');
  assert.equal((await rounds()).length, 2);
});

test('malkollctl plans the same', async () => {
  assert.match(world.ctl('round', 'plan-year', '2031'), /HT2031-43 +is there already[\s\S]*0 rounds planned/);
  assert.match(world.ctl('round', 'plan-year', '2033'), /HT2033-43[\s\S]*VT2034-13[\s\S]*2 rounds planned/);
  assert.match(world.ctl('round', 'plan-year', '2019'), /has passed[\s\S]*0 rounds planned/);
});

test('bodies that cannot be understood are refused with the member that is wrong', async () => {
  const good = { kind: 'forecast', term: 'HT2040', week: 43, opens: '2040-10-22', due: '2040-10-26', closes: '2040-11-02' };
  const bad = [[{ term: 'HT40' }, 'term'], [{ kind: 'guess' }, 'kind'], [{ week: 13 }, 'week'], [{ week: '43' }, 'week'], [{ opens: '2040-13-01' }, 'opens'],
    [{ due: null }, 'due'], [{ closes: 20401102 }, 'closes'], [{ more: 1 }, undefined]];
  const count = (await rounds()).length;
  for (const [change, field] of bad) isProblem(await post('/api/rounds', { ...good, ...change }), 422, 'invalid-body', field);
  isProblem(await post('/api/rounds', [good]), 422, 'invalid-body');
  isProblem(await post('/api/rounds/plan-year', { rounds: [] }), 422, 'invalid-body', 'rounds');
  isProblem(await post('/api/rounds', { ...good, opens: '2040-10-27' }), 422, 'round-days');
  assert.equal((await rounds()).length, count);
  const { status, json } = await post('/api/rounds', { ...good, kind: 'grade', week: null });
  assert.deepEqual([status, json.round.key, json.round.week], [200, 'HT2040-grade', null]);
});

test('a planned round gets other days, an open one does not', async () => {
  const [{ id }] = await rounds();
  const days = { opens: '2040-12-01', due: '2040-12-10', closes: '2040-12-20' };
  const { round } = done(await put(`/api/rounds/${id}`, days));
  assert.equal(round.closes, '2040-12-20T22:59:59.000Z');
  isProblem(await put(`/api/rounds/${id}`, { ...days, closes: '2040-12-02' }), 422, 'round-days');
  isProblem(await put('/api/rounds/4294967295', days), 404, 'not-found');
  assert.match(world.ctl('round', 'change', 'HT2040-grade', '--opens', '2040-12-02', '--due', '2040-12-10', '--closes', '2040-12-21'),
    /closes 2040-12-21 23:59/);
});

// ---- open, close, reopen ----

let now;
test('open, close, reopen with a reason, and what is refused on the way', async () => {
  const term = termAt(0);
  const first = await post('/api/rounds', { kind: 'forecast', term: term.term, week: term.week, opens: day(-9), due: day(-8), closes: day(-1) });
  now = { id: first.json.round.id, key: term.key };
  const at = (act) => `/api/rounds/${now.id}/${act}`;
  isProblem(await post(at('close')), 409, 'round-state');
  isProblem(await post(at('reopen'), { closes: day(5), reason: 'för tidigt' }), 409, 'round-state');
  isProblem(await post(at('extend'), { unit: world.ids.unit.bj, until: day(9), reason: 'för tidigt' }), 409, 'round-state');
  // Nobody could report in it.
  isProblem(await post(at('open')), 422, 'round-passed', 'closes');
  assert.equal((await get(`/api/rounds/${now.id}`)).round.state, 'planned');
  const { round } = done(await post(at('open'), { closes: day(5) }));
  assert.deepEqual([round.state, round.accepts], ['open', true]);
  isProblem(await post(at('open'), { closes: day(5) }), 409, 'round-state');
  isProblem(await put(`/api/rounds/${now.id}`, { opens: day(), due: day(), closes: day() }), 409, 'round-state');
  isProblem(await post(at('reopen'), { closes: day(5), reason: 'är öppen' }), 409, 'round-state');
  assert.equal(done(await post(at('close'), { reason: 'alla är klara' })).round.state, 'closed');
  isProblem(await post(at('reopen'), { closes: day(5) }), 422, 'reason-required', 'reason');
  isProblem(await post(at('reopen'), { closes: day(5), reason: ' \n' }), 422, 'invalid-body', 'reason');
  isProblem(await post(at('reopen'), { reason: 'utan dag' }), 422, 'invalid-body', 'closes');
  isProblem(await post(at('reopen'), { closes: day(-1), reason: 'i går' }), 422, 'round-passed');
  isProblem(await post(at('reopen'), { closes: day(5), reason: 'x'.repeat(501) }), 422, 'invalid-body', 'reason');
  const again = done(await post(at('reopen'), { closes: day(5), reason: 'Ekbacken hann inte' }));
  assert.deepEqual([again.round.state, again.round.accepts, again.round.closed_at], ['open', true, null]);
  for (const act of ['open', 'close']) isProblem(await post(`/api/rounds/4294967295/${act}`), 404, 'not-found');
});

test('everything that was done stands in the round\'s list, with who and why', async () => {
  const { round, units, events } = members(await get(`/api/rounds/${now.id}`), 'round units events');
  isRound(round);
  assert.deepEqual(units.map((one) => one.name), ['Björkskolan 7–9', 'Ekbackens skola F–6', 'Lindskolan F–9']);
  assert.ok(units.every((one) => one.until === null));
  assert.deepEqual(events.map((one) => [one.act, one.by, one.reason]), [['reopen', 'Ada Admin', 'Ekbacken hann inte'], ['close', 'Ada Admin', 'alla är klara'],
    ['open', 'Ada Admin', null], ['plan', 'Ada Admin', null]]);
  for (const event of events) isTime(event.at);
});

// ---- longer time for one school ----

const closesIn = (ms, what = 'round') => {
  const set = `closes_at = UTC_TIMESTAMP(3) + INTERVAL ${ms * 1000} MICROSECOND`;
  world.sql(what === 'round' ? `UPDATE round SET opens_at = LEAST(opens_at, UTC_TIMESTAMP(3)), due_at = UTC_TIMESTAMP(3), ${set} WHERE id = ${now.id}`
    : `UPDATE round_unit SET ${set} WHERE round_id = ${now.id} AND unit_id = ${world.ids.unit[what]}`);
  world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
};
const grid = async (who, group) => get(`/api/groups/${world.ids.group[group]}/assessments`, who);
async function save(who, group, pupil, level) {
  const row = (await grid(who, group)).pupils.find((one) => one.id === world.ids.person[pupil]);
  return world.put(who, group, null, { entries: [{ pupil: row.id, level, version: row.version }] });
}
const cells = (unit) => JSON.stringify(['unit_cell', 'class_cell', 'unit_measure', 'class_measure', 'group_progress'].map((table) =>
  world.sql(`SELECT * FROM ${table} WHERE round_id = ${now.id} AND unit_id = ${world.ids.unit[unit]} ORDER BY 1, 2, 3, 4, 5, 6`)));

test('longer time needs a school that takes part, a reason, and a day after the round\'s own', async () => {
  const at = `/api/rounds/${now.id}/extend`;
  const good = { unit: world.ids.unit.bj, until: day(9), reason: 'sjukdom' };
  isProblem(await post(at, { ...good, reason: null }), 422, 'reason-required', 'reason');
  isProblem(await post(at, { ...good, unit: null }), 422, 'invalid-body', 'unit');
  for (const unit of ['4294967295', world.ids.unit.norr]) isProblem(await post(at, { ...good, unit }), 422, 'unit-not-in-round', 'unit');
  for (const date of [day(-1), day(2), day(5)]) isProblem(await post(at, { ...good, until: date }), 422, 'round-passed');
  isProblem(await post('/api/rounds/4294967295/extend', good), 404, 'not-found');
  const { round } = done(await post(at, good));
  isTime(round.extended_until);
  const { units, events } = await get(`/api/rounds/${now.id}`);
  assert.deepEqual(units.map((one) => one.until), [round.extended_until, null, null]);
  assert.deepEqual([events[0].act, events[0].unit.name, events[0].until, events[0].reason], ['extend', 'Björkskolan 7–9', round.extended_until, 'sjukdom']);
  // And taken back.
  assert.equal(done(await post(at, { ...good, until: null, reason: 'behövs inte' })).round.extended_until, null);
  assert.match(world.ctl('round', 'extend', now.key, '--unit', '10000001', '--until', day(9), '--reason', 'som malkollctl'), /some schools until/);
  assert.match(world.ctl('round', 'extend', now.key, '--unit', 'Ekbackens skola F–6', '--until', 'none', '--reason', 'ångrat'), /closes [\d-]+ 23:59\n/);
  assert.equal(world.stack.ctl(['round', 'extend', now.key, '--unit', 'Ingen skola', '--until', day(9), '--reason', 'x']).status, 1);
});

test('after the round\'s time only the school with longer time saves, and everything says so', async () => {
  assert.equal((await save('li3', 'g-9C-MA', 'p-9C-1', 'C')).status, 200);
  done(await post(`/api/rounds/${now.id}/extend`, { unit: world.ids.unit.bj, until: day(9), reason: 'översvämning' }));
  // Teachers who have their page open are asked again at the very time: a tag of before says nothing any more.
  const tags = {};
  for (const [who, at] of [['bj2', '/api/groups'], ['li3', '/api/groups'], ['li3', '/api/me']]) {
    tags[who + at] = (await world.get(who, at)).headers.etag;
    assert.equal((await world.get(who, at, { 'If-None-Match': tags[who + at] })).status, 304);
  }
  // On a slow machine the first times are over before anybody can look.
  let open;
  for (let ms = 1500; !open?.json.round.accepts && ms < 100000; ms *= 2) {
    closesIn(ms);
    open = await world.get('li3', '/api/groups');
  }
  assert.equal(open.json.round.accepts, true);
  let gone;
  await until(async () => {
    gone = await world.get('li3', '/api/groups', { 'If-None-Match': open.headers.etag });
    return gone.status !== 304;
  }, 'the round has closed');
  assert.equal(gone.status, 200);
  assert.equal(gone.json.round.accepts, false);
  assert.ok(gone.json.groups.every((one) => one.accepts === false));
  const still = await get('/api/groups', 'bj2');
  assert.equal(still.round.accepts, true);
  assert.ok(still.groups.every((one) => one.accepts));
  assert.equal(still.round.closes, still.round.extended_until);
  assert.equal((await get('/api/me', 'bj2')).round.accepts, true);
  assert.equal((await get('/api/me', 'li3')).round.accepts, false);
  assert.deepEqual([(await grid('bj2', 'g-9A-MA')).mode, (await grid('li3', 'g-9C-MA')).mode], ['report', 'read']);
  for (const [who, unit, accepts] of [['pr-bj', 'bj', true], ['pr-li', 'li', false], ['director', 'kommun', false], ['director', 'bj', true]]) {
    for (const route of ['reporting', 'attainment']) {
      assert.equal((await get(`/api/${route}?unit=${world.ids.unit[unit]}`, who)).round.accepts, accepts, `${who} ${route} ${unit}`);
    }
  }
  isProblem(await save('li3', 'g-9C-MA', 'p-9C-1', 'B'), 409, 'round-closed');
  const saved = await save('bj2', 'g-9A-MA', 'p-9A-5', 'B');
  assert.equal(saved.json.results[0].status, 'saved');
  assert.equal(saved.json.round.accepts, true);
  verify();
});

test('a school with longer time never changes the figures of another', async () => {
  const before = ['ek', 'li'].map(cells);
  // A group of its own school with pupils of another, and a group of another school with its pupils.
  const mother = groupOf(world.roster, 'g-li-MLARA-7A');
  const reader = (await grid('li6', mother.id)).pupils[0];
  isProblem(await world.put('li6', mother.id, null, { entries: [{ pupil: reader.id, level: 'A', version: reader.version }] }), 409, 'round-closed');
  const [[spanish]] = [(await grid('bj13', 'g-bj-M2SPA-9A')).pupils];
  const mixed = await world.put('bj13', 'g-bj-M2SPA-9A', null, { entries: [{ pupil: spanish.id, level: 'A', version: spanish.version }] });
  assert.equal(mixed.json.results[0].status, 'saved');
  for (const [who, group, level] of [['bj1', 'g-9A-SV', 'D'], ['bj3', 'g-7A-EN', '-'], ['bj5', 'g-8A-MA', 'F']]) {
    for (const pupil of (await grid(who, group)).pupils.filter((one) => !one.left)) {
      const answer = await world.put(who, group, null, { entries: [{ pupil: pupil.id, level, version: pupil.version }] });
      assert.equal(answer.json.results[0].status, 'saved');
    }
  }
  assert.deepEqual(['ek', 'li'].map(cells), before);
  verify();
});

test('a pupil of a school whose time is out is refused alone, also in a group of a school with longer time', async () => {
  // The group's school gets longer time, the pupils' school has none.
  world.sql(`UPDATE round_unit SET closes_at = NULL WHERE round_id = ${now.id}`);
  done(await post(`/api/rounds/${now.id}/extend`, { unit: world.ids.unit.li, until: day(9), reason: 'modersmål' }));
  const before = cells('bj');
  const { pupils, mode } = await grid('li6', 'g-li-MLARA-7A');
  assert.equal(mode, 'report');
  const answer = done(await world.put('li6', 'g-li-MLARA-7A', null, { entries: [{ pupil: pupils[0].id, level: 'A', version: pupils[0].version }] }));
  assert.equal(answer.results[0].status, 'rejected');
  assert.equal(answer.results[0].problem.type, 'urn:malkoll:problem:round-closed');
  assert.equal(cells('bj'), before);
  // What stands already is saved, as ever: a lost answer is sent again.
  const same = done(await world.put('li6', 'g-li-MLARA-7A', null, { entries: [{ pupil: pupils[0].id, level: null, version: 0 }] }));
  assert.equal(same.results[0].status, 'saved');
  verify();
});

test('the round stays open until the last of these times, and closes by the clock then', async () => {
  closesIn(1500, 'li');
  world.ctl('round', 'due');
  assert.equal((await get(`/api/rounds/${now.id}`)).round.state, 'open');
  const open = await world.get('li3', '/api/groups');
  assert.equal(open.json.round.accepts, true);
  await until(async () => {
    world.ctl('round', 'due');
    return (await get(`/api/rounds/${now.id}`)).round.state === 'closed';
  }, 'the timer closes the round');
  const { round, units } = await get(`/api/rounds/${now.id}`);
  assert.deepEqual([round.accepts, round.extended_until, units.filter((one) => one.until).length], [false, null, 0]);
  isProblem(await save('li3', 'g-9C-MA', 'p-9C-1', 'B'), 409, 'round-closed');
  assert.equal((await world.get('li3', '/api/groups', { 'If-None-Match': open.headers.etag })).status, 200);
  verify();
});

test('only administrators do any of it, and they see no results', async () => {
  for (const who of ['director', 'pr-bj', 'bj1', 'auditor', 'nobody']) {
    isProblem(await post('/api/rounds', {}, who), 403, 'forbidden');
    isProblem(await post(`/api/rounds/${now.id}/reopen`, { closes: day(5), reason: 'jag vill' }, who), 403, 'forbidden');
    isProblem(await world.get(who, `/api/rounds/${now.id}`), 403, 'forbidden');
  }
  assert.doesNotMatch(JSON.stringify(await get(`/api/rounds/${now.id}`)), /assessed|missing|reported":\[/);
});
