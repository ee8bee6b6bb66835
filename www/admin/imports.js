// Inläsning: a OneRoster file is tried first; what it would change and what was found is shown; then the same file is read in.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc } from '../i18n.js';
import { address, get, upload } from '../api.js';
import { int, when, day } from '../format.js';
import { skeleton, failed, state, box } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { act, confirm, errorText, notice } from './act.js';

const KINDS = ['persons', 'enrolments', 'classes', 'class_members', 'groups', 'group_members', 'duties', 'units', 'subjects', 'assessments', 'figures'];
const SEVERITIES = ['error', 'warning', 'note'];

// The part of grades is this with another file (grades.js).
export class Imports {
  constructor(ctx) {
    Object.assign(this, { ctx, data: null, error: null, file: null, trial: null, shown: null, busy: null, notice: null });
    Object.assign(this, { follows: 'admin.imports.applyOpen', nothing: 'admin.imports.noneText', listed: 'imports' });
  }

  async load() {
    this.draw();
    try {
      this.data = (await get(this.listed)).data;
      this.error = null;
    } catch (e) {
      this.error = e;
    }
    this.draw();
  }

  draw() {
    const { data, error } = this;
    render(error && !data ? failed(error, () => this.load(), { inside: true }) : !data ? skeleton() : html`<div class="stack">${notice(this.notice)}${this.chooser()}${
      this.trial ? this.outcome(this.trial, true) : nothing}${this.list()}${this.shown ? this.outcome(this.shown, false) : nothing}</div>`, this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  // ---- a file ----

  chooser() {
    const take = (files) => files[0] && this.tryFile(files[0]);
    const over = (e, on) => { e.preventDefault(); e.currentTarget.classList.toggle('over', on); };
    return html`<section class="card drop" @dragover=${(e) => over(e, true)} @dragleave=${(e) => over(e, false)} @drop=${(e) => { over(e, false); take(e.dataTransfer.files); }}><h2>${
      t('admin.imports.title')}</h2><p>${t('admin.imports.how')}</p><label class="file">${t('admin.imports.file')}<input type="file" accept=".zip,application/zip" ?disabled=${Boolean(this.busy)} @change=${(e) => {
      take(e.target.files); e.target.value = '';
    }}></label><p class="fine">${t('admin.imports.drop', { n: int(this.data.upload_max_mib) })}</p>${this.busy
      ? html`<p role="status"><span class="progress-line"></span>${this.busy}</p>` : nothing}</section>`;
  }

  send(file, query) {
    return upload(address('imports', { file: file.name.slice(-60), ...query }), file);
  }

  async tryFile(file, query = {}) {
    if (file.size > this.data.upload_max_mib * 1048576) {
      this.notice = { good: false, text: t('problem.body-too-large') };
      this.draw();
      return;
    }
    Object.assign(this, { file, query, trial: null, notice: null, busy: t('admin.imports.trying', { file: file.name }) });
    this.draw();
    const done = await act(() => this.send(file, { ...query, dry_run: 'true' }), t('admin.imports.tried'));
    this.busy = null;
    if (done.good) this.trial = done.value;
    else this.notice = { good: false, text: errorText(done.error) };
    await this.load();
    this.ctx.root.querySelector('#trial-h')?.focus();
  }

  async apply() {
    const answer = await confirm({ title: t('admin.imports.applyTitle'), text: [t('admin.imports.applyText', { file: this.file.name }), t(this.follows)], yes: t('admin.imports.apply') });
    if (!answer) return;
    this.busy = t('admin.imports.applying', { file: this.file.name });
    this.draw();
    const done = await act(() => this.send(this.file, { ...this.query, dry_run: 'false' }), t('admin.imports.applied'));
    Object.assign(this, { busy: null, trial: null, shown: done.good ? done.value : null });
    this.notice = done.good && done.value.outcome === 'refused' ? { good: false, text: t('admin.imports.refused') } : done;
    await this.load();
  }

  async allowEnding() {
    const answer = await confirm({ title: t('admin.imports.endTitle'), text: t('admin.imports.endText', { n: int(this.data.sanity_end_percent) }), fields: [{ kind: 'number', name: 'allow_ending', label: t('admin.imports.endPercent'), required: true, min: 1, value: 100 }], yes: t('admin.imports.again') });
    if (answer) await this.tryFile(this.file, { allow_ending: answer.allow_ending });
  }

  // ---- what came of it ----

  outcome(run, trial) {
    const r = run.report;
    const counts = r ? KINDS.filter((k) => r.counts[k]?.some(Boolean)) : [];
    return html`<section class="card" aria-labelledby=${trial ? 'trial-h' : 'run-h'}><h2 id=${trial ? 'trial-h' : 'run-h'} tabindex="-1">${t(`admin.imports.${trial && run.outcome === 'tried' ? 'would' : run.outcome}`)}</h2><p class="muted">${
      run.file}, ${when(run.started)}, ${run.by}</p>${!r ? html`<p>${t('admin.imports.noReport')}</p>` : html`${run.outcome === 'refused' ? nothing : counts.length ? this.counts(r, counts)
      : html`<p>${t('admin.imports.nothing')}</p>`}${this.findings(r)}`}${trial ? html`<div class="row gap">${run.outcome === 'tried' ? html`<button class="btn primary" @click=${() => this.apply()}>${
      t('admin.imports.apply')}</button>` : this.again()}<button class="btn" @click=${() => { this.trial = null; this.draw(); }}>${t('dialog.cancel')}</button></div>` : nothing}${r ? html`<p class="noprint">${
      fileButton([{ what: 'import', at: `imports/${run.id}`, tables: ['findings', 'changes'] }])}</p>` : nothing}</section>`;
  }

  again() {
    return html`<button class="btn" @click=${() => this.allowEnding()}>${t('admin.imports.allowEnding')}</button>`;
  }

  counts(r, kinds) {
    return html`${r.pupils + r.staff ? html`<p>${t('admin.imports.has', { pupils: int(r.pupils), staff: int(r.staff) })}</p>` : nothing}<div class="wrap flat"><table class="list tight"><caption class="sr">${t('admin.imports.changes')}</caption><thead><tr><th scope="col">${
      t('admin.imports.what')}</th>${['added', 'changed', 'ended'].map((k) => html`<th scope="col" class="num">${t(`admin.imports.${k}`)}</th>`)}</tr></thead><tbody>${kinds.map((k) => html`<tr><th scope="row">${
      t(`admin.imports.kind.${k}`)}</th>${r.counts[k].map((n) => html`<td class="num">${int(n)}</td>`)}</tr>`)}</tbody></table></div>`;
  }

  findings(r) {
    if (!r.findings.length) return html`<p>${t('admin.imports.noFindings')}</p>`;
    return SEVERITIES.map((s) => [s, r.findings.filter((f) => f.severity === s)]).filter(([, list]) => list.length).map(([s, list]) => html`<h3 class="gap">${t(`admin.imports.severity.${s}`)}</h3><ul class="plain">${
      list.map((f) => html`<li>${loc(f.text)}${f.count > 1 ? html` <span class="fine">${tn('admin.imports.times', f.count)}</span>` : nothing}</li>`)}</ul>`);
  }

  // ---- earlier ones ----

  list() {
    const { imports } = this.data;
    if (!imports.length) return state(t('admin.imports.none'), t(this.nothing), null, { inside: true });
    return html`<div>${box(t('admin.imports.earlier'), html`<table class="list acts"><caption class="sr">${t('admin.imports.earlier')}</caption><thead><tr><th scope="col">${t('admin.imports.fileHead')}</th><th scope="col">${t('admin.rounds.when')}</th><th scope="col">${
      t('admin.imports.result')}</th><th scope="col" class="num">${t('admin.imports.rows')}</th><th scope="col">${t('admin.rounds.do')}</th></tr></thead><tbody>${imports.map((i) => html`<tr><th scope="row">${i.file || t('admin.imports.unnamed')}<br><small class="fine">${
      t('admin.imports.from', { day: day(`${i.date}T12:00:00`) })}</small></th><td class="muted">${when(i.started)}<br><small class="fine">${i.by}</small></td><td><span class="tag ${i.outcome}">${t(`admin.imports.state.${i.outcome}`)}</span></td><td class="num">${int(i.rows_changed)}</td><td><button class="btn small" aria-label=${
      t('admin.imports.showOf', { file: i.file, when: when(i.started) })} @click=${() => this.open(i.id)}>${t('admin.imports.show')}</button></td></tr>`)}</tbody></table>`)}<p class="noprint">${
      fileButton([{ what: 'imports', at: this.listed, tables: ['imports'] }])}</p></div>`;
  }

  async open(id) {
    const found = await act(() => get(`imports/${id}`), t('admin.imports.shown'));
    if (found.good) this.shown = found.value.data;
    else this.notice = found;
    this.draw();
    this.ctx.root.querySelector('#run-h')?.focus();
  }

  show() { this.load(); }

  hide() { this.file = null; }
}

export const create = (ctx) => new Imports(ctx);
