// What a worker keeps of a teaching group between saves: who may write it, and where its pupils stand in the roster.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { clone, groupOf, moveToClass, pupilOf } from './fixture.mjs';
import { select } from './recount.mjs';
import { isAnswer } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

let world;
let open;

before(async () => {
  world = await makeWorld();
  open = world.plan(termAt(0));
  world.open(open);
});
after(() => world?.stop());

const id = (pupil) => world.ids.person[pupil];
const save = (who, group, entries) => world.put(who, group, open, { entries: entries.map(([pupil, level, version]) => world.entry(pupil, level, version)) });

async function saved(...args) {
  const answer = await save(...args);
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const rowOf = async (who, group, pupil) => isAnswer(await world.get(who, `/api/groups/${world.ids.group[group]}/assessments?round=${open.id}`))
  .pupils.find((one) => one.id === id(pupil));

// Every worker has it, after so many saves.
const OFTEN = 12;

/** Makes changes while it holds a school, and commits them as soon as somebody waits for it; resolves when it holds it. (The
 * list of transactions is made anew only when nobody has read it for a tenth of a second.) */
async function holdUntilWaited(unit, changes) {
  const client = spawn('mariadb', ['--no-defaults', '-S', path.join(world.stack.dir, 'db/m.sock'), '-u', os.userInfo().username, '-N', '-B', '-n', 'malkoll'],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => { client.on('exit', resolve); });
  client.stdin.end(`START TRANSACTION; SELECT 'held' FROM round_unit WHERE round_id = ${open.id} AND unit_id = ${unit} FOR UPDATE;
    ${changes}
    DELIMITER //
    FOR i IN 1..100 DO
      IF (SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT') > 0 THEN SET i = 100; ELSE DO SLEEP(0.3); END IF;
    END FOR //
    DELIMITER ;
    COMMIT;\n`);
  await new Promise((resolve, reject) => { client.stdout.once('data', resolve); client.once('exit', () => reject(new Error('the school was not held'))); });
  return { ended };
}

test('a save that had to wait for a school looks at what has become of its pupils meanwhile', async () => {
  const group = 'g-9B-SV';
  const [teacher] = groupOf(world.roster, group).teachers;
  const [{ pupil }] = select(world.books[open.key], { group }).filter((row) => !row.left);
  const row = `round_id = ${open.id} AND pupil_id = ${id(pupil)} AND group_id = ${world.ids.group[group]}`;
  const leave = (date) => `UPDATE snapshot_subject SET left_on = ${date} WHERE ${row}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0;`;
  const { level, version } = await rowOf(teacher, group, pupil);
  // The same level again stores nothing, but makes each worker keep the group.
  for (let i = 0; i < OFTEN; i++) await saved(teacher, group, [[pupil, level, version]]);
  const { ended } = await holdUntilWaited(world.ids.unit.bj, leave(`'${day()}'`));
  const answer = await saved(teacher, group, [[pupil, level === 'C' ? 'D' : 'C', version]]);
  assert.equal(await ended, 0);
  assert.match(answer.results[0].problem?.type ?? 'saved', /pupil-left$/);
  world.sql(leave('NULL'));
  assert.match(world.verify(), / 0 differences/);
});

test('what a worker keeps of a group goes with the roster, with a mark and with a duty', async () => {
  const group = 'g-9B-SV';
  const [teacher] = groupOf(world.roster, group).teachers;
  const [leaves, stays] = select(world.books[open.key], { group }).filter((row) => !row.left).map((row) => row.pupil);
  const outcome = async (pupil) => {
    const row = await rowOf(teacher, group, pupil);
    const answer = await save(teacher, group, [[pupil, row?.level === 'A' ? 'C' : 'A', row?.version ?? 0]]);
    return answer.status === 200 ? answer.json.results[0].problem?.type ?? answer.json.results[0].status : answer.status;
  };
  const always = async (pupil, expectation) => {
    for (let i = 0; i < OFTEN; i++) assert.match(String(await outcome(pupil)), expectation);
    assert.match(world.verify(), / 0 differences/);
  };
  await always(leaves, /^saved$/);
  await always(stays, /^saved$/);

  const roster = clone(world.roster);
  moveToClass(roster, pupilOf(roster, leaves), 'c-9A');
  pupilOf(roster, stays).gender = pupilOf(roster, stays).gender === 'male' ? 'female' : 'male';
  world.importRoster(roster, day());
  await always(leaves, /pupil-not-in-group$/);
  await always(stays, /^saved$/);

  world.ctl('protect', 'mark', '--reason', 'a court', '--as', 'confidential', id(stays));
  await always(stays, /pupil-not-in-group$/);
  world.ctl('protect', 'unmark', '--reason', 'over', id(stays));
  await always(stays, /^saved$/);

  groupOf(roster, group).teachers = groupOf(roster, group).teachers.filter((one) => one !== teacher);
  world.importRoster(roster, day());
  for (let i = 0; i < OFTEN; i++) assert.equal((await save(teacher, group, [[stays, 'A', 0]])).status, 404);
});
