// The strip of key figures: each with its change and, in words, what it is a share of.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { int, dec, share1, points, signed, roundWeek, yearGroup } from '../format.js';
import { delta, ofText, reported, subjectName, lower, dots } from './basic.js';

function card({ label, value, unit, change, below }) {
  return html`<li class="card kpi"><p class="l">${label}</p><p class="v">${value}${unit ? html` <small>${unit}</small>` : nothing}</p>${change
    ? html`<p class="d">${change}</p>` : nothing}<p class="n">${below}</p></li>`;
}

// "▼ 3,0 sedan v. 13 · ▼ 1,8 på ett år"; a comparison that does not exist is left out.
function changes(data, sincePrevious, sinceYear, digits = 1) {
  const parts = [];
  if (sincePrevious !== null && data.previous) parts.push(delta(sincePrevious, digits, t('since.round', { round: roundWeek(data.previous) })));
  if (sinceYear !== null && data.year_ago) parts.push(delta(sinceYear, digits, t('since.year')));
  if (!parts.length) return html`<span>${t('since.none')}</span>`;
  return html`${parts[0]}${parts[1] ? html` · ${parts[1]}` : nothing}`;
}

const pair = (row, i) => (row?.m?.[i] ? row.m[i] : [0, 0]);

// Before merit values are counted, the mean number of subjects says what "all" is: schools read different numbers of them.
function subjectsEach(data, key) {
  const [sum, of] = pair(key.total, data.measure_names.indexOf('subjects'));
  const merit = pair(key.total, data.measure_names.indexOf('merit17'))[1];
  return of && !merit ? t('kpi.subjectsEach', { n: dec(sum / of) }) : null;
}

function shareCard(data, label, i, key) {
  const [n, of] = pair(key.total, i);
  if (!of) return null;
  return card({
    label, value: share1(n, of), unit: '%',
    change: changes(data, points(n, of, ...pair(key.previous, i)), points(n, of, ...pair(key.year_ago, i))),
    below: dots(t('kpi.complete', { text: ofText(n, of) }), i === 0 ? subjectsEach(data, key) : null),
  });
}

const mean = ([n, of]) => (of ? n / of / 10 : null);
const minus = (a, b) => (a === null || b === null ? null : a - b);

function meritCard(data, key, names) {
  const i17 = names.indexOf('merit17');
  const i16 = names.indexOf('merit16');
  const now = mean(pair(key.total, i17));
  if (now === null) return null;
  return card({
    label: t('kpi.merit', { year: yearGroup(key.year_group) }), value: dec(now),
    change: changes(data, minus(now, mean(pair(key.previous, i17))), minus(now, mean(pair(key.year_ago, i17)))),
    below: t('kpi.meritBelow', { n: int(pair(key.total, i17)[1]), m16: dec(mean(pair(key.total, i16)) ?? 0) }),
  });
}

function gapCard(data, key) {
  if (!key.female || !key.male) return null;
  const gap = points(...pair(key.female, 0), ...pair(key.male, 0));
  if (gap === null) return null;
  const before = points(...pair(key.previous_female, 0), ...pair(key.previous_male, 0));
  let change = html`<span>${t('since.none')}</span>`;
  if (before !== null && data.previous) {
    const grew = Math.round((Math.abs(gap) - Math.abs(before)) * 10);
    const word = t(grew > 0 ? 'kpi.gapGrows' : grew < 0 ? 'kpi.gapShrinks' : 'kpi.gapSame');
    const from = t('kpi.gapFrom', { was: signed(before, 1), round: roundWeek(data.previous) });
    change = html`<span class=${grew > 0 ? 'down' : grew < 0 ? 'up' : ''}>${word}</span> ${from}`;
  }
  return card({
    label: t('kpi.gap', { year: yearGroup(key.year_group) }), value: signed(gap, 1), unit: t('unit.pp'), change,
    below: t('kpi.gapBelow', { girls: int(pair(key.female, 0)[1]), boys: int(pair(key.male, 0)[1]) }),
  });
}

function riskCard(data) {
  const m = data.total.measures;
  if (!m) return null;
  return card({
    label: t('kpi.risk'), value: int(m.at_risk), unit: m.pupils ? t('unit.percentOf', { n: share1(m.at_risk, m.pupils) }) : null,
    change: html`<span>${t('kpi.riskNow')}</span>`, below: t('kpi.ofPupils', { n: int(m.pupils) }),
  });
}

function reportedCard(data) {
  const c = data.total.counts;
  return card({
    label: t('kpi.reported'), value: share1(reported(c), c[0]), unit: c[0] ? '%' : '',
    change: html`<span>${t('kpi.reportedOf', { text: ofText(reported(c), c[0]) })}</span>`,
    below: dots(t('kpi.missing', { n: int(c[3]) }), t('kpi.notAssessable', { n: int(c[2]) }), c[4] ? t('kpi.left', { n: int(c[4]) }) : null),
  });
}

function unitCards(data) {
  const names = data.measure_names;
  const { key } = data;
  const year = key?.year_group ? yearGroup(key.year_group) : '';
  const cards = [];
  if (key?.total) {
    cards.push(shareCard(data, t('kpi.all', { year }), 0, key), shareCard(data, t('kpi.vocational', { year }), names.indexOf('vocational'), key),
      meritCard(data, key, names), data.filters.gender ? null : gapCard(data, key));
  }
  cards.push(riskCard(data), reportedCard(data));
  const shown = cards.filter(Boolean);
  const m = data.total.measures?.m?.[0];
  if (shown.length < 5 && m?.[1]) {
    shown.splice(1, 0, card({ label: t('kpi.allWhole'), value: share1(m[0], m[1]), unit: '%',
      change: changes(data, points(m[0], m[1], m[2], m[3]), points(m[0], m[1], m[4], m[5])), below: t('kpi.complete', { text: ofText(m[0], m[1]) }) }));
  }
  return shown;
}

function subjectCards(data, index) {
  const cell = data.total.cells[index];
  if (!cell) return [reportedCard(data)];
  const [passed, of, missing, left, na, p0, of0, p1, of1] = cell;
  return [
    card({ label: t('kpi.subject', { subject: lower(subjectName(data.subjects[index])) }), value: share1(passed, of), unit: of ? '%' : '',
      change: changes(data, points(passed, of, p0, of0), points(passed, of, p1, of1)), below: t('kpi.assessed', { text: ofText(passed, of) }) }),
    card({ label: t('kpi.fail'), value: int(of - passed), change: html`<span>${t('kpi.failNow')}</span>`, below: t('kpi.ofPupils', { n: int(of) }) }),
    card({ label: t('kpi.na'), value: int(na), change: html`<span>${t('kpi.naNow')}</span>`, below: t('kpi.ofPupils', { n: int(of) }) }),
    card({ label: t('kpi.reported'), value: share1(of, of + missing), unit: of + missing ? '%' : '',
      change: html`<span>${t('kpi.reportedOf', { text: ofText(of, of + missing) })}</span>`,
      below: dots(t('kpi.missing', { n: int(missing) }), left ? t('kpi.left', { n: int(left) }) : null) }),
  ];
}

export function kpis(data, subjectIndex) {
  const cards = subjectIndex >= 0 ? subjectCards(data, subjectIndex) : unitCards(data);
  return html`<h2 class="sr">${t('kpi.title')}</h2><ul class="kpis ${cards.length <= 4 ? 'four' : ''}">${cards}</ul>`;
}
