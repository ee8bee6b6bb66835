// Drift: how the instance is, in plain words, with what to do where something is wrong.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get } from '../api.js';
import { int, when } from '../format.js';
import { skeleton, failed } from '../parts/basic.js';
import { poll } from '../parts/poll.js';

const APART_S = 5;
const DAY_MS = 86400000;

function facts(d) {
  const apart = Math.round((new Date(d.worker_time) - new Date(d.database_time)) / 1000);
  return [
    { name: 'program', text: d.program },
    { name: 'schema', text: t('admin.health.schemaIs', { n: d.schema }), wrong: d.schema === d.schema_wanted ? null : t('admin.health.schemaWrong', { n: d.schema_wanted }) },
    { name: 'database', text: t('admin.health.databaseIs', { server: d.server, host: d.host }) },
    { name: 'size', text: t('admin.health.sizeIs', { n: int(d.size_mib) }) },
    { name: 'clock', text: when(d.database_time), wrong: Math.abs(apart) > APART_S ? t('admin.health.clockWrong', { n: int(apart) }) : null },
    { name: 'rounds', text: tn('admin.health.open', d.open_rounds), wrong: d.overdue_rounds ? t('admin.health.overdue', { n: int(d.overdue_rounds) }) : null },
    { name: 'import', text: d.last_import ? when(d.last_import) : t('admin.health.never'), wrong: d.refused_imports ? tn('admin.health.refused', d.refused_imports) : null },
    { name: 'seal', text: d.last_seal ? when(d.last_seal) : t('admin.health.neverSealed'),
      wrong: d.last_seal && new Date(d.database_time) - new Date(d.last_seal) < DAY_MS ? null : t('admin.health.sealWrong') },
  ];
}

class Health {
  constructor(ctx) {
    Object.assign(this, { ctx, data: null, error: null, stop: null });
  }

  async load() {
    try {
      this.data = (await get('instance')).data;
      this.error = null;
    } catch (e) {
      this.error = e;
      this.data = null;
    }
    this.draw();
  }

  draw() {
    const { data, error } = this;
    const list = data && facts(data);
    render(error ? failed(error, () => this.load(), { inside: true }) : !data ? skeleton() : html`<section class="card"><h2>${list.some((f) => f.wrong) ? t('admin.health.look') : t('admin.health.good')}</h2><dl class="facts wide">${
      list.map((f) => html`<dt>${t(`admin.health.${f.name}`)}</dt><dd>${f.text}${f.wrong ? html`<br><span class="down">${f.wrong}</span>` : nothing}</dd>`)}</dl></section>`, this.ctx.root);
    if (data || error) this.ctx.ready();
  }

  show() {
    this.load();
    this.stop ??= poll(() => this.load(), 30000);
  }

  hide() { this.stop?.(); }
}

export const create = (ctx) => new Health(ctx);
