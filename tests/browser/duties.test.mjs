// Acting in one of several duties, delegating, and the administrator's page of duties.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { axe, launch, open, close, who, until, says, counts, press, enterGrid, saved, PREFIX } from './browser.mjs';

let stack;
let browser;
let both; // teaches at one school, leads another
let school; // that one
let lead; // its principal, by the roster
let home; // the principal's school with its id

const SHOTS = process.env.MALKOLL_SHOTS;
const day = (offset) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date(Date.now() + offset * 86400000));
const bump = 'UPDATE revision SET revision = revision + 1 WHERE unit_id = 0';
const shot = async (page, name) => { if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true }); };
const me = async (eppn) => (await stack.as(eppn).get('/api/me')).json;
const lineOf = (page) => page.locator('.as').innerText();
const tabs = (page) => page.locator('header nav a').allInnerTexts();
const acting = (page, text) => until(page, (t) => document.querySelector('.as')?.textContent.includes(t), text);

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  both = who(stack, 'teacher');
  lead = who(stack, 'principal');
  home = (await me(lead)).home_unit;
  const taught = (await me(both)).duties[0].group.unit.id;
  const [[id, name]] = stack.sql(`SELECT id, name FROM unit WHERE kind = 'school' AND id NOT IN (${taught}, ${home.id}) ORDER BY id LIMIT 1`);
  school = { id, name };
  stack.sql(`INSERT INTO duty (person_id, role, unit_id, starts_on, origin) SELECT id, 'principal', ${id}, '2020-01-01', 'manual' FROM person
    WHERE eppn = '${both}'; ${bump}`);
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

test('with one duty nothing is shown', async () => {
  const page = await open(browser, stack, who(stack, 'director'));
  assert.equal(await page.locator('.as').count(), 0);
  await page.locator('#menu summary').click();
  assert.equal(await page.locator('.duties').count(), 0);
  await close(page);
});

test('the page begins in the highest duty, and lets one change it with the mouse', async () => {
  const page = await open(browser, stack, both);
  assert.match(await lineOf(page), new RegExp(`Du arbetar som Rektor, ${school.name}`));
  assert.deepEqual(await tabs(page), ['Start', 'Översikt', 'Historik', 'Signaler', 'Uppföljning']);
  await shot(page, 'acting');
  await page.getByRole('button', { name: 'Byt uppdrag' }).click();
  await shot(page, 'acting-menu');
  await page.locator('.duties button', { hasText: 'Lärare' }).click();
  await acting(page, 'Lärare');
  await until(page, () => document.activeElement?.tagName === 'H1');
  await says(page, 'header nav a', /^Rapportera$/);
  assert.equal(await page.locator('#menu').evaluate((el) => el.open), false);
  await page.reload();
  await acting(page, 'Lärare');
  // Another tab begins anew.
  const other = await page.context().newPage();
  await other.goto(stack.url);
  await acting(other, 'Rektor');
  await acting(page, 'Lärare');
  await close(page);
});

test('and with the keyboard alone', async () => {
  const page = await open(browser, stack, both);
  await page.locator('.as button').focus();
  await press(page, 'Enter');
  await until(page, () => document.activeElement?.closest('.duties'));
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-pressed')), 'true');
  await press(page, 'Tab', 'Enter');
  await acting(page, 'Lärare');
  await until(page, () => document.activeElement?.tagName === 'H1');
  await close(page);
});

test('what was typed in one duty is sent in it', async () => {
  const page = await open(browser, stack, both);
  await page.getByRole('button', { name: 'Byt uppdrag' }).click();
  await page.locator('.duties button', { hasText: 'Lärare' }).click();
  await acting(page, 'Lärare');
  const { groups } = (await stack.as(both).get('/api/groups')).json;
  await page.goto(`${stack.url}#/rapportera?group=${groups[0].id}`);
  await enterGrid(page);
  const sent = [];
  let broken = true;
  await page.route('**/assessments*', (route, request) => {
    if (request.method() !== 'PUT') return route.continue();
    sent.push(request.headers()['x-malkoll-duty']);
    return broken ? route.abort() : route.continue();
  });
  const row = page.locator('.gr tbody tr').first();
  const pressed = await row.locator('button[aria-pressed="true"]').allInnerTexts();
  const level = (await row.locator('button[aria-pressed]').allInnerTexts()).find((x) => !pressed.includes(x));
  await row.locator('button[aria-pressed]', { hasText: new RegExp(`^${level}$`) }).click();
  await until(page, () => /väntar/.test(document.querySelector('.linkline').textContent));
  await page.getByRole('button', { name: 'Byt uppdrag' }).click();
  await page.locator('.duties button', { hasText: 'Rektor' }).click();
  await acting(page, 'Rektor');
  const put = page.waitForResponse((r) => r.request().method() === 'PUT' && r.ok());
  broken = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  assert.equal((await put).status(), 200);
  const teacher = (await me(both)).capacities.find((c) => c.roles.includes('teacher')).key;
  assert.ok(sent.every((duty) => duty === teacher), String(sent));
  assert.equal((await stack.as(both).get(`/api/groups/${groups[0].id}/assessments`)).json.pupils[0].level, level);
  await close(page);
});

test('from a row that waits one comes back to the duty it was typed in', async () => {
  const page = await open(browser, stack, both);
  await page.getByRole('button', { name: 'Byt uppdrag' }).click();
  await page.locator('.duties button', { hasText: 'Lärare' }).click();
  await acting(page, 'Lärare');
  const { groups } = (await stack.as(both).get('/api/groups')).json;
  await page.goto(`${stack.url}#/rapportera?group=${groups[1].id}`);
  await enterGrid(page);
  let broken = true;
  await page.route('**/assessments*', (route, request) => (broken && request.method() === 'PUT' ? route.abort() : route.continue()));
  const row = page.locator('.gr tbody tr').first();
  await row.locator('button[aria-pressed="false"]').first().click();
  await until(page, () => /väntar/.test(document.querySelector('.linkline').textContent));
  await page.getByRole('button', { name: 'Byt uppdrag' }).click();
  await page.locator('.duties button', { hasText: 'Rektor' }).click();
  await acting(page, 'Rektor');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await page.locator('.linkline a').first().click();
  await acting(page, 'Lärare');
  broken = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await saved(page, [0]);
  await close(page);
});

test('a duty that ends while the page is open', async () => {
  const page = await open(browser, stack, both);
  await acting(page, 'Rektor');
  stack.sql(`UPDATE duty SET ends_on = '${day(-1)}' WHERE role = 'principal' AND unit_id = ${school.id} AND origin = 'manual'; ${bump}`);
  await page.locator('header nav a', { hasText: 'Uppföljning' }).click();
  await page.getByText(`Uppdraget Rektor, ${school.name} gäller inte längre.`).waitFor();
  await says(page, 'header nav a', /^Rapportera$/);
  await counts(page, '.as', 0);
  await shot(page, 'duty-lost');
  await page.locator('.linkline button').click();
  await until(page, () => document.querySelector('.linkline').innerText === '');
  stack.sql(`UPDATE duty SET ends_on = NULL WHERE role = 'principal' AND unit_id = ${school.id} AND origin = 'manual'; ${bump}`);
  await close(page);
});

test('a principal delegates, the delegate acts in the principal\'s place, and it is taken back', async () => {
  const page = await open(browser, stack, lead);
  await page.locator('#menu summary').click();
  await page.getByRole('link', { name: 'Delegering' }).click();
  await page.getByText('Ingenting är delegerat.').waitFor();
  await until(page, () => document.querySelectorAll('select[name="person"] option').length > 1);
  const chosen = await page.locator('select[name="person"] option').nth(1).innerText();
  const { staff } = (await stack.as(lead).get(`/api/staff?unit=${home.id}`)).json;
  const delegate = staff.find((one) => one.name === chosen).login;
  await page.locator('select[name="person"]').selectOption({ index: 1 });
  await page.getByLabel('Rätta omdömen').check();
  await page.locator('input[name="ends"]').fill(day(20));
  await page.locator('input[name="note"]').fill('tjänstledig');
  await page.getByRole('button', { name: 'Delegera', exact: true }).click();
  await page.locator('td', { hasText: 'läsa, rätta' }).waitFor();
  await shot(page, 'delegation');
  // Again is refused, and says why.
  await page.locator('select[name="person"]').selectOption({ index: 1 });
  await page.locator('input[name="ends"]').fill(day(20));
  await page.getByRole('button', { name: 'Delegera', exact: true }).click();
  await page.getByRole('alert').getByText('har redan det uppdraget').waitFor();
  const theirs = await open(browser, stack, delegate);
  await acting(theirs, 'I stället för');
  const { person } = await me(lead);
  assert.match(await lineOf(theirs), new RegExp(`I stället för ${person.name}, till och med`));
  await shot(theirs, 'delegate');
  await page.getByRole('button', { name: /^Ta tillbaka/ }).click();
  await shot(page, 'delegation-dialog');
  await page.locator('dialog .btn.primary').click();
  await page.getByText('Ingenting är delegerat.').waitFor();
  await theirs.locator('header nav a', { hasText: 'Översikt' }).click();
  await theirs.getByText('gäller inte längre').waitFor();
  await close(theirs);
  await close(page);
});

test('an administrator finds staff, gives a duty, is asked twice for a grave one, and ends them', async () => {
  const page = await open(browser, stack, who(stack, 'administrator'), '#/administration?del=uppdrag');
  await page.getByLabel('Namn eller inloggning').fill(lead);
  await press(page, 'Enter');
  await page.locator('.plain a').first().click();
  await page.getByRole('heading', { name: (await me(lead)).person.name }).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Avsluta/ }).count(), 0, 'the roster\'s duty');
  await shot(page, 'duties-person');
  await page.locator('select[name="role"]').selectOption('special_educator');
  await page.locator('select[name="unit"]').selectOption({ label: school.name });
  await page.locator('input[name="ends"]').fill(day(90));
  await page.locator('input[name="note"]').fill('vikariat');
  await page.getByRole('button', { name: 'Ge ett uppdrag' }).click();
  await page.locator('th', { hasText: 'Specialpedagog' }).waitFor();
  await page.locator('select[name="role"]').selectOption('auditor');
  await page.getByText('Läser vem som har sett vad').waitFor();
  await shot(page, 'duties-grave');
  await page.getByRole('button', { name: 'Ge ett uppdrag' }).click();
  await page.locator('dialog').getByText('Stämmer det?').waitFor();
  await page.locator('dialog .btn:not(.primary)').click();
  assert.equal(await page.locator('th', { hasText: 'Granskare' }).count(), 0);
  await page.getByRole('button', { name: 'Ge ett uppdrag' }).click();
  await page.locator('dialog .btn.primary').click();
  await page.locator('th', { hasText: 'Granskare' }).waitFor();
  // A mentor of a class: the school, then its class.
  await page.locator('select[name="role"]').selectOption('mentor');
  await page.locator('select[name="unit"]').selectOption({ index: 1 });
  await until(page, () => document.querySelectorAll('select[name="inside"] option').length > 1);
  await page.locator('select[name="inside"]').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Ge ett uppdrag' }).click();
  await page.locator('th', { hasText: 'Mentor' }).waitFor();
  await shot(page, 'duties-given');
  for (let left = 3; left > 0; left--) {
    await page.getByRole('button', { name: /^Avsluta/ }).first().click();
    if (left === 3) await shot(page, 'duties-end');
    await page.locator('dialog .btn.primary').click();
    await until(page, (n) => [...document.querySelectorAll('.adm button')].filter((b) => b.textContent.startsWith('Avsluta')).length === n, left - 1);
  }
  assert.deepEqual((await me(lead)).capacities.length, 1);
  // Oneself.
  const admin = await me(who(stack, 'administrator'));
  await page.goto(`${stack.url}#/administration?del=uppdrag&person=${admin.person.id}`);
  await page.getByRole('heading', { name: admin.person.name }).waitFor();
  await page.locator('select[name="role"]').selectOption('board');
  await page.getByRole('button', { name: 'Ge ett uppdrag' }).click();
  await page.getByRole('alert').getByText('Ingen ger sig själv').waitFor();
  await close(page);
});

test('who has a duty at a unit', async () => {
  const page = await open(browser, stack, who(stack, 'administrator'), '#/administration?del=uppdrag');
  await page.getByLabel('Eller en enhet').selectOption({ label: school.name });
  await page.getByRole('heading', { name: school.name }).waitFor();
  await page.locator('td', { hasText: 'Rektor' }).first().waitFor();
  await shot(page, 'duties-unit');
  await page.goBack();
  await until(page, () => !document.querySelector('.adm table'));
  await close(page);
});

// ---- what axe finds, in both themes, narrow, in both languages ----

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1280, 360]) {
    test(`nothing for axe, no word missing: ${colorScheme}, ${width}`, async () => {
      const admin = who(stack, 'administrator');
      const { person } = await me(both);
      for (const [eppn, hash, ready] of [[both, '', '.as'], [lead, '#/delegering', 'form'], [admin, `#/administration?del=uppdrag&person=${person.id}`, '.adm form + *, .adm table'],
        [admin, '#/administration?del=uppdrag&q=an', '.plain'], [admin, `#/administration?del=uppdrag&unit=${school.id}`, '.adm table']]) {
        const page = await open(browser, stack, eppn, hash, { colorScheme, viewport: { width, height: 800 }, locale: width === 360 ? 'en-GB' : 'sv-SE' });
        await page.locator(ready).first().waitFor();
        assert.deepEqual(await axe(page), [], hash);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth) <= 0, `${hash} is too wide`);
        assert.deepEqual(await page.evaluate(() => document.body.innerText.match(/\b(duty|admin|problem|role|nav)\.[a-z]+|undefined|\[object/g)), null);
        await shot(page, `axe-${colorScheme}-${width}-${hash.replace(/\W+/g, '-')}`);
        await close(page);
      }
    });
  }
}
