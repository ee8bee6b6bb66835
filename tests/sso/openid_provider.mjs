// An identity provider for OpenID Connect in this process: npm's oidc-provider with its own login page, where any password will do.
import { webcrypto } from 'node:crypto';
import http from 'node:http';
import { IDP } from './base.mjs';

// What Debian's node 18 has by another name.
globalThis.crypto ??= webcrypto;
const { Provider } = await import('oidc-provider');

/**
 * people: {login: claims}; client: {id, secret, url, after (where logging out leads)} of the application.
 * {issuer, stop()}; people's browsers find it at idp.test, servers at its address, as where the two are in different networks.
 */
export async function startProvider({ port, people, client }) {
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: client.id, client_secret: client.secret, redirect_uris: [`${client.url}oidc/callback`],
      post_logout_redirect_uris: [client.after], response_types: ['code'], grant_types: ['authorization_code'],
    }],
    claims: { openid: ['sub'], profile: ['name', 'eduPersonPrincipalName'] },
    cookies: { keys: ['of a test'] },
    features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
    findAccount: (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
    // Nobody is asked for consent: the municipality has given it.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  });
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.path !== '/.well-known/openid-configuration') return;
    for (const name of ['authorization_endpoint', 'end_session_endpoint']) ctx.body[name] = ctx.body[name].replace('127.0.0.1', IDP);
  });
  const server = http.createServer(provider.callback());
  await new Promise((resolve, reject) => { server.once('error', reject).listen(port, '127.0.0.1', resolve); });
  return {
    issuer,
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => { server.close(resolve); });
    },
  };
}
