// Rapportera by keyboard, mouse and finger on the real server.
import assert from 'node:assert/strict';
import test, { before, after, beforeEach } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, says, noNews, rowsOf, levelsOf, stateOf, saved, press, enterGrid, stands, visit, PREFIX } from './browser.mjs';
import { groupsOf, levels, held, setElsewhere, empty } from './groups.mjs';

let stack;
let browser;
let teacher;
let group;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  teacher = who(stack, 'teacher');
  const groups = await groupsOf(stack, teacher);
  group = groups.find((g) => g.counts[0] >= 15) || groups[0];
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

beforeEach(() => empty(stack, teacher, group.id));

const grid = (options) => open(browser, stack, teacher, `#/rapportera?group=${group.id}`, options);

test('a class is reported with one key per pupil', async () => {
  const page = await grid();
  const n = await rowsOf(page).count();
  // From the page's start with Tab alone.
  await page.locator('.gr').evaluate((el) => { const last = [...document.querySelectorAll('button, a')].filter((x) => x.compareDocumentPosition(el) & 4).at(-1); last.focus(); });
  await press(page, 'Tab');
  assert.equal(await page.evaluate(() => document.activeElement.hasAttribute('data-cell')), true);
  const typed = Array.from({ length: n }, (_, i) => 'edcba'[i % 5]);
  await press(page, ...typed);
  await saved(page, [...typed.keys()]);
  assert.deepEqual((await levels(stack, teacher, group.id)).map(([level]) => level), typed.map((k) => k.toUpperCase()));
  await says(page, '.sub', new RegExp(`alla ${n} klara`));
  await page.locator('.note.done').waitFor();
  // The grid is one stop: the next Tab leaves it.
  await press(page, 'Tab');
  assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest('.gr'))), false);
  await close(page);
});

// The row whose levels have the focus, or the name of what else has it.
const activeRow = (page) => page.evaluate(() => {
  const at = document.activeElement;
  return at.hasAttribute('data-cell') ? [...document.querySelectorAll('.gr tbody tr')].indexOf(at.closest('tr')) : at.tagName;
});

test('a group that is opened in order to report takes keys at once, where reporting goes on', async () => {
  await setElsewhere(stack, teacher, group.id, { 0: 'B', 1: 'A' });
  const page = await grid();
  assert.equal(await activeRow(page), 2);
  // Nothing has scrolled, and a screen reader hears what grid it is in.
  assert.equal(await page.evaluate(() => scrollY), 0);
  const name = await page.locator('h1').innerText();
  assert.ok((await page.title()).startsWith(name));
  assert.ok(await page.getByRole('grid', { name }).count());
  await press(page, 'c');
  await saved(page, [2]);
  await page.reload();
  await stands(page);
  assert.equal(await activeRow(page), 3);
  // By a link, too; where one goes back the page stands as it was left.
  await visit(page, '#/rapportera');
  await page.locator(`main a[href$="group=${group.id}"]`).click();
  await until(page, () => document.activeElement.hasAttribute('data-cell'));
  assert.equal(await activeRow(page), 3);
  await page.goBack();
  await page.locator('ul.cards').waitFor();
  await page.goForward();
  await until(page, () => document.querySelector('.gr') && document.activeElement.tagName === 'H1');
  await close(page);
});

test('the last pupil without a level is brought into view', async () => {
  const n = (await levels(stack, teacher, group.id)).length;
  await setElsewhere(stack, teacher, group.id, Object.fromEntries(Array.from({ length: n - 1 }, (_, i) => [i, 'C'])));
  const page = await grid({ viewport: { width: 1280, height: 480 } });
  assert.equal(await activeRow(page), n - 1);
  assert.ok(await page.evaluate(() => { const { top, bottom } = document.activeElement.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }));
  await close(page);
});

test('who has gone elsewhere meanwhile stays there', async () => {
  const page = await grid();
  let go;
  const answer = new Promise((resolve) => { go = resolve; });
  await page.route('**/assessments*', async (route) => {
    await answer;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await page.locator('main .skeleton').first().waitFor();
  await page.locator('#menu summary').click();
  go();
  await page.locator('.gr').waitFor();
  await stands(page);
  assert.equal(await activeRow(page), 'SUMMARY');
  await close(page);
});

test('the chosen level is marked in colours that somebody else has chosen too, and one state is seen', async () => {
  const page = await grid();
  await page.emulateMedia({ forcedColors: 'active' });
  await enterGrid(page);
  await press(page, 'c');
  await saved(page, [0]);
  assert.equal(await stateOf(page, 0), '✓ sparad');
  assert.equal(await stateOf(page, 1), '');
  const fills = await rowsOf(page).first().locator('[data-level]').evaluateAll((list) => list.map((b) => [b.getAttribute('aria-pressed'), getComputedStyle(b).backgroundColor]));
  const [, marked] = fills.find(([pressed]) => pressed === 'true');
  assert.ok(fills.every(([pressed, fill]) => (pressed === 'true') === (fill === marked)), JSON.stringify(fills));
  await close(page);
});

test('not assessable, as last round, clear, fill down, undo, and the keys that move', async () => {
  const page = await grid();
  const { pupils } = await held(stack, teacher, group.id);
  const same = pupils.findIndex((p) => p.previous[0] && p.previous[0] !== '-');
  await enterGrid(page);
  await press(page, 'Home', ...Array(same).fill('ArrowDown'), '=');
  assert.deepEqual(await levelsOf(page, same), [pupils[same].previous[0]]);
  await press(page, 'Home', '-');
  assert.deepEqual(await levelsOf(page, 0), ['–']);
  await press(page, 'ArrowUp', 'Delete');
  assert.deepEqual(await levelsOf(page, 0), []);
  await press(page, 'c', 'ArrowUp', 'Shift+ArrowDown', 'Shift+ArrowDown');
  assert.deepEqual([await levelsOf(page, 1), await levelsOf(page, 2)], [['C'], ['C']]);
  await press(page, 'Control+z');
  assert.notDeepEqual(await levelsOf(page, 2), ['C']);
  await press(page, 'End');
  const last = await rowsOf(page).count() - 1;
  assert.equal(await rowsOf(page).nth(last).evaluate((tr) => tr.contains(document.activeElement)), true);
  await press(page, 'PageUp', 'b');
  assert.deepEqual(await levelsOf(page, last - 10), ['B']);
  await saved(page, [0, 1, last - 10]);
  await close(page);
});

test('a key that means nothing says so and changes nothing; "?" lists the keys', async () => {
  const page = await grid();
  await enterGrid(page);
  await press(page, 'q');
  await until(page, () => /Tangenten q/.test(document.querySelector('[aria-live="polite"]').textContent));
  assert.deepEqual(await levelsOf(page, 0), []);
  await press(page, '?');
  await page.locator('dialog[open] kbd').first().waitFor();
  await press(page, 'Escape');
  await until(page, () => document.activeElement.hasAttribute('data-cell'));
  await close(page);
});

test('the rest as last round, with one undo', async () => {
  const page = await grid();
  const { pupils } = await held(stack, teacher, group.id);
  const expected = pupils.map((p) => (p.previous[0] && p.previous[0] !== '-' ? p.previous[0] : null));
  await page.getByRole('button', { name: 'Resten som förra omgången' }).click();
  await saved(page, expected.map((level, i) => (level ? i : null)).filter((i) => i !== null));
  assert.deepEqual((await levels(stack, teacher, group.id)).map(([level]) => level), expected);
  await page.locator('.note').getByRole('button', { name: 'Ångra' }).click();
  await until(page, () => !document.querySelector('.gr button[aria-pressed="true"]'));
  await until(page, () => ![...document.querySelectorAll('.gr .stc')].some((s) => /sparar/.test(s.innerText)));
  assert.ok((await levels(stack, teacher, group.id)).every(([level]) => level === null));
  await close(page);
});

test('mouse and finger: a level is set by its button and cleared by pressing it again', async () => {
  const page = await grid({ viewport: { width: 390, height: 844 }, hasTouch: true });
  const button = rowsOf(page).nth(1).getByRole('button', { name: /^D/ });
  await button.tap();
  await saved(page, [1]);
  assert.deepEqual((await levels(stack, teacher, group.id))[1][0], 'D');
  await page.waitForTimeout(700);
  await button.tap();
  await until(page, () => !document.querySelector('.gr button[aria-pressed="true"]'));
  await saved(page, [1]);
  assert.equal((await levels(stack, teacher, group.id))[1][0], null);
  await close(page);
});

test('a conflict says who and what, and either level can be chosen by keyboard', async () => {
  const page = await grid();
  await noNews(page);
  await setElsewhere(stack, teacher, group.id, { 0: 'B', 1: 'A' });
  await enterGrid(page);
  await press(page, 'Home', 'e', 'e');
  await until(page, () => document.querySelectorAll('.gr tr.alert').length === 2);
  assert.match(await stateOf(page, 0), /Ändrad av .+ \d\d\.\d\d: B[\s\S]*Behåll E[\s\S]*Ta B/);
  // The first row keeps mine, the second takes theirs.
  await press(page, 'Home', 'Enter', 'Enter');
  await press(page, 'ArrowDown', 'Enter', 'ArrowRight', 'Enter');
  await saved(page, [0, 1]);
  assert.deepEqual((await levels(stack, teacher, group.id)).slice(0, 2).map(([level]) => level), ['E', 'A']);
  await close(page);
});

test('a key on a row in conflict decides it', async () => {
  const page = await grid();
  await noNews(page);
  await setElsewhere(stack, teacher, group.id, { 0: 'B' });
  await enterGrid(page);
  await press(page, 'Home', 'e');
  await page.locator('.gr tr.alert').waitFor();
  await press(page, 'Home', 'd');
  await saved(page, [0]);
  assert.equal((await levels(stack, teacher, group.id))[0][0], 'D');
  await close(page);
});

test('what a principal changes is a correction with one reason', async () => {
  const { unit } = group;
  const principal = stack.sql(`SELECT p.eppn FROM duty d JOIN person p ON p.id = d.person_id WHERE d.role = 'principal' AND d.unit_id = ${unit.id}`)[0][0];
  const page = await open(browser, stack, principal, `#/rapportera?group=${group.id}`);
  assert.equal(await activeRow(page), 'BODY');
  await enterGrid(page);
  await press(page, 'Home', 'e');
  const dialog = page.locator('dialog[open]');
  await dialog.locator('textarea').fill('Läraren är sjuk');
  await dialog.getByRole('button', { name: 'Fortsätt' }).click();
  await saved(page, [0]);
  await press(page, 'Home', 'ArrowDown', 'd');
  await saved(page, [1]);
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assert.deepEqual((await levels(stack, teacher, group.id)).slice(0, 2).map(([level]) => level), ['E', 'D']);
  await close(page);
});
