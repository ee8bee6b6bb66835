// What each account of the database may do, tried on a real server.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root, start } from '../http/harness.mjs';

let h;
before(async () => { h = await start({ workers: 1 }); });
after(() => h.stop());

// The message of the server; null if it does what it is told.
function refusal(account, text) {
  try {
    h.sql(text, account);
    return null;
  } catch (error) {
    return String(error.stderr ?? error.message);
  }
}

// {table: [privileges]} of an account, columns' privileges as "INSERT(column)".
function grants(account) {
  const who = `GRANTEE = "'malkoll_${account}'@'localhost'"`;
  const found = {};
  const add = (table, what) => { (found[table] ??= []).push(what); };
  for (const [table, what] of h.sql(`SELECT TABLE_NAME, PRIVILEGE_TYPE FROM information_schema.TABLE_PRIVILEGES WHERE ${who}`)) add(table, what);
  for (const [table, column, what] of h.sql(`SELECT TABLE_NAME, COLUMN_NAME, PRIVILEGE_TYPE FROM information_schema.COLUMN_PRIVILEGES WHERE ${who}`)) {
    add(table, `${what}(${column})`);
  }
  for (const name of Object.keys(found)) found[name].sort();
  return found;
}

const wide = (account) => h.sql(`SELECT PRIVILEGE_TYPE FROM information_schema.SCHEMA_PRIVILEGES WHERE GRANTEE = "'malkoll_${account}'@'localhost'"
  UNION SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = "'malkoll_${account}'@'localhost'" AND PRIVILEGE_TYPE <> 'USAGE'`);

const tables = () => h.sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'malkoll'").flat();

test('every table has its line', () => {
  const worker = grants('worker');
  // By which pupils sealed lines are found is no worker's business.
  assert.equal(worker.access_log_pupil, undefined);
  for (const table of tables().filter((name) => name !== 'access_log_pupil')) {
    assert.ok(worker[table], `sql/accounts.sql does not say what the workers may do with ${table}`);
  }
});

test('the workers have rows, and of the log and the schema less', () => {
  const worker = grants('worker');
  assert.deepEqual(worker.access_seal, ['SELECT(sealed_at)']);
  assert.deepEqual(worker.schema_migration, ['SELECT']);
  const columns = h.sql("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'malkoll' AND TABLE_NAME = 'access_log'").flat();
  assert.deepEqual(worker.access_log, columns.filter((c) => c !== 'id' && c !== 'at').map((c) => `INSERT(${c})`).sort());
  // What was published is never changed, only ended.
  assert.deepEqual(worker.publication, ['INSERT', 'SELECT', ...['ended_actor', 'ended_at', 'reason', 'state'].map((c) => `UPDATE(${c})`)]);
  assert.deepEqual(worker.publication_cell, ['INSERT', 'SELECT']);
  for (const [table, rights] of Object.entries(worker)) {
    if (/^(access_log|access_seal|schema_migration|publication|publication_cell)$/.test(table)) continue;
    assert.ok(rights.every((right) => /^(SELECT|INSERT|UPDATE|DELETE)$/.test(right)), `${table}: ${rights}`);
  }
});

test('nobody but the migrator has a right on the whole database', () => {
  for (const account of ['worker', 'auditor', 'sealer']) assert.deepEqual(wide(account), [], account);
});

test('the auditor only reads, the sealer only adds seals and by whom lines are found', () => {
  for (const [table, rights] of Object.entries(grants('auditor'))) assert.deepEqual(rights, ['SELECT'], table);
  assert.deepEqual(grants('sealer'), { access_log: ['SELECT'], access_log_pupil: ['INSERT', 'SELECT'], access_seal: ['INSERT', 'SELECT'] });
  assert.equal(grants('auditor').assessment, undefined);
});

test('a worker adds a line, at the time of the server, and can do nothing else with the log', () => {
  h.sql("SET time_zone = '+05:00'; SET timestamp = 1000000000; INSERT INTO access_log (kind, actor) VALUES ('save', 'a@b.se')", 'worker');
  const [[age]] = h.sql("SET time_zone = '+00:00'; SELECT TIMESTAMPDIFF(SECOND, at, UTC_TIMESTAMP(3)) FROM access_log");
  assert.ok(Math.abs(age) < 60, `the line is ${age} s old`);
  for (const [text, code] of [
    ['SELECT kind FROM access_log', 1142],
    ['SELECT COUNT(*) FROM access_log', 1142],
    ["UPDATE access_log SET kind = 'x'", 1142],
    ['DELETE FROM access_log', 1142],
    ['TRUNCATE access_log', 1142],
    ['DROP TABLE access_log', 1142],
    ['ALTER TABLE access_log ENGINE = Aria', 1142],
    ["REPLACE INTO access_log (kind, actor) VALUES ('x', 'y')", 1142],
    ["INSERT INTO access_log (kind, actor) VALUES ('x', 'y') ON DUPLICATE KEY UPDATE kind = 'z'", 1142],
    ['INSERT INTO access_log (kind, actor) SELECT kind, actor FROM access_log', 1142],
    ["INSERT INTO access_log (kind, actor, at) VALUES ('x', 'y', '2020-01-01')", 1143],
    ["INSERT INTO access_log (id, kind, actor) VALUES (1, 'x', 'y')", 1143],
    ["INSERT INTO access_log (kind, actor) VALUES ('x', 'y') RETURNING id", 1143],
    ['SELECT * FROM access_seal', 1143],
    ['SELECT * FROM access_log_pupil', 1142],
    ['INSERT INTO access_log_pupil (pupil_id, line_id) VALUES (1, 1)', 1142],
    ['SELECT hash FROM access_seal', 1143],
    ["INSERT INTO access_seal (first_id, last_id, n) VALUES (1, 1, 1)", 1142],
    ['CREATE TABLE x (a INT)', 1142],
    ['CREATE TRIGGER x BEFORE INSERT ON access_log FOR EACH ROW SET NEW.kind = 1', 1142],
    ['DELETE HISTORY FROM assessment', 1142],
    ['LOCK TABLES access_log WRITE', 1044],
  ]) assert.match(refusal('worker', text) ?? 'done', new RegExp(`ERROR ${code} `), text);
  assert.deepEqual(h.sql('SELECT COUNT(*) FROM access_log'), [['1']]);
});

test('an auditor and a sealer cannot touch a line', () => {
  for (const account of ['auditor', 'sealer']) {
    for (const text of ["UPDATE access_log SET kind = 'x'", 'DELETE FROM access_log', "INSERT INTO access_log (kind, actor) VALUES ('x', 'y')",
      'UPDATE access_seal SET n = 1', 'DELETE FROM access_seal', 'UPDATE access_log_pupil SET line_id = 1', 'DELETE FROM access_log_pupil', 'SELECT * FROM assessment']) {
      assert.match(refusal(account, text) ?? 'done', /ERROR 1142 /, `${account}: ${text}`);
    }
  }
  for (const text of ['INSERT INTO access_seal (first_id) VALUES (1)', 'INSERT INTO access_log_pupil (pupil_id, line_id) VALUES (1, 1)']) {
    assert.match(refusal('auditor', text) ?? 'done', /ERROR 1142 /);
  }
});

test('accounts takes away what was granted before', () => {
  h.sql(`GRANT SELECT, INSERT, UPDATE, DELETE ON malkoll.* TO malkoll_worker@localhost;
    GRANT SELECT ON malkoll.access_seal TO malkoll_worker@localhost; GRANT DELETE ON malkoll.access_log TO malkoll_sealer@localhost`);
  assert.equal(refusal('worker', 'SELECT * FROM access_log'), null);
  h.sql(h.must(['accounts']));
  assert.deepEqual(wide('worker'), []);
  assert.match(refusal('worker', 'SELECT * FROM access_log') ?? 'done', /ERROR 1142 /);
  assert.match(refusal('worker', 'SELECT * FROM access_seal') ?? 'done', /ERROR 1143 /);
  assert.match(refusal('sealer', 'DELETE FROM access_log') ?? 'done', /ERROR 1142 /);
});

test('accounts puts the names of the configuration in quotes', () => {
  const conf = path.join(h.dir, 'malkoll.conf');
  const text = fs.readFileSync(conf, 'utf8');
  try {
    fs.writeFileSync(conf, text.replace('name = malkoll\n', 'name = a`b-c\n').replace('user = malkoll_worker', "user = o'hara"));
    const printed = h.must(['accounts', '--host', '10.0.0.%']);
    assert.match(printed, /^GRANT SELECT, INSERT, UPDATE, DELETE ON `a``b-c`\.assessment TO 'o''hara'@'10\.0\.0\.%';$/m);
    assert.doesNotMatch(printed.replace(/^--.*$/gm, ''), /@(database|worker|auditor|sealer)@/);
    fs.writeFileSync(conf, text.replace('user = malkoll_worker', 'user = malkoll_auditor'));
    const { status, stderr } = h.ctl(['accounts']);
    assert.equal(status, 1);
    assert.match(stderr, /two of the four accounts/);
  } finally {
    fs.writeFileSync(conf, text);
  }
});

test('without a right that they need the workers answer 503, and again when they have it', async () => {
  h.sql("INSERT INTO person (eppn, given_name, family_name) VALUES ('a@b.se', 'A', 'B'); REVOKE SELECT ON malkoll.duty FROM malkoll_worker@localhost");
  const refused = await h.as('a@b.se').get('/api/me');
  assert.equal(refused.status, 503);
  h.sql(h.must(['accounts']));
  assert.equal((await h.as('a@b.se').get('/api/me')).status, 200);
});

test('check-config tries all four', () => {
  assert.match(h.must(['check-config']), /all accounts/);
  h.sql('ALTER USER malkoll_sealer@localhost ACCOUNT LOCK');
  const { status, stderr } = h.ctl(['check-config']);
  assert.equal(status, 1);
  assert.match(stderr, /malkoll_sealer|locked/);
});

