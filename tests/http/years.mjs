// The municipality of world.mjs over five rounds and three school years, across the change to ten years of compulsory
// school: pupils move up, classes get new ids and names, and in the autumn of 2028 everybody moves up two numbers.

import { clone, moveToClass, pupilOf, removePupil } from './fixture.mjs';
import { day, makeWorld } from './world.mjs';

const TERMS = ['VT2027', 'HT2027', 'VT2028', 'HT2028', 'VT2029'].map((term) => {
  const autumn = term.startsWith('H');
  const week = autumn ? 43 : 13;
  return { term, week, key: `${term}-${week}`, date: `${term.slice(2)}-${autumn ? '10-20' : '03-25'}` };
});

const renamed = (name, step) => name.replace(/^\d+/, (n) => String(Number(n) + step));

/** The roster of the next school year; whoever has passed the last year group is gone, with the classes. */
export function moveUp(roster, step, last) {
  const next = clone(roster);
  next.pupils = next.pupils.filter((one) => one.year + step <= last);
  const stays = new Set(next.pupils.map((one) => one.home));
  const newId = (id) => `${id}+`;
  next.classes = next.classes.filter((one) => stays.has(one.id)).map((one) => ({ ...one, id: newId(one.id), name: renamed(one.name, step) }));
  const taken = new Set(next.pupils.flatMap((one) => one.reads));
  next.groups = next.groups.filter((one) => taken.has(one.id)).map((one) => ({ ...one, id: newId(one.id), name: renamed(one.name, step),
    classes: one.classes.map(newId).filter((id) => next.classes.some((c) => c.id === id)) }));
  for (const one of next.pupils) {
    Object.assign(one, { year: one.year + step, klass: one.klass && newId(one.klass), home: newId(one.home), reads: one.reads.map(newId) });
  }
  return next;
}

/** world.five: the rounds, oldest first; only the last one is open. world.rosters: the roster of each. */
export async function makeYears(options = {}) {
  const world = await makeWorld(options);
  world.five = [];
  world.rosters = [];
  try {
    for (const [i, term] of TERMS.entries()) {
      if (i === 1) {
        world.importRoster(moveUp(world.roster, 1, 9), '2027-08-15', '--allow-ending', '100');
      } else if (i === 2) {
        const roster = clone(world.roster);
        removePupil(roster, 'p-7A-5');
        moveToClass(roster, pupilOf(roster, 'p-7A-1'), 'c-8A+', 9);
        world.importRoster(roster, '2028-01-15', '--allow-ending', '100');
      } else if (i === 3) {
        world.importRoster({ ...moveUp(world.roster, 2, 10), gradedFrom: 7 }, '2028-08-15', '--allow-ending', '100');
      }
      const round = world.plan(term, { opens: day(-30), closes: day(30) });
      world.open(round, term.date);
      world.books[round.key].coveredFrom = i < 3 ? 7 : 8;
      world.loadAll(round, i === 4 ? 2 : i % 2);
      if (i < 4) world.close(round);
      world.five.push(round);
      world.rosters.push(clone(world.roster));
    }
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}
