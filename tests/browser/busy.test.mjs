// Whoever asks too much is told to wait: the pages wait and ask again, and nothing that was typed is lost.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, saved, press, enterGrid, stateOf, PREFIX } from './browser.mjs';
import { groupsOf, levels, empty } from './groups.mjs';

let stack;
let browser;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX, rates: ['2r/s', '100000r/s'] }), launch()]);
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** Uses up what one person may ask for, and goes on until it is stopped. */
async function exhaust(eppn) {
  const more = { stop: false };
  let refused = 0;
  const ask = async () => { if ((await stack.as(eppn).get('/api/openapi.json')).status === 429) refused++; };
  for (let i = 0; i < 400 && refused < 2; i++) await ask();
  assert.equal(refused, 2);
  more.done = (async () => {
    while (!more.stop) {
      await ask();
      await sleep(20);
    }
  })();
  return more;
}

test('typed and refused: said once, kept, and sent when it is time', async () => {
  const teacher = who(stack, 'teacher');
  const groups = await groupsOf(stack, teacher);
  const group = groups.find((g) => g.counts[0] >= 15) || groups[0];
  await empty(stack, teacher, group.id);
  const page = await open(browser, stack, teacher, `#/rapportera?group=${group.id}`);
  const refused = [];
  page.on('response', (r) => { if (r.status() === 429) refused.push(r.request().method()); });
  await enterGrid(page);
  const more = await exhaust(teacher);
  await press(page, 'Home', 'e', 'd', 'c');
  await page.locator('.linkline').getByText('Servern har mycket att göra').waitFor();
  more.stop = true;
  await more.done;
  assert.match(await stateOf(page, 0), /väntar/);
  assert.ok(await page.evaluate(() => Object.keys(sessionStorage).some((k) => k.startsWith('malkoll.unsent'))));
  await saved(page, [0, 1, 2]);
  await until(page, () => !document.querySelector('.linkline').textContent.trim());
  assert.ok(refused.includes('PUT'));
  // It waited as it was told, and did not knock at the door all the time.
  assert.ok(refused.length < 12, `${refused.length} refused`);
  assert.deepEqual((await levels(stack, teacher, group.id)).slice(0, 3).map(([level]) => level), ['E', 'D', 'C']);
  assert.equal(await page.locator('.gr tr.alert').count(), 0);
  await close(page);
});

test('a page that is opened meanwhile comes a moment later, by itself', async () => {
  const director = who(stack, 'director');
  const more = await exhaust(director);
  setTimeout(() => { more.stop = true; }, 2500);
  let refused = 0;
  const page = await open(browser, stack, director, '#/oversikt', { prepare: (p) => p.on('response', (r) => { if (r.status() === 429) refused++; }) });
  await page.locator('.mx').waitFor();
  await more.done;
  assert.ok(refused > 0);
  await close(page);
});
