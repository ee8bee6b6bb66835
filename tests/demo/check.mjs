// Reads a generated set back and counts it with rules of its own, for generate.test.mjs.
// `node tests/demo/check.mjs DIR` prints the figures of every round.

import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const POINTS = { A: 20, B: 17.5, C: 15, D: 12.5, E: 10 };
const PASSING = new Set(['A', 'B', 'C', 'D', 'E', 'G', 'M']);

function splitLine(line) {
  if (!line.includes('"')) return line.split(',');
  const fields = [];
  for (const [, quoted, plain] of line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)) {
    fields.push(quoted !== undefined ? quoted.replaceAll('""', '"') : plain);
  }
  return fields.slice(0, line.endsWith(',') ? undefined : -1);
}

/** Rows of a CSV file as arrays, with `columns` naming the ones wanted, in that order. */
export function readRows(file, columns) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const header = lines[0].split(',');
  const wanted = columns.map((name) => header.indexOf(name));
  const rows = [];
  for (let i = 1; i < lines.length - 1; i++) {
    const fields = splitLine(lines[i]);
    if (fields.length !== header.length) throw new Error(`${file}:${i + 1}: ${fields.length} fields`);
    rows.push(wanted.map((k) => fields[k]));
  }
  return rows;
}

/** The steps of plan.tsv. */
export function readPlan(dir) {
  return fs.readFileSync(path.join(dir, 'plan.tsv'), 'utf8').trimEnd().split('\n').map((line) => line.split('\t'));
}

/** Rounds of forecasts in order with the roster that they use: [{key, roster}]. */
export function readRounds(dir) {
  let roster = null;
  const rounds = [];
  for (const step of readPlan(dir)) {
    if (step[0] === 'import-roster') roster = step[1];
    if (step[0] === 'round-open' && !step[1].endsWith('-grade')) rounds.push({ key: step[1], roster });
  }
  return rounds;
}

/** Rows of a file of grades: [pupil, subject, level, by]. */
export function readGrades(dir, term) {
  const [heading, ...lines] = fs.readFileSync(path.join(dir, `grades-${term}.csv`), 'utf8').trimEnd().split('\n');
  if (heading !== 'elev;ämne;betyg;lärare') throw new Error(heading);
  return lines.map((line) => line.split(';'));
}

/** What is wrong with the references between the files of a roster, as texts. */
export function brokenReferences(folder) {
  const bad = [];
  const rows = (name, columns) => readRows(path.join(folder, `${name}.csv`), columns);
  const ids = (name) => {
    const list = rows(name, ['sourcedId']).map((row) => row[0]);
    const set = new Set(list);
    if (set.size !== list.length) bad.push(`${name}: sourcedId occurs twice`);
    return set;
  };
  const [orgs, sessions, courses, classes, users] =
    ['orgs', 'academicSessions', 'courses', 'classes', 'users'].map(ids);
  ids('enrollments');
  ids('roles');
  const need = (name, columns, targets) => {
    for (const row of rows(name, columns)) {
      row.forEach((value, i) => value.split(',').forEach((one) => {
        if (!(one === '' && targets[i].optional) && !targets[i].set.has(one)) bad.push(`${name}.${columns[i]}: ${one}`);
      }));
    }
  };
  const to = (set, optional = false) => ({ set, optional });
  need('orgs', ['parentSourcedId'], [to(orgs, true)]);
  need('academicSessions', ['parentSourcedId'], [to(sessions, true)]);
  need('courses', ['orgSourcedId', 'schoolYearSourcedId'], [to(orgs), to(sessions)]);
  need('classes', ['courseSourcedId', 'schoolSourcedId', 'termSourcedIds'], [to(courses), to(orgs), to(sessions)]);
  need('users', ['primaryOrgSourcedId'], [to(orgs)]);
  need('roles', ['userSourcedId', 'orgSourcedId'], [to(users), to(orgs)]);
  need('enrollments', ['classSourcedId', 'schoolSourcedId', 'userSourcedId'], [to(classes), to(orgs), to(users)]);
  need('demographics', ['sourcedId'], [to(users)]);
  return bad;
}

/**
 * A roster as maps: pupils (id → {yearGroup, school, sex, homeroom, subjects: code → group id}), groups (id →
 * {code, name, school, type, yearGroups, pupils: count, teachers: [id]}), logins.
 */
export function readRoster(folder) {
  const rows = (name, columns) => readRows(path.join(folder, `${name}.csv`), columns);
  const pupils = new Map();
  const logins = [];
  const sex = new Map(rows('demographics', ['sourcedId', 'sex']));
  for (const [id, login, grades, school] of rows('users',
    ['sourcedId', 'userMasterIdentifier', 'grades', 'primaryOrgSourcedId'])) {
    logins.push(login);
    const yearGroup = Number(grades);
    if (grades) pupils.set(id, { yearGroup, school, sex: sex.get(id), homeroom: null, subjects: new Map() });
  }
  const groups = new Map();
  for (const [id, code, name, type, school, grades] of rows('classes',
    ['sourcedId', 'subjectCodes', 'classCode', 'classType', 'schoolSourcedId', 'grades'])) {
    groups.set(id, { code, name, type, school, yearGroups: grades.split(',').map(Number), pupils: 0, teachers: [] });
  }
  for (const [id, user, role] of rows('enrollments', ['classSourcedId', 'userSourcedId', 'role'])) {
    const group = groups.get(id);
    if (role === 'teacher') {
      group.teachers.push(user);
      continue;
    }
    group.pupils++;
    const pupil = pupils.get(user);
    if (group.type === 'homeroom') pupil.homeroom = id;
    else pupil.subjects.set(group.code, id);
  }
  return { pupils, groups, logins };
}

/** Rows of an assessment file: [pupil, subject, level, by]. */
export function readAssessments(dir, key) {
  return readRows(path.join(dir, `assessments-${key}.csv`), ['pupil', 'subject', 'level', 'by']);
}

function eligible(levels, codes, others) {
  const pass = (code) => PASSING.has(levels.get(code));
  const core = (pass('SV') || pass('SVA')) && pass('EN') && pass('MA');
  const rest = [...levels.keys()].filter((code) => !['SV', 'SVA', 'EN', 'MA', ...codes].includes(code) && pass(code));
  return core && codes.every(pass) && rest.length >= others;
}

function meritValue(levels) {
  let language = 0;
  const own = [];
  for (const [code, level] of levels) {
    const points = POINTS[level] ?? 0;
    if (code.startsWith('M2')) language = points;
    else own.push(points);
  }
  const best = own.sort((a, b) => b - a).slice(0, 16).reduce((sum, points) => sum + points, 0);
  return language > 0 ? best + language : best;
}

const share = (list, test) => 100 * list.filter(test).length / list.length;

/**
 * Figures of a year group in a round: subjects (code → {reported, share, female, male}), expected,
 * reported, complete, notAssessable; for the complete pupils all, vocational (all, female, male), merit.
 */
export function measure(roster, assessments, yearGroup) {
  const levels = new Map();
  const bySubject = new Map();
  let expected = 0;
  for (const [id, pupil] of roster.pupils) {
    if (pupil.yearGroup !== yearGroup) continue;
    levels.set(id, new Map());
    expected += pupil.subjects.size;
  }
  let reported = 0;
  let notAssessable = 0;
  for (const [id, code, level] of assessments) {
    if (!levels.has(id)) continue;
    levels.get(id).set(code, level);
    const subject = /^M[12L]./.test(code) ? code.slice(0, 2) : code;
    if (!bySubject.has(subject)) bySubject.set(subject, []);
    bySubject.get(subject).push({ level, sex: roster.pupils.get(id).sex });
    reported++;
    if (level === '-') notAssessable++;
  }
  const passes = (one) => PASSING.has(one.level);
  const subjects = new Map([...bySubject].sort().map(([code, list]) => [code, {
    reported: list.length,
    share: share(list, passes),
    female: share(list.filter((one) => one.sex === 'female'), passes),
    male: share(list.filter((one) => one.sex === 'male'), passes),
  }]));
  const complete = [...levels].filter(([id, own]) => own.size === roster.pupils.get(id).subjects.size);
  const all = ([, own]) => [...own.values()].every((level) => PASSING.has(level));
  const vocational = ([, own]) => eligible(own, [], 5);
  const of = (sex) => complete.filter(([id]) => roster.pupils.get(id).sex === sex);
  const merits = complete.map(([, own]) => meritValue(own)).filter((merit) => merit > 0);
  return {
    pupils: levels.size, expected, reported, complete: complete.length, notAssessable, subjects,
    all: share(complete, all),
    vocational: share(complete, vocational),
    vocationalFemale: share(of('female'), vocational),
    vocationalMale: share(of('male'), vocational),
    merit: merits.reduce((sum, merit) => sum + merit, 0) / merits.length,
  };
}

function printRound(dir, { key, roster: folder }, previous) {
  const roster = readRoster(path.join(dir, folder));
  const assessments = readAssessments(dir, key);
  console.log(`\n${key}: ${roster.pupils.size} pupils, ${assessments.length} reported, ` +
    `- ${(100 * assessments.filter((row) => row[2] === '-').length / assessments.length).toFixed(2)} %`);
  for (const yearGroup of [1, 3, 5, 6, 7, 8, 9]) {
    const m = measure(roster, assessments, yearGroup);
    console.log(`  year ${yearGroup}: ${m.pupils} pupils, reported ${(100 * m.reported / m.expected).toFixed(1)} %, ` +
      `complete ${(100 * m.complete / m.pupils).toFixed(1)} %, ` +
      `all ${m.all.toFixed(1)}, vocational ${m.vocational.toFixed(1)} ` +
      `(F ${m.vocationalFemale.toFixed(1)} M ${m.vocationalMale.toFixed(1)}), merit ${m.merit.toFixed(1)}`);
    if (yearGroup === 9 || yearGroup === 3) {
      console.log([...m.subjects].map(([code, s]) =>
        `    ${code} n ${s.reported} ${s.share.toFixed(1)} (F−M ${(s.female - s.male).toFixed(1)})`).join('\n'));
    }
  }
  const order = 'FEDCBA';
  const steps = new Map();
  for (const [id, code, level] of assessments) {
    const before = previous.get(`${id} ${code}`);
    if (!order.includes(level) || !before || !order.includes(before)) continue;
    const step = Math.abs(order.indexOf(level) - order.indexOf(before));
    steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  const sum = [...steps.values()].reduce((a, b) => a + b, 0);
  console.log(`  steps: ${[...steps].sort().map(([step, n]) => `${step}: ${(100 * n / sum).toFixed(1)} %`).join(', ')}`);
  return new Map(assessments.map(([id, code, level]) => [`${id} ${code}`, level]));
}

if (process.argv[1] && import.meta.url === pathToFileURL(fs.realpathSync(process.argv[1])).href) {
  let previous = new Map();
  for (const round of readRounds(process.argv[2]).slice(-Number(process.argv[3] ?? 3))) {
    previous = printRound(process.argv[2], round, previous);
  }
}
