// What GET /api/attainment should answer, in the words of the fixture (unit "bj", class "c-9A"): both the
// expected figures, from the books, and the figures of an answer brought into the same form.

import { classOf } from './fixture.mjs';
import { MEASURES, figures, levelCounts, measures, pupilFigures, scalesOf, select } from './recount.mjs';

export const COLUMNS = ['SV', 'SVA', 'MA', 'EN', 'M2', 'M1', 'ML', 'NO', 'BI', 'FY', 'KE', 'SO', 'GE', 'HI', 'RE', 'SH', 'TK',
  'BL', 'HKK', 'IDH', 'MU', 'SL'];
const KINDS = { unit: 'school', class: 'class', year_group: 'year_group', gender: 'gender', pupil: 'pupil' };
const swedish = new Intl.Collator('sv');

const childrenOf = (roster, id) => roster.units.filter((one) => one.parent === id)
  .sort((a, b) => swedish.compare(a.name, b.name));
const unitOf = (roster, id) => roster.units.find((one) => one.id === id);

/** A unit and everything below it. */
export function below(roster, id) {
  return new Set([id, ...childrenOf(roster, id).flatMap((one) => [...below(roster, one.id)])]);
}

// The rows of a view: [{id, kind, name, parent, depth, pick}], in order, empty ones too.
function unitRows(roster, unit, base) {
  return childrenOf(roster, unit).flatMap((one) => [one, ...childrenOf(roster, one.id)]).map((one) => ({
    id: one.id, kind: one.kind, name: one.name, parent: one.parent, depth: one.parent === unit ? 0 : 1,
    pick: { ...base, units: below(roster, one.id) },
  }));
}

function classRows(roster, book, base) {
  const rows = select(book, { units: base.units });
  const years = new Map();
  for (const row of rows) years.set(row.klass, Math.min(years.get(row.klass) ?? 99, row.year));
  const named = [...years.keys()].filter(Boolean).map((id) => classOf(roster, id))
    .sort((a, b) => years.get(a.id) - years.get(b.id) || swedish.compare(a.name, b.name))
    .map((one) => ({ id: one.id, kind: 'class', name: one.name, parent: null, depth: 0, pick: { ...base, klass: one.id } }));
  return [...named, { id: null, kind: 'class', name: null, parent: null, depth: 0, pick: { ...base, klass: null } }];
}

function labels(roster, book, { unit, rows, base }) {
  const plain = (ids, pick) => ids.map((id) => ({ id: String(id), kind: KINDS[rows], name: null, parent: null, depth: 0,
    pick: { ...base, ...pick(id) } }));
  if (rows === 'unit') return unitRows(roster, unit, base);
  if (rows === 'class') return classRows(roster, book, base);
  if (rows === 'year_group') return plain([1, 2, 3, 4, 5, 6, 7, 8, 9].filter((one) => !base.year || one === base.year),
    (year) => ({ year }));
  return plain(['female', 'male', 'unknown'].filter((one) => !base.gender || one === base.gender), (gender) => ({ gender }));
}

function key(books, base, year) {
  const part = (book, gender) => (book ? measures(book, select(book, { ...base, year, gender: base.gender ?? gender,
    ...(base.gender && gender && base.gender !== gender ? { units: new Set() } : {}) })) : null);
  const [now, previous, yearAgo] = books;
  return {
    year_group: year, total: part(now), female: part(now, 'female'), male: part(now, 'male'), previous: part(previous),
    previous_female: part(previous, 'female'), previous_male: part(previous, 'male'), year_ago: part(yearAgo),
    year_ago_female: part(yearAgo, 'female'), year_ago_male: part(yearAgo, 'male'),
  };
}

function pupilRows(roster, books, base, families, names) {
  const ids = [...new Set(select(books[0], base).map((row) => row.pupil))];
  const known = ids.map((id) => ({ id, ...names.get(id) }));
  known.sort((a, b) => swedish.compare(a.family, b.family) || swedish.compare(a.given, b.given) || a.order - b.order);
  return known.map((one) => {
    const [row] = select(books[0], { pupil: one.id });
    return { id: one.id, kind: 'pupil', name: `${one.family}, ${one.given}`, protected: false, class: row.klass, year_group: row.year,
      ...pupilFigures(books, one.id, families) };
  });
}

/**
 * The figures to expect. query: {unit, rows, year_group, gender, subject, class}; books: [now, previous or null,
 * year ago or null]; names: pupil id -> {given, family, order}, needed for rows=pupil.
 */
export function expected(roster, books, query, names) {
  const base = { units: below(roster, query.unit), year: query.year_group, gender: query.gender,
    ...(query.class ? { klass: query.class } : {}) };
  const rows = select(books[0], base);
  const read = new Set(rows.map((row) => row.family));
  const columns = COLUMNS.filter((one) => read.has(one));
  const scales = query.subject ? scalesOf(rows.filter((row) => row.family === query.subject)) : [];
  const line = (label) => ({
    id: label.id, kind: label.kind, name: label.name, parent: label.parent, depth: label.depth,
    ...figures(books, label.pick, columns),
    ...(query.subject ? { levels: levelCounts(books[0], select(books[0], { ...label.pick, family: query.subject }), scales) }
      : {}),
  });
  const own = query.class ? { id: query.class, kind: 'class', name: classOf(roster, query.class).name }
    : { id: query.unit, kind: unitOf(roster, query.unit).kind, name: unitOf(roster, query.unit).name };
  const years = [...new Set(select(books[0], { ...base, year: undefined, gender: undefined }).filter((row) => !row.left)
    .map((row) => row.year))].sort();
  const list = query.rows === 'pupil' ? pupilRows(roster, books, base, columns, names)
    : labels(roster, books[0], { unit: query.unit, rows: query.rows, base })
      .filter((label) => select(books[0], label.pick).length > 0).map(line);
  return { columns, years, total: line({ ...own, parent: null, depth: 0, pick: base }), rows: list,
    key: key(books, base, query.year_group ?? years.at(-1)) };
}

/** The same from an answer. */
export function received(world, answer) {
  const { names } = world;
  const source = { municipality: names.unit, area: names.unit, school: names.unit, class: names.klass, pupil: names.person };
  const line = (row) => ({
    ...row, id: source[row.kind] && row.id !== null ? source[row.kind][row.id] : row.id,
    ...(row.kind === 'pupil' ? { class: row.class && names.klass[row.class.id] }
      : { parent: row.parent && names.unit[row.parent] }),
  });
  const rows = answer.rows.map((row) => {
    const { measures: m, ...pupil } = line(row);
    return row.kind === 'pupil' ? pupil : { ...pupil, measures: m };
  });
  return { columns: answer.subjects.map((one) => one.code), years: answer.options.year_groups, total: line(answer.total),
    rows, key: answer.key };
}

export { MEASURES };
