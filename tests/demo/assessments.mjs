// The levels of a round: scores of all reported pupils, limits fitted to them, one CSV file.

import path from 'node:path';
import { LineWriter } from './writer.mjs';
import { GRADE_FALL, fitLimits, levelOf } from './model.mjs';
import { hashUnit } from './prng.mjs';
import { SUBJECT_COUNT } from './subjects.mjs';

const NOT_ASSESSABLE = -1e9;
// The first year group in which grades are set.
const GRADED_FROM = 6;
// Of a closed round: a pupil who was forgotten, and new ones of whom half is not known yet.
const SINGLE_MISSING = 0.001;
const NEW_PUPILS = 0.01;

/** Writes grades-<term>.csv, the grades after a closed spring round, as a municipality exports them. */
export function writeGrades(folder, model, round, year) {
  const cells = new Map();
  const scores = [];
  const yearGroups = yearGroupOfPupils(year);
  const groups = year.groups.map((group) => {
    const pupils = group.pupils.filter((pupil) => yearGroups[pupil.id] >= GRADED_FROM);
    return { ...group, pupils, reported: pupils.length };
  });
  for (const group of groups) {
    for (const pupil of group.pupils) {
      const cell = cellOf(cells, group, yearGroups[pupil.id]);
      cell.reported++;
      const known = !model.notAssessable(pupil, group.subject, round.number);
      const score = known ? model.grade(pupil, group.subject, round.number, group.school) + commonPart(model, cell, group, round, new Map()) : NOT_ASSESSABLE;
      scores.push(score);
      if (known) cell.scores.push(score);
    }
  }
  fitAll(cells, round.age, GRADE_FALL);
  writeLevels(path.join(folder, `grades-${round.term}.csv`), { groups }, scores, cells, yearGroups, ['elev', 'ämne', 'betyg', 'lärare'].join(';'), ';');
}

/**
 * Writes assessments-<key>.csv. `effects`: Map of effectKey() → planted shift of the scores.
 * Returns for each of these {pupils, passed, without}: those assessed, those who pass, and those
 * who would pass without the shift.
 */
export function writeRound(folder, model, round, year, effects, random) {
  const cells = new Map(); // subject × year group → {subject, yearGroup, scores, reported, fit}
  const scores = [];
  const yearGroups = yearGroupOfPupils(year);
  for (const group of year.groups) {
    for (let i = 0; i < group.reported; i++) {
      const pupil = group.pupils[i];
      if (round.closed && isForgotten(model.seed, pupil, round, random)) {
        scores.push(NaN);
        continue;
      }
      const cell = cellOf(cells, group, yearGroups[pupil.id]);
      cell.reported++;
      if (model.notAssessable(pupil, group.subject, round.number)) {
        scores.push(NOT_ASSESSABLE);
        continue;
      }
      const score = model.score(pupil, group.subject, round.number) + commonPart(model, cell, group, round, effects);
      scores.push(score);
      cell.scores.push(score);
    }
  }
  fitAll(cells, round.age);
  writeLevels(path.join(folder, `assessments-${round.key}.csv`), year, scores, cells, yearGroups, 'pupil,subject,level,by', ',');
  return tallyEffects(year, scores, cells, yearGroups, effects);
}

function fitAll(cells, age, fall = 0) {
  for (const cell of cells.values()) {
    const sorted = Float64Array.from(cell.scores).sort();
    cell.fit = fitLimits(sorted, cell.reported, cell.subject, cell.yearGroup, age, fall);
    cell.scores = null;
  }
}

export function effectKey(school, code, yearGroup) {
  return `${school.id} ${code} ${yearGroup}`;
}

function isForgotten(seed, pupil, round, random) {
  const recent = hashUnit(seed, 51, pupil.id, round.number) < NEW_PUPILS;
  return random.chance(recent ? 0.5 : SINGLE_MISSING);
}

function yearGroupOfPupils(year) {
  const found = new Uint8Array(year.lastPupil + 1);
  for (const one of year.classes) for (const pupil of one.pupils) found[pupil.id] = one.yearGroup;
  return found;
}

function cellOf(cells, group, yearGroup) {
  const key = yearGroup * SUBJECT_COUNT + group.subject.index;
  let cell = cells.get(key);
  if (!cell) {
    cell = { subject: group.subject, yearGroup, scores: [], reported: 0, fit: null, parts: new Map() };
    cells.set(key, cell);
  }
  return cell;
}

function commonPart(model, cell, group, round, effects) {
  let part = cell.parts.get(group.school);
  if (part === undefined) {
    part = model.common(group.school, cell.subject, cell.yearGroup, round.number) +
      (effects.get(effectKey(group.school, cell.subject.code, cell.yearGroup)) ?? 0);
    cell.parts.set(group.school, part);
  }
  return part;
}

function tallyEffects(year, scores, cells, yearGroups, effects) {
  const tally = new Map([...effects.keys()].map((key) => [key, { pupils: 0, passed: 0, without: 0 }]));
  if (effects.size === 0) return tally;
  let next = 0;
  for (const group of year.groups) {
    for (let i = 0; i < group.reported; i++) {
      const score = scores[next++];
      const yearGroup = yearGroups[group.pupils[i].id];
      const key = effectKey(group.school, group.subject.code, yearGroup);
      const one = tally.get(key);
      if (!one || Number.isNaN(score)) continue;
      const limit = cells.get(yearGroup * SUBJECT_COUNT + group.subject.index).fit.limits[0];
      one.pupils++;
      if (score >= limit) one.passed++;
      if (score !== NOT_ASSESSABLE && score - effects.get(key) >= limit) one.without++;
    }
  }
  return tally;
}

function writeLevels(file, year, scores, cells, yearGroups, heading, between) {
  const out = new LineWriter(file);
  out.line(heading);
  let next = 0;
  for (const group of year.groups) {
    const tail = between + group.teacher.id;
    for (let i = 0; i < group.reported; i++) {
      const score = scores[next++];
      if (Number.isNaN(score)) continue;
      const { id } = group.pupils[i];
      const cell = cells.get(yearGroups[id] * SUBJECT_COUNT + group.subject.index);
      out.line(`p${id}${between}${group.code}${between}${score === NOT_ASSESSABLE ? '-' : levelOf(score, cell.fit)}${tail}`);
    }
  }
  out.close();
}
