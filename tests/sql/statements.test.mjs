// Every statement of the set is prepared on a real server, and what a request runs never reads the
// whole of a table that grows.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root, start } from '../http/harness.mjs';
import { executions, isSelect, readStatements, withValues } from './statements.mjs';

const statements = readStatements(root);

// Tables with a row per pupil, group, person or cell, at least.
const BIG = new Set(['person', 'duty', 'enrolment', 'class_member', 'teaching_group', 'group_member', 'snapshot_pupil', 'snapshot_subject',
  'assessment', 'class_cell', 'unit_cell', 'class_measure', 'unit_measure', 'pupil_summary', 'group_progress']);

// Run by malkollctl over a whole round, a whole roster or everything.
const WHOLE = new Set(['extract_all', 'import', 'import_assessments', 'migrate', 'recount', 'retention', 'snapshot']);

const log = () => path.join(h.dir, 'db/data/general.log');
let h;
let ran;

// The server is told that there are 200 times as many of everything, so that it plans as for a city.
function enlarge() {
  // Its migration counted this table while it was empty, and 200 times nothing is nothing.
  h.sql(`ANALYZE TABLE pupil_summary;
    UPDATE mysql.innodb_table_stats SET n_rows = n_rows * 200, clustered_index_size = clustered_index_size * 200,
      sum_of_other_index_sizes = sum_of_other_index_sizes * 200 WHERE database_name = 'malkoll';
    UPDATE mysql.innodb_index_stats SET stat_value = stat_value * 200 WHERE database_name = 'malkoll';
    FLUSH TABLES`);
}

async function visitUnit(me, client, unit) {
  const base = `/api/attainment?unit=${unit.id}`;
  const { json } = await client.get(base);
  for (const rows of json?.options?.rows || []) {
    await client.get(`${base}&rows=${rows}`);
    await client.get(`${base}&rows=${rows}&year_group=9&gender=female&basis=closed`);
    await client.get(`${base}&rows=${rows}&subject=MA`);
  }
  for (const { id } of (json?.options?.classes || []).slice(0, 2)) {
    await client.get(`${base}&class=${id}&rows=gender`);
    for (const follow of ['unit', 'year_group', 'cohort']) await client.get(`/api/history?unit=${unit.id}&class=${id}&follow=${follow}&detail=true`);
    await client.get(`/api/compare?unit=${unit.id}&class=${id}&rows=year_group`);
    await client.get(`/api/history?unit=${unit.id}&class=${id}`);
    await client.get(`/api/closest?unit=${unit.id}&class=${id}`);
    await client.get(`/api/dips?unit=${unit.id}&class=${id}&subject=MA`);
    await client.get(`/api/class-view?unit=${unit.id}&class=${id}`);
    const { json: pupils } = await client.get(`${base}&class=${id}&rows=pupil`);
    for (const row of (pupils?.rows || []).slice(0, 2)) await client.get(`/api/pupils/${row.id}`);
  }
  await client.get(`/api/history?unit=${unit.id}`);
  for (const follow of ['year_group', 'cohort']) await client.get(`/api/history?unit=${unit.id}&follow=${follow}&year_group=9`);
  await client.get(`/api/compare?unit=${unit.id}&round_kind=forecast&subject=MA`);
  await client.get('/api/targets');
  await client.get(`/api/history?unit=${unit.id}&subject=MA&year_group=9&gender=male`);
  await client.get(`/api/closest?unit=${unit.id}`);
  await client.get(`/api/units/${unit.id}`);
  const { json: reporting } = await client.get(`/api/reporting?unit=${unit.id}`);
  return (reporting?.groups || []).filter((group) => group.open).slice(0, 2);
}

async function visitGroup(client, group, reason) {
  const { json: grid } = await client.get(`/api/groups/${group.id}/assessments`);
  if (!grid?.pupils) return;
  const entries = grid.pupils.map(({ id, scale, version }) =>
    ({ pupil: id, level: grid.scales.find((s) => s.id === scale).levels.at(reason ? -1 : 0).code, version }));
  await client.put(`/api/groups/${group.id}/assessments`, { entries, ...(reason && { reason: 'prov' }) });
  for (const { id } of grid.pupils.slice(0, 2)) await client.get(`/api/pupils/${id}`);
  await client.get(`/api/pupils/${grid.pupils[0].id}/extract`);
}

// What people do in a day, as every role there is.
async function visitAll() {
  for (const { eppn } of h.people) {
    const client = h.as(eppn);
    const { json: me } = await client.get('/api/me');
    await client.get('/api/rounds');
    const { json: tree } = await client.get('/api/units');
    const units = tree?.units || [me.home_unit].filter(Boolean);
    for (const kind of ['municipality', 'area', 'school']) {
      const unit = units.find((u) => u.kind === kind);
      if (!unit) continue;
      for (const group of await visitUnit(me, client, unit)) await visitGroup(client, group, true);
    }
    const { json: mine } = await client.get('/api/groups');
    for (const group of (mine?.groups || []).slice(0, 2)) await visitGroup(client, group);
  }
}

// After some groups were reported with the lowest level: what has fallen, and who is behind it.
async function visitDips() {
  for (const { eppn } of h.people) {
    const client = h.as(eppn);
    for (const unit of (await client.get('/api/units')).json?.units || []) {
      const { json: dips } = await client.get(`/api/dips?unit=${unit.id}`);
      for (const all of [true, false]) {
        for (const { id } of (dips?.flags || []).filter((flag) => (flag.subject === null) === all).slice(0, 2)) await client.get(`/api/dips?unit=${unit.id}&flag=${id}`);
      }
    }
  }
}

// An administrator gives and ends duties, a principal delegates.
async function visitDuties() {
  const as = (role) => h.as(h.people.find((p) => p.role === role).eppn);
  const [admin, principal] = [as('administrator'), as('principal')];
  const { json: { staff } } = await admin.get('/api/staff?search=an');
  const { json: { units } } = await admin.get('/api/places');
  const school = units.find((u) => u.kind === 'school');
  await admin.get(`/api/places?unit=${school.id}`);
  await admin.get(`/api/duties?unit=${school.id}`);
  for (const [role, unit] of [['special_educator', school], ['administrator', units[0]]]) {
    const { json: { duty } } = await admin.post('/api/duties', { person: staff[0].id, role, unit: unit.id });
    await admin.get(`/api/duties?person=${staff[0].id}`);
    await admin.post(`/api/duties/${duty.id}/end`, {});
  }
  const { json: { units: [own] } } = await principal.get('/api/delegations');
  const { json: { staff: [, one] } } = await principal.get(`/api/staff?unit=${own.id}`);
  const { json: { duty } } = await principal.post('/api/delegations', { person: one.id, unit: own.id, rights: [], ends: new Date(Date.now() + 9e8).toISOString().slice(0, 10) });
  await principal.post(`/api/delegations/${duty.id}/end`, {});
  h.must(['duty', 'list', '--person', one.login]);
  h.must(['duty', 'list', '--unit', school.name]);
}

// The director's milestones: one that gives way, one that ends, one that never comes into force.
async function setTargets() {
  const client = h.as(h.people.find((p) => p.role === 'director').eppn);
  for (const [value10, from] of [[850, '2020-01-01'], [900, '2021-01-01'], [950, '2999-01-01']]) {
    assert.equal((await client.post('/api/targets', { measure: 'subject', subject: 'MA', value10, from })).status, 200);
  }
  const { targets } = (await client.get('/api/targets')).json;
  for (const one of targets.slice(1)) await client.post(`/api/targets/${one.id}/end`, { last: '2022-01-01' });
}

// New versions from a day far off: a scale, where it is used, eligibility.
async function addVersions() {
  const client = h.as(h.people.find((p) => p.role === 'administrator').eppn);
  const [valid_from, name] = ['2999-07-01', { sv: 'Prov', en: 'Trial' }];
  const level = (code) => ({ code, key: code, name, points10: 0, passes: true });
  const unit = h.sql("SELECT id FROM unit WHERE kind = 'school'")[0][0];
  for (const [at, body] of [['scales', { code: 'P', name, has_points: false, valid_from, levels: [level('1'), level('2')] }],
    ['scale-rules', { syllabus: 'GR', unit, year_from: 1, year_to: 9, scale: 'P', graded: false, valid_from }],
    ['eligibility-rules', { slot: 1, name, other_count: 1, valid_from, requirements: [['MA']] }]]) {
    await client.get(`/api/${at === 'scale-rules' ? 'scales' : at}`);
    assert.equal((await client.post(`/api/${at}`, body)).status, 200);
  }
}

// The director publishes a closed round, and who may reads it.
async function publish() {
  const director = h.as(h.people.find((p) => p.role === 'director').eppn);
  const { json: { rounds: [{ round, year_groups }] } } = await director.get('/api/publications/choices');
  const answer = await director.post('/api/publications', { round: round.id, level: 'municipality', year_groups: year_groups.slice(-1), genders: false,
    subjects: true, measures: true, audience: 'public', title: 'Prov' });
  assert.equal(answer.status, 200, answer.text);
  await director.get('/api/publications');
  await director.get(`/api/publications/${answer.json.id}`);
  await director.post(`/api/publications/${answer.json.id}/withdraw`, { reason: 'prov' });
  await h.as(null).get('/api/public');
}

// The administrator's: longer time for a school, and what follows for those who work there.
async function administer() {
  const client = h.as(h.people.find((p) => p.role === 'administrator').eppn);
  await client.get('/api/rounds/proposal');
  const { rounds } = (await client.get('/api/rounds')).json;
  const { id } = rounds.find((round) => round.state === 'open');
  const { units } = (await client.get(`/api/rounds/${id}`)).json;
  for (const unit of units) await client.post(`/api/rounds/${id}/extend`, { unit: unit.id, until: '2999-01-01', reason: 'prov' });
  for (const { eppn } of h.people) {
    const person = h.as(eppn);
    await person.get('/api/me');
    const { json: mine } = await person.get('/api/groups');
    for (const group of (mine?.groups || []).slice(0, 1)) await person.get(`/api/groups/${group.id}/assessments`);
  }
  await client.post(`/api/rounds/${id}/close`, {});
  const director = h.as(h.people.find((p) => p.role === 'director').eppn);
  await director.get(`/api/dips?unit=${(await director.get('/api/units')).json.units[0].id}`);
  await client.post(`/api/rounds/${id}/reopen`, { closes: '2999-01-01', reason: 'prov' });
}

before(async () => {
  h = await start({ workers: 1, demo: {} });
  enlarge();
  // So few pupils have no dips but small and doubtful ones.
  for (const [name, value] of [['dip_min_size', '5'], ['dip_min_points', '0'], ['dip_rate', '25']]) h.must(['settings', 'set', name, value]);
  h.sql("SET GLOBAL log_output = 'FILE', general_log_file = 'general.log', general_log = 1");
  await visitAll();
  await visitDips();
  await visitDuties();
  await setTargets();
  await addVersions();
  await publish();
  await administer();
  h.must(['round', 'list']);
  h.must(['verify']);
  h.must(['round', 'due']);
  h.sql('SET GLOBAL general_log = 0');
  ran = executions(fs.readFileSync(log(), 'utf8'), statements);
});
after(() => h.stop());

function prepared(text, run = '') {
  return h.sql(`PREPARE s FROM '${text.replace(/\\/g, '\\\\').replace(/'/g, "''")}'; ${run}`);
}

for (const statement of statements) {
  test(`${statement.name} can be prepared`, () => prepared(statement.text));
}

// Rows of EXPLAIN that read all of a big table.
function scans(text) {
  return h.sql(`EXPLAIN ${text}`).filter(([, , table, type]) => /^(ALL|index)$/.test(type) && table)
    .map(([, , table, type, , , , , rows, extra]) => ({ table: realName(text, table), type, rows, extra }))
    .filter(({ table }) => BIG.has(table));
}

function realName(text, alias) {
  return text.match(new RegExp(`\\b(?:FROM|JOIN|STRAIGHT_JOIN|,|UPDATE|INTO)\\s+(\\w+)\\s+(?:AS\\s+)?${alias}\\b`, 'i'))?.[1] ?? alias;
}

for (const statement of statements.filter((s) => isSelect(s) && !WHOLE.has(s.file))) {
  test(`${statement.name} reads no big table from end to end`, () => {
    const texts = [...ran.get(statement.name)].slice(0, 20);
    if (!texts.length) texts.push(withValues(statement.text));
    for (const text of texts) {
      const found = scans(text);
      assert.equal(found.length, 0, `${JSON.stringify(found)}\n${text}`);
    }
  });
}

test('a read of everything would be noticed', () => {
  assert.equal(scans("SELECT p.id FROM person p WHERE p.given_name = 'Anna'").length, 1);
  assert.equal(scans('SELECT a.pupil_id FROM assessment a WHERE a.version = 7').length, 1);
});

// A server that has not counted the cells since there were none, as one that was imported into and runs on: some units, no cells.
test('cells below a unit are read unit by unit, by their keys, whatever the server thinks of their number', () => {
  const tables = h.sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'malkoll' AND TABLE_TYPE = 'BASE TABLE'").flat();
  h.sql(`CREATE DATABASE plans; ${tables.map((name) => `CREATE TABLE plans.${name} LIKE malkoll.${name};`).join(' ')}
    INSERT INTO plans.unit_closure (ancestor_id, descendant_id, depth) SELECT 1, seq, 1 FROM malkoll.seq_1_to_100`);
  const below = statements.map((s) => ({ ...s, cells: s.text.match(/unit_closure .*?JOIN (?:unit_cell|unit_measure|class_measure|pair_cell|pair_mean) (\w+) /)?.[1] }))
    .filter((s) => isSelect(s) && s.cells && !WHOLE.has(s.file) && !s.text.includes('EXISTS'));
  assert.ok(below.length >= 15, `only ${below.length}`);
  for (const { name, text, cells } of below) {
    const plan = h.sql(`USE plans; EXPLAIN ${withValues(text)}`).map(([, , table, , , key, , ref]) => ({ table, key, ref }));
    const { key, ref } = plan.find((row) => row.table === cells);
    assert.ok(key === 'PRIMARY' && /\.(descendant_id|unit_id)\b/.test(ref), `${name}: ${JSON.stringify(plan)}`);
  }
});

test('the day covers most of what requests run', () => {
  const asked = statements.filter((s) => isSelect(s) && !WHOLE.has(s.file));
  const never = asked.filter((s) => !ran.get(s.name).size).map((s) => s.name);
  assert.ok(never.length <= asked.length / 3, `never run: ${never.join(' ')}`);
});
