// A school year as a bulk set of OneRoster 1.2 CSV files.

import fs from 'node:fs';
import path from 'node:path';
import { LineWriter, csv } from './writer.mjs';
import { rosterDate } from './calendar.mjs';
import { MUNICIPALITY } from './schools.mjs';
import { titleOf, subjectOf } from './subjects.mjs';

const STAFF_DOMAIN = 'exempelkoping.se';
const PUPIL_DOMAIN = 'elev.exempelkoping.se';

const HEADERS = {
  academicSessions: 'sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear',
  orgs: 'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
  courses: 'sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,' +
    'subjectCodes',
  classes: 'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,' +
    'schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
  users: 'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,' +
    'email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,' +
    'preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns,metadata.securityMarking',
  roles: 'sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,' +
    'userProfileSourcedId',
  enrollments: 'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,' +
    'beginDate,endDate',
  demographics: 'sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,' +
    'blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,' +
    'hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus',
};

const ABSENT = ['categories', 'classResources', 'courseResources', 'lineItemLearningObjectiveIds', 'lineItems',
  'lineItemScoreScales', 'resources', 'resultLearningObjectiveIds', 'results', 'resultScoreScales', 'scoreScales',
  'userProfiles', 'userResources'];

const idOfPupil = (pupil) => `p${pupil.id}`;

/** Gives a login to everyone who has none yet. */
export function ensureLogins(year, logins) {
  for (const person of year.staff) person.login ??= logins(person.given, person.family, STAFF_DOMAIN);
  for (const one of year.classes) {
    for (const pupil of one.pupils) pupil.login ??= logins(pupil.given, pupil.family, PUPIL_DOMAIN);
  }
}

function openFile(folder, name) {
  const file = new LineWriter(path.join(folder, `${name}.csv`));
  file.line(HEADERS[name]);
  return file;
}

function writeManifest(folder) {
  const file = new LineWriter(path.join(folder, 'manifest.csv'));
  file.line('propertyName,value');
  file.line('manifest.version,1.0');
  file.line('oneroster.version,1.2');
  const modes = [...ABSENT.map((name) => [name, 'absent']), ...Object.keys(HEADERS).map((name) => [name, 'bulk'])];
  for (const [name, mode] of modes.sort()) file.line(`file.${name},${mode}`);
  file.line('source.systemName,Exempelköpings elevregister');
  file.line('source.systemCode,exempelkoping');
  file.close();
}

function writeOrgs(folder, municipality) {
  const file = openFile(folder, 'orgs');
  file.line(`${MUNICIPALITY.id},,,${csv(MUNICIPALITY.name)},district,${MUNICIPALITY.code},`);
  for (const area of municipality.areas) file.line(`${area.id},,,${csv(area.name)},local,,${MUNICIPALITY.id}`);
  for (const school of municipality.schools) {
    file.line(`${school.id},,,${csv(school.name)},school,${school.code},${school.area.id}`);
  }
  file.close();
}

function writeSessions(folder, start) {
  const file = openFile(folder, 'academicSessions');
  const end = start + 1;
  file.line(`ly${start},,,Läsåret ${start}/${String(end).slice(2)},schoolYear,${start}-07-01,${end}-06-30,,${end}`);
  file.line(`ht${start},,,HT ${start},term,${start}-07-01,${start}-12-31,ly${start},${end}`);
  file.line(`vt${end},,,VT ${end},term,${end}-01-01,${end}-06-30,ly${start},${end}`);
  file.close();
}

function writeCourses(folder, year) {
  const file = openFile(folder, 'courses');
  const grades = new Map();
  for (const group of year.groups) {
    if (!grades.has(group.code)) grades.set(group.code, new Set());
    group.yearGroups.forEach((one) => grades.get(group.code).add(one));
  }
  const write = (id, title, courseCode, list, subject, code) => file.line(`k-${id},,,ly${year.schoolYear},` +
    `${csv(title)},${courseCode},${csv(list)},${MUNICIPALITY.id},${csv(subject)},${code}`);
  write('klass', 'Klass', '', '1,2,3,4,5,6,7,8,9', '', '');
  for (const [code, set] of [...grades].sort()) {
    write(code, titleOf(code), subjectOf(code).courseCode, [...set].sort().join(), titleOf(code), code);
  }
  file.close();
}

function writeClasses(folder, year) {
  const file = openFile(folder, 'classes');
  const terms = `"ht${year.schoolYear},vt${year.schoolYear + 1}"`;
  for (const one of year.classes) {
    file.line(`${one.id},,,${one.name},${one.yearGroup},k-klass,${one.name},homeroom,,${one.school.id},${terms},,,`);
  }
  for (const group of year.groups) {
    file.line(`${group.id},,,${csv(group.name)},${csv(group.yearGroups.join())},k-${group.code},` +
      `${csv(`${group.name} ${group.code}`)},scheduled,,${group.school.id},${terms},` +
      `${csv(titleOf(group.code))},${group.code},`);
  }
  file.close();
}

function writePeople(folder, year) {
  const users = openFile(folder, 'users');
  const roles = openFile(folder, 'roles');
  const demographics = openFile(folder, 'demographics');
  const user = (id, person, grades, org) => users.line(`${id},,,true,${person.login},,${csv(person.given)},` +
    `${csv(person.family)},,,${person.login},,,,${grades},,${person.login},,,,,${org},,${person.marking ?? ''}`);
  for (const person of year.staff) {
    const orgs = person.roles.map((one) => one.org?.id ?? MUNICIPALITY.id);
    user(person.id, person, '', orgs[0]);
    person.roles.forEach(({ role }, i) => roles.line(
      `${person.id}-${orgs[i]},,,${person.id},${i === 0 ? 'primary' : 'secondary'},${role},,,${orgs[i]},`));
  }
  for (const one of year.classes) {
    for (const pupil of one.pupils) {
      const id = idOfPupil(pupil);
      user(id, pupil, one.yearGroup, one.school.id);
      roles.line(`${id}-${one.school.id},,,${id},primary,student,,,${one.school.id},`);
      demographics.line(`${id},,,${pupil.birthDate},${pupil.sex},,,,,,,,,,,`);
    }
  }
  for (const file of [users, roles, demographics]) file.close();
}

function writeEnrollments(folder, year) {
  const file = openFile(folder, 'enrollments');
  const begin = rosterDate(year.schoolYear);
  // No end date: a set that follows ends what is gone from it.
  const enroll = (group, id, role, primary) => file.line(
    `${id}-${group.id},,,${group.id},${group.school.id},${id},${role},${primary},${begin},`);
  for (const one of year.classes) {
    enroll(one, one.mentor.id, 'teacher', 'true');
    for (const pupil of one.pupils) enroll(one, idOfPupil(pupil), 'student', '');
  }
  for (const group of year.groups) {
    enroll(group, group.teacher.id, 'teacher', 'true');
    for (const pupil of group.pupils) enroll(group, idOfPupil(pupil), 'student', '');
  }
  file.close();
}

export function writeRoster(folder, municipality, year) {
  fs.mkdirSync(folder, { recursive: true });
  writeManifest(folder);
  writeOrgs(folder, municipality);
  writeSessions(folder, year.schoolYear);
  writeCourses(folder, year);
  writeClasses(folder, year);
  writePeople(folder, year);
  writeEnrollments(folder, year);
}
