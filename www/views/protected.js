// Skyddade elever: who of the own unit has a protected identity, under which pseudonym, and who else may see them.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { address, get, put } from '../api.js';
import { day, when, yearGroup } from '../format.js';
import { href, go } from '../router.js';
import { session } from '../session.js';
import { head, skeleton, failed, state, box, dots, who } from '../parts/basic.js';
import { ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';
import { field, options, fault, today } from '../parts/duties.js';

const DAY_MS = 86400000;
const DAYS_MOST = 400;
const later = (days) => new Date(Date.parse(today()) + days * DAY_MS).toISOString().slice(0, 10);
const LEADS = ['principal', 'preschool_head', 'delegate'];
const MARKS = ['confidential', 'registration'];

class Protected {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, data: null, error: null, wrong: null, at: null, turn: 0 });
  }

  unit() {
    return this.params.unit || session.me.duties.find((d) => d.unit && LEADS.includes(d.role))?.unit.id;
  }

  async load() {
    const turn = ++this.turn;
    try {
      const { data } = await get(address('protected', { unit: this.unit(), class: this.params.class }));
      if (turn !== this.turn) return;
      Object.assign(this, { data, error: null });
    } catch (e) {
      if (turn !== this.turn) return;
      Object.assign(this, { data: null, error: e });
    }
    this.draw();
  }

  // at: where a fault is shown.
  async change(at, path, body, said) {
    Object.assign(this, { at, wrong: null });
    try {
      await put(`protected/${path}`, body);
      say(said);
    } catch (e) {
      this.wrong = e;
    }
    await this.load();
    if (!this.wrong) this.ctx.root.querySelector('h1').focus();
  }

  async unmark(p) {
    const reason = await ask({ title: t('protected.unmark'), body: html`<p>${t('protected.unmarkText')}</p><label>${t('protected.reason')}<textarea name="reason" rows="3" required
      minlength="3" maxlength="500"></textarea></label>`, actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('protected.unmark'), primary: true }],
    form: (d) => d.querySelector('textarea').value.trim() || null });
    if (reason) await this.change(p.id, p.id, { mark: 'none', reason }, t('protected.saidUnmarked'));
  }

  mark(e) {
    e.preventDefault();
    const value = (name) => e.target.elements[name].value.trim() || null;
    const body = { mark: value('mark'), reason: value('reason'), ...(value('pseudonym') && { pseudonym: value('pseudonym') }) };
    this.change('mark', value('pupil'), body, t('protected.saidMarked'));
  }

  rename(e, p) {
    e.preventDefault();
    this.change(p.id, p.id, { pseudonym: e.target.elements.pseudonym.value.trim() || null }, t('protected.saidPseudonym'));
  }

  allow(e, p) {
    e.preventDefault();
    const { person, ends } = e.target.elements;
    this.change(p.id, `${p.id}/readers`, { person: person.value, ends: ends.value }, t('protected.saidAllowed'));
  }

  draw() {
    this.ctx.title(t('protected.title'));
    const { data, error } = this;
    render(error ? failed(error, () => this.load()) : !data ? skeleton() : html`<p class="paperonly">${t('protected.noPaper')}</p><div class="noprint">${head({ title: t('protected.title'),
      sub: dots(data.unit.name, t('protected.sub')), side: this.unitChoice() })}<div class="stack">${data.pupils.length ? data.pupils.map((p) => this.pupil(p))
      : state(t('protected.none'), t('protected.noneText'), null, { inside: true })}${this.form()}</div></div>`, this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  unitChoice() {
    const { units, unit } = this.data;
    return units.length > 1 ? html`<div class="filters"><label>${t('protected.unit')}<select @change=${(e) => go('protected', { unit: e.target.value })}>${options(units, unit.id)}</select></label></div>` : nothing;
  }

  pupil(p) {
    const heading = `pupil-${p.id}`;
    return html`<section class="card" aria-labelledby=${heading}><h2 class="lead" id=${heading}>${p.name}</h2><p>${dots(p.class?.name, yearGroup(p.year_group), t(`protected.mark.${p.mark}`))}</p>
      <p class="fine">${p.by_roster ? t('protected.byRoster') : nothing}${p.by_hand && p.at ? html` ${t('protected.byHand', { who: who(p.by) || t('protected.command'), when: when(p.at), reason: p.reason || '' })}` : nothing}</p>
      <form class="form" @submit=${(e) => this.rename(e, p)}>${field(t('protected.pseudonym'), html`<input type="text" name="pseudonym" maxlength="100" autocomplete="off" .value=${p.pseudonym || ''}>`, t('protected.pseudonymHint'))}
        <div class="acts"><button class="btn">${t('protected.savePseudonym')}</button>${p.by_hand ? html`<button type="button" class="btn" @click=${() => this.unmark(p)}>${t('protected.unmark')}</button>` : nothing}</div></form>
      <h3>${t('protected.readers')}</h3>${this.readers(p)}${this.allowForm(p)}${this.at === p.id ? fault(this.wrong) : nothing}</section>`;
  }

  readers(p) {
    if (!p.readers.length) return html`<p class="muted">${t('protected.readersNone')}</p>`;
    return box(t('protected.readers'), html`<table class="list"><thead><tr><th scope="col">${t('protected.who')}</th><th scope="col">${t('protected.days')}</th><th scope="col"><span class="sr">${
      t('protected.act')}</span></th></tr></thead><tbody>${p.readers.map((r) => html`<tr><th scope="row">${who(r.person.name)}</th><td>${t('protected.span', { from: day(r.starts), to: day(r.ends) })}</td><td><button
      class="btn small" @click=${() => this.change(p.id, `${p.id}/readers`, { person: r.person.id }, t('protected.saidDenied'))}>${t('protected.deny')}<span class="sr">: ${who(r.person.name)}</span></button></td></tr>`)}</tbody></table>`);
  }

  allowForm(p) {
    const list = p.staff.filter((s) => !p.readers.some((r) => r.person.id === s.id)).map((s) => ({ id: s.id, name: who(s.name) }));
    if (!list.length) return nothing;
    return html`<form class="form" @submit=${(e) => this.allow(e, p)}>${field(t('protected.name'), html`<select name="person" required>${options(list, null, t('protected.choose'))}</select>`, t('protected.nameHint'))}
      ${field(t('protected.until'), html`<input type="date" name="ends" required min=${today()} max=${later(DAYS_MOST)}>`)}<div class="acts"><button class="btn">${t('protected.allow')}</button></div></form>`;
  }

  form() {
    const { classes, class_pupils: pupils, unit } = this.data;
    const chosen = this.params.class;
    return html`<section class="card"><h2 class="lead">${t('protected.markOne')}</h2><form class="form" @submit=${(e) => this.mark(e)}>
      ${field(t('protected.class'), html`<select name="class" @change=${(e) => go('protected', { unit: unit.id, class: e.target.value }, { replace: true })}>${options(classes, chosen, t('protected.chooseClass'))}</select>`)}
      ${chosen ? html`${field(t('protected.pupil'), html`<select name="pupil" required>${options(pupils, null, t('protected.choosePupil'))}</select>`)}
      ${field(t('protected.kind'), html`<select name="mark">${options(MARKS.map((id) => ({ id, name: t(`protected.mark.${id}`) })), MARKS[0])}</select>`)}
      ${field(t('protected.reason'), html`<input type="text" name="reason" required maxlength="500" autocomplete="off">`, t('protected.reasonHint'))}
      ${field(t('protected.pseudonym'), html`<input type="text" name="pseudonym" maxlength="100" autocomplete="off">`, t('protected.pseudonymHint'))}
      <div class="acts"><button class="btn primary">${t('protected.markIt')}</button></div>` : nothing}${this.at === 'mark' ? fault(this.wrong) : nothing}</form></section>
      <p><a href=${href('overview', { unit: unit.id, rows: 'pupil' })}>${t('protected.toList')}</a></p>`;
  }

  show(params, { relabel } = {}) {
    this.params = params;
    if (relabel && this.data) this.draw();
    else this.load();
  }

  hide() { this.turn++; }
}

export const create = (ctx) => new Protected(ctx);
