// malkollctl import assessments: what a file of levels does to a round.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { filesOf, makeSet, remove, writeFolder } from './oneroster.mjs';
import { start } from './harness.mjs';

const ROUND = 'HT2026-43';
let server;

before(async () => {
  server = await start({ workers: 1 });
  readSet(makeSet(), '2026-08-17');
  server.must(['round', 'plan', 'HT2026']);
});
after(() => server?.stop());

function readSet(set, date) {
  return server.must(['import', 'oneroster', writeFolder(path.join(server.dir, 'set'), filesOf(set)), '--date', date]);
}

function load(lines, round = ROUND, ...args) {
  const file = path.join(server.dir, 'levels.csv');
  fs.writeFileSync(file, ['pupil,subject,level,by', ...lines, ''].join('\n'));
  return server.ctl(['import', 'assessments', file, '--round', round, ...args]);
}

const stored = () => server.sql(`SELECT p.source_id, s.code, a.state, l.code, a.version, t.source_id FROM assessment a
  JOIN person p ON p.id = a.pupil_id JOIN subject s ON s.id = a.subject_id LEFT JOIN scale_level l ON l.id = a.level_id
  LEFT JOIN person t ON t.id = a.set_by ORDER BY a.pupil_id, a.subject_id`).map((row) => row.join('|'));

test('a round that is not open takes nothing', () => {
  const done = load(['p1,MA,C,t2']);
  assert.equal(done.status, 1);
  assert.match(done.stdout, /omgången är inte öppnad än/);
  server.must(['round', 'open', ROUND, '--date', '2026-10-19']);
  assert.equal(load(['p1,MA,C,t2'], 'VT2027-13').status, 1);
  assert.equal(load(['p1,MA,C,t2'], 'nonsense').status, 1);
  assert.deepEqual(stored(), []);
});

test('levels, not assessable and the teacher', () => {
  const done = load(['p1,MA,C,t2', 'p1,M2SPA,-,t2', 'p2,GRGRMAT01,A,', 'p4,MA,F,t2']);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.deepEqual(stored(), ['p1|MA|level|C|1|t2', 'p1|M2SPA|not_assessable||1|t2', 'p2|MA|level|A|1|', 'p4|MA|level|F|1|t2']);
  assert.match(server.must(['verify']), / 0 differences/);
  assert.equal(server.sql('SELECT SUM(assessed), SUM(not_assessable) FROM group_progress')[0].join(), '3,1');
});

test('only what differs is written', () => {
  const same = load(['p1,MA,C,t2', 'p1,M2SPA,-,t2', 'p2,MA,A,', 'p4,MA,F,t2'], ROUND, '--lang', 'en');
  assert.match(same.stdout, /nothing was changed/);
  assert.equal(load(['p1,MA,B,t1', 'p2,MA,A,t1']).status, 0);
  assert.deepEqual(stored(), ['p1|MA|level|B|2|t1', 'p1|M2SPA|not_assessable||1|t2', 'p2|MA|level|A|1|', 'p4|MA|level|F|1|t2']);
  assert.match(server.must(['verify']), / 0 differences/);
});

test('rows that the round does not expect are skipped and told', () => {
  const held = stored();
  const done = load(['ghost,MA,C,t2', 'p3,XX,C,t2', 'p4,M2SPA,C,t2', 'p1,MA,O,t2', 'p1,MA,c,t2', 'p1,MA,,t2', 'p1,MA,B,nobody', 'p1,MA,A,t2']);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  for (const expected of [/kolumn pupil: hittade ”ghost”, eleven är inte med i omgången/, /kolumn subject: hittade ”XX”, väntade en ämneskod/,
    /kolumn subject: hittade ”M2SPA”, eleven läser inte ämnet/, /kolumn level: hittade ”O”, väntade F, E, D, C, B, A eller -/,
    /hittade tomt, väntade F, E/, /läraren finns inte i databasen/, /eleven har redan en rad i ämnet med en annan nivå/]) {
    assert.match(done.stdout, expected);
  }
  assert.deepEqual(stored(), held);
});

test('a file that cannot be read changes nothing', () => {
  const held = stored();
  const file = path.join(server.dir, 'broken.csv');
  for (const text of ['', 'pupil,level\np1,A\n', 'pupil,subject,level\np1,"MA,A\n']) {
    fs.writeFileSync(file, text);
    const done = server.ctl(['import', 'assessments', file, '--round', ROUND]);
    assert.equal(done.status, 1);
    assert.match(done.stdout, /ingenting lästes in/);
  }
  assert.equal(server.ctl(['import', 'assessments', `${file}.gone`, '--round', ROUND]).status, 1);
  assert.deepEqual(stored(), held);
});

test('who has left the round is passed over', () => {
  const set = makeSet();
  remove(set, 'p1');
  readSet(set, '2026-10-20');
  const done = load(['p1,MA,A,t2']);
  assert.match(done.stdout, /eleven har lämnat gruppen eller skolan/);
  assert.ok(stored().includes('p1|MA|level|B|2|t1'));
  assert.match(server.must(['verify']), / 0 differences/);
});

test('a closed round takes nothing', () => {
  server.must(['round', 'close', ROUND]);
  const held = stored();
  const done = load(['p2,MA,F,t2']);
  assert.equal(done.status, 1);
  assert.match(done.stdout, /omgången är stängd/);
  assert.deepEqual(stored(), held);
});
