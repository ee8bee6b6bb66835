// Two publications of nearly the same pupils: what the one who left had must not follow from the difference.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { clone, removePupil } from './fixture.mjs';
import { isProblem } from './shapes.mjs';
import { day, makeWorld, termAt } from './world.mjs';

const GONE = 'p-9A-3';
let world;
let first;
let second;
before(async () => {
  world = await makeWorld();
  const term = termAt(-1);
  first = world.plan(term);
  world.open(first, term.date);
  world.loadAll(first, 1);
  world.close(first);
  // The grades of the same term: everybody has what was forecast, and one pupil is gone.
  const roster = clone(world.roster);
  removePupil(roster, GONE);
  world.importRoster(roster, term.date);
  second = world.plan(term, { kind: 'grade', opens: day(-20) });
  world.open(second, term.date);
  world.loadAll(second, 1);
  world.close(second);
});
after(() => world?.stop());

const choice = (round) => ({ round: round.id, level: 'school', year_groups: [0], genders: false, subjects: true, measures: false });
const post = (address, body) => world.ask('POST', 'director', address, body);
async function preview(round) {
  const answer = await post('/api/publications/preview', choice(round));
  assert.equal(answer.status, 200, answer.text);
  const [table] = answer.json.content.tables;
  return new Map(table.rows.flatMap((row) => row.cells.map((cell, i) => [`${world.names.unit[row.unit.id]} ${table.columns[i].code}`, cell])));
}

test('the one who left is not found by comparing two rounds', async () => {
  const unit = 'bj';
  const alone = await preview(second);
  const answer = await post('/api/publications', { ...choice(first), title: 'Första', audience: 'board' });
  assert.equal(answer.status, 200, answer.text);
  const [table] = answer.json.content.tables;
  const earlier = new Map(table.rows.flatMap((row) => row.cells.map((cell, i) => [`${world.names.unit[row.unit.id]} ${table.columns[i].code}`, cell])));
  const after = await preview(second);
  let found = 0;
  for (const [place, [mark, value, of]] of earlier) {
    const [held, , now] = alone.get(place) ?? []; // subjects of the first years get no grades
    if (!place.startsWith(`${unit} `) || mark !== '' || held !== '' || now !== of - 1) continue;
    found++;
    // The school's figures, printed exactly for so few: one fewer, and the difference would be that pupil.
    if (of < 90) assert.equal(after.get(place)[0], '..', `${place}: ${value} of ${of}, then ${after.get(place)}`);
  }
  assert.ok(found > 0, 'no figure of the school could have told');
  // Where nobody came or went everything is as it was.
  for (const [place, cell] of after) {
    if (place.startsWith('ek ') && alone.get(place)[0] === '') assert.deepEqual(cell, alone.get(place), place);
  }
});

test('a publication that would give away what an earlier one hid is refused or hides it still', async () => {
  const answer = await post('/api/publications', { ...choice(second), genders: true, title: 'Andra', audience: 'board' });
  if (answer.status !== 200) isProblem(answer, 409, 'publication-reveals');
  const again = await preview(first);
  for (const [place, cell] of again) if (cell[0] === '..') assert.equal(cell[1], null, place);
});
