// How far the teachers have come in a round: how many pupils of each group are reported.

import { createRandom } from './prng.mjs';
import { groupBy } from './groups.mjs';

const OPEN_REPORTED = 0.7; // of all pupils × subjects of the open round
const CLASSES_DONE = 0.55; // share of a year group's pupils whose class has everything reported
const MIXED_DONE = 0.94; // the groups that mix classes are reported early
const HALF_DONE = 0.12; // of what is reported outside the finished classes

/**
 * Sets group.reported, the number of pupils from the start of its list. Closed rounds miss a
 * group here and there.
 */
export function reportClosed(seed, round, groups) {
  const random = createRandom(seed, `closed ${round.key}`);
  for (const group of groups) {
    group.reported = random.chance(0.003) ? 0 : group.pupils.length;
  }
}

export function reportOpen(seed, round, year) {
  const random = createRandom(seed, `open ${round.key}`);
  const pace = new Map(year.classes.map((one) => [one.school, 0]));
  for (const school of pace.keys()) pace.set(school, random.normal());
  const habit = new Map(year.staff.filter((one) => one.roles[0].role !== 'aide').map((person) => [person, random.normal()]));
  for (const group of year.groups) group.reported = 0;

  const done = finishedClasses(random, year.classes, pace);
  const mixed = year.groups.filter((group) => !group.classRef);
  const rest = [];
  let reported = 0;
  for (const group of year.groups) {
    if (group.classRef === null) continue;
    if (done.has(group.classRef)) reported += group.reported = group.pupils.length;
    else rest.push(group);
  }
  const early = byScore(mixed, (group) => 0.5 * pace.get(group.school) + random.normal());
  const all = year.groups.reduce((sum, group) => sum + group.pupils.length, 0);
  reported += take(early, MIXED_DONE * mixed.reduce((sum, group) => sum + group.pupils.length, 0), random, 0);
  const later = byScore(rest, (group) =>
    0.7 * pace.get(group.school) + 0.8 * habit.get(group.teacher) + 0.7 * random.normal());
  take(later, OPEN_REPORTED * all - reported, random, HALF_DONE);
}

function byScore(groups, score) {
  return groups.map((group) => ({ group, score: score(group) }))
    .sort((a, b) => b.score - a.score).map((entry) => entry.group);
}

/** The classes that are reported as a whole, so many of each year group. */
function finishedClasses(random, classes, pace) {
  const done = new Set();
  for (const members of groupBy(classes, (one) => one.yearGroup).values()) {
    const order = members.map((one) => ({ one, score: pace.get(one.school) + 0.6 * random.normal() }))
      .sort((a, b) => b.score - a.score);
    let left = CLASSES_DONE * members.reduce((sum, one) => sum + one.pupils.length, 0);
    for (const { one } of order) {
      if (left < one.pupils.length / 2) break;
      left -= one.pupils.length;
      done.add(one);
    }
  }
  return done;
}

/** Reports groups in order until `wanted` pupils are reached, some of the groups half. */
function take(groups, wanted, random, half) {
  let taken = 0;
  for (const group of groups) {
    if (taken >= wanted) break;
    const size = group.pupils.length;
    group.reported = random.chance(half) ? Math.ceil(size * random.between(0.3, 0.8)) : size;
    taken += group.reported;
  }
  return taken;
}
