// Publications in the browser: the director makes one with the keyboard, the board reads it and nothing else, everybody the open page.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { start } from '../http/harness.mjs';
import { holdPublications } from '../http/publication_lock.mjs';
import { workbook } from '../http/tables.mjs';
import { axe, close, contextOf, launch, open, PREFIX, until, who } from './browser.mjs';

let stack;
let browser;
before(async () => {
  [stack, browser] = await Promise.all([start({ demo: { pupils: 1500, rounds: 4 }, prefix: PREFIX }), launch()]);
  stack.must(['settings', 'set', 'public_page', '1']);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const list = async (role = 'director') => (await stack.as(who(stack, role)).get('/api/publications')).json.publications;
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
const text = (page) => page.locator('main').innerText();
const SLOW = { timeout: 90000 };

test('the director chooses, looks and publishes with the keyboard, and publishes what was looked at', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/publicerat');
  assert.match(await text(page), /Inget är publicerat än/);
  await page.locator('main a', { hasText: 'Ny publicering' }).focus();
  await page.keyboard.press('Enter');
  await page.locator('form.card').waitFor();
  await page.locator('[name=genders]').focus();
  await page.keyboard.press('Space');
  await page.locator('button[value=preview]').focus();
  await page.keyboard.press('Enter');
  await page.locator('#preview').waitFor(SLOW);
  assert.equal(await page.evaluate(() => document.activeElement.id), 'preview', 'the focus goes to what was asked for');
  assert.match(await text(page), /[\d\s]+ av [\d\s]+ uppgifter \([\d,]+ %\) är dolda, så att ingen elev kan pekas ut/);
  assert.match(await text(page), /[\d\s]+ av [\d\s]+ uppgifter i tabellen \([\d,]+ %\) är dolda/);
  const shown = await page.locator('table.pubt').first().innerText();
  await page.locator('[name=title]').focus();
  await page.keyboard.type('Våren');
  await page.locator('[name=audience][value=public]').check();
  // Enter in a field publishes nothing: that is a button of its own.
  await page.locator('button[value=publish]').focus();
  await page.keyboard.press('Enter');
  await page.locator('h1', { hasText: 'Våren' }).waitFor(SLOW);
  assert.equal(await page.locator('table.pubt').first().innerText(), shown);
  assert.deepEqual((await list()).map((p) => [p.title, p.audience]), [['Våren', 'public']]);
  await close(page);
});

test('another choice takes the preview away, so that nothing unseen is published', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/publicerat?new=1');
  await page.locator('[name=level][value=municipality]').check();
  await page.locator('button[value=preview]').click();
  await page.locator('#preview').waitFor(SLOW);
  await page.locator('[name=genders]').check();
  await until(page, () => !document.querySelector('#preview') && !document.querySelector('button[value=publish]'));
  for (const box of await page.locator('[name=year]:checked').all()) await box.uncheck();
  await page.locator('button[value=preview]').click();
  await page.locator('.fault').waitFor(SLOW);
  await close(page);
});

test('while another one is worked out the page waits its turn, and says so', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/publicerat?new=1');
  await page.locator('[name=level][value=municipality]').check();
  const letGo = await holdPublications(stack);
  const refused = page.waitForResponse((r) => r.status() === 409, SLOW);
  await page.locator('button[value=preview]').click();
  await refused;
  assert.match(await page.locator('form [role=status]').innerText(), /Räknar ut vad som får visas/);
  await letGo();
  await page.locator('#preview').waitFor(SLOW);
  assert.equal(await page.locator('.fault').count(), 0);
  await close(page);
});

test('the board starts with what is published, and sees nothing else', async () => {
  const page = await open(browser, stack, who(stack, 'board'));
  assert.deepEqual(await page.locator('.publist h2').allInnerTexts(), ['Våren']);
  assert.deepEqual(await page.locator('header nav a').allInnerTexts(), ['Start']);
  assert.equal(await page.locator('main .btn.primary, main a[href*="new="]').count(), 0, 'the board makes none');
  await page.locator('.publist a').click();
  await page.locator('table.pubt').first().waitFor();
  // What a mark means stands before the tables, and each is read in words.
  assert.match(await text(page), /Två punkter \(\.\.\) betyder att uppgiften inte visas, så att ingen elev kan kännas igen[^]*Andel som når målen per ämne/);
  assert.match(await page.locator('td.pub', { hasText: '..' }).first().locator('.sr').innerText(), /visas inte/);
  await close(page);
});

test('everybody reads the open page without a login, in both languages, and no cookie is set', async () => {
  const context = await contextOf(browser);
  const page = await context.newPage();
  const asked = [];
  page.on('request', (r) => asked.push(new URL(r.url()).pathname));
  await page.goto(`${stack.url}offentligt`);
  await page.locator('.publist a').click();
  await page.locator('table.pubt').first().waitFor();
  await page.locator('#lang').click();
  await page.locator('h2', { hasText: 'How figures are counted' }).waitFor();
  // The figures as a file, by the keyboard.
  await page.getByRole('link', { name: 'Excel, all tables' }).focus();
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.match(file.suggestedFilename(), /^Målkoll .*\.xlsx$/);
  const book = workbook(readFileSync(await file.path()));
  const names = await page.locator('table.pubt').first().locator('tbody tr').evaluateAll((rows) => rows.map((tr) => tr.cells[0].textContent.replace(/,.*/s, '').trim()));
  assert.deepEqual(Object.values(book)[0].values.slice(1).map((row) => row[0]), names);
  assert.deepEqual(await context.cookies(), []);
  assert.deepEqual([...new Set(asked.filter((at) => at.includes('/api/')).map((at) => at.replace(/^.*\/api\//, '').replace(/\d+/, 'N')))], ['public', 'public/N']);
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`axe, ${colorScheme}, ${width} px; nothing wider than the screen`, async () => {
      const [{ id }] = await list();
      const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      for (const [role, ...hashes] of [['director', '#/publicerat', '#/publicerat?new=1', `#/publicerat?id=${id}`], ['board', '', `#/publicerat?id=${id}`]]) {
        for (const hash of hashes) {
          const page = await open(browser, stack, who(stack, role), hash, { colorScheme, viewport: { width, height: 800 } });
          assert.deepEqual([await axe(page, rules), Math.max(0, await wide(page))], [[], 0], `${role} ${hash}`);
          await close(page);
        }
      }
      const page = await open(browser, stack, null, `offentligt#${id}`, { colorScheme, viewport: { width, height: 800 } });
      await page.locator('table.pubt').first().waitFor();
      assert.deepEqual([await axe(page, rules), Math.max(0, await wide(page))], [[], 0], 'open page');
      await close(page);
    });
  }
}

test('on paper the tables are whole and the page has no controls', async () => {
  const [{ id }] = await list();
  for (const [eppn, hash] of [[who(stack, 'board'), `#/publicerat?id=${id}`], [null, `offentligt#${id}`]]) {
    const page = await open(browser, stack, eppn, hash);
    await page.locator('table.pubt').first().waitFor();
    await page.setViewportSize({ width: 700, height: 900 });
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('header.top, .btn').evaluateAll((all) => all.filter((e) => e.getClientRects().length).length), 0);
    assert.deepEqual(await page.locator('.wrap').evaluateAll((all) => all.map((e) => getComputedStyle(e).overflowX)), await page.locator('.wrap').evaluateAll((all) => all.map(() => 'visible')));
    await close(page);
  }
});

test('the director withdraws with a reason, and the board sees why', async () => {
  const [{ id }] = await list();
  const page = await open(browser, stack, who(stack, 'director'), `#/publicerat?id=${id}`);
  await page.locator('button', { hasText: 'Dra tillbaka' }).click();
  await page.locator('dialog textarea').fill('Siffrorna ska ses över');
  await page.locator('dialog button[type=submit]').click();
  await page.locator('.warnnote', { hasText: 'Siffrorna ska ses över' }).waitFor();
  await close(page);
  const board = await open(browser, stack, who(stack, 'board'));
  assert.match(await text(board), /Tillbakadragen .*Siffrorna ska ses över/);
  assert.equal(await board.locator('.publist a').count(), 0);
  await close(board);
});
