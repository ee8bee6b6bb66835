// Gallring: years per type of record, what is held back, and the protocol of what was removed.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, put, post } from '../api.js';
import { int } from '../format.js';
import { skeleton, failed, box } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';

const date = (iso) => (iso ? new Date(iso).toLocaleDateString(document.documentElement.lang) : '–');

// Filling in a target chooses it.
const pick = (target) => (e) => { e.target.form.elements.target.value = target; };

class Retention {
  constructor(ctx) {
    Object.assign(this, { ctx, data: null, units: [], error: null, fault: null });
  }

  async load() {
    try {
      const [retention, places] = await Promise.all([get('retention'), get('places')]);
      Object.assign(this, { data: retention.data, units: places.data.units, error: null });
    } catch (e) {
      this.error = e;
    }
    this.draw();
  }

  // The server's answer to every change is the whole page anew.
  async change(work, done) {
    this.fault = null;
    try {
      this.data = await work();
      say(t(done));
    } catch (e) {
      this.fault = e;
    }
    this.draw();
  }

  saveYears(e) {
    e.preventDefault();
    const form = new FormData(e.target);
    const rules = this.data.rules.filter((r) => Number(form.get(r.type)) !== r.years).map((r) => ({ type: r.type, years: Number(form.get(r.type)) }));
    if (rules.length) this.change(() => put('retention', { rules }), 'retention.saved');
  }

  async hold() {
    const answer = await ask({ title: t('retention.hold.add'),
      body: html`<p>${t('retention.hold.text')}</p>
        <div class="fields"><fieldset class="targets"><legend>${t('retention.hold.what')}</legend>
          <label class="tick"><input type="radio" name="target" value="person" checked>${t('retention.hold.person')}</label>
          <label class="under">${t('retention.hold.personId')}<input name="person" maxlength="255" autocomplete="off" @input=${pick('person')}></label>
          <label class="tick"><input type="radio" name="target" value="unit">${t('retention.hold.unit')}</label>
          <label class="under">${t('retention.hold.unitName')}<select name="unit" @change=${pick('unit')}>${this.units.map((u) => html`<option value=${u.id}>${u.name}</option>`)}</select></label>
          <label class="tick"><input type="radio" name="target" value="all">${t('retention.hold.all')}</label></fieldset></div>
        <label>${t('retention.reason')}<textarea name="reason" required maxlength="500" rows="3"></textarea></label>`,
      actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('retention.hold.add'), primary: true }],
      form: (dialog) => Object.fromEntries(new FormData(dialog.querySelector('form'))) });
    if (!answer) return;
    const body = { reason: answer.reason, ...(answer.target === 'person' && { person: answer.person.trim() }), ...(answer.target === 'unit' && { unit: answer.unit }) };
    this.change(() => post('holds', body), 'retention.hold.added');
  }

  async end(hold) {
    const reason = await ask({ title: t('retention.hold.end'),
      body: html`<p>${t('retention.hold.endText', { what: this.target(hold) })}</p><label>${t('retention.reason')}<textarea name="reason" required maxlength="500" rows="3"></textarea></label>`,
      actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('retention.hold.end'), primary: true }],
      form: (dialog) => new FormData(dialog.querySelector('form')).get('reason') });
    if (reason) this.change(() => post(`holds/${hold.id}/end`, { reason }), 'retention.hold.ended');
  }

  target = (hold) => (hold.person ? t('retention.hold.onPerson', { id: hold.person }) : hold.unit ? hold.unit.name : t('retention.hold.all'));

  draw() {
    const { data, error } = this;
    render(error && !data ? failed(error, () => this.load(), { inside: true }) : data ? this.page() : skeleton(), this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  page() {
    const { fault } = this;
    return html`${fault ? html`<p class="alert" role="alert">${t(`problem.${fault.slug || 'unexpected'}`)} ${fault.problem?.detail || ''}</p>` : nothing}
      <div class="stack"><div class="row noprint">${fileButton([{ what: 'retention', at: 'retention', tables: ['retention', 'holds', 'purges'] }])}</div>${this.years()}${this.holds()}${this.protocol()}</div>`;
  }

  years() {
    return html`<section><h2>${t('retention.years')}</h2><p class="sub">${t('retention.yearsText')}</p><form @submit=${(e) => this.saveYears(e)}>${box(t('retention.years'),
      html`<table class="list"><caption class="sr">${t('retention.years')}</caption><thead><tr><th scope="col">${t('retention.type')}</th><th scope="col">${t('retention.trigger')}</th><th scope="col">${
        t('retention.number')}</th></tr></thead><tbody>${this.data.rules.map((r) => html`<tr><th scope="row">${t(`retention.type.${r.type}`)}</th><td>${t(`retention.trigger.${r.type}`)}</td>
        <td><input type="number" name=${r.type} min="1" max="100" required .value=${String(r.years)} aria-label=${t('retention.yearsOf', { type: t(`retention.type.${r.type}`) })}></td></tr>`)}</tbody></table>`)}
      <p><button class="btn primary">${t('retention.save')}</button></p></form><p class="sub">${t('retention.how')}</p></section>`;
  }

  holds() {
    const { holds } = this.data;
    return html`<section><h2>${t('retention.holds')}</h2><p class="sub">${t('retention.holdsText')}</p>${holds.length ? box(t('retention.holds'),
      html`<table class="list"><caption class="sr">${t('retention.holds')}</caption><thead><tr><th scope="col">${t('retention.hold.what')}</th><th scope="col">${t('retention.reason')}</th><th scope="col">${
        t('retention.from')}</th><th scope="col">${t('retention.to')}</th><th scope="col"><span class="sr">${t('retention.act')}</span></th></tr></thead><tbody>${holds.map((h) => html`<tr><th scope="row">${
        this.target(h)}</th><td>${h.reason}</td><td>${date(h.from)}</td><td>${h.to ? `${date(h.to)} · ${h.end_reason}` : '–'}</td><td>${h.to ? nothing
        : html`<button class="btn small" aria-label=${`${t('retention.hold.end')}: ${this.target(h)}`} @click=${() => this.end(h)}>${t('retention.hold.end')}</button>`}</td></tr>`)}</tbody></table>`) : html`<p>${t('retention.noHolds')}</p>`}
      <p><button class="btn" @click=${() => this.hold()}>${t('retention.hold.add')}</button></p></section>`;
  }

  protocol() {
    const { runs } = this.data;
    const rows = runs.flatMap((run) => (run.items.length ? run.items : [null]).map((item, i) => ({ run, item, first: i === 0 })));
    return html`<section><h2>${t('retention.protocol')}</h2>${rows.length ? box(t('retention.protocol'), html`<table class="list"><caption class="sr">${t('retention.protocol')}</caption><thead><tr><th scope="col">${
      t('retention.when')}</th><th scope="col">${t('retention.type')}</th><th scope="col">${t('retention.table')}</th><th scope="col">${t('retention.before')}</th><th scope="col">${t('retention.rows')}</th></tr></thead><tbody>${
      rows.map(({ run, item, first }) => html`<tr><td>${first ? `${date(run.at)} · ${run.actor}` : ''}</td>${item ? html`<td>${t(`retention.type.${item.type}`)}</td><td>${item.what}</td><td>${date(item.cutoff)}</td><td class="num">${
      int(item.rows)}</td>` : html`<td colspan="4">${t('retention.nothing')}</td>`}</tr>`)}</tbody></table>`) : html`<p>${t('retention.noRuns')}</p>`}</section>`;
  }

  show() { this.load(); }
}

export const create = (ctx) => new Retention(ctx);
