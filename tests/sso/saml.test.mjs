// SAML as in the school federation: Apache with mod_auth_mellon before nginx (nginx/sso/apache-mellon.conf), simpleSAMLphp as identity
// provider.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { behindProxy, cookiesFor, freePort, idle, IDP, launch, NAMELESS, newPage, PEOPLE, request, startMalkoll, stopMalkoll } from './base.mjs';
import { address, apacheFront, startApache } from './apache.mjs';
import { everyFront, logOutByMenu, outerProxy } from './fronts.mjs';
import { newKeys, startProvider } from './saml_provider.mjs';

const ENTITY = 'urn:malkoll:test';
const ATTRIBUTE = 'urn:oid:1.3.6.1.4.1.5923.1.1.1.6';
const IDLE_S = 10;

describe('SAML', () => {
  let stack;
  let browser;
  let front;

  // Keys and metadata of the application, as doc/sso/saml.md has them made; then the provider, which knows them, and its metadata.
  async function exchange(url) {
    const dir = path.join(stack.dir, 'saml');
    fs.mkdirSync(dir);
    execFileSync('/usr/sbin/mellon_create_metadata', [ENTITY, `${url}saml`], { cwd: dir, stdio: 'ignore' });
    const keys = path.join(dir, ENTITY.replaceAll(':', '_'));
    const idp = path.join(dir, 'idp.xml');
    fs.writeFileSync(idp, await startProvider(stack, { people: [...Object.values(PEOPLE), NAMELESS], sp: `${keys}.xml` }));
    return { keys, idp };
  }

  before(async () => {
    const port = await freePort();
    const url = address(port);
    const instance = { logout_url: `${new URL(url).pathname}saml/logout?ReturnTo=${encodeURIComponent(`${url}utloggad`)}` };
    [stack, browser] = await Promise.all([startMalkoll({ site: behindProxy, conf: { instance } }), launch()]);
    const words = { ...await exchange(url), attribute: ATTRIBUTE, idle: IDLE_S };
    front = {
      browser,
      spoof: [`MELLON-${ATTRIBUTE.replace(/\W/g, '-')}`, `MELLON_${ATTRIBUTE.replace(/\W/g, '_')}`, 'MELLON-NAME-ID'],
      ...await startApache(stack, { port, file: 'apache-mellon.conf', modules: ['auth_mellon'], words }),
      async fill(page, person) {
        await page.fill('input[name=username]', person.uid);
        await page.fill('input[name=password]', person.password);
        await page.press('input[name=password]', 'Enter');
      },
      // At the provider too, which would else let in without a question.
      async expire(page) {
        await idle(page, IDLE_S + 1);
        await page.context().clearCookies({ domain: IDP });
      },
      async logout(page) {
        await logOutByMenu(page);
        await page.waitForURL(`${url}utloggad`);
      },
    };
  });
  after(async () => {
    await browser?.close();
    await stopMalkoll(stack);
  });

  everyFront(() => front);
  outerProxy(() => front);
  apacheFront(() => front);

  test('who calls itself the provider but has not its key lets nobody in', async () => {
    newKeys(stack);
    const page = await newPage(browser);
    await page.goto(front.url);
    await page.waitForURL((at) => at.hostname === IDP);
    const answered = page.waitForResponse(`${front.url}saml/postResponse`);
    await front.fill(page, PEOPLE.teacher);
    const status = (await answered).status();
    assert.ok(status >= 400 && status < 500, `${status}`);
    const headers = { 'X-Requested-With': 'XMLHttpRequest', Cookie: await cookiesFor(page, front.url) };
    assert.equal((await request(`${front.url}api/me`, headers)).status, 401);
    await page.context().close();
  });
});
