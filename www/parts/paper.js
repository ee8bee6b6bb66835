// The page on paper: who it is from, when and by whom it was printed, and at the end what its figures mean. It stands there while
// the browser prints, and nowhere else.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, locale, withTexts } from '../i18n.js';
import { session } from '../session.js';
import { current, dutyName } from '../duty.js';
import { definitionList } from './definitions.js';

// Pages without figures need no definitions, by their words in the address (router.js); a publication has its own.
const PLAIN = /^#\/(administration|granskning|skyddade|delegering|registerutdrag|om|tillganglighet)(\?|$)/;
const OWN = '.defs dl, .pubdefs, .publist';
let opened = [];

const who = () => {
  const duty = current() || (session.me.capacities.length === 1 && session.me.capacities[0]);
  return duty ? t('paper.as', { name: session.me.person.name, role: dutyName(duty) }) : session.me.person.name;
};

const when = () => new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date());

// On the sheets after the first, above the margin: where browsers know that.
const running = new CSSStyleSheet();
const quoted = (text) => `"${text.replace(/[\\"]/g, '\\$&').replace(/\s+/g, ' ')}"`;

function runningHead(made) {
  const about = document.querySelector('#main h1 ~ .sub')?.textContent.split(' · ')[0];
  const left = [...new Set([session.me.instance, document.title.replace(/ – Målkoll$/, ''), about])].filter(Boolean).join(' · ');
  running.replaceSync(`@page { @top-left { content: ${quoted(left)}; } @top-right { content: ${quoted(made)}; } } @page :first { @top-left { content: none; } @top-right { content: none; } }`);
}

function place(cls) {
  const main = document.getElementById('main');
  let el = main.querySelector(`:scope > .${cls}`);
  if (!el) {
    el = Object.assign(document.createElement('div'), { className: `${cls} paperonly` });
    if (cls === 'paperhead') main.prepend(el);
    else main.append(el);
  }
  return el;
}

// Printing waits for nobody: all of it is here beforehand.
function put() {
  const main = document.getElementById('main');
  if (!main || !session.me || session.locked) return;
  opened = [...main.querySelectorAll('details.defs:not([open]), details.codes:not([open])')];
  for (const el of opened) el.open = true;
  const made = t('paper.made', { when: when(), who: who() });
  runningHead(made);
  render(html`<p><b>${session.me.instance}</b> · Målkoll</p><p>${made}</p>`, place('paperhead'));
  const own = main.querySelector(OWN);
  render(PLAIN.test(location.hash) || main.querySelector('.pubdefs') ? nothing : html`${own ? nothing : html`<section class="meant"><h2>${t('def.title')}</h2>${definitionList()}</section>`}<p class="fine">${
    t('export.about.source')}: ${t('export.source')}</p>`, place('paperfoot'));
}

function takeAway() {
  for (const el of document.querySelectorAll('#main > .paperonly')) el.remove();
  for (const el of opened) el.open = false;
  opened = [];
}

function styled() {
  if (document.querySelector('link[href="css/paper.css"]')) return null;
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', media: 'print', href: 'css/paper.css' });
  document.querySelector('link[media="print"]').after(link);
  return new Promise((resolve) => { link.onload = link.onerror = resolve; });
}

document.adoptedStyleSheets = [...document.adoptedStyleSheets, running];

let all = null;

/** Resolves when the page can be printed; what could not be fetched is asked for again by the next call. */
export function ready() {
  all ??= Promise.all([withTexts('handout'), withTexts('about'), styled()]).then(() => {
    addEventListener('beforeprint', put);
    addEventListener('afterprint', takeAway);
  }).catch((e) => {
    all = null;
    throw e;
  });
  return all;
}
