// The page locks itself when nobody has touched it, in any tab, for the time that the instance has set: what it showed leaves the
// screen and the memory. It does the same when somebody else is logged in and when another tab has logged out. Whether a password is
// asked for afterwards is for the single sign-on to say. Fetched a moment after the first page, with texts of its own.
import { html } from './vendor/lit-html/lit-html.js';
import { session } from './session.js';
import { recall, remember, t } from './i18n.js';
import { get, forget } from './api.js';
import { suspend, relogin } from './outbox.js';
import { ownKey, lockedBefore } from './privacy.js';
import { state } from './parts/basic.js';

const ACTS = ['keydown', 'pointerdown', 'click', 'focusin'];
const MOVES = ['pointermove', 'touchstart', 'wheel', 'scroll'];
const STEP_MS = 1000;
const WARN_MS = 60000;

const TOUCHED = ownKey('touched');
const LOCKED = ownKey('locked');

let limit = 0;
let last = 0;
let timer = 0;
let page = null;

// The time of the last touch in any tab; a clock that was set back does not keep the page open.
const touched = () => Math.min(Date.now(), Math.max(last, Number(recall(TOUCHED)) || 0));

function warn(soon) {
  if (session.soon === soon) return;
  session.soon = soon;
  page.bars();
}

function check() {
  clearTimeout(timer);
  if (session.locked || !limit) return;
  const left = touched() + limit - Date.now();
  if (left <= 0) {
    lock('idle');
    return;
  }
  // A warning first: who reads without touching anything can stay.
  const early = Math.min(WARN_MS, limit / 4);
  warn(left <= early);
  timer = setTimeout(check, left <= early ? left : left - early);
}

function touch(e) {
  if (session.locked || !limit) return;
  const now = Date.now();
  // A key press in a row of them costs nothing more than this.
  if (now - last < STEP_MS) return;
  // The first touch after a night's sleep comes before the timer does, and must not do anything else.
  if (now - touched() >= limit) {
    e.stopImmediatePropagation();
    if (e.cancelable) e.preventDefault();
    check();
    return;
  }
  last = now;
  remember(TOUCHED, now);
  if (session.soon) check();
}

// Takes everything away that the page has got from the server. What was typed and not sent is in the tab's storage already.
export function lock(why) {
  if (session.locked) return;
  const { me } = session;
  session.locked = why;
  session.soon = false;
  clearTimeout(timer);
  if (why === 'idle') keep({ person: me.person.id, instance: me.instance, login: me.login_url, hash: location.hash });
  suspend();
  forget();
  if (why !== 'stranger') session.me = null;
  page.clear();
  draw(why);
  page.focus();
}

// Why there is nothing to see, and how to go on.
export function draw(why, error = null) {
  const name = lockedBefore()?.instance || '';
  const go = () => (why === 'idle' ? goOn().catch((e) => draw(why, e)) : relogin());
  page.show(t(`lock.${why}.title`), state(t(`lock.${why}.title`), html`${name ? html`<b>${name}</b><br>` : ''}${t(`lock.${why}.text`)}${error
    ? html`<br><span class="down" role="alert">${t(`fail.${error.kind}.title`)}</span>` : ''}`,
  html`<button class="btn primary" @click=${go}>${t(`lock.${why}.go`)}</button>`));
}

function keep(state) {
  try { sessionStorage.setItem(LOCKED, JSON.stringify(state)); } catch { /* storage is off: loading the page again asks the server too */ }
}

// Going on: through the single sign-on where it has an address, else the server says who is there.
async function goOn() {
  const before = lockedBefore();
  if (before?.login) {
    keep({ ...before, asked: true });
    location.assign(before.login.replace('{url}', encodeURIComponent(location.href)));
    return;
  }
  try {
    await get('me', null);
  } catch (e) {
    if (e.kind !== 'session') throw e;
  }
  if (before) keep({ ...before, asked: true });
  location.reload();
}

// After going on, with the person who is there now. Only the one who left gets the page back; anybody else begins at the start.
export function unlock(before, person) {
  sessionStorage.removeItem(LOCKED);
  if (before.person !== person) history.replaceState(null, '', '#/');
  else if (!location.hash) history.replaceState(null, '', before.hash || '#/');
}

// ui: clear() takes the page away, show(title, content) draws what stands instead, focus() goes there, bars() draws the line at
// the bottom.
export function attach(ui) {
  page = ui;
}

// since: when the page was loaded; that was the first touch.
export function watchLock(minutes, since) {
  limit = minutes * 60000;
  last = since;
  remember(TOUCHED, Math.max(last, touched()));
  for (const act of ACTS) addEventListener(act, touch, { capture: true, passive: false });
  for (const move of MOVES) addEventListener(move, touch, { capture: true, passive: true });
  addEventListener('storage', (e) => { if (e.key === TOUCHED) check(); });
  document.addEventListener('visibilitychange', check);
  check();
}
