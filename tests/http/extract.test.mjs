// A register extract has all that is stored about one person, and nothing about anybody else.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, before, test } from 'node:test';
import { eppn } from './fixture.mjs';
import { select } from './recount.mjs';
import { isProblem } from './shapes.mjs';
import { makeFullWorld } from './world.mjs';

const PUPIL = 'p-9A-3';
let world;
before(async () => { world = await makeFullWorld(); });
after(() => world?.stop());

const fromPage = async (who, pupil) => world.get(who, `/api/pupils/${world.ids.person[pupil]}/extract`);
const fromCtl = (source) => JSON.parse(world.ctl('extract', source));

test('the principal gets every part, with every value that ever stood', async () => {
  const answer = await fromPage('pr-bj', PUPIL);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const all = answer.json;
  assert.equal(all.person.length, 1);
  assert.equal(`${all.person[0].family_name}, ${all.person[0].given_name}`, world.sortName(PUPIL));
  assert.deepEqual(all.rounds.map((one) => one.round), [world.old.key, world.before.key, world.now.key]);
  for (const round of [world.old, world.before, world.now]) {
    const levels = Object.fromEntries(all.assessments.filter((one) => one.round === round.key && !one.until).map((one) => [one.subject, one.level ?? '-']));
    for (const row of select(world.books[round.key], { pupil: PUPIL })) {
      const level = world.books[round.key].levels.get(`${PUPIL} ${row.subject}`);
      if (level !== undefined) assert.equal(levels[row.subject], level, `${round.key} ${row.subject}`);
    }
  }
  assert.ok(all.summaries.length >= 2 && all.enrolments.length >= 1 && all.classes.length >= 1 && all.groups.length > 10);
});

test('a value that was changed is there with the time until which it stood', async () => {
  const [row] = select(world.books[world.now.key], { pupil: PUPIL });
  const teacher = world.roster.groups.find((one) => one.id === row.group).teachers[0];
  const grid = (await world.get(teacher, `/api/groups/${world.ids.group[row.group]}/assessments`)).json;
  const mine = grid.pupils.find((one) => one.id === world.ids.person[PUPIL]);
  const level = mine.level === 'B' ? 'C' : 'B';
  const saved = await world.put(teacher, row.group, null, { entries: [world.entry(PUPIL, level, mine.version)] });
  assert.equal(saved.json.results[0].status, 'saved', saved.text);
  const values = (await fromPage('pr-bj', PUPIL)).json.assessments.filter((one) => one.round === world.now.key && one.subject === row.subject);
  assert.deepEqual(values.slice(-2).map((one) => [one.level, Boolean(one.until)]), [[mine.level === '-' ? null : mine.level, true], [level, false]]);
});

test('the command gives the same and the access log too, to whom may read it', async () => {
  const { access_log, reported, ...rest } = fromCtl(PUPIL);
  assert.deepEqual(rest, (await fromPage('pr-bj', PUPIL)).json);
  assert.ok(Array.isArray(access_log) && reported.length === 0);
  const teacher = fromCtl('bj1');
  assert.ok(teacher.duties.length > 1 && teacher.reported.length > 0 && teacher.assessments.length === 0);
});

test('a save of a class is in the log of each of its pupils, with the own levels alone, and once for each in that of who saved', async () => {
  const [row] = select(world.books[world.now.key], { pupil: PUPIL });
  const teacher = world.roster.groups.find((one) => one.id === row.group).teachers[0];
  const { pupils } = (await world.get(teacher, `/api/groups/${world.ids.group[row.group]}/assessments`)).json;
  const mine = pupils.find((one) => one.id === world.ids.person[PUPIL]);
  const another = pupils.find((one) => !one.left && one.id !== mine.id && one.level !== mine.level);
  const other = (one) => (one.level === 'A' ? 'E' : 'A');
  const saves = (who) => fromCtl(who).access_log.filter((one) => one.kind === 'save').map((one) => [one.old_value, one.new_value]);
  const before = [saves(PUPIL), saves(teacher)];
  const { json } = await world.stack.as(eppn(teacher)).put(`/api/groups/${world.ids.group[row.group]}/assessments`,
    { entries: [mine, another].map((one) => ({ pupil: one.id, level: other(one), version: one.version })) });
  assert.deepEqual(json.results.map((one) => one.status), ['saved', 'saved']);
  for (const sealed of [false, true]) {
    if (sealed) world.ctl('audit', 'seal', '--grace', '0');
    assert.deepEqual(saves(PUPIL), [...before[0], [mine.level, other(mine)]]);
    assert.deepEqual(saves(teacher).slice(before[1].length).sort(), [mine, another].map((one) => [one.level, other(one)]).sort());
  }
});

test('nothing of other pupils, and nothing for others', async () => {
  const text = JSON.stringify(fromCtl(PUPIL));
  const names = world.roster.pupils.filter((one) => one.id !== PUPIL).map((one) => `${one.given} ${one.family}`);
  assert.deepEqual(names.filter((name) => text.includes(name)), []);
  isProblem(await fromPage('pr-li', PUPIL), 404, 'not-found');
  isProblem(await fromPage('mentor', PUPIL), 403, 'forbidden');
  assert.equal(world.stack.ctl(['extract', 'no-such']).status, 1);
  assert.equal(world.stack.ctl(['extract']).status, 2);
});

test('every part and column of an extract has its words, in both languages', async () => {
  const all = (await fromPage('pr-bj', PUPIL)).json;
  const source = fs.readFileSync(new URL('../../lib/store/extract.c', import.meta.url), 'utf8');
  // Of parts that are empty here the columns stand in the source alone.
  const columns = [...source.slice(source.indexOf('parts[] ='), source.indexOf('static const struct part reported')).matchAll(/\{("[a-z_0-9]+"(?:,\s*"[a-z_0-9]+")*)\}/g)]
    .flatMap(([, list]) => list.match(/[a-z_0-9]+/g));
  assert.ok(columns.length > 40);
  for (const lang of ['sv', 'en']) {
    const texts = JSON.parse(fs.readFileSync(new URL(`../../www/i18n/extract.${lang}.json`, import.meta.url), 'utf8'));
    const wanted = [...Object.keys(all).map((part) => `extract.part.${part}`), ...columns.map((column) => `extract.column.${column}`)];
    assert.deepEqual(wanted.filter((key) => !texts[key]), []);
  }
});
