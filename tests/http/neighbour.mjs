// A second municipality on the same host: beside a running stack an instance of its own, with database, accounts, socket, pool and
// configuration, as doc/install.md tells. Its people, groups and rounds have the same ids and login names as the first one's, so that
// whatever leaks from one to the other fits there; only what they are called tells them apart.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, root } from './harness.mjs';

export const FIRST = '/ekby/malkoll/';
export const SECOND = '/sjoby/malkoll/';
export const NAMES = { [FIRST]: 'Ekby kommun', [SECOND]: 'Sjöby kommun' };
const ACCOUNTS = ['worker', 'migrator', 'auditor', 'sealer'];
/** By which a person logs in at each. */
export const COOKIES = { [FIRST]: 'malkoll_test', [SECOND]: 'sjoby_test' };

const at = (prefix, { root: tree, www }, socket) => `
    location = ${prefix.slice(0, -1)} { return 301 ${prefix}; }
    location ^~ ${prefix} {
      alias ${www}/;
      include ${tree}/nginx/malkoll.conf;
      include ${tree}/nginx/malkoll_params;
      fastcgi_param REMOTE_USER $cookie_${COOKIES[prefix]};
      location ^~ ${prefix}api/ {
        fastcgi_pass unix:${socket};
        location = ${prefix}api/imports { include ${tree}/nginx/malkoll_import.conf; fastcgi_pass unix:${socket}; }
      }
    }`;

/** An existing server block with an application of its own, and both municipalities in it. */
export const site = (given) => `
  server {
    listen 127.0.0.1:${given.port};
    # The application that was here before.
    add_header X-Other yes always;
    location = /favicon.ico { return 204; }
    location /api/ { default_type text/plain; return 200 "the other api: $request_uri $http_cookie"; }
    location / { default_type text/html; add_header X-Other yes always; add_header Set-Cookie "other=1; Path=/"; return 200 "<title>Other</title>the other application"; }
    ${at(FIRST, given, `${given.dir}/pool.sock`)}
    ${at(SECOND, given, `${given.dir}/sjoby/pool.sock`)}
  }`;

const password = (account) => `sjoby-${account}`;

function writeConf(stack, dir) {
  const lines = ['[database]', `socket = ${stack.dir}/db/m.sock`, 'name = sjoby', 'user = sjoby_worker', `password_file = ${dir}/worker.password`];
  for (const account of ACCOUNTS) {
    fs.writeFileSync(path.join(dir, `${account}.password`), `${password(account)}\n`, { mode: 0o600 });
    if (account !== 'worker') lines.push(`${account}_user = sjoby_${account}`, `${account}_password_file = ${dir}/${account}.password`);
  }
  fs.writeFileSync(path.join(dir, 'malkoll.conf'), `${lines.join('\n')}\n\n[instance]\nname = ${NAMES[SECOND]}\n`, { mode: 0o600 });
}

function ctl(dir, args) {
  const share = path.join(dir, 'share');
  fs.mkdirSync(share, { recursive: true });
  for (const name of ['migrate', 'accounts.sql']) if (!fs.existsSync(path.join(share, name))) fs.symlinkSync(path.join(root, 'sql', name), path.join(share, name));
  return execFileSync(path.join(build, 'malkollctl'), ['-c', path.join(dir, 'malkoll.conf'), ...args], {
    encoding: 'utf8', env: { ...process.env, MALKOLL_DATADIR: share },
  });
}

// Row by row what the first one has.
function copyRows(stack) {
  const tables = stack.sql(`SELECT t.table_name, GROUP_CONCAT(CONCAT('\`', c.column_name, '\`')) FROM information_schema.tables t
    JOIN information_schema.columns c USING (table_schema, table_name)
    WHERE t.table_schema = 'malkoll' AND t.table_type <> 'VIEW' AND c.is_generated = 'NEVER' AND t.table_name NOT LIKE 'schema%' GROUP BY 1`);
  stack.sql(`SET foreign_key_checks = 0; ${tables.map(([table, columns]) =>
    `DELETE FROM sjoby.\`${table}\`; INSERT INTO sjoby.\`${table}\` (${columns}) SELECT ${columns} FROM malkoll.\`${table}\`;`).join('\n')}`);
}

/** The second instance beside stack, which start({ demo, prefix: FIRST, site, conf }) gave; what it needs stands in stack.dir/sjoby. */
export async function addNeighbour(stack) {
  const dir = path.join(stack.dir, 'sjoby');
  fs.mkdirSync(dir);
  writeConf(stack, dir);
  stack.sql(`CREATE DATABASE sjoby CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci;
    ${ACCOUNTS.map((account) => `CREATE USER sjoby_${account}@localhost IDENTIFIED BY '${password(account)}';`).join('')}
    GRANT ALL PRIVILEGES ON sjoby.* TO sjoby_migrator@localhost`);
  ctl(dir, ['migrate']);
  stack.sql(ctl(dir, ['accounts']));
  copyRows(stack);
  stack.sql(`UPDATE sjoby.unit SET name = CONCAT('Sjöby: ', name); UPDATE sjoby.person SET family_name = CONCAT('Sjöbo-', family_name);
    UPDATE malkoll.unit SET name = CONCAT('Ekby: ', name); UPDATE malkoll.person SET family_name = CONCAT('Ekbo-', family_name);
    UPDATE sjoby.revision SET revision = revision + 1; UPDATE malkoll.revision SET revision = revision + 1`);
  const pool = await stack.spawnPool(dir, 2);
  return { dir, pool, end: () => stack.end(pool, 'SIGTERM') };
}

/** What a person does at one of the two; eppn null is nobody. */
export function as(stack, prefix, eppn) {
  const client = stack.as.call({ agent: stack.agent, port: stack.port, prefix }, null);
  if (eppn !== null) client.headers.Cookie = `${COOKIES[prefix]}=${eppn}`;
  return client;
}

/** A statement as one of the accounts of a database: {status, stdout, stderr} of the client. */
export function sqlAs(stack, database, account, text) {
  const secret = database === 'sjoby' ? password(account) : `${account}-of-a-test`;
  return spawnSync('mariadb', ['--no-defaults', '-S', path.join(stack.dir, 'db/m.sock'), '-u', `${database}_${account}`, `-p${secret}`, '-N', '-B', '-e', text],
    { encoding: 'utf8' });
}
