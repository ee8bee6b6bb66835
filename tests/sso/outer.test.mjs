// The include for an outer proxy (nginx/sso/outer-proxy.conf): the header counts from the proxy's address alone. The proxy here is
// another nginx with a password file.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { APP, behindProxy, freePort, PEOPLE, PREFIX, PROXY, request, spawnIn, startMalkoll, stopMalkoll } from './base.mjs';
import { outerProxy } from './fronts.mjs';

const { teacher, principal } = PEOPLE;

const outer = ({ dir, port, inside }) => `
daemon off; worker_processes 1; pid ${dir}/outer.pid; error_log ${dir}/outer.log warn; ${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${dir}/tmp/outer1; fastcgi_temp_path ${dir}/tmp/outer2; proxy_temp_path ${dir}/tmp/outer3;
  scgi_temp_path ${dir}/tmp/outer4; uwsgi_temp_path ${dir}/tmp/outer5;
  server {
    listen 127.0.0.1:${port};
    location ${PREFIX} {
      auth_basic "x";
      auth_basic_user_file ${dir}/users;
      proxy_pass http://127.0.0.1:${inside}${PREFIX};
      proxy_bind ${PROXY};
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_set_header X-Remote-User $remote_user;
    }
  }
}`;

describe('an outer proxy', () => {
  let stack;
  let front;
  before(async () => {
    stack = await startMalkoll({ site: behindProxy });
    const port = await freePort();
    fs.writeFileSync(path.join(stack.dir, 'users'), `${principal.eppn}:{PLAIN}hemligt\n${teacher.eppn}:{PLAIN}hemligt\n`);
    fs.writeFileSync(path.join(stack.dir, 'outer.conf'), outer({ dir: stack.dir, port, inside: stack.port }));
    await spawnIn(stack, 'outer', 'nginx', ['-e', `${stack.dir}/outer.log`, '-c', `${stack.dir}/outer.conf`],
      { env: { PATH: `${process.env.PATH}:/usr/sbin` }, port, signal: 'SIGQUIT' });
    front = {
      stack, url: `http://${APP}:${port}${PREFIX}`, inside: `http://${APP}:${stack.port}${PREFIX}`, header: 'X-Remote-User', proxy: PROXY,
    };
  });
  after(() => stopMalkoll(stack));

  outerProxy(() => front);

  test('passes the name that it knows, whatever the client claims', async () => {
    const basic = (one) => `Basic ${Buffer.from(`${one.eppn}:hemligt`).toString('base64')}`;
    for (const claim of [{}, { 'X-Remote-User': principal.eppn }, { 'X-Remote-User': [principal.eppn, principal.eppn], 'Remote-User': principal.eppn }]) {
      const { text } = await request(`${front.url}api/me`, { Authorization: basic(teacher), ...claim });
      assert.equal(JSON.parse(text).person.name, teacher.name);
    }
  });

  test('a variable that Apache does not have is nobody', async () => {
    const { status } = await request(`${front.inside}api/me`, { 'X-Remote-User': '(null)' }, { from: PROXY });
    assert.equal(status, 401);
  });
});

describe('behind an outer proxy', () => {
  test('requests are counted by the login name, and the addresses are the clients\'', async () => {
    const stack = await startMalkoll({ site: behindProxy, rates: ['1r/s', '100000r/s'] });
    try {
      const me = `http://${APP}:${stack.port}${PREFIX}api/me`;
      const ask = (one) => request(me, { 'X-Remote-User': one.eppn, 'X-Forwarded-For': '192.0.2.77' }, { from: PROXY });
      const statuses = [];
      for (let i = 0; i < 230; i++) statuses.push((await ask(teacher)).status);
      const at = statuses.indexOf(429);
      assert.ok(at >= 200 && at < 220, `refused from request ${at}`);
      assert.equal((await ask(principal)).status, 200);
      assert.match(stack.accessLog(), / 192\.0\.2\.77 /);
    } finally {
      await stopMalkoll(stack);
    }
  });
});
