// Delmål: what the director has set, and how to set more.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, post, forget } from '../api.js';
import { href } from '../router.js';
import { roles } from '../session.js';
import { dec, yearGroup } from '../format.js';
import { head, skeleton, failed, box, dots, lower, subjectName } from '../parts/basic.js';
import { handout } from '../parts/handout.js';
import { act, confirm, notice } from '../admin/act.js';

const MEASURES = ['subject', 'all_subjects', 'vocational', 'arts', 'economics_humanities_social', 'science_technology', 'merit17', 'merit16'];
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date());
const nameOf = (x) => (x.subject ? t('targets.subjectOf', { subject: lower(subjectName(x.subject)) }) : t(`history.m.${x.measure}`));
const valueOf = (x) => (/^merit/.test(x.measure) ? dec(x.value10 / 10) : t('unit.percent', { n: dec(x.value10 / 10) }));

class Targets {
  constructor(ctx) {
    Object.assign(this, { ctx, list: null, subjects: [], error: null, notice: null, measure: 'subject' });
  }

  async show(params, { relabel } = {}) {
    if (relabel && this.list) {
      this.draw();
      return;
    }
    this.draw();
    try {
      const [targets, units] = await Promise.all([get('targets'), this.may() ? get('units') : null]);
      this.list = targets.data.targets;
      const top = units?.data.units[0];
      if (top) this.subjects = (await get(`history?unit=${top.id}`)).data.subjects.map((s) => s.subject);
    } catch (error) {
      this.error = error;
    }
    this.draw();
  }

  hide() {}

  may() { return roles().has('director'); }

  async send(path, body, done) {
    this.notice = await act(() => post(path, body), done);
    if (this.notice.good) {
      this.list = this.notice.value.targets;
      forget();
    }
    this.draw();
    return this.notice.good;
  }

  async add(e) {
    e.preventDefault();
    const form = e.target;
    const f = Object.fromEntries([...new FormData(form)].map(([k, v]) => [k, String(v).trim() || null]));
    const number = Number(String(f.value).replace(',', '.'));
    if (!/^\d+([.,]\d)?$/.test(f.value || '') || number <= 0) {
      this.notice = { good: false, text: t('targets.fault.value') };
      this.draw();
      return;
    }
    const body = { measure: f.measure, subject: f.measure === 'subject' ? f.subject : null, year_group: f.year_group ? Number(f.year_group) : null,
      value10: Math.round(number * 10), from: f.from, to: f.to };
    if (!await this.send('targets', body, t('targets.added'))) return;
    form.reset();
    this.measure = 'subject';
    this.draw();
  }

  async end(x) {
    const answer = await confirm({ title: t('targets.endTitle'), text: t('targets.endText', { name: dots(nameOf(x), valueOf(x)) }),
      fields: [{ name: 'last', kind: 'date', label: t('targets.endDay'), value: today(), required: true }], yes: t('targets.end') });
    if (answer?.last) await this.send(`targets/${x.id}/end`, { last: answer.last }, t('targets.ended'));
  }

  table() {
    if (!this.list.length) return html`<p class="muted">${t('targets.none')}</p>`;
    const now = today();
    const over = (x) => x.to && x.to < now;
    const th = (k, cls = '') => html`<th scope="col" class=${cls}>${t(`targets.col.${k}`)}</th>`;
    return box(t('targets.list'), html`<table class="list tight"><caption class="sr">${t('targets.list')}</caption><thead><tr>${th('what')}${th('year')}${th('value', 'num')}${th('from')}${th('to')}${th('by')}${
      this.may() ? html`<td class="noprint"></td>` : nothing}</tr></thead><tbody>${this.list.map((x) => html`<tr><th scope="row">${nameOf(x)}${x.from <= now && !over(x)
      ? html` <span class="tag open">${t('targets.now')}</span>` : nothing}</th><td>${x.year_group ? yearGroup(x.year_group) : t('targets.all')}</td><td class="num">${valueOf(x)}</td><td>${x.from}</td><td>${
      x.to || '–'}</td><td>${x.by || t('targets.by.none')}</td>${this.may() ? html`<td class="noprint">${over(x) ? nothing : html`<button class="btn small" aria-label=${
      t('targets.endName', { name: nameOf(x) })} @click=${() => this.end(x)}>${t('targets.end')}</button>`}</td>` : nothing}</tr>`)}</tbody></table>`);
  }

  form() {
    const field = (id, label, input) => html`<div class="field"><label for=${`target-${id}`}>${label}</label>${input}</div>`;
    const years = Array.from({ length: 10 }, (_, i) => i + 1);
    return html`<section class="card noprint"><h2 class="lead">${t('targets.new')}</h2><form class="form row" @submit=${(e) => this.add(e)}>
      ${field('measure', t('targets.measure'), html`<select id="target-measure" name="measure" @change=${(e) => { this.measure = e.target.value; this.draw(); }}>${MEASURES.map((m) => html`<option value=${m}>${
    m === 'subject' ? t('targets.subject') : t(`history.m.${m}`)}</option>`)}</select>`)}
      ${this.measure === 'subject' ? field('subject', t('targets.subject'), html`<select id="target-subject" name="subject">${this.subjects.map((s) => html`<option value=${s.code}>${subjectName(s)}</option>`)}</select>`) : nothing}
      ${field('year', t('filter.year'), html`<select id="target-year" name="year_group"><option value="">${t('filter.all')}</option>${years.map((y) => html`<option value=${y}>${yearGroup(y)}</option>`)}</select>`)}
      ${field('value', t('targets.value'), html`<input id="target-value" type="text" inputmode="decimal" name="value" required autocomplete="off">`)}
      ${field('from', t('targets.from'), html`<input id="target-from" type="date" name="from" required .value=${today()}>`)}
      ${field('to', t('targets.to'), html`<input id="target-to" type="date" name="to">`)}
      <button class="btn primary">${t('targets.add')}</button></form></section>`;
  }

  draw() {
    const { root } = this.ctx;
    this.ctx.title(t('targets.title'));
    if (this.error) render(failed(this.error, () => location.reload()), root);
    else if (!this.list) render(skeleton(), root);
    else {
      render(html`${head({ trail: [{ name: t('nav.history'), href: href('history') }, { name: t('targets.title'), current: true }], title: t('targets.title'), sub: t('targets.sub'),
        side: html`<div class="filters">${handout([{ what: 'targets', at: 'targets', tables: ['targets'] }])}</div>` })}<div class="stack adm">${notice(this.notice)}${this.table()}${this.may() ? this.form() : nothing}</div>`, root);
    }
    if (this.list || this.error) this.ctx.ready();
  }
}

export const create = (ctx) => new Targets(ctx);
