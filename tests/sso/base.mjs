// What the tests of single sign-on share: Målkoll with a few people whom the identity providers know, Chromium that takes skola.test
// and idp.test for two hosts (cookies ignore ports), daemons that are started and ended by their pid, plain requests past the browser.
// What every front must do is in fronts.mjs.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { ARGS, WAIT_MS } from '../browser/browser.mjs';
import { start, until } from '../http/harness.mjs';

export { freePort, root, until } from '../http/harness.mjs';

/** The application and the identity provider, all on loopback. */
export const APP = 'skola.test';
export const IDP = 'idp.test';
export const PREFIX = '/malkoll/';

/** Where an outer proxy comes from when it goes to nginx; everything is on one host. */
export const PROXY = '127.0.0.3';

const person = (uid, role, given, family, eppn) => ({ uid, role, given, family, eppn, name: `${given} ${family}`, password: `hemligt-${uid}` });

/** Whom the identity provider knows. The stranger is in no roster; role is that in the demo municipality. */
export const PEOPLE = {
  teacher: person('asa', 'teacher', 'Åsa', 'Öström Ärlig', 'asa.ostrom@exempelkoping.se'),
  // The login name itself has letters beyond ASCII.
  umlaut: person('bjorn', 'teacher', 'Björn', 'Ågren', 'björn.ågren@exempelkoping.se'),
  principal: person('rektor', 'principal', 'Märta', 'Chef', 'marta.chef@exempelkoping.se'),
  stranger: person('gast', null, 'Gäst', 'Främling', 'gast@annankommun.se'),
};

/** Whom the identity provider lets in without saying a login name. */
export const NAMELESS = person('namnlos', null, 'Namn', 'Lös', undefined);

const text = (value) => `'${value.replaceAll('\'', '\'\'')}'`;

// People of the demo get the names and login names that the identity provider has; the teacher is one with a large group.
function introduce(stack) {
  const taken = [];
  for (const one of Object.values(PEOPLE)) {
    if (!one.role) continue;
    const size = `(SELECT COALESCE(MAX(gp.assessed + gp.not_assessable + gp.missing), 0) FROM group_progress gp
      JOIN duty d ON d.group_id = gp.group_id WHERE d.person_id = p.id)`;
    const [[id]] = stack.sql(`SELECT p.id FROM person p JOIN duty d ON d.person_id = p.id WHERE d.role = '${one.role}'
      AND p.id NOT IN (${taken.join() || 0}) ORDER BY ${size} DESC LIMIT 1`);
    taken.push(id);
    stack.sql(`UPDATE person SET given_name = ${text(one.given)}, family_name = ${text(one.family)}, eppn = ${text(one.eppn)} WHERE id = ${id}`);
  }
  stack.sql('UPDATE revision SET revision = revision + 1 WHERE unit_id = 0');
}

/** A whole Målkoll (tests/http/harness.mjs) under PREFIX; site as there. What spawnIn starts ends with it. */
export async function startMalkoll(options = {}) {
  const stack = await start({ demo: {}, prefix: PREFIX, ...options });
  stack.daemons = [];
  introduce(stack);
  return stack;
}

/** nginx's http level behind an outer proxy that comes from PROXY, for startMalkoll({ site }). */
export function behindProxy({ dir, root, port, www }) {
  fs.writeFileSync(path.join(dir, 'malkoll_proxies'), `${PROXY} 1;\n`);
  return `
  include ${root}/nginx/sso/outer-proxy.conf;
  server {
    listen 127.0.0.1:${port} backlog=1024;
    # As where logs shall have the clients' addresses: whoever comes from here may claim one.
    set_real_ip_from 127.0.0.0/8;
    real_ip_header X-Forwarded-For;
    set $malkoll_person $malkoll_user;
    location ^~ ${PREFIX} {
      alias ${www}/;
      include ${root}/nginx/malkoll.conf;
      include ${root}/nginx/malkoll_params;
      fastcgi_param REMOTE_USER $malkoll_user;
      location ^~ ${PREFIX}api/ {
        fastcgi_pass unix:${dir}/pool.sock;
        location = ${PREFIX}api/imports { include ${root}/nginx/malkoll_import.conf; fastcgi_pass unix:${dir}/pool.sock; }
      }
    }
  }`;
}

/**
 * Starts a daemon that belongs to the stack, in the foreground; its output goes to the stack's folder, NAME.out. options: env, cwd, uid,
 * gid, signal (what ends it, SIGTERM), port (waits until somebody listens there) or ready (waits until it gives something true).
 */
export async function spawnIn(stack, name, command, args, { env = {}, cwd = stack.dir, signal = 'SIGTERM', port = 0, ready = null, ...ids } = {}) {
  const log = fs.openSync(path.join(stack.dir, `${name}.out`), 'a');
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log], cwd, ...ids });
  fs.closeSync(log);
  // The stack kills these when the test is interrupted.
  stack.processes.push(child);
  stack.daemons.push({ child, signal });
  let failed = null;
  child.on('error', (error) => { failed = error; });
  const up = ready || (port ? () => listens(port) : () => true);
  await until(() => {
    if (failed || child.exitCode !== null) throw new Error(`${name} has ended: ${failed || fs.readFileSync(path.join(stack.dir, `${name}.out`), 'utf8')}`);
    return up();
  }, `${name} starts`);
  return child;
}

const listens = (port) => new Promise((resolve) => {
  const req = http.request({ host: '127.0.0.1', port, path: '/', headers: { Host: IDP } }, (res) => { res.resume(); resolve(true); });
  req.on('error', (error) => resolve(error.code !== 'ECONNREFUSED'));
  req.end();
});

export async function stopMalkoll(stack) {
  if (!stack) return;
  for (const { child, signal } of stack.daemons.reverse()) await stack.end(child, signal);
  await stack.stop();
}

/** Chromium to which every name under .test is this machine. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: [...ARGS, '--host-resolver-rules=MAP *.test 127.0.0.1'], timeout: WAIT_MS,
});

/** A page of somebody who has not been here before; complaints of the page gather in page.complaints. */
export async function newPage(browser) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 }, locale: 'sv-SE', timezoneId: 'Europe/Stockholm', ignoreHTTPSErrors: true,
  });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (e) => page.complaints.push(String(e)));
  page.on('dialog', (d) => d.accept().catch(() => {}));
  return page;
}

/**
 * A request past the browser. headers: a value that is a list is sent as so many lines. options: from (the address it comes from),
 * method, body.
 */
export function request(url, headers = {}, { from = '127.0.0.1', method = 'GET', body } = {}) {
  // Not through URL, which would tidy the path up.
  const [, protocol, host, port, target] = url.match(/^(https?):\/\/([^/:]+:(\d+))(\/.*)$/);
  const options = { host: '127.0.0.1', port, localAddress: from, method, path: target, headers: { Host: host, ...headers } };
  // The certificates of the tests are their own.
  const tls = { servername: new URL(url).hostname, rejectUnauthorized: false };
  return new Promise((resolve, reject) => {
    const req = (protocol === 'https' ? https : http).request({ ...options, ...tls }, (res) => {
      const parts = [];
      res.on('data', (part) => parts.push(part));
      res.on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text: Buffer.concat(parts).toString('utf8') }));
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** The value of a Cookie header with which the page's browser would come to url. */
export const cookiesFor = async (page, url) => (await page.context().cookies(url)).map((c) => `${c.name}=${c.value}`).join('; ');

/** Until the page has asked for nothing for so long: each request, also of what it fetches later, begins an idle time anew. */
export async function idle(page, seconds) {
  let last = Date.now();
  page.on('request', () => { last = Date.now(); });
  while (Date.now() - last < seconds * 1000) await page.waitForTimeout(250);
}
