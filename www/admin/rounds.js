// Omgångar: what is planned, open and closed, and what can be done with it now.
import { html, render } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, peek } from '../api.js';
import { roundName, closing } from '../format.js';
import { skeleton, failed, state, box } from '../parts/basic.js';
import { poll } from '../parts/poll.js';

class Rounds {
  constructor(ctx) {
    Object.assign(this, { ctx, rounds: peek('rounds')?.data.rounds || null, error: null, stop: null });
  }

  async load() {
    this.draw();
    try {
      this.rounds = (await get('rounds')).data.rounds;
      this.error = null;
    } catch (e) {
      this.error = e;
    }
    this.draw();
  }

  draw() {
    const { rounds, error } = this;
    render(error && !rounds ? failed(error, () => this.load(), { inside: true }) : !rounds ? skeleton() : rounds.length ? this.table()
      : state(t('admin.rounds.none'), t('admin.rounds.noneText'), null, { inside: true }), this.ctx.root);
    if (rounds || error) this.ctx.ready();
  }

  table() {
    return box(t('admin.part.rounds'), html`<table class="list"><thead><tr><th scope="col">${t('filter.round')}</th><th scope="col">${
      t('admin.rounds.state')}</th><th scope="col">${t('admin.rounds.when')}</th></tr></thead><tbody>${this.rounds.map((r) => html`<tr><th scope="row">${
      roundName(r)}</th><td>${t(`round.state.${r.state}`)}</td><td class="muted">${closing(r)}</td></tr>`)}</tbody></table>`);
  }

  show() {
    this.load();
    this.stop ??= poll(() => this.load(), 30000);
  }

  hide() { this.stop?.(); }
}

export const create = (ctx) => new Rounds(ctx);
