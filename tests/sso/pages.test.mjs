// What doc/sso tells an administrator to write for nginx is taken by nginx.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { root } from './base.mjs';

/** Indented blocks of a page that have a server or a location. */
function blocks(page) {
  const text = fs.readFileSync(path.join(root, 'doc/sso', page), 'utf8');
  return [...text.matchAll(/(?:^ {4}.*\n|^\n(?= {4}))+/gm)].map(([block]) => block).filter((block) => /^ {4}(server|location) /m.test(block));
}

function config(dir, block) {
  const nginx = block.replace(/^ {4}(ln|echo) .*$/gm, '').replaceAll('/usr/share/malkoll/nginx', `${root}/nginx`)
    .replaceAll('/usr/share/malkoll/www', `${root}/www`).replace(/listen 443 ssl;/, 'listen unix:x.sock;');
  return `
daemon off; pid ${dir}/pid; error_log ${dir}/log;
events {}
http {
  access_log off;
  client_body_temp_path ${dir}/1; fastcgi_temp_path ${dir}/2; proxy_temp_path ${dir}/3; scgi_temp_path ${dir}/4; uwsgi_temp_path ${dir}/5;
  include ${root}/nginx/malkoll_log.conf;
  include ${root}/nginx/malkoll_limits.conf;
  include ${root}/nginx/sso/outer-proxy.conf;
  upstream llng_portal_upstream { server unix:/run/llng-fastcgi-server/llng-fastcgi.sock; }
  ${/^ {4}server /m.test(nginx) ? nginx : `server { listen unix:x.sock; ${nginx} }`}
}`;
}

for (const page of ['README.md', 'lemonldap.md', 'oauth2-proxy.md']) {
  test(`${page}: nginx takes what the page says`, () => {
    const found = blocks(page);
    assert.ok(found.length >= 1);
    for (const block of found) {
      const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'malkoll-page-'));
      fs.writeFileSync(path.join(dir, 'malkoll_proxies'), '192.0.2.10 1;\n');
      fs.writeFileSync(path.join(dir, 'nginx.conf'), config(dir, block));
      const { status, stderr } = spawnSync('nginx', ['-t', '-p', dir, '-e', `${dir}/log`, '-c', `${dir}/nginx.conf`],
        { encoding: 'utf8', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
      fs.rmSync(dir, { recursive: true });
      assert.equal(status, 0, `${stderr}\n${block}`);
    }
  });
}
