// The tables of the administration, of the auditor and of what is published as files: the page's rows cell by cell, its rights, and a line in the log.

import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root } from './harness.mjs';
import { Lines } from './lines.mjs';
import { isProblem } from './shapes.mjs';
import { asField, records, swedish, workbook } from './tables.mjs';
import { day, makeFullWorld } from './world.mjs';

let world;
let lines;
const at = {};
const ok = (answer) => {
  assert.equal(answer.status, 200, answer.text);
  return answer;
};

before(async () => {
  world = await makeFullWorld();
  for (const name of ['subjects9', 'pupils']) world.ctl('import', 'reference', path.join(root, `tests/http/national/${name}.csv`));
  for (const body of [{ name: 'municipality_code', value: '9101' }, { name: 'audit_many_pupils', value: '30' }]) ok(await world.ask('PUT', 'admin', '/api/settings', body));
  const colleague = ok(await world.get('pr-bj', `/api/staff?unit=${world.ids.unit.bj}`)).json.staff.find((one) => one.id !== world.ids.person['pr-bj']);
  ok(await world.ask('POST', 'pr-bj', '/api/delegations', { person: colleague.id, unit: world.ids.unit.bj, rights: ['correct'], ends: day(30), note: '=tar över' }));
  ok(await world.ask('POST', 'director', '/api/targets', { measure: 'subject', subject: 'MA', year_group: 9, value10: 875, from: day() }));
  ok(await world.ask('POST', 'director', '/api/targets', { measure: 'merit17', value10: 2250, from: day(1), to: day(400) }));
  ok(await world.ask('POST', 'admin', '/api/holds', { unit: world.ids.unit.li, reason: 'Tillsyn' }));
  ok(await world.ask('POST', 'admin', '/api/holds', { reason: 'Tvist' }));
  ok(await world.ask('POST', 'admin', `/api/rounds/${world.now.id}/extend`, { unit: world.ids.unit.li, until: day(60), reason: 'Sjukdom' }));
  for (const audience of ['board', 'public']) {
    at[audience] = ok(await world.ask('POST', 'director', '/api/publications', { round: world.before.id, level: 'school', year_groups: [9], genders: false, subjects: true, measures: true,
      audience, title: `Till ${audience}`, body: 'Läs.' })).json.id;
  }
  [{ id: at.import }] = ok(await world.get('admin', '/api/imports?source=oneroster')).json.imports;
  lines = new Lines(world.stack);
});
after(() => world?.stop());

const local = (iso, seconds = false) => iso && new Date(iso).toLocaleString('sv-SE', { timeZone: 'Europe/Stockholm' }).slice(0, seconds ? 19 : 16);
const yes = (one) => (one ? 'ja' : 'nej');
const dec = (tenths) => (tenths / 10).toFixed(1);
const WEEK = /^Prognos v\.\s\d+, [HV]T\s\d{4}$/;

// What a cell of a workbook shows: moments are numbers of days there.
function shown(cell) {
  if (!cell) return '';
  if (!/^yyyy/.test(cell.style ?? '') || typeof cell.value !== 'number') return asField(cell);
  const text = new Date(Math.round(Date.UTC(1899, 11, 30) / 1000 + cell.value * 86400) * 1000).toISOString().replace('T', ' ');
  return text.slice(0, cell.style.length);
}

const as = (address, format, more = '') => `${address}${address.includes('?') ? '&' : '?'}format=${format}${more}`;
const STATES = { planned: 'planerad', open: 'öppen', closed: 'stängd' };
const ACTS = { plan: 'Planerad', open: 'Öppnad', close: 'Stängd', reopen: 'Öppnad igen', refresh: 'Uppdaterad ur registret', change: 'Dagar ändrade', extend: 'Längre tid för en skola' };
const SOURCES = { oneroster: 'Elever, grupper och personal', grades: 'Betyg', assessments: 'Bedömningar', reference: 'Skolverkets tabeller' };
const OUTCOMES = { applied: 'inläst', tried: 'provad', refused: 'stoppad' };
const dutyRow = (d) => [d.person.name, d.person.login, null, null, d.role === 'delegate' ? ['läsa', ...d.rights.map((r) => ({ correct: 'rätta', protect: 'skydda' }[r]))].join(', ') : '', d.starts, d.ends,
  { now: 'gäller', coming: 'har inte börjat', ended: 'avslutat' }[d.state], null, d.note];
const any = null; // said elsewhere, or in words that are not repeated here

// [who, address, {sheet: [code, rows of what the page's answer says; null: not compared, '' and null of the answer: empty]}]
const TABLES = () => [
  ['admin', '/api/rounds', { Omgångar: ['rounds', (a) => a.rounds.map((r) => [any, STATES[r.state], local(r.opens), local(r.due), local(r.closes), local(r.extended_until) ?? '', local(r.closed_at) ?? ''])] }],
  ['admin', `/api/rounds/${world.now.id}`, { 'Vad som har hänt': ['events', (a) => a.events.map((e) => [local(e.at), ACTS[e.act], e.unit?.name ?? '', local(e.until) ?? '', e.by ?? '', e.reason ?? ''])],
    'Längre tid': ['longer', (a) => a.units.filter((u) => u.until).map((u) => [u.name, local(u.until)])] }],
  ['admin', '/api/imports', { Inläsningar: ['imports', (a) => a.imports.map((i) => [i.file, SOURCES[i.source], i.date, local(i.started), OUTCOMES[i.outcome], String(i.rows_read), String(i.rows_changed), i.by ?? ''])] }],
  ['admin', '/api/imports?source=reference', { Inläsningar: ['imports', (a) => a.imports.map((i) => [i.file, 'Skolverkets tabeller', i.date, local(i.started), OUTCOMES[i.outcome], String(i.rows_read), String(i.rows_changed), i.by ?? ''])] }],
  ['admin', `/api/imports/${at.import}`, { Anmärkningar: ['findings', (a) => a.report.findings.map((f) => [{ error: 'Fel', warning: 'Varning', note: 'Anmärkning' }[f.severity], String(f.count), f.text.sv])],
    Ändringar: ['changes', (a) => ['persons', 'enrolments', 'classes', 'class_members', 'groups', 'group_members', 'duties', 'units', 'subjects', 'assessments', 'figures']
      .map((kind) => a.report.counts[kind]).filter((n) => n?.some(Boolean)).map((n) => [any, ...n.map(String)])] }],
  ['admin', `/api/duties?person=${world.ids.person.bj1}`, { Uppdrag: ['duties', (a) => a.duties.map(dutyRow)] }],
  ['admin', `/api/duties?unit=${world.ids.unit.bj}`, { Uppdrag: ['duties', (a) => a.duties.map(dutyRow)] }],
  ['pr-bj', '/api/delegations', { Delegeringar: ['delegations', (a) => a.delegations.map(dutyRow)] }],
  ['admin', '/api/scales', { Skalor: ['scales', (a) => a.scales.flatMap((s) => s.levels.map((l) => [s.name.sv, s.code, yes(s.has_points), l.code, l.name.sv, l.key, dec(l.points10), yes(l.passes), s.valid_from, s.valid_to]))],
    'Var skalorna används': ['scaleRules', (a) => a.rules.map((r) => [a.syllabuses.find((s) => s.code === r.syllabus).name.sv, String(r.year_from), String(r.year_to), r.unit?.name ?? 'Alla skolor',
      a.scales.find((s) => s.code === r.scale).name.sv, yes(r.graded), r.valid_from, r.valid_to])] }],
  ['admin', '/api/eligibility-rules', { Behörighet: ['eligibility', (a) => a.rules.map((r) => [r.name.sv, r.requirements.map((place) => place.join('/')).join(', '), String(r.other_count), r.valid_from, r.valid_to])] }],
  ['admin', '/api/retention', { 'Så länge sparas uppgifterna': ['retention', (a) => a.rules.map((r) => [any, any, String(r.years), r.changed_by ?? '', local(r.changed_at) ?? ''])],
    'Undantaget från gallring': ['holds', (a) => a.holds.map((h) => [h.unit?.name ?? 'Allt', h.reason, local(h.from), local(h.to) ?? '', h.end_reason ?? ''])],
    Gallringsprotokoll: ['purges', (a) => a.runs.flatMap((run) => run.items.map((i) => [local(run.at), run.actor, any, i.what, i.cutoff, String(i.rows)]))] }],
  ['admin', '/api/settings', { Inställningar: ['settings', (a) => a.settings.map((s) => [any, s.value, s.default, s.by ?? '', local(s.at) ?? '', any])] }],
  ['admin', '/api/reference/choices', { 'Inlästa tabeller': ['refFiles', (a) => a.sources.map((s) => [any, s.title, `${s.school_year}/${String(s.school_year + 1).slice(2)}`, s.publisher, s.file, local(s.read), any])],
    'Valda kommuner': ['refChosen', (a) => a.municipalities.filter((m) => m.code === '9101').map((m) => [m.name, m.code, 'Den egna kommunen'])] }],
  ['director', '/api/targets', { Delmål: ['targets', (a) => a.targets.map((x) => [any, x.year_group ? String(x.year_group) : 'Alla', dec(x.value10), /^merit/.test(x.measure) ? 'poäng' : 'procent', x.from, x.to, x.by ?? 'administratör', local(x.at)])] }],
  ['pr-bj', '/api/targets', { Delmål: ['targets', (a) => a.targets.map((x) => [any, any, dec(x.value10), any, x.from, x.to, any, local(x.at)])] }],
  ...['director', 'board'].map((who) => [who, '/api/publications', { Publicerat: ['publications', (a) => a.publications.map((p) => [p.title, any, { board: 'Nämnden', public: 'Alla' }[p.audience],
    { standing: 'gäller', replaced: 'ersatt', withdrawn: 'återkallad' }[p.state], local(p.published_at), any, local(p.ended_at) ?? '', p.reason ?? '', String(p.cells.all), String(p.cells.hidden), String(p.cells.near)])] }]),
];

test('every table: the rows of the page, in the workbook and in both kinds of values', async () => {
  let compared = 0;
  for (const [who, address, sheets] of TABLES()) {
    const page = ok(await world.get(who, address)).json;
    const book = workbook(ok(await world.get(who, as(address, 'xlsx'))).bytes);
    assert.deepEqual(Object.keys(book), [...Object.keys(sheets), 'Om uppgifterna'], address);
    assert.ok(!/(^|")(export|admin|retention|scales|duty|targets|audit|def|history|publication)\.[a-z]/i.test(JSON.stringify(book)), `${address}: a text is missing`);
    for (const [name, [code, want]] of Object.entries(sheets)) {
      const rows = want(page);
      const { rows: cells, xml } = book[name];
      const own = records(ok(await world.get(who, as(address, 'csv-rfc4180', `&table=${code}`))).text);
      const ours = swedish(ok(await world.get(who, as(address, 'csv', `&table=${code}`))).bytes);
      assert.match(xml, /ySplit="1"[^>]*state="frozen"/);
      assert.deepEqual([cells.length, own.length, ours.length], Array(3).fill(rows.length + 1), `${address} ${name}`);
      rows.forEach((row, i) => row.forEach((value, k) => {
        const what = `${address} ${name} ${cells[0][k].value} ${i}`;
        const cell = shown(cells[i + 1][k]);
        // A text that looks like a formula has an apostrophe in a file of values.
        const text = /^[=+@-]./.test(cell) ? `'${cell}` : cell;
        if (value !== any) assert.equal(cell, value ?? '', what);
        assert.equal(own[i + 1][k], text, what);
        const number = typeof cells[i + 1][k]?.value === 'number' && !/^yyyy/.test(cells[i + 1][k].style);
        assert.equal(ours[i + 1][k], number ? text.replace('.', ',') : text, what);
        compared++;
      }));
      assert.equal(own[0].at(-1), 'Uppgifterna hämtade');
    }
    const about = Object.fromEntries(book['Om uppgifterna'].values);
    assert.equal(about.Kommun, 'Provköpings kommun');
    assert.match(about['Uppgifterna hämtade'], /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
    assert.match(about['Hämtade av'], / – /);
    assert.equal(about['Källa'], 'Målkoll: det som är inställt, inläst och gjort i tjänsten.');
    assert.ok(Object.keys(about).some((key) => key.startsWith('Så räknas det: ')), address);
    assert.equal(about['Tecknet ..'], undefined, 'no marks where nothing is hidden');
  }
  assert.ok(compared > 1000, String(compared));
});

test('names of measures, rounds and places are those of the pages', async () => {
  const targets = workbook(ok(await world.get('director', as('/api/targets', 'xlsx'))).bytes).Delmål.values.slice(1).map((row) => row[0]);
  assert.deepEqual(targets.sort(), ['Meritvärde, 17 ämnen', 'Når målen i Matematik']);
  const rounds = workbook(ok(await world.get('admin', as('/api/rounds', 'xlsx'))).bytes).Omgångar.values.slice(1).map((row) => row[0]);
  assert.ok(rounds.every((name) => WEEK.test(name) || /^Betyg, /.test(name)), rounds.join());
  const unit = await world.get('admin', as(`/api/duties?unit=${world.ids.unit.bj}`, 'xlsx'));
  assert.match(decodeURIComponent(unit.headers['content-disposition']), /Målkoll uppdrag Björkskolan/);
  assert.equal(Object.fromEntries(workbook(unit.bytes)['Om uppgifterna'].values).Gäller, 'Björkskolan 7–9');
  const person = await world.get('admin', as(`/api/duties?person=${world.ids.person.bj1}`, 'xlsx'));
  assert.ok(!decodeURIComponent(person.headers['content-disposition']).includes(world.people.bj1.family), 'a file’s name names nobody');
  const english = workbook(ok(await world.get('admin', as('/api/settings', 'xlsx', '&lang=en'))).bytes);
  assert.deepEqual(Object.keys(english), ['Settings', 'About the figures']);
});

test('who may not see the table gets no file of it', async () => {
  for (const [who, address] of TABLES()) {
    const others = ['admin', 'director', 'board', 'pr-bj', 'am-norr', 'bj1', 'auditor', 'nobody'].filter((one) => one !== who);
    for (const other of others) {
      const page = await world.get(other, address);
      for (const format of ['xlsx', 'csv']) {
        const file = await world.get(other, as(address, format));
        assert.equal(file.status, page.status, `${other} ${address}`);
        if (page.status !== 200) isProblem(file, page.status, page.json.type.split(':').at(-1));
      }
    }
  }
  for (const format of ['xlsx', 'csv']) isProblem(await world.get('admin', as('/api/rounds/4294967295', format)), 404, 'not-found');
});

test('each of them is an export in the log, with what it was of', async () => {
  lines.skip();
  for (const [who, address] of TABLES()) ok(await world.get(who, as(address, 'xlsx')));
  const logged = lines.brief();
  assert.deepEqual(logged.map((line) => [line.kind, line.person_id]), TABLES().map(([who]) => ['export', world.ids.person[who]]));
  assert.deepEqual(logged.filter((line) => /duties/.test(line.route)).map((line) => [line.detail, line.unit_id]),
    [[`xlsx table person=${world.ids.person.bj1}`, undefined], ['xlsx table', world.ids.unit.bj]]);
  assert.equal(logged.find((line) => line.route === 'GET /api/imports/{id}').detail, `xlsx table id ${at.import}`);
  world.sql('RENAME TABLE access_log TO access_log_gone');
  try {
    for (const [who, address] of TABLES().slice(0, 3)) isProblem(await world.get(who, as(address, 'csv')), 503, 'audit-unavailable');
  } finally {
    world.sql('RENAME TABLE access_log_gone TO access_log');
  }
});

test('who has protected identity is in no file: neither staff by name nor a held person by number', async () => {
  const staff = world.ids.person.bj1;
  const pupil = world.ids.person['p-9A-3'];
  const [[family, login]] = world.sql(`SELECT family_name, eppn FROM person WHERE id = ${staff}`);
  const [[source]] = world.sql(`SELECT source_id FROM person WHERE id = ${pupil}`);
  ok(await world.ask('POST', 'admin', '/api/holds', { person: source, reason: 'Skydd' }));
  const holds = async () => (await world.get('admin', as('/api/retention', 'csv-rfc4180', '&table=holds'))).text;
  assert.ok((await holds()).includes(`Person ${source}`));
  world.sql(`UPDATE person SET protected_hand = 2 WHERE id IN (${staff}, ${pupil}); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  try {
    assert.ok(!(await holds()).includes(source));
    assert.ok((await holds()).includes('Skyddade personuppgifter,Skydd'));
    for (const address of [`/api/duties?person=${staff}`, `/api/duties?unit=${world.ids.unit.bj}`]) {
      const { text } = ok(await world.get('admin', as(address, 'csv')));
      assert.doesNotMatch(text, new RegExp(`(${family}|${login})\\b`), address);
    }
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id IN (${staff}, ${pupil}); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  }
});

// ---- the access log ----

const KINDS = { 'audit-read': 'Läste loggen', export: 'Tog ut en fil', refused: 'Nekades', setting: 'Ändrade en inställning', 'view-list': 'Såg en lista', 'view-pupil': 'Såg en elevs sida' };

test('the access log: all lines of the search, not only those of the first page', async () => {
  world.sql(`DELETE FROM access_log; INSERT INTO access_log (kind, actor, person_id, route, status, detail)
    SELECT 'setting', 'ada@prov.test', ${world.ids.person.admin}, 'PUT /api/settings', 200, CONCAT('=', seq) FROM seq_1_to_2345`);
  await world.get('pr-bj', `/api/pupils/${world.ids.person['p-9A-2']}`);
  await world.get('bj1', '/api/pupils/4294967295');
  const address = `/api/access-log?from=${day(-1)}`;
  lines.skip();
  const answer = ok(await world.get('auditor', as(address, 'xlsx')));
  const [logged] = lines.brief();
  assert.deepEqual([logged.kind, logged.person_id, logged.status], ['export', world.ids.person.auditor, '200']);
  assert.match(logged.detail, /^xlsx from \d{4}/);
  const { Åtkomstlogg: sheet, 'Om uppgifterna': about } = workbook(answer.bytes);
  const page = [];
  for (let next = ''; next !== null;) {
    const { lines: more, next: older } = ok(await world.get('auditor', `${address}${next && `&before=${next}`}`)).json;
    page.push(...more.filter((line) => line.kind !== 'audit-read' && line.kind !== 'export'));
    next = older;
  }
  assert.equal(page.length, 2347);
  assert.equal(sheet.rows.length - 1, page.length, 'the file’s own line comes after it');
  page.forEach((line, i) => {
    const row = sheet.rows[i + 1].map(shown);
    assert.deepEqual([row[0], row[1], row[2], row[3], row[4], row[7], row[8]].map((one) => one ?? ''),
      [line.id, local(line.at, true), KINDS[line.kind], line.person.name, line.actor, line.route, String(line.status)]);
    assert.equal(row[9] ?? '', line.pupil ? line.pupil.name ?? `Finns inte, nummer ${line.pupil.id}` : '');
    assert.equal(row[17] ?? '', line.detail ?? '');
  });
  const told = Object.fromEntries(about.values);
  assert.match(told.Urval, /^Från och med: \d{4}-\d\d-\d\d$/);
  assert.equal(told.Avkortad, undefined);
  // As values, of one kind: times, words, and no formula.
  const own = records(ok(await world.get('auditor', as('/api/access-log?kind=setting', 'csv-rfc4180'))).text);
  assert.equal(own.length, 2346);
  assert.equal(own[1][17], "'=2345");
  assert.equal(own[1][own[0].indexOf('Urval')], 'Händelse: Ändrade en inställning');
});

test('more than a file takes is cut, and the file says so', async () => {
  world.sql(`INSERT INTO access_log (kind, actor, person_id, route, status) SELECT 'setting', 'ada@prov.test', ${world.ids.person.admin}, 'PUT /api/settings', 200 FROM seq_1_to_8000`);
  const book = workbook(ok(await world.get('auditor', as('/api/access-log?kind=setting', 'xlsx'))).bytes);
  assert.equal(book.Åtkomstlogg.rows.length, 10001);
  assert.match(Object.fromEntries(book['Om uppgifterna'].values).Avkortad, /de 10000 nyaste/);
  const own = records(ok(await world.get('auditor', as('/api/access-log?kind=setting', 'csv-rfc4180'))).text);
  assert.equal(own.length, 10001);
  assert.match(own[1][own[0].indexOf('Avkortad')], /de 10000 nyaste/);
  // What is older can be had with a shorter time.
  assert.equal(records(ok(await world.get('auditor', as(`/api/access-log?kind=setting&before=${own.at(-1)[0]}`, 'csv-rfc4180'))).text).length, 10345 - 10000 + 1);
});

test('protected identity has no name in the log’s file', async () => {
  const pupil = world.ids.person['p-9A-2'];
  const special = world.ids.person.special;
  const [[family, login]] = world.sql(`SELECT family_name, eppn FROM person WHERE id = ${special}`);
  await world.get('special', `/api/pupils/${pupil}`);
  world.sql(`UPDATE person SET protected_hand = 2 WHERE id IN (${pupil}, ${special}); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  try {
    const { text } = ok(await world.get('auditor', as(`/api/access-log?person=${special}`, 'csv')));
    assert.ok(!text.includes(family) && !text.includes(login) && !text.includes(world.people['p-9A-2'].family), text.slice(0, 500));
    assert.ok(text.includes('Medarbetare med skyddade personuppgifter') && text.includes('Skyddade personuppgifter'));
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id IN (${pupil}, ${special}); UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  }
  for (const who of ['admin', 'director', 'pr-bj', 'board']) isProblem(await world.get(who, as('/api/access-log', 'xlsx')), 403, 'forbidden');
  isProblem(await world.get('auditor', '/api/access-log?export=true'), 400, 'unknown-parameter', 'export');
});

// ---- what is published for everybody ----

test('the public page’s publication as a file: the page’s figures, without a login, a name or a line in the log', async () => {
  const address = `/api/public/${at.public}`;
  const formats = ['xlsx', 'csv', 'csv-rfc4180'];
  for (const format of formats) isProblem(await world.get(null, as(address, format)), 404, 'not-found');
  ok(await world.ask('PUT', 'admin', '/api/settings', { name: 'public_page', value: '1' }));
  const page = ok(await world.get(null, address)).json;
  lines.skip();
  const book = workbook(ok(await world.get(null, as(address, 'xlsx'))).bytes);
  assert.deepEqual(lines.brief(), []);
  let marks = 0;
  let cells = 0;
  for (const [t, table] of page.content.tables.entries()) {
    const { rows } = Object.values(book)[t];
    const name = table.year_group ? `${table.kind}-${table.year_group}` : table.kind;
    const own = records(ok(await world.get(null, as(address, 'csv-rfc4180', `&table=${name}`))).text);
    assert.deepEqual([rows.length, own.length], [table.rows.length + 1, table.rows.length + 1]);
    table.rows.forEach((row, i) => [row.pupils, ...row.cells].forEach(([mark, value, of], k) => {
      const cell = rows[i + 1][k === 0 ? 2 : 1 + 2 * k];
      const mean = k > 0 && table.columns[k - 1].kind === 'mean';
      if (mark || value === null) assert.equal(shown(cell), mark ?? '');
      else assert.ok(Math.abs(cell.value - (mean || k === 0 ? value : value / 100)) < 1e-9);
      assert.equal(own[i + 1][k === 0 ? 2 : 1 + 2 * k], shown(cell));
      if (k > 0) assert.equal(shown(rows[i + 1][2 + 2 * k]), of === null ? '' : String(of));
      marks += mark === '..';
      cells++;
    }));
  }
  assert.ok(marks > 0 && cells > marks);
  const about = Object.fromEntries(book['Om uppgifterna'].values);
  assert.deepEqual([about.Rubrik, about.Text, about.Läge, about['Hämtade av']], ['Till public', 'Läs.', 'gäller', undefined]);
  assert.ok(about.Omgång && about['Källa'] && about['Tecknet ..'] && about['Tecknet ~100']);
  // A login changes nothing, and what is the board's or withdrawn is not there in any format.
  assert.deepEqual(workbook(ok(await world.get('pr-bj', as(address, 'xlsx'))).bytes)['Om uppgifterna'].values.map(([key]) => key), book['Om uppgifterna'].values.map(([key]) => key));
  for (const format of formats) isProblem(await world.get(null, as(`/api/public/${at.board}`, format)), 404, 'not-found');
  ok(await world.ask('POST', 'director', `/api/publications/${at.public}/withdraw`, { reason: 'Fel' }));
  for (const format of formats) isProblem(await world.get(null, as(address, format)), 404, 'not-found');
});
