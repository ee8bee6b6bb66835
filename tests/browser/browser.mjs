// Chromium on the pages of a running stack (tests/http/harness.mjs).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// How long anything on a page may take before it counts as never: a build machine with little to give is slow, not wrong.
export const WAIT_MS = 90000;

// MALKOLL_SLOW=4,800: pages have a processor that is 4 times slower, and what they read arrives up to 800 ms late, in any order.
const [SLOWER, LATE] = (process.env.MALKOLL_SLOW || '').split(',').map(Number);

async function slowDown(context) {
  const throttle = async (page) => (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  if (SLOWER > 1) context.on('page', (page) => throttle(page).catch(() => {}));
  if (!LATE) return;
  await context.route('**', async (route) => {
    if (route.request().method() === 'GET') await sleep(Math.random() * LATE);
    await route.continue().catch(() => {}); // the page has gone on
  });
}

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGS, timeout: WAIT_MS });

export const PREFIX = '/skola/malkoll/';

/** Who plays a role in the demo municipality. */
export const who = (stack, role) => stack.people.find((p) => p.role === role).eppn;

/** A browser of its own for one person; options as playwright's. */
export async function contextOf(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'sv-SE', timezoneId: 'Europe/Stockholm', ...options });
  context.setDefaultTimeout(WAIT_MS);
  await slowDown(context);
  return context;
}

export function login(context, stack, eppn) {
  return context.addCookies([{ name: stack.cookie, value: eppn, url: stack.origin }]);
}

/**
 * A page in a browser of its own, logged in as eppn (null: as nobody). Complaints of the page (exceptions, the content security policy)
 * gather in page.complaints; close() fails when there are any. options: those of a context, and prepare(page), called before
 * anything is loaded.
 */
export async function open(browser, stack, eppn, hash = '', { prepare = null, ...options } = {}) {
  const context = await contextOf(browser, options);
  if (eppn) await login(context, stack, eppn);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (e) => page.complaints.push(String(e)));
  page.on('console', (m) => { if (/Content Security Policy|Uncaught/.test(m.text())) page.complaints.push(m.text()); });
  page.on('dialog', (d) => d.accept().catch(() => {}));
  await prepare?.(page);
  await page.goto(stack.url + hash);
  await stands(page);
  return page;
}

/** Until the page that was asked for stands, with what it has asked the server for. */
export async function stands(page) {
  await page.locator('main:not([aria-busy]) h1').first().waitFor();
  await until(page, () => !document.querySelector('main[aria-busy], .skeleton, .stale, .progress-line'));
}

export async function close(page) {
  await page.context().close();
  assert.deepEqual(page.complaints, []);
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** Every rule of WCAG 2.1 A and AA and axe's own good practice, or the named rules. */
export async function axe(page, runOnly = RULES) {
  if (!await page.evaluate(() => Boolean(globalThis.axe))) await page.evaluate(AXE);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules, resultTypes: ['violations'] }), runOnly);
  return found.violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 140)}`);
}

/** Until the address is as wanted and its page stands. */
export async function arrived(page, address) {
  await page.waitForURL(address);
  await stands(page);
}

/** Goes on to another address of the pages, as a link does, and waits until its page stands. */
export async function visit(page, hash) {
  await page.evaluate((to) => new Promise((resolve) => {
    if (location.hash === to) resolve();
    addEventListener('hashchange', () => resolve(), { once: true });
    location.hash = to;
  }), hash);
  await stands(page);
}

/** Until one of what selector names says what is wanted: what stands there before is not looked at. */
export const says = (page, selector, wanted) => until(page, ([at, source]) => [...document.querySelectorAll(at)].some((el) => new RegExp(source).test(el.innerText)), [selector, wanted.source]);

/** Until there are n of what selector names. */
export const counts = (page, selector, n) => until(page, ([at, wanted]) => document.querySelectorAll(at).length === wanted, [selector, n]);

// What the page fetches of itself some seconds after it stands: for locking, for paper.
const LAZY = ['css/paper.css', 'i18n/about.', 'i18n/handout.', 'i18n/lock.'];

/** Until that is there, too: where it must not come in the middle of something. */
export const whole = (page) => until(page, (parts) => parts.every((part) => performance.getEntriesByType('resource').some((one) => one.name.includes(part))), LAZY);

/** Until check, run in the page with arg, is true. */
export const until = (page, check, arg) => page.waitForFunction(check, arg, { timeout: WAIT_MS });

// ---- the report grid ----

/** From now on the page gets no news of its group by itself; what it sends goes out. */
export const noNews = (page) => page.route('**/assessments*', (route) => (route.request().method() === 'GET' ? new Promise(() => {}) : route.continue()));

export const rowsOf = (page) => page.locator('.gr tbody tr');
export const levelsOf = (page, i) => rowsOf(page).nth(i).locator('button[aria-pressed="true"]').allInnerTexts();
export const stateOf = (page, i) => rowsOf(page).nth(i).locator('.stc').innerText();

/** Until the rows say that they are saved. */
export const saved = (page, rows) => until(page, (list) => list.every((i) => /✓/.test(document.querySelectorAll('.gr tbody tr')[i]?.querySelector('.stc').innerText)), rows);

export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Focus on the grid's Tab stop, as Tab would give it. */
export const enterGrid = (page) => page.locator('.gr [data-cell][tabindex="0"]').focus();
