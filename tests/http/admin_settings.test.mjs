// Settings of the instance, whom to ask, and how the instance is.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isProblem, isTime } from './shapes.mjs';
import { makeWorld } from './world.mjs';

let world;
before(async () => { world = await makeWorld(); });
after(() => world?.stop());

const put = (body, who = 'admin') => world.ask('PUT', who, '/api/settings', body);
const value = (answer, name) => answer.json.settings.find((s) => s.name === name);

test('a setting is changed, with who did it, in the log, and malkollctl sees the same', async () => {
  const before = await world.get('admin', '/api/settings');
  assert.equal(value(before, 'audit_night_from').value, '22');
  assert.ok(before.json.settings.every((s) => s.by === null && s.at === null && s.value === s.default));
  const after = await put({ name: 'contact', value: 'Åsa i växeln, 010-123 45' });
  assert.equal(after.status, 200, after.text);
  assert.equal(value(after, 'contact').by, 'Ada Admin');
  isTime(value(after, 'contact').at);
  assert.match(world.ctl('settings', 'list'), /contact = Åsa i växeln, 010-123 45/);
  world.ctl('settings', 'set', 'audit_many_pupils', '80');
  const listed = await world.get('admin', '/api/settings');
  assert.deepEqual([value(listed, 'audit_many_pupils').value, value(listed, 'audit_many_pupils').by], ['80', 'malkollctl']);
  assert.deepEqual(world.sql("SELECT detail, old_value, new_value FROM access_log WHERE kind = 'setting' AND actor LIKE 'admin@%'"),
    [['contact', '', 'Åsa i växeln, 010-123 45']]);
});

test('what does not fit is refused and changes nothing', async () => {
  const before = world.sql('SELECT * FROM setting');
  for (const bad of ['24', '-1', '1.5', '', 'natt', ' 3']) isProblem(await put({ name: 'audit_night_from', value: bad }), 422, 'setting-value', 'value');
  isProblem(await put({ name: 'contact', value: 'x'.repeat(301) }), 422, 'setting-value', 'value');
  isProblem(await put({ name: 'nothing', value: '1' }), 422, 'invalid-body', 'name');
  isProblem(await put({ name: 'contact', value: 1 }), 422, 'invalid-body', 'value');
  isProblem(await put({ name: 'contact' }), 422, 'invalid-body', 'value');
  isProblem(await put({ name: 'contact', value: 'jag' }, 'director'), 403, 'forbidden');
  assert.equal(world.stack.ctl(['settings', 'set', 'audit_night_from', '24']).status, 1);
  assert.equal(world.stack.ctl(['settings', 'set', 'nothing', '24']).status, 2);
  assert.deepEqual(world.sql('SELECT * FROM setting'), before);
});

test('whom to ask can be read by somebody whom the roster does not know', async () => {
  for (const who of [null, 'nobody']) {
    const answer = await world.get(who, '/api/contact');
    assert.deepEqual([answer.status, answer.json.contact], [200, 'Åsa i växeln, 010-123 45']);
  }
});

test('how the instance is, for the administrator', async () => {
  const { json } = await world.get('admin', '/api/instance');
  assert.equal(json.schema, json.schema_wanted);
  assert.match(json.server, /MariaDB/);
  assert.ok(json.size_mib > 0);
  assert.equal(json.overdue_rounds, 0);
  isTime(json.last_import);
  assert.match(world.ctl('health'), /schema +\d+ \(wanted: \d+\)[\s\S]*0 overdue/);
  assert.equal(json.last_seal, null);
  world.ctl('audit', 'seal', '--grace', '0');
  isTime((await world.get('admin', '/api/instance')).json.last_seal);
  // A round that the timer should have opened long ago.
  world.sql(`INSERT INTO round (kind, term, week, term_order, opens_at, due_at, closes_at) VALUES ('forecast', 'HT2026', 44, 4053,
    UTC_TIMESTAMP(3) - INTERVAL 2 DAY, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 5 DAY)`);
  assert.equal((await world.get('admin', '/api/instance')).json.overdue_rounds, 1);
  assert.equal(world.stack.ctl(['health']).status, 1);
  isProblem(await world.get('director', '/api/instance'), 403, 'forbidden');
});
