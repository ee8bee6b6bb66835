// The register extract: from the pupil's page, in both languages, on paper and as a file; and not for others.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, PREFIX } from './browser.mjs';

let stack;
let browser;
let pupil;
before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  const client = stack.as(who(stack, 'principal'));
  const school = (await client.get('/api/me')).json.home_unit.id;
  [pupil] = (await client.get(`/api/attainment?unit=${school}&rows=pupil`)).json.rows;
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

test('a principal takes it out by keyboard, reads it in both languages, and saves it', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), `#/elev?id=${pupil.id}`);
  await page.getByRole('link', { name: 'Registerutdrag' }).focus();
  await page.keyboard.press('Enter');
  await until(page, () => document.querySelector('h1')?.textContent === 'Registerutdrag' && document.querySelectorAll('main table').length > 4);
  assert.match(await page.locator('main').innerText(), new RegExp(pupil.name));
  assert.doesNotMatch(await page.locator('main').innerText(), /extract\.|undefined|null/);
  // The name is on the page, not in the history or the title.
  assert.doesNotMatch(await page.title() + page.url(), new RegExp(pupil.name.split(',')[0]));
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Spara som fil' }).click()]);
  const saved = JSON.parse(fs.readFileSync(await file.path(), 'utf8'));
  assert.equal(`${saved.person[0].family_name}, ${saved.person[0].given_name}`, pupil.name);
  assert.ok(saved.assessments.length > 10);
  await page.locator('#menu summary').click();
  await page.getByText('English').click();
  await until(page, () => document.querySelector('h1')?.textContent === 'Register extract');
  assert.doesNotMatch(await page.locator('main table').nth(1).innerText(), /Skola|Årskurs/);
  await close(page);
});

test('others have no way to it, and the address alone gives nothing', async () => {
  for (const role of ['mentor', 'director', 'administrator', 'teacher']) {
    const page = await open(browser, stack, who(stack, role), `#/registerutdrag?id=${pupil.id}`);
    await until(page, () => document.querySelector('main h1'));
    assert.equal(await page.locator('main table').count(), 0);
    assert.doesNotMatch(await page.locator('main').innerText(), new RegExp(pupil.name.split(',')[0]));
    await close(page);
  }
});
