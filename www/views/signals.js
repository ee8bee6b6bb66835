// Signaler: what has changed more than chance would, who is closest to the goal, and what the pupils of a class need.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { go, href } from '../router.js';
import { can, homeParams } from '../session.js';
import { get } from '../api.js';
import { skeleton, state, failed } from '../parts/basic.js';

// A part: its word in the address (del=…), its texts (signals.part.<name>), who sees it, whether it is about a unit, its module, which
// exports create(ctx) and gives { show(params, how), hide() } as a view does.
const PARTS = [
  { del: '', name: 'dips', may: () => can('overview'), unit: true, load: () => import('../signals/dips.js') },
  { del: 'narmast', name: 'closest', may: () => can('overview'), unit: true, load: () => import('../signals/closest.js') },
  { del: 'klass', name: 'klass', may: () => can('pupils'), unit: true, load: () => import('../signals/klass.js') },
  { del: 'grupp', name: 'group', may: () => can('report'), unit: false, load: () => import('../signals/group.js') },
];

const mine = () => PARTS.filter((p) => p.may());
const partOf = (params) => mine().find((p) => p.del === (params.del || '')) || (params.del ? null : mine()[0]) || null;

export const pageKey = (p) => [partOf(p)?.name, p.unit, p.class, p.group].join();

// What a part keeps when one goes on to the next: where, and of which round.
const kept = (params) => ({ unit: params.unit, class: params.class, round: params.round });

class Signals {
  constructor(ctx) {
    Object.assign(this, { ctx, part: null, view: null, turn: 0 });
  }

  frame(params) {
    const list = mine();
    render(html`${list.length > 1 ? html`<nav class="subnav" aria-label=${t('signals.nav')}><ul>${list.map((p) => html`<li><a href=${
      href('signals', { ...(p.unit ? kept(params) : {}), del: p.del })} aria-current=${p === this.part ? 'page' : nothing}>${
      t(`signals.part.${p.name}`)}</a></li>`)}</ul></nav>` : nothing}<div class="sigs"></div>`, this.ctx.root);
    this.ctx.root.querySelector('.subnav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    return this.ctx.root.querySelector('.sigs');
  }

  alone(content) {
    this.close();
    this.ctx.title(t('nav.signals'));
    render(content, this.ctx.root);
    this.ctx.ready();
  }

  // Without a unit in the address: the own one, else the first that may be read.
  async enter(params) {
    const { unit, class: own } = homeParams();
    if (unit) {
      go('signals', { unit, class: own, ...params }, { replace: true });
      return;
    }
    render(skeleton(), this.ctx.root);
    const turn = ++this.turn;
    try {
      const { data } = await get('units');
      if (turn !== this.turn) return;
      if (data.units.length) go('signals', { ...params, unit: data.units[0].id }, { replace: true });
      else this.alone(state(t('fail.noright.title'), t('overview.noUnits')));
    } catch (error) {
      if (turn === this.turn) this.alone(failed(error, () => this.enter(params)));
    }
  }

  async open(part, params) {
    const turn = ++this.turn;
    this.close();
    this.part = part;
    const root = this.frame(params);
    render(skeleton(), root);
    let module;
    try {
      module = await part.load();
    } catch {
      if (turn !== this.turn) return;
      render(failed({ kind: 'network' }, () => location.reload()), root);
      this.ctx.ready();
      return;
    }
    if (turn !== this.turn) return;
    const own = document.createElement('div');
    root.replaceChildren(own);
    this.view = module.create({ root: own, title: this.ctx.title, ready: () => this.ctx.ready() });
    this.view.show(params, {});
  }

  close() {
    this.view?.hide?.();
    this.view = null;
    this.part = null;
    // The frame's place is drawn anew: what a part left in it is not lit's.
    this.ctx.root.querySelector('.sigs')?.replaceChildren();
  }

  show(params, how = {}) {
    const part = partOf(params);
    if (!part) this.alone(state(t('fail.noright.title'), t('problem.forbidden'), html`<a class="btn" href=${href('start')}>${t('fail.home')}</a>`));
    else if (part.unit && !params.unit) this.enter(params);
    else if (part !== this.part) this.open(part, params);
    else if (this.view) {
      this.frameLinks(params, how);
      this.view.show(params, how);
    }
  }

  // The same part: its menu leads on from where one is now.
  frameLinks(params, { relabel }) {
    for (const [i, a] of [...this.ctx.root.querySelectorAll('.subnav a')].entries()) {
      const p = mine()[i];
      a.setAttribute('href', href('signals', { ...(p.unit ? kept(params) : {}), del: p.del }));
      if (relabel) a.textContent = t(`signals.part.${p.name}`);
    }
  }

  hide() {
    this.turn++;
    this.view?.hide?.();
  }
}

export const create = (ctx) => new Signals(ctx);
