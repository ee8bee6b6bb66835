// Every route that reads: its shape, and its numbers against the count of recount.mjs.
// The overview is in attainment.test.mjs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { INSTANCE, MANUAL_DUTIES, SCALES, groupOf } from './fixture.mjs';
import { MEASURES, counts, familyOf, keyOf, measures, select, summarise, tally } from './recount.mjs';
import { judge, step } from './judge.mjs';
import { COLUMNS, below } from './overview.mjs';
import { isAnswer, isCounts, isId, isName, isProblem, isRound, isSubject, isTime, members } from './shapes.mjs';
import { makeFullWorld } from './world.mjs';

let world;
let roster;
before(async () => {
  world = await makeFullWorld();
  roster = world.roster;
});
after(() => world?.stop());

const swedish = new Intl.Collator('sv');
const json = async (who, address) => isAnswer(await world.get(who, address));
const book = (round) => world.books[round.key];
const unitOf = (id) => roster.units.find((one) => one.id === id);
const staffOf = (id) => roster.staff.find((one) => one.id === id);
const nameOf = (one) => `${one.given} ${one.family}`;
const rounds = () => [world.old, world.before, world.now];
const passes = (level) => !['F', 'O', '-'].includes(level);

test('health answers without identity and tells nothing else', async () => {
  const answer = await world.get(null, '/api/health');
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.json, { status: 'ok', database: 'ok', schema: 'ok' });
  assert.equal(answer.headers['cache-control'], 'no-store');
});

// Role -> what it can do: report, overview, reporting, pupils, administer; whoever leads a unit can delegate, take out extracts and decide over protected identities.
const CAN = {
  bj1: [true, true, false, true, false], // mentor of classes too
  bj13: [true, false, false, false, false],
  mentor: [false, true, false, true, false],
  'pr-bj': [false, true, true, true, false],
  special: [false, true, true, true, false],
  head: [false, true, true, true, false],
  'am-norr': [false, true, true, false, false],
  director: [false, true, true, false, false],
  analyst: [false, true, true, false, false],
  admin: [false, false, false, false, true],
  board: [false, false, false, false, false],
  auditor: [false, false, false, false, false],
  nobody: [false, false, false, false, false],
};
const HOME = { bj1: ['bj', 'c-7A'], mentor: ['bj', 'c-9B'], 'pr-bj': ['bj'], special: ['bj'], head: ['ek'], 'am-norr': ['norr'], director: ['kommun'],
  analyst: ['kommun'] };
const ROLES = { principal: 'principal', siteAdministrator: 'area_manager', districtAdministrator: 'director',
  systemAdministrator: 'administrator' };

// [role, what it concerns], as the roster and the duties by hand say.
function dutiesOf(id) {
  return [
    ...staffOf(id).roles.filter((one) => ROLES[one.role]).map((one) => [ROLES[one.role], `unit ${one.org}`]),
    ...MANUAL_DUTIES.filter(([person]) => person === id).map(([, role, unit]) => [role, `unit ${unit}`]),
    ...roster.classes.filter((one) => one.mentors.includes(id)).map((one) => ['mentor', `class ${one.id}`]),
    ...roster.groups.filter((one) => one.teachers.includes(id)).map((one) => ['teacher', `group ${one.id}`]),
  ];
}

function checkDuty(duty) {
  members(duty, 'id role unit class group');
  isId(duty.id);
  if (duty.unit) {
    members(duty.unit, 'id name kind');
    return [duty.role, `unit ${world.names.unit[duty.unit.id]}`];
  }
  if (duty.class) {
    members(duty.class, 'id name unit');
    members(duty.class.unit, 'id name');
    return [duty.role, `class ${world.names.klass[duty.class.id]}`];
  }
  members(duty.group, 'id name subject unit');
  isSubject(duty.group.subject);
  assert.equal(duty.group.subject.code, groupOf(roster, world.names.group[duty.group.id]).subject);
  return [duty.role, `group ${world.names.group[duty.group.id]}`];
}

for (const [id, can] of Object.entries(CAN)) {
  test(`me: ${id}`, async () => {
    const me = await json(id, '/api/me');
    members(me, 'person instance login_url logout_url lock_after_minutes acting capacities duties can home_unit home_class round');
    assert.deepEqual(me.person, { id: world.ids.person[id], name: nameOf(staffOf(id)) });
    assert.equal(me.instance, INSTANCE);
    assert.deepEqual(me.duties.map(checkDuty).map(String).sort(), dutiesOf(id).map(String).sort());
    assert.deepEqual(me.can, { ...Object.fromEntries(['report', 'overview', 'reporting', 'pupils', 'administer']
      .map((name, i) => [name, can[i]])), delegate: ['pr-bj', 'head'].includes(id), extract: ['pr-bj', 'head'].includes(id), protect: ['pr-bj', 'head'].includes(id), audit: id === 'auditor' });
    const [unit, klass] = HOME[id] ?? [];
    assert.equal(me.home_unit && world.names.unit[me.home_unit.id], unit ?? null);
    assert.equal(me.home_class && world.names.klass[me.home_class.id], klass ?? null);
    if (me.home_unit) members(me.home_unit, 'id name kind');
    isRound(me.round);
    assert.equal(me.round.id, world.now.id);
    assert.equal(me.round.accepts, true);
  });
}

test('rounds: newest first, with what is reported in the units of the caller', async () => {
  for (const [who, unit] of [['director', 'kommun'], ['am-soder', 'soder'], ['pr-ek', 'ek'], ['bj3', null], ['admin', null]]) {
    const { rounds: list } = members(await json(who, '/api/rounds'), 'rounds');
    assert.deepEqual(list.map((one) => one.key), [world.now.key, world.before.key, world.old.key]);
    for (const { reported, ...round } of list) {
      isRound(round);
      assert.equal(round.state, round.key === world.now.key ? 'open' : 'closed');
      if (!unit) {
        assert.equal(reported, null);
        continue;
      }
      const [expected, assessed, notAssessable] = counts(world.books[round.key],
        select(world.books[round.key], { units: below(roster, unit) }));
      assert.deepEqual(reported, [assessed + notAssessable, expected], `${who} ${round.key}`);
    }
  }
});

// ---- units ----

function expectedUnit(id) {
  const rows = select(book(world.now), { units: below(roster, id) }).filter((row) => !row.left);
  const different = (pick) => [...new Set(rows.map(pick))].filter((one) => one !== null).sort();
  const unit = unitOf(id);
  return { id: world.ids.unit[id], parent: unit.parent && world.ids.unit[unit.parent], kind: unit.kind, name: unit.name,
    pupils: different((row) => row.pupil).length, classes: different((row) => row.klass).length,
    year_groups: different((row) => row.year) };
}

test('units: what the caller may read, parents first, with counts', async () => {
  const order = ['kommun', 'norr', 'soder', 'bj', 'ek', 'li'];
  const reach = { director: order, analyst: order, 'am-norr': ['norr', 'bj', 'ek'], 'pr-li': ['li'], special: ['bj'] };
  for (const [who, ids] of Object.entries(reach)) {
    const { units } = members(await json(who, '/api/units'), 'units');
    assert.deepEqual(units.map(({ code, ...one }) => one), ids.map(expectedUnit), who);
    units.forEach((one, i) => assert.equal(one.code || '', unitOf(ids[i]).code));
  }
});

test('a unit: trail, children, classes', async () => {
  const area = await json('director', `/api/units/${world.ids.unit.norr}`);
  members(area, 'unit children classes');
  assert.deepEqual(area.unit.trail, [{ id: world.ids.unit.kommun, name: INSTANCE, kind: 'municipality', readable: true }]);
  assert.deepEqual(area.children.map(({ code, ...one }) => one), ['bj', 'ek'].map(expectedUnit));
  assert.deepEqual(area.classes, []);
  const school = await json('pr-bj', `/api/units/${world.ids.unit.bj}`);
  assert.deepEqual(school.unit.trail.map((one) => one.readable), [false, false]);
  assert.equal(school.unit.name, 'Björkskolan 7–9');
  assert.deepEqual(school.children, []);
  assert.deepEqual(school.classes, ['7A', '8A', '9A', '9B'].map((name) => {
    const rows = select(book(world.now), { klass: `c-${name}` }).filter((row) => !row.left);
    return { id: world.ids.klass[`c-${name}`], name, pupils: new Set(rows.map((row) => row.pupil)).size,
      year_groups: [...new Set(rows.map((row) => row.year))] };
  }));
});

// ---- history ----

const HISTORIES = [
  ['director', { unit: 'kommun' }], ['director', { unit: 'norr', year_group: 9 }], ['am-soder', { unit: 'soder', gender: 'female' }],
  ['pr-bj', { unit: 'bj', year_group: 8, gender: 'male' }], ['pr-bj', { unit: 'bj', subject: 'MA' }],
  ['pr-bj', { unit: 'bj', class: 'c-9A' }], ['mentor', { unit: 'bj', class: 'c-9B', gender: 'male' }],
  ['pr-bj', { unit: 'bj', class: 'c-9A', year_group: 9, subject: 'M2' }], ['pr-ek', { unit: 'ek', year_group: 4 }],
];

function address(route, { unit, class: klass, round, ...rest }) {
  const query = new URLSearchParams({ unit: world.ids.unit[unit], ...rest });
  if (klass) query.set('class', world.ids.klass[klass]);
  if (round) query.set('round', round.id);
  return `${route}?${query}`;
}

for (const [who, query] of HISTORIES) {
  test(`history: ${who} ${JSON.stringify(query)}`, async () => {
    const answer = await json(who, address('/api/history', query));
    members(answer, 'unit class follow from filters options as_of rounds followed subjects measures');
    answer.rounds.forEach(isRound);
    assert.deepEqual(answer.rounds.map((one) => one.key), rounds().map((one) => one.key));
    const pick = { units: below(roster, query.unit), year: query.year_group, gender: query.gender,
      ...(query.class ? { klass: query.class } : {}) };
    const all = rounds().map((round) => select(book(round), pick));
    const families = COLUMNS.filter((one) => (!query.subject || one === query.subject)
      && all.some((rows) => rows.some((row) => row.family === one)));
    assert.deepEqual(answer.subjects.map((one) => one.subject.code), families);
    for (const { subject, points } of answer.subjects) {
      isSubject(subject);
      assert.deepEqual(points, rounds().map((round, i) => {
        const sum = tally(book(round), all[i].filter((row) => row.family === subject.code));
        const of = sum.assessed + sum.notAssessable;
        return of + sum.missing === 0 ? null : [sum.passed, of, sum.missing];
      }), subject.code);
    }
    assert.deepEqual(Object.keys(answer.measures), MEASURES);
    MEASURES.forEach((name, k) => assert.deepEqual(answer.measures[name], rounds().map((round, i) => {
      const [n, of] = measures(book(round), all[i]).m[k];
      return of === 0 ? null : [n, of];
    }), name));
  });
}

// ---- groups and the grid ----

test('groups: mine, with progress and when somebody last saved', async () => {
  for (const who of ['bj13', 'li6', 'ek1', 'bj5']) {
    const answer = members(await json(who, '/api/groups'), 'round groups');
    isRound(answer.round);
    const mine = roster.groups.filter((one) => one.teachers.includes(who));
    assert.deepEqual(answer.groups.map((one) => world.names.group[one.id]).sort(), mine.map((one) => one.id).sort());
    for (const one of answer.groups) {
      members(one, 'id name subject unit counts last_at accepts');
      const group = groupOf(roster, world.names.group[one.id]);
      const rows = select(book(world.now), { group: group.id });
      assert.deepEqual([one.name, one.subject.code, world.names.unit[one.unit.id]], [group.name, group.subject, group.unit]);
      isCounts(one.counts);
      assert.deepEqual(one.counts, counts(book(world.now), rows), group.id);
      const reported = rows.some((row) => book(world.now).levels.has(keyOf(row.pupil, row.subject)));
      if (reported) isTime(one.last_at);
      else assert.equal(one.last_at, null);
    }
  }
});

function expectedGridRow(row) {
  const level = (round) => book(round).levels.get(keyOf(row.pupil, row.subject)) ?? null;
  return { id: world.ids.person[row.pupil], name: world.sortName(row.pupil),
    class: roster.classes.find((one) => one.id === row.klass)?.name ?? null, level: level(world.now), left: row.left,
    protected: false, corrected: false, previous: [level(world.before), level(world.old)] };
}

// A group that mixes classes, one with two teachers, one of two scales' pupils, one with pupils who left.
for (const id of ['g-bj-M2SPA-9A', 'g-9A-MA', 'g-9C-GRANMAT', 'g-3A-NO', 'g-8A-SV', 'g-bj-M2SPA-7A', 'g-li-MLARA-7A', 'g-9A-EN']) {
  test(`the grid of ${id}`, async () => {
    const group = groupOf(roster, id);
    const answer = await json(group.teachers[0], `/api/groups/${world.ids.group[id]}/assessments`);
    members(answer, 'group round previous mode scales counts pupils hidden');
    assert.equal(answer.hidden, 0);
    members(answer.group, 'id name subject unit teachers');
    assert.deepEqual(answer.group.teachers, group.teachers.map(staffOf).map(nameOf).sort(swedish.compare));
    assert.equal(answer.mode, 'report');
    assert.deepEqual(answer.previous.map((one) => one.key), [world.before.key, world.old.key]);
    const rows = select(book(world.now), { group: id });
    assert.deepEqual(answer.counts, counts(book(world.now), rows));
    const want = rows.map(expectedGridRow).sort((a, b) => swedish.compare(a.name, b.name) || a.id - b.id);
    assert.deepEqual(answer.pupils.map(({ scale, version, by, at, ...one }) => one), want);
    const scales = new Map(answer.scales.map((one) => [one.id, one]));
    for (const pupil of answer.pupils) {
      const row = rows.find((one) => world.ids.person[one.pupil] === pupil.id);
      assert.deepEqual(scales.get(pupil.scale).levels.map((one) => one.code), SCALES[row.scale].levels);
      if (pupil.level) {
        isTime(pupil.at);
        assert.ok(pupil.version >= 1 && pupil.by.length > 3);
      } else {
        assert.deepEqual([pupil.version, pupil.by, pupil.at], [0, null, null]);
      }
    }
    for (const scale of answer.scales) {
      members(scale, 'id name levels');
      isName(scale.name);
      for (const level of scale.levels) {
        members(level, 'code key name passes');
        assert.deepEqual([level.key, level.passes], [level.code.toLowerCase(), passes(level.code)]);
      }
    }
  });
}

test('the grid of a closed round is to read for the teacher, to correct for the principal', async () => {
  const at = `/api/groups/${world.ids.group['g-9A-EN']}/assessments`;
  const modes = async (who) => [(await json(who, `${at}?round=${world.before.id}`)).mode, (await json(who, at)).mode];
  assert.deepEqual(await modes('bj3'), ['read', 'report']);
  assert.deepEqual(await modes('pr-bj'), ['correct', 'correct']);
  assert.deepEqual(await modes('special'), ['read', 'read']);
});

// ---- reporting ----

function expectedReporting(unit, round) {
  const units = below(roster, unit);
  const rows = (pick) => select(book(round), pick);
  const done = (groups) => [groups.length, groups.filter((one) => counts(book(round), rows({ group: one }))[3] === 0).length];
  const known = new Set(rows({}).map((row) => row.group));
  const groups = (within) => roster.groups.filter((one) => known.has(one.id) && within.has(one.unit)).map((one) => one.id);
  const line = (within) => [counts(book(round), rows({ units: within })), ...done(groups(within))];
  const subjects = COLUMNS.map((family) => [family, counts(book(round), rows({ units, family })),
    ...done(groups(units).filter((one) => familyOf(groupOf(roster, one).subject) === family))]);
  return { total: line(units), units: [...units].slice(1).map((one) => [one, ...line(below(roster, one))]),
    subjects: subjects.filter(([, all, n]) => all[0] > 0 || n > 0), groups: groups(units) };
}

for (const [who, unit, name] of [['director', 'kommun', 'now'], ['am-norr', 'norr', 'now'], ['pr-bj', 'bj', 'now'],
  ['pr-li', 'li', 'now'], ['special', 'bj', 'before'], ['director', 'kommun', 'old']]) {
  test(`reporting: ${who} at ${unit}, round ${name}`, async () => {
    const round = world[name];
    const answer = await json(who, address('/api/reporting', { unit, round }));
    members(answer, 'unit round total groups_total groups_done last_at units subjects groups');
    assert.equal(answer.round.id, round.id);
    const want = expectedReporting(unit, round);
    assert.deepEqual([answer.total, answer.groups_total, answer.groups_done], want.total);
    const units = answer.units.map((one) => {
      members(one, 'id name kind parent depth counts groups groups_done last_at');
      assert.equal(one.depth, world.names.unit[one.parent] === unit ? 0 : 1);
      return [world.names.unit[one.id], one.counts, one.groups, one.groups_done];
    });
    assert.deepEqual(units.sort(), want.units.sort());
    assert.deepEqual(answer.subjects.map((one) => [one.subject.code, one.counts, one.groups, one.groups_done]), want.subjects);
    if (unitOf(unit).kind !== 'school') {
      assert.deepEqual(answer.groups, []);
      return;
    }
    assert.deepEqual(answer.groups.map((one) => world.names.group[one.id]).sort(), want.groups.sort());
    const lacking = answer.groups.map((one) => (one.counts[0] ? one.counts[3] / one.counts[0] : 0));
    assert.deepEqual(lacking, [...lacking].sort((a, b) => b - a), 'least reported first');
    for (const one of answer.groups) {
      members(one, 'id name subject teachers counts last_at open');
      const group = groupOf(roster, world.names.group[one.id]);
      assert.deepEqual(one.counts, counts(book(round), select(book(round), { group: group.id })));
      assert.deepEqual([...one.teachers].sort(), who === 'special' ? [] : group.teachers.map(staffOf).map(nameOf).sort());
      assert.equal(one.open, true);
    }
  });
}

// When the groups of a unit were last reported in a round, from the raw rows: by school, by subject, in all.
function lastReported(unit, round, by) {
  const rows = world.sql(`SELECT u.source_id, f.code, DATE_FORMAT(MAX(a.set_at), '%Y-%m-%dT%H:%i:%s.%fZ')
    FROM assessment a JOIN snapshot_subject t ON t.round_id = a.round_id AND t.pupil_id = a.pupil_id AND t.subject_id = a.subject_id
    JOIN teaching_group g ON g.id = t.group_id JOIN unit u ON u.id = g.unit_id JOIN subject s ON s.id = t.subject_id
    JOIN subject f ON f.id = s.family_id
    WHERE a.round_id = ${round.id} AND a.state <> 'missing' AND t.left_on IS NULL GROUP BY 1, 2`);
  const inside = rows.filter(([school]) => below(roster, unit).has(school));
  const last = (list) => list.map(([, , at]) => at.replace(/000Z$/, 'Z')).sort().at(-1) ?? null;
  return by === undefined ? last(inside) : last(inside.filter(([school, code]) => (by.length <= 3 && by === by.toUpperCase() ? code === by : below(roster, by).has(school))));
}

test('reporting: how fresh the figures are', async () => {
  for (const [who, unit] of [['director', 'kommun'], ['pr-bj', 'bj']]) {
    const answer = await json(who, address('/api/reporting', { unit, round: world.now }));
    assert.equal(answer.last_at, lastReported(unit, world.now));
    isTime(answer.last_at);
    for (const one of answer.units) assert.equal(one.last_at, lastReported(unit, world.now, world.names.unit[one.id]), one.name);
    for (const one of answer.subjects) assert.equal(one.last_at, lastReported(unit, world.now, one.subject.code), one.subject.code);
  }
});

// ---- a pupil ----

function expectedSubject(pupil, subject) {
  return rounds().map((round) => {
    const row = book(round).rows.get(keyOf(pupil, subject));
    const level = book(round).levels.get(keyOf(pupil, subject)) ?? null;
    return row ? { level, passes: level && passes(level), expected: true, left: row.left } : null;
  });
}

// The latest round's change, risk and trend; and each earlier round's change.
function expectedCourse(pupil, subject) {
  const rows = rounds().map((round) => { const row = book(round).rows.get(keyOf(pupil, subject)); return row && !row.left ? row : null; }).reverse();
  const levels = rounds().map((round, i, { length }) => (rows[length - 1 - i] ? book(round).levels.get(keyOf(pupil, subject)) ?? null : null)).reverse();
  const changes = levels.map((level, i) => (rows[i] && rows[i + 1] ? step(rows[i + 1], levels[i + 1], rows[i], level) : null)).reverse();
  const { risk, trend } = rows[0] ? judge(rows, levels) : { risk: null, trend: null };
  return { risk, trend, changes: changes.filter((_, i) => book(rounds()[i]).rows.has(keyOf(pupil, subject))) };
}

function expectedSummary(pupil, round) {
  const rows = select(book(round), { pupil });
  if (rows.length === 0) return null;
  const { expected, assessed, passed, missing, complete, all_subjects, eligible, merit16, merit17 } = summarise(book(round), rows);
  return { round: round.id, expected, assessed, passed, missing, complete, all_subjects, eligible, merit16, merit17 };
}

for (const [who, pupil, only] of [['pr-bj', 'p-9A-2'], ['special', 'p-7A-0'], ['mentor', 'p-9B-2'], ['pr-li', 'p-9B-4'],
  ['pr-ek', 'p-3A-1'], ['pr-li', 'p-9C-8'], ['pr-bj', 'p-7A-new'], ['bj13', 'p-9A-2', ['M1SPA', 'M2FRA']],
  ['li6', 'p-9A-3', ['MLARA']]]) {
  test(`pupil ${pupil} as ${who}`, async () => {
    const answer = await json(who, `/api/pupils/${world.ids.person[pupil]}`);
    members(answer, 'pupil rounds subjects summaries');
    const row = select(book(world.now), { pupil })[0];
    assert.deepEqual(answer.pupil, { id: world.ids.person[pupil], name: world.sortName(pupil), protected: false,
      class: { id: world.ids.klass[row.klass], name: roster.classes.find((one) => one.id === row.klass).name },
      unit: { id: world.ids.unit[row.unit], name: unitOf(row.unit).name }, year_group: row.year });
    assert.deepEqual(answer.rounds.map((one) => one.key), rounds().map((one) => one.key));
    const read = new Set(rounds().flatMap((round) => select(book(round), { pupil }).map((one) => one.subject)));
    const want = [...read].filter((code) => !only || only.includes(code));
    want.sort((a, b) => COLUMNS.indexOf(familyOf(a)) - COLUMNS.indexOf(familyOf(b)) || (a < b ? -1 : 1));
    assert.deepEqual(answer.subjects.map((one) => one.subject.code), only ? [...only].sort((a, b) => want.indexOf(a)
      - want.indexOf(b)) : want);
    for (const { subject, levels, risk, trend } of answer.subjects) {
      isSubject(subject);
      assert.deepEqual(levels.map((one) => { const { change, at, ...rest } = one ?? {}; return one && rest; }), expectedSubject(pupil, subject.code), subject.code);
      assert.deepEqual({ risk, trend, changes: levels.filter(Boolean).map((one) => one.change) }, expectedCourse(pupil, subject.code), subject.code);
      for (const one of levels.filter(Boolean)) {
        if (one.level === null) assert.equal(one.at, null);
        else isTime(one.at);
      }
    }
    assert.deepEqual(answer.summaries, rounds().map((round) => (only ? null : expectedSummary(pupil, round))));
  });
}

test('a pupil in no class has none', async () => {
  assert.equal((await json('pr-bj', `/api/pupils/${world.ids.person['p-8A-9']}`)).pupil.class, null);
});

// ---- the description ----

test('openapi.json describes every route and every name in it leads somewhere', async () => {
  const doc = await json('nobody', '/api/openapi.json');
  assert.match(doc.openapi, /^3\.1\./);
  const routes = ['/api/health', '/api/openapi.json', '/api/me', '/api/rounds', '/api/units', '/api/units/{id}', '/api/attainment', '/api/access-log', '/api/access-log/people', '/api/access-log/{id}/pupils',
    '/api/compare', '/api/history', '/api/targets', '/api/targets/{id}/end', '/api/groups', '/api/groups/{id}/assessments', '/api/reporting', '/api/pupils/{id}',
    '/api/staff', '/api/places', '/api/duties', '/api/duties/{id}/end', '/api/delegations', '/api/delegations/{id}/end'];
  assert.deepEqual(routes.filter((at) => !doc.paths[at]), []);
  assert.deepEqual(Object.keys(doc.paths['/api/groups/{id}/assessments']).sort(), ['get', 'put']);
  const refs = JSON.stringify(doc).matchAll(/"\$ref":"#\/([^"]+)"/g);
  for (const [, ref] of refs) {
    const found = ref.split('/').reduce((node, name) => node?.[name], doc);
    assert.ok(found, `${ref} leads nowhere`);
  }
});

test('what is not there, and other methods', async () => {
  isProblem(await world.get('director', '/api/nothing'), 404, 'not-found');
  isProblem(await world.get('director', '/api/units/0'), 404, 'not-found');
  isProblem(await world.get('director', '/api/units/-1'), 404, 'not-found');
  isProblem(await world.get('director', '/api/units/4294967296'), 404, 'not-found');
  for (const method of ['POST', 'DELETE', 'PATCH']) {
    const answer = await world.stack.as('director@provkoping.se').request(method, '/api/me');
    isProblem(answer, 405, 'method-not-allowed');
    assert.equal(answer.headers.allow, 'GET, HEAD');
  }
});
