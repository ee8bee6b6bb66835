// Random sequences of everything that changes figures, many at a time. After each step the recount, also of the hit rate and
// of the pupils that rounds have in common, finds no difference, the answers are those of the books, and an import has not moved a closed round by a byte.
//
//     MALKOLL_SEEDS=1,2,3 MALKOLL_STEPS=40 node --test tests/http/property.test.mjs

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCALES, addPupil, clone, groupOf, moveToClass, pupilOf, removePupil } from './fixture.mjs';
import { keyOf, select } from './recount.mjs';
import { expected, received } from './overview.mjs';
import { isAnswer } from './shapes.mjs';
import { day, eachOf, makeWorld, termAt } from './world.mjs';
import { createRandom } from '../demo/prng.mjs';

const SEEDS = (process.env.MALKOLL_SEEDS ?? '20261123').split(',').map(Number);
const STEPS = Number(process.env.MALKOLL_STEPS ?? 9);
const PRINCIPALS = { ek: 'pr-ek', bj: 'pr-bj', li: 'pr-li' };

class Run {
  constructor(world, seed) {
    Object.assign(this, { world, seed, jobs: 0, random: createRandom(seed, 'steps'), gone: [], born: 0, log: [],
      count: { saved: 0, conflict: 0, rejected: 0, refused: 0, corrected: 0, imports: 0 } });
  }

  rounds(state) {
    return Object.values(this.world.rounds).filter((round) => round.state === state);
  }

  // ---- saving ----

  level(row, random) {
    if (random.chance(0.08)) return null;
    return random.chance(0.08) ? '-' : random.pick(SCALES[row.scale].levels);
  }

  /** One person saves some of a group's rows by what the grid shows; what is saved goes into results. */
  async saveSome(who, group, round, reason, results) {
    const { world } = this;
    const random = createRandom(this.seed, `job ${++this.jobs}`);
    const at = `/api/groups/${world.ids.group[group.id]}/assessments?round=${round.id}`;
    const answer = await world.get(who, at);
    assert.ok([200, 404].includes(answer.status), `${at}: ${answer.text}`);
    if (answer.status === 404) return;
    const rows = answer.json.pupils.filter(() => random.chance(0.5));
    const entries = rows.map((row) => {
      const pupil = world.names.person[row.id];
      const known = world.books[round.key].rows.get(keyOf(pupil, group.subject));
      return { pupil: row.id, level: this.level(known ?? { scale: 'A-F' }, random), version: random.chance(0.05) ? 0 : row.version };
    });
    if (entries.length === 0) return;
    const put = await world.put(who, group.id, round, { entries, ...(reason ? { reason } : {}) });
    assert.ok([200, 404, 409].includes(put.status), put.text);
    if (put.status !== 200) {
      this.count.refused++;
      return;
    }
    for (const result of put.json.results) {
      this.count[reason && result.status === 'saved' ? 'corrected' : result.status]++;
      if (result.status === 'rejected') continue;
      results.push({ round, subject: group.subject, ...result });
    }
  }

  /** Enters what many saves came to: of each row the highest version that somebody was told. */
  settle(results) {
    const last = new Map();
    for (const one of results) {
      const key = `${one.round.key} ${one.pupil} ${one.subject}`;
      const known = last.get(key);
      if (known && known.version === one.version) assert.equal(one.level, known.level, `${key}: one version, two levels`);
      if (!known || known.version < one.version) last.set(key, one);
    }
    for (const one of last.values()) this.world.note(one.round, this.world.names.person[one.pupil], one.subject, one.level);
  }

  /** Many teachers at once; groups with two teachers get both. */
  async teachersSave(round, n, results, except = new Set()) {
    const { world, random } = this;
    const groups = random.shuffle(world.roster.groups.filter((one) => !except.has(one.id))).slice(0, n);
    const jobs = groups.flatMap((group) => [...group.teachers, ...(random.chance(0.3) ? group.teachers : [])]
      .map((teacher) => [teacher, group]));
    await eachOf(jobs, 12, ([teacher, group]) => this.saveSome(teacher, group, round, null, results));
  }

  async saves() {
    const [round] = this.random.shuffle(this.rounds('open'));
    if (!round) return this.opening();
    const results = [];
    await this.teachersSave(round, 20, results);
    this.settle(results);
    return `saves in ${round.key}`;
  }

  async corrections() {
    const rounds = [...this.rounds('closed'), ...this.rounds('open')];
    const results = [];
    const jobs = Array.from({ length: 6 }, () => [this.random.pick(this.world.roster.groups), this.random.pick(rounds)]);
    await eachOf(jobs, 6, ([group, round]) => this.saveSome(PRINCIPALS[group.unit], group, round, 'rättelse', results));
    this.settle(results);
    return 'corrections';
  }

  // ---- rounds ----

  opening() {
    const { world } = this;
    const [round] = this.rounds('planned');
    if (!round) return this.rounds('open').length > 0 ? this.saves() : this.reopening();
    world.open(round);
    return `opened ${round.key}`;
  }

  /** Closing while teachers are saving: each save is in the closed round or was refused. */
  async closing() {
    const { world } = this;
    const [round] = this.random.shuffle(this.rounds('open'));
    if (!round) return this.opening();
    const results = [];
    const saving = this.teachersSave(round, 16, results);
    await world.ctlBeside('round', 'close', round.key);
    await saving;
    this.settle(results);
    world.noteClosed(round);
    return `closed ${round.key}`;
  }

  reopening() {
    const [round] = this.random.shuffle(this.rounds('closed'));
    if (!round) return this.closing();
    this.world.reopen(round);
    return `reopened ${round.key}`;
  }

  // ---- imports ----

  mutate(roster) {
    const { random } = this;
    const changes = {
      leave: () => {
        const pupil = random.pick(roster.pupils);
        this.gone.push(pupil);
        removePupil(roster, pupil.id);
      },
      comeBack: () => {
        const pupil = this.gone.pop();
        if (pupil) roster.pupils.push(pupil);
      },
      begin: () => {
        const [klass, year] = random.pick([['c-7A', 7], ['c-8A', 8], ['c-9B', 9], ['c-9C', 9], ['c-3A', 3]]);
        addPupil(roster, `p-new-${++this.born}`, klass, year, random.pick(['female', 'male', '']));
      },
      changeClass: () => moveToClass(roster, random.pick(roster.pupils.filter((one) => one.year === 9)), random.pick(['c-9A', 'c-9B',
        'c-9C'])),
      changeYear: () => {
        const pupil = random.pick(roster.pupils.filter((one) => one.year === 5 || one.year === 6));
        if (pupil) moveToClass(roster, pupil, pupil.year === 5 ? 'c-6A' : 'c-5A', pupil.year === 5 ? 6 : 5);
      },
      changeGender: () => {
        random.pick(roster.pupils).gender = random.pick(['female', 'male', 'unspecified']);
      },
      loseClass: () => {
        random.pick(roster.pupils).klass = null;
      },
      dropSubject: () => {
        const pupil = random.pick(roster.pupils);
        pupil.reads = pupil.reads.filter((id) => id !== random.pick(pupil.reads));
      },
      changeSyllabus: () => {
        const pupil = random.pick(roster.pupils.filter((one) => one.home === 'c-9C'));
        const swap = { 'g-9C-MA': 'g-9C-GRANMAT', 'g-9C-GRANMAT': 'g-9C-MA' };
        if (pupil) pupil.reads = pupil.reads.map((id) => swap[id] ?? id);
      },
      changeTeacher: () => {
        const group = random.pick(roster.groups);
        const own = roster.staff.filter((one) => one.id.startsWith(group.unit) && one.roles[0]?.role === 'teacher');
        group.teachers = random.shuffle(own.map((one) => one.id)).slice(0, random.chance(0.2) ? 2 : 1);
      },
    };
    for (const name of Array.from({ length: 4 }, () => random.pick(Object.keys(changes)))) {
      changes[name]();
      this.log.push(name);
    }
  }

  /** An import while teachers are saving what it does not put on another scale. */
  async importing() {
    const { world, random } = this;
    const roster = clone(world.roster);
    this.mutate(roster);
    const before = await this.closedAnswers();
    const results = [];
    const rescaled = new Set(['g-9C-MA', 'g-9C-GRANMAT', ...roster.groups.filter((one) => /^g-(5A|6A)/.test(one.id)).map((one) => one.id)]);
    const [round] = random.shuffle(this.rounds('open'));
    const saving = round ? this.teachersSave(round, 14, results, rescaled) : null;
    await world.ctlBeside(...world.importArgs(roster, day()), '--allow-ending', '100');
    await saving;
    world.takeRoster(roster, day());
    this.settle(results);
    this.count.imports++;
    const after = await this.closedAnswers();
    for (const [at, text] of before) assert.ok(after.get(at) === text, `an import moved a closed round: ${at}`);
    return 'import';
  }

  /** Answers about closed rounds that stand beside closed rounds only, as text without the time of asking. */
  async closedAnswers() {
    const { world } = this;
    const isOpen = (one) => one && world.rounds[one.key].state === 'open';
    const answers = new Map();
    for (const round of this.rounds('closed')) {
      for (const [who, query] of [['director', { unit: 'kommun' }], ['director', { unit: 'bj', rows: 'class', subject: 'MA' }],
        ['director', { unit: 'li', rows: 'gender' }], ['director', { unit: 'ek', rows: 'year_group', basis: 'closed' }],
        ['pr-bj', { unit: 'bj', rows: 'pupil' }]]) {
        const at = this.address(round, query);
        const answer = await world.get(who, at);
        const { previous, year_ago: yearAgo } = isAnswer(answer);
        if (!isOpen(previous) && !isOpen(yearAgo)) answers.set(at, answer.text.replace(/"as_of":"[^"]*"/, ''));
      }
    }
    return answers;
  }

  // ---- checks ----

  address(round, { unit, ...rest }) {
    return `/api/attainment?${new URLSearchParams({ unit: this.world.ids.unit[unit], round: round.id, ...rest })}`;
  }

  async checkRound(round, queries) {
    const { world } = this;
    for (const query of queries) {
      const answer = isAnswer(await world.get('director', this.address(round, query)));
      const key = (one) => one && world.books[one.key];
      const now = query.basis === 'closed' && round.asClosed ? round.asClosed : key(round);
      const { basis, ...plain } = query;
      assert.deepEqual(received(world, answer), expected(world.roster, [now, key(answer.previous), key(answer.year_ago)], plain),
        `${round.key} ${JSON.stringify(query)}`);
      const parts = answer.rows.filter((row) => row.depth === 0).map((row) => row.counts);
      assert.deepEqual(parts.reduce((a, b) => a.map((one, i) => one + b[i]), [0, 0, 0, 0, 0]), answer.total.counts);
    }
  }

  async check() {
    assert.match(this.world.verify(), / 0 differences/);
    for (const round of [...this.rounds('open'), ...this.rounds('closed')]) {
      assert.deepEqual(this.world.stored(round), this.world.booked(round), `what is stored of ${round.key}`);
      await this.checkRound(round, [{ unit: 'kommun', rows: 'unit' }, { unit: this.random.pick(['bj', 'li', 'ek']), rows: 'class' },
        { unit: this.random.pick(['kommun', 'norr', 'bj']), rows: 'gender', subject: 'MA', basis: 'closed' }]);
    }
  }

  async step() {
    const acts = ['saves', 'saves', 'saves', 'corrections', 'importing', 'importing', 'importing', 'opening', 'closing', 'reopening'];
    const what = await this[this.random.pick(acts)]();
    this.log.push(`— ${what}`);
    await this.check();
  }
}

/** Two closed rounds of forecasts and the grades that followed, one open, and two planned: enough to begin with. */
async function begin(seed) {
  const world = await makeWorld({ workers: 4 });
  const run = new Run(world, seed);
  for (const offset of [-2, -1]) {
    const round = world.plan(termAt(offset));
    world.open(round, offset === -2 ? termAt(-2).date : day());
    world.loadAll(round, offset + 2);
    world.close(round);
  }
  const grades = world.plan(termAt(-1), { kind: 'grade' });
  world.open(grades);
  world.loadAll(grades, 2);
  world.close(grades);
  world.open(world.plan(termAt(0)));
  world.plan(termAt(0), { kind: 'grade' });
  world.plan(termAt(1));
  return run;
}

for (const seed of SEEDS) {
  test(`random changes, seed ${seed}, ${STEPS} steps`, async () => {
    const run = await begin(seed);
    try {
      await run.saves();
      await run.importing();
      await run.check();
      for (let i = 0; i < STEPS; i++) await run.step();
      for (const round of [...run.rounds('open'), ...run.rounds('closed')]) {
        assert.ok(select(run.world.books[round.key]).length > 0);
        await run.checkRound(round, [{ unit: 'bj', rows: 'class', subject: 'M2' }, { unit: 'li', rows: 'year_group', gender: 'male' },
          { unit: 'ek', rows: 'class', basis: 'closed' }]);
      }
      console.log(`seed ${seed}: ${JSON.stringify(run.count)}`);
    } catch (error) {
      console.error(`seed ${seed}, after: ${run.log.join(', ')}`);
      throw error;
    } finally {
      await run.world.stop();
    }
  });
}
