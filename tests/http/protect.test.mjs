// What protects the web part: headers on every kind of answer, limits, slow clients, and logs that name nobody.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start, until } from './harness.mjs';

const PREFIX = '/skola/malkoll/';
const who = (h, role) => h.people.find((p) => p.role === role).eppn;

const STRICT = {
  'content-security-policy': "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
  'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
  'cross-origin-opener-policy': 'same-origin-allow-popups', 'cross-origin-resource-policy': 'same-origin',
};

// A script or a style sheet is nothing by itself: what the browser may do is said with the document.
const OF_DOCUMENTS = ['content-security-policy', 'x-frame-options', 'permissions-policy', 'cross-origin-opener-policy'];

function isStrict(answer, what) {
  const part = /^(application\/javascript|text\/css)/.test(answer.headers['content-type']);
  for (const [name, value] of Object.entries(STRICT)) assert.equal(answer.headers[name], part && OF_DOCUMENTS.includes(name) ? undefined : value, `${what}: ${name}`);
  assert.match(answer.headers['x-request-id'], /^[0-9a-f]{32}$/, what);
  assert.equal(answer.headers['access-control-allow-origin'], undefined, what);
}

function isRefusal(answer, status, slug) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers['content-type'], 'application/problem+json');
  assert.equal(answer.json.type, `urn:malkoll:problem:${slug}`);
  assert.equal(answer.json.status, status);
  assert.equal(answer.json.request_id, answer.headers['x-request-id']);
  assert.equal(answer.headers['cache-control'], 'no-store');
}

/** One request as bytes, for what no client library sends: {status, head, json}. */
async function raw(h, text) {
  const socket = net.connect(h.port, '127.0.0.1');
  let got = '';
  socket.setEncoding('utf8').on('data', (part) => { got += part; }).on('error', () => {});
  socket.write(text);
  await Promise.race([once(socket, 'close'), sleep(5000)]);
  socket.destroy();
  const [head, body = ''] = got.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, json: body.startsWith('{') ? JSON.parse(body) : undefined };
}

/** Holds a table until the client that it returns is killed. */
async function holdTable(h, table) {
  const client = spawn('mariadb', ['--no-defaults', '-S', path.join(h.dir, 'db/m.sock'), '-u', os.userInfo().username, '-N', '-B', '-n', 'malkoll'], { stdio: ['pipe', 'pipe', 'ignore'] });
  client.stdin.write(`LOCK TABLES ${table} WRITE;\nSELECT 'held';\n`);
  await once(client.stdout, 'data');
  return client;
}

describe('answers', () => {
  let h;
  let teacher;
  let group;
  before(async () => {
    h = await start({ demo: {}, prefix: PREFIX, conf: { instance: { logout_url: '/ut' }, worker: { body_max_kib: 64 } } });
    teacher = h.as(who(h, 'teacher'));
    group = (await teacher.get('/api/groups')).json.groups[0].id;
  });
  after(() => h.stop());

  test('every kind of them tells the browser to be strict', async () => {
    const me = await teacher.get('/api/me');
    const kinds = {
      200: [[await h.as(null).get('/'), 'page'], [await h.as(null).get('/app.js'), 'script'], [await h.as(null).get('/css/base.css'), 'style'],
        [await h.as(null).get('/i18n/sv.json'), 'texts'], [await h.as(null).get('/utloggad'), 'logged out'], [me, 'me'], [await h.as(null).get('/api/health'), 'health']],
      304: [[await h.as(null).get('/app.js', { 'If-None-Match': (await h.as(null).get('/app.js')).headers.etag }), 'script'],
        [await teacher.get('/api/me', { 'If-None-Match': me.headers.etag }), 'me']],
      400: [[await teacher.get('/api/me?x=1'), 'parameter'], [await teacher.put(`/api/groups/${group}/assessments`, '{'), 'body']],
      401: [[await h.as(null).get('/api/me'), 'nobody']],
      403: [[await h.as('ingen@exempelkoping.se').get('/api/me'), 'stranger'], [await teacher.put(`/api/groups/${group}/assessments`, {}, { 'Sec-Fetch-Site': 'cross-site' }), 'cross-site']],
      404: [[await h.as(null).get('/nothing'), 'no file'], [await teacher.get('/api/groups/4711/assessments'), 'no group'], [await teacher.get('/api/nothing'), 'no route']],
      405: [[await teacher.request('POST', '/api/me', '{}'), 'method'], [await teacher.request('POST', '/app.js', 'x'), 'method of a file']],
      413: [[await teacher.put(`/api/groups/${group}/assessments`, 'x'.repeat(100 * 1024)), 'worker'], [await teacher.put(`/api/groups/${group}/assessments`, 'x'.repeat(1100 * 1024)), 'nginx']],
      415: [[await teacher.put(`/api/groups/${group}/assessments`, '{}', { 'Content-Type': 'text/plain' }), 'type']],
    };
    for (const [status, answers] of Object.entries(kinds)) {
      for (const [answer, what] of answers) {
        assert.equal(answer.status, Number(status), what);
        isStrict(answer, `${status} ${what}`);
      }
    }
    isRefusal(kinds[413][1][0], 413, 'body-too-large');
  });

  test('what is about a person is stored by nobody; its tag still answers 304', async () => {
    for (const role of ['teacher', 'principal', 'director']) {
      for (const at of ['/api/me', '/api/rounds', '/api/openapi.json', '/api/me?x=1', '/api/pupils/1', '/api/nothing']) {
        const answer = await h.as(who(h, role)).get(at);
        assert.equal(answer.headers['cache-control'], 'no-store', at);
        if (answer.status !== 200) continue;
        const again = await h.as(who(h, role)).get(at, { 'If-None-Match': answer.headers.etag });
        assert.deepEqual([again.status, again.headers['cache-control'], again.text], [304, 'no-store', '']);
      }
    }
  });

  test('the page after logging out: for everybody, in both languages, and the cache is to be emptied', async () => {
    for (const at of ['/utloggad', '/utloggad.html']) {
      const { status, headers, text } = await h.as(null).get(at);
      assert.equal(status, 200);
      assert.match(headers['content-type'], /^text\/html; charset=utf-8/);
      assert.equal(headers['clear-site-data'], '"cache"');
      assert.match(text, /lang="sv">\s*<h1>Du är utloggad/);
      assert.match(text, /lang="en">\s*<h2>You are logged out/);
      assert.match(text, /href="\.\/"/);
    }
    for (const at of ['/', '/app.js', '/api/me']) assert.equal((await h.as(null).get(at)).headers['clear-site-data'], undefined, at);
  });

  test('what the pages need to know of it is in /api/me', async () => {
    const { login_url, logout_url, lock_after_minutes } = (await teacher.get('/api/me')).json;
    assert.deepEqual([login_url, logout_url, lock_after_minutes], ['', '/ut', 15]);
  });

  test('nothing that writes is taken from another site, whatever its method and type', async () => {
    const { paths } = (await teacher.get('/api/openapi.json')).json;
    const writing = Object.entries(paths).flatMap(([at, methods]) => Object.keys(methods).filter((m) => m !== 'get' && m !== 'parameters').map((m) => [m.toUpperCase(), at]));
    assert.ok(writing.length > 0);
    const foreign = [{ 'X-Requested-With': null }, { 'X-Requested-With': 'x' }, { 'Sec-Fetch-Site': 'cross-site' }, { 'Sec-Fetch-Site': 'same-site' }, { 'Sec-Fetch-Site': 'none' },
      { Origin: 'https://evil.test' }, { Origin: 'null' }];
    const before = h.sql('SELECT COUNT(*), SUM(version) FROM assessment');
    for (const [method, at] of writing) {
      for (const headers of foreign) {
        for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/zip', null]) {
          const answer = await teacher.request(method, at.replace(/\{\w+\}/g, group), method === 'DELETE' ? undefined : '{"entries":[]}', { ...headers, 'Content-Type': type });
          isRefusal(answer, 403, 'cross-site');
        }
      }
    }
    assert.deepEqual(h.sql('SELECT COUNT(*), SUM(version) FROM assessment'), before);
  });

  test('no other origin is let in by CORS', async () => {
    const answer = await teacher.request('OPTIONS', `/api/groups/${group}/assessments`, undefined, { Origin: 'https://evil.test', 'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'x-requested-with' });
    assert.equal(answer.status, 405);
    isStrict(answer, 'preflight');
    assert.ok(!Object.keys(answer.headers).some((name) => name.startsWith('access-control')));
  });

  test('what nginx refuses before it knows the location is a problem too', async () => {
    const long = await raw(h, `GET ${PREFIX}api/pupils/4711?${'x'.repeat(40000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.deepEqual([long.status, long.json?.type], [414, 'urn:malkoll:problem:address-too-long']);
    const big = await raw(h, `GET ${PREFIX}api/pupils/4711 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${'x'.repeat(40000)}\r\n\r\n`);
    assert.deepEqual([big.status, big.json?.type], [431, 'urn:malkoll:problem:head-too-large']);
    for (const { head, json } of [long, big]) {
      assert.match(head, /x-content-type-options: nosniff/i);
      assert.match(head, /cache-control: no-store/i);
      assert.match(json.request_id, /^[0-9a-f]{32}$/);
    }
  });

  test('slow clients hold no worker', async () => {
    const sockets = [];
    const open = (text) => {
      const socket = net.connect(h.port, '127.0.0.1').on('error', () => {});
      socket.pause();
      socket.write(text);
      sockets.push(socket);
    };
    const head = (method, at, more = '') => `${method} ${PREFIX}api/${at} HTTP/1.1\r\nHost: x\r\nCookie: ${h.cookie}=${teacher.headers.Cookie.split('=')[1]}\r\n${more}`;
    try {
      for (let i = 0; i < 20; i++) {
        open(head('PUT', `groups/${group}/assessments`, 'Content-Type: application/json\r\nX-Requested-With: XMLHttpRequest\r\nContent-Length: 60000\r\n\r\n{"entries":['));
        open(head('GET', 'me'));
        open(`${head('GET', 'openapi.json')}\r\n${head('GET', 'openapi.json')}\r\n`);
      }
      await sleep(200);
      const t0 = performance.now();
      for (let i = 0; i < 20; i++) assert.equal((await teacher.get('/api/me')).status, 200);
      // Sixty of them, each for the two seconds that a worker waits, would be a minute.
      assert.ok(performance.now() - t0 < 20000, `${performance.now() - t0} ms for 20 answers`);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});

describe('limits', () => {
  test('one person who asks too much gets 429, and nobody else does', async () => {
    const h = await start({ prefix: PREFIX, rates: ['1r/s', '100000r/s'] });
    try {
      const fast = h.as('snabb@exempelkoping.se');
      const answers = [];
      const t0 = Date.now();
      while (answers.at(-1)?.status !== 429 && answers.length < 2000) answers.push(await fast.get('/api/me'));
      const at = answers.length - 1;
      // And one for each second that it took.
      assert.ok(at >= 200 && at < 205 + (Date.now() - t0) / 1000, `refused from request ${at}`);
      isRefusal(answers[at], 429, 'too-many-requests');
      isStrict(answers[at], '429');
      assert.equal(answers[at].headers['retry-after'], '2');
      // Pages are not counted, and others are not held back.
      assert.equal((await fast.get('/app.js')).status, 200);
      assert.equal((await h.as('lugn@exempelkoping.se').get('/api/me')).status, 403);
      assert.equal((await h.as(null).get('/api/health')).status, 200);
      // What is refused by the worker has no time to wait.
      assert.equal(answers[0].headers['retry-after'], undefined);
      await until(async () => (await fast.get('/api/me')).status === 403, 'the person may ask again');
      assert.doesNotMatch(fs.readFileSync(path.join(h.dir, 'nginx.log'), 'utf8'), /limiting|snabb/);
    } finally {
      await h.stop();
    }
  });

  test('one address, whoever asks from there', async () => {
    const h = await start({ prefix: PREFIX, rates: ['100000r/s', '1r/s'] });
    try {
      let refused = null;
      for (let i = 0; i < 6000 && !refused; i += 50) {
        const some = await Promise.all(Array.from({ length: 50 }, (_, k) => h.as(`p${i + k}@exempelkoping.se`).get('/api/me')));
        refused = some.find((a) => a.status === 429) || null;
      }
      isRefusal(refused, 429, 'too-many-requests');
      assert.equal((await h.as(null).get('/')).status, 200);
    } finally {
      await h.stop();
    }
  });

  test('the shipped rates are out of reach for people', async () => {
    const shipped = fs.readFileSync(new URL('../../nginx/malkoll_limits.conf', import.meta.url), 'utf8');
    const [person, address] = ['person', 'address'].map((name) => shipped.match(new RegExp(`zone=malkoll_${name}:\\S+\\s+rate=(\\S+);`))[1]);
    const h = await start({ demo: {}, prefix: PREFIX, workers: 4, rates: [person, address] });
    try {
      const eppn = who(h, 'teacher');
      const [first] = (await h.as(eppn).get('/api/groups')).json.groups;
      const statuses = new Map();
      const count = (a) => statuses.set(a.status, (statuses.get(a.status) || 0) + 1);
      // Ten tabs open at once, and a save for every key of somebody who types eight a second.
      const typing = (async () => {
        for (let i = 0; i < 40; i++) {
          count(await h.as(eppn).put(`/api/groups/${first.id}/assessments`, { entries: [] }));
          await sleep(125);
        }
      })();
      await Promise.all(Array.from({ length: 100 }, () => h.as(eppn).get('/api/groups').then(count)));
      // A thousand others behind the same address ask twice in a second.
      const others = Array.from({ length: 1000 }, (_, i) => `larare${i}@exempelkoping.se`);
      const t0 = Date.now();
      for (let i = 0; i < 2000; i += 100) {
        await Promise.all(others.slice(i % 1000, (i % 1000) + 100).map((one) => h.as(one).get('/api/me').then(count)));
      }
      await typing;
      assert.equal(statuses.get(429), undefined, JSON.stringify([...statuses]));
      assert.equal(statuses.get(403), 2000, `${Date.now() - t0} ms`);
    } finally {
      await h.stop();
    }
  });
});

describe('logs', () => {
  const NAMES = /[åäö]|exempelkoping\.se/i;

  test('nobody is named in any of them, also when things go wrong', async () => {
    const h = await start({ demo: {}, prefix: PREFIX, workers: 2, conf: { database: { statement_timeout: 3 }, worker: { request_timeout: 8 } } });
    try {
      const principal = who(h, 'principal');
      const me = h.as(principal);
      const unit = (await me.get('/api/me')).json.home_unit.id;
      const klass = (await me.get(`/api/units/${unit}`)).json.classes[0];
      const pupils = (await me.get(`/api/attainment?unit=${unit}&rows=pupil&class=${klass.id}`)).json.rows.slice(0, 5);
      assert.ok(pupils.length > 2);
      const ids = pupils.map((p) => p.id);
      const at = (id) => `/api/pupils/${id}`;
      for (const id of ids) assert.equal((await me.get(at(id))).status, 200);
      // Refused, missing, wrong in every way that has the id or a name in its address.
      const name = encodeURIComponent(pupils[0].name);
      for (const url of [`${at(ids[0])}/`, `${at(ids[0])}/x`, `${at(ids[0])}/assessments`, `/api/pupils%2F${ids[0]}`, `/api//pupils//${ids[0]}`, `/%61pi/pupils/${ids[0]}`, `/api/pupils/${ids[0]}/api/groups/${ids[1]}`,
        `/api/pupils/${name}`, `/elev/${name}`, `/${name}.txt`, `/api/pupils?id=${ids[0]}`, `/api/me?${name}`, `/app.js?elev=${ids[0]}`, `/api/pupils/${ids[0]}%0a`, `/api/../api/pupils/${ids[0]}`]) {
        await me.get(url);
        await h.as(null).get(url);
      }
      await me.get(at(ids[0]), { Referer: `${h.url}?elev=${ids[0]}&namn=${name}`, 'User-Agent': `x ${ids[0]}` });
      await me.put(at(ids[0]), { name: pupils[0].name });
      await me.put(at(ids[0]), 'x'.repeat(1200 * 1024));
      await raw(h, `GET ${PREFIX}${at(ids[0]).slice(1)}?${'x'.repeat(40000)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      await raw(h, `GET ${PREFIX}${at(ids[0]).slice(1)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: ${'x'.repeat(40000)}\r\n\r\n`);
      await raw(h, `GET ${PREFIX}${at(ids[0]).slice(1)} HTTP/1.1\r\nHost: x\r\nbad header ${ids[0]}\r\nConnection: close\r\n\r\n`);
      await raw(h, `GET ${PREFIX}${at(ids[0]).slice(1)} HTTP/9.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      // A worker that is killed with a request in hand, and one that takes too long: the table is held.
      const held = await holdTable(h, 'person');
      try {
        const slow = [me.get(at(ids[1])), me.get(at(ids[2]))];
        await sleep(300);
        for (const pid of h.workers()) process.kill(pid, 'SIGKILL');
        for (const a of await Promise.all(slow)) assert.equal(a.status, 503);
        await until(() => h.workers().length === 2, 'the workers are there again');
        const late = await me.get(at(ids[1]));
        assert.ok(late.status >= 500, String(late.status));
      } finally {
        held.kill();
      }
      // No workers at all, and no socket.
      await h.end(h.pool, 'SIGTERM');
      assert.equal((await me.get(at(ids[0]))).status, 503);
      fs.rmSync(path.join(h.dir, 'pool.sock'), { force: true });
      assert.equal((await me.get(at(ids[0]))).status, 503);
      const last = (await me.get(at(ids[1]))).headers['x-request-id'];
      await until(() => h.accessLog().includes(last), 'the access log is written');

      const logs = { access: h.accessLog(), error: fs.readFileSync(path.join(h.dir, 'nginx.log'), 'utf8'), worker: h.log() };
      assert.match(logs.access, /GET \/skola\/malkoll\/api\/pupils\/- 200 /);
      assert.match(logs.access, / 503 /);
      assert.match(logs.worker, /event=request-failed/);
      const secrets = [...pupils.map((p) => p.name), ...pupils.flatMap((p) => p.name.split(' ').slice(-1)), principal, ...ids.map((id) => `pupils/${id}`), ...ids.map((id) => `pupils%2F${id}`), ...ids.map((id) => `elev=${id}`), name];
      for (const [which, text] of Object.entries(logs)) {
        for (const secret of secrets) assert.ok(!text.includes(secret), `${which}: ${secret}: ${text.split('\n').find((line) => line.includes(secret))}`);
        assert.ok(!NAMES.test(text.replaceAll(h.dir, '')), `${which}: ${text.split('\n').find((line) => NAMES.test(line))}`);
        // Ids are numbers of their own in a line; the figures of nginx have a point or are short.
        for (const id of ids) assert.ok(!text.split('\n').some((line) => new RegExp(`[/=?&]${id}(?!\\d)`).test(line)), `${which}: ${id}`);
      }
    } finally {
      await h.stop();
    }
  });
});
