// Omgångar: what is planned, open and closed, and what can be done with it now.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { address, get, peek, post, put } from '../api.js';
import { roundName, closing, day, lastDay, when } from '../format.js';
import { skeleton, failed, state, box } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { poll } from '../parts/poll.js';
import { act, confirm, notice } from './act.js';

// "2026-10-23" of a time, as its day in the municipality; a limit at midnight belongs to the day before.
const dateOf = (iso, end) => new Intl.DateTimeFormat('sv-SE').format(new Date(new Date(iso).getTime() - (end ? 1000 : 0)));
const inDays = (n) => dateOf(Date.now() + n * 86400000);
const plain = (date) => day(`${date}T12:00:00`);
const schoolYear = (year) => `${year}/${String(year + 1).slice(2)}`;

class Rounds {
  constructor(ctx) {
    Object.assign(this, { ctx, rounds: peek('rounds')?.data.rounds || null, error: null, stop: null, proposal: null, notice: null, detail: null, turn: 0 });
  }

  async load() {
    const turn = ++this.turn;
    this.draw();
    try {
      const { data } = await get('rounds');
      // An answer of before something was done says nothing any more.
      if (turn !== this.turn) return;
      Object.assign(this, { rounds: data.rounds, error: null });
    } catch (e) {
      if (turn !== this.turn) return;
      this.error = e;
    }
    this.draw();
  }

  draw() {
    const { rounds, error } = this;
    render(error && !rounds ? failed(error, () => this.load(), { inside: true }) : !rounds ? skeleton() : html`<div class="stack">${notice(this.notice)}${
      this.planning()}${rounds.length ? this.table() : state(t('admin.rounds.none'), t('admin.rounds.noneText'), null, { inside: true })}${this.history()}</div>`, this.ctx.root);
    if (rounds || error) this.ctx.ready();
  }

  // ---- a year in two clicks ----

  planning() {
    const { proposal: p } = this;
    if (!p) return html`<div class="row noprint"><button class="btn primary" @click=${() => this.propose()}>${t('admin.rounds.planYear')}</button><button class="btn" @click=${() => this.planGrades()}>${t('admin.rounds.planGrades')}</button>${
      fileButton([{ what: 'rounds', at: 'rounds', tables: ['rounds'] }])}</div>`;
    const news = p.rounds.filter((r) => !r.existing && !r.passed);
    const word = (r) => (r.existing ? t('admin.rounds.exists') : r.passed ? t('admin.rounds.passed') : t('admin.rounds.days', { opens: plain(r.opens), due: plain(r.due), closes: plain(r.closes) }));
    return html`<section class="card" aria-labelledby="plan-h"><h2 id="plan-h" tabindex="-1">${t('admin.rounds.yearTitle', { year: schoolYear(p.year) })}</h2><ul class="plain">${
      p.rounds.map((r) => html`<li><b>${roundName(r)}</b><br><span class="muted">${word(r)}</span></li>`)}</ul><p class="fine">${t('admin.rounds.yearHow')}</p><div class="row">${news.length
      ? html`<button class="btn primary" @click=${() => this.plan(news)}>${t('admin.rounds.planNow')}</button>` : html`<span>${t('admin.rounds.allThere')}</span>`}<button class="btn" @click=${
      () => this.propose(p.year + 1)}>${t('admin.rounds.nextYear')}</button><button class="btn" @click=${() => { this.proposal = null; this.draw(); }}>${t('dialog.cancel')}</button></div></section>`;
  }

  async propose(year) {
    const found = await act(() => get(address('rounds/proposal', { year })), t('admin.rounds.proposed'));
    this.notice = found.good ? null : found;
    if (found.good) this.proposal = found.value.data;
    this.draw();
    this.ctx.root.querySelector('#plan-h')?.focus();
  }

  async plan(list) {
    const rounds = list.map(({ kind, term, week, opens, due, closes }) => ({ kind, term, week, opens, due, closes }));
    await this.does(() => post('rounds/plan-year', { rounds }), t('admin.rounds.planned'));
    if (this.notice.good) this.proposal = null;
    this.draw();
  }

  // Grades are set at the end of a term: the days that are proposed are its last weeks.
  async planGrades() {
    const now = new Date();
    const from = now.getMonth() >= 6 ? [['HT', now.getFullYear()], ['VT', now.getFullYear() + 1]] : [['VT', now.getFullYear()], ['HT', now.getFullYear()]];
    const [season, year] = from[0];
    const [opens, closes] = season === 'HT' ? [`${year}-12-01`, `${year}-12-22`] : [`${year}-05-25`, `${year}-06-20`];
    const field = (name, value) => ({ kind: 'date', name, label: t(`admin.rounds.${name}On`), required: true, value });
    const answer = await confirm({ title: t('admin.rounds.planGrades'), text: t('admin.rounds.planGradesText'), fields: [{ kind: 'select', name: 'term', label: t('admin.rounds.term'),
      options: from.map(([s, y]) => ({ id: `${s}${y}`, name: t(`term.${s}`, { year: y }) })) }, field('opens', opens), field('closes', closes)], yes: t('admin.rounds.planNow') });
    if (answer) await this.does(() => post('rounds', { kind: 'grade', term: answer.term, week: 0, opens: answer.opens, due: answer.closes, closes: answer.closes }), t('admin.rounds.planned'));
  }

  // ---- the list ----

  table() {
    return box(t('admin.part.rounds'), html`<table class="list acts"><thead><tr><th scope="col">${t('filter.round')}</th><th scope="col">${
      t('admin.rounds.state')}</th><th scope="col">${t('admin.rounds.when')}</th><th scope="col">${t('admin.rounds.do')}</th></tr></thead><tbody>${this.rounds.map((r) => html`<tr><th scope="row">${
      roundName(r)}</th><td><span class="tag ${r.state}">${t(`round.state.${r.state}`)}</span></td><td class="muted">${closing(r)}</td><td><span class="row tight">${this.acts(r)}</span></td></tr>`)}</tbody></table>`);
  }

  // What is possible now, and nothing else.
  acts(r) {
    const button = (name, run) => html`<button class="btn small" aria-label=${t('admin.rounds.of', { act: t(`admin.rounds.${name}`), round: roundName(r) })} @click=${run}>${t(`admin.rounds.${name}`)}</button>`;
    const open = r.state === 'open';
    const planned = r.state === 'planned';
    // Each has its own place: a button never becomes another one under somebody's hand when the state changes.
    return [planned && button('open', () => this.open(r)), planned && button('change', () => this.change(r)), open && button('extend', () => this.extend(r)),
      open && button('close', () => this.close(r)), (r.state === 'closed' || (open && !r.accepts)) && button('reopen', () => this.reopen(r)),
      button('log', () => this.log(r))].map((one) => one || nothing);
  }

  async does(work, done) {
    const notice = await act(work, done);
    await this.load();
    // With the list as it is now, not before it.
    this.notice = notice;
    this.draw();
    if (this.detail) await this.log(this.detail.round, true);
  }

  async open(r) {
    const passed = new Date(r.closes) < new Date();
    const fields = passed ? [{ kind: 'date', name: 'closes', label: t('admin.rounds.closesOn'), required: true, min: inDays(0) }] : [];
    const answer = await confirm({ title: t('admin.rounds.openTitle', { round: roundName(r) }), text: [t('admin.rounds.openText'), passed ? t('admin.rounds.openPassed') : t('admin.rounds.closesPlanned', { day: lastDay(r.closes) })], fields, yes: t('admin.rounds.open') });
    if (answer) await this.does(() => post(`rounds/${r.id}/open`, passed ? answer : {}), t('admin.rounds.opened', { round: roundName(r) }));
  }

  async close(r) {
    const answer = await confirm({ title: t('admin.rounds.closeTitle', { round: roundName(r) }), text: [t('admin.rounds.closeText'), r.extended_until ? t('admin.rounds.closeExtended') : t('admin.rounds.closeReopen')],
      fields: [{ kind: 'text', name: 'reason', label: t('admin.rounds.reasonMaybe') }], yes: t('admin.rounds.close') });
    if (answer) await this.does(() => post(`rounds/${r.id}/close`, answer), t('admin.rounds.closed', { round: roundName(r) }));
  }

  async reopen(r) {
    const answer = await confirm({ title: t('admin.rounds.reopenTitle', { round: roundName(r) }), text: t('admin.rounds.reopenText'),
      fields: [{ kind: 'date', name: 'closes', label: t('admin.rounds.closesOn'), required: true, min: inDays(0), value: inDays(7) }, { kind: 'text', name: 'reason', label: t('admin.rounds.reason'), required: true }], yes: t('admin.rounds.reopen') });
    if (answer) await this.does(() => post(`rounds/${r.id}/reopen`, answer), t('admin.rounds.reopened', { round: roundName(r) }));
  }

  async change(r) {
    const field = (name, value) => ({ kind: 'date', name, label: t(`admin.rounds.${name}On`), required: true, value });
    const answer = await confirm({ title: t('admin.rounds.changeTitle', { round: roundName(r) }), text: t('admin.rounds.changeText'),
      fields: [field('opens', dateOf(r.opens)), field('due', dateOf(r.due, true)), field('closes', dateOf(r.closes, true))], yes: t('admin.save') });
    if (answer) await this.does(() => put(`rounds/${r.id}`, answer), t('admin.rounds.changed', { round: roundName(r) }));
  }

  async extend(r) {
    const found = await act(() => get(`rounds/${r.id}`), t('admin.rounds.schools'));
    if (!found.good) {
      this.notice = found;
      this.draw();
      return;
    }
    const { units } = found.value.data;
    const options = units.map((u) => ({ id: u.id, name: u.until ? t('admin.rounds.until', { school: u.name, day: lastDay(u.until) }) : u.name }));
    const answer = await confirm({ title: t('admin.rounds.extendTitle', { round: roundName(r) }), text: [t('admin.rounds.extendText'), t('admin.rounds.roundCloses', { day: lastDay(r.closes) })],
      fields: [{ kind: 'select', name: 'unit', label: t('admin.rounds.school'), options }, { kind: 'date', name: 'until', label: t('admin.rounds.untilDay'), hint: t('admin.rounds.untilHint'), min: inDays(0) },
        { kind: 'text', name: 'reason', label: t('admin.rounds.reason'), required: true }], yes: t('admin.rounds.extend') });
    const school = answer && units.find((u) => u.id === answer.unit).name;
    if (answer) await this.does(() => post(`rounds/${r.id}/extend`, answer), answer.until ? t('admin.rounds.extended', { school, day: plain(answer.until) }) : t('admin.rounds.extendedNot', { school }));
  }

  // ---- what has been done ----

  async log(r, quiet) {
    const found = await act(() => get(`rounds/${r.id}`), quiet ? '' : t('admin.rounds.log'));
    if (found.good) this.detail = found.value.data;
    else this.notice = found;
    this.draw();
    if (!quiet) this.ctx.root.querySelector('#log-h')?.focus();
  }

  history() {
    if (!this.detail) return nothing;
    const { round, events, units } = this.detail;
    const longer = units.filter((u) => u.until);
    return html`<section class="card" aria-labelledby="log-h"><h2 id="log-h" tabindex="-1">${t('admin.rounds.logTitle', { round: roundName(round) })}</h2>${longer.length
      ? html`<p>${t('admin.rounds.longer')} ${longer.map((u) => t('admin.rounds.until', { school: u.name, day: lastDay(u.until) })).join(', ')}.</p>` : nothing}<ul class="plain">${events.map((e) => html`<li><b>${
      t(`admin.act.${e.act}`)}${e.unit ? ` – ${e.unit.name}` : ''}</b> <span class="muted">${when(e.at)}, ${e.by}</span>${e.until ? html`<br><span class="muted">${t('admin.rounds.closesPlanned', { day: lastDay(e.until) })}</span>` : nothing}${
      e.reason ? html`<br>${t('admin.rounds.why', { reason: e.reason })}` : nothing}</li>`)}</ul><p class="noprint">${
      fileButton([{ what: 'roundLog', at: `rounds/${round.id}`, tables: ['events', 'longer'] }])}</p></section>`;
  }

  show() {
    this.load();
    this.stop ??= poll(() => this.load(), 30000);
  }

  hide() {
    this.turn++;
    this.stop?.();
  }
}

export const create = (ctx) => new Rounds(ctx);
