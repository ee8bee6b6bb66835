// Start: what this person should do now, by duty.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { href } from '../router.js';
import { session, can } from '../session.js';
import { roundName, closing, int, dec, percent } from '../format.js';
import { head, skeleton, state, failed, bar, meter, reported, dots, lower, groupName } from '../parts/basic.js';
import { dips, weakest, laggards, risks } from '../parts/insight.js';
import { fresh } from '../signals/seen.js';
import { poll } from '../parts/poll.js';

// What each kind of duty needs to know; every address is read once.
function needs() {
  const me = session.me;
  const list = {};
  if (can('report')) list.groups = 'groups';
  if (can('administer')) list.rounds = 'rounds';
  if (!me.home_unit) return list;
  const unit = me.home_unit.id;
  if (can('reporting')) list.reporting = address('reporting', { unit });
  if (me.home_class && !can('reporting')) list.own = address('attainment', { unit, rows: 'pupil', class: me.home_class.id });
  // Only the whole is shown: the rows that are fewest come with it.
  else if (can('overview')) list.attainment = address('attainment', { unit, rows: 'gender' });
  if (can('overview')) list.signals = address('dips', { unit, class: list.own ? me.home_class.id : null, direction: 'dip', limit: SIGNALS });
  return list;
}

const SIGNALS = 5;
// What the page does not wait for: a worker that has not been asked yet counts it first.
const LATER = 'signals';

// More than half is reported.
const mostly = (counts) => 2 * reported(counts) > counts[0];

class Start {
  constructor(ctx) {
    Object.assign(this, { ctx, got: {}, errors: {}, stop: null });
  }

  async load() {
    const list = needs();
    for (const [name, at] of Object.entries(list)) if (peek(at)) this.got[name] = peek(at).data;
    if (list.groups && !await this.cards()) return;
    this.draw(list);
    if (!session.me.round) {
      // Without any round there is nothing to ask figures for.
      for (const name of ['reporting', 'attainment', 'own', LATER]) delete list[name];
    }
    const late = list[LATER] && this.fetch(LATER, list[LATER]).then(() => this.draw(list));
    await Promise.all(Object.entries(list).filter(([name]) => name !== LATER).map(([name, at]) => this.fetch(name, at)));
    this.draw(list);
    await late;
  }

  async fetch(name, at) {
    try {
      this.got[name] = (await get(at)).data;
      delete this.errors[name];
    } catch (e) {
      this.errors[name] = e;
    }
  }

  // Only teachers have cards of groups; without them there is nothing to show but why.
  async cards() {
    try {
      ({ groupCard: this.groupCard } = await import('../report/side.js'));
      return true;
    } catch {
      render(failed({ kind: 'network' }, () => location.reload(), { inside: true }), this.ctx.root);
      this.ctx.ready();
      return false;
    }
  }

  draw(list) {
    this.ctx.title(t('nav.start'));
    const names = Object.keys(list).filter((n) => n !== LATER);
    const waiting = names.some((n) => !this.got[n] && !this.errors[n]);
    const broken = names.find((n) => this.errors[n] && !this.got[n]);
    const round = this.got.groups?.round || session.me.round;
    render(html`${head({ title: t('start.hello', { name: session.me.person.name }), sub: round ? dots(roundName(round), t(`round.state.${round.state}`), closing(round)) : null })}${waiting
      ? skeleton() : broken ? failed(this.errors[broken], () => this.load(), { inside: true }) : html`<div class="stack">${this.sections(round)}</div>`}`, this.ctx.root);
    if (!waiting) this.ctx.ready();
  }

  sections(round) {
    const list = [];
    if (!round && !can('administer') && !can('audit')) return state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true });
    if (this.got.groups) list.push(this.teacher(this.got.groups));
    if (this.got.own) list.push(this.mentor(this.got.own), this.signals());
    const whose = this.got.reporting && this.progress(this.got.reporting);
    const figures = this.got.attainment && this.figures(this.got.attainment);
    // While most is missing, who is to report comes first; then what the figures say.
    list.push(...(whose && !mostly(this.got.reporting.total) ? [whose, figures] : [figures, whose]).filter(Boolean));
    if (this.got.rounds) list.push(this.admin(this.got.rounds.rounds));
    if (!list.length && can('audit')) return state(t('nav.audit'), t('start.audit'), html`<a class="btn primary" href=${href('audit')}>${t('start.openAudit')}</a>`, { inside: true });
    return list.length ? list : state(t('start.nothing.title'), t('start.nothing.text'), null, { inside: true });
  }

  teacher({ round, groups }) {
    if (!groups.length) return state(t('start.noGroups.title'), t('start.noGroups.text'), null, { inside: true });
    const left = groups.reduce((s, g) => s + g.counts[3], 0);
    const able = groups.filter((g) => g.accepts && g.counts[3]);
    const next = able.find((g) => g.counts[3] < g.counts[0]) || able[0];
    const accepts = round?.accepts;
    return html`<section class="card"><div class="between wrapline"><div><h2 class="lead">${!accepts ? t('start.notOpen') : !groups.some((g) => g.counts[0]) ? t('start.nothingExpected') : left ? tn('start.left', left, { groups: tn('count.groups',
      groups.filter((g) => g.counts[3]).length) }) : t('start.allDone')}</h2><p class="muted">${round ? dots(roundName(round), closing(round)) : t('round.none')}</p></div>${accepts && next
      ? html`<a class="btn primary" href=${href('report', { group: next.id })}>${t('start.go', { group: groupName(next) })}</a>` : nothing}</div>
      <ul class="cards">${groups.map((g) => this.groupCard(g, round))}</ul></section>`;
  }

  mentor(data) {
    const list = risks(data);
    const to = href('overview', { unit: data.unit.id, class: data.class?.id, rows: 'pupil' });
    return html`<section class="card"><div class="between wrapline"><div><h2 class="lead">${t('start.ownClass', { class: data.class?.name || '' })}</h2><p class="muted">${list.length
      ? tn('start.atRisk', list.length, { of: int(data.rows.length) }) : t(data.rows.some((r) => r.cells.some((c) => c && c[0] !== null && !c[3])) ? 'start.noRisk' : 'start.noFigures')}</p></div><a class="btn ${can('report') ? '' : 'primary'}" href=${to}>${t('start.openClass')}</a></div>
      ${list.length ? html`<ul class="plain">${list.slice(0, 8).map((r) => html`<li class="between"><a href=${href('pupil', { id: r.id })}>${r.name}</a><span class="muted">${
      t('start.failing', { subjects: r.subjects.join(', ') })}</span></li>`)}</ul>` : nothing}</section>`;
  }

  progress(r) {
    const { items, kind } = laggards(r);
    const missing = r.total[3];
    return html`<section class="card"><div class="between wrapline"><div><h2 class="lead">${missing ? t('start.progress', { share: percent(reported(r.total), r.total[0]) })
      : t('start.progressDone')}</h2><p class="muted">${missing ? t('start.progressSub', { n: int(missing), groups: tn('count.groups', r.groups_total - r.groups_done) })
      : t('start.progressDoneSub', { n: int(r.total[0]), groups: tn('count.groups', r.groups_total) })}</p></div><a class="btn" href=${
      href('reporting', { unit: r.unit.id })}>${t('start.openReporting')}</a></div>${bar(reported(r.total), r.total[0])}
      ${items.length ? html`<h3 class="gap">${t(`start.lag.${kind}`)}</h3><ul class="plain lag">${items.map((x) => html`<li><span>${x.to ? html`<a href=${x.to}>${x.name}</a>` : x.name}${x.sub
      ? html` <span class="fine">${x.sub}</span>` : nothing}</span><span>${meter(reported(x.counts), x.counts[0])}</span></li>`)}</ul>` : nothing}</section>`;
  }

  // What has clearly fallen, and how much of it is new to this reader.
  signals() {
    const data = this.got[LATER];
    if (!data) return this.errors[LATER] ? nothing : html`<section class="card"><h2 class="lead">${t('nav.signals')}</h2><p class="muted">${t('start.dips.wait')}</p></section>`;
    const list = dips(data);
    const { own, more, unit, found, previous } = data;
    const unseen = fresh(data, [...data.flags.filter((f) => !f.common), ...more.map((id) => ({ id }))]);
    const sub = [own.dips ? previous && t('start.dips.since', { round: lower(roundName(previous)) }) : t('start.dips.noneText'), unseen && unseen < own.dips ? tn('start.new', unseen) : null, own.rises ? tn('start.rises', own.rises) : null];
    return html`<section class="card"><div class="between wrapline"><div><h2 class="lead">${own.dips ? tn('start.dips', own.dips) : t('start.dips.none')}</h2><p class="muted">${
      data.tests ? dots(...sub) : t('start.dips.untested')}</p></div><a class="btn ${own.dips ? 'primary' : ''}" href=${href('signals', { unit: unit.id, class: data.class?.id })}>${t('start.openSignals')}</a></div>
      ${list.length ? html`<ul class="plain fall">${list.map((x) => html`<li class="between"><span><a href=${x.to}>${x.name}</a>${x.where ? html` <span class="fine">${x.where}</span>` : nothing}</span><span>${
      x.share} <span class="fine">${x.of}</span></span></li>`)}</ul>` : nothing}${found && own.dips ? html`<p class="fine">${tn('start.dips.false', found, { alarms: dec(data.expected_false) })}</p>` : nothing}</section>`;
  }

  figures(data) {
    const low = weakest(data, 4);
    const to = href('overview', { unit: data.unit.id });
    return html`<div class="two half">${this.signals()}<section class="card"><div class="between wrapline"><h2 class="lead">${t('start.weakest')}</h2><a class="btn" href=${to}>${t('start.openOverview')}</a></div>${low.length
      ? html`<ul class="plain">${low.map((x) => html`<li class="between"><a href=${x.to}>${x.name}</a><span><b>${x.share}</b> <span class="fine">${x.of}</span></span></li>`)}</ul>`
      : html`<p class="muted">${t('start.noFigures')}</p>`}</section></div>`;
  }

  admin(rounds) {
    return html`<section class="card"><div class="between wrapline"><h2 class="lead">${t('start.admin.rounds')}</h2><a class="btn primary" href=${href('admin')}>${t('start.admin.open')}</a></div>${rounds.length
      ? html`<ul class="plain">${rounds.slice(0, 6).map((r) => html`<li class="between"><span>${roundName(r)}</span><span class="muted">${dots(t(`round.state.${r.state}`), closing(r))}</span></li>`)}</ul>`
      : html`<p class="muted">${t('start.admin.none')}</p>`}<p class="fine">${t('start.admin.noResults')}</p></section>`;
  }

  show(params, { relabel } = {}) {
    if (relabel) this.draw(needs());
    else this.load();
    this.stop ??= poll(() => this.load(), 30000);
  }

  hide() { this.stop?.(); }
}

export const create = (ctx) => new Start(ctx);
