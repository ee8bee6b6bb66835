// Saves go on while workers, the database or nginx are killed. Whoever saves sends again until an
// answer comes; afterwards every acknowledged save is there, once.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, until } from '../http/harness.mjs';

const SAVERS = 8;
const SECONDS = 6;

let h;
let savers;

// Teachers with a group each that reports in the open round, found where the product keeps them.
function findSavers() {
  const rows = h.sql(`SELECT MIN(p.eppn), d.group_id FROM duty d JOIN person p ON p.id = d.person_id
    JOIN snapshot_subject s ON s.group_id = d.group_id JOIN round r ON r.id = s.round_id AND r.state = 'open'
    WHERE d.role = 'teacher' AND s.left_on IS NULL GROUP BY d.group_id HAVING COUNT(*) BETWEEN 8 AND 40 ORDER BY d.group_id LIMIT ${SAVERS}`);
  assert.equal(rows.length, SAVERS);
  return rows.map(([eppn, group]) => new Saver(eppn, group));
}

/** One teacher, one group: sets every pupil's level to the next one, again and again. */
class Saver {
  constructor(eppn, group) {
    this.client = h.as(eppn);
    this.url = `/api/groups/${group}/assessments`;
    Object.assign(this, { acknowledged: 0, resent: 0, refused: [] });
  }

  async load() {
    const { status, json, text } = await this.client.get(this.url);
    assert.equal(status, 200, text);
    const passing = new Map(json.scales.map((scale) => [scale.id, scale.levels.map((level) => level.code)]));
    this.pupils = json.pupils.filter((pupil) => !pupil.left)
      .map(({ id, scale, version, level }) => ({ id, levels: passing.get(scale), version, base: version, level, steps: 0 }));
  }

  // A step has one outcome however often it is sent.
  async step() {
    const entries = this.pupils.map(({ id, levels, version, level }) =>
      ({ pupil: id, level: levels[(levels.indexOf(level) + 1) % levels.length], version }));
    for (let tries = 0; ; tries++) {
      const answer = await this.client.put(this.url, { entries }).catch(() => null);
      if (answer?.status === 200) return this.note(entries, answer.json.results);
      if (answer && answer.status < 500) return this.refused.push(answer.text);
      this.resent++;
      if (tries > 600) return this.refused.push(`no answer: ${answer?.text}`);
      await sleep(50);
    }
  }

  note(entries, results) {
    results.forEach((result, i) => {
      if (result.status !== 'saved') return this.refused.push(JSON.stringify(result));
      Object.assign(this.pupils[i], { level: entries[i].level, version: result.version, steps: this.pupils[i].steps + 1 });
      this.acknowledged++;
      return undefined;
    });
  }

  async runUntil(end) {
    while (Date.now() < end && !this.refused.length) await this.step();
  }
}

async function saveWhile(disturb) {
  const end = Date.now() + SECONDS * 1000;
  for (const saver of savers) await saver.load();
  const saving = Promise.all(savers.map((saver) => saver.runUntil(end)));
  await disturb(end);
  await saving;
}

// What the database holds against what was acknowledged: level and version per pupil, and one row of
// history per version.
function compare() {
  for (const saver of savers) {
    assert.deepEqual(saver.refused, []);
    const group = saver.url.match(/\d+/)[0];
    const rows = h.sql(`SELECT s.pupil_id, a.version, COALESCE(l.code, '-') FROM snapshot_subject s JOIN round r ON r.id = s.round_id AND r.state = 'open'
      JOIN assessment a ON a.round_id = s.round_id AND a.pupil_id = s.pupil_id AND a.subject_id = s.subject_id
      LEFT JOIN scale_level l ON l.id = a.level_id WHERE s.group_id = ${group}`);
    const stored = new Map(rows.map(([pupil, version, level]) => [pupil, { version: Number(version), level }]));
    for (const pupil of saver.pupils) {
      assert.equal(pupil.version, pupil.base + pupil.steps, 'a step that was sent again counts once');
      assert.deepEqual(stored.get(pupil.id), { version: pupil.version, level: pupil.level });
    }
  }
}

function report(t) {
  const sum = (name) => savers.reduce((n, saver) => n + saver[name], 0);
  t.diagnostic(`${sum('acknowledged')} acknowledged, ${sum('resent')} sent again`);
  assert.ok(sum('acknowledged') > 100);
  return { resent: sum('resent') };
}

before(async () => {
  h = await start({ workers: 4, demo: {} });
  await h.killDatabase();
  await h.restartDatabase();
  await until(async () => (await h.as(null).get('/api/health')).status === 200, 'health');
});
after(() => h.stop());

test('kill -9 of workers', async (t) => {
  savers = findSavers();
  let killed = 0;
  await saveWhile(async (end) => {
    while (Date.now() < end) {
      const workers = h.workers();
      if (workers.length) process.kill(workers[killed++ % workers.length], 'SIGKILL');
      await sleep(120);
    }
  });
  compare();
  t.diagnostic(`${killed} workers killed`);
  report(t);
});

test('SIGTERM to workers costs nobody an answer', async (t) => {
  savers = findSavers();
  await saveWhile(async (end) => {
    while (Date.now() < end) {
      for (const pid of h.workers().slice(0, 2)) process.kill(pid, 'SIGTERM');
      await sleep(200);
    }
  });
  compare();
  assert.equal(report(t).resent, 0);
});

test('kill -9 of the database', async (t) => {
  savers = findSavers();
  await saveWhile(async () => {
    for (let i = 0; i < 2; i++) {
      await sleep(800);
      await h.killDatabase();
      await sleep(300);
      await h.restartDatabase();
    }
  });
  compare();
  assert.ok(report(t).resent > 0);
});

test('afterwards every figure agrees with its raw rows', () => {
  assert.equal(h.ctl(['verify']).status, 0, h.ctl(['verify']).stdout);
});
