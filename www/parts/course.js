// One or two courses over the rounds: a chart with the uncertainty of each point, and the same numbers as a table.
import { html, svg, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { int, percent, signed, roundName, roundShort, yearGroup, day } from '../format.js';
import { box, ofText } from './basic.js';
import { path, strands } from './trend.js';
import { aim, change, difference, interval, isMean, value, valueOf } from './figures.js';

const W = 720;
const H = 260;
const EDGE = { left: 44, right: 18, top: 14, bottom: 28 };
const LABELS_MAX = 10;

// {name, points: [[n, of]|null], details, followed} of one side; measure says what it is.
const at = (side, measure, i) => (side.points[i]?.[1] ? valueOf(measure, side.points[i][0], side.points[i][1]) : null);

// What the axis spans: shares end at 100 %, means a little above the highest.
function span(sides, measure, n) {
  const all = [];
  for (const side of sides) {
    for (let i = 0; i < n; i++) {
      const v = at(side, measure, i);
      if (v !== null) all.push(v, side.details[i]?.[0] ?? v, side.details[i]?.[1] ?? v, side.details[i]?.[5] ?? v);
    }
  }
  const step = isMean(measure) ? 2000 : 1000;
  const low = Math.max(0, Math.floor((Math.min(...all) - step / 5) / step) * step);
  const high = isMean(measure) ? Math.ceil((Math.max(...all) + step / 5) / step) * step : 10000;
  return { low: Math.min(low, high - 2 * step), high, step };
}

function drawing(sides, measure, rounds) {
  const { low, high, step } = span(sides, measure, rounds.length);
  const x = (i, side = 0) => (rounds.length < 2 ? W / 2 : EDGE.left + 14 + (i * (W - EDGE.left - EDGE.right - 28)) / (rounds.length - 1)) + (sides.length > 1 ? side * 8 - 4 : 0);
  const y = (v) => EDGE.top + (1 - (v - low) / (high - low)) * (H - EDGE.top - EDGE.bottom);
  const ticks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  const every = Math.ceil(rounds.length / LABELS_MAX);
  const half = rounds.length < 2 ? 20 : Math.min(20, (W - EDGE.left - EDGE.right) / rounds.length / 2);
  const side = (s, k) => {
    const values = rounds.map((_, i) => at(s, measure, i));
    return svg`${strands(rounds).map((one) => svg`<path class="${k ? 'tp b' : 'tp'}${one.name}" d=${path(values, (i) => x(i, k), y, one.has)}></path>`)}${values.map((v, i) => (v === null ? nothing
      : svg`${s.details[i]?.[0] !== null && s.details[i]?.[0] !== undefined ? svg`<line class=${k ? 'ti b' : 'ti'} x1=${x(i, k)} x2=${x(i, k)} y1=${y(s.details[i][0])} y2=${y(s.details[i][1])}></line>` : nothing}${
        k ? svg`<rect class=${rounds[i].state === 'open' ? 'td b open' : 'td b'} x=${x(i, k) - 4} y=${y(v) - 4} width="8" height="8"></rect>`
          : svg`<circle class=${rounds[i].state === 'open' ? 'td open' : 'td'} cx=${x(i, k)} cy=${y(v)} r="4.5"></circle>`}`))}`;
  };
  const label = sides.map((s) => t('history.chartLabel', { name: s.name, points: rounds.map((r, i) => {
    const v = at(s, measure, i);
    return v === null ? null : t('history.point', { round: roundShort(r), value: value(measure, v) });
  }).filter(Boolean).join(', ') })).join('. ');
  return svg`<svg viewBox="0 0 ${W} ${H}" role="img" aria-label=${label}>
    ${ticks.map((v) => svg`<line class=${v === 10000 && !isMean(measure) ? 'tl goal' : 'tl'} x1=${EDGE.left} x2=${W} y1=${y(v)} y2=${y(v)}></line><text class="tt" x="0" y=${y(v) + 4}>${
    isMean(measure) ? int(v / 100) : t('unit.percent', { n: int(v / 100) })}</text>`)}
    ${rounds.map((r, i) => svg`${i % every === 0 ? svg`<text class="tt" text-anchor="middle" x=${x(i, 0.5)} y=${H - 6}>${roundShort(r)}</text>` : nothing}${sides[0].details[i]?.[5]
    ? svg`<line class="tm" x1=${x(i, 0.5) - half} x2=${x(i, 0.5) + half} y1=${y(sides[0].details[i][5])} y2=${y(sides[0].details[i][5])}></line>` : nothing}`)}
    ${sides.map(side)}</svg>`;
}

const key = (cls, text, mark) => html`<span><svg class="key" viewBox="0 0 28 12" aria-hidden="true"><line class=${cls} x1="1" x2="27" y1="6" y2="6"></line>${mark || nothing}</svg>${text}</span>`;

function legend(sides, measure, rounds) {
  const some = (i) => sides.some((s) => s.details.some((d) => d?.[i] !== null && d?.[i] !== undefined));
  return html`<div class="legend">${key('tp', sides[0].name, svg`<circle class="td" cx="14" cy="6" r="4"></circle>`)}${sides[1]
    ? key('tp b', sides[1].name, svg`<rect class="td b" x="10" y="2" width="8" height="8"></rect>`) : nothing}${some(0)
    ? html`<span><svg class="key" viewBox="0 0 28 12" aria-hidden="true"><line class="ti" x1="14" x2="14" y1="0" y2="12"></line></svg>${t('history.interval')}</span>` : nothing}${some(5)
    ? key('tm', t('history.milestone')) : nothing}${isMean(measure) ? nothing : html`<span>${t('history.goal')}</span>`}${rounds.some((r) => r.state === 'open')
    ? html`<span>${t('history.openPoint')}</span>` : nothing}${strands(rounds).length > 1 ? html`<span>${t('trend.grades')}</span>` : nothing}</div>`;
}

function whose(followed) {
  if (!followed) return t('history.gone');
  const what = followed.class?.name ?? (followed.year_group ? yearGroup(followed.year_group) : t('history.all'));
  return html`${what}<br><span class="fine">${t('history.pupils', { n: int(followed.pupils) })}</span>`;
}

// How much of this figure is reported: of a subject its own, of what concerns whole pupils all their subjects.
function reportedShare(side, i) {
  const p = side.points[i];
  if (p?.length === 3) return percent(p[1], p[1] + p[2]);
  return side.followed[i] ? percent(side.followed[i].reported, side.followed[i].expected) : '–';
}

// When the figure stood: a closed round's when it closed, an open one's is that of the answer.
const age = (round, now) => (round.state === 'closed' ? t('history.closed', { day: day(round.closed_at < round.closes ? round.closed_at : round.closes) }) : now);

function count(measure, p) {
  return isMean(measure) ? t('history.pupils', { n: int(p[1]) }) : ofText(p[0], p[1]);
}

function row(side, other, measure, rounds, i, now) {
  const v = at(side, measure, i);
  const d = side.details[i] || [];
  const b = other && at(other, measure, i);
  const cells = v === null ? html`<td class="num">–</td><td class="num"></td><td class="num"></td><td class="num"></td>${isMean(measure) ? nothing : html`<td class="num"></td>`}`
    : html`<td class="num"><b>${value(measure, v)}</b><br><span class="fine">${count(measure, side.points[i])}</span></td><td class="num">${interval(d[0], d[1])}</td><td class="num">${
      change(d.slice(2, 5), d[6])}</td><td class="num">${aim(measure, v, d[5])}</td>${isMean(measure) ? nothing : html`<td class="num">${signed(v / 100 - 100, 1)}</td>`}`;
  return html`<tr><th scope="row"><abbr aria-label=${roundName(rounds[i])}>${roundShort(rounds[i])}</abbr></th><td>${whose(side.followed[i])}</td>${cells}${other
    ? html`<td class="num">${b === null ? '–' : html`<b>${value(measure, b)}</b><br><span class="fine">${count(measure, other.points[i])}</span>`}</td><td class="num">${
      difference(side.differences?.[i] || [])}</td>` : nothing}<td class="num">${reportedShare(side, i)}</td><td>${age(rounds[i], now)}</td></tr>`;
}

function table(side, other, measure, rounds, now) {
  const head = (k, name, cls = 'num') => html`<th scope="col" class=${cls}>${name ?? t(`history.col.${k}`)}</th>`;
  return box(t('history.caption', { name: side.what }), html`<table class="list tight course"><caption class="sr">${t('history.caption', { name: side.what })}</caption><thead><tr>${head('round', null, '')}${
    head('who', null, '')}${head(isMean(measure) ? 'mean' : 'value', other ? side.name : null)}${head('interval')}${head('change')}${head('milestone')}${isMean(measure) ? nothing : head('goal')}${other ? html`${head('value', other.name)}${head('difference')}`
    : nothing}${head('reported')}${head('age', null, '')}</tr></thead><tbody>${rounds.map((_, i) => row(side, other, measure, rounds, i, now)).reverse()}</tbody></table>`);
}

// sides: one, or two of which the first has differences.
export function course({ sides, measure, rounds, now }) {
  const [side, other] = sides;
  if (!sides.some((s) => s.points.some((p) => p?.[1]))) return html`<section class="card"><h2>${t('history.chart', { name: side.what })}</h2><p class="muted">${t('history.none')}</p></section>`;
  return html`<section class="card"><h2>${t('history.chart', { name: side.what })}</h2><div class="trend big chart" role="region" tabindex="0" aria-label=${t('history.chart', { name: side.what })}>${drawing(sides, measure, rounds)}</div>${legend(sides, measure, rounds)}</section>
    ${table(side, other, measure, rounds, now)}<p class="legend">${t('history.sureLegend')} ${t('history.restsOn')}${strands(rounds).length > 1 ? ` ${t('history.sinceLegend')}` : nothing}</p>`;
}

