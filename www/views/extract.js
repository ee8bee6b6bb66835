// Registerutdrag: all that is stored about one pupil, for the principal to hand out: on the page, on paper and as a file.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, has } from '../i18n.js';
import { get } from '../api.js';
import { href } from '../router.js';
import { head, skeleton, failed, state, box } from '../parts/basic.js';

export const pageKey = (p) => p.id || '';

const word = (group, value) => (has(`extract.${group}.${value}`) ? t(`extract.${group}.${value}`) : value);
// Times come as the database has them, in UTC.
const shown = (name, value) => {
  if (value === null || value === '') return '–';
  if (['set_at', 'granted_at', 'until', 'at'].includes(name)) return new Date(`${value.replace(' ', 'T')}Z`).toLocaleString(document.documentElement.lang, { dateStyle: 'short', timeStyle: 'medium' });
  return word(`value.${name}`, value);
};

class Extract {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, data: null, error: null, turn: 0 });
  }

  async load() {
    const turn = ++this.turn;
    Object.assign(this, { data: null, error: null });
    this.draw();
    try {
      const { data } = await get(`pupils/${encodeURIComponent(this.params.id)}/extract`);
      if (turn === this.turn) this.data = data;
    } catch (e) {
      if (turn === this.turn) this.error = e;
    }
    if (turn === this.turn) this.draw();
  }

  draw() {
    const { data, error } = this;
    this.ctx.title(t('extract.title'));
    render(error ? failed(error, () => this.load()) : data ? this.page(data) : skeleton(), this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  save() {
    const a = document.createElement('a');
    a.href = URL.createObjectURL(new Blob([`${JSON.stringify(this.data, null, 1)}\n`], { type: 'application/json' }));
    a.download = 'registerutdrag.json';
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }

  page(data) {
    const [person] = data.person;
    const name = `${person.family_name}, ${person.given_name}`;
    return html`${head({ trail: [{ name, href: href('pupil', { id: this.params.id }) }, { name: t('extract.title'), current: true }],
      title: t('extract.title'), sub: t('extract.sub', { name }),
      side: html`<div class="filters"><button class="btn" @click=${() => this.save()}>${t('extract.save')}</button><button class="btn" @click=${() => print()}>${
        t('print')}</button></div>` })}<p class="sub">${t('extract.text')}</p><div class="stack">${Object.entries(data).map(([part, rows]) => this.part(part, rows))}</div>`;
  }

  part(part, rows) {
    const title = t(`extract.part.${part}`);
    if (!rows.length) return html`<section><h2>${title}</h2><p class="sub">${t('extract.none')}</p></section>`;
    const columns = Object.keys(rows[0]);
    // One row is read better as a list of its values.
    const table = part === 'person'
      ? html`<table class="list"><caption class="sr">${title}</caption><tbody>${columns.map((c) => html`<tr><th scope="row">${t(`extract.column.${c}`)}</th><td>${
        shown(c, rows[0][c])}</td></tr>`)}</tbody></table>`
      : html`<table class="list"><caption class="sr">${title}</caption><thead><tr>${columns.map((c) => html`<th scope="col">${t(`extract.column.${c}`)}</th>`)}</tr></thead><tbody>${
        rows.map((row) => html`<tr>${columns.map((c) => html`<td>${shown(c, row[c])}</td>`)}</tr>`)}</tbody></table>`;
    return html`<section><h2>${title}</h2>${box(title, table)}</section>`;
  }

  show(params, { relabel } = {}) {
    const moved = params.id !== this.params.id;
    this.params = params;
    if (!params.id) {
      render(state(t('fail.missing.title'), t('fail.missing.text')), this.ctx.root);
      this.ctx.ready();
    } else if (relabel && this.data && !moved) this.draw();
    else this.load();
  }

  // What was shown must not be found in memory later.
  hide() {
    this.turn++;
    this.data = null;
    render(nothing, this.ctx.root);
  }
}

export const create = (ctx) => new Extract(ctx);
