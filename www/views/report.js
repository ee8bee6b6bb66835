// Rapportera: the own groups, and the grid of one group.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get } from '../api.js';
import { href } from '../router.js';
import { onSession, can } from '../session.js';
import { open, read, kept } from '../outbox.js';
import { roundName, closing, roundShort, when } from '../format.js';
import { head, skeleton, failed, state, bar, groupName, dots, reported, lower } from '../parts/basic.js';
import { show as showDialog, ask } from '../parts/dialog.js';
import { say } from '../parts/live.js';
import { poll } from '../parts/poll.js';
import { Grid } from '../report/grid.js';
import { nowCard, legendOf, helpBody } from '../report/side.js';

export const pageKey = (p) => p.group || '';

const SUMMARY_MS = 120;

export function groupLink(g, current, round) {
  const [expected, , , missing] = g.counts;
  return html`<li><a href=${href('report', { group: g.id, round })} aria-current=${current ? 'page' : nothing}><span class="between"><b>${groupName(g)}</b><small>${
    expected === 0 ? t('report.noPupils') : missing ? tn('report.left', missing) : t('report.done')}</small></span>${bar(reported(g.counts), expected)}</a></li>`;
}

export function create(ctx) {
  const me = { params: {}, groups: null, groupsError: null, doc: null, queue: null, grid: null, error: null, stops: [], turn: 0, filled: 0, timer: 0 };
  const table = document.createElement('div');
  table.className = 'wrap grw';

  const locked = () => !me.doc || me.doc.mode === 'read' || Boolean(me.queue?.stopped);

  async function loadGroups() {
    if (!can('report')) return;
    try {
      me.groups = (await get('groups')).data;
      me.groupsError = null;
    } catch (e) {
      me.groupsError = e;
    }
    draw();
  }

  async function loadGroup() {
    const turn = ++me.turn;
    const meta = { group: me.params.group, round: me.params.round };
    me.doc = null;
    me.error = null;
    const past = kept(meta);
    if (past) take(past.data);
    else draw();
    try {
      const { data } = await read(meta);
      if (turn === me.turn) take(data);
    } catch (e) {
      if (turn !== me.turn || me.doc) return;
      me.error = e;
      draw();
    }
  }

  function take(doc) {
    const meta = { group: doc.group.id, round: doc.round.id, label: groupName(doc.group) };
    const fresh = !me.queue || me.queue.meta.group !== meta.group || me.queue.meta.round !== meta.round;
    if (fresh) {
      me.off?.();
      me.queue = open(meta);
      me.grid = null;
    }
    me.doc = doc;
    me.queue.load(doc);
    if (fresh) me.off = me.queue.on(changed);
    if (me.grid && me.grid.sameRows(doc)) {
      me.grid.refresh(doc);
      me.grid.drawAll();
    } else {
      newGrid(doc);
    }
    draw();
  }

  function newGrid(doc) {
    const had = table.contains(document.activeElement);
    me.grid = new Grid({ doc, queue: me.queue, locked, allow, onEdit: edited, onHelp: help });
    table.replaceChildren(me.grid.table);
    if (had) me.grid.mark(me.grid.active, true);
  }

  // Queue → page: only the rows that changed.
  function changed(what) {
    if (what.pupils) me.grid?.drawPupils(what.pupils);
    if (what.stopped) {
      me.grid?.drawAll();
      say(t('report.closed'));
      get('rounds').catch(() => {});
    }
    if (what.reason) askReason();
    if (what.pupils?.some((id) => me.queue.rows.get(id)?.phase === 'conflict')) say(t('row.conflictShort'));
    if (what.answered && me.groups) {
      const g = me.groups.groups.find((x) => x.id === me.params.group);
      if (g) g.counts = me.queue.counts;
    }
    summary();
  }

  function edited() {
    summary();
  }

  function summary() {
    if (me.timer) return;
    me.timer = setTimeout(() => {
      me.timer = 0;
      draw();
    }, SUMMARY_MS);
  }

  // A correction needs a reason, asked for once.
  function allow(run) {
    if (!me.queue.needsReason || me.queue.reason) run();
    else askReason(run);
  }

  async function askReason(run) {
    if (me.asking) return;
    me.asking = true;
    const reason = await ask({
      title: t('reason.title'), body: html`<p>${t('reason.text')}</p><label>${t('reason.label')}<textarea name="reason" rows="3" required minlength="3" maxlength="500"></textarea></label>`,
      actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('reason.ok'), primary: true }],
      form: (d) => d.querySelector('textarea').value.trim() || null,
    });
    me.asking = false;
    if (!reason) return;
    me.queue.setReason(reason);
    run?.();
    draw();
  }

  function help() {
    showDialog(t('keys.title'), helpBody(me.doc));
  }

  function fillRest() {
    const before = me.grid.undos.length;
    allow(() => {
      me.filled = me.grid.fillRest();
      if (me.grid.undos.length === before) me.filled = 0;
      say(tn('report.filled', me.filled, { round: me.doc.previous[0] ? roundShort(me.doc.previous[0]) : '' }));
      draw();
    });
  }

  function undo() {
    me.filled = 0;
    me.grid.undo();
    draw();
  }

  function draw() {
    if (!me.params.group) {
      drawList();
      return;
    }
    if (me.error) {
      render(failed(me.error, loadGroup), ctx.root);
      ctx.ready();
      return;
    }
    if (!me.doc) {
      render(skeleton(), ctx.root);
      return;
    }
    const { doc } = me;
    ctx.title(groupName(doc.group));
    const sum = me.grid.tally();
    render(html`${top(doc, sum)}<div class="rep-wrap"><div>${notes(doc)}${locked() ? nothing : keys(doc)}${legendOf(doc)}${doc.pupils.length ? table
      : state(t('report.emptyGroup'), t('report.emptyGroupText'), null, { inside: true })}${completed(doc, sum)}</div><aside class="stack" aria-label=${t('report.side')}>${side(doc, sum)}</aside></div>`, ctx.root);
    ctx.ready();
  }

  function top(doc, sum) {
    const mine = can('report') && me.groups?.groups.some((g) => g.id === doc.group.id);
    const trail = mine ? [{ name: t('report.mine'), href: href('report') }]
      : [{ name: doc.group.unit.name, href: can('reporting') ? href('reporting', { unit: doc.group.unit.id, round: me.params.round }) : null }];
    const left = sum.missing ? t('report.leftOf', { n: sum.missing, of: sum.all }) : t('report.allDone', { n: sum.all });
    return head({
      trail: [...trail, { name: doc.group.name, current: true }], title: groupName(doc.group),
      sub: dots(doc.group.unit.name, lower(roundName(doc.round)), closing(doc.round), left, mine ? null : doc.group.teachers.join(', ')),
      side: locked() ? nothing : html`<div class="filters"><button class="btn" ?disabled=${!me.grid.undos.length} @click=${undo}>${t('report.undo')}</button>${
        doc.previous.length ? html`<button class="btn" ?disabled=${!sum.missing} @click=${fillRest}>${t('report.fill')}</button>` : nothing}<button class="btn keybtn" @click=${help}>${
        t('keys.button')}</button></div>`,
    });
  }

  function notes(doc) {
    const q = me.queue;
    const list = [];
    if (q.stopped && doc.mode !== 'read') list.push(html`<div class="note"><p>${t(q.attention ? 'report.closedUnsaved' : 'report.closed', { n: q.attention })}</p></div>`);
    else if (doc.mode === 'read') {
      list.push(html`<div class="note ${q.attention ? '' : 'calm'}"><p>${t(q.attention ? 'report.closedUnsaved' : doc.round.accepts ? 'report.readonly' : 'report.readClosed',
        { n: q.attention })}</p></div>`);
    }
    if (doc.mode === 'correct') {
      list.push(html`<div class="note calm"><p>${q.reason ? t('reason.now', { reason: q.reason }) : t('reason.intro')}</p>${q.reason
        ? html`<button class="btn small" @click=${() => askReason()}>${t('reason.change')}</button>` : nothing}</div>`);
    }
    if (me.filled && me.grid.undos.length) {
      list.push(html`<div class="note calm"><p>${tn('report.filled', me.filled, { round: doc.previous[0] ? roundShort(doc.previous[0]) : '' })}</p><button class="btn small" @click=${
        undo}>${t('report.undo')}</button></div>`);
    }
    return list;
  }

  // Below the table, where the last row is: nothing moves under the hands, and it is the next stop of Tab.
  function completed(doc, sum) {
    if (sum.missing || !sum.all || me.queue.attention || doc.mode !== 'report') return nothing;
    const next = nextGroup();
    return html`<div class="note good done"><p>${t('report.complete')}</p>${next ? html`<a class="btn primary" href=${href('report', { group: next.id })}>${t('report.next', {
      group: groupName(next), n: next.counts[3] })}</a>` : nothing}</div>`;
  }

  const nextGroup = () => me.groups?.groups.find((g) => g.id !== me.params.group && g.counts[3] > 0);

  function keys(doc) {
    const levels = doc.scales[0]?.levels || [];
    const range = doc.scales.length === 1 ? levels.map((l) => html`<kbd>${l.key.toUpperCase()}</kbd>`) : [];
    return html`<p class="keys"><span>${range.length ? range : t('keys.own')} ${t('keys.set')}</span><span><kbd>-</kbd> ${t('level.na')}</span><span><kbd>=</kbd> ${t('keys.same')}</span><span><kbd>↑</kbd><kbd>↓</kbd> ${
      t('keys.move')}</span><span><kbd>Delete</kbd> ${t('keys.clear')}</span><span><kbd>?</kbd> ${t('keys.all')}</span></p>`;
  }

  function side(doc, sum) {
    const list = me.groups?.groups || [];
    return html`${list.length ? html`<section class="card"><h2>${t('report.mine')}</h2><ul class="groups">${list.map((g) => groupLink(g.id === doc.group.id
      ? { ...g, counts: [sum.all, sum.assessed, sum.na, sum.missing, 0] } : g, g.id === doc.group.id))}</ul></section>` : nothing}${nowCard(doc, sum)}`;
  }

  function drawList() {
    ctx.title(t('nav.report'));
    if (me.groupsError && !me.groups) {
      render(failed(me.groupsError, loadGroups), ctx.root);
      ctx.ready();
      return;
    }
    if (!can('report')) {
      render(state(t('fail.noright.title'), t('report.notTeacher')), ctx.root);
      ctx.ready();
      return;
    }
    if (!me.groups) {
      render(skeleton(), ctx.root);
      return;
    }
    const { round, groups } = me.groups;
    const left = groups.reduce((s, g) => s + g.counts[3], 0);
    render(html`${head({ title: t('report.mine'), sub: round ? dots(roundName(round), closing(round), tn('report.leftAll', left)) : t('round.none') })}${!groups.length
      ? state(t('start.noGroups.title'), t('start.noGroups.text'), null, { inside: true }) : html`<ul class="cards">${groups.map((g) => html`<li><a class="card" href=${href('report', { group: g.id })}><span class="between"><b>${
        groupName(g)}</b><small class="muted">${g.counts[3] ? tn('report.left', g.counts[3]) : t('report.done')}</small></span>${bar(reported(g.counts), g.counts[0])}<small class="fine">${
        g.unit.name}${g.last_at ? ` · ${t('report.last', { when: when(g.last_at) })}` : ''}</small></a></li>`)}</ul>`}`, ctx.root);
    ctx.ready();
  }

  async function quiet() {
    if (!me.doc || !me.params.group) return loadGroups();
    const { data } = await read({ group: me.params.group, round: me.params.round });
    if (data.group.id === me.params.group) take(data);
    return undefined;
  }

  return {
    show(params, { relabel } = {}) {
      const moved = params.group !== me.params.group || params.round !== me.params.round;
      me.params = params;
      me.filled = moved ? 0 : me.filled;
      if (!me.stops.length) {
        me.stops = [poll(quiet), onSession(() => { me.grid?.drawAll(); summary(); })];
        loadGroups();
      }
      if (relabel && me.doc) newGrid(me.doc);
      if (params.group && (moved || !me.doc)) {
        me.off?.();
        me.queue = null;
        me.grid = null;
        loadGroup();
      } else {
        if (!params.group) loadGroups();
        draw();
      }
    },
    hide() {
      me.turn++;
      clearTimeout(me.timer);
      me.off?.();
      for (const stop of me.stops) stop();
      me.queue?.pump();
    },
  };
}

