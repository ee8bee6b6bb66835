// Klassen: which pupils need support in which subjects. Level now, change since the round before, trend and marks.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc } from '../i18n.js';
import { address } from '../api.js';
import { go, href } from '../router.js';
import { ownClasses } from '../session.js';
import { autumnOf, int, roundName, roundShort, closing, when, yearGroup } from '../format.js';
import { head, unitTrail, state, dots, hiddenNote, paperNote, protectedTag, lower } from '../parts/basic.js';
import { codes } from '../parts/matrix.js';
import { Part, choice, roundChoice, handOn } from './part.js';
import { levelMark, markLegend, needsSupport } from './level.js';

const change = (params) => (patch) => go('signals', { ...params, ...patch });
const cellsOf = (p) => p.cells.flat();
const count = (list, test) => list.reduce((n, c) => n + (test(c) ? 1 : 0), 0);
const support = (c) => needsSupport(c.risk);
const watched = (c) => c.risk === 'watch' || c.risk === 'not_passed_before';
const fell = (c) => c.change < 0;
const rose = (c) => c.change > 0;

const ORDER = {
  support: (p) => -(100 * count(cellsOf(p), support) + count(cellsOf(p), watched)),
  fell: (p) => count(cellsOf(p), rose) - count(cellsOf(p), fell),
};

function kpis(d) {
  const all = d.pupils.map(cellsOf);
  const number = (test) => all.filter((list) => list.some(test)).length;
  const card = (key, test) => html`<li class="card kpi"><p class="l">${t(`signals.klass.${key}`)}</p><p class="v">${int(number(test))}</p><p class="d">${
    tn('signals.klass.inSubjects', all.reduce((n, list) => n + count(list, test), 0))}</p><p class="n">${t('kpi.ofPupils', { n: int(d.pupils.length) })}</p></li>`;
  return html`<h2 class="sr">${t('signals.klass.sum')}</h2><ul class="kpis four">${card('support', support)}${card('watch', watched)}${card('fell', fell)}${card('rose', rose)}</ul>`;
}

function sortHead(key, label, full, column, params) {
  const on = params.sort === key;
  return html`<th scope="col" class=${key === 'fell' ? 'sum opt' : 'sum'} aria-sort=${on ? 'ascending' : nothing}><button type="button" tabindex="-1" data-c=${column}
    aria-label=${t(on ? 'signals.klass.unsort' : 'signals.klass.sort', { label, name: full })} @click=${() => go('signals', { ...params, sort: on ? null : key }, { replace: true })}>${label}</button></th>`;
}

function changes(cells) {
  const [up, down] = [count(cells, rose), count(cells, fell)];
  if (!up && !down) return html`<span aria-hidden="true">±0</span><span class="sr">${t('signals.klass.noChange')}</span>`;
  return html`${down ? html`<span class="fell"><span aria-hidden="true">▼${int(down)}</span><span class="sr">${tn('signals.klass.fellIn', down)}</span></span>` : nothing} ${up
    ? html`<span class="rose"><span aria-hidden="true">▲${int(up)}</span><span class="sr">${tn('signals.klass.roseIn', up)}</span></span>` : nothing}`;
}

function line(p, d) {
  const cells = cellsOf(p);
  const [bad, look] = [count(cells, support), count(cells, watched)];
  return html`<tr class=${p.protected ? 'noprint' : nothing}><th scope="row"><span class="rn"><a href=${href('pupil', { id: p.id })} tabindex="-1" data-c="0">${p.name}</a>${
    protectedTag(p)}</span></th><td class="sum ${bad ? 'badn' : 'z'}">${int(bad)}</td><td class="sum opt ${look ? '' : 'z'}">${int(look)}</td><td class="sum all opt">${changes(cells)}</td>${
    p.cells.map((list) => html`<td>${list.length ? list.map((c) => levelMark(c, d.rounds)) : html`<span class="lm"><span class="sr">${t('cell.unread')}</span></span>`}</td>`)}</tr>`;
}

function foot(d, test, name) {
  return html`<tr class="foot"><th scope="row">${name}</th><td class="sum"></td><td class="sum opt"></td><td class="sum all opt"></td>${d.subjects.map((s, i) => {
    const n = d.pupils.reduce((sum, p) => sum + count(p.cells[i], test), 0);
    return html`<td class=${n ? '' : 'z'}>${int(n)}</td>`;
  })}</tr>`;
}

function table(d, params) {
  const marked = (p) => cellsOf(p).some((c) => c.risk);
  const rows = params.show === 'risk' ? d.pupils.filter(marked) : [...d.pupils];
  const rank = ORDER[params.sort];
  if (rank) rows.sort((a, b) => rank(a) - rank(b));
  return html`<div class="wrap mxw" role="region" aria-label=${t('signals.klass.region')}><table class="mx pupils klass" role="grid"><caption class="sr">${t('signals.klass.caption')}</caption><thead><tr><th
    scope="col" class="first">${t('rows.pupil.one')}</th>${sortHead('support', t('signals.klass.supportShort'), t('signals.klass.supportFull'), 1, params)}<th scope="col" class="sum opt"><abbr
    aria-label=${t('signals.klass.watchFull')}>${t('signals.klass.watchShort')}</abbr></th>${sortHead('fell', t('signals.klass.changeShort'), t('signals.klass.changeFull'), 3, params)}${
    d.subjects.map((s) => html`<th scope="col"><abbr aria-label=${loc(s.name)}>${s.code}</abbr></th>`)}</tr></thead><tbody>${rows.map((p) => line(p, d))}${foot(d, support,
    t('signals.klass.footSupport'))}${foot(d, watched, t('signals.klass.footWatch'))}</tbody></table></div>${rows.length ? nothing : html`<p class="muted">${t('signals.klass.noRisk')}</p>`}
    ${hiddenNote(d.hidden, d.unit)}${paperNote(rows)}${markLegend()}${codes(d)}`;
}

// The same the other way round, to plan from: subject by subject who needs support, in words.
function bySubject(d) {
  const list = d.subjects.map((s, i) => ({ s, who: d.pupils.flatMap((p) => p.cells[i].filter((c) => support(c)).map((c) => ({ p, c }))) })).filter((x) => x.who.length)
    .sort((a, b) => b.who.length - a.who.length);
  if (!list.length) return html`<section class="card"><h2>${t('signals.klass.bySubject')}</h2><p class="muted">${t('signals.klass.noSupport')}</p></section>`;
  return html`<section class="card"><h2>${t('signals.klass.bySubject')}</h2><dl class="needs">${list.map(({ s, who }) => html`<dt>${loc(s.name)} <span class="fine">${tn('count.pupils', who.length)}</span></dt><dd>${
    who.map(({ p, c }, i) => html`<span class=${p.protected ? 'noprint' : nothing}>${i ? ' · ' : ''}<a href=${href('pupil', { id: p.id })}>${p.name}</a> <span class="fine">${
      c.levels[0] === '-' ? t('level.na') : c.levels[0]}${c.levels[1] ? html`, ${t('signals.klass.was', { level: c.levels[1] === '-' ? t('level.na') : c.levels[1] })}` : nothing}</span></span>`)}</dd>`)}</dl></section>`;
}

// A class is one of its school year: in the rounds of another there is none of that name to choose.
function filters(d, got, params) {
  const set = change(params);
  const rounds = got.rounds?.rounds.filter((r) => autumnOf(r) === autumnOf(d.rounds[0]));
  const list = ownClasses(d.unit.id) || got.unit?.classes || [d.class];
  return html`<div class="filters" role="group" aria-label=${t('filter.label')}>${roundChoice(rounds, d.rounds[0], set)}${choice('class', t('filter.class'),
    list.map((c) => [c.id, c.name]), d.class.id, set)}${choice('show', t('signals.klass.show'), [['', t('signals.klass.showAll')], ['risk', t('signals.klass.showRisk')]], params.show, set)}${handOn('klass', address('class-view', { unit: params.unit, class: params.class, round: params.round }), ['klass', 'signals'])}</div>`;
}

const title = (d) => t('signals.klass.title', { class: d.class.name, unit: d.unit.name });

/** Which class, for those who have not chosen one. */
function choose({ unit, children, classes }, params) {
  const keep = { del: 'klass', round: params.round };
  const top = head({ trail: unitTrail(unit, 'signals', keep, null), title: t('signals.part.klass'), sub: unit.name });
  if (unit.kind !== 'school' && unit.kind !== 'preschool') {
    return html`${top}<section class="card"><h2>${t('signals.klass.chooseSchool')}</h2><ul class="plain">${children.map((u) => html`<li><a href=${
      href('signals', { ...keep, unit: u.id })}>${u.name}</a></li>`)}</ul></section>`;
  }
  if (!classes.length) return html`${top}${state(t('signals.klass.none'), t('signals.klass.noneText'), null, { inside: true })}`;
  return html`${top}<section class="card"><h2>${t('signals.klass.choose')}</h2><ul class="cards">${classes.map((c) => html`<li><a class="card" href=${
    href('signals', { ...keep, unit: unit.id, class: c.id })}><b>${c.name}</b><span class="fine">${dots(...(c.year_groups || []).map(yearGroup))}</span></a></li>`)}</ul></section>`;
}

export const create = (ctx) => new Part(ctx, {
  needs: (params) => (params.class ? { klass: address('class-view', { unit: params.unit, class: params.class, round: params.round }), rounds: 'rounds',
    ...(ownClasses(params.unit) ? {} : { unit: `units/${encodeURIComponent(params.unit)}` }) } : { unit: `units/${encodeURIComponent(params.unit)}` }),
  heading: (got) => (got.klass ? title(got.klass) : t('signals.part.klass')),
  page(got, at, params) {
    const d = got.klass;
    if (!d) return choose(got.unit, params);
    const [round, before] = d.rounds;
    const keep = { round: params.round, del: 'klass' };
    return html`${head({
      trail: unitTrail(d.unit, 'signals', keep, [{ name: d.class.name, current: true }]), title: title(d),
      sub: dots(roundName(round), t(`round.state.${round.state}`), closing(round)), side: filters(d, got, params),
    })}${d.pupils.length ? html`${kpis(d)}${table(d, params)}<div class="stack block">${bySubject(d)}</div>` : state(t('overview.empty.title'), t('overview.empty.text'), null, { inside: true })}
      <p class="fine asof">${t('asof', { when: when(at) })} ${before ? t('overview.compared', { round: lower(roundName(before)) }) : t('signals.klass.firstRound')} ${
      d.rounds[2] ? t('signals.klass.trendOver', { from: roundShort(d.rounds.filter(Boolean).at(-1)) }) : nothing} ${t('signals.klass.how')}</p>`;
  },
});
