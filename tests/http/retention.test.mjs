// What has been kept long enough goes, with its history and with a protocol; what a hold covers stays, and so do the figures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clone, removePupil } from './fixture.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { day, makeFullWorld } from './world.mjs';

const YEARS_AGO = 20;
let world;
let figures;

const count = (query) => Number(world.sql(`SELECT COUNT(*) FROM ${query}`)[0][0]);
const ctl = (...args) => world.stack.ctl(args);
const overview = async () => {
  const { as_of, round, ...rest } = isAnswer(await world.get('director', `/api/attainment?unit=${world.ids.unit.kommun}&round=${world.old.id}&basis=now`));
  return rest;
};
const rowsOfRound = (id, table) => count(`${table} WHERE round_id = ${id}`);
const everything = () => JSON.stringify(['assessment', 'snapshot_pupil', 'snapshot_subject', 'pupil_summary', 'enrolment', 'class_member', 'group_member',
  'duty', 'person', 'import_run', 'purge_run', 'purge_item'].map((table) => world.sql(`CHECKSUM TABLE ${table}`)[0])
  .concat([count('assessment FOR SYSTEM_TIME ALL'), count('import_run WHERE findings IS NULL')]));

// A year's old round becomes one of twenty years ago, and so does what belongs to it.
before(async () => {
  world = await makeFullWorld();
  const roster = clone(world.roster);
  removePupil(roster, 'p-9A-7');
  roster.staff = roster.staff.filter((one) => one.id !== 'nobody');
  world.importRoster(roster, day());
  const year = new Date().getFullYear() - YEARS_AGO;
  world.sql(`UPDATE round SET term = 'HT${year}', term_order = ${2 * year + 1} WHERE id = ${world.old.id};
    UPDATE enrolment SET starts_on = '${year}-08-01', ends_on = '${year + 1}-06-01' WHERE person_id = ${world.ids.person['p-9A-7']};
    UPDATE class_member SET starts_on = '${year}-08-01', ends_on = '${year + 1}-06-01' WHERE person_id = ${world.ids.person['p-9A-7']};
    UPDATE group_member SET starts_on = '${year}-08-01', ends_on = '${year + 1}-06-01' WHERE person_id = ${world.ids.person['p-9A-7']};
    UPDATE person SET ends_on = '${year + 1}-06-01' WHERE id IN (${world.ids.person['p-9A-7']}, ${world.ids.person.nobody});
    UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  // What was changed before the next round opened has a history, and so has one correction long after.
  world.sql(`SET SESSION timestamp = (SELECT UNIX_TIMESTAMP(opened_at) - 0.001 FROM round WHERE id = ${world.before.id});
    UPDATE assessment SET version = version + 1 WHERE round_id = ${world.old.id};
    SET SESSION timestamp = 0; UPDATE assessment SET version = version + 1 WHERE round_id = ${world.old.id} AND pupil_id = ${world.ids.person['p-9A-3']} LIMIT 1`);
  figures = await overview();
});
after(() => world?.stop());

test('the years are the municipality\'s own, within bounds', () => {
  assert.match(ctl('retention', 'list').stdout, /^assessments +10 years$/m);
  for (const args of [['assessments', '0'], ['assessments', '101'], ['assessments', 'x'], ['pupils', '3'], ['assessments']]) {
    assert.equal(ctl('retention', 'set', ...args).status, 2);
  }
  assert.match(ctl('retention', 'set', 'assessments', '12').stdout, /^assessments +12 years$/m);
  assert.equal(count("retention_rule WHERE years = 12 AND record_type = 'assessments'"), 1);
});

test('a dry run tells what would go and changes nothing', () => {
  const before = everything();
  const { status, stdout } = ctl('purge', '--dry-run');
  assert.equal(status, 0);
  assert.match(stdout, new RegExp(`^assessments +assessment HT\\d+-\\d\\d +before .* ${rowsOfRound(world.old.id, 'assessment')}$`, 'm'));
  assert.match(stdout, /nothing was changed/);
  assert.equal(everything(), before);
  assert.equal(ctl('purge', '--date', '2199-01-01').status, 2);
  assert.equal(everything(), before);
});

test('while everything is held nothing goes', () => {
  const before = everything();
  assert.equal(ctl('hold', 'add', '--all', '--reason', 'Granskning').status, 0);
  const { stdout } = ctl('purge', '--dry-run');
  assert.doesNotMatch(stdout, /assessment HT|person|enrolment/);
  const [[id]] = world.sql('SELECT MAX(id) FROM legal_hold');
  assert.equal(ctl('hold', 'end', id, '--reason', 'Klar').status, 0);
  assert.equal(ctl('hold', 'end', id, '--reason', 'igen').status, 1);
  assert.equal(everything(), before);
});

test('a hold needs one target that exists, and a reason', () => {
  for (const [args, status] of [[['--person', 'no-such'], 1], [['--unit', '99999'], 1], [['--unit', 'x'], 2], [[], 2], [['--all', '--unit', '1'], 2]]) {
    assert.equal(ctl('hold', 'add', ...args, '--reason', 'x').status, status, args.join(' '));
  }
  assert.equal(ctl('hold', 'add', '--all').status, 2);
  assert.equal(ctl('hold', 'add', '--all', '--reason', '  ').status, 1);
  assert.equal(count('legal_hold WHERE ended_at IS NULL'), 0);
});

test('what is due goes with its history, what is held and the figures stay', async () => {
  const held = 'p-9B-1';
  const now = rowsOfRound(world.now.id, 'assessment');
  const current = count(`assessment FOR SYSTEM_TIME ALL WHERE round_id = ${world.now.id}`);
  const mine = count(`assessment WHERE round_id = ${world.old.id} AND pupil_id = ${world.ids.person[held]}`);
  assert.ok(mine > 10);
  assert.equal(ctl('hold', 'add', '--person', held, '--reason', 'Tvist').status, 0);
  assert.equal(ctl('hold', 'add', '--unit', world.ids.unit.ek, '--reason', 'Tillsyn').status, 0);
  const kept = count(`snapshot_pupil WHERE round_id = ${world.old.id} AND (unit_id = ${world.ids.unit.ek} OR pupil_id = ${world.ids.person[held]})`);
  const { status, stdout } = ctl('purge');
  assert.equal(status, 0, stdout);
  assert.equal(rowsOfRound(world.old.id, 'snapshot_pupil'), kept);
  assert.equal(count(`assessment WHERE round_id = ${world.old.id} AND pupil_id = ${world.ids.person[held]}`), mine);
  assert.equal(count(`assessment FOR SYSTEM_TIME ALL a WHERE a.round_id = ${world.old.id} AND NOT EXISTS (
    SELECT 1 FROM snapshot_pupil s WHERE s.round_id = a.round_id AND s.pupil_id = a.pupil_id)`), 1);
  assert.match(stdout, /^1 rows of history belong to late corrections/m);
  assert.equal(rowsOfRound(world.now.id, 'assessment'), now);
  assert.equal(count(`assessment FOR SYSTEM_TIME ALL WHERE round_id = ${world.now.id}`), current);
  assert.deepEqual(await overview(), figures);
  assert.match(world.verify(), /verify: 2 rounds, \d+ rows compared, 0 differences/);
});

test('who left long ago is gone, and the protocol names nobody', () => {
  assert.equal(count(`person WHERE id = ${world.ids.person.nobody}`), 0);
  // Still in the snapshot of later rounds.
  assert.equal(count(`person WHERE id = ${world.ids.person['p-9A-7']}`), 1);
  assert.equal(count(`class_member WHERE person_id = ${world.ids.person['p-9A-7']}`), 0);
  const items = world.sql('SELECT record_type, what, row_count FROM purge_item ORDER BY position');
  for (const what of ['assessment ', 'snapshot_pupil ', 'assessment history', 'enrolment', 'person']) {
    assert.ok(items.some(([, text, n]) => text.startsWith(what) && Number(n) > 0), what);
  }
  assert.doesNotMatch(JSON.stringify(items), /p-9A|Andersson|@/);
  assert.equal(count('purge_run'), 1);
});

test('a second removal finds nothing more; when a hold ends, its rows go too', async () => {
  ctl('purge');
  assert.equal(count('purge_item WHERE run_id = (SELECT MAX(id) FROM purge_run)'), 0);
  for (const [id] of world.sql('SELECT id FROM legal_hold WHERE ended_at IS NULL')) ctl('hold', 'end', id, '--reason', 'slut');
  ctl('purge');
  for (const table of ['assessment', 'snapshot_pupil', 'snapshot_subject', 'pupil_summary']) assert.equal(rowsOfRound(world.old.id, table), 0, table);
  assert.deepEqual(await overview(), figures);
});

test('a round whose pupils have gone is not opened again', async () => {
  const { status, stderr } = ctl('round', 'reopen', world.sql(`SELECT CONCAT(term, '-', week) FROM round WHERE id = ${world.old.id}`)[0][0], '--closes', day(3), '--reason', 'x');
  assert.equal(status, 1);
  assert.match(stderr, /too old/);
  isProblem(await world.get('pr-bj', `/api/attainment?unit=${world.ids.unit.bj}&round=4294967295`), 404, 'not-found');
});

test('the administrator changes years and holds in the browser\'s way too, and each act is logged', async () => {
  const post = (who, at, body) => world.ask('POST', who, at, body);
  const lines = () => count("access_log WHERE kind IN ('setting', 'purge') AND status = 200");
  const before = lines();
  const put = (body) => world.ask('PUT', 'admin', '/api/retention', body);
  for (const body of [{}, { rules: [] }, { rules: [{ type: 'imports', years: 0 }] }, { rules: [{ type: 'imports', years: 101 }] }, { rules: [{ type: 'x', years: 2 }] },
    { rules: [{ type: 'imports', years: 2.5 }] }, { rules: [{ type: 'imports', years: 3 }, { type: 'x', years: 2 }] }, { rules: [{ type: 'imports', years: 2, more: 1 }] }]) {
    isProblem(await put(body), 422, 'invalid-body');
  }
  assert.equal(count("retention_rule WHERE record_type = 'imports' AND years = 2"), 1);
  assert.equal((await put({ rules: [{ type: 'imports', years: 3 }] })).json.rules.find((one) => one.type === 'imports').years, 3);
  assert.deepEqual(world.sql("SELECT old_value, new_value FROM access_log WHERE kind = 'setting' AND status = 200 ORDER BY id DESC LIMIT 1"), [['imports: 2', 'imports: 3']]);
  for (const body of [{}, { reason: ' ' }, { reason: 'x', person: 'no-such' }, { reason: 'x', unit: '4294967295' }, { reason: 'x', unit: world.ids.unit.bj, person: 'p-9B-1' },
    { reason: 'x'.repeat(501) }, { reason: 'x', unit: 1 }]) {
    isProblem(await post('admin', '/api/holds', body), 422, 'invalid-body');
  }
  assert.equal(count('legal_hold WHERE ended_at IS NULL'), 0);
  const held = await post('admin', '/api/holds', { reason: 'Tvist', person: 'p-9B-1' });
  assert.equal(held.status, 200, held.text);
  assert.equal(held.json.holds[0].person, 'p-9B-1');
  isProblem(await post('admin', `/api/holds/${held.json.holds[0].id}/end`, {}), 422, 'invalid-body');
  const ended = await post('admin', `/api/holds/${held.json.holds[0].id}/end`, { reason: 'Slut' });
  assert.equal(ended.json.holds.find((one) => one.id === held.json.holds[0].id).end_reason, 'Slut');
  isProblem(await post('admin', `/api/holds/${held.json.holds[0].id}/end`, { reason: 'Slut' }), 404, 'not-found');
  assert.equal(lines(), before + 3);
  assert.deepEqual(world.sql("SELECT new_value FROM access_log WHERE kind = 'purge' AND status = 200 ORDER BY id").map(([text]) => text),
    [`hold ${held.json.holds[0].id}: person`, `hold ${held.json.holds[0].id} ended`]);
  assert.equal((await world.get('admin', '/api/retention')).json.runs.length, 3);
  for (const who of ['pr-bj', 'director', 'mentor']) {
    isProblem(await world.get(who, '/api/retention'), 403, 'forbidden');
    isProblem(await post(who, '/api/holds', { reason: 'x' }), 403, 'forbidden');
  }
});
