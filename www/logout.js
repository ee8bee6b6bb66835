// Logging out: what is not sent is sent or asked about first, and nothing is left in the tab.
import { html } from './vendor/lit-html/lit-html.js';
import { t, tn } from './i18n.js';
import { totals, settle, leave } from './outbox.js';
import { lock } from './lock.js';
import { forgetHere, tellTabs } from './privacy.js';
import { ask } from './parts/dialog.js';

export async function logOut(url) {
  await settle();
  const { unsent, attention } = totals();
  if (unsent + attention) {
    const answer = await ask({
      title: t('logout.title'), body: html`<p>${tn('logout.unsent', unsent + attention)}</p>`,
      actions: [{ value: 'out', label: t('logout.anyway') }, { value: '', label: t('logout.stay'), primary: true }],
    });
    if (answer !== 'out') return;
  }
  leave();
  lock('out');
  forgetHere();
  tellTabs('out');
  location.assign(url);
}
