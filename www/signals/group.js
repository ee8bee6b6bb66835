// Mina grupper: a teacher's pupils in the own subject: level now, the two rounds before, and who should be looked at.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { peek } from '../api.js';
import { go, href } from '../router.js';
import { int, roundName, roundShort, closing, when } from '../format.js';
import { head, state, dots, box, groupName, hiddenNote, paperNote, protectedTag, lower } from '../parts/basic.js';
import { Part, choice, handOn } from './part.js';
import { changeMark, riskMark, markLegend, needsSupport } from './level.js';

const chosen = (params) => params.group || peek('groups')?.data.groups[0]?.id;

// As lib/domain/risk.h judges, of three rounds: the levels are all here, and a teacher sees no more of the pupil.
function judge(p, scale) {
  const levels = [p.level, ...p.previous];
  const at = (level) => scale.levels.findIndex((l) => l.code === level);
  const passes = (level) => level !== '-' && Boolean(scale.levels[at(level)]?.passes);
  // A level of another scale than today's: only that it was there is known.
  const known = levels.map((level) => (level === null || (level !== '-' && at(level) < 0) ? null : level));
  const [now, before] = known;
  const last = known.slice(1).find((level) => level !== null);
  let change = null;
  if (now !== null && before !== null && before !== undefined) {
    change = now === '-' || before === '-' ? Number(passes(now)) - Number(passes(before)) : at(now) - at(before);
  }
  const lowest = scale.levels.findIndex((l) => l.passes);
  let risk = null;
  if (now === '-') risk = 'not_assessable';
  else if (now === null) risk = last !== undefined && !passes(last) ? 'not_passed_before' : null;
  else if (!passes(now)) risk = 'not_passed';
  else if (at(now) === lowest && (change < 0 || known.slice(1).some((level) => level !== null && !passes(level)))) risk = 'watch';
  return { change, risk };
}

const shown = (level) => (level === null || level === undefined ? html`<span aria-hidden="true">·</span><span class="sr">${t('level.missing')}</span>`
  : level === '-' ? html`<span aria-hidden="true">–</span><span class="sr">${t('level.na')}</span>` : level);

const RANK = { not_passed: 0, not_assessable: 1, not_passed_before: 2, watch: 3 };

function table(d) {
  const rows = d.pupils.filter((p) => !p.left).map((p) => ({ p, ...judge(p, d.scales.find((s) => s.id === p.scale)) }));
  rows.sort((a, b) => (RANK[a.risk] ?? 9) - (RANK[b.risk] ?? 9) || (a.change ?? 0) - (b.change ?? 0));
  const bad = rows.filter((r) => needsSupport(r.risk)).length;
  const earlier = [...d.previous].reverse();
  return html`<p class="lead">${bad ? tn('signals.group.support', bad, { of: int(rows.length) }) : t(rows.some((r) => r.p.level !== null) ? 'signals.group.noSupport' : 'signals.group.nothing')}</p>${box(t('signals.group.region'), html`<table class="list tight sig"><caption class="sr">${
    t('signals.group.caption')}</caption><thead><tr><th scope="col">${t('rows.pupil.one')}</th>${earlier.map((r) => html`<th scope="col"><abbr aria-label=${roundName(r)}>${roundShort(r)}</abbr></th>`)}<th scope="col">${
    t('signals.group.now')}</th><th scope="col">${t('signals.klass.changeShort')}</th><th scope="col">${t('signals.group.mark')}</th></tr></thead><tbody>${rows.map(({ p, change, risk }) => html`<tr class=${
    p.protected ? 'noprint' : nothing}><th scope="row"><a href=${href('pupil', { id: p.id })}>${p.name}</a>${protectedTag(p)}${p.class ? html` <span class="fine">${p.class}</span>` : nothing}</th>${
    earlier.map((_, i) => html`<td>${shown(p.previous[earlier.length - 1 - i])}</td>`)}<td><b>${shown(p.level)}</b></td><td>${change ? changeMark(change) : html`<span class="fine">${change === 0 ? '±0' : '–'}</span>`}</td><td>${risk
    ? html`${riskMark(risk)} <span aria-hidden="true">${t(`signals.risk.${risk}`)}</span>` : nothing}</td></tr>`)}</tbody></table>`)}${hiddenNote(d.hidden, d.group.unit)}${paperNote(d.pupils)}${markLegend()}`;
}

export const create = (ctx) => new Part(ctx, {
  needs: (params) => (params.group ? { grid: `groups/${encodeURIComponent(params.group)}/assessments`, groups: 'groups' } : { groups: 'groups' }),
  heading: () => t('signals.part.group'),
  page({ grid: d, groups }, at, params) {
    const list = groups?.groups || [];
    if (!d) {
      const id = chosen(params);
      if (id) queueMicrotask(() => go('signals', { ...params, group: id }, { replace: true }));
      return id ? nothing : html`${head({ title: t('signals.part.group') })}${state(t('start.noGroups.title'), t('start.noGroups.text'), null, { inside: true })}`;
    }
    return html`${head({ title: groupName(d.group), sub: dots(d.group.unit.name, d.round ? roundName(d.round) : null, d.round ? closing(d.round) : null),
      side: html`<div class="filters" role="group" aria-label=${t('filter.label')}>${choice('group', t('signals.group.choose'), list.map((g) => [g.id, groupName(g)]), d.group.id,
        (patch) => go('signals', { ...params, ...patch }))}<a class="btn" href=${href('report', { group: d.group.id })}>${t('signals.group.report')}</a>${handOn('group', `groups/${d.group.id}/assessments`, ['group'])}</div>` })}${d.pupils.length
      ? table(d) : state(t('overview.empty.title'), t('overview.empty.text'), null, { inside: true })}<p class="fine asof">${t('asof', { when: when(at) })} ${d.previous[0]
      ? t('overview.compared', { round: lower(roundName(d.previous[0])) }) : nothing} ${t('signals.klass.how')}</p>`;
  },
});
