// Närmast målet: how many are one or two subjects from each goal, and who they are.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc, lang } from '../i18n.js';
import { address } from '../api.js';
import { go, href } from '../router.js';
import { can } from '../session.js';
import { int, percent, roundName, closing, when, yearGroup } from '../format.js';
import { head, unitTrail, state, dots, box, rowName, hiddenNote, paperNote, protectedTag } from '../parts/basic.js';
import { Part, choice, roundChoice, handOn } from './part.js';

const ASKED = ['unit', 'round', 'rows', 'year_group', 'class'];
const DEL = 'narmast';
const KEPT = ['round', 'year_group'];
const pick = (from, keys) => Object.fromEntries(keys.filter((k) => from[k]).map((k) => [k, from[k]]));
const change = (params) => (patch) => go('signals', { ...params, ...patch });

const goalName = (goal) => t(`signals.goal.${goal}`);

function rowLink(d, params, row) {
  const keep = { ...pick(params, KEPT), del: DEL };
  if (row.kind === 'class') return row.id ? { ...keep, unit: d.unit.id, class: row.id } : null;
  if (row.kind === 'year_group') return { ...keep, unit: d.unit.id, class: d.class?.id, year_group: row.id, rows: d.unit.kind === 'school' ? null : 'unit' };
  return { ...keep, unit: row.id };
}

// Goals that anybody here is counted in: eligibility is not counted in the lower year groups.
const shownGoals = (d) => d.goals.map((goal, i) => ({ goal, i })).filter(({ i }) => i === 0 || d.total.goals[i][3]);

function line(d, goals, params, row) {
  const to = row === d.total ? null : rowLink(d, params, row);
  const name = row !== d.total ? rowName(row) : d.class ? d.class.name : t('matrix.total');
  return html`<tr class=${row === d.total ? 'total' : row.kind === 'area' ? 'area' : row.depth ? 'kid' : ''}><th scope="row"><span class="rn">${to
    ? html`<a href=${href('signals', to)} tabindex="-1" data-c="0">${name}</a>` : html`<span>${name}</span>`}</span></th><td class="sum">${
    t('of', { n: int(row.complete), of: int(row.pupils) })}</td>${goals.map(({ i }) => {
    const [one, two, reached, of] = row.goals[i];
    return of ? html`<td class="sep ${one ? '' : 'z'}">${int(one)}</td><td class=${two ? '' : 'z'}>${int(two)}</td><td class="rep">${percent(reached, of)}</td>`
      : html`<td class="sep z">–</td><td class="z">–</td><td class="rep">–</td>`;
  })}</tr>`;
}

function counts(d, params) {
  const goals = shownGoals(d);
  const rows = d.class && d.rows_kind === 'class' ? [] : d.rows;
  // Without a link inside, the box itself has to be reached to be scrolled.
  const stops = rows.some((row) => rowLink(d, params, row));
  return html`<section><h2>${t('signals.closest.counts')}</h2><div class="wrap mxw" role="region" aria-label=${t('signals.closest.counts')} tabindex=${stops ? nothing : '0'}><table class="mx near" role="grid"><caption class="sr">${
    t('signals.closest.caption')}</caption><thead><tr><td></td><td></td>${goals.map(({ goal }) => html`<th scope="colgroup" class="sep" colspan="3">${goalName(goal)}</th>`)}</tr>
    <tr><th scope="col" class="first">${t(`rows.${d.rows_kind}.one`)}</th><th scope="col" class="sum">${t('signals.closest.complete')}</th>${goals.map(() => html`<th scope="col" class="sep">${
    t('signals.closest.one')}</th><th scope="col">${t('signals.closest.two')}</th><th scope="col">${t('signals.closest.reached')}</th>`)}</tr></thead>
    <tbody>${line(d, goals, params, d.total)}${rows.map((row) => line(d, goals, params, row))}</tbody></table></div>
    <p class="fine asof">${t('signals.closest.how')} ${d.total.pupils > d.total.complete ? tn('signals.closest.incomplete', d.total.pupils - d.total.complete) : nothing}</p></section>`;
}

// "svenska, matematik eller engelska".
const list = (names, kind) => new Intl.ListFormat(lang() === 'sv' ? 'sv-SE' : 'en-GB', { type: kind }).format(names);

/** What a pupil lacks for one goal, in words: "matematik", "svenska eller svenska som andraspråk, och ett av bild, musik och slöjd". */
export function lackText(gap, name) {
  const parts = gap.required.map((codes) => list(codes.map(name), 'disjunction'));
  const { others, among } = gap;
  if (others && among.length === others) parts.push(...among.map(name));
  else if (others && among.length > others) parts.push(t(others === 1 ? 'signals.closest.oneOf' : 'signals.closest.twoOf', { subjects: list(among.map(name), 'disjunction') }));
  else if (others) parts.push(tn('signals.closest.more', others), ...among.map(name));
  return list(parts, 'conjunction');
}

// A subject within a sentence: "matematik", in English "Mathematics".
const inText = (s) => (lang() === 'sv' ? loc(s.name).charAt(0).toLowerCase() + loc(s.name).slice(1) : loc(s.name));

const leastOf = (p, goal) => Math.min(...p.gaps.filter((g) => !goal || g.goal === goal).map((g) => g.lacks));

function pupilLine(p, goals, name, withClass) {
  return html`<tr class=${p.protected ? 'noprint' : nothing}><th scope="row"><a href=${href('pupil', { id: p.id })}>${p.name}</a>${protectedTag(p)}</th>${withClass
    ? html`<td>${p.class?.name || ''}</td>` : nothing}${goals.map(({ goal }) => {
    const gap = p.gaps.find((g) => g.goal === goal);
    return html`<td>${gap ? html`<span class="lack"><b aria-label=${tn('signals.closest.lacks', gap.lacks)}>${gap.lacks}</b><span>${lackText(gap, name)}</span></span>`
      : html`<span class="fine" aria-hidden="true">·</span>`}</td>`;
  })}</tr>`;
}

function pupils(d, params) {
  if (!d.pupils) return d.unit.kind === 'school' || !can('pupils') ? html`<p class="muted">${t('signals.closest.noPupils')}</p>` : nothing;
  const subjects = new Map(d.subjects.map((s) => [s.code, s]));
  const name = (code) => (subjects.has(code) ? inText(subjects.get(code)) : code);
  const shown = shownGoals(d).filter(({ goal }) => !params.goal || goal === params.goal);
  const rows = d.pupils.filter((p) => p.gaps.some((g) => shown.some(({ goal }) => goal === g.goal)));
  rows.sort((a, b) => leastOf(a, params.goal) - leastOf(b, params.goal));
  const withClass = !d.class;
  return html`<section><h2>${rows.length ? tn('signals.closest.pupils', rows.length) : t('signals.closest.pupilsLabel')}</h2>${rows.length ? box(t('signals.closest.pupilsLabel'), html`<table class="list near"><caption class="sr">${
    t('signals.closest.pupilsCaption')}</caption><thead><tr><th scope="col">${t('rows.pupil.one')}</th>${withClass ? html`<th scope="col">${t('rows.class.one')}</th>` : nothing}${
    shown.map(({ goal }) => html`<th scope="col">${goalName(goal)}</th>`)}</tr></thead><tbody>${rows.map((p) => pupilLine(p, shown, name, withClass))}</tbody></table>`)
    : html`<p class="muted">${t(d.total.complete ? 'signals.closest.nobody' : 'signals.closest.nobodyYet')}</p>`}${hiddenNote(d.hidden, d.unit)}${paperNote(rows)}${rows.length ? html`<p class="fine asof">${t('signals.closest.pupilsHow')}</p>` : nothing}</section>`;
}

function filters(d, rounds, params) {
  const set = change(params);
  const years = d.options.year_groups;
  return html`<div class="filters" role="group" aria-label=${t('filter.label')}>${roundChoice(rounds, d.round, set)}${years.length > 1 || d.year_group
    ? choice('year_group', t('filter.year'), [['', t('filter.all')], ...years.map((y) => [String(y), yearGroup(y)])], String(d.year_group || ''), set) : nothing}${d.options.classes.length > 1
    ? choice('class', t('filter.class'), [['', t('filter.all')], ...d.options.classes.map((c) => [c.id, c.name])], d.class?.id, set) : nothing}${d.class ? nothing
    : choice('rows', t('filter.rows'), [['', t(d.unit.kind === 'school' ? 'rows.class.many' : d.unit.kind === 'municipality' ? 'rows.unit.top' : 'rows.unit.many')],
      ['year_group', t('rows.year_group.many')]], d.rows_kind === 'year_group' ? 'year_group' : '', set)}${d.pupils && shownGoals(d).length > 1
    ? choice('goal', t('signals.closest.goal'), [['', t('filter.all')], ...shownGoals(d).map(({ goal }) => [goal, goalName(goal)])], params.goal, set) : nothing}${handOn('closest', address('closest', pick(params, ASKED)), ['closest', ...(d.pupils ? ['near'] : [])])}</div>`;
}

const where = (d) => (d.class ? t('overview.class', { class: d.class.name, unit: d.unit.name }) : d.unit.name);

export const create = (ctx) => new Part(ctx, {
  needs: (params) => ({ closest: address('closest', pick(params, ASKED)), rounds: 'rounds' }),
  heading: ({ closest: d }) => t('signals.closest.title', { where: where(d) }),
  page({ closest: d, rounds }, at, params) {
    const title = t('signals.closest.title', { where: where(d) });
    if (!d.round) return html`${head({ title })}${state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true })}`;
    const keep = { ...pick(params, KEPT), del: DEL };
    const top = head({
      trail: unitTrail(d.unit, 'signals', keep, d.class ? [{ name: d.class.name, current: true }] : null), title,
      sub: dots(roundName(d.round), t(`round.state.${d.round.state}`), closing(d.round)), side: filters(d, rounds?.rounds, params),
    });
    if (!d.total.pupils) return html`${top}${state(t('overview.empty.title'), t('overview.empty.text'), null, { inside: true })}`;
    return html`${top}<div class="stack">${counts(d, params)}${pupils(d, params)}</div><p class="fine asof">${t('asof', { when: when(at) })}</p>`;
  },
});
