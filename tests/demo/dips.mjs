// What goes wrong (and well) on purpose in the open round, and the persons of the demo's start.

import fs from 'node:fs';
import path from 'node:path';
import { createRandom } from './prng.mjs';
import { effectKey } from './assessments.mjs';
import { groupBy } from './groups.mjs';
import { LANGUAGES, titleOf } from './subjects.mjs';

// Shift in standard deviations, and the year groups in which it is planted. Each is large enough to be told from chance,
// and in a year group that was on the same scale in the round before, so that the same pupils can be compared.
const PLANTED = [
  { shift: -0.7, yearGroups: [9], subjects: ['MA'] },
  { shift: -1, yearGroups: [8], subjects: ['EN', 'SV'] },
  { shift: -0.6, yearGroups: [9], subjects: ['FY', 'KE', 'BI'] },
  { shift: -0.8, yearGroups: [8], subjects: ['HI', 'SH', 'GE', 'RE'] },
  { shift: -1.1, yearGroups: [8], subjects: ['IDH', 'TK', 'SL'] },
  { shift: -0.9, yearGroups: [4, 5], subjects: ['MA', 'SV'] },
  { shift: -0.9, yearGroups: [3, 5], subjects: ['MA', 'SV', 'EN'] },
  { shift: 1, yearGroups: [9], subjects: ['FY', 'GE'], smallest: 140 },
  { shift: 0.9, yearGroups: [8], subjects: ['MA', 'FY'], smallest: 120 },
  { shift: 1, yearGroups: [8, 9], subjects: ['FY', 'KE'], smallest: 100 },
];
const SMALLEST = 70; // pupils
const SMALL = 40; // where no school is large: not all of them can be told from chance then
const MOSTLY = 0.9; // reported, so that it can be seen

/** Chooses schools for the planted changes, another one each: [{school, code, yearGroup, shift}]. */
export function chooseDips(seed, year) {
  const random = createRandom(seed, 'dips');
  const cells = groupBy(year.groups.filter((group) => group.classRef),
    (group) => effectKey(group.school, group.code, group.yearGroups[0]));
  const used = new Set();
  const dips = [];
  for (const { shift, yearGroups, subjects, smallest = SMALLEST } of PLANTED) {
    const least = (size) => [...cells.values()].filter((groups) => {
      const [first] = groups;
      const pupils = groups.reduce((sum, group) => sum + group.pupils.length, 0);
      const reported = groups.reduce((sum, group) => sum + group.reported, 0);
      return yearGroups.includes(first.yearGroups[0]) && subjects.includes(first.code) && !used.has(first.school) &&
        reported >= size && reported >= MOSTLY * pupils;
    });
    const large = least(smallest);
    const open = large.length > 0 || smallest > SMALLEST ? large : least(SMALL);
    if (open.length === 0) continue;
    const [group] = random.pick(open);
    used.add(group.school);
    dips.push({ school: group.school, code: group.code, yearGroup: group.yearGroups[0], shift });
  }
  return dips;
}

export function effectsOf(dips) {
  return new Map(dips.map((dip) => [effectKey(dip.school, dip.code, dip.yearGroup), dip.shift]));
}

/** dips.json: size = what the planted change did to the share that passes, in percentage points. */
export function writeDips(folder, round, dips, tally) {
  const rows = dips.map(({ school, code, yearGroup, shift }) => {
    const { pupils, passed, without } = tally.get(effectKey(school, code, yearGroup));
    return {
      round: round.key, school: school.id, schoolName: school.name, subject: code, yearGroup,
      kind: shift < 0 ? 'dip' : 'rise', size: Math.round(1000 * (passed - without) / pupils) / 10, pupils,
    };
  });
  fs.writeFileSync(path.join(folder, 'dips.json'), `${JSON.stringify(rows, null, 2)}\n`);
}

function progress(person) {
  const full = person.groups.filter((group) => group.reported === group.pupils.length).length;
  const none = person.groups.filter((group) => group.reported === 0).length;
  return { full, none, half: person.groups.length - full - none };
}

/** The teacher who shows most: work done, work in hand, work not begun. */
function bestTeacher(teachers, suits) {
  let best = null;
  let most = -1;
  for (const person of teachers) {
    if (!suits(person)) continue;
    const { full, none, half } = progress(person);
    const value = 4 * Math.min(1, half) + 2 * Math.min(1, full) + Math.min(2, none);
    if (value > most) [best, most] = [person, value];
  }
  return best;
}

/** people.json: whom one can choose to be in the demo. */
export function writePeople(folder, year, dips) {
  const teachers = year.staff.filter((person) => person.roles[0].role === 'teacher');
  const leaders = (role) => year.staff.filter((person) => person.roles[0].role === role);
  const people = [];
  const add = (person, role, where) => {
    if (!person || people.some((one) => one.eppn === person.login)) return;
    people.push({ eppn: person.login, name: `${person.given} ${person.family}`, role, where });
  };
  const subject = ({ code }) => (LANGUAGES[code.slice(2)] ?? titleOf(code)).toLowerCase();
  const subjects = (person) => [...new Set(person.groups.map(subject))].slice(0, 3).join(', ');
  const addTeacher = (person) => add(person, 'teacher', person && `${person.roles[0].org.name}, ${subjects(person)}`);
  const upper = (person) => person.groups.every((group) => group.yearGroups[0] >= 7);

  addTeacher(bestTeacher(teachers, (person) => upper(person) && person.groups.every((group) => group.code === 'MA') &&
    person.groups.length >= 4 && person.groups.length <= 5) ??
    bestTeacher(teachers, (person) => upper(person) && person.groups.length >= 4));
  addTeacher(bestTeacher(teachers, (person) => person.groups.length >= 5 &&
    person.groups.every((group) => group.classRef && group.yearGroups[0] <= 3)));
  addTeacher(bestTeacher(teachers, (person) => upper(person) && person.groups.length >= 3 &&
    person.groups.every((group) => group.subject.code === 'M2')));
  const mentor = bestTeacher(teachers, (person) => upper(person) && person.mentorOf.length > 0 &&
    person.mentorOf[0].yearGroup === 9);
  add(mentor, 'mentor', mentor && `${mentor.roles[0].org.name}, klass ${mentor.mentorOf[0].name}`);

  const principals = leaders('principal');
  const shown = [dips[0]?.school, dips.find((dip) => dip.yearGroup <= 6)?.school];
  for (const school of shown) {
    add(principals.find((person) => person.roles[0].org === school), 'principal', school?.name);
  }
  for (const person of principals) {
    if (people.filter((one) => one.role === 'principal').length < 2) add(person, 'principal', person.roles[0].org.name);
  }
  for (const person of leaders('siteAdministrator').slice(0, 2)) add(person, 'area_manager', person.roles[0].org.name);
  add(leaders('districtAdministrator')[0], 'director', 'Exempelköpings kommun');
  add(leaders('systemAdministrator')[0], 'administrator', 'Exempelköpings kommun');
  for (const person of leaders('aide')) add(person, person.id, 'Exempelköpings kommun');
  fs.writeFileSync(path.join(folder, 'people.json'), `${JSON.stringify(people, null, 2)}\n`);
}
