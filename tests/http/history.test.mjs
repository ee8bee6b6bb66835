// Figures over the rounds, followed in three ways across the change to ten years of school, counted again from what was
// reported; intervals by formulas of our own; milestones; who may what.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { changesOf } from './changes.mjs';
import { around, differs, near, newcombe, wilson } from './intervals.mjs';
import { COLUMNS, below } from './overview.mjs';
import { MEASURES, measures, select, tally } from './recount.mjs';
import { isAnswer, isProblem, isTime, members } from './shapes.mjs';
import { makeYears } from './years.mjs';

let world;
before(async () => {
  world = await makeYears();
});
after(() => world?.stop());

const book = (i) => world.books[world.five[i].key];
const { changed, compared, isKnown, meritChanged, merits, sameYear } = changesOf(book);
const KEYS = ['VT2027-13', 'HT2027-43', 'VT2028-13', 'HT2028-43', 'VT2029-13'];

function address({ unit, class: klass, round, ...rest }, route = '/api/history') {
  const query = new URLSearchParams({ unit: world.ids.unit[unit], ...rest });
  if (klass) query.set('class', world.ids.klass[klass]);
  if (round !== undefined) query.set('round', world.five[round].id);
  return `${route}?${query}`;
}
const ask = async (who, query, route) => isAnswer(await world.get(who, address(query, route)));

// The rows of each round that an answer is about; null where there is none.
async function check(who, query, rows) {
  const answer = await ask(who, query);
  assert.deepEqual(answer.rounds.map((one) => one.key), KEYS);
  const list = rows.map((pick, i) => (pick ? (Array.isArray(pick) ? pick : select(book(i), pick)) : []));
  answer.followed.forEach((one, i) => assert.equal(one !== null, rows[i] !== null, `${KEYS[i]}: there or not`));
  const families = COLUMNS.filter((one) => list.some((part) => part.some((row) => row.family === one)));
  assert.deepEqual(answer.subjects.map((one) => one.subject.code), families);
  for (const { subject, points } of answer.subjects) {
    assert.deepEqual(points, list.map((part, i) => {
      const sum = tally(book(i), part.filter((row) => row.family === subject.code));
      const of = sum.assessed + sum.notAssessable;
      return of + sum.missing === 0 ? null : [sum.passed, of, sum.missing];
    }), subject.code);
  }
  MEASURES.forEach((name, k) => assert.deepEqual(answer.measures[name], list.map((part, i) => {
    const [n, of] = measures(book(i), part).m[k];
    return of === 0 ? null : [n, of];
  }), name));
  return answer;
}

const years = (unit, list, more = {}) => list.map((year) => (year === null ? null : { units: below(world.roster, unit), ...(year ? { year } : {}), ...more }));

// ---- the three ways ----

test('the same unit: whoever was there', async () => {
  const answer = await check('director', { unit: 'kommun' }, years('kommun', [0, 0, 0, 0, 0]));
  members(answer, 'unit class follow from filters options as_of rounds followed subjects measures');
  isTime(answer.as_of);
  assert.equal(answer.follow, 'unit');
  assert.equal(answer.from.key, 'VT2029-13');
  members(answer.followed[0], 'year_group class pupils reported expected');
  await check('pr-bj', { unit: 'bj', gender: 'female' }, years('bj', [0, 0, 0, 0, 0], { gender: 'female' }));
  await check('am-norr', { unit: 'norr', year_group: 9 }, years('norr', [9, 9, 9, 9, 9]));
});

test('the same year group keeps its distance to the last one through 2028', async () => {
  const answer = await check('director', { unit: 'kommun', follow: 'year_group', year_group: 10 }, years('kommun', [9, 9, 9, 10, 10]));
  assert.deepEqual(answer.followed.map((one) => one.year_group), [9, 9, 9, 10, 10]);
  await check('director', { unit: 'kommun', follow: 'year_group', year_group: 9, round: 1 }, years('kommun', [9, 9, 9, 10, 10]));
  await check('pr-bj', { unit: 'bj', follow: 'year_group', year_group: 8, round: 0, gender: 'male' }, years('bj', [8, 8, 8, 9, 9], { gender: 'male' }));
});

test('the same cohort goes on through 2028', async () => {
  const answer = await check('director', { unit: 'kommun', follow: 'cohort', year_group: 10 }, years('kommun', [7, 8, 8, 10, 10]));
  assert.deepEqual(answer.followed.map((one) => one.year_group), [7, 8, 8, 10, 10]);
  await check('director', { unit: 'norr', follow: 'cohort', year_group: 9, round: 2 }, years('norr', [8, 9, 9, null, null]));
  await check('pr-bj', { unit: 'bj', follow: 'cohort', year_group: 7, round: 0 }, years('bj', [7, 8, 8, 10, 10]));
});

// ---- classes ----

const inClass = (i, klass) => new Set(select(book(i), { klass }).filter((row) => !row.left).map((row) => row.pupil));

test('a class is followed to what it was, through new ids and names', async () => {
  const answer = await check('pr-bj', { unit: 'bj', class: 'c-7A++' }, ['c-7A', 'c-7A+', 'c-7A+', 'c-7A++', 'c-7A++'].map((klass) => ({ klass })));
  assert.deepEqual(answer.followed.map((one) => one.class.name), ['7A', '8A', '8A', '10A', '10A']);
  const other = await check('director', { unit: 'bj', class: 'c-8A+' }, ['c-8A', 'c-8A+', 'c-8A+', null, null].map((klass) => klass && { klass }));
  assert.equal(other.from.key, 'VT2028-13', 'from the last round that the class was in');
});

test('the class of the same name', async () => {
  // 8A was c-8A, then the one that had been 7A; after 2028 the same step is called 9A: there is none.
  const answer = await check('pr-bj', { unit: 'bj', class: 'c-8A', follow: 'year_group' }, ['c-8A', 'c-7A+', 'c-7A+', null, null].map((klass) => klass && { klass }));
  assert.deepEqual(answer.followed.map((one) => one?.class.name ?? null), ['8A', '8A', '8A', null, null]);
});

test('the same pupils, wherever they went to school', async () => {
  const pupils = inClass(4, 'c-7A++');
  const rows = [0, 1, 2, 3, 4].map((i) => select(book(i)).filter((row) => pupils.has(row.pupil)));
  const answer = await check('pr-bj', { unit: 'bj', class: 'c-7A++', follow: 'cohort' }, rows);
  assert.equal(answer.followed[0].class, null);
  assert.deepEqual(answer.followed.map((one) => one.year_group), [7, 8, 8, 10, 10]);
  await check('director', { unit: 'bj', class: 'c-7A++', follow: 'cohort', gender: 'male' }, rows.map((part) => part.filter((row) => row.gender === 'male')));
});

test('the overview compares a class with what it was', async () => {
  const answer = await ask('pr-bj', { unit: 'bj', round: 3, rows: 'class' }, '/api/attainment');
  assert.equal(answer.previous.key, 'VT2028-13');
  const row = answer.rows.find((one) => one.name === '10A');
  answer.subjects.forEach((subject, i) => {
    const [was, year] = [2, 1].map((k) => tally(book(k), select(book(k), { klass: 'c-7A+', family: subject.code })));
    assert.deepEqual(row.cells[i]?.slice(5) ?? [0, 0, 0, 0], row.cells[i] ? [was.passed, was.assessed + was.notAssessable, year.passed, year.assessed + year.notAssessable] : [0, 0, 0, 0]);
  });
  assert.ok(row.cells.some((cell) => cell?.[6] > 0));
  // The whole is still the school's, with the class that has left.
  const before = tally(book(2), select(book(2), { units: new Set(['bj']), family: 'MA' }));
  const ma = answer.subjects.findIndex((one) => one.code === 'MA');
  assert.deepEqual(answer.total.cells[ma].slice(5, 7), [before.passed, before.assessed + before.notAssessable]);
  const one = await ask('pr-bj', { unit: 'bj', round: 3, class: 'c-7A++', rows: 'year_group', year_group: 10 }, '/api/attainment');
  assert.deepEqual(one.rows[0].cells, row.cells.filter((_, i) => one.subjects.some((s) => s.code === answer.subjects[i].code)));
});

test('a class of another unit, a cohort of nobody', async () => {
  const bad = async (who, query, ...rest) => isProblem(await world.get(who, address(query)), ...rest);
  await bad('pr-bj', { unit: 'bj', class: 'c-5A+' }, 404, 'not-found');
  await bad('pr-bj', { unit: 'bj', class: 'c-7A', round: 4 }, 404, 'not-found');
  await bad('pr-bj', { unit: 'bj', follow: 'cohort' }, 422, 'invalid-parameter', 'year_group');
  await bad('pr-bj', { unit: 'bj', follow: 'year_group' }, 422, 'invalid-parameter', 'year_group');
  await bad('pr-bj', { unit: 'bj', follow: 'cohorts' }, 400, 'invalid-parameter', 'follow');
  await bad('pr-bj', { unit: 'bj', subject: 'XX' }, 422, 'invalid-parameter', 'subject');
});

test('rounds of one kind', async () => {
  assert.deepEqual((await ask('director', { unit: 'kommun', round_kind: 'grade', round: 4 })).rounds, []);
  assert.equal((await ask('director', { unit: 'kommun', round_kind: 'forecast' })).rounds.length, 5);
  assert.equal((await ask('director', { unit: 'kommun', round_kind: 'forecast' }, '/api/attainment')).round.key, 'VT2029-13');
  assert.equal((await ask('director', { unit: 'kommun', round_kind: 'grade' }, '/api/attainment')).round, null);
});

// ---- intervals (intervals.mjs) and whom they rest on ----

async function changes(who, query, rows, shares = () => true) {
  const answer = await ask(who, { ...query, detail: 'true' });
  let most = 0;
  for (const { subject, points, details } of answer.subjects) {
    const of = (i) => (Array.isArray(rows[i]) ? rows[i] : rows[i] ? select(book(i), rows[i]) : []).filter((row) => row.family === subject.code);
    let last = null;
    points.forEach((p, i) => {
      if (!p?.[1]) {
        assert.equal(details[i], null);
        return;
      }
      assert.equal(details[i].length, 7);
      near(details[i].slice(0, 2), wilson(p[0], p[1]), subject.code);
      const [change, common] = [details[i].slice(2, 5), details[i][6]];
      if (last === null) assert.deepEqual([...change, common], [null, null, null, null]);
      else most = Math.max(most, changed([...change, common], [i, p.slice(0, 2), of(i)], [last, points[last].slice(0, 2), shares(i, last) ? of(last) : []], isKnown(i, query.unit === 'bj'), `${subject.code} ${i}`));
      last = i;
    });
  }
  return { answer, most };
}

test('intervals and changes of a history rest on the pupils that both rounds have', async () => {
  const { answer, most } = await changes('director', { unit: 'kommun', follow: 'cohort', year_group: 10 }, years('kommun', [7, 8, 8, 10, 10]));
  assert.ok(most > 5, `${most} in common`);
  const whole = await changes('pr-bj', { unit: 'bj' }, years('bj', [0, 0, 0, 0, 0]));
  assert.ok(whole.most > 5, `${whole.most} in common`);
  // One year group over the years: others each summer, the same within a school year.
  const same = await changes('director', { unit: 'kommun', year_group: 8 }, years('kommun', [8, 8, 8, 8, 8]), (i, j) => i === 2 && j === 1);
  assert.ok(same.most > 5, `${same.most} in common`);
  await changes('am-norr', { unit: 'norr', follow: 'year_group', year_group: 10, gender: 'female' }, years('norr', [9, 9, 9, 10, 10], { gender: 'female' }), (i, j) => i === 2 && j === 1);
  const klass = await changes('pr-bj', { unit: 'bj', class: 'c-7A++' }, ['c-7A', 'c-7A+', 'c-7A+', 'c-7A++', 'c-7A++'].map((one) => ({ klass: one })));
  assert.ok(klass.most > 3, `${klass.most} in common`);
  const of = measures(book(2), select(book(2), years('bj', [0])[0])).m[0];
  const detail = whole.answer.measure_details.all_subjects[2];
  assert.ok(detail[6] > 0 && detail[6] <= of[1], `${detail[6]} of ${of[1]} have everything reported in both`);
  const [merit, details] = [answer.measures.merit17, answer.measure_details.merit17];
  const all = answer.followed.map((_, i) => merits(book(i), select(book(i), years('kommun', [7, 8, 8, 10, 10])[i])));
  all.forEach((list, i) => around(details[i].slice(0, 2), list, null, `merit ${i}`));
  const values = (i) => select(book(i), years('kommun', [7, 8, 8, 10, 10])[i]);
  const same17 = [1, 2, 3, 4].map((i) => meritChanged([...details[i].slice(2, 5), details[i][6]], [i, values(i)], [i - 1, values(i - 1)], i !== 4, `merit ${i}`));
  assert.ok(same17[1] > 5, `${same17} have merit values in both`);
  assert.deepEqual(merit.map(([sum, of]) => [sum, of]), all.map((list) => [list.reduce((x, y) => x + y), list.length]));
  assert.equal((await ask('director', { unit: 'kommun' })).measure_details, undefined);
});

test('beside something else: another unit, class, year group, gender', async () => {
  const side = (i, pick, family) => {
    const sum = tally(book(i), select(book(i), { ...pick, family }));
    return [sum.passed, sum.assessed + sum.notAssessable];
  };
  const want = async (who, query, a, b, whole = false) => {
    const answer = await ask(who, { ...query, detail: 'true' });
    const other = answer.with.subjects;
    answer.subjects.forEach(({ subject, differences }, k) => differences.forEach((d, i) => {
      const [x, y] = [side(i, a(i), subject.code), side(i, b(i), subject.code)];
      assert.deepEqual(other[k].points[i]?.slice(0, 2) ?? [0, 0], y, `${subject.code} ${KEYS[i]}`);
      if (!x[1] || !y[1]) assert.equal(d, null);
      else if (!whole) differs(d, x, y, subject.code);
      else if (x[1] === y[1]) assert.deepEqual(d, [null, null, null]);
      else {
        const rest = [y[0] - x[0], y[1] - x[1]];
        near(d, [x[0] / x[1] - y[0] / y[1], ...newcombe(...x, ...rest).map((v) => (v * rest[1]) / y[1])], subject.code);
      }
    }));
    return answer;
  };
  const units = (id) => ({ units: below(world.roster, id) });
  await want('director', { unit: 'norr', with_unit: world.ids.unit.soder, subject: 'MA' }, () => units('norr'), () => units('soder'));
  const part = await want('am-norr', { unit: 'bj', with_unit: world.ids.unit.norr }, () => units('bj'), () => units('norr'), true);
  assert.equal(part.with.unit.name, 'Verksamhetsområde Norr');
  await want('pr-bj', { unit: 'bj', gender: 'female', with_gender: 'male' }, () => ({ ...units('bj'), gender: 'female' }), () => ({ ...units('bj'), gender: 'male' }));
  await want('pr-bj', { unit: 'bj', follow: 'year_group', year_group: 10, with_year_group: 9 }, (i) => ({ ...units('bj'), year: i < 3 ? 9 : 10 }),
    (i) => ({ ...units('bj'), year: i < 3 ? 8 : 9 }));
  await want('pr-bj', { unit: 'bj', class: 'c-8A+', with_class: world.ids.klass['c-7A+'] }, (i) => ({ klass: ['c-8A', 'c-8A+', 'c-8A+', 'none', 'none'][i] }),
    (i) => ({ klass: ['c-7A', 'c-7A+', 'c-7A+', 'c-7A++', 'c-7A++'][i] }));
  isProblem(await world.get('pr-bj', address({ unit: 'bj', with_unit: world.ids.unit.norr })), 404, 'not-found');
  isProblem(await world.get('pr-bj', address({ unit: 'bj', with_unit: world.ids.unit.li })), 404, 'not-found');
  isProblem(await world.get('pr-bj', address({ unit: 'bj', with_class: world.ids.klass['c-5A+'] })), 404, 'not-found');
});

// ---- comparison ----

test('rows beside the whole, earlier rounds and each other, with the gap', async () => {
  const answer = await ask('director', { unit: 'kommun', subject: 'MA' }, '/api/compare');
  members(answer, 'round previous year_ago unit class filters options as_of corrections rows_kind measure total rows gaps');
  const picks = (units) => [[4, { units }], [3, { units }], [2, { units }]];
  const total = compared(answer.total, picks(below(world.roster, 'kommun')), 'MA', null);
  assert.ok(answer.rows.length >= 4);
  for (const row of answer.rows) compared(row, picks(below(world.roster, world.names.unit[row.id])), 'MA', total);
  for (const { subject, gap } of answer.gaps) {
    const [girls, boys] = ['female', 'male'].map((gender) => tally(book(4), select(book(4), { gender, family: subject.code })));
    assert.deepEqual(gap.slice(0, 4), [girls.passed, girls.assessed + girls.notAssessable, boys.passed, boys.assessed + boys.notAssessable], subject.code);
  }
  const classes = await ask('pr-bj', { unit: 'bj', subject: 'EN', round: 3 }, '/api/compare');
  const klass = (name) => [[3, { klass: `c-${name}++` }], [2, { klass: `c-${name}+` }], [1, { klass: `c-${name}+` }]];
  compared(classes.rows.find((row) => row.name === '10A'), klass('7A'), 'EN', compared(classes.total, [[3, { units: new Set(['bj']) }], [2, { units: new Set(['bj']) }], [1, { units: new Set(['bj']) }]], 'EN', null));
});

test('year groups beside each other, now and as closed, with the gap in each and in the whole', async () => {
  const unit = { units: below(world.roster, 'kommun') };
  for (const [i, before, yearAgo, basis] of [[4, 3, 2, 'now'], [2, 1, 0, 'now'], [2, 1, 0, 'closed']]) {
    const answer = await ask('director', { unit: 'kommun', rows: 'year_group', subject: 'MA', round: i, basis }, '/api/compare');
    const picks = (more) => [i, before, yearAgo].map((k) => [k, { ...unit, ...more }]);
    const total = compared(answer.total, picks({}), 'MA', null);
    assert.ok(answer.rows.length >= 4);
    for (const row of answer.rows) compared(row, picks({ year: Number(row.id) }), 'MA', total);
    assert.ok(answer.gaps.length >= 10);
    for (const { subject, gap } of answer.gaps) {
      const [girls, boys] = ['female', 'male'].map((gender) => tally(book(i), select(book(i), { ...unit, gender, family: subject.code })));
      assert.deepEqual(gap.slice(0, 4), [girls.passed, girls.assessed + girls.notAssessable, boys.passed, boys.assessed + boys.notAssessable], subject.code);
    }
  }
  const genders = await ask('director', { unit: 'kommun', rows: 'gender', subject: 'MA', round: 2 }, '/api/compare');
  assert.deepEqual(genders.rows.slice(0, 2).map((row) => row.id), ['female', 'male']);
  for (const row of [genders.total, ...genders.rows.slice(0, 2)]) {
    const both = [2, 1].map((k) => select(book(k), { ...unit, family: 'MA', ...(row !== genders.total && { gender: row.id }) }));
    const [now, before] = both.map((entries, k) => { const sum = tally(book(2 - k), entries); return [sum.passed, sum.assessed + sum.notAssessable]; });
    changed(row.previous.slice(2), [2, now, both[0]], [1, before, both[1]], true, row.id);
  }
  const answer = await ask('director', { unit: 'kommun', rows: 'year_group', measure: 'all_subjects' }, '/api/compare');
  for (const row of [answer.total, ...answer.rows]) {
    const year = row === answer.total ? {} : { year: Number(row.id) };
    assert.deepEqual(row.gap.slice(0, 4), ['female', 'male'].flatMap((gender) => measures(book(4), select(book(4), { ...year, gender })).m[0]), row.name ?? row.id);
  }
});

// The last round is open: what its pupils have in common with those of the rounds before is counted when the page is asked for.
test('changes within a school or a class to a round that is open, of one gender too', async () => {
  const rounds = (pick) => [[4, pick(2)], [3, pick(2)], [2, pick(1)]];
  const unit = { units: new Set(['bj']) };
  let most = 0;
  const go = async (who, query, picks, pickOf) => {
    const answer = await ask(who, { subject: 'MA', ...query }, '/api/compare');
    const how = { school: true, klass: Boolean(query.class), gap: query.rows !== 'gender' && !query.gender };
    const total = compared(answer.total, rounds(picks), 'MA', null, how);
    for (const row of answer.rows.filter((one) => one.id !== 'unknown')) {
      compared(row, rounds(pickOf(row)), 'MA', total, how);
      most = Math.max(most, row.year_ago?.[5] ?? 0);
    }
    return answer;
  };
  const klass = (name) => (years) => ({ klass: `c-${name}${'+'.repeat(years)}` });
  const first = new Map([['10A', '7A'], ['9A', '6A']]);
  const names = (row) => klass(first.get(row.name) ?? 'none');
  await go('pr-bj', { unit: 'bj', rows: 'gender' }, () => unit, (row) => () => ({ ...unit, gender: row.id }));
  await go('director', { unit: 'bj', rows: 'year_group' }, () => unit, (row) => () => ({ ...unit, year: Number(row.id) }));
  await go('am-norr', { unit: 'bj', rows: 'class' }, () => unit, names);
  for (const gender of ['female', 'male']) {
    await go('pr-bj', { unit: 'bj', rows: 'class', gender }, () => ({ ...unit, gender }), (row) => (years) => ({ ...names(row)(years), gender }));
    await changes('pr-bj', { unit: 'bj', class: 'c-7A++', gender }, ['c-7A', 'c-7A+', 'c-7A+', 'c-7A++', 'c-7A++'].map((one) => ({ klass: one, gender })));
  }
  await go('pr-bj', { unit: 'bj', class: 'c-7A++', rows: 'gender' }, klass('7A'), (row) => (years) => ({ ...klass('7A')(years), gender: row.id }));
  assert.ok(most > 3, `${most} in common with the year before`);
  const { most: own } = await changes('director', { unit: 'bj', class: 'c-7A++', follow: 'cohort' }, [0, 1, 2, 3, 4].map((i) => select(book(i)).filter((row) => inClass(4, 'c-7A++').has(row.pupil))));
  assert.ok(own > 3, `${own} in common`);
});

test('changes of merit values go by who has one in both rounds', async () => {
  const list = (i, pick) => select(book(i), pick);
  const detail = async (who, query, picks, known) => {
    const answer = await ask(who, { ...query, detail: 'true' });
    return answer.measure_details.merit17.map((d, i) => (i && d && picks[i - 1] && d[2] !== null
      ? meritChanged([...d.slice(2, 5), d[6]], [i, list(i, picks[i])], [i - 1, list(i - 1, picks[i - 1])], known(i), `${query.unit} ${i}`) : 0));
  };
  const klass = ['c-7A', 'c-7A+', 'c-7A+', 'c-7A++', 'c-7A++'];
  const inClassTwice = await detail('pr-bj', { unit: 'bj', class: 'c-7A++' }, klass.map((one) => ({ klass: one })), () => true);
  assert.ok(Math.max(...inClassTwice) > 2, `${inClassTwice}`);
  await detail('pr-bj', { unit: 'bj', class: 'c-7A++', gender: 'female' }, klass.map((one) => ({ klass: one, gender: 'female' })), () => true);
  const school = await detail('pr-bj', { unit: 'bj' }, years('bj', [0, 0, 0, 0, 0]), () => true);
  assert.ok(school[4] > 1, `${school}`);
  await detail('director', { unit: 'kommun', gender: 'male' }, years('kommun', [0, 0, 0, 0, 0], { gender: 'male' }), (i) => i !== 4);
  for (const [i, school] of [[3, false], [4, true], [2, false]]) {
    const unit = school ? 'bj' : 'kommun';
    const answer = await ask('director', { unit, rows: 'year_group', measure: 'merit17', round: i }, '/api/compare');
    for (const row of [answer.total, ...answer.rows]) {
      const pick = { units: below(world.roster, unit), ...(row !== answer.total && { year: Number(row.id) }) };
      for (const [name, j] of [['previous', i - 1], ['year_ago', i - 2]]) {
        const same = (!pick.year || sameYear(i, j)) && (i !== 4 || name === 'previous');
        if (row[name]) meritChanged(row[name].slice(2), [i, list(i, pick)], [j, list(j, pick)], same, `${unit} ${i} ${row.id} ${name}`);
      }
    }
  }
});

test('measures, filters and kinds of rows of a comparison', async () => {
  for (const [name, k] of [['all_subjects', 0], ['vocational', 1], ['merit17', 6]]) {
    const answer = await ask('analyst', { unit: 'kommun', rows: 'year_group', measure: name }, '/api/compare');
    assert.equal(answer.measure, name);
    for (const row of answer.rows) {
      const [n, of] = measures(book(4), select(book(4), { year: Number(row.id) })).m[k];
      if (of) assert.deepEqual(row.share.slice(0, 2), [n, of], `${name} ${row.id}`);
      else assert.equal(row.share, null);
      if (of > 1 && name === 'merit17') around(row.share.slice(2), merits(book(4), select(book(4), { year: Number(row.id) })), null, `merit ${row.id}`);
    }
  }
  const girls = await ask('director', { unit: 'kommun', gender: 'female', year_group: 10, subject: 'MA' }, '/api/compare');
  assert.equal(girls.total.gap, null);
  assert.deepEqual(girls.gaps, []);
  const sum = tally(book(4), select(book(4), { gender: 'female', year: 10, family: 'MA' }));
  assert.deepEqual(girls.total.share.slice(0, 2), [sum.passed, sum.assessed + sum.notAssessable]);
  isProblem(await world.get('pr-bj', address({ unit: 'bj', rows: 'pupil' }, '/api/compare')), 422, 'invalid-parameter', 'rows');
  isProblem(await world.get('pr-bj', address({ unit: 'bj', subject: 'MA', measure: 'arts' }, '/api/compare')), 422, 'invalid-parameter', 'measure');
  isProblem(await world.get('pr-ek', address({ unit: 'bj' }, '/api/compare')), 404, 'not-found');
});

// ---- milestones ----

const post = (who, body, at = '/api/targets') => world.ask('POST', who, at, body);
function done(answer) {
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}
const targets = async () => isAnswer(await world.get('analyst', '/api/targets')).targets;

test('the director sets milestones, and they stand beside what they are for', async () => {
  assert.deepEqual(await targets(), []);
  const body = { measure: 'subject', subject: 'MA', year_group: 10, value10: 925, from: '2028-07-01' };
  const { targets: [one] } = done(await post('director', body));
  members(one, 'id measure subject year_group value10 from to by at');
  assert.deepEqual([one.subject.code, one.year_group, one.value10, one.from, one.to, one.by], ['MA', 10, 925, '2028-07-01', null, 'Dag Direktör']);
  done(await post('director', { measure: 'subject', subject: 'MA', value10: 880, from: '2020-01-01' }));
  done(await post('director', { measure: 'all_subjects', value10: 800, from: '2020-01-01', to: '2020-12-31' }));
  world.sql(`UPDATE round SET due_at = CONCAT(SUBSTRING(term, 3), IF(term LIKE 'H%', '-10-24', '-03-28'), ' 22:00:00')
    , opens_at = CONCAT(SUBSTRING(term, 3), '-01-01'), closes_at = due_at + INTERVAL 7 DAY`);
  world.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  const history = await ask('director', { unit: 'kommun', follow: 'year_group', year_group: 10, detail: 'true' });
  assert.deepEqual(history.subjects.find((s) => s.subject.code === 'MA').details.map((d) => d[5]), [8800, 8800, 8800, 9250, 9250]);
  assert.deepEqual(history.measure_details.all_subjects.filter(Boolean).map((d) => d[5]), [null, null, null, null, null]);
  const rows = await ask('director', { unit: 'kommun', rows: 'year_group', subject: 'MA' }, '/api/compare');
  assert.equal(rows.rows.find((r) => r.id === '10').milestone, 9250);
  assert.equal(rows.rows.find((r) => r.id === '8').milestone, 8800);
  assert.equal(rows.total.milestone, 8800);
});

test('a new one ends what stood, one to come is not run over, one can be ended', async () => {
  done(await post('director', { measure: 'subject', subject: 'MA', value10: 900, from: '2027-07-01', to: '2030-06-30' }));
  const of = async () => (await targets()).filter((t) => t.measure === 'subject' && !t.year_group).map((t) => [t.value10, t.from, t.to]);
  assert.deepEqual(await of(), [[880, '2020-01-01', '2027-06-30'], [900, '2027-07-01', '2030-06-30']]);
  isProblem(await post('director', { measure: 'subject', subject: 'MA', value10: 890, from: '2026-01-01' }), 409, 'version-exists', 'from');
  assert.deepEqual(await of(), [[880, '2020-01-01', '2027-06-30'], [900, '2027-07-01', '2030-06-30']]);
  const last = (await targets()).find((t) => t.value10 === 900);
  done(await post('director', { last: '2029-01-31' }, `/api/targets/${last.id}/end`));
  isProblem(await post('director', { last: '2029-01-31' }, `/api/targets/${last.id}/end`), 409, 'version-exists', 'last');
  done(await post('director', { last: '2026-01-31' }, `/api/targets/${last.id}/end`));
  assert.deepEqual(await of(), [[880, '2020-01-01', '2027-06-30']]);
});

test('what is refused changes nothing', async () => {
  const stood = await targets();
  for (const [field, body] of [['measure', { measure: 'subjects', value10: 900, from: '2027-07-01' }], ['value10', { measure: 'arts', value10: 1001, from: '2027-07-01' }],
    ['subject', { measure: 'subject', value10: 900, from: '2027-07-01' }], ['subject', { measure: 'arts', subject: 'MA', value10: 900, from: '2027-07-01' }],
    ['subject', { measure: 'subject', subject: 'M2SPA', value10: 900, from: '2027-07-01' }], ['to', { measure: 'arts', value10: 900, from: '2027-07-01', to: '2027-06-30' }],
    ['year_group', { measure: 'arts', value10: 900, year_group: 11, from: '2027-07-01' }], ['from', { measure: 'arts', value10: 900 }]]) {
    isProblem(await post('director', body), 422, 'invalid-body', field);
  }
  isProblem(await post('director', { measure: 'arts', value10: 900, from: '2027-07-01', unit: '1' }), 422, 'invalid-body');
  for (const who of ['analyst', 'am-norr', 'pr-bj', 'mentor', 'board', 'admin', 'bj1']) {
    isProblem(await post(who, { measure: 'arts', value10: 900, from: '2027-07-01' }), 403, 'forbidden');
  }
  isProblem(await post('director', { last: '2027-01-01' }, '/api/targets/4294967295/end'), 404, 'not-found');
  isProblem(await world.get('board', '/api/targets'), 403, 'forbidden');
  assert.deepEqual(await targets(), stood);
});

test('each change is in the access log, and malkollctl does the same', async () => {
  const log = () => world.sql("SELECT detail, new_value FROM access_log WHERE kind = 'setting' AND detail LIKE 'target%' ORDER BY id");
  assert.deepEqual(log()[0], ['target subject MA year_group=10', '92.5']);
  world.ctl('target', 'add', '--subject', 'EN', '--year-group', '9', '--value', '95,5', '--from', '2028-01-01');
  world.ctl('target', 'add', '--measure', 'merit17', '--value', '230', '--from', '2028-01-01');
  const stood = (await targets()).filter((t) => t.by === null);
  assert.deepEqual(stood.map((t) => [t.subject?.code ?? t.measure, t.year_group, t.value10]).sort(), [['EN', 9, 955], ['merit17', null, 2300]]);
  assert.match(world.ctl('target', 'list'), /subject +EN +year group 9 +95\.5 +2028-01-01/);
  world.ctl('target', 'end', stood[0].id, '2028-06-30');
  assert.equal((await targets()).find((t) => t.id === stood[0].id).to, '2028-06-30');
  for (const args of [['add', '--subject', 'XX', '--value', '9'], ['add', '--subject', 'MA', '--value', '9x'], ['end', '999']]) {
    assert.notEqual(world.stack.ctl(['target', ...args]).status, 0, args.join(' '));
  }
});

// ---- last, as it adds a round and opens one again: grades beside forecasts ----

test('grades stand after the forecasts of their term, and alone when they are asked for', async () => {
  const grades = world.plan({ term: 'VT2029', week: 13, key: 'VT2029-grade' }, { kind: 'grade' });
  world.open(grades, '2029-03-26');
  world.books[grades.key].coveredFrom = 8;
  world.loadAll(grades, 1);
  // The sixth of ten years is what the fifth of nine was: it gets no grades.
  assert.deepEqual([KEYS.at(-1), grades.key].map((key) => [...new Set([...world.books[key].rows.values()].map((row) => row.year))].sort((a, b) => a - b)), [[6, 8, 9, 10], [8, 9, 10]]);
  assert.deepEqual(world.stored(grades), world.booked(grades));
  const all = await ask('director', { unit: 'kommun', year_group: 10, gender: 'female' });
  assert.deepEqual(all.rounds.map((one) => one.key), [...KEYS, 'VT2029-grade']);
  for (const [kind, keys] of [['grade', ['VT2029-grade']], ['forecast', KEYS]]) {
    const answer = await ask('am-norr', { unit: 'norr', follow: 'cohort', year_group: 10, gender: 'male', subject: 'MA', round_kind: kind, round: 4 });
    assert.deepEqual(answer.rounds.map((one) => one.key), keys);
    assert.equal(answer.filters.round_kind, kind);
    const [{ points }] = answer.subjects;
    const years = { 'VT2027-13': 7, 'HT2027-43': 8, 'VT2028-13': 8 };
    assert.deepEqual(points, keys.map((key) => {
      const here = world.books[key];
      const sum = tally(here, select(here, { units: below(world.roster, 'norr'), year: years[key] ?? 10, gender: 'male', family: 'MA' }));
      return [sum.passed, sum.assessed + sum.notAssessable, sum.missing];
    }));
  }
  const listed = isAnswer(await world.get('director', '/api/rounds')).rounds.map((one) => one.key);
  assert.deepEqual(listed, [...KEYS, 'VT2029-grade'].reverse());
  const [row] = select(world.books[grades.key], { klass: 'c-7A++', family: 'EN' }).filter((one) => !one.left);
  const pupil = isAnswer(await world.get('pr-bj', `/api/pupils/${world.ids.person[row.pupil]}`));
  assert.deepEqual(pupil.rounds.map((one) => one.key), [...KEYS, 'VT2029-grade']);
  const en10 = pupil.subjects.find((one) => one.subject.code === 'EN').levels;
  assert.deepEqual(en10.map((one) => one?.level ?? null), [...KEYS, 'VT2029-grade'].map((key) => world.books[key].levels.get(`${row.pupil} EN`) ?? null));
  const overview = await ask('director', { unit: 'kommun', round_kind: 'grade', rows: 'gender', year_group: 10, subject: 'EN' }, '/api/attainment');
  assert.equal(overview.round.key, 'VT2029-grade');
  assert.equal(overview.previous, null);
  const en = overview.subjects.findIndex((one) => one.code === 'EN');
  for (const row of overview.rows) {
    const sum = tally(world.books[grades.key], select(world.books[grades.key], { year: 10, gender: row.id, family: 'EN' }));
    assert.deepEqual(row.cells[en].slice(0, 3), [sum.passed, sum.assessed + sum.notAssessable, sum.missing]);
  }
  const compare = await ask('director', { unit: 'kommun', round_kind: 'grade', rows: 'year_group', gender: 'male', subject: 'EN' }, '/api/compare');
  assert.equal(compare.round.key, 'VT2029-grade');
  for (const row of compare.rows.filter((one) => one.share)) {
    const sum = tally(world.books[grades.key], select(world.books[grades.key], { year: Number(row.id), gender: 'male', family: 'EN' }));
    assert.deepEqual(row.share.slice(0, 2), [sum.passed, sum.assessed + sum.notAssessable]);
  }
});

test('what was kept of a round is not used when it is open again', async () => {
  const previous = async (unit) => (await ask('director', { unit, round: 3, subject: 'MA' }, '/api/compare')).total.previous;
  const [kommun, bj] = [await previous('kommun'), await previous('bj')];
  assert.ok(kommun[5] > bj[5] && bj[5] > 0, `${kommun[5]}, ${bj[5]} in common`);
  world.reopen(world.five[3], 'glömt', '2029-12-31');
  world.loadAll(world.five[3], 3);
  assert.equal((await previous('kommun'))[5], null);
  const now = await previous('bj');
  assert.notDeepEqual(now, bj);
  const [p, q] = [3, 2].map((i) => {
    const rows = select(book(i), { units: new Set(['bj']), family: 'MA' });
    const sum = tally(book(i), rows);
    return { rows, share: [sum.passed, sum.assessed + sum.notAssessable] };
  });
  changed(now.slice(2), [3, p.share, p.rows], [2, q.share, q.rows], true, 'open again');
});

test('every figure can be recounted by the product itself', () => {
  assert.equal(world.differences(), 0);
});
