// What answers say in hundredths (of a per cent, of a point), as people read it.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { dec, int, signed } from '../format.js';

export const isMean = (measure) => measure === 'merit16' || measure === 'merit17';

// Hundredths of a share or a mean from its counts.
export const valueOf = (measure, n, of) => (of ? (isMean(measure) ? 10 : 10000) * (n / of) : null);
export const value = (measure, hundredths) => (isMean(measure) ? dec(hundredths / 100) : t('unit.percent', { n: dec(hundredths / 100) }));
export const interval = (low, high) => (low === null || low === undefined ? '–' : t('history.range', { low: dec(low / 100), high: dec(high / 100) }));

// A difference with its interval. Where chance seldom gives as much it is marked, in more than weight.
export function difference([diff, low, high]) {
  if (diff === null || diff === undefined) return '–';
  const known = low !== null && low !== undefined;
  const sure = known && (low > 0 || high < 0);
  const text = signed(diff / 100, 1);
  return html`${sure ? html`<b>${text}<span aria-hidden="true">*</span><span class="sr">, ${t('history.sure')}</span></b>` : text}${known
    ? html`<br><span class="fine">${t('history.diffRange', { low: signed(low / 100, 1), high: signed(high / 100, 1) })}</span>` : nothing}`;
}

// A change since an earlier round, with what its interval rests on: the pupils who were assessed both times, or none known.
export function change(list, common) {
  const known = list[1] !== null && list[1] !== undefined;
  return html`${difference(list)}${known ? html`<br><span class="fine">${common ? t('history.common', { n: int(common) }) : t('history.apart')}</span>` : nothing}`;
}

// How far it is to a milestone; reached is said as a plus.
export const aim = (measure, now, milestone) => (milestone === null || milestone === undefined || now === null ? '–'
  : html`${signed((now - milestone) / 100, 1)}<br><span class="fine">${t('history.aim', { value: value(measure, milestone) })}</span>`);
