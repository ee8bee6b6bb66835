// OpenID Connect: Apache with mod_auth_openidc before nginx (nginx/sso/apache-openidc.conf), oidc-provider as identity provider.
import { after, before, describe } from 'node:test';
import { behindProxy, freePort, idle, IDP, launch, NAMELESS, PEOPLE, startMalkoll, stopMalkoll } from './base.mjs';
import { address, apacheFront, startApache } from './apache.mjs';
import { everyFront, logOutByMenu, outerProxy } from './fronts.mjs';
import { startProvider } from './openid_provider.mjs';

const CLAIM = 'eduPersonPrincipalName';
// The shortest that mod_auth_openidc takes.
const IDLE_S = 10;

describe('OpenID Connect', () => {
  let stack;
  let browser;
  let provider;
  let front;

  before(async () => {
    const port = await freePort();
    const url = address(port);
    const client = { id: 'malkoll', secret: 'hemligt-hemligt-hemligt-hemligt-hemligt', url, after: `${url}utloggad` };
    const people = Object.fromEntries([...Object.values(PEOPLE), NAMELESS].map((one) => [one.uid, { name: one.name, [CLAIM]: one.eppn }]));
    const instance = { logout_url: `${new URL(url).pathname}oidc/callback?logout=${encodeURIComponent(client.after)}` };
    [stack, browser, provider] = await Promise.all([
      startMalkoll({ site: behindProxy, conf: { instance } }), launch(), freePort().then((free) => startProvider({ port: free, people, client })),
    ]);
    const words = {
      url, issuer: provider.issuer, client_id: client.id, client_secret: client.secret, scope: 'openid profile', claim: CLAIM, passphrase: 'of a test',
      idle: IDLE_S,
    };
    front = {
      browser,
      spoof: [`OIDC-CLAIM-${CLAIM}`, `OIDC_CLAIM_${CLAIM}`, 'OIDC_access_token'],
      ...await startApache(stack, { port, file: 'apache-openidc.conf', modules: ['auth_openidc'], words }),
      async fill(page, person) {
        await page.fill('input[name=login]', person.uid);
        await page.fill('input[name=password]', person.password);
        await page.click('button[type=submit]');
      },
      // At the provider too, which would else let in without a question.
      async expire(page) {
        await idle(page, IDLE_S + 1);
        await page.context().clearCookies({ domain: IDP });
      },
      async logout(page) {
        await logOutByMenu(page);
        await page.waitForURL((at) => at.hostname === IDP);
        await page.click('button[value=yes]');
        await page.waitForURL(client.after);
      },
    };
  });
  after(async () => {
    await browser?.close();
    await provider?.stop();
    await stopMalkoll(stack);
  });

  everyFront(() => front);
  outerProxy(() => front);
  apacheFront(() => front);
});
