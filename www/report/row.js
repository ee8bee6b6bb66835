// One row of the report grid: what it shows for a pupil and the state of what was typed.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, loc } from '../i18n.js';
import { clock, when } from '../format.js';
import { href } from '../router.js';
import { session } from '../session.js';
import { problemText, who, protectedTag } from '../parts/basic.js';

export const NA = '-';
// Longer names may need a third line in the narrowest column; all other rows have one fixed height.
const LONG_NAME = 34;
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
  const what = theirs.level === null ? t('row.conflictCleared', { who: who(theirs.by) || t('row.someone'), time: theirs.at ? clock(theirs.at) : '' })
    : t('row.conflict', { who: who(theirs.by) || t('row.someone'), time: theirs.at ? clock(theirs.at) : '', level: dash(theirs.level) });
  const name = (level) => (level === null ? t('row.empty') : dash(level));
  return html`<span class="st cf">${what}</span><span class="acts"><button type="button" class="btn small" tabindex="-1" data-stop @click=${() => act('mine', pupil.id)}>${
    t('row.keepMine', { level: name(draft.level) })}</button><button type="button" class="btn small" tabindex="-1" data-stop @click=${() => act('theirs', pupil.id)}>${
    t('row.takeTheirs', { level: name(theirs.level) })}</button></span>`;
}

function unsaved(row, pupil, act) {
  return html`<span class="st cf">${t('row.notSaved', { why: problemText(row.problem?.slug, row.problem?.detail) })}</span><span class="acts"><button type="button"
    class="btn small" tabindex="-1" data-stop @click=${() => act('discard', pupil.id)}>${t('row.discard')}</button></span>`;
}

// The two states that every row passes through while somebody types: their elements stand in every row, and one of them is seen. To show
// another one costs no layout.
const SAVED = 'saved';
const SAVING = 'saving';
const made = () => html`<span class="st ok">✓ <span class="said">${t('row.saved')}</span></span><span class="st">${t('row.saving')}</span><div></div>`;

// SAVED, SAVING, or what to draw.
export function stateOf(row, pupil, act) {
  const own = row.base?.by === session.me.person.name;
  switch (row.phase) {
    case 'saving':
    case 'waiting': return row.phase === 'waiting' && session.link !== 'ok' ? html`<span class="st wait">${t('row.waiting')}</span>` : SAVING;
    case 'conflict': return conflict(row, pupil, act);
    case 'rejected':
    case 'held': return unsaved(row, pupil, act);
    case 'saved': return row.base.level === null ? html`<span class="st ok">✓ <span class="said">${t('row.cleared')}</span></span>` : SAVED;
    default: break;
  }
  if (pupil.left) return html`<span class="st">${t('pupil.left')}</span>`;
  if (!row.base || row.base.level === null) return nothing;
  if (row.changedElsewhere) return html`<span class="st">${t('row.changed', { who: who(row.base.by) || t('row.someone'), when: when(row.base.at) })}</span>`;
  if (pupil.corrected) return html`<span class="st">${t('row.corrected', { who: who(row.base.by) || t('row.someone') })}</span>`;
  if (own || !row.base.by) return SAVED;
  return html`<span class="st">${t('row.by', { who: who(row.base.by), when: when(row.base.at) })}</span>`;
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

function choices(scale, locked) {
  const one = (code, label, said, bad) => html`<button type="button" tabindex="-1" data-level=${code} ?disabled=${locked} ?data-bad=${bad} aria-pressed="false"
    aria-label=${said}>${label}</button>`;
  return html`${scale.levels.map((l) => one(l.code, l.code, levelWords(scale, l.code), !l.passes))}${one(NA, '–', t('level.na'), false)}`;
}

// What a row keeps as long as the group is shown. v: {pupil, scale, mixed, heads (of earlier rounds, newest first), locked}
function frameOf(v) {
  const { pupil } = v;
  const olds = [];
  for (let i = v.heads.length - 1; i >= 0; i--) {
    olds.push(html`<td role="gridcell" class="pv ${i === 0 ? 'p1' : 'p2'}" data-h=${v.heads[i]}>${pupil.previous[i] ? dash(pupil.previous[i]) : html`<span aria-hidden="true">·</span>`}</td>`);
  }
  return html`<th scope="row" role="rowheader"><a href=${href('pupil', { id: pupil.id })} tabindex="-1" data-stop>${pupil.name}</a>${protectedTag(pupil)}${v.mixed
    ? html` <small>${pupil.class}</small>` : nothing}</th>${olds}<td role="gridcell" class="lvc" aria-readonly=${v.locked ? 'true' : nothing}><span class="lv" role="group"
    tabindex="-1" data-cell data-stop>${choices(v.scale, v.locked || pupil.left)}</span></td><td role="gridcell" class="stc"></td>`;
}

// One row: the frame is drawn once, then only what a key press changes is touched.
export class Row {
  constructor(tr, view) {
    this.tr = tr;
    this.view = view;
    this.shown = undefined;
    render(frameOf(view), tr);
    this.cell = tr.querySelector('[data-cell]');
    this.state = tr.querySelector('.stc');
    render(made(), this.state);
    const [saved, saving, other] = this.state.children;
    this.ready = new Map([[SAVED, saved], [SAVING, saving]]);
    this.other = other;
    this.buttons = new Map([...this.cell.children].map((b) => [b.dataset.level, b]));
    if (view.pupil.left) tr.classList.add('left');
    if (view.pupil.protected) tr.classList.add('noprint');
    if (view.pupil.name.length > LONG_NAME) tr.classList.add('tall');
  }

  lock(locked) {
    if (locked === this.view.locked) return;
    this.view.locked = locked;
    for (const b of this.buttons.values()) b.disabled = locked || this.view.pupil.left;
    if (locked) this.cell.parentElement.setAttribute('aria-readonly', 'true');
    else this.cell.parentElement.removeAttribute('aria-readonly');
  }

  press(level, on) {
    const button = this.buttons.get(level);
    if (!button) return;
    button.setAttribute('aria-pressed', String(on));
    button.className = on ? (button.hasAttribute('data-bad') ? 'on bad' : 'on') : '';
  }

  say(state) {
    if (!this.ready.has(state)) render(state, this.other);
    const el = this.ready.get(state) ?? this.other;
    if (el === this.said) return;
    this.said?.classList.remove('seen');
    el.classList.add('seen');
    this.said = el;
  }

  update(data, shown, act) {
    if (shown !== this.shown) {
      this.press(this.shown, false);
      this.press(shown, true);
      this.shown = shown;
    }
    const label = cellLabel(data, this.view.scale, this.view.pupil, shown);
    if (label !== this.label) this.cell.setAttribute('aria-label', label);
    this.label = label;
    this.say(stateOf(data, this.view.pupil, act));
    const alert = data.phase === 'conflict' || data.phase === 'rejected' || data.phase === 'held';
    if (alert !== this.alert) this.tr.classList.toggle('alert', alert);
    this.alert = alert;
  }
}
