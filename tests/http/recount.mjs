// What the product should answer, counted here from a roster and from what was reported. It follows the
// definitions of the measures and shares nothing with the product's code, tables or SQL.
//
// A book is one round: rows {pupil, subject, family, group, unit, klass, year, gender, scale, left}
// by "pupil subject", and levels, the reported ones ("A" … or "-") by the same key.

import { SCALES, gradedFrom, groupOf, scaleOf } from './fixture.mjs';

export const MEASURES = ['all_subjects', 'vocational', 'arts', 'economics_humanities_social', 'science_technology',
  'merit16', 'merit17', 'subjects'];
const GENDERS = { female: 'female', male: 'male' };

export const keyOf = (pupil, subject) => `${pupil} ${subject}`;
export const familyOf = (subject) => (/^(M1|M2|ML)[A-Z]{3}$/.test(subject) ? subject.slice(0, 2) : subject);

function rowOf(roster, pupil, group, scaleFor) {
  return { pupil: pupil.id, subject: group.subject, family: familyOf(group.subject), group: group.id, unit: pupil.unit,
    klass: pupil.klass, year: pupil.year, gender: GENDERS[pupil.gender] ?? 'unknown',
    scale: scaleFor(roster, pupil, group), left: false };
}

/** The rows that a round has when it opens with a roster; scaleFor as scaleOf of the fixture. Grades are expected on scales with points. */
export function openBook(roster, scaleFor = scaleOf, grades = false) {
  const book = { rows: new Map(), levels: new Map(), scaleFor, grades };
  refreshBook(book, roster);
  return book;
}

/**
 * A roster comes in while the round is open: who is gone is marked as left, where he or she was last; a level
 * that the new scale does not have has to be reported again.
 */
export function refreshBook(book, roster) {
  const now = new Map();
  const pupils = new Map(roster.pupils.map((one) => [one.id, one]));
  for (const pupil of roster.pupils) {
    for (const id of pupil.reads) {
      const group = groupOf(roster, id);
      const row = rowOf(roster, pupil, group, book.scaleFor);
      if (!book.grades || SCALES[row.scale].points) now.set(keyOf(pupil.id, group.subject), row);
    }
  }
  for (const [key, row] of book.rows) {
    const next = now.get(key);
    const pupil = pupils.get(row.pupil);
    if (!next) {
      const at = pupil && !(book.grades && pupil.year < gradedFrom(roster)) ? { unit: pupil.unit, klass: pupil.klass, year: pupil.year,
        gender: GENDERS[pupil.gender] ?? 'unknown' } : {};
      now.set(key, { ...row, ...at, left: true });
    } else if (next.scale !== row.scale && (book.levels.get(key) ?? '-') !== '-') {
      book.levels.delete(key);
    }
  }
  book.rows = now;
}

/** A copy that later imports and saves do not touch. */
export const freezeBook = (book) => ({ ...book, rows: new Map(book.rows), levels: new Map(book.levels) });

/** Rows of a book that match: units (Set), klass, year, gender, family, pupil, group; undefined matches all. */
export function select(book, { units, klass, year, gender, family, pupil, group } = {}) {
  const found = [];
  for (const row of book.rows.values()) {
    if ((!pupil || row.pupil === pupil) && (!group || row.group === group) && (!family || row.family === family)
      && (klass === undefined || row.klass === klass) && (!year || row.year === year) && (!gender || row.gender === gender)
      && (!units || units.has(row.unit))) found.push(row);
  }
  return found;
}

const levelOf = (book, row) => book.levels.get(keyOf(row.pupil, row.subject)) ?? null;
const place = (scale, level) => SCALES[scale].levels.indexOf(level);
const passes = (scale, level) => level !== null && level !== '-' && place(scale, level) >= SCALES[scale].failing;
const pointsOf = (one) => SCALES[one.scale].points[place(one.scale, one.level)];

/** Counts of rows. */
export function tally(book, rows) {
  const sum = { passed: 0, assessed: 0, notAssessable: 0, missing: 0, left: 0 };
  for (const row of rows) {
    const level = levelOf(book, row);
    if (row.left) sum.left++;
    else if (level === null) sum.missing++;
    else if (level === '-') sum.notAssessable++;
    else {
      sum.assessed++;
      if (passes(row.scale, level)) sum.passed++;
    }
  }
  return sum;
}

/** [expected, assessed, not assessable, missing, left] */
export function counts(book, rows) {
  const sum = tally(book, rows);
  return [sum.assessed + sum.notAssessable + sum.missing, sum.assessed, sum.notAssessable, sum.missing, sum.left];
}

// ---- one pupil ----

function meritOf(graded) {
  const sprakval = graded.filter((one) => one.family === 'M2' && passes(one.scale, one.level));
  const ms = Math.max(0, ...sprakval.map(pointsOf));
  const own = graded.filter((one) => one.family !== 'M2').map(pointsOf);
  const best = (list) => list.sort((a, b) => b - a).slice(0, 16).reduce((a, b) => a + b, 0);
  return { merit16: best([...own, ms]), merit17: best([...own]) + ms };
}

function eligibilityOf(graded) {
  const passed = new Set(graded.filter((one) => passes(one.scale, one.level)).map((one) => one.subject));
  const needs = (required, others) => {
    const named = ['SV', 'SVA', 'EN', 'MA', ...required];
    const core = (passed.has('SV') || passed.has('SVA')) && passed.has('EN') && passed.has('MA');
    return core && required.every((one) => passed.has(one))
      && [...passed].filter((one) => !named.includes(one)).length >= others;
  };
  return [needs([], 5), needs([], 9), needs(['GE', 'HI', 'RE', 'SH'], 5), needs(['BI', 'FY', 'KE'], 6)];
}

/** What one pupil's rows come to; merit and eligibility only for those of the last three year groups who lack nothing. */
export function summarise(book, rows) {
  const here = rows.filter((row) => !row.left).map((row) => ({ ...row, level: levelOf(book, row) }));
  const sum = tally(book, rows);
  const expected = here.length;
  const complete = expected > 0 && sum.missing === 0;
  const graded = here.filter((one) => SCALES[one.scale].points && one.level !== null && one.level !== '-');
  const covered = complete && rows[0].year >= (book.coveredFrom ?? 7);
  return { expected, assessed: sum.assessed, passed: sum.passed, missing: sum.missing, not_assessable: sum.notAssessable,
    complete, all_subjects: complete && sum.passed === expected,
    at_risk: sum.assessed - sum.passed + sum.notAssessable > 0, covered,
    any_pass: graded.some((one) => passes(one.scale, one.level)),
    eligible: covered ? eligibilityOf(graded) : null,
    ...(covered ? meritOf(graded) : { merit16: null, merit17: null }) };
}

function groupBy(rows, key) {
  const groups = new Map();
  for (const row of rows) {
    if (!groups.has(key(row))) groups.set(key(row), []);
    groups.get(key(row)).push(row);
  }
  return groups;
}

// ---- a row of the overview ----

/** {pupils, complete, at_risk, m: [[n, of] per measure]} */
export function measures(book, rows) {
  const all = [...groupBy(rows, (row) => row.pupil).values()].map((one) => summarise(book, one));
  const number = (test) => all.filter(test).length;
  const sum = (list, pick) => list.reduce((total, one) => total + pick(one), 0);
  const complete = number((one) => one.complete);
  const covered = number((one) => one.covered);
  const merits = all.filter((one) => one.covered && one.any_pass);
  return {
    pupils: number((one) => one.expected > 0), complete, at_risk: number((one) => one.at_risk),
    m: [
      [number((one) => one.all_subjects), complete],
      ...[0, 1, 2, 3].map((slot) => [number((one) => one.eligible?.[slot]), covered]),
      [sum(merits, (one) => one.merit16), merits.length], [sum(merits, (one) => one.merit17), merits.length],
      [sum(all.filter((one) => one.complete), (one) => one.expected), complete],
    ],
  };
}

// picked: for each book its rows, as a Map from family to list.
function cell(books, picked, family) {
  const of = (sum) => sum.assessed + sum.notAssessable;
  const [now, previous, yearAgo] = books.map((book, i) => tally(book, picked[i].get(family) ?? []));
  if (of(now) + now.missing + now.left === 0) return null;
  return [now.passed, of(now), now.missing, now.left, now.notAssessable, previous.passed, of(previous), yearAgo.passed,
    of(yearAgo)];
}

/** How many have each level, scale by scale (in the order given), lowest first. */
export function levelCounts(book, rows, scales) {
  return scales.flatMap((scale) => SCALES[scale].levels.map((level) => rows.filter((row) => !row.left && row.scale === scale
    && levelOf(book, row) === level).length));
}

/** The scales that rows use, in the order of their ids in the reference data. */
export const scalesOf = (rows) => Object.keys(SCALES).filter((scale) => rows.some((row) => row.scale === scale));

/** A row's figures; books are [now, previous or null, year ago or null], families the columns. */
export function figures(books, pick, families) {
  const rows = books.map((book) => (book ? select(book, pick) : []));
  const [m, ...earlier] = books.map((book, i) => measures(book, rows[i]));
  const byFamily = rows.map((list) => groupBy(list, (row) => row.family));
  return {
    counts: counts(books[0], rows[0]), cells: families.map((family) => cell(books, byFamily, family)),
    measures: { ...m, m: m.m.map((one, i) => [...one, ...earlier[0].m[i], ...earlier[1].m[i]]) },
  };
}

/** What a pupil's row shows: {summary, cells by family}. */
export function pupilFigures(books, pupil, families) {
  const rows = select(books[0], { pupil });
  const sum = summarise(books[0], rows);
  const { expected, assessed, passed, missing, not_assessable, complete, all_subjects, eligible, merit16, merit17 } = sum;
  const cells = families.map((family) => {
    const row = rows.find((one) => one.family === family);
    if (!row) return null;
    const level = levelOf(books[0], row);
    const before = books[1]?.levels.get(keyOf(row.pupil, row.subject)) ?? null;
    return [level, before, level === null ? null : passes(row.scale, level), row.left];
  });
  return { cells, summary: { expected, assessed, passed, missing, not_assessable, complete, all_subjects, eligible, merit16,
    merit17 } };
}
