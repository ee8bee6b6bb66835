// The start page of every role, language, theme, print, narrow screens, and what stands where something is missing.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { filesOf, makeSet, writeFolder } from '../http/oneroster.mjs';
import { launch, open, close, who, until, says, visit, PREFIX } from './browser.mjs';

let stack;
let browser;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const STARTS = {
  teacher: /Fortsätt med|Du är klar/, mentor: /Din klass/, principal: /rapporterat/, area_manager: /Ämnen där färst når målen/,
  director: /[Tt]ydlig(t|a) fall/, administrator: /Som administratör ser du inga resultat/,
};

for (const [role, text] of Object.entries(STARTS)) {
  test(`start: what a ${role} should do now`, async () => {
    const page = await open(browser, stack, who(stack, role));
    await says(page, 'main', text);
    // Most is reported: what the figures say comes before who is to report.
    if (role === 'director') assert.match(await page.locator('main .card h2').first().innerText(), /tydlig|Signaler/);
    // No results, and no way to them, for the one who runs the system.
    if (role === 'administrator') assert.deepEqual(await page.locator('header nav a').allInnerTexts(), ['Start', 'Administration']);
    await close(page);
  });
}

test('the teacher\'s button opens the next group', async () => {
  const page = await open(browser, stack, who(stack, 'teacher'));
  await page.locator('main .btn.primary').click();
  await page.locator('.gr [data-cell]').first().waitFor();
  await close(page);
});

test('no text is left without its words, in either language', async () => {
  const director = who(stack, 'director');
  const page = await open(browser, stack, director, '#/oversikt');
  const bare = () => page.evaluate(() => document.body.innerText.match(/\b[a-z]+\.[a-z]+[a-zA-Z.]*\b|undefined|NaN|\[object/g)?.filter((x) => !/^p\.e$/.test(x)) || []);
  assert.deepEqual(await bare(), []);
  await page.locator('#menu summary').click();
  await page.getByText('English').click();
  await until(page, () => document.documentElement.lang === 'en' && /Overview/.test(document.querySelector('header').textContent));
  assert.match(await page.locator('main').innerText(), /closes|closed/);
  assert.doesNotMatch(await page.locator('main').innerText(), /sedan|elever|Omgång/);
  assert.deepEqual(await bare(), []);
  await page.reload();
  await until(page, () => document.documentElement.lang === 'en');
  await close(page);
});

test('the theme follows the device until it is chosen, and is remembered', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/om', { colorScheme: 'dark' });
  const dark = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const deep = await dark();
  await page.locator('#menu summary').click();
  await page.getByText('Ljust').click();
  assert.notEqual(await dark(), deep);
  await page.reload();
  assert.notEqual(await dark(), deep);
  await page.locator('#menu summary').click();
  await page.getByText('Som datorn').click();
  assert.equal(await dark(), deep);
  await close(page);
});

test('on paper: no menu or buttons, the matrix whole', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/oversikt', { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('header.top').isVisible(), false);
  assert.equal(await page.locator('.filters').isVisible(), false);
  assert.equal(await page.locator('.mx').isVisible(), true);
  assert.deepEqual(await page.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]), ['rgb(255, 255, 255)', 'rgb(0, 0, 0)']);
  assert.equal(await page.locator('.mxw').evaluate((el) => el.scrollHeight > el.clientHeight + 1 && getComputedStyle(el).overflowY !== 'visible'), false);
  await close(page);
});

test('the municipality fits a laptop without scrolling sideways; a narrow screen scrolls the matrix alone', async () => {
  const director = who(stack, 'director');
  const wide = await open(browser, stack, director, '#/oversikt', { viewport: { width: 1440, height: 900 } });
  const over = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(await over(wide) <= 0);
  assert.ok(await wide.locator('.mx').evaluate((el) => el.getBoundingClientRect().right <= innerWidth));
  // 1920 at 150 %, less a scroll bar.
  await wide.setViewportSize({ width: 1263, height: 700 });
  assert.ok(await wide.locator('.mxw').evaluate((el) => el.scrollWidth <= el.clientWidth));
  await close(wide);
  const narrow = await open(browser, stack, director, '#/oversikt', { viewport: { width: 360, height: 740 } });
  assert.ok(await over(narrow) <= 0);
  const box = narrow.locator('.mxw');
  await box.evaluate((el) => { el.scrollLeft = 400; });
  assert.ok(await box.locator('tbody th').nth(2).evaluate((el) => el.getBoundingClientRect().left >= 0));
  await close(narrow);
});

test('a page that is not there, a person who is not there, nobody at all', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/finnsinte');
  await page.getByRole('heading', { name: 'Sidan finns inte' }).waitFor();
  await close(page);
  const stranger = await open(browser, stack, 'ingen.alls@exempelkoping.se');
  await stranger.getByRole('heading', { name: 'Du finns inte i Målkoll' }).waitFor();
  await close(stranger);
  const nobody = await open(browser, stack, null);
  await nobody.getByRole('heading', { name: 'Du behöver logga in igen' }).waitFor();
  await close(nobody);
});

test('before the first round there is nothing to do, and the page says so', async () => {
  const empty = await start();
  try {
    empty.sql(`INSERT INTO unit (source_id, kind, name, starts_on) VALUES ('m', 'municipality', 'Tomköping', '2020-01-01')`);
    empty.sql('INSERT INTO unit_closure SELECT id, id, 0 FROM unit');
    empty.sql(`INSERT INTO person (source_id, given_name, family_name, eppn) VALUES ('d', 'Dag', 'Ek', 'dag@example.se')`);
    empty.sql(`INSERT INTO duty (person_id, role, unit_id, starts_on, origin) SELECT p.id, 'director', u.id, '2020-01-01', 'manual' FROM person p, unit u`);
    const page = await open(browser, empty, 'dag@example.se');
    await page.getByText('Ingen omgång har öppnats än').waitFor();
    await page.goto(`${empty.url}#/oversikt`);
    await page.getByRole('heading', { name: 'Tomköping' }).waitFor();
    await close(page);
  } finally {
    await empty.stop();
  }
});

test('where nothing is reported nothing is claimed: no round yet, then an open one', async () => {
  const empty = await start();
  try {
    empty.must(['import', 'oneroster', writeFolder(`${empty.dir}/set`, filesOf(makeSet()))]);
    const page = await open(browser, empty, 't1@prov.se', '#/signaler?del=grupp');
    await says(page, 'main', /Ingen omgång har öppnats än/);
    await visit(page, '#/rapportera');
    assert.doesNotMatch(await page.locator('main').innerText(), /inga elever/);
    await close(page);
    empty.must(['round', 'plan', 'HT2026', '--opens', '2026-01-01', '--due', '2099-12-01', '--closes', '2099-12-01']);
    empty.must(['round', 'open', 'HT2026-43']);
    const teacher = await open(browser, empty, 't1@prov.se');
    await says(teacher, 'main', /Din klass 8A\s+Inga siffror än/);
    await visit(teacher, '#/signaler?del=grupp');
    await says(teacher, 'main', /Inget är rapporterat i gruppen än/);
    await close(teacher);
    const principal = await open(browser, empty, 'r1@prov.se');
    await says(principal, 'main', /0\s%\sär rapporterat[^]*Det finns inget att jämföra med än/);
    await visit(principal, '#/signaler');
    await says(principal, 'main', /Det finns inget att jämföra med än/);
    await close(principal);
  } finally {
    await empty.stop();
  }
});
