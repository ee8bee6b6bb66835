// Protected identity: who is marked is not there for anybody who is not named, on any route, and is counted as before.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { everything } from './crawl.mjs';
import { clone, eppn, groupOf, pupilOf } from './fixture.mjs';
import { select } from './recount.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { day, eachOf, makeFullWorld } from './world.mjs';

// Without a pseudonym, with one, and with a mark that nobody understands.
const OPEN = 'p-9A-3';
const MASKED = 'p-7A-0';
const UNCLEAR = 'p-9C-7';
const STAFF = 'bj6';
const PSEUDONYM = 'Elev Zzpseudo';
const NAMES = { [OPEN]: ['Xxgivenett', 'Xxfamiljett'], [MASKED]: ['Xxgiventvå', 'Xxfamiljtvå'], [UNCLEAR]: ['Xxgiventre', 'Xxfamiljtre'],
  [STAFF]: ['Xxgivenstab', 'Xxfamiljstab'] };
const PUPILS = [OPEN, MASKED, UNCLEAR];
const PEOPLE = ['bj13', 'bj1', 'bj3', 'bj5', 'li6', 'li3', 'mentor', 'pr-ek', 'pr-bj', 'pr-li', 'head', 'special', 'am-norr', 'am-soder', 'director',
  'analyst', 'admin', 'board', 'auditor', 'nobody', STAFF];
// Who sees whom: the heads of their schools, and those who are named below.
const READERS = { [OPEN]: ['pr-bj', 'bj3'], [MASKED]: ['pr-bj', 'bj13', 'special'], [UNCLEAR]: ['pr-li'] };

let world;
let doc;
let unmarked;
let marked;

const id = (pupil) => world.ids.person[pupil];
const bump = () => world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
const name = (pupil, person, from = day(-1), to = day(1)) => world.sql(`INSERT INTO protected_reader (pupil_id, person_id, starts_on, ends_on, granted_at)
  VALUES (${id(pupil)}, ${id(person)}, '${from}', '${to}', UTC_TIMESTAMP(3)) ON DUPLICATE KEY UPDATE starts_on = VALUES(starts_on),
  ends_on = VALUES(ends_on); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);

/** The answer that shows a protected pupil: kept nowhere. */
function shown(answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.deepEqual([answer.headers.etag, answer.headers['cache-control']], [undefined, 'no-store']);
  return answer.json;
}

/** What of an answer must be the same whether somebody is marked or not. */
function figures(answer) {
  const { as_of, request_id, ...body } = answer.json ?? {};
  return { status: answer.status, body };
}

const LISTS = /rows=pupil|\/assessments|\/pupils\/|\/closest|\/class-view/;

const values = () => ({
  id: [...PUPILS.map(id), ...['bj', 'li'].map((unit) => world.ids.unit[unit]),
    ...world.roster.groups.filter((one) => /9A-(EN|SV|MA)|7A-SV|M2SPA-7A|MLARA|9C-(MA|SV)/.test(one.id)).map((one) => world.ids.group[one.id])],
  unit: ['kommun', 'bj', 'li'].map((unit) => world.ids.unit[unit]), class: ['c-9A', 'c-7A', 'c-9C'].map((one) => world.ids.klass[one]),
  round: [world.now.id, world.before.id], subject: ['MA', 'SV'], person: [...PUPILS, STAFF].map(id), pupil: PUPILS.map(id), text: ['Xx', PSEUDONYM, '1'],
});

async function crawl(people, see) {
  const list = everything(doc, values());
  let tried = 0;
  // A route that the role may not call at all answers the same for any id: it is asked once.
  const closed = new Set();
  await eachOf(people.flatMap((who) => list.map((one) => [who, ...one])), 24, async ([who, method, address, at]) => {
    if (closed.has(`${who} ${method} ${at}`)) return;
    const client = world.stack.as(who && eppn(who));
    const answer = method === 'get' ? await client.get(address) : await client.put(address, {});
    if (answer.json?.type === 'urn:malkoll:problem:forbidden') closed.add(`${who} ${method} ${at}`);
    see(who, method, address, answer);
    tried++;
  });
  return tried;
}

before(async () => {
  // Ids of persons that are the ids of nothing else.
  // A refusal leaves at its time whoever waits for it, so that more workers are more at once.
  world = await makeFullWorld({ workers: 12, prepare: (one) => one.sql('ALTER TABLE person AUTO_INCREMENT = 7000001') });
  doc = isAnswer(await world.get('nobody', '/api/openapi.json'));
  const roster = clone(world.roster);
  for (const [one, [given, family]] of Object.entries(NAMES)) Object.assign([...roster.pupils, ...roster.staff].find((who) => who.id === one), { given, family });
  world.importRoster(roster, day());
  unmarked = new Map();
  await crawl(PEOPLE, (who, method, address, answer) => unmarked.set(`${who} ${method} ${address}`, answer));
  pupilOf(roster, OPEN).marking = 'Sekretessmarkering';
  pupilOf(roster, MASKED).marking = 'skyddad FOLKBOKFÖRING';
  pupilOf(roster, UNCLEAR).marking = 'hemlig';
  roster.staff.find((one) => one.id === STAFF).marking = 'SEKRETESSMARKERING';
  world.importRoster(roster, day());
  world.sql(`UPDATE person SET pseudonym = '${PSEUDONYM}' WHERE id = ${id(MASKED)}`);
  name(OPEN, 'bj3');
  name(MASKED, 'bj13');
  name(MASKED, 'special');
  // Named, but not any more, not yet, and without a duty that reaches the pupil.
  name(OPEN, 'bj1', day(-9), day(-1));
  name(OPEN, 'mentor', day(1), day(9));
  name(MASKED, 'am-norr');
  name(UNCLEAR, 'bj3');
});
after(() => world?.stop());

test('the roster marks, in any letter case; what cannot be understood protects', () => {
  assert.deepEqual(world.sql('SELECT source_id, protected_roster, protected_hand, protected FROM person WHERE protected > 0 ORDER BY source_id'), [
    [STAFF, '1', '0', '1'], [MASKED, '2', '0', '2'], [OPEN, '1', '0', '1'], [UNCLEAR, '1', '0', '1']]);
  const [[report]] = world.sql('SELECT findings FROM import_run ORDER BY id DESC LIMIT 1');
  assert.match(report, /metadata\.securityMarking: hittade ”hemlig”, väntade Ingen, Sekretessmarkering eller Skyddad folkbokföring/);
});

// What would betray a person: names, ids, and the pseudonym unless one is to see it.
const betrays = (pupil) => [...NAMES[pupil], `${pupil}@elev`, `"${pupil}"`, `"${id(pupil)}"`, ...(pupil === MASKED ? [PSEUDONYM] : [])];

// The lines about auditors say what they typed, and the crawl types a pseudonym into the search.
function withoutTyped(answer) {
  if (!answer.json?.lines) return answer.text.split('\n').filter((line) => !line.includes(';Läste loggen;')).join('\n'); // the same as a file
  return JSON.stringify({ ...answer.json, lines: answer.json.lines.filter((one) => one.kind !== 'audit-read') });
}

test('every route, as everybody: nobody who is not named sees a trace', async () => {
  const leaks = [];
  const seen = new Set();
  marked = new Map();
  const tried = await crawl(PEOPLE, (who, method, address, answer) => {
    marked.set(`${who} ${method} ${address}`, answer);
    for (const pupil of PUPILS) {
      const shown = READERS[pupil].includes(who);
      // An auditor asks by ids who has seen whom, and gets no more than them.
      const ids = who === 'auditor' && address.startsWith('/api/access-log') ? [`"${id(pupil)}"`] : [];
      const text = who === 'auditor' ? withoutTyped(answer) : answer.text;
      const traces = betrays(pupil).filter((trace) => text.includes(trace) && !ids.includes(trace));
      if (!shown && traces.length) leaks.push(`${who} ${method} ${address}: ${traces}`);
      if (traces.length) {
        seen.add(`${who} ${pupil}`);
        // What only those have who decide: the name behind a pseudonym.
        if (pupil === MASKED && !(/^\/api\/protected|\/extract$/.test(address) && who === 'pr-bj')) {
          assert.deepEqual(traces.filter((trace) => NAMES[MASKED].includes(trace)), [], `${who} ${address}`);
        }
        assert.equal(answer.headers.etag, undefined, `${who} ${address} may be kept`);
        assert.equal(answer.headers['cache-control'], 'no-store');
      }
    }
    const staff = NAMES[STAFF].filter((trace) => answer.text.includes(trace));
    if (staff.length && who !== STAFF && !address.startsWith('/api/protected')) leaks.push(`${who} ${method} ${address}: ${staff}`);
  });
  assert.deepEqual(leaks, []);
  for (const format of ['json', 'csv']) {
    const typed = await world.get('auditor', `/api/access-log?kind=audit-read&format=${format}`);
    assert.ok(typed.text.includes(PSEUDONYM) && !withoutTyped(typed).includes(PSEUDONYM), format);
  }
  assert.deepEqual([...seen].sort(), Object.entries(READERS).flatMap(([pupil, list]) => list.map((who) => `${who} ${pupil}`)).sort());
  assert.ok(tried > 3000, `${tried} requests`);
  console.log(`protected: ${tried} requests, ${leaks.length} leaks`);
});

test('figures are the same with and without marks', () => {
  let compared = 0;
  for (const [key, answer] of marked) {
    const was = unmarked.get(key);
    const [who, method, address] = key.split(' ');
    if (method !== 'get' || !was?.json || /^\/api\/(openapi|protected|staff|dut|deleg|import|access-log|audit|health|instance|retention)/.test(address)) continue;
    const [now, before_] = [figures(answer), figures(was)];
    if (!LISTS.test(address)) {
      assert.deepEqual(JSON.parse(JSON.stringify(now).replaceAll('"*"', JSON.stringify(NAMES[STAFF].join(' ')))), before_, `${who} ${address}`);
    } else if (address.includes('/attainment') && was.json.rows) {
      const gone = was.json.rows.filter((row) => !answer.json.rows.some((one) => one.id === row.id)).map((row) => row.id);
      assert.ok(gone.every((one) => PUPILS.map(id).includes(one)), `${who} ${address}`);
      assert.equal(answer.json.hidden, gone.length);
      assert.deepEqual({ ...now.body, rows: null, hidden: null }, { ...before_.body, rows: null, hidden: null });
    } else if (/\/closest|\/class-view/.test(address) && was.json.pupils) {
      const gone = was.json.pupils.filter((one) => !answer.json.pupils.some((other) => other.id === one.id)).map((one) => one.id);
      assert.ok(gone.every((one) => PUPILS.map(id).includes(one)) && answer.json.hidden >= gone.length, `${who} ${address}`);
      assert.deepEqual([now.body.total, now.body.rows], [before_.body.total, before_.body.rows]);
    } else if (address.includes('/assessments') && was.json.pupils) {
      assert.equal(answer.json.hidden, was.json.pupils.length - answer.json.pupils.length, `${who} ${address}`);
      assert.deepEqual(answer.json.counts, was.json.counts);
    } else {
      continue;
    }
    compared++;
  }
  assert.ok(compared > 500, `${compared} compared`);
  assert.match(world.verify(), / 0 differences/);
});

function isAnswerOfSave(answer) {
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const grid = (who, group) => world.get(who, `/api/groups/${world.ids.group[group]}/assessments`);
const rowOf = (answer, pupil) => shown(answer).pupils.find((one) => one.id === id(pupil));

test('a named reader sees the pupil, and whether it is a protected one unless a pseudonym says so', async () => {
  const row = rowOf(await grid('bj3', 'g-9A-EN'), OPEN);
  assert.deepEqual([row.name, row.protected], [`${NAMES[OPEN][1]}, ${NAMES[OPEN][0]}`, true]);
  const masked = (await world.get('special', `/api/pupils/${id(MASKED)}`)).json;
  assert.deepEqual([masked.pupil.name, masked.pupil.protected], [PSEUDONYM, false]);
  const list = shown(await world.get('special', `/api/attainment?unit=${world.ids.unit.bj}&rows=pupil`));
  assert.deepEqual(list.rows.filter((one) => one.name === PSEUDONYM).map((one) => one.protected), [false]);
  assert.equal(list.hidden, 1);
  const head = shown(await world.get('pr-bj', `/api/attainment?unit=${world.ids.unit.bj}&rows=pupil`));
  assert.deepEqual(head.rows.filter((one) => one.protected).map((one) => one.name).sort(), [PSEUDONYM, `${NAMES[OPEN][1]}, ${NAMES[OPEN][0]}`].sort());
  assert.equal(head.hidden, 0);
});

test('every view of a protected pupil is a line of the log', async () => {
  const lines = (pupil) => Number(world.sql(`SELECT COUNT(*) FROM access_log WHERE kind = 'view-protected' AND pupil_id = ${id(pupil)} AND person_id = ${id('pr-bj')}`));
  for (const [pupil, address] of [[OPEN, `/api/pupils/${id(OPEN)}`], [OPEN, `/api/pupils/${id(OPEN)}/extract`], [MASKED, `/api/attainment?unit=${
    world.ids.unit.bj}&rows=pupil`], [MASKED, `/api/groups/${world.ids.group['g-7A-SV']}/assessments`]]) {
    const count = lines(pupil);
    shown(await world.get('pr-bj', address));
    assert.equal(lines(pupil), count + 1, address);
  }
});

test('a save in conflict shows what stands, and is such a view too', async () => {
  const lines = () => Number(world.sql(`SELECT COUNT(*) FROM access_log WHERE kind = 'view-protected' AND pupil_id = ${id(OPEN)} AND person_id = ${id('bj3')}`));
  const { level } = rowOf(await grid('bj3', 'g-9A-EN'), OPEN);
  const count = lines();
  const answer = await world.put('bj3', 'g-9A-EN', null, { entries: [world.entry(OPEN, level === 'A' ? 'B' : 'A', 4000000)] });
  assert.deepEqual([answer.status, answer.json.results[0].status, answer.json.results[0].level], [200, 'conflict', level]);
  assert.equal(lines(), count + 1);
});

test('a pseudonym stands where it belongs by its own letters', async () => {
  const { pupils } = shown(await grid('pr-bj', 'g-7A-SV'));
  const names = pupils.map((one) => one.name);
  assert.deepEqual(names, [...names].sort(new Intl.Collator('sv').compare));
});

test('asked for by id, a hidden pupil is as one who does not exist', async () => {
  for (const [who, pupil] of [['bj1', OPEN], ['mentor', OPEN], ['special', OPEN], ['pr-li', OPEN], ['am-norr', MASKED], ['bj3', UNCLEAR], ['li3', UNCLEAR]]) {
    const answer = await world.get(who, `/api/pupils/${id(pupil)}`);
    const nobodys = await world.get(who, '/api/pupils/4294967295');
    const { request_id: a, ...one } = answer.json;
    const { request_id: b, ...other } = nobodys.json;
    assert.deepEqual([answer.status, one], [nobodys.status, other], `${who} ${pupil}`);
  }
});

test('a save that names a hidden pupil is answered as one of nobody, and stores nothing', async () => {
  const stored = () => JSON.stringify(world.sql(`SELECT * FROM assessment FOR SYSTEM_TIME ALL WHERE pupil_id = ${id(OPEN)} ORDER BY subject_id, row_start`));
  const kept = stored();
  const level = isAnswer(await grid('bj1', 'g-9A-SV')).pupils[0];
  // SVA: the group that the pupil reads; bj1 teaches it and is mentor of the class, but is no longer named.
  const group = groupOf(world.roster, 'g-bj-SVA-7A');
  assert.ok(group.teachers.includes('bj1') && pupilOf(world.roster, OPEN).reads.includes(group.id));
  const answerFor = async (pupil, version) => {
    const answer = await world.put('bj1', group.id, world.now, { entries: [{ pupil, level: 'A', version }] });
    return { status: answer.status, text: answer.text.replaceAll(pupil, 'ID') };
  };
  const nobodys = await answerFor('4294967295', 0);
  const [[version]] = world.sql(`SELECT version FROM assessment a JOIN subject s ON s.id = a.subject_id WHERE a.round_id = ${world.now.id}
    AND a.pupil_id = ${id(OPEN)} AND s.code = 'SVA'`);
  for (const based of [0, 1, Number(version), 99]) assert.deepEqual(await answerFor(id(OPEN), based), nobodys);
  assert.match(nobodys.text, /pupil-not-in-group/);
  assert.equal(stored(), kept);
  // Beside others, who are saved.
  const both = isAnswerOfSave(await world.put('bj1', 'g-9A-SV', world.now, { entries: [{ pupil: level.id, level: level.level, version: level.version },
    { pupil: id(OPEN), level: 'A', version: 0 }] }));
  assert.deepEqual(both.results.map((one) => one.status), ['saved', 'rejected']);
  // Who is named may.
  const row = rowOf(await grid('bj3', 'g-9A-EN'), OPEN);
  const named = isAnswerOfSave(await world.put('bj3', 'g-9A-EN', world.now, { entries: [{ pupil: id(OPEN), level: 'B', version: row.version }] }));
  assert.equal(named.results[0].status, 'saved');
});

test('a protected teacher has no name', async () => {
  const group = 'g-9A-HI';
  assert.deepEqual(groupOf(world.roster, group).teachers, [STAFF]);
  assert.deepEqual(shown(await grid('pr-bj', group)).group.teachers, ['*']);
  const reporting = isAnswer(await world.get('pr-bj', `/api/reporting?unit=${world.ids.unit.bj}`));
  assert.deepEqual(reporting.groups.find((one) => one.id === world.ids.group[group]).teachers, ['*']);
  assert.ok(shown(await grid('pr-bj', group)).pupils.some((one) => one.by === '*'));
  assert.equal(isAnswer(await world.get(STAFF, '/api/me')).person.name, NAMES[STAFF].join(' '));
});

test('a mark takes effect with the next request, whatever tag comes with it', async () => {
  const address = `/api/pupils/${id('p-9A-4')}`;
  const first = await world.get('bj1', address);
  const { etag } = first.headers;
  assert.ok(etag && (await world.get('bj1', address, { 'If-None-Match': etag })).status === 304);
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${id('p-9A-4')}`);
  bump();
  isProblem(await world.get('bj1', address, { 'If-None-Match': etag }), 404, 'not-found');
  isProblem(await world.get('bj1', address, { 'If-None-Match': '*' }), 404, 'not-found');
  world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${id('p-9A-4')}`);
  bump();
  isAnswer(await world.get('bj1', address));
});

test('a head of another school, and the own one after a move, see nothing', async () => {
  const roster = clone(world.roster);
  const moved = clone(roster);
  const pupil = pupilOf(moved, OPEN);
  Object.assign(pupil, { unit: 'li', klass: 'c-9C', home: 'c-9C', reads: [] });
  world.importRoster(moved, day());
  isProblem(await world.get('pr-bj', `/api/pupils/${id(OPEN)}`), 404, 'not-found');
  assert.equal(shown(await world.get('pr-bj', `/api/attainment?unit=${world.ids.unit.bj}&rows=pupil&round=${world.before.id}`)).hidden, 1);
  world.importRoster(roster, day());
  shown(await world.get('pr-bj', `/api/pupils/${id(OPEN)}`));
});

test('an import takes back its own mark, never one by hand; without the column it leaves all alone', () => {
  const marks = (pupil) => world.sql(`SELECT protected_roster, protected_hand, protected FROM person WHERE id = ${id(pupil)}`)[0].join(' ');
  const kept = clone(world.roster);
  const roster = clone(world.roster);
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${id(MASKED)}`);
  for (const one of [...roster.pupils, ...roster.staff]) delete one.marking;
  world.importRoster(roster, day());
  assert.equal(marks(MASKED), '2 1 2');
  Object.assign(pupilOf(roster, OPEN), { marking: 'ingen' });
  world.importRoster(roster, day());
  assert.equal(marks(OPEN), '0 0 0');
  assert.equal(marks(MASKED), '0 1 1');
  world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${id(MASKED)}`);
  world.importRoster(kept, day());
  assert.equal(marks(OPEN), '1 0 1');
});

test('findings do not name a protected person, marked by the file or by hand', () => {
  const roster = clone(world.roster);
  // A year group that is no year group, and a pupil who is marked by hand alone.
  for (const one of [OPEN, 'p-9A-5']) pupilOf(roster, one).year = '';
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${id('p-9A-5')}`);
  const folder = path.join(world.stack.dir, 'findings');
  const args = world.importArgs(roster, day());
  const said = world.stack.ctl([...args, '--dry-run']);
  assert.match(said.stdout, /kolumn grades: hittade ett skyddat värde/);
  assert.doesNotMatch(said.stdout + said.stderr, /p-9A-3|p-9A-5|Xx/);
  const file = `${folder}.csv`;
  fs.writeFileSync(file, `pupil,subject,level\n${OPEN},MA,Q\n${OPEN},XX,A\np-9A-5,MLARA,A\n`);
  const loaded = world.stack.ctl(['import', 'assessments', file, '--round', world.now.key]);
  assert.doesNotMatch(loaded.stdout + loaded.stderr, /p-9A-3|p-9A-5|Xx/);
  world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${id('p-9A-5')}`);
});

// ---- those who decide ----

const decide = (who, pupil, body, what = '') => world.ask('PUT', who, `/api/protected/${id(pupil)}${what}`, body);
const listed = async (who, unit = 'bj', klass) => shown(await world.get(who, `/api/protected?unit=${world.ids.unit[unit]}${klass ? `&class=${world.ids.klass[klass]}` : ''}`));

test('the head of the school lists, marks, gives a pseudonym and names who may see', async () => {
  const pupil = 'p-9A-6';
  const list = await listed('pr-bj', 'bj', 'c-9A');
  assert.deepEqual(list.pupils.map((one) => [one.id, one.mark, one.by_roster, one.pseudonym]).sort(), [[id(OPEN), 'confidential', true, null],
    [id(MASKED), 'registration', true, PSEUDONYM]].sort());
  assert.equal(list.pupils.find((one) => one.id === id(MASKED)).name, `${NAMES[MASKED][1]}, ${NAMES[MASKED][0]}`);
  assert.ok(list.class_pupils.some((one) => one.id === id(pupil)) && !list.class_pupils.some((one) => one.id === id(OPEN)));
  assert.ok(list.pupils.find((one) => one.id === id(OPEN)).readers.some((one) => one.person.id === id('bj3')));
  isProblem(await decide('pr-bj', pupil, { mark: 'confidential' }), 422, 'reason-required', 'reason');
  isProblem(await decide('pr-bj', pupil, { mark: 'secret', reason: 'prov' }), 422, 'invalid-body', 'mark');
  assert.equal((await decide('pr-bj', pupil, { mark: 'confidential', reason: 'Skatteverkets beslut', pseudonym: 'Elev 9A-1' })).status, 200);
  isProblem(await world.get('bj3', `/api/pupils/${id(pupil)}`), 404, 'not-found');
  isProblem(await decide('pr-bj', pupil, { person: id('li3'), ends: day(5) }, '/readers'), 422, 'invalid-body', 'person');
  isProblem(await decide('pr-bj', pupil, { person: id('bj3'), ends: day(-1) }, '/readers'), 422, 'invalid-body', 'ends');
  isProblem(await decide('pr-bj', pupil, { person: id('bj3'), ends: day(500) }, '/readers'), 422, 'invalid-body', 'ends');
  assert.equal((await decide('pr-bj', pupil, { person: id('bj3'), ends: day(5) }, '/readers')).status, 200);
  assert.equal((await world.get('bj3', `/api/pupils/${id(pupil)}`)).json.pupil.name, 'Elev 9A-1');
  const [mine] = (await listed('pr-bj')).pupils.filter((one) => one.id === id(pupil));
  assert.deepEqual([mine.mark, mine.by_hand, mine.by_roster, mine.reason, mine.by], ['confidential', true, false, 'Skatteverkets beslut', 'Pontus Björkrektor']);
  assert.deepEqual(mine.readers.map((one) => [one.person.id, one.starts, one.ends]), [[id('bj3'), day(), day(5)]]);
  assert.equal((await decide('pr-bj', pupil, { person: id('bj3') }, '/readers')).status, 200);
  isProblem(await world.get('bj3', `/api/pupils/${id(pupil)}`), 404, 'not-found');
  const { family } = pupilOf(world.roster, pupil);
  isProblem(await decide('pr-bj', pupil, { pseudonym: `Elev ${family}` }), 422, 'invalid-body', 'pseudonym');
  assert.equal((await decide('pr-bj', pupil, { mark: 'none', reason: 'beslutet upphört' })).status, 200);
  isAnswer(await world.get('bj3', `/api/pupils/${id(pupil)}`));
  const logged = world.sql(`SELECT kind, old_value, new_value FROM access_log WHERE kind = 'protect' AND pupil_id = ${id(pupil)} ORDER BY id`);
  assert.deepEqual(logged.map((one) => one.slice(1).join(' ')), ['none confidential', ' ', ' ', 'confidential none']);
});

test('a delegate with the right decides, one without does not; nobody else does', async () => {
  const give = (rights) => world.sql(`DELETE FROM duty WHERE role = 'delegate'; INSERT INTO duty (person_id, role, unit_id, rights, starts_on, ends_on, origin, granted_by)
    VALUES (${id('nobody')}, 'delegate', ${world.ids.unit.bj}, '${rights}', '2020-01-01', '${day()}', 'delegated', ${id('pr-bj')})`);
  give('correct');
  bump();
  isProblem(await world.get('nobody', `/api/protected?unit=${world.ids.unit.bj}`), 404, 'not-found');
  isProblem(await decide('nobody', OPEN, { pseudonym: 'X' }), 404, 'not-found');
  isProblem(await world.get('nobody', `/api/pupils/${id(OPEN)}`), 404, 'not-found');
  assert.equal((await world.get('nobody', '/api/me')).json.can.protect, false);
  give('protect');
  bump();
  assert.equal((await listed('nobody')).pupils.length, 2);
  assert.equal((await world.get('nobody', '/api/me')).json.can.protect, true);
  shown(await world.get('nobody', `/api/pupils/${id(OPEN)}`));
  for (const who of ['pr-li', 'pr-ek', 'head']) isProblem(await decide(who, OPEN, { mark: 'none', reason: 'x' }), 404, 'not-found');
  for (const who of ['bj3', 'special', 'director', 'admin']) isProblem(await decide(who, OPEN, { mark: 'none', reason: 'x' }), 403, 'forbidden');
  world.sql("DELETE FROM duty WHERE role = 'delegate'");
  bump();
});

test('malkollctl marks and names by ids, and shows no names', async () => {
  const said = (...args) => world.ctl('protect', ...args);
  said('mark', id('p-9A-7'), '--reason', 'beslut', '--as', 'registration');
  isProblem(await world.get('bj3', `/api/pupils/${id('p-9A-7')}`), 404, 'not-found');
  said('allow', id('p-9A-7'), id('bj3'), '--to', day(3));
  shown(await world.get('bj3', `/api/pupils/${id('p-9A-7')}`));
  const list = said('list');
  assert.match(list, new RegExp(`${id('p-9A-7')} +registration +by hand, 1 named`));
  assert.doesNotMatch(list, /Xx|Zz|p-9A/);
  said('deny', id('p-9A-7'), id('bj3'));
  isProblem(await world.get('bj3', `/api/pupils/${id('p-9A-7')}`), 404, 'not-found');
  said('unmark', id('p-9A-7'), '--reason', 'upphört');
  isAnswer(await world.get('bj3', `/api/pupils/${id('p-9A-7')}`));
  assert.notEqual(world.stack.ctl(['protect', 'mark', id('p-9A-7')]).status, 0);
});

test('no log and no report of an import has a trace', () => {
  const texts = [];
  const folder = path.join(world.stack.dir, 'log');
  for (const file of fs.existsSync(folder) ? fs.readdirSync(folder) : []) texts.push(fs.readFileSync(path.join(folder, file), 'utf8'));
  for (const file of fs.readdirSync(world.stack.dir).filter((one) => one.endsWith('.log'))) texts.push(fs.readFileSync(path.join(world.stack.dir, file), 'utf8'));
  assert.ok(texts.length > 0);
  for (const [report] of world.sql('SELECT findings FROM import_run')) texts.push(report ?? '');
  for (const text of texts) {
    assert.doesNotMatch(text, /Xxgiven|Xxfamilj|Zzpseudo/);
  }
});
