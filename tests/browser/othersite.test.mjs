// A page of another origin, in the browser of somebody who is logged in with a cookie that is sent along everywhere: it changes nothing,
// reads nothing, and cannot show our pages inside its own.
import assert from 'node:assert/strict';
import http from 'node:http';
import test, { before, after } from 'node:test';
import { freePort, start } from '../http/harness.mjs';
import { contextOf, launch, login, who, PREFIX } from './browser.mjs';
import { groupsOf, held } from './groups.mjs';

let stack;
let browser;
let teacher;
let group;
let pupil;
let evil;
let port;

before(async () => {
  [stack, browser] = await Promise.all([start({ demo: {}, prefix: PREFIX }), launch()]);
  teacher = who(stack, 'teacher');
  group = (await groupsOf(stack, teacher))[0].id;
  pupil = (await held(stack, teacher, group)).pupils[0];
  port = await freePort();
  // The attacker's pages; what they do comes from the test.
  evil = http.createServer((req, res) => res.setHeader('Content-Type', 'text/html').end('<!doctype html><title>evil</title><body>')).listen(port, '127.0.0.1');
});

after(async () => {
  await browser?.close();
  evil?.close();
  await stack?.stop();
});

const state = () => stack.sql('SELECT COUNT(*), SUM(version), MAX(set_at) FROM assessment').concat(stack.sql('SELECT SUM(revision) FROM revision'));

// Our pages are at "localhost", where Chromium takes cookies that are for https alone. 127.0.0.1 is another site; another port of the same
// name is another origin of the same site.
const ORIGINS = { 'another site': () => `http://127.0.0.1:${port}`, 'the same site': () => `http://localhost:${port}` };
const home = () => `http://localhost:${stack.port}`;

async function visit(origin) {
  const context = await contextOf(browser);
  // The worst case: a cookie that goes along with everything.
  await context.addCookies([{ name: stack.cookie, value: teacher, domain: 'localhost', path: '/', sameSite: 'None', secure: true }]);
  const page = await context.newPage();
  await page.goto(origin);
  return { context, page };
}

const target = (at = home() + PREFIX) => ({ put: `${at}api/groups/${group}/assessments`, pupil: `${at}api/pupils/${pupil.id}`, me: `${at}api/me`, page: at,
  body: JSON.stringify({ entries: [{ pupil: pupil.id, level: 'A', version: pupil.version }] }) });

/** Every way of a script to send something: how it ended, "opaque", a status, or the name of an error. */
const attack = (page) => page.evaluate(async (t) => {
  const out = {};
  const types = ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'application/zip', 'multipart/form-data; boundary=x'];
  const tryTo = async (what, run) => { out[what] = await run().then((r) => (r.type === 'opaque' ? 'opaque' : r.status), (e) => e.name); };
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
    for (const mode of ['no-cors', 'cors']) {
      for (const type of method === 'GET' ? [null] : types) {
        for (const xhr of [false, true]) {
          const headers = { ...(type ? { 'Content-Type': type } : {}), ...(xhr ? { 'X-Requested-With': 'XMLHttpRequest' } : {}) };
          await tryTo(`${method} ${mode} ${type} ${xhr}`, () => fetch(t.put, { method, mode, credentials: 'include', headers, body: method === 'GET' ? undefined : t.body }));
        }
      }
    }
  }
  await tryTo('keepalive', () => fetch(t.put, { method: 'POST', mode: 'no-cors', credentials: 'include', keepalive: true, body: t.body }));
  await tryTo('read', () => fetch(t.me, { credentials: 'include' }));
  out.beacon = navigator.sendBeacon(t.put, new Blob([t.body], { type: 'text/plain' }));
  out.image = await new Promise((done) => { const i = new Image(); i.onload = () => done('loaded'); i.onerror = () => done('error'); i.src = t.pupil; });
  out.script = await new Promise((done) => { const s = document.createElement('script'); s.onload = () => done('loaded'); s.onerror = () => done('error'); s.src = t.me; document.body.append(s); });
  return out;
}, target());

for (const [name, origin] of Object.entries(ORIGINS)) {
  test(`${name}: no script changes or reads anything`, async () => {
    const before = state();
    const { context, page } = await visit(origin());
    const past = stack.accessLog().length;
    const out = await attack(page);
    await page.waitForTimeout(300);
    assert.deepEqual(state(), before);
    for (const [what, end] of Object.entries(out)) {
      if (what !== 'beacon') assert.ok(['opaque', 'TypeError', 'error'].includes(end), `${what}: ${end}`);
    }
    assert.equal(out.read, 'TypeError');
    // 403, and not 401: the cookie went along. From another site it does so with navigations alone (below), as Chromium keeps it
    // from scripts of others in a private window, which this is.
    const get = name === 'the same site' ? 'GET 403' : 'GET 401';
    const answers = stack.accessLog().slice(past).split('\n').filter((l) => l.includes('/api/')).map((l) => l.split(' ')).map((l) => `${l[3]} ${l[5]}`);
    assert.deepEqual([...new Set(answers)].sort(), [get, 'OPTIONS 405', 'POST 405']);
    await context.close();
  });

  test(`${name}: no form changes anything`, async () => {
    const before = state();
    for (const enctype of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      for (const method of ['post', 'get']) {
        const { context, page } = await visit(origin());
        const [answer] = await Promise.all([page.waitForResponse((r) => r.url().includes('/api/')), page.evaluate(([t, type, how]) => {
          const form = Object.assign(document.createElement('form'), { method: how, action: `${t.put}?_method=PUT`, enctype: type });
          const split = t.body.indexOf('[');
          form.append(Object.assign(document.createElement('input'), { name: `${t.body.slice(0, split)}[`, value: t.body.slice(split + 1) }));
          document.body.append(form);
          form.submit();
        }, [target(), enctype, method])]);
        assert.ok([400, 403, 405].includes(answer.status()), `${enctype} ${method} ${answer.status()}`);
        await context.close();
      }
    }
    assert.deepEqual(state(), before);
  });

  test(`${name}: a link into the API shows no person, a page of ours is in no frame and in nobody's hands`, async () => {
    const before = state();
    const { context, page } = await visit(origin());
    // A frame stays empty.
    const frame = await page.evaluate(async (t) => {
      const f = Object.assign(document.createElement('iframe'), { src: t.page });
      document.body.append(f);
      await new Promise((done) => { f.onload = done; setTimeout(done, 3000); });
      return f.contentDocument === null || f.contentDocument.body.textContent.length;
    }, target());
    assert.ok(frame === true || frame === 0);
    for (const f of page.frames().slice(1)) assert.equal(await f.locator('main').count(), 0);
    // A window that it opens cuts the tie.
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate((t) => { window.w = window.open(t.page); }, target())]);
    await popup.locator('main:not([aria-busy]) h1').waitFor();
    assert.equal(await popup.evaluate(() => window.opener), null);
    assert.deepEqual(await page.evaluate(() => [window.w.closed, window.w.length]), [true, 0]);
    await popup.close();
    const [answer] = await Promise.all([page.waitForResponse((r) => r.url().includes('/api/')), page.evaluate((t) => { location.href = t.pupil; }, target())]);
    assert.equal(answer.status(), 403);
    assert.equal((await answer.json()).type, 'urn:malkoll:problem:cross-site');
    assert.deepEqual(state(), before);
    await context.close();
  });
}

test('the same attack would have worked from our own origin', async () => {
  const before = state();
  const context = await contextOf(browser);
  await login(context, stack, teacher);
  const page = await context.newPage();
  await page.goto(stack.url);
  const status = await page.evaluate(async (t) => (await fetch(t.put, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-Requested-With': 'XMLHttpRequest' }, body: t.body })).status, target(stack.url));
  assert.equal(status, 200);
  assert.notDeepEqual(state(), before);
  await context.close();
});
