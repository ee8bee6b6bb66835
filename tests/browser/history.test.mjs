// Historik and Delmål: the three ways, what stands beside, numbers as the server counts them, milestones, freshness, paper.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, who, until, arrived, stands, visit, axe, PREFIX } from './browser.mjs';

let stack;
let browser;
let director;
let principal;
let home;
let school;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  [director, principal] = [who(stack, 'director'), who(stack, 'principal')];
  home = (await stack.as(director).get('/api/me')).json.home_unit.id;
  school = (await stack.as(principal).get('/api/me')).json.home_unit.id;
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

const get = async (eppn, at) => (await stack.as(eppn).get(at)).json;
const textOf = async (locator) => (await locator.innerText()).replace(/[\s\u00a0]+/g, ' ').trim();
const one = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const comma = (x) => one.format(x).replace('-', '−');
const signed = (x) => (Math.round(x * 10) === 0 ? '±0' : `${x > 0 ? '+' : ''}${comma(Math.round(x * 10) / 10)}`);
const whole = (n) => new Intl.NumberFormat('sv-SE').format(n).replace(/\s/g, ' ');
const course = (page) => page.locator('table.course').first().locator('tbody tr');

async function checkCourse(page, data, points, details) {
  const rows = course(page);
  assert.equal(await rows.count(), data.rounds.length);
  for (const [i, p] of points.entries()) {
    const cells = rows.nth(data.rounds.length - 1 - i).locator('td');
    if (!p?.[1]) {
      assert.equal(await textOf(cells.nth(1)), '–');
      continue;
    }
    assert.equal(await textOf(cells.nth(1)), `${comma((100 * p[0]) / p[1])} % ${p[0]} av ${p[1]}`);
    assert.equal(await textOf(cells.nth(2)), `${comma(details[i][0] / 100)}–${comma(details[i][1] / 100)}`);
    const change = await textOf(cells.nth(3));
    if (details[i][2] === null) assert.equal(change, '–');
    else assert.ok(change.replace(/\*|, större än slumpen brukar ge/g, '').startsWith(`${signed(details[i][2] / 100)} `), `${change} for ${details[i]}`);
    if (details[i][3] !== null) assert.ok(change.endsWith(details[i][6] ? ` ${whole(details[i][6])} i båda` : ' som olika elever'), `${change} for ${details[i]}`);
  }
}

test('the table is the server\'s, in each of the three ways', async () => {
  const page = await open(browser, stack, director, `#/historik?unit=${home}&show=MA`);
  await stands(page);
  for (const [follow, query] of [['unit', ''], ['year_group', '&year_group=9'], ['cohort', '&year_group=9']]) {
    if (follow !== 'unit') {
      await page.selectOption('select[name="follow"]', follow);
      await arrived(page, new RegExp(`follow=${follow}.*year_group=|year_group=.*follow=${follow}`));
      await page.selectOption('select[name="year_group"]', '9');
      await page.waitForURL(/year_group=9/);
    }
    await stands(page);
    const data = await get(director, `/api/history?unit=${home}&follow=${follow}${query}&detail=true`);
    await until(page, (n) => document.querySelectorAll('table.course tbody tr').length > n, 1);
    const maths = data.subjects.find((s) => s.subject.code === 'MA');
    await checkCourse(page, data, maths.points, maths.details);
    const says = { unit: /Enheten som den var/, year_group: /samma årskurs/, cohort: /Kullen genom läsåren/ }[follow];
    assert.match(await page.locator('.head .sub').innerText(), says);
    assert.match(await page.locator('.chart svg').getAttribute('aria-label'), /^Matematik: /);
  }
  await close(page);
});

test('what the uncertainty of a change rests on, within a school also while the round is open', async () => {
  const at = (unit) => `/api/history?unit=${unit}&detail=true`;
  const maths = (data) => data.subjects.find((s) => s.subject.code === 'MA');
  const data = await get(principal, at(school));
  assert.equal(data.rounds.at(-1).state, 'open');
  assert.ok(maths(data).details.at(-1)[6] > 0);
  assert.equal(maths(await get(director, at(home))).details.at(-1)[6], null);
  const page = await open(browser, stack, principal, `#/historik?unit=${school}&show=MA`);
  await stands(page);
  await checkCourse(page, data, maths(data).points, maths(data).details);
  assert.match(await page.locator('main').innerText(), /Medan en omgång är öppen räknas det för en skola och en klass/);
  await close(page);
});

test('forecasts and grades are a line each, and a line alone is a whole one', async () => {
  const { rounds, measures } = await get(director, `/api/history?unit=${home}`);
  const met = (kind) => rounds.filter((r, i) => r.kind === kind && measures.all_subjects[i]?.[1]).length;
  const corners = async (page, selector) => (await page.locator(selector).getAttribute('d')).match(/[ML]/g).length;
  const page = await open(browser, stack, director, `#/historik?unit=${home}`);
  assert.ok(met('grade') > 0 && met('forecast') > 1);
  assert.equal(await corners(page, '.chart path.tp:not(.grade)'), met('forecast'));
  assert.equal(await corners(page, '.chart path.tp.grade'), met('grade'));
  assert.match(await page.locator('main').innerText(), /prickad linje: betyg[^]*prognos mot prognos, betyg mot betyg/);
  await visit(page, `#/historik?unit=${home}&round_kind=grade`);
  assert.equal(await corners(page, '.chart path.tp'), met('grade'));
  assert.equal(await page.locator('.chart path.tp.grade').count(), 0);
  await close(page);
});

test('two sides with their difference; the state is in the address', async () => {
  const page = await open(browser, stack, director, `#/historik?unit=${home}&show=MA`);
  await stands(page);
  await page.selectOption('select[name="with"]', 'gender');
  await arrived(page, /with=gender/);
  const data = await get(director, `/api/history?unit=${home}&detail=true&gender=female&with_gender=male`);
  const maths = data.subjects.find((s) => s.subject.code === 'MA');
  const last = maths.differences.length - 1;
  const head = await page.locator('table.course').first().locator('thead th').allInnerTexts();
  assert.ok(head.includes('Flickor') && head.includes('Pojkar') && head.includes('Skillnad'), head.join());
  const cell = await textOf(course(page).first().locator('td').nth(head.indexOf('Skillnad') - 1));
  assert.ok(cell.startsWith(signed(maths.differences[last][0] / 100)), cell);
  assert.equal(await page.locator('.chart path.tp:not(.grade)').count(), 2);
  const other = await open(browser, stack, director, page.url().slice(page.url().indexOf('#')));
  await stands(other);
  assert.equal(await other.locator('select[name="with"]').inputValue(), 'gender');
  await close(other);
  await page.goBack();
  await until(page, () => document.querySelector('select[name="with"]').value === '');
  await stands(page);
  assert.equal(await page.locator('.chart path.tp:not(.grade)').count(), 1);
  await close(page);
});

test('a class is followed through the school years by its principal, and its pupils', async () => {
  const { classes } = await get(principal, `/api/units/${school}`);
  const nine = classes.find((c) => c.name.startsWith('9')) || classes.at(-1);
  const page = await open(browser, stack, principal, `#/historik?unit=${school}&class=${nine.id}`);
  await stands(page);
  const data = await get(principal, `/api/history?unit=${school}&class=${nine.id}`);
  const names = data.followed.map((f) => f?.class.name ?? null).reverse();
  assert.ok(new Set(names.filter(Boolean)).size > 1, `the class had another name: ${names}`);
  for (const [i, name] of names.entries()) if (name) assert.match(await textOf(course(page).nth(i).locator('td').first()), new RegExp(`^${name} `));
  await page.selectOption('select[name="follow"]', 'cohort');
  await page.getByText('Just de elever som går i klassen').waitFor();
  await close(page);
});

test('rows beside each other and the gap, as the server says', async () => {
  const page = await open(browser, stack, director, `#/historik?unit=${home}&show=MA&rows=year_group`);
  await stands(page);
  const data = await get(director, `/api/compare?unit=${home}&subject=MA&rows=year_group`);
  const rows = page.locator('table.course').nth(1).locator('tbody tr');
  assert.equal(await rows.count(), data.rows.length + 1);
  for (const [i, row] of [data.total, ...data.rows].entries()) {
    const cells = await rows.nth(i).locator('td').allInnerTexts();
    if (row.share) assert.match(cells[0].replace(/\s+/g, ' '), new RegExp(`${row.share[0]} av ${row.share[1]}`));
    if (row.gap?.[1] && row.gap[3]) assert.ok(cells.some((c) => c.replace(/\s+/g, ' ').includes(`flickor ${row.gap[0]} av ${row.gap[1]} pojkar ${row.gap[2]} av ${row.gap[3]}`)), cells.join(' | '));
  }
  const every = await open(browser, stack, director, `#/historik?unit=${home}&show=every`);
  await stands(every);
  assert.match(await every.locator('section > .sub').innerText(), /^Når alla ämnen, Prognos/);
  assert.equal(await every.locator('.trend figure a').first().getAttribute('href').then((h) => h.startsWith('#/historik?')), true);
  await close(every);
  const gap = page.locator('table.course').nth(2).locator('tbody tr');
  assert.equal(await gap.count(), data.gaps.filter((g) => g.gap[1] || g.gap[3]).length);
  await close(page);
});

test('milestones: set and ended by the director, read by the others, shown as a distance', async () => {
  const page = await open(browser, stack, director, '#/delmal');
  await page.locator('#target-value').waitFor();
  await page.selectOption('#target-measure', 'all_subjects');
  await page.fill('#target-value', 'mycket');
  await page.getByRole('button', { name: 'Sätt delmålet' }).click();
  await page.locator('.note', { hasText: 'Skriv ett tal' }).waitFor();
  await page.fill('#target-value', '85,5');
  await page.fill('#target-from', '2020-01-01');
  await page.getByRole('button', { name: 'Sätt delmålet' }).click();
  await page.locator('.note', { hasNotText: 'Skriv ett tal' }).waitFor();
  assert.equal(await textOf(page.locator('.note')), 'Delmålet är satt.');
  assert.match(await textOf(page.locator('table.list tbody tr')), /Når alla ämnen gäller nu Alla 85,5 % 2020-01-01/);
  await page.goto(`${stack.url}#/historik?unit=${home}`);
  await stands(page);
  const p = (await get(director, `/api/history?unit=${home}`)).measures.all_subjects.at(-1);
  assert.match(await textOf(course(page).first().locator('td').nth(4)), new RegExp(`^${signed((100 * p[0]) / p[1] - 85.5).replace('+', '\\+')} mål 85,5 %$`));
  assert.ok(await page.locator('.chart .tm').count() > 0);
  await page.goto(`${stack.url}#/oversikt?unit=${home}`);
  await page.locator('.milestones', { hasText: 'mot delmålet 85,5 %' }).waitFor();
  const reader = await open(browser, stack, principal, '#/delmal');
  await reader.getByText('gäller nu').waitFor();
  assert.equal(await reader.locator('#target-value').count() + await reader.getByRole('button', { name: /Avsluta/ }).count(), 0);
  await close(reader);
  await page.goto(`${stack.url}#/delmal`);
  await page.getByRole('button', { name: 'Avsluta delmålet för Når alla ämnen' }).click();
  assert.deepEqual(await axe(page), []);
  await page.getByRole('dialog').getByRole('button', { name: 'Avsluta' }).click();
  await page.locator('.note.good', { hasText: 'avslutat' }).waitFor();
  await close(page);
});

test('how fresh the figures are, on the overview, the history and a pupil\'s page', async () => {
  const page = await open(browser, stack, principal, `#/oversikt?unit=${school}`);
  await page.getByText('Hur färska är siffrorna?').click();
  const report = await get(principal, `/api/reporting?unit=${school}`);
  const rows = page.locator('.fresh table').last().locator('tbody tr');
  await until(page, (n) => [...document.querySelectorAll('.fresh table')].at(-1)?.querySelectorAll('tbody tr').length === n, report.subjects.length);
  for (const [i, s] of report.subjects.entries()) {
    const share = Math.round((100 * (s.counts[0] - s.counts[3])) / s.counts[0]);
    assert.match(await textOf(rows.nth(i)), new RegExp(`^${s.subject.name.sv} (${share}|99|1) % (inte än|.+)$`));
  }
  await page.goto(`${stack.url}#/historik?unit=${school}`);
  await page.locator('.asof', { hasText: 'Senast rapporterat' }).waitFor();
  const pupil = (await get(principal, `/api/attainment?unit=${school}&rows=pupil`)).rows[0];
  await page.goto(`${stack.url}#/elev?id=${pupil.id}`);
  await page.locator('.asof', { hasText: 'Nyaste bedömningen i omgången' }).waitFor();
  assert.match(await textOf(page.locator('table.pupil tr', { hasText: 'Senast satt' })), / \d{4}$/);
  await close(page);
});

test('differences on the overview are asked for by a button, with the keyboard too', async () => {
  const page = await open(browser, stack, director, `#/oversikt?unit=${home}&subject=MA`);
  const button = page.getByRole('button', { name: 'Visa skillnader med osäkerhet' });
  await button.focus();
  await page.keyboard.press('Enter');
  await arrived(page, /diff=1/);
  await page.locator('table.course').first().waitFor();
  assert.match(await page.locator('.sub', { hasText: 'Matematik' }).last().innerText(), /Matematik, Prognos/);
  await page.getByRole('link', { name: 'Historik och jämförelser' }).click();
  await arrived(page, /historik.*show=MA/);
  // What scrolls sideways is reached by Tab.
  assert.deepEqual(await page.locator('.wrap, .chart').evaluateAll((list) => list.filter((el) => el.tabIndex !== 0).length), 0);
  await close(page);
});

test('on paper: the figures and no controls, no wider than the sheet', async () => {
  const page = await open(browser, stack, director, `#/historik?unit=${home}&show=MA&with=gender`, { viewport: { width: 760, height: 1000 } });
  await stands(page);
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('.filters:visible, .btn:visible, header.top:visible').count(), 0);
  assert.ok(await page.locator('table.course:visible').count() >= 3);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the sheet');
  await close(page);
});

test('who may not see a unit or has no results is told so', async () => {
  const page = await open(browser, stack, principal, `#/historik?unit=${home}`);
  await page.getByRole('heading', { name: 'Här finns inget att visa för dig' }).waitFor();
  await close(page);
  const teacher = await open(browser, stack, who(stack, 'teacher'));
  assert.equal(await teacher.locator('nav a', { hasText: 'Historik' }).count(), (await get(who(stack, 'teacher'), '/api/me')).can.overview ? 1 : 0);
  await close(teacher);
});
