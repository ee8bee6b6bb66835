#!/usr/bin/env node
// Writes the fictional municipality Exempelköping: rosters, rounds and forecasts. See README.md.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isoDate, parseDate, planRounds, rosterDate, schoolYearName } from './calendar.mjs';
import { chooseDips, effectsOf, writeDips, writePeople } from './dips.mjs';
import { Model } from './model.mjs';
import { Organisation } from './groups.mjs';
import { Roster } from './roster.mjs';
import { buildMunicipality } from './schools.mjs';
import { createLogins } from './names.mjs';
import { createRandom } from './prng.mjs';
import { ensureLogins, writeRoster } from './oneroster.mjs';
import { reportClosed, reportOpen } from './reporting.mjs';
import { writeGrades, writeRound } from './assessments.mjs';

const PUPILS_PER_SCHOOL = 460;
const SCHOOLS = 40;

// In another school each.
function markProtected(seed, year, count) {
  const random = createRandom(seed, 'protected');
  const marked = new Set();
  for (const one of random.shuffle([...year.classes])) {
    if (marked.size === count) return;
    if (marked.has(one.school)) continue;
    random.pick(one.pupils).marking = marked.size % 3 === 2 ? 'Skyddad folkbokföring' : 'Sekretessmarkering';
    marked.add(one.school);
  }
}

// Grades of a school year that has ended: those of June.
const hasGrades = (round) => round.closed && round.week === 13;

function gradeSteps({ term }) {
  const year = term.slice(2);
  const key = `${term}-grade`;
  return [['round-plan', 'grade', term, 0, `${year}-06-01`, `${year}-06-12`, `${year}-06-18`], ['round-open', key, `${year}-06-01`],
    ['import-grades', key, `grades-${term}.csv`], ['round-close', key, `${year}-06-18`]];
}

function writePlan(out, rounds) {
  const steps = [];
  let schoolYear = null;
  for (const round of rounds) {
    if (round.schoolYear !== schoolYear) {
      schoolYear = round.schoolYear;
      steps.push(['import-roster', `roster-${schoolYearName(schoolYear)}`, rosterDate(schoolYear)]);
    }
    const dates = [round.opens, round.due, round.closes].map(isoDate);
    steps.push(['round-plan', 'forecast', round.term, round.week, ...dates]);
    steps.push(['round-open', round.key, isoDate(round.opens)]);
    steps.push(['import-assessments', round.key, `assessments-${round.key}.csv`]);
    if (round.closed) steps.push(['round-close', round.key, isoDate(round.closes)]);
    if (hasGrades(round)) steps.push(...gradeSteps(round));
  }
  for (const { eppn, role } of JSON.parse(fs.readFileSync(path.join(out, 'people.json'), 'utf8'))) {
    if (['auditor', 'board'].includes(role)) steps.push(['duty-add', eppn, role, 'Exempelköpings kommun']);
  }
  fs.writeFileSync(path.join(out, 'plan.tsv'), steps.map((step) => `${step.join('\t')}\n`).join(''));
}

function writeForecasts(out, seed, model, round, year) {
  const random = createRandom(seed, `round ${round.key}`);
  if (round.closed) {
    reportClosed(seed, round, year.groups);
    writeRound(out, model, round, year, new Map(), random);
    if (hasGrades(round)) writeGrades(out, model, round, year);
    return;
  }
  reportOpen(seed, round, year);
  const dips = chooseDips(seed, year);
  const tally = writeRound(out, model, round, year, effectsOf(dips), random);
  writeDips(out, round, dips, tally);
  writePeople(out, year, dips);
}

/** options: {out, pupils, seed, today (time), rounds, schools, hidden (pupils with protected identity)} */
export function generate({ out, pupils, seed, today, rounds: count, schools, hidden = 0 }) {
  fs.mkdirSync(out, { recursive: true });
  const rounds = planRounds(today, count).map((round, number) =>
    ({ ...round, number, age: count - 1 - number, closed: number < count - 1 }));
  const municipality = buildMunicipality(seed, schools);
  const roster = new Roster(seed, municipality, pupils, rounds[0].schoolYear);
  const organisation = new Organisation(seed, municipality);
  const model = new Model(seed);
  const logins = createLogins();
  let year = null;
  for (const round of rounds) {
    if (year?.schoolYear !== round.schoolYear) {
      if (year) roster.advance();
      year = organisation.build(roster);
      ensureLogins(year, logins);
      if (round.schoolYear === rounds.at(-1).schoolYear) markProtected(seed, year, hidden);
      writeRoster(path.join(out, `roster-${schoolYearName(round.schoolYear)}`), municipality, year);
    }
    writeForecasts(out, seed, model, round, year);
  }
  writePlan(out, rounds);
}

function localToday() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
}

function wholeNumber(name, text, low, high) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new Error(`--${name}: ${text} is not a whole number from ${low} to ${high}`);
  }
  return value;
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string' },
      pupils: { type: 'string', default: '18500' },
      seed: { type: 'string', default: '1' },
      today: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      schools: { type: 'string' },
      protected: { type: 'string', default: '0' },
    },
  });
  if (!values.out) throw new Error('--out DIR is missing');
  const pupils = wholeNumber('pupils', values.pupils, 200, 1000000);
  // Fewer pupils than the default municipality has: fewer schools, so that they stay schools.
  const fitting = Math.min(SCHOOLS, Math.max(2, Math.round(pupils / PUPILS_PER_SCHOOL)));
  return {
    out: values.out,
    pupils,
    seed: wholeNumber('seed', values.seed, 0, 2147483647),
    today: values.today ? parseDate(values.today) : localToday(),
    rounds: wholeNumber('rounds', values.rounds, 1, 20),
    hidden: wholeNumber('protected', values.protected, 0, 400),
    schools: values.schools ? wholeNumber('schools', values.schools, 1, 400) : fitting,
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  try {
    generate(readOptions(process.argv.slice(2)));
  } catch (error) {
    process.stderr.write(`generate: ${error.message}\n`);
    process.exitCode = 2;
  }
}
