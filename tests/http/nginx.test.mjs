// What the shipped nginx include promises: who somebody is comes from the server alone, the browser
// is told to be strict, and nginx's own refusals are problem documents too.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { start, until } from './harness.mjs';

const STRANGER = 'ingen@exempelkoping.se';
const KNOWN = 'ada.ek@exempelkoping.se';

describe('the include under a prefix', () => {
  let h;
  before(async () => { h = await start({ prefix: '/skola/malkoll/', conf: { worker: { body_max_kib: 64 } } }); });
  after(() => h.stop());

  test('nobody is anybody without the server saying so', async () => {
    const basic = `Basic ${Buffer.from(`${STRANGER}:x`).toString('base64')}`;
    for (const headers of [{}, { Authorization: basic }, { 'Remote-User': STRANGER }, { REMOTE_USER: STRANGER }, { 'Auth-User': STRANGER },
      { 'X-Remote-User': STRANGER }, { 'X-Forwarded-User': STRANGER }, { HTTP_REMOTE_USER: STRANGER }, { Cookie: `other=${STRANGER}` }]) {
      const { status, json } = await h.as(null).get('/api/me', headers);
      assert.equal(status, 401, JSON.stringify(headers));
      assert.equal(json.type, 'urn:malkoll:problem:unauthenticated');
    }
    const known = await h.as(STRANGER).get('/api/me', { Authorization: 'Basic cmVrdG9yOng=' });
    assert.equal(known.json.type, 'urn:malkoll:problem:unknown-person');
  });

  test('the browser is told to be strict, on pages, answers and refusals', async () => {
    for (const path of ['/', '/icon.svg', '/api/health', '/api/me', '/nothing-here', '/nothing.js']) {
      const { headers } = await h.as(null).get(path);
      const csp = headers['content-security-policy'];
      assert.match(csp, /default-src 'self'/, path);
      assert.doesNotMatch(csp, /unsafe|\*|data:|http/, path);
      assert.match(csp, /frame-ancestors 'none'/, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
      assert.equal(headers['referrer-policy'], 'same-origin', path);
      assert.ok(headers['permissions-policy'], path);
    }
    // A script is nothing by itself.
    const { headers } = await h.as(null).get('/app.js');
    assert.deepEqual([headers['content-security-policy'], headers['permissions-policy'], headers['x-content-type-options'], headers['cross-origin-resource-policy']],
      [undefined, undefined, 'nosniff', 'same-origin']);
  });

  test('static files are asked for again and answered with 304', async () => {
    const first = await h.as(null).get('/index.html');
    assert.equal(first.status, 200);
    assert.match(first.headers['content-type'], /^text\/html; charset=utf-8/);
    assert.equal(first.headers['cache-control'], 'no-cache');
    const again = await h.as(null).get('/index.html', { 'If-None-Match': first.headers.etag });
    assert.equal(again.status, 304);
    assert.match((await h.as(null).get('/app.js')).headers['content-type'], /^application\/javascript; charset=utf-8/);
  });

  test('answers are compressed, and their weakened tags still match', async () => {
    h.sql(`INSERT INTO person (source_id, given_name, family_name, eppn) VALUES ('x', 'Ada', 'Ek', '${KNOWN}')`);
    const first = await h.as(KNOWN).get('/api/openapi.json', { 'Accept-Encoding': 'gzip' });
    assert.equal(first.status, 200);
    assert.equal(first.headers['content-encoding'], 'gzip');
    assert.match(first.headers.etag, /^W\//);
    const again = await h.as(KNOWN).get('/api/openapi.json', { 'If-None-Match': first.headers.etag });
    assert.equal(again.status, 304);
  });

  test('the request id is the same in header, problem and log', async () => {
    const { headers, json } = await h.as(null).get('/api/me');
    assert.equal(json.request_id, headers['x-request-id']);
    await until(() => h.accessLog().includes(headers['x-request-id']), 'the access log is written');
  });

  test('the access log has no query string', async () => {
    const { headers } = await h.as(null).get('/api/attainment?unit=4711');
    await until(() => h.accessLog().includes(headers['x-request-id']), 'the access log is written');
    assert.doesNotMatch(h.accessLog(), /[?]|unit=/); // Not the number alone: a request id may hold it.
  });

  test('a body too large is refused by the worker, or by nginx, with the same problem', async () => {
    for (const kib of [70, 1100]) {
      const { status, json } = await h.as(STRANGER).put('/api/groups/1/assessments', JSON.stringify({ entries: 'x'.repeat(kib * 1024) }));
      assert.equal(status, 413, `${kib} KiB`);
      assert.equal(json.type, 'urn:malkoll:problem:body-too-large');
      assert.equal(json.request_id.length, 32);
    }
  });

  test('internal addresses cannot be asked for', async () => {
    for (const name of ['unavailable', 'body-too-large']) assert.equal((await h.as(null).get(`/_problem/${name}`)).status, 404);
  });

  test('without workers the answer is a problem too', async () => {
    await h.end(h.pool, 'SIGTERM');
    const { status, json, headers } = await h.as(null).get('/api/health');
    assert.equal(status, 503);
    assert.equal(headers['content-type'], 'application/problem+json');
    assert.equal(json.type, 'urn:malkoll:problem:unavailable');
    assert.equal(json.request_id, headers['x-request-id']);
    await h.startPool(2);
    assert.equal((await h.as(null).get('/api/health')).status, 200);
  });
});

describe('a server block that sets REMOTE_USER twice', () => {
  let h;
  before(async () => { h = await start({ workers: 1, extra: 'include /etc/nginx/fastcgi_params;' }); });
  after(() => h.stop());

  test('is refused, whoever is meant', async () => {
    for (const client of [h.as(STRANGER), h.as(null)]) {
      const { status, json } = await client.get('/api/me', { Authorization: 'Basic cmVrdG9yOng=' });
      assert.equal(status, 400);
      assert.equal(json.type, 'urn:malkoll:problem:identity-ambiguous');
    }
  });
});
