// Exports: the same figures and rights as the page's own answer, as Excel and as comma separated values; in the log, and nothing else.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { eppn } from './fixture.mjs';
import { Lines } from './lines.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { asField, records, swedish, workbook } from './tables.mjs';
import { makeFullWorld } from './world.mjs';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const NOWHERE = '4294967295';

let world;
let lines;
before(async () => {
  world = await makeFullWorld();
  lines = new Lines(world.stack);
});
after(() => world?.stop());

const unit = (id) => world.ids.unit[id];
const klass = (id) => world.ids.klass[id];
const group = (id) => world.ids.group[id];
const person = (id) => world.ids.person[id];

const as = (address, format, more = '') => `${address}${address.includes('?') ? '&' : '?'}format=${format}${more}`;

async function file(who, address, format, more) {
  const answer = await world.get(who, as(address, format, more));
  assert.equal(answer.status, 200, answer.text.slice(0, 300));
  assert.equal(answer.headers.etag, undefined);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(answer.headers['content-disposition'], /^attachment; filename="[ -~]+"; filename\*=UTF-8''[\w.%-]+$/);
  return answer;
}
const excel = async (who, address, more) => workbook((await file(who, address, 'xlsx', more)).bytes);
const values = async (who, address, more) => records((await file(who, address, 'csv-rfc4180', more)).text);

// Everything that has an export, for each role that may have it.
const PAGES = () => [
  ['director', `/api/attainment?unit=${unit('kommun')}`], ['analyst', `/api/attainment?unit=${unit('kommun')}&rows=gender`],
  ['am-norr', `/api/attainment?unit=${unit('norr')}`], ['pr-bj', `/api/attainment?unit=${unit('bj')}&rows=class&year_group=9&gender=female`],
  ['pr-bj', `/api/attainment?unit=${unit('bj')}&rows=class&subject=MA`], ['pr-li', `/api/attainment?unit=${unit('li')}&subject=SV`],
  ['pr-bj', `/api/attainment?unit=${unit('bj')}&rows=pupil`], ['special', `/api/attainment?unit=${unit('bj')}&rows=pupil&class=${klass('c-9A')}`],
  ['mentor', `/api/attainment?unit=${unit('bj')}&class=${klass('c-9B')}&rows=pupil`], ['pr-bj', `/api/attainment?unit=${unit('bj')}&round=${world.before.id}`],
  ['director', `/api/history?unit=${unit('kommun')}`], ['pr-bj', `/api/history?unit=${unit('bj')}&class=${klass('c-9A')}`],
  ['am-norr', `/api/history?unit=${unit('norr')}&detail=true`], ['pr-bj', `/api/history?unit=${unit('bj')}&detail=true&gender=female&with_gender=male`],
  ['director', `/api/reporting?unit=${unit('kommun')}`], ['pr-bj', `/api/reporting?unit=${unit('bj')}`],
  ['bj1', '/api/groups'], ['bj1', `/api/groups/${group('g-9A-SV')}/assessments`],
  ['pr-bj', `/api/compare?unit=${unit('bj')}`], ['director', `/api/compare?unit=${unit('kommun')}&measure=merit17`], ['am-norr', `/api/compare?unit=${unit('norr')}&subject=MA`],
  ['director', `/api/dips?unit=${unit('kommun')}`], ['pr-bj', `/api/closest?unit=${unit('bj')}`], ['director', `/api/closest?unit=${unit('kommun')}`],
  ['pr-bj', `/api/class-view?unit=${unit('bj')}&class=${klass('c-9A')}`], ['director', `/api/hit-rate?unit=${unit('kommun')}`], ['director', `/api/reference?unit=${unit('kommun')}`],
  ['pr-bj', `/api/pupils/${person('p-9A-2')}`], ['bj1', `/api/pupils/${person('p-9A-2')}`],
];

test('workers stay small, and nothing is left in any folder for temporary files', async () => {
  const left = () => ['/dev/shm', '/tmp'].flatMap((dir) => fs.readdirSync(dir).filter((name) => /^tmp\.\w{10}$/.test(name)));
  const before = left();
  // The highest so far is forgotten: reading in took more.
  for (const pid of world.stack.workers()) fs.writeFileSync(`/proc/${pid}/clear_refs`, '5');
  for (let i = 0; i < 20; i++) await file('pr-bj', `/api/attainment?unit=${unit('bj')}&rows=pupil`, ['xlsx', 'csv'][i % 2]);
  assert.deepEqual(left(), before);
  if (!process.env.MALKOLL_BUILD?.includes('asan')) {
    for (const pid of world.stack.workers()) {
      const peak = Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmHWM:\s+(\d+)/)[1]);
      assert.ok(peak < 16 * 1024, `${peak} KiB`);
    }
  }
});

test('every page as a workbook: types, a header that stays, filters, and what it is about', async () => {
  for (const [who, address] of PAGES()) {
    const sheets = await excel(who, address);
    const names = Object.keys(sheets);
    assert.equal(names.at(-1), 'Om uppgifterna');
    for (const name of names) {
      const { values: rows, xml } = sheets[name];
      assert.match(xml, /<pane [^>]*ySplit="1"[^>]*state="frozen"/, name);
      assert.match(xml, /<pageSetup paperSize="9"[^>]*orientation="landscape"/, name);
      assert.ok(rows.flat().every((one) => typeof one !== 'string' || !/^(export|def|rows|reporting|filter|gender|role|round)\.[a-z]/.test(one)), `${address} ${name}: a text is missing`);
      if (name === names.at(-1)) continue;
      assert.ok(rows[0].every((head) => typeof head === 'string' && head), `${address} ${name}: ${rows[0]}`);
      assert.ok(rows.every((row) => row.length <= rows[0].length));
      if (rows.length > 1) assert.match(xml, /<autoFilter ref="A1:/, name);
    }
    const about = Object.fromEntries(sheets['Om uppgifterna'].values);
    assert.equal(about.Kommun, 'Provköpings kommun');
    assert.match(about['Uppgifterna hämtade'], /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
    assert.match(about['Hämtade av'], / – /);
    assert.ok(about['Källa'] && about['Tecknet ..'], address);
    // What takes several lines has room for them, also where heights are not worked out when the file is opened.
    for (const [i, [, text]] of sheets['Om uppgifterna'].values.entries()) {
      const [, height] = sheets['Om uppgifterna'].xml.match(new RegExp(`<row r="${i + 1}"[^>]* ht="(\\d+)"`)) ?? [null, '15'];
      assert.ok(Number(height) >= 15 * Math.ceil((text.length + 1) / 90), `${address}: ${height} for ${text}`);
    }
    if (!/hit-rate/.test(address)) assert.ok(about['Omgång'], address);
    if (/attainment|reporting|assessments/.test(address)) assert.match(about.Omgång, /Prognos v\.\s\d+|Betyg/);
  }
});

test('the files of values have what the workbook has, cell by cell', async () => {
  const codes = { Översikt: 'overview', Nivåer: 'levels', Ämnen: 'subjects', Mått: 'measures', Nyckeltal: 'key', Elever: 'pupils', 'Förra omgången': 'previous',
    Utveckling: 'history', Medelvärden: 'means', 'Jämfört med': 'beside', 'Jämfört med, medel': 'beside_means', 'Osäkerhet och skillnader': 'course', Enheter: 'units', Grupper: 'groups', 'Rapporterat per ämne': 'reported', Grupp: 'group', Bedömningar: 'pupil',
    Sammanfattning: 'sums', Jämförelse: 'compare', 'Flickor − pojkar': 'gaps', 'Fall och lyft': 'dips', Jämförelser: 'comparisons', 'Närmast målet': 'closest',
    'Elever nära målet': 'near', Klassen: 'klass', Markeringar: 'signals', Träffsäkerhet: 'hits', 'Jämförelse med riket': 'reference', Källor: 'sources' };
  let compared = 0;
  for (const [who, address] of PAGES()) {
    const sheets = await excel(who, address);
    for (const name of Object.keys(sheets).slice(0, -1)) {
      const { rows } = sheets[name];
      const [head] = sheets[name].values;
      const own = await values(who, address, `&table=${codes[name]}`);
      const ours = swedish((await file(who, address, 'csv', `&table=${codes[name]}`)).bytes);
      assert.equal(own.length, rows.length, `${address} ${name}`);
      rows.slice(1).forEach((row, i) => head.forEach((column, k) => {
        if (row[k]?.style?.includes('hh:mm')) return;
        const what = `${address} ${name} ${column} ${i}`;
        assert.equal(own[i + 1][k], asField(row[k]), what);
        assert.equal(ours[i + 1][k], asField(row[k], ','), what);
        compared++;
      }));
      // What all rows are about stands in the last columns.
      assert.equal(own[0].at(-1), 'Uppgifterna hämtade');
    }
  }
  assert.ok(compared > 5000, String(compared));
});

const nameOf = (row, total) => (row === total ? 'Totalt' : row.kind === 'year_group' ? `åk ${row.id}` : row.kind === 'gender'
  ? { female: 'Flickor', male: 'Pojkar', unknown: 'Kön ej angivet' }[row.id] : row.name ?? 'Utan klass');

test('the overview has the figures of the page', async () => {
  for (const [who, address] of PAGES().filter(([, one]) => /attainment/.test(one) && !/rows=pupil/.test(one))) {
    const page = isAnswer(await world.get(who, address));
    const sheets = await excel(who, address);
    const list = [page.total, ...page.rows];
    const { rows, values: cells } = sheets['Översikt'];
    assert.deepEqual(cells.slice(1).map(([name]) => name), list.map((row) => nameOf(row, page.total)));
    list.forEach((row, i) => {
      const line = rows[i + 1];
      const [expected, , , missing] = row.counts;
      assert.deepEqual([line[2].value, line[3].value], [(expected - missing) / expected, expected]);
      row.cells.forEach((cell, k) => {
        const [share, of] = [line[6 + 2 * k], line[7 + 2 * k]];
        if (!cell) assert.deepEqual([share.value, of], ['.', undefined]);
        else if (!cell[1]) assert.deepEqual([share.value, of.value], ['–', 0]);
        else assert.deepEqual([share.style, share.value.toFixed(12), of.value], ['0.0%', (cell[0] / cell[1]).toFixed(12), cell[1]]);
      });
    });
    const long = sheets['Ämnen'].values;
    assert.equal(long.length - 1, list.flatMap((row) => row.cells).filter(Boolean).length);
    const flat = list.flatMap((row) => row.cells.map((cell, k) => [row, cell, page.subjects[k]])).filter(([, cell]) => cell);
    flat.forEach(([row, [passed, of, lost, left, na, was, wasOf], subject], i) => {
      const line = long[i + 1];
      assert.deepEqual([line[0], line[2], line[3], line[5], line[6], line[7], line[8], line[9]],
        [nameOf(row, page.total), subject.code, subject.name.sv, passed, of, na, lost, left]);
      if (of && wasOf) assert.ok(Math.abs(line[12] - (100 * passed / of - 100 * was / wasOf)) < 1e-9);
    });
  }
});

test('lists of pupils, groups and a pupil have what the page shows', async () => {
  const address = `/api/attainment?unit=${unit('bj')}&rows=pupil`;
  const page = isAnswer(await world.get('pr-bj', address));
  const { Elever } = await excel('pr-bj', address);
  const first = Elever.values[0].length - page.subjects.length;
  assert.deepEqual(Elever.values.slice(1).map((row) => row[0]), page.rows.map((row) => row.name));
  page.rows.forEach((row, i) => row.cells.forEach((cell, k) => assert.equal(Elever.values[i + 1][first + k] ?? null,
    !cell ? null : cell[3] ? 'slutat' : cell[0] ?? 'saknas')));
  page.rows.forEach((row, i) => assert.deepEqual(Elever.values[i + 1].slice(3, 7), ['passed', 'expected', 'missing', 'not_assessable'].map((name) => row.summary[name])));
  const grid = isAnswer(await world.get('bj1', `/api/groups/${group('g-9A-SV')}/assessments`));
  const own = await values('bj1', `/api/groups/${group('g-9A-SV')}/assessments`);
  assert.deepEqual(own.slice(1).map((row) => [row[0], row[2]]), grid.pupils.map((one) => [one.name, one.level ?? 'saknas']));
});

test('a history has its second line, uncertainty, changes and milestones', async () => {
  assert.equal((await world.ask('POST', 'director', '/api/targets', { measure: 'subject', subject: 'MA', value10: 905, from: '2020-01-01' })).status, 200);
  const address = `/api/history?unit=${unit('bj')}&detail=true&gender=female&with_gender=male`;
  const page = (await world.get('pr-bj', address)).json;
  const book = await excel('pr-bj', address);
  const names = page.rounds.map((_, i) => book.Utveckling.values[0][1 + 2 * i]);
  const i = page.subjects.findIndex((s) => s.subject.code === 'MA');
  const [own, other] = [page.subjects[i], page.with.subjects[i]];
  const rows = book['Osäkerhet och skillnader'].values.filter((row) => row[0] === own.subject.name.sv);
  const at = page.rounds.map((_, k) => k).filter((k) => own.points[k]?.[1]);
  assert.deepEqual(rows.map((row) => row[1]), at.map((k) => names[k]));
  const hundredth = (one) => (one === null ? null : one / 100);
  const close = (got, want, what) => got.forEach((one, k) => assert.ok(want[k] === null ? (one ?? null) === null : Math.abs(one - want[k]) < 1e-6, `${what}: ${got} for ${want}`));
  assert.ok(at.length > 1);
  at.forEach((k, n) => {
    const [p, d, q] = [own.points[k], own.details[k], other.points[k]];
    close(rows[n].slice(2, 11), [(100 * p[0]) / p[1], p[1], ...d.slice(0, 5).map(hundredth), d[6], hundredth(d[5])], names[k]);
    if (q?.[1]) close(rows[n].slice(11, 16), [(100 * q[0]) / q[1], q[1], ...own.differences[k].map(hundredth)], `${names[k]}, the other`);
  });
  assert.ok(rows.every((row) => row[10] === 90.5), 'milestone');
  const beside = book['Jämfört med'].values.find((row) => row[0] === own.subject.name.sv);
  at.forEach((k) => assert.equal(beside[2 + 2 * k] ?? null, other.points[k]?.[1] ?? null));
});

test('a comparison and the nearest to the goal have the figures of the page', async () => {
  const address = `/api/compare?unit=${unit('bj')}&subject=MA`;
  const page = (await world.get('pr-bj', address)).json;
  const { Jämförelse: sheet } = await excel('pr-bj', address);
  [page.total, ...page.rows].forEach((row, i) => {
    const line = sheet.values[i + 1];
    assert.deepEqual([line[0], line[2], line[3], line[5]], [nameOf(row, page.total), row.expected, row.reported, row.share?.[1] ?? null]);
    if (row.share) assert.deepEqual([line[4], line[6], line[7]].map((one) => one.toFixed(9)), [row.share[0] / row.share[1], row.share[2] / 10000, row.share[3] / 10000].map((one) => one.toFixed(9)));
    if (row.previous) assert.deepEqual(line.slice(9, 14).map((one) => one ?? null), [row.previous[1], ...row.previous.slice(2, 5).map((one) => (one === null ? null : one / 100)), row.previous[5]]);
    assert.deepEqual(line.slice(20, 23).map((one) => one ?? null), row.whole.map((one) => (one === null ? null : one / 100)));
  });
  const near = (await world.get('pr-bj', `/api/closest?unit=${unit('bj')}`)).json;
  const book = await excel('pr-bj', `/api/closest?unit=${unit('bj')}`);
  assert.deepEqual(book['Elever nära målet'].values.slice(1).map((row) => [row[0], row[4]]), near.pupils.flatMap((one) => one.gaps.map((gap) => [one.name, gap.lacks])));
  assert.deepEqual(Object.keys(await excel('director', `/api/closest?unit=${unit('kommun')}`)), ['Närmast målet', 'Om uppgifterna']);
});

test('the board’s publication, with its marks and nothing more', async () => {
  const made = await world.stack.as(eppn('director')).post('/api/publications', { round: world.before.id, level: 'school', year_groups: [0, 9], genders: true, subjects: true,
    measures: true, audience: 'board', title: 'Höstens prognos', body: 'Till nämnden.' });
  assert.equal(made.status, 200, made.text);
  const address = `/api/publications/${made.json.id}`;
  const { content } = (await world.get('board', address)).json;
  lines.skip();
  const book = await excel('board', address);
  assert.equal(lines.brief()[0].kind, 'export');
  assert.deepEqual(Object.keys(book).length, content.tables.length + 1);
  let marks = 0;
  content.tables.forEach((table, t) => {
    const { rows } = Object.values(book)[t];
    assert.equal(rows.length - 1, table.rows.length);
    table.rows.forEach((row, i) => {
      const line = rows[i + 1];
      assert.equal(line[0].value, row.unit.name);
      [row.pupils, ...row.cells].forEach(([mark, value, of], k) => {
        const cell = k === 0 ? line[2] : line[1 + 2 * k];
        if (mark) assert.equal(cell.value, mark);
        else if (value === null) assert.equal(cell, undefined);
        else if (k > 0) assert.ok(Math.abs(cell.value - (table.columns[k - 1].kind === 'mean' ? value : value / 100)) < 1e-9);
        if (k > 0) assert.equal(line[2 + 2 * k]?.value ?? null, of);
        marks += mark === '..';
      });
    });
  });
  assert.ok(marks > 20, `${marks} hidden`);
  const about = Object.fromEntries(book['Om uppgifterna'].values);
  assert.deepEqual([about.Rubrik, about.Text, about.Läge], ['Höstens prognos', 'Till nämnden.', 'gäller']);
  assert.equal((await values('board', address, '&table=subjects-9')).length, content.tables.find((one) => one.kind === 'subjects' && one.year_group === 9).rows.length + 1);
  isProblem(await world.get('pr-bj', as(address, 'xlsx')), 403, 'forbidden');
});

test('in English too, with a name that says what it is', async () => {
  const answer = await file('pr-bj', `/api/attainment?unit=${unit('bj')}&rows=class`, 'xlsx', '&lang=en');
  const sheets = workbook(answer.bytes);
  assert.deepEqual(Object.keys(sheets), ['Overview', 'Subjects', 'Measures', 'Key figures', 'About the figures']);
  assert.equal(sheets.Overview.values[0][2], 'Reported');
  assert.equal(answer.headers['content-type'], XLSX);
  const [, ascii, long] = answer.headers['content-disposition'].match(/filename="(.*?)"; filename\*=UTF-8''(.*)$/);
  assert.equal(decodeURIComponent(long), `Målkoll overview Björkskolan 7–9 ${world.now.key} ${new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date())}.xlsx`);
  assert.match(ascii, /^Malkoll overview Bjorkskolan 7-9 /);
  assert.match((await file('pr-bj', `/api/reporting?unit=${unit('bj')}`, 'csv')).headers['content-type'], /^text\/csv; charset=utf-8/);
});

test('who may not see the page gets no file of it', async () => {
  const formats = ['xlsx', 'csv', 'csv-rfc4180'];
  for (const format of formats) {
    for (const [who, address] of [['pr-bj', `/api/attainment?unit=${unit('li')}`], ['am-norr', `/api/reporting?unit=${unit('soder')}`],
      ['mentor', `/api/attainment?unit=${unit('bj')}&class=${klass('c-9A')}`], ['pr-bj', `/api/history?unit=${NOWHERE}`],
      ['bj1', `/api/groups/${group('g-9C-GRANMAT')}/assessments`], ['bj1', `/api/pupils/${person('p-9C-8')}`]]) {
      isProblem(await world.get(who, as(address, format)), 404, 'not-found');
    }
    isProblem(await world.get('am-norr', as(`/api/attainment?unit=${unit('bj')}&rows=pupil`, format)), 403, 'pupils-not-visible');
    for (const who of ['board', 'admin', 'auditor', 'nobody']) isProblem(await world.get(who, as(`/api/attainment?unit=${unit('kommun')}`, format)), 403, 'forbidden');
  }
});

test('what cannot be understood is refused', async () => {
  const address = `/api/attainment?unit=${unit('bj')}`;
  isProblem(await world.get('pr-bj', as(address, 'pdf')), 400, 'invalid-parameter', 'format');
  isProblem(await world.get('pr-bj', as(address, 'csv', '&table=nothing')), 422, 'invalid-parameter', 'table');
  isProblem(await world.get('pr-bj', as(address, 'csv', '&lang=fi')), 400, 'invalid-parameter', 'lang');
  isProblem(await world.get('pr-bj', as('/api/me', 'csv')), 400, 'unknown-parameter', 'format');
});

test('a name that looks like a formula stays a name', async () => {
  const id = person('p-9A-4');
  const [[family]] = world.sql(`SELECT family_name FROM person WHERE id = ${id}`);
  const address = `/api/attainment?unit=${unit('bj')}&rows=pupil&class=${klass('c-9A')}`;
  for (const bad of ['=1+2', '+46', '-1', '@SUM(A1)', '"";=A1']) {
    world.sql(`UPDATE person SET family_name = '${bad}' WHERE id = ${id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
    const name = isAnswer(await world.get('pr-bj', address)).rows.find((row) => row.id === id).name;
    assert.ok(name.startsWith(bad));
    const { Elever } = await excel('pr-bj', address);
    assert.equal(Elever.rows.find((row) => row[0]?.value === name)?.[0].style, '@'); // text, and sheetOf() refuses formulas
    const field = /^[=+@-]/.test(bad) ? `'${name}` : name;
    assert.ok((await values('pr-bj', address)).some((row) => row[0] === field), field);
    assert.ok(swedish((await file('pr-bj', address, 'csv')).bytes).some((row) => row[0] === field));
  }
  world.sql(`UPDATE person SET family_name = '${family}' WHERE id = ${id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
});

test('nobody’s export has a protected pupil in it', async () => {
  const id = person('p-9A-3');
  const address = `/api/attainment?unit=${unit('bj')}&rows=pupil&class=${klass('c-9A')}`;
  const before = isAnswer(await world.get('pr-bj', address));
  const { name } = before.rows.find((row) => row.id === id);
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  try {
    assert.ok((await world.get('pr-bj', address)).json.rows.some((row) => row.id === id && row.protected), 'the head sees the pupil on the page');
    const sheets = await excel('pr-bj', address);
    assert.equal(sheets.Elever.values.length - 1, before.rows.length - 1);
    assert.ok(!JSON.stringify(sheets).includes(name));
    assert.match(Object.fromEntries(sheets['Om uppgifterna'].values)['Visas inte'], /: 1\./);
    for (const format of ['csv', 'csv-rfc4180']) {
      for (const one of [address, `/api/groups/${group('g-9A-SV')}/assessments`]) assert.ok(!(await file('pr-bj', one, format)).text.includes(name));
    }
    isProblem(await world.get('pr-bj', as(`/api/pupils/${id}`, 'xlsx')), 404, 'not-found');
    // Counted as before.
    const of = (book) => JSON.stringify(book['Översikt'].values.slice(1));
    const figures = `/api/attainment?unit=${unit('bj')}&rows=class`;
    const marked = of(await excel('pr-bj', figures));
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
    assert.equal(of(await excel('pr-bj', figures)), marked);
  } finally {
    world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${id}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  }
});

test('every export is in the access log with who is in it', async () => {
  lines.skip();
  await file('pr-bj', `/api/attainment?unit=${unit('bj')}&rows=pupil&class=${klass('c-9A')}&gender=female`, 'xlsx');
  await file('bj1', `/api/groups/${group('g-9A-SV')}/assessments`, 'csv');
  await file('pr-bj', `/api/pupils/${person('p-9A-2')}`, 'xlsx');
  await file('director', `/api/attainment?unit=${unit('kommun')}&subject=MA`, 'csv', '&table=subjects');
  const [list, grid, pupil, figures] = lines.brief();
  assert.deepEqual([list, grid, pupil, figures].map((one) => [one.kind, one.status]), Array(4).fill(['export', '200']));
  assert.deepEqual([list.unit_id, list.class_id, list.round_id, list.detail], [unit('bj'), klass('c-9A'), world.now.id, 'xlsx gender=female']);
  assert.deepEqual([grid.group_id, grid.round_id, grid.detail], [group('g-9A-SV'), world.now.id, 'csv']);
  assert.deepEqual([pupil.pupil_id, pupil.detail], [person('p-9A-2'), 'xlsx']);
  assert.deepEqual([figures.unit_id, figures.round_id, figures.detail], [unit('kommun'), undefined, 'csv figures table=subjects subject=MA']);
  // Who has seen this pupil: the list and the pupil's own, not the figures.
  const seen = (await world.get('auditor', `/api/access-log?pupil=${person('p-9A-2')}&kind=export`)).json;
  assert.deepEqual(seen.lines.slice(0, 3).map((line) => line.detail), ['xlsx', 'csv', 'xlsx gender=female']);
  assert.ok(seen.lines.every((line) => !/figures/.test(line.detail)));
});

test('without its line there is no file', async () => {
  world.sql('RENAME TABLE access_log TO access_log_gone');
  try {
    for (const format of ['xlsx', 'csv']) {
      const answer = await world.get('director', as(`/api/attainment?unit=${unit('kommun')}`, format));
      isProblem(answer, 503, 'audit-unavailable');
      assert.equal(answer.headers['content-disposition'], undefined);
    }
  } finally {
    world.sql('RENAME TABLE access_log_gone TO access_log');
  }
});
