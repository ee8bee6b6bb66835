// Skalor: the scales with their levels, where each is used, and what eligibility asks for, with all versions; and a new version.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, loc, has } from '../i18n.js';
import { get, post } from '../api.js';
import { dec } from '../format.js';
import { skeleton, failed, box } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { field, options } from '../parts/duties.js';
import { act, errorText, notice } from './act.js';

const LEVELS_MIN = 2;
const LEVELS_MAX = 12;
const FILES = [{ what: 'scales', at: 'scales', tables: ['scales', 'scaleRules'] }, { what: 'eligibility', at: 'eligibility-rules', tables: ['eligibility'] }];
const valid = (one) => t(one.valid_to ? 'scales.fromTo' : 'scales.from', { from: one.valid_from, to: one.valid_to });
const places = (rule) => rule.requirements.map((place) => place.join('/'));
const named = (form) => ({ sv: form.get('sv').trim(), en: form.get('en').trim() });
const word = (label, name, max, value = '', hint = null) => field(label, html`<input type="text" name=${name} maxlength=${max} .value=${value} required autocomplete="off">`, hint);

// What was refused, in the words of the field that is wrong.
const refusal = (error) => {
  const key = `scales.wrong.${error.problem?.field}`;
  return error.slug === 'invalid-body' && has(key) ? t(key) : errorText(error);
};

class Scales {
  constructor(ctx) {
    Object.assign(this, { ctx, scales: null, eligibility: null, units: [], error: null, notice: null, fault: null, adding: null, steps: LEVELS_MIN, slot: 1, busy: false });
  }

  async load() {
    try {
      const [scales, eligibility, { data }] = await Promise.all([get('scales'), get('eligibility-rules'), get('places')]);
      Object.assign(this, { scales: scales.data, eligibility: eligibility.data, units: data.units.filter((u) => u.kind === 'school' || u.kind === 'preschool'), error: null });
    } catch (e) {
      this.error = e;
    }
    this.draw();
  }

  draw() {
    const { error } = this;
    render(error && !this.scales ? failed(error, () => this.load(), { inside: true }) : !this.scales ? skeleton()
      : html`<div class="stack">${notice(this.notice)}<div class="row noprint">${fileButton(FILES)}</div>${this.scaleList()}${this.ruleList()}${this.eligibilityList()}</div>`, this.ctx.root);
    if (this.scales || error) this.ctx.ready();
  }

  // ---- a new version: one form at a time, which keeps what was typed when it is refused ----

  open(kind) {
    Object.assign(this, { adding: kind, fault: null, notice: null, steps: LEVELS_MIN });
    this.draw();
    if (kind) this.ctx.root.querySelector('#new-h').focus();
  }

  async send(e, path, body, done) {
    e.preventDefault();
    if (this.busy) return;
    const kind = this.adding;
    this.busy = true;
    const sent = await act(() => post(path, body), done);
    this.busy = false;
    if (sent.good) {
      this[path === 'eligibility-rules' ? 'eligibility' : 'scales'] = sent.value;
      Object.assign(this, { adding: null, fault: null, notice: sent });
    } else {
      this.fault = refusal(sent.error);
    }
    this.draw();
    if (sent.good) this.ctx.root.querySelector(`[data-add="${kind}"]`)?.focus();
  }

  // Its own element for every form, so that nothing typed stays in the next.
  form(kind, submit, fields) {
    if (this.adding !== kind) return html`<p><button class="btn" data-add=${kind} @click=${() => this.open(kind)}>${t(`scales.add.${kind}`)}</button></p>`;
    return html`<section class="card" aria-labelledby="new-h"><h3 id="new-h" class="lead" tabindex="-1">${t(`scales.add.${kind}`)}</h3><p class="muted">${t('scales.how')}</p><form class="form" @submit=${submit}>${fields}${
      field(t('scales.validFrom'), html`<input type="date" name="valid_from" required min=${this.scales.earliest}>`, t('scales.validFromHint'))}${
      this.fault ? html`<p class="fault" role="alert">${this.fault}</p>` : nothing}<div class="acts"><button class="btn primary">${t('scales.save')}</button><button type="button" class="btn" @click=${
      () => this.open(null)}>${t('dialog.cancel')}</button></div></form></section>`;
  }

  // ---- scales ----

  scaleList() {
    return html`<section><h2>${t('scales.title')}</h2>${box(t('scales.title'), html`<table class="list"><thead><tr><th scope="col">${t('scales.scale')}</th><th scope="col">${t('scales.levels')}</th><th scope="col">${
      t('scales.valid')}</th></tr></thead><tbody>${this.scales.scales.map((s) => html`<tr><th scope="row">${loc(s.name)}<br><span class="muted">${s.code}${s.has_points ? ` · ${t('scales.withPoints')}` : ''}</span></th><td><details><summary>${
      s.levels.map((l) => l.code).join(' ')}</summary><ol class="plain">${s.levels.map((l) => html`<li><b>${l.code}</b> ${loc(l.name)} <span class="muted">${t('scales.level', { key: l.key, points: dec(l.points10 / 10) })}, ${
      t(l.passes ? 'scales.passes' : 'scales.fails')}</span></li>`)}</ol></details></td><td>${valid(s)}</td></tr>`)}</tbody></table>`)}${this.form('scale', (e) => this.addScale(e), this.scaleFields())}</section>`;
  }

  scaleFields() {
    if (this.adding !== 'scale') return nothing;
    return html`${word(t('scales.code'), 'code', 16, '', t('scales.codeHint'))}${word(t('scales.nameSv'), 'sv', 100)}${word(t('scales.nameEn'), 'en', 100)}
      <label class="tick"><input type="checkbox" name="has_points">${t('scales.hasPoints')}</label>${Array.from({ length: this.steps }, (_, i) => this.step(i))}
      <div class="acts"><button type="button" class="btn small" ?disabled=${this.steps === LEVELS_MAX} @click=${() => this.resize(1)}>${t('scales.more')}</button><button type="button" class="btn small" ?disabled=${
      this.steps === LEVELS_MIN} @click=${() => this.resize(-1)}>${t('scales.fewer')}</button></div>`;
  }

  step(i) {
    return html`<fieldset class="targets"><legend>${t(i ? 'scales.step' : 'scales.lowest', { n: i + 1 })}</legend>${word(t('scales.levelCode'), `code${i}`, 8)}${
      field(t('scales.key'), html`<input type="text" name="key${i}" maxlength="1" pattern="[a-z0-9]" required autocomplete="off" autocapitalize="none">`, t('scales.keyHint'))}${
      word(t('scales.nameSv'), `sv${i}`, 100)}${word(t('scales.nameEn'), `en${i}`, 100)}${
      field(t('scales.points'), html`<input type="number" name="points${i}" min="0" max="1000" step="0.1" value="0" required>`)}<label class="tick"><input type="checkbox" name="passes${i}">${t('scales.isPass')}</label></fieldset>`;
  }

  resize(by) {
    this.steps += by;
    this.draw();
    if (by > 0) this.ctx.root.querySelector(`[name="code${this.steps - 1}"]`).focus();
  }

  addScale(e) {
    const form = new FormData(e.target);
    const text = (name) => form.get(name).trim();
    const levels = Array.from({ length: this.steps }, (_, i) => ({ code: text(`code${i}`), key: text(`key${i}`), name: { sv: text(`sv${i}`), en: text(`en${i}`) },
      points10: Math.round(Number(form.get(`points${i}`)) * 10), passes: form.has(`passes${i}`) }));
    return this.send(e, 'scales', { code: text('code'), name: named(form), has_points: form.has('has_points'), valid_from: form.get('valid_from'), levels }, t('scales.added.scale'));
  }

  // ---- where they are used ----

  syllabus(code) {
    return loc(this.scales.syllabuses.find((s) => s.code === code)?.name) || code;
  }

  scale(code) {
    return loc(this.scales.scales.find((s) => s.code === code)?.name) || code;
  }

  ruleList() {
    return html`<section><h2>${t('scales.rules')}</h2><p class="sub">${t('scales.rulesText')}</p>${box(t('scales.rules'), html`<table class="list"><thead><tr><th scope="col">${t('scales.syllabus')}</th><th scope="col">${
      t('scales.years')}</th><th scope="col">${t('scales.where')}</th><th scope="col">${t('scales.scale')}</th><th scope="col">${t('scales.valid')}</th></tr></thead><tbody>${this.scales.rules.map((r) => html`<tr><th scope="row">${
      this.syllabus(r.syllabus)}</th><td>${r.year_from}–${r.year_to}</td><td>${r.unit ? r.unit.name : t('scales.everywhere')}</td><td>${this.scale(r.scale)}${r.graded ? html`<br><span class="muted">${t('scales.graded')}</span>` : nothing}</td><td>${valid(r)}</td></tr>`)}</tbody></table>`)}${
      this.form('rule', (e) => this.addRule(e), this.ruleFields())}</section>`;
  }

  ruleFields() {
    if (this.adding !== 'rule') return nothing;
    const of = (list) => list.map((one) => ({ id: one.code, name: loc(one.name) }));
    const year = (name, value) => html`<input type="number" name=${name} min="1" max="10" value=${value} required>`;
    return html`${field(t('scales.syllabus'), html`<select name="syllabus" required>${options(of(this.scales.syllabuses), null, t('scales.choose'))}</select>`)}${
      field(t('scales.yearFrom'), year('year_from', 1))}${field(t('scales.yearTo'), year('year_to', 10))}${
      field(t('scales.where'), html`<select name="unit">${options(this.units, null, t('scales.everywhere'))}</select>`)}${
      field(t('scales.scale'), html`<select name="scale" required>${options(of(this.scales.scales), null, t('scales.choose'))}</select>`)}
      <label class="tick"><input type="checkbox" name="graded">${t('scales.isGraded')}</label>`;
  }

  addRule(e) {
    const form = new FormData(e.target);
    return this.send(e, 'scale-rules', { syllabus: form.get('syllabus'), unit: form.get('unit') || null, year_from: Number(form.get('year_from')), year_to: Number(form.get('year_to')), scale: form.get('scale'),
      graded: form.has('graded'), valid_from: form.get('valid_from') }, t('scales.added.rule'));
  }

  // ---- eligibility ----

  eligibilityList() {
    return html`<section><h2>${t('scales.eligibility')}</h2><p class="sub">${t('scales.eligibilityText')}</p>${box(t('scales.eligibility'), html`<table class="list"><thead><tr><th scope="col">${t('scales.programme')}</th><th scope="col">${
      t('scales.requirements')}</th><th scope="col">${t('scales.others')}</th><th scope="col">${t('scales.valid')}</th></tr></thead><tbody>${this.eligibility.rules.map((r) => html`<tr><th scope="row">${loc(r.name)}</th><td>${
      places(r).join(', ')}</td><td class="num">${r.other_count}</td><td>${valid(r)}</td></tr>`)}</tbody></table>`)}${this.form('eligibility', (e) => this.addEligibility(e), this.eligibilityFields())}</section>`;
  }

  // Begins with what the last version says.
  eligibilityFields() {
    if (this.adding !== 'eligibility') return nothing;
    const last = (slot) => this.eligibility.rules.filter((r) => r.slot === slot).at(-1);
    const slots = [...new Set(this.eligibility.rules.map((r) => r.slot))];
    const rule = last(this.slot);
    return html`${field(t('scales.programme'), html`<select name="slot" @change=${(e) => { this.slot = Number(e.target.value); this.draw(); }}>${slots.map((s) => html`<option value=${s} ?selected=${s === this.slot}>${loc(last(s).name)}</option>`)}</select>`)}${
      word(t('scales.nameSv'), 'sv', 100, rule.name.sv)}${word(t('scales.nameEn'), 'en', 100, rule.name.en)}${
      field(t('scales.requirements'), html`<textarea name="requirements" rows="8" required .value=${places(rule).join('\n')}></textarea>`, t('scales.requirementsHint'))}<details><summary>${t('scales.subjects')}</summary><p class="fine">${
      this.eligibility.subjects.map((s) => `${s.code} ${loc(s.name)}`).join(', ')}</p></details>${field(t('scales.others'), html`<input type="number" name="other_count" min="0" max="30" required .value=${String(rule.other_count)}>`)}`;
  }

  addEligibility(e) {
    const form = new FormData(e.target);
    const requirements = form.get('requirements').split('\n').map((line) => line.split('/').map((s) => s.trim().toUpperCase()).filter(Boolean)).filter((place) => place.length);
    return this.send(e, 'eligibility-rules', { slot: Number(form.get('slot')), name: named(form), other_count: Number(form.get('other_count')), requirements, valid_from: form.get('valid_from') }, t('scales.added.eligibility'));
  }

  show(params, { relabel } = {}) { if (relabel) this.draw(); else this.load(); }
}

export const create = (ctx) => new Scales(ctx);
