// What surrounds every page: heading, menu, the line about a lost network or login, foot.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { who } from './basic.js';
import { t, tn, lang, LANGS, recall } from '../i18n.js';
import { clock, day } from '../format.js';
import { href } from '../router.js';
import { session, notify, can, roles, mainRole, homeParams } from '../session.js';
import { totals, relogin } from '../outbox.js';
import { choose, current, delegations, dutyName } from '../duty.js';

const tabs = () => [
  { name: 'start', show: true, to: href('start') },
  { name: 'overview', show: can('overview'), to: href('overview', homeParams()) },
  { name: 'history', show: can('overview'), to: href('history', homeParams()) },
  { name: 'signals', show: can('overview') || can('report'), to: href('signals') },
  { name: 'report', show: can('report'), to: href('report') },
  { name: 'reporting', show: can('reporting'), to: href('reporting', session.me?.home_unit ? { unit: session.me.home_unit.id } : {}) },
  { name: 'admin', show: can('administer'), to: href('admin') },
  { name: 'audit', show: can('audit'), to: href('audit') },
  { name: 'publications', show: mainRole() !== 'board' && ['director', 'analyst', 'board'].some((r) => roles().has(r)), to: href('publications') },
].filter((x) => x.show);

const BELONGS = { targets: 'history', pupil: 'overview', extract: 'overview', hitrate: 'overview', delegation: null, protected: null, about: null, accessibility: null, missing: null };

function navigation(route) {
  if (session.locked) return html`<span class="fill"></span>`;
  const current = route in BELONGS ? BELONGS[route] : route;
  return html`<nav aria-label=${t('nav.label')}><ul>${tabs().map((x) => html`<li><a href=${x.to} data-text=${t(`nav.${x.name}`)}
    aria-current=${x.name === current ? 'page' : nothing}>${t(`nav.${x.name}`)}</a></li>`)}</ul></nav>`;
}

function choices(name, legend, values, value, onChange) {
  return html`<fieldset><legend>${legend}</legend><div class="seg">${values.map((v) => html`<label><input class="sr" type="radio" name=${name}
    value=${v.value} .checked=${v.value === value} @change=${() => onChange(v.value)}>${v.lang
    ? html`<span lang=${v.lang}>${v.label}</span>` : v.label}</label>`)}</div></fieldset>`;
}

// Which of several duties one acts in; a delegate is told in whose place.
function acting() {
  const duty = session.me && !session.locked && current();
  const places = session.locked ? [] : delegations();
  if (!duty && !places.length) return nothing;
  return html`<p class="as">${duty ? html`<span>${t('duty.as')} <b>${dutyName(duty)}</b></span><button class="btn small" @click=${openDuties}>${t('duty.change')}</button>` : nothing}${
    places.map((d) => html`<span>${t('duty.for', { name: who(d.by), day: day(d.ends) })}</span>`)}</p>`;
}

function openDuties() {
  const menu = document.getElementById('menu');
  // After the click has closed what it closes.
  setTimeout(() => {
    menu.open = true;
    menu.querySelector('.duties button').focus();
  });
}

function duties() {
  const list = session.me?.capacities || [];
  if (session.locked || list.length < 2) return nothing;
  return html`<div class="duties" role="group" aria-label=${t('duty.choose')}><span aria-hidden="true">${t('duty.choose')}</span>${list.map((c) => html`<button class="btn small"
    aria-pressed=${c.key === session.acting} @click=${() => c.key !== session.acting && choose(c.key)}>${dutyName(c)}</button>`)}</div>`;
}

function menu(actions) {
  const me = session.me;
  const role = mainRole();
  const theme = recall('malkoll.theme') || 'auto';
  return html`<details class="menu" id="menu"><summary>${me ? html`<span class="wide">${role ? `${t(`role.${role}`)} · ` : ''}</span>${me.person.name}`
    : t('menu.settings')}</summary><div>
    ${me ? html`<p class="who"><b>${me.person.name}</b>${role ? html`${t(`role.${role}`)}<br>` : nothing}${me.instance}</p>` : nothing}
    ${duties()}
    ${choices('lang', t('menu.language'), LANGS.map((l) => ({ value: l, label: { sv: 'Svenska', en: 'English' }[l], lang: l })), lang(), actions.setLang)}
    ${choices('theme', t('menu.theme'), ['auto', 'light', 'dark'].map((v) => ({ value: v, label: t(`menu.theme.${v}`) })), theme, actions.setTheme)}
    ${session.locked ? nothing : html`<ul>${can('delegate') ? html`<li><a href=${href('delegation')}>${t('nav.delegation')}</a></li>` : nothing}${can('protect') ? html`<li><a href=${href('protected')}>${t('nav.protected')}</a></li>` : nothing}<li><a href=${href('about')}>${t('nav.about')}</a></li><li><a href=${href('accessibility')}>${t('nav.accessibility')}</a></li>${me?.logout_url
    ? html`<li><a href=${me.logout_url} @click=${actions.logOut}>${t('menu.logout')}</a></li>` : nothing}</ul>`}
  </div></details>`;
}

function waitingText(n) {
  return n ? ` ${tn('link.waiting', n)}` : '';
}

// One calm sentence at a time, with what to do.
function linkLine() {
  const { link, since } = session;
  if (session.locked && link !== 'stranger') return nothing;
  if (session.soon) return html`<div class="barline"><p>${t('lock.soon')}</p><button class="btn small">${t('lock.stay')}</button></div>`;
  const { unsent } = totals();
  if (link === 'ok' && session.notice) return html`<div class="barline"><p>${session.notice}</p><button class="btn small" @click=${() => notify(null)}>${t('dialog.close')}</button></div>`;
  if (link === 'ok') return nothing;
  const time = since ? clock(since) : '';
  const button = link === 'gone' || link === 'stranger'
    ? html`<button class="btn small" @click=${relogin}>${t(link === 'gone' ? 'link.login' : 'link.reload')}</button>` : nothing;
  const text = link === 'stranger'
    ? t('link.stranger', { name: session.stranger?.name || '', me: session.me?.person.name || '' })
    : t(`link.${link}`, { time });
  return html`<div class="barline"><p>${text}${waitingText(unsent)}</p>${button}</div>`;
}

// Where what was typed is, in the duty that it was typed in.
function openGroup(e, meta) {
  if (meta.duty === session.acting || !session.me.capacities.some((c) => c.key === meta.duty)) return;
  e.preventDefault();
  choose(meta.duty, { name: 'report', params: { group: meta.group, round: meta.round } });
}

// Entries typed in another group that still need the network or a decision.
function otherGroups(route, params) {
  const groups = totals().groups.filter((q) => !(route === 'report' && params.group === q.meta.group && q.meta.duty === session.acting) && (q.attention || session.link !== 'ok'));
  if (!groups.length) return nothing;
  return html`<div class="barline"><p>${t('link.elsewhere')}</p>${groups.map((q) => html`<a class="btn small" href=${href('report',
    { group: q.meta.group, round: q.meta.round })} @click=${(e) => openGroup(e, q.meta)}>${q.meta.label} (${q.unsent + q.attention})</a>`)}</div>`;
}

export function renderBars(el, route) {
  render(html`${linkLine()}${otherGroups(route.name, route.params)}`, el);
  document.body.classList.toggle('barred', el.childElementCount > 0);
}

// On a narrow screen the menu scrolls sideways: where one has come to is moved into sight, once.
let inSight = null;
function showCurrent(nav, name) {
  if (inSight === name) return;
  inSight = name;
  const at = nav?.querySelector('[aria-current]')?.getBoundingClientRect();
  if (!at) return;
  const { left, right } = nav.getBoundingClientRect();
  nav.scrollLeft += Math.max(0, at.right - right) + Math.min(0, at.left - left);
}

export function renderTop(el, route, actions) {
  render(html`<a class="brand" href=${href('start')}><svg viewBox="0 0 20 20" aria-hidden="true"><use href="#mark"></use></svg>Målkoll</a>
    ${navigation(route.name)}${menu(actions)}${acting()}`, el);
  showCurrent(el.querySelector('nav'), route.name);
}

export function renderFoot(el) {
  const me = session.me;
  if (session.locked) {
    render(nothing, el);
    return;
  }
  render(html`${me ? html`<span>${me.instance}</span>` : nothing}<a href=${href('about')}>${t('nav.about')}</a><a href=${href('accessibility')}>${
    t('nav.accessibility')}</a>`, el);
}
