// malkollctl import oneroster on a real database: what it writes, what it ends, what it refuses.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { addPupil, addStaff, asVersion11, enrol, enrolmentOf, filesOf, makeSet, remove, user, writeFolder, zipOf } from './oneroster.mjs';
import { build, start } from './harness.mjs';

const TABLES = ['unit', 'unit_closure', 'subject', 'person', 'class', 'teaching_group', 'enrolment', 'class_member',
  'group_member', 'duty', 'revision', "import_run WHERE outcome = 'applied'"];
// By whom or what a row is told, in place of the numbers that a database happens to give.
const MEANING = {
  unit: 'SELECT u.source_id, p.source_id, u.kind, u.name, u.code, u.ends_on FROM unit u LEFT JOIN unit p ON p.id = u.parent_id',
  person: 'SELECT source_id, eppn, given_name, family_name, email, gender, ends_on FROM person',
  class: 'SELECT c.source_id, u.source_id, c.name, c.ends_on FROM class c JOIN unit u ON u.id = c.unit_id',
  teaching_group: `SELECT g.source_id, u.source_id, s.code, g.syllabus_id, g.name, g.ends_on
    FROM teaching_group g JOIN unit u ON u.id = g.unit_id JOIN subject s ON s.id = g.subject_id`,
  enrolment: `SELECT p.source_id, u.source_id, e.year_group, e.starts_on, e.ends_on
    FROM enrolment e JOIN person p ON p.id = e.person_id JOIN unit u ON u.id = e.unit_id`,
  class_member: `SELECT p.source_id, c.source_id, m.starts_on, m.ends_on
    FROM class_member m JOIN person p ON p.id = m.person_id JOIN class c ON c.id = m.class_id`,
  group_member: `SELECT p.source_id, g.source_id, m.starts_on, m.ends_on
    FROM group_member m JOIN person p ON p.id = m.person_id JOIN teaching_group g ON g.id = m.group_id`,
  duty: `SELECT p.source_id, d.role, u.source_id, c.source_id, g.source_id, d.starts_on, d.ends_on, d.origin FROM duty d
    JOIN person p ON p.id = d.person_id LEFT JOIN unit u ON u.id = d.unit_id LEFT JOIN class c ON c.id = d.class_id
    LEFT JOIN teaching_group g ON g.id = d.group_id`,
};

let server;
let number = 0;

before(async () => { server = await start({ workers: 1 }); });
after(() => server?.stop());
beforeEach(() => {
  server.sql(`SET foreign_key_checks = 0; ${[...TABLES, 'import_run', 'round', 'round_event', 'round_unit', 'snapshot_pupil', 'snapshot_subject',
    'snapshot_scale', 'assessment'].filter((name) => name !== 'subject').map((name) => `DELETE FROM ${name}`).join('; ')};
    DELETE FROM subject WHERE language IS NOT NULL; INSERT INTO revision VALUES (0, 1)`);
});

const folder = () => path.join(server.dir, `set-${++number}`);
const put = (set, options) => writeFolder(folder(), filesOf(set, options));
const run = (from, ...args) => server.ctl(['import', 'oneroster', from, ...args]);

function take(set, date, ...args) {
  const done = run(put(set), '--date', date, ...args);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  return done.stdout;
}

const rows = (sql) => server.sql(sql).map((row) => row.join('|')).sort();
const everything = () => TABLES.map((name) => `${name}\n${rows(`SELECT * FROM ${name}`).join('\n')}`).join('\n');
const meaning = () => Object.fromEntries(Object.entries(MEANING).map(([name, sql]) => [name, rows(sql)]));
const one = (sql) => server.sql(sql)[0][0];
const count = (table, where = '1') => Number(one(`SELECT COUNT(*) FROM ${table} WHERE ${where}`));
const revision = () => Number(one('SELECT revision FROM revision WHERE unit_id = 0'));
const memberships = (id) => rows(`SELECT g.source_id, m.starts_on, m.ends_on FROM group_member m
  JOIN teaching_group g ON g.id = m.group_id JOIN person p ON p.id = m.person_id WHERE p.source_id = '${id}'`);

function refused(done, expected) {
  assert.equal(done.status, 1, done.stdout + done.stderr);
  assert.match(done.stdout, /ingenting lästes in och ingenting ändrades/);
  assert.match(done.stdout, expected);
}

test('a set of 1.2 becomes units, persons, classes, groups, memberships and duties', () => {
  const report = take(makeSet(), '2026-08-17');
  assert.match(report, /OneRoster 1\.2\), gäller från 2026-08-17/);
  assert.match(report, /Elever: 24, personal: 8/);
  assert.deepEqual(rows(MEANING.unit), [
    'bok|s|school|Bokskolan|10000002|', 'd||municipality|Provköpings kommun|9999|', 'ek|n|school|Ekskolan|10000001|',
    'n|d|area|Norra området||', 's|d|area|Södra området||']);
  assert.equal(count('unit_closure'), 5 + 4 + 2);
  assert.equal(one(`SELECT depth FROM unit_closure WHERE ancestor_id = (SELECT id FROM unit WHERE source_id = 'd')
    AND descendant_id = (SELECT id FROM unit WHERE source_id = 'ek')`), '2');
  assert.equal(count('person'), 24 + 8);
  assert.equal(count('person', 'eppn IS NOT NULL'), 8, 'pupils get no login');
  assert.equal(count('person', "gender = 'female'"), 12);
  assert.deepEqual(rows(MEANING.duty).filter((row) => !/teacher|mentor/.test(row)), [
    'adm|administrator|d|||2026-08-17||import', 'am|area_manager|n|||2026-08-17||import',
    'dir|director|d|||2026-08-17||import', 'r1|principal|ek|||2026-08-17||import', 'r2|principal|bok|||2026-08-17||import']);
  assert.equal(count('duty', "role = 'teacher'"), 4);
  assert.equal(count('duty', "role = 'mentor'"), 3);
  assert.deepEqual(rows("SELECT code, family_id, language, name_sv, is_sprakval FROM subject WHERE code = 'M2SPA'"),
    ['M2SPA|5|SPA|Moderna språk, språkval: spanska|1']);
  assert.deepEqual(rows(MEANING.enrolment).slice(0, 2), ['p10|ek|8|2026-08-17|', 'p11|bok|9|2026-08-17|']);
  assert.deepEqual(memberships('p1'), ['g-8-spa|2026-08-17|', 'g-8b-ma|2026-08-17|']);
  const [kept] = server.sql('SELECT source, effective_on, rows_changed > 0, findings FROM import_run');
  assert.deepEqual(kept.slice(0, 3), ['oneroster', '2026-08-17', '1']);
  assert.equal(kept[3], report.replace(/\/tmp\/\S+\/set/, 'set'), 'the report is kept as it was printed, but for where the file was');
  assert.equal(revision(), 2);
});

test('the same set twice changes nothing, today and tomorrow', () => {
  const from = put(makeSet());
  assert.equal(run(from, '--date', '2026-08-17').status, 0);
  server.sql('DELETE FROM import_run');
  const first = everything();
  for (const date of ['2026-08-17', '2026-08-18']) {
    const again = run(from, '--date', date, '--lang', 'en');
    assert.equal(again.status, 0);
    assert.match(again.stdout, /everything is there already, nothing was changed/);
    assert.equal(one('SELECT rows_changed FROM import_run ORDER BY id DESC LIMIT 1'), '0');
    server.sql('DELETE FROM import_run');
    assert.equal(everything(), first);
  }
});

test('what producers write: 1.1, filled status, other delimiters, line ends, encodings and archives', () => {
  const set = makeSet();
  const files = filesOf(set);
  const below = (prefix) => Object.fromEntries(Object.entries(files).map(([name, text]) => [prefix + name, text]));
  take(set, '2026-08-17');
  const expected = meaning();
  const latin1 = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text, 'latin1')]));
  const shouting = structuredClone(set);
  for (const one of [...shouting.roles, ...shouting.enrollments]) one.role = one.role.toUpperCase();
  for (const one of shouting.classes) one.classType = one.classType.toUpperCase();
  const write = (name, data) => {
    fs.writeFileSync(path.join(server.dir, name), data);
    return path.join(server.dir, name);
  };
  const variants = {
    'version 1.1': put(asVersion11(set)),
    'filled status': put(set, { filled: true }),
    'byte order mark and CRLF': put(set, { bom: '\ufeff', end: '\r\n' }),
    semicolons: put(set, { delimiter: ';' }),
    'Windows-1252': writeFolder(folder(), latin1),
    'other letter case': put(shouting),
    zip: write('a.zip', zipOf(files)),
    'zip with a folder': write('b.zip', zipOf(below('export 2026/'))),
    'zip of a Mac': write('c.zip', zipOf({ ...below('x/'), '__MACOSX/x/._users.csv': 'junk', '.DS_Store': 'junk' })),
    'names of files in capitals': writeFolder(folder(),
      Object.fromEntries(Object.entries(files).map(([name, text]) => [name.toUpperCase(), text]))),
  };
  for (const [what, from] of Object.entries(variants)) {
    const done = run(from, '--date', '2026-08-17', '--lang', 'en');
    assert.equal(done.status, 0, `${what}: ${done.stdout}${done.stderr}`);
    assert.match(done.stdout, /nothing was changed/, what);
    assert.deepEqual(meaning(), expected, what);
  }
});

test('a dry run says what an import then does, and changes nothing', () => {
  take(makeSet(), '2026-08-17');
  const set = makeSet();
  remove(set, 'p1');
  addPupil(set, 'p99', '8a', 'female');
  user(set, 't1').familyName = 'Nygift';
  const from = put(set);
  const held = everything();
  const dry = run(from, '--date', '2026-08-24', '--dry-run');
  assert.equal(dry.status, 0, dry.stderr);
  assert.match(dry.stdout, /provkörning, ingenting ändrades/);
  assert.equal(everything(), held);
  const real = run(from, '--date', '2026-08-24');
  const counts = (text) => text.split('\n').filter((line) => /^ {2}\S.*\d$/.test(line));
  assert.ok(counts(dry.stdout).length > 3);
  assert.deepEqual(counts(real.stdout), counts(dry.stdout));
});

test('who is gone is ended, who comes back gets a new row', () => {
  const set = makeSet();
  take(set, '2026-08-17');
  const without = structuredClone(set);
  remove(without, 'p1');
  remove(without, 't3');
  without.classes = without.classes.filter((one) => one.sourcedId !== 'g-8-spa');
  without.enrollments = without.enrollments.filter((one) => one.classSourcedId !== 'g-8-spa');
  take(without, '2026-09-01');
  assert.equal(one("SELECT ends_on FROM person WHERE source_id = 'p1'"), '2026-08-31');
  assert.equal(one("SELECT ends_on FROM teaching_group WHERE source_id = 'g-8-spa'"), '2026-08-31');
  assert.deepEqual(memberships('p1'), ['g-8-spa|2026-08-17|2026-08-31', 'g-8b-ma|2026-08-17|2026-08-31']);
  assert.deepEqual(rows(MEANING.duty).filter((row) => row.startsWith('t3|')), [
    't3|mentor||c-9c||2026-08-17|2026-08-31|import', 't3|teacher|||g-9c-ma|2026-08-17|2026-08-31|import']);
  take(set, '2026-10-01');
  assert.equal(one("SELECT ends_on FROM person WHERE source_id = 'p1'"), null);
  assert.deepEqual(memberships('p1'), ['g-8-spa|2026-08-17|2026-08-31', 'g-8-spa|2026-10-01|',
    'g-8b-ma|2026-08-17|2026-08-31', 'g-8b-ma|2026-10-01|']);
  assert.equal(count('person'), 32, 'nobody twice');
});

test('a change on the day that a row began leaves no trace in force', () => {
  const set = makeSet();
  take(set, '2026-08-17');
  enrolmentOf(set, 'c-8b', 'p1').classSourcedId = 'c-8a';
  take(set, '2026-08-17');
  assert.deepEqual(rows(`SELECT c.source_id FROM class_member m JOIN class c ON c.id = m.class_id JOIN person p ON p.id = m.person_id
    WHERE p.source_id = 'p1' AND m.starts_on <= '2026-08-17' AND COALESCE(m.ends_on, '9999-12-31') >= '2026-08-17'`), ['c-8a']);
  assert.equal(count('class_member', "person_id = (SELECT id FROM person WHERE source_id = 'p1')"), 2);
});

test('a pupil moves school and year group, a school moves area, a group changes subject', () => {
  const set = makeSet();
  take(set, '2026-08-17');
  remove(set, 'p1');
  addPupil(set, 'p1', '9c', 'female');
  set.orgs.find((org) => org.sourcedId === 'bok').parentSourcedId = 'n';
  set.classes.find((one) => one.sourcedId === 'g-8-spa').subjectCodes = 'M2FRA';
  take(set, '2026-09-01');
  assert.deepEqual(rows(MEANING.enrolment).filter((row) => row.startsWith('p1|')),
    ['p1|bok|9|2026-09-01|', 'p1|ek|8|2026-08-17|2026-08-31']);
  assert.deepEqual(rows(`SELECT a.source_id, k.depth FROM unit_closure k JOIN unit a ON a.id = k.ancestor_id
    JOIN unit d ON d.id = k.descendant_id WHERE d.source_id = 'bok'`), ['bok|0', 'd|2', 'n|1']);
  assert.equal(one(`SELECT s.code FROM teaching_group g JOIN subject s ON s.id = g.subject_id
    WHERE g.source_id = 'g-8-spa'`), 'M2FRA');
});

test('beginDate and endDate of a membership', () => {
  const set = makeSet();
  Object.assign(enrolmentOf(set, 'g-8b-ma', 'p1'), { beginDate: '2026-08-10', endDate: '2026-10-16' });
  Object.assign(enrolmentOf(set, 'g-8-spa', 'p1'), { beginDate: '20261101' });
  Object.assign(enrolmentOf(set, 'g-8b-ma', 'p7'), { endDate: '2026-08-16T12:00:00Z' });
  take(set, '2026-08-17');
  assert.deepEqual(memberships('p1'), ['g-8-spa|2026-11-01|', 'g-8b-ma|2026-08-10|2026-10-16']);
  assert.deepEqual(memberships('p7'), ['g-8-spa|2026-08-17|']);
  Object.assign(enrolmentOf(set, 'g-8b-ma', 'p1'), { endDate: '' });
  Object.assign(enrolmentOf(set, 'g-8-spa', 'p1'), { beginDate: '2026-11-15' });
  take(set, '2026-09-01');
  assert.deepEqual(memberships('p1'), ['g-8-spa|2026-11-15|', 'g-8b-ma|2026-08-10|']);
});

test('duties made by hand stay, and a person made by hand is recognised by the login', () => {
  const set = makeSet();
  take(set, '2026-08-17');
  server.sql(`INSERT INTO person (eppn, given_name, family_name) VALUES ('new@prov.se', 'Hand', 'Gjord');
    INSERT INTO duty (person_id, role, unit_id, starts_on, origin)
    SELECT p.id, 'special_educator', u.id, '2026-08-01', 'manual' FROM person p JOIN unit u
    WHERE p.eppn IN ('new@prov.se', 'r1@prov.se') AND u.source_id = 'ek'`);
  remove(set, 'r1');
  addStaff(set, 'new', 'teacher', 'ek');
  take(set, '2026-09-01');
  assert.equal(one("SELECT source_id FROM person WHERE eppn = 'new@prov.se'"), 'new');
  assert.deepEqual(rows(MEANING.duty).filter((row) => row.endsWith('manual')),
    ['new|special_educator|ek|||2026-08-01||manual', 'r1|special_educator|ek|||2026-08-01||manual']);
  assert.deepEqual(rows(MEANING.duty).filter((row) => /^r1.*import/.test(row)), ['r1|principal|ek|||2026-08-17|2026-08-31|import']);
});

test('logins change hands, are shared by mistake, or belong to somebody made by hand', () => {
  const set = makeSet();
  take(set, '2026-08-17');
  [user(set, 't1').username, user(set, 't2').username] = ['T2@prov.se', 'T1@prov.se'];
  user(set, 'r1').username = 'am@prov.se';
  user(set, 'am').username = 'chef@prov.se';
  take(set, '2026-08-18');
  const logins = () => rows("SELECT source_id, eppn FROM person WHERE source_id IN ('t1', 't2', 'r1', 'am')");
  assert.deepEqual(logins(), ['am|chef@prov.se', 'r1|am@prov.se', 't1|t2@prov.se', 't2|t1@prov.se']);
  user(set, 'r1').username = 'chef@prov.se';
  const report = take(set, '2026-08-19');
  assert.match(report, /flera medarbetare har samma användarnamn/);
  assert.doesNotMatch(report, /chef@/);
  assert.deepEqual(logins(), ['am|', 'r1|', 't1|t2@prov.se', 't2|t1@prov.se']);
  server.sql("INSERT INTO person (eppn, given_name, family_name) VALUES ('hand@prov.se', 'Hand', 'Gjord')");
  user(set, 'r1').username = 'hand@prov.se';
  const first = take(set, '2026-08-20');
  assert.match(first, /hör till en person som lagts upp för hand/);
  const held = revision();
  assert.match(take(set, '2026-08-20'), /ingenting ändrades/);
  assert.equal(revision(), held);
});

test('refuses to end more than a tenth of the pupils, unless told to', () => {
  const set = makeSet();
  take(set, '2026-08-17');
  const held = everything();
  for (const id of ['p1', 'p2', 'p3']) remove(set, id);
  refused(run(put(set), '--date', '2026-09-01'), /så många elever saknas i uttaget: 3 \/ 24, max 10 %/);
  assert.equal(everything(), held);
  refused(run(put(set), '--date', '2026-09-01', '--allow-ending', '12'), /max 12 %/);
  assert.match(take(set, '2026-09-01', '--allow-ending', '13'), /inläst/);
  assert.equal(count('enrolment', "ends_on = '2026-08-31'"), 3);
});

const BROKEN = {
  'no such path': [() => path.join(server.dir, 'nowhere'), /går att läsa/],
  'an empty folder': [() => writeFolder(folder(), {}), /Fil users\.csv: filen saknas/],
  'no archive': [() => { const name = folder(); fs.writeFileSync(name, 'hello'); return name; }, /går att läsa/],
  'half an archive': [() => {
    const name = folder();
    const whole = zipOf(filesOf(makeSet()));
    fs.writeFileSync(name, whole.subarray(0, whole.length / 2));
    return name;
  }, /går att läsa|filen saknas/],
  'a file twice': [() => {
    const name = folder();
    const files = filesOf(makeSet());
    fs.writeFileSync(name, zipOf({ ...files, 'old/users.csv': files['users.csv'] }));
    return name;
  }, /users\.csv: filen finns flera gånger/],
  delta: [(set) => { set.manifest.find((one) => one.propertyName === 'file.users').value = 'delta'; }, /inte ändringar \(delta\)/],
  'a missing file': [(set) => { delete set.enrollments; }, /Fil enrollments\.csv: filen saknas/],
  'a missing column': [(set) => { for (const one of set.classes) delete one.classType; }, /Fil classes\.csv, rad 1, kolumn classType/],
  'an open quotation mark': [(set) => {
    const files = filesOf(set);
    files['users.csv'] = files['users.csv'].replace('Efterr1', '"Efterr1');
    return writeFolder(folder(), files);
  }, /Fil users\.csv, rad \d+: filen går inte att läsa som CSV/],
  'two orgs with one id': [(set) => { set.orgs.push({ ...set.orgs[4], name: 'Annan' }); }, /rad 7.*innehåll \(rad 6\)/],
  'no pupils': [(set) => { for (const one of set.roles) if (one.role === 'student') one.role = 'parent'; }, /ingen elev/],
  'no municipality': [(set) => { set.orgs[0].type = 'state'; }, /kommunen saknas/],
  'another municipality': [(set) => {
    for (const one of set.orgs) if (one.parentSourcedId === 'd') one.parentSourcedId = 'x';
    for (const one of set.roles) if (one.orgSourcedId === 'd') one.orgSourcedId = 'x';
    Object.assign(set.orgs[0], { sourcedId: 'x', name: 'Grannkommunen' });
  }, /hör till en annan kommun \(Provköpings kommun\)/],
};

test('a broken set changes nothing', async (t) => {
  for (const [what, [breakIt, expected]] of Object.entries(BROKEN)) {
    await t.test(what, () => {
      take(makeSet(), '2026-08-17');
      const held = everything();
      const set = makeSet();
      const from = breakIt(set) ?? put(set);
      refused(run(typeof from === 'string' ? from : put(set), '--date', '2026-09-01', '--allow-ending', '100'), expected);
      assert.equal(everything(), held);
    });
  }
});

test('a thousand equal problems are one line, and no pupil is named', () => {
  const set = makeSet();
  for (let i = 0; i < 1000; i++) enrol(set, 'c-8a', `ghost${i}`, 'student');
  user(set, 'p2').grades = 'Gy1';
  const sv = take(set, '2026-08-17');
  const line = sv.split('\n').find((text) => text.includes('ghost'));
  assert.match(line, /^ {2}- Fil enrollments\.csv, rad \d+, \d+, \d+ \(och 997 till\), kolumn userSourcedId: hittade ”ghost0”, ”ghost1”, ”ghost2”, personen finns inte i users\.csv; åtgärd: raden hoppades över\.$/);
  assert.match(sv, /kolumn grades: hittade ”Gy1”, väntade en årskurs/);
  assert.doesNotMatch(sv, /Elev(namn|sson)/);
  const en = take(set, '2026-08-17', '--lang', 'en');
  assert.match(en, /File enrollments\.csv, lines \d+, \d+, \d+ \(and 997 more\), column userSourcedId: found /);
});

test('an open round follows the roster, a closed one stays as it was', () => {
  const set = makeSet();
  const snapshot = (round) => rows(`SELECT p.source_id, u.source_id, c.source_id, s.left_on FROM snapshot_pupil s
    JOIN round r ON r.id = s.round_id JOIN person p ON p.id = s.pupil_id JOIN unit u ON u.id = s.unit_id
    LEFT JOIN class c ON c.id = s.class_id WHERE r.term = '${round}'`);
  take(set, '2026-01-12');
  server.must(['round', 'plan', 'VT2026']);
  server.must(['round', 'open', 'VT2026-13', '--date', '2026-03-23']);
  server.must(['round', 'close', 'VT2026-13']);
  const closed = snapshot('VT2026');
  server.must(['round', 'plan', 'HT2026']);
  server.must(['round', 'open', 'HT2026-43', '--date', '2026-10-19']);
  const open = snapshot('HT2026');
  remove(set, 'p2');
  remove(set, 'p1');
  addPupil(set, 'p1', '9c', 'female');
  const report = take(set, '2026-10-20');
  assert.match(report, /Öppna omgångar som uppdaterades: 1/);
  assert.deepEqual(snapshot('VT2026'), closed);
  const now = snapshot('HT2026');
  assert.equal(now.length, open.length);
  assert.ok(now.includes('p1|bok|c-9c|'));
  assert.ok(now.some((row) => /^p2\|.*\|2026-10-20$/.test(row)));
  assert.doesNotMatch(take(set, '2026-10-20'), /Öppna omgångar/);
});

test('a date that passes is carried into an open round, though no row changes', () => {
  const set = makeSet();
  Object.assign(enrolmentOf(set, 'g-8-spa', 'p1'), { endDate: '2026-10-20' });
  take(set, '2026-08-17');
  server.must(['round', 'plan', 'HT2026']);
  server.must(['round', 'open', 'HT2026-43', '--date', '2026-10-19']);
  const left = () => one(`SELECT COUNT(*) FROM snapshot_subject WHERE left_on IS NOT NULL`);
  assert.match(take(set, '2026-10-20'), /ingenting ändrades/);
  assert.equal(left(), '0');
  assert.match(take(set, '2026-10-21'), /Öppna omgångar som uppdaterades: 1/);
  assert.equal(left(), '1');
});

test('a set for an earlier day than the last is taken, with a warning', () => {
  take(makeSet(), '2026-09-01');
  assert.match(take(makeSet(), '2026-08-17'), /har redan lästs in för en senare dag \(2026-09-01\)/);
  assert.equal(count('enrolment', "starts_on = '2026-08-17'"), 24, 'the roster holds from the earlier day');
  assert.equal(count('enrolment'), 24);
});

test('two imports at once: one after the other', async () => {
  const from = put(makeSet());
  const once = () => new Promise((resolve) => {
    const child = spawn(path.join(build, 'malkollctl'), ['-c', path.join(server.dir, 'malkoll.conf'), 'import', 'oneroster',
      from, '--date', '2026-08-17'], { stdio: 'ignore' });
    child.on('exit', resolve);
  });
  assert.deepEqual(await Promise.all([once(), once(), once()]), [0, 0, 0]);
  assert.equal(count('person'), 32);
  assert.equal(count('class_member'), 24);
  assert.deepEqual(rows('SELECT rows_changed > 0 FROM import_run'), ['0', '0', '1']);
});

test('wrong usage is told apart from a refused set', () => {
  for (const args of [[], ['oneroster'], ['oneroster', 'a', 'b'], ['oneroster', 'a', '--date', 'tomorrow'], ['ss12000', 'a'],
    ['oneroster', 'a', '--allow-ending', '101'], ['oneroster', 'a', '--lang', 'de'], ['oneroster', 'a', '--nothing'],
    ['assessments', 'a']]) {
    const done = server.ctl(['import', ...args]);
    assert.equal(done.status, 2, args.join(' '));
    assert.notEqual(done.stderr, '');
  }
});

test('a set that hangs on a department without its school is refused in words that can be acted upon', () => {
  const set = asVersion11(makeSet());
  set.orgs = [{ sourcedId: 'ek', name: 'History Department', type: 'department', identifier: 'History', parentSourcedId: 'school' }];
  set.manifest = set.manifest.filter((one) => one.propertyName !== 'file.demographics');
  delete set.demographics;
  const done = run(put(set, { filled: true }));
  refused(done, /kolumn type: kommunen saknas, väntade precis en rad med type district/);
  assert.match(done.stdout, /uttaget har ingen skola, väntade minst en rad med type school/);
  assert.match(done.stdout, /rad 2, kolumn parentSourcedId: hittade ”school”, avdelningen hör inte till någon skola i uttaget/);
  assert.equal(count('person'), 0);
});
