// A small municipality in code: what the tests know about it does not pass through the product.
//
// A roster is a plain object that tests may change between imports:
//   units   {id, kind, name, code, parent}
//   classes {id, name, unit, mentors: [staff id]}
//   groups  {id, name, unit, subject, code, classes: [class id], teachers: [staff id]}
//           subject is the short code; code is what the file says, where that differs (GRANMAT01)
//   pupils  {id, given, family, gender, year, unit, klass, home, reads: [group id], marking}
//           marking: securityMarking as the file has it; the column is there if anybody has one
//           klass is null for a pupil in no class; home is the class whose lessons the pupil follows
//   staff   {id, given, family, eppn, roles: [{role, org}], marking}

import fs from 'node:fs';
import path from 'node:path';
import { hashText, hashUnit } from '../demo/prng.mjs';

export const INSTANCE = 'Provköpings kommun';
const DOMAIN = 'provkoping.se';

const CORE = ['SV', 'MA', 'EN', 'BI', 'FY', 'KE', 'GE', 'HI', 'RE', 'SH', 'TK', 'BL', 'HKK', 'IDH', 'MU', 'SL'];
const YOUNG = ['SV', 'MA', 'EN', 'NO', 'SO', 'BL', 'IDH', 'MU', 'SL'];

const UNITS = [
  { id: 'kommun', kind: 'municipality', name: INSTANCE, code: '9999', parent: null },
  { id: 'norr', kind: 'area', name: 'Verksamhetsområde Norr', code: '', parent: 'kommun' },
  { id: 'soder', kind: 'area', name: 'Verksamhetsområde Söder', code: '', parent: 'kommun' },
  { id: 'ek', kind: 'school', name: 'Ekbackens skola F–6', code: '10000001', parent: 'norr' },
  { id: 'bj', kind: 'school', name: 'Björkskolan 7–9', code: '10000002', parent: 'norr' },
  { id: 'li', kind: 'school', name: 'Lindskolan F–9', code: '10000003', parent: 'soder' },
];

// [school, class, year group, pupils]
const CLASSES = [
  ['ek', '3A', 3, 9], ['ek', '6A', 6, 10],
  ['bj', '7A', 7, 9], ['bj', '8A', 8, 9], ['bj', '9A', 9, 12], ['bj', '9B', 9, 10],
  ['li', '5A', 5, 8], ['li', '9C', 9, 9],
];

// Who teaches what: school (and class, where it has teachers of its own) -> subject -> staff id.
const TEACHERS = {
  'ek-3A': Object.fromEntries(YOUNG.map((code) => [code, 'ek1'])),
  ek: { SV: 'ek2', MA: 'ek2', EN: 'ek2', BI: 'ek3', FY: 'ek3', KE: 'ek3', TK: 'ek3', M2SPA: 'ek5' },
  'bj-7A': { MA: 'bj5' },
  'bj-8A': { MA: 'bj5' },
  bj: {
    SV: 'bj1', SVA: 'bj1', MA: 'bj2', EN: 'bj3', BI: 'bj4', FY: 'bj4', KE: 'bj4', TK: 'bj5', GE: 'bj6', HI: 'bj6',
    RE: 'bj7', SH: 'bj7', BL: 'bj8', MU: 'bj9', SL: 'bj10', IDH: 'bj11', HKK: 'bj12', M2SPA: 'bj13', M2FRA: 'bj13',
    M1SPA: 'bj13',
  },
  'li-5A': Object.fromEntries(YOUNG.map((code) => [code, 'li1'])),
  li: {
    SV: 'li2', SVA: 'li2', EN: 'li2', MA: 'li3', BI: 'li3', FY: 'li3', KE: 'li3', TK: 'li3', GE: 'li4', HI: 'li4',
    RE: 'li4', SH: 'li4', M2SPA: 'li6', MLARA: 'li6',
  },
};
const REST = { ek: 'ek4', li: 'li5' };

// Groups that mix classes: [school, name, subject, classes]. The mother tongue group belongs to a school
// that none of its pupils goes to.
const MIXED = [
  ['ek', 'Spanska 6', 'M2SPA', ['6A']],
  ['bj', 'SVA 7–9', 'SVA', ['7A', '8A', '9A', '9B']],
  ['bj', 'Spanska 7–8', 'M2SPA', ['7A', '8A']], ['bj', 'Franska 7–8', 'M2FRA', ['7A', '8A']],
  ['bj', 'Spanska 9', 'M2SPA', ['9A', '9B']], ['bj', 'Franska 9', 'M2FRA', ['9A', '9B']],
  ['bj', 'Nybörjarspanska', 'M1SPA', ['8A', '9A']],
  ['li', 'SVA 9', 'SVA', ['9C']], ['li', 'Spanska 9C', 'M2SPA', ['9C']],
  ['li', 'Arabiska', 'MLARA', ['7A', '8A', '9A', '9B']],
];

const FAMILY = ['Abdi', 'Ahlgren', 'Berg', 'Dahl', 'Ek', 'Fors', 'Gran', 'Hult', 'Isaksson', 'Jonsson', 'Karlsson',
  'Lind', 'Månsson', 'Nyberg', 'Öberg', 'Åkesson', 'Ärlig', 'Zetterberg', 'Örn', 'Åberg'];
const GIVEN = ['Alva', 'Bo', 'Cleo', 'Disa', 'Elis', 'Freja', 'Gösta', 'Hodan', 'Ivar', 'Jon', 'Klara', 'Love', 'Märta',
  'Nils', 'Olle', 'Pia', 'Rut', 'Sixten', 'Tyra', 'Ulf', 'Åsa', 'Ömer', 'Älva'];

const LEADERS = [
  ['pr-ek', 'Petra', 'Ekrektor', 'principal', 'ek'], ['pr-bj', 'Pontus', 'Björkrektor', 'principal', 'bj'],
  ['pr-li', 'Paula', 'Lindrektor', 'principal', 'li'],
  ['am-norr', 'Agnes', 'Nord', 'siteAdministrator', 'norr'], ['am-soder', 'Arvid', 'Syd', 'siteAdministrator', 'soder'],
  ['director', 'Dag', 'Direktör', 'districtAdministrator', 'kommun'],
  ['admin', 'Ada', 'Admin', 'systemAdministrator', 'kommun'],
  ['mentor', 'Mona', 'Mentor', 'teacher', 'bj'],
  // Staff without a duty in the roster; tests give them duties by hand.
  ['special', 'Siv', 'Special', 'aide', 'bj'], ['analyst', 'Anders', 'Analys', 'aide', 'kommun'],
  ['board', 'Nanna', 'Nämnd', 'aide', 'kommun'], ['auditor', 'Rune', 'Revisor', 'aide', 'kommun'],
  ['head', 'Fia', 'Förskola', 'aide', 'ek'], ['nobody', 'Ingen', 'Alls', 'aide', 'ek'],
];

/** Duties that no roster brings: [staff id, role, unit id]. */
export const MANUAL_DUTIES = [
  ['special', 'special_educator', 'bj'], ['analyst', 'analyst', 'kommun'], ['board', 'board', 'kommun'],
  ['auditor', 'auditor', 'kommun'], ['head', 'preschool_head', 'ek'],
];

export const eppn = (id) => `${id}@${DOMAIN}`;

function makeStaff() {
  const teachers = new Set([...Object.values(TEACHERS).flatMap((one) => Object.values(one)), ...Object.values(REST)]);
  const staff = [...teachers].map((id, i) => ({
    id, given: GIVEN[i % GIVEN.length], family: `Lärare${id}`, roles: [{ role: 'teacher', org: id.slice(0, 2) }],
  }));
  for (const [id, given, family, role, org] of LEADERS) staff.push({ id, given, family, roles: [{ role, org }] });
  return staff.map((one) => ({ ...one, eppn: eppn(one.id) }));
}

function teacherOf(school, className, subject) {
  return TEACHERS[`${school}-${className}`]?.[subject] ?? TEACHERS[school]?.[subject] ?? REST[school];
}

function makeGroups() {
  const groups = [];
  for (const [school, name, year] of CLASSES) {
    for (const subject of year < 6 ? YOUNG : CORE) {
      groups.push({ id: `g-${name}-${subject}`, name: `${name} ${subject}`, unit: school, subject, code: subject,
        classes: [`c-${name}`], teachers: [teacherOf(school, name, subject)] });
    }
  }
  for (const [school, name, subject, classes] of MIXED) {
    groups.push({ id: `g-${school}-${subject}-${classes[0]}`, name, unit: school, subject, code: subject,
      classes: classes.map((one) => `c-${one}`), teachers: [teacherOf(school, null, subject)] });
  }
  // Mathematics by the syllabus of anpassad grundskola, and a lesson with two teachers.
  groups.push({ id: 'g-9C-GRANMAT', name: '9C matematik, anpassad', unit: 'li', subject: 'MA', code: 'GRANMAT01',
    classes: ['c-9C'], teachers: ['li3'] });
  groups.find((one) => one.id === 'g-9A-MA').teachers.push('bj5');
  return groups;
}

/** The group in which a pupil of a class reads a subject, or undefined. */
export function groupFor(roster, classId, subject) {
  return roster.groups.find((one) => one.subject === subject && one.code === subject && one.classes.includes(classId));
}

/** Subjects to groups, where the class has one; used when a pupil changes class. */
export function readsOf(roster, classId, subjects) {
  return subjects.map((code) => groupFor(roster, classId, code)?.id).filter(Boolean);
}

// What the n-th pupil of a class reads beside the common subjects. Class 9A holds the hard cases of the
// measures, by number: see HARD in levels.mjs.
function subjectsOf(className, year, n) {
  if (year < 6) return YOUNG;
  const core = className !== '6A' && n % 7 === 3 ? ['SVA', ...CORE.slice(1)] : CORE;
  if (className === '9A') {
    if (n === 0) return ['SV', 'MA', 'EN', 'BI', 'FY', 'KE', 'GE', 'HI', 'RE', 'M2SPA'];
    if (n === 2) return [...core, 'M2FRA', 'M1SPA'];
    if (n === 3) return [...core, 'MLARA'];
    return [...core, 'M2SPA'];
  }
  const language = n % 3 === 0 ? ['M2SPA'] : n % 3 === 1 ? ['M2FRA'] : [];
  return [...core, ...language, ...(n % 4 === 2 ? ['M1SPA'] : []), ...(n % 5 === 4 ? ['MLARA'] : [])];
}

function makePupil(roster, index, school, className, year, n) {
  const id = `p-${className}-${n}`;
  return {
    id, given: GIVEN[(index * 7 + n) % GIVEN.length], family: FAMILY[index % FAMILY.length],
    gender: className === '9B' && n === 5 ? 'unspecified' : className === '8A' && n === 1 ? '' : index % 2 ? 'male' : 'female',
    year, unit: school, klass: `c-${className}`, home: `c-${className}`,
    reads: readsOf(roster, `c-${className}`, subjectsOf(className, year, n)),
  };
}

/** A fresh roster. */
export function makeRoster() {
  const roster = {
    units: UNITS.map((one) => ({ ...one })),
    classes: CLASSES.map(([school, name]) => ({ id: `c-${name}`, name, unit: school,
      mentors: [teacherOf(school, name, 'SV')] })),
    groups: makeGroups(), staff: makeStaff(), pupils: [],
  };
  roster.classes.find((one) => one.name === '9B').mentors = ['mentor'];
  for (const [school, name, year, size] of CLASSES) {
    for (let n = 0; n < size; n++) {
      roster.pupils.push(makePupil(roster, roster.pupils.length, school, name, year, n));
    }
  }
  const adapted = pupilOf(roster, 'p-9C-8');
  adapted.reads = adapted.reads.map((id) => (id === 'g-9C-MA' ? 'g-9C-GRANMAT' : id));
  const loner = makePupil(roster, roster.pupils.length, 'bj', '8A', 8, 9);
  roster.pupils.push({ ...loner, klass: null });
  return roster;
}

export const clone = (roster) => structuredClone(roster);
export const pupilOf = (roster, id) => roster.pupils.find((one) => one.id === id);
export const groupOf = (roster, id) => roster.groups.find((one) => one.id === id);
export const classOf = (roster, id) => roster.classes.find((one) => one.id === id);

/** A pupil changes class, perhaps school and year group; the subjects stay where there is a group. */
export function moveToClass(roster, pupil, classId, year = pupil.year) {
  const subjects = pupil.reads.map((id) => groupOf(roster, id).subject);
  Object.assign(pupil, { unit: classOf(roster, classId).unit, klass: classId, home: classId, year });
  pupil.reads = readsOf(roster, classId, subjects);
}

/** A pupil who is new in a class and reads what the class reads. */
export function addPupil(roster, id, classId, year, gender) {
  const like = roster.pupils.find((one) => one.home === classId);
  const seed = hashText(id);
  const pupil = { ...like, id, given: GIVEN[seed % GIVEN.length], family: FAMILY[seed % FAMILY.length], gender, year,
    klass: classId, home: classId };
  pupil.reads = readsOf(roster, classId, year < 6 ? YOUNG : CORE);
  roster.pupils.push(pupil);
  return pupil;
}

export function removePupil(roster, id) {
  roster.pupils = roster.pupils.filter((one) => one.id !== id);
}

// ---- levels ----

/** Scales in the order of their ids: levels from the lowest, how many of them fail, points in tenths or null. */
export const SCALES = {
  'A-F': { levels: ['F', 'E', 'D', 'C', 'B', 'A'], failing: 1, points: [0, 100, 125, 150, 175, 200] },
  '3-STEP': { levels: ['O', 'G', 'M'], failing: 1, points: null },
  'A-E': { levels: ['E', 'D', 'C', 'B', 'A'], failing: 0, points: null },
};

/** The first year group in which grades are set: rosters of the ten-year school say which. */
export const gradedFrom = (roster) => roster.gradedFrom ?? 6;

export function scaleOf(roster, pupil, group) {
  if (pupil.year < gradedFrom(roster)) return '3-STEP';
  return group.code.startsWith('GRAN') ? 'A-E' : 'A-F';
}

const OBLIGATORY = new Set(['SV', 'SVA', 'EN', 'MA']);
const only = (passed, level) => (code) => (passed.includes(code) ? level : 'F');

// The hard cases, by number in 9A.
const HARD = [
  (code) => (code === 'M2SPA' ? 'E' : 'C'), // fewer than 16 subjects, språkval among them
  (code) => (code === 'M2SPA' ? 'F' : 'A'), // failed språkval
  (code) => ({ M2FRA: 'C', M1SPA: 'A', IDH: 'F' })[code] ?? 'B', // M1 beside M2, one failed
  (code) => (code === 'MLARA' ? 'A' : 'E'), // SVA instead of SV, mother tongue, no språkval
  (code) => (code === 'SV' || code === 'SL' ? '-' : 'C'), // not assessable in a core subject
  (code) => (code.length === 2 ? 'F' : '-'), // passes nothing
  () => 'A', // the highest merit value there is
  (code) => (code === 'MA' ? 'F' : 'A'), // all but mathematics
  only(['SV', 'EN', 'MA', 'BI', 'FY', 'KE', 'BL', 'MU'], 'E'), // vocational, and no more
  only(['SV', 'EN', 'MA', 'BL', 'MU', 'IDH', 'HKK', 'SL', 'TK', 'BI', 'FY', 'GE'], 'D'), // arts, not science
  () => '-', // nothing but not assessable
  (code) => (code === 'M2SPA' ? '-' : OBLIGATORY.has(code) ? 'D' : 'E'), // språkval not assessable
];

/** What a test reports in a round: a level's code, "-" or null (not reported). Round 0 is the oldest. */
export function levelFor(roster, round, pupil, group) {
  const [, className, n] = pupil.id.split('-');
  const draw = (k) => hashUnit(hashText(pupil.id), hashText(group.subject), round, k);
  if (className === '9A' && n < HARD.length && round > 0) return HARD[n](group.subject);
  const scale = SCALES[scaleOf(roster, pupil, group)].levels;
  const missing = className === '9B' || className === '9C' ? 0.01 : 0.12;
  if (round === 2 && draw(1) < missing) return null;
  if (draw(2) < 0.05) return '-';
  return scale[Math.floor((draw(3) * 0.6 + hashUnit(hashText(pupil.id), 7) * 0.4) * scale.length)];
}

// ---- the files ----

const HEADERS = {
  academicSessions: 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  classes: 'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,'
    + 'schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  users: 'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,'
    + 'email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,'
    + 'preferredFamilyName,primaryOrgSourcedId,pronouns',
  roles: 'userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId',
  enrollments: 'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,'
    + 'beginDate,endDate',
  demographics: 'sourcedId,status,dateLastModified,birthDate,sex',
};

const ORG_TYPES = { municipality: 'district', area: 'local', school: 'school' };

function rowsOfUsers(roster, rows) {
  for (const one of roster.staff) {
    rows.users.push([one.id, '', '', 'true', one.eppn, '', one.given, one.family, '', '', one.eppn, '', '', '', '', '', '', '',
      '', '', one.roles[0]?.org ?? '', '', one.marking ?? '']);
    for (const { role, org } of one.roles) rows.roles.push([one.id, 'primary', role, '', '', org, '']);
  }
  for (const one of roster.pupils) {
    rows.users.push([one.id, '', '', 'true', `${one.id}@elev.${DOMAIN}`, '', one.given, one.family, '', '', '', '', '', '',
      one.year, '', '', '', '', '', one.unit, '', one.marking ?? '']);
    rows.roles.push([one.id, 'primary', 'student', '', '', one.unit, '']);
    if (one.gender) rows.demographics.push([one.id, '', '', '', one.gender]);
  }
}

function rowsOfClasses(roster, rows) {
  const enroll = (target, user, role) => rows.enrollments.push([`${user}-${target.id}`, '', '', target.id, target.unit, user,
    role, '', '', '']);
  for (const one of roster.classes) {
    rows.classes.push([one.id, '', '', one.name, '', '', one.name, 'homeroom', '', one.unit, '', '', '', '']);
    for (const mentor of one.mentors) enroll(one, mentor, 'teacher');
  }
  for (const one of roster.groups) {
    rows.classes.push([one.id, '', '', one.name, '', '', '', 'scheduled', '', one.unit, '', '', one.code, '']);
    for (const teacher of one.teachers) enroll(one, teacher, 'teacher');
  }
  for (const one of roster.pupils) {
    if (one.klass) enroll(classOf(roster, one.klass), one.id, 'student');
    for (const id of one.reads) enroll(groupOf(roster, id), one.id, 'student');
  }
}

const csv = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** Writes a complete bulk set of OneRoster 1.2; memberships begin on the day of the import. */
export function writeRoster(folder, roster) {
  const rows = Object.fromEntries(Object.keys(HEADERS).map((name) => [name, []]));
  for (const one of roster.units) rows.orgs.push([one.id, '', '', one.name, ORG_TYPES[one.kind], one.code, one.parent ?? '']);
  rows.academicSessions.push(['lasar', '', '', 'Läsår', 'schoolYear', '2020-07-01', '2040-06-30', '', '2040']);
  rowsOfUsers(roster, rows);
  rowsOfClasses(roster, rows);
  fs.mkdirSync(folder, { recursive: true });
  const manifest = ['propertyName,value', 'manifest.version,1.0', 'oneroster.version,1.2',
    ...Object.keys(HEADERS).map((name) => `file.${name},bulk`)];
  fs.writeFileSync(path.join(folder, 'manifest.csv'), `${manifest.join('\n')}\n`);
  const marked = [...roster.pupils, ...roster.staff].some((one) => one.marking !== undefined);
  for (const [name, columns] of Object.entries(HEADERS)) {
    const header = name === 'users' && marked ? `${columns},metadata.securityMarking` : columns;
    const width = header.split(',').length;
    const lines = rows[name].map((row) => row.slice(0, width).map(csv).join());
    fs.writeFileSync(path.join(folder, `${name}.csv`), `${[header, ...lines].join('\n')}\n`);
  }
}
