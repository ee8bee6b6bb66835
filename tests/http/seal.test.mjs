// The seals of the access log: whoever changes, takes away or puts in a line is found out, and which line it was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.mjs';

let h;
before(async () => {
  h = await start({ workers: 1 });
  h.sql("INSERT INTO person (eppn, given_name, family_name) VALUES ('a@b.se', 'A', 'B')");
});
after(() => h.stop());

// As lines come from the workers: with their account.
function add(n, kind = 'save') {
  h.sql(`INSERT INTO access_log (kind, actor, pupil_id, old_value, new_value) VALUES ${
    Array.from({ length: n }, (_, i) => `('${kind}', 'å@b.se', ${i + 1}, NULL, 'C')`).join()}`, 'worker');
}
const seal = (...args) => h.must(['audit', 'seal', ...args]);
const sealAll = () => seal('--grace', '0').match(/newest hash (\w+)/)[1];
const verify = (...args) => h.ctl(['audit', 'verify', ...args]);

// What verify says after something was done to the tables, which is then undone.
function tampered(text) {
  h.sql('DROP TABLE IF EXISTS log_copy, seal_copy, found_copy; CREATE TABLE log_copy AS SELECT * FROM access_log; CREATE TABLE seal_copy AS SELECT * FROM access_seal; CREATE TABLE found_copy AS SELECT * FROM access_log_pupil');
  h.sql(text);
  const { status, stdout } = verify();
  h.sql('DELETE FROM access_log; INSERT INTO access_log SELECT * FROM log_copy; DELETE FROM access_seal; INSERT INTO access_seal SELECT * FROM seal_copy; DELETE FROM access_log_pupil; INSERT INTO access_log_pupil SELECT * FROM found_copy; DROP TABLE log_copy, seal_copy, found_copy');
  assert.equal(verify().status, 0);
  return { status, found: stdout.split('\n').filter((line) => line && !/^(audit verify|newest hash)/.test(line)) };
}

test('an empty log has no seal', () => {
  assert.match(seal(), /0 lines sealed, newest hash none/);
  const { status, stdout } = verify();
  assert.equal(status, 0);
  assert.match(stdout, /0 seals, 0 lines, 0 differences/);
});

test('young lines wait: a request may still be at it', () => {
  add(3);
  assert.match(seal(), /0 lines sealed/);
  assert.match(verify().stdout, /3 lines not sealed yet/);
  assert.match(seal('--grace', '0'), /3 lines sealed/);
  assert.match(seal('--grace', '0'), /0 lines sealed/);
});

test('what is as it was is right, and the chain goes on', () => {
  add(5, 'view-pupil');
  const first = sealAll();
  add(4200);
  const second = sealAll();
  assert.notEqual(first, second);
  const { status, stdout } = verify('--hash', first);
  assert.equal(status, 0, stdout);
  // 3 and 5, then two batches.
  assert.match(stdout, /4 seals, 4208 lines, 0 differences, 0 lines not sealed yet/);
  assert.ok(stdout.includes(`newest hash ${second}`));
});

const each = { kind: "'x'", actor: "'b@b.se'", at: "'2026-01-01 00:00:00'", person_id: '7', duty: "'x'", address: "'::1'", request_id: "'x'",
  route: "'x'", status: '200', pupil_id: '9', unit_id: '9', class_id: '9', group_id: '9', round_id: '9', subject_id: '9', old_value: "'C'",
  new_value: "'A'", detail: "''", changes: "'[]'" };

test('a changed line is named, whatever was changed', () => {
  const columns = h.sql("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'malkoll' AND TABLE_NAME = 'access_log'").flat();
  assert.deepEqual(columns.filter((name) => name !== 'id').sort(), Object.keys(each).sort());
  for (const [column, value] of Object.entries(each)) {
    assert.deepEqual(tampered(`UPDATE access_log SET ${column} = ${value} WHERE id = 4`), { status: 1, found: ['line 4 was changed'] }, column);
  }
  assert.deepEqual(tampered("UPDATE access_log SET old_value = 'CC', new_value = '' WHERE id IN (2, 4100)"),
    { status: 1, found: ['line 2 was changed', 'line 4100 was changed'] });
});

test('a missing line is named', () => {
  assert.deepEqual(tampered('DELETE FROM access_log WHERE id IN (1, 8, 4208)'),
    { status: 1, found: ['line 1 is missing', 'line 8 is missing', 'line 4208 is missing'] });
});

test('a line that was put in is named', () => {
  // Numbers that a rolled back transaction took are free.
  h.sql('ALTER TABLE access_log AUTO_INCREMENT = 4220');
  add(1);
  sealAll();
  assert.deepEqual(tampered("INSERT INTO access_log (id, kind, actor) VALUES (4210, 'save', 'x')"), { status: 1, found: ['line 4210 was put in later'] });
  // With its number forged by the workers' account.
  assert.deepEqual(tampered("INSERT INTO access_log (id, kind, actor) VALUES (4211, 'save', 'x'); UPDATE access_log SET id = 4212 WHERE id = 4220"),
    { status: 1, found: ['line 4211 was put in later', 'line 4212 was put in later', 'line 4220 is missing'] });
});

test('a broken seal is named', () => {
  const broken = 'is broken: its hash is not that of the seal before and of itself';
  for (const what of ['hash = UNHEX(SHA2(1, 256))', "sealed_at = '2026-01-01'"]) {
    const { status, found } = tampered(`UPDATE access_seal SET ${what} WHERE id = 2`);
    assert.equal(status, 1);
    assert.ok(found.includes(`seal 2 ${broken}`), found.join('\n'));
  }
  // A seal whose digests were made to fit a changed line.
  const { found } = tampered('UPDATE access_seal SET digests = INSERT(digests, 9, 1, UNHEX(99)) WHERE id = 2');
  assert.ok(found.includes('seal 2 is broken: its digests were changed'), found.join('\n'));
  const gone = tampered('DELETE FROM access_seal WHERE id = 2');
  assert.equal(gone.status, 1);
  assert.ok(gone.found.some((line) => /^a seal is missing before seal 3: lines 4 to 8 have none$/.test(line)), gone.found.join('\n'));
});

test('a chain that was written anew does not have the hash that was kept outside', () => {
  const kept = sealAll();
  h.sql('CREATE TABLE seal_copy AS SELECT * FROM access_seal');
  h.sql("DELETE FROM access_seal; ALTER TABLE access_seal AUTO_INCREMENT = 1; UPDATE access_log SET new_value = 'A' WHERE id = 1");
  sealAll();
  assert.equal(verify().status, 0);
  const { status, stdout } = verify('--hash', kept);
  assert.equal(status, 1);
  assert.match(stdout, /no seal has the hash that was kept/);
  h.sql("DELETE FROM access_seal; INSERT INTO access_seal SELECT * FROM seal_copy; DROP TABLE seal_copy; UPDATE access_log SET new_value = 'C' WHERE id = 1");
  assert.equal(verify('--hash', kept).status, 0);
  // Cut off at the end.
  h.sql('DELETE FROM access_seal ORDER BY id DESC LIMIT 1');
  assert.equal(verify().status, 0);
  assert.equal(verify('--hash', kept).status, 1);
});

// Saves of several pupils, one line each, by pairs of pupil and new level; a line is an array of pairs.
const addSaves = (...saves) => h.sql(saves.map((pupils) => `INSERT INTO access_log (kind, actor, changes) VALUES ('save', 'å@b.se', '${
  JSON.stringify(pupils.map(([id, level]) => [id, null, level]))}')`).join(';'), 'worker');
const found = () => h.sql('SELECT line_id, pupil_id FROM access_log_pupil ORDER BY 1, 2').map((row) => row.map(Number));

test('of a save of several pupils each is part of the seal, and the line is found by each', () => {
  const [[next]] = h.sql("SELECT AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'malkoll' AND TABLE_NAME = 'access_log'").map((row) => row.map(Number));
  addSaves([[31, 'A'], [32, 'C']], [[32, 'E'], [33, '-'], [34, 'B']]);
  assert.deepEqual(found(), []);
  sealAll();
  const all = [[next, 31], [next, 32], [next + 1, 32], [next + 1, 33], [next + 1, 34]];
  assert.deepEqual(found(), all);
  sealAll();
  assert.deepEqual(found(), all);
  // Changed, taken away, put in, in another order.
  for (const text of ['[[31,null,"B"],[32,null,"C"]]', '[[31,"A",null],[32,null,"C"]]', '[[32,null,"C"],[31,null,"A"]]']) {
    assert.deepEqual(tampered(`UPDATE access_log SET changes = '${text}' WHERE id = ${next}`), { status: 1, found: [`line ${next} was changed`] }, text);
  }
  assert.deepEqual(tampered(`UPDATE access_log SET changes = '[[31,null,"A"]]' WHERE id = ${next}`),
    { status: 1, found: [`line ${next} was changed`, `line ${next} is found by a wrong pupil 32`] });
  assert.deepEqual(tampered(`UPDATE access_log SET changes = '[[31,null,"A"],[32,null,"C"],[35,null,"C"]]' WHERE id = ${next}`),
    { status: 1, found: [`line ${next} was changed`, `line ${next} is not found by its pupil 35`] });
  for (const text of ['NULL', "'[[31,'"]) {
    assert.equal(tampered(`UPDATE access_log SET changes = ${text} WHERE id = ${next}`).found[0], `line ${next} was changed`, text);
  }
  // The list by which lines are found: a row taken away, one of another pupil, one of a line that is not there.
  assert.deepEqual(tampered(`DELETE FROM access_log_pupil WHERE pupil_id = 32`),
    { status: 1, found: [`line ${next} is not found by its pupil 32`, `line ${next + 1} is not found by its pupil 32`] });
  assert.deepEqual(tampered(`INSERT INTO access_log_pupil (pupil_id, line_id) VALUES (3, ${next}), (31, 5), (31, 99999)`),
    { status: 1, found: ['line 5 is found by a wrong pupil 31', `line ${next} is found by a wrong pupil 3`, 'line 99999 is found by a wrong pupil 31'] });
});

test('what is no list of pupils in a line stops neither the sealing nor the check', () => {
  const before = found();
  h.sql(`INSERT INTO access_log (kind, actor, changes) VALUES ${['[[1', '{}', '7', '[[], 5, [null], ["x"], [-1], [99999999999], [41], [41, 1, 2]]', ''].map((text) => `('save', 'x', '${text}')`).join()}`, 'worker');
  sealAll();
  assert.deepEqual(found().slice(before.length).map(([, id]) => id), [41]);
  assert.equal(verify().status, 0);
});

test('retention takes the lines of old seals away, and the chain still holds', () => {
  h.sql("DELETE FROM access_seal; DELETE FROM access_log; DELETE FROM access_log_pupil; ALTER TABLE access_log AUTO_INCREMENT = 1");
  add(5);
  addSaves([[31, 'A'], [32, 'C']]);
  sealAll();
  add(3);
  addSaves([[31, 'B'], [33, 'C']]);
  const newest = sealAll();
  const purge = () => h.must(['purge']);
  assert.doesNotMatch(purge(), /^access_log .* [1-9]\d*$/m);
  const [[first]] = h.sql('SELECT MIN(last_id) FROM access_seal');
  h.sql(`UPDATE access_seal SET sealed_at = sealed_at - INTERVAL 6 YEAR WHERE last_id = ${first}`);
  h.sql("INSERT INTO legal_hold (person_id, unit_id, reason, created_at) VALUES (NULL, NULL, 'tvist', NOW())");
  purge();
  assert.deepEqual(h.sql(`SELECT COUNT(*) FROM access_log WHERE id <= ${first}`), [['6']]);
  assert.equal(found().length, 4);
  h.sql('UPDATE legal_hold SET ended_at = NOW()');
  assert.match(purge(), /^access_log .* 6$/m);
  assert.deepEqual(h.sql(`SELECT COUNT(*) FROM access_log WHERE id <= ${first}`), [['0']]);
  assert.deepEqual(found().map(([, id]) => id), [31, 33]);
  // The test itself has changed the seal's time: put back, the chain is whole without the lines.
  h.sql(`UPDATE access_seal SET sealed_at = sealed_at + INTERVAL 6 YEAR WHERE last_id = ${first}`);
  const { status, stdout } = verify('--hash', newest);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /lines of 1 seals removed by retention/);
  h.sql(`INSERT INTO access_log (id, kind, actor) VALUES (${first}, 'save', 'x')`);
  assert.match(verify().stdout, new RegExp(`line ${first} was put in later`));
});

test('wrong usage is told', () => {
  for (const args of [['audit'], ['audit', 'x'], ['audit', 'seal', '--grace', '-1'], ['audit', 'seal', '--hash', 'x'], ['audit', 'verify', 'x']]) {
    assert.equal(h.ctl(args).status, 2, args.join(' '));
  }
});
