// Signals in the browser: closest to the goal, the class, a teacher's groups, the pupil's page. What is shown is what the interface
// answers; keyboard, addresses, paper, and who gets to see what.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, arrived } from './browser.mjs';
import { groupsOf } from './groups.mjs';

let stack;
let browser;
let school;
let klass;
let closest;
let view;

const count = (list, test_) => list.filter(test_).length;
const needs = (c) => c.risk === 'not_passed' || c.risk === 'not_assessable';

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {} }), launch()]);
  const principal = stack.as(who(stack, 'principal'));
  school = (await principal.get('/api/me')).json.home_unit;
  closest = (await principal.get(`/api/closest?unit=${school.id}`)).json;
  for (const one of closest.options.classes) {
    const { json } = await principal.get(`/api/class-view?unit=${school.id}&class=${one.id}`);
    const cells = json.pupils.flatMap((p) => p.cells.flat());
    if (!view || count(cells, needs) > count(view.pupils.flatMap((p) => p.cells.flat()), needs)) [view, klass] = [json, one];
  }
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const part = (page, name) => page.locator('.subnav').getByRole('link', { name });

test('the principal sees who is close, and goes on to the pupil', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/signaler?del=narmast');
  await page.getByRole('heading', { name: `Närmast målet, ${school.name}` }).waitFor();
  const near = closest.pupils.length;
  await page.getByRole('heading', { name: near === 1 ? 'En elev saknar ett eller två ämnen' : `${near} elever saknar ett eller två ämnen` }).waitFor();
  assert.equal(await page.locator('.list.near tbody tr').count(), near);
  // The counts are those of the interface.
  const total = await page.locator('.mx.near tr.total td').allInnerTexts();
  assert.deepEqual(total.slice(1, 3), closest.total.goals[0].slice(0, 2).map(String));
  // One goal at a time, in the address.
  await page.locator('select[name="goal"]').selectOption('all_subjects');
  const only = closest.pupils.filter((p) => p.gaps.some((g) => g.goal === 'all_subjects')).length;
  await until(page, (n) => document.querySelectorAll('.list.near tbody tr').length === n, only);
  assert.match(page.url(), /goal=all_subjects/);
  await page.goBack();
  await until(page, (n) => document.querySelectorAll('.list.near tbody tr').length === n, near);
  const link = page.locator('.list.near tbody a').first();
  const name = await link.innerText();
  await link.click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await close(page);
});

test('what is lacking is said in words', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/signaler?del=narmast&goal=all_subjects');
  const one = closest.pupils.find((p) => p.gaps[0]?.goal === 'all_subjects' && p.gaps[0].lacks === 1);
  const two = closest.pupils.find((p) => p.gaps[0]?.goal === 'all_subjects' && p.gaps[0].lacks === 2);
  const words = (p) => p.gaps[0].among.map((code) => closest.subjects.find((s) => s.code === code).name.sv)
    .map((s) => s[0].toLowerCase() + s.slice(1)).join(' och ');
  for (const p of [one, two].filter(Boolean)) {
    const row = page.locator('.list.near tbody tr').filter({ hasText: p.name }).first();
    assert.match(await row.innerText(), new RegExp(`${p.gaps[0].lacks}\\s+${words(p)}`));
  }
  assert.ok(one);
  await close(page);
});

test('director and area manager see numbers and no pupils, and a link for each school', async () => {
  for (const role of ['director', 'area_manager']) {
    const page = await open(browser, stack, who(stack, role), '#/signaler?del=narmast');
    await page.locator('.mx.near').waitFor();
    assert.equal(await page.locator('.list.near').count(), 0);
    assert.equal(await part(page, 'Klassen').count(), 0);
    await page.locator('.mx.near tbody th a').last().click();
    await page.getByText('Ditt uppdrag visar antal, inte elever.').waitFor();
    await close(page);
  }
});

test('one Tab stop in the table of counts; arrows move inside it', async () => {
  const page = await open(browser, stack, who(stack, 'director'), '#/signaler?del=narmast');
  const stops = () => page.locator('.mx.near [tabindex="0"]').count();
  await page.locator('.mx.near tbody a').first().waitFor();
  assert.equal(await stops(), 1);
  await page.locator('.mx.near [tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  assert.equal(await stops(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), await page.locator('.mx.near tbody a').nth(1).innerText());
  await page.keyboard.press('Enter');
  await until(page, () => /unit=/.test(location.hash) && document.querySelectorAll('.crumb li').length > 1);
  await close(page);
});

test('the class: marks in sign and text, order and selection in the address', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), `#/signaler?del=klass&unit=${school.id}&class=${klass.id}`);
  await page.getByRole('heading', { name: `Klassen ${klass.name}, ${school.name}` }).waitFor();
  const rows = page.locator('.klass tbody tr:not(.foot)');
  assert.equal(await rows.count(), view.pupils.length);
  const cells = view.pupils.map((p) => p.cells.flat());
  assert.equal(await page.locator('.kpi .v').first().innerText(), String(cells.filter((list) => list.some(needs)).length));
  assert.equal(await page.locator('.klass .lm.not_passed, .klass .lm.not_assessable').count(), count(cells.flat(), needs));
  // Not by colour alone: each mark has a sign that is seen and words that are read.
  const mark = await page.locator('.klass .lm.not_passed').first().evaluate((el) => [el.querySelector('.risk [aria-hidden]').textContent, el.querySelector('.risk .sr').textContent]);
  assert.deepEqual(mark, ['✗', ', når inte målen']);
  const foot = await page.locator('.klass tr.foot').first().locator('td').allInnerTexts();
  assert.deepEqual(foot.slice(3), view.subjects.map((_, i) => String(count(view.pupils.flatMap((p) => p.cells[i]), needs))));
  // Only rounds that the class is in are offered.
  for (const round of await page.locator('select[name="round"] option').evaluateAll((all) => all.map((one) => one.value))) {
    assert.equal((await stack.as(who(stack, 'principal')).get(`/api/class-view?unit=${school.id}&class=${klass.id}&round=${round}`)).status, 200);
  }
  // Most in need of support first.
  await page.getByRole('button', { name: 'Stöd: sortera på ämnen där eleven behöver stöd, flest först' }).click();
  await arrived(page, /sort=support/);
  const firsts = (await rows.locator('td:first-of-type').allInnerTexts()).map(Number);
  assert.deepEqual(firsts, [...firsts].sort((a, b) => b - a));
  await page.locator('select[name="show"]').selectOption('risk');
  const marked = cells.filter((list) => list.some((c) => c.risk)).length;
  await until(page, (n) => document.querySelectorAll('.klass tbody tr:not(.foot)').length === n, marked);
  // Subject by subject, the same pupils again.
  const listed = await page.locator('.needs dd a').count();
  assert.equal(listed, count(cells.flat(), needs));
  await close(page);
});

test('the class chooses itself for a mentor; others choose', async () => {
  const page = await open(browser, stack, who(stack, 'mentor'), '#/signaler?del=klass');
  await page.locator('.klass, .state').first().waitFor();
  assert.match(page.url(), /class=\d+/);
  await close(page);
  const head = await open(browser, stack, who(stack, 'principal'), '#/signaler?del=klass');
  await head.getByRole('heading', { name: 'Välj klass' }).waitFor();
  await head.locator('.cards a').first().click();
  await head.locator('.klass').waitFor();
  await close(head);
});

test('a teacher sees the own groups, and nobody else\'s parts', async () => {
  const teacher = stack.people.find((p) => p.role === 'teacher').eppn;
  const groups = await groupsOf(stack, teacher);
  const page = await open(browser, stack, teacher, '#/signaler?del=grupp');
  await page.locator('.list.sig tbody tr').first().waitFor();
  const { json } = await stack.as(teacher).get(`/api/groups/${page.url().match(/group=(\d+)/)[1]}/assessments`);
  assert.equal(await page.locator('.list.sig tbody tr').count(), json.pupils.filter((p) => !p.left).length);
  const bad = json.pupils.filter((p) => !p.left && (p.level === '-' || (p.level !== null && !json.scales.find((s) => s.id === p.scale).levels.find((l) => l.code === p.level).passes)));
  assert.match(await page.locator('.sigs .lead').innerText(), bad.length === 1 ? /^En av/ : bad.length ? new RegExp(`^${bad.length} av`) : /^Ingen elev/);
  if (groups.length > 1) {
    await page.locator('select[name="group"]').selectOption(groups[1].id);
    await until(page, (id) => location.hash.includes(`group=${id}`), groups[1].id);
  }
  await close(page);
});

test('the pupil\'s page: change, direction and what to look at', async () => {
  const principal = stack.as(who(stack, 'principal'));
  const pupil = view.pupils.find((p) => p.cells.flat().some((c) => c.risk)) ?? view.pupils[0];
  const { json } = await principal.get(`/api/pupils/${pupil.id}`);
  const page = await open(browser, stack, who(stack, 'principal'), `#/elev?id=${pupil.id}`);
  const rows = page.locator('.mx.sig tbody tr:not(.total)');
  assert.equal(await rows.count(), json.subjects.length);
  const marked = json.subjects.filter((s) => s.risk).length;
  await page.getByText(marked === 1 ? 'Ett ämne är markerat' : marked ? `${marked} ämnen är markerade` : 'Inget ämne är markerat').waitFor();
  assert.equal(await page.locator('.mx.sig .risk').count(), marked);
  const changed = json.subjects.flatMap((s) => s.levels.filter((l) => l?.change)).length;
  assert.equal(await page.locator('.mx.sig tbody small.rose, .mx.sig tbody small.fell').count(), changed);
  // The same as in the class's view.
  for (const cell of pupil.cells.flat()) {
    const s = json.subjects.find((one) => one.subject.code === cell.code);
    assert.deepEqual([s.risk, s.trend], [cell.risk, cell.trend]);
  }
  await close(page);
});

test('in English nothing is left in Swedish or without words', async () => {
  for (const [role, hash] of [['principal', `#/signaler?del=klass&unit=${school.id}&class=${klass.id}`], ['principal', '#/signaler?del=narmast'], ['teacher', '#/signaler?del=grupp'], ['director', '#/signaler?del=narmast']]) {
    const page = await open(browser, stack, who(stack, role), hash, { locale: 'en-GB' });
    await page.locator('.sigs table, .sigs .cards').first().waitFor();
    const text = await page.locator('main').innerText();
    assert.doesNotMatch(text, /signals\.|undefined|NaN|\[object| sedan | elever |ämne/);
    await close(page);
  }
});

test('on paper: the tables whole, no menu', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), `#/signaler?del=klass&unit=${school.id}&class=${klass.id}`, { colorScheme: 'dark' });
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.subnav').isVisible(), false);
  assert.equal(await page.locator('.filters').isVisible(), false);
  assert.equal(await page.locator('.klass').isVisible(), true);
  assert.equal(await page.locator('.mxw').evaluate((el) => el.scrollHeight > el.clientHeight + 1 && getComputedStyle(el).overflowY !== 'visible'), false);
  await close(page);
});

test('an address of somebody else\'s, and one without any right', async () => {
  const page = await open(browser, stack, who(stack, 'principal'), '#/signaler?del=narmast&unit=1');
  await page.getByRole('heading', { name: 'Ingenting att visa' }).or(page.locator('.state h1')).first().waitFor();
  assert.equal(await page.locator('table').count(), 0);
  await close(page);
  const auditor = await open(browser, stack, who(stack, 'auditor'), '#/signaler');
  await auditor.locator('.state h1').waitFor();
  assert.equal(await auditor.getByRole('link', { name: 'Signaler' }).count(), 0);
  await close(auditor);
});
