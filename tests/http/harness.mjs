// A whole Målkoll for one test file: private MariaDB, pool of workers, nginx with the shipped include,
// all on unix sockets and a free port in a folder of its own.
//
//     const h = await start();                     an empty database with the schema
//     const h = await start({ demo: {} });         with a small demo municipality (h.people)
//     h.ctl(['round', 'list'])                     { status, stdout, stderr } of malkollctl
//     h.sql('SELECT 1')                            rows of strings, as the database's root
//     h.sql('SELECT 1', 'worker')                  as one of the accounts
//     await h.as('a@b.se').get('/api/me')          { status, headers, text, json }
//     await h.as('a@b.se').put(path, body, headers)
//     await h.stop()                               fails when a sanitizer has reported anything
//
// A made database is kept as a template in the temporary folder, so that the next start copies it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startDatabase, sqlRows, runCtl, stopDatabase, writeConf, WORKER_ENV } from './database.mjs';
import { template } from './template.mjs';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const build = path.resolve(process.env.MALKOLL_BUILD || path.join(root, 'build'));

const COOKIE = 'malkoll_test';
const FAST = ['100000r/s', '100000r/s'];

const serverBlock = ({ dir, port, prefix, www, extra }) => `
  server {
    listen 127.0.0.1:${port} backlog=1024;
    include ${root}/nginx/malkoll_server.conf;
    location ^~ ${prefix} {
      alias ${www}/;
      include ${root}/nginx/malkoll.conf;
      include ${root}/nginx/malkoll_params;
      fastcgi_param REMOTE_USER $cookie_${COOKIE};
      ${extra}
      location ^~ ${prefix}api/ {
        fastcgi_pass unix:${dir}/pool.sock;
        location = ${prefix}api/imports { include ${root}/nginx/malkoll_import.conf; fastcgi_pass unix:${dir}/pool.sock; }
        location ^~ ${prefix}api/public/ { include ${root}/nginx/malkoll_public.conf; fastcgi_pass unix:${dir}/pool.sock; }
        location = ${prefix}api/public { include ${root}/nginx/malkoll_public.conf; fastcgi_pass unix:${dir}/pool.sock; }
      }
    }
  }`;

function nginxConf({ dir, site, ...at }) {
  const asRoot = process.getuid() === 0 ? 'user root;' : '';
  return `
${asRoot}
daemon off;
worker_processes 1;
pid ${dir}/nginx.pid;
error_log ${dir}/nginx.log warn;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  include ${root}/nginx/malkoll_log.conf;
  include ${dir}/limits.conf;
  access_log ${dir}/access.log malkoll;
  client_body_temp_path ${dir}/tmp/body; fastcgi_temp_path ${dir}/tmp/fastcgi;
  proxy_temp_path ${dir}/tmp/proxy; scgi_temp_path ${dir}/tmp/scgi; uwsgi_temp_path ${dir}/tmp/uwsgi;
  ${(site || serverBlock)({ dir, root, ...at })}
}
`;
}

// The shipped limits with other rates: [of a person, of an address].
function limitsConf([person, address]) {
  return fs.readFileSync(path.join(root, 'nginx/malkoll_limits.conf'), 'utf8')
    .replace(/(zone=malkoll_person:\S+\s+rate=)\S+;/, `$1${person};`).replace(/(zone=malkoll_address:\S+\s+rate=)\S+;/, `$1${address};`);
}

// The pages out of the source tree, with lit-html out of the build tree.
function linkPages(dir) {
  const www = path.join(dir, 'www');
  fs.mkdirSync(www);
  for (const name of fs.readdirSync(path.join(root, 'www'))) {
    if (name !== 'vendor') fs.symlinkSync(path.join(root, 'www', name), path.join(www, name));
  }
  const vendor = [build, root].map((base) => path.join(base, 'www/vendor')).find(fs.existsSync);
  if (vendor) fs.symlinkSync(vendor, path.join(www, 'vendor'));
  return www;
}

/** A port below those that the system gives to connections, so that none of them takes it before it is used; by chance, since others look for one, too. */
export function freePort(tries = 100) {
  return new Promise((resolve, reject) => {
    const port = 20000 + Math.floor(Math.random() * 12000);
    const server = http.createServer();
    server.on('error', (error) => (error.code === 'EADDRINUSE' && tries > 1 ? resolve(freePort(tries - 1)) : reject(error)));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
  });
}

/** Waits until check() gives something true; throws after ms. */
export async function until(check, what, ms = 90000) {
  const end = Date.now() + ms;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > end) throw new Error(`timeout: ${what}`);
    await sleep(15);
  }
}

// Ended, whether or not somebody has asked how.
const alive = (pid) => {
  try { return !/^State:\tZ/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8')); } catch { return false; }
};

function childrenOf(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch { return []; }
}

/** What one person does; eppn null is somebody without a login. */
class Client {
  constructor(server, eppn) {
    this.server = server;
    this.headers = { 'X-Requested-With': 'XMLHttpRequest' };
    if (eppn !== null) this.headers.Cookie = `${COOKIE}=${eppn}`;
  }

  get(url, headers) { return this.request('GET', url, undefined, headers); }

  put(url, body, headers) { return this.send('PUT', url, body, headers); }

  post(url, body, headers) { return this.send('POST', url, body, headers); }

  send(method, url, body, headers) {
    const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return this.request(method, url, text, { 'Content-Type': 'application/json', ...headers });
  }

  /** A header whose value is null is not sent. */
  request(method, url, body, headers = {}) {
    const all = { ...this.headers, ...headers };
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name];
    if (body !== undefined && all['Content-Length'] === undefined) all['Content-Length'] = Buffer.byteLength(body);
    const { agent, port, prefix } = this.server;
    const to = { host: '127.0.0.1', port, agent, method, path: prefix.slice(0, -1) + url, headers: all };
    return new Promise((resolve, reject) => {
      const req = http.request(to, (res) => {
        const parts = [];
        res.on('data', (part) => parts.push(part));
        res.on('error', reject);
        res.on('end', () => resolve(answer(res, Buffer.concat(parts))));
      });
      req.on('error', reject);
      req.end(body);
    });
  }
}

function answer(res, bytes) {
  const text = bytes.toString('utf8');
  const isJson = /^application\/(problem\+)?json/.test(res.headers['content-type'] || '');
  const plain = isJson && text && !res.headers['content-encoding'];
  return { status: res.statusCode, headers: res.headers, bytes, text, json: plain ? JSON.parse(text) : undefined };
}

class Server {
  constructor(dir, port, prefix) {
    Object.assign(this, { dir, port, prefix });
    this.agent = new http.Agent({ keepAlive: true });
    this.origin = `http://127.0.0.1:${port}`;
    this.url = this.origin + prefix;
    this.cookie = COOKIE;
    this.processes = [];
    this.onExit = () => this.killAll();
    process.on('exit', this.onExit);
  }

  as(eppn) { return new Client(this, eppn); }

  sql(text, account) { return sqlRows(this.dir, text, account); }

  ctl(args, options) { return runCtl(build, this.dir, args, options); }

  /** The same, for steps that must succeed; gives what was printed. */
  must(args) {
    const { status, stdout, stderr } = this.ctl(args);
    if (status !== 0) throw new Error(`malkollctl ${args.join(' ')}: status ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  /** What the workers have written to the log. */
  log() { return fs.readFileSync(path.join(this.dir, 'worker.log'), 'utf8'); }

  accessLog() { return fs.readFileSync(path.join(this.dir, 'access.log'), 'utf8'); }

  workers() { return childrenOf(this.pool.pid); }

  async killDatabase() {
    const pid = this.databasePid();
    stopDatabase(this.dir, 'SIGKILL');
    await until(() => !alive(pid), 'the database is gone');
    // Where nobody reaps orphans the process can still be looked up.
    fs.rmSync(path.join(this.dir, 'db/m.pid'));
  }

  /** After killDatabase, on the same data. durable: every commit is on disk before it is answered. */
  restartDatabase({ durable = true } = {}) { return startDatabase(root, this.dir, { durable }); }

  databasePid() { return Number(fs.readFileSync(path.join(this.dir, 'db/m.pid'), 'utf8')); }

  spawn(name, args, env = {}) {
    const log = fs.openSync(path.join(this.dir, name === 'nginx' ? 'nginx.out' : 'worker.log'), 'a');
    const child = spawn(name, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, log], cwd: this.dir });
    fs.closeSync(log);
    this.processes.push(child);
    return child;
  }

  async startPool(workers) { this.pool = await this.spawnPool(this.dir, workers); }

  /** Workers at dir/pool.sock, of the instance that dir/malkoll.conf describes. */
  async spawnPool(dir, workers) {
    const socket = path.join(dir, 'pool.sock');
    fs.rmSync(socket, { force: true });
    const pool = this.spawn('/usr/bin/spawn-fcgi', ['-n', '-s', socket, '-M', '0600', '-b', '1024', '--',
      '/usr/bin/multiwatch', '-f', String(workers), '-r', '1000000', '--', path.join(build, 'malkoll-fcgi')],
    { ...WORKER_ENV(this.dir), MALKOLL_CONF: path.join(dir, 'malkoll.conf') });
    await until(() => fs.existsSync(socket) && childrenOf(pool.pid).length >= workers, 'the workers start');
    return pool;
  }

  async startNginx(site) {
    fs.mkdirSync(path.join(this.dir, 'tmp'));
    fs.writeFileSync(path.join(this.dir, 'limits.conf'), limitsConf(this.rates));
    const conf = path.join(this.dir, 'nginx.conf');
    fs.writeFileSync(conf, nginxConf({ dir: this.dir, port: this.port, prefix: this.prefix, ...site }));
    const nginx = this.spawn('nginx', ['-p', this.dir, '-e', path.join(this.dir, 'nginx.log'), '-c', conf],
      { PATH: `${process.env.PATH}:/usr/sbin` });
    await until(async () => {
      if (nginx.exitCode !== null) throw new Error(`nginx has ended: ${this.dir}/nginx.log`);
      return this.as(null).get('/').then(() => true, () => false);
    }, 'nginx starts');
  }

  /** Ends a child and waits: workers finish what they do, and report their leaks. */
  async end(child, signal) {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const workers = childrenOf(child.pid);
    child.kill(signal);
    await until(() => child.exitCode !== null || child.signalCode !== null, `the end of ${child.spawnfile}`);
    await until(() => !workers.some(alive), `the end of the workers of ${child.spawnfile}`);
  }

  killAll() {
    for (const child of this.processes) {
      for (const pid of [...childrenOf(child.pid), child.pid]) try { process.kill(pid, 'SIGKILL'); } catch { /* has ended */ }
    }
    stopDatabase(this.dir, 'SIGKILL');
  }

  sanitizerReports() {
    return fs.readdirSync(this.dir).filter((name) => name.startsWith('sanitizer.'))
      .map((name) => fs.readFileSync(path.join(this.dir, name), 'utf8')).join('\n');
  }

  async stop() {
    this.agent.destroy();
    await this.end(this.processes.find((child) => child.spawnfile === 'nginx'), 'SIGQUIT');
    await this.end(this.pool, 'SIGTERM');
    stopDatabase(this.dir, 'SIGKILL');
    process.off('exit', this.onExit);
    const reports = this.sanitizerReports();
    if (!process.env.MALKOLL_KEEP) fs.rmSync(this.dir, { recursive: true, force: true });
    if (reports) throw new Error(`a sanitizer reports:\n${reports}`);
  }
}

/**
 * options: workers (2), prefix ('/'), demo ({pupils, schools, rounds, seed}: fill with a generated
 * municipality), conf ({section: {name: value}}: more configuration; or a function of
 * {dir, port} that gives it), www (another folder of pages),
 * extra (lines for nginx's location), site (instead of the server block: a function of {dir, root, port,
 * prefix, www} that gives what stands at nginx's http level), rates (how many requests a person and an
 * address may make; the tests ask faster than hands do)
 */
export async function start({ workers = 2, prefix = '/', demo = null, conf = {}, www = null, extra = '', site = null, rates = FAST } = {}) {
  const made = await template({ root, build, demo });
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'malkoll-test-'));
  fs.chmodSync(dir, 0o755);
  const server = new Server(dir, await freePort(), prefix);
  server.rates = rates;
  try {
    await startDatabase(root, dir, { from: made });
    writeConf(dir, typeof conf === 'function' ? conf(server) : conf);
    await server.startPool(workers);
    await server.startNginx({ www: www || linkPages(dir), extra, site });
  } catch (error) {
    server.killAll();
    throw error;
  }
  server.data = demo ? path.join(made, 'demo') : null;
  server.people = demo ? JSON.parse(fs.readFileSync(path.join(made, 'demo/people.json'), 'utf8')) : [];
  return server;
}

process.on('SIGTERM', () => process.exit(1));
process.on('SIGINT', () => process.exit(1));
