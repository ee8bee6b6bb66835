// The list of dips made a second time, in another language, from one row per pupil and subject: every group, its
// counts and its test, and the list over all of them. Shares nothing with the product but the definitions in
// lib/domain/dip.h, and is written to be plain, not fast.

const ALL = '0';

/** Raw rows of a round as they stand, those who left taken out. */
function rawRows(sql, round) {
  if (!round) return [];
  return sql(`SELECT s.pupil_id, s.unit_id, s.class_id, s.year_group, t.subject_id, u.family_id, t.scale_id,
      CASE COALESCE(a.state, 'missing') WHEN 'missing' THEN '?' WHEN 'level' THEN IF(l.passes, 'pass', 'fail') ELSE 'fail' END,
      COALESCE(x.parent_id, 0)
    FROM snapshot_pupil s JOIN snapshot_subject t ON t.round_id = s.round_id AND t.pupil_id = s.pupil_id
    JOIN subject u ON u.id = t.subject_id JOIN unit x ON x.id = s.unit_id
    LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
    LEFT JOIN scale_level l ON l.id = a.level_id
    WHERE s.round_id = ${round} AND t.left_on IS NULL`)
    .map(([pupil, unit, klass, year, subject, family, scale, result, area]) => ({ pupil, unit, klass, year, subject, family, scale, result, area }));
}

// A pupil as one row more: all subjects, missing when one is.
function withAll(rows) {
  const pupils = new Map();
  for (const row of rows) {
    const one = pupils.get(row.pupil) ?? { ...row, subject: ALL, family: ALL, results: [], scales: new Map() };
    one.results.push(row.result);
    one.scales.set(row.subject, row.scale);
    pupils.set(row.pupil, one);
  }
  const all = [...pupils.values()].map((one) => ({ ...one,
    result: one.results.includes('?') ? '?' : one.results.includes('fail') ? 'fail' : 'pass' }));
  return [...rows, ...all];
}

function samePlaces(now, before) {
  if (now.subject !== ALL) return now.scale === before.scale;
  return [...now.scales].every(([subject, scale]) => !before.scales.has(subject) || before.scales.get(subject) === scale);
}

// ---- the tests ----

const logs = [0];
function logFactorial(n) {
  for (let i = logs.length; i <= n; i++) logs.push(logs[i - 1] + Math.log(i));
  return logs[n];
}
const logChoose = (n, k) => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** Two-sided: all outcomes that are not more probable than the one that was seen. */
function twoSided(probabilities, seen) {
  return Math.min(1, probabilities.filter((p) => p <= seen * (1 + 1e-7)).reduce((sum, p) => sum + p, 0));
}

function test(probabilities, at) {
  const ends = [probabilities[0], probabilities.at(-1)].map((p) => twoSided(probabilities, p));
  return { p: twoSided(probabilities, probabilities[at]), floor: Math.min(...ends) };
}

function binomial(x, n, p) {
  if (p === 0 || p === 1) return { p: x === n * p ? 1 : 0, floor: 0 };
  return test(Array.from({ length: n + 1 }, (_, k) => Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log(1 - p))), x);
}

function fisher(a, b) {
  const k = a.passed + b.passed;
  const from = Math.max(0, k - b.of);
  const to = Math.min(a.of, k);
  return test(Array.from({ length: to - from + 1 }, (_, i) =>
    Math.exp(logChoose(a.of, from + i) + logChoose(b.of, k - from - i) - logChoose(a.of + b.of, k))), a.passed - from);
}

const share = ({ passed, of }) => passed / of;

function compare(rules, g) {
  const { both, fell, rose, neither } = g.pairs;
  const pairs = both + fell + rose + neither;
  const found = {};
  if (pairs >= rules.min_size && pairs * 2 >= g.now.of) {
    found.pairs = { ...binomial(fell, fell + rose, 0.5), now: { passed: both + rose, of: pairs }, before: { passed: both + fell, of: pairs } };
    if (fell + rose === 0) Object.assign(found.pairs, { p: 1, floor: 1 });
  }
  if (g.now.of >= rules.min_size && g.yearAgo.of >= rules.min_size) found.year_ago = { ...fisher(g.now, g.yearAgo), now: g.now, before: g.yearAgo };
  if (g.now.of >= rules.min_size && g.municipality.of > g.now.of) {
    found.municipality = { ...binomial(g.now.passed, g.now.of, share(g.municipality)), now: g.now, before: g.municipality };
  }
  for (const one of Object.values(found)) one.difference = 100 * (share(one.now) - share(one.before));
  return found;
}

// ---- the list ----

const CAP = 0.05;

function adjust(tests) {
  const sorted = [...tests].sort((a, b) => a.p - b.p);
  const floors = tests.map((one) => one.floor).sort((a, b) => a - b);
  let least = 1;
  for (let j = sorted.length - 1; j >= 0; j--) {
    const { p } = sorted[j];
    if (p <= CAP) least = Math.min(least, (p * floors.filter((floor) => floor <= p).length) / ((1 - CAP) * (j + 1)));
    sorted[j].adjusted = least;
  }
}

const emptyGroup = (key, grain) => ({ key, grain, now: { passed: 0, of: 0 }, missing: 0, pairs: { both: 0, fell: 0, rose: 0, neither: 0 },
  yearAgo: { passed: 0, of: 0 } });

function count(group, row, before) {
  if (row.result === '?') {
    group.missing++;
    return;
  }
  group.now.of++;
  if (row.result === 'pass') group.now.passed++;
  if (before && before.result !== '?' && samePlaces(row, before)) {
    group.pairs[{ passpass: 'both', passfail: 'fell', failpass: 'rose', failfail: 'neither' }[before.result + row.result]]++;
  }
}

// Where a row counts: [key, grain]. The municipality is a group too, with unit 0.
function placesOf(row) {
  const { unit, klass, year, family, area } = row;
  const places = [[`${unit}-0-${year}-${family}`, family === ALL ? 'school' : 'subject'], [`0-0-${year}-${family}`, 'municipality']];
  if (klass !== '0') places.push([`${unit}-${klass}-${year}-${family}`, 'class']);
  if (family === ALL && area !== '0') places.push([`${area}-0-${year}-${ALL}`, 'area']);
  return places;
}

/** {groups: Map by key "unit-class-year-subject", flags: [group], tested, tests} of three rounds' ids (0: none). */
export function recountDips(sql, { now, previous, yearAgo }, rules) {
  const before = new Map(withAll(rawRows(sql, previous)).map((row) => [`${row.pupil} ${row.subject}`, row]));
  const groups = new Map();
  for (const row of withAll(rawRows(sql, now))) {
    for (const [key, grain] of placesOf(row)) {
      if (!groups.has(key)) groups.set(key, emptyGroup(key, grain));
      count(groups.get(key), row, before.get(`${row.pupil} ${row.subject}`));
    }
  }
  const old = new Map();
  for (const row of withAll(rawRows(sql, yearAgo)).filter(({ result }) => result !== '?')) {
    for (const [key, grain] of placesOf(row).filter(([, grain]) => grain !== 'class')) {
      if (!old.has(key)) old.set(key, emptyGroup(key, grain));
      count(old.get(key), row);
    }
  }
  for (const group of groups.values()) {
    const [unit, , year, subject] = group.key.split('-');
    group.yearAgo = old.get(`${unit}-0-${year}-${subject}`)?.now ?? group.yearAgo;
    const whole = groups.get(`0-0-${year}-${subject}`);
    group.municipality = whole.now;
    group.elsewhere = Object.fromEntries(['both', 'fell', 'rose', 'neither'].map((name) => [name, whole.pairs[name] - group.pairs[name]]));
  }
  return { groups, ...list([...groups.values()].filter((group) => group.grain !== 'municipality'), rules) };
}

function list(groups, rules) {
  const tests = [];
  for (const group of groups.filter(({ now }) => now.of >= rules.min_size)) {
    group.comparisons = compare(rules, group);
    const kind = ['pairs', 'year_ago', 'municipality'].find((one) => rules[one] && group.comparisons[one] && (one === 'pairs' || group.grain !== 'class'));
    if (!kind) continue;
    const { p, floor, difference } = group.comparisons[kind];
    Object.assign(group, { kind, floor, difference, p: Math.abs(difference) + 1e-9 < rules.min_points ? 1 : p });
    tests.push(group);
  }
  adjust(tests);
  return { tested: tests.length, tests: tests.filter(({ floor }) => floor <= CAP).length,
    flags: tests.filter(({ p, adjusted }) => p <= CAP && adjusted <= rules.rate / 100 + 1e-12) };
}

const near = (a, b) => Math.abs(a - b) <= 0.006 * Math.abs(b) + 1e-12;

/** What of an answer of GET /api/dips about the whole municipality differs from the recount: lines of text. */
export function differences(answer, recount) {
  const wrong = [];
  const say = (what, have, want) => {
    if (JSON.stringify(have) !== JSON.stringify(want)) wrong.push(`${what}: ${JSON.stringify(have)}, not ${JSON.stringify(want)}`);
  };
  const keyOf = (flag) => flag.id.split('-').slice(1).join('-');
  say('groups', answer.groups, recount.tested);
  say('tests', answer.tests, recount.tests);
  say('found', answer.found, recount.flags.length);
  say('flags', answer.flags.map(keyOf).sort(), recount.flags.map(({ key }) => key).sort());
  for (const flag of answer.flags) {
    const group = recount.groups.get(keyOf(flag));
    if (!group?.comparisons) continue;
    const what = `flag ${flag.id}`;
    say(`${what} grain`, flag.grain, group.grain);
    say(`${what} direction`, flag.direction, group.difference < 0 ? 'dip' : 'rise');
    say(`${what} now`, flag.now, group.now);
    say(`${what} missing`, flag.missing, group.missing);
    say(`${what} tested on`, flag.tested_on, group.kind);
    say(`${what} comparisons`, flag.comparisons.map((one) => one.kind), Object.keys(group.comparisons));
    for (const one of flag.comparisons) {
      const own = group.comparisons[one.kind];
      say(`${what} ${one.kind} now`, one.now, own.now);
      say(`${what} ${one.kind} before`, one.before, own.before);
      say(`${what} ${one.kind} difference`, Math.abs(one.difference - own.difference) < 0.051, true);
      say(`${what} ${one.kind} interval`, one.low <= one.difference && one.difference <= one.high, true);
      say(`${what} ${one.kind} p`, near(one.p, own.p), true);
      if (one.kind === 'pairs') say(`${what} fell and rose`, [one.fell, one.rose], [group.pairs.fell, group.pairs.rose]);
    }
    if (flag.elsewhere) {
      const { both, fell, rose, neither } = group.elsewhere;
      say(`${what} elsewhere`, flag.elsewhere, { of: both + fell + rose + neither, fell, rose });
    }
    say(`${what} adjusted`, near(flag.p_adjusted, group.adjusted), true);
  }
  return wrong;
}
