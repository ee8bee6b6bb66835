// The hit rate's page, what such forecasts became and the agency's figures in the overview, and the administrator's parts for both:
// in both themes, narrow, on paper and by the keyboard, for each role.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, { before, after } from 'node:test';
import { root, start } from '../http/harness.mjs';
import { launch, open, close, who, until, arrived, says, axe, PREFIX } from './browser.mjs';

let stack;
let browser;
let top;
before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  for (const name of ['subjects9', 'eligibility9', 'grades6', 'pupils']) stack.must(['import', 'reference', path.join(root, `tests/http/national/${name}.csv`)]);
  [[top]] = stack.sql("SELECT id FROM unit WHERE kind = 'municipality'");
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const HITS = '#/traffsakerhet';
const wide = (page) => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
const api = (role, address) => stack.as(who(stack, role)).get(address);

test('the page says what the server counted, in words and numbers', async () => {
  const { json } = await api('director', `/api/hit-rate?unit=${top}`);
  const page = await open(browser, stack, who(stack, 'director'), HITS);
  await page.getByRole('heading', { level: 1, name: /^Träffsäkerhet/ }).waitFor();
  const cards = await page.locator('.kpi.card').allInnerTexts();
  assert.equal(cards.length, json.forecasts.length);
  json.total.forEach((cell, i) => {
    const share = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format((100 * cell.right[0]) / cell.right[1]);
    assert.ok(cards[i].includes(share), cards[i]);
    assert.ok(cards[i].replace(/\s/g, ' ').includes(`${new Intl.NumberFormat('sv-SE').format(cell.counts[1]).replace(/\s/g, ' ')} av`), cards[i]);
  });
  const rows = await page.locator('section').filter({ hasText: 'Per ämne' }).locator('tbody tr').count();
  assert.equal(rows, json.subjects.length);
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await axe(page), [], scheme);
  }
  await close(page);
});

test('a subject and a unit are reached by the keyboard, and the back button undoes it', async () => {
  const page = await open(browser, stack, who(stack, 'director'), HITS);
  const link = page.locator('section').filter({ hasText: 'Per ämne' }).getByRole('link', { name: 'Matematik', exact: true });
  await link.focus();
  await page.keyboard.press('Enter');
  await until(page, () => /subject=MA/.test(location.hash) && document.querySelector('main:not([aria-busy]) .sub')?.textContent.includes('Matematik'));
  await page.goBack();
  await arrived(page, (url) => !/subject=/.test(url.hash));
  await page.locator('section').filter({ hasText: 'Per enhet' }).getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await until(page, (id) => !location.hash.includes(`unit=${id}`), top);
  await close(page);
});

test('narrow and on paper', async () => {
  const page = await open(browser, stack, who(stack, 'director'), HITS, { viewport: { width: 360, height: 700 } });
  await page.locator('.kpi.card').first().waitFor();
  assert.ok(await wide(page), 'the page scrolls sideways');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.kpi.card').first().isVisible());
  assert.ok(!(await page.locator('nav').first().isVisible()));
  await close(page);
});

test('each role: principals their unit, area managers their area, the others none', async () => {
  for (const role of ['principal', 'area_manager', 'director']) {
    const page = await open(browser, stack, who(stack, role), HITS);
    await page.locator('.kpi.card').first().waitFor();
    const text = await page.locator('main').innerText();
    for (const teacher of stack.people.filter((p) => p.role === 'teacher' || p.role === 'mentor')) assert.ok(!text.includes(teacher.name), teacher.name);
    await close(page);
  }
  for (const role of ['teacher', 'administrator', 'auditor']) {
    const page = await open(browser, stack, who(stack, role), `${HITS}?unit=${top}`);
    await page.locator('.state h1').waitFor();
    assert.equal(await page.locator('.kpi.card').count(), 0, role);
    await close(page);
  }
});

const overview = (query = '') => `#/oversikt?unit=${top}${query}`;

test('the overview tells what such forecasts became, and nothing of it for one class', async () => {
  const page = await open(browser, stack, who(stack, 'director'), overview('&subject=MA'));
  const card = page.locator('section.card').filter({ hasText: 'Vad sådana prognoser har blivit' });
  await card.waitFor();
  assert.match(await card.innerText(), /prognoserna i vecka 43 som sade godkänt blev [\d,]+\s% \([\d,]+–[\d,]+\) godkända betyg[\s\S]*Dagens \d+\s% godkända skulle då bli [\d,]+–[\d,]+\s% i betygen/);
  await card.getByRole('link').click();
  await page.getByRole('heading', { level: 1, name: /^Träffsäkerhet/ }).waitFor();
  assert.match(page.url(), /subject=MA/);
  await close(page);
});

test('an administrator chooses the municipality and its likes by name', async () => {
  const page = await open(browser, stack, who(stack, 'administrator'), '#/administration?del=jamforelsetal');
  await page.locator('#ref-own').selectOption({ label: 'Björkby (9101)' });
  await page.locator('form').filter({ has: page.locator('#ref-own') }).getByRole('button').click();
  await page.locator('.adm .note').getByText('Inställningen är sparad.').waitFor();
  for (const name of ['Ekstad', 'Havsvik']) {
    await page.locator('#ref-add').selectOption({ label: name });
    await page.getByRole('button', { name: 'Lägg till' }).click();
    await page.getByRole('button', { name: `Ta bort ${name}` }).waitFor();
  }
  await page.locator('section').filter({ has: page.locator('#ref-like') }).getByRole('button', { name: 'Spara' }).click();
  await until(page, () => document.querySelector('section[aria-labelledby="ref-like"] .btn.primary').disabled);
  assert.deepEqual(stack.sql("SELECT name, value FROM setting WHERE name LIKE '%municipal%' ORDER BY name"), [['municipality_code', '9101'], ['similar_municipalities', '9102 9201']]);
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await axe(page), [], scheme);
  }
  await page.setViewportSize({ width: 360, height: 700 });
  assert.ok(await wide(page));
  await close(page);
});

test('the agency\'s figures stand beside the own ones, with marks, sources and what differs', async () => {
  const page = await open(browser, stack, who(stack, 'director'), overview('&refp=all'));
  const card = page.locator('#beside-ref');
  await card.waitFor();
  const heads = (await card.locator('table').first().locator('thead th').allInnerTexts()).map((h) => h.replace(/\s+/g, ' '));
  assert.deepEqual(heads.slice(-5), ['Björkby publicerat', 'Ekstad', 'Havsvik', 'Norra länet', 'Riket']);
  const sv = await card.locator('tbody tr').filter({ has: page.getByRole('rowheader', { name: 'Svenska', exact: true }) }).first().locator('td').allInnerTexts();
  assert.deepEqual(sv.slice(-5, -2), ['95,2', '97,0', '94,4']);
  assert.match(await card.innerText(), /Våra siffror i Prognos v\.\s43[\s\S]*är prognoser\. Skolverkets är slutbetyg/);
  await card.getByText('Källor och definitioner').click();
  await card.getByText('Statistik från Skolverket', { exact: false }).first().waitFor();
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await axe(page), [], scheme);
  }
  await card.getByRole('button', { name: 'Visa som tabell' }).click();
  await arrived(page, /refas=table/);
  await says(page, '#beside-ref', /2022\/23[\s\S]*2024\/25/);
  await page.setViewportSize({ width: 360, height: 700 });
  assert.ok(await wide(page));
  await close(page);
});

test('the agency’s years stand beside the own ones in the history too, for the municipality alone', async () => {
  const page = await open(browser, stack, who(stack, 'director'), `#/historik?unit=${top}`);
  const card = page.locator('#beside-ref');
  await card.waitFor();
  const what = card.locator('select[name=ref]');
  assert.equal(await what.inputValue(), 'vocational');
  const chart = card.getByRole('img').first();
  const names = (await card.locator('.legend').first().locator('span').allInnerTexts()).map((one) => one.trim());
  for (const name of ['Ekstad', 'Norra länet', 'Riket']) assert.ok(names.includes(name), names.join());
  assert.ok(names.some((one) => /våra omgångar/.test(one)), names.join());
  assert.match(await chart.getAttribute('aria-label'), /Behöriga till yrkesprogram, andel av eleverna i årskurs 9\..*Riket: .*2024\/25: \d/s);
  // Also who has a single year published is seen.
  const lengths = await chart.locator('path').evaluateAll((list) => list.map((one) => one.getTotalLength()));
  assert.equal(await chart.locator('path.ref').count(), names.length - 1);
  assert.equal(await chart.locator('path.tp').count(), 2, 'forecasts and grades are a line each');
  assert.ok(lengths.every((one) => one > 0), lengths.join());
  await what.selectOption('SV');
  await until(page, () => /ref=SV/.test(location.hash) && /Svenska i årskurs 9/.test(document.querySelector('#beside-ref')?.textContent));
  await card.getByRole('button', { name: 'Visa som tabell' }).click();
  await until(page, () => /refas=table/.test(location.hash) && /2022\/23/.test(document.querySelector('#beside-ref')?.textContent));
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual(await axe(page), [], scheme);
  }
  await page.setViewportSize({ width: 360, height: 700 });
  assert.ok(await wide(page));
  const school = (await api('director', '/api/units')).json.units.find((unit) => unit.kind === 'school');
  await page.evaluate((id) => { location.hash = `#/historik?unit=${id}`; }, school.id);
  await until(page, (name) => document.querySelector('h1')?.textContent.includes(name) && !document.querySelector('main[aria-busy]') && !document.querySelector('#beside-ref'), school.name);
  await close(page);
});

test('grades from a file in the browser: tried, seen, read in', async () => {
  const [[term]] = stack.sql("SELECT term FROM round WHERE kind = 'forecast' AND state = 'open'");
  stack.must(['round', 'plan', '--kind', 'grade', term, '--opens', '2026-01-01', '--due', '2099-12-01', '--closes', '2099-12-01']);
  stack.must(['round', 'open', `${term}-grade`, '--date', stack.sql("SELECT snapshot_on FROM round WHERE state = 'open'")[0][0]]);
  const rows = stack.sql(`SELECT p.source_id FROM snapshot_subject t JOIN person p ON p.id = t.pupil_id JOIN subject s ON s.id = t.subject_id JOIN snapshot_pupil q
    ON q.round_id = t.round_id AND q.pupil_id = t.pupil_id WHERE s.code = 'MA' AND q.year_group = 9 AND t.round_id = (SELECT id FROM round WHERE term = '${term}' AND kind = 'grade') LIMIT 20`).flat();
  const file = path.join(stack.dir, 'betyg.csv');
  fs.writeFileSync(file, ['elev;ämne;betyg', ...rows.map((id) => `${id};MA;C`), 'okänd;MA;C', ''].join('\n'));
  const page = await open(browser, stack, who(stack, 'administrator'), '#/administration?del=betyg');
  await page.locator('summary').filter({ hasText: 'Så ska filen se ut' }).click();
  assert.deepEqual(await axe(page), []);
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByRole('heading', { name: 'Det här skulle hända' }).waitFor();
  assert.match(await page.locator('section[aria-labelledby="trial-h"]').innerText(), /Bedömningar\s+20\s+0\s+0[\s\S]*rad 22, kolumn elev: hittade ”okänd”/);
  assert.deepEqual(stack.sql("SELECT COUNT(*) FROM assessment a JOIN round r ON r.id = a.round_id WHERE r.kind = 'grade' AND r.state = 'open'"), [['0']]);
  await page.getByRole('button', { name: 'Inför', exact: true }).click();
  await page.locator('dialog[open]').getByRole('button', { name: 'Inför', exact: true }).click();
  await page.locator('.adm .note').getByText('Inläst').waitFor();
  assert.deepEqual(stack.sql("SELECT COUNT(*) FROM assessment a JOIN round r ON r.id = a.round_id WHERE r.kind = 'grade' AND r.state = 'open'"), [['20']]);
  await close(page);
});

test('who teaches only pupils of whom no grades are set has nothing to do in a round of grades', async () => {
  const [[eppn]] = stack.sql(`SELECT p.eppn FROM duty d JOIN person p ON p.id = d.person_id JOIN snapshot_subject t ON t.group_id = d.group_id
    JOIN round r ON r.id = t.round_id AND r.state = 'open' AND r.kind = 'forecast' JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
    WHERE d.role = 'teacher' AND d.ends_on IS NULL GROUP BY p.id HAVING MAX(s.year_group) < 6 ORDER BY p.id LIMIT 1`);
  stack.must(['round', 'close', stack.sql("SELECT CONCAT(term, '-', week) FROM round WHERE state = 'open' AND kind = 'forecast'")[0][0]]);
  const page = await open(browser, stack, eppn);
  await says(page, 'main h2', /Inga av dina grupper ska bedömas i den här omgången/);
  assert.doesNotMatch(await page.locator('main').innerText(), /Du är klar|når målen/);
  await close(page);
});

test('a round of grades is planned in the browser', async () => {
  const page = await open(browser, stack, who(stack, 'administrator'), '#/administration?del=omgangar');
  await page.getByRole('button', { name: 'Planera en omgång för betyg' }).click();
  const box = page.locator('dialog[open]');
  await box.locator('[name=term]').selectOption({ index: 1 });
  const term = await box.locator('[name=term]').inputValue();
  const year = term.slice(2);
  const days = term.startsWith('VT') ? [`${year}-05-25`, `${year}-06-20`] : [`${year}-12-01`, `${year}-12-22`];
  await box.locator('[name=opens]').fill(days[0]);
  await box.locator('[name=closes]').fill(days[1]);
  assert.deepEqual(await axe(page), []);
  await box.getByRole('button', { name: 'Planera dessa' }).click();
  await page.locator('.adm .note').getByText('Omgångarna är planerade.').waitFor();
  assert.deepEqual(stack.sql(`SELECT state FROM round WHERE kind = 'grade' AND term = '${term}'`), [['planned']]);
  await close(page);
});
