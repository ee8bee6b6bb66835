// Jämförelsetal: which municipality is one's own, which are like it, and which of the agency's files have been read.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, put } from '../api.js';
import { when } from '../format.js';
import { skeleton, failed, state, box } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { act, notice } from './act.js';

const schoolYear = (y) => `${y}/${String(y + 1).slice(2)}`;

class Reference {
  constructor(ctx) {
    Object.assign(this, { ctx, data: null, error: null, notice: null, similar: [] });
  }

  // What is being chosen stays when the other is saved.
  async load(chosen = null) {
    this.draw();
    try {
      this.data = (await get('reference/choices')).data;
      if (!chosen) this.similar = this.data.similar.split(' ').filter(Boolean);
      this.error = null;
    } catch (e) {
      this.error = e;
    }
    this.draw();
  }

  draw() {
    const { data, error } = this;
    render(error && !data ? failed(error, () => this.load(), { inside: true }) : !data ? skeleton() : html`<div class="stack">${notice(this.notice)}${this.sources()}${
      data.municipalities.length ? html`${this.own()}${this.like()}` : nothing}</div>`, this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  name(code) {
    return this.data.municipalities.find((m) => m.code === code)?.name || code;
  }

  async save(name, value) {
    const notice = await act(() => put('settings', { name, value }), t('admin.settings.saved'));
    await this.load(this.similar);
    this.notice = notice;
    this.draw();
  }

  own() {
    const { municipality, municipalities } = this.data;
    return html`<form class="card" @submit=${(e) => { e.preventDefault(); this.save('municipality_code', new FormData(e.target).get('own')); }}><label for="ref-own"><b>${t('admin.setting.municipality_code')}</b></label><p class="muted" id="ref-own-h">${
      t('admin.settingText.municipality_code')}</p><div class="row"><select id="ref-own" name="own" aria-describedby="ref-own-h"><option value="" ?selected=${!municipality}>${t('admin.reference.none')}</option>${municipalities.map((m) => html`<option value=${m.code} ?selected=${
      m.code === municipality}>${m.name} (${m.code})</option>`)}</select><button class="btn">${t('admin.save')}</button></div></form>`;
  }

  // Chosen one by one, saved together.
  like() {
    const { similar, data } = this;
    const left = data.municipalities.filter((m) => m.code !== data.municipality && !similar.includes(m.code));
    const add = (e) => {
      e.preventDefault();
      this.similar = [...similar, new FormData(e.target).get('add')];
      this.draw();
    };
    const drop = (code) => {
      this.similar = similar.filter((c) => c !== code);
      this.draw();
      this.ctx.root.querySelector('#ref-add')?.focus();
    };
    const changed = similar.join(' ') !== data.similar;
    return html`<section class="card" aria-labelledby="ref-like"><h2 id="ref-like">${t('admin.setting.similar_municipalities')}</h2><p class="muted">${t('admin.settingText.similar_municipalities')}</p>${similar.length
      ? html`<ul class="plain">${similar.map((c) => html`<li class="row tight"><span>${this.name(c)}</span><button class="btn small" aria-label=${t('admin.reference.dropOf', { name: this.name(c) })} @click=${() => drop(c)}>${
        t('admin.reference.drop')}</button></li>`)}</ul>` : html`<p>${t('admin.reference.noneLike')}</p>`}${similar.length < data.similar_max ? html`<form class="row" @submit=${add}><label for="ref-add">${t('admin.reference.add')}</label><select id="ref-add" name="add">${
      left.map((m) => html`<option value=${m.code}>${m.name}</option>`)}</select><button class="btn">${t('admin.reference.addOne')}</button></form>` : html`<p class="fine">${tn('admin.reference.full', data.similar_max)}</p>`}<p><button class="btn primary" ?disabled=${!changed} @click=${
      () => this.save('similar_municipalities', similar.join(' '))}>${t('admin.save')}</button></p></section>`;
  }

  sources() {
    const { sources } = this.data;
    const how = html`<p class="fine">${t('admin.reference.how')} <code>malkollctl import reference</code></p>`;
    if (!sources.length) return state(t('admin.reference.noSources'), t('admin.reference.noSourcesText'), how, { inside: true });
    return html`<div>${box(t('admin.reference.sources'), html`<table class="list"><caption class="sr">${t('admin.reference.sources')}</caption><thead><tr><th scope="col">${t('admin.reference.table')}</th><th scope="col">${
      t('admin.reference.year')}</th><th scope="col">${t('admin.reference.read')}</th></tr></thead><tbody>${sources.map((s) => html`<tr><th scope="row">${t(`admin.reference.layout.${s.layout}`)}<br><small class="fine break">${s.title} · ${s.file}</small></th><td>${
      schoolYear(s.school_year)}</td><td class="muted">${when(s.read)}</td></tr>`)}</tbody></table>`)}${how}<p class="noprint">${
      fileButton([{ what: 'refFiles', at: 'reference/choices', tables: ['refFiles', 'refChosen'] }])}</p></div>`;
  }

  show(params, { relabel } = {}) { if (relabel) this.draw(); else this.load(); }

  hide() {}
}

export const create = (ctx) => new Reference(ctx);
