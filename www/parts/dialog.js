// Modal dialogs on the browser's own <dialog>: focus is held inside, Escape closes, focus returns to where it was.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';

// Shows content; resolves with the value of the button that closed it, or null. actions: [{value, label, primary}].
export function ask({ title, body, actions, form = null }) {
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'dialog-title');
  const before = document.activeElement;
  const close = (e, value) => {
    e.preventDefault();
    if (value && form && !dialog.querySelector('form').reportValidity()) return;
    dialog.close(value || '');
  };
  render(html`<form method="dialog" @submit=${(e) => close(e, actions.find((a) => a.primary)?.value)}>
    <h2 id="dialog-title" tabindex="-1">${title}</h2>${body}
    <div class="acts">${actions.map((a) => html`<button type=${a.primary ? 'submit' : 'button'} class="btn ${a.primary ? 'primary' : ''}"
      @click=${a.primary ? nothing : (e) => close(e, a.value)}>${a.label}</button>`)}</div></form>`, dialog);
  document.body.append(dialog);
  dialog.showModal();
  (dialog.querySelector('textarea, input, select') || dialog.querySelector('h2')).focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const value = dialog.returnValue;
      const answer = form && value ? form(dialog) : value || null;
      dialog.remove();
      before?.focus?.();
      resolve(answer);
    });
  });
}

export const show = (title, body) => ask({ title, body, actions: [{ value: '', label: t('dialog.close'), primary: true }] });
