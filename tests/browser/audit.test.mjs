// The auditor's page: who has seen a pupil, what a person has seen, what is unusual, and a file of it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { workbook } from '../http/tables.mjs';
import { launch, open, close, arrived, who, until, axe, PREFIX } from './browser.mjs';

let stack;
let browser;
let pupil;
before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  stack.sql('DELETE FROM access_log');
  const principal = stack.as(who(stack, 'principal'));
  const unit = (await principal.get('/api/me')).json.home_unit.id;
  [pupil] = (await principal.get(`/api/attainment?unit=${unit}&rows=pupil`)).json.rows;
  await principal.get(`/api/pupils/${pupil.id}`);
  await stack.as(who(stack, 'teacher')).get('/api/pupils/4294967295');
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const shot = async (page, name) => { if (process.env.MALKOLL_SHOTS) await page.screenshot({ path: `${process.env.MALKOLL_SHOTS}/${name}.png`, fullPage: true }); };
const rows = (page) => page.locator('table.audit tbody tr');
const shown = (page) => until(page, () => document.querySelector('table.audit tbody tr') && !document.querySelector('.skeleton'));

test('the start page leads an auditor to the log', async () => {
  const page = await open(browser, stack, who(stack, 'auditor'));
  await page.locator('main').getByRole('link', { name: 'Öppna åtkomstloggen' }).click();
  await arrived(page, /#\/granskning/);
  await close(page);
});

test('an auditor finds a pupil by name and sees who has seen it, by the keyboard', async () => {
  const page = await open(browser, stack, who(stack, 'auditor'), '#/granskning');
  await shown(page);
  assert.equal(await page.locator('nav a[aria-current="page"]').innerText(), 'Åtkomstlogg');
  await shot(page, 'audit');
  await page.locator('#audit-search').focus();
  await page.keyboard.type(pupil.name.split(',')[0].slice(0, 6));
  await page.keyboard.press('Enter');
  const link = page.locator(`a[href$="pupil=${pupil.id}"]`, { hasText: 'vem har sett eleven' });
  await link.focus();
  await page.keyboard.press('Enter');
  const principal = stack.people.find((one) => one.role === 'principal').name;
  await until(page, ([name, id]) => location.hash.includes(`pupil=${id}`) && !document.querySelector('.skeleton') &&
    [/Såg en elevs sida/, /Såg en lista/].every((kind) => [...document.querySelectorAll('table.audit tbody tr')]
      .some((tr) => kind.test(tr.textContent) && tr.textContent.includes(name))), [principal, pupil.id]);
  // The duty is told in words, with the name of its school.
  assert.match((await rows(page).filter({ hasText: 'Såg en elevs sida' }).first().innerText()), /Rektor \(\p{L}+/u);
  assert.doesNotMatch(await page.locator('table.audit').innerText(), /principal|teacher/);
  // Who else was in that list.
  await page.getByRole('button', { name: 'Vilka stod i listan?' }).first().click();
  await until(page, () => document.querySelectorAll('table.audit tbody li').length > 10);
  await shot(page, 'audit-list');
  await close(page);
});

test('a save of a class is one row that opens; with a pupil chosen it shows the pupil\'s levels', async () => {
  const teacher = stack.as(who(stack, 'teacher'));
  const { groups } = (await teacher.get('/api/groups')).json;
  const address = `/api/groups/${groups[0].id}/assessments`;
  const { pupils, scales } = (await teacher.get(address)).json;
  const entries = pupils.filter((one) => !one.left).slice(0, 3).map(({ id, scale, level, version }) =>
    ({ pupil: id, version, level: scales.find((one) => one.id === scale).levels.find((one) => one.code !== level).code }));
  const { json } = await teacher.put(address, { entries });
  assert.deepEqual(json.results.map((one) => one.status), ['saved', 'saved', 'saved']);
  const page = await open(browser, stack, who(stack, 'auditor'), '#/granskning?kind=save');
  await shown(page);
  const button = page.getByRole('button', { name: 'Vilka 3 elever sparades?' }).first();
  await button.focus();
  await page.keyboard.press('Enter');
  await until(page, () => document.querySelectorAll('table.audit tbody li').length === 3);
  assert.equal(await button.getAttribute('aria-expanded'), 'true');
  const before = (id) => pupils.find((one) => one.id === id).level ?? '–';
  const wanted = entries.map((one) => `${before(one.pupil)} → ${one.level}`);
  assert.deepEqual((await page.locator('table.audit tbody li').allInnerTexts()).map((text) => text.split(': ')[1]).sort(), [...wanted].sort());
  assert.deepEqual(await axe(page), []);
  await shot(page, 'audit-save');
  await page.locator(`table.audit tbody li a[href$="pupil=${entries[0].pupil}"]`).click();
  await until(page, ([id, text]) => location.hash.includes(`pupil=${id}`) && !document.querySelector('.skeleton') &&
    [...document.querySelectorAll('table.audit tbody tr')].some((tr) => tr.textContent.includes('Sparade') && tr.textContent.includes(text)), [entries[0].pupil, wanted[0]]);
  await close(page);
});

test('what is unusual, and a file that a spreadsheet opens', async () => {
  const page = await open(browser, stack, who(stack, 'auditor'), '#/granskning?unusual=true', { acceptDownloads: true });
  await shown(page);
  assert.ok((await rows(page).allInnerTexts()).every((text) => /Nekades|På natten|Många elever/.test(text)));
  const table = await rows(page).count();
  // By the keyboard: the button, the format, and the file with all that was searched for.
  await page.getByRole('button', { name: 'Spara som fil' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  assert.deepEqual(await axe(page), []);
  const save = dialog.getByRole('button', { name: 'Spara', exact: true });
  for (let i = 0; i < 5 && !await save.evaluate((el) => el === document.activeElement); i++) await page.keyboard.press('Tab');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  assert.match(download.suggestedFilename(), /^Målkoll åtkomstlogg \d{4}-\d\d-\d\d\.xlsx$/);
  const book = workbook(fs.readFileSync(await download.path()));
  assert.deepEqual(book['Åtkomstlogg'].values[0].slice(0, 4), ['Nummer', 'Tid', 'Händelse', 'Vem']);
  // At night that the log was read is unusual too, and this was later.
  assert.ok(book['Åtkomstlogg'].values.length - 1 >= table);
  assert.ok(book['Åtkomstlogg'].values.slice(1).every((row) => row[18]), 'each says what is unusual about it');
  assert.equal(Object.fromEntries(book['Om uppgifterna'].values).Urval, 'Ovanligt: ja');
  assert.equal(stack.sql("SELECT COUNT(*) FROM access_log WHERE kind = 'export'")[0][0], '1');
  await page.emulateMedia({ media: 'print' });
  await shot(page, 'audit-print');
  await close(page);
});

test('a number is named after its own kind, and of protected staff no place is told', async () => {
  const name = stack.people.find((one) => one.role === 'principal').name;
  const [[id]] = stack.sql(`SELECT id FROM person WHERE eppn = '${who(stack, 'principal')}'`);
  const page = await open(browser, stack, who(stack, 'auditor'), '#/granskning');
  await until(page, (text) => document.querySelector('table.audit')?.textContent.includes(text), name);
  await page.evaluate((unit) => { location.hash = `#/granskning?unit=${unit}`; }, id);
  await until(page, () => document.querySelector('.chosen') && !document.querySelector('.skeleton'));
  assert.doesNotMatch(await page.locator('.chosen').innerText(), new RegExp(name));
  stack.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${id}`);
  try {
    await page.evaluate(() => { location.hash = '#/granskning?kind=view-pupil'; });
    const row = rows(page).filter({ hasText: 'Medarbetare med skyddade personuppgifter' }).first();
    await row.waitFor();
    assert.match(await row.innerText(), /Rektor · /);
    assert.doesNotMatch(await row.locator('td').nth(1).innerText(), /\(/);
  } finally {
    stack.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${id}`);
  }
  await close(page);
});

test('nobody else has the page', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/granskning');
  await page.getByRole('heading', { level: 2 }).filter({ hasText: 'Händelser' }).waitFor();
  assert.equal(await page.locator('table.audit').count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Åtkomstlogg' }).count(), 0);
  await close(page);
});
