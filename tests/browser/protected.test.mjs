// Protected pupils in the pages: what stands on the screen, on paper, in titles and in what is read aloud.
import assert from 'node:assert/strict';
import test, { before, after } from 'node:test';
import { start } from '../http/harness.mjs';
import { axe, launch, open, close, visit, who, until, PREFIX } from './browser.mjs';

let stack;
let browser;
let teacher; // teaches a group of the pupil
let lead; // leads the pupil's school
let group;
let pupil; // { id, name }
let unit;

const SHOTS = process.env.MALKOLL_SHOTS;
const NAME = 'Qqfamilj, Qqgiven';
const PSEUDONYM = 'Elev 1';
const shot = async (page, name) => { if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true }); };
const day = (offset) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date(Date.now() + offset * 86400000));

// All that a page gives away: what is drawn, the whole document, its title and address, and the tree that is read aloud.
async function all(page) {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send('Accessibility.getFullAXTree');
  const read = nodes.map((n) => `${n.name?.value ?? ''} ${n.description?.value ?? ''} ${n.value?.value ?? ''}`).join('\n');
  return [await page.content(), await page.title(), page.url(), read].join('\n');
}

async function paper(page) {
  await page.emulateMedia({ media: 'print' });
  const text = await page.evaluate(() => document.body.innerText);
  await page.emulateMedia({ media: 'screen' });
  return text;
}

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  lead = who(stack, 'principal');
  unit = (await stack.as(lead).get('/api/me')).json.home_unit;
  const [[id, groupId, eppn]] = stack.sql(`SELECT m.person_id, g.id, p.eppn FROM teaching_group g JOIN group_member m ON m.group_id = g.id AND m.ends_on IS NULL
    JOIN duty d ON d.group_id = g.id AND d.role = 'teacher' AND d.ends_on IS NULL JOIN person p ON p.id = d.person_id
    JOIN enrolment e ON e.person_id = m.person_id AND e.unit_id = g.unit_id AND e.ends_on IS NULL WHERE g.unit_id = ${unit.id} ORDER BY g.id, m.person_id LIMIT 1`);
  [pupil, group, teacher] = [{ id }, groupId, eppn];
  stack.sql(`UPDATE person SET family_name = 'Qqfamilj', given_name = 'Qqgiven', protected_hand = 1 WHERE id = ${id};
    UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
});

after(async () => {
  await browser?.close();
  await stack?.stop();
});

test('a teacher who is not named sees how many are not shown, and nothing of the pupil', async () => {
  const page = await open(browser, stack, teacher, `#/rapportera?group=${group}`);
  await until(page, () => document.querySelector('.gr'));
  assert.match(await page.locator('.note', { hasText: 'skyddad identitet' }).innerText(), new RegExp(`En elev med skyddad identitet visas inte här.*Fråga rektorn på ${unit.name}`));
  await shot(page, 'protected-hidden');
  assert.doesNotMatch(await all(page), /Qqfamilj|Qqgiven/);
  await visit(page, `#/elev?id=${pupil.id}`);
  await until(page, () => /finns inte/i.test(document.querySelector('main')?.innerText ?? ''));
  assert.doesNotMatch(await all(page), /Qqfamilj|Qqgiven/);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage })), /Qq/);
  await close(page);
});

test('the head finds the pupil, sets a pseudonym and names the teacher', async () => {
  const page = await open(browser, stack, lead, `#/skyddade?unit=${unit.id}`);
  const card = page.locator('section.card', { hasText: NAME });
  await card.waitFor();
  await shot(page, 'protected-page');
  assert.deepEqual(await axe(page), []);
  assert.doesNotMatch(`${await page.title()} ${page.url()}`, /Qq/);
  await card.locator('[name=pseudonym]').fill(PSEUDONYM);
  await card.getByRole('button', { name: 'Spara pseudonymen' }).click();
  await until(page, (t) => document.querySelector('[aria-live]')?.textContent.includes(t), 'Pseudonymen är sparad');
  const [[id]] = stack.sql(`SELECT id FROM person WHERE eppn = '${teacher}'`);
  await card.locator('[name=person]').selectOption(id);
  await card.locator('[name=ends]').fill(day(20));
  await card.getByRole('button', { name: 'Låt se' }).click();
  await card.getByRole('button', { name: /^Ta bort ?:/ }).waitFor();
  await shot(page, 'protected-named');
  await until(page, () => document.activeElement?.tagName === 'H1');
  assert.doesNotMatch(await paper(page), /Qq|Elev 1/);
  assert.match(await paper(page), /skrivs inte ut/);
  await close(page);
});

test('the head marks another pupil by class, and takes the mark away again', async () => {
  const page = await open(browser, stack, lead, `#/skyddade?unit=${unit.id}`);
  await page.locator('[name=class]').selectOption({ index: 1 });
  await page.locator('[name=pupil]').waitFor();
  await page.locator('[name=pupil]').selectOption({ index: 1 });
  await page.locator('[name=reason]').fill('prov');
  await page.getByRole('button', { name: 'Markera', exact: true }).click();
  await until(page, () => document.querySelectorAll('section.card').length === 3);
  await page.locator('section.card').filter({ hasText: ': prov' }).getByRole('button', { name: 'Ta bort markeringen' }).click();
  await page.locator('dialog textarea').fill('var ett prov');
  await page.locator('dialog').getByRole('button', { name: 'Ta bort markeringen' }).click();
  await until(page, () => document.querySelectorAll('section.card').length === 2);
  await close(page);
});

test('the named teacher sees the pseudonym and not the name; the head sees that it is one, and not on paper', async () => {
  const page = await open(browser, stack, teacher, `#/rapportera?group=${group}`);
  await until(page, (t) => document.querySelector('.gr')?.innerText.includes(t), PSEUDONYM);
  const text = await all(page);
  assert.doesNotMatch(text, /Qq|skyddad identitet/);
  await close(page);
  const at = await open(browser, stack, lead, `#/rapportera?group=${group}`);
  await until(at, (t) => document.querySelector('.gr')?.innerText.includes(t), PSEUDONYM);
  assert.match(await at.locator('.gr tr', { hasText: PSEUDONYM }).innerText(), /skyddad identitet/);
  assert.doesNotMatch(await all(at), /Qq/);
  const printed = await paper(at);
  assert.ok(!printed.includes(PSEUDONYM) && /En elev med skyddad identitet skrivs inte ut/.test(printed));
  await shot(at, 'protected-grid');
  await visit(at, `#/elev?id=${pupil.id}`);
  await until(at, (t) => document.querySelector('h1')?.textContent.includes(t), PSEUDONYM);
  assert.ok(!(await paper(at)).includes(PSEUDONYM));
  assert.doesNotMatch(await at.title(), /Elev 1|Qq/);
  await close(at);
});

// A staff member who has a duty by hand in the roles that no roster brings, and whoever the roster has.
const ROLES = ['special_educator', 'analyst', 'board', 'auditor', 'administrator', 'area_manager', 'director', 'mentor', 'principal elsewhere'];

function person(role) {
  if (role === 'principal elsewhere') {
    return stack.sql(`SELECT p.eppn FROM duty d JOIN person p ON p.id = d.person_id WHERE d.role = 'principal' AND d.unit_id <> ${unit.id} AND d.ends_on IS NULL LIMIT 1`)[0][0];
  }
  // The pupil's own mentor has most to see.
  const [own] = stack.sql(`SELECT p.eppn FROM duty d JOIN person p ON p.id = d.person_id LEFT JOIN class_member m ON m.class_id = d.class_id AND m.person_id = ${pupil.id}
    WHERE d.role = '${role}' AND d.ends_on IS NULL AND p.eppn <> '${teacher}' ORDER BY m.id IS NULL LIMIT 1`);
  if (own) return own[0];
  const [[id, eppn]] = stack.sql(`SELECT p.id, p.eppn FROM person p JOIN duty t ON t.person_id = p.id AND t.role = 'teacher' WHERE NOT EXISTS (
    SELECT 1 FROM duty d WHERE d.person_id = p.id AND (d.role <> 'teacher' OR d.group_id IN (SELECT group_id FROM group_member WHERE person_id = ${pupil.id}))) ORDER BY p.id LIMIT 1`);
  const at = role === 'special_educator' ? unit.id : stack.sql("SELECT id FROM unit WHERE kind = 'municipality'")[0][0];
  stack.sql(`UPDATE duty SET ends_on = '2020-01-01', starts_on = '2019-01-01' WHERE person_id = ${id};
    INSERT INTO duty (person_id, role, unit_id, starts_on, origin) VALUES (${id}, '${role}', ${at}, '2020-01-01', 'manual');
    UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  return eppn;
}

for (const role of ROLES) {
  test(`no page, on the screen or on paper, shows a hidden pupil to: ${role}`, async () => {
    const [[klass]] = stack.sql(`SELECT class_id FROM class_member WHERE person_id = ${pupil.id} AND ends_on IS NULL`);
    const page = await open(browser, stack, person(role));
    const at = ['', 'oversikt', `oversikt?unit=${unit.id}`, `oversikt?unit=${unit.id}&rows=pupil`, `oversikt?unit=${unit.id}&rows=pupil&class=${klass}`,
      'rapportera', `rapportera?group=${group}`, 'uppfoljning', `uppfoljning?unit=${unit.id}`, `elev?id=${pupil.id}`, `registerutdrag?id=${pupil.id}`,
      `skyddade?unit=${unit.id}`, 'delegering', 'administration', 'administration?del=inlasning', 'administration?del=uppdrag', 'granskning', `granskning?pupil=${pupil.id}`];
    for (const address of at) {
      await visit(page, `#/${address}`);
      const text = `${await all(page)}\n${await paper(page)}`;
      assert.doesNotMatch(text, /Qqfamilj|Qqgiven/, `${role} ${address}`);
      // The pseudonym is for those who were named; whoever has the log may read that it was set.
      if (role !== 'auditor') assert.ok(!text.includes(PSEUDONYM), `${role} ${address}`);
    }
    await close(page);
  });
}

test('on a narrow screen and in the dark the page holds', async () => {
  const page = await open(browser, stack, lead, `#/skyddade?unit=${unit.id}`, { viewport: { width: 360, height: 740 }, colorScheme: 'dark' });
  await page.locator('section.card').first().waitFor();
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.deepEqual(await axe(page), []);
  await shot(page, 'protected-narrow');
  await close(page);
});
