// Administration: a menu of parts, and one part at a time, which is a module of its own in www/admin/.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, withTexts } from '../i18n.js';
import { href } from '../router.js';
import { can } from '../session.js';
import { head, state, failed } from '../parts/basic.js';

// A part: its word in the address (del=…), the name of its texts (admin.part.<name>), who sees it, its module. The module exports
// create({ root, title, ready, go }), which gives { show(params, how), hide() } as a view does; it draws below the heading.
const administers = () => can('administer');
const PARTS = [
  { del: 'omgangar', name: 'rounds', may: administers, load: () => import('../admin/rounds.js') },
  { del: 'inlasning', name: 'imports', may: administers, load: () => import('../admin/imports.js') },
  { del: 'betyg', name: 'grades', may: administers, load: () => import('../admin/grades.js') },
  { del: 'jamforelsetal', name: 'reference', may: administers, load: () => import('../admin/reference.js') },
  { del: 'uppdrag', name: 'duties', may: administers, load: () => Promise.all([import('../admin/duties.js'), withTexts('duty')]).then(([m]) => m) },
  { del: 'skalor', name: 'scales', may: administers, load: () => import('../admin/scales.js') },
  { del: 'gallring', name: 'retention', may: administers, load: () => import('../admin/retention.js') },
  { del: 'installningar', name: 'settings', may: administers, load: () => import('../admin/settings.js') },
  { del: 'drift', name: 'health', may: administers, load: () => import('../admin/health.js') },
];

const mine = () => PARTS.filter((p) => p.may());
const partOf = (params) => mine().find((p) => p.del === params.del) || (params.del ? null : mine()[0]) || null;

export const pageKey = (p) => partOf(p)?.del || '';

class Admin {
  constructor(ctx) {
    Object.assign(this, { ctx, part: null, view: null, turn: 0 });
  }

  frame() {
    const { part } = this;
    this.ctx.title(t(`admin.part.${part.name}`));
    render(html`${head({ title: t(`admin.part.${part.name}`), sub: t(`admin.sub.${part.name}`) })}
      <nav class="subnav" aria-label=${t('admin.nav')}><ul>${mine().map((p) => html`<li><a href=${href('admin', { del: p.del })}
        aria-current=${p === part ? 'page' : nothing}>${t(`admin.part.${p.name}`)}</a></li>`)}</ul></nav><div class="adm"></div>`, this.ctx.root);
    // On a narrow screen the menu scrolls: what is open is in sight.
    this.ctx.root.querySelector('.subnav [aria-current]').scrollIntoView({ block: 'nearest', inline: 'center' });
    return this.ctx.root.querySelector('.adm');
  }

  none() {
    this.ctx.title(t('nav.admin'));
    render(state(t('fail.noright.title'), t('problem.forbidden'), html`<a class="btn" href=${href('start')}>${t('fail.home')}</a>`), this.ctx.root);
    this.ctx.ready();
  }

  async open(part, params) {
    const turn = ++this.turn;
    this.close();
    this.part = part;
    const root = this.frame();
    let module;
    try {
      module = await part.load();
    } catch {
      if (turn === this.turn) render(failed({ kind: 'network' }, () => location.reload(), { inside: true }), root);
      this.ctx.ready();
      return;
    }
    if (turn !== this.turn) return;
    // lit keeps its place in the element it rendered into: every part has a fresh one.
    const own = document.createElement('div');
    root.replaceChildren(own);
    this.view = module.create({ root: own, title: this.ctx.title, ready: () => this.ctx.ready() });
    this.view.show(params, {});
  }

  close() {
    this.view?.hide?.();
    this.view = null;
    this.part = null;
    this.ctx.root.querySelector('.adm')?.replaceChildren();
  }

  show(params, how = {}) {
    const part = partOf(params);
    if (!part) {
      this.close();
      this.none();
    } else if (part !== this.part) {
      this.open(part, params);
    } else if (this.view) {
      if (how.relabel) this.frame();
      this.view.show(params, how);
    }
  }

  hide() {
    this.turn++;
    this.view?.hide?.();
  }
}

export const create = (ctx) => new Admin(ctx);
