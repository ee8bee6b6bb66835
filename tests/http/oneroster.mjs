// A small OneRoster set as rows that a test may change, and its files: 1.1 or 1.2, folder or zip.
import fs from 'node:fs';
import path from 'node:path';

/** orgs, classes, users, roles, enrollments, demographics: lists of objects with the columns' names. */
export function makeSet() {
  const school = (sourcedId, name, identifier, parentSourcedId) =>
    ({ sourcedId, name, type: 'school', identifier, parentSourcedId });
  const set = {
    manifest: [['manifest.version', '1.0'], ['oneroster.version', '1.2'],
      ...['orgs', 'classes', 'users', 'roles', 'enrollments', 'demographics'].map((name) => [`file.${name}`, 'bulk'])]
      .map(([propertyName, value]) => ({ propertyName, value })),
    orgs: [
      { sourcedId: 'd', name: 'Provköpings kommun', type: 'district', identifier: '9999', parentSourcedId: '' },
      { sourcedId: 'n', name: 'Norra området', type: 'local', identifier: '', parentSourcedId: 'd' },
      { sourcedId: 's', name: 'Södra området', type: 'local', identifier: '', parentSourcedId: 'd' },
      school('ek', 'Ekskolan', '10000001', 'n'), school('bok', 'Bokskolan', '10000002', 's'),
    ],
    classes: [], users: [], roles: [], enrollments: [], demographics: [],
  };
  const group = (sourcedId, title, org, subjectCodes) => set.classes.push({ sourcedId, title,
    classType: subjectCodes ? 'scheduled' : 'homeroom', schoolSourcedId: org, subjectCodes });
  for (const [id, name, org] of [['8a', '8A', 'ek'], ['8b', '8B', 'ek'], ['9c', '9C', 'bok']]) {
    group(`c-${id}`, name, org, '');
    group(`g-${id}-ma`, `${name} Ma`, org, 'MA');
  }
  group('g-8-spa', 'Spanska 8', 'ek', 'M2SPA');
  for (let i = 1; i <= 24; i++) {
    const klass = ['8a', '8b', '9c'][i % 3];
    addPupil(set, `p${i}`, klass, i % 2 ? 'female' : 'male');
    if (klass !== '9c' && i % 2) enrol(set, 'g-8-spa', `p${i}`, 'student');
  }
  for (const id of ['t1', 't2', 't3']) addStaff(set, id, 'teacher', id === 't3' ? 'bok' : 'ek');
  for (const [klass, id] of [['8a', 't1'], ['8b', 't2'], ['9c', 't3']]) {
    enrol(set, `c-${klass}`, id, 'teacher');
    enrol(set, `g-${klass}-ma`, id, 'teacher');
  }
  enrol(set, 'g-8-spa', 't2', 'teacher');
  for (const [id, role, org] of [['r1', 'principal', 'ek'], ['r2', 'principal', 'bok'], ['am', 'siteAdministrator', 'n'],
    ['dir', 'districtAdministrator', 'd'], ['adm', 'systemAdministrator', 'd']]) addStaff(set, id, role, org);
  return set;
}

export function enrol(set, classSourcedId, userSourcedId, role, dates = {}) {
  const { schoolSourcedId } = set.classes.find((one) => one.sourcedId === classSourcedId);
  set.enrollments.push({ classSourcedId, schoolSourcedId, userSourcedId, role, beginDate: '', endDate: '', ...dates });
}

export function addStaff(set, sourcedId, role, orgSourcedId) {
  set.users.push({ sourcedId, enabledUser: 'true', username: `${sourcedId}@prov.se`, givenName: 'Förnamn',
    familyName: `Efter${sourcedId}`, email: '', grades: '' });
  set.roles.push({ userSourcedId: sourcedId, roleType: 'primary', role, beginDate: '', endDate: '', orgSourcedId });
}

export function addPupil(set, sourcedId, klass, sex) {
  const { schoolSourcedId } = set.classes.find((one) => one.sourcedId === `c-${klass}`);
  set.users.push({ sourcedId, enabledUser: 'true', username: `${sourcedId}@elev.prov.se`, givenName: `Elevnamn${sourcedId}`,
    familyName: 'Elevsson', email: '', grades: `0${klass[0]}` });
  set.roles.push({ userSourcedId: sourcedId, roleType: 'primary', role: 'student', beginDate: '', endDate: '',
    orgSourcedId: schoolSourcedId });
  set.demographics.push({ sourcedId, birthDate: '', sex });
  for (const id of [`c-${klass}`, `g-${klass}-ma`]) enrol(set, id, sourcedId, 'student');
}

/** Somebody is no longer in the set. */
export function remove(set, id) {
  set.users = set.users.filter((one) => one.sourcedId !== id);
  set.demographics = set.demographics.filter((one) => one.sourcedId !== id);
  for (const name of ['roles', 'enrollments']) set[name] = set[name].filter((one) => one.userSourcedId !== id);
}

export const user = (set, id) => set.users.find((one) => one.sourcedId === id);
export const enrolmentOf = (set, klass, id) =>
  set.enrollments.find((one) => one.classSourcedId === klass && one.userSourcedId === id);

/** The same as 1.1: roles stand with the users. */
export function asVersion11(set) {
  const names = { siteAdministrator: 'administrator', districtAdministrator: 'administrator', principal: 'administrator' };
  const old = structuredClone(set);
  old.manifest = old.manifest.filter((one) => one.propertyName !== 'file.roles');
  old.manifest.find((one) => one.propertyName === 'oneroster.version').value = '1.1';
  for (const one of old.users) {
    const own = set.roles.filter((role) => role.userSourcedId === one.sourcedId);
    one.role = names[own[0].role] ?? own[0].role;
    one.orgSourcedIds = own.map((role) => role.orgSourcedId).join();
  }
  delete old.roles;
  return old;
}

const field = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** {file name: text}; status and dateLastModified are filled where asked for. */
export function filesOf(set, { filled = false, delimiter = ',', end = '\n', bom = '' } = {}) {
  const files = {};
  for (const [name, rows] of Object.entries(set)) {
    const more = filled && name !== 'manifest' ? { status: 'active', dateLastModified: '2026-05-01T18:25:43.511Z' } : {};
    const columns = Object.keys({ ...rows[0], ...more });
    const lines = [columns, ...rows.map((row) => columns.map((column) => field(String({ ...row, ...more }[column] ?? ''))))];
    files[`${name}.csv`] = bom + lines.map((line) => line.join(delimiter) + end).join('');
  }
  return files;
}

export function writeFolder(folder, files) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return folder;
}

const CRC_TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

const crc32 = (bytes) => (bytes.reduce((crc, byte) => CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8), 0xffffffff) ^ 0xffffffff) >>> 0;

/** A zip archive without compression; names may have folders. */
export function zipOf(files) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const data = Buffer.from(text);
    const path8 = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path8.length, 22);
    const entry = Buffer.alloc(46);
    entry.write('PK\x01\x02', 'latin1');
    entry.writeUInt16LE(20, 4);
    common.copy(entry, 6);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, path8);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, path8, data);
    offset += 4 + common.length + path8.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(files).length, 8);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
