// Översikt and Uppföljning: the way down and back, the state in the address, keyboard, numbers as the server counts them.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, arrived, press, PREFIX } from './browser.mjs';

let stack;
let browser;
let director;
let home;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  director = who(stack, 'director');
  home = (await stack.as(director).get('/api/me')).json.home_unit.id;
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const attainment = async (eppn, query) => (await stack.as(eppn).get(`/api/attainment?${query}`)).json;
const titleIs = (page, text) => until(page, (wanted) => document.querySelector('main:not([aria-busy]) h1')?.textContent === wanted && !document.querySelector('.stale'), text);
const cell = (page, row, column) => page.locator('.mx tbody tr', { has: page.locator('th', { hasText: row }) }).first().locator(`[data-c="${column}"]`);

test('every share of the matrix is the server\'s', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}`);
  const data = await attainment(director, `unit=${home}`);
  const expected = data.rows.map((r) => r.cells.map((c) => {
    if (!c || (!c[1] && !c[2])) return '·';
    if (!c[1]) return '–';
    const p = Math.round((100 * c[0]) / c[1]);
    return String(p === 100 && c[0] < c[1] ? 99 : p === 0 && c[0] ? 1 : p);
  }));
  const shown = await page.locator('.mx tbody tr:not(.total)').evaluateAll((rows) => rows.map((tr) => [...tr.cells].slice(3).map((td) => {
    const c = td.querySelector('.c');
    return (c.querySelector('[aria-hidden]') || c).textContent.trim();
  })));
  assert.deepEqual(shown, expected);
  await close(page);
});

test('a cell leads down to what it is made of, and back and forward work', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}`);
  const data = await attainment(director, `unit=${home}`);
  const school = data.rows.find((r) => r.kind === 'school' && r.cells[0]?.[1]);
  const subject = data.subjects[0];
  await cell(page, school.name, 3).click();
  await titleIs(page, `${subject.name.sv}, ${school.name}`);
  assert.match(page.url(), new RegExp(`unit=${school.id}.*subject=${subject.code}`));
  assert.equal(await page.locator('.crumb a').count(), 3);
  await page.locator('.dist tbody th a').first().click();
  await until(page, () => /class=/.test(location.hash) && !document.querySelector('.stale'));
  await page.goBack();
  await titleIs(page, `${subject.name.sv}, ${school.name}`);
  await page.goBack();
  await titleIs(page, data.unit.name);
  await page.goForward();
  await titleIs(page, `${subject.name.sv}, ${school.name}`);
  await until(page, () => document.activeElement.tagName === 'H1');
  await close(page);
});

test('the matrix is one Tab stop with arrows inside', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}`);
  assert.equal(await page.locator('.mx [tabindex="0"]').count(), 1);
  await page.locator('.mx [tabindex="0"]').focus();
  const at = () => page.evaluate(() => [document.activeElement.closest('tr').rowIndex, Number(document.activeElement.dataset.c)]);
  const [row, column] = await at();
  await press(page, 'ArrowDown', 'ArrowRight');
  assert.equal((await at())[0], row + 1);
  await press(page, 'Control+End');
  assert.equal((await at())[0], await page.locator('.mx tr').count() - 1);
  await press(page, 'Control+Home', 'End');
  assert.equal((await at())[0], 0);
  assert.equal(await page.locator('.mx [tabindex="0"]').count(), 1);
  await press(page, 'ArrowDown', 'Home', 'ArrowDown', 'End', 'Enter');
  await until(page, () => /subject=/.test(location.hash));
  assert.ok(column >= 0);
  await close(page);
});

test('filters are in the address and the address sets the filters', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}`);
  await page.selectOption('select[name="gender"]', 'female');
  await arrived(page, /gender=female/);
  await page.selectOption('select[name="year_group"]', '9');
  await arrived(page, /year_group=9/);
  await page.selectOption('select[name="rows"]', 'year_group');
  await arrived(page, /rows=year_group/);
  const address = page.url();
  const other = await open(browser, stack, director, address.slice(address.indexOf('#')));
  assert.deepEqual(await Promise.all(['gender', 'year_group', 'rows'].map((n) => other.locator(`select[name="${n}"]`).inputValue())), ['female', '9', 'year_group']);
  const data = await attainment(director, `unit=${home}&gender=female&year_group=9&rows=year_group`);
  const [passed, of] = data.total.cells[2];
  assert.match(await other.locator('.mx tr.total td').nth(4).locator('a, span').first().getAttribute('aria-label'), new RegExp(`${passed}\\D+${of}`));
  await page.goBack();
  await arrived(page, (url) => !/rows=/.test(url.href));
  await until(page, () => document.querySelector('select[name="year_group"]').value === '9');
  const rounds = (await stack.as(director).get('/api/rounds')).json.rounds;
  await page.selectOption('select[name="round"]', rounds[1].id);
  await until(page, () => /stängdes/.test(document.querySelector('.sub').textContent));
  await close(other);
  await close(page);
});

test('rows are sorted by a column and areas fold, both in the address', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}`);
  await page.getByRole('button', { name: /^MA: sortera/ }).click();
  await arrived(page, /sort=MA/);
  const shares = await page.locator('.mx tr.area').evaluateAll((rows) => rows.map((tr) => Number(tr.cells[5].textContent)));
  assert.deepEqual(shares, [...shares].sort((a, b) => a - b));
  const schools = () => page.locator('.mx tr.kid:visible').count();
  const all = await schools();
  await page.locator('.tw').first().click();
  await arrived(page, /closed=/);
  assert.ok(await schools() < all);
  assert.equal(await page.locator('.tw').first().getAttribute('aria-expanded'), 'false');
  await close(page);
});

test('the trend has a table with the same numbers', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}`);
  assert.ok(await page.locator('.trend svg[role="img"]').count() > 5);
  await page.getByRole('button', { name: 'Visa som tabell' }).click();
  await arrived(page, /trend=table/);
  const history = (await stack.as(director).get(`/api/history?unit=${home}`)).json;
  const maths = history.subjects.find((s) => s.subject.code === 'MA');
  const last = maths.points.at(-1);
  const text = await page.locator('table.list tr', { hasText: maths.subject.name.sv }).locator('td').last().innerText();
  assert.match(text.replace(/\s/g, ''), new RegExp(`${last[0]}/${last[1]}$`));
  await close(page);
});

test('a principal reaches the pupils, a director does not', async () => {
  const principal = who(stack, 'principal');
  const unit = (await stack.as(principal).get('/api/me')).json.home_unit.id;
  const page = await open(browser, stack, principal, `#/oversikt?unit=${unit}`);
  await page.locator('.mx tr:not(.total) th a').first().click();
  await page.locator('table.pupils').waitFor();
  const name = await page.locator('table.pupils th a').first().innerText();
  await page.locator('table.pupils th a').first().click();
  await titleIs(page, name);
  assert.ok(await page.locator('table.pupil').count() >= 1);
  const none = await open(browser, stack, director, `#/oversikt?unit=${unit}&rows=pupil`);
  await none.getByText('inte enskilda elever').waitFor();
  await close(none);
  await close(page);
});

test('what is not yours is shown as not there', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), `#/oversikt?unit=${home}`);
  await page.getByRole('heading', { name: 'Här finns inget att visa för dig' }).waitFor();
  await close(page);
});

test('Uppföljning goes from the municipality to the group', async () => {
  const page = await open(browser, stack, director, '#/uppfoljning');
  const data = (await stack.as(director).get(`/api/reporting?unit=${home}`)).json;
  const groups = await page.locator('.totals').innerText();
  assert.match(groups.replace(/\s/g, ' '), new RegExp(`${data.groups_done} av `));
  await page.locator('tr.kid a').first().click();
  await until(page, () => /unit=(?!1\b)\d+/.test(location.hash) && document.querySelectorAll('.crumb li').length === 3);
  await page.locator('table', { hasText: 'Grupp' }).first().waitFor();
  await close(page);
});

test('figures of somebody else\'s save appear without a reload', async () => {
  const page = await open(browser, stack, director, '#/uppfoljning');
  const text = () => page.locator('.totals').innerText();
  const first = await text();
  const teacher = who(stack, 'teacher');
  const { groups } = (await stack.as(teacher).get('/api/groups')).json;
  const group = groups.find((g) => g.counts[3]);
  const doc = (await stack.as(teacher).get(`/api/groups/${group.id}/assessments`)).json;
  const pupil = doc.pupils.find((p) => p.level === null && !p.left);
  await stack.as(teacher).put(`/api/groups/${group.id}/assessments`, { entries: [{ pupil: pupil.id, level: doc.scales[0].levels[1].code, version: pupil.version }] });
  await until(page, (before) => document.querySelector('.totals').innerText !== before, first);
  await close(page);
});
