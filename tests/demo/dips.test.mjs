// The dips and rises that were planted in the demo municipality are found, and every flag of the list is right: counts,
// tests and adjusting are made a second time from the raw rows (tests/http/dip_recount.mjs).
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { differences, recountDips } from '../http/dip_recount.mjs';
import { start } from '../http/harness.mjs';

let h;
let director;
let unit;
let list;
before(async () => {
  h = await start({ demo: { pupils: 18500, schools: 40, rounds: 3, seed: 1 } });
  director = h.as(h.people.find((one) => one.role === 'director').eppn);
  [[unit]] = h.sql("SELECT id FROM unit WHERE kind = 'municipality'");
  list = (await director.get(`/api/dips?unit=${unit}`)).json;
}, { timeout: 1200000 });
after(() => h?.stop());

const recount = () => recountDips((text) => h.sql(text), { now: list.round.id, previous: list.previous.id, yearAgo: list.year_ago.id }, list.settings);

test('every planted dip and rise is found', (t) => {
  const planted = JSON.parse(fs.readFileSync(path.join(h.data, 'dips.json'), 'utf8'));
  const found = planted.map((one) => {
    const flag = list.flags.find(({ grain, unit: at, subject, year_group, direction }) => grain === 'subject' && at.name === one.schoolName
      && subject.code === one.subject && year_group === one.yearGroup && direction === one.kind);
    const what = `${one.schoolName}, year ${one.yearGroup}, ${one.subject}, ${one.size} points of ${one.pupils}`;
    const pairs = flag?.comparisons[0];
    t.diagnostic(`${what}: ${flag ? `${pairs.fell} fell, ${pairs.rose} rose, ${pairs.difference} points, adjusted p ${flag.p_adjusted}, ${flag.strength}` : 'NOT FOUND'}`);
    return [what, Boolean(flag) && !flag.common];
  });
  assert.ok(planted.length >= 8, `${planted.length} planted`);
  assert.deepEqual(found.filter(([, is]) => !is), []);
});

test('every flag of the list is right, recounted from the raw rows', (t) => {
  assert.equal(list.state, 'live');
  t.diagnostic(`${list.found} flags, ${list.flags.filter((flag) => flag.common).length} of them common; ${list.groups} groups, ${list.tests} tests, at most ${list.expected_false} false`);
  assert.deepEqual(differences(list, recount()), []);
});

test('the planted ones stand before what the whole municipality has in common', () => {
  const common = list.flags.map((flag) => flag.common);
  assert.deepEqual(common, [...common].sort((a, b) => a - b));
});

test('closing fixes the list as it was', (t) => {
  const begun = process.hrtime.bigint();
  h.must(['round', 'close', list.round.key]);
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  t.diagnostic(`closing took ${seconds.toFixed(2)} s`);
  const [[found, rows]] = h.sql(`SELECT found, (SELECT COUNT(*) FROM dip WHERE round_id = ${list.round.id}) FROM dip_list WHERE round_id = ${list.round.id}`);
  assert.deepEqual([Number(found), Number(rows)], [list.found, list.found]);
});
