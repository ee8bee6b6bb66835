// One subject in depth: the levels of each row as numbers, with a bar beside them.
import { html, svg, nothing } from '../vendor/lit-html/lit-html.js';
import { t, loc } from '../i18n.js';
import { int, percent } from '../format.js';
import { href } from '../router.js';
import { subjectName, rowName } from './basic.js';
import { shareCell } from './matrix.js';

// [{scale, name, levels: [{...level, at}]}]; at = place in a row's levels array. Only scales that somebody here is assessed by.
function scalesOf(data) {
  const used = (i) => [data.total, ...data.rows].some((r) => r.levels?.[i]);
  const scales = new Map();
  data.levels.forEach((level, at) => {
    if (!scales.has(level.scale)) scales.set(level.scale, { scale: level.scale, name: level.scale_name, levels: [] });
    scales.get(level.scale).levels.push({ ...level, at });
  });
  const all = [...scales.values()];
  const some = all.filter((s) => s.levels.some((l) => used(l.at)));
  return some.length ? some : all.slice(0, 1);
}

// Fill of a level: what does not pass is orange, what passes goes from light to dark over the steps of its own scale.
function fillOf(scale, level) {
  if (!level.passes) return 'l-fail';
  const passing = scale.levels.filter((l) => l.passes);
  const i = passing.indexOf(level);
  return `l-p${passing.length < 2 ? 4 : 1 + Math.round((4 * i) / (passing.length - 1))}`;
}

function distBar(scale, row, na) {
  const parts = scale.levels.map((l) => [row.levels?.[l.at] || 0, fillOf(scale, l)]);
  const sum = parts.reduce((s, [n]) => s + n, 0);
  if (!sum) return nothing;
  parts.push([na, 'l-na']);
  const whole = sum + na;
  let x = 0;
  const rects = parts.map(([n, cls]) => {
    const from = x;
    x += (100 * n) / whole;
    return n ? svg`<rect class=${cls} x=${`${from}%`} width=${`${x - from}%`} height="100%"></rect>` : nothing;
  });
  return svg`<svg aria-hidden="true" focusable="false">${rects}</svg>`;
}

function line(data, scales, row, index, view) {
  const cell = row.cells[index];
  const to = row === data.total ? null : view.link(row, view.code);
  const [passed, of, missing, left, na, p0, of0] = cell || [0, 0, 0, 0, 0, 0, 0];
  const one = scales.length === 1;
  return html`<tr class=${row === data.total ? 'total' : row.kind === 'area' ? 'area' : row.depth ? 'kid' : ''}>
    <th scope="row">${row === data.total ? t('matrix.total') : to ? html`<a href=${href('overview', to)}>${rowName(row)}</a>` : rowName(row)}</th>
    <td class="all">${shareCell(data, [passed, of, p0, of0, missing], null, 0)}</td>
    <td class="db">${scales.map((s) => distBar(s, row, one ? na : 0))}</td>
    ${scales.map((s) => s.levels.map((l, i) => {
    const n = row.levels?.[l.at] || 0;
    return html`<td class="${i === 0 ? 'sep' : ''} ${n ? (l.passes ? '' : 'badn') : 'z'}">${int(n)}</td>`;
  }))}<td class="sep ${na ? '' : 'z'}">${int(na)}</td><td class=${missing ? '' : 'z'}>${int(missing)}</td><td class=${left ? '' : 'z'}>${int(left)}</td>
    <td class="rep">${percent(of, of + missing)}</td></tr>`;
}

export function detail(data, index, view) {
  const scales = scalesOf(data);
  const many = scales.length > 1;
  return html`<div class="wrap mxw ${scales.length > 2 ? 'own' : ''}" role="region" aria-label=${t('detail.levels')} tabindex="0"><table class="mx dist"><caption class="sr">${t('detail.caption', { subject: subjectName(data.subjects[index]) })}</caption>
    <thead>${many ? html`<tr><td></td><td class="all"></td><td></td>${scales.map((s) => html`<th scope="colgroup" class="sep" colspan=${s.levels.length}>${
    loc(s.name)}</th>`)}<td class="sep" colspan="4"></td></tr>` : nothing}
    <tr><th scope="col" class="first">${t(`rows.${data.rows_kind}.one`)}</th><th scope="col" class="all">${t('detail.reach')}</th><th scope="col">${t('detail.levels')}</th>${
    scales.map((s) => s.levels.map((l, i) => html`<th scope="col" class=${i === 0 ? 'sep' : ''}>${l.code}</th>`))}<th scope="col" class="sep">${t('detail.na')}</th><th scope="col">${
    t('detail.missing')}</th><th scope="col">${t('detail.left')}</th><th scope="col">${t('matrix.rep')}</th></tr></thead>
    <tbody>${line(data, scales, data.total, index, view)}${data.rows.map((r) => line(data, scales, r, index, view))}</tbody></table></div>
    <div class="legend">${scales.map((s) => s.levels.map((l) => html`<span><i class="sw"><svg aria-hidden="true"><rect class=${fillOf(s, l)} width="100%" height="100%"></rect></svg></i>${
    l.code}${loc(l.name) === l.code ? nothing : html` ${loc(l.name)}`}</span>`))}<span><i class="sw"><svg aria-hidden="true"><rect class="l-na" width="100%" height="100%"></rect></svg></i>${t('detail.na')}</span></div>`;
}
