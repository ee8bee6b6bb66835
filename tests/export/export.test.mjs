// The files that a reader saves, opened by LibreOffice, cell by cell against the page in Chromium and against the JSON behind it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { swedish, records } from '../http/tables.mjs';
import { launch, open, close, who, PREFIX } from '../browser/browser.mjs';
import { compareAll, exported } from './all.mjs';
import { Office } from './office.mjs';
import { tables } from './tables.mjs';
import { prepare } from './world.mjs';

let stack;
let browser;
let office;
let compared = 0;

before(async () => {
  office = new Office();
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
});

after(async () => {
  await browser?.close();
  office?.close();
  await stack?.stop();
  console.log(`export: ${compared} cells compared`);
});

const same = (got, want, what) => {
  assert.equal(got, want, what);
  compared++;
};
const meOf = async (role) => (await stack.as(who(stack, role)).get('/api/me')).json;

async function save(page, format = 'xlsx', choice = null) {
  await page.getByRole('button', { name: 'Spara som fil' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Filformat').selectOption(format);
  if (choice) await dialog.locator('select[name="choice"]').selectOption({ label: choice });
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Spara', exact: true }).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

// A workbook as LibreOffice has it, as texts; a share is a fraction.
async function opened(bytes) {
  const [book] = await office.open([bytes], 'xlsx');
  const width = (rows) => Math.max(...rows.map((row) => row.length));
  return Object.fromEntries(Object.entries(book).map(([name, rows]) => [name, rows.map((row) => Array.from({ length: width(rows) }, (_, i) => (row[i] ? String(row[i].value) : '')))]));
}

// The share that the matrix shows of a share as the file has it (format.js).
function asShown(field) {
  const n = Number(field);
  if (field === '.') return '·';
  if (Number.isNaN(n) || field === '') return field;
  const p = Math.round(100 * n);
  return String(p === 100 && n < 1 ? 99 : p === 0 && n > 0 ? 1 : p);
}

const matrixOf = (page) => page.locator('.mx tbody tr').evaluateAll((rows) => rows.map((tr) => ({
  name: (tr.cells[0].querySelector('a') || tr.cells[0].querySelector('.rn span') || tr.cells[0]).textContent.trim(),
  cells: [...tr.cells].slice(3).map((td) => (td.querySelector('.c [aria-hidden]') || td.querySelector('.c')).textContent.trim()),
})));

/** Everything the overview shows for a role, against the JSON, the page, the workbook in LibreOffice and both kinds of values. */
async function overview(role, hash) {
  const eppn = who(stack, role);
  const page = await open(browser, stack, eppn, hash);
  const query = await page.evaluate(() => location.hash.split('?')[1]);
  const data = (await stack.as(eppn).get(`/api/attainment?${query}`)).json;
  const book = await opened((await save(page)).bytes);
  const own = records((await save(page, 'csv-rfc4180', 'Översikt')).bytes.toString('utf8'));
  const ours = swedish((await save(page, 'csv', 'Översikt')).bytes);
  const matrix = await matrixOf(page);
  const lines = book['Översikt'];
  const list = [data.total, ...data.rows];
  assert.deepEqual([lines.length, matrix.length, own.length, ours.length], [list.length + 1, list.length, list.length + 1, list.length + 1]);
  list.forEach((row, i) => {
    const line = lines[i + 1];
    const what = `${role} ${matrix[i].name}`;
    same(line[0], matrix[i].name, what);
    row.cells.forEach((cell, k) => {
      const [share, of] = [line[6 + 2 * k], line[7 + 2 * k]];
      same(asShown(share), matrix[i].cells[k], `${what} ${data.subjects[k].code}`);
      same(of, cell ? String(cell[1]) : '', `${what} ${data.subjects[k].code}`);
      if (cell?.[1]) assert.ok(Math.abs(Number(share) - cell[0] / cell[1]) < 1e-9);
      const percent = cell?.[1] ? (Math.round(1000 * cell[0] / cell[1]) / 10).toFixed(1) : share;
      same(own[i + 1][6 + 2 * k], percent, what);
      same(ours[i + 1][6 + 2 * k], percent.length > 1 ? percent.replace('.', ',') : percent, what);
    });
  });
  assert.equal(Object.fromEntries(book['Om uppgifterna']).Kommun, (await stack.as(eppn).get('/api/me')).json.instance);
  await close(page);
  return book;
}

test('the municipality, for the director', async () => {
  const { home_unit: unit, round } = await meOf('director');
  const book = await overview('director', `#/oversikt?unit=${unit.id}`);
  assert.match(Object.fromEntries(book['Om uppgifterna']).Omgång, new RegExp(`v\\.\\s${round.week}`));
});

test('a school’s classes, girls of one year group, for its principal', async () => {
  const { home_unit: unit } = await meOf('principal');
  await overview('principal', `#/oversikt?unit=${unit.id}&gender=female&year_group=9`);
});

test('the pupils of a class: levels and sums', async () => {
  const eppn = who(stack, 'principal');
  const { home_unit: unit } = await meOf('principal');
  const { classes } = (await stack.as(eppn).get(`/api/units/${unit.id}`)).json;
  const page = await open(browser, stack, eppn, `#/oversikt?unit=${unit.id}&class=${classes.at(-1).id}&rows=pupil`);
  const data = (await stack.as(eppn).get(`/api/attainment?unit=${unit.id}&class=${classes.at(-1).id}&rows=pupil`)).json;
  const { Elever } = await opened((await save(page)).bytes);
  const shown = await page.locator('.mx.pupils tbody tr').evaluateAll((rows) => rows.map((tr) => [tr.cells[0].querySelector('a').textContent,
    ...[...tr.querySelectorAll('.lv-cell')].map((el) => [...el.childNodes].filter((one) => one.nodeType === 3).map((one) => one.textContent).join('').trim() || el.querySelector('span[aria-hidden]')?.textContent || '')]));
  const first = Elever[0].length - data.subjects.length;
  data.rows.forEach((row, i) => {
    same(Elever[i + 1][0], shown[i][0]);
    same(Elever[i + 1][0], row.name);
    row.cells.forEach((cell, k) => {
      const want = !cell ? '' : cell[3] ? 'slutat' : cell[0] ?? 'saknas';
      same(Elever[i + 1][first + k], want, row.name);
      same(shown[i][k + 1].trim(), { saknas: '·', '-': '–' }[want] ?? want, row.name);
    });
  });
  await close(page);
});

test('LibreOffice shows shares as per cent', async () => {
  const { home_unit: unit } = await meOf('director');
  const page = await open(browser, stack, who(stack, 'director'), `#/oversikt?unit=${unit.id}`);
  const [{ Översikt: lines }] = await office.open([(await save(page)).bytes], 'xlsx');
  assert.ok(lines.slice(1).every((row) => /^\d+\.\d%$|^–$/.test(row[4].text)), lines[1][4].text);
  await close(page);
});

test('every table that has an export: figures and types of the page’s answer, in Excel and in both kinds of values', async () => {
  const at = await prepare(stack);
  const routes = exported((await stack.as(who(stack, 'director')).get('/api/openapi.json')).json);
  assert.deepEqual([...new Set(tables(at).map(([route]) => route))].sort(), routes.sort());
  const cells = await compareAll(stack, office, at);
  assert.ok(cells > 10000, `${cells} cells`);
  compared += cells;
});
