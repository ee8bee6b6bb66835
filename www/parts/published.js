// A publication as its readers see it: for the board, for everybody, and for the director before it is published. It needs nobody
// who is logged in.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, loc, locale } from '../i18n.js';
import { int, roundName, step, yearGroup } from '../format.js';
import { box, dots, who } from './basic.js';

// The whole date: what is published is read in other years too.
export const date = (iso) => new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(iso));

const INSTEAD = { '..': 'publication.hidden', '~100': 'publication.near', '.': 'publication.none' };

// Mark or value, and of how many; a mark is read aloud in words.
function cell([mark, value, of], mean) {
  const small = of === null ? nothing : html`<small>${t('publication.of', { n: int(of) })}</small>`;
  if (mark) return html`<td class="pub"><span class="pubv ${mark === '~100' ? 'c6' : 'c0'}"><span aria-hidden="true">${mark}</span><span class="sr">${t(INSTEAD[mark])}</span></span>${small}</td>`;
  return html`<td class="pub"><span class="pubv ${mean ? '' : `c${step(value)}`}">${mean ? int(value) : t('unit.percent', { n: int(value) })}</span>${small}</td>`;
}

const pupils = ([mark, , of]) => html`<td class="rep">${mark === '..' ? html`<span aria-hidden="true">..</span><span class="sr">${t('publication.hidden')}</span>` : int(of)}</td>`;

function row(table, r) {
  const kind = r.gender ? 'kid' : { municipality: 'total', area: 'area' }[r.unit.kind] ?? '';
  return html`<tr class=${kind}><th scope="row"><span class="rn"><span>${r.gender ? html`<span class="sr">${r.unit.name}, </span>${t(`gender.${r.gender}`)}` : r.unit.name}</span></span></th>${pupils(r.pupils)}${
    r.cells.map((c, i) => cell(c, table.columns[i].kind === 'mean'))}</tr>`;
}

// Subjects have codes for headings and their names below; measures have names.
function heading(table, column) {
  return table.kind === 'subjects' ? html`<th scope="col"><abbr title=${loc(column.name)}>${column.code}</abbr></th>` : html`<th scope="col" class="words">${loc(column.name)}</th>`;
}

export const tableName = (table) => dots(t(`publication.kind.${table.kind}`), table.year_group ? yearGroup(table.year_group) : t('publication.allYears'));

const share = (n, of) => new Intl.NumberFormat(locale(), { maximumFractionDigits: 1 }).format(of ? (100 * n) / of : 0);

// Of the numbers of pupils and the results, but for those of nobody.
function tableShare(table) {
  const marks = table.rows.flatMap((r) => [r.pupils, ...r.cells]).map(([mark]) => mark).filter((mark) => mark !== '.');
  const hidden = marks.filter((mark) => mark === '..').length;
  return t('publication.tableShare', { all: int(marks.length), hidden: int(hidden), share: share(hidden, marks.length) });
}

function one(table) {
  const name = tableName(table);
  return html`<section><h2 class="lead">${name}</h2>${box(name, html`<table class="mx pubt"><caption class="sr">${name}</caption><thead><tr><th scope="col" class="first">${t('publication.unit')}</th><th scope="col">${t('publication.pupils')}</th>${
    table.columns.map((c) => heading(table, c))}</tr></thead><tbody>${table.rows.map((r) => row(table, r))}</tbody></table>`)}<p class="fine">${tableShare(table)}</p>${table.kind === 'subjects'
    ? html`<p class="fine pubcodes">${dots(...table.columns.map((c) => `${c.code} ${loc(c.name)}`))}</p>` : nothing}</section>`;
}

export const hiddenLine = (cells) => t('publication.share', { all: int(cells.all), hidden: int(cells.hidden), share: share(cells.hidden, cells.all), near: int(cells.near) });

// What the marks mean, the tables, how the figures are made, and how much of it is hidden.
export const content = (p) => html`<div class="stack"><p class="muted">${t('publication.marks')}</p>${p.content.tables.map(one)}<section><h2 class="lead">${t('publication.definitions')}</h2><ul class="pubdefs">${
  p.content.definitions.map((d) => html`<li>${loc(d.text)}</li>`)}<li>${t('publication.limits', { ...p.content.limits })}</li></ul><p class="fine">${hiddenLine(p.cells)}</p><p class="fine">${t('publication.source')}</p></section></div>`;

export const facts = (p) => dots(roundName(p.round), t('publication.publishedBy', { day: date(p.published_at), name: who(p.published_by) }), p.instance);

export const trace = (p) => (p.state === 'standing' ? nothing : html`<p class="warnnote">${t(`publication.${p.state}`, { day: date(p.ended_at), reason: p.reason })}</p>`);

// The director's own words, line by line.
export const words = (body) => body.split(/\n{2,}/).filter(Boolean).map((part) => html`<p class="pubtext">${part}</p>`);
