// Administration with real clicks: rounds, imports, settings, health. What a dialog says is done, and is there after a reload.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { filesOf, makeSet, zipOf } from '../http/oneroster.mjs';
import { launch, open, close, who, until, axe, PREFIX } from './browser.mjs';

let stack;
let browser;
let admin;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  admin = who(stack, 'administrator');
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const at = (del) => `#/administration?del=${del}`;
const go = (page, name) => page.getByRole('button', { name, exact: true }).click();
const row = (page, text) => page.locator('.list.acts tbody tr').filter({ hasText: text });
const said = (page, text) => page.locator('.adm .note').getByText(text).waitFor();
async function dialog(page, values, button) {
  const box = page.locator('dialog[open]');
  await box.waitFor();
  assert.deepEqual(await axe(page), []);
  for (const [name, value] of Object.entries(values)) {
    const field = box.locator(`[name="${name}"]`);
    if (await field.evaluate((el) => el.tagName) === 'SELECT') await field.selectOption({ index: value });
    else await field.fill(value);
  }
  await box.getByRole('button', { name: button, exact: true }).click();
}
const day = (n) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date(Date.now() + n * 86400000));

test('a school year is planned in two clicks', async () => {
  const page = await open(browser, stack, admin, at('omgangar'));
  const before = await page.locator('.list.acts tbody tr').count();
  await go(page, 'Planera ett läsår');
  // Show the year after, where nothing is planned.
  await go(page, 'Nästa läsår');
  await page.getByRole('heading', { name: /^Läsåret \d{4}\/\d\d$/ }).waitFor();
  assert.match(await page.locator('section.card').first().innerText(), /v\.\s43[\s\S]*öppnar måndag[\s\S]*v\.\s13[\s\S]*stänger fredag/);
  assert.deepEqual(await axe(page), []);
  await go(page, 'Planera dessa');
  await said(page, 'Omgångarna är planerade.');
  assert.equal(await page.locator('.list.acts tbody tr').count(), before + 2);
  await page.reload();
  await until(page, (n) => document.querySelectorAll('.list.acts tbody tr').length === n, before + 2);
  assert.deepEqual(await row(page, 'planerad').first().getByRole('button').allInnerTexts(), ['Öppna', 'Ändra dagar', 'Vad som har hänt']);
  await close(page);
});

test('close, reopen with a reason, longer time for a school: with the keyboard in the dialogs', async () => {
  const page = await open(browser, stack, admin, at('omgangar'));
  const name = (await row(page, 'öppen').first().locator('th').innerText()).trim();
  await row(page, name).getByRole('button', { name: /^Ge en skola längre tid/ }).click();
  await dialog(page, { unit: 1, until: '2031-01-15', reason: 'Översvämning i källaren' }, 'Ge en skola längre tid');
  await said(page, /kan rapportera till och med/);
  await row(page, name).getByRole('button', { name: /^Stäng/ }).click();
  await page.locator('dialog[open]').getByText('Skolor som har fått längre tid stängs också.').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await row(page, name).getByRole('button', { name: /^Stäng/ }).click();
  await dialog(page, { reason: 'Alla är klara' }, 'Stäng');
  await said(page, /är stängd/);
  await row(page, name).getByRole('button', { name: /^Öppna igen/ }).click();
  // Without a reason the dialog stays.
  await page.locator('dialog[open]').getByRole('button', { name: 'Öppna igen', exact: true }).click();
  assert.equal(await page.locator('dialog[open]').count(), 1);
  await dialog(page, { closes: day(9), reason: 'Björkskolan hann inte' }, 'Öppna igen');
  await said(page, /är öppen igen/);
  await row(page, name).getByRole('button', { name: /^Vad som har hänt/ }).click();
  await page.locator('#log-h').waitFor({ timeout: 8000 }).catch(async () => assert.fail(await page.locator('.adm').innerText()));
  const log = await page.locator('section', { has: page.locator('#log-h') }).innerText();
  assert.match(log, /Öppnad igen[\s\S]*Björkskolan hann inte[\s\S]*Stängd[\s\S]*Alla är klara[\s\S]*Längre tid för en skola[\s\S]*Översvämning i källaren/);
  await close(page);
});

test('what somebody else has done meanwhile is said, not an error', async () => {
  const page = await open(browser, stack, admin, at('omgangar'));
  const name = (await row(page, 'öppen').first().locator('th').innerText()).trim();
  await row(page, name).getByRole('button', { name: /^Stäng/ }).click();
  const { rounds } = (await stack.as(admin).get('/api/rounds')).json;
  const { id } = rounds.find((r) => r.state === 'open');
  await stack.as(admin).post(`/api/rounds/${id}/close`, {});
  await dialog(page, {}, 'Stäng');
  await said(page, /ett annat läge nu/);
  await stack.as(admin).post(`/api/rounds/${id}/reopen`, { closes: day(9), reason: 'prov' });
  await close(page);
});

test('others have no administration, and find nothing at its address', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), at('omgangar'));
  await page.getByRole('heading', { name: 'Här finns inget att visa för dig' }).waitFor();
  assert.ok(!(await page.locator('header nav a').allInnerTexts()).includes('Administration'));
  await close(page);
});

// ---- imports ----

const zipFile = (set) => ({ name: 'elevregister ht.zip', mimeType: 'application/zip', buffer: zipOf(filesOf(set)) });

test('a file is tried, shown, and then read in; a bad one says what is wrong', async () => {
  const own = await start();
  try {
    own.sql(`INSERT INTO unit (source_id, kind, name, starts_on) VALUES ('d', 'municipality', 'Provköpings kommun', '2020-01-01')`);
    own.sql('INSERT INTO unit_closure SELECT id, id, 0 FROM unit');
    own.sql(`INSERT INTO person (source_id, given_name, family_name, eppn) VALUES ('adm', 'Ada', 'Admin', 'adm@prov.se')`);
    own.sql(`INSERT INTO duty (person_id, role, unit_id, starts_on, origin) SELECT p.id, 'administrator', u.id, '2020-01-01', 'manual' FROM person p, unit u`);
    const page = await open(browser, own, 'adm@prov.se', at('inlasning'));
    const input = page.locator('input[type="file"]');
    const broken = makeSet();
    broken.orgs = broken.orgs.filter((one) => one.type !== 'district');
    await input.setInputFiles(zipFile(broken));
    await page.getByRole('heading', { name: 'Inget lästes in' }).waitFor();
    await until(page, () => !document.querySelector('input[type="file"]').disabled);
    assert.match(await page.locator('.adm').innerText(), /Fel, som gör att inget läses in[\s\S]*kommun/);
    await input.setInputFiles({ name: 'nej.zip', mimeType: 'application/zip', buffer: Buffer.from('ingen zip') });
    const free = () => until(page, () => !document.querySelector('input[type="file"]').disabled && document.querySelector('#trial-h'));
    await free();
    await input.setInputFiles(zipFile(makeSet()));
    await page.getByRole('heading', { name: 'Det här skulle hända' }).waitFor();
    assert.match(await page.locator('.adm').innerText(), /24 elever och 8[\s\S]*Undervisningsgrupper\s+4/);
    assert.deepEqual(await axe(page), []);
    assert.equal(own.sql("SELECT COUNT(*) FROM class")[0][0], '0');
    await page.getByRole('button', { name: 'Inför', exact: true }).click();
    await dialog(page, {}, 'Inför');
    await page.getByRole('heading', { name: 'Inläst' }).waitFor();
    assert.equal(own.sql("SELECT COUNT(*) FROM class")[0][0], '3');
    await page.reload();
    await page.locator('.tag.applied').waitFor();
    await page.getByRole('button', { name: /^Visa elevregister ht\.zip/ }).first().click();
    await page.locator('#run-h').waitFor();
    await close(page);
  } finally {
    await own.stop();
  }
});

// ---- settings and health ----

test('whom to ask is set, and shown to somebody without a duty; the health of the instance', async () => {
  const page = await open(browser, stack, admin, at('installningar'));
  await page.getByLabel('Vem man frågar').fill('Åsa i växeln, 010-123 45');
  await page.locator('form', { hasText: 'Vem man frågar' }).getByRole('button', { name: 'Spara' }).click();
  await said(page, 'Inställningen är sparad.');
  assert.deepEqual(await axe(page), []);
  await page.goto(`${stack.url}${at('drift')}`);
  await page.getByRole('heading', { name: 'Allt ser bra ut' }).waitFor();
  assert.match(await page.locator('.adm').innerText(), /MariaDB/);
  assert.deepEqual(await axe(page), []);
  await close(page);
  const stranger = await open(browser, stack, 'ingen.alls@exempelkoping.se');
  await stranger.getByText('Fråga: Åsa i växeln, 010-123 45').waitFor();
  await close(stranger);
});
