// All queues of this tab. They outlive the page they were typed on: another view, a reload or a new login sends what is left, but
// only as the person who typed it. Names of pupils are never stored, only ids and levels, and only in this tab's session storage.
import { get, peek, put, address, ApiError } from './api.js';
import { session, setLink, onSession } from './session.js';
import { ownKey } from './privacy.js';
import { Queue } from './report/queue.js';

const queues = new Map();
const listeners = new Set();
let doubt = false;
let leaving = false;

const SETTLE_MS = 4000;

// Instances on one host share an origin, hence the path.
const prefix = () => `${ownKey('unsent')}|${session.me.person.id}|`;

export function onOutbox(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

const tell = () => { for (const fn of listeners) fn(); };

const path = (meta) => address(`groups/${meta.group}/assessments`, { round: meta.round });

// The person behind the login may have changed in another window: before anything is sent after an absence, ask.
async function sureOfPerson() {
  if (!doubt) return;
  const { data } = await get('me', null);
  if (!session.me) throw new ApiError('session');
  if (data.person.id !== session.me.person.id) {
    setLink('stranger', { stranger: data.person });
    throw new ApiError('session');
  }
  doubt = false;
}

async function send(meta, body, options) {
  if (session.link === 'stranger' || !session.me) throw new ApiError('session');
  await sureOfPerson();
  return put(path(meta), body, { ...options, duty: meta.duty });
}

// What was typed in one duty is sent in it, whatever the page acts in by then: each duty has a queue of its own.
export function open(given) {
  const meta = { duty: session.acting, ...given };
  const key = `${prefix()}${meta.round}|${meta.group}${meta.duty ? `|${meta.duty}` : ''}`;
  let queue = queues.get(key);
  if (!queue) {
    queue = new Queue({ key, meta, storage: sessionStorage, send, me: session.me.person.name });
    queue.on(tell);
    queues.set(key, queue);
  }
  return queue;
}

export const read = (meta) => get(path(meta), meta.duty);
export const kept = (meta) => peek(path(meta), meta.duty);

export function totals() {
  let unsent = 0;
  let attention = 0;
  const groups = [];
  for (const q of queues.values()) {
    unsent += q.unsent;
    attention += q.attention;
    if (q.unsent || q.attention) groups.push(q);
  }
  return { unsent, attention, groups };
}

// Entries that an earlier life of this page left behind for the same person.
export async function recover() {
  const found = [];
  for (let i = 0; i < sessionStorage.length; i++) {
    const key = sessionStorage.key(i);
    if (!key.startsWith(prefix())) continue;
    try { found.push(JSON.parse(sessionStorage.getItem(key)).meta); } catch { /* not ours to read */ }
  }
  for (const meta of found.filter(Boolean)) {
    const queue = open({ duty: null, ...meta });
    if (queue.rows.size) continue;
    try {
      queue.load((await read(queue.meta)).data);
    } catch (e) {
      if (e.kind === 'problem') queue.hold({ ...e.problem, slug: e.slug });
    }
  }
  tell();
}

function flush(options) {
  for (const q of queues.values()) q.pump(options);
}

async function retry() {
  if (session.link === 'stranger' || !session.me) return;
  const waiting = [...queues.values()].some((q) => q.unsent);
  try {
    if (session.link === 'gone') {
      doubt = true;
      await sureOfPerson();
    } else if (session.link !== 'ok' && !waiting) {
      await get('me', null);
    }
  } catch {
    return;
  }
  if ([...queues.values()].some((q) => q.stored.size && !q.rows.size)) recover();
  flush();
}

// Locked: what waits is in the session storage, and nothing is sent until the person is known again.
export function suspend() {
  for (const q of queues.values()) q.close();
  queues.clear();
  tell();
}

// Leaving the page on purpose: no warning then.
export function leave() {
  leaving = true;
}

// Sends what can be sent, and waits a little for it.
export async function settle() {
  flush();
  const end = Date.now() + SETTLE_MS;
  while (totals().unsent && session.link === 'ok' && Date.now() < end) await new Promise((done) => { setTimeout(done, 50); });
}

// The login page was opened on purpose; everything is in the session storage.
export function relogin() {
  leave();
  location.reload();
}

export function watch() {
  addEventListener('online', retry);
  addEventListener('focus', retry);
  addEventListener('blur', () => {
    flush();
    doubt = true;
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') flush({ keepalive: true });
    else retry();
  });
  addEventListener('pagehide', () => flush({ keepalive: true }));
  addEventListener('beforeunload', (e) => {
    flush({ keepalive: true });
    const { unsent, attention } = totals();
    const cannotSend = session.link !== 'ok';
    if (!leaving && ((unsent && cannotSend) || attention)) e.preventDefault();
  });
  onSession(() => { if (session.link === 'ok') flush(); });
  setInterval(() => { if (session.link !== 'ok' && document.visibilityState === 'visible') retry(); }, 10000);
}
