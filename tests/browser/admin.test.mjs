// Administration with real clicks: rounds, imports, settings, health. What a dialog says is done, and is there after a reload.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { filesOf, makeSet, zipOf } from '../http/oneroster.mjs';
import { launch, open, close, who, until, says, axe, PREFIX } from './browser.mjs';

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
  const year = page.getByRole('heading', { name: /^Läsåret \d{4}\/\d\d$/ });
  const shown = await year.innerText();
  await go(page, 'Nästa läsår');
  await until(page, (was) => document.querySelector('#plan-h')?.innerText !== was, shown);
  await says(page, 'section.card', /v\.\s43[\s\S]*öppnar måndag[\s\S]*v\.\s13[\s\S]*stänger fredag/);
  assert.deepEqual(await axe(page), []);
  await go(page, 'Planera dessa');
  await said(page, 'Omgångarna är planerade.');
  await until(page, (n) => document.querySelectorAll('.list.acts tbody tr').length === n, before + 2);
  await page.reload();
  await until(page, (n) => document.querySelectorAll('.list.acts tbody tr').length === n, before + 2);
  await row(page, 'planerad').first().waitFor();
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
  await says(page, 'section[aria-labelledby="log-h"]', /Öppnad igen[\s\S]*Björkskolan hann inte[\s\S]*Stängd[\s\S]*Alla är klara[\s\S]*Längre tid för en skola[\s\S]*Översvämning i källaren/);
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
    await says(page, '.adm', /Fel, som gör att inget läses in[\s\S]*kommun/);
    await input.setInputFiles({ name: 'nej.zip', mimeType: 'application/zip', buffer: Buffer.from('ingen zip') });
    const free = () => until(page, () => !document.querySelector('input[type="file"]').disabled && document.querySelector('#trial-h'));
    await free();
    await input.setInputFiles(zipFile(makeSet()));
    await page.getByRole('heading', { name: 'Det här skulle hända' }).waitFor();
    await says(page, '.adm', /24 elever och 8[\s\S]*Undervisningsgrupper\s+4/);
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
  // Nobody has sealed the access log yet.
  await page.goto(`${stack.url}${at('drift')}`);
  await page.getByRole('heading', { name: 'Något behöver ses över' }).waitFor();
  await page.getByText('Inget har förseglats på ett dygn').waitFor();
  stack.must(['audit', 'seal', '--grace', '0']);
  await page.reload();
  await page.getByRole('heading', { name: 'Allt ser bra ut' }).waitFor();
  await says(page, '.adm', /MariaDB/);
  assert.deepEqual(await axe(page), []);
  await close(page);
  const stranger = await open(browser, stack, 'ingen.alls@exempelkoping.se');
  await stranger.getByText('Fråga: Åsa i växeln, 010-123 45').waitFor();
  await close(stranger);
});

// ---- scales ----

test('a scale, where it is used and eligibility get a new version; what is refused keeps what was typed', async () => {
  const page = await open(browser, stack, admin, at('skalor'));
  const fill = async (values) => { for (const [name, value] of Object.entries(values)) await page.locator(`.adm form [name="${name}"]`).fill(value); };
  const choose = (name, label) => page.locator(`.adm form [name="${name}"]`).selectOption({ label });
  const step = (i, code, points) => ({ [`code${i}`]: code, [`key${i}`]: code, [`sv${i}`]: `Steg ${code}`, [`en${i}`]: `Step ${code}`, [`points${i}`]: points });
  // With the keyboard: the form opens with its heading in focus.
  await page.getByRole('button', { name: 'Lägg till en skala' }).press('Enter');
  await until(page, () => document.activeElement.textContent === 'Lägg till en skala' && document.activeElement.tagName !== 'BUTTON');
  await page.getByRole('button', { name: 'Lägg till en nivå' }).press('Enter');
  await until(page, () => document.activeElement.name === 'code2');
  await fill({ code: '1-3', sv: 'Skala 1–3', en: 'Scale 1–3', ...step(0, '1', '0'), ...step(1, '2', '12.5'), ...step(2, '2', '20'), valid_from: '2035-07-01' });
  await page.getByLabel('Räknas i meritvärde och behörighet').check();
  await page.getByLabel('Godkänt', { exact: true }).nth(1).check();
  await page.getByLabel('Godkänt', { exact: true }).nth(2).check();
  assert.deepEqual(await axe(page), []);
  await go(page, 'Lägg till');
  await page.getByRole('alert').getByText('Varje kod och tangent får finnas en gång').waitFor();
  assert.deepEqual(await axe(page), []);
  await fill({ code2: '3', key2: '3' });
  await go(page, 'Lägg till');
  await said(page, 'Skalan är tillagd.');
  await until(page, () => document.activeElement.dataset.add === 'scale');
  await page.reload();
  const added = page.getByRole('row').filter({ hasText: 'Skala 1–3' });
  await added.getByText('1 2 3').click();
  assert.match(await added.innerText(), /1 Steg 1 tangent 1, 0,0 poäng, inte godkänt[\s\S]*2 Steg 2 tangent 2, 12,5 poäng, godkänt[\s\S]*från 2035-07-01/);

  await go(page, 'Lägg till en ny regel');
  await choose('syllabus', 'Grundskola');
  await choose('scale', 'Skala 1–3');
  await fill({ year_from: '7', year_to: '6', valid_from: '2035-07-01' });
  assert.deepEqual(await axe(page), []);
  await go(page, 'Lägg till');
  await page.getByRole('alert').getByText('Den sista årskursen').waitFor();
  await fill({ year_from: '6', year_to: '10' });
  await page.getByLabel('Betyg sätts').check();
  await go(page, 'Lägg till');
  await said(page, 'Regeln är tillagd.');
  assert.match((await page.getByRole('row').filter({ hasText: '6–10' }).allInnerTexts()).join('\n'), /Betygsskalan A–F\s+Betyg sätts\s+2011-07-01 till 2035-06-30[\s\S]*Alla skolor\s+Skala 1–3\s+Betyg sätts\s+från 2035-07-01/);

  await go(page, 'Lägg till en ny version');
  await choose('slot', 'Estetiska programmet');
  await until(page, () => document.querySelector('.adm form [name="requirements"]').value === 'SV/SVA\nEN\nMA');
  await fill({ requirements: 'SV / SVA\nma\n', other_count: '8', valid_from: '2035-07-01' });
  assert.deepEqual(await axe(page), []);
  await go(page, 'Lägg till');
  await said(page, 'Den nya versionen är tillagd.');
  assert.match((await page.getByRole('row').filter({ hasText: 'Estetiska' }).allInnerTexts()).join('\n'), /till 2035-06-30[\s\S]*SV\/SVA, MA\s+8\s+från 2035-07-01/);
  await close(page);
});
