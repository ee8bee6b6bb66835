// The report grid: a real table, one Tab stop, one key per pupil. A key press touches the rows it concerns and nothing else.
import { t } from '../i18n.js';
import { roundShort, roundName } from '../format.js';
import { groupName, lower } from '../parts/basic.js';
import { say } from '../parts/live.js';
import { Row, levelWords, NA } from './row.js';

const PAGE = 10;
const TOGGLE_GUARD_MS = 600;
const SAY_MS = 250;

export class Grid {
  // host: {doc, queue, locked(), allow(go), onEdit(), onHelp(), onUndo()}
  constructor(host) {
    this.host = host;
    this.queue = host.queue;
    this.undos = [];
    this.active = -1;
    this.lastSet = { pupil: null, at: 0 };
    this.trs = [];
    this.build(host.doc);
  }

  build(doc) {
    this.doc = doc;
    this.pupils = doc.pupils;
    this.index = new Map(doc.pupils.map((p, i) => [p.id, i]));
    this.scales = new Map(doc.scales.map((s) => [s.id, s]));
    this.keys = new Map(doc.scales.map((s) => [s.id, new Map(s.levels.map((l) => [l.key.toLowerCase(), l.code]))]));
    this.heads = doc.previous.map(roundShort);
    this.mixed = new Set(doc.pupils.map((p) => p.class)).size > 1;
    this.table = document.createElement('table');
    this.table.className = `gr old${doc.previous.length}`;
    this.table.setAttribute('role', 'grid');
    this.table.append(this.caption(), this.heading(), document.createElement('tbody'));
    this.body = this.table.tBodies[0];
    this.body.setAttribute('role', 'rowgroup');
    this.trs = this.pupils.map(() => {
      const tr = document.createElement('tr');
      tr.setAttribute('role', 'row');
      this.body.append(tr);
      return tr;
    });
    this.lines = this.pupils.map((pupil, i) => new Row(this.trs[i], { pupil, scale: this.scale(i), mixed: this.mixed, heads: this.heads, locked: this.host.locked() }));
    this.act = this.act.bind(this);
    this.drawAll();
    this.table.addEventListener('keydown', (e) => this.key(e));
    this.table.addEventListener('focusin', (e) => this.focused(e));
    this.body.addEventListener('click', (e) => this.clicked(e));
    const first = this.pupils.findIndex((p) => !p.left && this.queue.shown(p.id) === null);
    this.mark(Math.max(0, first), false);
  }

  caption() {
    const el = document.createElement('caption');
    el.className = 'sr';
    el.textContent = t('report.caption', { group: groupName(this.doc.group), round: lower(roundName(this.doc.round)) });
    return el;
  }

  heading() {
    const head = document.createElement('thead');
    head.setAttribute('role', 'rowgroup');
    const tr = head.insertRow();
    tr.setAttribute('role', 'row');
    const add = (text, cls, full) => {
      const th = document.createElement('th');
      th.scope = 'col';
      th.setAttribute('role', 'columnheader');
      th.className = cls;
      th.textContent = text;
      if (full) th.setAttribute('aria-label', full);
      tr.append(th);
    };
    add(t('report.pupil'), 'nm');
    this.doc.previous.map((r, i) => [r, i]).reverse().forEach(([r, i]) => add(roundShort(r), i === 0 ? 'pv p1' : 'pv p2', roundName(r)));
    add(t(`report.now.${this.doc.round.kind}`), 'lvh');
    add(t('report.state'), 'sth');
    return head;
  }

  // A fresh answer for the same pupils in the same order.
  refresh(doc) {
    this.doc = doc;
    this.pupils = doc.pupils;
    this.lines.forEach((line, i) => { line.view.pupil = doc.pupils[i]; });
  }

  sameRows(doc) {
    return doc.pupils.length === this.pupils.length && doc.pupils.every((p, i) => p.id === this.pupils[i].id && p.left === this.pupils[i].left);
  }

  scale(i) {
    return this.scales.get(this.pupils[i].scale) || this.doc.scales[0];
  }

  draw(i) {
    const { id } = this.pupils[i];
    const row = this.queue.rows.get(id);
    if (row) this.lines[i].update(row, this.queue.shown(id), this.act);
  }

  drawPupils(ids) {
    for (const id of ids) if (this.index.has(id)) this.draw(this.index.get(id));
  }

  drawAll() {
    const locked = this.host.locked();
    this.pupils.forEach((_, i) => {
      this.lines[i].lock(locked);
      this.draw(i);
    });
  }

  activePupil() {
    return this.pupils[this.active]?.id;
  }

  markPupil(id, focus) {
    this.mark(this.index.get(id) ?? this.active, focus);
  }

  cell(i) {
    return this.lines[i].cell;
  }

  // Makes row i the Tab stop and, on request, moves the focus there. That comes before all else: the browser brings the style and layout
  // of what has changed up to date while it moves the focus, and again for the frame.
  mark(i, focus) {
    if (i < 0 || i >= this.trs.length) return;
    const was = this.active;
    this.active = i;
    if (i !== was) this.cell(i).tabIndex = 0;
    if (focus) this.cell(i).focus();
    if (i === was) return;
    this.trs[i].classList.add('now');
    if (was < 0) return;
    this.trs[was].classList.remove('now');
    this.cell(was).tabIndex = -1;
  }

  focused(e) {
    const tr = e.target.closest('tbody tr');
    if (tr) this.mark(this.trs.indexOf(tr), false);
  }

  clicked(e) {
    const button = e.target.closest('button[data-level]');
    if (!button) return;
    const i = this.trs.indexOf(button.closest('tr'));
    const id = this.pupils[i].id;
    const level = button.dataset.level;
    this.mark(i, true);
    const again = this.queue.shown(id) === level;
    if (again && this.queue.rows.get(id).phase !== 'conflict') {
      if (this.lastSet.pupil === id && Date.now() - this.lastSet.at < TOGGLE_GUARD_MS) return;
      this.edit([[i, null]]);
    } else {
      this.edit([[i, level]]);
    }
  }

  key(e) {
    const tr = e.target.closest('tbody tr');
    if (!tr) return;
    const i = this.trs.indexOf(tr);
    const inCell = Boolean(e.target.closest('[data-cell]'));
    if (e.target.closest('button') && (e.key === 'Enter' || e.key === ' ')) return;
    if ((e.ctrlKey || e.metaKey) && !e.altKey) {
      this.chord(e, i);
      return;
    }
    if (e.altKey || e.metaKey) return;
    if (this.move(e, i, tr)) return;
    if (inCell) this.enter(e, i);
  }

  chord(e, i) {
    const k = e.key.toLowerCase();
    if (k === 'z') this.undo();
    else if (k === 'd') this.fillDown(i);
    else if (e.key === 'Home') this.mark(0, true);
    else if (e.key === 'End') this.mark(this.trs.length - 1, true);
    else return;
    e.preventDefault();
  }

  move(e, i, tr) {
    const last = this.trs.length - 1;
    const stops = () => [...tr.querySelectorAll('[data-stop]')];
    const side = (step) => {
      const list = stops();
      list[list.indexOf(e.target.closest('[data-stop]')) + step]?.focus();
    };
    const on = {
      ArrowDown: () => (e.shiftKey ? this.fillDown(i) : this.mark(Math.min(i + 1, last), true)),
      ArrowUp: () => this.mark(Math.max(i - 1, 0), true),
      ArrowLeft: () => side(-1),
      ArrowRight: () => side(1),
      Home: () => this.mark(0, true),
      End: () => this.mark(last, true),
      PageDown: () => this.mark(Math.min(i + PAGE, last), true),
      PageUp: () => this.mark(Math.max(i - PAGE, 0), true),
    }[e.key];
    if (!on) return false;
    e.preventDefault();
    on();
    return true;
  }

  enter(e, i) {
    const k = e.key;
    const code = k.length === 1 ? this.keys.get(this.scale(i).id).get(k.toLowerCase()) : undefined;
    if (code !== undefined) this.type(e, i, code);
    else if (k === '-' || k === '\u2013' || k === '\u2212') this.type(e, i, NA);
    else if (k === '=') this.same(e, i);
    else if (k === 'Delete' || k === 'Backspace') this.type(e, i, null, true);
    else if (k === 'Enter') this.confirm(e, i);
    else if (k === '?') {
      e.preventDefault();
      this.host.onHelp();
    } else if (k.length === 1 && k !== ' ') {
      e.preventDefault();
      say(t('report.noKey', { key: k }));
    }
  }

  confirm(e, i) {
    e.preventDefault();
    const choice = this.trs[i].querySelector('.stc [data-stop]');
    if (choice) choice.focus();
    else this.mark(i + (e.shiftKey ? -1 : 1), true);
  }

  type(e, i, level, stay) {
    e.preventDefault();
    if (e.repeat && level !== null) return;
    this.edit([[i, level]], stay ? undefined : i + 1);
  }

  same(e, i) {
    e.preventDefault();
    const before = this.previousOf(i);
    if (before === undefined) say(t('report.noPrevious'));
    else this.edit([[i, before]], i + 1);
  }

  // The level of the last round if the pupil's present scale has it.
  previousOf(i) {
    const before = this.pupils[i].previous[0];
    if (!before) return undefined;
    return before === NA || this.scale(i).levels.some((l) => l.code === before) ? before : undefined;
  }

  fillDown(i) {
    const level = this.queue.shown(this.pupils[i].id);
    const to = i + 1;
    if (to >= this.trs.length) return;
    const fits = level === null || level === NA || this.scale(to).levels.some((l) => l.code === level);
    if (!fits || this.pupils[to].left) this.mark(to, true);
    else this.edit([[to, level]], to);
  }

  fillRest() {
    const edits = [];
    this.pupils.forEach((p, i) => {
      const before = this.previousOf(i);
      if (!p.left && this.queue.shown(p.id) === null && before && before !== NA) edits.push([i, before]);
    });
    this.edit(edits);
    return edits.length;
  }

  // edits: [[row, level]]. Asks the host first, since a correction needs a reason.
  edit(edits, then) {
    if (this.host.locked()) return;
    const wanted = edits.filter(([i]) => !this.pupils[i].left);
    if (!wanted.length) {
      if (then !== undefined) this.mark(Math.min(then, this.trs.length - 1), true);
      return;
    }
    this.host.allow(() => this.apply(wanted, then));
  }

  apply(edits, then) {
    const undo = [];
    if (then !== undefined) this.mark(Math.min(then, this.trs.length - 1), true);
    for (const [i, level] of edits) {
      const id = this.pupils[i].id;
      const was = this.queue.shown(id);
      const conflict = this.queue.rows.get(id).phase === 'conflict';
      if (this.queue.set(id, level) || conflict) {
        if (was !== level) undo.push([id, was]);
        this.lastSet = { pupil: id, at: Date.now() };
        this.draw(i);
      }
    }
    if (undo.length) this.undos.push(undo);
    if (edits.length === 1) this.announce(...edits[0]);
    this.host.onEdit();
  }

  // Said when the keys rest: the last of them.
  announce(i, level) {
    this.toSay = { i, level, at: Date.now() };
    this.sayTimer ??= setTimeout(() => this.sayLast(), SAY_MS);
  }

  sayLast() {
    const { i, level, at } = this.toSay;
    const rest = at + SAY_MS - Date.now();
    this.sayTimer = rest > 0 ? setTimeout(() => this.sayLast(), rest) : null;
    if (!this.sayTimer) say(`${this.pupils[i].name}: ${levelWords(this.scale(i), level)}`);
  }

  undo() {
    const batch = this.undos.pop();
    if (!batch || this.host.locked()) return;
    for (const [id, level] of batch) {
      this.queue.set(id, level);
      this.draw(this.index.get(id));
    }
    this.mark(this.index.get(batch[0][0]), true);
    say(t('report.undone'));
    this.host.onEdit();
  }

  act(what, id) {
    if (what === 'discard') this.queue.discard(id);
    else this.queue.resolve(id, what);
    this.mark(this.index.get(id), true);
    this.host.onEdit();
  }

  // The group as it is shown now; before* count those alone who were assessed in the last round too.
  tally() {
    let [assessed, na, missing, passing, before, passingBefore, beforeOf] = [0, 0, 0, 0, 0, 0, 0];
    this.pupils.forEach((p, i) => {
      if (p.left) return;
      const level = this.queue.shown(p.id);
      const passes = (code) => this.scale(i).levels.find((l) => l.code === code)?.passes;
      if (level === null) {
        missing++;
        return;
      }
      if (level === NA) na++;
      else assessed++;
      if (passes(level)) passing++;
      if (p.previous[0]) {
        beforeOf++;
        if (passes(level)) passingBefore++;
        if (passes(p.previous[0])) before++;
      }
    });
    return { assessed, na, missing, passing, before, passingBefore, beforeOf, of: assessed + na, all: assessed + na + missing };
  }
}
