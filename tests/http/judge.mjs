// What the product should say of a pupil in a subject over the rounds, worked out here from the reported levels.

import { SCALES } from './fixture.mjs';

export const passes = (row, level) => level !== null && level !== '-' && SCALES[row.scale].levels.indexOf(level) >= SCALES[row.scale].failing;
const rank = (row, level) => SCALES[row.scale].levels.indexOf(level);

/** Steps between two reported levels of a pupil in a subject, as the page explains them. */
export function step(row0, was, row1, now) {
  if (was === null || now === null) return null;
  const both = was !== '-' && now !== '-' && row0.scale === row1.scale;
  return both ? rank(row1, now) - rank(row0, was) : Number(passes(row1, now)) - Number(passes(row0, was));
}

/** {risk, change, trend} of a subject's rows and levels in up to four rounds, newest first; null: not there, not reported. */
export function judge(rows, levels) {
  const [now] = levels;
  const known = levels.map((level, i) => [rows[i], level]).filter(([row, level]) => row && level !== null);
  const change = rows[1] ? step(rows[1], levels[1], rows[0], now) : null;
  const failedBefore = levels.slice(1).some((level, i) => rows[i + 1] && level !== null && !passes(rows[i + 1], level));
  const last = levels.slice(1).map((level, i) => [rows[i + 1], level]).find(([row, level]) => row && level !== null);
  const oldest = known.at(-1);
  let risk = null;
  if (now === '-') risk = 'not_assessable';
  else if (now === null) risk = last && !passes(...last) ? 'not_passed_before' : null;
  else if (!passes(rows[0], now)) risk = 'not_passed';
  else if (rank(rows[0], now) === SCALES[rows[0].scale].failing && (change < 0 || failedBefore)) risk = 'watch';
  const trend = known.length > 2 && now !== null ? Math.sign(step(...oldest, rows[0], now)) : null;
  return { risk, change, trend };
}
