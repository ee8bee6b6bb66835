// Uppföljning: who has reported, from the municipality to the group.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { go, href } from '../router.js';
import { session } from '../session.js';
import { roundName, closing, when, int } from '../format.js';
import { head, unitTrail, skeleton, failed, state, meter, subjectName, dots, reported, box } from '../parts/basic.js';
import { poll } from '../parts/poll.js';

export const pageKey = (p) => p.unit || '';

const portion = (c) => (c[0] ? reported(c) / c[0] : 2);

export function create(ctx) {
  const me = { params: {}, entry: null, rounds: null, error: null, stop: null, turn: 0 };

  async function load(quiet) {
    const turn = ++me.turn;
    const at = address('reporting', { unit: me.params.unit, round: me.params.round });
    me.entry = peek(at) || me.entry;
    me.stale = me.entry !== peek(at) && !quiet;
    draw();
    const [a, r] = await Promise.allSettled([get(at), get('rounds')]);
    if (turn !== me.turn) return;
    if (r.status === 'fulfilled') me.rounds = r.value.data.rounds;
    me.stale = false;
    me.error = a.status === 'rejected' ? a.reason : null;
    if (a.status === 'fulfilled') me.entry = a.value;
    else if (me.error.kind === 'problem' || !peek(at)) me.entry = null;
    draw();
  }

  function draw() {
    const { root } = ctx;
    if (me.error && !me.entry) {
      render(failed(me.error, () => load(false)), root);
      ctx.ready();
      return;
    }
    if (!me.entry) {
      render(skeleton(), root);
      return;
    }
    const { data, at } = me.entry;
    ctx.title(t('reporting.pageTitle', { unit: data.unit.name }));
    render(html`${me.stale ? html`<div class="progress-line"></div>` : nothing}<div class=${me.stale ? 'stale' : ''}>${page(data, at)}</div>`, root);
    if (!me.stale) ctx.ready();
  }

  function page(data, at) {
    if (!data.round) return html`${head({ title: t('reporting.title') })}${state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true })}`;
    const keep = { round: me.params.round };
    const missing = data.total[3];
    const open = data.groups_total - data.groups_done;
    return html`${head({
      trail: unitTrail(data.unit, 'reporting', keep, null), title: t('reporting.title'),
      sub: dots(roundName(data.round), missing ? t('reporting.sub', { n: int(missing), of: int(data.total[0]), groups: tn('count.groups', open) }) : t('reporting.subDone'),
        closing(data.round)), side: filters(data),
    })}${data.total[0] ? html`${totals(data)}<div class="stack">${data.units.length ? units(data, keep) : nothing}${data.groups.length ? groups(data) : nothing}${subjects(data)}</div>`
      : state(t('reporting.empty.title'), t('reporting.empty.text'), null, { inside: true })}<p class="fine asof">${t('asof', { when: when(at) })} ${t('reporting.how')}</p>`;
  }

  function filters(data) {
    const rounds = (me.rounds || [data.round]).filter((r) => r.state !== 'planned');
    return html`<div class="filters" role="group" aria-label=${t('filter.label')}><label>${t('filter.round')}<select name="round" @change=${(e) => go('reporting', {
      ...me.params, round: e.target.value })}>${rounds.map((r) => html`<option value=${r.id} .selected=${r.id === data.round.id}>${roundName(r)}</option>`)}</select></label>
      <button class="btn" @click=${() => print()}>${t('print')}</button></div>`;
  }

  function totals(data) {
    const [expected, assessed, na, missing, left] = data.total;
    return html`<section class="card totals"><h2 class="sr">${t('reporting.total')}</h2><p class="between"><span><b class="big-n">${int(expected - missing)}</b> ${t('reporting.of', { of: int(expected) })}</span><span>${
      t('reporting.groupsDone', { n: int(data.groups_done), of: int(data.groups_total) })}</span></p>${meter(expected - missing, expected)}<p class="fine">${dots(
      t('reporting.assessed', { n: int(assessed) }), t('reporting.na', { n: int(na) }), t('reporting.missing', { n: int(missing) }), left ? t('reporting.left', { n: int(left) }) : null)}</p></section>`;
  }

  function heading(first, extra = []) {
    return html`<thead><tr><th scope="col">${first}</th>${extra.map((x) => html`<th scope="col" class=${x.cls || ''}>${x.text}</th>`)}</tr></thead>`;
  }

  function units(data, keep) {
    const tree = data.units.some((u) => u.depth);
    const tops = [...data.units].filter((u) => !u.depth);
    if (!tree) tops.sort((a, b) => portion(a.counts) - portion(b.counts));
    const list = tree ? tops.flatMap((a) => [a, ...data.units.filter((u) => u.parent === a.id && u.depth).sort((x, y) => portion(x.counts) - portion(y.counts))]) : tops;
    return html`<div class="wrap"><table class="list tight"><caption class="sr">${t('reporting.units')}</caption>${heading(t('rows.unit.one'), [{ text: t('reporting.reported') },
      { text: t('reporting.missingHead'), cls: 'num' }, { text: t('reporting.groupsHead'), cls: 'num opt' }])}<tbody>${list.map((u) => html`<tr class=${u.kind === 'area' ? 'area' : u.depth ? 'kid' : ''}><th scope="row"><a href=${
      href('reporting', { ...keep, unit: u.id })}>${u.name}</a></th><td class="bars">${meter(reported(u.counts), u.counts[0])}</td><td class="num">${int(u.counts[3])}</td><td class="num opt">${
      t('of', { n: int(u.groups_done), of: int(u.groups) })}</td></tr>`)}</tbody></table></div>`;
  }

  // What is left first; what is done is one line that can be opened.
  function groups(data) {
    const left = data.groups.filter((g) => g.counts[3]);
    const done = data.groups.filter((g) => !g.counts[3]);
    return html`<section class="stack">${left.length ? html`<div><h2>${t('reporting.groupsLeft')}</h2>${groupTable(left, t('reporting.groupsLeft'))}</div>` : nothing}${done.length
      ? html`<details class="card defs"><summary>${tn('reporting.groupsFinished', done.length)}</summary>${groupTable(done, t('reporting.groups'))}</details>` : nothing}</section>`;
  }

  function groupTable(list, label) {
    const named = list.some((g) => g.teachers.length);
    return box(label, html`<table class="list tight"><caption class="sr">${label}</caption>${heading(t('reporting.group'), [{ text: t('reporting.subject') },
      ...(named ? [{ text: t('reporting.teacher'), cls: 'opt' }] : []), { text: t('reporting.reported') }, { text: t('reporting.missingHead'), cls: 'num' },
      { text: t('reporting.last'), cls: 'opt' }])}<tbody>${list.map((g) => groupRow(g, named))}</tbody></table>`);
  }

  function groupRow(g, named) {
    return html`<tr><th scope="row">${g.open ? html`<a href=${href('report', { group: g.id, round: me.params.round })}>${g.name}</a>` : g.name}</th><td>${subjectName(g.subject)}</td>${named
      ? html`<td class="opt">${g.teachers.join(', ')}</td>` : nothing}<td class="bars">${meter(reported(g.counts), g.counts[0])}</td><td class="num">${int(g.counts[3])}</td><td class="opt muted">${
      g.last_at ? when(g.last_at) : html`<span aria-hidden="true">–</span><span class="sr">${t('reporting.never')}</span>`}</td></tr>`;
  }

  function subjects(data) {
    const list = [...data.subjects].sort((a, b) => portion(a.counts) - portion(b.counts));
    return html`<section><h2>${t('reporting.subjects')}</h2>${box(t('reporting.subjects'), html`<table class="list tight"><caption class="sr">${t('reporting.subjects')}</caption>${heading(t('reporting.subject'), [
      { text: t('reporting.reported') }, { text: t('reporting.missingHead'), cls: 'num' }, { text: t('reporting.groupsHead'), cls: 'num opt' }])}<tbody>${list.map((s) => html`<tr><th scope="row">${
      subjectName(s.subject)}</th><td class="bars">${meter(reported(s.counts), s.counts[0])}</td><td class="num">${int(s.counts[3])}</td><td class="num opt">${t('of', {
      n: int(s.groups_done), of: int(s.groups) })}</td></tr>`)}</tbody></table>`)}</section>`;
  }

  return {
    show(params, { relabel } = {}) {
      if (!params.unit) {
        const home = session.me.home_unit;
        if (home) go('reporting', { ...params, unit: home.id }, { replace: true });
        else {
          render(state(t('fail.noright.title'), t('overview.noUnits')), ctx.root);
          ctx.ready();
        }
        return;
      }
      me.params = params;
      me.error = null;
      if (relabel && me.entry) {
        draw();
        return;
      }
      load(false);
      me.stop?.();
      me.stop = poll(() => load(true));
    },
    hide() {
      me.turn++;
      me.stop?.();
    },
  };
}
