// Delegering: what a principal has delegated at the own unit, to whom and until when; and taking it back.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, post } from '../api.js';
import { day } from '../format.js';
import { head, skeleton, failed, state, box, who } from '../parts/basic.js';
import { handout } from '../parts/handout.js';
import { ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';
import { span, rights, origin, fault, field, options, today } from '../parts/duties.js';

const DAY_MS = 86400000;
const later = (days) => new Date(Date.parse(today()) + days * DAY_MS).toISOString().slice(0, 10);

class Delegation {
  constructor(ctx) {
    Object.assign(this, { ctx, data: null, error: null, staff: {}, unit: null, busy: false, fault: null });
  }

  async load() {
    try {
      this.data = (await get('delegations')).data;
      this.error = null;
      this.unit ??= this.data.units[0]?.id;
    } catch (e) {
      this.error = e;
    }
    this.draw();
    if (this.unit) await this.loadStaff();
  }

  async loadStaff() {
    const { unit } = this;
    try {
      this.staff[unit] = (await get(`staff?unit=${unit}`)).data.staff;
    } catch (e) {
      this.fault = e;
    }
    this.draw();
  }

  async give(e) {
    e.preventDefault();
    if (this.busy) return;
    const form = e.target;
    const value = (name) => form.elements[name].value.trim() || null;
    this.busy = true;
    this.draw();
    try {
      const body = { person: value('person'), unit: this.unit, ends: value('ends'), starts: value('starts'), note: value('note'),
        rights: ['correct', 'protect'].filter((r) => form.elements[r].checked) };
      const { duty } = await post('delegations', body);
      this.fault = null;
      form.reset();
      say(t('duty.delegated', { name: who(duty.person.name), day: day(duty.ends) }));
    } catch (error) {
      this.fault = error;
    }
    this.busy = false;
    await this.load();
  }

  async takeBack(d) {
    const sure = await ask({ title: t('duty.takeBack'), body: html`<p>${t('duty.takeBackText', { name: who(d.person.name) })}</p>`,
      actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('duty.takeBack'), primary: true }] });
    if (!sure) return;
    try {
      await post(`delegations/${d.id}/end`, {});
      this.fault = null;
      say(t('duty.takenBack', { name: who(d.person.name) }));
    } catch (error) {
      this.fault = error;
    }
    await this.load();
    this.ctx.root.querySelector('h2').focus();
  }

  draw() {
    this.ctx.title(t('nav.delegation'));
    const { data, error } = this;
    render(error && !data ? failed(error, () => this.load()) : html`${head({ title: t('nav.delegation'), sub: t('duty.delegationSub'), side: data ? html`<div class="filters">${
      handout([{ what: 'delegations', at: 'delegations', tables: ['delegations'] }])}</div>` : null })}${data
      ? html`<div class="stack">${this.list()}${this.form()}</div>` : skeleton()}`, this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  list() {
    const live = this.data.delegations.filter((d) => d.state !== 'ended');
    const over = this.data.delegations.filter((d) => d.state === 'ended');
    return html`<section class="card"><h2 class="lead" tabindex="-1">${t('duty.given')}</h2>${live.length ? this.table(live, true) : html`<p class="muted">${t('duty.givenNone')}</p>`}
      ${over.length ? html`<details><summary>${t('duty.ended', { n: over.length })}</summary>${this.table(over, false)}</details>` : nothing}</section>`;
  }

  table(list, open) {
    const several = this.data.units.length > 1;
    return box(t(open ? 'duty.given' : 'duty.endedLabel'), html`<table class="list"><thead><tr><th scope="col">${t('duty.who')}</th>${several ? html`<th scope="col">${t('duty.where')}</th>` : nothing}<th scope="col">${
      t('duty.may')}</th><th scope="col">${t('duty.days')}</th><th scope="col">${t('duty.origin')}</th>${open ? html`<th scope="col"><span class="sr">${t('duty.act')}</span></th>` : nothing}</tr></thead><tbody>${list.map((d) => html`<tr>
      <th scope="row">${who(d.person.name)}</th>${several ? html`<td>${d.unit.name}</td>` : nothing}<td>${rights(d)}</td><td>${span(d)}${d.state === 'coming' ? html`<br><span class="fine">${t('duty.coming')}</span>` : nothing}</td><td>${origin(d)}</td>${open
      ? html`<td><button class="btn small" @click=${() => this.takeBack(d)}>${t('duty.takeBack')}<span class="sr">: ${who(d.person.name)}</span></button></td>` : nothing}</tr>`)}</tbody></table>`);
  }

  form() {
    const unit = this.data.units.find((u) => u.id === this.unit);
    const staff = this.staff[this.unit];
    if (!unit) return nothing;
    if (staff && !staff.length) return state(t('duty.noStaff'), t('duty.noStaffText'), null, { inside: true });
    const most = [later(this.data.days_max - 1), unit.until].filter(Boolean).sort()[0];
    return html`<section class="card"><h2 class="lead">${t('duty.delegate')}</h2><form class="form" @submit=${(e) => this.give(e)}>
      ${this.data.units.length > 1 ? field(t('duty.where'), html`<select name="unit" @change=${(e) => { this.unit = e.target.value; this.draw(); this.loadStaff(); }}>${options(this.data.units, this.unit)}</select>`) : nothing}
      ${field(t('duty.who'), html`<select name="person" required>${options(staff || [], null, staff ? t('duty.choosePerson') : t('state.loading'))}</select>`, t('duty.whoHint'))}
      <fieldset class="field"><legend>${t('duty.may')}</legend><p class="fine">${t('duty.mayRead')}</p>${['correct', 'protect'].map((r) => html`<label class="tick"><input type="checkbox" name=${r}>${
        t(`duty.can.${r}`)}</label>`)}</fieldset>
      ${field(t('duty.starts'), html`<input type="date" name="starts" min=${today()} max=${most}>`, t('duty.startsHint'))}
      ${field(t('duty.ends'), html`<input type="date" name="ends" required min=${today()} max=${most}>`, t('duty.endsMost', { day: day(most) }))}
      ${field(t('duty.note'), html`<input type="text" name="note" maxlength="200">`, t('duty.noteHint'))}
      ${fault(this.fault)}<div class="acts"><button class="btn primary" ?disabled=${this.busy}>${t('duty.delegate')}</button></div></form></section>`;
  }

  show(params, { relabel } = {}) {
    if (relabel) this.draw();
    else this.load();
  }
}

export const create = (ctx) => new Delegation(ctx);
