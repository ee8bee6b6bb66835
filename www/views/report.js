// Rapportera: the own groups, and the grid of one group.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, address } from '../api.js';
import { onSession, notify, can } from '../session.js';
import { open, read, kept } from '../outbox.js';
import { roundShort } from '../format.js';
import { skeleton, failed, state, groupName } from '../parts/basic.js';
import { show as showDialog, ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';
import { poll } from '../parts/poll.js';
import { Grid } from '../report/grid.js';
import { groupList, groupHead, groupSide, notes, completed, keyLine, legendOf, helpBody } from '../report/side.js';

export const pageKey = (p) => p.group || '';

// What stands around the grid follows a key by so much: its frame is shown by then, which an idle moment does not tell.
const SUMMARY_MS = 50;

class Report {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, groups: null, groupsError: null, doc: null, queue: null, grid: null, error: null, stops: [], turn: 0, filled: 0, timer: 0 });
    this.table = document.createElement('div');
    this.table.className = 'wrap grw';
  }

  show(params, { relabel } = {}) {
    const moved = params.group !== this.params.group || params.round !== this.params.round;
    this.params = params;
    if (moved) this.filled = 0;
    if (!this.stops.length) {
      this.stops = [poll(() => this.again()), onSession(() => this.linkChanged())];
      this.loadGroups();
    }
    if (relabel && this.doc) this.newGrid(this.doc);
    if (params.group && (moved || !this.doc)) {
      this.off?.();
      Object.assign(this, { queue: null, grid: null });
      this.loadGroup();
      return;
    }
    if (!params.group) this.loadGroups();
    this.draw();
  }

  hide() {
    this.turn++;
    clearTimeout(this.timer);
    this.off?.();
    for (const stop of this.stops) stop();
    this.queue?.pump();
  }

  locked() {
    return !this.doc || this.doc.mode === 'read' || Boolean(this.queue?.stopped);
  }

  async loadGroups() {
    if (!can('report')) return;
    try {
      this.groups = (await get('groups')).data;
      this.groupsError = null;
    } catch (e) {
      this.groupsError = e;
    }
    this.draw();
  }

  async loadGroup() {
    const turn = ++this.turn;
    const meta = { group: this.params.group, round: this.params.round };
    Object.assign(this, { doc: null, error: null });
    const past = kept(meta);
    if (past) this.take(past.data);
    else this.draw();
    try {
      const { data } = await read(meta);
      if (turn === this.turn) this.take(data);
    } catch (e) {
      if (turn !== this.turn || this.doc) return;
      this.error = e;
      this.draw();
    }
  }

  async again() {
    if (!this.doc || !this.params.group) {
      await this.loadGroups();
      return;
    }
    const turn = this.turn;
    const { data } = await read({ group: this.params.group, round: this.params.round });
    if (turn === this.turn) this.take(data);
  }

  take(doc) {
    const meta = { group: doc.group.id, round: doc.round.id, label: groupName(doc.group) };
    const fresh = !this.queue || this.queue.meta.group !== meta.group || this.queue.meta.round !== meta.round;
    if (fresh) {
      this.off?.();
      this.queue = open(meta);
      this.grid = null;
    }
    this.doc = doc;
    this.queue.load(doc);
    if (fresh) this.off = this.queue.on((what) => this.changed(what));
    if (this.grid?.sameRows(doc)) {
      this.grid.refresh(doc);
      this.grid.drawAll();
    } else {
      this.newGrid(doc);
    }
    this.draw();
  }

  newGrid(doc) {
    const had = this.table.contains(document.activeElement);
    const at = this.grid?.activePupil();
    this.grid = new Grid({
      doc, queue: this.queue, locked: () => this.locked(), allow: (run) => this.allow(run), onEdit: () => this.summary(), onHelp: () => this.help(),
    });
    this.table.replaceChildren(this.grid.table);
    this.grid.markPupil(at, had);
  }

  linkChanged() {
    this.grid?.drawAll();
    this.summary();
  }

  // Queue → page: only the rows that changed.
  changed(what) {
    if (what.pupils) this.grid?.drawPupils(what.pupils);
    if (what.stopped) {
      this.grid?.drawAll();
      say(t('report.closed'));
    }
    if (what.reason) this.askReason();
    if (what.pupils?.some((id) => this.queue.rows.get(id)?.phase === 'conflict')) say(t('row.conflictShort'));
    if (what.answered) {
      const group = this.groups?.groups.find((x) => x.id === this.params.group);
      if (group) group.counts = this.queue.counts;
    }
    this.summary();
  }

  // What stands around the grid may come a moment after the key.
  summary() {
    this.timer ||= setTimeout(() => {
      this.timer = 0;
      this.draw();
    }, SUMMARY_MS);
  }

  // A correction needs a reason, asked for once.
  allow(run) {
    if (!this.queue.needsReason || this.queue.reason) run();
    else this.askReason(run);
  }

  async askReason(run) {
    if (this.asking) return;
    this.asking = true;
    const reason = await ask({
      title: t('reason.title'), body: html`<p>${t('reason.text')}</p><label>${t('reason.label')}<textarea name="reason" rows="3" required minlength="3" maxlength="500"></textarea></label>`,
      actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('reason.ok'), primary: true }],
      form: (d) => d.querySelector('textarea').value.trim() || null,
    });
    this.asking = false;
    if (!reason) return;
    this.queue.setReason(reason);
    run?.();
    this.draw();
  }

  help() {
    showDialog(t('keys.title'), helpBody(this.doc));
  }

  // The server's list: what is on its way is not in it yet.
  save() {
    const at = address(`groups/${this.doc.group.id}/assessments`, { round: this.doc.round.id });
    import('../parts/handout.js').then((m) => m.saveAs([{ what: 'group', at, tables: ['group'] }])).catch(() => notify(t('fail.network.title')));
  }

  fillRest() {
    this.allow(() => {
      this.filled = this.grid.fillRest();
      say(this.filledText());
      this.draw();
    });
  }

  filledText() {
    return tn('report.filled', this.filled, { round: this.doc.previous[0] ? roundShort(this.doc.previous[0]) : '' });
  }

  undo() {
    this.filled = 0;
    this.grid.undo();
    this.draw();
  }

  draw() {
    const { root } = this.ctx;
    const error = this.params.group ? this.error : !this.groups && this.groupsError;
    const ready = this.params.group ? this.doc : this.groups;
    if (error) render(failed(error, () => (this.params.group ? this.loadGroup() : this.loadGroups())), root);
    else if (!this.params.group && !can('report')) render(state(t('fail.noright.title'), t('report.notTeacher')), root);
    else if (!ready) {
      render(skeleton(), root);
      return;
    } else if (this.params.group) this.drawGroup();
    else {
      this.ctx.title(t('nav.report'));
      render(groupList(this.groups), root);
    }
    this.ctx.ready(() => this.enter());
  }

  // Who opens a group in order to report types at once, where reporting goes on. The browser scrolls to that row only if it is out of view.
  enter() {
    if (!this.params.group || this.locked() || this.doc.mode !== 'report' || !this.doc.pupils.length) return false;
    this.grid.markPupil(this.grid.activePupil(), true);
    return true;
  }

  drawGroup() {
    const { doc, grid, queue } = this;
    this.ctx.title(groupName(doc.group));
    const sum = grid.tally();
    const view = {
      doc, sum, queue, locked: this.locked(), groups: this.groups?.groups || [], round: this.params.round, canUndo: grid.undos.length > 0,
      filled: this.filled && grid.undos.length ? this.filledText() : null,
      undo: () => this.undo(), fill: () => this.fillRest(), help: () => this.help(), save: () => this.save(), askReason: () => this.askReason(),
    };
    render(html`${groupHead(view)}<div class="rep-wrap"><div>${notes(view)}${view.locked ? nothing : keyLine(doc)}${legendOf(doc)}${doc.pupils.length ? this.table
      : state(t('report.emptyGroup'), t('report.emptyGroupText'), null, { inside: true })}${completed(view)}</div><aside class="stack" aria-label=${t('report.side')}>${
      groupSide(view)}</aside></div>`, this.ctx.root);
  }
}

export const create = (ctx) => new Report(ctx);
