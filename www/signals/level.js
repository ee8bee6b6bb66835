// A level with what has changed and whether to look at it: signs and words, colour only beside them.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { roundShort } from '../format.js';

/** Signs of the risks; each has its words in signals.risk.<name>. */
export const SIGNS = { not_passed: '✗', not_assessable: '✗', not_passed_before: '?', watch: '!' };
export const needsSupport = (risk) => risk === 'not_passed' || risk === 'not_assessable';

const shown = (level) => (level === null ? '·' : level === '-' ? '–' : level);
const spoken = (level) => (level === null ? t('level.missing') : level === '-' ? t('level.na') : level);

/** "▲2", "▼1"; nothing where nothing has changed or nothing is known. */
export function changeMark(change) {
  if (!change) return nothing;
  return html`<small class=${change > 0 ? 'rose' : 'fell'}><span aria-hidden="true">${change > 0 ? '▲' : '▼'}${Math.abs(change)}</span><span class="sr">, ${
    tn(change > 0 ? 'signals.rose' : 'signals.fell', Math.abs(change))}</span></small>`;
}

export function trendMark(trend) {
  if (!trend) return nothing;
  return html`<small class="way"><span aria-hidden="true">${trend > 0 ? '↗' : '↘'}</span><span class="sr">, ${t(trend > 0 ? 'signals.trendUp' : 'signals.trendDown')}</span></small>`;
}

export const riskMark = (risk) => (risk ? html`<i class="risk ${risk}"><span aria-hidden="true">${SIGNS[risk]}</span><span class="sr">, ${t(`signals.risk.${risk}`)}</span></i>` : nothing);

/** A cell of /api/class-view; rounds: of the levels, newest first. */
export function levelMark(cell, rounds) {
  const past = cell.levels.map((level, i) => (i && level !== null && rounds[i] ? `${roundShort(rounds[i])} ${spoken(level)}` : null)).filter(Boolean).join(', ');
  return html`<span class="lm ${cell.risk || ''}"><b aria-hidden="true">${shown(cell.levels[0])}</b><span class="sr">${spoken(cell.levels[0])}</span>${riskMark(cell.risk)}${
    changeMark(cell.change)}${trendMark(cell.trend)}${past ? html`<span class="sr">. ${t('signals.before', { past })}</span>` : nothing}</span>`;
}

export const markLegend = () => html`<div class="legend"><span><i class="risk not_passed" aria-hidden="true">✗</i>${t('signals.legend.support')}</span><span><i class="risk watch" aria-hidden="true">!</i>${
  t('signals.risk.watch')}</span><span><i class="risk not_passed_before" aria-hidden="true">?</i>${t('signals.risk.not_passed_before')}</span><span>▲ ▼ ${
  t('signals.legend.change')}</span><span>↗ ↘ ${t('signals.legend.trend')}</span><span>· ${t('level.missing')}</span><span>– ${t('level.na')}</span></div>`;
