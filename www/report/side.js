// What stands around the grid: heading, notes, keys, the own groups, how the group stands now.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc } from '../i18n.js';
import { percent, points, roundName, closing, when } from '../format.js';
import { href } from '../router.js';
import { can } from '../session.js';
import { head, delta, bar, groupName, dots, lower, reported, state, who, hiddenNote, paperNote } from '../parts/basic.js';

const leftText = (counts, round = true) => (counts[0] === 0 ? (round ? t('report.noPupils') : '') : counts[3] ? tn('report.left', counts[3]) : t('report.done'));

// The page of the own groups.
export function groupList({ round, groups }) {
  const left = groups.reduce((s, g) => s + g.counts[3], 0);
  const sub = round ? dots(roundName(round), closing(round), tn('report.leftAll', left)) : t('round.none');
  return html`${head({ title: t('report.mine'), sub })}${groups.length ? html`<ul class="cards">${groups.map((g) => groupCard(g, round))}</ul>`
    : state(t('start.noGroups.title'), t('start.noGroups.text'), null, { inside: true })}`;
}

// Of several schools one may have longer time than the others.
export function groupCard(g, round) {
  return html`<li><a class="card" href=${href('report', { group: g.id })}><span class="between"><b>${groupName(g)}</b><small class="muted">${leftText(g.counts, round)}</small></span>${
    bar(reported(g.counts), g.counts[0])}<small class="fine">${dots(g.unit.name, round?.accepts && !g.accepts ? t('report.groupClosed') : null, g.last_at ? t('report.last', { when: when(g.last_at) }) : null)}</small></a></li>`;
}

const mine = (view) => view.groups.some((g) => g.id === view.doc.group.id);

export function groupHead(view) {
  const { doc, sum } = view;
  const above = mine(view) ? { name: t('report.mine'), href: href('report') }
    : { name: doc.group.unit.name, href: can('reporting') ? href('reporting', { unit: doc.group.unit.id, round: view.round }) : null };
  const left = sum.missing ? t('report.leftOf', { n: sum.missing, of: sum.all }) : t('report.allDone', { n: sum.all });
  return head({
    trail: [above, { name: doc.group.name, current: true }], title: groupName(doc.group),
    sub: dots(doc.group.unit.name, lower(roundName(doc.round)), closing(doc.round), left, mine(view) ? null : doc.group.teachers.map(who).join(', ')),
    side: html`<div class="filters">${view.locked ? nothing : html`<button class="btn" ?disabled=${!view.canUndo} @click=${view.undo}>${t('report.undo')}</button>${
      doc.previous.length ? html`<button class="btn" ?disabled=${!sum.missing} @click=${view.fill}>${t('report.fill')}</button>` : nothing}<button class="btn keybtn" @click=${
      view.help}>${t('keys.button')}</button>`}<button class="btn" @click=${view.save}>${t('save')}</button></div>`,
  });
}

function closedText({ doc, queue }) {
  const n = queue.attention;
  if (doc.mode === 'read') return t(n ? 'report.closedUnsaved' : doc.round.accepts ? 'report.readonly' : 'report.readClosed', { n });
  return t(n ? 'report.closedUnsaved' : 'report.closed', { n });
}

export function notes(view) {
  const { doc, queue } = view;
  const calm = doc.mode === 'read' && !queue.attention;
  return html`${queue.stopped || doc.mode === 'read' ? html`<div class="note ${calm ? 'calm' : ''}"><p>${closedText(view)}</p></div>` : nothing}${doc.mode === 'correct'
    ? html`<div class="note calm"><p>${queue.reason ? t('reason.now', { reason: queue.reason }) : t('reason.intro')}</p>${queue.reason
      ? html`<button class="btn small" @click=${view.askReason}>${t('reason.change')}</button>` : nothing}</div>` : nothing}${view.filled
    ? html`<div class="note calm"><p>${view.filled}</p><button class="btn small" @click=${view.undo}>${t('report.undo')}</button></div>` : nothing}${hiddenNote(doc.hidden, doc.group.unit)}${paperNote(doc.pupils)}`;
}

// Below the table, where the last row is: nothing moves under the hands, and it is the next stop of Tab.
export function completed({ doc, sum, queue, groups }) {
  if (sum.missing || !sum.all || queue.attention || doc.mode !== 'report') return nothing;
  const next = groups.find((g) => g.id !== doc.group.id && g.accepts && g.counts[3] > 0);
  return html`<div class="note good done"><p>${t('report.complete')}</p>${next ? html`<a class="btn primary" href=${href('report', { group: next.id })}>${t('report.next', {
    group: groupName(next), n: next.counts[3] })}</a>` : nothing}</div>`;
}

export function keyLine(doc) {
  const keys = doc.scales.length === 1 ? doc.scales[0].levels.map((l) => html`<kbd>${l.key.toUpperCase()}</kbd>`) : t('keys.own');
  return html`<p class="keys"><span>${keys} ${t('keys.set')}</span><span><kbd>-</kbd> ${t('level.na')}</span><span><kbd>=</kbd> ${t('keys.same')}</span><span><kbd>↑</kbd><kbd>↓</kbd> ${
    t('keys.move')}</span><span><kbd>Delete</kbd> ${t('keys.clear')}</span><span><kbd>?</kbd> ${t('keys.all')}</span></p>`;
}

function sideGroup(g, doc, sum) {
  const current = g.id === doc.group.id;
  const counts = current ? [sum.all, sum.assessed, sum.na, sum.missing, 0] : g.counts;
  return html`<li><a href=${href('report', { group: g.id })} aria-current=${current ? 'page' : nothing}><span class="between"><b>${groupName(g)}</b><small>${
    leftText(counts)}</small></span>${bar(reported(counts), counts[0])}</a></li>`;
}

export function groupSide({ doc, sum, groups }) {
  return html`${groups.length ? html`<section class="card"><h2>${t('report.mine')}</h2><ul class="groups">${groups.map((g) => sideGroup(g, doc, sum))}</ul></section>` : nothing}${
    nowCard(doc, sum)}`;
}

function nowCard(doc, sum) {
  if (!sum.all) return nothing;
  const diff = points(sum.passingBefore, sum.beforeOf, sum.before, sum.beforeOf);
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
