// Closest to the goal and the class's view: every reader, every kind of row, recounted from what was reported.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SCALES } from './fixture.mjs';
import { below } from './overview.mjs';
import { familyOf, keyOf, select, summarise } from './recount.mjs';
import { judge, passes } from './judge.mjs';
import { isAnswer, isProblem, isRound, isSubject, isTime, members } from './shapes.mjs';
import { day, makeFullWorld, termAt } from './world.mjs';

let world;
before(async () => {
  world = await makeFullWorld();
});
after(() => world?.stop());

const at = (route, query) => `/api/${route}?${new URLSearchParams(query)}`;
const unit = (name) => world.ids.unit[name];
const klass = (name) => world.ids.klass[`c-${name}`];
const closest = (who, query) => world.get(who, at('closest', query));

// ---- the count of this test ----

const RULES = { vocational: [[], 5], arts: [[], 9], economics_humanities_social: [['GE', 'HI', 'RE', 'SH'], 5], science_technology: [['BI', 'FY', 'KE'], 6] };
const GOALS = ['all_subjects', ...Object.keys(RULES)];
const CORE = ['SV', 'SVA', 'EN', 'MA'];

const levelOf = (book, row) => book.levels.get(keyOf(row.pupil, row.subject)) ?? null;

function meets(passed, goal) {
  const [required, others] = RULES[goal];
  const named = [...CORE, ...required];
  return (passed.has('SV') || passed.has('SVA')) && ['EN', 'MA', ...required].every((one) => passed.has(one))
    && [...passed].filter((one) => !named.includes(one)).length >= others;
}

// The least number of further passes that makes somebody eligible, found by trying: any subject of the rule, or any other.
function lacks(passed, goal) {
  const wishes = [...CORE, ...RULES[goal][0], 'x1', 'x2'].filter((one) => !passed.has(one));
  if (meets(passed, goal)) return 0;
  if (wishes.some((a) => meets(new Set([...passed, a]), goal))) return 1;
  return wishes.some((a, i) => wishes.slice(i + 1).some((b) => meets(new Set([...passed, a, b]), goal))) ? 2 : 99;
}

/** {goal: [lacks, [subjects that are not passed]]} of a pupil, for the goals that are counted. */
function distances(book, pupil) {
  const rows = select(book, { pupil }).filter((row) => !row.left);
  const sum = summarise(book, rows);
  if (!sum.complete) return {};
  const failed = rows.filter((row) => !passes(row, levelOf(book, row)));
  const graded = new Set(rows.filter((row) => SCALES[row.scale].points && passes(row, levelOf(book, row))).map((row) => row.subject));
  const found = { all_subjects: failed.length };
  if (sum.covered) for (const goal of Object.keys(RULES)) found[goal] = lacks(graded, goal);
  return found;
}

const pupilsOf = (book, pick) => [...new Set(select(book, pick).map((row) => row.pupil))];

/** What a row should say: [one, two, reached, of] per goal. */
function expected(book, pick) {
  const all = pupilsOf(book, pick).map((pupil) => distances(book, pupil));
  return GOALS.map((goal) => {
    const counted = all.map((one) => one[goal]).filter((n) => n !== undefined);
    const number = (n) => counted.filter((one) => one === n).length;
    return [number(1), number(2), number(0), counted.length];
  });
}

const bookOf = (round) => world.books[world[round].key];
const placeOf = { class: (row) => ({ klass: row.id ? world.names.klass[row.id] : null }), year_group: (row) => ({ year: Number(row.id) }),
  unit: (row) => ({ units: below(world.roster, world.names.unit[row.id]) }) };

// ---- counts ----

const READERS = [
  ['director', 'kommun'], ['analyst', 'kommun'], ['director', 'norr'], ['am-norr', 'norr'], ['am-norr', 'bj'], ['director', 'li'], ['pr-bj', 'bj'],
  ['pr-li', 'li'], ['head', 'ek'], ['special', 'bj'],
];

for (const [who, name] of READERS) {
  test(`${who} at ${name}: every row is what was reported`, async () => {
    let rows = 0;
    for (const round of ['now', 'before', 'old']) {
      for (const query of [{}, { rows: 'year_group' }, { year_group: 9 }, { rows: 'year_group', year_group: 7 }]) {
        const answer = isAnswer(await closest(who, { unit: unit(name), round: world[round].id, ...query }));
        assert.deepEqual(answer.goals, GOALS);
        const base = { units: below(world.roster, name), ...(query.year_group && { year: query.year_group }) };
        assert.deepEqual(answer.total.goals, expected(bookOf(round), base), JSON.stringify(query));
        for (const row of answer.rows) {
          assert.deepEqual(row.goals, expected(bookOf(round), { ...base, ...placeOf[answer.rows_kind](row) }), `${round} ${row.name ?? row.id}`);
          rows++;
        }
        const tops = answer.rows.filter((row) => !row.parent || !answer.rows.some((one) => one.id === row.parent));
        assert.deepEqual(GOALS.map((_, g) => [0, 1, 2, 3].map((k) => tops.reduce((sum, row) => sum + row.goals[g][k], 0))), answer.total.goals);
      }
    }
    assert.ok(rows >= 10, `${rows} rows`);
  });
}

test('the hard cases of 9A are there: near in all subjects, near to eligibility, far', async () => {
  const answer = isAnswer(await closest('pr-bj', { unit: unit('bj'), class: klass('9A') }));
  const of = (n) => answer.pupils.find((one) => one.id === world.ids.person[`p-9A-${n}`]);
  const gap = (n, goal) => of(n)?.gaps.find((one) => one.goal === goal);
  // All but mathematics.
  assert.deepEqual(gap(7, 'all_subjects'), { goal: 'all_subjects', lacks: 1, required: [], others: 1, among: ['MA'] });
  assert.deepEqual(gap(7, 'vocational'), { goal: 'vocational', lacks: 1, required: [['MA']], others: 0, among: [] });
  // A core subject and another without basis.
  assert.deepEqual(gap(4, 'all_subjects'), { goal: 'all_subjects', lacks: 2, required: [], others: 2, among: ['SV', 'SL'] });
  assert.deepEqual(gap(4, 'vocational'), { goal: 'vocational', lacks: 1, required: [['SV']], others: 0, among: [] });
  // Twelve passed, two of them other ones short of science; named by the rule and not passed: KE.
  assert.deepEqual(gap(9, 'science_technology')?.required, [['KE']]);
  // Passes nothing, and passes everything.
  assert.equal(of(5), undefined);
  assert.equal(of(6), undefined);
  for (const code of new Set(answer.pupils.flatMap((one) => one.gaps.flatMap((g) => [...g.required.flat(), ...g.among])))) {
    assert.ok(answer.subjects.some((one) => one.code === code), code);
  }
  answer.subjects.forEach(isSubject);
});

// ---- pupils ----

const PUPIL_READERS = [['pr-bj', 'bj'], ['special', 'bj'], ['pr-li', 'li'], ['head', 'ek']];

for (const [who, name] of PUPIL_READERS) {
  test(`${who} sees who they are, with the subjects`, async () => {
    for (const round of ['now', 'before']) {
      const book = bookOf(round);
      const answer = isAnswer(await closest(who, { unit: unit(name), round: world[round].id }));
      const near = pupilsOf(book, { units: new Set([name]) }).map((pupil) => [pupil, distances(book, pupil)])
        .filter(([, d]) => Object.values(d).some((n) => n === 1 || n === 2));
      assert.deepEqual(answer.pupils.map((one) => world.names.person[one.id]).sort(), near.map(([pupil]) => pupil).sort());
      for (const [pupil, d] of near) {
        const shown = answer.pupils.find((one) => one.id === world.ids.person[pupil]);
        members(shown, 'id name protected class year_group gaps');
        assert.deepEqual(shown.gaps.map((one) => [one.goal, one.lacks]), GOALS.filter((goal) => d[goal] === 1 || d[goal] === 2).map((goal) => [goal, d[goal]]));
        const failed = select(book, { pupil }).filter((row) => !row.left && !passes(row, levelOf(book, row))).map((row) => row.subject);
        for (const gap of shown.gaps) {
          assert.equal(gap.required.length + gap.others, gap.lacks);
          for (const code of gap.among) assert.ok(failed.includes(code), `${pupil} ${code}`);
          if (gap.goal === 'all_subjects') assert.deepEqual([...gap.among].sort(), failed.sort());
        }
      }
    }
  });
}

test('who sees figures gets no pupils, and no names anywhere', async () => {
  for (const [who, name] of [['director', 'bj'], ['analyst', 'bj'], ['am-norr', 'bj'], ['director', 'kommun']]) {
    const answer = await closest(who, { unit: unit(name) });
    assert.equal(isAnswer(answer).pupils, null);
    for (const one of world.roster.pupils) assert.ok(!answer.text.includes(`"${world.sortName(one.id)}"`));
  }
  for (const who of ['bj13', 'admin', 'board', 'auditor', 'nobody']) isProblem(await closest(who, { unit: unit('bj') }), 403, 'forbidden');
  isProblem(await closest('pr-li', { unit: unit('bj') }), 404, 'not-found');
  isProblem(await closest('director', { unit: unit('bj'), rows: 'unit' }), 422, 'invalid-parameter', 'rows');
  isProblem(await closest('director', { unit: unit('kommun'), rows: 'class' }), 422, 'invalid-parameter', 'rows');
  isProblem(await closest('pr-bj', { unit: unit('bj'), class: klass('9C') }), 404, 'not-found');
});

test('a mentor sees the own class and no other', async () => {
  const answer = isAnswer(await closest('mentor', { unit: unit('bj'), class: klass('9B') }));
  const book = bookOf('now');
  assert.deepEqual(answer.total.goals, expected(book, { units: new Set(['bj']), klass: 'c-9B' }));
  assert.ok(answer.pupils.every((one) => select(book, { pupil: world.names.person[one.id] })[0].klass === 'c-9B'));
  assert.deepEqual(answer.options.classes.map((one) => one.name), ['9B']);
  isProblem(await closest('mentor', { unit: unit('bj') }), 404, 'not-found');
  isProblem(await closest('mentor', { unit: unit('bj'), class: klass('9A') }), 404, 'not-found');
});

// ---- the class's view ----

const classView = (who, name, query = {}) => world.get(who, at('class-view', { unit: unit(query.at ?? 'bj'), class: klass(name), ...query.more }));
test('a class: levels, changes, trend and risks are those of what was reported', async () => {
  const books = ['now', 'before', 'old'].map(bookOf);
  const seen = { risks: new Set(), cells: 0 };
  for (const [who, name, school] of [['pr-bj', '9A', 'bj'], ['mentor', '9B', 'bj'], ['special', '7A', 'bj'], ['pr-li', '9C', 'li'], ['head', '6A', 'ek'], ['head', '3A', 'ek']]) {
    const answer = isAnswer(await classView(who, name, { at: school }));
    answer.rounds.slice(0, 3).forEach(isRound);
    assert.equal(answer.rounds[3], null);
    isTime(answer.as_of);
    const here = select(books[0], { klass: `c-${name}` }).filter((row) => !row.left);
    assert.deepEqual(answer.pupils.map((one) => world.names.person[one.id]).sort(), [...new Set(here.map((row) => row.pupil))].sort());
    for (const pupil of answer.pupils) {
      const mine = here.filter((row) => row.pupil === world.names.person[pupil.id]);
      assert.equal(pupil.cells.flat().length, mine.length);
      pupil.cells.forEach((list, i) => list.forEach((cell) => {
        assert.equal(familyOf(cell.code), answer.subjects[i].code);
        const key = keyOf(world.names.person[pupil.id], cell.code);
        const rows = books.map((book) => { const row = book.rows.get(key); return row && !row.left ? row : null; });
        const levels = books.map((book, k) => (rows[k] ? book.levels.get(key) ?? null : null));
        assert.deepEqual(cell.levels, [...levels, null], key);
        assert.deepEqual({ risk: cell.risk, change: cell.change, trend: cell.trend }, judge(rows, levels), `${key} ${levels}`);
        seen.risks.add(cell.risk);
        seen.cells++;
      }));
    }
  }
  assert.deepEqual([...seen.risks].filter(Boolean).sort(), ['not_assessable', 'not_passed', 'not_passed_before', 'watch']);
  assert.ok(seen.cells > 500, String(seen.cells));
});

test('a class is for those who see its pupils', async () => {
  for (const who of ['director', 'analyst', 'am-norr', 'bj13', 'admin', 'board', 'auditor', 'nobody']) isProblem(await classView(who, '9A'), 403, 'forbidden');
  isProblem(await classView('mentor', '9A'), 404, 'not-found');
  isProblem(await classView('pr-li', '9A'), 404, 'not-found');
  isProblem(await classView('pr-bj', '9C'), 404, 'not-found');
  isProblem(await world.get('pr-bj', at('class-view', { unit: unit('bj') })), 400, 'missing-parameter', 'class');
  // A mentor's class and a principal's school are seen; a teacher's own class too, as its mentor.
  isAnswer(await classView('bj1', '9A'));
});

test('who has looked at the pupils is in the log; figures leave no line', async () => {
  const lines = () => Number(world.sql("SELECT COUNT(*) FROM access_log WHERE kind = 'view-list'")[0][0]);
  let was = lines();
  const fresh = { 'If-None-Match': '"x"' };
  await world.get('pr-bj', at('closest', { unit: unit('bj') }), fresh);
  await world.get('pr-bj', at('class-view', { unit: unit('bj'), class: klass('9A') }), fresh);
  assert.equal(lines(), was + 2);
  was = lines();
  await world.get('director', at('closest', { unit: unit('bj') }), fresh);
  assert.equal(lines(), was);
});

test('a protected pupil is counted, and shown to nobody who is not named', async () => {
  const count = isAnswer(await closest('mentor', { unit: unit('bj'), class: klass('9B') })).total.goals;
  const whole = isAnswer(await classView('mentor', '9B'));
  const one = whole.pupils[0];
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${one.id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  try {
    for (const answer of [await closest('mentor', { unit: unit('bj'), class: klass('9B') }), await classView('mentor', '9B')]) {
      assert.equal(isAnswer(answer).hidden, 1);
      assert.ok(!answer.text.includes(`"${one.id}"`) && !answer.text.includes(one.name));
    }
    assert.deepEqual(isAnswer(await closest('mentor', { unit: unit('bj'), class: klass('9B') })).total.goals, count);
    // The head of the school decides, and sees: such an answer is kept nowhere and logged as such.
    const head = await classView('pr-bj', '9B');
    assert.equal(head.headers.etag, undefined);
    assert.equal(head.json.pupils.find((pupil) => pupil.id === one.id).protected, true);
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${one.id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  }
});

test('the figures follow a save at once', async () => {
  const before = isAnswer(await closest('pr-bj', { unit: unit('bj'), class: klass('9A') }));
  const pupil = 'p-9A-7';
  const { json: grid } = await world.get('bj2', `/api/groups/${world.ids.group['g-9A-MA']}/assessments`);
  const { version } = grid.pupils.find((one) => one.id === world.ids.person[pupil]);
  const saved = await world.put('bj2', 'g-9A-MA', null, { entries: [world.entry(pupil, 'E', version)] });
  assert.equal(saved.json.results[0].status, 'saved', saved.text);
  world.note(world.now, pupil, 'MA', 'E');
  const after = isAnswer(await closest('pr-bj', { unit: unit('bj'), class: klass('9A') }));
  assert.deepEqual(after.total.goals, expected(bookOf('now'), { units: new Set(['bj']), klass: 'c-9A' }));
  assert.equal(after.total.goals[0][0], before.total.goals[0][0] - 1);
  assert.ok(!after.pupils.some((one) => one.id === world.ids.person[pupil]));
});

test('a round that was never there, and one that has not opened', async () => {
  isProblem(await closest('pr-bj', { unit: unit('bj'), round: '4294967295' }), 404, 'not-found');
  const later = world.plan(termAt(1), { opens: day(100), closes: day(120) });
  isProblem(await closest('pr-bj', { unit: unit('bj'), round: later.id }), 409, 'round-not-open');
});
