// Pupils × subjects: the level in words of the scale, what does not pass marked in more than colour, the way to each pupil.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { dec, int } from '../format.js';
import { href } from '../router.js';
import { subjectName, hiddenNote, paperNote, protectedTag } from './basic.js';

const FIRST = 150;

export function levelCell(cell) {
  if (!cell) return html`<span class="lv-cell miss"><span aria-hidden="true"></span><span class="sr">${t('cell.unread')}</span></span>`;
  const [level, before, passes, left] = cell;
  const was = before && before !== level ? html`<small aria-hidden="true">${before === '-' ? '–' : before}</small><span class="sr">, ${t('pupil.before', {
    level: before === '-' ? t('level.na') : before })}</span>` : nothing;
  if (left) return html`<span class="lv-cell miss">${t('pupil.leftShort')}</span>`;
  if (level === null) return html`<span class="lv-cell miss"><span aria-hidden="true">·</span><span class="sr">${t('level.missing')}</span>${was}</span>`;
  if (level === '-') return html`<span class="lv-cell na"><span aria-hidden="true">–</span><span class="sr">${t('level.na')}</span>${was}</span>`;
  return html`<span class="lv-cell ${passes ? '' : 'bad'}">${level}${passes ? nothing : html`<span class="sr">, ${t('level.fail')}</span>`}${was}</span>`;
}

function sums(s) {
  if (!s) return html`<td class="sum"></td>`;
  return html`<td class="sum">${t('of', { n: int(s.passed), of: int(s.expected) })}</td>`;
}

const merit = (s) => (s && s.merit17 !== null && s.merit17 !== undefined ? dec(s.merit17 / 10) : '–');

const ORDER = {
  passed: (r) => (r.summary ? r.summary.passed - r.summary.expected : 0),
  merit: (r) => r.summary?.merit17 ?? 9999,
};

export function pupilRows(view) {
  const { data, sort } = view;
  const rank = ORDER[sort];
  const rows = rank ? [...data.rows].sort((a, b) => rank(a) - rank(b)) : data.rows;
  const shown = view.all ? rows : rows.slice(0, FIRST);
  const withMerit = rows.some((r) => r.summary && r.summary.merit17 !== null && r.summary.merit17 !== undefined);
  const withClass = !data.class;
  const head = (key, label, full, column, cls) => html`<th scope="col" class=${cls} aria-sort=${sort === key ? 'ascending' : nothing}><button type="button" tabindex="-1"
    data-c=${column} aria-label=${t(sort === key ? 'matrix.unsort' : 'matrix.sort', { label, name: full })} @click=${() => view.onSort(sort === key ? null : key)}>${label}</button></th>`;
  return html`<div class="wrap mxw ${data.subjects.length > 20 ? 'own' : ''}" role="region" aria-label=${t('matrix.pupils')}><table class="mx pupils" role="grid"><caption class="sr">${
    t('pupil.caption')}</caption><thead><tr><th scope="col" class="first">${t('rows.pupil.one')}</th>${withClass ? html`<th scope="col">${t('rows.class.one')}</th>` : nothing}${
    head('passed', t('pupil.passed'), t('pupil.passedFull'), 1, 'sum')}${withMerit ? head('merit', t('pupil.merit'), t('pupil.meritFull'), 2, 'sum all') : nothing}${
    data.subjects.map((s) => html`<th scope="col"><abbr aria-label=${subjectName(s)}>${s.code}</abbr></th>`)}</tr></thead>
    <tbody>${shown.map((r) => html`<tr class=${r.protected ? 'noprint' : nothing}><th scope="row"><span class="rn"><a href=${href('pupil', { id: r.id })} tabindex="-1" data-c="0">${r.name}</a>${protectedTag(r)}</span></th>${
    withClass ? html`<td>${r.class?.name || ''}</td>` : nothing}${sums(r.summary)}${withMerit ? html`<td class="sum all">${merit(r.summary)}</td>` : nothing}${
    r.cells.map((c) => html`<td>${levelCell(c)}</td>`)}</tr>`)}</tbody></table></div>
    ${shown.length < rows.length ? html`<p class="legend"><button class="btn" @click=${view.onAll}>${t('pupil.all', { n: int(rows.length) })}</button></p>` : nothing}
    ${hiddenNote(data.hidden, data.unit)}${paperNote(rows)}<div class="legend"><span><span class="lv-cell bad">F</span>${t('level.fail')}</span><span><span class="lv-cell na">–</span>${t('level.na')}</span><span>· ${
    t('level.missing')}</span><span><span class="lv-cell">D<small>E</small></span>${t('pupil.legendBefore')}</span></div>`;
}
