// How right forecasts have been: words and numbers that the overview and the page of the hit rate share.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { dec, int, signed } from '../format.js';

export const sum = (list) => list.reduce((a, b) => a + b, 0);
export const pairs = (cell) => sum(cell.counts);
const pct = (n, of) => t('unit.percent', { n: dec((100 * n) / of) });

// "95,2 % (94,9–95,5)" of [n, of, low, high], the limits in thousandths.
export const withInterval = ([n, of, low, high]) => (of ? t('hit.interval', { share: pct(n, of), low: dec(low / 10), high: dec(high / 10) }) : '–');

// One round's part of a row: right about pass, too high, too low, each with what it is of.
export function rightCell(cell) {
  if (!cell) return html`<td class="num">–</td>`;
  if (cell.state === 'one_group') return html`<td class="fine">${t('hit.oneGroup')}</td>`;
  const n = pairs(cell);
  if (cell.state === 'few') return html`<td><span>${t('hit.few')}</span><br><small class="fine">${tn('hit.pairs', n)}</small></td>`;
  return html`<td class="num"><b>${pct(cell.right[0], cell.right[1])}</b> <small class="fine">(${dec(cell.right[2] / 10)}–${dec(cell.right[3] / 10)})</small><br><small class="fine">${
    t('of', { n: int(cell.right[0]), of: int(n) })}</small></td>`;
}

// Few of them are counts without a share, as everywhere on the page.
function missCell(cell, of, miss, min) {
  if (!cell?.counts) return html`<td class="num">–</td>`;
  const [n, m] = [cell.counts[miss], cell.counts[of] + cell.counts[miss]];
  if (cell.state === 'few' || m < min) return html`<td class="num"><small class="fine">${t('of', { n: int(n), of: int(m) })}</small></td>`;
  return html`<td class="num">${pct(n, m)}<br><small class="fine">${t('of', { n: int(n), of: int(m) })}</small></td>`;
}

// Said pass and it did not follow; did not say pass and it followed.
export const over = (cell, min) => missCell(cell, 0, 1, min);
export const under = (cell, min) => missCell(cell, 3, 2, min);

// From the first to the last forecast of the year, in percentage points.
export function nearer(cells) {
  const said = cells.filter((c) => c?.state === 'said');
  if (said.length < 2) return html`<td class="num">–</td>`;
  const share = ({ right: [n, of] }) => (100 * n) / of;
  return html`<td class="num">${signed(share(said.at(-1)) - share(said[0]), 1)}</td>`;
}

export function meritText(cell, min) {
  if (!cell?.merit?.[0]) return nothing;
  const [n, error, abs] = cell.merit;
  if (n < min) return t('hit.merit.few', { n: int(n) });
  const mean = error / n / 10;
  return t(Math.abs(mean) < 0.05 ? 'hit.merit.even' : mean > 0 ? 'hit.merit.high' : 'hit.merit.low', { by: dec(Math.abs(mean)), off: dec(abs / n / 10), n: int(n) });
}
