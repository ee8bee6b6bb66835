// The accessibility statement that a public body must publish.
import { html, render } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { session } from '../session.js';
import { head } from '../parts/basic.js';

const PARTS = ['status', 'keyboard', 'tested', 'report', 'supervision'];

export function create(ctx) {
  return {
    show() {
      ctx.title(t('nav.accessibility'));
      render(html`${head({ title: t('nav.accessibility'), sub: session.me?.instance || '' })}<div class="prose">${PARTS.map((p) => html`<h2>${t(`a11y.${p}.title`)}</h2><p>${
        t(`a11y.${p}.text`, { instance: session.me?.instance || '' })}</p>`)}</div>`, ctx.root);
      ctx.ready();
    },
  };
}
