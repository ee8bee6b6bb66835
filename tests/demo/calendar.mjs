// Dates: ISO weeks, school years and the rounds that a demo of a given day needs.

const DAY = 86400000;

export function isoDate(time) {
  return new Date(time).toISOString().slice(0, 10);
}

export function parseDate(text) {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  if (Number.isNaN(time) || isoDate(time) !== text) throw new Error(`not a date: ${text}`);
  return time;
}

/** Monday of an ISO week: week 1 is the one that holds 4 January. */
export function mondayOfWeek(year, week) {
  const fourth = Date.UTC(year, 0, 4);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth + ((week - 1) * 7 - weekday) * DAY;
}

function makeRound(year, week) {
  const monday = mondayOfWeek(year, week);
  const autumn = week === 43;
  const term = `${autumn ? 'HT' : 'VT'}${year}`;
  return {
    term,
    week,
    key: `${term}-${week}`,
    schoolYear: autumn ? year : year - 1, // the year in which the school year begins
    opens: monday,
    due: monday + 4 * DAY,
    closes: monday + 11 * DAY,
  };
}

/**
 * The rounds of a demo shown on `today`, oldest first. The last one is the most recent forecast
 * round that has begun; it stays open for at least two more weeks, so that one can report.
 */
export function planRounds(today, count) {
  let year = new Date(today).getUTCFullYear();
  let week = 43;
  while (mondayOfWeek(year, week) > today) [year, week] = before(year, week);
  const rounds = [];
  for (let i = 0; i < count; i++) {
    rounds.unshift(makeRound(year, week));
    [year, week] = before(year, week);
  }
  const open = rounds[rounds.length - 1];
  open.due = Math.max(open.due, today + 7 * DAY);
  open.closes = Math.max(open.closes, today + 14 * DAY);
  return rounds;
}

function before(year, week) {
  return week === 43 ? [year, 13] : [year - 1, 43];
}

/** What two rounds of a school year share: one roster, imported before the first of them. */
export function rosterDate(schoolYear) {
  return `${schoolYear}-08-20`;
}

export function schoolYearName(schoolYear) {
  return `${schoolYear}-${schoolYear + 1}`;
}
