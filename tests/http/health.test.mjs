import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from './harness.mjs';

let h;
before(async () => { h = await start(); });
after(() => h.stop());

test('health needs no login and tells what works', async () => {
  const { status, json, headers } = await h.as(null).get('/api/health');
  assert.equal(status, 200);
  assert.deepEqual(json, { status: 'ok', database: 'ok', schema: 'ok' });
  assert.match(headers['x-request-id'], /^[0-9a-f]{32}$/);
});

test('the migrations can be run again', () => {
  assert.match(h.must(['migrate']), /up to date/);
});

test('the worker account cannot change the schema', () => {
  const grants = h.sql('SHOW GRANTS FOR malkoll_worker@localhost').flat().join('\n');
  assert.doesNotMatch(grants, /ALTER|CREATE|DROP|ALL PRIVILEGES/);
});
