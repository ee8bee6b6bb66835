// What the bench runs on: a private MariaDB, one database and one pool of workers per municipality,
// nginx before them, and php-fpm beside them. Everything in one folder, ended with the bench.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const WORKERS = 4;
const here = path.join(root, 'tests/bench');
const PATH = `${process.env.PATH}:/usr/sbin:/sbin`;

// The same for everything that is measured, and durable: what is acknowledged is on the disk.
const MARIADB = [
  '--innodb-buffer-pool-size=1G', '--innodb-log-file-size=1G', '--innodb-flush-log-at-trx-commit=1',
  '--innodb-flush-method=O_DIRECT', '--max-connections=100', '--key-buffer-size=1M',
].join(' ');

// The web server's user: every process of the bench but MariaDB runs as who started it.
const me = os.userInfo().username;

export function run(command, args, options = {}) {
  const r = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options, env: { ...process.env, PATH, ...options.env } });
  if (r.error) throw new Error(`${command}: ${r.error.message}`);
  if (r.status !== 0) throw new Error(`${command} ${args.join(' ').slice(0, 300)}\n${(r.stderr || r.stdout || '').slice(-4000)}`);
  return r.stdout;
}

export async function until(what, test, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  while (!(await test())) {
    if (Date.now() > end) throw new Error(`${what}: nothing after ${seconds} s`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

// The statements of sql/query (and of the bench) by name, as sql/gen.awk makes them.
export function statements() {
  const dir = path.join(root, 'sql/query');
  const files = fs.readdirSync(dir).filter((f) => f.endsWith('.sql')).sort().map((f) => path.join(dir, f));
  const text = run('awk', ['-f', path.join(root, 'sql/gen.awk'), ...files, path.join(here, 'raw.sql')]);
  const found = {};
  for (const m of text.matchAll(/\] = \{"(\w+)",\s*("(?:[^"\\]|\\.)*"),/g)) found[m[1]] = JSON.parse(m[2]);
  return found;
}

const childrenOf = (pid) => fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

export class Stack {
  constructor(dir, build) {
    this.dir = dir;
    this.build = build;
    this.db = path.join(dir, 'db');
    this.socket = path.join(this.db, 'm.sock');
    this.user = me;
    this.children = new Map();
    this.towns = [];
  }

  install() {
    const prefix = path.join(this.dir, 'usr');
    this.share = path.join(prefix, 'share/malkoll');
    this.ctl = path.join(prefix, 'bin/malkollctl');
    this.worker = path.join(prefix, 'libexec/malkoll/malkoll-fcgi');
    this.statements = statements();
    fs.mkdirSync(path.join(this.dir, 'run'), { recursive: true });
    fs.writeFileSync(path.join(this.dir, 'queries.php'), `<?php return json_decode(<<<'END'\n${JSON.stringify(this.statements)}\nEND, true);\n`);
    run('make', ['-s', '-C', this.build, 'install', `prefix=${prefix}`, `exec_prefix=${prefix}`, `bindir=${prefix}/bin`,
      `libexecdir=${prefix}/libexec`, `datarootdir=${prefix}/share`, `sysconfdir=${this.dir}/etc`,
      `systemdsystemunitdir=${prefix}/lib/systemd/system`]);
  }

  startDatabase() {
    this.mariadb('start');
  }

  mariadb(what) {
    run(path.join(root, 'tests/private-mariadb.sh'), [what, this.db], { env: { MARIADB_EXTRA: MARIADB } });
  }

  // Rows of text fields; NULL is "NULL".
  sql(database, text) {
    const out = run('mariadb', ['--no-defaults', '-S', this.socket, '-u', me, '-N', '-B', '-e', text, ...(database ? [database] : [])]);
    return out.split('\n').filter(Boolean).map((line) => line.split('\t'));
  }

  // A municipality of its own: database and configuration.
  addTown(name) {
    const town = { name, conf: path.join(this.dir, `${name}.conf`), pool: path.join(this.dir, `run/${name}.sock`) };
    this.sql('', `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_swedish_ci`);
    fs.writeFileSync(town.conf, `[database]\nsocket = ${this.socket}\nname = ${name}\n${['', 'migrator_', 'auditor_', 'sealer_'].map((a) => `${a}user = ${me}\n`).join('')}\n[instance]\nname = Exempelköpings kommun\n`);
    this.towns.push(town);
    return town;
  }

  malkollctl(town, args) {
    return run(this.ctl, ['-c', town.conf, ...args], { env: { MALKOLL_DATADIR: this.share } });
  }

  background(name, command, args, env = {}) {
    const log = fs.openSync(path.join(this.dir, `${name}.log`), 'a');
    const child = spawn(command, args, { stdio: ['ignore', log, log], env: { ...process.env, PATH, ...env } });
    fs.closeSync(log);
    child.on('error', (e) => { child.failed = e; });
    this.children.set(name, child);
    return child;
  }

  async end(name) {
    const child = this.children.get(name);
    this.children.delete(name);
    if (!child || child.exitCode !== null || child.signalCode !== null || child.failed) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async startPool(town) {
    const name = `pool-${town.name}`;
    await this.end(name);
    fs.rmSync(town.pool, { force: true });
    const child = this.background(name, 'spawn-fcgi', ['-n', '-s', town.pool, '-M', '0600', '-b', '1024', '--', '/usr/bin/multiwatch',
      '-f', String(WORKERS), '-r', '1000000', '--', this.worker], { MALKOLL_CONF: town.conf, MALKOLL_DATADIR: this.share });
    await until(`the workers of ${town.name}`, () => fs.existsSync(town.pool) && childrenOf(child.pid).length === WORKERS);
    town.pids = childrenOf(child.pid);
  }

  workers(town) {
    return childrenOf(this.children.get(`pool-${town.name}`).pid);
  }

  async startPhp() {
    const fpm = path.join(this.dir, 'fpm.conf');
    const socket = path.join(this.dir, 'run/php.sock');
    const server = fs.readdirSync('/usr/sbin').filter((f) => /^php-fpm[\d.]+$/.test(f)).sort().pop();
    if (!server) throw new Error('there is no php-fpm');
    fs.writeFileSync(fpm, `[global]\nerror_log = ${this.dir}/php.log\ndaemonize = no\n[bench]\nlisten = ${socket}\nlisten.backlog = 1024\n${
      me === 'root' ? 'user = root\ngroup = root\n' : ''}pm = static\npm.max_children = ${WORKERS}\npm.max_requests = 0\nclear_env = yes\n`);
    const settings = { 'opcache.enable': 1, 'opcache.validate_timestamps': 0, 'opcache.jit_buffer_size': '64M', 'opcache.jit': 'tracing',
      'date.timezone': 'Europe/Stockholm', display_errors: 0, log_errors: 1 };
    const child = this.background('php', path.join('/usr/sbin', server), ['-F', ...(me === 'root' ? ['-R'] : []), '-y', fpm,
      ...Object.entries(settings).flatMap(([k, v]) => ['-d', `${k}=${v}`])]);
    await until('php-fpm', () => fs.existsSync(socket) && childrenOf(child.pid).length === WORKERS);
    this.phpPids = childrenOf(child.pid);
    return socket;
  }

  // One prefix per municipality; /php/prepared/ and /php/text/ for the pages that are compared.
  async startNginx(php) {
    this.port = await freePort();
    const town = (t) => `location ^~ /${t.name}/ {\n alias ${this.share}/www/;\n include ${root}/nginx/malkoll.conf;\n include ${root}/nginx/malkoll_params;\n`
      + ` fastcgi_param REMOTE_USER $http_x_bench_user;\n location ^~ /${t.name}/api/ { fastcgi_pass unix:${t.pool}; }\n}\n`;
    const page = (how) => `location ^~ /php/${how}/ {\n gzip on; gzip_comp_level 4; gzip_types application/json;\n fastcgi_buffers 32 16k;\n include ${root}/nginx/malkoll_params;\n`
      + ` fastcgi_param SCRIPT_FILENAME ${here}/php/$bench_page.php;\n fastcgi_param BENCH_STATEMENTS ${how};\n fastcgi_param BENCH_SOCKET ${this.socket};\n`
      + ` fastcgi_param BENCH_DATABASE ${php.town.name};\n fastcgi_param BENCH_USER ${me};\n fastcgi_param BENCH_PERSON ${php.person};\n`
      + ` fastcgi_param BENCH_QUERIES ${this.dir}/queries.php;\n fastcgi_pass unix:${php.socket};\n}\n`;
    const conf = path.join(this.dir, 'nginx.conf');
    fs.writeFileSync(conf, `${me === 'root' ? 'user root;\n' : ''}worker_processes 2;\nworker_rlimit_nofile 4096;\ndaemon off;\npid ${this.dir}/nginx.pid;\nerror_log ${this.dir}/nginx-error.log;\n`
      + `events { worker_connections 1024; }\nhttp {\n include /etc/nginx/mime.types;\n access_log off;\n keepalive_requests 100000000;\n`
      + ['client_body', 'fastcgi', 'proxy', 'uwsgi', 'scgi'].map((n) => ` ${n}_temp_path ${this.dir}/tmp-${n};\n`).join('')
      // The same work as in an installation, with rates that no measurement meets.
      + fs.readFileSync(path.join(root, 'nginx/malkoll_limits.conf'), 'utf8').replace(/rate=\S+;/g, 'rate=10000000r/s;')
      + ` map $uri $bench_page { ~/raw$ raw; default overview; }\n`
      + ` server {\n listen 127.0.0.1:${this.port} backlog=1024;\n${this.towns.map(town).join('')}${page('prepared')}${page('text')} }\n}\n`);
    this.background('nginx', 'nginx', ['-p', this.dir, '-e', `${this.dir}/nginx-error.log`, '-c', conf]);
    await until('nginx', () => new Promise((done) => {
      const s = net.connect(this.port, '127.0.0.1', () => { s.destroy(); done(true); }).on('error', () => done(false));
    }));
  }

  url(address) {
    return `http://127.0.0.1:${this.port}${address}`;
  }

  async get(address, user, headers = {}) {
    const ask = () => fetch(this.url(address), { headers: { 'X-Bench-User': user, ...headers } });
    // A measurement takes longer than nginx keeps a connection, and this process does not see it end meanwhile.
    const res = await ask().catch(ask);
    const text = await res.text();
    if (!res.ok && res.status !== 304) throw new Error(`${address}: ${res.status} ${text.slice(0, 500)}`);
    return { status: res.status, etag: res.headers.get('etag'), text, json: () => JSON.parse(text) };
  }

  async stop() {
    for (const name of [...this.children.keys()].reverse()) await this.end(name);
    this.mariadb('stop');
  }

  // For a bench that is interrupted: nothing can be waited for.
  stopNow() {
    for (const child of this.children.values()) child.kill('SIGTERM');
    try { this.mariadb('stop'); } catch { /* it was not up */ }
  }
}
