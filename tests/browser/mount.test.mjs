// Two municipalities under two prefixes of one origin, beside another application, in one browser: nothing that is typed, kept or said at
// one is seen, sent or forgotten at the other. People, groups and rounds have the same ids at both (tests/http/neighbour.mjs).
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { start } from '../http/harness.mjs';
import { addNeighbour, as, COOKIES, FIRST, NAMES, SECOND, site } from '../http/neighbour.mjs';
import { contextOf, enterGrid, launch, levelsOf, press, saved } from './browser.mjs';

let h;
let neighbour;
let browser;
let teacher;
let group;

const LOGOUT = { instance: { name: NAMES[FIRST], logout_url: '/ekby/malkoll/utloggad' } };

before(async () => {
  [h, browser] = await Promise.all([start({ demo: {}, prefix: FIRST, site, conf: LOGOUT }), launch()]);
  neighbour = await addNeighbour(h);
  teacher = h.people.find((one) => one.role === 'teacher').eppn;
  group = (await as(h, FIRST, teacher).get('/api/groups')).json.groups.find((one) => one.counts[0] >= 5);
});

after(async () => {
  await browser?.close();
  await neighbour?.end();
  await h?.stop();
});

const hash = () => `#/rapportera?group=${group.id}`;
const held = async (prefix) => (await as(h, prefix, teacher).get(`/api/groups/${group.id}/assessments`)).json.pupils.slice(0, 3).map((one) => [one.level, one.version]);
const keys = (page) => page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)].sort());

/** A tab at one of them, logged in at both. */
async function tab(context, prefix, to = hash()) {
  const page = await context.newPage();
  page.on('dialog', (d) => d.accept().catch(() => {}));
  await page.goto(h.origin + prefix + to);
  await page.waitForSelector('main:not([aria-busy]) h1');
  return page;
}

async function visitor() {
  const context = await contextOf(browser);
  await context.addCookies(Object.values(COOKIES).map((name) => ({ name, value: teacher, url: h.origin })));
  return context;
}

/** Three rows get other levels than they have, while their saves are cut off. */
async function typeUnsent(page, prefix) {
  await page.route('**/assessments*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  const typed = (await held(prefix)).map(([level]) => (level === 'C' ? 'D' : 'C'));
  await enterGrid(page);
  await press(page, 'Home', ...typed.map((level) => level.toLowerCase()));
  await page.locator('.linkline').getByText('3 rader väntar').waitFor();
  return typed;
}

test('what waits at one is neither shown nor sent at the other, and goes out at its own', async () => {
  const context = await visitor();
  const page = await tab(context, FIRST);
  const [first, second] = [await held(FIRST), await held(SECOND)];
  const typed = await typeUnsent(page, FIRST);

  const puts = [];
  page.on('request', (r) => { if (r.method() === 'PUT') puts.push(new URL(r.url()).pathname); });
  await page.unroute('**/assessments*');
  await page.route(`**${FIRST}api/**`, (route) => route.abort());
  await page.goto(`${h.origin}/`);
  await page.goto(h.origin + SECOND + hash());
  await page.waitForSelector('.gr tbody tr');
  for (const [i, [level]] of second.entries()) assert.deepEqual(await levelsOf(page, i), level === null ? [] : [level === '-' ? '–' : level]);
  assert.match(await page.locator('#menu summary').innerText(), /Sjöbo-/);
  await page.waitForTimeout(1500);
  assert.deepEqual(puts.filter((one) => one.startsWith(SECOND)), []);
  assert.deepEqual(await held(SECOND), second);
  assert.deepEqual(await held(FIRST), first);

  await page.unroute(`**${FIRST}api/**`);
  await page.goto(h.origin + FIRST + hash());
  await page.waitForSelector('.gr tbody tr');
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await held(FIRST), typed.map((level, i) => [level, first[i][1] + 1]));
  assert.deepEqual(await held(SECOND), second);
  await context.close();
});

test('logging out of one forgets and closes nothing of the other', async () => {
  const context = await visitor();
  const there = await tab(context, SECOND);
  const typed = await typeUnsent(there, SECOND);
  const before = await keys(there);
  const here = await tab(context, FIRST);
  await here.locator('#menu summary').click();
  await here.locator('#menu').getByRole('link', { name: 'Logga ut' }).click();
  await here.waitForURL(`${h.origin}${FIRST}utloggad`);
  await there.waitForTimeout(500);
  // The other tab stands as it was.
  for (const [i, level] of typed.entries()) assert.deepEqual(await levelsOf(there, i), [level]);
  // When somebody last touched a page is noted from some seconds after loading on.
  const lasting = (list) => list.filter((key) => key.includes(SECOND) && !key.startsWith('malkoll.touched'));
  assert.deepEqual(lasting(await keys(there)), lasting(before));
  await there.unroute('**/assessments*');
  await there.evaluate(() => dispatchEvent(new Event('online')));
  await saved(there, [0, 1, 2]);
  assert.deepEqual((await held(SECOND)).map(([level]) => level), typed);
  await context.close();
});

test('what the browser keeps names its prefix, or is nobody\'s secret; no cookie is set', async () => {
  const context = await visitor();
  const cookies = await context.cookies();
  for (const prefix of [FIRST, SECOND]) {
    const page = await tab(context, prefix);
    const typed = await typeUnsent(page, prefix);
    assert.equal(typed.length, 3);
    for (const key of await keys(page)) {
      assert.ok(['malkoll.theme', 'malkoll.lang'].includes(key) || [FIRST, SECOND].some((one) => key.includes(`|${one}`)), key);
    }
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    for (const name of ['bo-', 'Ekby', 'Sjöby']) assert.ok(!kept.includes(name), `${name} in ${kept}`);
    assert.deepEqual(await page.evaluate(async () => [await caches.keys(), await indexedDB.databases(), (await navigator.serviceWorker.getRegistrations()).length]), [[], [], 0]);
    await page.unroute('**/assessments*');
    await page.close({ runBeforeUnload: false });
  }
  assert.deepEqual(await context.cookies(), cookies);
  await context.close();
});
