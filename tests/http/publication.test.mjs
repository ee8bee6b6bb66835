// Publications: what the director lets out, what of it may be shown, who reads it, and that it stays as it was.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdPublications } from './publication_lock.mjs';
import { isProblem } from './shapes.mjs';
import { select } from './recount.mjs';
import { makeFullWorld } from './world.mjs';

let world;
before(async () => { world = await makeFullWorld({ workers: 2 }); });
after(() => world?.stop());

function ok(answer) {
  assert.equal(answer.status, 200, answer.text);
  return answer.json;
}

const CHOICE = { level: 'school', year_groups: [9], genders: true, subjects: true, measures: true };
const choice = (change = {}) => ({ round: world.before.id, ...CHOICE, ...change });
const text = (change = {}) => ({ audience: 'board', title: 'Prognoser för nämnden', body: 'Fler behöver nå målen.', ...change });
const post = (address, body, who = 'director') => world.ask('POST', who, address, body);
const publish = (change, words) => post('/api/publications', { ...choice(change), ...text(words) });
const read = async (id, who = 'board') => ok(await world.get(who, `/api/publications/${id}`));
const list = async (who = 'board') => ok(await world.get(who, '/api/publications')).publications;

const cellsOf = (content) => content.tables.flatMap((table) => table.rows.flatMap((row) => row.cells.map((cell, i) =>
  ({ kind: table.kind, year: table.year_group, unit: row.unit.name, id: row.unit.id, level: row.unit.kind, gender: row.gender, column: table.columns[i].code, cell }))));

const CORE = ['EN', 'BI', 'FY', 'KE', 'GE', 'HI', 'RE', 'SH', 'TK', 'BL', 'HKK', 'IDH', 'MU', 'SL'];

/** Who passes and who was to, counted from what was saved. */
const SCHOOLS = { kommun: ['ek', 'bj', 'li'], norr: ['ek', 'bj'], soder: ['li'] };
function recount(round, { id, year, gender, subject }) {
  const { levels } = world.books[round.key];
  const unit = world.names.unit[id];
  const rows = select(world.books[round.key], { year }).filter((row) => !row.left && row.subject === subject && (SCHOOLS[unit] ?? [unit]).includes(row.unit)
    && (!gender || row.gender === gender));
  const of = rows.filter((row) => levels.has(`${row.pupil} ${row.subject}`));
  return [of.filter((row) => !['F', '-', 'O'].includes(levels.get(`${row.pupil} ${row.subject}`))).length, of.length];
}

test('the director sees what can be chosen, and a preview says how much is hidden', async () => {
  const { rounds } = ok(await world.get('director', '/api/publications/choices'));
  assert.deepEqual(rounds.map((one) => one.round.id), [world.before.id, world.old.id], 'closed rounds only, newest first');
  assert.ok(rounds[0].year_groups.includes(9));
  const answer = ok(await post('/api/publications/preview', choice()));
  const cells = cellsOf(answer.content);
  const rows = answer.content.tables.flatMap((table) => table.rows.map((row) => row.pupils));
  assert.ok(answer.allowed);
  assert.ok(answer.cells.all > answer.cells.hidden && answer.cells.hidden > 0);
  assert.deepEqual(answer.content.limits, { municipality: 5, area: 10, school: 10 });
  assert.equal(cells.filter(({ cell: [mark] }) => mark === '~100').length, answer.cells.near);
  // The number of pupils of a row stands in both tables and counts once.
  assert.equal(cells.filter(({ cell: [mark] }) => mark === '..').length + rows.filter(([mark]) => mark === '..').length / 2, answer.cells.hidden);
  assert.equal(world.sql('SELECT COUNT(*) FROM publication')[0][0], '0', 'a preview stores nothing');
});

test('what is shown is what was saved, and small numbers are not shown', async () => {
  const level = { municipality: 5, school: 10, area: 10 };
  let shown = 0;
  for (const change of [{}, { year_groups: [0], genders: false }]) {
    const { content } = ok(await post('/api/publications/preview', choice(change)));
    for (const { kind, level: at, year, gender, column, cell: [mark, value, of], unit, id } of cellsOf(content)) {
      if (kind !== 'subjects' || !CORE.includes(column)) continue;
      const [n, all] = recount(world.before, { id, year: year ?? undefined, gender, subject: column });
      const what = `${unit} ${year} ${gender} ${column}: ${n} of ${all}`;
      if (mark === '') {
        assert.deepEqual([value, of], [n === all ? 100 : Math.min(99, Math.floor((200 * n + all) / (2 * all))), all], what);
        shown++;
      }
      if (all > 0 && all < level[at]) assert.deepEqual([mark, of], ['..', null], what);
      else if (all > 0 && n < level[at]) assert.equal(mark, '..', what);
      else if (all > n && all - n <= 4) assert.ok(['~100', '..'].includes(mark), what);
    }
  }
  assert.ok(shown > 5, `${shown} are shown`);
  const { content } = ok(await post('/api/publications/preview', choice()));
  for (const table of content.tables) {
    for (let i = 0; i < table.columns.length; i++) {
      for (const girls of table.rows.filter((row) => row.gender === 'female')) {
        const boys = table.rows.find((row) => row.unit.id === girls.unit.id && row.gender === 'male');
        const both = [girls.cells[i][0], boys.cells[i][0]];
        assert.ok(both.includes('.') || (both[0] === '..') === (both[1] === '..'), `${girls.unit.name} ${table.columns[i].code}: ${both}`);
      }
    }
  }
});

test('what cannot be published is refused in words and changes nothing', async () => {
  for (const [body, status, slug, field] of [
    [{ ...choice(), ...text(), round: world.now.id }, 409, 'publication-too-early'],
    [{ ...choice(), ...text(), round: '4294967295' }, 404, 'not-found'],
    [{ ...choice(), ...text(), year_groups: [] }, 422, 'invalid-body', 'year_groups'],
    [{ ...choice(), ...text(), year_groups: [11] }, 422, 'invalid-body', 'year_groups'],
    [{ ...choice(), ...text(), year_groups: [5, 6, 7, 8, 9] }, 422, 'publication-large', 'year_groups'],
    [{ ...choice(), ...text(), year_groups: [1] }, 422, 'invalid-body', 'year_groups'],
    [{ ...choice(), ...text(), level: 'class' }, 422, 'invalid-body', 'level'],
    [{ ...choice(), ...text(), subjects: false, measures: false }, 422, 'invalid-body', 'subjects'],
    [{ ...choice(), ...text(), audience: 'press' }, 422, 'invalid-body', 'audience'],
    [{ ...choice(), ...text(), title: ' ' }, 422, 'invalid-body', 'title'],
    [{ ...choice(), ...text(), replaces: '77', reason: 'fel' }, 404, 'not-found', 'replaces'],
    [{ ...choice(), ...text(), replaces: '77' }, 422, 'invalid-body', 'reason'],
    [{ ...choice(), ...text(), more: 1 }, 422, 'invalid-body'],
  ]) isProblem(await post('/api/publications', body), status, slug, field);
  for (const who of ['board', 'analyst', 'am-norr', 'pr-bj', 'admin']) isProblem(await post('/api/publications', { ...choice(), ...text() }, who), 403, 'forbidden');
  assert.equal(world.sql('SELECT COUNT(*) FROM publication')[0][0], '0');
});

test('one is worked out at a time, so that the other workers are there for everybody else', async () => {
  const letGo = await holdPublications(world.stack);
  isProblem(await post('/api/publications/preview', choice()), 409, 'publication-busy');
  isProblem(await publish(), 409, 'publication-busy');
  ok(await world.get('director', '/api/publications'));
  assert.equal(world.sql('SELECT COUNT(*) FROM publication')[0][0], '0');
  await letGo();
  // Several at once: each is answered, and whoever has to wait is told so.
  const answers = await Promise.all([1, 2, 3].map(() => post('/api/publications/preview', choice())));
  assert.ok(answers.some((one) => one.status === 200), answers.map((one) => one.text.slice(0, 200)).join());
  for (const one of answers.filter((answer) => answer.status !== 200)) isProblem(one, 409, 'publication-busy');
  ok(await post('/api/publications/preview', choice()));
});

test('the board reads what was published, as it was, and nothing else', async () => {
  const before = await list();
  const made = ok(await publish({}, { title: 'Till nämnden' }));
  assert.equal(made.published_by, 'Dag Direktör');
  assert.deepEqual((await list()).map((one) => one.id), [made.id, ...before.map((one) => one.id)]);
  const seen = await read(made.id);
  assert.deepEqual(seen.content, made.content);
  assert.equal(seen.body, 'Fler behöver nå målen.');
  for (const address of ['/api/units', `/api/attainment?unit=${world.ids.unit.kommun}`, '/api/publications/choices', '/api/settings', '/api/groups']) {
    isProblem(await world.get('board', address), 403, 'forbidden');
  }
  isProblem(await world.get('board', '/api/publications/4294967295'), 404, 'not-found');
  isProblem(await world.get('pr-bj', `/api/publications/${made.id}`), 403, 'forbidden');
  const [row] = world.sql("SELECT kind, detail, new_value FROM access_log WHERE route = 'POST /api/publications' AND status = 200 ORDER BY id DESC LIMIT 1");
  assert.deepEqual(row, ['export', 'Till nämnden', 'board']);
});

test('a correction, other limits and a new name move nothing that is published', async () => {
  const [{ id }] = await list();
  const was = await read(id);
  const pupil = world.sql(`SELECT a.pupil_id, t.group_id, a.version FROM assessment a JOIN snapshot_subject t USING (round_id, pupil_id, subject_id)
    JOIN snapshot_pupil s USING (round_id, pupil_id) JOIN subject j ON j.id = a.subject_id JOIN unit u ON u.id = s.unit_id
    WHERE a.round_id = ${world.before.id} AND s.year_group = 9 AND j.code = 'MA' AND u.source_id = 'bj' AND a.state = 'level' LIMIT 1`)[0];
  const answer = ok(await world.put('pr-bj', pupil[1], world.before, { entries: [{ pupil: pupil[0], level: 'F', version: Number(pupil[2]) }], reason: 'fel betyg' }));
  assert.equal(answer.results[0].status, 'saved');
  world.ctl('settings', 'set', 'limit_school', '3');
  world.sql("UPDATE unit SET name = CONCAT(name, ' (ny)') WHERE source_id = 'bj'");
  assert.deepEqual(await read(id), was);
  world.ctl('settings', 'set', 'limit_school', '10');
  world.sql("UPDATE unit SET name = REPLACE(name, ' (ny)', '') WHERE source_id = 'bj'");
  assert.throws(() => world.stack.sql(`UPDATE publication SET content = '{}' WHERE id = ${id}`, 'worker'), /denied/);
  assert.throws(() => world.stack.sql(`DELETE FROM publication_cell WHERE publication_id = ${id}`, 'worker'), /denied/);
});

test('what was shown is known: the same choice again shows the same, and lower limits do not unveil', async () => {
  const made = ok(await publish({ round: world.old.id }));
  const again = ok(await post('/api/publications/preview', choice({ round: world.old.id })));
  assert.deepEqual(again.content.tables, made.content.tables);
  world.ctl('settings', 'set', 'limit_municipality', '3');
  const lower = ok(await post('/api/publications/preview', choice({ round: world.old.id })));
  const marks = new Map(cellsOf(made.content).map((one) => [`${one.kind} ${one.unit} ${one.gender} ${one.column}`, one.cell]));
  // What had been shown still is.
  for (const one of cellsOf(lower.content)) {
    const before = marks.get(`${one.kind} ${one.unit} ${one.gender} ${one.column}`);
    if (before[0] === '') assert.deepEqual(one.cell, before);
  }
  world.ctl('settings', 'set', 'limit_municipality', '5');
});

test('totals first and then what is finer: published with more hidden, not refused', async () => {
  const totals = { round: world.old.id, level: 'municipality', genders: false, year_groups: [6, 7, 8] };
  const first = ok(await publish(totals, { title: 'Kommunen' }));
  let more = 0;
  for (const change of [{ level: 'area', genders: false }, { level: 'school', genders: false, year_groups: [7, 8] }, { level: 'school', genders: true, year_groups: [6] }]) {
    const asked = { ...totals, ...change };
    const seen = ok(await post('/api/publications/preview', choice(asked)));
    assert.equal(seen.allowed, true, JSON.stringify(change));
    const made = ok(await publish(asked, { title: 'Finare' }));
    assert.deepEqual(made.content.tables, seen.content.tables, 'what was looked at is what is published');
    const before = new Map(cellsOf(first.content).map((one) => [`${one.kind} ${one.year} ${one.column}`, one.cell]));
    for (const one of cellsOf(made.content)) {
      if (one.level !== 'municipality' || one.gender) { more++; continue; }
      const was = before.get(`${one.kind} ${one.year} ${one.column}`);
      // What was hidden stays so, and what was shown is known.
      if (one.cell[0] !== was[0]) assert.fail(`${one.year} ${one.column}: ${was}, then ${one.cell}`);
    }
  }
  assert.ok(more > 100);
});

test('a director whose identity is protected has no name in what is published', async () => {
  world.sql(`UPDATE person SET protected_hand = 1 WHERE id = ${world.ids.person.director}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  const made = ok(await publish({ level: 'municipality', genders: false, year_groups: [7] }, { title: 'Namnlös' }));
  world.sql(`UPDATE person SET protected_hand = 0 WHERE id = ${world.ids.person.director}; UPDATE revision SET revision = revision + 1 WHERE unit_id = 0`);
  assert.equal(made.published_by, '*');
  assert.equal((await list()).find((p) => p.id === made.id).published_by, '*');
});

test('replaced and withdrawn leave a trace, and no figures', async () => {
  const first = ok(await publish({ level: 'municipality', genders: false, year_groups: [8] }, { title: 'Första' }));
  const second = ok(await publish({ level: 'municipality', genders: false, year_groups: [8] }, { title: 'Andra', replaces: first.id, reason: 'Fel rubrik' }));
  isProblem(await world.get('board', `/api/publications/${first.id}`), 404, 'not-found');
  const old = (await list()).find((one) => one.id === first.id);
  assert.deepEqual([old.state, old.reason, old.replaced_by, old.ended_by], ['replaced', 'Fel rubrik', second.id, 'Dag Direktör']);
  assert.deepEqual((await read(first.id, 'director')).content, first.content, 'the director sees what was');
  isProblem(await post(`/api/publications/${second.id}/withdraw`, {}), 422, 'invalid-body', 'reason');
  isProblem(await post(`/api/publications/${second.id}/withdraw`, { reason: 'x' }, 'board'), 403, 'forbidden');
  ok(await post(`/api/publications/${second.id}/withdraw`, { reason: 'Siffrorna ska kontrolleras' }));
  isProblem(await world.get('board', `/api/publications/${second.id}`), 404, 'not-found');
  isProblem(await post(`/api/publications/${second.id}/withdraw`, { reason: 'igen' }), 404, 'not-found');
  isProblem(await publish({}, { replaces: second.id, reason: 'x' }), 404, 'not-found', 'replaces');
  assert.match(world.ctl('publication', 'list'), new RegExp(`${second.id} .*withdrawn.*Siffrorna ska kontrolleras`));
  const third = ok(await publish({ level: 'municipality', genders: false, year_groups: [8] }, { title: 'Tredje' }));
  world.ctl('publication', 'withdraw', third.id, '--reason', 'på begäran');
  isProblem(await world.get('board', `/api/publications/${third.id}`), 404, 'not-found');
  assert.equal(world.stack.ctl(['publication', 'withdraw', third.id, '--reason', 'igen']).status, 1);
});

test('without a login there is nothing until the setting says so, and then only what is for everybody', async () => {
  const open = ok(await publish({ level: 'municipality' }, { audience: 'public', title: 'För alla' }));
  const [{ id: closed }] = (await list()).filter((one) => one.audience === 'board' && one.state === 'standing');
  for (const address of ['/api/public', `/api/public/${open.id}`]) isProblem(await world.get(null, address), 404, 'not-found');
  isProblem(await world.ask('PUT', 'director', '/api/settings', { name: 'public_page', value: '1' }), 403, 'forbidden');
  ok(await world.ask('PUT', 'admin', '/api/settings', { name: 'public_page', value: '1' }));
  const { publications } = ok(await world.get(null, '/api/public'));
  assert.deepEqual(publications.map((one) => one.id), [open.id]);
  // The page itself needs no login either.
  const page = await world.stack.as(null).get('/offentligt');
  assert.deepEqual([page.status, page.headers['set-cookie']], [200, undefined]);
  assert.match(page.text, /offentligt\.js/);
  const answer = await world.get(null, `/api/public/${open.id}`);
  assert.deepEqual(ok(answer).content, open.content);
  assert.equal(answer.headers['set-cookie'], undefined);
  isProblem(await world.get(null, `/api/public/${closed}`), 404, 'not-found');
  for (const address of ['/api/publications', `/api/publications/${open.id}`, '/api/me', '/api/rounds']) isProblem(await world.get(null, address), 401, 'unauthenticated');
  world.ctl('settings', 'set', 'public_page', '0');
  isProblem(await world.get(null, `/api/public/${open.id}`), 404, 'not-found');
});
