// What one hands on: the page as a file and on paper. What it takes is fetched when it is asked for.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { notify } from '../session.js';

/** list: [{what, at, tables}]: the address of an answer that is shown, its kind, and the tables that a file of it has, by code or as [code, name]. */
export const saveAs = (list) => import('./save.js').then((m) => m.save(list)).catch(() => notify(t('fail.network.title')));

export const toPaper = () => import('./paper.js').then((m) => m.ready()).catch(() => {}).then(() => print());

export const fileButton = (list) => html`<button type="button" class="btn" @click=${() => saveAs(list)}>${t('save')}</button>`;

export const handout = (list) => html`${list.length ? fileButton(list) : nothing}<button class="btn" @click=${toPaper}>${t('print')}</button>`;
