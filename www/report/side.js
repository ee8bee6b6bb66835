// Beside the grid: how the group stands now, what the levels mean, which keys there are.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc } from '../i18n.js';
import { percent, points } from '../format.js';
import { delta } from '../parts/basic.js';

export function nowCard(doc, sum) {
  if (!sum.all) return nothing;
  const diff = points(sum.passing, sum.of, sum.before, sum.beforeOf);
  return html`<section class="card"><h2>${t('now.title', { group: doc.group.name })}</h2>${sum.of ? html`<p><b class="big-n">${percent(sum.passing, sum.of)}</b> ${t('now.reach')} ${
    delta(diff, 0, null)}</p><p class="fine">${[t('now.of', { n: sum.passing, of: sum.of }), sum.na ? tn('now.na', sum.na) : null,
    sum.missing ? tn('now.missing', sum.missing) : null].filter(Boolean).join(' ')}${diff === null ? nothing : html` ${t('now.compared', { n: sum.beforeOf })}`}</p>`
    : html`<p class="muted">${t('now.none')}</p>`}</section>`;
}

// Levels whose code does not say what they mean are spelt out.
export function legendOf(doc) {
  const spelt = doc.scales.flatMap((s) => s.levels).filter((l) => loc(l.name) !== l.code);
  if (!spelt.length) return nothing;
  return html`<p class="keys spelt">${spelt.map((l) => html`<span><b>${l.code}</b> ${loc(l.name)}</span>`)}</p>`;
}

const key = (names, text) => html`<dt>${names.map((n) => html`<kbd>${n}</kbd> `)}</dt><dd>${text}</dd>`;

export function helpBody(doc) {
  return html`<dl class="facts keylist">${doc.scales.map((s) => key(s.levels.map((l) => l.key.toUpperCase()), t('keys.setLong', { scale: loc(s.name) })))}
    ${key(['-'], t('keys.naLong'))}${key(['='], t('keys.sameLong'))}${key(['↑', '↓'], t('keys.moveLong'))}${key(['Enter'], t('keys.enterLong'))}${
    key(['Shift + ↓', 'Ctrl + D'], t('keys.fillLong'))}${key(['Delete', '⌫'], t('keys.clearLong'))}${key(['Ctrl + Z'], t('keys.undoLong'))}${
    key(['←', '→'], t('keys.sideLong'))}${key(['Home', 'End', 'PgUp', 'PgDn'], t('keys.pageLong'))}${key(['Tab'], t('keys.tabLong'))}${key(['?'], t('keys.helpLong'))}</dl>
    <p class="fine">${t('keys.mouse')}</p>`;
}
