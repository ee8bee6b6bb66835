// Every export against the page's own answer: the workbook as LibreOffice has it, and both kinds of values.
import assert from 'node:assert/strict';
import { who } from '../browser/browser.mjs';
import { records, swedish, workbook } from '../http/tables.mjs';
import { any, tables } from './tables.mjs';

const FORMATS = ['xlsx', 'csv', 'csv-rfc4180'];
const ABOUT = 'Om uppgifterna';
const LENGTH = { day: 10, minute: 16, second: 19 };

/** The routes that have an export. */
export const exported = (openapi) => Object.entries(openapi.paths).filter(([, path]) => path.get?.parameters?.some((one) => one.name === 'format')).map(([route]) => route);

const local = (iso) => new Date(iso).toLocaleString('sv-SE', { timeZone: 'Europe/Stockholm' });
const momentOf = ({ at, to }) => (to === 'day' ? at : local(at).slice(0, LENGTH[to]));
const isNumber = (cell) => cell?.type === 'float' || cell?.type === 'percentage';

/** A cell of the workbook is what the answer says, and of its type. */
function expectCell(cell, want, what) {
  assert.ok(!cell?.formula, `${what}: a formula`);
  if (want === any) return;
  if (want === null) assert.equal(cell, null, what);
  else if (typeof want === 'number') assert.ok(isNumber(cell) && Math.abs(cell.value - want) <= 1e-9 * Math.max(1, Math.abs(want)), `${what}: ${JSON.stringify(cell)} for ${want}`);
  else if (typeof want === 'string') assert.deepEqual([cell?.type, cell?.text], ['string', want], what);
  else assert.deepEqual([cell?.type, cell?.text], ['date', momentOf(want)], what);
}

// What a person reads as a number or a day is one to LibreOffice too, but for what the answer has as text.
const LIKE = /^[+-]?\d[\d\s]*([.,]\d+)?\s?%?$|^\d{4}-\d\d-\d\d/;

/** A field of a file of values is the cell of the workbook; shares are per cent, decimals as many as are shown. */
function expectField(field, cell, want, what) {
  if (!cell) return assert.equal(field, '', what);
  if (cell.type === 'date') return assert.equal(field, cell.text, what);
  if (!isNumber(cell)) {
    if (want === any) assert.doesNotMatch(cell.text, LIKE, what);
    return assert.equal(field, /^[=+\-@\t\r\n]./.test(cell.text) ? `'${cell.text}` : cell.text, what);
  }
  const [, decimals = ''] = field.split('.');
  const value = cell.type === 'percentage' ? 100 * cell.value : cell.value;
  assert.match(field, /^-?\d+(\.\d+)?$/, what);
  return assert.ok(Math.abs(Number(field) - value) <= 0.5 * 10 ** -decimals.length + 1e-9, `${what}: ${field} for ${cell.value}`);
}

/** LibreOffice takes what is a number or a date in the workbook for one in a file of values. */
function expectOpened(cell, field, inBook, what) {
  if (inBook?.type === 'date') assert.equal(cell?.type, 'date', what);
  else if (isNumber(inBook)) assert.ok(isNumber(cell) && Math.abs(cell.value - Number(field)) < 1e-9, `${what}: ${JSON.stringify(cell)} for ${field}`);
  else if (field[0] === "'") assert.equal(cell?.type, 'string', what);
}

/** One row of tables.mjs with its answer and files: {sheets: [{name, code, want}], book, values}. */
async function fetchOne(stack, [, role, address, how]) {
  const client = stack.as(role && who(stack, role));
  const ask = async (format, table) => {
    const answer = await client.get(`${address}${address.includes('?') ? '&' : '?'}format=${format}${table ? `&table=${table}` : ''}`);
    assert.equal(answer.status, 200, `${role} ${address} ${format} ${table}: ${answer.text.slice(0, 300)}`);
    return answer.bytes;
  };
  const page = await client.get(address);
  assert.equal(page.status, 200, `${role} ${address}: ${page.text.slice(0, 300)}`);
  const book = await ask('xlsx');
  const names = Object.keys(workbook(book));
  const sheets = typeof how === 'function' ? how(page.json).map(([code, want], i) => ({ name: names[i], code, want }))
    : Object.entries(how).map(([name, [code, want]]) => ({ name, code, want: want(page.json) }));
  assert.deepEqual(names, [...sheets.map((one) => one.name), ABOUT], `${role} ${address}`);
  for (const one of sheets) for (const format of FORMATS.slice(1)) one[format] = await ask(format, one.code);
  return { role, address, book, sheets };
}

function expectAbout(rows, { role, address }) {
  const about = Object.fromEntries(rows.map(([key, value]) => [key.text, value?.text]));
  assert.ok(about.Kommun && about['Källa'], address);
  assert.match(about['Uppgifterna hämtade'], /^\d{4}-\d\d-\d\d \d\d:\d\d$/, address);
  if (role) assert.match(about['Hämtade av'], / – /, address);
  else assert.equal(about['Hämtade av'], undefined, address);
  assert.ok(Object.entries(about).some(([key, text]) => /^Så räknas det: ./.test(key) && text), `${address}: no definitions`);
}

function expectSheet(one, opened, raw, what) {
  const [head, ...rows] = opened.xlsx;
  const own = records(one['csv-rfc4180'].toString('utf8'));
  const ours = swedish(one.csv);
  assert.match(raw.xml, /<pane [^>]*ySplit="1"[^>]*state="frozen"/, what);
  assert.match(raw.xml, /<col [^>]*customWidth="1"/, what);
  assert.ok(head.every((cell) => cell?.type === 'string' && cell.text), what);
  assert.deepEqual([rows.length, own.length - 1, ours.length - 1], Array(3).fill(one.want.length), `${what}: rows`);
  head.forEach((cell, k) => assert.deepEqual([own[0][k].replace(/ \(%\)$/, ''), ours[0][k]], [cell.text, own[0][k]], what));
  assert.equal(own[0].at(-1), 'Uppgifterna hämtade', what);
  one.want.forEach((row, i) => {
    assert.equal(row.length, head.length, `${what}: columns`);
    row.forEach((want, k) => {
      const where = `${what} ${head[k].text} ${i + 1}`;
      const cell = rows[i][k] ?? null;
      const field = own[i + 1][k];
      expectCell(cell, want, where);
      expectField(field, cell, want, where);
      assert.equal(ours[i + 1][k], isNumber(cell) ? field.replace('.', ',') : field, where);
      for (const format of FORMATS.slice(1)) expectOpened(opened[format][i + 1]?.[k], field, cell, `${where} ${format}`);
    });
  });
  return one.want.length * head.length;
}

/** All of them: how many cells were compared. */
export async function compareAll(stack, office, at) {
  const list = [];
  for (const row of tables(at)) list.push(await fetchOne(stack, row));
  const sheets = list.flatMap((one) => one.sheets);
  const books = await office.open(list.map((one) => one.book), 'xlsx');
  const values = {};
  for (const format of FORMATS.slice(1)) values[format] = (await office.open(sheets.map((one) => one[format]), format)).map((file) => Object.values(file)[0]);
  let cells = 0;
  list.forEach((file, i) => {
    const raw = workbook(file.book);
    expectAbout(books[i][ABOUT], file);
    file.sheets.forEach((one) => {
      const opened = { xlsx: books[i][one.name], ...Object.fromEntries(FORMATS.slice(1).map((format) => [format, values[format][sheets.indexOf(one)]])) };
      cells += expectSheet(one, opened, raw[one.name], `${file.role} ${file.address} ${one.name}`);
    });
  });
  return cells;
}
