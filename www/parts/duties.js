// Lists and acts that duties given by hand and delegations share; texts in i18n/duty.*.json.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { day } from '../format.js';
import { problemText, who } from './basic.js';

export const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' }).format(new Date());

export const span = (d) => (d.ends ? t('duty.span', { from: day(d.starts), to: day(d.ends) }) : t('duty.from', { from: day(d.starts) }));

export function place(d) {
  const name = (d.unit || d.class || d.group).name;
  return d.school ? t('duty.in', { name, school: d.school.name }) : name;
}

export const rights = (d) => ['read', ...d.rights].map((r) => t(`duty.right.${r}`)).join(', ');

export function origin(d) {
  const by = d.by ? t(`duty.origin.${d.origin}By`, { name: who(d.by) }) : t(`duty.origin.${d.origin}`);
  return d.note ? html`${by}<br><span class="fine">${d.note}</span>` : by;
}

/** What went wrong, where it can be mended; read aloud at once. */
export const fault = (error) => (error ? html`<p class="fault" role="alert">${error.kind !== 'problem' ? t(`fail.${error.kind}.title`)
  : error.slug === 'invalid-body' || error.slug === 'not-found' ? wrong(error) : problemText(error.slug, error.problem?.detail)}</p>` : nothing);

function wrong(error) {
  const key = `duty.wrong.${error.problem?.field}`;
  const text = t(key);
  return text === key ? problemText(error.slug, error.problem?.detail) : text;
}

export const field = (label, input, hint) => html`<label class="field"><span>${label}</span>${input}${hint ? html`<span class="fine">${hint}</span>` : nothing}</label>`;

export const options = (list, chosen, empty) => html`${empty ? html`<option value="" ?selected=${!chosen}>${empty}</option>` : nothing}${
  list.map((o) => html`<option value=${o.id} ?selected=${o.id === chosen}>${o.name}</option>`)}`;
