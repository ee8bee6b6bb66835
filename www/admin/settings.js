// Inställningar: what an administrator changes while the service runs.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, put } from '../api.js';
import { when } from '../format.js';
import { skeleton, failed } from '../parts/basic.js';
import { fileButton } from '../parts/handout.js';
import { act, notice } from './act.js';

// Chosen by name in a part of their own.
const ELSEWHERE = ['municipality_code', 'similar_municipalities'];

class Settings {
  constructor(ctx) {
    Object.assign(this, { ctx, list: null, error: null, notice: null });
  }

  async load() {
    try {
      this.list = (await get('settings')).data.settings;
    } catch (e) {
      this.error = e;
    }
    this.draw();
  }

  async save(e, s) {
    e.preventDefault();
    this.notice = await act(() => put('settings', { name: s.name, value: new FormData(e.target).get('value').trim() }), t('admin.settings.saved'));
    if (this.notice.good) this.list = this.notice.value.settings;
    this.draw();
  }

  draw() {
    render(this.error && !this.list ? failed(this.error, () => this.load(), { inside: true }) : !this.list ? skeleton() : html`<div class="stack">${notice(this.notice)}<div class="row noprint">${
      fileButton([{ what: 'settings', at: 'settings', tables: ['settings'] }])}</div>${this.list.filter((s) => !ELSEWHERE.includes(s.name)).map((s) => this.one(s))}</div>`, this.ctx.root);
    if (this.list || this.error) this.ctx.ready();
  }

  one(s) {
    const id = `set-${s.name}`;
    return html`<form class="card" @submit=${(e) => this.save(e, s)}><label for=${id}><b>${t(`admin.setting.${s.name}`)}</b></label><p class="muted" id=${`${id}-h`}>${t(`admin.settingText.${s.name}`)}</p><div class="row">${s.kind === 'number'
      ? html`<input id=${id} name="value" type="number" required min=${s.min} max=${s.max} .value=${s.value} aria-describedby=${`${id}-h`}>`
      : html`<textarea id=${id} name="value" rows="2" maxlength=${s.max} .value=${s.value} aria-describedby=${`${id}-h`}></textarea>`}<button class="btn">${t('admin.save')}</button></div>${s.at
      ? html`<p class="fine">${t('admin.settings.changed', { when: when(s.at), by: s.by })}</p>` : nothing}</form>`;
  }

  show(params, { relabel } = {}) { if (relabel) this.draw(); else this.load(); }

  hide() {}
}

export const create = (ctx) => new Settings(ctx);
