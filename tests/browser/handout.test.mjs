// The page as a file and on paper: the button of every page with a table, what comes of it, and what paper has.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { records, swedish, workbook } from '../http/tables.mjs';
import { launch, open, close, who, until, axe, PREFIX } from './browser.mjs';

let stack;
let browser;
const at = {};

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  for (const role of ['director', 'principal', 'teacher']) {
    const eppn = who(stack, role);
    at[role] = { eppn, me: (await stack.as(eppn).get('/api/me')).json };
  }
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Presses the button, chooses, and reads what the browser saves: {name, bytes}. */
async function save(page, { format = 'xlsx', choice = null } = {}) {
  await page.getByRole('button', { name: 'Spara som fil' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await dialog.getByLabel('Filformat').selectOption(format);
  if (choice) await dialog.locator('select[name="choice"]').selectOption({ label: choice });
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Spara', exact: true }).click()]);
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

const shown = (page) => page.locator('.mx tbody tr').evaluateAll((rows) => rows.map((tr) => [tr.cells[0].querySelector('a, span:not(.rn)')?.textContent.trim() ?? tr.cells[0].textContent.trim(),
  ...[...tr.cells].slice(3).map((td) => (td.querySelector('.c [aria-hidden]') || td.querySelector('.c')).textContent.trim())]));
// As the page rounds (format.js).
const rounded = (value) => (value === '.' ? '·' : typeof value !== 'number' ? value : String(Math.min(value < 1 ? 99 : 100, Math.max(value > 0 ? 1 : 0, Math.round(100 * value)))));

test('the overview as Excel and as values: what the page shows, with its choices', async () => {
  const { eppn, me } = at.director;
  const page = await open(browser, stack, eppn, `#/oversikt?unit=${me.home_unit.id}&gender=female`);
  const { name, bytes } = await save(page);
  assert.match(name, new RegExp(`^Målkoll översikt ${me.home_unit.name} ${me.round.key} \\d{4}-\\d\\d-\\d\\d\\.xlsx$`));
  const book = workbook(bytes);
  const matrix = book['Översikt'].values.slice(1).map((row) => [row[0], ...row.slice(6).filter((_, i) => i % 2 === 0).map(rounded)]);
  assert.deepEqual(matrix, await shown(page));
  const about = Object.fromEntries(book['Om uppgifterna'].values);
  assert.equal(about.Urval, 'Kön: Flickor');
  assert.ok(about['Hämtade av'].startsWith(me.person.name));
  const ours = await save(page, { format: 'csv', choice: 'Ämnen' });
  assert.match(ours.name, /\.csv$/);
  assert.deepEqual(swedish(ours.bytes).length, book['Ämnen'].values.length);
  const history = await save(page, { format: 'csv-rfc4180', choice: 'Utveckling' });
  assert.equal(records(history.bytes.toString('utf8'))[0][0], 'Ämne');
  await until(page, () => /är sparad/.test(document.querySelector('[aria-live]').textContent));
  await close(page);
});

test('keyboard alone, in English, and nothing that axe minds', async () => {
  const { eppn, me } = at.principal;
  const page = await open(browser, stack, eppn, `#/uppfoljning?unit=${me.home_unit.id}`, { locale: 'en-GB' });
  await page.getByRole('button', { name: 'Save as a file' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.name), 'format');
  assert.deepEqual(await axe(page), []);
  const button = page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true });
  for (let i = 0; i < 5 && !await button.evaluate((el) => el === document.activeElement); i++) await page.keyboard.press('Tab');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  const book = workbook(readFileSync(await file.path()));
  assert.deepEqual(Object.keys(book), ['Groups', 'Reported per subject', 'About the figures']);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Save as a file');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await until(page, () => !document.querySelector('dialog'));
  await close(page);
});

test('a teacher’s class list and a pupil’s page', async () => {
  const { eppn } = at.teacher;
  const { groups } = (await stack.as(eppn).get('/api/groups')).json;
  const page = await open(browser, stack, eppn, `#/rapportera?group=${groups[0].id}`);
  const { bytes } = await save(page);
  const grid = (await stack.as(eppn).get(`/api/groups/${groups[0].id}/assessments`)).json;
  assert.deepEqual(workbook(bytes).Grupp.values.slice(1).map((row) => row[0]), grid.pupils.map((one) => one.name));
  await page.goto(`${stack.url}#/elev?id=${grid.pupils[0].id}`);
  await until(page, () => /elev/.test(location.hash) && document.querySelector('main:not([aria-busy]) .mx.pupil'));
  const pupil = await save(page);
  assert.doesNotMatch(pupil.name, new RegExp(grid.pupils[0].name.split(',')[0]));
  assert.ok(workbook(pupil.bytes).Bedömningar.values.slice(1).every((row) => row[0] === grid.pupils[0].name));
  await close(page);
});

test('the tables of the administration are saved as those of other pages', async () => {
  const page = await open(browser, stack, who(stack, 'administrator'), '#/administration?del=omgangar');
  await page.locator('table.list.acts tbody tr').first().waitFor();
  const rounds = workbook((await save(page)).bytes);
  const names = await page.locator('table.list.acts tbody th').allInnerTexts();
  assert.deepEqual(rounds.Omgångar.values.slice(1).map((row) => row[0]), names.map((one) => one.trim()));
  await page.goto(`${stack.url}#/administration?del=skalor`);
  await page.getByRole('heading', { name: 'Behörighet till gymnasieskolan' }).waitFor();
  const own = records((await save(page, { format: 'csv-rfc4180', choice: 'Behörighet' })).bytes.toString('utf8'));
  assert.deepEqual(own.slice(1).map((row) => row[0]), (await page.locator('section', { has: page.getByRole('heading', { name: 'Behörighet till gymnasieskolan' }) }).locator('tbody th').allInnerTexts()).map((one) => one.trim()));
  assert.deepEqual(await axe(page), []);
  await close(page);
});

test('a refusal is said in words, and the page stays', async () => {
  const { eppn, me } = at.principal;
  const page = await open(browser, stack, eppn, `#/uppfoljning?unit=${me.home_unit.id}`);
  await page.route(/format=xlsx/, (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:malkoll:problem:audit-unavailable', status: 503 }) }));
  await page.getByRole('button', { name: 'Spara som fil' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Spara', exact: true }).click();
  await until(page, () => /kunde inte skapas/.test(document.body.textContent) || document.querySelector('.barline'));
  assert.ok(await page.locator('h1').count());
  await close(page);
});

test('paper says who it is from, when and by whom it was printed, and what the figures mean', async () => {
  const { eppn, me } = at.principal;
  const page = await open(browser, stack, eppn, `#/uppfoljning?unit=${me.home_unit.id}`);
  await page.evaluate(() => import(new URL('parts/paper.js', document.baseURI)).then((m) => m.ready()));
  assert.equal(await page.locator('.paperhead, .paperfoot').count(), 0);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  const head = await page.locator('.paperhead').innerText();
  for (const part of [me.instance, me.person.name, 'Utskriven']) assert.ok(head.includes(part), `${head}: ${part}`);
  const foot = await page.locator('.paperfoot').innerText();
  assert.match(foot, /Så räknas det[\s\S]*Källa: Målkoll/);
  for (const hidden of ['header.top', '.filters', 'footer.foot']) assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
  assert.equal(await page.locator('thead').first().evaluate((el) => getComputedStyle(el).display), 'table-header-group');
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('.paperhead, .paperfoot').count(), 0);
  await close(page);
});

test('on paper the matrix keeps the words of its header, which no button repeats, and the definitions stand whole', async () => {
  const { eppn, me } = at.director;
  const page = await open(browser, stack, eppn, `#/oversikt?unit=${me.home_unit.id}`);
  await page.locator('.mx thead button').first().waitFor();
  await page.evaluate(() => import(new URL('parts/paper.js', document.baseURI)).then((m) => m.ready()));
  const words = await page.locator('.mx thead tr').first().innerText();
  assert.match(words, /MA/);
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.mx thead tr').first().innerText(), words);
  assert.ok((await page.locator('.mx thead button').evaluateAll((all) => all.map((el) => getComputedStyle(el).display))).every((one) => one === 'contents'));
  assert.equal(await page.locator('.card.defs dd').last().evaluate((el) => getComputedStyle(el).breakInside), 'avoid');
  await close(page);
});
