// What the parts of the administration share: an act that asks first, what came of it, and what was refused.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';
import { problemText } from '../parts/basic.js';

const fieldOf = (f) => html`<label>${f.label}${f.kind === 'text' ? html`<textarea name=${f.name} rows="2" maxlength="500" ?required=${f.required}></textarea>`
  : f.kind === 'select' ? html`<select name=${f.name} required>${f.options.map((o) => html`<option value=${o.id}>${o.name}</option>`)}</select>`
    : html`<input type=${f.kind} name=${f.name} .value=${f.value ?? ''} ?required=${f.required} min=${f.min ?? nothing}>`}${f.hint
    ? html`<small class="fine">${f.hint}</small>` : nothing}</label>`;

// A dialog that says what follows; resolves with {name: value} of its fields (null for what was left empty), or null.
export function confirm({ title, text, fields = [], yes }) {
  const values = (dialog) => Object.fromEntries(fields.map((f) => [f.name, dialog.querySelector(`[name="${f.name}"]`).value.trim() || null]));
  return ask({
    title, form: values, body: html`${[].concat(text).map((line) => html`<p>${line}</p>`)}<div class="fields">${fields.map(fieldOf)}</div>`,
    actions: [{ value: '', label: t('dialog.cancel') }, { value: 'yes', label: yes, primary: true }],
  });
}

export const errorText = (error) => (error.kind === 'problem' ? problemText(error.slug, error.problem?.detail) : t(`fail.${error.kind}.title`));

// Does it and keeps {good, text} of it for notice(): done is what to say then.
export async function act(work, done) {
  try {
    const value = await work();
    say(done);
    return { good: true, text: done, value };
  } catch (error) {
    const text = errorText(error);
    say(text);
    return { good: false, text, error };
  }
}

export const notice = (n) => (n ? html`<div class="note ${n.good ? 'good' : ''}" role="status"><p>${n.text}</p></div>` : nothing);
