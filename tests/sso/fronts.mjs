// What every front for single sign-on must do, asked in the same way of each. In a describe, after its before():
//
//     everyFront(() => front)
//     outerProxy(() => front)        for a front that is a proxy before nginx and passes a header
//
// A front is
//     stack           what startMalkoll() has given
//     browser         Chromium, of launch()
//     url             Målkoll's address as people know it: http://skola.test:PORT/malkoll/
//     idp             the host of the login page, if it is not idp.test
//     fill(page, person)    on the login page: types name and password and sends them
//     expire(page)    the session ends as by time, at the front; the browser still has its cookie
//     logout(page)    what a person does to log out, best by logOutByMenu(); resolves when the front has done it
//     spoof           names of headers by which this front tells nginx or the application who somebody is
//     inside          (outerProxy) nginx's own address, with the prefix
//     header          (outerProxy) the name of the header that the proxy passes
//     proxy           (outerProxy) the address that the proxy comes from
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enterGrid, levelsOf, press, saved } from '../browser/browser.mjs';
import { cookiesFor, IDP, newPage, PEOPLE, request } from './base.mjs';

const { teacher, umlaut, principal, stranger } = PEOPLE;

const HEADERS = ['Remote-User', 'REMOTE_USER', 'HTTP_REMOTE_USER', 'HTTP-REMOTE-USER', 'X-Remote-User', 'X_Remote_User', 'Auth-User', 'Auth-Eppn',
  'X-Auth-User', 'X-Auth-Request-User', 'X-Auth-Request-Preferred-Username', 'X-Forwarded-User', 'X-Forwarded-Preferred-Username',
  'X-Webauth-User', 'Lm-Remote-User', 'OIDC-CLAIM-sub', 'OIDC_CLAIM_sub', 'OIDC_CLAIM_eppn', 'OIDC_CLAIM_preferred_username',
  'MELLON_eduPersonPrincipalName', 'MELLON-eduPersonPrincipalName', 'MELLON_NAME_ID', 'eppn', 'AJP_eppn'];

const onLogin = (front) => (url) => url.hostname === (front.idp || IDP);
const settled = (page) => page.waitForSelector('main:not([aria-busy]) h1');
const api = (front, path) => `${front.url}api/${path}`;

/** From a fresh browser to the page of an address, through the login. */
async function enter(front, person, hash = '') {
  const page = await newPage(front.browser);
  await page.goto(front.url + hash);
  await page.waitForURL(onLogin(front));
  await front.fill(page, person);
  await page.waitForURL(`${front.url}${hash}`);
  await settled(page);
  return page;
}

async function leave(page) {
  await page.context().close();
  assert.deepEqual(page.complaints, []);
}

/** What the page's own browser reads from the API. */
const read = (page, path) => page.evaluate(async (address) => {
  const res = await fetch(address, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  return { status: res.status, json: await res.json() };
}, `api/${path}`);

const isPerson = ({ status, json }, person) => assert.deepEqual([status, json.person?.name], [200, person.name]);

/** Every way to say something that a front or nginx might take for an identity: [what, headers, query]. */
function lies(front, eppn) {
  const names = [...new Set([...HEADERS, ...front.spoof])];
  const basic = `Basic ${Buffer.from(`${eppn}:x`).toString('base64')}`;
  return [
    ...names.map((name) => [name, { [name]: eppn }, '']),
    ...names.map((name) => [`${name} twice`, { [name]: ['', eppn] }, '']),
    ['all at once', Object.fromEntries(names.map((name) => [name, [eppn, eppn]])), ''],
    ['Authorization: Basic', { Authorization: basic }, ''],
    ['Authorization: Basic, and headers', { Authorization: basic, 'Remote-User': eppn, 'X-Remote-User': eppn }, ''],
    ['Authorization: Bearer', { Authorization: `Bearer ${eppn}` }, ''],
    ['a parameter', {}, `?REMOTE_USER=${eppn}`],
    ['a parameter twice', {}, `?remote_user=&remote_user=${eppn}`],
    ['a cookie', { Cookie: `REMOTE_USER=${eppn}; malkoll_test=${eppn}; malkoll_demo=${eppn}` }, ''],
  ];
}

const joined = (cookie, headers) => ({ ...headers, Cookie: headers.Cookie ? `${cookie}; ${headers.Cookie}` : cookie });
const XHR = { 'X-Requested-With': 'XMLHttpRequest' };

function nothingCame(answer, what) {
  assert.equal(answer.status, 401, `${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
  for (const { name, eppn } of Object.values(PEOPLE)) {
    assert.ok(!answer.text.includes(name) && !answer.text.includes(eppn), `${what}: ${answer.text}`);
  }
}

// ---- the way in ----

function wayIn(get) {
  test('a first visit leads to the login and back, and the name has its å, ä and ö', async () => {
    const front = get();
    const page = await enter(front, teacher);
    assert.match(await page.locator('#menu summary').innerText(), new RegExp(teacher.name));
    isPerson(await read(page, 'me'), teacher);
    await leave(page);
  });

  test('a first visit to a page deep inside comes back to that page', async () => {
    const front = get();
    const group = await groupOfTeacher(front);
    const page = await enter(front, teacher, `#/rapportera?group=${group.id}`);
    await page.waitForSelector('.gr tbody tr');
    // Back leads out, not into the login again.
    assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('malkoll.login')).length), 0);
    await leave(page);
  });

  test('who leaves the login page and comes again is asked again', async () => {
    const front = get();
    const page = await newPage(front.browser);
    for (let i = 0; i < 3; i++) {
      await page.goto(`${front.url}#/om`);
      await page.waitForURL(onLogin(front));
    }
    await front.fill(page, teacher);
    await page.waitForURL(`${front.url}#/om`);
    await leave(page);
  });

  test('a login name with å and ö arrives as UTF-8', async () => {
    const front = get();
    const page = await enter(front, umlaut);
    isPerson(await read(page, 'me'), umlaut);
    await leave(page);
  });

  test('a file larger than other bodies may be arrives as from whoever sends it', async () => {
    const front = get();
    const page = await enter(front, teacher);
    const send = () => page.evaluate(async () => {
      const headers = { 'X-Requested-With': 'XMLHttpRequest', 'Content-Type': 'application/zip' };
      const res = await fetch('api/imports', { method: 'POST', headers, body: new Uint8Array(3 << 20) });
      return [res.status, (await res.json()).type];
    });
    // A teacher reads no roster in: who it is was known.
    assert.deepEqual(await send(), [403, 'urn:malkoll:problem:forbidden']);
    await leave(page);
  });

  test('who is in no roster is told whom to ask, and gets nothing', async () => {
    const front = get();
    const page = await enter(front, stranger);
    await page.getByRole('heading', { name: 'Du finns inte i Målkoll' }).waitFor();
    assert.match(await page.locator('main').innerText(), /Be skolans administratör/);
    for (const path of ['me', 'groups', 'attainment?unit=1&rows=unit']) {
      const { status, json } = await read(page, path);
      assert.deepEqual([status, json.type], [403, 'urn:malkoll:problem:unknown-person'], path);
    }
    await leave(page);
  });
}

// ---- lies ----

function noLies(get) {
  test('without a login nothing that a client says makes it somebody', async () => {
    const front = get();
    for (const [what, headers, query] of lies(front, principal.eppn)) {
      nothingCame(await request(api(front, `me${query}`), { ...XHR, ...headers }), what);
    }
  });

  test('with a login nothing that a client says makes it somebody else', async () => {
    const front = get();
    const page = await enter(front, teacher);
    const cookie = await cookiesFor(page, front.url);
    let same = 0;
    for (const [what, headers, query] of lies(front, principal.eppn)) {
      const { status, text } = await request(api(front, `me${query}`), { ...XHR, ...joined(cookie, headers) });
      assert.ok(!text.includes(principal.name), `${what}: ${text}`);
      if (status === 200) {
        assert.equal(JSON.parse(text).person.name, teacher.name, what);
        same++;
      } else {
        assert.ok(status >= 400 && status < 500, `${what}: ${status}`);
      }
    }
    assert.ok(same > HEADERS.length, `${same} requests were answered`);
    await leave(page);
  });
}

// ---- a session that ends while somebody types ----

/** The teacher's largest group; read in a browser, as there is no way past the front. */
async function groupOfTeacher(front) {
  if (!front.group) {
    const page = await enter(front, teacher);
    const { groups } = (await read(page, 'groups')).json;
    front.group = groups.reduce((a, b) => (b.counts[0] > a.counts[0] ? b : a));
    await leave(page);
  }
  return front.group;
}

/** Of the rows of the page, a level that is another than the present one: [{pupil, key, code, had}]. */
async function choose(page, group, rows) {
  const { pupils, scales } = (await read(page, `groups/${group.id}/assessments`)).json;
  return rows.map((i) => {
    const scale = scales.find((one) => one.id === pupils[i].scale);
    const other = scale.levels.find((one) => one.code !== pupils[i].level && one.passes);
    return { row: i, pupil: pupils[i].id, key: other.key, code: other.code, version: pupils[i].version };
  });
}

/** What the database has: "level, version, how many rows in the history since that version" of each. */
function stored(stack, group, typed) {
  return typed.map(({ pupil, version }) => stack.sql(`SELECT l.code, a.version - ${version} FROM assessment a
    JOIN scale_level l ON l.id = a.level_id JOIN round r ON r.id = a.round_id WHERE a.pupil_id = ${pupil}
    AND a.subject_id = ${group.subject.id} AND r.state = 'open'`)[0]);
}

const wanted = (typed, steps) => typed.map(({ code }) => [code, String(steps)]);
const typeKeys = (page, typed) => press(page, ...typed.map((one) => one.key));

function expiry(get) {
  test('a session that ends during entry loses nothing: sent after the login, once', async () => {
    const front = get();
    const group = await groupOfTeacher(front);
    const hash = `#/rapportera?group=${group.id}`;
    const page = await enter(front, teacher, hash);
    await page.waitForSelector('.gr tbody tr');
    const before = await choose(page, group, [0, 1, 2]);
    const after = await choose(page, group, [3, 4, 5, 6, 7]);
    await enterGrid(page);
    await page.keyboard.press('Home');
    await typeKeys(page, before);
    await saved(page, [0, 1, 2]);
    assert.deepEqual(stored(front.stack, group, before), wanted(before, 1));

    const untouched = stored(front.stack, group, after);
    await front.expire(page);
    await typeKeys(page, after);
    await page.locator('.linkline').getByText('Inloggningen har gått ut').waitFor();
    assert.match(await page.locator('.linkline').innerText(), /5 rader väntar/);
    assert.deepEqual(stored(front.stack, group, after), untouched);

    await page.locator('.linkline').getByRole('button', { name: 'Logga in igen' }).click();
    await page.waitForURL(onLogin(front));
    await front.fill(page, teacher);
    await page.waitForURL(front.url + hash);
    await page.waitForSelector('.gr tbody tr');
    await saved(page, [3, 4, 5, 6, 7]);
    for (const { row, code } of [...before, ...after]) assert.deepEqual(await levelsOf(page, row), [code]);
    assert.deepEqual(stored(front.stack, group, [...before, ...after]), wanted([...before, ...after], 1));
    assert.equal(await page.evaluate(() => Object.keys(sessionStorage).filter((k) => k.startsWith('malkoll.unsent')).length), 0);
    await leave(page);
  });
}

// ---- the way out ----

/** "Logga ut" in the page's menu leads to logout_url of malkoll.conf. */
export async function logOutByMenu(page) {
  await page.locator('#menu summary').click();
  await page.locator('#menu').getByRole('link', { name: 'Logga ut' }).click();
}

function wayOut(get) {
  test('logging out ends it, and a kept cookie gets nothing', async () => {
    const front = get();
    const page = await enter(front, teacher);
    const cookie = await cookiesFor(page, front.url);
    const kept = () => request(api(front, 'me'), { ...XHR, Cookie: cookie });
    assert.equal(JSON.parse((await kept()).text).person.name, teacher.name);
    await front.logout(page);
    // Several times: the front's processes may each remember.
    for (let i = 0; i < 12; i++) nothingCame(await kept(), 'the kept cookie');
    nothingCame(await request(api(front, 'groups'), { ...XHR, Cookie: cookie }), 'the kept cookie');
    await page.goto(front.url);
    await page.waitForURL(onLogin(front));
    await leave(page);
  });
}

export function everyFront(get) {
  wayIn(get);
  noLies(get);
  expiry(get);
  wayOut(get);
}

/** The header of an outer proxy is the proxy's to give, nobody else's. */
export function outerProxy(get) {
  test('the proxy\'s header counts only from the proxy\'s address', async () => {
    const front = get();
    const me = `${front.inside}api/me`;
    const headers = { ...XHR, [front.header]: principal.eppn };
    for (const from of ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4'].filter((one) => one !== front.proxy)) {
      nothingCame(await request(me, headers, { from }), from);
      // Nor by saying that one comes from there.
      const forwarded = { 'X-Forwarded-For': front.proxy, 'X-Real-IP': front.proxy, Forwarded: `for=${front.proxy}` };
      nothingCame(await request(me, { ...headers, ...forwarded }, { from }), `${from}, forwarded`);
    }
    assert.equal(JSON.parse((await request(me, headers, { from: front.proxy })).text).person.name, principal.name);
    nothingCame(await request(me, XHR, { from: front.proxy }), 'no header');
  });

  test('a client\'s own header of that name does not pass the proxy', async () => {
    const front = get();
    for (const value of [principal.eppn, [principal.eppn, principal.eppn], ['', principal.eppn]]) {
      nothingCame(await request(`${front.url}api/me`, { ...XHR, [front.header]: value }), String(value));
    }
  });
}
