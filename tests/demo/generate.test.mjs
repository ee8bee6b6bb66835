// The demo municipality: what is written can be read, fits together, and has believable figures.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { brokenReferences, measure, readAssessments, readGrades, readPlan, readRoster, readRounds, readRows } from './check.mjs';
import { PUBLISHED_YEAR_9 } from './subjects.mjs';
import { mondayOfWeek, planRounds, isoDate, parseDate } from './calendar.mjs';

const GENERATOR = fileURLToPath(new URL('generate.mjs', import.meta.url));
const SCALES = { low: 'OGM-', high: 'ABCDEF-' };

function generate(dir, ...args) {
  execFileSync(process.execPath, [GENERATOR, '--out', dir, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
}

function digest(dir) {
  const hash = crypto.createHash('sha256');
  const walk = (folder) => fs.readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1)).forEach((entry) => {
      const full = path.join(folder, entry.name);
      hash.update(entry.name);
      if (entry.isDirectory()) walk(full);
      else hash.update(fs.readFileSync(full));
    });
  walk(dir);
  return hash.digest('hex');
}

let root;
before(() => { root = fs.mkdtempSync(path.join(os.tmpdir(), 'demo-test-')); });
after(() => fs.rmSync(root, { recursive: true, force: true }));

/** Every row names a pupil, the subject of a group of that pupil, a level of its scale, its teacher. */
function checkAssessments(dir, key, roster, rows = readAssessments(dir, key)) {
  const seen = new Set();
  for (const [id, code, level, by] of rows) {
    const pupil = roster.pupils.get(id);
    assert.ok(pupil, `${key}: pupil ${id}`);
    const group = roster.groups.get(pupil.subjects.get(code));
    assert.ok(group, `${key}: ${id} does not read ${code}`);
    assert.deepEqual(group.teachers, [by]);
    assert.ok((pupil.yearGroup <= 5 ? SCALES.low : SCALES.high).includes(level), `${key}: ${level}`);
    assert.ok(!seen.has(`${id} ${code}`), `${key}: ${id} ${code} twice`);
    seen.add(`${id} ${code}`);
  }
}

function checkRoster(roster) {
  assert.equal(new Set(roster.logins).size, roster.logins.length, 'a login occurs twice');
  for (const login of roster.logins) assert.match(login, /^[a-z-]+\.[a-z-]+\d*@[a-z.]+$/);
  for (const [id, group] of roster.groups) {
    assert.equal(group.teachers.length, 1, id);
    assert.ok(group.pupils > 0, id);
  }
  for (const [id, pupil] of roster.pupils) {
    const codes = [...pupil.subjects.keys()];
    assert.ok(pupil.homeroom, id);
    assert.equal(codes.filter((code) => code === 'SV' || code === 'SVA').length, 1, id);
    const obligatory = codes.filter((code) => !/^M[12L]/.test(code));
    if (pupil.yearGroup >= 7) assert.equal(obligatory.length, 16, `${id}: ${codes}`);
  }
}

describe('calendar', () => {
  test('weeks begin on the right Monday', () => {
    for (const [year, week, date] of [[2026, 43, '2026-10-19'], [2026, 13, '2026-03-23'], [2021, 13, '2021-03-29'],
      [2020, 53, '2020-12-28'], [2025, 1, '2024-12-30']]) {
      assert.equal(isoDate(mondayOfWeek(year, week)), date);
    }
  });

  test('the open round is the latest that has begun and stays open two weeks', () => {
    for (const [today, key, closes] of [
      ['2026-10-18', 'VT2026-13', '2026-11-01'], ['2026-10-19', 'HT2026-43', '2026-11-02'],
      ['2026-12-31', 'HT2026-43', '2027-01-14'], ['2027-01-02', 'HT2026-43', '2027-01-16'],
      ['2026-03-23', 'VT2026-13', '2026-04-06']]) {
      const rounds = planRounds(parseDate(today), 3);
      assert.equal(rounds[2].key, key);
      assert.equal(isoDate(rounds[2].closes), closes);
      assert.ok(rounds[0].closes < rounds[1].opens && rounds[1].closes < rounds[2].opens);
    }
  });
});

describe('a small municipality', () => {
  const args = ['--pupils', '2000', '--today', '2026-11-03'];
  let dir;
  before(() => {
    dir = path.join(root, 'small');
    generate(dir, '--seed', '5', ...args);
  });

  test('is the same for the same seed and another for another', () => {
    generate(path.join(root, 'again'), '--seed', '5', ...args);
    generate(path.join(root, 'other'), '--seed', '6', ...args);
    assert.equal(digest(path.join(root, 'again')), digest(dir));
    assert.notEqual(digest(path.join(root, 'other')), digest(dir));
  });

  test('fits together in every school year and round', () => {
    const rounds = readRounds(dir);
    assert.equal(rounds.length, 7);
    for (const folder of new Set(rounds.map((round) => round.roster))) {
      assert.deepEqual(brokenReferences(path.join(dir, folder)), []);
    }
    for (const { key, roster: folder } of rounds) {
      const roster = readRoster(path.join(dir, folder));
      checkRoster(roster);
      checkAssessments(dir, key, roster);
      if (!key.endsWith('-13')) continue;
      const grades = readGrades(dir, key.slice(0, 6));
      checkAssessments(dir, `${key} grades`, roster, grades);
      assert.deepEqual([...new Set(grades.map(([id]) => roster.pupils.get(id).yearGroup))].sort(), [6, 7, 8, 9], `${key}: who has grades`);
    }
  });

  test('opens every round after the import of its roster and closes all but the last', () => {
    const steps = readPlan(dir);
    const dates = steps.filter((step) => step[0] !== 'import-assessments' && step[0] !== 'import-grades' && step[0] !== 'round-plan' && step[0] !== 'duty-add')
      .map((step) => step[2]);
    assert.deepEqual(dates, [...dates].sort());
    assert.deepEqual(steps.at(-3).slice(0, 2), ['import-assessments', 'HT2026-43']);
    assert.deepEqual(steps.slice(-2).map((step) => step.filter((_, i) => i !== 1)),
      [['duty-add', 'auditor', 'Exempelköpings kommun'], ['duty-add', 'board', 'Exempelköpings kommun']]);
    assert.equal(steps.filter((step) => step[0] === 'round-close').length, 9);
    assert.deepEqual(steps.filter((step) => step[0] === 'import-grades').map((step) => step[1]), ['VT2024-grade', 'VT2025-grade', 'VT2026-grade']);
  });

  test('keeps pupils through the years', () => {
    const [first, second] = ['roster-2025-2026', 'roster-2026-2027']
      .map((folder) => readRoster(path.join(dir, folder)));
    const going = [...first.pupils].filter(([, pupil]) => pupil.yearGroup < 9);
    const staying = going.filter(([id, pupil]) => second.pupils.get(id)?.yearGroup === pupil.yearGroup + 1);
    assert.ok(staying.length > 0.97 * going.length);
    const letter = (roster, pupil) => roster.groups.get(pupil.homeroom).name.slice(1);
    const sameClass = staying.filter(([id, pupil]) => pupil.yearGroup !== 6 &&
      second.pupils.get(id).school === pupil.school &&
      letter(second, second.pupils.get(id)) === letter(first, pupil));
    assert.ok(sameClass.length > 0.95 * staying.filter(([, pupil]) => pupil.yearGroup !== 6).length);
  });

  test('refuses what it cannot do', () => {
    for (const wrong of [['--pupils', 'x'], ['--today', '2026-02-30'], ['--rounds', '0'], ['--nonsense']]) {
      assert.throws(() => generate(path.join(root, 'wrong'), ...wrong));
    }
    assert.throws(() => execFileSync(process.execPath, [GENERATOR], { stdio: 'ignore' }));
  });
});

describe('the demo municipality', () => {
  let dir;
  let seconds;
  const rounds = {};
  before(() => {
    dir = path.join(root, 'full');
    const start = process.hrtime.bigint();
    generate(dir, '--today', '2026-11-23', '--protected', '6');
    seconds = Number(process.hrtime.bigint() - start) / 1e9;
    const [closed, open] = readRounds(dir).slice(-2);
    for (const [name, round] of Object.entries({ closed, open })) {
      const roster = readRoster(path.join(dir, round.roster));
      const assessments = readAssessments(dir, round.key);
      rounds[name] = { ...round, roster, assessments, year9: measure(roster, assessments, 9) };
    }
  });

  test('has the size of a city', () => {
    const { pupils, groups } = rounds.open.roster;
    assert.ok(Math.abs(pupils.size - 18500) < 300, `${pupils.size} pupils`);
    const perYear = new Map();
    for (const { yearGroup } of pupils.values()) perYear.set(yearGroup, (perYear.get(yearGroup) ?? 0) + 1);
    assert.equal(perYear.size, 9);
    for (const count of perYear.values()) assert.ok(count > 1950 && count < 2150, `${count} in a year group`);
    const homerooms = [...groups.values()].filter((group) => group.type === 'homeroom');
    for (const { pupils: size, name, school } of homerooms) {
      assert.ok(size >= 20 && size <= 28, `${school} ${name}: ${size}`);
    }
    assert.equal(new Set(homerooms.map((group) => group.school)).size, 40);
  });

  test('fits together', () => {
    assert.deepEqual(brokenReferences(path.join(dir, readRounds(dir).at(-1).roster)), []);
    checkRoster(rounds.open.roster);
    for (const round of Object.values(rounds)) checkAssessments(dir, round.key, round.roster);
  });

  test('gives subject teachers of 7–9 four to eight groups', () => {
    const loads = new Map();
    for (const group of rounds.open.roster.groups.values()) {
      if (group.type === 'homeroom') continue;
      const [teacher] = group.teachers;
      if (!loads.has(teacher)) loads.set(teacher, []);
      loads.get(teacher).push(group);
    }
    const upper = [...loads.values()].filter((list) => list.every((group) => group.yearGroups[0] >= 7));
    const real = upper.filter((list) => list.length >= 4 && list.length <= 8);
    assert.ok(real.length > 0.95 * upper.length, `${real.length} of ${upper.length}`);
    assert.ok([...loads.values()].every((list) => list.length <= 10));
  });

  test('reports about 70 % of the open round and nearly all of the closed ones', () => {
    const part = ({ assessments, roster }) => {
      let expected = 0;
      for (const pupil of roster.pupils.values()) expected += pupil.subjects.size;
      return 100 * assessments.length / expected;
    };
    assert.ok(Math.abs(part(rounds.open) - 70) < 2, `${part(rounds.open)} %`);
    assert.ok(part(rounds.closed) > 98 && part(rounds.closed) < 100, `${part(rounds.closed)} %`);
    const complete = 100 * rounds.open.year9.complete / rounds.open.year9.pupils;
    assert.ok(complete > 42 && complete < 60, `${complete} % of year 9 complete`);
    const levels = rounds.closed.assessments.map((row) => row[2]);
    const noBasis = levels.filter((level) => level === '-').length / levels.length;
    assert.ok(noBasis > 0.006 && noBasis < 0.015, `${noBasis}`);
  });

  test('has the published shares per subject in year 9', () => {
    for (const { key, year9 } of Object.values(rounds)) {
      for (const [code, [published]] of Object.entries(PUBLISHED_YEAR_9)) {
        const { share, reported } = year9.subjects.get(code);
        assert.ok(Math.abs(share - published) <= 1.5, `${key} ${code}: ${share} of ${reported}, published ${published}`);
      }
    }
  });

  test('has believable shares of all subjects, eligibility and merit value in year 9', () => {
    for (const { key, year9 } of Object.values(rounds)) {
      const within = (name, low, high) =>
        assert.ok(year9[name] >= low && year9[name] <= high, `${key} ${name}: ${year9[name]}`);
      within('all', 67, 74);
      within('vocational', 80, 84);
      within('merit', 222, 233);
      within('vocationalFemale', 82, 88);
      within('vocationalMale', 76, 82);
    }
  });

  test('has grades that follow from the forecasts: most of them right, a little lower, nearer to March than to October', () => {
    const all = readRounds(dir);
    const from = (key) => new Map(readAssessments(dir, key).map(([id, code, level]) => [`${id} ${code}`, level]));
    const [autumn, spring] = [from(all.at(-3).key), from(all.at(-2).key)];
    const grades = readGrades(dir, 'VT2026');
    const year9 = measure(rounds.closed.roster, grades, 9);
    for (const [code, [published]] of Object.entries(PUBLISHED_YEAR_9)) {
      const { share } = year9.subjects.get(code);
      assert.ok(Math.abs(share - published) <= 1.5, `${code}: ${share}, published ${published}`);
    }
    const pass = (level) => 'ABCDEGM'.includes(level);
    const count = (before) => {
      const n = { pairs: 0, right: 0, over: 0, under: 0 };
      for (const [id, code, level] of grades) {
        const forecast = before.get(`${id} ${code}`);
        if (forecast === undefined) continue;
        n.pairs++;
        if (pass(forecast) === pass(level)) n.right++;
        else if (pass(forecast)) n.over++;
        else n.under++;
      }
      return n;
    };
    const [a, b] = [count(autumn), count(spring)];
    assert.ok(b.right / b.pairs > 0.95 && b.right / b.pairs < 0.99, JSON.stringify(b));
    assert.ok(a.right / a.pairs < b.right / b.pairs && a.right / a.pairs > 0.93, JSON.stringify(a));
    assert.ok(b.over > b.under, JSON.stringify(b));
  });

  test('has girls ahead where they are', () => {
    const { subjects, vocationalFemale, vocationalMale } = rounds.closed.year9;
    for (const code of ['SV', 'BL', 'MU', 'HKK', 'SH', 'MA', 'RE', 'M2']) {
      const { female, male } = subjects.get(code);
      assert.ok(female > male, `${code}: ${female} ${male}`);
    }
    const gap = ({ female, male }) => female - male;
    assert.ok(Math.abs(gap(subjects.get('IDH'))) < gap(subjects.get('SV')));
    assert.ok(vocationalFemale > vocationalMale + 2);
  });

  test('keeps most levels from round to round', () => {
    const before = new Map(rounds.closed.assessments.map(([id, code, level]) => [`${id} ${code}`, level]));
    const count = { all: 0, same: 0, far: 0 };
    for (const [id, code, level] of rounds.open.assessments) {
      const from = 'FEDCBA'.indexOf(before.get(`${id} ${code}`) ?? 'x');
      const to = 'FEDCBA'.indexOf(level);
      if (from < 0 || to < 0) continue;
      count.all++;
      if (from === to) count.same++;
      if (Math.abs(from - to) >= 2) count.far++;
    }
    assert.ok(count.same > 0.65 * count.all && count.same < 0.9 * count.all);
    assert.ok(count.far > 0 && count.far < 0.02 * count.all);
  });

  test('marks a handful of pupils as protected, in another school each, in the last school year', () => {
    const marked = readPlan(dir).filter((step) => step[0] === 'import-roster').map((step) => readRows(
      path.join(dir, step[1], 'users.csv'), ['primaryOrgSourcedId', 'grades', 'metadata.securityMarking']).filter((row) => row[2]));
    const last = marked.pop();
    assert.ok(marked.every((rows) => rows.length === 0));
    assert.deepEqual([last.length, new Set(last.map(([school]) => school)).size], [6, 6]);
    assert.deepEqual([...new Set(last.map((row) => row[2]))].sort(), ['Sekretessmarkering', 'Skyddad folkbokföring']);
    assert.ok(last.every((row) => row[1]), 'pupils');
  });

  test('tells where it dips and who one can be', () => {
    const dips = JSON.parse(fs.readFileSync(path.join(dir, 'dips.json'), 'utf8'));
    assert.ok(dips.filter((dip) => dip.kind === 'dip').length >= 5);
    assert.ok(dips.some((dip) => dip.kind === 'rise'));
    for (const dip of dips) assert.ok(dip.kind === 'dip' ? dip.size < -3 : dip.size > 0, JSON.stringify(dip));
    const people = JSON.parse(fs.readFileSync(path.join(dir, 'people.json'), 'utf8'));
    const logins = new Set(rounds.open.roster.logins);
    for (const person of people) assert.ok(logins.has(person.eppn), person.eppn);
    const count = (role) => people.filter((person) => person.role === role).length;
    assert.deepEqual(['teacher', 'mentor', 'principal', 'area_manager', 'director', 'administrator', 'auditor', 'board'].map(count),
      [3, 1, 2, 2, 1, 1, 1, 1]);
  });

  test('is written in good time', () => {
    assert.ok(seconds < 30, `${seconds} s`);
  });
});
