// Apache as the outer proxy of a stack (tests/sso/base.mjs): https, with a file of nginx/sso/ as it is shipped.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { APP, cookiesFor, NAMELESS, newPage, PEOPLE, PREFIX, PROXY, request, root, spawnIn } from './base.mjs';

const MODULES = '/usr/lib/apache2/modules';
const ALWAYS = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'headers', 'proxy', 'proxy_http', 'ssl'];

/** A shipped file with values for its words between @ signs, and nothing else changed. */
function shipped(name, words) {
  const text = fs.readFileSync(path.join(root, 'nginx/sso', name), 'utf8');
  return text.replace(/^[^#\n].*$/gm, (line) => line.replace(/@(\w+)@/g, (_, word) => {
    if (words[word] === undefined) throw new Error(`${name}: nothing for @${word}@`);
    return words[word];
  }));
}

function certificate(dir) {
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${APP}`, '-addext', `subjectAltName=DNS:${APP}`,
    '-addext', 'basicConstraints=CA:FALSE', '-keyout', `${dir}/tls.key`, '-out', `${dir}/tls.crt`], { stdio: 'ignore' });
}

// What a server has already: modules, a port, a certificate. The file stands in its virtual host.
const server = ({ dir, port, modules, file }) => `
${process.getuid() === 0 ? 'User www-data\nGroup www-data' : ''}
ServerRoot ${dir}
ServerName ${APP}
Listen 127.0.0.1:${port} https
PidFile ${dir}/apache.pid
DefaultRuntimeDir ${dir}/run
Mutex file:${dir}/run default
ErrorLog ${dir}/error.log
LogLevel warn
StartServers 1
${[...ALWAYS, ...modules].map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`).join('\n')}
DocumentRoot ${dir}/html
<VirtualHost 127.0.0.1:${port}>
  ServerName ${APP}:${port}
  SSLEngine on
  SSLCertificateFile ${dir}/tls.crt
  SSLCertificateKeyFile ${dir}/tls.key
  # One host plays both: Apache takes another address of it than the tests do.
  ProxySourceAddress ${PROXY}
  Include ${file}
</VirtualHost>
`;

/** The address of Målkoll behind an Apache on that port. */
export const address = (port) => `https://${APP}:${port}${PREFIX}`;

/**
 * Starts Apache before the stack's nginx. file: a name in nginx/sso/; modules: beside the usual ones; words: values for the file's words
 * but prefix and backend. Gives the part of a front (tests/sso/fronts.mjs) that is Apache's.
 */
export async function startApache(stack, { port, file, modules, words }) {
  const dir = path.join(stack.dir, 'apache');
  for (const sub of ['', 'html', 'run']) fs.mkdirSync(path.join(dir, sub));
  if (process.getuid() === 0) execFileSync('chown', ['www-data', path.join(dir, 'run')]);
  certificate(dir);
  fs.writeFileSync(path.join(dir, file), shipped(file, { prefix: PREFIX, backend: `http://127.0.0.1:${stack.port}`, ...words }));
  fs.writeFileSync(path.join(dir, 'apache.conf'), server({ dir, port, modules, file: path.join(dir, file) }));
  await spawnIn(stack, 'apache', '/usr/sbin/apache2', ['-D', 'FOREGROUND', '-f', path.join(dir, 'apache.conf')], { port });
  return { stack, url: address(port), inside: `http://${APP}:${stack.port}${PREFIX}`, header: 'X-Remote-User', proxy: PROXY };
}

// ---- what is Apache's own ----

const XHR = { 'X-Requested-With': 'XMLHttpRequest' };
const { principal } = PEOPLE;

/** However an address is written, what a client says about itself stops at Apache. In a describe, as everyFront(). */
export function apacheFront(get) {
  test('no way of writing an address of the API passes the login by', async () => {
    const { url } = get();
    const { origin } = new URL(url);
    for (const way of ['api/me', 'api//me', '/api/me', './api/me', 'x/../api/me', '%61pi/me', 'api%2fme', 'api/%6de', 'API/me', 'login.html/../api/me',
      'oidc/../api/me', 'saml/../api/me', 'api/me?x=/login.html', 'api/me;x', 'api/me%3fx']) {
      for (const base of [url, `${origin}/${new URL(url).pathname}`, `${origin}/x/..${new URL(url).pathname}`]) {
        const { status, text } = await request(base + way, { ...XHR, 'X-Remote-User': principal.eppn });
        assert.ok([400, 401, 404].includes(status), `${base}${way}: ${status}`);
        assert.ok(!text.includes(principal.name), `${base}${way}: ${text}`);
      }
    }
  });

  test('who comes from the provider without a login name is nobody', async () => {
    const front = get();
    const page = await newPage(front.browser);
    await page.goto(front.url);
    await page.waitForURL((at) => at.origin !== new URL(front.url).origin);
    await front.fill(page, NAMELESS);
    await page.waitForURL((at) => at.origin === new URL(front.url).origin);
    await page.getByText(/Remote user could not be set|Internal Server Error/).waitFor();
    const { status } = await request(`${front.url}api/me`, { ...XHR, Cookie: await cookiesFor(page, front.url) });
    assert.equal(status, 401);
    await page.context().close();
  });

  test('the pages are open as they are published, and name nobody', async () => {
    const { url } = get();
    for (const name of ['', 'index.html', 'app.js', 'css/base.css', 'i18n/sv.json', 'icon.svg', 'utloggad']) {
      assert.equal((await request(url + name, { 'X-Remote-User': principal.eppn })).status, 200, name);
    }
  });

  test('another name of the host does not become the way back', async () => {
    const { url } = get();
    const { status, headers } = await request(`${url}login.html`, { Host: 'ond.example', Accept: 'text/html' });
    assert.ok(status >= 300, `${status}`);
    assert.ok(!decodeURIComponent(headers.location || '').includes('ond.example'), headers.location);
  });
}
