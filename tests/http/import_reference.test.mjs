// malkollctl import reference: the national agency's files. The samples have its layouts and invented figures; where the real
// files are at hand they are read too.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { root, start } from './harness.mjs';

const samples = path.join(root, 'tests/http/national');
const REAL = process.env.MALKOLL_SKOLVERKET || path.join(root, '../shared/data/skolverket');
let server;

before(async () => { server = await start({ workers: 1 }); });
after(() => server?.stop());

const read = (file, ...args) => server.ctl(['import', 'reference', path.isAbsolute(file) ? file : path.join(samples, file), ...args]);

function write(name, text) {
  const file = path.join(server.dir, name);
  fs.writeFileSync(file, text);
  return file;
}

const sample = (name) => fs.readFileSync(path.join(samples, name), 'utf8');
const figure = (code, measure, subject = '', { year = 2024, gender = 0, provider = 'all' } = {}) =>
  server.sql(`SELECT value, mark, n, basis, areas, areas_all FROM national_figure WHERE code = '${code}' AND measure = '${measure}'
    AND subject = '${subject}' AND school_year = ${year} AND gender = ${gender} AND provider = '${provider}'`).map((r) => r.join('|'))[0];
const rows = () => server.sql('SELECT * FROM national_figure ORDER BY level, code, provider, gender, measure, subject, school_year')
  .map((r) => r.join('|')).join('\n');

test('a trial says what would happen and changes nothing', () => {
  const done = read('subjects9.csv', '--dry-run');
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /provkörning, ingenting ändrades/);
  assert.match(done.stdout, /Uppgifter +\d/);
  assert.equal(rows(), '');
  assert.deepEqual(server.sql('SELECT COUNT(*) FROM national_source'), [['0']]);
});

test('subject grades over the years: figures, marks, and the agency\'s words', () => {
  const done = read('subjects9.csv');
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(done.stdout, /Moderna språk, skolans val.*ämnet finns inte i Målkoll/);
  assert.equal(figure('9101', 'subject9', 'MA'), '881|||published|0|0');
  assert.equal(figure('9101', 'subject9', 'MA', { year: 2022, provider: 'municipal' }), '852|||published|0|0');
  // Marks stay as they stand, and are no zeros.
  assert.equal(figure('9103', 'subject9', 'SV'), '|..||published|0|0');
  assert.equal(figure('9201', 'subject9', 'SV', { year: 2022 }), '|.||published|0|0');
  assert.equal(figure('9202', 'subject9', 'SV'), '|~100||published|0|0');
  assert.equal(figure('9102', 'subject9', 'HKK'), '968|||published|0|0');
  const [[publisher, title, notes]] = server.sql("SELECT publisher, title, notes FROM national_source WHERE layout = 'subjects9'");
  assert.equal(publisher, 'Statistik från Skolverket, https://www.skolverket.se');
  assert.equal(title, 'Grundskola - Jämförelse av ämnesbetyg över tid');
  assert.match(notes, /Uppgifterna avser betyg före prövning/);
  assert.deepEqual(server.sql("SELECT definition FROM national_definition WHERE measure = 'subject9'"),
    [['Andel elever med godkänt betyg (A-E) i respektive ämne. Även elever utan något godkänt betyg ingår.']]);
});

test('without pupils in the file, county and nation are the median municipality, and say so', () => {
  // MA 2024: 88,1 91,4 79,5 85,0 90,2
  assert.equal(figure('00', 'subject9', 'MA'), '881|||median|5|5');
  assert.equal(figure('91', 'subject9', 'MA'), '881|||median|3|3');
  assert.equal(figure('92', 'subject9', 'MA'), '876|||median|2|2');
  // SV 2024: two of five have a mark.
  assert.equal(figure('00', 'subject9', 'SV'), '952|||median|3|5');
});

test('eligibility: thousands with every kind of space, by gender, weighted by pupils', () => {
  const done = read('eligibility9.csv');
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.doesNotMatch(done.stdout, /Varningar/);
  assert.equal(figure('9102', 'finished9'), '20510|||published|0|0');
  assert.equal(figure('9102', 'finished9', '', { gender: 2 }), '10500|||published|0|0');
  assert.equal(figure('9102', 'vocational', '', { gender: 1 }), '880||1001|published|0|0');
  assert.equal(figure('9103', 'vocational', '', { gender: 1 }), '|~100|9|published|0|0');
  // (82,1·434 + 86,7·2051 + 81,0·21) / 2506 = 85,9
  assert.equal(figure('91', 'vocational'), '859||2506|weighted|3|3');
  assert.equal(figure('91', 'vocational', '', { gender: 1 }), '873||1215|weighted|2|3');
  assert.match(server.sql("SELECT definition FROM national_definition WHERE measure = 'vocational'")[0][0], /^Godkänt i tre ämnen \(påhittat\)\. Fortsättning/);
});

test('year 6: the genders stand above the heading', () => {
  assert.equal(read('grades6.csv').status, 0);
  assert.equal(figure('9101', 'all6', '', { gender: 1 }), '820||217|published|0|0');
  assert.equal(figure('9101', 'all6', '', { gender: 2 }), '697||228|published|0|0');
  assert.equal(figure('9102', 'graded6', '', { gender: 1 }), '12030|||published|0|0');
  assert.equal(figure('9101', 'subjects6', '', { gender: 1 }), '171||217|published|0|0');
  assert.equal(figure('9202', 'all6', '', { gender: 2 }), '|.||published|0|0');
  // Both genders are made of them: (82,0·217 + 69,7·228) / 445 = 75,7; not where one of them is a mark.
  assert.equal(figure('9101', 'all6'), '757||445|weighted|0|0');
  assert.equal(figure('9103', 'all6'), undefined);
});

test('pupils per year group', () => {
  assert.equal(read('pupils.csv').status, 0);
  assert.equal(figure('9101', 'year9'), '4080|||published|0|0');
  assert.equal(figure('9102', 'girls'), '481||3753|published|0|0');
  assert.equal(figure('9202', 'year2', '', { provider: 'international' }), '|.||published|0|0');
});

test('the same files again change nothing', () => {
  const held = rows();
  const sources = server.sql('SELECT * FROM national_source');
  for (const name of fs.readdirSync(samples)) {
    const done = read(name, '--lang', 'en');
    assert.equal(done.status, 0);
    assert.match(done.stdout, /nothing was changed/);
  }
  assert.equal(rows(), held);
  assert.deepEqual(server.sql('SELECT * FROM national_source'), sources);
});

test('what is published later goes before, and what the agency says itself before what is made', () => {
  const later = sample('subjects9.csv').replace('Valt läsår: 2024/25', 'Valt läsår: 2025/26').replace('2024/25;2023/24;2022/23', '2025/26;2024/25;2023/24');
  const changed = read(write('later.csv', later));
  assert.equal(changed.status, 0, changed.stdout);
  assert.equal(figure('9101', 'subject9', 'MA', { year: 2025 }), '881|||published|0|0');
  assert.equal(figure('9101', 'subject9', 'MA', { year: 2024 }), '870|||published|0|0');
  assert.equal(figure('9101', 'subject9', 'MA', { year: 2022 }), '862|||published|0|0');
  const held = rows();
  assert.match(read('subjects9.csv').stdout, /ingenting ändrades/);
  assert.equal(rows(), held);
  // A file of counties, with the heading of counties.
  const counties = sample('eligibility9.csv').split('\n').map((line) => line.replace(/^(Kommun|[^;]*);(Kommun-kod|\d{4});/, ''))
    .filter((line, i, all) => !/^(Norra|Södra)/.test(line) || all.findIndex((l) => l.split(';').slice(0, 4).join() === line.split(';').slice(0, 4).join()) === i);
  const own = read(write('counties.csv', counties.join('\n')));
  assert.equal(own.status, 0, own.stdout);
  assert.equal(figure('91', 'vocational'), '821||434|published|0|0');
  assert.equal(read('eligibility9.csv').status, 0);
  assert.equal(figure('91', 'vocational'), '821||434|published|0|0');
});

test('a file of another layout is refused with what was expected, and changes nothing', () => {
  const held = rows();
  const good = sample('eligibility9.csv');
  for (const [text, expected] of [
    ['Kommun;Kod;Värde\nAle;1440;1\n', /väntade en rad med kolumnen ”Typ av huvudman” och någon av kolumnerna ”Andel \(%\) elever som fått godkänt betyg i respektive ämne”/],
    [good.replace('Kön;Antal elever', 'Kön;Antal barn'), /hittade ”Antal barn”, kolumnen finns inte i den tabell/],
    [good.replace('Valt läsår: 2024/25', ''), /väntade en rad som ”Valt läsår: 2024\/25”/],
    [good.replace(/Valt läsår: 2024\/25/, 'Valt läsår: 2024/27'), /väntade en rad som ”Valt läsår/],
    [sample('grades6.csv').replace(/^;;;;;.*$/m, ''), /väntade Flickor, Pojkar eller Samtliga i raden ovanför/],
    [good.split('\n').filter((l) => !/;(Samtliga|Kommunal);/.test(l)).join('\n'), /tabellen har inga rader/],
    ['', /väntade/],
  ]) {
    const done = read(write('other.csv', text));
    assert.equal(done.status, 1, text.slice(0, 80));
    assert.match(done.stdout, expected);
    assert.match(done.stdout, /ingenting lästes in och ingenting ändrades/);
  }
  // The columns that are named are quoted as each language does.
  assert.match(read(write('other.csv', 'Kommun;Kod;Värde\nAle;1440;1\n'), '--lang', 'en').stdout, /“Typ av huvudman” and one of the columns “Andel \(%\) [^“”]+”, “/);
  assert.equal(read(path.join(server.dir, 'gone.csv')).status, 1);
  assert.equal(rows(), held);
});

test('what a row gets wrong is told with line and column, and the rest is read', () => {
  const text = sample('pupils.csv').replace('Kommunal;48,0', 'Kommunalt;48,0').replace(';48,1;21,5', ';481;2x,5');
  const done = read(write('rows.csv', text));
  assert.equal(done.status, 0, done.stdout);
  assert.match(done.stdout, /rad 8, kolumn Typ av huvudman: hittade ”Kommunalt”/);
  assert.match(done.stdout, /rad 9, kolumn Andel \(%\) flickor, årskurs 1-9: hittade ”481”, väntade ett tal som 83,8/);
  assert.match(done.stdout, /kolumn Andel \(%\) elever med utländsk bakgrund, åk 1-9: hittade ”2x,5”/);
});

test('the real files', { skip: !fs.existsSync(REAL) && 'they are not at hand' }, () => {
  const again = [];
  for (const name of fs.readdirSync(REAL).filter((n) => n.endsWith('.csv'))) {
    const done = read(path.join(REAL, name));
    assert.equal(done.status, 0, done.stdout + done.stderr);
    assert.doesNotMatch(done.stdout, /Varningar/, name);
    again.push(name);
  }
  assert.equal(again.length, 4);
  const helsingborg = server.sql("SELECT school_year, value FROM national_figure WHERE code = '1283' AND provider = 'municipal' AND measure = 'subject9' AND subject = 'MA' ORDER BY school_year");
  assert.deepEqual(helsingborg.map(([, v]) => Number(v)), [933, 879, 865, 873, 887, 918, 888, 888, 885, 838]);
  assert.equal(figure('1283', 'vocational'), '816||1902|published|0|0');
  assert.equal(figure('1283', 'all6', '', { gender: 1 }), '655||922|published|0|0');
  assert.equal(figure('1283', 'years'), '165340|||published|0|0');
  // No cell of the files is lost, and none with a mark is a number.
  const cells = {};
  for (const name of again) {
    const lines = fs.readFileSync(path.join(REAL, name), 'utf8').split('\n').filter((l) => /^[^;]+;\d{4};/.test(l) && !/skolans val/.test(l));
    for (const line of lines) {
      for (const cell of line.split(';').slice(5, -1).filter((c) => /^[\d\s,.~]+$/.test(c))) {
        const kind = /^[.~]/.test(cell) ? cell : 'number';
        cells[kind] = (cells[kind] || 0) + 1;
      }
    }
  }
  const stored = Object.fromEntries(server.sql("SELECT IF(mark = '', 'number', mark), COUNT(*) FROM national_figure WHERE level = 'municipality' AND basis = 'published' AND code NOT LIKE '9%' GROUP BY 1")
    .map(([k, n]) => [k, Number(n)]));
  assert.deepEqual(stored, cells);
  for (const name of again) assert.match(read(path.join(REAL, name)).stdout, /ingenting ändrades/);
});
