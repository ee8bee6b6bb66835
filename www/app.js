// Start: texts and person, then one view at a time by the address.
import { html, render } from './vendor/lit-html/lit-html.js';
import { setLang, withTexts, preferredLang, remember, t, lang } from './i18n.js';
import { forget, get } from './api.js';
import * as router from './router.js';
import { session, onSession, notify, mainRole } from './session.js';
import { enter, actIn, onChoose, dutyName, current as currentDuty } from './duty.js';
import { onOutbox, recover, watch } from './outbox.js';
import { arrive, toLogin } from './login.js';
import { lockedBefore, onWord } from './privacy.js';
import { attach, say } from './parts/live.js';
import { renderTop, renderBars, renderFoot } from './parts/shell.js';
import { state, failed } from './parts/basic.js';

// A page with texts of its own.
const worded = (part, module) => Promise.all([module, withTexts(part)]).then(([m]) => m);

const signals = (module) => styled('matrix', styled('signals', worded('signals', module)));

const VIEWS = {
  start: () => (mainRole() === 'board' ? VIEWS.publications() : import('./views/start.js')),
  overview: () => styled('matrix', styled('history', Promise.all([import('./views/overview.js'), ...['about', 'history', 'fresh'].map(withTexts)]).then(([m]) => m))),
  history: () => styled('history', Promise.all([import('./views/history.js'), ...['about', 'history', 'fresh'].map(withTexts)]).then(([m]) => m)),
  targets: () => styled('admin', worded('history', import('./views/targets.js'))),
  report: () => styled('report', import('./views/report.js')),
  reporting: () => import('./views/reporting.js'),
  signals: () => signals(import('./views/signals.js')),
  pupil: () => signals(worded('fresh', import('./views/pupil.js'))),
  hitrate: () => worded('hit', import('./views/hitrate.js')),
  admin: () => styled('admin', Promise.all([import('./views/admin.js'), withTexts('admin')]).then(([m]) => m)),
  extract: () => worded('extract', import('./views/extract.js')),
  protected: () => styled('admin', Promise.all([import('./views/protected.js'), withTexts('protected'), withTexts('duty')]).then(([m]) => m)),
  delegation: () => styled('admin', Promise.all([import('./views/delegation.js'), withTexts('duty')]).then(([m]) => m)),
  publications: () => styled('matrix', styled('admin', styled('publication', worded('publication', import('./views/publications.js'))))),
  audit: () => styled('admin', Promise.all([import('./views/audit.js'), withTexts('audit')]).then(([m]) => m)),
  about: () => worded('about', import('./views/about.js')),
  accessibility: () => worded('about', import('./views/accessibility.js')),
};

// What only some pages need is fetched with the first of them, and stands before it is shown. Before print.css, which has the last word.
function styled(name, module) {
  const address = `css/${name}.css`;
  if (document.querySelector(`link[href="${address}"]`)) return module;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: address });
  const there = new Promise((resolve) => { link.onload = link.onerror = resolve; });
  document.querySelector('link[media="print"]').before(link);
  return Promise.all([module, there]).then(([m]) => m);
}

const ui = {};
let route = { name: 'start', params: {} };
let current = null;
let pending = 0;
let coming = false; // another page is on its way, while the one before it still stands

function frame() {
  const app = document.getElementById('app');
  app.replaceChildren();
  render(html`<a class="skip" href="#main" @click=${skip}></a><header class="top"></header>
    <div class="linkline" role="status"></div><main id="main" tabindex="-1"><div></div></main><footer class="foot"></footer>
    <div class="sr" aria-live="polite"></div>`, app);
  const pick = (sel) => app.querySelector(sel);
  Object.assign(ui, { skip: pick('.skip'), top: pick('.top'), bars: pick('.linkline'), main: pick('main'), view: pick('main > div'),
    foot: pick('.foot') });
  attach(pick('[aria-live]'));
}

function skip(e) {
  e.preventDefault();
  ui.main.focus();
}

function chrome() {
  ui.skip.textContent = t('skip');
  renderTop(ui.top, route, { setLang: chooseLang, setTheme, logOut });
  renderBars(ui.bars, route);
  renderFoot(ui.foot);
}

function setTheme(value) {
  remember('malkoll.theme', value === 'auto' ? null : value);
  if (value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = value;
  chrome();
}

async function chooseLang(code) {
  try {
    if (!await setLang(code)) return;
  } catch {
    notify(t('fail.network.title'));
    return;
  }
  remember('malkoll.lang', code);
  chrome();
  if (session.locked) lock.draw(session.locked);
  current?.view.show(route.params, { relabel: true });
  say(t('menu.languageSet'));
}

function toStart() {
  leave();
  if (['', '#/'].includes(location.hash)) show({ name: 'start', params: {}, back: false });
  else router.go('start');
}

async function setDuty(key, to = null) {
  try {
    await actIn(key);
  } catch (e) {
    if (e.slug === 'duty-not-held') lostDuty(key);
    else say(t(`fail.${e.kind}.title`));
    return;
  }
  if (to) {
    leave();
    router.go(to.name, to.params);
  } else {
    toStart();
  }
  say(t('duty.now', { duty: dutyName(currentDuty()) }));
}

// The duty has ended, or was taken back, while the page was open: on with what is left.
async function lostDuty(key = session.acting) {
  const had = session.me.capacities.find((c) => c.key === key);
  session.onLost = null;
  forget();
  try {
    await enter();
  } catch {
    location.reload();
    return;
  }
  session.onLost = lostDuty;
  toStart();
  notify(t('duty.lost', { duty: had ? dutyName(had) : '' }));
}

function setTitle(text) {
  document.title = text ? `${text} – Målkoll` : 'Målkoll';
}

// What a view gets: its own element, the title, and a word when its first content stands (focus and scroll are set then).
function context(root, arrival) {
  // An answer that comes after the reader has gone on must not name the new page.
  const here = () => !coming && (!current || current.arrival === arrival);
  return {
    root,
    title: (text) => here() && setTitle(text),
    // enter(): moves the focus to where work goes on, and is true, or is false; not asked after Back, nor when the reader has moved the focus.
    ready(enter) {
      if (!here()) return;
      ui.main.removeAttribute('aria-busy');
      if (!arrival.open) return;
      const { from } = arrival;
      Object.assign(arrival, { open: false, from: null });
      if (arrival.back) router.restoreScroll();
      else scrollTo(0, 0);
      if ((arrival.first || !arrival.back) && [document.body, from].includes(document.activeElement) && enter?.()) return;
      if (!arrival.first) (root.querySelector('h1') || ui.main).focus({ preventScroll: true });
    },
  };
}

let first = true;

async function show(next) {
  const turn = ++pending;
  const from = document.activeElement;
  route = next;
  if (session.locked) return;
  document.getElementById('menu')?.removeAttribute('open');
  coming = true;
  ui.main.setAttribute('aria-busy', 'true');
  chrome();
  if (!VIEWS[next.name]) {
    alone(t('fail.missing.title'), state(t('fail.missing.title'), t('fail.missing.text'), html`<a class="btn primary" href=${router.href('start')}>${t('fail.home')}</a>`));
    return;
  }
  let module;
  try {
    module = await VIEWS[next.name]();
  } catch {
    if (turn === pending && !session.locked) alone(t('fail.network.title'), failed({ kind: 'network' }, () => location.reload()));
    return;
  }
  if (turn !== pending || session.locked) return;
  coming = false;
  const key = `${next.name} ${module.pageKey ? module.pageKey(next.params) : ''}`;
  if (current?.name === next.name) {
    Object.assign(current.arrival, { open: current.key !== key, back: next.back, first: false, from });
  } else {
    leave();
    const arrival = { open: true, back: next.back, first, from };
    const root = document.createElement('div');
    ui.view.replaceChildren(root);
    current = { name: next.name, arrival, view: module.create(context(root, arrival)) };
  }
  current.key = key;
  first = false;
  current.view.show(next.params, {});
}

// A page without a view: why there is nothing else.
function alone(title, content) {
  leave();
  coming = false;
  ui.main.removeAttribute('aria-busy');
  setTitle(title);
  render(content, ui.view);
}

function leave() {
  current?.view.hide?.();
  current = null;
  ui.view.replaceChildren();
  // lit keeps its place in the element it rendered into; a fresh element forgets it.
  const fresh = ui.view.cloneNode(false);
  ui.view.replaceWith(fresh);
  ui.view = fresh;
}

function closeMenu(e) {
  const menu = document.getElementById('menu');
  if (!menu?.open) return;
  if (e.type === 'keydown' ? e.key === 'Escape' : !menu.contains(e.target)) {
    menu.open = false;
    if (e.type === 'keydown') menu.querySelector('summary').focus();
  }
}

// ---- locking and logging out: fetched when the first page stands, long before any time is up ----

const GUARD_MS = 3000;
const loadedAt = Date.now();
let lock = null;
let guarding = null;

function wipe() {
  for (const dialog of document.querySelectorAll('dialog')) {
    dialog.close();
    dialog.remove();
  }
  document.getElementById('menu')?.removeAttribute('open');
  leave();
  say('');
}

async function fetchLock() {
  [lock] = await Promise.all([import('./lock.js'), withTexts('lock')]);
  import('./parts/paper.js').then((m) => m.ready()).catch(() => {}); // printing waits for nothing
  lock.attach({
    clear: wipe, bars: () => renderBars(ui.bars, route), focus: () => ui.view.querySelector('h1').focus({ preventScroll: true }),
    show(title, content) {
      chrome();
      alone(title, content);
    },
  });
}

function guard() {
  guarding ??= fetchLock().then(() => lock.watchLock(session.me.lock_after_minutes, loadedAt), () => {
    guarding = null;
    setTimeout(guard, GUARD_MS);
  });
  return guarding;
}

// Another tab has logged out, or somebody else is logged in.
const close = (why) => guard().then(() => (lock ? lock.lock(why) : wipe()));

function logOut(e) {
  e.preventDefault();
  const url = e.currentTarget.href;
  guard().then(() => import('./logout.js')).then((m) => m.logOut(url)).catch(() => location.assign(url));
}

// The browser may keep the page as it is for its back button: empty, and loaded anew when it is shown.
addEventListener('pagehide', (e) => {
  if (!e.persisted) return;
  for (const el of document.querySelectorAll('dialog, #app')) el.replaceChildren();
  setTitle('');
});
addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });

// Whom to ask is a setting of the instance; the page stands without it too.
async function unknown() {
  const page = (ask) => alone(t('fail.unknown.title'), state(t('fail.unknown.title'), t('fail.unknown.text'), ask ? html`<p>${t('fail.unknown.contact', { contact: ask })}</p>` : null));
  page('');
  try { page((await get('contact')).data.contact); } catch { /* nothing more to say */ }
}

// Without a person there is nothing to show but why.
function nobody(error) {
  chrome();
  if (error.slug === 'unknown-person') unknown();
  else alone(t(`fail.${error.kind}.title`), failed(error, () => location.reload()));
}

async function boot() {
  const before = lockedBefore();
  const shut = before && !before.asked;
  const [, me] = await Promise.allSettled([setLang(preferredLang()), shut ? null : enter()]);
  if (me.reason?.kind === 'session' && toLogin()) return;
  frame();
  document.addEventListener('click', closeMenu);
  document.addEventListener('keydown', closeMenu);
  onSession(() => renderBars(ui.bars, route));
  if (shut) {
    session.locked = 'idle';
    await fetchLock();
    lock.draw('idle');
    return;
  }
  if (me.status === 'rejected') {
    nobody(me.reason);
    return;
  }
  arrive();
  session.onLost = lostDuty;
  onChoose(setDuty);
  if (before) {
    await fetchLock();
    lock.unlock(before, session.me.person.id);
  }
  onOutbox(() => renderBars(ui.bars, route));
  watch();
  setTimeout(guard, GUARD_MS);
  onWord((word) => { if (word === 'out') close('out'); });
  onSession(() => { if (session.link === 'stranger') close('stranger'); });
  recover();
  router.start(show);
}

boot().catch((e) => {
  console.error(e);
  document.getElementById('main')?.replaceChildren(lang() === 'sv' ? 'Sidan kunde inte starta. Ladda om den.' : 'The page could not start. Load it again.');
});
