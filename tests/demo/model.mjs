// How well a pupil does in a subject in a round, and the level that follows from it.
//
// A score is a sum of normal parts: the pupil's ability, a part per family of subjects and per
// subject (both stay for ever), small parts per round, the school, gender, and a planted dip. The
// limits between levels are quantiles of the scores of a round, subject and year group, so that the
// shares over the municipality hit the targets while schools, classes and genders differ.

import { hashNormal, hashUnit } from './prng.mjs';
import { SUBJECT_COUNT, scaleOf, targetShare } from './subjects.mjs';

// Loading on ability, standard deviation of the family's and the subject's own part.
const FAMILY = {
  core: { index: 1, ability: 1, family: 0.1, own: 0.1 },
  no: { index: 2, ability: 1, family: 0.22, own: 0.12 },
  so: { index: 3, ability: 1, family: 0.2, own: 0.14 },
  art: { index: 4, ability: 0.8, family: 0.25, own: 0.35 },
  body: { index: 5, ability: 0.7, family: 0, own: 0.68 },
  language: { index: 6, ability: 0.9, family: 0, own: 0.35 },
  mother: { index: 7, ability: 0.6, family: 0, own: 0.6 },
};

// Girls' advantage in standard deviations; half is added to girls, half taken from boys.
const GIRLS = { MA: 0.22, EN: 0.2, SV: 0.5, SVA: 0.14, IDH: -0.08, TK: 0.26, BL: 0.6, SL: 0.32, HKK: 0.42, MU: 0.34,
  FY: 0.18, KE: 0.24, BI: 0.3, M2: 0.36, NO: 0.16, default: 0.3 };

const SVA_PENALTY = { art: 0.35, body: 0.2, mother: -0.2, language: 0.4, default: 0.85 };

// Spread of a round: shared by all of a pupil's subjects, and for the subject alone.
const ROUND_SHARED = 0.09;
const ROUND_OWN = 0.09;

// A grade follows from the spring's forecast: most of its spread stays, the rest is new. Schools are more or less hopeful.
const GRADE_KEPT = 0.82;
const GRADE_NEW = 0.09;
const GRADE_SCHOOL = 0.07;
// Forecasts are a little brighter than what comes, in share of those who pass.
export const GRADE_FALL = 0.006;

const NOT_ASSESSABLE = { IDH: 0.009, SL: 0.005, HKK: 0.005, M2: 0.007, MU: 0.004, default: 0.002 };
const NOT_ASSESSABLE_ABSENT = 0.43;

// Shares of the passing by level, lowest first.
const PASS_SHARES = { E: 0.215, D: 0.17, C: 0.255, B: 0.16, A: 0.2, G: 0.68, M: 0.32 };

/** Scores of one round; `seed` and the round's number make them repeatable. */
export class Model {
  constructor(seed) {
    this.seed = seed;
    this.schoolSubject = new Map();
  }

  #school(school, subject) {
    const key = school.number * SUBJECT_COUNT + subject.index;
    let value = this.schoolSubject.get(key);
    if (value === undefined) {
      value = school.quality + 0.09 * hashNormal(this.seed, 21, school.number, subject.index);
      this.schoolSubject.set(key, value);
    }
    return value;
  }

  /** Part of the score that all pupils of a subject and year group at a school share this round. */
  common(school, subject, yearGroup, round) {
    return this.#school(school, subject) +
      0.05 * hashNormal(this.seed, 1000 + round * 32 + yearGroup, school.number, subject.index);
  }

  score(pupil, subject, round) {
    const { seed } = this;
    const family = FAMILY[subject.family];
    const gain = (GIRLS[subject.code] ?? GIRLS.default) / 2;
    let value = family.ability * pupil.ability + (pupil.girl ? gain : -gain);
    if (pupil.sva) value -= SVA_PENALTY[subject.family] ?? SVA_PENALTY.default;
    if (family.family > 0) value += family.family * hashNormal(seed, 31, pupil.id, family.index);
    value += family.own * hashNormal(seed, 32, pupil.id, subject.index);
    value += ROUND_SHARED * hashNormal(seed, 33, pupil.id, round);
    return value + ROUND_OWN * hashNormal(seed, 2000 + round, pupil.id, subject.index);
  }

  /** The grade's score after the spring round of that number: the school's own hopefulness is taken back. */
  grade(pupil, subject, round, school) {
    const { seed } = this;
    const own = ROUND_SHARED * hashNormal(seed, 33, pupil.id, round) + ROUND_OWN * hashNormal(seed, 2000 + round, pupil.id, subject.index);
    return this.score(pupil, subject, round) - (1 - GRADE_KEPT) * own + GRADE_NEW * hashNormal(seed, 4000 + round, pupil.id, subject.index)
      + GRADE_SCHOOL * hashNormal(seed, 61, school.number, subject.index % 5);
  }

  /** Whether the teacher has no basis for a level: some pupils are away a lot. */
  notAssessable(pupil, subject, round) {
    const base = NOT_ASSESSABLE[subject.code] ?? NOT_ASSESSABLE.default;
    // Half of the draw stays with pupil and subject, so that it is often the same pupil again.
    const draw = 0.85 * hashUnit(this.seed, 41, pupil.id, subject.index) +
      0.15 * hashUnit(this.seed, 3000 + round, pupil.id, subject.index);
    return draw < (pupil.absent ? NOT_ASSESSABLE_ABSENT : base + 0.02);
  }
}

/**
 * Limits between the levels for the sorted scores of those who were assessed: {levels, limits};
 * a score is at the last level whose limit it reaches. `reported` counts the not assessable too;
 * `fall` is what fewer pass than the target says.
 */
export function fitLimits(sorted, reported, subject, yearGroup, age, fall = 0) {
  const scale = scaleOf(yearGroup);
  const passing = Math.min(sorted.length, Math.round(reported * (targetShare(subject.code, yearGroup, age) - fall)));
  const sum = scale.pass.reduce((total, level) => total + PASS_SHARES[level], 0);
  let below = sorted.length - passing;
  const limits = [];
  for (const level of scale.pass) {
    limits.push(below < sorted.length ? sorted[below] : Infinity);
    below += Math.round(passing * PASS_SHARES[level] / sum);
  }
  return { levels: [scale.fail, ...scale.pass], limits };
}

export function levelOf(score, { levels, limits }) {
  let i = 0;
  while (i < limits.length && score >= limits[i]) i++;
  return levels[i];
}
