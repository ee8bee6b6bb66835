// An identity provider for SAML: Debian's simpleSAMLphp on PHP's own server, with configuration, keys and sessions in the stack's folder.
// It speaks as the providers of the school federation do: attributes by their OIDs, assertions signed and encrypted, logouts signed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { freePort, IDP, request, spawnIn } from './base.mjs';

const PROGRAM = '/usr/share/simplesamlphp/www';

// JSON is what PHP reads too; a quoted string of PHP needs two characters escaped.
const php = (value) => `json_decode('${JSON.stringify(value).replace(/[\\']/g, '\\$&')}', true)`;
const write = (dir, name, text) => fs.writeFileSync(path.join(dir, name), `<?php\n${text};\n`);

function configure({ dir, url, people, sp }) {
  write(dir, 'config.php', `$config = ${php({
    baseurlpath: url, certdir: dir, loggingdir: dir, datadir: dir, tempdir: `${dir}/tmp`, metadatadir: dir,
    attributenamemapdir: '/etc/simplesamlphp/attributemap/', secretsalt: 'of a test', 'auth.adminpassword': 'of a test', timezone: 'UTC',
    technicalcontact_email: 'na@example.org', 'logging.handler': 'file', 'statistics.out': [], errorreporting: false,
    'enable.saml20-idp': true, 'module.enable': { core: true, saml: true, exampleauth: true },
    'metadata.sources': [{ type: 'flatfile', directory: dir }, { type: 'xml', file: sp }],
    'store.type': 'phpsession', 'session.phpsession.savepath': `${dir}/sessions`, 'session.cookie.secure': false, 'session.cookie.samesite': null,
    'language.available': ['sv', 'en'], 'language.default': 'sv',
  })}`);
  write(dir, 'authsources.php', `$config = ${php({
    school: {
      0: 'exampleauth:UserPass',
      ...Object.fromEntries(people.map((one) => [`${one.uid}:${one.password}`, { displayName: [one.name], eduPersonPrincipalName: one.eppn && [one.eppn] }])),
    },
  })}`);
  write(dir, 'saml20-idp-hosted.php', `$metadata['${url}'] = ${php({
    host: '__DEFAULT__', privatekey: 'idp.key', certificate: 'idp.crt', auth: 'school', 'assertion.encryption': true, 'sign.logout': true,
    'attributes.NameFormat': 'urn:oasis:names:tc:SAML:2.0:attrname-format:uri', authproc: { 100: { class: 'core:AttributeMap', 0: 'name2oid' } },
  })}`);
}

/** New keys: from now on it is somebody who only calls itself the provider. */
export const newKeys = (stack) => makeKeys(path.join(stack.dir, 'idp'));

const makeKeys = (dir) => execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${IDP}`,
  '-keyout', `${dir}/idp.key`, '-out', `${dir}/idp.crt`], { stdio: 'ignore' });

/**
 * people: those of base.mjs that it knows; sp: the file with the application's metadata.
 * The provider's metadata, as text.
 */
export async function startProvider(stack, { people, sp }) {
  const dir = path.join(stack.dir, 'idp');
  for (const sub of ['', 'tmp', 'sessions']) fs.mkdirSync(path.join(dir, sub));
  const port = await freePort();
  const url = `http://${IDP}:${port}/`;
  configure({ dir, url, people, sp });
  makeKeys(dir);
  await spawnIn(stack, 'idp', 'php', ['-S', `127.0.0.1:${port}`, '-t', PROGRAM], { port, env: { SIMPLESAMLPHP_CONFIG_DIR: dir } });
  const { status, text } = await request(`${url}saml2/idp/metadata.php`);
  if (status !== 200) throw new Error(`the identity provider has no metadata: ${text}`);
  return text;
}
