// Who may reach what: every route of openapi.json, every role, ids that are one's own, somebody else's and nobody's.
// What is not yours answers exactly like what does not exist.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { clone, eppn, groupOf } from './fixture.mjs';
import { select } from './recount.mjs';
import { freePort, root, until } from './harness.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { day, eachOf, makeWorld, termAt } from './world.mjs';

let world;
let round;
let doc;
before(async () => {
  // Refusals take even time on purpose (fcgi/refusal.h): what helps is to ask for more at once.
  world = await makeWorld({ workers: 12 });
  round = world.plan(termAt(0));
  world.open(round);
  world.loadAll(round, 2);
  // Somebody without a duty of her own, to whom a principal has delegated what a delegation gives at least.
  world.sql(`INSERT INTO person (source_id, given_name, family_name, eppn) VALUES ('delegate', 'Delia', 'Gat', '${eppn('delegate')}');
    INSERT INTO duty (person_id, role, unit_id, starts_on, ends_on, origin, granted_by, granted_at) SELECT LAST_INSERT_ID(), 'delegate', ${world.ids.unit.bj},
      '${day(-1)}', '${day(30)}', 'delegated', ${world.ids.person['pr-bj']}, UTC_TIMESTAMP(3)`);
  doc = isAnswer(await world.get('nobody', '/api/openapi.json'));
});
after(() => world?.stop());

const NOWHERE = '4294967295';
const AT_ONCE = 8;
const ALL = ['kommun', 'norr', 'soder', 'ek', 'bj', 'li'];

// What each person reaches: units whose figures, classes (as mentor), schools whose pupils and groups; whether the
// person may save where there is a group to see. A teacher's groups are in the roster.
const PEOPLE = {
  bj13: { role: 'teacher', saves: true },
  bj1: { role: 'teacher', classes: ['c-9A', 'c-7A'], saves: true },
  mentor: { role: 'mentor', classes: ['c-9B'] },
  'pr-bj': { role: 'principal', units: ['bj'], schools: ['bj'], saves: true },
  'pr-li': { role: 'principal', units: ['li'], schools: ['li'], saves: true },
  head: { role: 'preschool_head', units: ['ek'], schools: ['ek'], saves: true },
  special: { role: 'special_educator', units: ['bj'], schools: ['bj'] },
  delegate: { role: 'delegate', units: ['bj'], schools: ['bj'] },
  'am-norr': { role: 'area_manager', units: ['norr', 'ek', 'bj'] },
  director: { role: 'director', units: ALL },
  analyst: { role: 'analyst', units: ALL },
  admin: { role: 'administrator' },
  board: { role: 'board' },
  auditor: { role: 'auditor' },
  nobody: { role: null },
};
const GROUPS = ['g-9A-SV', 'g-bj-M2SPA-7A', 'g-bj-M1SPA-8A', 'g-7A-TK', 'g-li-MLARA-7A', 'g-9C-GRANMAT', 'g-3A-NO'];

const unitIs = (who, unit) => (PEOPLE[who].units ?? []).includes(unit);
const groupIs = (who, group) => groupOf(world.roster, group).teachers.includes(who)
  || (PEOPLE[who].schools ?? []).includes(groupOf(world.roster, group).unit);
const rowsOf = (pick) => select(world.books[round.key], pick);
const teaches = (who, pupil) => rowsOf({ pupil }).some((row) => groupOf(world.roster, row.group).teachers.includes(who));
function pupilIs(who, pupil) {
  const { schools = [], classes = [] } = PEOPLE[who];
  const [row] = rowsOf({ pupil });
  return schools.includes(row.unit) || classes.includes(row.klass) || teaches(who, pupil);
}

const ROLES_UNIT = ['principal', 'preschool_head', 'special_educator', 'delegate', 'area_manager', 'director', 'analyst'];
const hasUnits = (who) => ROLES_UNIT.includes(PEOPLE[who].role);
const hasClasses = (who) => hasUnits(who) || Boolean(PEOPLE[who].classes);
const hasGroups = (who) => PEOPLE[who].role === 'teacher' || Boolean(PEOPLE[who].schools);
const hasPupils = (who) => hasGroups(who) || hasClasses(who) && !['area_manager', 'director', 'analyst'].includes(PEOPLE[who].role);
// Mentors and those who see the pupils of a school; not teachers of groups.
const seesPupils = (who) => Boolean(PEOPLE[who].schools || PEOPLE[who].classes);
const anyone = () => true;
const isDirector = (who) => PEOPLE[who].role === 'director';
const isAdmin = (who) => PEOPLE[who].role === 'administrator';
const leads = (who) => ['principal', 'preschool_head'].includes(PEOPLE[who].role);
// A delegation may have the right to decide over protected identities; the one here has not.
const mayDecide = (who) => leads(who) || PEOPLE[who].role === 'delegate';
const decides = (who, unit) => leads(who) && Boolean(PEOPLE[who].schools?.includes(unit));

// Every operation of the interface: who may call it at all, with which targets ([name, address, is it theirs]).
const units = (route) => (who) => ALL.map((unit) => [unit, route(world.ids.unit[unit]), unitIs(who, unit)]);
const groups = (who) => GROUPS.map((group) => [group, `/api/groups/${world.ids.group[group]}/assessments`, groupIs(who, group)]);
const figures = (route) => (who) => [
  ...units((id) => `${route}?unit=${id}`)(who),
  // A class of a unit that is theirs, a class in the wrong unit, and a mentor's class.
  ...['c-9A', 'c-9B', 'c-9C', 'c-3A'].flatMap((klass) => ['bj', 'li', 'ek'].map((unit) => {
    const inside = world.roster.classes.find((one) => one.id === klass).unit === unit;
    const mine = unitIs(who, unit) ? inside : inside && (PEOPLE[who].classes ?? []).includes(klass);
    return [`${klass} in ${unit}`, `${route}?unit=${world.ids.unit[unit]}&class=${world.ids.klass[klass]}`, mine];
  })),
];
// An administrator's write, with a body that is refused after the right was found.
const act = (at, status = 422) => ({ may: isAdmin, targets: () => [['', at(), true]], status, body: { nothing: 'åtkomst' } });
// Who decides over a pupil's protected identity; the bodies change nothing.
const protect = (at) => ({ may: mayDecide, status: 200, none: () => at(NOWHERE), targets: (who) => ['p-9A-2', 'p-9C-8', 'p-3A-0'].map((pupil) =>
  [pupil, at(world.ids.person[pupil]), decides(who, rowsOf({ pupil })[0].unit)]) });
const readsPublications = (who) => ['director', 'analyst', 'board'].includes(PEOPLE[who].role);
const isAuditor = (who) => PEOPLE[who].role === 'auditor';
const OPERATIONS = {
  'get /api/access-log': { may: isAuditor, targets: () => [['', '/api/access-log', true]] },
  'get /api/access-log/people': { may: isAuditor, targets: () => [['', '/api/access-log/people?search=Abdi', true]] },
  'get /api/access-log/{id}/pupils': { may: isAuditor, targets: () => [['', '/api/access-log/1/pupils', true]] },
  'get /api/openapi.json': { may: anyone, targets: () => [['', '/api/openapi.json', true]] },
  'get /api/me': { may: anyone, targets: () => [['', '/api/me', true]] },
  'get /api/rounds': { may: anyone, targets: () => [['', '/api/rounds', true]] },
  'get /api/units': { may: hasUnits, targets: () => [['', '/api/units', true]] },
  'get /api/units/{id}': { may: hasUnits, targets: units((id) => `/api/units/${id}`), none: () => `/api/units/${NOWHERE}` },
  'get /api/attainment': { may: hasClasses, targets: figures('/api/attainment'), none: () => `/api/attainment?unit=${NOWHERE}` },
  'get /api/history': { may: hasClasses, targets: figures('/api/history'), none: () => `/api/history?unit=${NOWHERE}` },
  'get /api/compare': { may: hasClasses, targets: figures('/api/compare'), none: () => `/api/compare?unit=${NOWHERE}` },
  'get /api/targets': { may: hasClasses, targets: () => [['', '/api/targets', true]] },
  'post /api/targets': { ...act(() => '/api/targets'), may: isDirector },
  'post /api/targets/{id}/end': { ...act(() => `/api/targets/${NOWHERE}/end`), may: isDirector },
  'get /api/hit-rate': { may: (who) => hasUnits(who) && PEOPLE[who].role !== 'special_educator', targets: units((id) => `/api/hit-rate?unit=${id}`), none: () => `/api/hit-rate?unit=${NOWHERE}` },
  'get /api/reference': { may: hasUnits, targets: units((id) => `/api/reference?unit=${id}`), none: () => `/api/reference?unit=${NOWHERE}` },
  'get /api/reference/choices': { may: isAdmin, targets: () => [['', '/api/reference/choices', true]] },
  'get /api/closest': { may: hasClasses, targets: figures('/api/closest'), none: () => `/api/closest?unit=${NOWHERE}` },
  'get /api/class-view': { may: seesPupils, targets: (who) => ['c-9A', 'c-9B', 'c-9C', 'c-3A'].flatMap((klass) => ['bj', 'li', 'ek'].map((unit) => {
    const inside = world.roster.classes.find((one) => one.id === klass).unit === unit;
    return [`${klass} in ${unit}`, `/api/class-view?unit=${world.ids.unit[unit]}&class=${world.ids.klass[klass]}`,
      inside && ((PEOPLE[who].schools ?? []).includes(unit) || (PEOPLE[who].classes ?? []).includes(klass))];
  })), none: () => `/api/class-view?unit=${NOWHERE}&class=${NOWHERE}` },
  'get /api/dips': { may: (who) => hasClasses(who) || PEOPLE[who].role === 'teacher', targets: figures('/api/dips'), none: () => `/api/dips?unit=${NOWHERE}` },
  'get /api/reporting': { may: hasUnits, targets: units((id) => `/api/reporting?unit=${id}`),
    none: () => `/api/reporting?unit=${NOWHERE}` },
  'get /api/groups': { may: (who) => PEOPLE[who].role === 'teacher', targets: () => [['', '/api/groups', true]] },
  'get /api/groups/{id}/assessments': { may: hasGroups, targets: groups, none: () => `/api/groups/${NOWHERE}/assessments` },
  'put /api/groups/{id}/assessments': { may: hasGroups, targets: groups, none: () => `/api/groups/${NOWHERE}/assessments` },
  'get /api/pupils/{id}/extract': { may: (who) => ['principal', 'preschool_head'].includes(PEOPLE[who].role),
    targets: (who) => ['p-9A-2', 'p-9B-1', 'p-7A-0', 'p-9C-8', 'p-3A-0'].map((pupil) => [pupil, `/api/pupils/${world.ids.person[pupil]}/extract`,
      PEOPLE[who].schools?.includes(rowsOf({ pupil })[0].unit)]), none: () => `/api/pupils/${NOWHERE}/extract` },
  'get /api/pupils/{id}': { may: hasPupils, targets: (who) => ['p-9A-2', 'p-9A-3', 'p-9B-1', 'p-7A-0', 'p-9C-8', 'p-3A-0', 'p-8A-9']
    .map((pupil) => [pupil, `/api/pupils/${world.ids.person[pupil]}`, pupilIs(who, pupil)]), none: () => `/api/pupils/${NOWHERE}` },
  // Of staff and duties: who is nobody's, and who is a pupil.
  'get /api/staff': { may: (who) => isAdmin(who) || leads(who), targets: (who) => (isAdmin(who) ? [['', '/api/staff?search=l%C3%A4rare', true]]
    : ['ek', 'bj', 'li'].map((unit) => [unit, `/api/staff?unit=${world.ids.unit[unit]}`, unitIs(who, unit)])), none: () => `/api/staff?unit=${NOWHERE}` },
  'get /api/places': { may: isAdmin, targets: () => [['', '/api/places', true]], none: () => `/api/places?unit=${NOWHERE}` },
  'get /api/duties': { may: isAdmin, targets: () => [['pr-bj', `/api/duties?person=${world.ids.person['pr-bj']}`, true],
    ['a pupil', `/api/duties?person=${world.ids.person['p-9A-2']}`, false]], none: () => `/api/duties?person=${NOWHERE}` },
  'post /api/duties': act(() => '/api/duties'),
  'post /api/duties/{id}/end': act(() => `/api/duties/${NOWHERE}/end`),
  'get /api/protected': { may: mayDecide, targets: (who) => ['ek', 'bj', 'li'].map((unit) => [unit, `/api/protected?unit=${world.ids.unit[unit]}`, decides(who, unit)]),
    none: () => `/api/protected?unit=${NOWHERE}` },
  'put /api/protected/{id}': { ...protect((pupil) => `/api/protected/${pupil}`), body: { pseudonym: null } },
  'put /api/protected/{id}/readers': { ...protect((pupil) => `/api/protected/${pupil}/readers`), body: { person: NOWHERE } },
  'get /api/retention': { may: isAdmin, targets: () => [['', '/api/retention', true]] },
  'put /api/retention': act(() => '/api/retention'),
  'post /api/holds': act(() => '/api/holds'),
  'post /api/holds/{id}/end': act(() => `/api/holds/${NOWHERE}/end`),
  'get /api/delegations': { may: leads, targets: () => [['', '/api/delegations', true]] },
  'post /api/delegations': { ...act(() => '/api/delegations'), may: leads },
  'post /api/delegations/{id}/end': { ...act(() => `/api/delegations/${NOWHERE}/end`), may: leads },
  'get /api/publications': { may: readsPublications, targets: () => [['', '/api/publications', true]] },
  'get /api/publications/choices': { may: isDirector, targets: () => [['', '/api/publications/choices', true]] },
  'post /api/publications/preview': { ...act(() => '/api/publications/preview'), may: isDirector },
  'post /api/publications': { ...act(() => '/api/publications'), may: isDirector },
  'get /api/publications/{id}': { may: readsPublications, targets: () => [['nobody\'s', `/api/publications/${NOWHERE}`, false]], none: () => `/api/publications/${NOWHERE}` },
  'post /api/publications/{id}/withdraw': { ...act(() => `/api/publications/${NOWHERE}/withdraw`), may: isDirector },
  'get /api/scales': { may: isAdmin, targets: () => [['', '/api/scales', true]] },
  'post /api/scales': act(() => '/api/scales'),
  'post /api/scale-rules': act(() => '/api/scale-rules'),
  'get /api/eligibility-rules': { may: isAdmin, targets: () => [['', '/api/eligibility-rules', true]] },
  'post /api/eligibility-rules': act(() => '/api/eligibility-rules'),
  'get /api/settings': { may: isAdmin, targets: () => [['', '/api/settings', true]] },
  'put /api/settings': act(() => '/api/settings'),
  'get /api/instance': { may: isAdmin, targets: () => [['', '/api/instance', true]] },
  'get /api/imports': { may: isAdmin, targets: () => [['', '/api/imports', true]] },
  'get /api/imports/{id}': { may: isAdmin, targets: () => [['', '/api/imports/1', true]], none: () => `/api/imports/${NOWHERE}` },
  'post /api/imports': act(() => '/api/imports', 415),
  'get /api/rounds/proposal': { may: isAdmin, targets: () => [['', '/api/rounds/proposal', true]] },
  'get /api/rounds/{id}': { may: isAdmin, targets: () => [['', `/api/rounds/${round.id}`, true]], none: () => `/api/rounds/${NOWHERE}` },
  'post /api/rounds': act(() => '/api/rounds'),
  'post /api/rounds/plan-year': act(() => '/api/rounds/plan-year'),
  'put /api/rounds/{id}': act(() => `/api/rounds/${round.id}`),
  ...Object.fromEntries(['open', 'close', 'reopen', 'extend'].map((name) =>
    [`post /api/rounds/{id}/${name}`, act(() => `/api/rounds/${round.id}/${name}`)])),
};

const nothing = () => ({ entries: [{ pupil: NOWHERE, level: 'A', version: 0 }], reason: 'åtkomst' });
const call = (who, operation, address, headers) => (operation.startsWith('get') ? world.get(who, address, headers)
  : world.stack.as(who && eppn(who)).send(operation.split(' ')[0].toUpperCase(), address, OPERATIONS[operation].body ?? nothing(), headers));

/** What of an answer somebody could tell two cases apart by. */
function seen(answer) {
  const { request_id, ...body } = answer.json ?? { text: answer.text };
  const { date, connection, 'x-request-id': id, 'content-length': length, ...headers } = answer.headers;
  return { status: answer.status, headers, body };
}

// A cell is one route, one person and one id. What was tried and what did not hold is told at the end.
const tally = { cells: 0, leaks: [] };
function cell(what, check) {
  tally.cells++;
  try {
    check();
  } catch (error) {
    tally.leaks.push(`${what}: ${error.message}`);
  }
}
const leaksSince = (count) => assert.deepEqual(tally.leaks.slice(count), []);
after(() => console.log(`access: ${tally.cells} cells, ${tally.leaks.length} leaks`));

test('the list of operations is that of openapi.json', () => {
  const all = Object.entries(doc.paths).flatMap(([at, methods]) => Object.keys(methods).map((method) => `${method} ${at}`));
  assert.deepEqual([...Object.keys(OPERATIONS), 'get /api/health', 'get /api/contact', 'get /api/public', 'get /api/public/{id}'].sort(), all.sort());
});

// One cell of somebody who may call the route at all.
async function tryTarget(who, operation, [name, address, mine], nobodys) {
  const answer = await call(who, operation, address);
  const what = `${who} ${operation} ${name}`;
  let nothing = nobodys;
  // A class of another unit, asked for in one's own: as a class that does not exist.
  if (!mine && / in /.test(name) && unitIs(who, name.split(' ')[2])) nothing = await call(who, operation, address.replace(/class=\d+/, `class=${NOWHERE}`));
  cell(what, () => {
    if (mine) {
      const own = OPERATIONS[operation].status ? [OPERATIONS[operation].status] : OWN_STATUS[operation.split(' ')[0]](PEOPLE[who]);
      assert.ok(own.includes(answer.status), `${answer.status} ${answer.text.slice(0, 200)}`);
      return;
    }
    isProblem(answer, 404, 'not-found');
    assert.deepEqual(seen(answer), seen(nothing));
  });
}

// What an own id may answer: writes of the walk are made to be refused after the right was found.
const OWN_STATUS = { get: () => [200], put: (person) => (person.saves ? [200] : [403]) };

for (const who of Object.keys(PEOPLE)) {
  test(`${who} reaches what is in reach, and nothing else is there`, async () => {
    const before = tally.leaks.length;
    const tryOperation = async ([operation, { may, targets, none }]) => {
      const nobodys = none && await call(who, operation, none());
      if (nobodys) cell(`${who} ${operation} nobody's`, () => isProblem(nobodys, may(who) ? 404 : 403, may(who) ? 'not-found' : 'forbidden'));
      for (const target of targets(who)) {
        if (may(who)) {
          await tryTarget(who, operation, target, nobodys);
          continue;
        }
        const answer = await call(who, operation, target[1]);
        cell(`${who} ${operation} ${target[0]}`, () => {
          isProblem(answer, 403, 'forbidden');
          if (nobodys) assert.deepEqual(seen(answer), seen(nobodys));
        });
      }
    };
    const reads = ([operation]) => operation.startsWith('get');
    await eachOf(Object.entries(OPERATIONS).filter(reads), AT_ONCE, tryOperation);
    await eachOf(Object.entries(OPERATIONS).filter((one) => !reads(one)), 1, tryOperation);
    leaksSince(before);
  });
}

// ---- time ----

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** How far two samples are apart, in standard deviations of the rank sum (Mann-Whitney, normal approximation). */
function apart(a, b) {
  const u = a.reduce((sum, x) => sum + b.reduce((n, y) => n + (y < x ? 1 : y === x ? 0.5 : 0), 0), 0);
  return (u - (a.length * b.length) / 2) / Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
}

async function timed(who, operation, address) {
  const t0 = process.hrtime.bigint();
  await call(who, operation, address);
  return Number(process.hrtime.bigint() - t0) / 1e6;
}

// Foreign and nobody's take turns, so that what else the machine does falls on both.
async function timesApart(who, operation, foreign, nowhere, n) {
  const samples = [[], []];
  for (let i = 0; i < n; i++) {
    for (const k of i % 2 ? [0, 1] : [1, 0]) samples[k].push(await timed(who, operation, [foreign, nowhere][k]));
  }
  return { z: apart(...samples), share: median(samples[0]) / median(samples[1]) };
}

test('time does not tell what is foreign from what does not exist', async () => {
  const before = tally.leaks.length;
  const pairs = ['pr-bj', 'am-norr', 'bj13', 'mentor'].flatMap((who) => Object.entries(OPERATIONS).map(([operation, { may, targets, none }]) => [who, operation,
    none && may(who) && targets(who).find(([name, , mine]) => !mine && !name.includes(' in '))?.[1], none?.()])).filter(([, , foreign]) => foreign);
  await eachOf(pairs, AT_ONCE, async ([who, operation, foreign, nowhere]) => {
    // A real difference shows each time; the noise of a busy machine does not.
    let seenApart;
    for (let round = 0; round < 4; round++) {
      seenApart = await timesApart(who, operation, foreign, nowhere, 60);
      if (Math.abs(seenApart.z) < 4 || Math.abs(seenApart.share - 1) < 0.05) break;
      if (round === 3) seenApart.leak = true;
    }
    cell(`${who} ${operation} time`, () => assert.ok(!seenApart.leak, `foreign takes ${seenApart.share.toFixed(2)} times as long (z ${seenApart.z.toFixed(1)})`));
  });
  leaksSince(before);
});

test('a difference in time would be noticed', () => {
  const noise = Array.from({ length: 60 }, (_, i) => 2 + ((i * 7919) % 101) / 250);
  assert.equal(apart(noise, noise), 0);
  assert.ok(apart(noise.map((v) => v * 1.15), noise) > 4);
});

test('a tag or a condition tells nothing about what is not yours', async () => {
  for (const who of ['pr-bj', 'am-norr', 'mentor', 'bj13', 'nobody']) {
    const asked = Object.entries(OPERATIONS).filter(([operation, { none }]) => none && operation.startsWith('get'));
    await eachOf(asked, AT_ONCE, async ([operation, { may, targets, none }]) => {
      for (const tag of ['*', '"00000000-1-20260101-1-1-1"']) {
        const nobodys = await call(who, operation, none(), { 'If-None-Match': tag });
        for (const [name, address] of targets(who).filter(([label, , mine]) => !mine && !label.includes(' in '))) {
          const answer = await call(who, operation, address, { 'If-None-Match': tag });
          assert.deepEqual({ ...seen(answer), headers: null }, { ...seen(nobodys), headers: null }, `${who} ${operation} ${name} ${tag}`);
          if (may(who) && tag !== '*') assert.equal(answer.status, 404);
        }
      }
    });
  }
});

test('a teacher sees the own subjects of a pupil and no more', async () => {
  const at = `/api/pupils/${world.ids.person['p-9A-2']}`;
  const answer = isAnswer(await world.get('bj13', at));
  assert.deepEqual(answer.subjects.map((one) => one.subject.code).sort(), ['M1SPA', 'M2FRA']);
  assert.ok(answer.summaries.every((one) => one === null));
  assert.doesNotMatch(JSON.stringify(answer), /merit16":\d/);
});

// ---- nobody, and those whom the roster does not know ----

const everywhere = () => Object.entries(OPERATIONS).map(([operation, { targets }]) => [operation, targets('director')[0][1]]);

test('without a login every route but health is 401', async () => {
  for (const [operation, address] of everywhere()) {
    isProblem(await call(null, operation, address), 401, 'unauthenticated');
  }
});

test('a login that the roster does not know is nobody\'s', async () => {
  const names = ['stranger@provkoping.se', 'director', '@provkoping.se', 'p-9A-0@elev.provkoping.se', 'p-9A-0@provkoping.se',
    '%', 'director@provkoping.se%00', '\'OR\'1\'=\'1', `${'a'.repeat(300)}@provkoping.se`, 'dírector@provkoping.se',
    'director@provkoping.se,', 'director%40provkoping.se'];
  for (const name of names) {
    const client = world.stack.as(encodeURI(name) === name ? name : Buffer.from(name).toString('latin1'));
    for (const [operation, address] of everywhere().slice(0, 4)) {
      isProblem(await client.get(address), 403, 'unknown-person', undefined, operation);
    }
  }
});

test('letter case of the login does not matter', async () => {
  const me = isAnswer(await world.stack.as('DIRECTOR@Provkoping.SE').get('/api/me'));
  assert.equal(me.person.id, world.ids.person.director);
});

// ---- pretending to be somebody ----

const basic = (name) => `Basic ${Buffer.from(`${name}:x`).toString('base64')}`;
const SPOOFS = [
  ...['Remote-User', 'REMOTE_USER', 'Remote_User', 'X-Remote-User', 'X-Forwarded-User', 'X-Auth-Request-User', 'X-Authenticated-User',
    'Auth-User', 'HTTP_REMOTE_USER', 'HTTP-REMOTE-USER', 'Eppn', 'OIDC_CLAIM_eppn', 'X-User', 'User'].map((name) => ({
    [name]: eppn('director') })),
  { Authorization: basic(eppn('director')) }, { Authorization: `Bearer ${eppn('director')}` },
  { 'X-Original-URL': '/api/units' }, { 'X-HTTP-Method-Override': 'PUT' }, { Forwarded: 'for=127.0.0.1;host=localhost' },
];

test('headers and Basic authentication make nobody somebody', async () => {
  for (const headers of SPOOFS) {
    isProblem(await world.get(null, '/api/me', headers), 401, 'unauthenticated');
    const me = isAnswer(await world.get('bj13', '/api/me', headers));
    assert.equal(me.person.id, world.ids.person.bj13, JSON.stringify(headers));
    isProblem(await world.get('bj13', '/api/units', headers), 403, 'forbidden');
  }
});

test('an identity in the address is refused', async () => {
  isProblem(await world.get(null, `/api/me?REMOTE_USER=${eppn('director')}`), 401, 'unauthenticated');
  isProblem(await world.get('bj13', `/api/me?REMOTE_USER=${eppn('director')}`), 400, 'unknown-parameter', 'REMOTE_USER');
});

// A web server whose configuration names REMOTE_USER twice, in different ways.
function wrongConf(port) {
  const { dir, cookie } = world.stack;
  const mine = `fastcgi_param REMOTE_USER $cookie_${cookie};`;
  const ways = [
    [`fastcgi_param REMOTE_USER $remote_user; ${mine}`, 'first'],
    [`${mine} fastcgi_param REMOTE_USER $remote_user;`, 'last'],
    [`${mine} ${mine}`, 'same'],
    [`include /etc/nginx/fastcgi_params; ${mine}`, 'stock'],
  ];
  const locations = ways.map(([params, name]) => `location ^~ /${name}/ {
      include ${root}/nginx/malkoll_params;
      ${params}
      location ^~ /${name}/api/ { fastcgi_pass unix:${dir}/pool.sock; }
    }`);
  return `${process.getuid() === 0 ? 'user root;' : ''} daemon off; worker_processes 1; pid ${dir}/wrong.pid;
    error_log ${dir}/wrong.log warn; events { worker_connections 64; }
    http { access_log off; client_body_temp_path ${dir}/tmp/b2; fastcgi_temp_path ${dir}/tmp/f2; proxy_temp_path ${dir}/tmp/p2;
      scgi_temp_path ${dir}/tmp/s2; uwsgi_temp_path ${dir}/tmp/u2;
      server { listen 127.0.0.1:${port}; ${locations.join('\n')} } }`;
}

test('a request that carries REMOTE_USER twice is refused, whatever it says', async () => {
  const port = await freePort();
  const file = path.join(world.stack.dir, 'wrong.conf');
  fs.writeFileSync(file, wrongConf(port));
  const nginx = world.stack.spawn('nginx', ['-p', world.stack.dir, '-e', `${world.stack.dir}/wrong.log`, '-c', file],
    { PATH: `${process.env.PATH}:/usr/sbin` });
  const ask = (at, headers) => fetch(`http://127.0.0.1:${port}${at}`, { headers });
  try {
    await until(() => ask('/').then(() => true, () => false), 'the second nginx starts');
    for (const name of ['first', 'last', 'same', 'stock']) {
      for (const headers of [{}, { Cookie: `${world.stack.cookie}=${eppn('bj13')}` }, { Authorization: basic(eppn('director')) },
        { Authorization: basic(eppn('director')), Cookie: `${world.stack.cookie}=${eppn('bj13')}` }]) {
        for (const at of ['me', 'units', 'openapi.json']) {
          const answer = await ask(`/${name}/api/${at}`, headers);
          const body = await answer.json();
          assert.deepEqual([answer.status, body.type], [400, 'urn:malkoll:problem:identity-ambiguous'], `${name} ${at}`);
        }
      }
    }
  } finally {
    await world.stack.end(nginx, 'SIGQUIT');
  }
});

// ---- rights in time ----

test('a duty that has ended or has not begun gives nothing', async () => {
  const at = `/api/attainment?unit=${world.ids.unit.ek}`;
  const duty = (from, to) => {
    world.sql(`UPDATE duty SET starts_on = '${from}', ends_on = ${to ? `'${to}'` : 'NULL'} WHERE origin = 'manual'
      AND person_id = ${world.ids.person.head}`);
    world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  };
  const tag = (await world.get('head', at)).headers.etag;
  duty('2020-01-01', day(-1));
  isProblem(await world.get('head', at), 403, 'forbidden');
  isProblem(await world.get('head', at, { 'If-None-Match': tag }), 403, 'forbidden');
  duty(day(1), null);
  isProblem(await world.get('head', at), 403, 'forbidden');
  duty('2020-01-01', day());
  isAnswer(await world.get('head', at));
});

test('a teacher who loses a group, and one who gets it, in the next request after the import', async () => {
  const at = `/api/groups/${world.ids.group['g-9A-SV']}/assessments`;
  const first = await world.get('bj1', at);
  isAnswer(first);
  isProblem(await world.get('bj13', at), 404, 'not-found');
  const roster = clone(world.roster);
  groupOf(roster, 'g-9A-SV').teachers = ['bj13'];
  world.importRoster(roster, day());
  isProblem(await world.get('bj1', at, { 'If-None-Match': first.headers.etag }), 404, 'not-found');
  isProblem(await world.put('bj1', 'g-9A-SV', null, nothing()), 404, 'not-found');
  isAnswer(await world.get('bj13', at));
});

test('somebody who leaves the roster is not known any more', async () => {
  const roster = clone(world.roster);
  roster.staff = roster.staff.filter((one) => one.id !== 'pr-ek');
  world.importRoster(roster, day());
  isProblem(await world.get('pr-ek', '/api/me'), 403, 'unknown-person');
});

test('the workers\' log names nobody', () => {
  assert.doesNotMatch(world.stack.log(), /provkoping|Lärare|Åkesson|Direktör/);
});
