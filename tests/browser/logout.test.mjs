// Logging out: what is unsent is asked about, other tabs follow, and nothing personal is left in the browser: not on the disk, not behind
// the back button.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test, { before, after, beforeEach } from 'node:test';
import { chromium } from 'playwright-core';
import { start } from '../http/harness.mjs';
import { ARGS, WAIT_MS, launch, open, close, login, who, until, whole, saved, press, enterGrid, axe, PREFIX } from './browser.mjs';
import { groupsOf, held, levels, empty } from './groups.mjs';

// What a single sign-on does: it forgets the login and leads to the page of the pages.
const END = (stack) => `location = ${PREFIX}ut { auth_request off; add_header Set-Cookie "${stack}=; Path=/; Max-Age=0"; return 302 ${PREFIX}utloggad; }`;

let stack;
let browser;
let teacher;
let group;
let pupils;

before(async () => {
  const conf = { instance: { logout_url: `${PREFIX}ut` } };
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX, conf, extra: END('malkoll_test') }), launch()]);
  teacher = who(stack, 'teacher');
  const groups = await groupsOf(stack, teacher);
  group = groups.find((g) => g.counts[0] >= 15) || groups[0];
  ({ pupils } = await held(stack, teacher, group.id));
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

beforeEach(() => empty(stack, teacher, group.id));

const grid = () => open(browser, stack, teacher, `#/rapportera?group=${group.id}`);
const firstThree = async () => (await levels(stack, teacher, group.id)).slice(0, 3).map(([level]) => level);
const named = (text) => pupils.filter((p) => text.includes(p.name)).map((p) => p.name);
const keys = (page) => page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)].filter((k) => k.startsWith('malkoll.')).sort());

async function logOut(page) {
  await page.locator('#menu summary').click();
  await page.getByRole('link', { name: 'Logga ut' }).click();
}

const loggedOut = (page) => page.getByRole('heading', { name: 'Du är utloggad', exact: true }).waitFor();

test('the menu leads out, what was just typed is sent first, and the way in is asked for again', async () => {
  const page = await grid();
  await page.evaluate(() => localStorage.setItem('malkoll.theme', 'dark'));
  await page.evaluate(() => { localStorage.setItem('other.application', 'x'); sessionStorage.setItem('malkoll.unsent|/annan/|1|1|1', 'x'); });
  await enterGrid(page);
  await press(page, 'Home', 'e', 'd', 'c');
  await logOut(page);
  await loggedOut(page);
  assert.equal(page.url(), `${stack.url}utloggad`);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  // The chosen appearance stays, and so does what others on the same host have.
  assert.deepEqual((await keys(page)).filter((k) => !k.includes('|word|') && !k.startsWith('malkoll.word')), ['malkoll.theme', 'malkoll.unsent|/annan/|1|1|1']);
  assert.equal(await page.evaluate(() => localStorage.getItem('other.application')), 'x');
  assert.deepEqual(await axe(page), []);
  await page.getByRole('link', { name: 'Logga in igen' }).click();
  await page.getByRole('heading', { name: 'Du behöver logga in igen' }).waitFor();
  await close(page);
});

test('what cannot be sent is asked about', async () => {
  const page = await grid();
  await page.route('**/assessments*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await enterGrid(page);
  await press(page, 'Home', 'e', 'd', 'c');
  await page.locator('.linkline').getByText('3 rader väntar').waitFor();
  await logOut(page);
  await page.getByRole('dialog').getByText('3 rader är inte sparade').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('button', { name: 'Stanna kvar' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.gr').count(), 1);
  // Stayed: nothing is lost.
  await page.unroute('**/assessments*');
  await saved(page, [0, 1, 2]);
  await page.route('**/assessments*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await enterGrid(page);
  await press(page, 'Home', 'a');
  await page.locator('.linkline').getByText('1 rad väntar').waitFor();
  await logOut(page);
  await page.getByRole('dialog').getByText('1 rad är inte sparad').waitFor();
  await page.getByRole('button', { name: 'Logga ut ändå' }).click();
  await loggedOut(page);
  assert.deepEqual((await keys(page)).filter((k) => k.includes('unsent')), []);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('other tabs of the instance follow', async () => {
  const page = await grid();
  const other = await page.context().newPage();
  await other.goto(`${stack.url}#/rapportera?group=${group.id}`);
  await other.locator('.gr').waitFor();
  await logOut(page);
  await loggedOut(page);
  await other.getByRole('heading', { name: 'Du är utloggad' }).waitFor();
  assert.deepEqual(named(await other.evaluate(() => document.documentElement.outerHTML)), []);
  await login(page.context(), stack, teacher);
  await other.getByRole('button', { name: 'Logga in igen' }).click();
  await other.locator('.gr').waitFor();
  // Also when the single sign-on has ended the login and led there by itself.
  await page.goto(`${stack.url}utloggad`);
  await other.getByRole('heading', { name: 'Du är utloggad' }).waitFor();
  await close(page);
});

test('without an address for it, nothing offers to log out', async () => {
  const own = await start({ demo: {}, prefix: PREFIX });
  try {
    const page = await open(browser, own, who(own, 'principal'));
    await page.locator('#menu summary').click();
    await page.getByText('Utseende').waitFor();
    assert.equal(await page.getByText('Logga ut').count(), 0);
    await close(page);
  } finally {
    await own.stop();
  }
});

// ---- what is left in the browser ----

/** Chromium with a folder of its own, and with the memory for its back button that tests usually go without. */
async function profile(run) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'malkoll-profile-'));
  const context = await chromium.launchPersistentContext(dir, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGS, timeout: WAIT_MS, ignoreDefaultArgs: ['--disable-back-forward-cache'], locale: 'sv-SE',
    // Compressed answers could not be searched for.
    extraHTTPHeaders: { 'Accept-Encoding': 'identity' },
  });
  context.setDefaultTimeout(WAIT_MS);
  let ended = false;
  const end = async () => {
    if (!ended) await context.close();
    ended = true;
  };
  try {
    await run(context, dir, end);
  } finally {
    await end();
    fs.rmSync(dir, { recursive: true, force: true, maxRetries: 20 });
  }
}

/** Files of the folder that hold any of the texts, in UTF-8 or UTF-16. */
function filesWith(dir, texts) {
  const wanted = texts.flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le'), Buffer.from(text, 'latin1')]);
  // Chromium makes and removes files meanwhile.
  const read = (how, none) => { try { return how(); } catch (e) { if (e.code === 'ENOENT') return none; throw e; } };
  const below = (at) => read(() => fs.readdirSync(at, { withFileTypes: true }), []).flatMap((e) => (e.isDirectory() ? below(path.join(at, e.name)) : e.isFile() ? [path.join(at, e.name)] : []));
  return below(dir).filter((file) => {
    const bytes = read(() => fs.readFileSync(file), Buffer.alloc(0));
    return wanted.some((w) => bytes.includes(w));
  }).map((file) => path.relative(dir, file));
}

/** Chromium writes with a delay. */
async function written(page, check) {
  const end = Date.now() + WAIT_MS;
  while (!check() && Date.now() < end) await page.waitForTimeout(100);
}

const cached = (dir, texts) => filesWith(dir, texts).filter((f) => /\/Cache\//.test(f));

test('nothing personal is on the disk: not while in use, not after logging out', async () => {
  await profile(async (context, dir, end) => {
    const principal = who(stack, 'principal');
    const client = stack.as(principal);
    const unit = (await client.get('/api/me')).json.home_unit.id;
    const klass = (await client.get(`/api/units/${unit}`)).json.classes[0].id;
    const { rows } = (await client.get(`/api/attainment?unit=${unit}&rows=pupil&class=${klass}`)).json;
    const texts = rows.map((r) => r.name);
    const [page] = context.pages();
    await login(context, stack, principal);
    await page.goto(`${stack.url}#/oversikt?unit=${unit}&class=${klass}&rows=pupil`);
    await page.getByText(texts[0]).first().waitFor();
    for (const row of rows.slice(0, 4)) {
      await page.goto(`${stack.url}#/elev?id=${row.id}`);
      await page.getByRole('heading', { name: row.name }).waitFor();
    }
    // So that the search below is seen to find what is kept: a file with a name in it.
    await page.evaluate((name) => caches.open('x').then((c) => c.put('/x', new Response(name))), 'Kontroll, Kalle');
    await written(page, () => cached(dir, ['/app.js']).length && filesWith(dir, ['Kontroll, Kalle']).length);
    assert.ok(cached(dir, ['/app.js']).length > 0, 'static files are kept');
    assert.ok(filesWith(dir, ['Kontroll, Kalle']).length > 0, 'what is kept is found');
    assert.deepEqual(cached(dir, [`${stack.url}api/`]), []);
    assert.deepEqual(filesWith(dir, texts), []);
    await logOut(page);
    await loggedOut(page);
    await end();
    assert.deepEqual(filesWith(dir, texts), []);
    assert.deepEqual(cached(dir, [`${stack.url}api/`]), []);
  });
});

test('the cache is emptied by logging out', async () => {
  await profile(async (context, dir) => {
    const [page] = context.pages();
    await login(context, stack, teacher);
    await page.goto(stack.url);
    await written(page, () => cached(dir, ['/views/start.js']).length);
    assert.ok(cached(dir, ['/views/start.js']).length > 0);
    await logOut(page);
    await loggedOut(page);
    await written(page, () => !cached(dir, ['/views/start.js']).length);
    assert.deepEqual(cached(dir, ['/views/start.js']), []);
  });
});

test('the back button shows nothing personal', async () => {
  await profile(async (context) => {
    const [page] = context.pages();
    await login(context, stack, teacher);
    await page.goto(`${stack.url}#/rapportera?group=${group.id}`);
    await page.locator('.gr').waitFor();
    // A page that still fetches something is not kept.
    await whole(page);
    // What is there when the page is put away, and whether it was kept as it was.
    await page.evaluate(() => addEventListener('pagehide', (e) => localStorage.setItem('probe', JSON.stringify([e.persisted, document.documentElement.outerHTML]))));
    await page.evaluate(() => addEventListener('pageshow', (e) => localStorage.setItem('shown', e.persisted)));
    await page.goto(`${stack.url}icon.svg`);
    const [persisted, hidden] = JSON.parse(await page.evaluate(() => localStorage.getItem('probe')));
    assert.equal(persisted, true, 'Chromium keeps pages for the back button');
    assert.deepEqual(named(hidden), []);
    // Still logged in: the page is fetched anew.
    await page.goBack();
    await page.locator('.gr').waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('shown')), 'true');
    assert.ok(named(await page.content()).length > 5);
    await logOut(page);
    await loggedOut(page);
    await page.goBack();
    await page.getByRole('heading', { name: /logga in igen|utloggad/ }).waitFor();
    assert.deepEqual(named(await page.content()), []);
    // A word that another tab sent is no page: back again and again.
    await until(page, () => !document.querySelector('.gr'));
  });
});
