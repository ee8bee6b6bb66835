// Rows of one measure beside each other: uncertainty, differences to earlier rounds, to the whole and between the genders,
// the distance to the milestone; and the gap between girls and boys in every subject.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { int, percent, roundWeek, roundName } from '../format.js';
import { box, ofText, rowName, subjectName } from './basic.js';
import { aim, change, difference, interval, isMean, value, valueOf } from './figures.js';

function was(measure, d) {
  return d ? html`${change(d.slice(2, 5), d[5])}<br><span class="fine">${isMean(measure) ? t('history.pupils', { n: int(d[1]) }) : ofText(d[0], d[1])}</span>` : '–';
}

function gap(g, measure) {
  if (!g || !g[1] || !g[3]) return '–';
  const of = isMean(measure) ? [int(g[1]), int(g[3])] : [ofText(g[0], g[1]), ofText(g[2], g[3])];
  return html`${difference(g.slice(4))}<br><span class="fine">${t('compare.girlsOf', { of: of[0] })}<br>${t('compare.boysOf', { of: of[1] })}</span>`;
}

function line(row, data, isTotal) {
  const m = data.measure;
  const s = row.share;
  const v = s && valueOf(m, s[0], s[1]);
  return html`<tr class=${isTotal ? 'total' : row.kind === 'area' ? 'area' : row.depth ? 'kid' : ''}><th scope="row">${isTotal ? t('compare.total') : rowName(row)}</th><td class="num">${s
    ? html`<b>${value(m, v)}</b><br><span class="fine">${isMean(m) ? t('history.pupils', { n: int(s[1]) }) : ofText(s[0], s[1])}</span>` : '–'}</td><td class="num">${s ? interval(s[2], s[3]) : '–'}</td>${
    data.previous ? html`<td class="num">${was(m, row.previous)}</td>` : nothing}${data.year_ago ? html`<td class="num">${was(m, row.year_ago)}</td>` : nothing}<td class="num">${
    difference(row.whole)}</td>${data.gaps.length ? html`<td class="num">${gap(row.gap, m)}</td>` : nothing}<td class="num">${s ? aim(m, v, row.milestone) : '–'}</td><td class="num">${
    percent(row.reported, row.expected)}</td></tr>`;
}

/** data: the answer of GET /api/compare; name: of what is compared. */
export function differences(data, name) {
  const th = (text) => html`<th scope="col" class="num">${text}</th>`;
  return html`<section><h2>${t('compare.title')}</h2><p class="sub">${t('compare.sub', { name, round: roundName(data.round) })}</p>${box(t('compare.region'), html`<table class="list tight course"><caption class="sr">${
    t('compare.caption', { name })}</caption><thead><tr><th scope="col">${t(`rows.${data.rows_kind}.one`)}</th>${th(t(isMean(data.measure) ? 'history.col.mean' : 'history.col.value'))}${
    th(t('history.col.interval'))}${data.previous ? th(t('compare.col.previous', { round: roundWeek(data.previous) })) : nothing}${data.year_ago ? th(t('compare.col.year')) : nothing}${
    th(t('compare.col.whole'))}${data.gaps.length ? th(t('compare.col.gap')) : nothing}${th(t('history.col.milestone'))}${th(t('history.col.reported'))}</tr></thead><tbody>${
    line(data.total, data, true)}${data.rows.map((r) => line(r, data, false))}</tbody></table>`)}<p class="legend">${t('history.sureLegend')} ${t('history.restsOn')}</p></section>`;
}

export function gaps(data) {
  const list = data.gaps.filter((g) => g.gap?.[1] || g.gap?.[3]);
  if (!list.length) return nothing;
  const share = (n, of) => (of ? html`${percent(n, of)}<br><span class="fine">${ofText(n, of)}</span>` : '–');
  return html`<section><h2>${t('gap.title')}</h2>${box(t('gap.title'), html`<table class="list tight course"><caption class="sr">${t('gap.caption')}</caption><thead><tr><th scope="col">${
    t('trend.subject')}</th><th scope="col" class="num">${t('gap.girls')}</th><th scope="col" class="num">${t('gap.boys')}</th><th scope="col" class="num">${t('history.col.difference')}</th></tr></thead><tbody>${
    list.map(({ subject, gap: g }) => html`<tr><th scope="row">${subjectName(subject)}</th><td class="num">${share(g[0], g[1])}</td><td class="num">${share(g[2], g[3])}</td><td class="num">${
      difference(g.slice(4))}</td></tr>`)}</tbody></table>`)}<p class="legend">${t('gap.unknown')} ${t('history.sureLegend')}</p></section>`;
}

const EXPLAINED = ['interval', 'diff', 'whole', 'cohort', 'milestone'];
export const explanations = () => html`<details class="card defs"><summary>${t('history.explain.title')}</summary><div class="prose"><dl>${EXPLAINED.map((k) => html`<dt>${
  t(`history.explain.${k}.term`)}</dt><dd>${t(`history.explain.${k}.text`)}</dd>`)}</dl></div></details>`;
