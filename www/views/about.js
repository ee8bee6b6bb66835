// How figures are counted, and what Målkoll is.
import { html, render } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { head } from '../parts/basic.js';
import { definitionList } from '../parts/definitions.js';

const PARTS = ['data', 'protected', 'log', 'kept', 'tab'];

export function create(ctx) {
  return {
    show() {
      ctx.title(t('nav.about'));
      render(html`${head({ title: t('about.title'), sub: t('about.sub') })}<div class="prose"><h2 id="def">${t('def.title')}</h2>${definitionList()}
        ${PARTS.map((p) => html`<h2>${t(`about.${p}.title`)}</h2><p>${t(`about.${p}.text`)}</p>`)}</div>`, ctx.root);
      ctx.ready();
    },
  };
}
