// Everything at once: two dozen teachers save without a pause, the director reads, and meanwhile workers and the
// database are killed and nginx is reloaded. Clients send again what had no answer, unchanged, as the browser does.
// At the end the history of assessments holds each acknowledged save exactly once, and nothing else.
//
//     MALKOLL_FAULT_SECONDS=60 node --test tests/fault/fault.test.mjs

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { SCALES, eppn } from '../http/fixture.mjs';
import { keyOf, select } from '../http/recount.mjs';
import { expected, received } from '../http/overview.mjs';
import { makeWorld, termAt } from '../http/world.mjs';
import { root, until } from '../http/harness.mjs';
import { createRandom } from '../demo/prng.mjs';

const SECONDS = Number(process.env.MALKOLL_FAULT_SECONDS ?? 9);
const SEED = Number(process.env.MALKOLL_SEED ?? 20261123);

let world;
let round;
before(async () => {
  world = await makeWorld({ workers: 4 });
  // As in real use: a commit is on disk before it is answered.
  world.sql('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
  round = world.plan(termAt(0));
  world.open(round);
});
after(() => world?.stop());

const count = { requests: 0, acknowledged: 0, entries: 0, sentAgain: {}, reads: 0, readsFailed: 0 };

/** A request that is sent again until somebody answers it. */
async function insist(send, limit = Date.now() + 60000) {
  for (;;) {
    count.requests++;
    const answer = await send().catch((error) => ({ status: error.code ?? error.message }));
    if (typeof answer.status === 'number' && answer.status < 500) return answer;
    const why = answer.json?.type?.split(':').pop() ?? answer.status;
    count.sentAgain[why] = (count.sentAgain[why] ?? 0) + 1;
    assert.ok(Date.now() < limit, `no answer for a minute: ${why}`);
    await sleep(20 + Math.random() * 60);
  }
}

/** One teacher; of groups with two teachers only the first saves, so that nobody's word is changed by another. */
class Teacher {
  constructor(id) {
    this.client = world.stack.as(eppn(id));
    this.random = createRandom(SEED, id);
    this.rows = new Map(); // "pupil subject" -> [{level, version}] as acknowledged
    this.groups = world.roster.groups.filter((one) => one.teachers[0] === id);
  }

  async save() {
    const group = this.random.pick(this.groups);
    const rows = select(world.books[round.key], { group: group.id }).filter(() => this.random.chance(0.4));
    const entries = rows.map((row) => {
      const last = this.rows.get(keyOf(row.pupil, row.subject))?.at(-1) ?? { level: null, version: 0 };
      const levels = [...SCALES[row.scale].levels, '-', null].filter((one) => one !== last.level);
      return world.entry(row.pupil, this.random.pick(levels), last.version);
    });
    if (entries.length === 0) return;
    const address = `/api/groups/${world.ids.group[group.id]}/assessments?round=${round.id}`;
    const answer = await insist(() => this.client.put(address, { entries }));
    assert.equal(answer.status, 200, answer.text);
    count.acknowledged++;
    answer.json.results.forEach((result, i) => {
      assert.deepEqual([result.status, result.level, result.version], ['saved', entries[i].level, entries[i].version + 1],
        'one step, however often it was sent');
      const key = keyOf(rows[i].pupil, rows[i].subject);
      this.rows.set(key, [...(this.rows.get(key) ?? []), { level: result.level, version: result.version }]);
      count.entries++;
    });
  }

  async work(end) {
    while (Date.now() < end) await this.save();
  }
}

/** The director looks on: whatever is answered adds up, also between two crashes. */
async function read(end) {
  const client = world.stack.as(eppn('director'));
  let tag = null;
  while (Date.now() < end) {
    const answer = await client.get(`/api/attainment?unit=${world.ids.unit.kommun}`, tag ? { 'If-None-Match': tag } : {}).catch(() => null);
    count.reads++;
    if (answer?.status === 200) {
      const sum = answer.json.rows.filter((row) => row.depth === 1).map((row) => row.counts)
        .reduce((a, b) => a.map((one, i) => one + b[i]));
      assert.deepEqual(sum, answer.json.total.counts);
      assert.equal(sum[0], select(world.books[round.key]).length);
      tag = answer.headers.etag;
    } else if (answer?.status !== 304) {
      assert.ok(!answer || answer.status >= 500, `${answer?.status}`);
      count.readsFailed++;
    }
    await sleep(10);
  }
}

/** The database after kill -9, with every commit on disk; the clients go on meanwhile. */
async function restartDatabase() {
  const env = { ...process.env, MARIADB_EXTRA: '--innodb-flush-log-at-trx-commit=1' };
  await promisify(execFile)(path.join(root, 'tests/private-mariadb.sh'), ['start', path.join(world.stack.dir, 'db')], { env });
}

const nginx = () => world.stack.processes.find((one) => one.spawnfile === 'nginx');

async function disturb(end) {
  const random = createRandom(SEED, 'faults');
  const done = { 'workers killed': 0, 'workers asked to end': 0, 'databases killed': 0, 'nginx reloads': 0 };
  // One after the other: a third of the time workers, then the database twice, then nginx, and all of it mixed.
  const phase = (n) => Date.now() < end - (SECONDS * 1000 * (4 - n)) / 4;
  const worker = (signal) => {
    const pids = world.stack.workers();
    if (pids.length) process.kill(random.pick(pids), signal);
  };
  const database = async () => {
    await world.stack.killDatabase();
    done['databases killed']++;
    await sleep(random.between(50, 400));
    await restartDatabase();
  };
  while (phase(1)) {
    worker('SIGKILL');
    done['workers killed']++;
    await sleep(random.between(20, 200));
  }
  while (phase(2)) {
    await database();
    await sleep(500);
  }
  while (phase(3)) {
    nginx().kill('SIGHUP');
    done['nginx reloads']++;
    worker('SIGTERM');
    done['workers asked to end']++;
    await sleep(random.between(100, 300));
  }
  worker('SIGKILL');
  nginx().kill('SIGHUP');
  await database();
  return done;
}

test('what was acknowledged is there, once, and nothing else', async (t) => {
  const teachers = [...new Set(world.roster.groups.map((one) => one.teachers[0]))].map((id) => new Teacher(id));
  assert.ok(teachers.length >= 20);
  const end = Date.now() + SECONDS * 1000;
  const [done] = await Promise.all([disturb(end), read(end), ...teachers.map((one) => one.work(end))]);
  await until(async () => (await world.get(null, '/api/health').catch(() => ({}))).status === 200, 'health');

  const stored = new Map();
  for (const [pupil, subject, version, state, level] of world.sql(`SELECT p.source_id, j.code, a.version, a.state, IFNULL(l.code, '')
      FROM assessment FOR SYSTEM_TIME ALL a JOIN person p ON p.id = a.pupil_id JOIN subject j ON j.id = a.subject_id
      LEFT JOIN scale_level l ON l.id = a.level_id WHERE a.round_id = ${round.id} ORDER BY a.row_end, a.version`)) {
    const key = keyOf(pupil, subject);
    stored.set(key, [...(stored.get(key) ?? []), `${version} ${{ level, not_assessable: '-', missing: 'missing' }[state]}`]);
  }
  let lost = 0;
  let doubled = 0;
  let rows = 0;
  for (const teacher of teachers) {
    for (const [key, saves] of teacher.rows) {
      const have = stored.get(key) ?? [];
      const want = saves.map((one) => `${one.version} ${one.level ?? 'missing'}`);
      lost += want.filter((one) => !have.includes(one)).length;
      doubled += have.length - new Set(have).size + have.filter((one) => !want.includes(one)).length;
      assert.deepEqual(have, want, key);
      stored.delete(key);
      rows += want.length;
      world.note(round, ...key.split(' '), saves.at(-1).level);
    }
  }
  t.diagnostic(`${teachers.length} teachers, ${SECONDS} s: ${JSON.stringify(done)}`);
  t.diagnostic(`${count.acknowledged} saves with ${count.entries} entries acknowledged, ${rows} in the history, ${lost} lost, `
    + `${doubled} doubled; ${count.requests - count.acknowledged} sent again: ${JSON.stringify(count.sentAgain)}; `
    + `${count.reads} reads, ${count.readsFailed} without an answer`);
  assert.equal(stored.size, 0, 'assessments that nobody was told of');
  assert.equal(rows, count.entries);
  assert.ok(count.acknowledged > 50 && done['databases killed'] > 1 && done['workers killed'] > 3);
});

test('every figure is what the raw rows say', async () => {
  const verified = world.verify();
  assert.match(verified, / 0 differences/);
  assert.deepEqual(world.stored(round), world.booked(round));
  const query = { unit: 'bj', rows: 'class' };
  const answer = await insist(() => world.get('director', `/api/attainment?unit=${world.ids.unit.bj}&rows=class`));
  assert.deepEqual(received(world, answer.json), expected(world.roster, [world.books[round.key], null, null], query));
});
