// The page locks itself when nobody touches it: nothing personal stays, nothing typed is lost, and only the same person gets it back.
import assert from 'node:assert/strict';
import test, { before, after, beforeEach } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, login, who, until, saved, press, enterGrid, axe, levelsOf, PREFIX } from './browser.mjs';
import { groupsOf, held, levels, empty } from './groups.mjs';

let stack;
let browser;
let teacher;
let group;
let names;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX, conf: { instance: { lock_after_minutes: 10 } } }), launch()]);
  teacher = who(stack, 'teacher');
  const groups = await groupsOf(stack, teacher);
  group = groups.find((g) => g.counts[0] >= 15) || groups[0];
  names = (await held(stack, teacher, group.id)).pupils.map((p) => p.name);
  assert.ok(names.length > 5);
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

beforeEach(() => empty(stack, teacher, group.id));

const prepare = (page) => page.clock.install();

// What locks the page comes a moment after it: its first mark is waited for. A machine may be so slow that it is there already.
async function guarded(page) {
  await page.clock.runFor(3100);
  await until(page, () => Object.keys(localStorage).some((key) => key.startsWith('malkoll.touched')));
  return page;
}

const grid = async (options) => guarded(await open(browser, stack, teacher, `#/rapportera?group=${group.id}`, { prepare, ...options }));
const isLocked = (page) => page.getByRole('heading', { name: 'Sidan är låst' }).waitFor();
const firstThree = async () => (await levels(stack, teacher, group.id)).slice(0, 3).map(([level]) => level);
const touched = () => Object.entries(localStorage).find(([key]) => key.startsWith('malkoll.touched'));
const minutes = (page, n) => page.clock.fastForward(n * 60000 + 500);

/** Everything that can be read from the page: text, markup, title, what is kept in the tab. */
const readable = (page) => page.evaluate(() => [document.documentElement.outerHTML, document.title, JSON.stringify(sessionStorage), JSON.stringify(localStorage)].join('\n'));

async function heap(page) {
  const cdp = await page.context().newCDPSession(page);
  const parts = [];
  cdp.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => parts.push(chunk));
  await cdp.send('HeapProfiler.enable');
  await cdp.send('HeapProfiler.collectGarbage');
  await cdp.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await cdp.detach();
  return JSON.parse(parts.join('')).strings;
}

const named = (texts) => names.filter((name) => texts.some((text) => text.includes(name)));

test('nothing personal stays on the page, in the tab or in the memory', async () => {
  const page = await grid();
  assert.ok(named([await readable(page)]).length > 5);
  // What a search of the memory would find.
  assert.ok(named(await heap(page)).length > 5);
  await minutes(page, 10);
  await isLocked(page);
  assert.match(await page.locator('main').innerText(), /Exempelköpings kommun/);
  const person = (await stack.as(teacher).get('/api/me')).json.person.name;
  const left = await readable(page);
  assert.deepEqual(named([left]), []);
  assert.ok(!left.includes(person), person);
  // The test's own clock remembers who has set a timer until it is over.
  await page.clock.runFor(30000);
  assert.deepEqual(named(await heap(page)), []);
  assert.equal(await page.title(), 'Sidan är låst – Målkoll');
  await close(page);
});

test('a locked page asks the server for nothing, also when it is loaded again or gone back in', async () => {
  const page = await guarded(await open(browser, stack, teacher, '#/om', { prepare }));
  await page.goto(`${stack.url}#/rapportera?group=${group.id}`);
  await page.locator('.gr').waitFor();
  await minutes(page, 10);
  await isLocked(page);
  const asked = [];
  page.on('request', (r) => { if (r.url().includes('/api/')) asked.push(r.url()); });
  await minutes(page, 30);
  await page.evaluate(() => { dispatchEvent(new Event('focus')); dispatchEvent(new Event('online')); document.dispatchEvent(new Event('visibilitychange')); });
  await page.goBack();
  await isLocked(page);
  await page.goForward();
  await page.reload();
  await isLocked(page);
  assert.match(await page.locator('main').innerText(), /Exempelköpings kommun/);
  await minutes(page, 1);
  assert.deepEqual(asked, []);
  assert.deepEqual(named([await readable(page)]), []);
  await close(page);
});

test('what was typed and not sent is there afterwards, and is sent', async () => {
  const page = await grid();
  await page.context().setOffline(true);
  await enterGrid(page);
  await press(page, 'Home', 'e', 'd', 'c');
  await page.locator('.linkline').getByText('3 rader väntar').waitFor();
  await minutes(page, 10);
  await isLocked(page);
  // Ids and levels alone.
  assert.match(await readable(page), /malkoll\.unsent/);
  assert.deepEqual(named([await readable(page)]), []);
  // Without the net there is no going on, and the page says so.
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  await page.getByText('Ingen kontakt med servern').waitFor();
  assert.deepEqual(await firstThree(), [null, null, null]);
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  await page.locator('.gr').waitFor();
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((k) => /unsent|locked/.test(k)).length), 0);
  await close(page);
});

test('somebody else who goes on begins at the start, and sends nothing of the first', async () => {
  const page = await grid();
  await page.context().setOffline(true);
  await enterGrid(page);
  await press(page, 'Home', 'e', 'd', 'c');
  await page.locator('.linkline').getByText('3 rader väntar').waitFor();
  await minutes(page, 10);
  await isLocked(page);
  await page.context().setOffline(false);
  await login(page.context(), stack, who(stack, 'director'));
  const puts = [];
  page.on('request', (r) => { if (r.method() === 'PUT') puts.push(r.url()); });
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  await page.getByRole('heading', { name: /Hej|God/ }).waitFor();
  assert.equal(new URL(page.url()).hash, '#/');
  assert.deepEqual(named([await readable(page)]), []);
  assert.deepEqual(puts, []);
  assert.deepEqual(await firstThree(), [null, null, null]);
  // The first comes back in the same tab.
  await login(page.context(), stack, teacher);
  await page.goto(`${stack.url}#/rapportera?group=${group.id}`);
  await page.reload();
  await page.locator('.gr').waitFor();
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('a login that has gone meanwhile: asked for, and back on the page', async () => {
  const page = await grid();
  await page.context().clearCookies();
  await minutes(page, 10);
  await isLocked(page);
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  await page.getByRole('heading', { name: 'Du behöver logga in igen' }).waitFor();
  await login(page.context(), stack, teacher);
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await page.locator('.gr').waitFor();
  assert.equal(new URL(page.url()).hash, `#/rapportera?group=${group.id}`);
  await close(page);
});

test('a warning comes first, and any touch keeps the page', async () => {
  const page = await grid();
  const soon = page.locator('.linkline').getByText('Sidan låses snart');
  for (const touch of [() => page.keyboard.press('Shift'), () => page.mouse.move(200, 300), () => page.getByRole('button', { name: 'Stanna kvar' }).evaluate((el) => el.click()), () => page.mouse.wheel(0, 40)]) {
    await minutes(page, 9);
    await soon.waitFor();
    assert.equal(await soon.count(), 1);
    await touch();
    await soon.waitFor({ state: 'detached' });
    await page.mouse.move(220, 320);
  }
  await minutes(page, 8);
  assert.equal(await page.locator('.gr').count(), 1);
  await minutes(page, 2);
  await isLocked(page);
  await close(page);
});

test('the first key after a long sleep locks the page and does nothing else', async () => {
  const page = await grid();
  await enterGrid(page);
  await press(page, 'Home');
  // Timers do not run while a computer sleeps.
  await page.clock.setSystemTime(Date.now() + 8 * 3600e3);
  await press(page, 'a');
  await isLocked(page);
  await page.getByRole('button', { name: 'Fortsätt' }).click();
  await page.locator('.gr').waitFor();
  assert.deepEqual(await levelsOf(page, 0), []);
  assert.deepEqual(await firstThree(), [null, null, null]);
  await close(page);
});

test('a touch in one tab keeps the other open, and without any both are locked', async () => {
  const one = await grid();
  const two = await one.context().newPage();
  // The mark that comes next is the second tab's.
  await one.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('malkoll.touched')).forEach((key) => localStorage.removeItem(key)));
  await two.goto(`${stack.url}#/rapportera?group=${group.id}`);
  await two.locator('.gr').waitFor();
  await guarded(two);
  for (let i = 0; i < 3; i++) {
    // One clock for both.
    await minutes(one, 6);
    await two.bringToFront();
    await two.keyboard.press('Shift');
    // The mark that it leaves has come to the other.
    const mark = await two.evaluate(touched);
    await until(one, ([key, at]) => localStorage.getItem(key) >= at, mark);
  }
  assert.deepEqual([await one.locator('.gr').count(), await two.locator('.gr').count()], [1, 1]);
  await minutes(one, 10);
  await isLocked(one);
  await isLocked(two);
  await two.close();
  await close(one);
});

test('locked, for keyboard, screen reader, both themes, both languages, and on paper', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await grid({ colorScheme });
    await minutes(page, 10);
    await isLocked(page);
    assert.deepEqual(await axe(page), []);
    // A screen reader begins at the heading; the button is the next stop but the menu's.
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H1');
    await page.locator('#menu summary').click();
    await page.getByText('English').click();
    await page.getByRole('heading', { name: 'The page is locked' }).waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 360, height: 640 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual(named([await page.evaluate(() => document.body.innerText)]), []);
    const pdf = await page.pdf();
    assert.ok(pdf.length < 40000, `${pdf.length} bytes of paper`);
    await page.emulateMedia({ media: 'screen' });
    await page.locator('main h1').focus();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Go on');
    await page.keyboard.press('Enter');
    await page.locator('.gr').waitFor();
    await close(page);
  }
});

test('a dialog that is open goes, too', async () => {
  const page = await grid();
  await page.evaluate((name) => { const d = document.createElement('dialog'); d.textContent = name; document.body.append(d); d.showModal(); }, names[0]);
  await minutes(page, 10);
  await isLocked(page);
  assert.equal(await page.locator('dialog').count(), 0);
  assert.deepEqual(named([await readable(page)]), []);
  await close(page);
});

test('with an address for logging in, going on leads there and back', async () => {
  const sso = `/sso/?till={url}&alltid=1`;
  const own = await start({ demo: {}, prefix: PREFIX, conf: { instance: { lock_after_minutes: 10, login_url: sso } } });
  try {
    const eppn = who(own, 'principal');
    const page = await guarded(await open(browser, own, eppn, '#/oversikt', { prepare }));
    await minutes(page, 10);
    await isLocked(page);
    const at = [];
    const address = page.url();
    await page.route('**/sso/**', (route) => {
      at.push(new URL(route.request().url()));
      return route.fulfill({ status: 302, headers: { Location: own.url } });
    });
    await page.getByRole('button', { name: 'Fortsätt' }).click();
    await until(page, () => document.querySelector('.mx'));
    assert.equal(at[0].searchParams.get('till'), address);
    assert.equal(at[0].searchParams.get('alltid'), '1');
    assert.equal(page.url(), address);
    await close(page);
  } finally {
    await own.stop();
  }
});

test('0 minutes: the page stays', async () => {
  const own = await start({ demo: {}, prefix: PREFIX, conf: { instance: { lock_after_minutes: 0 } } });
  try {
    const page = await guarded(await open(browser, own, who(own, 'principal'), '#/oversikt', { prepare }));
    await page.clock.fastForward(24 * 3600e3);
    await page.keyboard.press('Shift');
    assert.equal(await page.locator('.mx').count(), 1);
    await close(page);
  } finally {
    await own.stop();
  }
});
