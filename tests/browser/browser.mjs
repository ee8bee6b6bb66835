// Chromium on the pages of a running stack (tests/http/harness.mjs).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGS });

export const PREFIX = '/skola/malkoll/';

/** Who plays a role in the demo municipality. */
export const who = (stack, role) => stack.people.find((p) => p.role === role).eppn;

export function login(context, stack, eppn) {
  return context.addCookies([{ name: stack.cookie, value: eppn, url: stack.origin }]);
}

/**
 * A page in a browser of its own, logged in as eppn (null: as nobody). Complaints of the page (exceptions, the content security policy)
 * gather in page.complaints; close() fails when there are any. options: those of a context, and prepare(page), called before
 * anything is loaded.
 */
export async function open(browser, stack, eppn, hash = '', { prepare = null, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'sv-SE', timezoneId: 'Europe/Stockholm', ...options });
  if (eppn) await login(context, stack, eppn);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (e) => page.complaints.push(String(e)));
  page.on('console', (m) => { if (/Content Security Policy|Uncaught/.test(m.text())) page.complaints.push(m.text()); });
  page.on('dialog', (d) => d.accept());
  await prepare?.(page);
  await page.goto(stack.url + hash);
  await page.locator('main:not([aria-busy]) h1').first().waitFor();
  return page;
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

/** Until check, run in the page with arg, is true. */
export const until = (page, check, arg) => page.waitForFunction(check, arg, { timeout: 15000 });

// ---- the report grid ----

export const rowsOf = (page) => page.locator('.gr tbody tr');
export const levelsOf = (page, i) => rowsOf(page).nth(i).locator('button[aria-pressed="true"]').allInnerTexts();
export const stateOf = (page, i) => rowsOf(page).nth(i).locator('.stc').innerText();

/** Until the rows say that they are saved. */
export const saved = (page, rows) => until(page, (list) => list.every((i) => /✓/.test(document.querySelectorAll('.gr tbody tr')[i]?.querySelector('.stc').textContent)), rows);

export async function press(page, ...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Focus on the grid's Tab stop, as Tab would give it. */
export const enterGrid = (page) => page.locator('.gr [data-cell][tabindex="0"]').focus();
