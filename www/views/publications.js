// Publicerat: what was published, one publication as it stands, and for the director how a new one is made.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, post } from '../api.js';
import { int, roundName, yearGroup } from '../format.js';
import { href, go } from '../router.js';
import { roles } from '../session.js';
import { head, skeleton, failed, state, dots, who } from '../parts/basic.js';
import { ask } from '../parts/dialog.js';
import { handout } from '../parts/handout.js';
import { say } from '../parts/live.js';
import { fault, field, options } from '../parts/duties.js';
import { content, date, facts, hiddenLine, tableName, trace, words } from '../parts/published.js';

const SLOW_MS = 120000;
const AGAIN_MS = 2000;
const LEVELS = ['municipality', 'area', 'school'];
const makes = () => roles().has('director');
// What decides the figures: when it changes, what was previewed is another thing.
const CHOICE = ['round', 'level', 'year_groups', 'genders', 'subjects', 'measures'];

/** One publication is worked out at a time: while it is another one's turn, asked again, as long as somebody waits for it. */
async function inTurn(address, body, waiting) {
  const signal = AbortSignal.timeout(SLOW_MS);
  for (;;) {
    try {
      return await post(address, body, { signal });
    } catch (e) {
      if (e.slug !== 'publication-busy' || signal.aborted || !waiting()) throw e;
      await new Promise((done) => { setTimeout(done, AGAIN_MS); });
    }
  }
}

class Publications {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, list: null, one: null, choices: null, preview: null, error: null, wrong: null, busy: false, chosen: null, turn: 0 });
  }

  async load() {
    const turn = ++this.turn;
    const { id, new: making } = this.params;
    Object.assign(this, { error: null, one: null });
    try {
      const list = (await get('publications')).data;
      const one = id ? (await get(`publications/${id}`)).data : null;
      const choices = making ? (await get('publications/choices')).data.rounds : null;
      if (turn !== this.turn) return;
      Object.assign(this, { list, one, choices });
      if (choices?.length) this.chosen ??= this.first(choices);
    } catch (e) {
      if (turn !== this.turn) return;
      this.error = e;
    }
    this.draw();
  }

  first([newest]) {
    return { round: newest.round.id, level: 'school', year_groups: [newest.year_groups.at(-1)], genders: false, subjects: true, measures: true };
  }

  draw() {
    const { id, new: making } = this.params;
    const page = this.error ? failed(this.error, () => this.load()) : !this.list || (id && !this.one) || (making && !this.choices) ? skeleton() : id ? this.reading(this.one) : making ? this.making() : this.listing();
    this.ctx.title(this.one?.title ?? t('nav.publications'));
    render(page, this.ctx.root);
    if (this.list || this.error) this.ctx.ready();
  }

  // ---- the list ----

  listing() {
    const list = this.list.publications;
    return html`${head({ title: t('publication.title'), sub: t(makes() ? 'publication.subDirector' : 'publication.sub'), side: html`<div class="row noprint">${
      handout(list.length ? [{ what: 'publications', at: 'publications', tables: ['publications'] }] : [])}${makes()
      ? html`<a class="btn primary" href=${href('publications', { new: '1' })}>${t('publication.new')}</a>` : nothing}</div>` })}${list.length
      ? html`<ul class="publist">${list.map((p) => this.item(p))}</ul>` : state(t('publication.empty.title'), t(makes() ? 'publication.empty.director' : 'publication.empty.text'), null, { inside: true })}`;
  }

  item(p) {
    const opens = p.state === 'standing' || makes();
    return html`<li class="card"><h2 class="lead">${opens ? html`<a href=${href('publications', { id: p.id })}>${p.title}</a>` : p.title}</h2><p class="muted">${
      dots(roundName(p.round), t('publication.publishedBy', { day: date(p.published_at), name: who(p.published_by) }), t(`publication.audience.${p.audience}`))}</p>${trace(p)}${opens
      ? html`<p class="fine">${hiddenLine(p.cells)}</p>` : nothing}</li>`;
  }

  // ---- one ----

  // A table of it is named by its kind and its year group.
  file(p) {
    const code = (one) => (one.year_group ? `${one.kind}-${one.year_group}` : one.kind);
    return { what: 'publication', at: `publications/${p.id}`, tables: p.content.tables.map((one) => [code(one), tableName(one)]) };
  }

  reading(p) {
    return html`${head({ trail: [{ name: t('nav.publications'), href: href('publications') }, { name: p.title, current: true }], title: p.title, sub: facts(p), side: html`<div class="row noprint">${handout([this.file(p)])}${makes() && p.state === 'standing'
      ? html`<a class="btn" href=${href('publications', { new: '1', replaces: p.id })}>${t('publication.replace')}</a><button class="btn" @click=${() => this.withdraw(p)}>${t('publication.withdraw')}</button>` : nothing}</div>` })}
      ${trace(p)}${fault(this.wrong)}${words(p.body)}${content(p)}`;
  }

  async withdraw(p) {
    const reason = await ask({ title: t('publication.withdrawTitle', { title: p.title }), form: (dialog) => dialog.querySelector('textarea').value.trim(),
      body: html`<p>${t('publication.withdrawText')}</p><label class="field"><span>${t('publication.reason')}</span><textarea rows="3" required maxlength="500"></textarea></label>`,
      actions: [{ value: 'yes', label: t('publication.withdraw'), primary: true }, { value: '', label: t('dialog.cancel') }] });
    if (!reason) return;
    try {
      await post(`publications/${p.id}/withdraw`, { reason });
      this.wrong = null;
      say(t('publication.withdrawnNow'));
    } catch (e) {
      this.wrong = e;
    }
    this.load();
  }

  // ---- a new one ----

  making() {
    if (!this.choices.length) return state(t('publication.noRounds.title'), t('publication.noRounds.text'));
    const c = this.chosen;
    const of = this.choices.find((one) => one.round.id === c.round) ?? this.choices[0];
    const replaced = this.params.replaces && this.list.publications.find((p) => p.id === this.params.replaces && p.state === 'standing');
    return html`${head({ trail: [{ name: t('nav.publications'), href: href('publications') }, { name: t('publication.new'), current: true }], title: t('publication.new'), sub: t('publication.newSub') })}
      <form class="card form" @submit=${(e) => this.submit(e)} @change=${(e) => this.choose(e)}>
      ${field(t('publication.round'), html`<select name="round">${options(this.choices.map((one) => ({ id: one.round.id, name: roundName(one.round) })), c.round)}</select>`)}
      <fieldset class="field"><legend>${t('publication.years')}</legend><div class="years">${[0, ...of.year_groups].map((y) => html`<label class="tick"><input type="checkbox" name="year" value=${y} .checked=${c.year_groups.includes(y)}>${
        y ? yearGroup(y) : t('publication.allYears')}</label>`)}</div></fieldset>
      <fieldset class="field"><legend>${t('publication.level')}</legend><div class="years">${LEVELS.map((l) => html`<label class="tick"><input type="radio" name="level" value=${l} .checked=${c.level === l}>${t(`publication.level.${l}`)}</label>`)}</div></fieldset>
      <fieldset class="field"><legend>${t('publication.content')}</legend><div class="years">${['subjects', 'measures', 'genders'].map((name) => html`<label class="tick"><input type="checkbox" name=${name} .checked=${c[name]}>${t(`publication.with.${name}`)}</label>`)}</div></fieldset>
      <div class="row"><button class="btn" type="submit" name="do" value="preview" ?disabled=${this.busy}>${t('publication.preview')}</button>${this.busy ? html`<span role="status" class="muted">${t('publication.counting')}</span>` : nothing}</div>
      ${fault(this.wrong)}${this.preview ? this.publishing(replaced) : nothing}</form>
      ${this.preview ? html`<section class="gap"><h2 class="lead" id="preview" tabindex="-1">${t('publication.previewTitle')}</h2><p class="muted">${dots(roundName(this.preview.round), ...this.preview.content.tables.map(tableName))}</p><p><b>${
        hiddenLine(this.preview.cells)}</b> ${t('publication.ofThem', { n: int(this.preview.primary) })}${this.preview.followed ? html` ${t('publication.followed', { n: int(this.preview.followed) })}` : nothing}</p>${content(this.preview)}</section>` : nothing}`;
  }

  publishing(replaced) {
    if (!this.preview.allowed) return html`<p class="fault" role="alert">${t('problem.publication-reveals')}</p>`;
    return html`${field(t('publication.name'), html`<input type="text" name="title" required maxlength="200">`)}
      ${field(t('publication.body'), html`<textarea name="body" rows="4" maxlength="4000"></textarea>`, t('publication.bodyHint'))}
      <fieldset class="field"><legend>${t('publication.for')}</legend><div class="years">${['board', 'public'].map((a) => html`<label class="tick"><input type="radio" name="audience" value=${a} ?checked=${a === 'board'}>${t(`publication.audience.${a}`)}</label>`)}</div></fieldset>
      ${replaced ? field(t('publication.replaces', { title: replaced.title }), html`<input type="text" name="reason" required maxlength="500">`, t('publication.reasonHint')) : nothing}
      <div class="row"><button class="btn primary" type="submit" name="do" value="publish" ?disabled=${this.busy}>${t('publication.publish')}</button></div>`;
  }

  choose(e) {
    const { form, name, value, checked } = e.target;
    if (!['round', 'year', 'level', 'subjects', 'measures', 'genders'].includes(name)) return;
    const c = this.chosen;
    if (name === 'round') Object.assign(c, this.first([this.choices.find((one) => one.round.id === value)]), { level: c.level, genders: c.genders });
    else if (name === 'year') c.year_groups = [...form.querySelectorAll('[name=year]:checked')].map((one) => Number(one.value));
    else if (name === 'level') c.level = value;
    else c[name] = checked;
    // What was shown belongs to another choice.
    this.preview = null;
    this.draw();
  }

  async submit(e) {
    e.preventDefault();
    if (this.busy) return;
    const publish = e.submitter?.value === 'publish';
    const { turn } = this;
    const value = (name) => e.target.elements[name]?.value.trim() || null;
    const body = Object.fromEntries(CHOICE.map((name) => [name, this.chosen[name]]));
    if (publish) Object.assign(body, { title: value('title'), body: value('body'), audience: value('audience'), ...(value('reason') && { replaces: this.params.replaces, reason: value('reason') }) });
    Object.assign(this, { busy: true, wrong: null });
    this.draw();
    try {
      const answer = await inTurn(publish ? 'publications' : 'publications/preview', body, () => turn === this.turn);
      this.busy = false;
      if (publish) {
        Object.assign(this, { preview: null, chosen: null });
        say(t('publication.publishedNow'));
        go('publications', { id: answer.id });
        return;
      }
      this.preview = answer;
    } catch (error) {
      Object.assign(this, { busy: false, wrong: error });
    }
    this.draw();
    if (this.preview) this.ctx.root.querySelector('#preview').focus();
  }

  show(params, { relabel } = {}) {
    this.params = params;
    if (relabel && this.list) this.draw();
    else this.load();
  }

  hide() { this.turn++; }
}

export const pageKey = ({ id, new: making }) => `${id ?? ''} ${making ?? ''}`;
export const create = (ctx) => new Publications(ctx);
