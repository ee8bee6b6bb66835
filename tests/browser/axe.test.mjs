// axe on every page, in both themes, on a narrow and a wide screen; and nothing wider than the screen.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { launch, open, close, visit, who, until, axe, PREFIX } from './browser.mjs';
import { groupsOf } from './groups.mjs';

let stack;
let browser;
const pages = [];

async function addresses() {
  const teacher = who(stack, 'teacher');
  const principal = who(stack, 'principal');
  const [group] = await groupsOf(stack, teacher);
  const school = (await stack.as(principal).get('/api/me')).json.home_unit.id;
  const data = (await stack.as(principal).get(`/api/attainment?unit=${school}&rows=pupil`)).json;
  const klass = data.options.classes[0].id;
  return [
    ['teacher', '', 'signaler?del=grupp', 'rapportera', `rapportera?group=${group.id}`, 'om', 'tillganglighet', 'finnsinte'],
    ['mentor', '', 'historik', 'oversikt', 'signaler?del=narmast', 'signaler?del=klass'],
    ['principal', '', `historik?unit=${school}&class=${data.rows[0].class.id}&follow=cohort`, `historik?unit=${school}&show=every`, 'oversikt', 'oversikt?rows=gender', `oversikt?unit=${school}&rows=pupil`, `elev?id=${data.rows[0].id}`, `registerutdrag?id=${data.rows[0].id}`, 'uppfoljning', 'oversikt?unit=1',
      'signaler?del=narmast', 'signaler?del=klass', `signaler?del=klass&unit=${school}&class=${klass}`, `signaler?del=klass&unit=${school}&class=${klass}&show=risk&sort=support`],
    ['director', '', 'oversikt?diff=1', 'historik', 'historik?follow=cohort&show=MA&with=gender', 'historik?show=merit17', 'delmal', 'oversikt', 'oversikt?trend=table', 'oversikt?subject=MA', 'oversikt?rows=year_group&sort=MA', 'uppfoljning', 'signaler', 'signaler?del=narmast', 'signaler?del=narmast&rows=year_group'],
    ['administrator', '', 'administration', 'administration?del=inlasning', 'administration?del=installningar', 'administration?del=drift', 'administration?del=gallring', 'administration?del=skalor'],
    ['auditor', 'granskning', 'granskning?unusual=true', `granskning?pupil=${data.rows[0].id}`],
  ];
}

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  pages.push(...await addresses());
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

async function look(page, address, rules) {
  await visit(page, `#/${address}`);
  // What can be opened is looked at open.
  await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = true; });
  const found = await axe(page, rules);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await page.evaluate(() => { for (const d of document.querySelectorAll('details')) d.open = false; });
  return [...found, ...(over > 0 ? [`${over} px wider than the screen`] : [])];
}

for (const colorScheme of ['light', 'dark']) {
  for (const width of [360, 1280]) {
    test(`${colorScheme}, ${width} px`, async () => {
      // A theme changes nothing but colours.
      const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
      const found = {};
      for (const [role, ...list] of pages) {
        const page = await open(browser, stack, who(stack, role), '', { colorScheme, viewport: { width, height: 800 } });
        for (const address of list) {
          const here = await look(page, address, rules);
          if (here.length) found[`${role} #/${address}`] = here;
        }
        await close(page);
      }
      assert.deepEqual(found, {});
    });
  }
}

test('the dialogs and the states of the grid', async () => {
  const teacher = who(stack, 'teacher');
  const [group] = await groupsOf(stack, teacher);
  for (const colorScheme of ['light', 'dark']) {
    const page = await open(browser, stack, teacher, `#/rapportera?group=${group.id}`, { colorScheme });
    await page.locator('.gr [data-cell][tabindex="0"]').focus();
    await page.keyboard.press('?');
    await page.locator('dialog[open]').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.context().setOffline(true);
    await page.keyboard.press('Home');
    await page.keyboard.press(colorScheme === 'dark' ? 'e' : 'd');
    await page.locator('.linkline').getByText('Nätet är borta').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.context().setOffline(false);
    await until(page, () => !document.querySelector('.linkline').textContent.trim());
    await close(page);
  }
});
