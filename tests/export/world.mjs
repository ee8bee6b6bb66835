// The demo municipality with something in every table that has an export: {ids for tables.mjs}.
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { who } from '../browser/browser.mjs';

const national = (name) => fileURLToPath(new URL(`../http/national/${name}.csv`, import.meta.url));
const CODE = '9101'; // the municipality of those files
const today = (offset = 0) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date(Date.now() + offset * 86400000));

// A class of which everybody falls in one subject: the flag of it, and the teacher's group.
async function plantDip(stack, at, get) {
  const [group] = (await get('teacher', '/api/groups')).groups;
  const { pupils, scales } = await get('teacher', `/api/groups/${group.id}/assessments`);
  const level = scales[0].levels.find((one) => !one.passes).code;
  const saved = await stack.as(who(stack, 'teacher')).send('PUT', `/api/groups/${group.id}/assessments`, { entries: pupils.filter((p) => !p.left && p.level !== level).map(({ id, version }) => ({ pupil: id, level, version })) });
  assert.ok(saved.status === 200 && saved.json.results.every((one) => one.status === 'saved'), saved.text);
  const { flags } = await get('director', `/api/dips?unit=${at.municipality}`);
  at.group = group.id;
  at.dip = flags.find((f) => f.unit.id === group.unit.id && f.class?.name === group.name && f.subject?.code === group.subject.code);
}

export async function prepare(stack) {
  const ok = (answer) => {
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  };
  const as = (role) => stack.as(who(stack, role));
  const get = async (role, address) => ok(await as(role).get(address));
  const put = async (name, value) => ok(await as('administrator').send('PUT', '/api/settings', { name, value }));
  const [municipality, school] = await Promise.all(['director', 'principal'].map(async (role) => (await get(role, '/api/me')).home_unit.id));
  const { rounds } = await get('director', '/api/rounds');
  const before = rounds.find((r) => r.state === 'closed' && r.kind === 'forecast').id;
  const at = { municipality, school, code: CODE, round: rounds.find((r) => r.state === 'open').id };
  for (const name of ['subjects9', 'pupils']) stack.must(['import', 'reference', national(name)]);
  await put('municipality_code', CODE);
  await put('public_page', '1');
  at.class = (await get('principal', `/api/units/${school}`)).classes.at(-1).id;
  at.pupil = (await get('principal', `/api/attainment?unit=${school}&class=${at.class}&rows=pupil`)).rows[0].id;
  await plantDip(stack, at, get);
  [{ id: at.import }] = (await get('administrator', '/api/imports?source=oneroster')).imports;
  const { name: me } = await get('principal', '/api/me');
  const colleague = (await get('principal', `/api/staff?unit=${school}`)).staff.find((one) => one.name !== me);
  const post = async (role, address, body) => ok(await as(role).post(address, body));
  await post('principal', '/api/delegations', { person: colleague.id, unit: school, rights: ['correct'], ends: today(30), note: '=tar över' });
  await post('director', '/api/targets', { measure: 'subject', subject: 'MA', year_group: 9, value10: 875, from: today() });
  await post('director', '/api/targets', { measure: 'merit17', value10: 2250, from: today(1), to: today(400) });
  await post('administrator', '/api/holds', { unit: school, reason: 'Tillsyn' });
  await post('administrator', `/api/rounds/${at.round}/extend`, { unit: school, until: today(60), reason: 'Sjukdom' });
  for (const audience of ['board', 'public']) {
    at[audience] = (await post('director', '/api/publications', { round: before, level: 'area', year_groups: [9], genders: true, subjects: true, measures: true, audience, title: `Till ${audience}`, body: 'Läs.\nTvå rader.' })).id;
  }
  return at;
}
