// The start page's line about signals: how many there are, and how many are new to this reader. Fetched after the page stands.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, withTexts } from '../i18n.js';
import { address, get } from '../api.js';
import { href } from '../router.js';
import { can, homeParams, session } from '../session.js';
import { fresh } from './seen.js';

/** Draws below what the start page shows; nothing for those who have no figures, or when the answer does not come. */
export async function line(root) {
  const { unit, class: own } = homeParams();
  if (!can('overview') || !unit || !session.me.round) return;
  const [{ data }] = await Promise.all([get(address('dips', { unit, class: own })), withTexts('signals')]);
  let place = root.querySelector(':scope > .signalline');
  if (!place) {
    place = Object.assign(document.createElement('div'), { className: 'signalline block' });
    root.append(place);
  }
  // What the whole municipality shares is on the page, and nothing to consider here.
  const mine = data.flags.filter((f) => !f.common);
  const n = mine.length;
  const kinds = ['dip', 'rise'].map((kind) => mine.filter((f) => f.direction === kind).length);
  const unseen = fresh(data, mine);
  render(html`<section class="card"><div class="between wrapline"><div><h2 class="lead">${n ? tn('signals.start', n) : t('signals.start.none')}</h2>${n ? html`<p class="muted">${
    [kinds[0] ? tn('signals.start.dips', kinds[0]) : null, kinds[1] ? tn('signals.start.rises', kinds[1]) : null, unseen && unseen < n ? tn('signals.start.new', unseen) : null].filter(Boolean).join(', ')}</p>`
    : nothing}</div><a class="btn" href=${href('signals', { unit, class: own })}>${t('signals.start.show')}</a></div></section>`, place);
}
