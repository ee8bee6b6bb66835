// GET /api/reference: the agency's figures beside one's own, which are counted here from what was reported.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root } from './harness.mjs';
import { select } from './recount.mjs';
import { isAnswer, isProblem } from './shapes.mjs';
import { makeFullWorld } from './world.mjs';

let world;
before(async () => {
  world = await makeFullWorld();
  for (const name of ['subjects9', 'eligibility9', 'grades6', 'pupils']) world.ctl('import', 'reference', path.join(root, `tests/http/national/${name}.csv`));
});
after(() => world?.stop());

const at = (query = {}) => `/api/reference?${new URLSearchParams({ unit: world.ids.unit.kommun, ...query })}`;
const ask = async (who, query) => isAnswer(await world.get(who, at(query)));
const measure = (answer, name, subject = null) => answer.measures.find((m) => m.measure === name && m.subject === subject);
const set = (name, value) => world.ask('PUT', 'admin', '/api/settings', { name, value });

test('without a municipality there are figures of one\'s own alone', async () => {
  const answer = await ask('director');
  assert.equal(answer.municipality, null);
  assert.deepEqual(answer.areas, []);
  assert.deepEqual(answer.measures, []);
  assert.equal(answer.sources.length, 4);
});

test('the codes are checked', async () => {
  for (const [name, value] of [['municipality_code', '128'], ['municipality_code', '1283 1280'], ['municipality_code', 'Ekby'], ['similar_municipalities', '9102,9201'],
    ['similar_municipalities', '9102 '], ['similar_municipalities', Array.from({ length: 11 }, (_, i) => 9100 + i).join(' ')]]) {
    isProblem(await set(name, value), 422, 'setting-value', 'value');
  }
  assert.deepEqual(world.sql('SELECT COUNT(*) FROM setting'), [['0']]);
});

test('own, similar, county and nation stand beside each other, and a new setting shows at once', async () => {
  const before = await world.get('director', at());
  assert.equal((await set('municipality_code', '9101')).status, 200);
  assert.equal((await set('similar_municipalities', '9201 9102 9101 9999')).status, 200);
  const same = await world.get('director', at(), { 'If-None-Match': before.headers.etag });
  assert.equal(same.status, 200);
  const answer = await ask('director');
  assert.deepEqual(answer.areas.map((a) => [a.role, a.code, a.name]), [['own', '9101', 'Björkby'], ['similar', '9201', 'Havsvik'], ['similar', '9102', 'Ekstad'],
    ['county', '91', 'Norra länet'], ['nation', '00', 'Riket']]);
  const ma = measure(answer, 'subject9', 'MA');
  // Municipal schools by default; the samples have one percentage point less there.
  assert.deepEqual(ma.points.filter((p) => p[0] === 0).map((p) => [p[1], p[2]]), [[2022, 852], [2023, 860], [2024, 871]]);
  assert.deepEqual(ma.points.find((p) => p[0] === 4 && p[1] === 2024), [4, 2024, 871, '', null, 'median', 5, 5]);
  assert.equal(ma.kind, 'share');
  assert.equal(answer.sources.find((s) => s.id === ma.source).title, 'Grundskola - Jämförelse av ämnesbetyg över tid');
  assert.match(ma.definition, /^Andel elever med godkänt betyg/);
  assert.match(ma.heading, /respektive ämne/);
  // A mark is told as a mark.
  assert.deepEqual(measure(await ask('director', { provider: 'all' }), 'subject9', 'SV').points.find((p) => p[0] === 1 && p[1] === 2022), [1, 2022, null, '.', null, 'published', 0, 0]);
});

test('by gender and for all schools', async () => {
  const girls = await ask('analyst', { gender: 'female', provider: 'all' });
  assert.deepEqual([girls.gender, girls.provider], ['female', 'all']);
  assert.deepEqual(measure(girls, 'vocational').points.find((p) => p[0] === 0), [0, 2024, 841, '', 214, 'published', 0, 0]);
  assert.equal(measure(girls, 'subject9', 'MA'), undefined);
  assert.equal(measure(girls, 'all6').points[0][2], 820);
  isProblem(await world.get('director', at({ provider: 'private' })), 400, 'invalid-parameter', 'provider');
});

// Passed and reported in year 9 of a round, from its book.
function counted(round, pick) {
  const book = world.books[round.key];
  const levels = select(book, { year: 9, ...pick }).filter((row) => !row.left).map((row) => book.levels.get(`${row.pupil} ${row.subject}`)).filter((l) => l !== undefined);
  return [levels.filter((l) => /^[A-E]$/.test(l)).length, levels.length];
}

test('one\'s own figures are those of year 9 in each round', async () => {
  const answer = await ask('director');
  for (const round of [world.old, world.before, world.now]) {
    for (const family of ['MA', 'SV', 'EN', 'IDH']) {
      const own = measure(answer, 'subject9', family)?.own.find((o) => o.round === round.id);
      if (!measure(answer, 'subject9', family)) continue;
      assert.deepEqual([own.n, own.of], counted(round, { family }), `${round.key} ${family}`);
    }
  }
  const school = isAnswer(await world.get('pr-bj', `/api/reference?unit=${world.ids.unit.bj}`));
  const own = measure(school, 'subject9', 'MA').own.find((o) => o.round === world.old.id);
  assert.deepEqual([own.n, own.of], counted(world.old, { units: new Set(['bj']), family: 'MA' }));
  assert.equal(answer.rounds.find((r) => r.id === world.old.id).kind, 'forecast');
});

test('eligibility beside it has pupils with everything reported', async () => {
  const answer = await ask('director');
  const history = isAnswer(await world.get('director', `/api/history?unit=${world.ids.unit.kommun}&year_group=9`));
  const i = history.rounds.findIndex((r) => r.id === world.old.id);
  for (const [name, here] of [['vocational', 'vocational'], ['arts', 'arts'], ['economics', 'economics_humanities_social'], ['science', 'science_technology']]) {
    const own = measure(answer, name).own.find((o) => o.round === world.old.id);
    assert.deepEqual([own.n, own.of], history.measures[here][i]);
  }
});

test('what an administrator chooses from', async () => {
  const { json } = await world.get('admin', '/api/reference/choices');
  assert.deepEqual(json.municipalities.map((m) => m.name), ['Björkby', 'Ekstad', 'Granköping', 'Havsvik', 'Lindås']);
  assert.deepEqual([json.municipality, json.similar], ['9101', '9201 9102 9101 9999']);
  isProblem(await world.get('director', '/api/reference/choices'), 403, 'forbidden');
});
