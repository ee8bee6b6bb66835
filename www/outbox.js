// All queues of this tab. They outlive the page they were typed on: another view, a reload or a new login sends what is left, but
// only as the person who typed it. Names of pupils are never stored, only ids and levels, and only in this tab's session storage.
import { get, peek, put, address, ApiError } from './api.js';
import { session, setLink, onSession } from './session.js';
import { Queue } from './report/queue.js';

const queues = new Map();
const listeners = new Set();
let doubt = false;
let leaving = false;

// Instances on one host share an origin, hence the path.
const prefix = () => `malkoll.unsent|${new URL('.', document.baseURI).pathname}|${session.me.person.id}|`;

export function onOutbox(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

const tell = () => { for (const fn of listeners) fn(); };

const path = (meta) => address(`groups/${meta.group}/assessments`, { round: meta.round });

// The person behind the login may have changed in another window: before anything is sent after an absence, ask.
async function sureOfPerson() {
  if (!doubt) return;
  const { data } = await get('me');
  if (data.person.id !== session.me.person.id) {
    setLink('stranger', { stranger: data.person });
    throw new ApiError('session');
  }
  doubt = false;
}

async function send(meta, body, options) {
  if (session.link === 'stranger') throw new ApiError('session');
  await sureOfPerson();
  return put(path(meta), body, options);
}

export function open(meta) {
  const key = `${prefix()}${meta.round}|${meta.group}`;
  let queue = queues.get(key);
  if (!queue) {
    queue = new Queue({ key, meta, storage: sessionStorage, send, me: session.me.person.name });
    queue.on(tell);
    queues.set(key, queue);
  }
  return queue;
}

export const read = (meta) => get(path(meta));
export const kept = (meta) => peek(path(meta));

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
    const queue = open(meta);
    if (queue.rows.size) continue;
    try {
      queue.load((await read(meta)).data);
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
      await get('me');
    }
  } catch {
    return;
  }
  if ([...queues.values()].some((q) => q.stored.size && !q.rows.size)) recover();
  flush();
}

// The login page was opened on purpose: no warning then, everything is in the session storage.
export function relogin() {
  leaving = true;
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
