// A person with several duties acts in one of them: the others then reach nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eppn } from './fixture.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

let world;
let acting;

// bj1 teaches at bj by the roster; by hand also principal of ek and, until yesterday, area manager of soder.
before(async () => {
  world = await makeWorld();
  const round = world.plan(termAt(0));
  world.open(round);
  world.loadAll(round, 2);
  const give = (role, unit, to) => world.sql(`INSERT INTO duty (person_id, role, unit_id, starts_on, ends_on, origin)
    VALUES (${world.ids.person.bj1}, '${role}', ${world.ids.unit[unit]}, '2020-01-01', ${to ? `'${to}'` : 'NULL'}, 'manual')`);
  give('principal', 'ek');
  give('area_manager', 'soder', day(-1));
  world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  acting = { teacher: `teacher-${world.ids.unit.bj}`, principal: `principal-${world.ids.unit.ek}`,
    ended: `area_manager-${world.ids.unit.soder}`, foreign: `principal-${world.ids.unit.bj}` };
});
after(() => world?.stop());

const as = (capacity, address, headers = {}) => world.stack.as(eppn('bj1')).get(address, { ...headers, 'X-Malkoll-Duty': capacity });
const group = () => `/api/groups/${world.ids.group['g-9A-SV']}/assessments`;
const figures = (unit) => `/api/attainment?unit=${world.ids.unit[unit]}`;

test('me lists the capacities, and says in which the request acted', async () => {
  const all = isAnswer(await world.get('bj1', '/api/me'));
  assert.equal(all.acting, null);
  assert.deepEqual(all.capacities.map((one) => [one.key, one.unit.id]), [[acting.principal, world.ids.unit.ek], [acting.teacher, world.ids.unit.bj]]);
  assert.deepEqual(all.capacities.map((one) => one.roles), [['principal'], ['teacher', 'mentor']]);
  assert.ok(all.can.report && all.can.reporting);
  const one = isAnswer(await as(acting.principal, '/api/me'));
  assert.equal(one.acting, acting.principal);
  assert.deepEqual(one.capacities, all.capacities);
  assert.deepEqual(one.duties.map((d) => d.role), ['principal']);
  assert.ok(!one.can.report && one.can.reporting);
  assert.equal(one.home_unit.id, world.ids.unit.ek);
});

test('each capacity reaches its own and nothing of the other', async () => {
  isAnswer(await as(acting.teacher, group()));
  // bj1 is a mentor too, and mentors may ask for figures: of their own class.
  isProblem(await as(acting.teacher, figures('ek')), 404, 'not-found');
  isProblem(await as(acting.principal, group()), 404, 'not-found');
  isAnswer(await as(acting.principal, figures('ek')));
  isAnswer(await world.get('bj1', group()));
  isAnswer(await world.get('bj1', figures('ek')));
});

test('a duty that has ended, one that others hold, and what is none are refused alike', async () => {
  for (const capacity of [acting.ended, acting.foreign, 'principal-999999', 'director', '%', 'teacher-1\'', 'x'.repeat(200)]) {
    for (const address of ['/api/me', figures('ek'), group()]) {
      isProblem(await as(capacity, address), 403, 'duty-not-held', 'X-Malkoll-Duty');
    }
  }
});

test('a tag of one capacity does not serve another', async () => {
  const { etag } = (await as(acting.principal, '/api/me')).headers;
  assert.equal((await as(acting.principal, '/api/me', { 'If-None-Match': etag })).status, 304);
  assert.equal((await as(acting.teacher, '/api/me', { 'If-None-Match': etag })).status, 200);
  assert.equal((await world.get('bj1', '/api/me', { 'If-None-Match': etag })).status, 200);
});

test('a principal\'s delegate reads the unit for a time, and corrects only with that right', async () => {
  const give = (rights, to) => world.sql(`DELETE FROM duty WHERE role = 'delegate'; INSERT INTO duty (person_id, role, unit_id, rights, starts_on,
    ends_on, origin, granted_by) VALUES (${world.ids.person.nobody}, 'delegate', ${world.ids.unit.bj}, '${rights}', '2020-01-01', '${to}', 'delegated',
    ${world.ids.person['pr-bj']}); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  give('', day());
  isAnswer(await world.get('nobody', figures('bj')));
  isAnswer(await world.get('nobody', `${figures('bj')}&rows=pupil`));
  isProblem(await world.get('nobody', figures('ek')), 404, 'not-found');
  assert.equal(isAnswer(await world.get('nobody', group())).mode, 'read');
  give('correct', day());
  assert.equal(isAnswer(await world.get('nobody', group())).mode, 'correct');
  give('correct', day(-1));
  isProblem(await world.get('nobody', figures('bj')), 403, 'forbidden');
});
