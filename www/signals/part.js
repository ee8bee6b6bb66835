// What the parts of this page share: reading what they need, showing what was there before meanwhile, and saying what went wrong.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { get, peek } from '../api.js';
import { t } from '../i18n.js';
import { skeleton, failed } from '../parts/basic.js';
import { roundName } from '../format.js';
import { handout } from '../parts/handout.js';
import { Roving } from '../parts/roving.js';
import { poll } from '../parts/poll.js';
import { select } from '../parts/filters.js';

/**
 * A part gives needs(params): {name: address}, of which the first must be there; page(got, at, params); heading(got).
 * Others that fail are left out of got.
 */
export class Part {
  constructor(ctx, spec) {
    Object.assign(this, { ctx, spec, params: {}, got: null, error: null, turn: 0, stop: null, stale: false });
    this.roving = new Roving();
  }

  show(params, { relabel } = {}) {
    const before = JSON.stringify(this.spec.needs(this.params));
    this.params = params;
    if (this.got && !this.stale && (relabel || before === JSON.stringify(this.spec.needs(params)))) {
      this.draw();
      return;
    }
    this.load(false);
    this.stop?.();
    this.stop = poll(() => this.load(true));
  }

  hide() {
    this.turn++;
    this.stop?.();
  }

  async load(quiet) {
    const turn = ++this.turn;
    const list = Object.entries(this.spec.needs(this.params));
    const [[first, at]] = list;
    if (!quiet) {
      this.error = null;
      this.stale = !peek(at);
      if (peek(at)) this.got = Object.fromEntries(list.map(([name, where]) => [name, peek(where)]).filter(([, entry]) => entry));
      this.draw();
    }
    const answers = await Promise.allSettled(list.map(([, where]) => get(where)));
    if (turn !== this.turn) return;
    this.stale = false;
    const [main] = answers;
    if (main.status === 'fulfilled') {
      this.error = null;
      this.got = Object.fromEntries(answers.map((a, i) => [list[i][0], a.value]).filter(([, entry]) => entry));
    } else if (main.reason.kind === 'problem' || !this.got?.[first] || !peek(at)) {
      Object.assign(this, { error: main.reason, got: null });
    }
    this.draw();
  }

  draw() {
    const { root } = this.ctx;
    if (!this.got) {
      render(this.error ? failed(this.error, () => this.load(false)) : skeleton(), root);
      if (this.error) this.ctx.ready();
      return;
    }
    const [first] = Object.values(this.got);
    const data = Object.fromEntries(Object.entries(this.got).map(([name, entry]) => [name, entry.data]));
    if (!this.stale) this.ctx.title(this.spec.heading(data));
    render(html`${this.stale ? html`<div class="progress-line"></div>` : nothing}<div class=${this.stale ? 'stale' : ''}>${
      this.spec.page(data, first.at, this.params)}</div>`, root);
    this.roving.sync(root.querySelector('table[role="grid"]'));
    if (!this.stale) this.ctx.ready();
  }
}

/** A filter that is left out where there is nothing to choose. */
export const choice = (key, label, options, value, change) => (options.length < 2 ? nothing : select(key, label, options, value ?? '', (name, v) => change({ [name]: v })));

export function roundChoice(rounds, round, change) {
  const list = (rounds || [round]).filter((r) => r.state !== 'planned').map((r) => [r.id, roundName(r)]);
  return choice('round', t('filter.round'), list, round.id, change);
}

/** "Save as a file" and "print" of an answer that is shown: its kind, its address, the tables that a file of it has. */
export const handOn = (what, at, tables) => handout([{ what, at, tables }]);
