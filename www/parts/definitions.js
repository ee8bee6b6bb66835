// "Så räknas det": numerator, denominator and the states, in words, on every page that shows a share.
import { html } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';

const TERMS = ['share', 'states', 'all', 'eligible', 'merit', 'gap', 'change', 'rounding', 'round', 'signal', 'closest', 'marks'];

export const definitionList = () => html`<dl>${TERMS.map((k) => html`<dt>${t(`def.${k}.term`)}</dt><dd>${t(`def.${k}.text`)}</dd>`)}</dl>`;

export const definitions = () => html`<details class="card defs"><summary>${t('def.title')}</summary><div class="prose">${definitionList()}</div></details>`;
