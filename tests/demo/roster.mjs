// Pupils and classes through the school years: a cohort starts in year 1, keeps its classes, is
// mixed anew in year 7, and leaves after year 9.

import { createRandom, hashNormal, hashUnit } from './prng.mjs';
import { createNamer, drawBackground, languageOf } from './names.mjs';

export const CLASS_MIN = 20;
export const CLASS_MAX = 28;
const CLASS_IDEAL = 24.4;

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export function classLetter(index) {
  const letter = LETTERS[index % LETTERS.length];
  return index < LETTERS.length ? letter : LETTERS[Math.floor(index / LETTERS.length) - 1] + letter;
}

/** Divides `total` into whole parts by weight, each at least its minimum. */
function apportion(total, weights, minimum) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const parts = weights.map((w, i) => Math.max(minimum[i], Math.floor(total * w / sum)));
  const order = weights.map((w, i) => i)
    .sort((i, j) => (total * weights[j] / sum) % 1 - (total * weights[i] / sum) % 1);
  let left = total - parts.reduce((a, b) => a + b, 0);
  for (let i = 0; left > 0; i = (i + 1) % order.length, left--) parts[order[i]]++;
  while (left < 0) {
    const i = parts.reduce((best, n, k) => (n - minimum[k] > parts[best] - minimum[best] ? k : best), 0);
    if (parts[i] <= minimum[i]) break;
    parts[i]--;
    left++;
  }
  return parts;
}

/** Sizes of `count` classes for `total` pupils: even but for a jitter, within the bounds if they can be. */
function classSizes(random, total, count) {
  const sizes = Array.from({ length: count },
    (_, i) => Math.floor(total * (i + 1) / count) - Math.floor(total * i / count));
  for (let i = 0; i < count; i++) {
    const j = random.int(count);
    const step = random.int(3);
    if (sizes[i] + step < CLASS_MAX && sizes[j] - step > CLASS_MIN) {
      sizes[i] += step;
      sizes[j] -= step;
    }
  }
  return sizes;
}

/** The state of the municipality's pupils; advance() takes it to the next school year. */
export class Roster {
  constructor(seed, municipality, pupilCount, firstYear) {
    this.seed = seed;
    this.random = createRandom(seed, 'roster');
    this.name = createNamer(seed, 'pupils');
    this.areas = municipality.areas;
    this.schools = municipality.schools;
    this.perYearGroup = pupilCount / 9;
    this.pupilCount = 0;
    this.schoolYear = firstYear;
    // classes.get(school)[yearGroup] = [{letter, pupils}]
    this.classes = new Map(this.schools.map((school) => [school, []]));
    for (let yearGroup = 6; yearGroup >= 1; yearGroup--) this.#startCohort(yearGroup);
    for (let yearGroup = 9; yearGroup >= 7; yearGroup--) {
      const rest = new Map(this.schools.map((school) => [school, this.classes.get(school)[6]]));
      this.#startCohort(6, firstYear - (yearGroup - 6));
      this.#enterYear7(yearGroup);
      for (const school of this.schools) this.classes.get(school)[6] = rest.get(school);
    }
  }

  /** All classes: {school, yearGroup, letter, pupils}, by school, year group, letter. */
  list() {
    const found = [];
    for (const school of this.schools) {
      this.classes.get(school).forEach((classes, yearGroup) => classes?.forEach((one) =>
        found.push({ school, yearGroup, letter: one.letter, pupils: one.pupils })));
    }
    return found;
  }

  advance() {
    this.schoolYear++;
    for (const school of this.schools) {
      const years = this.classes.get(school);
      for (let yearGroup = 9; yearGroup >= 8; yearGroup--) years[yearGroup] = years[yearGroup - 1];
    }
    this.#enterYear7(7);
    for (const school of this.schools) {
      const years = this.classes.get(school);
      for (let yearGroup = 6; yearGroup >= 2; yearGroup--) years[yearGroup] = years[yearGroup - 1];
    }
    this.#startCohort(1);
    this.#move();
  }

  #makePupil(school, yearGroup) {
    const random = this.random;
    const id = ++this.pupilCount;
    const background = drawBackground(random, school.foreign);
    const gender = random.chance(0.489) ? 'female' : 'male';
    const birthYear = this.schoolYear - 6 - yearGroup;
    const foreign = background !== 'swedish';
    const sva = foreign && random.chance(0.42);
    const absent = random.chance(0.022); // so often away that some teachers cannot tell
    const language = languageOf(background);
    const name = this.name(background, gender, birthYear);
    return {
      id,
      given: name.given,
      family: name.family,
      login: null,
      birthDate: new Date(Date.UTC(birthYear, 0, 1) + random.int(365) * 86400000).toISOString().slice(0, 10),
      // As registered: for a few it is not known or not stated.
      sex: random.chance(0.0015) ? random.pick(['unspecified', '']) : gender,
      girl: gender === 'female',
      sva,
      foreign,
      ability: random.normal() - (foreign && !sva ? 0.1 : 0) - (absent ? 0.9 : 0),
      absent,
      mother: language !== null && random.chance(0.16) ? language : null,
      choice: random.pick(['SPA', 'SPA', 'SPA', 'SPA', 'FRA', 'DEU', 'DEU']),
      // Who leaves the second foreign language: the weaker ones do so more often.
      staying: 0,
    };
  }

  #newPupil(school, yearGroup) {
    const pupil = this.#makePupil(school, yearGroup);
    pupil.staying = hashNormal(this.seed, 71, pupil.id) * 0.85 +
      (pupil.ability - (pupil.sva ? 0.8 : 0)) * 0.6;
    return pupil;
  }

  #startCohort(yearGroup, schoolYear = this.schoolYear) {
    const present = this.schoolYear;
    const cohort = schoolYear - yearGroup;
    this.schoolYear = schoolYear;
    const total = Math.round(this.perYearGroup * (1 + 0.02 * (2 * hashUnit(this.seed, 11, cohort) - 1)));
    const schools = this.schools.filter((school) => school.low > 0);
    const least = Math.ceil(total / (CLASS_MAX - 1));
    const counts = apportion(Math.max(schools.length, least, Math.round(total / CLASS_IDEAL)),
      schools.map((school) => school.low), schools.map(() => 1));
    const sizes = classSizes(this.random, total, counts.reduce((a, b) => a + b, 0));
    let next = 0;
    schools.forEach((school, i) => {
      this.classes.get(school)[yearGroup] = Array.from({ length: counts[i] }, (_, k) => ({
        letter: classLetter(k),
        pupils: Array.from({ length: sizes[next++] }, () => this.#newPupil(school, yearGroup)),
      }));
    });
    this.schoolYear = present;
  }

  /** Takes those who stand in year group 6 into the classes of `yearGroup` (7, at the start 7–9). */
  #enterYear7(yearGroup) {
    for (const area of this.areas) {
      const low = area.schools.filter((school) => school.low > 0);
      const high = area.schools.filter((school) => school.high > 0);
      const leaving = (school) => this.classes.get(school)[6].flatMap((one) => one.pupils);
      const staying = high.map((school) => (school.low > 0 ? leaving(school) : []));
      // Most follow their school to the next one, some choose another.
      const moving = low.filter((school) => school.high === 0)
        .flatMap((school, i) => leaving(school).map((pupil) => ({ pupil, at: i + 8 * this.random.next() ** 4 })))
        .sort((a, b) => a.at - b.at).map((one) => one.pupil);
      const total = moving.length + staying.reduce((sum, pupils) => sum + pupils.length, 0);
      const least = Math.ceil(total / (CLASS_MAX - 1));
      const counts = apportion(Math.max(high.length, least, Math.round(total / (CLASS_IDEAL + 0.8))),
        high.map((school) => school.high), staying.map((own) => Math.max(1, Math.ceil(own.length / 26))));
      this.#fillYear7(yearGroup, high, staying, moving, counts);
    }
  }

  #fillYear7(yearGroup, schools, staying, moving, counts) {
    const total = moving.length + staying.reduce((sum, pupils) => sum + pupils.length, 0);
    const sizes = classSizes(this.random, total, counts.reduce((a, b) => a + b, 0));
    let next = 0;
    let from = 0;
    schools.forEach((school, i) => {
      const own = sizes.slice(next, next + counts[i]);
      next += counts[i];
      let room = own.reduce((a, b) => a + b, 0) - staying[i].length;
      if (i === schools.length - 1) room = moving.length - from;
      const pupils = this.random.shuffle([...staying[i], ...moving.slice(from, from + room)]);
      from += Math.max(0, room);
      const even = pupils.length === own.reduce((a, b) => a + b, 0) ? own
        : classSizes(this.random, pupils.length, counts[i]);
      let at = 0;
      this.classes.get(school)[yearGroup] = even.map((size, k) =>
        ({ letter: classLetter(k), pupils: pupils.slice(at, at += size) }));
    });
  }

  /** Each autumn a few change class or school, and a few families move in or out. */
  #move() {
    const random = this.random;
    const all = this.list();
    const byYear = all.reduce((map, one) => {
      if (!map.has(one.yearGroup)) map.set(one.yearGroup, []);
      map.get(one.yearGroup).push(one);
      return map;
    }, new Map());
    for (const one of all) {
      if (one.yearGroup === 1 || one.yearGroup === 7) continue;
      for (let i = one.pupils.length - 1; i >= 0; i--) {
        const draw = random.next();
        if (draw < 0.02 && one.pupils.length > CLASS_MIN) {
          const to = this.#target(one, draw < 0.01, byYear.get(one.yearGroup));
          if (to) to.pupils.push(...one.pupils.splice(i, 1));
        } else if (draw > 0.992) {
          one.pupils[i] = this.#newPupil(one.school, one.yearGroup);
        } else if (draw > 0.988) {
          one.pupils[i].sva = false; // some go over from Swedish as a second language to Swedish
        }
      }
    }
  }

  #target(from, sameSchool, candidates) {
    const open = candidates.filter((one) => one !== from && one.pupils.length < CLASS_MAX &&
      (one.school === from.school) === sameSchool);
    const near = open.filter((one) => one.school.area === from.school.area);
    const choice = near.length > 0 && this.random.chance(0.7) ? near : open;
    return choice.length > 0 ? this.random.pick(choice) : null;
  }
}
