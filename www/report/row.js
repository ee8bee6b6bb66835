// One row of the report grid: what it shows for a pupil and the state of what was typed.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t, loc } from '../i18n.js';
import { clock, when } from '../format.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { problemText } from '../parts/basic.js';

export const NA = '-';
export const dash = (level) => (level === NA ? '–' : level);

// A level as it is said: its code, its name when that says more, and whether it passes.
export function levelWords(scale, level) {
  if (level === null || level === undefined) return t('level.missing');
  if (level === NA) return t('level.na');
  const l = scale?.levels.find((x) => x.code === level);
  if (!l) return level;
  const name = loc(l.name) === l.code ? l.code : `${l.code}, ${loc(l.name)}`;
  return l.passes ? name : `${name}, ${t('level.fail')}`;
}

function conflict(row, pupil, act) {
  const { theirs, draft } = row;
  const what = theirs.level === null ? t('row.conflictCleared', { who: theirs.by || t('row.someone'), time: theirs.at ? clock(theirs.at) : '' })
    : t('row.conflict', { who: theirs.by || t('row.someone'), time: theirs.at ? clock(theirs.at) : '', level: dash(theirs.level) });
  const name = (level) => (level === null ? t('row.empty') : dash(level));
  return html`<span class="st cf">${what}</span><span class="acts"><button type="button" class="btn small" tabindex="-1" data-stop @click=${() => act('mine', pupil.id)}>${
    t('row.keepMine', { level: name(draft.level) })}</button><button type="button" class="btn small" tabindex="-1" data-stop @click=${() => act('theirs', pupil.id)}>${
    t('row.takeTheirs', { level: name(theirs.level) })}</button></span>`;
}

function unsaved(row, pupil, act) {
  return html`<span class="st cf">${t('row.notSaved', { why: problemText(row.problem?.slug, row.problem?.detail) })}</span><span class="acts"><button type="button"
    class="btn small" tabindex="-1" data-stop @click=${() => act('discard', pupil.id)}>${t('row.discard')}</button></span>`;
}

export function stateOf(row, pupil, act) {
  const own = row.base?.by === session.me.person.name;
  switch (row.phase) {
    case 'saving': return html`<span class="st">${t('row.saving')}</span>`;
    case 'waiting': return html`<span class="st ${session.link === 'ok' ? '' : 'wait'}">${t(session.link === 'ok' ? 'row.saving' : 'row.waiting')}</span>`;
    case 'conflict': return conflict(row, pupil, act);
    case 'rejected':
    case 'held': return unsaved(row, pupil, act);
    case 'saved': return html`<span class="st ok">✓ <span class="said">${t(row.base.level === null ? 'row.cleared' : 'row.saved')}</span></span>`;
    default: break;
  }
  if (pupil.left) return html`<span class="st">${t('pupil.left')}</span>`;
  if (!row.base || row.base.level === null) return nothing;
  if (row.changedElsewhere) return html`<span class="st">${t('row.changed', { who: row.base.by || t('row.someone'), when: when(row.base.at) })}</span>`;
  if (pupil.corrected) return html`<span class="st">${t('row.corrected', { who: row.base.by || t('row.someone') })}</span>`;
  if (own || !row.base.by) return html`<span class="st ok">✓ <span class="said">${t('row.saved')}</span></span>`;
  return html`<span class="st">${t('row.by', { who: row.base.by, when: when(row.base.at) })}</span>`;
}

// What a screen reader hears when the row's cell gets focus.
export function cellLabel(row, scale, pupil, shown) {
  const before = pupil.previous[0];
  const parts = [levelWords(scale, shown)];
  if (before) parts.push(t('pupil.before', { level: before === NA ? t('level.na') : before }));
  if (row.phase === 'conflict') parts.push(t('row.conflictShort'));
  if (row.phase === 'rejected' || row.phase === 'held') parts.push(t('row.notSavedShort'));
  return parts.join(', ');
}

function choices(scale, shown, locked) {
  const one = (code, label, said, bad) => html`<button type="button" tabindex="-1" data-level=${code} ?disabled=${locked} aria-pressed=${String(shown === code)}
    class=${shown === code ? (bad ? 'on bad' : 'on') : ''} aria-label=${said}>${label}</button>`;
  return html`<span class="lv">${scale.levels.map((l) => one(l.code, l.code, levelWords(scale, l.code), !l.passes))}${one(NA, '–', t('level.na'), false)}</span>`;
}

// v: {pupil, row, scale, shown, mixed, heads (of earlier rounds, newest first), locked, act}
export function rowTemplate(v) {
  const { pupil, row } = v;
  const olds = [];
  for (let i = v.heads.length - 1; i >= 0; i--) {
    olds.push(html`<td role="gridcell" class="pv ${i === 0 ? 'p1' : 'p2'}" data-h=${v.heads[i]}>${pupil.previous[i] ? dash(pupil.previous[i]) : html`<span aria-hidden="true">·</span>`}</td>`);
  }
  return html`<th scope="row" role="rowheader"><a href=${href('pupil', { id: pupil.id })} tabindex="-1" data-stop>${pupil.name}</a>${v.mixed
    ? html` <small>${pupil.class}</small>` : nothing}</th>${olds}<td role="gridcell" class="lvc" tabindex="-1" data-cell data-stop aria-readonly=${v.locked ? 'true' : nothing}
    aria-label=${cellLabel(row, v.scale, pupil, v.shown)}>${choices(v.scale, v.shown, v.locked || pupil.left)}</td><td role="gridcell" class="stc">${
    stateOf(row, pupil, v.act)}</td>`;
}
