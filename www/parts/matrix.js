// Rows (units, classes, year groups or genders) × subjects: the share that attains, its change, and the way down.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { int, share, points, signed, step, percent, roundWeek, STEPS } from '../format.js';
import { href } from '../router.js';
import { subjectName, reported, rowName } from './basic.js';

// Below this reported share of its pupils a cell is marked as unfinished.
const UNFINISHED = 0.5;

function say(p, n, of, diff, missing, data) {
  const parts = [t('cell.share', { share: p, text: t('of', { n: int(n), of: int(of) }) })];
  if (diff !== null && data.previous) parts.push(t('cell.change', { change: signed(diff), round: roundWeek(data.previous) }));
  if (missing) parts.push(t('cell.missing', { n: int(missing) }));
  return parts.join(', ');
}

function inside(content, cls, label, to, column, change) {
  return to
    ? html`<a class=${cls} href=${to} tabindex="-1" data-c=${column} data-d=${change} aria-label=${label}>${content}</a>`
    : html`<span class=${cls} role="img" data-d=${change} aria-label=${label}>${content}</span>`;
}

// [n, of, previous n, previous of, missing] → one coloured cell.
// mark: a signal about it, {direction, text}.
export function shareCell(data, [n, of, n0, of0, missing], to, column, mark = null) {
  if (!of) {
    return missing
      ? inside('–', 'c c0', t('cell.none', { n: int(missing) }), to, column, nothing)
      : html`<span class="c c0"><span aria-hidden="true">·</span><span class="sr">${t('cell.unread')}</span></span>`;
  }
  const p = share(n, of);
  const diff = points(n, of, n0, of0);
  const part = of < (of + missing) * UNFINISHED ? ' part' : '';
  return inside(p, `c c${step(p)}${part}${mark ? ` signal ${mark.direction}` : ''}`, say(p, n, of, diff, missing, data) + (mark ? `, ${mark.text}` : ''), to, column, diff === null ? nothing : signed(diff));
}

const cellNumbers = (c) => (c ? [c[0], c[1], c[5], c[6], c[2]] : [0, 0, 0, 0, 0]);
const allNumbers = (row) => {
  const m = row.measures?.m?.[0];
  return m ? [m[0], m[1], m[2], m[3], row.measures.pupils - row.measures.complete] : [0, 0, 0, 0, 0];
};

function headName(row, view) {
  const to = view.link(row, null);
  const name = rowName(row);
  const toggle = view.hasKids(row)
    ? html`<button type="button" class="tw" tabindex="-1" data-c="0" aria-expanded=${String(!view.closed.has(row.id))}
        aria-label=${t('matrix.toggle', { name })} @click=${() => view.onToggle(row.id)}></button>` : nothing;
  return html`<span class="rn">${toggle}${to ? html`<a href=${href('overview', to)} tabindex="-1" data-c="1">${name}</a>` : html`<span>${name}</span>`}</span>`;
}

function line(row, view) {
  const { data } = view;
  const cls = row === data.total ? 'total' : row.kind === 'area' ? 'area' : row.depth ? 'kid' : '';
  const to = (code) => {
    const p = view.link(row, code);
    return p && href('overview', p);
  };
  return html`<tr class=${cls} ?hidden=${row.parent && view.closed.has(row.parent) && row !== data.total}><th scope="row">${row === data.total
    ? html`<span class="rn">${t('matrix.total')}</span>` : headName(row, view)}</th><td class="rep">${row.counts[0]
    ? percent(reported(row.counts), row.counts[0]) : '–'}</td><td class="all">${shareCell(data, allNumbers(row), to(null), 2, view.mark?.(row, null))}</td>${data.subjects.map(
    (s, i) => html`<td>${shareCell(data, cellNumbers(row.cells[i]), to(s.code), i + 3, view.mark?.(row, s.code))}</td>`)}</tr>`;
}

function sortHead(view, key, label, name, column, cls) {
  const on = view.sort === key;
  return html`<th scope="col" class=${cls} aria-sort=${on ? 'ascending' : nothing}><button type="button" tabindex="-1"
    data-c=${column} aria-label=${t(on ? 'matrix.unsort' : 'matrix.sort', { label, name })} @click=${() => view.onSort(on ? null : key)}>${label}</button></th>`;
}

// Lowest first; rows without a figure last; areas keep their schools.
export function sorted(rows, value) {
  if (!value) return rows;
  const order = (list) => [...list].sort((a, b) => (value(a) ?? 2) - (value(b) ?? 2));
  const tops = rows.filter((r) => !r.parent || !rows.some((x) => x.id === r.parent));
  const kids = (id) => order(rows.filter((r) => r.parent === id && !tops.includes(r)));
  return order(tops).flatMap((r) => [r, ...kids(r.id)]);
}

function sortValue(view) {
  const { data, sort } = view;
  if (!sort) return null;
  if (sort === 'rep') return (r) => (r.counts[0] ? reported(r.counts) / r.counts[0] : null);
  const i = data.subjects.findIndex((s) => s.code === sort);
  if (sort !== 'all' && i < 0) return null;
  return (r) => {
    const [n, of] = sort === 'all' ? allNumbers(r) : cellNumbers(r.cells[i]);
    return of ? n / of : null;
  };
}

// view: {data, sort, closed:Set, link(row, code) → params|null, onSort(key), onToggle(id), mark(row, code) → {direction, text}|null}
export function matrix(view) {
  const { data } = view;
  const parents = new Set(data.rows.map((r) => r.parent).filter(Boolean));
  view.hasKids = (row) => parents.has(row.id) && row !== data.total;
  const rows = sorted(data.rows, sortValue(view));
  return html`<div class="wrap mxw" role="region" aria-label=${t('matrix.region')}><table class="mx" role="grid"><caption class="sr">${t('matrix.caption')}</caption>
    <thead><tr><th scope="col" class="first">${t(`rows.${data.rows_kind}.one`)}</th>${sortHead(view, 'rep', t('matrix.rep'), t('matrix.repFull'), 1, 'rep')}${
    sortHead(view, 'all', t('matrix.all'), t('matrix.all'), 2, 'all')}${data.subjects.map((s, i) => sortHead(view, s.code, s.code, subjectName(s), i + 3, ''))}</tr></thead>
    <tbody>${line(data.total, view)}${rows.map((r) => line(r, view))}</tbody></table></div>`;
}

export function legend(data) {
  return html`<div class="legend"><span>${t('legend.share')}</span>${STEPS.map(([lo, hi], i) => html`<span><i class="sw c${i + 1}"></i>${i === 0
    ? t('legend.under', { n: hi + 1 }) : `${lo}–${hi}`}</span>`)}${data.previous ? html`<span>${t('legend.change', { round: roundWeek(data.previous) })}</span>`
    : nothing}<span><i class="sw c0 part"></i>${t('legend.part')}</span><span>– ${t('legend.none')}</span><span>· ${t('legend.unread')}</span></div>${codes(data)}`;
}

export const codes = (data) => html`<details class="codes"><summary>${t('legend.codes')}</summary><p>${data.subjects.map((s) => html`<span><b>${
  s.code}</b> ${subjectName(s)}</span> `)}</p></details>`;
