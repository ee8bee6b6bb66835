// Signals as marks in the overview's matrix: a sign in the cell's corner, and words in its name.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { address, get } from '../api.js';
import { href } from '../router.js';
import { signed, yearGroup } from '../format.js';
import { comparisonOf } from './sentence.js';

const key = (id, code) => `${id} ${code || ''}`;

// The rows that a flag is about, where they are rows of this matrix; the whole unit's own flags stand in its total.
function placeOf(f, data) {
  if (f.class) return data.rows_kind === 'class' ? f.class.id : null;
  if (data.rows_kind === 'unit' && f.unit.id !== data.unit.id) return f.unit.id;
  if (f.unit.id !== data.unit.id) return null;
  return data.rows_kind === 'year_group' ? String(f.year_group) : 'total';
}

const words = (f) => t(`signals.mark.${f.direction}`, { year: yearGroup(f.year_group), points: signed(comparisonOf(f).difference, 1) });

/**
 * What the cells of an overview's answer are marked with: mark(row, code) gives {direction, text} or null; n, how many signals there
 * are. Null where the figures are of another selection than the signals are.
 */
export async function marksOf(data) {
  if (data.class || data.filters.gender || data.filters.subject || data.filters.basis === 'closed' || !['unit', 'class', 'year_group'].includes(data.rows_kind)) return null;
  const { flags } = (await get(address('dips', { unit: data.unit.id, round: data.round.id }))).data;
  const cells = new Map();
  const seen = new Set();
  for (const f of flags) {
    // What the whole municipality shares would mark every second cell and say nothing of any.
    if (f.common || (data.filters.year_group && f.year_group !== data.filters.year_group)) continue;
    const place = placeOf(f, data);
    if (!place) continue;
    const at = key(place, f.subject?.code);
    const had = cells.get(at);
    cells.set(at, { direction: had?.direction === 'dip' ? 'dip' : f.direction, text: had ? `${had.text}, ${words(f)}` : words(f) });
    seen.add(f.id);
  }
  return { of: data, n: seen.size, mark: (row, code) => cells.get(key(row === data.total ? 'total' : row.id, code)) || null };
}

export const markNote = (marks, data) => (marks?.n ? html`<p class="legend">${tn('signals.mark.note', marks.n)} <a href=${href('signals', { unit: data.unit.id, round: data.round.id })}>${
  t('signals.mark.show')}</a></p>` : nothing);
