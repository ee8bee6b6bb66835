// Elev: subjects × rounds of one pupil, and what the rounds add up to.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, loc } from '../i18n.js';
import { get, peek } from '../api.js';
import { href } from '../router.js';
import { can, ownClasses } from '../session.js';
import { roundName, roundShort, yearGroup, dec, int } from '../format.js';
import { head, skeleton, failed, state, dots, box } from '../parts/basic.js';
import { levelCell } from '../parts/pupilrows.js';

export const pageKey = (p) => p.id || '';

const PROGRAMMES = ['vocational', 'arts', 'economics_humanities_social', 'science_technology'];

export function create(ctx) {
  const me = { params: {}, entry: null, error: null, turn: 0 };

  async function load() {
    const turn = ++me.turn;
    const at = `pupils/${encodeURIComponent(me.params.id)}`;
    me.entry = peek(at) || null;
    me.error = null;
    draw();
    try {
      const entry = await get(at);
      if (turn === me.turn) me.entry = entry;
    } catch (e) {
      if (turn !== me.turn) return;
      if (e.kind === 'problem' || !me.entry) Object.assign(me, { error: e, entry: null });
    }
    draw();
  }

  function draw() {
    if (me.error) render(failed(me.error, load), ctx.root);
    else if (!me.entry) render(skeleton(), ctx.root);
    else {
      ctx.title(me.entry.data.pupil.name);
      render(page(me.entry.data), ctx.root);
    }
    if (me.error || me.entry) ctx.ready();
  }

  function page(d) {
    const { pupil } = d;
    const trail = [{ name: pupil.unit.name, href: can('overview') && !ownClasses(pupil.unit.id) ? href('overview', { unit: pupil.unit.id }) : null }];
    if (pupil.class) {
      trail.push({ name: pupil.class.name, href: mayOpenClass(pupil) ? href('overview', { unit: pupil.unit.id, class: pupil.class.id, rows: 'pupil' }) : null });
    }
    return html`${head({ trail: [...trail, { name: pupil.name, current: true }], title: pupil.name,
      sub: dots(pupil.class?.name, yearGroup(pupil.year_group), pupil.unit.name),
      side: html`<div class="filters"><button class="btn" @click=${() => print()}>${t('print')}</button></div>` })}
      ${d.subjects.length ? html`<div class="stack">${levels(d)}${summaries(d)}</div>` : state(t('pupil.empty'), t('pupil.emptyText'), null, { inside: true })}`;
  }

  // A teacher without any of these duties reaches pupils by the own groups only.
  function mayOpenClass(pupil) {
    const own = ownClasses(pupil.unit.id);
    return can('overview') && can('pupils') && (!own || own.some((c) => c.id === pupil.class.id));
  }

  function cell(x, before) {
    if (!x) return html`<span class="lv-cell miss"><span class="sr">${t('cell.unread')}</span></span>`;
    if (!x.expected && x.level === null && !x.left) return html`<span class="lv-cell miss"><span class="sr">${t('cell.unread')}</span></span>`;
    return levelCell([x.level, before, x.passes, x.left]);
  }

  const columns = (rounds) => rounds.map((r) => html`<th scope="col"><abbr aria-label=${roundName(r)}>${roundShort(r)}</abbr></th>`);

  function levels(d) {
    return html`<section><h2 class="sr">${t('pupil.levels')}</h2>${box(t('pupil.levels'), html`<table class="mx pupil"><caption class="sr">${t('pupil.tableCaption', { name: d.pupil.name })}</caption><thead><tr><th scope="col" class="first">${
      t('trend.subject')}</th>${columns(d.rounds)}</tr></thead><tbody>${d.subjects.map((s) => html`<tr><th scope="row">${loc(s.subject.name)}</th>${s.levels.map((x) => html`<td>${
      cell(x, null)}</td>`)}</tr>`)}</tbody></table>`)}<div class="legend"><span><span class="lv-cell bad">F</span>${t('level.fail')}</span><span><span class="lv-cell na">–</span>${
      t('level.na')}</span><span>· ${t('level.missing')}</span></div></section>`;
  }

  function summaries(d) {
    const list = d.summaries;
    if (!list.some(Boolean)) return nothing;
    const row = (name, fn) => html`<tr><th scope="row">${name}</th>${list.map((s) => html`<td>${s ? fn(s) : '–'}</td>`)}</tr>`;
    const yes = (v) => html`<span aria-hidden="true">${v ? '✓' : '✗'}</span><span class="sr">${t(v ? 'yes' : 'no')}</span>`;
    const merit = (v) => (v === null || v === undefined ? '–' : dec(v / 10));
    const eligible = list.some((s) => s?.eligible);
    return html`<section><h2>${t('pupil.sum')}</h2>${box(t('pupil.sum'), html`<table class="mx pupil"><caption class="sr">${t('pupil.sumCaption', { name: d.pupil.name })}</caption><thead><tr><th scope="col" class="first">${
      t('pupil.sumHead')}</th>${columns(d.rounds)}</tr></thead><tbody>${row(t('pupil.passedRow'), (s) => t('of', { n: int(s.passed), of: int(s.expected) }))}${row(t('pupil.missingRow'),
      (s) => int(s.missing))}${row(t('pupil.allRow'), (s) => (s.complete ? yes(s.all_subjects) : t('pupil.notYet')))}${eligible ? PROGRAMMES.map((p, i) => row(t(`programme.${p}`),
      (s) => (s.eligible ? yes(s.eligible[i]) : '–'))) : nothing}${list.some((s) => s && s.merit17 !== null && s.merit17 !== undefined) ? html`${row(t('pupil.merit16'), (s) => merit(s.merit16))}${row(
      t('pupil.merit17'), (s) => merit(s.merit17))}` : nothing}</tbody></table>`)}</section>`;
  }

  return {
    show(params, { relabel } = {}) {
      const moved = params.id !== me.params.id;
      me.params = params;
      if (!params.id) {
        render(state(t('fail.missing.title'), t('fail.missing.text')), ctx.root);
        ctx.ready();
      } else if (relabel && me.entry && !moved) draw();
      else load();
    },
    hide() { me.turn++; },
  };
}
