// Small pieces of markup that every page uses.
import { html, svg, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc } from '../i18n.js';
import { int, percent, signed, roundName, closing, yearGroup } from '../format.js';
import { href } from '../router.js';
import { ownClasses } from '../session.js';

export { html, svg, nothing };

// Horizontal bar; the number always stands beside it, so it is hidden from assistive technology. Widths are SVG attributes since the
// content security policy forbids inline styles.
export const bar = (n, of) => svg`<svg class="bar" aria-hidden="true" focusable="false" preserveAspectRatio="none"
  ><rect width=${`${of ? (100 * n) / of : 0}%`} height="100%"></rect></svg>`;

export const meter = (n, of) => html`<span class="meter">${bar(n, of)}<b>${percent(n, of)}</b></span>`;

// Reported share of a counts array [expected, assessed, not_assessable, missing, left].
export const reported = (c) => c[0] - c[3];

export function crumbs(items) {
  return html`<nav class="crumb" aria-label=${t('crumb.label')}><ol>${items.map((i) => html`<li>${i.href
    ? html`<a href=${i.href}>${i.name}</a>` : html`<span aria-current=${i.current ? 'page' : nothing}>${i.name}</span>`}</li>`)}</ol></nav>`;
}

// Trail of a unit from the top; what the reader may not open is plain text.
export function unitTrail(unit, name, keep, last) {
  const items = unit.trail.map((u) => ({ name: u.name, href: u.readable ? href(name, { ...keep, unit: u.id }) : null }));
  items.push({ name: unit.name, href: last && !ownClasses(unit.id) ? href(name, { ...keep, unit: unit.id }) : null, current: !last });
  return last ? [...items, ...last] : items;
}

// A table that may scroll sideways in its own box; without links inside it must be reachable by Tab itself.
export const box = (label, table, cls = '') => html`<div class="wrap ${cls}" role="region" aria-label=${label} tabindex="0">${table}</div>`;

export function head({ trail, title, sub, side }) {
  return html`<div class="head"><div>${trail ? crumbs(trail) : nothing}<h1 tabindex="-1">${title}</h1>${sub
    ? html`<p class="sub">${sub}</p>` : nothing}</div>${side || nothing}</div>`;
}

export const dots = (...parts) => parts.filter(Boolean).join(' · ');

export function roundLine(round, counts) {
  return dots(roundName(round), t(`round.state.${round.state}`),
    counts && counts[0] ? t('round.reported', { share: percent(reported(counts), counts[0]) }) : null, closing(round));
}

// A row of the matrix: units, classes and pupils have names, year groups and genders have words.
export function rowName(row) {
  if (row.kind === 'year_group') return yearGroup(row.id);
  if (row.kind === 'gender') return t(`gender.${row.id}`);
  return row.name ?? t('rows.noClass');
}

// Change in percentage points with its arrow; good and bad are also said by the arrow, never by colour alone.
export function delta(diff, digits, label) {
  if (diff === null) return nothing;
  const text = signed(diff, digits);
  const kind = text.startsWith('±') ? 'even' : diff > 0 ? 'up' : 'down';
  const mark = { up: '▲ ', down: '▼ ', even: '' }[kind];
  const bare = kind === 'even' ? text : text.slice(1);
  return html`<span class=${kind}><span aria-hidden="true">${mark}${bare}</span><span class="sr">${text}</span></span>${label
    ? html` ${label}` : nothing}`;
}

// A protected member of staff has no name but perhaps a pseudonym.
export const who = (name) => (name === '*' ? t('person.protected') : name);
export const subjectName = (s) => loc(s.name);
export const groupName = (g) => t('report.group', { subject: subjectName(g.subject), group: g.name });
export const lower = (s) => s.charAt(0).toLowerCase() + s.slice(1);

export const skeleton = () => html`<div class="skeleton" role="status"><span class="sr">${t('state.loading')}</span><i></i><i></i><i></i></div>`;

const ring = (dash) => svg`<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7" fill="none" stroke="currentColor"
  stroke-opacity=".25" stroke-width="4.4"></circle><circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="4.4"
  pathLength="100" stroke-dasharray=${dash} transform="rotate(-90 10 10)"></circle></svg>`;

// An empty or failed state; the page's only heading unless it stands inside a page that has one.
export function state(title, text, action, { inside = false } = {}) {
  return html`<section class="state">${ring('22 78')}${inside ? html`<h2>${title}</h2>` : html`<h1 tabindex="-1">${title}</h1>`}${text ? html`<p>${text}</p>` : nothing}${action || nothing}</section>`;
}

// What an ApiError means to the reader. Known kinds have texts of their own, others show the server's detail.
export function problemText(slug, detail) {
  const key = `problem.${slug}`;
  const text = t(key);
  return text === key ? detail || t('problem.unexpected') : text;
}

export function failed(error, retry, place) {
  if (error.kind !== 'problem') {
    return state(t(`fail.${error.kind}.title`), t(`fail.${error.kind}.text`),
      html`<button class="btn primary" @click=${retry}>${t('fail.retry')}</button>`, place);
  }
  if (error.slug === 'round-not-open') return state(t('start.noRound.title'), t('start.noRound.text'), null, place);
  const none = ['not-found', 'forbidden', 'pupils-not-visible'].includes(error.slug);
  return state(t(none ? 'fail.noright.title' : 'fail.problem.title'), html`${problemText(error.slug, error.problem?.detail)}${
    error.problem?.request_id ? html`<br><span class="fine">${t('fail.id', { id: error.problem.request_id })}</span>` : nothing}`,
  html`<a class="btn" href=${href('start')}>${t('fail.home')}</a>`, place);
}

// Protected pupils who are counted but not in the list; unit: whose head to ask.
export const hiddenNote = (n, unit) => (n ? html`<div class="note calm"><p>${tn('protected.hidden', n, { unit: unit.name })}</p></div>` : nothing);
// On paper in place of the rows that do not go there.
export const paperNote = (list) => (list.some((p) => p.protected) ? html`<p class="paperonly">${tn('protected.paper', list.filter((p) => p.protected).length)}</p>` : nothing);
export const protectedTag = (p) => (p.protected ? html` <span class="tag">${t('protected.tag')}</span>` : nothing);

export const ofText = (n, of) => t('of', { n: int(n), of: int(of) });
