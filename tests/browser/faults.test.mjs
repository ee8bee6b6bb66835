// What a teacher has typed survives a lost network, a lost answer, a reload, an expired login and a round that closes.
import assert from 'node:assert/strict';
import test, { before, after, beforeEach } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, login, who, until, levelsOf, stateOf, saved, press, enterGrid, PREFIX } from './browser.mjs';
import { groupsOf, levels, empty } from './groups.mjs';

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

const grid = () => open(browser, stack, teacher, `#/rapportera?group=${group.id}`);
const firstThree = async () => (await levels(stack, teacher, group.id)).slice(0, 3).map(([level]) => level);
const line = (page) => page.locator('.linkline');
const unsent = (page) => page.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('malkoll.unsent')).length);

async function typeThree(page) {
  await enterGrid(page);
  await press(page, 'Home', 'e', 'd', 'c');
}

test('a lost network: said once, everything goes on, and is sent when it is back', async () => {
  const page = await grid();
  await page.context().setOffline(true);
  await typeThree(page);
  await line(page).getByText('Nätet är borta').waitFor();
  assert.match(await line(page).innerText(), /3 rader väntar/);
  assert.match(await stateOf(page, 0), /väntar/);
  await press(page, 'b');
  assert.deepEqual(await levelsOf(page, 3), ['B']);
  await page.context().setOffline(false);
  await saved(page, [0, 1, 2, 3]);
  await until(page, () => !document.querySelector('.linkline').textContent.trim());
  assert.deepEqual((await levels(stack, teacher, group.id)).slice(0, 4).map(([level]) => level), ['E', 'D', 'C', 'B']);
  assert.equal(await unsent(page), 0);
  await close(page);
});

test('a lost answer is asked for again, and what was typed meanwhile follows it', async () => {
  const page = await grid();
  let lost = 0;
  await page.route('**/assessments*', async (route) => {
    if (route.request().method() !== 'PUT' || lost++) return route.continue();
    await route.fetch();
    return route.abort();
  });
  await typeThree(page);
  await until(page, () => /väntar/.test(document.querySelector('.gr tbody .stc').innerText));
  await press(page, 'Home', 'a');
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['A', 'D', 'C']);
  assert.equal(await page.locator('.gr tr.alert').count(), 0);
  await close(page);
});

test('a reload loses nothing', async () => {
  const page = await grid();
  await page.context().setOffline(true);
  await typeThree(page);
  await line(page).getByText('Nätet är borta').waitFor();
  // What is typed stays in the tab until the page is there again.
  assert.equal(await unsent(page), 1);
  await page.route('**/assessments*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await page.context().setOffline(false);
  await page.reload();
  await until(page, () => document.querySelectorAll('.gr button[aria-pressed="true"]').length === 3);
  await page.unroute('**/assessments*');
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('what was left behind is sent from any page', async () => {
  const page = await grid();
  await page.route('**/assessments*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await typeThree(page);
  await line(page).getByText('rader väntar').waitFor();
  await page.unroute('**/assessments*');
  await page.goto(`${stack.url}#/om`);
  await page.reload();
  await until(page, () => !Object.keys(sessionStorage).some((k) => k.startsWith('malkoll.unsent')));
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('an expired login: typed on, logged in again, sent', async () => {
  const page = await grid();
  await page.context().clearCookies();
  await typeThree(page);
  await line(page).getByText('Inloggningen har gått ut').waitFor();
  await line(page).getByRole('button', { name: 'Logga in igen' }).click();
  await page.getByRole('heading', { name: 'Du behöver logga in igen' }).waitFor();
  assert.equal(await unsent(page), 1);
  await login(page.context(), stack, teacher);
  await page.getByRole('button', { name: 'Försök igen' }).click();
  await until(page, () => document.querySelector('.gr'));
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  assert.equal(await unsent(page), 0);
  await close(page);
});

test('a new login in another window is enough', async () => {
  const page = await grid();
  await page.context().clearCookies();
  await typeThree(page);
  await line(page).getByText('Inloggningen har gått ut').waitFor();
  await login(page.context(), stack, teacher);
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('nothing is ever sent as somebody else', async () => {
  const page = await grid();
  await page.context().clearCookies();
  await typeThree(page);
  await line(page).getByText('Inloggningen har gått ut').waitFor();
  const puts = [];
  page.on('request', (r) => { if (r.method() === 'PUT') puts.push(r.url()); });
  await login(page.context(), stack, who(stack, 'director'));
  await page.evaluate(() => dispatchEvent(new Event('focus')));
  await line(page).getByText('Någon annan är inloggad').waitFor();
  await line(page).getByRole('button', { name: 'Ladda om' }).click();
  await page.getByRole('heading', { name: /finns inget att visa/ }).waitFor();
  assert.deepEqual([puts.length, await unsent(page)], [0, 1]);
  // The one who typed them comes back in the same tab.
  await login(page.context(), stack, teacher);
  await page.reload();
  await until(page, () => document.querySelector('.gr'));
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('a server that is down is waited for', async () => {
  const page = await grid();
  let down = true;
  await page.route('**/api/**', (route) => (down ? route.fulfill({ status: 503, contentType: 'application/problem+json',
    body: '{"type":"urn:malkoll:problem:unavailable","title":"x","status":503,"detail":"x"}' }) : route.continue()));
  await typeThree(page);
  await line(page).getByText('Servern svarar inte').waitFor();
  down = false;
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});

test('a round that closes meanwhile keeps what was typed in sight, and sends it when it opens again', async () => {
  const page = await grid();
  const { round } = (await stack.as(teacher).get('/api/me')).json;
  await enterGrid(page);
  // The page hears of it when all three are typed.
  let typed;
  const all = new Promise((resolve) => { typed = resolve; });
  await page.route('**/assessments*', async (route) => {
    await all;
    await route.continue();
  });
  stack.must(['round', 'close', round.key]);
  try {
    await press(page, 'Home', 'e', 'd', 'c');
    typed();
    await page.locator('.note').getByText('3 rader är inte sparade').waitFor();
    assert.match(await stateOf(page, 0), /Inte sparad: omgången är stängd/);
    assert.deepEqual([await levelsOf(page, 0), await levelsOf(page, 2)], [['E'], ['C']]);
    await press(page, 'a');
    assert.deepEqual(await levelsOf(page, 3), []);
    assert.deepEqual(await firstThree(), [null, null, null]);
  } finally {
    typed();
    const closes = new Date(Date.now() + 5 * 86400000).toISOString().slice(0, 10);
    stack.must(['round', 'reopen', round.key, '--reason', 'test', '--closes', closes]);
  }
  await page.reload();
  await saved(page, [0, 1, 2]);
  assert.deepEqual(await firstThree(), ['E', 'D', 'C']);
  await close(page);
});
