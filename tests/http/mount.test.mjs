// Mounted under a prefix in the server block of another application, and two municipalities on one host: nothing of one is reachable
// through the other. Both have people, groups and rounds with the same ids and login names (neighbour.mjs).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { start } from './harness.mjs';
import { addNeighbour, as, COOKIES, FIRST, NAMES, SECOND, site, sqlAs } from './neighbour.mjs';

const MARK = { [FIRST]: 'Ekb', [SECOND]: 'Sjöb' };
const other = (prefix) => (prefix === FIRST ? SECOND : FIRST);
const DATABASE = { [FIRST]: 'malkoll', [SECOND]: 'sjoby' };

let h;
let neighbour;
const who = {};
let group;

before(async () => {
  h = await start({ demo: {}, prefix: FIRST, site, conf: { instance: { name: NAMES[FIRST] } } });
  neighbour = await addNeighbour(h);
  for (const role of ['teacher', 'principal', 'director']) who[role] = h.people.find((one) => one.role === role).eppn;
  group = (await as(h, FIRST, who.teacher).get('/api/groups')).json.groups[0];
});

after(async () => {
  await neighbour?.end();
  await h?.stop();
});

/** As it is written, without a client that tidies the path up. */
function raw(target, headers = {}) {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: h.port, path: target, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (part) => { text += part; });
      res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text }));
    }).on('error', reject);
  });
}

describe('beside another application in its server block', () => {
  test('the other application keeps its addresses, headers and cookies', async () => {
    for (const target of ['/', '/index.html', '/malkoll', '/ekby', '/ekby/', '/ekby/malkollx/', '/ekby/malkoll../malkoll.conf', '/_problem/unavailable', '/app.js', '/utloggad']) {
      const { status, headers, text } = await raw(target);
      assert.deepEqual([status, text], [200, '<title>Other</title>the other application'], target);
      assert.equal(headers['x-other'], 'yes', target);
      for (const name of ['content-security-policy', 'x-frame-options', 'clear-site-data', 'x-request-id']) assert.equal(headers[name], undefined, `${target} ${name}`);
    }
    const { text } = await raw('/api/me', { Cookie: `${COOKIES[FIRST]}=${who.director}` });
    assert.match(text, /^the other api: \/api\/me/);
  });

  test('without its last slash the address leads to the page', async () => {
    for (const prefix of [FIRST, SECOND]) {
      const { status, headers } = await raw(prefix.slice(0, -1));
      assert.deepEqual([status, new URL(headers.location).pathname], [301, prefix]);
      assert.equal((await raw(prefix)).status, 200);
    }
  });

  test('Målkoll sets no cookie, and what the other one sets changes nothing', async () => {
    for (const prefix of [FIRST, SECOND]) {
      for (const target of ['', 'app.js', 'utloggad', 'api/me', 'api/groups', 'api/health']) {
        const { headers } = await raw(prefix + target, { Cookie: `other=1; ${COOKIES[prefix]}=${who.teacher}` });
        assert.equal(headers['set-cookie'], undefined, prefix + target);
        assert.equal(headers['x-other'], undefined, prefix + target);
      }
    }
  });

  test('a path that climbs out of the pages finds nothing of the host', async () => {
    for (const target of ['../malkoll.conf', '..%2fmalkoll.conf', '%2e%2e/malkoll.conf', '..%2f..%2fworker.password', './/..//malkoll.conf']) {
      const { text } = await raw(FIRST + target);
      assert.doesNotMatch(text, /password|\[database\]/, target);
    }
  });
});

describe('two municipalities on one host', () => {
  test('each says its own name and its own people', async () => {
    for (const prefix of [FIRST, SECOND]) {
      for (const eppn of Object.values(who)) {
        const { status, json, text } = await as(h, prefix, eppn).get('/api/me');
        assert.deepEqual([status, json.instance], [200, NAMES[prefix]]);
        assert.ok(text.includes(MARK[prefix]) && !text.includes(MARK[other(prefix)]), text);
      }
    }
  });

  test('a login at one is none at the other', async () => {
    for (const prefix of [FIRST, SECOND]) {
      const headers = { Cookie: `${COOKIES[other(prefix)]}=${who.director}`, 'X-Requested-With': 'XMLHttpRequest' };
      for (const target of ['api/me', 'api/groups', 'api/attainment?unit=1&rows=unit']) assert.equal((await raw(prefix + target, headers)).status, 401, target);
      // Through one's path to the other one: nginx tidies the path up first, so that the other one's login counts there.
      for (const way of ['../../', '%2e%2e/%2e%2e/', 'api/../../../']) {
        const { status, text } = await raw(`${prefix}${way}${other(prefix).slice(1)}api/me`, { Cookie: `${COOKIES[prefix]}=${who.director}` });
        assert.equal(status, 401, `${way}: ${text}`);
      }
    }
  });

  test('who is known at one is not at the other', async () => {
    h.sql("INSERT INTO sjoby.person (source_id, given_name, family_name, eppn) VALUES ('nyss', 'Nyss', 'Inflyttad', 'nyss@sjoby.se'); UPDATE sjoby.revision SET revision = revision + 1");
    assert.equal((await as(h, SECOND, 'nyss@sjoby.se').get('/api/me')).status, 200);
    assert.equal((await as(h, FIRST, 'nyss@sjoby.se').get('/api/me')).json.type, 'urn:malkoll:problem:unknown-person');
  });

  test('a tag of one is never that of the other', async () => {
    const paths = ['/api/me', '/api/groups', `/api/groups/${group.id}/assessments`];
    for (const target of paths) {
      const tags = {};
      for (const prefix of [FIRST, SECOND]) tags[prefix] = (await as(h, prefix, who.teacher).get(target)).headers.etag;
      assert.ok(tags[FIRST] && tags[SECOND] && tags[FIRST] !== tags[SECOND], `${target}: ${JSON.stringify(tags)}`);
      for (const prefix of [FIRST, SECOND]) {
        const client = as(h, prefix, who.teacher);
        assert.equal((await client.get(target, { 'If-None-Match': tags[prefix] })).status, 304, target);
        const { status, text } = await client.get(target, { 'If-None-Match': tags[other(prefix)] });
        assert.equal(status, 200, target);
        assert.ok(!text.includes(MARK[other(prefix)]), target);
      }
    }
  });

  test('a save at one changes nothing at the other', async () => {
    const count = (prefix) => h.sql(`SELECT SUM(version), COUNT(*), MAX(set_at) FROM ${DATABASE[prefix]}.assessment`)[0];
    for (const prefix of [FIRST, SECOND]) {
      const client = as(h, prefix, who.teacher);
      const { pupils } = (await client.get(`/api/groups/${group.id}/assessments`)).json;
      const [before, elsewhere] = [count(prefix), count(other(prefix))];
      const entries = [{ pupil: pupils[0].id, level: pupils[0].level === null ? '-' : null, version: pupils[0].version }];
      const { json } = await client.put(`/api/groups/${group.id}/assessments`, { entries });
      assert.equal(json.results[0].status, 'saved');
      assert.notDeepEqual(count(prefix), before);
      assert.deepEqual(count(other(prefix)), elsewhere);
    }
  });

  test('without its workers one is down alone', async () => {
    await neighbour.end();
    assert.equal((await as(h, SECOND, who.teacher).get('/api/me')).status, 503);
    assert.equal((await as(h, FIRST, who.teacher).get('/api/me')).status, 200);
    Object.assign(neighbour, await h.spawnPool(neighbour.dir, 2).then((pool) => ({ pool, end: () => h.end(pool, 'SIGTERM') })));
    assert.equal((await as(h, SECOND, who.teacher).get('/api/me')).json.instance, NAMES[SECOND]);
  });
});

describe('below nginx', () => {
  test('no account of one database reaches the other', () => {
    for (const [mine, theirs] of [['malkoll', 'sjoby'], ['sjoby', 'malkoll']]) {
      for (const account of ['worker', 'migrator', 'auditor', 'sealer']) {
        const own = sqlAs(h, mine, account, 'SELECT DATABASE(), 1');
        assert.equal(own.status, 0, `${mine}_${account}: ${own.stderr}`);
        const names = sqlAs(h, mine, account, 'SHOW DATABASES').stdout.split('\n');
        assert.ok(names.includes(mine) && !names.includes(theirs), `${mine}_${account} sees ${names}`);
        for (const text of ['SELECT COUNT(*) FROM person', 'SELECT * FROM assessment LIMIT 1', 'UPDATE person SET eppn = NULL', 'INSERT INTO access_log VALUES ()',
          'DROP TABLE person', 'CREATE TABLE x (a INT)'].map((one) => one.replace(/(FROM|UPDATE|INTO|TABLE) (\w+)/, `$1 ${theirs}.$2`))) {
          const { status, stderr } = sqlAs(h, mine, account, text);
          assert.ok(status !== 0 && /ERROR (1044|1142|1143) /.test(stderr), `${mine}_${account}: ${text}: ${stderr}`);
        }
      }
    }
  });

  test('another user of the host opens neither socket nor secrets', { skip: process.getuid() !== 0 && 'only root can be somebody else' }, () => {
    const nobody = 65534;
    const connect = 'require("net").connect(process.argv[1]).on("connect", () => process.exit(0)).on("error", (e) => { console.log(e.code); process.exit(1); })';
    const read = 'try { require("fs").readFileSync(process.argv[1]); } catch (e) { console.log(e.code); process.exit(1); }';
    for (const dir of [h.dir, neighbour.dir]) {
      for (const name of ['pool.sock', 'malkoll.conf', 'worker.password', 'migrator.password', 'auditor.password', 'sealer.password']) {
        const code = name === 'pool.sock' ? connect : read;
        const file = path.join(dir, name);
        assert.equal(spawnSync(process.execPath, ['-e', code, file]).status, 0, `${file} as root`);
        const { status, stdout } = spawnSync(process.execPath, ['-e', code, file], { uid: nobody, gid: nobody, cwd: '/', encoding: 'utf8' });
        assert.deepEqual([status, stdout.trim()], [1, 'EACCES'], file);
      }
      assert.equal(fs.statSync(path.join(dir, 'pool.sock')).mode & 0o777, 0o600);
    }
  });
});
