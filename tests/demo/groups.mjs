// Teaching groups of a school year, and who teaches them.

import { createRandom } from './prng.mjs';
import { createNamer, drawBackground } from './names.mjs';
import { LANGUAGES, classSubjects, subjectOf } from './subjects.mjs';
import { poolOf } from './pools.mjs';

// Least pupil.staying of those who read a språkval: 90 % in year 6, falling to 80 % in year 9.
const M2_THRESHOLD = { 6: -1.55, 7: -1.3, 8: -1.16, 9: -1.06 };
const MIXED_MAX = { SVA: 22, M2: 26, ML: 12, M1: 16 };
const ML_STAGES = [[4, 5], [6], [7, 8, 9]]; // never a group with two scales

/** Whether a pupil reads a second foreign language as språkval in this year group. */
function readsM2(pupil, yearGroup) {
  return yearGroup in M2_THRESHOLD && pupil.staying > M2_THRESHOLD[yearGroup];
}

/** The last part of the name of a group that mixes classes: sva, fra, alb. */
function shortName(code) {
  return (LANGUAGES[code.slice(2)] ?? code).slice(0, 3).toLowerCase();
}

/** Divides pupils into even groups of at most `max`. */
function divide(pupils, max) {
  const count = Math.ceil(pupils.length / max);
  return Array.from({ length: count }, (_, i) =>
    pupils.slice(Math.floor(pupils.length * i / count), Math.floor(pupils.length * (i + 1) / count)));
}

/** Builds {classes, groups, staff} of a school year; people stay from year to year. */
export class Organisation {
  constructor(seed, municipality) {
    this.schools = municipality.schools;
    this.areas = municipality.areas;
    this.random = createRandom(seed, 'staff');
    this.name = createNamer(seed, 'staff names');
    this.teachers = new Map(); // place in a school's pool → person
    this.count = 0;
    this.leaders = this.#makeLeaders();
    // No roster has a role for an auditor or a board: persons of the staff, who get that duty by hand (steps of plan.tsv).
    this.auditor = { id: 'auditor', given: 'Ragnhild', family: 'Granlund', login: null, roles: [{ role: 'aide', org: null }], groups: [], mentorOf: [] };
    this.board = { ...this.auditor, id: 'board', given: 'Torvald', family: 'Ek', roles: [{ role: 'aide', org: null }], groups: [], mentorOf: [] };
  }

  #person(born, femaleShare) {
    const gender = this.random.chance(femaleShare) ? 'female' : 'male';
    const background = drawBackground(this.random, 0.14);
    const name = this.name(background, gender, born);
    return { id: `t${++this.count}`, ...name, login: null, roles: [], groups: [], mentorOf: [] };
  }

  #makeLeaders() {
    const leader = (role, org) => {
      const person = this.#person(1962 + this.random.int(22), 0.6);
      person.roles.push({ role, org });
      return person;
    };
    return [leader('districtAdministrator', null), leader('systemAdministrator', null),
      ...this.areas.map((area) => leader('siteAdministrator', area)),
      ...this.schools.map((school) => leader('principal', school))];
  }

  /** The year's classes and groups out of the roster's present state. */
  build(roster) {
    const year = String(roster.schoolYear).slice(2);
    const classes = roster.list().map((one) => ({
      ...one,
      pupils: [...one.pupils].sort(byName),
      id: `${one.school.id}-${year}-${one.yearGroup}${one.letter}`,
      name: `${one.yearGroup}${one.letter}`,
      cohort: roster.schoolYear - one.yearGroup,
      mentor: null,
      teachers: [],
    }));
    const groups = [];
    for (const one of classes) this.#classGroups(one, groups);
    const byYearGroup = groupBy(classes, (one) => `${one.school.id}-${year}-${one.yearGroup}`);
    for (const [prefix, members] of byYearGroup) this.#yearGroups(prefix, members, groups);
    this.#schoolGroups(classes, year, groups);
    const staff = this.#assign(groups, classes, roster.schoolYear);
    return { schoolYear: roster.schoolYear, classes, groups, staff: [...this.leaders, ...staff, this.auditor, this.board],
      lastPupil: roster.pupilCount };
  }

  #add(groups, id, name, code, school, pupils, yearGroups, cohort, classRef) {
    if (!classRef) pupils.sort(byName);
    groups.push({ id, name, code, subject: subjectOf(code), school, pupils, yearGroups, cohort, classRef,
      teacher: null, reported: 0 });
  }

  #classGroups(one, groups) {
    const add = (code, pupils) => this.#add(groups, `${one.id}-${code}`, one.name, code, one.school, pupils,
      [one.yearGroup], one.cohort, one);
    for (const code of classSubjects(one.yearGroup)) add(code, one.pupils);
    const swedish = one.pupils.filter((pupil) => !pupil.sva);
    if (swedish.length > 0) add('SV', swedish);
  }

  /** Groups that mix the classes of a year group: SVA and the second foreign languages. */
  #yearGroups(prefix, classes, groups) {
    const { school, yearGroup, cohort } = classes[0];
    const pupils = classes.flatMap((one) => one.pupils);
    const last = classes[classes.length - 1].letter;
    const name = `${classes[0].name}${classes.length > 1 ? `–${last}` : ''}`;
    const add = (code, members, max) => divide(members, max).forEach((part, i) => this.#add(groups,
      `${prefix}-${code}${i + 1}`, `${name} ${shortName(code)}${i + 1}`, code, school, part, [yearGroup], cohort,
      null));
    add('SVA', pupils.filter((pupil) => pupil.sva), MIXED_MAX.SVA);
    for (const language of ['SPA', 'FRA', 'DEU']) {
      add(`M2${language}`, pupils.filter((pupil) => readsM2(pupil, yearGroup) && pupil.choice === language),
        MIXED_MAX.M2);
    }
  }

  /** Groups that mix year groups: mother tongue at every school, elevens val at two. */
  #schoolGroups(classes, year, groups) {
    const bySchool = groupBy(classes, (one) => one.school);
    const large = [...bySchool.keys()].filter((school) => school.high > 1).slice(0, 2);
    for (const [school, members] of bySchool) {
      for (const stage of ML_STAGES) {
        const inStage = members.filter((one) => stage.includes(one.yearGroup));
        const pupils = inStage.flatMap((one) => one.pupils).filter((pupil) => pupil.mother);
        const name = stage.length > 1 ? `${stage[0]}–${stage[stage.length - 1]}` : `${stage[0]}`;
        for (const [language, list] of groupBy(pupils, (pupil) => pupil.mother)) {
          if (list.length < 2) continue;
          divide(list, MIXED_MAX.ML).forEach((part, i) => this.#add(groups,
            `${school.id}-${year}-${stage[0]}-ML${language}${i + 1}`, `${name} ${shortName(`ML${language}`)}${i + 1}`,
            `ML${language}`, school, part, stage, stage[0], null));
        }
      }
      if (!large.includes(school)) continue;
      const pupils = members.filter((one) => one.yearGroup >= 8).flatMap((one) => one.pupils)
        .filter((pupil) => pupil.choice !== 'SPA' && readsM2(pupil, 9) && pupil.ability > 0.8);
      if (pupils.length >= 4) {
        this.#add(groups, `${school.id}-${year}-8-M1SPA1`, '8–9 elevens val spa1', 'M1SPA', school,
          pupils.slice(0, MIXED_MAX.M1), [8, 9], 8, null);
      }
    }
  }

  #teacher(key, schoolYear) {
    let person = this.teachers.get(key);
    // A few leave each year and somebody new takes the place.
    if (person && person.since < schoolYear && person.seen !== schoolYear && this.random.chance(0.05)) person = null;
    if (!person) {
      person = this.#person(1960 + this.random.int(40), 0.72);
      person.since = schoolYear;
      this.teachers.set(key, person);
    }
    if (person.seen !== schoolYear) {
      person.seen = schoolYear;
      person.groups = [];
      person.mentorOf = [];
    }
    return person;
  }

  #assign(groups, classes, schoolYear) {
    const pools = groupBy(groups, (group) => poolOf(group).pool);
    const staff = new Map();
    for (const [pool, members] of pools) {
      const { max } = poolOf(members[0]);
      const bundles = [...groupBy(members, (group) => poolOf(group).bundle)]
        .sort((a, b) => (a[0] < b[0] ? -1 : 1)).map((entry) => entry[1]);
      const count = Math.ceil(bundles.length / max);
      bundles.forEach((bundle, i) => {
        const place = Math.floor(i * count / bundles.length);
        const person = this.#teacher(`${pool}/${place}`, schoolYear);
        staff.set(person.id, person);
        for (const group of bundle) {
          group.teacher = person;
          person.groups.push(group);
          group.classRef?.teachers.push(person);
        }
      });
    }
    const people = [...staff.values()];
    for (const person of people) {
      const schools = new Set(person.groups.map((group) => group.school));
      person.roles = [...schools].map((school) => ({ role: 'teacher', org: school }));
    }
    for (const one of classes) setMentor(one);
    return people;
  }
}

function byName(a, b) {
  if (a.family !== b.family) return a.family < b.family ? -1 : 1;
  return a.given === b.given ? a.id - b.id : (a.given < b.given ? -1 : 1);
}

/** The class teacher in years 1–6, else the one of the class's teachers with the fewest classes. */
function setMentor(one) {
  const groupsOf = (person) => person.groups.filter((group) => group.classRef === one).length;
  const best = one.teachers.reduce((a, b) => {
    if (one.yearGroup <= 6) return groupsOf(b) > groupsOf(a) ? b : a;
    return b.mentorOf.length < a.mentorOf.length ? b : a;
  });
  one.mentor = best;
  best.mentorOf.push(one);
}

export function groupBy(list, key) {
  const map = new Map();
  for (const item of list) {
    const k = key(item);
    if (!map.has(k)) map.set(k, []);
    map.get(k).push(item);
  }
  return map;
}
