// What changes between the rounds of years.mjs come to, and the pupils that their intervals go by, from the books.

import assert from 'node:assert/strict';
import { around, differs, near, newcombe, overlap, wilson } from './intervals.mjs';
import { select, summarise, tally } from './recount.mjs';

/** book: gives the book of a round by its number. */
export function changesOf(book) {
  const meritsOf = (own, rows) => {
    const pupils = new Map(rows.map((row) => [`${row.pupil} ${row.unit}`, []]));
    for (const row of rows) pupils.get(`${row.pupil} ${row.unit}`).push(row);
    return new Map([...pupils].map(([who, list]) => [who, summarise(own, list)]).filter(([, one]) => one.covered && one.any_pass).map(([who, one]) => [who, one.merit17]));
  };
  const merits = (own, rows) => [...meritsOf(own, rows).values()];

  // A change of a mean merit value: [change, low, high, in common] as two lists of rows have it, of those known to be in both.
  function meritChanged(got, [i, now], [j, before], known, what) {
    const [a, b] = [meritsOf(book(i), now), meritsOf(book(j), before)];
    const pairs = known ? [...a].filter(([who]) => b.has(who)).map(([who, x]) => [x, b.get(who)]) : [];
    assert.equal(got[3], pairs.length > 1 ? pairs.length : null, `${what}: in common`);
    const mean = (map) => [...map.values()].reduce((x, y) => x + y) / map.size;
    assert.ok(Math.abs(got[0] - 10 * (mean(a) - mean(b))) < 0.51, `${what}: ${got[0]}`);
    if (a.size > 1 && b.size > 1) around(got.slice(1, 3), [...a.values()], [...b.values()], what, pairs);
    return pairs.length;
  }

  const passed = (i, row) => tally(book(i), [row]).passed;
  const isReported = (i, row) => !row.left && book(i).levels.has(`${row.pupil} ${row.subject}`);

  // The pupils of one family whom two lists of rows of rounds have in common, at the same school.
  function inCommon(i, now, j, before) {
    const sum = [0, 0, 0, 0];
    const then = new Map(before.filter((row) => isReported(j, row)).map((row) => [`${row.pupil} ${row.subject} ${row.unit}`, row]));
    for (const row of now.filter((one) => isReported(i, one))) {
      const was = then.get(`${row.pupil} ${row.subject} ${row.unit}`);
      if (was) sum[passed(j, was) ? (passed(i, row) ? 0 : 1) : passed(i, row) ? 2 : 3]++;
    }
    return sum;
  }

  // The last round is open: what is in common with it is known of a school and a class alone, with the year before of a class.
  const SCHOOL_YEARS = [0, 1, 1, 2, 2];
  const sameYear = (i, j) => SCHOOL_YEARS[i] === SCHOOL_YEARS[j];
  const isKnown = (i, school) => i !== 4 || school;

  // A change with its interval and the pupils it rests on, of those known to be in both.
  function changed(got, [i, p, now], [j, q, before], known, what) {
    const pairs = known ? inCommon(i, now, j, before) : [0, 0, 0, 0];
    const n = pairs.reduce((a, b) => a + b);
    assert.equal(got[3], n || null, `${what}: in common`);
    near(got.slice(0, 3), n ? overlap(p, q, pairs) : [p[0] / p[1] - q[0] / q[1], ...newcombe(...p, ...q)], what);
    return n;
  }

  // What a row of a comparison is: its rows in the books of now, before, a year ago. school, klass: the comparison is within one.
  function compared(row, picks, family, total, { school = false, klass = false, gap = true } = {}) {
    const [now, before, yearAgo] = picks.map(([i, pick]) => {
      const sum = tally(book(i), select(book(i), { ...pick, family }));
      return [sum.passed, sum.assessed + sum.notAssessable, sum.missing];
    });
    assert.equal(row.expected, now[1] + now[2], row.name);
    assert.equal(row.reported, now[1]);
    if (!now[1]) {
      assert.equal(row.share, null);
      return now;
    }
    assert.deepEqual(row.share.slice(0, 2), now.slice(0, 2));
    near(row.share.slice(2), wilson(now[0], now[1]), row.name);
    for (const [name, was, k] of [['previous', before, 1], ['year_ago', yearAgo, 2]]) {
      if (!was[1]) assert.equal(row[name], null);
      else {
        assert.deepEqual(row[name].slice(0, 2), was.slice(0, 2));
        const [[i, pick], [j]] = [picks[0], picks[k]];
        const [now1, before1] = [0, k].map((at) => select(book(picks[at][0]), { ...picks[at][1], family }));
        // A year group of another school year has other pupils.
        changed(row[name].slice(2), [i, now.slice(0, 2), now1], [j, was.slice(0, 2), before1], isKnown(i, k === 1 ? school : klass) && !(pick.year && !sameYear(i, j)), `${row.name} ${name}`);
      }
    }
    const [girls, boys] = ['female', 'male'].map((gender) => {
      const sum = tally(book(picks[0][0]), select(book(picks[0][0]), { ...picks[0][1], family, gender }));
      return [sum.passed, sum.assessed + sum.notAssessable];
    });
    if (gap) assert.deepEqual(row.gap.slice(0, 4), [...girls, ...boys]);
    if (!gap) assert.equal(row.gap, null);
    else if (girls[1] && boys[1]) differs(row.gap.slice(4), girls, boys, `${row.name} gap`);
    else assert.deepEqual(row.gap.slice(4), [null, null, null]);
    if (total && total[1] > now[1]) {
      const rest = [total[0] - now[0], total[1] - now[1]];
      const scale = rest[1] / total[1];
      near(row.whole, [now[0] / now[1] - total[0] / total[1], ...newcombe(now[0], now[1], ...rest).map((x) => x * scale)], `${row.name} whole`);
    } else {
      assert.deepEqual(row.whole, [null, null, null]);
    }
    return now;
  }

  return { changed, compared, isKnown, meritChanged, merits, sameYear };
}
