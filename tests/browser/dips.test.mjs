// Dips and rises in the browser: the sentence is right when recounted from the raw rows; pupils for those who may see them; marks in
// the overview and the list on the start page.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, axe } from './browser.mjs';

let stack;
let browser;
let school;
let flag;
let raw;

// The subject and year group of the principal's school with the most pupils assessed now and in the forecasts before (not the grades between).
function largest(round, before) {
  return stack.sql(`SELECT s.year_group, t.subject_id, COUNT(*) AS n FROM snapshot_pupil s
    JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.left_on IS NULL
    JOIN subject u ON u.id = t.subject_id AND u.family_id = u.id
    JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id AND a.state <> 'missing'
    JOIN assessment b ON b.round_id = ${before} AND b.pupil_id = t.pupil_id AND b.subject_id = t.subject_id AND b.state = 'level'
    JOIN scale_level m ON m.id = b.level_id AND m.passes = 1 AND m.scale_id = t.scale_id
    WHERE s.round_id = ${round} AND s.unit_id = ${school.id} GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT 1`)[0];
}

// [fell, rose, passed before, passed now, pairs], counted from assessments alone.
const recount = (round, before, year, subject) => stack.sql(`SELECT SUM(b.ok = 1 AND a.ok = 0), SUM(b.ok = 0 AND a.ok = 1), SUM(b.ok), SUM(a.ok), COUNT(*)
  FROM snapshot_pupil s JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id AND t.subject_id = ${subject} AND t.left_on IS NULL
  JOIN (SELECT x.round_id, x.pupil_id, x.subject_id, COALESCE(l.passes, 0) AS ok FROM assessment x LEFT JOIN scale_level l ON l.id = x.level_id WHERE x.state <> 'missing') a
    ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
  JOIN (SELECT x.round_id, x.pupil_id, x.subject_id, COALESCE(l.passes, 0) AS ok FROM assessment x LEFT JOIN scale_level l ON l.id = x.level_id WHERE x.state <> 'missing') b
    ON b.round_id = ${before} AND b.pupil_id = t.pupil_id AND b.subject_id = t.subject_id
  WHERE s.round_id = ${round} AND s.unit_id = ${school.id} AND s.year_group = ${year}`)[0].map(Number);

// Teachers report the year group anew: everybody who passed does not any more.
async function plant(round, year, subject) {
  const groups = stack.sql(`SELECT DISTINCT t.group_id, p.eppn FROM snapshot_pupil s JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
    JOIN duty d ON d.group_id = t.group_id AND d.role = 'teacher' AND d.ends_on IS NULL JOIN person p ON p.id = d.person_id
    WHERE s.round_id = ${round} AND s.unit_id = ${school.id} AND s.year_group = ${year} AND t.subject_id = ${subject} GROUP BY t.group_id`);
  for (const [group, eppn] of groups) {
    const { json } = await stack.as(eppn).get(`/api/groups/${group}/assessments`);
    const lowest = (p) => json.scales.find((s) => s.id === p.scale).levels[0].code;
    const entries = json.pupils.filter((p) => !p.left && p.level !== null).map((p) => ({ pupil: p.id, level: lowest(p), version: p.version }));
    if (!entries.length) continue;
    const answer = await stack.as(eppn).put(`/api/groups/${group}/assessments`, { entries });
    assert.equal(answer.status, 200, answer.text);
  }
}

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {} }), launch()]);
  const principal = stack.as(who(stack, 'principal'));
  const me = (await principal.get('/api/me')).json;
  school = me.home_unit;
  const round = me.round.id;
  const [[earlier]] = stack.sql(`SELECT MAX(id) FROM round WHERE id < ${round} AND kind = 'forecast'`);
  const [year, subject] = largest(round, earlier);
  await plant(round, year, subject);
  raw = recount(round, earlier, year, subject);
  const { json } = await principal.get(`/api/dips?unit=${school.id}`);
  flag = json.flags.find((f) => f.grain === 'subject' && f.subject.id === subject && f.year_group === Number(year));
  assert.ok(flag, `no signal for subject ${subject}, year group ${year}: ${raw}`);
  assert.equal(flag.tested_on, 'pairs');
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const cardOf = (page) => page.locator('.flag').filter({ has: page.locator('h3', { hasText: `${flag.subject.name.sv}, åk ${flag.year_group}, ${school.name}` }) }).first();

test('the sentence says what the raw rows say', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/signaler');
  const text = (await cardOf(page).innerText()).replace(/\s+/g, ' ');
  const [fell, rose, before_, now, pairs] = raw;
  assert.match(text, new RegExp(`Av de ${pairs} elever som är bedömda båda gångerna nådde ${before_} \\(\\d+ %\\) målen i .+ och ${now} \\(\\d+ %\\) nu: ${
    fell} elever har hamnat under gränsen och ${rose === 0 ? 'ingen har' : rose === 1 ? 'en elev har' : `${rose} elever har`} kommit över den\\.`));
  const points = ((100 * (now - before_)) / pairs).toFixed(1).replace('.', ',').replace('-', '−');
  assert.ok(text.includes(`▼ Dipp ${points} procentenheter.`), text);
  assert.match(text, /(Starkt|Tydligt|Visst) belägg/);
  assert.doesNotMatch(await page.locator('.sigs').innerText(), /\{\w+\}|signals\.|undefined|NaN/);
  // How many false alarms to expect, and that the list moves.
  await page.getByText(/väntas vara falsklarm, alltså omkring/).waitFor();
  await page.getByText('Omgången är öppen: listan ändras med det som rapporteras.').waitFor();
  await close(page);
});

test('opened: who it is, the curve with its table, and all of it in the address', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/signaler');
  await cardOf(page).getByRole('button', { name: 'Visa bakgrunden' }).click();
  await until(page, (id) => location.hash.includes(`flag=${id}`), flag.id);
  const card = cardOf(page);
  await card.locator('.behind li').first().waitFor();
  assert.equal(await card.locator('.behind > div').first().locator('li').count(), raw[0]);
  // Where they are: the class beside each, and how many in each class.
  const [group] = (await stack.as(who(stack, 'principal')).get(`/api/dips?unit=${school.id}&flag=${flag.id}`)).json.flags;
  const names = group.pupils.fell.map((p) => p.class.name);
  const most = [...new Set(names)].map((name) => [name, names.filter((x) => x === name).length]).sort((a, b) => b[1] - a[1]);
  assert.equal(await card.locator('.behind > div').first().locator('p.fine').innerText(), `Per klass: ${most.map(([name, n]) => `${name} ${n}`).join(', ')}`);
  assert.ok((await card.locator('.behind li').first().innerText()).includes(` ${names[0]} · från `));
  // And as a file of their own.
  await card.getByRole('button', { name: 'Spara som fil' }).click();
  await page.selectOption('dialog select[name="format"]', 'csv');
  assert.ok((await page.locator('dialog select[name="choice"] option').allInnerTexts()).includes('Elever som ändrat sig'));
  await page.locator('dialog').getByRole('button', { name: 'Avbryt' }).click();
  await page.locator('dialog').waitFor({ state: 'detached' });
  await card.locator('svg[role="img"]').first().waitFor();
  await card.getByRole('button', { name: 'Visa som tabell' }).click();
  await card.locator('table').waitFor();
  assert.deepEqual(await axe(page), []);
  await page.reload();
  await cardOf(page).locator('.behind li').first().waitFor();
  await cardOf(page).locator('table').waitFor();
  await cardOf(page).getByRole('button', { name: 'Dölj bakgrunden' }).click();
  await until(page, () => !document.querySelector('.behind'));
  await close(page);
});

test('the director and the area manager read the same sentence, and no names', async () => {
  for (const role of ['director', 'area_manager']) {
    const page = await open(browser, stack, who(stack, role), `#/signaler?unit=${school.id}`);
    if (await page.locator('.state').count()) {
      // Another area's manager: nothing is there.
      assert.equal(role, 'area_manager');
      await close(page);
      continue;
    }
    await cardOf(page).getByRole('button', { name: 'Visa bakgrunden' }).click();
    await cardOf(page).getByText('Ditt uppdrag visar siffror, inte vilka elever det gäller.').waitFor();
    assert.equal(await page.locator('.behind').count(), 0);
    await close(page);
  }
});

test('filters are in the address and can be undone', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/signaler');
  await page.locator('.flag').first().waitFor();
  const all = await page.locator('.flag').count();
  await page.locator('select[name="direction"]').selectOption('dip');
  await until(page, () => /direction=dip/.test(location.hash) && !document.querySelector('.flag.rise'));
  assert.ok(await page.locator('.flag.dip').count() >= 1);
  await page.goBack();
  await until(page, (n) => document.querySelectorAll('.flag').length === n, all);
  await page.goto(`${stack.url}#/signaler?unit=1&direction=rise&subject=${flag.subject.code}&year_group=${flag.year_group}`);
  await until(page, () => /rise/.test(location.hash));
  await page.locator('.flag.rise, .state').first().waitFor();
  await close(page);
});

test('the overview marks the cell, in a sign and in words, and leads to the signals', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/oversikt?unit=1');
  const row = page.locator('.mx tbody tr').filter({ has: page.getByRole('link', { name: school.name, exact: true }) });
  const cell = row.locator('.c.signal.dip').first();
  await cell.waitFor();
  assert.match(await row.locator('.c.signal').evaluateAll((list) => list.map((el) => el.getAttribute('aria-label')).join('; ')), new RegExp(`signal: dipp i åk\\s${flag.year_group}, −`));
  assert.equal(await cell.evaluate((el) => getComputedStyle(el, '::before').content), '"▼"');
  assert.deepEqual(await axe(page), []);
  await page.getByRole('link', { name: 'Visa signalerna' }).click();
  await page.locator('.flag').first().waitFor();
  await close(page);
});

test('the start page says what has clearly fallen, with the shares, and leads there', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/');
  const [, , before, now, pairs] = raw;
  const share = (n) => Math.round((100 * n) / pairs);
  const line = page.locator('.fall li').filter({ has: page.locator(`a[href*="flag=${flag.id}"]`) });
  await line.waitFor();
  assert.match((await line.innerText()).replaceAll('\u00a0', ' '), new RegExp(`^${flag.subject.name.sv}, åk ${flag.year_group}\\s+${share(before)} % → ${share(now)} % ${pairs} elever$`));
  assert.match(await page.locator('main').innerText(), /kan omkring [\d,]+ vara falska|enda signal kan vara falsk/);
  await line.locator('a').click();
  await page.locator('.flag .more').waitFor();
  await page.goto(`${stack.url}#/`);
  await page.getByRole('link', { name: 'Till signalerna' }).click();
  await cardOf(page).waitFor();
  await close(page);
});

test('a mentor asks for the own class; a teacher of groups alone sees none', async () => {
  const page = await open(browser, stack, who(stack, 'mentor'), '#/signaler');
  await page.getByRole('heading', { name: /^Dippar och lyft, / }).waitFor();
  assert.match(page.url(), /class=\d+/);
  await close(page);
});

test('on paper: the sentences and no buttons', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/signaler');
  await cardOf(page).waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await cardOf(page).locator('.acts').isVisible(), false);
  assert.equal(await cardOf(page).locator('.word').first().isVisible(), true);
  await close(page);
});
