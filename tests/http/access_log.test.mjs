// The auditor's view of the access log: filters, who saw whom, what is unusual, and that looking is logged too.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eppn } from './fixture.mjs';
import { Lines } from './lines.mjs';
import { isProblem } from './shapes.mjs';
import { records } from './tables.mjs';
import { day, makeWorld, termAt } from './world.mjs';

let world;
let round;
let lines;
before(async () => {
  world = await makeWorld();
  round = world.plan(termAt(0));
  world.open(round);
  world.loadAll(round, 2);
  world.sql('DELETE FROM access_log');
  lines = new Lines(world.stack);
});
after(() => world?.stop());

const pupil = (id) => world.ids.person[id];
const log = async (query = '', who = 'auditor') => {
  const answer = await world.get(who, `/api/access-log${query}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
};
// Lines as a worker would have added them, at a time of the past.
const put = (values) => world.sql(`INSERT INTO access_log (kind, actor, person_id, at, pupil_id, status) VALUES ${values.join()}`);

test('only an auditor, and not by the workers\' account', async () => {
  for (const who of ['admin', 'director', 'pr-bj', 'nobody', 'bj1']) isProblem(await world.get(who, '/api/access-log'), 403, 'forbidden');
  await log();
  // Without the auditor's account there is nothing to see, though the workers go on.
  const grants = world.ctl('accounts');
  world.sql('REVOKE SELECT ON access_log FROM malkoll_auditor@localhost');
  isProblem(await world.get('auditor', '/api/access-log'), 503, 'unavailable');
  world.sql(grants);
  await log();
});

test('reading the log is in the log, newest first', async () => {
  lines.skip();
  await log(`?pupil=${pupil('p-9A-2')}&from=2026-01-01`);
  const [line] = lines.brief();
  assert.deepEqual([line.kind, line.person_id, line.pupil_id], ['audit-read', world.ids.person.auditor, pupil('p-9A-2')]);
  assert.equal((await world.get('auditor', '/api/access-log?format=csv')).status, 200);
  assert.equal(lines.brief()[0].kind, 'export');
  const { lines: [first, second] } = await log();
  assert.deepEqual([first.kind, second.kind], ['export', 'audit-read']);
  assert.equal(first.person.name, 'Rune Revisor');
});

test('who has seen this pupil: pages, saves, and lists that had the pupil in them', async () => {
  lines.skip();
  const views = [['pr-bj', `/api/pupils/${pupil('p-9A-2')}`], ['bj1', `/api/groups/${world.ids.group['g-9A-SV']}/assessments`],
    ['pr-bj', `/api/attainment?unit=${world.ids.unit.bj}&class=${world.ids.klass['c-9A']}`], ['special', `/api/attainment?unit=${world.ids.unit.bj}&rows=pupil`]];
  for (const [who, address] of views) assert.equal((await world.get(who, address)).status, 200);
  // None of these had the pupil.
  await world.get('pr-bj', `/api/pupils/${pupil('p-9B-1')}`);
  await world.get('bj1', `/api/groups/${world.ids.group['g-9B-SV']}/assessments`);
  await world.get('pr-li', `/api/attainment?unit=${world.ids.unit.li}&rows=pupil`);
  await world.get('pr-bj', `/api/attainment?unit=${world.ids.unit.bj}&class=${world.ids.klass['c-9B']}`);
  const seen = (await log(`?pupil=${pupil('p-9A-2')}`)).lines.filter((line) => /^view/.test(line.kind));
  assert.deepEqual(seen.map((line) => line.person.id), ['special', 'pr-bj', 'bj1', 'pr-bj'].map((who) => world.ids.person[who]));
  assert.deepEqual(seen.map((line) => line.kind), ['view-list', 'view-list', 'view-list', 'view-pupil']);
  assert.equal(seen[3].pupil.name, `${world.people['p-9A-2'].given} ${world.people['p-9A-2'].family}`);
  assert.equal(seen[2].group.name, '9A SV');
  assert.equal(seen[2].round, round.key);
  // And together with who it was.
  assert.equal((await log(`?pupil=${pupil('p-9A-2')}&person=${world.ids.person.special}`)).lines.length, 1);
});

test('what this person has seen: of a list, who was in it', async () => {
  const mine = (await log(`?person=${world.ids.person.bj1}`)).lines;
  assert.ok(mine.length >= 2 && mine.every((line) => line.person.id === world.ids.person.bj1));
  const list = mine.find((line) => line.group?.name === '9A SV');
  lines.skip();
  const { json } = await world.get('auditor', `/api/access-log/${list.id}/pupils`);
  assert.deepEqual(json.pupils.map((one) => one.id).sort(), world.sql(`SELECT pupil_id FROM snapshot_subject
    WHERE round_id = ${round.id} AND group_id = ${world.ids.group['g-9A-SV']}`).flat().sort());
  assert.equal(lines.brief()[0].kind, 'audit-read');
  const own = mine.find((line) => line.kind !== 'view-list');
  if (own) assert.deepEqual((await world.get('auditor', `/api/access-log/${own.id}/pupils`)).json.pupils, []);
});

test('a save of a class is one line: found by each of its pupils, opened it names them all', async () => {
  const group = world.ids.group['g-9A-SV'];
  const address = `/api/groups/${group}/assessments`;
  const grid = (await world.get('bj1', address)).json;
  const [a, b, c] = grid.pupils.filter((one) => !one.left);
  const other = (one) => (one.level === 'C' ? 'D' : 'C');
  const change = (one) => [one.id, one.level, other(one)];
  const save = (...some) => world.stack.as(eppn('bj1')).put(address, { entries: some.map((one) => ({ pupil: one.id, level: other(one), version: one.version })) });
  assert.equal((await save(a, b)).status, 200);
  assert.equal((await save(c)).status, 200);
  const of = async (more) => (await log(`?kind=save${more}`)).lines;
  const [single, line] = await of('');
  assert.deepEqual([line.pupils, line.pupil, line.old, line.new, line.group.id, line.round], [2, null, null, null, group, round.key]);
  assert.deepEqual([single.pupils, single.pupil.id, single.old, single.new], [null, ...change(c)]);
  const inside = async () => (await world.get('auditor', `/api/access-log/${line.id}/pupils`)).json.pupils;
  assert.deepEqual((await inside()).map((one) => [one.id, one.old, one.new]).sort(), [change(a), change(b)].sort());
  assert.ok((await inside()).every((one) => one.name));
  // Before there is a seal and after: by pupil, and by pupil together with who, where and when.
  for (const sealed of [false, true]) {
    if (sealed) world.ctl('audit', 'seal', '--grace', '0');
    for (const one of [a, b]) {
      for (const more of ['', `&person=${world.ids.person.bj1}`, `&unit=${world.ids.unit.bj}`, `&from=${day(-1)}`]) {
        const [hit, ...rest] = await of(`&pupil=${one.id}${more}`);
        assert.deepEqual([hit.id, hit.pupils, hit.pupil.id, hit.old, hit.new], [line.id, 2, ...change(one)], more);
        assert.ok(hit.pupil.name);
        assert.ok(rest.every((later) => later.id !== line.id));
      }
    }
    assert.deepEqual((await of(`&pupil=${c.id}`)).map((one) => one.id), [single.id]);
    // A number that is the end or the beginning of another is another.
    for (const id of [`1${a.id}`, `${a.id}1`]) assert.deepEqual(await of(`&pupil=${id}`), []);
    assert.deepEqual(await of(`&pupil=${a.id}&unit=${world.ids.unit.li}`), []);
    // In a file each pupil has its row.
    const file = records((await world.get('auditor', '/api/access-log?kind=save&format=csv-rfc4180')).text);
    const [old, now, id] = ['Före', 'Efter', 'Nummer'].map((name) => file[0].indexOf(name));
    assert.deepEqual(file.filter((row) => row[id] === line.id).map((row) => [row[old], row[now]]).sort(), [a, b].map((one) => [one.level ?? '', other(one)]).sort());
    const own = records((await world.get('auditor', `/api/access-log?kind=save&pupil=${b.id}&format=csv-rfc4180`)).text);
    assert.deepEqual(own.filter((row) => row[id] === line.id).map((row) => [row[old], row[now]]), [[b.level ?? '', other(b)]]);
  }
  // Who is protected has no name in it, who is gone a number.
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${a.id}`);
  try {
    assert.deepEqual((await inside()).map((one) => [one.id, Boolean(one.name), one.protected]), [[b.id, true, false], [a.id, false, true]]);
    const [hit] = await of(`&pupil=${a.id}`);
    assert.deepEqual([hit.pupil.name, hit.protected], [null, true]);
    const { text } = await world.get('auditor', '/api/access-log?kind=save&format=csv');
    assert.ok(!text.includes(a.name.split(',')[0]) && text.includes('Skyddade personuppgifter'));
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${a.id}`);
  }
  world.sql(`INSERT INTO access_log (kind, actor, changes) VALUES ('save', 'x', '[[4000000001,null,"C"],[4000000002,"C","A"]]'), ('save', 'x', '[[1')`);
  const [odd, gone] = await of('');
  assert.deepEqual([odd.pupils, gone.pupils], [null, 2]);
  assert.deepEqual((await world.get('auditor', `/api/access-log/${gone.id}/pupils`)).json.pupils, [['4000000001', null, 'C'], ['4000000002', 'C', 'A']]
    .map(([id, old, now]) => ({ id, name: null, protected: false, old, new: now })));
});

test('protected identity has no name, here either', async () => {
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${pupil('p-9A-2')}`);
  try {
    const answer = await world.get('auditor', `/api/access-log?pupil=${pupil('p-9A-2')}`);
    const line = answer.json.lines.find((one) => one.kind === 'view-pupil');
    assert.deepEqual([line.pupil.name, line.protected], [null, true]);
    const found = await world.get('auditor', `/api/access-log/people?search=${encodeURIComponent(world.people['p-9A-2'].family)}`);
    assert.equal(found.status, 200, `${found.text}\n${world.stack.log().split('\n').slice(-3).join('\n')}`);
    assert.ok(!found.json.people.some((one) => one.id === pupil('p-9A-2')));
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${pupil('p-9A-2')}`);
  }
  const found = await world.get('auditor', `/api/access-log/people?search=${encodeURIComponent(world.people['p-9A-2'].family)}`);
  assert.ok(found.json.people.some((one) => one.id === pupil('p-9A-2') && one.class === '9A' && !one.staff));
});

test('protected staff has neither name nor login name in the log, nor is found by them', async () => {
  const id = world.ids.person.special;
  const [[login, family]] = world.sql(`SELECT eppn, family_name FROM person WHERE id = ${id}`);
  const search = async () => (await world.get('auditor', `/api/access-log/people?search=${encodeURIComponent(family)}`)).json.people;
  await world.get('special', '/api/pupils/4294967295');
  assert.ok((await search()).some((one) => one.id === id));
  try {
    for (const [pseudonym, name] of [['NULL', '*'], ["'Personal 7'", 'Personal 7']]) {
      world.sql(`UPDATE person SET protected_hand = 2, pseudonym = ${pseudonym} WHERE id = ${id}`);
      const answer = await world.get('auditor', `/api/access-log?person=${id}`);
      assert.ok(answer.json.lines.length > 0);
      for (const line of answer.json.lines) assert.deepEqual([line.person.name, line.actor], [name, '*']);
      assert.ok(!answer.text.includes(login) && !answer.text.includes(family));
      assert.ok(!(await search()).some((one) => one.id === id));
    }
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0, pseudonym = NULL WHERE id = ${id}`);
  }
});

test('filters by kind, unit and day, in pages', async () => {
  assert.ok((await log('?kind=view-list')).lines.every((line) => line.kind === 'view-list'));
  assert.ok((await log(`?unit=${world.ids.unit.li}`)).lines.every((line) => line.unit.id === world.ids.unit.li));
  const at = `${new Date().getUTCFullYear() - 1}-03-10`;
  put(Array.from({ length: 230 }, (_, i) => `('save', 'x', NULL, '${at} 10:00:00', ${i + 1}, 200)`));
  const found = [];
  let before = '';
  do {
    const page = await log(`?from=${at}&to=${at}${before && `&before=${before}`}`);
    found.push(...page.lines);
    before = page.next;
  } while (before);
  assert.equal(found.length, 230);
  assert.equal(new Set(found.map((line) => line.id)).size, 230);
  // A day is the municipality's own: 23:30 UTC is the day after.
  put([`('save', 'y', NULL, '${at} 23:30:00', 1, 200)`]);
  assert.equal((await log(`?from=${at.replace('-10', '-11')}&to=${at.replace('-10', '-11')}`)).lines.length, 1);
  assert.deepEqual((await log(`?from=${day(1)}`)).lines, []);
  for (const query of ['?from=2026-13-01', '?from=yesterday!', '?kind=x', '?person=x', '?other=1']) assert.equal((await world.get('auditor', `/api/access-log${query}`)).status, 400, query);
});

test('what is unusual is marked: nights, refusals, many who are not one\'s own', async () => {
  const at = `${new Date().getUTCFullYear() - 1}-06-10`;
  const view = (who, time, id) => `('view-pupil', 'x', ${world.ids.person[who]}, '${at} ${time}', ${id}, 200)`;
  const strangers = world.sql(`SELECT pupil_id FROM snapshot_pupil WHERE round_id = ${round.id} AND unit_id = ${world.ids.unit.bj}`).flat();
  // 19 in an hour are few, 20 are many; in June 22:30 UTC is half past midnight.
  put([...strangers.slice(0, 19).map((id) => view('special', '09:10:00', id)), ...strangers.slice(0, 20).map((id) => view('special', '11:10:00', id)),
    view('pr-bj', '22:30:00', strangers[0]), view('pr-bj', '12:30:00', strangers[0])]);
  const { lines: all } = await log(`?from=${at}&to=${at.replace('-10', '-11')}`);
  const marked = (test) => all.filter(test).map((line) => line.marks.join());
  assert.deepEqual([...new Set(marked((line) => / ?T09:/.test(line.at)))], ['']);
  assert.deepEqual([...new Set(marked((line) => /T11:/.test(line.at)))], ['many']);
  assert.deepEqual(marked((line) => /T22:/.test(line.at)), ['night']);
  const { lines: unusual } = await log(`?from=${at}&to=${at.replace('-10', '-11')}&unusual=true`);
  assert.equal(unusual.length, 21);
  await world.get('bj1', '/api/pupils/4294967295');
  assert.ok((await log('?kind=refused')).lines[0].marks.includes('refused'));
});

test('the limits of what is unusual are settings', async () => {
  const at = `${new Date().getUTCFullYear() - 1}-06-17`;
  const by = (kind, who, time, id) => `('${kind}', 'x', ${world.ids.person[who]}, '${at} ${time}', ${id}, 200)`;
  const strangers = world.sql(`SELECT pupil_id FROM snapshot_pupil WHERE round_id = ${round.id} AND unit_id = ${world.ids.unit.bj}`).flat();
  put([...strangers.slice(0, 6).map((id) => by('view-pupil', 'special', '09:10:00', id)),
    ...[1, 2, 3, 4].map((id) => by('refused', 'bj1', '10:10:00', id)), ...[1, 2, 3].map((id) => by('refused', 'bj2', '10:10:00', id))]);
  const marks = async () => Object.fromEntries((await log(`?from=${at}&to=${at}`)).lines.map((line) => [line.person.id, line.marks.join()]));
  const { special, bj1, bj2 } = world.ids.person;
  assert.deepEqual(await marks(), { [special]: '', [bj1]: 'refused', [bj2]: 'refused' });
  // 09:10 UTC is ten past eleven in June, 10:10 past the end of this night.
  const set = [['audit_many_pupils', '6'], ['audit_many_refusals', '4'], ['audit_night_from', '11'], ['audit_night_to', '12']];
  for (const [name, value] of set) world.ctl('settings', 'set', name, value);
  try {
    assert.deepEqual(await marks(), { [special]: 'night,many', [bj1]: 'refused,many-refused', [bj2]: 'refused' });
    world.ctl('settings', 'set', 'audit_night_to', '11');
    assert.equal((await marks())[special], 'many');
  } finally {
    world.sql("DELETE FROM setting WHERE name LIKE 'audit%'");
  }
});
