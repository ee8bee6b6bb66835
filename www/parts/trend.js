// Shares over the rounds: small charts of one common scale, and the same numbers as a table.
import { html, svg, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { int, percent, roundName, roundShort } from '../format.js';
import { href } from '../router.js';
import { subjectName, box } from './basic.js';

// [{name, to, points: [[n, of]|null per round]}]
export function series(history, link) {
  const all = history.measures?.all_subjects;
  const list = history.subjects.map((s) => ({ name: subjectName(s.subject), to: link(s.subject.code), points: s.points.map((p) => (p?.[1] ? p : null)) }));
  const single = history.subjects.length === 1;
  if (!single && all?.some((p) => p?.[1])) list.unshift({ name: t('matrix.all'), to: null, points: all.map((p) => (p?.[1] ? p : null)) });
  return list.filter((s) => s.points.some(Boolean));
}

// The lowest ten that still holds every point; every chart of the page shares it.
export function floorOf(list) {
  let low = 100;
  for (const s of list) for (const p of s.points) if (p) low = Math.min(low, (100 * p[0]) / p[1]);
  return Math.min(80, Math.max(0, Math.floor((low - 3) / 10) * 10));
}

// Forecasts and grades are a line each: they are of other pupils, and of another time of the year. [{name: of its class, has(i)}]
export function strands(rounds) {
  const kinds = [...new Set(rounds.map((r) => r.kind))];
  return kinds.map((kind) => ({ name: kinds.length > 1 && kind === 'grade' ? ' grade' : '', has: (i) => rounds[i].kind === kind }));
}

// A line through the points for which has(i); where one of them is missing it is broken.
export function path(points, x, y, has = () => true) {
  let d = '';
  let pen = false;
  points.forEach((p, i) => {
    if (!has(i)) return;
    if (p !== null) d += `${pen ? 'L' : 'M'}${x(i).toFixed(1)} ${y(p).toFixed(1)}`;
    pen = p !== null;
  });
  return d;
}

function spoken(s, rounds) {
  return s.points.map((p, i) => (p ? `${roundShort(rounds[i])} ${percent(p[0], p[1])}` : null)).filter(Boolean).join(', ');
}

function chart(s, rounds, floor, big) {
  const [w, h] = big ? [640, 200] : [200, 64];
  const [left, right, top, bottom] = big ? [34, 20, 12, 24] : [6, 8, 6, 8];
  const x = (i) => (rounds.length < 2 ? w / 2 : left + (i * (w - left - right)) / (rounds.length - 1));
  const y = (p) => top + (1 - ((100 * p[0]) / p[1] - floor) / (100 - floor)) * (h - top - bottom);
  const line = (v) => top + (1 - (v - floor) / (100 - floor)) * (h - top - bottom);
  const last = s.points.findLastIndex(Boolean);
  const ticks = big ? Array.from({ length: (100 - floor) / 10 + 1 }, (_, i) => floor + i * 10) : [100];
  return svg`<svg viewBox="0 0 ${w} ${h}" role="img" aria-label=${t('trend.label', { name: s.name, points: spoken(s, rounds) })}>
    ${ticks.map((v) => svg`<line class="tl" x1=${big ? left : 0} x2=${w} y1=${line(v)} y2=${line(v)}></line>${big
    ? svg`<text class="tt" x="0" y=${line(v) + 4}>${v} %</text>` : nothing}`)}
    ${strands(rounds).map((one) => svg`<path class="tp${one.name}" d=${path(s.points, x, y, one.has)}></path>`)}
    ${s.points.map((p, i) => (p ? svg`<circle class=${rounds[i].state === 'open' ? 'td open' : 'td'} cx=${x(i)} cy=${y(p)} r=${i === last ? 4 : 2}></circle>${big
    ? svg`<text class="tt" text-anchor="middle" x=${x(i)} y=${h - 6}>${roundShort(rounds[i])}</text>` : nothing}` : nothing))}</svg>`;
}

function twin(list, rounds) {
  return box(t('trend.caption'), html`<table class="list tight"><caption class="sr">${t('trend.caption')}</caption><thead><tr><th scope="col">${t('trend.subject')}</th>${
    rounds.map((r) => html`<th scope="col" class="num"><abbr aria-label=${roundName(r)}>${roundShort(r)}</abbr></th>`)}</tr></thead><tbody>${list.map((s) => html`<tr><th scope="row">${
    s.name}</th>${s.points.map((p) => html`<td class="num">${p ? html`${percent(p[0], p[1])}<br><span class="fine">${int(p[0])}/${int(p[1])}</span>` : '–'}</td>`)}</tr>`)}</tbody></table>`);
}

export function trend({ history, link, page = 'overview', asTable, toggle, title }) {
  const list = series(history, link);
  const { rounds } = history;
  if (!list.length) return nothing;
  if (list.every((s) => s.points.filter(Boolean).length < 2)) return html`<section class="card"><h2>${title}</h2><p class="muted">${t('trend.tooFew')}</p></section>`;
  const floor = floorOf(list);
  const big = list.length === 1;
  const open = rounds.some((r) => r.state === 'open');
  return html`<section class="card"><div class="between"><h2>${title}</h2><button class="linkbtn noprint" aria-pressed=${String(asTable)} @click=${toggle}>${t(asTable
    ? 'trend.asChart' : 'trend.asTable')}</button></div>${asTable ? twin(list, rounds) : html`<div class="trend ${big ? 'big' : ''}">${list.map((s) => {
    const at = s.points.findLastIndex(Boolean);
    const last = s.points[at];
    return html`<figure><figcaption>${s.to ? html`<a href=${href(page, s.to)}>${s.name}</a>` : html`<span>${s.name}</span>`}<b>${
      percent(last[0], last[1])}${at < rounds.length - 1 ? html` <span class="fine">${roundShort(rounds[at])}</span>` : nothing}</b></figcaption>${chart(s, rounds, floor, big)}</figure>`;
  })}</div><div class="legend"><span>${roundShort(rounds[0])} – ${roundShort(rounds.at(-1))}</span><span>${t('trend.scale', { floor })}</span>${open
    ? html`<span>${t('trend.open')}</span>` : nothing}${strands(rounds).length > 1 ? html`<span>${t('trend.grades')}</span>` : nothing}</div>`}</section>`;
}
