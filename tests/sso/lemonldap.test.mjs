// LemonLDAP::NG as Debian has it, with the shipped nginx/sso/lemonldap*.conf: portal and handler in one FastCGI server, people in a
// database of SQLite, the session's cookie for skola.test and auth.skola.test.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { APP, cookiesFor, launch, newPage, PEOPLE, PREFIX, request, spawnIn, startMalkoll, stopMalkoll } from './base.mjs';
import { everyFront, logOutByMenu } from './fronts.mjs';

const PORTAL = `auth.${APP}`;
const PACKAGED = { ini: '/etc/lemonldap-ng/lemonldap-ng.ini', conf: '/var/lib/lemonldap-ng/conf/lmConf-1.json', www: '/usr/share/lemonldap-ng/portal/htdocs' };

const site = ({ dir, root, port, www }) => `
  upstream llng_portal_upstream { server unix:${dir}/llng/server.sock; }
  # As Debian's portal-nginx.conf.
  server {
    listen 127.0.0.1:${port};
    server_name ${PORTAL};
    root ${PACKAGED.www}/;
    if ($uri !~ ^/((static|javascript|favicon).*|.*\\.psgi)) { rewrite ^/(.*)$ /index.psgi/$1 break; }
    location ~ ^(?<sc>/.*\\.psgi)(?:$|/) {
      include /etc/nginx/fastcgi_params;
      fastcgi_pass llng_portal_upstream;
      fastcgi_param HTTP_HOST $host;
      fastcgi_param LLTYPE psgi;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_split_path_info ^(.*\\.psgi)(/.*)$;
      fastcgi_param PATH_INFO $fastcgi_path_info;
    }
    location / { try_files $uri $uri/ =404; }
    location /javascript/ { alias /usr/share/javascript/; }
  }
  server {
    listen 127.0.0.1:${port} default_server;
    server_name ${APP};
    include ${root}/nginx/sso/lemonldap_server.conf;
    location ^~ ${PREFIX} {
      alias ${www}/;
      include ${root}/nginx/sso/lemonldap.conf;
      include ${root}/nginx/malkoll.conf;
      include ${root}/nginx/malkoll_params;
      location ^~ ${PREFIX}api/ {
        set $original_uri $uri$is_args$args;
        fastcgi_pass unix:${dir}/pool.sock;
        location = ${PREFIX}api/imports {
          set $original_uri $uri$is_args$args;
          include ${root}/nginx/malkoll_import.conf;
          fastcgi_pass unix:${dir}/pool.sock;
        }
      }
    }
  }`;

const logoutUrl = (port) => {
  const after = Buffer.from(`http://${APP}:${port}${PREFIX}utloggad`).toString('base64');
  return `http://${PORTAL}:${port}/?logout=1&url=${encodeURIComponent(after)}`;
};

const TABLE = 'CREATE TABLE people (uid TEXT PRIMARY KEY, password TEXT, eppn TEXT, cn TEXT);';
const row = (one) => `INSERT INTO people VALUES ('${one.uid}', '${one.password}', '${one.eppn}', '${one.name}');`;

// The packaged configuration with folders of its own and what doc/sso/lemonldap.md sets.
function configure(dir, port) {
  const made = (name) => {
    const folder = path.join(dir, name);
    fs.mkdirSync(folder, { recursive: true });
    return folder;
  };
  const cache = made('cache');
  const conf = JSON.parse(fs.readFileSync(PACKAGED.conf, 'utf8'));
  Object.assign(conf, {
    domain: APP, portal: `http://${PORTAL}:${port}/`, applicationList: {},
    authentication: 'DBI', userDB: 'Same', passwordDB: 'Null', registerDB: 'Null',
    dbiAuthChain: `dbi:SQLite:dbname=${dir}/people.db`, dbiAuthTable: 'people', dbiAuthLoginCol: 'uid', dbiAuthPasswordCol: 'password',
    dbiUserChain: `dbi:SQLite:dbname=${dir}/people.db`, dbiUserTable: 'people', userPivot: 'uid', dbiExportedVars: { eppn: 'eppn', cn: 'cn' },
    exportedHeaders: { [APP]: { 'Auth-Eppn': '$eppn' } },
    locationRules: { [PORTAL]: { default: 'accept' }, [APP]: { default: 'accept' } },
    reloadUrls: {}, notification: 0,
    globalStorageOptions: { ...conf.globalStorageOptions, Directory: made('sessions'), LockDirectory: made('sessions/lock') },
    persistentStorageOptions: { Directory: made('psessions'), LockDirectory: made('psessions/lock') },
    localSessionStorageOptions: { ...conf.localSessionStorageOptions, cache_root: cache },
  });
  delete conf.notificationStorageOptions;
  fs.writeFileSync(path.join(made('conf'), 'lmConf-1.json'), JSON.stringify(conf));
  const ini = fs.readFileSync(PACKAGED.ini, 'utf8').replaceAll('/var/lib/lemonldap-ng/', `${dir}/`)
    .replace(/^\[handler\]$/m, '[handler]\nhandlerInternalCache = 0');
  fs.writeFileSync(path.join(dir, 'lemonldap-ng.ini'), ini);
  execFileSync('perl', ['-MDBI', '-e', 'my $d = DBI->connect("dbi:SQLite:dbname=$ARGV[0]", "", "", {RaiseError => 1}); $d->do($_) for @ARGV[1 .. $#ARGV]',
    `${dir}/people.db`, TABLE, ...Object.values(PEOPLE).map(row)]);
}

async function startLemonldap(stack) {
  const dir = path.join(stack.dir, 'llng');
  fs.mkdirSync(dir);
  configure(dir, stack.port);
  // It refuses to run as root.
  const user = process.getuid() === 0 ? 'www-data' : '';
  if (user) execFileSync('chown', ['-R', `${user}:`, dir]);
  const child = await spawnIn(stack, 'llng', '/usr/sbin/llng-fastcgi-server', ['--foreground', '--proc', '3', '--socket', `${dir}/server.sock`, '--pid', `${dir}/server.pid`], {
    env: { LLNG_DEFAULTCONFFILE: `${dir}/lemonldap-ng.ini`, LLNG_DEFAULTLOGGER: 'Lemonldap::NG::Common::Logger::Std', USER: user, GROUP: user },
    ready: () => fs.existsSync(`${dir}/server.sock`),
  });
  return { dir, child };
}

describe('LemonLDAP::NG', () => {
  let front;
  before(async () => {
    const [stack, browser] = await Promise.all([startMalkoll({ site, conf: ({ port }) => ({ instance: { logout_url: logoutUrl(port) } }) }), launch()]);
    front = { stack, browser };
    const { dir, child } = await startLemonldap(stack);
    Object.assign(front, {
      url: `http://${APP}:${stack.port}${PREFIX}`,
      idp: PORTAL,
      llng: child,
      spoof: ['Auth-Eppn', 'Auth-Groups', 'Lm-Remote-Custom', 'X-Original-URI', 'X-Llng-Token'],
      async fill(page, person) {
        await page.fill('input[name=user]', person.uid);
        await page.fill('input[name=password]', person.password);
        await page.keyboard.press('Enter');
      },
      // As the session's time has run out: what is stored says when it began.
      async expire(page) {
        const cookie = (await page.context().cookies(front.url)).find((one) => one.name === 'lemonldap').value;
        const file = path.join(dir, 'sessions', cookie);
        const session = JSON.parse(fs.readFileSync(file, 'utf8'));
        session._utime -= 100 * 3600;
        fs.writeFileSync(file, JSON.stringify(session));
        fs.rmSync(path.join(dir, 'cache'), { recursive: true });
        fs.mkdirSync(path.join(dir, 'cache'), { mode: 0o777 });
        fs.chmodSync(path.join(dir, 'cache'), 0o777);
      },
      async logout(page) {
        await logOutByMenu(page);
        await page.waitForURL(`http://${APP}:${stack.port}${PREFIX}utloggad`);
        assert.deepEqual((await page.context().cookies()).filter((one) => one.name === 'lemonldap' && one.value !== '0'), []);
      },
    });
  });
  after(async () => {
    await front?.browser.close();
    await stopMalkoll(front?.stack);
  });

  everyFront(() => front);

  test('what is open is the pages as they are published, and no address of the API looks like one', async () => {
    for (const name of ['', 'index.html', 'app.js', 'css/base.css', 'i18n/sv.json', 'icon.svg', 'utloggad']) {
      assert.equal((await request(front.url + name)).status, 200, name);
    }
    for (const name of ['api/', 'api/me', 'api/me/', 'api/me.html', 'api/me.json', 'api/units/1.js', 'api/openapi.json', 'api/health', '%61pi/me', 'x/../api/me',
      './api//me', '/api/me', 'api/me/../me', 'api/me?x=.html', 'api/_problem/unavailable', 'anything', 'package.tgz', 'login.html/']) {
      const { status, text } = await request(front.url + name);
      assert.ok([401, 404].includes(status), `${name}: ${status} ${text}`);
    }
  });

  test('without the handler nobody gets in', async () => {
    const page = await newPage(front.browser);
    await page.goto(front.url);
    await page.waitForSelector('input[name=user]');
    await front.fill(page, PEOPLE.teacher);
    await page.waitForURL(front.url);
    const headers = { 'X-Requested-With': 'XMLHttpRequest', Cookie: await cookiesFor(page, front.url) };
    assert.equal((await request(`${front.url}api/me`, headers)).status, 200);
    await front.stack.end(front.llng, 'SIGTERM');
    const { status, text } = await request(`${front.url}api/me`, headers);
    assert.equal(status, 500);
    assert.doesNotMatch(text, /Öström/);
    await page.context().close();
  });
});
