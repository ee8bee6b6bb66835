// Small numbers: a solver of its own kind gets everything that the board can read, and must find no hidden count.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../http/harness.mjs';
import { records, swedish, workbook } from '../http/tables.mjs';
import { attack } from './attack.mjs';

const PUPILS = Number(process.env.SUPPRESSION_PUPILS || 6000);
// The director's publications in the order of time: [term and kind of round, choice, what becomes of it]. The first three rounds are of
// one school year, the pupils of the fourth are a year older in them. Totals come before what is finer as often as after.
const SUBJECTS = { subjects: true, measures: false };
const BOTH = { subjects: true, measures: true };
const PLAN = [
  ['earlier', { level: 'school', year_groups: [8], genders: false, ...BOTH }],
  ['autumn', { level: 'area', year_groups: [0, 6, 9], genders: true, ...BOTH }],
  ['autumn', { level: 'school', year_groups: [9], genders: false, ...SUBJECTS }],
  ['grades', { level: 'school', year_groups: [9], genders: false, ...BOTH }],
  ['grades', { level: 'municipality', year_groups: [6, 9], genders: true, ...SUBJECTS, audience: 'public' }],
  ['grades', { level: 'school', year_groups: [9], genders: true, ...SUBJECTS }, 'replaced'],
  ['spring', { level: 'municipality', year_groups: [0, 6], genders: false, ...SUBJECTS }, 'withdrawn'],
  ['spring', { level: 'school', year_groups: [9], genders: true, ...BOTH }],
  ['spring', { level: 'school', year_groups: [6], genders: true, ...SUBJECTS }, 'withdrawn'],
];

let h;
before(async () => {
  h = await start({ workers: 1, demo: { pupils: PUPILS, rounds: 4 } });
  h.must(['settings', 'set', 'public_page', '1']);
});
after(() => h?.stop());

const as = (role) => h.as(h.people.find((one) => one.role === role).eppn);

const percent = (n, of) => `${new Intl.NumberFormat('en', { maximumFractionDigits: 1 }).format((100 * n) / of)} %`;

/** The rounds that the plan names; which terms there are depends on the day. */
function pick(rounds) {
  const spring = rounds.find((r) => r.kind === 'grade').term;
  const years = (r) => Number(h.sql(`SELECT (term_order - 1) DIV 2 FROM round WHERE id = ${r.id}`)[0][0]);
  const of = years(rounds.find((r) => r.kind === 'grade'));
  const named = { grades: rounds.find((r) => r.kind === 'grade'), spring: rounds.find((r) => r.kind === 'forecast' && r.term === spring) };
  named.autumn = rounds.find((r) => r.kind === 'forecast' && r.term !== spring && years(r) === of);
  named.earlier = rounds.find((r) => years(r) === of - 1);
  return named;
}

/** Publishes, and reads at once what the board then can get: it keeps what is taken back later. */
async function publishAll() {
  const director = as('director');
  const { json: { rounds } } = await director.get('/api/publications/choices');
  const named = pick(rounds.map((one) => one.round));
  const read = [];
  for (const [name, choice, end] of PLAN) {
    assert.ok(named[name], `no round for ${name}`);
    const body = { round: named[name].id, title: `Publicering ${name}`, audience: 'board', ...choice };
    const from = Date.now();
    const answer = await director.post('/api/publications', body);
    assert.equal(answer.status, 200, `${name} ${JSON.stringify(choice)}: ${answer.text.slice(0, 500)}`);
    const { cells } = answer.json;
    console.log(`published: ${name}, ${choice.level}, years ${choice.year_groups}${choice.genders ? ', genders' : ''}: ${cells.all} figures, ${cells.hidden} hidden (${percent(cells.hidden, cells.all)}), ${cells.near} ~100, ${Date.now() - from} ms`);
    for (const table of answer.json.content.tables) {
      const all = table.rows.flatMap((row) => row.cells).filter(([mark]) => mark !== '.');
      const hidden = all.filter(([mark]) => mark === '..');
      console.log(`  ${table.kind} ${table.year_group ?? 'all'}: ${all.length} figures, ${hidden.length} hidden (${percent(hidden.length, all.length)})`);
    }
    read.push(await readOne(answer.json.id));
    if (end === 'withdrawn') assert.equal((await director.post(`/api/publications/${answer.json.id}/withdraw`, { reason: 'Fel' })).status, 200);
    if (end === 'replaced') {
      const again = await director.post('/api/publications', { ...body, genders: false, replaces: answer.json.id, reason: 'Fel' });
      assert.equal(again.status, 200, again.text.slice(0, 500));
      read.push(await readOne(again.json.id));
    }
  }
  const standing = (await as('board').get('/api/publications')).json.publications.filter((p) => p.state === 'standing');
  assert.equal(standing.length, read.length - PLAN.filter(([, , end]) => end).length);
  return read;
}

/** As the board reads it, and everybody where it is for everybody: the same figures, in every file too. */
async function readOne(id) {
  const one = (await as('board').get(`/api/publications/${id}`)).json;
  await compareFiles(as('board'), `/api/publications/${id}`, one.content.tables);
  const open = await h.as(null).get(`/api/public/${id}`);
  assert.equal(open.status, one.audience === 'public' ? 200 : 404);
  if (open.status === 200) {
    assert.deepEqual(open.json.content, one.content);
    await compareFiles(h.as(null), `/api/public/${id}`, one.content.tables);
  }
  return one;
}

const nameOf = (table) => `${table.kind}${table.year_group ? `-${table.year_group}` : ''}`;
const plain = ([mark, value, of]) => [mark || (value === null ? '' : String(value)), of === null ? '' : String(of)];
const inSheet = (cell) => (cell === undefined ? '' : typeof cell.value === 'string' ? cell.value : String(Math.round(cell.value * (cell.style.endsWith('%') ? 1e8 : 1e6)) / 1e6));

/** The files have what the page has and no more, so that the attack on the pages is one on the files. */
async function compareFiles(reader, address, tables) {
  const file = async (query) => {
    const answer = await reader.get(`${address}?${query}`);
    assert.equal(answer.status, 200, answer.text);
    return answer.bytes;
  };
  const sheets = Object.values(workbook(await file('format=xlsx')));
  assert.equal(sheets.length, tables.length + 1, 'a sheet for each table, and one about them');
  for (const [i, table] of tables.entries()) {
    const name = nameOf(table);
    const expected = table.rows.map((row) => [row.unit.name, plain(row.pupils)[0], ...row.cells.flatMap(plain)]);
    const columns = 3 + 2 * table.columns.length;
    const lines = (list, field) => list.slice(1).map((line) => Array.from({ length: columns }, (_, k) => field(line[k]))).map(([unit, , ...figures]) => [unit, ...figures]);
    assert.deepEqual(lines(records((await file(`format=csv-rfc4180&table=${name}`)).toString('utf8')), (one) => one.replace(/\.0$/, '')), expected, `${name}, CSV`);
    assert.deepEqual(lines(swedish(await file(`format=csv&table=${name}`)), (one) => one.replace(/,0$/, '')), expected, `${name}, CSV for Excel`);
    assert.deepEqual(lines(sheets[i].rows, inSheet), expected, `${name}, Excel`);
  }
}

const MEASURES = { all_subjects: ['all_subjects', 'complete'], vocational: ['eligible1', 'covered'], arts: ['eligible2', 'covered'],
  economics_humanities_social: ['eligible3', 'covered'], science_technology: ['eligible4', 'covered'], merit17: ['merit_n', 'merit_n'], '': ['pupils', 'pupils'] };

/** [school, year group, gender, code, n, of] */
function truthOf(round) {
  const rows = h.sql(`SELECT c.unit_id, c.year_group, c.gender, s.code, SUM(c.passed), SUM(c.assessed + c.not_assessable) FROM unit_cell c
    JOIN subject s ON s.id = c.subject_id WHERE c.round_id = ${round} AND c.basis = 0 AND c.year_group > 0 AND c.gender > 0 GROUP BY 1, 2, 3, 4`);
  for (const [code, [n, of]] of Object.entries(MEASURES)) {
    rows.push(...h.sql(`SELECT unit_id, year_group, gender, '${code}', ${n}, ${of} FROM unit_measure WHERE round_id = ${round} AND basis = 0 AND year_group > 0 AND gender > 0`));
  }
  return rows.map(([school, year, gender, code, n, of]) => [school, Number(year), Number(gender), code ?? '', Number(n), Number(of)]);
}

/** {programme: [subjects of which one has to be passed, ...]}: what everybody can read in the school law. */
function requirements() {
  const places = {};
  for (const [programme, place, subject] of h.sql(`SELECT e.code, q.place, s.code FROM eligibility_requirement q
    JOIN eligibility_rule e ON e.id = q.rule_id JOIN subject s ON s.id = q.subject_id WHERE e.valid_to IS NULL`)) {
    ((places[programme] ??= {})[place] ??= []).push(subject);
  }
  return Object.fromEntries(Object.entries(places).map(([programme, list]) => [programme, Object.values(list)]));
}

function everything(publications) {
  const byRound = Map.groupBy ? Map.groupBy(publications, (p) => p.round.id) : publications.reduce((map, p) => map.set(p.round.id, [...(map.get(p.round.id) ?? []), p]), new Map());
  return {
    limits: publications[0].content.limits,
    requires: requirements(),
    schools: h.sql("SELECT u.id, COALESCE(p.id, '') FROM unit u LEFT JOIN unit p ON p.id = u.parent_id AND p.kind = 'area' WHERE u.kind = 'school'"),
    rounds: [...byRound].map(([id, list]) => ({ id, school_year: Number(h.sql(`SELECT (term_order - 1) DIV 2 FROM round WHERE id = ${id}`)[0][0]),
      publications: list.map((p) => ({ tables: p.content.tables })), truth: truthOf(id) })),
  };
}

/** The same tables with no more hidden than each cell asks for by itself: what a careless module would print. */
function primaryOnly(document) {
  const copy = structuredClone(document);
  for (const round of copy.rounds) {
    const sum = (unit, kind, year, gender, code) => round.truth.filter(([school, y, g, c]) => (code === 'SV/SVA' ? ['SV', 'SVA'].includes(c) : c === code)
      && (!year || y === year) && (!gender || g === { female: 1, male: 2 }[gender])
      && (kind === 'municipality' || school === unit || document.schools.some(([id, area]) => id === school && area === unit)))
      .reduce(([n, of], row) => [n + row[4], of + row[5]], [0, 0]);
    for (const table of round.publications.flatMap((p) => p.tables)) {
      for (const row of table.rows) {
        const limit = copy.limits[row.unit.kind];
        const cellOf = (code, mean) => {
          const [n, of] = sum(row.unit.id, row.unit.kind, table.year_group, row.gender, code);
          if (of === 0) return ['.', null, null];
          if (of < limit) return ['..', null, null];
          if (mean) return ['', 200, of];
          if (n < limit) return ['..', null, of];
          if (n < of && of - n <= 4) return ['~100', null, of];
          return ['', n === of ? 100 : Math.min(99, Math.floor((200 * n + of) / (2 * of))), of];
        };
        row.pupils = cellOf('', true);
        row.cells = table.columns.map((column) => cellOf(column.code, column.kind === 'mean'));
      }
    }
  }
  return copy;
}

test('nothing hidden follows from all that the board can get', async () => {
  const document = everything(await publishAll());
  const found = await attack(document);
  console.log(`suppression: ${found.cells} cells, ${found.hidden} hidden, ${found.attacked} attacked, ${found.broken.length} broken`);
  console.log(`of the attacked ${found.followed} had been told by what was published before their own table`);
  assert.deepEqual(found.broken.slice(0, 20), []);
  assert.ok(found.hidden > 0 && found.attacked > 100);
  // The same attack finds what it looks for where only each cell by itself was thought of.
  const control = await attack(primaryOnly({ ...document, rounds: document.rounds.slice(-1) }));
  console.log(`control, primary suppression only: ${control.cells} cells, ${control.hidden} hidden, ${control.attacked} attacked, ${control.broken.length} broken`);
  assert.ok(control.broken.length > 10, 'the attack finds nothing where there is something to find');
});
