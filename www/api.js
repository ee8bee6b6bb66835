// Calls to the server. Every failure is an ApiError whose kind says what may be done about it:
//   network  no answer; a write may or may not have happened
//   server   5xx; a write may or may not have happened
//   busy     429; nothing happened, and .wait says in how many ms to try again
//   session  the login is gone; nothing happened
//   problem  the server refused for the reason in .slug; nothing happened
import { session, setLink } from './session.js';

const TIMEOUT_MS = 20000;
const UPLOAD_TIMEOUT_MS = 660000;
const KEPT = 40;
const PATIENCE = 3; // how often a reading waits when the server has asked for it
const WAIT_MS = 2000;
const WAIT_MAX_MS = 30000;
// Answers with their tags, in memory only: the browser itself stores none (Cache-Control: no-store).
const kept = new Map();
let life = 0;

export class ApiError extends Error {
  constructor(kind, status = 0, problem = null) {
    super(`${kind} ${status} ${problem?.type || ''}`);
    this.kind = kind;
    this.status = status;
    this.problem = problem;
    this.slug = problem?.type?.split(':').pop() || null;
    // A write whose outcome is unknown is sent again unchanged.
    this.retry = kind === 'network' || kind === 'server' || kind === 'busy';
  }
}

async function problemOf(res) {
  if (!(res.headers.get('content-type') || '').startsWith('application/problem+json')) return null;
  try { return await res.json(); } catch { return null; }
}

const waitOf = (res) => Math.min(WAIT_MAX_MS, Number(res.headers.get('retry-after')) * 1000 || WAIT_MS);

// A front for single sign-on answers a lost login in its own way: 401, 403 without a problem document, a redirect, or its login page.
async function failure(res) {
  if (res.type === 'opaqueredirect') return new ApiError('session');
  const problem = await problemOf(res);
  if (res.status === 401) return new ApiError('session', 401, problem);
  if (res.status === 429) return Object.assign(new ApiError('busy', 429, problem), { wait: waitOf(res) });
  if (res.status === 403 && !problem) return new ApiError('session', 403);
  if (res.status >= 500) return new ApiError('server', res.status, problem);
  if (res.ok) return new ApiError('session', res.status);
  return new ApiError('problem', res.status, problem || { type: 'urn:malkoll:problem:unexpected', status: res.status });
}

const LINK = { network: 'offline', server: 'down', session: 'gone', busy: 'busy' };

// duty: the one to act in, null for all at once.
export async function call(path, init, duty) {
  let res;
  try {
    res = await fetch(new URL(`api/${path}`, document.baseURI), {
      redirect: 'manual', credentials: 'same-origin', cache: 'no-store', signal: AbortSignal.timeout(TIMEOUT_MS), ...init,
      headers: { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json', ...(duty && { 'X-Malkoll-Duty': duty }), ...init.headers },
    });
  } catch {
    setLink('offline');
    throw new ApiError('network');
  }
  const fine = res.status === 304 || (res.ok && (res.headers.get('content-type') || '').startsWith(init.headers.Accept || 'application/json'));
  if (!fine) {
    const error = await failure(res);
    setLink(LINK[error.kind] || 'ok');
    if (duty && error.slug === 'duty-not-held' && duty === session.acting) session.onLost?.();
    throw error;
  }
  setLink('ok');
  return res;
}

async function body(res) {
  try {
    return await res.json();
  } catch {
    setLink('offline');
    throw new ApiError('network');
  }
}

const query = (params) => {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(params || {})) {
    if (value !== null && value !== undefined && value !== '') q.set(key, value);
  }
  return q.size ? `?${q}` : '';
};

export const address = (path, params) => path + query(params);

const slot = (addr, duty) => `${duty || ''} ${addr}`;

// What was read before from the same address in the same duty, or undefined: shown at once while the fresh answer is on its way.
export const peek = (addr, duty = session.acting) => kept.get(slot(addr, duty));

// Nothing of what was read stays, nor does what is still on its way.
export function forget() {
  life++;
  kept.clear();
}

async function read(addr, headers, duty) {
  for (let turn = 1; ; turn++) {
    try {
      return await call(addr, { headers }, duty);
    } catch (e) {
      if (e.kind !== 'busy' || turn > PATIENCE) throw e;
      await new Promise((done) => { setTimeout(done, e.wait * turn); });
    }
  }
}

// Reads {data, etag, at}; the same object as before when nothing has changed.
export async function get(addr, duty = session.acting) {
  const born = life;
  const place = slot(addr, duty);
  const before = kept.get(place);
  const res = await read(addr, before?.etag ? { 'If-None-Match': before.etag } : {}, duty);
  // Locked meanwhile, or another duty chosen: whoever asked is gone.
  if (born !== life) throw new ApiError('network');
  if (res.status === 304) {
    before.at = new Date();
    return before;
  }
  const entry = { data: await body(res), etag: res.headers.get('etag'), at: new Date() };
  if (born !== life) throw new ApiError('network');
  kept.delete(place);
  kept.set(place, entry);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return entry;
}

async function write(method, addr, value, { keepalive = false, duty = session.acting, signal } = {}) {
  const res = await call(addr, {
    method, keepalive, body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' }, ...(signal && { signal }),
  }, duty);
  return body(res);
}

export const put = (addr, value, options) => write('PUT', addr, value, options);
export const post = (addr, value, options) => write('POST', addr, value, options);

/** Sends a file and waits as long as the server takes to read it in. */
export async function upload(addr, file, type = 'application/zip') {
  const res = await call(addr, { method: 'POST', body: file, headers: { 'Content-Type': type }, signal: AbortSignal.timeout(UPLOAD_TIMEOUT_MS) }, session.acting);
  return body(res);
}
