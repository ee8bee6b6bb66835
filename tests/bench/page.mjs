// What is measured in Chromium: the bytes of the first page, and the main thread's work for a key.
import { chromium } from 'playwright-core';

const launch = () => chromium.launch({ executablePath: process.env.MALKOLL_CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox'] });

async function open(browser, user) {
  const context = await browser.newContext({ extraHTTPHeaders: { 'X-Bench-User': user }, viewport: { width: 1440, height: 900 }, locale: 'sv-SE' });
  const page = await context.newPage();
  return { context, page, cdp: await context.newCDPSession(page) };
}

/** All bytes, heads of answers included, that an empty cache costs: [{user, kb, files: [[path, bytes]]}]. */
export async function firstLoads(url, users) {
  const browser = await launch();
  const found = [];
  for (const user of users) {
    const { context, page, cdp } = await open(browser, user);
    const paths = new Map();
    const files = [];
    await cdp.send('Network.enable');
    cdp.on('Network.requestWillBeSent', (e) => paths.set(e.requestId, e.request.url));
    cdp.on('Network.loadingFinished', (e) => files.push([paths.get(e.requestId).replace(url, ''), e.encodedDataLength]));
    await page.goto(url, { waitUntil: 'networkidle' });
    await page.waitForSelector('main h1');
    await page.waitForTimeout(500);
    found.push({ user, kb: files.reduce((sum, [, n]) => sum + n, 0) / 1000, files });
    await context.close();
  }
  await browser.close();
  return found;
}

// ---- key_work_ms ----

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

async function trace(cdp, act) {
  const events = [];
  const collect = (e) => events.push(...e.value);
  cdp.on('Tracing.dataCollected', collect);
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordAsMuchAsPossible' } });
  await act();
  const complete = new Promise((done) => { cdp.once('Tracing.tracingComplete', done); });
  await cdp.send('Tracing.end');
  await complete;
  cdp.off('Tracing.dataCollected', collect);
  return events;
}

const isTask = (e) => e.ph === 'X' && e.name === 'RunTask';

// For each key: the time of all the main thread's tasks from the one that takes the key press to the
// end of the one that hands the next frame to the compositor ("Commit"). Two keys that meet in one
// frame count each other's work.
function keyWork(events) {
  const keys = events.filter((e) => e.name === 'EventDispatch' && e.args?.data?.type === 'keydown').sort((a, b) => a.ts - b.ts);
  if (!keys.length) throw new Error('the trace has no key press');
  const { pid, tid } = keys[0];
  const main = events.filter((e) => e.pid === pid && e.tid === tid);
  const tasks = main.filter(isTask).sort((a, b) => a.ts - b.ts);
  const commits = main.filter((e) => e.name === 'Commit').map((e) => e.ts + (e.dur || 0)).sort((a, b) => a - b);
  return keys.map((key) => {
    const ready = commits.find((at) => at > key.ts + key.dur);
    if (!ready) throw new Error('a key press without a frame');
    const mine = tasks.filter((t) => t.ts + t.dur > key.ts && t.ts < ready);
    const sum = (field) => mine.reduce((s, t) => s + (t[field] ?? t.dur), 0) / 1000;
    return { cpu: sum('tdur'), wall: sum('dur'), span: (ready - key.ts) / 1000 };
  });
}

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];

/**
 * Reports the class of a group several times over with one key per pupil, at a fast typist's pace, on
 * the page as teachers have it (with its saving in between). The numbers are milliseconds.
 */
export async function keyPresses(url, user, group, { passes, levels }) {
  const browser = await launch();
  const { page, cdp } = await open(browser, user);
  await page.goto(`${url}#/rapportera?group=${group}`);
  // The grid's one Tab stop, wherever it is.
  const stop = page.locator('[role=grid] tbody [tabindex="0"]').first();
  await stop.waitFor();
  const rows = await page.locator('[role=grid] tbody tr').count();
  const top = async () => {
    await stop.focus();
    await page.keyboard.press('Control+Home');
    await page.waitForTimeout(300);
  };
  const pass = async (n) => {
    for (let i = 0; i < rows; i++) {
      await page.keyboard.press(levels[(i + n) % levels.length]);
      await page.waitForTimeout(120);
    }
    await page.waitForTimeout(1500);
  };
  await top();
  await pass(0);
  const works = [];
  for (let n = 1; n <= passes; n++) {
    await top();
    works.push(...keyWork(await trace(cdp, () => pass(n))));
  }
  const unsaved = await page.locator('[role=grid] tbody tr.alert').count();
  await browser.close();
  if (unsaved) throw new Error(`${unsaved} rows were not saved`);
  const figures = (field) => ({ p50: at(works.map((w) => w[field]), 0.5), p95: at(works.map((w) => w[field]), 0.95), max: at(works.map((w) => w[field]), 1) });
  return { rows, keys: works.length, cpu: figures('cpu'), wall: figures('wall'), span: figures('span') };
}
