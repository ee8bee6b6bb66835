// Uppdrag: find one of the staff or a unit, see who has which duty and from where, give one, end one.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, post, address } from '../api.js';
import { go, href } from '../router.js';
import { skeleton, failed, box, who } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';
import { span, place, origin, rights, fault, field, options, today } from '../parts/duties.js';

// Where each role is given: at a kind of unit, or in a class or group of a school.
const ROLES = {
  teacher: 'group', mentor: 'class', special_educator: 'school', principal: 'school', preschool_head: 'preschool', area_manager: 'area',
  director: 'municipality', analyst: 'municipality', board: 'municipality', administrator: 'municipality', auditor: 'municipality',
};
const KINDS = { group: ['school'], class: ['school'], school: ['school', 'preschool'], preschool: ['preschool'], area: ['area'], municipality: ['municipality'] };
// Much power: asked for once more.
const GRAVE = ['director', 'analyst', 'administrator', 'auditor'];

class Duties {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, units: null, inside: {}, found: null, shown: null, error: null, fault: null, busy: false, turn: 0, role: '', unit: '' });
  }

  // What the address asks for: a person, a unit, a search, or nothing yet.
  async load() {
    const turn = ++this.turn;
    const { person, unit, q } = this.params;
    try {
      this.units ??= (await get('places')).data.units;
      const data = person || unit ? (await get(address('duties', { person, unit }))).data : null;
      const found = !person && !unit && q ? (await get(address('staff', { search: q }))).data : null;
      if (turn !== this.turn) return;
      Object.assign(this, { shown: data, found, error: null });
    } catch (e) {
      if (turn !== this.turn) return;
      this.error = e;
    }
    this.draw();
  }

  async loadInside(unit) {
    if (!unit || this.inside[unit]) return;
    try {
      this.inside[unit] = (await get(address('places', { unit }))).data;
    } catch (e) {
      this.fault = e;
    }
    this.draw();
  }

  search(e) {
    e.preventDefault();
    const q = e.target.elements.q.value.trim();
    if (q.length < 2) return;
    if (q === this.params.q && !this.params.person) this.load();
    else go('admin', { del: 'uppdrag', q });
  }

  async give(e) {
    e.preventDefault();
    if (this.busy) return;
    const form = e.target;
    const value = (name) => form.elements[name]?.value.trim() || null;
    const { role } = this;
    const target = ROLES[role];
    const inside = target === 'group' || target === 'class';
    const unit = target === 'municipality' ? this.units.find((u) => u.kind === 'municipality')?.id : this.unit;
    const body = { person: this.params.person, role, starts: value('starts'), ends: value('ends'), note: value('note'), [inside ? target : 'unit']: inside ? value('inside') : unit };
    const { name } = this.shown.person;
    if (GRAVE.includes(role) && !await ask({ title: t('duty.sure'), body: html`<p>${t('duty.sureText', { name, role: t(`role.${role}`) })}</p><p>${t(`duty.grave.${role}`)}</p>`,
      actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('duty.give'), primary: true }] })) return;
    this.busy = true;
    this.draw();
    try {
      await post('duties', body);
      Object.assign(this, { fault: null, role: '', unit: '' });
      form.reset();
      say(t('duty.gave', { name, role: t(`role.${role}`) }));
    } catch (error) {
      this.fault = error;
    }
    this.busy = false;
    await this.load();
  }

  async end(d) {
    const ends = await ask({ title: t('duty.end'), body: html`<p>${t('duty.endText', { name: who(d.person.name), role: t(`role.${d.role}`), place: place(d) })}</p>${
      field(t('duty.ends'), html`<input type="date" name="ends" min=${today()} max=${d.ends || nothing}>`, t('duty.endHint'))}`,
    actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('duty.end'), primary: true }], form: (dialog) => dialog.querySelector('input').value || 'now' });
    if (!ends) return;
    try {
      await post(`duties/${d.id}/end`, ends === 'now' ? {} : { ends });
      this.fault = null;
      say(t('duty.endedSaid', { name: who(d.person.name) }));
    } catch (error) {
      this.fault = error;
    }
    await this.load();
    this.ctx.root.querySelector('h2')?.focus();
  }

  draw() {
    const { params, error } = this;
    if (error && error.kind !== 'problem' && !this.units) render(failed(error, () => this.load(), { inside: true }), this.ctx.root);
    else render(html`<div class="stack">${this.finder()}${error ? fault(error) : params.person ? this.person() : params.unit ? this.ofUnit() : this.results()}</div>`, this.ctx.root);
    if (this.units || error) this.ctx.ready();
  }

  finder() {
    return html`<section class="card"><form class="form row" role="search" @submit=${(e) => this.search(e)}>
      ${field(t('duty.find'), html`<input type="text" name="q" minlength="2" maxlength="30" required autocomplete="off" .value=${this.params.q || ''}>`)}<button class="btn primary">${t('duty.search')}</button>
      ${field(t('duty.byUnit'), html`<select @change=${(e) => e.target.value && go('admin', { del: 'uppdrag', unit: e.target.value })}>${options(this.units || [], this.params.unit, t('duty.chooseUnit'))}</select>`)}</form></section>`;
  }

  results() {
    const { found } = this;
    if (!this.params.q) return nothing;
    if (!found) return skeleton();
    return html`<section class="card"><h2 class="lead" tabindex="-1">${found.staff.length ? t('duty.found') : t('duty.foundNone')}</h2>${found.staff.length
      ? html`<ul class="plain">${found.staff.map((p) => html`<li class="between wrapline"><a href=${href('admin', { del: 'uppdrag', q: this.params.q, person: p.id })}>${who(p.name)}</a><span class="muted break">${who(p.login)}</span></li>`)}</ul>`
      : html`<p class="muted">${t('duty.foundHint')}</p>`}${found.more ? html`<p class="fine">${t('duty.foundMore')}</p>` : nothing}</section>`;
  }

  table(list, withPerson) {
    return box(t('duty.list'), html`<table class="list"><thead><tr>${withPerson ? html`<th scope="col">${t('duty.who')}</th>` : nothing}<th scope="col">${t('duty.role')}</th><th scope="col">${t('duty.where')}</th><th scope="col">${
      t('duty.days')}</th><th scope="col">${t('duty.origin')}</th><th scope="col"><span class="sr">${t('duty.act')}</span></th></tr></thead><tbody>${list.map((d) => html`<tr>${withPerson
      ? html`<th scope="row"><a href=${href('admin', { del: 'uppdrag', person: d.person.id })}>${who(d.person.name)}</a></th>` : nothing}${withPerson ? html`<td>${t(`role.${d.role}`)}</td>` : html`<th scope="row">${t(`role.${d.role}`)}</th>`}<td>${
      place(d)}${d.role === 'delegate' ? html`<br><span class="fine">${rights(d)}</span>` : nothing}</td><td>${span(d)}${d.state === 'now' ? nothing : html`<br><span class="fine">${t(`duty.${d.state === 'coming' ? 'coming' : 'over'}`)}</span>`}</td><td>${
      origin(d)}</td><td>${d.origin === 'import' || d.state === 'ended' ? nothing : html`<button class="btn small" @click=${() => this.end(d)}>${t('duty.end')}<span class="sr">: ${t(`role.${d.role}`)}, ${
      withPerson ? who(d.person.name) : place(d)}</span></button>`}</td></tr>`)}</tbody></table>`);
  }

  file() {
    const { person, unit } = this.params;
    return html`<p class="noprint">${fileButton([{ what: 'duties', at: address('duties', { person, unit: person ? null : unit }), tables: ['duties'] }])}</p>`;
  }

  ofUnit() {
    const { shown } = this;
    const unit = this.units?.find((u) => u.id === this.params.unit);
    if (!shown || !unit) return skeleton();
    return html`<section class="card"><h2 class="lead" tabindex="-1">${unit.name}</h2>${fault(this.fault)}${shown.duties.length ? html`${this.table(shown.duties, true)}${this.file()}` : html`<p class="muted">${t('duty.none')}</p>`}</section>`;
  }

  person() {
    const { shown } = this;
    if (!shown?.person || shown.person.id !== this.params.person) return skeleton();
    return html`<section class="card"><h2 class="lead" tabindex="-1">${who(shown.person.name)}</h2><p class="muted">${who(shown.person.login)}</p>${
      shown.duties.length ? html`${this.table(shown.duties, false)}${this.file()}` : html`<p class="muted">${t('duty.noneOfPerson')}</p>`}<p class="fine">${t('duty.importHint')}</p></section>${this.form()}`;
  }

  form() {
    const target = ROLES[this.role];
    const places = target && target !== 'municipality' ? this.units.filter((u) => KINDS[target].includes(u.kind)) : [];
    const inside = target === 'group' || target === 'class' ? this.inside[this.unit] : null;
    return html`<section class="card"><h2 class="lead">${t('duty.give')}</h2><form class="form" @submit=${(e) => this.give(e)}>
      ${field(t('duty.role'), html`<select name="role" required @change=${(e) => { Object.assign(this, { role: e.target.value, unit: '', fault: null }); this.draw(); }}>${
        options(Object.keys(ROLES).map((id) => ({ id, name: t(`role.${id}`) })), this.role, t('duty.chooseRole'))}</select>`)}
      ${target && target !== 'municipality' ? field(t('duty.where'), html`<select name="unit" required @change=${(e) => { this.unit = e.target.value; this.draw(); if (target === 'group' || target === 'class') this.loadInside(this.unit); }}>${
        options(places, this.unit, places.length ? t('duty.chooseUnit') : t('duty.noUnits'))}</select>`) : nothing}
      ${inside ? field(t(`duty.${target}`), html`<select name="inside" required>${options(target === 'group' ? inside.groups : inside.classes, null, t(`duty.choose.${target}`))}</select>`) : nothing}
      ${target && GRAVE.includes(this.role) ? html`<p class="warnnote">${t(`duty.grave.${this.role}`)}</p>` : nothing}
      ${field(t('duty.starts'), html`<input type="date" name="starts" min=${today()}>`, t('duty.startsHint'))}
      ${field(t('duty.ends'), html`<input type="date" name="ends" min=${today()}>`, t('duty.endsHint'))}
      ${field(t('duty.note'), html`<input type="text" name="note" maxlength="200">`, t('duty.noteHint'))}
      ${fault(this.fault)}<div class="acts"><button class="btn primary" ?disabled=${this.busy}>${t('duty.give')}</button></div></form></section>`;
  }

  show(params, { relabel } = {}) {
    const moved = params.person !== this.params.person || params.unit !== this.params.unit || params.q !== this.params.q;
    this.params = params;
    if (moved) Object.assign(this, { shown: null, found: null, error: null, fault: null, role: '', unit: '' });
    this.draw();
    if (!relabel) this.load();
  }
}

export const create = (ctx) => new Duties(ctx);
