// The access log: what leaves a line, who cannot read it, and that nothing happens without one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eppn, groupOf } from './fixture.mjs';
import { Lines } from './lines.mjs';
import { select } from './recount.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { makeWorld, termAt } from './world.mjs';

let world;
let round;
let lines;
let subject;
before(async () => {
  world = await makeWorld();
  round = world.plan(termAt(0));
  world.open(round);
  world.loadAll(round, 2, (row) => row.group !== 'g-9A-SV');
  subject = Object.fromEntries(world.sql('SELECT code, id FROM subject'));
  lines = new Lines(world.stack);
});
after(() => world?.stop());

const pupil = (id) => world.ids.person[id];
const unit = (id) => world.ids.unit[id];
const group = (id) => world.ids.group[id];
const grid = (id) => `/api/groups/${group(id)}/assessments`;
const by = (who, duty, route, status = '200') => ({ actor: eppn(who), person_id: world.ids.person[who], duty, route, status });
const inGroup = (id) => select(world.books[round.key], { group: id }).map((row) => row.pupil);

test('a page about a pupil leaves a line before it is seen', async () => {
  const answer = await world.get('pr-bj', `/api/pupils/${pupil('p-9A-2')}`);
  isAnswer(answer);
  const [line] = lines.take();
  assert.deepEqual(line, { id: line.id, at: line.at, kind: 'view-pupil', ...by('pr-bj', `principal-${unit('bj')}`, 'GET /api/pupils/{id}'),
    address: '127.0.0.1', request_id: answer.headers['x-request-id'], pupil_id: pupil('p-9A-2'), unit_id: unit('bj'), class_id: world.ids.klass['c-9A'] });
  assert.ok(Math.abs(Date.parse(`${line.at.replace(' ', 'T')}Z`) - Date.now()) < 60000, line.at);
});

test('a page that has not changed is not a new view', async () => {
  const address = `/api/pupils/${pupil('p-9A-3')}`;
  const { etag } = (await world.get('pr-bj', address)).headers;
  lines.skip();
  assert.equal((await world.get('pr-bj', address, { 'If-None-Match': etag })).status, 304);
  assert.deepEqual(lines.brief(), []);
  assert.equal((await world.get('pr-bj', address, { 'If-None-Match': '"other"' })).status, 200);
  assert.equal(lines.brief().length, 1);
});

test('a list that names pupils leaves one line, figures leave none', async () => {
  isAnswer(await world.get('bj1', grid('g-9A-SV')));
  assert.deepEqual(lines.brief(), [{ kind: 'view-list', ...by('bj1', 'teacher', 'GET /api/groups/{id}/assessments'), group_id: group('g-9A-SV'),
    unit_id: unit('bj'), round_id: round.id, subject_id: subject.SV }]);
  const figures = `/api/attainment?unit=${unit('bj')}`;
  isAnswer(await world.get('pr-bj', figures));
  isAnswer(await world.get('pr-bj', `${figures}&rows=class`));
  for (const address of ['/api/me', '/api/units', '/api/rounds', `/api/reporting?unit=${unit('bj')}`, `/api/history?unit=${unit('bj')}`]) {
    isAnswer(await world.get('pr-bj', address));
  }
  assert.deepEqual(lines.brief(), []);
  isAnswer(await world.get('pr-bj', `${figures}&rows=pupil&year_group=9&gender=female`));
  const duty = `principal-${unit('bj')}`;
  assert.deepEqual(lines.brief(), [{ kind: 'view-list', ...by('pr-bj', duty, 'GET /api/attainment'), unit_id: unit('bj'), round_id: round.id,
    detail: 'year_group=9 gender=female' }]);
  // A class has its pupils as rows unless another kind is asked for.
  isAnswer(await world.get('pr-bj', `${figures}&class=${world.ids.klass['c-9A']}`));
  assert.deepEqual(lines.brief(), [{ kind: 'view-list', ...by('pr-bj', duty, 'GET /api/attainment'), unit_id: unit('bj'),
    class_id: world.ids.klass['c-9A'], round_id: round.id }]);
});

test('a save leaves one line with each pupil that changed, what was and what is', async () => {
  const [a, b, c, , , d] = inGroup('g-9A-SV');
  const change = (id, was, is) => [Number(pupil(id)), was, is];
  assert.equal((await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(a, 'C', 0), world.entry(b, '-', 0)] })).status, 200);
  const line = { kind: 'save', ...by('bj1', 'teacher', 'PUT /api/groups/{id}/assessments'), group_id: group('g-9A-SV'), unit_id: unit('bj'),
    round_id: round.id, subject_id: subject.SV };
  assert.deepEqual(lines.brief(), [{ ...line, changes: [change(a, null, 'C'), change(b, null, '-')] }]);
  // Sent again, changed, taken away, in conflict, and somebody who is not in the group. A single pupil's line is about the pupil.
  await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(a, 'C', 0), world.entry(b, null, 1)] });
  assert.deepEqual(lines.brief(), [{ ...line, pupil_id: pupil(b), old_value: '-' }]);
  // A conflict shows what stands: who has no other line for it would have read the group without one.
  const others = [{ ...line, kind: 'view-list', pupil_id: pupil(a), detail: 'conflict' },
    { ...line, kind: 'refused', status: '422', pupil_id: pupil('p-9C-8'), detail: 'pupil-not-in-group' }];
  await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(a, 'A', 7), world.entry(c, 'E', 0), world.entry('p-9C-8', 'A', 0)] });
  assert.deepEqual(lines.brief(), [{ ...line, pupil_id: pupil(c), new_value: 'E' }, ...others]);
  await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(c, 'D', 1), world.entry(a, 'A', 7), world.entry('p-9C-8', 'A', 0), world.entry(d, 'A', 0)] });
  assert.deepEqual(lines.brief(), [{ ...line, changes: [change(c, 'E', 'D'), change(d, null, 'A')] }, ...others]);
  await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(d, null, 1)] });
  lines.skip();
  // Nothing changed: the attempt is there all the same.
  await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(a, 'C', 0)] });
  const { unit_id, round_id, subject_id, ...attempt } = line;
  assert.deepEqual(lines.brief(), [attempt]);
});

test('a refused attempt says who asked for what, whether it is there or not', async () => {
  const bj1 = (route, status, detail) => ({ kind: 'refused', ...by('bj1', 'teacher mentor', route, status), detail });
  isProblem(await world.get('bj1', `/api/pupils/${pupil('p-9C-8')}`), 404, 'not-found');
  isProblem(await world.get('bj1', '/api/pupils/4294967295'), 404, 'not-found');
  assert.deepEqual(lines.brief(), [{ ...bj1('GET /api/pupils/{id}', '404', 'not-found'), pupil_id: pupil('p-9C-8') },
    { ...bj1('GET /api/pupils/{id}', '404', 'not-found'), pupil_id: '4294967295' }]);
  isProblem(await world.get('bj2', grid('g-li-MLARA-7A')), 404, 'not-found');
  isProblem(await world.put('bj2', 'g-li-MLARA-7A', null, { entries: [world.entry('p-9A-2', 'A', 0)] }), 404, 'not-found');
  isProblem(await world.get('pr-bj', `/api/attainment?unit=${unit('ek')}&rows=pupil`), 404, 'not-found');
  isProblem(await world.get('am-norr', `/api/attainment?unit=${unit('bj')}&rows=pupil`), 403, 'pupils-not-visible');
  isProblem(await world.get('board', `/api/pupils/${pupil('p-9A-2')}`), 403, 'forbidden');
  const refused = (who, duty, route, status, detail, what) => ({ kind: 'refused', ...by(who, duty, route, status), detail, ...what });
  assert.deepEqual(lines.brief(), [
    refused('bj2', 'teacher', 'GET /api/groups/{id}/assessments', '404', 'not-found', { group_id: group('g-li-MLARA-7A') }),
    refused('bj2', 'teacher', 'PUT /api/groups/{id}/assessments', '404', 'not-found', { group_id: group('g-li-MLARA-7A') }),
    refused('pr-bj', `principal-${unit('bj')}`, 'GET /api/attainment', '404', 'not-found', { unit_id: unit('ek') }),
    refused('am-norr', `area_manager-${unit('norr')}`, 'GET /api/attainment', '403', 'pupils-not-visible', { unit_id: unit('bj') }),
    refused('board', '', 'GET /api/pupils/{id}', '403', 'forbidden', { pupil_id: pupil('p-9A-2') }),
  ]);
});

test('so does one of a login that the roster does not know, and of a duty that is not held', async () => {
  const address = `/api/pupils/${pupil('p-9A-2')}`;
  isProblem(await world.stack.as('okänd@provkoping.se').get(address), 403, 'unknown-person');
  isProblem(await world.stack.as('with"quote').get(address), 403, 'unknown-person');
  isProblem(await world.get('bj1', address, { 'X-Malkoll-Duty': 'principal-999999' }), 403, 'duty-not-held');
  isProblem(await world.put('bj1', 'g-9A-SV', null, { entries: [] }, { 'X-Requested-With': null }), 403, 'cross-site');
  const [unknown, odd, duty, site] = lines.take();
  assert.deepEqual([unknown.kind, unknown.person_id, unknown.pupil_id, unknown.detail], ['refused', undefined, pupil('p-9A-2'), 'unknown-person']);
  assert.match(unknown.actor, /provkoping\.se$/);
  assert.deepEqual([odd.person_id, odd.detail], [undefined, 'unknown-person']);
  assert.deepEqual([duty.person_id, duty.detail, duty.pupil_id], [world.ids.person.bj1, 'duty-not-held', pupil('p-9A-2')]);
  assert.deepEqual([site.person_id, site.detail, site.group_id], [world.ids.person.bj1, 'cross-site', group('g-9A-SV')]);
});

test('without a login, or with an address that is none, there is nobody to log', async () => {
  assert.equal((await world.get(null, `/api/pupils/${pupil('p-9A-2')}`)).status, 401);
  assert.equal((await world.get('bj1', '/api/nothing')).status, 404);
  assert.equal((await world.get('bj1', '/api/pupils/x')).status, 404);
  assert.deepEqual(lines.brief(), []);
});

test('the duty that somebody acts in is in the line', async () => {
  const acting = `teacher-${unit('bj')}`;
  isAnswer(await world.get('bj1', grid('g-9A-SV'), { 'X-Malkoll-Duty': acting }));
  assert.equal(lines.take()[0].duty, acting);
});

test('what a client says about itself is not what is logged', async () => {
  isAnswer(await world.get('pr-bj', `/api/pupils/${pupil('p-9A-2')}`, { 'X-Forwarded-For': '203.0.113.9', 'Remote-Addr': '203.0.113.9',
    'X-Real-IP': '203.0.113.9', 'X-Request-Id': 'mine' }));
  const [line] = lines.take();
  assert.equal(line.address, '127.0.0.1');
  assert.match(line.request_id, /^[0-9a-f]{32}$/);
});

// ---- without a line nothing happens ----

const stored = () => world.sql('SELECT pupil_id, subject_id, state, level_id, version FROM assessment FOR SYSTEM_TIME ALL ORDER BY 1, 2, 5');

async function nothingHappens() {
  const [, , , d, e] = inGroup('g-9A-SV');
  const before = [stored(), world.sql('SELECT * FROM class_cell'), world.sql('SELECT * FROM revision')];
  lines.skip();
  const view = await world.get('pr-bj', `/api/pupils/${pupil('p-9A-2')}`);
  const problem = isProblem(view, 503, 'audit-unavailable');
  assert.doesNotMatch(view.text, new RegExp(world.people['p-9A-2'].family));
  assert.equal(view.headers.etag, undefined);
  assert.match(world.stack.log(), new RegExp(`event=request-failed id=${problem.request_id} .*problem=audit-unavailable`));
  isProblem(await world.get('bj1', grid('g-9A-SV')), 503, 'audit-unavailable');
  isProblem(await world.get('pr-bj', `/api/attainment?unit=${unit('bj')}&rows=pupil`), 503, 'audit-unavailable');
  for (const entries of [[world.entry(e, 'B', 0)], [world.entry(e, 'B', 0), world.entry(d, 'B', 0)]]) {
    isProblem(await world.put('bj1', 'g-9A-SV', null, { entries }), 503, 'audit-unavailable');
  }
  isProblem(await world.get('bj1', `/api/pupils/${pupil('p-9C-8')}`), 503, 'audit-unavailable');
  isProblem(await world.get('bj1', '/api/pupils/4294967295'), 503, 'audit-unavailable');
  assert.deepEqual([stored(), world.sql('SELECT * FROM class_cell'), world.sql('SELECT * FROM revision')], before);
  assert.deepEqual(lines.take(), []);
  // What is not logged goes on.
  isAnswer(await world.get('pr-bj', `/api/attainment?unit=${unit('bj')}`));
}

async function allIsWell() {
  const [, , , d] = inGroup('g-9A-SV');
  isAnswer(await world.get('pr-bj', `/api/pupils/${pupil('p-9A-2')}`));
  const { json } = await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(d, 'B', 0)] });
  assert.equal(json.results[0].status, 'saved');
  await world.put('bj1', 'g-9A-SV', null, { entries: [world.entry(d, null, json.results[0].version)] });
  world.sql(`DELETE FROM assessment WHERE pupil_id = ${pupil(d)} AND subject_id = ${subject.SV}`);
}

test('when the workers may not add lines nothing is saved and nothing shown', async () => {
  const grant = world.ctl('accounts').match(/^GRANT INSERT \(kind[\s\S]*?;/m)[0];
  world.sql(grant.replace('GRANT', 'REVOKE').replace(' TO ', ' FROM '));
  try {
    await nothingHappens();
  } finally {
    world.sql(grant);
  }
  await allIsWell();
});

test('the same when the log is full', async () => {
  const [[next]] = world.sql('SELECT MAX(id) + 1 FROM access_log');
  world.sql('ALTER TABLE access_log AUTO_INCREMENT = 18446744073709551615');
  try {
    await nothingHappens();
  } finally {
    world.sql(`ALTER TABLE access_log AUTO_INCREMENT = ${next}`);
  }
  await allIsWell();
});

test('the same when the log is gone', async () => {
  world.sql('RENAME TABLE access_log TO access_log_gone');
  try {
    isProblem(await world.get('pr-bj', `/api/pupils/${pupil('p-9A-2')}`), 503, 'audit-unavailable');
  } finally {
    world.sql('RENAME TABLE access_log_gone TO access_log');
  }
  await allIsWell();
});

test('when the server has ended its connections a page still has its one line', async () => {
  const view = () => world.get('pr-bj', `/api/pupils/${pupil('p-9A-2')}`);
  for (let i = 0; i < 20; i++) isAnswer(await view());
  lines.skip();
  const open = world.sql("SELECT id FROM information_schema.PROCESSLIST WHERE user NOT IN ('root', 'system user')");
  assert.ok(open.length > 1);
  for (const [id] of open) world.sql(`KILL ${id}`);
  isAnswer(await view());
  assert.deepEqual(lines.take().map((line) => line.kind), ['view-pupil']);
});

test('of many at once each act has its lines and each line its act', async () => {
  lines.skip();
  const groups = ['g-9A-MA', 'g-9A-EN', 'g-9B-SV', 'g-7A-TK', 'g-8A-SV'];
  const acts = [];
  const saves = groups.map(async (id) => {
    const who = groupOf(world.roster, id).teachers[0];
    const before = isAnswer(await world.get(who, grid(id)));
    const entries = before.pupils.filter((one) => !one.left).map((one) => ({ pupil: one.id, version: one.version,
      level: before.scales.find((scale) => scale.id === one.scale).levels.find((level) => level.code !== one.level).code }));
    const answer = await world.put(who, id, null, { entries });
    acts.push(`save ${answer.headers['x-request-id']} ${entries.map((one) => one.pupil)}`);
  });
  const reads = ['p-9A-2', 'p-9A-3', 'p-9B-1', 'p-7A-0', 'p-8A-2'].flatMap((id) => [1, 2, 3].map(async () => {
    const answer = await world.get('pr-bj', `/api/pupils/${pupil(id)}`);
    acts.push(`view-pupil ${answer.headers['x-request-id']} ${pupil(id)}`);
  }));
  await Promise.all([...saves, ...reads]);
  const found = lines.take().filter((line) => line.kind !== 'view-list').map((line) => `${line.kind} ${line.request_id} ${line.pupil_id ?? line.changes.map(([id]) => id)}`);
  assert.deepEqual(found.sort(), acts.sort());
});

// ---- what administrators do ----

test('a duty given and ended, and a delegation, say to whom', async () => {
  lines.skip();
  const post = (who, address, body) => world.stack.as(eppn(who)).request('POST', address, JSON.stringify(body), { 'Content-Type': 'application/json' });
  const given = await post('admin', '/api/duties', { person: world.ids.person.nobody, role: 'special_educator', unit: unit('ek') });
  assert.equal(given.status, 200, given.text);
  const id = given.json.duty.id;
  assert.equal((await post('admin', `/api/duties/${id}/end`, {})).status, 200);
  assert.equal((await post('admin', '/api/duties/4294967295/end', {})).status, 404);
  const found = lines.brief();
  assert.deepEqual(found.map((line) => [line.kind, line.actor, line.route, line.status, line.unit_id]), [
    ['duty', eppn('admin'), 'POST /api/duties', '200', unit('ek')],
    ['duty', eppn('admin'), 'POST /api/duties/{id}/end', '200', unit('ek')],
    ['refused', eppn('admin'), 'POST /api/duties/{id}/end', '404', undefined]]);
  assert.match(found[0].new_value, new RegExp(`^special_educator, ${eppn('nobody')}, \\d{4}-\\d\\d-\\d\\d - $`));
  assert.equal(found[2].detail, 'not-found, id 4294967295');
});

test('what is done with malkollctl is there before it is done, and how it ended', async () => {
  lines.skip();
  world.ctl('round', 'list');
  world.ctl('round', 'due');
  assert.deepEqual(lines.brief(), []);
  world.ctl('round', 'close', round.key, '--reason', 'prov');
  assert.equal(world.stack.ctl(['round', 'close', round.key]).status, 1);
  const [begun, done, ...failed] = lines.brief();
  assert.match(begun.actor, /^malkollctl:\S+$/);
  assert.deepEqual(begun, { kind: 'round', actor: begun.actor, duty: '', route: 'malkollctl round', status: '0', new_value: 'begun',
    detail: `round close ${round.key} --reason prov` });
  assert.deepEqual(done, { ...begun, new_value: 'done' });
  assert.deepEqual(failed.map((line) => line.new_value), ['begun', 'failed']);
  world.ctl('round', 'reopen', round.key, '--reason', 'prov');
  world.sql('RENAME TABLE access_log TO access_log_gone');
  try {
    const { status, stderr } = world.stack.ctl(['round', 'close', round.key]);
    assert.equal(status, 1);
    assert.match(stderr, /the access log cannot be written/);
    assert.deepEqual(world.sql(`SELECT state FROM round WHERE id = ${round.id}`), [['open']]);
  } finally {
    world.sql('RENAME TABLE access_log_gone TO access_log');
  }
});
