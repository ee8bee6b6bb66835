// Duties by hand and delegations: who may give and end what, when it holds, and what ends with what.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clone, eppn } from './fixture.mjs';
import { Lines } from './lines.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

let world;
let ids;

before(async () => {
  world = await makeWorld();
  ids = world.ids;
  const round = world.plan(termAt(0));
  world.open(round);
  world.loadAll(round, 2);
});
after(() => world?.stop());

const post = (who, at, body = {}, headers = {}) => world.ask('POST', who, at, body, headers);
const done = (answer) => {
  assert.equal(answer.status, 200, answer.text);
  return answer.json.duty;
};
const figures = (unit) => `/api/attainment?unit=${ids.unit[unit]}`;
const reads = async (who, unit) => isAnswer(await world.get(who, figures(unit)));
const reachesNot = async (who, unit) => {
  const answer = await world.get(who, figures(unit));
  assert.ok([403, 404].includes(answer.status), answer.text);
};
const give = (person, role, place, more = {}) => post('admin', '/api/duties', { person: ids.person[person], role, ...place, ...more });
const at = (unit) => ({ unit: ids.unit[unit] });
const end = (id, body = {}) => post('admin', `/api/duties/${id}/end`, body);
const delegate = (who, person, unit, more = {}) => post(who, '/api/delegations', { person: ids.person[person] ?? person, unit: ids.unit[unit] ?? unit,
  rights: [], ends: day(30), ...more });
const takeBack = (who, id, headers) => post(who, `/api/delegations/${id}/end`, {}, headers);
const stored = () => world.sql('SELECT COUNT(*), COALESCE(SUM(id), 0), COALESCE(SUM(DATEDIFF(COALESCE(ends_on, DATE \'9999-12-31\'), \'2000-01-01\')), 0) FROM duty')[0].join();

/** Nothing may have changed by what was refused. */
async function refused(call, status, slug, field) {
  const was = stored();
  const problem = isProblem(await call(), status, slug, field);
  assert.equal(stored(), was);
  return problem;
}

// ---- staff ----

test('staff are found by name and login, pupils never', async () => {
  const find = async (text) => isAnswer(await world.get('admin', `/api/staff?search=${encodeURIComponent(text)}`));
  assert.deepEqual((await find('björkrek')).staff, [{ id: ids.person['pr-bj'], name: 'Pontus Björkrektor', login: eppn('pr-bj') }]);
  assert.deepEqual((await find('Nord, Ag')).staff.map((one) => one.id), [ids.person['am-norr']]);
  assert.deepEqual((await find('PR-BJ@')).staff.map((one) => one.id), [ids.person['pr-bj']]);
  for (const text of ['%%', '__', "'or 1", '\\%']) assert.deepEqual((await find(text)).staff, []);
  const pupils = new Set(world.roster.pupils.map((one) => ids.person[one.id]));
  for (const text of ['Åkesson', 'Abdi', 'Berg', 'an', 'provk']) assert.ok((await find(text)).staff.every((one) => !pupils.has(one.id)), text);
  isProblem(await world.get('admin', '/api/staff'), 400, 'missing-parameter', 'search');
  isProblem(await world.get('admin', '/api/staff?search=a'), 400, 'invalid-parameter', 'search');
  isProblem(await world.get('admin', '/api/staff?search=a%0Ab'), 400, 'invalid-parameter', 'search');
  isProblem(await world.get('admin', `/api/staff?search=${'a'.repeat(65)}`), 400, 'invalid-parameter', 'search');
});

test('a principal finds those who work at the own unit', async () => {
  const { staff } = isAnswer(await world.get('pr-bj', `/api/staff?unit=${ids.unit.bj}`));
  const found = staff.map((one) => world.names.person[one.id]);
  for (const id of ['bj1', 'bj13', 'mentor', 'special']) assert.ok(found.includes(id), id);
  for (const id of ['ek1', 'admin', 'am-norr', 'p-9A-0']) assert.ok(!found.includes(id), id);
  assert.deepEqual(isAnswer(await world.get('pr-bj', `/api/staff?unit=${ids.unit.bj}&search=special`)).staff.map((one) => one.id), [ids.person.special]);
  isProblem(await world.get('pr-bj', `/api/staff?unit=${ids.unit.ek}`), 404, 'not-found');
  isProblem(await world.get('pr-bj', '/api/staff?search=l%C3%A4rare'), 400, 'missing-parameter', 'unit');
});

// ---- duties by hand ----

const GOOD = [
  ['nobody', 'special_educator', 'ek'], ['nobody', 'principal', 'ek'], ['nobody', 'area_manager', 'soder'], ['nobody', 'director', 'kommun'],
  ['nobody', 'analyst', 'kommun'], ['nobody', 'board', 'kommun'], ['nobody', 'auditor', 'kommun'],
];

test('every role at its kind of unit, and not at another', async () => {
  for (const [person, role, unit] of GOOD) {
    const duty = done(await give(person, role, at(unit), { note: 'vikariat' }));
    assert.deepEqual([duty.role, duty.unit.id, duty.origin, duty.starts, duty.ends, duty.state, duty.by, duty.note],
      [role, ids.unit[unit], 'manual', day(), null, 'now', 'Ada Admin', 'vikariat']);
    assert.ok(isAnswer(await world.get(person, '/api/me')).duties.some((one) => one.role === role && one.unit.id === ids.unit[unit]));
    await refused(() => give(person, role, at(unit)), 409, 'duty-held', 'person');
    done(await end(duty.id));
    assert.deepEqual(isAnswer(await world.get(person, '/api/me')).duties, []);
  }
  for (const [role, place] of [['principal', at('norr')], ['principal', at('kommun')], ['area_manager', at('bj')], ['director', at('norr')],
    ['auditor', at('bj')], ['preschool_head', at('ek')], ['teacher', at('bj')], ['mentor', at('bj')], ['delegate', at('bj')], ['king', at('bj')],
    ['mentor', { group: ids.group['g-9A-SV'] }], ['teacher', { class: ids.klass['c-9A'] }], ['principal', {}],
    ['principal', { ...at('bj'), class: ids.klass['c-9A'] }]]) {
    await refused(() => give('nobody', role, place), 422, 'invalid-body', 'role');
  }
});

test('the head of a preschool', async () => {
  world.sql(`UPDATE unit SET kind = 'preschool' WHERE id = ${ids.unit.ek}`);
  const duty = done(await give('nobody', 'preschool_head', at('ek')));
  await reads('nobody', 'ek');
  done(await end(duty.id));
  world.sql(`UPDATE unit SET kind = 'school' WHERE id = ${ids.unit.ek}`);
});

test('a teacher of a group and a mentor of a class, by hand', async () => {
  const teaching = done(await give('nobody', 'teacher', { group: ids.group['g-9A-SV'] }));
  assert.equal(teaching.school.id, ids.unit.bj);
  assert.equal(isAnswer(await world.get('nobody', `/api/groups/${ids.group['g-9A-SV']}/assessments`)).mode, 'report');
  isProblem(await world.get('nobody', `/api/groups/${ids.group['g-9A-MA']}/assessments`), 404, 'not-found');
  const mentor = done(await give('nobody', 'mentor', { class: ids.klass['c-9B'] }));
  isAnswer(await world.get('nobody', `${figures('bj')}&class=${ids.klass['c-9B']}&rows=pupil`));
  assert.deepEqual(isAnswer(await world.get('nobody', '/api/me')).capacities.map((one) => one.key), [`teacher-${ids.unit.bj}`]);
  done(await end(teaching.id));
  done(await end(mentor.id));
  isProblem(await world.get('nobody', `/api/groups/${ids.group['g-9A-SV']}/assessments`), 403, 'forbidden');
});

test('days: from tomorrow, until yesterday, until today', async () => {
  const coming = done(await give('nobody', 'principal', at('ek'), { starts: day(1), ends: day(10) }));
  assert.equal(coming.state, 'coming');
  await reachesNot('nobody', 'ek');
  // As if the days had passed.
  const set = (from, to) => world.sql(`UPDATE duty SET starts_on = '${from}', ends_on = '${to}' WHERE id = ${coming.id};
    UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  set(day(-1), day());
  await reads('nobody', 'ek');
  set(day(-2), day(-1));
  await reachesNot('nobody', 'ek');
  await refused(() => end(coming.id), 409, 'duty-over');
  await refused(() => give('nobody', 'principal', at('ek'), { starts: day(-1) }), 422, 'invalid-body', 'starts');
  await refused(() => give('nobody', 'principal', at('ek'), { starts: day(3), ends: day(2) }), 422, 'invalid-body', 'ends');
  await refused(() => give('nobody', 'principal', at('ek'), { ends: '2026-02-30' }), 422, 'invalid-body', 'ends');
  // Two that follow each other are no doubles; two that overlap are.
  const first = done(await give('nobody', 'principal', at('li'), { ends: day(5) }));
  const second = done(await give('nobody', 'principal', at('li'), { starts: day(6) }));
  await refused(() => give('nobody', 'principal', at('li'), { starts: day(2), ends: day(3) }), 409, 'duty-held', 'person');
  done(await end(second.id));
  assert.equal(done(await end(first.id, { ends: day() })).ends, day());
  await reads('nobody', 'li');
  await refused(() => end(first.id, { ends: day(2) }), 422, 'invalid-body', 'ends');
  await refused(() => end(first.id, { ends: day(-3) }), 422, 'invalid-body', 'ends');
  done(await end(first.id));
  await reachesNot('nobody', 'li');
});

test('nobody gives a duty to oneself, nor both administers and audits', async () => {
  for (const [role, place] of [['auditor', at('kommun')], ['director', at('kommun')], ['teacher', { group: ids.group['g-9A-SV'] }]]) {
    await refused(() => give('admin', role, place), 403, 'duty-to-oneself', 'person');
  }
  await refused(() => give('auditor', 'administrator', at('kommun')), 409, 'duty-excluded', 'role');
  const second = done(await give('nobody', 'administrator', at('kommun')));
  await refused(() => post('nobody', '/api/duties', { person: ids.person.admin, role: 'auditor', ...at('kommun') }), 409, 'duty-excluded', 'role');
  await refused(() => post('nobody', '/api/duties', { person: ids.person.nobody, role: 'director', ...at('kommun') }), 403, 'duty-to-oneself', 'person');
  done(await end(second.id));
});

test('the last administrator stays', async () => {
  const second = done(await give('nobody', 'administrator', at('kommun')));
  world.sql(`UPDATE duty SET ends_on = '${day(-1)}' WHERE role = 'administrator' AND origin = 'import'; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  await refused(() => post('nobody', `/api/duties/${second.id}/end`), 409, 'duty-last');
  world.sql(`UPDATE duty SET ends_on = NULL WHERE role = 'administrator' AND origin = 'import'; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  done(await end(second.id));
});

test('whom and where there is not: pupils, strangers and places answer alike', async () => {
  const told = [];
  for (const person of [ids.person['p-9A-0'], ids.person['p-3A-1'], '4294967295']) {
    const problem = await refused(() => post('admin', '/api/duties', { person, role: 'analyst', ...at('kommun') }), 404, 'not-found', 'person');
    told.push(problem.detail);
    told.push(isProblem(await world.get('admin', `/api/duties?person=${person}`), 404, 'not-found', 'person').detail);
  }
  assert.equal(new Set(told).size, 1);
  await refused(() => give('nobody', 'principal', { unit: '4294967295' }), 404, 'not-found', 'unit');
  world.sql(`UPDATE unit SET ends_on = '${day(-1)}' WHERE id = ${ids.unit.li}`);
  await refused(() => give('nobody', 'principal', at('li')), 404, 'not-found', 'unit');
  world.sql(`UPDATE unit SET ends_on = NULL WHERE id = ${ids.unit.li}`);
  await refused(() => end('4294967295'), 404, 'not-found');
});

test('bodies that cannot be understood', async () => {
  const good = { person: ids.person.nobody, role: 'principal', ...at('ek') };
  for (const [change, field] of [[{ person: 7 }, 'person'], [{ person: null }, 'person'], [{ role: '' }, 'role'], [{ unit: 'x' }, 'unit'],
    [{ starts: 'idag' }, 'starts'], [{ ends: 5 }, 'ends'], [{ note: 'x'.repeat(201) }, 'note'], [{ note: 7 }, 'note'], [{ origin: 'import' }, undefined],
    [{ granted_by: '1' }, undefined], [{ rights: ['correct'] }, undefined]]) {
    await refused(() => post('admin', '/api/duties', { ...good, ...change }), 422, 'invalid-body', field);
  }
  await refused(() => post('admin', '/api/duties', [good]), 422, 'invalid-body');
  await refused(() => post('admin', '/api/duties', good, { 'X-Requested-With': null }), 403, 'cross-site', 'X-Requested-With');
});

test('what the roster gave ends in the roster, what was given by hand survives it', async () => {
  const { duties } = isAnswer(await world.get('admin', `/api/duties?person=${ids.person['pr-bj']}`));
  assert.deepEqual(duties.map((one) => [one.role, one.origin, one.by]), [['principal', 'import', null]]);
  await refused(() => end(duties[0].id), 409, 'duty-imported');
  const hand = done(await give('nobody', 'principal', at('ek')));
  world.importRoster(clone(world.roster), day());
  await reads('nobody', 'ek');
  const listed = isAnswer(await world.get('admin', `/api/duties?unit=${ids.unit.ek}`)).duties;
  assert.ok(listed.some((one) => one.id === hand.id && one.state === 'now'));
  assert.ok(listed.some((one) => one.role === 'teacher' && one.group && one.school.id === ids.unit.ek));
  done(await end(hand.id));
  isProblem(await world.get('admin', '/api/duties'), 400, 'missing-parameter', 'person');
  isProblem(await world.get('admin', `/api/duties?person=${ids.person.nobody}&unit=${ids.unit.ek}`), 400, 'missing-parameter', 'person');
});

test('only an administrator, and only as one', async () => {
  const body = { person: ids.person.nobody, role: 'director', ...at('kommun') };
  for (const who of ['director', 'pr-bj', 'bj1', 'auditor', 'analyst', 'nobody']) {
    await refused(() => post(who, '/api/duties', body), 403, 'forbidden');
    await refused(() => post(who, `/api/duties/${world.sql("SELECT MAX(id) FROM duty WHERE origin = 'manual' AND ends_on IS NULL")[0][0]}/end`), 403, 'forbidden');
    isProblem(await world.get(who, `/api/duties?person=${ids.person.nobody}`), 403, 'forbidden');
  }
  const second = done(await give('pr-ek', 'administrator', at('kommun')));
  await refused(() => post('pr-ek', '/api/duties', body, { 'X-Malkoll-Duty': `principal-${ids.unit.ek}` }), 403, 'forbidden');
  const given = done(await post('pr-ek', '/api/duties', body, { 'X-Malkoll-Duty': `administrator-${ids.unit.kommun}` }));
  done(await end(given.id));
  done(await end(second.id));
});

test('places: units, and the classes and groups of one', async () => {
  const all = isAnswer(await world.get('admin', '/api/places'));
  assert.deepEqual(all.units.map((one) => world.names.unit[one.id]).sort(), ['bj', 'ek', 'kommun', 'li', 'norr', 'soder']);
  assert.deepEqual([all.classes, all.groups], [[], []]);
  const one = isAnswer(await world.get('admin', `/api/places?unit=${ids.unit.bj}`));
  assert.deepEqual(one.classes.map((c) => c.name), ['7A', '8A', '9A', '9B']);
  assert.ok(one.groups.some((g) => g.id === ids.group['g-9A-SV']));
  isProblem(await world.get('admin', '/api/places?unit=4294967295'), 404, 'not-found');
});

test('an area manager who gets another area, in the next request after the import', async () => {
  await reads('am-norr', 'bj');
  await reachesNot('am-norr', 'li');
  const roster = clone(world.roster);
  roster.staff.find((one) => one.id === 'am-norr').roles = [{ role: 'siteAdministrator', org: 'soder' }];
  const back = clone(world.roster);
  world.importRoster(roster, day());
  await reads('am-norr', 'li');
  await reachesNot('am-norr', 'bj');
  // And the school that moves to another area takes its manager with it.
  world.importRoster(back, day());
  const moved = clone(back);
  moved.units.find((one) => one.id === 'li').parent = 'norr';
  world.importRoster(moved, day());
  await reads('am-norr', 'li');
  await reachesNot('am-soder', 'li');
  world.importRoster(back, day());
  await reachesNot('am-norr', 'li');
});

// ---- delegation ----

test('a delegate reads the unit, corrects only with that right, and is told in whose place', async () => {
  const group = `/api/groups/${ids.group['g-9A-SV']}/assessments`;
  const duty = done(await delegate('pr-bj', 'special', 'bj', { note: 'under ledigheten' }));
  assert.deepEqual([duty.role, duty.origin, duty.by, duty.rights, duty.ends, duty.note], ['delegate', 'delegated', 'Pontus Björkrektor', [], day(30), 'under ledigheten']);
  const me = isAnswer(await world.get('special', '/api/me'));
  assert.deepEqual(me.duties.find((one) => one.role === 'delegate').delegation, { by: 'Pontus Björkrektor', ends: day(30), correct: false, protect: false });
  assert.deepEqual(me.capacities.map((one) => one.key), [`delegate-${ids.unit.bj}`, `special_educator-${ids.unit.bj}`]);
  assert.ok(!me.can.delegate && isAnswer(await world.get('pr-bj', '/api/me')).can.delegate);
  assert.equal(isAnswer(await world.get('special', group)).mode, 'read');
  await refused(() => delegate('pr-bj', 'special', 'bj'), 409, 'duty-held', 'person');
  done(await takeBack('pr-bj', duty.id));
  const again = done(await delegate('pr-bj', 'special', 'bj', { rights: ['protect', 'correct'] }));
  assert.deepEqual(again.rights, ['correct', 'protect']);
  assert.equal(isAnswer(await world.get('special', group, { 'X-Malkoll-Duty': `delegate-${ids.unit.bj}` })).mode, 'correct');
  assert.equal(isAnswer(await world.get('special', group, { 'X-Malkoll-Duty': `special_educator-${ids.unit.bj}` })).mode, 'read');
  done(await takeBack('pr-bj', again.id));
  assert.equal(isAnswer(await world.get('special', group)).mode, 'read');
  await refused(() => takeBack('pr-bj', again.id), 409, 'duty-over');
});

test('a delegate reaches the unit and no other, and delegates nothing', async () => {
  const duty = done(await delegate('pr-bj', 'mentor', 'bj', { rights: ['correct', 'protect'] }));
  await reads('mentor', 'bj');
  isAnswer(await world.get('mentor', `${figures('bj')}&rows=pupil`));
  await reachesNot('mentor', 'ek');
  await reachesNot('mentor', 'norr');
  for (const headers of [{}, { 'X-Malkoll-Duty': `delegate-${ids.unit.bj}` }]) {
    await refused(() => post('mentor', '/api/delegations', { person: ids.person.bj1, ...at('bj'), rights: [], ends: day(5) }, headers), 403, 'forbidden');
    await refused(() => takeBack('mentor', duty.id, headers), 403, 'forbidden');
    isProblem(await world.get('mentor', `/api/staff?unit=${ids.unit.bj}`, headers), 403, 'forbidden');
  }
  // A principal of another school who is delegate here is no principal here.
  world.sql(`INSERT INTO duty (person_id, role, unit_id, starts_on, origin) VALUES (${ids.person.mentor}, 'principal', ${ids.unit.ek}, '2020-01-01', 'manual');
    UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  await refused(() => delegate('mentor', 'bj1', 'bj'), 404, 'not-found', 'unit');
  await refused(() => takeBack('mentor', duty.id), 404, 'not-found');
  world.sql(`DELETE FROM duty WHERE person_id = ${ids.person.mentor} AND origin = 'manual'; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  done(await takeBack('pr-bj', duty.id));
  await reachesNot('mentor', 'bj');
});

test('to whom, for how long, of which unit', async () => {
  const units = ['ek', 'norr', 'kommun', '4294967295'];
  const told = new Set();
  for (const unit of units) told.add((await refused(() => delegate('pr-bj', 'bj1', unit), 404, 'not-found', 'unit')).detail);
  assert.equal(told.size, 1, 'a foreign unit and none answer alike');
  const persons = new Set();
  for (const person of ['ek1', 'admin', 'p-9A-0', 'director', '4294967295']) persons.add((await refused(() => delegate('pr-bj', person, 'bj'), 404, 'not-found', 'person')).detail);
  assert.equal(persons.size, 1, 'pupils, others\' staff and nobody answer alike');
  await refused(() => delegate('pr-bj', 'pr-bj', 'bj'), 403, 'duty-to-oneself', 'person');
  for (const ends of [null, undefined, day(400), day(-1), '9999-12-31', 'snart']) {
    await refused(() => delegate('pr-bj', 'bj1', 'bj', { ends }), 422, 'invalid-body', 'ends');
  }
  await refused(() => delegate('pr-bj', 'bj1', 'bj', { starts: day(-1) }), 422, 'invalid-body', 'starts');
  await refused(() => delegate('pr-bj', 'bj1', 'bj', { starts: day(9), ends: day(8) }), 422, 'invalid-body', 'ends');
  for (const rights of [['decide'], 'correct', ['correct', 'correct', 'protect'], [1], null]) {
    await refused(() => delegate('pr-bj', 'bj1', 'bj', { rights }), 422, 'invalid-body', 'rights');
  }
  for (const who of ['special', 'bj1', 'am-norr', 'director', 'admin']) await refused(() => delegate(who, 'bj2', 'bj'), 403, 'forbidden');
  const longest = done(await delegate('pr-bj', 'bj1', 'bj', { ends: day(399) }));
  done(await takeBack('pr-bj', longest.id));
});

test('a delegation of days to come, and of one day', async () => {
  const later = done(await delegate('pr-bj', 'mentor', 'bj', { starts: day(2), ends: day(4) }));
  assert.equal(later.state, 'coming');
  await reachesNot('mentor', 'bj');
  done(await takeBack('pr-bj', later.id));
  const today = done(await delegate('pr-bj', 'mentor', 'bj', { ends: day() }));
  await reads('mentor', 'bj');
  world.sql(`UPDATE duty SET starts_on = '${day(-3)}', ends_on = '${day(-1)}' WHERE id = ${today.id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  await reachesNot('mentor', 'bj');
});

test('the list is of the own unit, and a colleague who leads it too may take back', async () => {
  const duty = done(await delegate('pr-bj', 'mentor', 'bj'));
  const list = isAnswer(await world.get('pr-bj', '/api/delegations'));
  assert.deepEqual(list.units.map((one) => [one.id, one.until]), [[ids.unit.bj, null]]);
  assert.ok(list.delegations.some((one) => one.id === duty.id && one.state === 'now'));
  assert.ok(list.delegations.some((one) => one.state === 'ended'));
  assert.deepEqual(isAnswer(await world.get('pr-ek', '/api/delegations')).delegations, []);
  const told = [];
  for (const id of [duty.id, '4294967295', world.sql(`SELECT id FROM duty WHERE person_id = ${ids.person['pr-ek']}`)[0][0]]) {
    told.push((await refused(() => takeBack('pr-ek', id), 404, 'not-found')).detail);
  }
  assert.equal(new Set(told).size, 1);
  const second = done(await give('nobody', 'principal', at('bj')));
  done(await takeBack('nobody', duty.id));
  done(await end(second.id));
  await reachesNot('mentor', 'bj');
});

// ---- the access log ----

test('who gave, delegated and ended what is in the access log, refusals too', async () => {
  const lines = new Lines(world.stack);
  const brief = () => lines.take().map((line) => [line.kind, line.actor, line.duty ?? null, line.unit_id ?? null, line.old_value ?? null, line.new_value ?? null, line.detail ?? null]);
  const admin = [eppn('admin'), `administrator-${ids.unit.kommun}`];
  const given = done(await give('nobody', 'special_educator', at('li'), { ends: day(9) }));
  done(await end(given.id, { ends: day(3) }));
  const text = (role, who, to, more = '') => `${role}, ${eppn(who)}, ${day()} - ${to}${more}`;
  assert.deepEqual(brief(), [
    ['duty', ...admin, ids.unit.li, null, text('special_educator', 'nobody', day(9)), `id ${given.id}`],
    ['duty', ...admin, ids.unit.li, text('special_educator', 'nobody', day(9)), text('special_educator', 'nobody', day(3)), `id ${given.id}`],
  ]);
  done(await end(given.id));
  lines.skip();
  const delegated = done(await delegate('pr-bj', 'mentor', 'bj', { rights: ['correct'] }));
  done(await takeBack('pr-bj', delegated.id));
  const lead = [eppn('pr-bj'), `principal-${ids.unit.bj}`];
  assert.deepEqual(brief(), [
    ['delegation', ...lead, ids.unit.bj, null, text('delegate', 'mentor', day(30), ', correct'), `id ${delegated.id}`],
    ['delegation', ...lead, ids.unit.bj, text('delegate', 'mentor', day(30), ', correct'), text('delegate', 'mentor', day(-1), ', correct'), `id ${delegated.id}`],
  ]);
  await refused(() => give('admin', 'auditor', at('kommun')), 403, 'duty-to-oneself', 'person');
  await refused(() => delegate('pr-bj', 'bj1', 'ek'), 404, 'not-found', 'unit');
  assert.deepEqual(brief().map(([kind, actor, , , , , detail]) => [kind, actor, detail]), [['refused', eppn('admin'), 'duty-to-oneself'], ['refused', eppn('pr-bj'), 'not-found']]);
  const put = world.ctl('duty', 'add', '--person', eppn('nobody'), '--role', 'board');
  world.ctl('duty', 'end', put.match(/^\d+/)[0]);
  assert.deepEqual(brief().map(([kind, actor, , , , value]) => [kind, actor.split(':')[0], value]), Array.from({ length: 2 }, () => ['begun', 'done']).flat()
    .map((value) => ['duty', 'malkollctl', value]));
});

// ---- malkollctl ----

const ctl = (...args) => world.stack.ctl(['duty', ...args]);

test('malkollctl gives, lists, delegates and ends', async () => {
  const fails = (args, status, text) => {
    const was = stored();
    const answer = ctl(...args);
    assert.equal(answer.status, status, answer.stdout + answer.stderr);
    assert.match(answer.stderr, text);
    assert.equal(stored(), was);
  };
  const given = world.ctl('duty', 'add', '--person', eppn('nobody'), '--role', 'special_educator', '--unit', 'Lindskolan F–9', '--to', day(9), '--note', 'halvtid');
  assert.match(given, new RegExp(`special_educator Lindskolan F–9  ${eppn('nobody')}  ${day()} – ${day(9)}  manual`));
  await reads('nobody', 'li');
  fails(['add', '--person', eppn('nobody'), '--role', 'special_educator', '--unit', '10000003'], 1, /already/);
  const [id] = given.match(/^\d+/);
  assert.match(world.ctl('duty', 'list', '--person', eppn('nobody')), new RegExp(`^${id} `, 'm'));
  assert.match(world.ctl('duty', 'list', '--unit', '10000003'), /principal.*pr-li@[^]*special_educator/);
  world.ctl('duty', 'end', id);
  await reachesNot('nobody', 'li');
  fails(['end', id], 1, /ended already/);
  world.ctl('duty', 'add', '--person', eppn('nobody'), '--role', 'analyst', '--from', day(1));
  const teaching = world.ctl('duty', 'add', '--person', eppn('nobody'), '--role', 'teacher', '--unit', 'bj', '--group', '9A SV');
  isAnswer(await world.get('nobody', `/api/groups/${ids.group['g-9A-SV']}/assessments`));
  world.ctl('duty', 'end', teaching.match(/^\d+/)[0]);
  const delegated = world.ctl('duty', 'delegate', '--by', eppn('pr-bj'), '--person', eppn('mentor'), '--unit', 'bj', '--to', day(5), '--rights', 'correct');
  assert.match(delegated, /delegate .*delegated:correct by Pontus Björkrektor/);
  await reads('mentor', 'bj');
  world.ctl('duty', 'end', delegated.match(/^\d+/)[0]);
  await reachesNot('mentor', 'bj');
  const imported = world.sql(`SELECT id FROM duty WHERE person_id = ${ids.person['pr-bj']}`)[0][0];
  for (const [args, status, text] of [
    [['add', '--person', 'p-9A-0@provkoping.se', '--role', 'analyst'], 1, /no person/], [['add', '--person', eppn('nobody'), '--role', 'king'], 1, /no such duty/],
    [['add', '--person', eppn('nobody'), '--role', 'principal', '--unit', 'Ingenstans'], 1, /no unit/], [['end', imported], 1, /roster/],
    [['add', '--person', eppn('nobody'), '--role', 'mentor', '--unit', 'bj', '--class', '1X'], 1, /no class/], [['end', '4294967295'], 1, /no such duty/],
    [['delegate', '--by', eppn('pr-ek'), '--person', eppn('mentor'), '--unit', 'bj', '--to', day(5)], 1, /do not lead/],
    [['delegate', '--by', eppn('pr-bj'), '--person', eppn('mentor'), '--unit', 'bj'], 1, /last day/],
    [['add', '--role', 'analyst'], 2, /wants/], [['list'], 2, /wants/], [['end', 'x'], 2, /number/], [['make'], 2, /no "duty make"/],
    [['add', '--person', 'x', '--rights', 'all'], 2, /rights/], [['add', '--to', 'x'], 2, /date/], [['list', 'a', 'b'], 2, /what is/], [[], 2, /list/],
  ]) fails(args, status, text);
});

// ---- what ends with what ----

test('a delegation ends with the duty that an administrator ends', async () => {
  const lead = done(await give('nobody', 'principal', at('bj'), { ends: day(20) }));
  await refused(() => delegate('nobody', 'mentor', 'bj', { ends: day(21) }), 422, 'invalid-body', 'ends');
  const duty = done(await delegate('nobody', 'mentor', 'bj', { ends: day(20), rights: ['correct'] }));
  const other = done(await delegate('pr-bj', 'bj2', 'bj', { ends: day(20) }));
  await reads('mentor', 'bj');
  // Shortened with it, then ended with it.
  done(await end(lead.id, { ends: day(7) }));
  assert.equal(world.sql(`SELECT ends_on FROM duty WHERE id = ${duty.id}`)[0][0], day(7));
  done(await end(lead.id));
  await reachesNot('mentor', 'bj');
  isProblem(await world.get('mentor', '/api/me', { 'X-Malkoll-Duty': `delegate-${ids.unit.bj}` }), 403, 'duty-not-held', 'X-Malkoll-Duty');
  assert.equal(world.sql(`SELECT ends_on FROM duty WHERE id = ${other.id}`)[0][0], day(20), 'what another delegated stays');
  done(await takeBack('pr-bj', other.id));
});

test('a delegation ends with the duty that the roster ends, and does not come back with it', async () => {
  const whole = clone(world.roster);
  for (const change of [
    (roster) => { roster.staff.find((one) => one.id === 'pr-li').roles = [{ role: 'aide', org: 'li' }]; },
    (roster) => { roster.staff.find((one) => one.id === 'pr-li').roles = [{ role: 'principal', org: 'ek' }]; },
    (roster) => { roster.staff = roster.staff.filter((one) => one.id !== 'pr-li'); },
  ]) {
    const duty = done(await delegate('pr-li', 'li2', 'li', { rights: ['correct'] }));
    await reads('li2', 'li');
    const roster = clone(whole);
    change(roster);
    world.importRoster(roster, day());
    await reachesNot('li2', 'li');
    world.importRoster(whole, day());
    await reads('pr-li', 'li');
    await reachesNot('li2', 'li');
    assert.equal(isAnswer(await world.get('pr-li', '/api/delegations')).delegations.find((one) => one.id === duty.id), undefined, 'it never lasted a day');
  }
});

test('whoever leaves has nothing, delegated or not', async () => {
  const duty = done(await delegate('pr-li', 'li2', 'li'));
  const roster = clone(world.roster);
  roster.staff = roster.staff.filter((one) => one.id !== 'li2');
  const whole = clone(world.roster);
  world.importRoster(roster, day());
  isProblem(await world.get('li2', '/api/me'), 403, 'unknown-person');
  world.importRoster(whole, day());
  done(await takeBack('pr-li', duty.id));
});
