// Dippar och lyft: what has fallen or risen more than chance would, in plain sentences, with what each rests on.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, has } from '../i18n.js';
import { address, get } from '../api.js';
import { go, href } from '../router.js';
import { dec, int, percent, roundName, closing, when, yearGroup } from '../format.js';
import { head, unitTrail, state, dots, subjectName, failed, skeleton, protectedTag, problemText } from '../parts/basic.js';
import { trend } from '../parts/trend.js';
import { Part, choice, roundChoice, handOn } from './part.js';
import { fileButton } from '../parts/handout.js';
import { noteSeen } from './seen.js';
import { flagName, sentence, comparisonOf, interval, restsOn, difference } from './sentence.js';

const ASKED = ['unit', 'round', 'class'];
const CHOSEN = { direction: (f) => f.direction, year_group: (f) => String(f.year_group), subject: (f) => f.subject?.code || 'all', grain: (f) => f.grain };
const pick = (from, keys) => Object.fromEntries(keys.filter((k) => from[k]).map((k) => [k, from[k]]));
const change = (params) => (patch, options) => go('signals', { ...params, ...patch }, options);

const passes = (f, params) => Object.entries(CHOSEN).every(([key, of]) => !params[key] || of(f) === params[key]);

// One flag opened: its pupils for those who may see them, and the curve. Read when it is opened, since looking at pupils is logged.
class Behind {
  constructor(part) {
    Object.assign(this, { part, key: '', flag: null, history: null, error: null });
  }

  want(d, params) {
    const f = d.flags.find((x) => x.id === params.flag);
    const key = f ? [params.flag, d.round.id, d.unit.id].join() : '';
    if (key === this.key) return;
    Object.assign(this, { key, flag: null, history: null, error: null });
    if (f) this.load(d, f, params, key);
  }

  async load(d, f, params, key) {
    const place = { unit: f.unit.id, year_group: f.class ? null : f.year_group, class: f.class?.id, subject: f.subject?.code };
    const [flag, history] = await Promise.allSettled([get(address('dips', { ...pick(params, ASKED), flag: f.id })), get(address('history', place))]);
    if (key !== this.key) return;
    if (flag.status === 'fulfilled') [this.flag] = flag.value.data.flags;
    else this.error = flag.reason;
    if (history.status === 'fulfilled') this.history = history.value.data;
    this.part.draw();
  }
}

// In which classes they are, most first: where to begin.
function classes(list) {
  const n = new Map();
  for (const p of list) if (p.class) n.set(p.class.name, (n.get(p.class.name) || 0) + 1);
  return n.size < 2 ? nothing : html`<p class="fine">${t('signals.dips.classes', { list: [...n].sort((a, b) => b[1] - a[1]).map(([name, k]) => t('signals.dips.inClass', { name, n: int(k) })).join(', ') })}</p>`;
}

const fromTo = (p) => (p.before || p.now ? t('signals.dips.fromTo', { before: level(p.before), now: level(p.now) }) : null);

function people(f, title, list) {
  return html`<div><h4>${title} <span class="fine">${tn('count.pupils', list.length)}</span></h4>${list.length ? html`${classes(list)}<ul>${list.map((p) => html`<li class=${p.protected ? 'noprint' : nothing}><a href=${
    href('pupil', { id: p.id })}>${p.name}</a>${protectedTag(p)} <span class="fine">${dots(f.class ? null : p.class?.name, fromTo(p))}</span></li>`)}</ul>`
    : html`<p class="muted">${t('signals.dips.nobody')}</p>`}</div>`;
}

const level = (code) => (code === null ? t('level.missing') : code === '-' ? t('level.na') : code);

// How the rest of the municipality's same pupils have fared: a change that all share is not the group's own.
function elsewhere(f, all) {
  if (!f.elsewhere) return nothing;
  const key = all ? '.all' : '';
  return html`${t(`signals.dips.elsewhere${key}`, { of: int(f.elsewhere.of), fell: int(f.elsewhere.fell), rose: int(f.elsewhere.rose) })}<br>`;
}

function behind(f, d, params, state_) {
  if (state_.error) {
    return state_.error.kind === 'problem' ? html`<p class="muted">${problemText(state_.error.slug, state_.error.problem?.detail)}</p>`
      : failed(state_.error, () => { state_.key = ''; state_.part.draw(); }, { inside: true });
  }
  if (!state_.flag && !state_.history) return skeleton();
  const who = state_.flag?.pupils;
  const all = !f.subject;
  const history = state_.history && { ...state_.history, subjects: all ? [] : state_.history.subjects };
  const table = params.trend === 'table';
  return html`<div class="more"><p class="word">${elsewhere(f, all)}${f.comparisons.filter((c) => c.kind !== f.tested_on).map((c) => html`${sentence(f, d, c.kind)} ${c.agrees ? nothing : t('signals.dips.notAgree')}<br>`)}<span class="fine">${
    t('signals.dips.uncertain', { interval: interval(comparisonOf(f)) })}</span></p>${who ? html`<div class="behind">${people(f, t(all ? 'signals.dips.whoFell.all' : 'signals.dips.whoFell'), who.fell)}${
    people(f, t(all ? 'signals.dips.whoRose.all' : 'signals.dips.whoRose'), who.rose)}</div>${who.hidden ? html`<p class="fine">${tn('signals.dips.hidden', who.hidden)}</p>` : nothing}` : html`<p class="muted noprint">${
    t('signals.dips.noPupils')}</p>`}${history ? trend({ history, link: () => null, asTable: table, toggle: () => change(params)({ trend: table ? null : 'table' }, { replace: true }),
    title: t('signals.dips.curve') }) : nothing}${who ? html`<p class="noprint">${fileButton([{ what: 'dips', at: address('dips', { ...pick(params, ASKED), flag: f.id }),
    tables: ['dips', 'comparisons', 'flagged'] }])}</p>` : nothing}</div>`;
}

function card(f, d, params, state_) {
  const open = params.flag === f.id;
  const c = comparisonOf(f);
  const toggle = () => change(params)({ flag: open ? null : f.id }, { replace: true });
  return html`<li class="card flag ${f.direction}"><h3>${flagName(f)}</h3><p class="word"><span class="kind ${f.direction}"><span aria-hidden="true">${f.direction === 'dip' ? '▼' : '▲'} </span>${
    t(`signals.dips.kind.${f.direction}`)} ${difference(c)}.</span> ${sentence(f, d)}</p><p class="evid"><span><b>${t(`signals.dips.strength.${f.strength}`)}</b></span><span>${
    t('signals.dips.rests', { list: restsOn(f, d) })}</span>${f.missing ? html`<span>${t(f.subject ? 'signals.dips.missing' : 'signals.dips.missing.all', { n: int(f.missing) })}</span>` : nothing}</p>
    <div class="acts"><button class="btn small" aria-expanded=${String(open)} @click=${toggle}>${t(open ? 'signals.dips.close' : 'signals.dips.open')}</button><a class="btn small" href=${
    href('overview', { unit: f.unit.id, round: params.round, class: f.class?.id, year_group: f.class ? null : f.year_group, subject: f.subject?.code })}>${t('signals.dips.figures')}</a></div>${open
    ? behind(f, d, params, state_) : nothing}</li>`;
}

// What the list is: live or fixed, how much is reported, and how many of its signals may be false alarms.
function trust(d, n) {
  const fixed = d.state === 'fixed' && d.fixed_at;
  return html`<section class="card word block"><h2>${t('signals.dips.trust')}</h2><p>${fixed ? t('signals.dips.fixed', { when: when(d.fixed_at) }) : t(`signals.dips.state.${d.state}`)} ${d.expected
    ? t('signals.dips.reported', { share: percent(d.reported, d.expected), n: int(d.reported), of: int(d.expected) }) : nothing}</p><p>${d.found ? tn('signals.dips.false', d.found, {
    alarms: dec(d.expected_false), rate: int(d.settings.rate) }) : t('signals.dips.falseNone')} ${d.found && n && n < d.found ? tn('signals.dips.falseHere', n, { alarms: dec((n * d.settings.rate) / 100) }) : nothing}</p><p>${
    t('signals.dips.how', { groups: int(d.groups), tests: int(d.tests), size: int(d.settings.min_size), points: int(d.settings.min_points) })}</p></section>`;
}

function filters(d, rounds, params) {
  const set = change(params);
  const values = (of) => [...new Set(d.flags.map(of))];
  const all = ['', t('filter.all')];
  const subjects = values(CHOSEN.subject).map((code) => [code, code === 'all' ? t('signals.dips.allSubjects') : subjectName(d.flags.find((f) => f.subject?.code === code).subject)]);
  const years = values((f) => f.year_group).sort((a, b) => a - b).map((y) => [String(y), yearGroup(y)]);
  return html`<div class="filters" role="group" aria-label=${t('filter.label')}>${roundChoice(rounds, d.round, set)}${choice('direction', t('signals.dips.direction'), [all, ['dip', t('signals.dips.kinds.dip')],
    ['rise', t('signals.dips.kinds.rise')]], params.direction, set)}${years.length ? choice('year_group', t('filter.year'), [all, ...years], params.year_group, set) : nothing}${subjects.length
    ? choice('subject', t('trend.subject'), [all, ...subjects], params.subject, set) : nothing}${choice('grain', t('signals.dips.grain'), [all, ...values(CHOSEN.grain).map((g) => [g, t(`signals.dips.grain.${g}`)])],
    params.grain, set)}${handOn('dips', address('dips', { ...pick(params, [...ASKED, 'direction', 'year_group', 'grain']),
    subject: params.subject === 'all' ? null : params.subject }), ['dips', 'comparisons'])}</div>`;
}

const where = (d) => (d.class ? t('overview.class', { class: d.class.name, unit: d.unit.name }) : d.unit.name);

function list(d, kind, flags, params, state_, alone) {
  if (!flags.length) return nothing;
  const cards = html`<ul class="flags">${flags.map((f) => card(f, d, params, state_))}</ul>`;
  const count = tn(`signals.dips.count.${kind}`, flags.length);
  if (kind !== 'common') return html`<section class="block"><h2>${count}</h2>${cards}</section>`;
  // What is hardly the groups' own doing is folded away, unless it is all there is or what is looked at.
  return html`<details class="card defs block" ?open=${alone || flags.some((f) => f.id === params.flag)}><summary>${count}</summary><p class="muted word">${t('signals.dips.commonText')}</p>${cards}</details>`;
}

const none = (d) => (!d.tests ? t('start.dips.untested') : has(`signals.dips.none.${d.state}`) ? t(`signals.dips.none.${d.state}`) : t('signals.dips.none.fixed'));

export function create(ctx) {
  let opened = null;
  const part = new Part(ctx, {
    needs: (params) => ({ dips: address('dips', pick(params, ASKED)), rounds: 'rounds' }),
    heading: ({ dips: d }) => t('signals.dips.title', { where: where(d) }),
    page({ dips: d, rounds }, at, params) {
      const title = t('signals.dips.title', { where: where(d) });
      if (!d.round) return html`${head({ title })}${state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true })}`;
      opened.want(d, params);
      noteSeen(d);
      const shown = d.flags.filter((f) => passes(f, params));
      const keep = pick(params, ['round', 'direction', 'year_group', 'subject', 'grain']);
      return html`${head({
        trail: unitTrail(d.unit, 'signals', keep, d.class ? [{ name: d.class.name, current: true }] : null), title,
        sub: dots(roundName(d.round), t(`round.state.${d.round.state}`), d.expected ? t('round.reported', { share: percent(d.reported, d.expected) }) : null, closing(d.round)), side: filters(d, rounds?.rounds, params),
      })}${shown.length ? html`${['dip', 'rise', 'common'].map((kind) => list(d, kind, shown.filter((f) => (f.common ? 'common' : f.direction) === kind), params, opened,
        shown.every((f) => f.common)))}`
        : state(t(d.flags.length ? 'signals.dips.filtered' : 'signals.dips.none'), d.flags.length ? t('signals.dips.filteredText') : none(d), null, { inside: true })}${trust(d, shown.length)}
        <p class="fine asof">${t('asof', { when: when(at) })} ${t('signals.dips.noRanking')}</p>`;
    },
  });
  opened = new Behind(part);
  return part;
}
