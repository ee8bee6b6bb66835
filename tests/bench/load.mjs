// Many requests at once: by wrk for rates, by node for the mixture that shows what memory does.
import fs from 'node:fs';
import http from 'node:http';
import { run, WORKERS } from './stack.mjs';

const CONNECTIONS = 16;
const TICKS = 100; // of /proc/PID/stat, per second: USER_HZ

/** Requests per second, and how many were answered in all. Any failure ends the bench. */
export function wrk(url, user, seconds, { header = [], refused = false } = {}) {
  const headers = [`X-Bench-User: ${user}`, ...header].flatMap((h) => ['-H', h]);
  const out = run('wrk', ['-t', '2', '-c', String(CONNECTIONS), '-d', `${seconds}s`, '--timeout', '30s', ...headers, url]);
  const bad = out.match(refused ? /Socket errors: (.*)/ : /Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)/);
  if (bad) throw new Error(`${url}: ${bad[0]}`);
  return { rps: Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]), requests: Number(out.match(/(\d+) requests in/)[1]) };
}

/** Seconds of processor time that the processes have used, and their children so far. */
export function cpuSeconds(pids) {
  const ticks = pids.map((pid) => {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
    return Number(fields[11]) + Number(fields[12]);
  });
  return ticks.reduce((a, b) => a + b, 0) / TICKS;
}

const memory = (field) => (pids) => pids.map((pid) => Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`))[1]));
/** Everything of a process that is in memory, its program and libraries included. */
export const rssKib = memory('VmRSS');
/** What of it is the process's own: nothing but the process itself makes that more or less. */
export const anonKib = memory('RssAnon');

/** Whole requests per second of something slow: as many at once as there are processes. */
export async function slowRate(url, user, count) {
  const begun = process.hrtime.bigint();
  let left = count;
  const one = async () => {
    while (left-- > 0) {
      const ask = () => fetch(url, { headers: { 'X-Bench-User': user } });
      const res = await ask().catch(ask); // the kept connection may have ended during the measurement before
      await res.arrayBuffer();
      if (!res.ok) throw new Error(`${url}: ${res.status}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(WORKERS, count) }, one));
  return count / (Number(process.hrtime.bigint() - begun) / 1e9);
}

function ask(agent, port, { method = 'GET', path, user, headers = {}, body }) {
  return new Promise((done, fail) => {
    const req = http.request({ agent, host: '127.0.0.1', port, method, path, headers: { 'X-Bench-User': user, 'X-Requested-With': 'XMLHttpRequest', ...headers } }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => done({ status: res.statusCode, etag: res.headers.etag, text: Buffer.concat(parts).toString() }));
    });
    req.on('error', fail);
    req.end(body);
  });
}

// ---- the mixture ----

// One teacher's group: read, then saved with one pupil's level changed.
function reporting(prefix, { group, user }) {
  const path = `${prefix}/api/groups/${group}/assessments`;
  let grid = null;
  let turn = 0;
  return async (call) => {
    if (turn++ % 2 === 0 || !grid) {
      grid = JSON.parse((await call({ path, user }, 200)).text);
      return;
    }
    const pupils = grid.pupils.filter((p) => !p.left);
    const p = pupils[(turn >> 1) % pupils.length];
    const levels = grid.scales.find((s) => s.id === p.scale).levels.map((l) => l.code);
    const level = levels[(levels.indexOf(p.level) + 1) % levels.length];
    await call({ method: 'PUT', path, user, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ entries: [{ pupil: p.id, level, version: p.version }] }) }, 200);
  };
}

// A page that is read, now and then with the tag of the time before.
function reading(path, user, status = 200) {
  let etag = null;
  let turn = 0;
  return async (call) => {
    const again = etag && turn++ % 3 === 2;
    const r = await call({ path, user, headers: again ? { 'If-None-Match': etag } : {} }, again ? null : status);
    etag = r.etag || null;
  };
}

/** people: {director, manager, principals: [{user, unit, class, pupil}], groups: [{user, group}]} */
function kinds(prefix, people) {
  const api = (path, user, status) => reading(`${prefix}/api/${path}`, user, status);
  const { director, manager } = people;
  const top = director.unit;
  return [
    api('me', director.user), api('rounds', director.user), api('units', director.user), api(`units/${top}`, director.user),
    api(`attainment?unit=${top}`, director.user), api(`attainment?unit=${top}&rows=year_group`, director.user),
    api(`attainment?unit=${top}&rows=gender&subject=MA`, director.user), api(`attainment?unit=${top}&year_group=9&gender=female`, director.user),
    api(`history?unit=${top}`, director.user), api(`reporting?unit=${top}`, director.user), api('openapi.json', director.user),
    api(`attainment?unit=${manager.unit}`, manager.user), api(`reporting?unit=${manager.unit}`, manager.user), api(`history?unit=${manager.unit}&subject=MA`, manager.user),
    api(`attainment?unit=${manager.unit}&nonsense=1`, manager.user, 400), api('nothing', manager.user, 404), api('health', manager.user),
    api('me', 'nobody@example.org', 403), api('me', '', 401),
    ...people.principals.flatMap((p) => [
      api('me', p.user), api(`attainment?unit=${p.unit}`, p.user), api(`attainment?unit=${p.unit}&rows=pupil`, p.user),
      api(`attainment?unit=${p.unit}&rows=pupil&class=${p.class}`, p.user), api(`attainment?unit=${p.unit}&subject=SV`, p.user),
      api(`history?unit=${p.unit}&class=${p.class}`, p.user), api(`reporting?unit=${p.unit}`, p.user), api(`pupils/${p.pupil}`, p.user),
      api(`attainment?unit=${top}`, p.user, 404),
    ]),
    ...people.groups.flatMap((g) => [api('groups', g.user), reporting(prefix, g)]),
  ];
}

/** Sends `count` requests of all kinds in turn, eight at once, the same ones at every call; all are answered when it returns. */
export async function mixture(port, prefix, people, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 2 * WORKERS });
  const all = kinds(prefix, people);
  const statuses = {};
  let sent = 0;
  const call = async (what, status) => {
    const r = await ask(agent, port, what);
    statuses[r.status] = (statuses[r.status] || 0) + 1;
    if (status && r.status !== status) throw new Error(`${what.method || 'GET'} ${what.path}: ${r.status} instead of ${status}: ${r.text.slice(0, 300)}`);
    return r;
  };
  const busy = new Set();
  const one = async () => {
    while (sent < count) {
      const n = sent++;
      // A kind has a state of its own (tag, versions): only one of it is under way.
      let k = n % all.length;
      while (busy.has(k)) k = (k + 1) % all.length;
      busy.add(k);
      await all[k](call);
      busy.delete(k);
    }
  };
  await Promise.all(Array.from({ length: 2 * WORKERS }, one));
  agent.destroy();
  return { kinds: all.length, statuses };
}
