// Uppföljning: who has reported, from the municipality to the group.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { go, href } from '../router.js';
import { session } from '../session.js';
import { roundName, closing, when, int } from '../format.js';
import { head, unitTrail, skeleton, failed, state, meter, subjectName, dots, reported, box, who } from '../parts/basic.js';
import { handout } from '../parts/handout.js';
import { poll } from '../parts/poll.js';

export const pageKey = (p) => p.unit || '';

const portion = (c) => (c[0] ? reported(c) / c[0] : 2);

class Reporting {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, entry: null, rounds: null, error: null, stop: null, turn: 0 });
  }

  async load(quiet) {
    const turn = ++this.turn;
    const at = address('reporting', { unit: this.params.unit, round: this.params.round });
    this.entry = peek(at) || this.entry;
    this.stale = this.entry !== peek(at) && !quiet;
    this.draw();
    const [a, r] = await Promise.allSettled([get(at), get('rounds')]);
    if (turn !== this.turn) return;
    if (r.status === 'fulfilled') this.rounds = r.value.data.rounds;
    this.stale = false;
    this.error = a.status === 'rejected' ? a.reason : null;
    if (a.status === 'fulfilled') this.entry = a.value;
    else if (this.error.kind === 'problem' || !peek(at)) this.entry = null;
    this.draw();
  }

  draw() {
    const { root } = this.ctx;
    if (this.error && !this.entry) {
      render(failed(this.error, () => this.load(false)), root);
      this.ctx.ready();
      return;
    }
    if (!this.entry) {
      render(skeleton(), root);
      return;
    }
    const { data, at } = this.entry;
    this.ctx.title(t('reporting.pageTitle', { unit: data.unit.name }));
    render(html`${this.stale ? html`<div class="progress-line"></div>` : nothing}<div class=${this.stale ? 'stale' : ''}>${this.page(data, at)}</div>`, root);
    if (!this.stale) this.ctx.ready();
  }

  page(data, at) {
    if (!data.round) return html`${head({ title: t('reporting.title') })}${state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true })}`;
    const keep = { round: this.params.round };
    const missing = data.total[3];
    const open = data.groups_total - data.groups_done;
    return html`${head({
      trail: unitTrail(data.unit, 'reporting', keep, null), title: t('reporting.title'),
      sub: dots(roundName(data.round), missing ? t('reporting.sub', { n: int(missing), of: int(data.total[0]), groups: tn('count.groups', open) }) : t('reporting.subDone'),
        closing(data.round)), side: this.filters(data),
    })}${data.total[0] ? html`${this.totals(data)}<div class="stack">${data.units.length ? this.units(data, keep) : nothing}${data.groups.length ? this.groups(data) : nothing}${this.subjects(data)}</div>`
      : state(t('reporting.empty.title'), t('reporting.empty.text'), null, { inside: true })}<p class="fine asof">${t('asof', { when: when(at) })} ${t('reporting.how')}</p>`;
  }

  filters(data) {
    const rounds = (this.rounds || [data.round]).filter((r) => r.state !== 'planned');
    return html`<div class="filters" role="group" aria-label=${t('filter.label')}><label>${t('filter.round')}<select name="round" @change=${(e) => go('reporting', {
      ...this.params, round: e.target.value })}>${rounds.map((r) => html`<option value=${r.id} .selected=${r.id === data.round.id}>${roundName(r)}</option>`)}</select></label>
      ${handout([{ what: 'reporting', at: address('reporting', { unit: data.unit.id, round: data.round.id }), tables: [...(data.units.length ? ['units'] : []), ...(data.groups.length ? ['groups'] : []), 'reported'] }])}</div>`;
  }

  totals(data) {
    const [expected, assessed, na, missing, left] = data.total;
    return html`<section class="card totals"><h2 class="sr">${t('reporting.total')}</h2><p class="between"><span><b class="big-n">${int(expected - missing)}</b> ${t('reporting.of', { of: int(expected) })}</span><span>${
      t('reporting.groupsDone', { n: int(data.groups_done), of: int(data.groups_total) })}</span></p>${meter(expected - missing, expected)}<p class="fine">${dots(
      t('reporting.assessed', { n: int(assessed) }), t('reporting.na', { n: int(na) }), t('reporting.missing', { n: int(missing) }), left ? t('reporting.left', { n: int(left) }) : null)}</p></section>`;
  }

  heading(first, extra = []) {
    return html`<thead><tr><th scope="col">${first}</th>${extra.map((x) => html`<th scope="col" class=${x.cls || ''}>${x.text}</th>`)}</tr></thead>`;
  }

  units(data, keep) {
    const tree = data.units.some((u) => u.depth);
    const tops = [...data.units].filter((u) => !u.depth);
    if (!tree) tops.sort((a, b) => portion(a.counts) - portion(b.counts));
    const list = tree ? tops.flatMap((a) => [a, ...data.units.filter((u) => u.parent === a.id && u.depth).sort((x, y) => portion(x.counts) - portion(y.counts))]) : tops;
    return html`<div class="wrap"><table class="list tight"><caption class="sr">${t('reporting.units')}</caption>${this.heading(t('rows.unit.one'), [{ text: t('reporting.reported') },
      { text: t('reporting.missingHead'), cls: 'num' }, { text: t('reporting.groupsHead'), cls: 'num opt' }])}<tbody>${list.map((u) => html`<tr class=${u.kind === 'area' ? 'area' : u.depth ? 'kid' : ''}><th scope="row"><a href=${
      href('reporting', { ...keep, unit: u.id })}>${u.name}</a></th><td class="bars">${meter(reported(u.counts), u.counts[0])}</td><td class="num">${int(u.counts[3])}</td><td class="num opt">${
      t('of', { n: int(u.groups_done), of: int(u.groups) })}</td></tr>`)}</tbody></table></div>`;
  }

  // What is left first; what is done is one line that can be opened.
  groups(data) {
    const left = data.groups.filter((g) => g.counts[3]);
    const done = data.groups.filter((g) => !g.counts[3]);
    return html`<section class="stack">${left.length ? html`<div><h2>${t('reporting.groupsLeft')}</h2>${this.groupTable(left, t('reporting.groupsLeft'))}</div>` : nothing}${done.length
      ? html`<details class="card defs"><summary>${tn('reporting.groupsFinished', done.length)}</summary>${this.groupTable(done, t('reporting.groups'))}</details>` : nothing}</section>`;
  }

  groupTable(list, label) {
    const named = list.some((g) => g.teachers.length);
    return box(label, html`<table class="list tight"><caption class="sr">${label}</caption>${this.heading(t('reporting.group'), [{ text: t('reporting.subject') },
      ...(named ? [{ text: t('reporting.teacher'), cls: 'opt' }] : []), { text: t('reporting.reported') }, { text: t('reporting.missingHead'), cls: 'num' },
      { text: t('reporting.last'), cls: 'opt' }])}<tbody>${list.map((g) => this.groupRow(g, named))}</tbody></table>`);
  }

  groupRow(g, named) {
    return html`<tr><th scope="row">${g.open ? html`<a href=${href('report', { group: g.id, round: this.params.round })}>${g.name}</a>` : g.name}</th><td>${subjectName(g.subject)}</td>${named
      ? html`<td class="opt">${g.teachers.map(who).join(', ')}</td>` : nothing}<td class="bars">${meter(reported(g.counts), g.counts[0])}</td><td class="num">${int(g.counts[3])}</td><td class="opt muted">${
      g.last_at ? when(g.last_at) : html`<span aria-hidden="true">–</span><span class="sr">${t('reporting.never')}</span>`}</td></tr>`;
  }

  subjects(data) {
    const list = [...data.subjects].sort((a, b) => portion(a.counts) - portion(b.counts));
    return html`<section><h2>${t('reporting.subjects')}</h2>${box(t('reporting.subjects'), html`<table class="list tight"><caption class="sr">${t('reporting.subjects')}</caption>${this.heading(t('reporting.subject'), [
      { text: t('reporting.reported') }, { text: t('reporting.missingHead'), cls: 'num' }, { text: t('reporting.groupsHead'), cls: 'num opt' }])}<tbody>${list.map((s) => html`<tr><th scope="row">${
      subjectName(s.subject)}</th><td class="bars">${meter(reported(s.counts), s.counts[0])}</td><td class="num">${int(s.counts[3])}</td><td class="num opt">${t('of', {
      n: int(s.groups_done), of: int(s.groups) })}</td></tr>`)}</tbody></table>`)}</section>`;
  }


  show(params, { relabel } = {}) {
    if (!params.unit) {
      const home = session.me.home_unit;
      if (home) go('reporting', { ...params, unit: home.id }, { replace: true });
      else {
        render(state(t('fail.noright.title'), t('overview.noUnits')), this.ctx.root);
        this.ctx.ready();
      }
      return;
    }
    this.params = params;
    this.error = null;
    if (relabel && this.entry) {
      this.draw();
      return;
    }
    this.load(false);
    this.stop?.();
    this.stop = poll(() => this.load(true));
  }

  hide() {
    this.turn++;
    this.stop?.();
  }
}

export const create = (ctx) => new Reporting(ctx);
