// A roster uploaded in the browser: tried first, then read in; every refusal; and archives that mean harm.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { build, start, until } from './harness.mjs';
import { addPupil, enrol, filesOf, makeSet, remove, user, zipOf } from './oneroster.mjs';
import { isProblem, isTime } from './shapes.mjs';
import { Description } from './schema.mjs';

let h;
let description;
before(async () => {
  h = await start({ conf: { import: { upload_max_mib: 8, unpacked_max_mib: 60 } } });
  const file = path.join(h.dir, 'first.zip');
  fs.writeFileSync(file, zipOf(filesOf(makeSet())));
  h.must(['import', 'oneroster', file, '--date', '2026-08-17']);
  description = new Description((await h.as('adm@prov.se').get('/api/openapi.json')).json);
});
after(() => h?.stop());

const admin = () => h.as('adm@prov.se');
const send = (zip, query = '', headers = {}) => admin().request('POST', `/api/imports${query}`, zip, { 'Content-Type': 'application/zip', ...headers });
async function upload(set, query = '') {
  const answer = await send(Buffer.isBuffer(set) ? set : zipOf(filesOf(set)), query);
  assert.equal(answer.status, 200, answer.text);
  description.expect('POST', '/api/imports', answer);
  return answer.json;
}
const rows = () => JSON.stringify(['unit', 'person', 'class', 'teaching_group', 'enrolment', 'class_member', 'group_member', 'duty']
  .map((table) => h.sql(`SELECT COUNT(*), MAX(id) FROM ${table} UNION ALL SELECT COUNT(ends_on), 0 FROM ${table}`)));
const texts = (run, severity = 'error') => run.report.findings.filter((f) => f.severity === severity).map((f) => f.text.sv).join('\n');

function changed() {
  const set = makeSet();
  addPupil(set, 'ny', '8a', 'female');
  remove(set, 'p3');
  return set;
}

test('a trial says what would happen, in both languages, and changes nothing', async () => {
  const before = rows();
  const run = await upload(changed(), '?date=2026-09-01&file=h%C3%B6st.zip');
  assert.deepEqual([run.outcome, run.dry_run, run.file, run.date, run.by], ['tried', true, 'höst.zip', '2026-09-01', 'Förnamn Efteradm']);
  isTime(run.started);
  assert.deepEqual(run.report.counts.persons, [1, 0, 1]);
  assert.equal(run.report.pupils, 24);
  assert.equal(rows(), before);
  assert.equal((await admin().get(`/api/imports/${run.id}`)).json.id, run.id);
});

test('the same file is then read in, with who did it', async () => {
  const run = await upload(changed(), '?date=2026-09-01&file=h%C3%B6st.zip&dry_run=false');
  assert.deepEqual([run.outcome, run.dry_run], ['applied', false]);
  assert.equal(h.sql("SELECT COUNT(*) FROM person WHERE source_id = 'ny'")[0][0], '1');
  const again = await upload(changed(), '?date=2026-09-01&dry_run=false');
  assert.equal(again.rows_changed, 0);
  const { imports } = (await admin().get('/api/imports')).json;
  assert.deepEqual(imports.map((one) => [one.outcome, one.by]), [['applied', 'Förnamn Efteradm'], ['applied', 'Förnamn Efteradm'], ['tried', 'Förnamn Efteradm'], ['applied', 'malkollctl']]);
  // The path on the server is nobody's business.
  assert.equal(imports[3].file, 'first.zip');
  const logged = h.sql("SELECT actor, detail FROM access_log WHERE kind = 'import' AND actor NOT LIKE 'malkollctl%' ORDER BY id");
  assert.deepEqual(logged.map(([who, what]) => [who, what.split(':')[0]]), Array(3).fill('adm@prov.se').map((who, i) => [who, `oneroster ${['höst.zip', 'höst.zip', 'zip'][i]}`]));
});

test('a set with errors is refused, and so is one that would end too many', async () => {
  const before = rows();
  const broken = makeSet();
  broken.orgs = broken.orgs.filter((one) => one.type !== 'district');
  const run = await upload(broken, '?dry_run=false');
  assert.equal(run.outcome, 'refused');
  assert.match(texts(run), /kommun/);
  const few = makeSet();
  for (let i = 1; i <= 12; i++) remove(few, `p${i}`);
  const much = await upload(few, '?dry_run=false&date=2026-09-02');
  assert.equal(much.outcome, 'refused');
  assert.match(texts(much), /%|procent/);
  assert.equal(rows(), before);
  const allowed = await upload(few, '?dry_run=true&date=2026-09-02&allow_ending=60');
  assert.equal(allowed.outcome, 'tried');
  assert.equal(rows(), before);
  assert.doesNotMatch(JSON.stringify(much), /Elevsson|Elevnamn/);
});

test('nobody gets a duty or another login by a file of one\'s own', async () => {
  const role = (set, name, org) => set.roles.push({ userSourcedId: 'adm', roleType: 'secondary', role: name, beginDate: '', endDate: '', orgSourcedId: org });
  const harm = [(set) => role(set, 'principal', 'ek'), (set) => role(set, 'siteAdministrator', 's'), (set) => role(set, 'districtAdministrator', 'd'),
    ...['c-8a', 'g-8a-ma'].map((klass) => (set) => { role(set, 'teacher', 'ek'); enrol(set, klass, 'adm', 'teacher'); }),
    // In the shoes of a head, and out of one's own.
    (set) => { user(set, 'r1').username = 'adm@prov.se'; user(set, 'adm').username = 'r1@prov.se'; },
    (set) => { remove(set, 'adm'); user(set, 'r1').username = 'adm@prov.se'; }];
  const before = rows();
  const logins = () => JSON.stringify(h.sql('SELECT id, eppn FROM person ORDER BY id'));
  const stood = logins();
  for (const act of harm) {
    for (const query of ['?date=2026-09-01', '?date=2026-09-01&dry_run=false']) {
      const set = changed();
      act(set);
      const run = await upload(set, query);
      assert.equal(run.outcome, 'refused', act.toString());
      assert.match(texts(run), /får inga nya uppdrag/);
      assert.deepEqual([rows(), logins()], [before, stood], act.toString());
    }
  }
  // Others get theirs, and so does the reader in what is held already.
  const set = changed();
  set.roles.push({ userSourcedId: 't3', roleType: 'secondary', role: 'principal', beginDate: '', endDate: '', orgSourcedId: 'bok' });
  assert.equal((await upload(set, '?date=2026-09-01')).outcome, 'tried');
  h.sql("UPDATE duty SET origin = 'manual' WHERE role = 'administrator'");
  assert.equal((await upload(changed(), '?date=2026-09-01')).outcome, 'tried');
  h.sql("UPDATE duty SET origin = 'import' WHERE role = 'administrator'");
});

test('what is no zip, too large, or in another shape', async () => {
  const before = rows();
  const zip = zipOf(filesOf(makeSet()));
  isProblem(await send(zip, '', { 'Content-Type': 'application/json' }), 415, 'unsupported-media-type');
  isProblem(await send(Buffer.alloc(9 << 20)), 413, 'body-too-large');
  isProblem(await send(zip, '?date=2026-13-01'), 400, 'invalid-parameter', 'date');
  isProblem(await send(zip, '?allow_ending=101'), 400, 'invalid-parameter', 'allow_ending');
  isProblem(await send(zip, '?dry_run=maybe'), 400, 'invalid-parameter', 'dry_run');
  isProblem(await send(zip, '', { 'X-Requested-With': null }), 403, 'cross-site', 'X-Requested-With');
  for (const body of [zip, Buffer.alloc(7 << 20)]) isProblem(await h.as('dir@prov.se').request('POST', '/api/imports', body, { 'Content-Type': 'application/zip' }), 403, 'forbidden');
  for (const bytes of [Buffer.from('ingen zip'), Buffer.alloc(0), zip.subarray(0, zip.length >> 1), Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(5000, 7)])]) {
    const run = await upload(bytes, '?dry_run=false');
    assert.equal(run.outcome, 'refused');
    assert.ok(run.report.findings[0].severity === 'error');
    assert.doesNotMatch(JSON.stringify(run), /proc\/self/);
  }
  assert.equal(rows(), before);
});

// ---- archives that mean harm ----

const sanitized = path.basename(build) === 'asan';
const rss = () => Math.max(...h.workers().map((pid) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024));
const peak = () => Math.max(...h.workers().map((pid) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]) / 1024));
// Made by Python, which can write what our own maker of archives does not.
function python(code) {
  const file = path.join(h.dir, 'hostile.zip');
  fs.rmSync(file, { force: true });
  execFileSync('python3', ['-c', `import zipfile, stat\nz = zipfile.ZipFile(${JSON.stringify(file)}, 'w', zipfile.ZIP_DEFLATED)\n${code}\nz.close()`]);
  return fs.readFileSync(file);
}

test('bombs, thousands of entries, links and names that lead out', async () => {
  const before = rows();
  const workers = h.workers().join();
  const cases = [
    ["z.writestr('users.csv', b'0' * (900 << 20))", /orimligt stor/],
    ["for name in ['users', 'orgs', 'classes', 'enrollments']: z.writestr(name + '.csv', b'a,b\\n' * (20 << 18))", /orimligt stor/],
    ["for i in range(3000): z.writestr('x%d.csv' % i, b'')", /orimligt många filer/],
    ["z.writestr('../../etc/users.csv', b'a')", /leder ut/],
    ["z.writestr('/etc/users.csv', b'a')", /leder ut|saknas/],
    ["i = zipfile.ZipInfo('users.csv'); i.create_system = 3; i.external_attr = (stat.S_IFLNK | 0o777) << 16; z.writestr(i, '/etc/passwd')", /länk/],
  ];
  for (const [code, text] of cases) {
    const run = await upload(python(code), '?dry_run=false');
    assert.equal(run.outcome, 'refused', code);
    assert.match(texts(run), text, code);
    assert.doesNotMatch(JSON.stringify(run), /root:/);
  }
  assert.equal(rows(), before);
  assert.equal(h.workers().join(), workers, 'no worker has ended');
  // A sanitizer keeps what was freed for a while.
  if (!sanitized) {
    assert.ok(rss() < 60, `a worker holds ${rss()} MiB`);
    assert.ok(peak() < 200, `a worker has held ${peak()} MiB`);
  }
  assert.equal(fs.readdirSync('/tmp', { withFileTypes: true }).filter((e) => e.name.startsWith('malkoll-') && e.isFile()).length, 0);
});

test('one import at a time, and the others go on with their work', async () => {
  // Somebody else's import holds the lock.
  const child = h.spawn('mariadb', ['--no-defaults', '-S', path.join(h.dir, 'db/m.sock'), 'malkoll', '-e',
    "SELECT GET_LOCK(CONCAT('malkoll-import-', DATABASE()), 5), SLEEP(600)"]);
  const holder = () => h.sql("SELECT IS_USED_LOCK(CONCAT('malkoll-import-', DATABASE()))")[0][0];
  await until(holder, 'the lock is held');
  isProblem(await send(zipOf(filesOf(makeSet()))), 409, 'import-running');
  assert.equal((await admin().get('/api/me')).status, 200);
  h.sql(`KILL ${holder()}`);
  await until(() => !holder(), 'the lock is free');
  child.kill('SIGKILL');
});

test('malkollctl lists and shows the same', () => {
  assert.match(h.must(['import', 'list']), /applied +2026-09-01 .*höst\.zip/);
  const [[id]] = h.sql("SELECT MAX(id) FROM import_run WHERE outcome = 'refused'");
  assert.match(h.must(['import', 'show', id]), /Inläsning av|Fel, som gör/);
  assert.equal(h.ctl(['import', 'show', '999999']).status, 1);
});

test('the folders of the server are in no import, however the path was written', async () => {
  const folder = path.join(h.dir, 'Läsåret');
  fs.mkdirSync(folder);
  for (const [name, text] of Object.entries(filesOf(makeSet()))) fs.writeFileSync(path.join(folder, name), text);
  h.ctl(['import', 'oneroster', `${folder}//`, '--date', '2026-09-02', '--dry-run']);
  assert.equal(h.ctl(['import', 'oneroster', path.join(h.dir, 'borta.zip'), '--date', '2026-09-02']).status, 1);
  // As an earlier version has stored them.
  h.sql(`INSERT INTO import_run (source, path, effective_on, started_at, finished_at, outcome) VALUES ('oneroster', '/srv/hemlig/gammal.zip', '2026-01-01', NOW(), NOW(), 'applied')`);
  const answer = await admin().get('/api/imports');
  assert.deepEqual(answer.json.imports.slice(0, 3).map((one) => one.file), ['gammal.zip', 'borta.zip', 'Läsåret']);
  for (const { id } of answer.json.imports) {
    const { text } = await admin().get(`/api/imports/${id}`);
    assert.ok(!text.includes(h.dir) && !text.includes('/srv/'), text);
  }
  assert.ok(!answer.text.includes(h.dir));
});
