// The overview: every kind of row, filter, round and reader against the count of recount.mjs; the hard cases of
// the measures with their values written out; tags of answers.

import assert from 'node:assert/strict';
import http from 'node:http';
import zlib from 'node:zlib';
import { after, before, test } from 'node:test';
import { clone, eppn, groupOf } from './fixture.mjs';
import { MEASURES, select } from './recount.mjs';
import { expected, received } from './overview.mjs';
import { isAnswer, isCounts, isName, isProblem, isRound, isSubject, isTime, members } from './shapes.mjs';
import { day, makeFullWorld } from './world.mjs';

let world;
before(async () => {
  world = await makeFullWorld();
});
after(() => world?.stop());

const books = () => ({ now: world.books[world.now.key], before: world.books[world.before.key], old: world.books[world.old.key] });
// Beside each round: the one before and the one a year earlier.
const beside = (name) => {
  const { now, before: previous, old } = books();
  return { now: [now, previous, old], before: [previous, old, null], old: [old, null, null] }[name];
};

function address({ unit, class: klass, round, ...rest }, route = '/api/attainment') {
  const query = new URLSearchParams({ unit: world.ids.unit[unit], ...rest });
  if (klass) query.set('class', world.ids.klass[klass]);
  if (round) query.set('round', world[round].id);
  return `${route}?${query}`;
}

function names() {
  const known = Object.entries(world.people).filter(([id]) => world.ids.person[id]);
  return new Map(known.map(([id, one]) => [id, { given: one.given, family: one.family, order: Number(world.ids.person[id]) }]));
}

async function check(who, { round = 'now', ...query }) {
  const answer = isAnswer(await world.get(who, address({ round, ...query })));
  assert.equal(answer.round.id, world[round].id);
  assert.equal(answer.rows_kind, query.rows);
  assert.deepEqual(received(world, answer), expected(world.roster, beside(round), query, names()));
  return answer;
}

// ---- shape ----

test('the shape of an answer', async () => {
  const answer = isAnswer(await world.get('pr-bj', address({ unit: 'bj', subject: 'MA', year_group: 9 })));
  members(answer, 'round previous year_ago unit class filters options as_of corrections rows_kind subjects levels measure_names '
    + 'total rows key');
  [answer.round, answer.previous, answer.year_ago].forEach(isRound);
  assert.deepEqual([answer.round.id, answer.previous.id, answer.year_ago.id], [world.now.id, world.before.id, world.old.id]);
  assert.deepEqual(answer.unit.trail.map((one) => one.readable), [false, false]);
  assert.equal(answer.class, null);
  assert.deepEqual(answer.filters, { year_group: 9, gender: null, subject: 'MA', class: null, basis: 'now' });
  assert.deepEqual(answer.options, { year_groups: [7, 8, 9], classes: ['7A', '8A', '9A', '9B'].map((name) => ({
    id: world.ids.klass[`c-${name}`], name })), rows: ['class', 'year_group', 'gender', 'pupil'] });
  isTime(answer.as_of);
  assert.deepEqual([answer.corrections, answer.rows_kind], [0, 'class']);
  answer.subjects.forEach(isSubject);
  assert.deepEqual(answer.measure_names, MEASURES);
  assert.deepEqual(answer.levels.map((one) => one.code), ['F', 'E', 'D', 'C', 'B', 'A']);
  for (const level of answer.levels) {
    members(level, 'scale scale_name code name passes');
    isName(level.name);
    isName(level.scale_name);
  }
  for (const row of [answer.total, ...answer.rows]) {
    members(row, 'id kind name parent depth counts cells measures levels');
    members(row.measures, 'pupils complete at_risk m');
    isCounts(row.counts);
    row.cells.filter(Boolean).forEach((one) => assert.equal(one.length, 9));
    row.measures.m.forEach((one) => assert.equal(one.length, 6));
  }
  members(answer.key, 'year_group total female male previous previous_female previous_male year_ago year_ago_female '
    + 'year_ago_male');
});

test('the default rows', async () => {
  const rows = async (who, query) => isAnswer(await world.get(who, address(query))).rows_kind;
  assert.equal(await rows('director', { unit: 'kommun' }), 'unit');
  assert.equal(await rows('am-norr', { unit: 'norr' }), 'unit');
  assert.equal(await rows('am-norr', { unit: 'ek' }), 'class');
  assert.equal(await rows('pr-ek', { unit: 'ek' }), 'class');
  assert.equal(await rows('mentor', { unit: 'bj', class: 'c-9B' }), 'pupil');
});

// ---- figures ----

const SCHOOL_ROWS = ['class', 'year_group', 'gender'];
const VIEWS = [
  ...['unit', 'year_group', 'gender'].flatMap((rows) => ['kommun', 'norr', 'soder'].map((unit) => ['director', { unit, rows }])),
  ...SCHOOL_ROWS.flatMap((rows) => ['ek', 'bj', 'li'].map((unit) => ['analyst', { unit, rows }])),
];
const FILTERS = [{}, { year_group: 9 }, { gender: 'female' }, { subject: 'MA' }, { year_group: 9, gender: 'male', subject: 'M2' },
  { year_group: 4 }];

FILTERS.forEach((filter, i) => {
  test(`figures of units and kinds of row: ${JSON.stringify(filter)}`, async () => {
    // Every view without a filter; with one, a third of them, each time another.
    const views = i === 0 ? VIEWS : VIEWS.filter((_, k) => (k + Math.floor(k / 3)) % 3 === i % 3);
    for (const [who, query] of views) await check(who, { ...query, ...filter });
  });
});

test('figures of closed rounds, beside what was known then', async () => {
  for (const round of ['before', 'old']) {
    for (const [who, query] of VIEWS.filter((_, k) => k % 4 === 1)) await check(who, { ...query, round });
    const answer = await check('director', { unit: 'kommun', rows: 'unit', round, year_group: 9 });
    assert.equal(answer.previous?.id ?? null, round === 'before' ? world.old.id : null);
    assert.equal(answer.year_ago, null);
  }
});

test('figures of one class', async () => {
  for (const rows of ['year_group', 'gender']) {
    await check('pr-bj', { unit: 'bj', class: 'c-9A', rows });
    await check('am-norr', { unit: 'bj', class: 'c-8A', rows, gender: 'male', subject: 'MA' });
    await check('mentor', { unit: 'bj', class: 'c-9B', rows });
    await check('mentor', { unit: 'bj', class: 'c-9B', rows, round: 'before', year_group: 9 });
  }
});

test('pupils: level, level before, what they come to', async () => {
  for (const query of [{ unit: 'bj' }, { unit: 'bj', year_group: 8 }, { unit: 'bj', gender: 'female', year_group: 9 },
    { unit: 'bj', class: 'c-9A' }, { unit: 'bj', class: 'c-9B', round: 'before' }]) {
    const answer = await check('pr-bj', { ...query, rows: 'pupil' });
    for (const row of answer.rows) {
      members(row, 'id kind name protected class year_group cells summary');
      members(row.summary, 'expected assessed passed missing not_assessable complete all_subjects eligible merit16 merit17');
    }
  }
  await check('special', { unit: 'bj', rows: 'pupil' });
  await check('mentor', { unit: 'bj', class: 'c-9B', rows: 'pupil' });
  await check('pr-ek', { unit: 'ek', rows: 'pupil' });
  await check('head', { unit: 'ek', rows: 'pupil', year_group: 6 });
  await check('pr-li', { unit: 'li', rows: 'pupil', subject: 'MA' });
});

test('every reader sees the same figures of a unit', async () => {
  for (const readers of [['director', 'analyst', 'am-norr', 'pr-bj', 'special']]) {
    const answers = [];
    for (const who of readers) {
      const { as_of, unit, options, ...figures } = isAnswer(await world.get(who, address({ unit: 'bj', rows: 'class' })));
      answers.push(figures);
    }
    answers.forEach((one) => assert.deepEqual(one, answers[0]));
  }
});

const plus = (a, b) => a.map((one, i) => one + b[i]);
const sumRows = (rows, pick) => rows.map(pick).filter(Boolean).reduce(plus);

/**
 * Asserts that rows add up to a total: counts, cells, levels, measures. Only what is of this round: a row that is
 * not there any more, or a subject that it does not read any more, has earlier figures all the same.
 */
function assertSum(rows, total, what) {
  assert.deepEqual(sumRows(rows, (row) => row.counts), total.counts, what);
  total.cells.forEach((cell, i) => cell && assert.deepEqual(sumRows(rows, (row) => row.cells[i]?.slice(0, 5)),
    cell.slice(0, 5), what));
  if (total.levels) assert.deepEqual(sumRows(rows, (row) => row.levels), total.levels, what);
  for (const name of ['pupils', 'complete', 'at_risk']) {
    assert.equal(sumRows(rows, (row) => [row.measures[name]])[0], total.measures[name], `${what} ${name}`);
  }
  total.measures.m.forEach((one, i) => assert.deepEqual(sumRows(rows, (row) => row.measures.m[i].slice(0, 2)),
    one.slice(0, 2), `${what} ${MEASURES[i]}`));
}

test('children add up to their parent, on every level and in every round', async () => {
  for (const round of ['now', 'before', 'old']) {
    for (const filter of [{}, { year_group: 9 }, { gender: 'male' }, { subject: 'MA' }]) {
      const get = async (query) => isAnswer(await world.get('director', address({ round, ...filter, ...query })));
      const top = await get({ unit: 'kommun', rows: 'unit' });
      const areas = top.rows.filter((row) => row.depth === 0);
      assertSum(areas, top.total, `areas ${round}`);
      for (const area of areas) {
        assertSum(top.rows.filter((row) => row.parent === area.id), area, `schools ${round}`);
      }
      for (const unit of ['kommun', 'norr']) {
        for (const rows of ['year_group', 'gender']) {
          const answer = await get({ unit, rows });
          assertSum(answer.rows, answer.total, `${unit} ${rows} ${round}`);
        }
      }
      const school = await get({ unit: 'bj', rows: 'class' });
      assertSum(school.rows, school.total, `classes ${round}`);
      assert.deepEqual(school.total.counts, top.rows.find((row) => row.name === 'Björkskolan 7–9').counts);
    }
  }
});

// ---- the hard cases of the measures ----

const HARD = [
  ['fewer than 16 subjects: the språkval is still added', 0, { all: true, eligible: [true, false, false, false], merit: [1450, 1450] }],
  ['a failed språkval gives no 17th grade', 1, { all: false, eligible: [true, true, true, true], merit: [3200, 3200] }],
  ['M1 beside M2: M1 is one of the own, M2 the 17th', 2, { all: false, eligible: [true, true, true, true], merit: [2825, 2975] }],
  ['SVA instead of SV, mother tongue, no språkval', 3, { all: true, eligible: [true, true, true, true], merit: [1700, 1700] }],
  ['"-" in Swedish: not eligible, counts as not passed', 4, { all: false, eligible: [false, false, false, false],
    merit: [2250, 2250] }],
  ['no pass at all', 5, { all: false, eligible: [false, false, false, false], merit: [0, 0] }],
  ['all A with språkval: the highest there is', 6, { all: true, eligible: [true, true, true, true], merit: [3200, 3400] }],
  ['all but mathematics', 7, { all: false, eligible: [false, false, false, false], merit: [3200, 3200] }],
  ['the three and five more: vocational only', 8, { all: false, eligible: [true, false, false, false], merit: [800, 800] }],
  ['the three and nine more: arts too', 9, { all: false, eligible: [true, true, false, false], merit: [1500, 1500] }],
  ['nothing but "-" is complete, and passes nothing', 10, { all: false, eligible: [false, false, false, false], merit: [0, 0] }],
  ['"-" in the språkval', 11, { all: false, eligible: [true, true, true, true], merit: [1675, 1675] }],
];

test('the hard cases of merit value and eligibility', async () => {
  const answer = isAnswer(await world.get('pr-bj', address({ unit: 'bj', class: 'c-9A', rows: 'pupil' })));
  for (const [what, n, want] of HARD) {
    const { summary } = answer.rows.find((row) => row.id === world.ids.person[`p-9A-${n}`]);
    assert.equal(summary.complete, true, what);
    assert.deepEqual({ all: summary.all_subjects, eligible: summary.eligible, merit: [summary.merit16, summary.merit17] }, want, what);
  }
});

test('who passes nothing is in the shares and not in the mean merit value', async () => {
  const { total } = isAnswer(await world.get('pr-bj', address({ unit: 'bj', class: 'c-9A', rows: 'gender' })));
  const [all, vocational, , , , merit16, merit17] = total.measures.m;
  assert.equal(all[1], total.measures.complete);
  assert.equal(vocational[1], total.measures.complete);
  assert.equal(merit16[1], total.measures.complete - 2);
  assert.equal(merit17[1], merit16[1]);
  assert.ok(total.measures.complete >= HARD.length);
});

test('a syllabus without points counts as a subject, not for merit value or eligibility', async () => {
  const answer = isAnswer(await world.get('pr-li', address({ unit: 'li', class: 'c-9C', rows: 'pupil' })));
  const { summary } = answer.rows.find((row) => row.id === world.ids.person['p-9C-8']);
  assert.equal(summary.complete, true);
  assert.deepEqual(summary.eligible, [false, false, false, false], 'no mathematics by the ordinary syllabus');
});

test('year groups below the seventh have no merit value', async () => {
  const answer = isAnswer(await world.get('pr-ek', address({ unit: 'ek', rows: 'pupil' })));
  for (const { summary } of answer.rows) {
    assert.deepEqual([summary.eligible, summary.merit16, summary.merit17], [null, null, null]);
  }
  const { total } = isAnswer(await world.get('pr-ek', address({ unit: 'ek' })));
  assert.deepEqual(total.measures.m.slice(1, 7).flat(), Array(36).fill(0));
});

// ---- what is refused ----

test('rows and filters that do not fit', async () => {
  const bad = async (who, query, ...rest) => isProblem(await world.get(who, address(query)), ...rest);
  await bad('director', { unit: 'bj', rows: 'pupil' }, 403, 'pupils-not-visible');
  await bad('am-norr', { unit: 'bj', rows: 'pupil', class: 'c-9A' }, 403, 'pupils-not-visible');
  await bad('director', { unit: 'kommun', rows: 'class' }, 422, 'invalid-parameter', 'rows');
  await bad('director', { unit: 'kommun', rows: 'pupil' }, 422, 'invalid-parameter', 'rows');
  await bad('pr-bj', { unit: 'bj', rows: 'unit' }, 422, 'invalid-parameter', 'rows');
  await bad('pr-bj', { unit: 'bj', subject: 'XX' }, 422, 'invalid-parameter', 'subject');
  await bad('pr-bj', { unit: 'bj', year_group: 11 }, 400, 'invalid-parameter', 'year_group');
  await bad('pr-bj', { unit: 'bj', gender: 'unknown' }, 400, 'invalid-parameter', 'gender');
  await bad('pr-bj', { unit: 'bj', class: 'c-9C' }, 404, 'not-found');
});

// ---- tags ----

const READS = () => [
  ['director', address({ unit: 'kommun' })], ['pr-bj', address({ unit: 'bj', rows: 'pupil' })],
  ['pr-bj', address({ unit: 'bj' }, '/api/history')], ['pr-bj', address({ unit: 'bj' }, '/api/reporting')],
  ['pr-li', address({ unit: 'li' })], ['pr-li', address({ unit: 'li' }, '/api/reporting')],
  ['mentor', address({ unit: 'bj', class: 'c-9B' })], ['bj3', '/api/groups'], ['bj3', '/api/me'], ['bj3', '/api/rounds'],
  ['bj3', `/api/groups/${world.ids.group['g-9A-EN']}/assessments`], ['pr-bj', `/api/pupils/${world.ids.person['p-9A-1']}`],
  ['director', '/api/units'], ['director', `/api/units/${world.ids.unit.bj}`], ['director', '/api/openapi.json'],
];
const timeless = (text) => text.replace(/"as_of":"[^"]+"/, '');
const tagged = (tag) => ({ 'If-None-Match': tag });

/** A new level for a pupil of a group, so that something changes. */
async function change(groupId, pupil) {
  const group = groupOf(world.roster, groupId);
  const at = `/api/groups/${world.ids.group[groupId]}/assessments`;
  const grid = isAnswer(await world.get(group.teachers[0], at));
  const row = grid.pupils.find((one) => one.id === world.ids.person[pupil]);
  const level = row.level === 'C' ? 'D' : 'C';
  const answer = await world.put(group.teachers[0], groupId, null, { entries: [world.entry(pupil, level, row.version)] });
  assert.equal(answer.json?.results[0].status, 'saved', answer.text);
  world.note(world.now, pupil, group.subject, level);
}

test('nothing changes: the same tag and 304 without a body', async () => {
  for (const [who, at] of READS()) {
    const first = await world.get(who, at);
    isAnswer(first);
    for (const tag of [first.headers.etag, `W/${first.headers.etag}`, `"other", ${first.headers.etag}`]) {
      const again = await world.get(who, at, tagged(tag));
      assert.equal(again.status, 304, at);
      assert.equal(again.text, '');
      assert.equal(again.headers.etag, first.headers.etag);
      assert.equal(again.headers['cache-control'], 'no-store');
    }
    const fresh = await world.get(who, at, tagged('"other"'));
    assert.equal(fresh.headers.etag, first.headers.etag, at);
    assert.equal(timeless(fresh.text), timeless(first.text), at);
  }
});

test('a tag is of one address and one person', async () => {
  const at = address({ unit: 'bj' });
  const { etag } = (await world.get('director', at)).headers;
  for (const who of ['pr-bj', 'am-norr', 'special']) {
    const answer = await world.get(who, at, tagged(etag));
    assert.equal(answer.status, 200);
    assert.notEqual(answer.headers.etag, etag);
  }
  assert.equal((await world.get('director', address({ unit: 'bj', rows: 'gender' }), tagged(etag))).status, 200);
  isProblem(await world.get('pr-ek', at, tagged(etag)), 404, 'not-found');
  isProblem(await world.get('bj3', at, tagged(etag)), 403, 'forbidden');
  isProblem(await world.get(null, at, tagged(etag)), 401, 'unauthenticated');
});

test('a save changes the tags of its school and those above, and of no other', async () => {
  const of = async (who, unit, route) => (await world.get(who, address({ unit }, route))).headers.etag;
  const all = async () => ({ kommun: await of('director', 'kommun'), norr: await of('am-norr', 'norr'), bj: await of('pr-bj', 'bj'),
    reporting: await of('pr-bj', 'bj', '/api/reporting'), history: await of('pr-bj', 'bj', '/api/history'),
    ek: await of('pr-ek', 'ek'), li: await of('pr-li', 'li'), soder: await of('am-soder', 'soder') });
  const first = await all();
  await change('g-9A-EN', 'p-9A-1');
  const then = await all();
  for (const name of ['kommun', 'norr', 'bj', 'reporting', 'history']) assert.notEqual(then[name], first[name], name);
  for (const name of ['ek', 'li', 'soder']) assert.equal(then[name], first[name], name);
});

test('a group of another school than its pupils: both schools hear of it', async () => {
  const at = address({ unit: 'li' }, '/api/reporting');
  const first = await world.get('pr-li', at);
  await change('g-li-MLARA-7A', 'p-9A-3');
  const then = await world.get('pr-li', at, tagged(first.headers.etag));
  assert.equal(then.status, 200, 'its last save is shown in the reporting of the school that has the group');
  const last = (answer) => answer.json.groups.find((one) => world.names.group[one.id] === 'g-li-MLARA-7A').last_at;
  assert.notEqual(last(then), last(first));
});

test('never 304 after a change', async () => {
  const kept = new Map();
  for (const [who, at] of READS()) kept.set(at, [who, await world.get(who, at)]);
  const pupils = select(books().now, { group: 'g-9A-EN' }).map((row) => row.pupil).slice(0, 4);
  for (const pupil of pupils) {
    await change('g-9A-EN', pupil);
    for (const [at, [who, before]] of kept) {
      const then = await world.get(who, at, tagged(before.headers.etag));
      const fresh = await world.get(who, at);
      if (then.status === 304) assert.equal(timeless(fresh.text), timeless(before.text), at);
      else assert.equal(timeless(then.text), timeless(fresh.text), at);
      kept.set(at, [who, fresh]);
    }
  }
});

// The client of the harness reads text only.
function getPacked(who, path) {
  const { port, agent, cookie } = world.stack;
  const headers = { Cookie: `${cookie}=${eppn(who)}`, 'Accept-Encoding': 'gzip' };
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port, agent, path, headers }, async (res) => {
      resolve({ headers: res.headers, bytes: Buffer.concat(await res.toArray()) });
    }).on('error', reject);
  });
}

test('a compressed answer has a weak tag that gives 304 too', async () => {
  const at = address({ unit: 'kommun' });
  const packed = await getPacked('director', at);
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(timeless(zlib.gunzipSync(packed.bytes).toString()), timeless((await world.get('director', at)).text));
  assert.match(packed.headers.etag, /^W\//);
  assert.equal((await world.get('director', at, { ...tagged(packed.headers.etag), 'Accept-Encoding': 'gzip' })).status, 304);
});

test('HEAD has the headers of GET', async () => {
  const at = address({ unit: 'bj' });
  const get = await world.get('director', at);
  const head = await world.stack.as(eppn('director')).request('HEAD', at);
  assert.deepEqual([head.status, head.text, head.headers.etag], [200, '', get.headers.etag]);
});

// ---- afterwards: it changes the roster for good ----

test('a school that closes stands in its rounds all the same', async () => {
  const kept = ['old', 'before'].flatMap((round) => [{ unit: 'kommun', round }, { unit: 'norr', round }, { unit: 'ek', round }]
    .map((query) => address(query)));
  const texts = async () => Promise.all(kept.map(async (at) => timeless((await world.get('director', at)).text)));
  const first = await texts();
  const roster = clone(world.roster);
  roster.units = roster.units.filter((one) => one.id !== 'ek');
  roster.classes = roster.classes.filter((one) => one.unit !== 'ek');
  roster.groups = roster.groups.filter((one) => one.unit !== 'ek');
  roster.pupils = roster.pupils.filter((one) => one.unit !== 'ek');
  roster.staff = roster.staff.filter((one) => !one.roles.some(({ org }) => org === 'ek'));
  const { units } = world.roster;
  world.importRoster(roster, day(), '--allow-ending', '100');
  const then = await texts();
  kept.forEach((at, i) => assert.ok(then[i] === first[i], `${at} has changed`));
  const tree = isAnswer(await world.get('director', '/api/units')).units.map((one) => world.names.unit[one.id]);
  assert.deepEqual(tree, ['kommun', 'norr', 'soder', 'bj', 'li']);
  // In the open round its pupils have left; the school is still a row of it.
  world.roster.units = units;
  await check('director', { unit: 'kommun', rows: 'year_group' });
  await check('director', { unit: 'kommun', rows: 'unit' });
});
