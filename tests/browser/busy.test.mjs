// Whoever asks too much is told to wait: the pages wait and ask again, and nothing that was typed is lost.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start, until as soon } from '../http/harness.mjs';
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

/** Uses up what one person may ask for, and goes on until it is stopped: more at once, so that what becomes free is gone again. */
async function exhaust(eppn) {
  const more = { stop: false };
  let refused = 0;
  const ask = async () => { if ((await stack.as(eppn).get('/api/openapi.json')).status === 429) refused++; };
  for (let i = 0; i < 400 && refused < 2; i++) await ask();
  assert.equal(refused, 2);
  more.done = Promise.all(Array.from({ length: 4 }, async () => { while (!more.stop) await ask(); }));
  return more;
}

test('typed and refused: said once, kept, and sent when it is time', async () => {
  const teacher = who(stack, 'teacher');
  const groups = await groupsOf(stack, teacher);
  const group = groups.find((g) => g.counts[0] >= 15) || groups[0];
  await empty(stack, teacher, group.id);
  const page = await open(browser, stack, teacher, `#/rapportera?group=${group.id}`);
  const refused = [];
  let answered = 0;
  page.on('response', (r) => {
    if (r.status() === 429) refused.push(r.request().method());
    if (r.request().method() === 'PUT') answered++;
  });
  await enterGrid(page);
  const more = await exhaust(teacher);
  const since = Date.now();
  let typed;
  // One of the few that are let in may be ours: then once more.
  for (let turn = 0; !refused.includes('PUT'); turn++) {
    typed = turn % 2 ? ['B', 'A', 'E'] : ['E', 'D', 'C'];
    const before = answered;
    await press(page, 'Home', ...typed.map((level) => level.toLowerCase()));
    await soon(() => answered > before, 'the save has an answer', 60000);
  }
  await page.locator('.linkline').getByText('Servern har mycket att göra').waitFor();
  assert.match(await stateOf(page, 0), /väntar/);
  assert.ok(await page.evaluate(() => Object.keys(sessionStorage).some((k) => k.startsWith('malkoll.unsent'))));
  more.stop = true;
  await more.done;
  await saved(page, [0, 1, 2]);
  await until(page, () => !document.querySelector('.linkline').textContent.trim());
  // It waited as it was told, and did not knock at the door all the time.
  const seconds = Math.ceil((Date.now() - since) / 1000);
  assert.ok(refused.length < 12 + seconds, `${refused.length} refused in ${seconds} s`);
  // Asked by somebody else: the teacher may still have to wait.
  const principal = stack.sql(`SELECT p.eppn FROM duty d JOIN person p ON p.id = d.person_id WHERE d.role = 'principal' AND d.unit_id = ${group.unit.id}`)[0][0];
  assert.deepEqual((await levels(stack, principal, group.id)).slice(0, 3).map(([level]) => level), typed);
  assert.equal(await page.locator('.gr tr.alert').count(), 0);
  await close(page);
});

test('a page that is opened meanwhile comes a moment later, by itself', async () => {
  const director = who(stack, 'director');
  const more = await exhaust(director);
  // The first refusal is enough to wait for.
  const page = await open(browser, stack, director, '#/oversikt', { prepare: (p) => p.on('response', (r) => { if (r.status() === 429) more.stop = true; }) });
  await page.locator('.mx').waitFor();
  assert.equal(more.stop, true);
  await more.done;
  await close(page);
});
