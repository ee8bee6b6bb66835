// Saving: versions, conflicts, corrections, and everything that must be refused without a trace.

import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { clone, eppn, removePupil } from './fixture.mjs';
import { counts, select } from './recount.mjs';
import { expected, received } from './overview.mjs';
import { isAnswer, isProblem, isRound, isTime, members } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';
import { BODIES, CROSS_SITE, QUERIES, TYPES } from './zoo.mjs';

let world;
let closed;
let open;
let planned;

before(async () => {
  world = await makeWorld();
  closed = world.plan(termAt(-1));
  world.open(closed, termAt(-1).date);
  world.loadAll(closed, 1);
  world.close(closed);
  open = world.plan(termAt(0));
  world.open(open);
  planned = world.plan(termAt(1), { opens: day(10), closes: day(20) });
  const later = clone(world.roster);
  removePupil(later, 'p-9B-9');
  world.importRoster(later, day());
});
after(() => world?.stop());

const GROUP = 'g-9A-MA'; // teachers bj2 and bj5
const id = (pupil) => world.ids.person[pupil];
const save = (who, group, round, entries, reason) => world.put(who, group, round,
  { entries: entries.map(([pupil, level, version]) => world.entry(pupil, level, version)), ...(reason ? { reason } : {}) });

async function saved(...args) {
  const answer = await save(...args);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['cache-control'], 'no-store');
  return answer.json;
}

const grid = async (who, group, round) => isAnswer(await world.get(who,
  `/api/groups/${world.ids.group[group]}/assessments?round=${round.id}`));
const rowOf = async (who, group, round, pupil) => (await grid(who, group, round)).pupils.find((one) => one.id === id(pupil));
const history = (round, pupil) => world.sql(`SELECT a.state, IFNULL(l.code, ''), a.version FROM assessment FOR SYSTEM_TIME ALL a
  JOIN subject s ON s.id = a.subject_id AND s.code = 'MA' LEFT JOIN scale_level l ON l.id = a.level_id
  WHERE round_id = ${round.id} AND pupil_id = ${id(pupil)} ORDER BY a.row_start`).map((row) => row.join(' '));

// Everything that is stored but the access log, history of assessments included.
function stamp() {
  const tables = world.sql(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'malkoll' AND table_name <> 'access_log'`).flat().sort();
  return JSON.stringify([world.sql(`CHECKSUM TABLE ${tables.join()}`),
    world.sql('SELECT COUNT(*), SUM(CRC32(CONCAT_WS(0, a.pupil_id, a.version, a.state, a.set_at))) FROM assessment FOR SYSTEM_TIME ALL a')]);
}

/** Runs something that must store nothing. */
async function untouched(run) {
  const first = stamp();
  const result = await run();
  assert.equal(stamp(), first, 'something was stored');
  return result;
}

// ---- what is saved ----

test('a first save', async () => {
  const answer = await saved('bj2', GROUP, open, [['p-9A-0', 'C', 0], ['p-9A-1', '-', 0]]);
  members(answer, 'results counts round');
  isRound(answer.round);
  for (const [i, level] of [[0, 'C'], [1, '-']]) {
    const result = members(answer.results[i], 'pupil status version level at');
    assert.deepEqual([result.pupil, result.status, result.version, result.level], [id(`p-9A-${i}`), 'saved', 1, level]);
    isTime(result.at);
    assert.ok(Math.abs(Date.now() - Date.parse(result.at)) < 60000);
    world.note(open, `p-9A-${i}`, 'MA', level);
  }
  const want = counts(world.books[open.key], select(world.books[open.key], { group: GROUP }));
  assert.deepEqual(answer.counts, want);
  assert.deepEqual(want.slice(1, 3), [1, 1]);
  const row = await rowOf('bj5', GROUP, open, 'p-9A-0');
  assert.deepEqual([row.level, row.version, row.by, row.at, row.corrected], ['C', 1, `${world.people.bj2.given} Lärarebj2`,
    answer.results[0].at, false]);
});

test('sending the same again stores nothing, whatever the version', async () => {
  for (const version of [0, 1, 7]) {
    const { results } = await untouched(() => saved('bj5', GROUP, open, [['p-9A-0', 'C', version], ['p-9A-1', '-', version]]));
    assert.deepEqual(results.map((one) => [one.status, one.version, one.level]), [['saved', 1, 'C'], ['saved', 1, '-']]);
  }
});

test('a change, a conflict, and each row by itself', async () => {
  assert.equal((await saved('bj5', GROUP, open, [['p-9A-0', 'B', 1]])).results[0].version, 2);
  const { results } = await saved('bj2', GROUP, open, [['p-9A-0', 'A', 1], ['p-9A-2', 'D', 0], ['p-9A-1', 'E', 0]]);
  members(results[0], 'pupil status version level by at');
  assert.deepEqual([results[0].status, results[0].version, results[0].level, results[0].by], ['conflict', 2, 'B',
    `${world.people.bj5.given} Lärarebj5`]);
  isTime(results[0].at);
  assert.deepEqual([results[1].status, results[1].version], ['saved', 1]);
  assert.deepEqual([results[2].status, results[2].level, results[2].version], ['conflict', '-', 1]);
  assert.equal((await saved('bj2', GROUP, open, [['p-9A-0', 'A', 2]])).results[0].version, 3);
  assert.deepEqual(history(open, 'p-9A-0'), ['level C 1', 'level B 2', 'level A 3']);
  [['p-9A-0', 'A'], ['p-9A-2', 'D']].forEach(([pupil, level]) => world.note(open, pupil, 'MA', level));
});

test('clearing back to missing, and not assessable, are states of their own', async () => {
  const { results, counts: sum } = await saved('bj2', GROUP, open, [['p-9A-0', null, 3], ['p-9A-2', '-', 1], ['p-9A-3', null, 0]]);
  assert.deepEqual(results.map((one) => [one.status, one.level, one.version]), [['saved', null, 4], ['saved', '-', 2], ['saved', null, 0]]);
  assert.equal(results[2].at, null);
  [['p-9A-0', null], ['p-9A-2', '-']].forEach(([pupil, level]) => world.note(open, pupil, 'MA', level));
  assert.deepEqual(sum, counts(world.books[open.key], select(world.books[open.key], { group: GROUP })));
  assert.deepEqual(history(open, 'p-9A-0').at(-1), 'missing  4');
  assert.equal((await saved('bj2', GROUP, open, [['p-9A-0', 'E', 0]])).results[0].status, 'conflict');
  assert.equal((await saved('bj2', GROUP, open, [['p-9A-0', 'E', 4]])).results[0].version, 5);
  world.note(open, 'p-9A-0', 'MA', 'E');
});

test('rows that are rejected are named, the others are saved', async () => {
  const at = [['p-9A-4', 'O', 0], ['p-9A-5', 'a', 0], ['p-9A-6', 'Å', 0], ['p-9B-0', 'A', 0], ['p-9A-7', 'B', 0]];
  const { results } = await saved('bj2', GROUP, open, at);
  const slugs = ['level-not-in-scale', 'level-not-in-scale', 'level-not-in-scale', 'pupil-not-in-group'];
  slugs.forEach((slug, i) => {
    members(results[i], 'pupil status problem');
    members(results[i].problem, 'type title detail');
    assert.deepEqual([results[i].status, results[i].problem.type], ['rejected', `urn:malkoll:problem:${slug}`]);
    assert.equal(history(open, at[i][0]).length, 0);
  });
  assert.deepEqual([results[4].status, results[4].version], ['saved', 1]);
  world.note(open, 'p-9A-7', 'MA', 'B');
  const adapted = await saved('li3', 'g-9C-GRANMAT', open, [['p-9C-8', 'F', 0]]);
  assert.equal(adapted.results[0].problem?.type, 'urn:malkoll:problem:level-not-in-scale', 'a scale without F');
  const left = await untouched(() => saved('bj2', 'g-9B-MA', open, [['p-9B-9', 'A', 0]]));
  assert.equal(left.results[0].problem?.type, 'urn:malkoll:problem:pupil-left');
});

test('a pupil of another group and one that does not exist are answered alike', async () => {
  const problem = async (pupil) => (await untouched(() => saved('bj2', GROUP, open, [[pupil, 'A', 0]]))).results[0].problem;
  const foreign = await problem('p-3A-1');
  assert.equal(foreign.type, 'urn:malkoll:problem:pupil-not-in-group');
  assert.deepEqual(await problem('4294967295'), foreign);
  assert.deepEqual(await problem(id('bj2')), foreign, 'a teacher is no pupil');
});

test('of two who save at once from the same version one is told of the conflict', async () => {
  for (let version = 0; version < 12; version++) {
    const levels = version % 2 ? ['C', 'D'] : ['A', 'B'];
    const answers = await Promise.all([saved('bj2', GROUP, open, [['p-9A-8', levels[0], version]]),
      saved('bj5', GROUP, open, [['p-9A-8', levels[1], version]])]);
    const [one, two] = answers.map((answer) => answer.results[0]);
    assert.deepEqual([one.status, two.status].sort(), ['conflict', 'saved']);
    assert.deepEqual([one.level, one.version], [two.level, two.version]);
    world.note(open, 'p-9A-8', 'MA', one.level);
  }
  assert.equal(history(open, 'p-9A-8').length, 12);
});

test('the same save sent twice at once is one save', async () => {
  for (let version = 0; version < 6; version++) {
    const level = 'ABC'[version % 3];
    const answers = await Promise.all([1, 2, 3].map(() => saved('bj2', GROUP, open, [['p-9A-9', level, version]])));
    assert.deepEqual(answers.map((one) => [one.results[0].status, one.results[0].version]), Array(3).fill(['saved', version + 1]));
    world.note(open, 'p-9A-9', 'MA', level);
  }
  assert.equal(history(open, 'p-9A-9').length, 6);
});

test('a hundred entries, and one more', async () => {
  const many = (n) => ({ entries: Array.from({ length: n }, (_, i) => ({ pupil: String(100000 + i), level: 'A', version: 0 })) });
  const answer = await untouched(() => world.put('bj2', GROUP, open, many(100)));
  assert.equal(answer.json.results.length, 100);
  assert.ok(answer.json.results.every((one) => one.status === 'rejected'));
  isProblem(await untouched(() => world.put('bj2', GROUP, open, many(101))), 422, 'invalid-body', 'entries');
});

// ---- who, and when ----

test('a group that is not yours is a group that does not exist', async () => {
  const without = (answer) => ({ status: answer.status, ...answer.json, request_id: null });
  const foreign = await untouched(() => save('bj3', GROUP, open, [['p-9A-0', 'A', 0]]));
  isProblem(foreign, 404, 'not-found');
  assert.deepEqual(without(await save('bj3', '999999', open, [['p-9A-0', 'A', 0]])), without(foreign));
  isProblem(await untouched(() => save('pr-ek', GROUP, open, [['p-9A-0', 'A', 0]], 'skäl')), 404, 'not-found');
  isProblem(await untouched(() => save('bj2', GROUP, { id: '999999' }, [['p-9A-0', 'A', 0]])), 404, 'not-found');
  for (const who of ['director', 'am-norr', 'mentor', 'admin', 'nobody']) {
    isProblem(await untouched(() => save(who, GROUP, open, [['p-9A-0', 'A', 0]], 'skäl')), 403, 'forbidden');
  }
  isProblem(await untouched(() => save('special', GROUP, open, [['p-9A-0', 'A', 0]], 'skäl')), 403, 'forbidden');
  isProblem(await untouched(() => save(null, GROUP, open, [['p-9A-0', 'A', 0]])), 401, 'unauthenticated');
});

test('a round that is closed, whose time has passed, or that has not opened', async () => {
  isProblem(await untouched(() => save('bj2', GROUP, closed, [['p-9A-0', 'A', 1]])), 409, 'round-closed');
  isProblem(await untouched(() => save('bj2', GROUP, closed, [['p-9A-0', 'A', 1]], 'skäl')), 409, 'round-closed');
  isProblem(await untouched(() => save('bj2', GROUP, planned, [['p-9A-0', 'A', 0]])), 409, 'round-not-open');
  const [[closes]] = world.sql(`SELECT closes_at FROM round WHERE id = ${open.id}`);
  world.sql(`UPDATE round SET due_at = opens_at, closes_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE id = ${open.id}`);
  isProblem(await untouched(() => save('bj2', GROUP, open, [['p-9A-9', 'A', 0]])), 409, 'round-closed');
  assert.equal((await grid('bj2', GROUP, open)).mode, 'read');
  world.sql(`UPDATE round SET closes_at = '${closes}' WHERE id = ${open.id}`);
  world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  assert.equal((await grid('bj2', GROUP, open)).mode, 'report');
});

// ---- corrections ----

const view = (query) => `/api/attainment?${new URLSearchParams({ unit: world.ids.unit[query.unit], round: closed.id, ...query.more })}`;
const VIEWS = [{ unit: 'kommun', more: { rows: 'unit' } }, { unit: 'bj', more: { rows: 'class', subject: 'MA' } },
  { unit: 'bj', more: { rows: 'gender', year_group: 9 } }];

async function figuresOf(basis) {
  const answers = [];
  for (const query of VIEWS) {
    const answer = isAnswer(await world.get('director', `${view(query)}&basis=${basis}`));
    assert.equal(answer.filters.basis, basis);
    answers.push(received(world, answer));
  }
  return answers;
}
const wanted = (book) => VIEWS.map(({ unit, more }) => expected(world.roster, [book, null, null], { unit, ...more }));

test('a correction in a closed round needs the principal and a reason', async () => {
  for (const reason of [undefined, '', '   \t\n']) {
    const answer = await untouched(() => world.put('pr-bj', GROUP, closed, { entries: [world.entry('p-9A-1', 'E', 1)], reason }));
    isProblem(answer, 422, 'reason-required', 'reason');
  }
  isProblem(await untouched(() => save('pr-bj', GROUP, closed, [['p-9A-1', 'E', 1]], 'x'.repeat(501))), 422, 'invalid-body', 'reason');
  const [first] = await figuresOf('now');
  assert.deepEqual(first, wanted(world.books[closed.key])[0]);
  const before = await rowOf('pr-bj', GROUP, closed, 'p-9A-1');
  const { results } = await saved('pr-bj', GROUP, closed, [['p-9A-1', 'F', before.version], ['p-9A-6', '-', 1]], 'Fel pupill åäö 😀');
  assert.deepEqual(results.map((one) => one.status), ['saved', 'saved']);
  world.note(closed, 'p-9A-1', 'MA', 'F');
  world.note(closed, 'p-9A-6', 'MA', '-');
  const row = await rowOf('bj2', GROUP, closed, 'p-9A-1');
  assert.deepEqual([row.level, row.corrected, row.by, row.version], ['F', true, 'Pontus Björkrektor', before.version + 1]);
  assert.deepEqual(world.sql(`SELECT reason FROM assessment WHERE round_id = ${closed.id} AND pupil_id = ${id('p-9A-1')}
    AND reason IS NOT NULL`), [['Fel pupill åäö 😀']]);
});

test('figures as closed stay, beside those as corrected', async () => {
  assert.deepEqual(await figuresOf('closed'), wanted(closed.asClosed));
  assert.deepEqual(await figuresOf('now'), wanted(world.books[closed.key]));
  await saved('pr-bj', 'g-9B-MA', closed, [['p-9B-0', null, 1]], 'tillbaka');
  world.note(closed, 'p-9B-0', 'MA', null);
  await saved('pr-bj', GROUP, closed, [['p-9A-1', 'D', 2]], 'en gång till');
  world.note(closed, 'p-9A-1', 'MA', 'D');
  assert.deepEqual(await figuresOf('closed'), wanted(closed.asClosed));
  assert.deepEqual(await figuresOf('now'), wanted(world.books[closed.key]));
  const answer = isAnswer(await world.get('director', view(VIEWS[0])));
  assert.equal(answer.corrections, 4);
  assert.match(world.verify(), / 0 differences/);
});

test('the principal corrects in an open round too, and is asked why', async () => {
  isProblem(await untouched(() => save('pr-bj', GROUP, open, [['p-9A-10', 'A', 0]])), 422, 'reason-required', 'reason');
  await saved('pr-bj', GROUP, open, [['p-9A-10', 'A', 0]], 'vikarie');
  world.note(open, 'p-9A-10', 'MA', 'A');
  assert.equal((await rowOf('bj2', GROUP, open, 'p-9A-10')).corrected, true);
  await saved('bj2', GROUP, open, [['p-9A-10', 'B', 1]]);
  world.note(open, 'p-9A-10', 'MA', 'B');
  assert.equal((await rowOf('bj2', GROUP, open, 'p-9A-10')).corrected, false, 'the teacher\'s own word is no correction');
});

test('a principal who teaches the group reports while the round is open, and corrects afterwards', async () => {
  world.sql(`INSERT INTO duty (person_id, role, group_id, starts_on, origin)
    VALUES (${id('pr-bj')}, 'teacher', ${world.ids.group['g-9A-EN']}, '2020-01-01', 'manual')`);
  world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  assert.equal((await grid('pr-bj', 'g-9A-EN', open)).mode, 'report');
  assert.equal((await saved('pr-bj', 'g-9A-EN', open, [['p-9A-0', 'C', 0]])).results[0].status, 'saved');
  world.note(open, 'p-9A-0', 'EN', 'C');
  assert.equal((await grid('pr-bj', 'g-9A-EN', closed)).mode, 'correct');
  isProblem(await untouched(() => save('pr-bj', 'g-9A-EN', closed, [['p-9A-0', 'A', 1]])), 422, 'reason-required');
});

test('reopening needs a reason and makes the round the teacher\'s again', async () => {
  assert.notEqual(world.stack.ctl(['round', 'reopen', closed.key, '--closes', day(30)]).status, 0);
  world.reopen(closed, 'sjuk lärare');
  assert.deepEqual(world.sql(`SELECT act, reason FROM round_event WHERE round_id = ${closed.id} ORDER BY id DESC LIMIT 1`),
    [['reopen', 'sjuk lärare']]);
  await saved('bj2', GROUP, closed, [['p-9A-1', 'C', 3]]);
  world.note(closed, 'p-9A-1', 'MA', 'C');
  world.close(closed);
  isProblem(await save('bj2', GROUP, closed, [['p-9A-1', 'A', 4]]), 409, 'round-closed');
  assert.deepEqual(await figuresOf('closed'), wanted(closed.asClosed), 'as it closed the last time');
  assert.equal(isAnswer(await world.get('director', view(VIEWS[0]))).corrections, 0);
  assert.match(world.verify(), / 0 differences/);
});

// ---- what is refused ----

test('bodies that are refused store nothing', async () => {
  await untouched(async () => {
    for (const [what, body, status] of BODIES(id('p-9A-11'))) {
      const answer = await world.put('bj2', GROUP, open, body);
      assert.equal(answer.status, status, `${what}: ${answer.text}`);
      isProblem(answer, status, 'invalid-body', answer.json.field);
    }
  });
});

test('of several entries the one that is wrong is named', async () => {
  const good = ['p-9A-1', 'p-9A-2', 'p-9A-3'].map((pupil) => world.entry(pupil, 'A', 0));
  const third = good[2];
  for (const [bad, field, detail] of [
    [7, 'entries', 'an entry is an object of pupil, level and version.'],
    [{ ...third, pupil: '0' }, 'pupil', 'pupil is the id of a pupil, from 1 to 4294967295, as a string.'],
    [{ ...third, level: 4 }, 'level', 'level is a level\'s code, "-" or null.'],
    [{ ...third, level: 'ABCDEFGHI' }, 'level', 'level is a level\'s code, "-" or null.'],
    [{ ...third, version: -1 }, 'version', 'version is the number that the entry was based on.'],
    [{ ...third, pupil: good[1].pupil }, 'pupil', `its pupil, ${good[1].pupil}, stands in entry 2 too.`],
  ]) {
    const answer = await untouched(() => world.put('bj2', GROUP, open, { entries: [...good.slice(0, 2), bad] }));
    assert.equal(isProblem(answer, 422, 'invalid-body', field).detail, `Entry 3 of entries: ${detail}`);
  }
});

test('bodies that are too large, for the program and for nginx', async () => {
  const body = (size) => JSON.stringify({ entries: [world.entry('p-9A-11', 'A', 0)], pad: 'x'.repeat(size) });
  for (const size of [300 * 1024, 900 * 1024, 3 * 1024 * 1024]) {
    const answer = await untouched(() => world.put('bj2', GROUP, open, body(size)));
    isProblem(answer, 413, 'body-too-large');
  }
});

test('types that are not JSON', async () => {
  const body = JSON.stringify({ entries: [world.entry('p-9A-11', 'A', 0)] });
  await untouched(async () => {
    for (const type of TYPES) {
      isProblem(await world.put('bj2', GROUP, open, body, { 'Content-Type': type }), 415, 'unsupported-media-type');
    }
  });
  for (const type of ['application/json', 'Application/JSON; charset=UTF-8', 'application/json ; charset="utf-8"']) {
    assert.equal((await world.put('bj2', GROUP, open, body, { 'Content-Type': type })).status, 200, type);
  }
  world.note(open, 'p-9A-11', 'MA', 'A');
});

test('a body in pieces is one body', async () => {
  const { port, agent, cookie } = world.stack;
  const status = await new Promise((resolve, reject) => {
    const req = http.request({ host: '127.0.0.1', port, agent, method: 'PUT', headers: { Cookie: `${cookie}=${eppn('bj2')}`,
      'X-Requested-With': 'XMLHttpRequest', 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
    path: `/api/groups/${world.ids.group[GROUP]}/assessments` }, (res) => {
      res.resume();
      resolve(res.statusCode);
    });
    req.on('error', reject);
    const text = JSON.stringify({ entries: [world.entry('p-9A-11', 'A', 0)] });
    req.write(text.slice(0, 20));
    setTimeout(() => req.end(text.slice(20)), 50);
  });
  assert.equal(status, 200);
});

test('requests that another site made a browser send', async () => {
  const body = { entries: [world.entry('p-9A-11', 'F', 1)] };
  await untouched(async () => {
    for (const headers of CROSS_SITE(world.stack.origin)) {
      isProblem(await world.put('bj2', GROUP, open, body, headers), 403, 'cross-site', Object.keys(headers)[0] === 'Origin'
        ? 'Origin' : Object.keys(headers)[0]);
    }
  });
  for (const headers of [{ Origin: world.stack.origin }, { 'Sec-Fetch-Site': 'same-origin' }]) {
    assert.equal((await world.put('bj2', GROUP, open, { entries: [world.entry('p-9A-11', 'A', 1)] }, headers)).status, 200);
  }
});

test('queries that cannot be read', async () => {
  for (const route of ['/api/attainment', '/api/history', '/api/reporting']) {
    for (const [query, slug, field] of QUERIES(world.ids.unit.bj, open.id)) {
      const answer = await world.get('director', `${route}?${query}`);
      assert.equal(answer.status, 400, `${route}?${query}: ${answer.text}`);
      if (!(route === '/api/history' && query.includes('round='))) isProblem(answer, 400, slug, field);
    }
  }
  isProblem(await world.get('director', '/api/me?x=1'), 400, 'unknown-parameter', 'x');
  isProblem(await world.put('bj2', GROUP, { id: 'x' }, { entries: [] }), 400, 'invalid-parameter', 'round');
  isProblem(await world.put('bj2', GROUP, { id: `${open.id}&round=${open.id}` }, { entries: [] }), 400, 'invalid-parameter', 'round');
});

// What somebody has changed by hand in what is derived: the next save there notices, and everything is counted anew.
test('derived rows that are out of step are mended by the next save', async () => {
  const pupil = 'p-9A-11';
  const where = `round_id = ${open.id}`;
  const cell = `${where} AND basis = 0 AND unit_id = ${world.ids.unit.bj} AND subject_id = (SELECT id FROM subject WHERE code = 'MA')`;
  const progress = `${where} AND group_id = ${world.ids.group[GROUP]}`;
  const wrongs = {
    'the subjects of a pupil are noted otherwise': `UPDATE pupil_summary SET subjects = REPLACE(subjects, ':0:1:', ':0:0:') WHERE ${where} AND pupil_id = ${id(pupil)}`,
    'they are no such text': `UPDATE pupil_summary SET subjects = 'x' WHERE ${where} AND pupil_id = ${id(pupil)}`,
    'the summary is missing': `DELETE FROM pupil_summary WHERE ${where} AND pupil_id = ${id(pupil)}`,
    'a class cell is missing': `DELETE FROM class_cell WHERE ${cell}`,
    'a unit cell is missing': `DELETE FROM unit_cell WHERE ${cell} AND gender = 0 AND year_group = 9`,
    'a cell would fall below zero': `UPDATE unit_cell SET l1 = 0, l2 = 0, l3 = 0, l4 = 0, l5 = 0, l6 = 0, assessed = 0, passed = 0, not_assessable = 0 WHERE ${cell}`,
    'the progress is missing': `DELETE FROM group_progress WHERE ${progress}`,
    'the progress would fall below zero': `UPDATE group_progress SET assessed = 0, not_assessable = 0, missing = 0 WHERE ${progress}`,
  };
  let { version } = await rowOf('bj2', GROUP, open, pupil);
  for (const [what, sql] of Object.entries(wrongs)) {
    world.sql(sql);
    assert.notEqual(world.differences(), 0, what);
    const level = ['C', '-'][version % 2];
    const { counts: told, results } = await saved('bj2', GROUP, open, [[pupil, level, version++]]);
    assert.deepEqual([results[0].status, results[0].version], ['saved', version], what);
    world.note(open, pupil, 'MA', level);
    assert.equal(world.differences(), 0, what);
    assert.deepEqual(told, (await grid('bj2', GROUP, open)).counts, what);
  }
});

test('at the end every figure is what the raw rows say', async () => {
  assert.match(world.verify(), /^verify: 2 rounds, \d+ rows compared, 0 differences/m);
  const answer = isAnswer(await world.get('director', `/api/attainment?unit=${world.ids.unit.bj}&rows=class`));
  assert.deepEqual(received(world, answer), expected(world.roster, [world.books[open.key], world.books[closed.key], null],
    { unit: 'bj', rows: 'class' }));
});

test('a group with pupils of two schools: both are locked, and both are right', async () => {
  const group = 'g-9A-EN';
  const teacher = world.roster.groups.find((one) => one.id === group).teachers[0];
  const moved = select(world.books[open.key], { group }).filter((row) => !row.left).slice(0, 2).map((row) => row.pupil);
  world.sql(`UPDATE snapshot_pupil SET unit_id = ${world.ids.unit.li}, class_id = ${world.ids.klass['c-9C']} WHERE round_id = ${open.id}
    AND pupil_id IN (${moved.map(id).join()}); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  const grid = async () => isAnswer(await world.get(teacher, `/api/groups/${world.ids.group[group]}/assessments`)).pupils.filter((one) => !one.left);
  const all = async (level) => {
    const answer = await world.put(teacher, group, null, { entries: (await grid()).map((one) => ({ pupil: one.id, level, version: one.version })) });
    assert.equal(answer.status, 200, answer.text);
  };
  const revisions = () => ['bj', 'li'].map((unit) => Number(world.sql(`SELECT revision FROM revision WHERE unit_id = ${world.ids.unit[unit]}`)[0][0]));
  // The first save finds the derived rows out of step and counts anew; the second adds differences in both schools.
  await all('A');
  assert.match(world.verify(), / 0 differences/);
  const before = revisions();
  await all('F');
  assert.deepEqual(revisions(), before.map((n) => n + 1));
  assert.match(world.verify(), / 0 differences/);
  // Many at a time, in this group and in one of the other school.
  const other = 'g-9C-SV';
  const colleague = world.roster.groups.find((one) => one.id === other).teachers[0];
  const theirs = isAnswer(await world.get(colleague, `/api/groups/${world.ids.group[other]}/assessments`)).pupils.filter((one) => !one.left);
  const mine = await grid();
  const answers = await Promise.all(mine.slice(0, 8).flatMap((one, i) => [
    world.put(teacher, group, null, { entries: [{ pupil: one.id, level: 'C', version: one.version }] }),
    world.put(colleague, other, null, { entries: [{ pupil: theirs[i].id, level: theirs[i].level === 'C' ? 'D' : 'C', version: theirs[i].version }] })]));
  assert.deepEqual(answers.map((one) => one.json.results?.[0].status ?? one.text), answers.map(() => 'saved'));
  assert.match(world.verify(), / 0 differences/);
});
