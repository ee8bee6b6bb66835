// The municipality of fixture.mjs in a running stack, with rounds and forecasts, and the books (recount.mjs)
// that say what it should show.

import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, start } from './harness.mjs';
import { INSTANCE, MANUAL_DUTIES, addPupil, clone, eppn, groupOf, levelFor, makeRoster, moveToClass, pupilOf, removePupil,
  writeRoster } from './fixture.mjs';
import { freezeBook, keyOf, openBook, refreshBook, select } from './recount.mjs';
import { Description } from './schema.mjs';

const DAY = 86400000;

/** "2026-11-23", days from today in the municipality's own time. */
export function day(offset = 0) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date(Date.now() + offset * DAY));
}

function termOf(date) {
  const [year, month] = date.split('-').map(Number);
  return `${month >= 7 ? 'HT' : 'VT'}${year}`;
}

/** A term before or after that of today, with its forecast round: {term, week, key, date}. */
export function termAt(offset = 0) {
  const [year, month] = day().split('-').map(Number);
  const halves = 2 * year + (month >= 7 ? 1 : 0) + offset;
  const autumn = halves % 2 === 1;
  const term = `${autumn ? 'HT' : 'VT'}${Math.floor(halves / 2)}`;
  const week = autumn ? 43 : 13;
  return { term, week, key: `${term}-${week}`, date: `${term.slice(2)}-${autumn ? '10-20' : '03-25'}` };
}

export class World {
  constructor(stack) {
    Object.assign(this, { stack, ids: {}, names: {}, people: {}, rounds: {}, books: {}, imports: 0 });
    this.sql = (text) => stack.sql(text);
  }

  // ---- the administrator's side ----

  /** Runs malkollctl and expects it to succeed. */
  ctl(...args) {
    return this.stack.must(args);
  }

  /** The same without stopping the clock of this process: requests go on meanwhile. */
  ctlBeside(...args) {
    const env = { ...process.env, MALKOLL_CONF: path.join(this.stack.dir, 'malkoll.conf') };
    return new Promise((resolve, reject) => {
      execFile(path.join(build, 'malkollctl'), args, { env, maxBuffer: 1 << 24 }, (error, stdout, stderr) => {
        if (error) reject(new Error(`malkollctl ${args.join(' ')}: ${error.code}\n${stdout}${stderr}`));
        else resolve(stdout);
      });
    });
  }

  importRoster(roster, date, ...options) {
    this.ctl(...this.importArgs(roster, date), ...options);
    this.takeRoster(roster, date);
  }

  importArgs(roster, date) {
    const folder = path.join(this.stack.dir, `roster-${++this.imports}`);
    writeRoster(folder, roster);
    return ['import', 'oneroster', folder, '--date', date];
  }

  /** What an import means to the books: it reaches the open rounds of its own term. */
  takeRoster(roster, date) {
    this.roster = clone(roster);
    for (const round of Object.values(this.rounds)) {
      if (round.state === 'open' && round.term === termOf(date)) refreshBook(this.books[round.key], roster);
    }
    for (const one of [...roster.pupils, ...roster.staff]) this.people[one.id] = one;
    this.loadIds();
  }

  /** "Abdi, Hodan", also of one who has left. */
  sortName(id) {
    return `${this.people[id].family}, ${this.people[id].given}`;
  }

  /** ids.unit.bj -> "5", names.unit["5"] -> "bj", and so on for klass, group and person. */
  loadIds() {
    const rows = this.sql(`SELECT 'unit', source_id, id FROM unit UNION ALL SELECT 'klass', source_id, id FROM class
      UNION ALL SELECT 'group', source_id, id FROM teaching_group UNION ALL SELECT 'person', source_id, id FROM person`);
    for (const [kind, source, id] of rows) {
      (this.ids[kind] ??= {})[source] = id;
      (this.names[kind] ??= {})[id] = source;
    }
  }

  giveManualDuties() {
    for (const [person, role, unit] of MANUAL_DUTIES) {
      this.sql(`INSERT INTO duty (person_id, role, unit_id, starts_on, origin)
        VALUES (${this.ids.person[person]}, '${role}', ${this.ids.unit[unit]}, '2020-01-01', 'manual')`);
    }
    this.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
  }

  plan(term, { opens = day(-30), closes = day(30), kind = 'forecast' } = {}) {
    this.ctl('round', 'plan', term.term, '--kind', kind, '--week', String(term.week), '--opens', opens, '--due', closes,
      '--closes', closes);
    const key = kind === 'grade' ? `${term.term}-grade` : term.key;
    const [[id]] = this.sql(`SELECT id FROM round WHERE term = '${term.term}' AND kind = '${kind}'`);
    this.rounds[key] = { id, key, term: term.term, state: 'planned' };
    return this.rounds[key];
  }

  open(round, date = day(), scaleFor = undefined) {
    this.ctl('round', 'open', round.key, '--date', date);
    round.state = 'open';
    this.books[round.key] = openBook(this.roster, scaleFor, round.key.endsWith('-grade'));
  }

  close(round) {
    this.ctl('round', 'close', round.key);
    this.noteClosed(round);
  }

  noteClosed(round) {
    round.state = 'closed';
    round.asClosed = freezeBook(this.books[round.key]);
  }

  reopen(round, reason = 'för sent inkommet', closes = day(30)) {
    this.ctl('round', 'reopen', round.key, '--closes', closes, '--reason', reason);
    round.state = 'open';
    delete round.asClosed;
  }

  /** "verify: 3 rounds, 5395 rows compared, 0 differences" */
  verify() {
    return this.stack.ctl(['verify']).stdout;
  }

  /** How many differences it finds. */
  differences() {
    return Number(this.verify().match(/, (\d+) differences/)[1]);
  }

  // ---- the browser's side ----

  // Every answer has to be one that openapi.json describes, from when it has been asked for.
  async ask(method, who, address, body, headers) {
    const client = this.stack.as(who && eppn(who));
    const answer = await (method === 'GET' ? client.get(address, headers) : client.send(method, address, body, headers));
    this.description?.expect(method, address, answer);
    return answer;
  }

  get(who, address, headers = {}) {
    return this.ask('GET', who, address, undefined, headers);
  }

  put(who, group, round, body, headers = {}) {
    const id = this.ids.group[group] ?? group;
    return this.ask('PUT', who, `/api/groups/${id}/assessments${round ? `?round=${round.id}` : ''}`, body,
      headers);
  }

  entry(pupil, level, version) {
    return { pupil: this.ids.person[pupil] ?? pupil, level, version };
  }

  /** Enters a saved level in the round's book. */
  note(round, pupil, subject, level) {
    const { levels } = this.books[round.key];
    if (level === null) levels.delete(keyOf(pupil, subject));
    else levels.set(keyOf(pupil, subject), level);
  }

  /** A whole group for the first time, by the fixture's levels. */
  async reportGroup(round, number, group) {
    const rows = select(this.books[round.key], { group: group.id }).filter((row) => !row.left);
    const entries = [];
    for (const row of rows) {
      const level = levelFor(this.roster, number, pupilOf(this.roster, row.pupil), group);
      if (level === null) continue;
      entries.push(this.entry(row.pupil, level, 0));
      this.note(round, row.pupil, row.subject, level);
    }
    if (entries.length === 0) return;
    const answer = await this.put(group.teachers[0], group.id, round, { entries });
    if (answer.status !== 200 || answer.json.results.some((one) => one.status !== 'saved')) {
      throw new Error(`${group.id}: ${answer.status} ${answer.text}`);
    }
  }

  async reportAll(round, number) {
    await eachOf(this.roster.groups, 6, (group) => this.reportGroup(round, number, group));
  }

  /** The same from a file, as the administrator loads what was collected elsewhere; of the groups that take() wants. */
  loadAll(round, number, take = () => true) {
    const lines = ['pupil,subject,level,by'];
    for (const row of [...this.books[round.key].rows.values()].filter(take)) {
      const group = groupOf(this.roster, row.group);
      const level = levelFor(this.roster, number, pupilOf(this.roster, row.pupil), group);
      if (level === null) continue;
      lines.push([row.pupil, row.subject, level, group.teachers[0]].join());
      this.note(round, row.pupil, row.subject, level);
    }
    const file = path.join(this.stack.dir, `assessments-${round.key}.csv`);
    fs.writeFileSync(file, `${lines.join('\n')}\n`);
    this.ctl('import', 'assessments', file, '--round', round.key);
  }

  /** What is stored of a round, as the book would have it: {"pupil subject": "unit class year group scale left level"}. */
  stored(round) {
    const rows = this.sql(`SELECT p.source_id, j.code, u.source_id, IFNULL(c.source_id, '-'), s.year_group, g.source_id, k.code,
        IF(t.left_on IS NULL, 'here', 'left'), CASE a.state WHEN 'level' THEN l.code WHEN 'not_assessable' THEN '-' ELSE 'missing' END
      FROM snapshot_subject t
      JOIN snapshot_pupil s ON s.round_id = t.round_id AND s.pupil_id = t.pupil_id
      JOIN person p ON p.id = t.pupil_id JOIN subject j ON j.id = t.subject_id JOIN unit u ON u.id = s.unit_id
      JOIN teaching_group g ON g.id = t.group_id JOIN scale k ON k.id = t.scale_id LEFT JOIN class c ON c.id = s.class_id
      LEFT JOIN assessment a ON a.round_id = t.round_id AND a.pupil_id = t.pupil_id AND a.subject_id = t.subject_id
      LEFT JOIN scale_level l ON l.id = a.level_id
      WHERE t.round_id = ${round.id} ORDER BY 1, 2`);
    return Object.fromEntries(rows.map(([pupil, subject, ...rest]) => [keyOf(pupil, subject), rest.join(' ')]));
  }

  /** The same from the book. */
  booked(round) {
    const { rows, levels } = this.books[round.key];
    return Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, row]) => [key, [row.unit, row.klass ?? '-',
      row.year, row.group, row.scale, row.left ? 'left' : 'here', levels.get(key) ?? 'missing'].join(' ')]));
  }

  stop() {
    return this.stack.stop();
  }
}

/** Runs an async function over a list, so many at a time. */
export async function eachOf(list, atOnce, run) {
  const queue = [...list];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await run(one);
  }));
}

/** A stack with the roster read in, and no round. options.prepare(world) runs before anything is read in. */
export async function makeWorld(options = {}) {
  const { prepare, ...settings } = options;
  const world = new World(await start({ ...settings, conf: { instance: { name: INSTANCE }, ...options.conf } }));
  try {
    prepare?.(world);
    world.importRoster(makeRoster(), termAt(-2).date);
    world.giveManualDuties();
    world.description = new Description((await world.get('director', '/api/openapi.json')).json);
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

// Between the second and the third round: somebody moved away, changed school, changed class, and is new.
function secondRoster(first) {
  const roster = clone(first);
  removePupil(roster, 'p-7A-5');
  moveToClass(roster, pupilOf(roster, 'p-9B-4'), 'c-9C');
  moveToClass(roster, pupilOf(roster, 'p-9B-6'), 'c-9A');
  addPupil(roster, 'p-7A-new', 'c-7A', 7, 'female');
  return roster;
}

// While the third round is open and partly reported.
function thirdRoster(second) {
  const roster = clone(second);
  const reader = pupilOf(roster, 'p-7A-0');
  removePupil(roster, 'p-8A-3');
  moveToClass(roster, pupilOf(roster, 'p-9C-2'), 'c-9A');
  reader.reads = reader.reads.filter((id) => id !== 'g-bj-M2SPA-7A');
  addPupil(roster, 'p-8A-new', 'c-8A', 8, 'male');
  groupOf(roster, 'g-9B-EN').teachers = ['bj2'];
  return roster;
}

/**
 * Three rounds: a year ago and the term before (closed, complete) and this term's (open, partly reported, with
 * pupils who came and left meanwhile). world.old, world.before and world.now are the rounds.
 */
export async function makeFullWorld(options = {}) {
  const world = await makeWorld(options);
  try {
    for (const [name, number] of [['old', 0], ['before', 1], ['now', 2]]) {
      const term = termAt(number - 2);
      if (name === 'now') world.importRoster(secondRoster(world.roster), day(-1));
      world[name] = world.plan(term);
      world.open(world[name], name === 'now' ? day() : term.date);
      // Most from files, since that is quick; class 9A and what it shares with others by its teachers.
      const typed = (group) => name === 'now' && groupOf(world.roster, group).classes.includes('c-9A');
      world.loadAll(world[name], number, (row) => !typed(row.group));
      await eachOf(world.roster.groups.filter((one) => typed(one.id)), 6, (one) => world.reportGroup(world[name], number, one));
      if (name !== 'now') world.close(world[name]);
    }
    world.importRoster(thirdRoster(world.roster), day());
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}
