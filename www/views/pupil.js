// Elev: subjects × rounds of one pupil, and what the rounds add up to.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, loc } from '../i18n.js';
import { get, peek } from '../api.js';
import { href } from '../router.js';
import { can, ownClasses } from '../session.js';
import { roundName, roundShort, yearGroup, dec, int } from '../format.js';
import { head, skeleton, failed, state, dots, box } from '../parts/basic.js';
import { levelCell } from '../parts/pupilrows.js';
import { changeMark, trendMark, riskMark, markLegend } from '../signals/level.js';
import { handout } from '../parts/handout.js';
import { freshPupil, freshRow } from '../parts/fresh.js';

export const pageKey = (p) => p.id || '';

const PROGRAMMES = ['vocational', 'arts', 'economics_humanities_social', 'science_technology'];

class Pupil {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, entry: null, error: null, turn: 0 });
  }

  async load() {
    const turn = ++this.turn;
    const at = `pupils/${encodeURIComponent(this.params.id)}`;
    this.entry = peek(at) || null;
    this.error = null;
    this.draw();
    try {
      const entry = await get(at);
      if (turn === this.turn) this.entry = entry;
    } catch (e) {
      if (turn !== this.turn) return;
      if (e.kind === 'problem' || !this.entry) Object.assign(this, { error: e, entry: null });
    }
    this.draw();
  }

  draw() {
    if (this.error) render(failed(this.error, () => this.load()), this.ctx.root);
    else if (!this.entry) render(skeleton(), this.ctx.root);
    else {
      // Browsers keep titles in their history: no name there.
      this.ctx.title(t('pupil.pageTitle'));
      render(this.page(this.entry.data), this.ctx.root);
    }
    if (this.error || this.entry) this.ctx.ready();
  }

  page(d) {
    const { pupil } = d;
    const trail = [{ name: pupil.unit.name, href: can('overview') && !ownClasses(pupil.unit.id) ? href('overview', { unit: pupil.unit.id }) : null }];
    if (pupil.class) {
      trail.push({ name: pupil.class.name, href: this.mayOpenClass(pupil) ? href('overview', { unit: pupil.unit.id, class: pupil.class.id, rows: 'pupil' }) : null });
    }
    const page = html`${head({ trail: [...trail, { name: pupil.name, current: true }], title: pupil.name,
      sub: dots(pupil.protected ? t('protected.tag') : null, pupil.class?.name, yearGroup(pupil.year_group), pupil.unit.name),
      side: html`<div class="filters">${can('extract') ? html`<a class="btn" href=${href('extract', { id: pupil.id })}>${t('pupil.extract')}</a>` : nothing}${handout(pupil.protected ? [] : [{ what: 'pupil', at: `pupils/${pupil.id}`, tables: ['pupil', 'sums'] }])}</div>` })}
      ${d.subjects.length ? html`<div class="stack">${this.levels(d)}${this.summaries(d)}${freshPupil(d)}</div>` : state(t('pupil.empty'), t('pupil.emptyText'), null, { inside: true })}`;
    return pupil.protected ? html`<p class="paperonly">${tn('protected.paper', 1)}</p><div class="noprint">${page}</div>` : page;
  }

  // A teacher without any of these duties reaches pupils by the own groups only.
  mayOpenClass(pupil) {
    const own = ownClasses(pupil.unit.id);
    return can('overview') && can('pupils') && (!own || own.some((c) => c.id === pupil.class.id));
  }

  cell(x) {
    if (!x || (!x.expected && x.level === null && !x.left)) return html`<span class="lv-cell miss"><span class="sr">${t('cell.unread')}</span></span>`;
    return html`${levelCell([x.level, null, x.passes, x.left])}${changeMark(x.change)}`;
  }

  columns(rounds) {
    return rounds.map((r) => html`<th scope="col"><abbr aria-label=${roundName(r)}>${roundShort(r)}</abbr></th>`);
  }

  // Of the latest round: where the subject is going, and whether to look at it.
  course(s) {
    const way = s.trend === null ? html`<span class="fine" aria-hidden="true">–</span><span class="sr">${t('signals.pupil.noTrend')}</span>`
      : s.trend ? trendMark(s.trend) : html`<span class="fine" aria-hidden="true">→</span><span class="sr">${t('signals.pupil.level')}</span>`;
    return html`<td>${way}</td><td class="look">${s.risk ? html`${riskMark(s.risk)} <span aria-hidden="true">${t(`signals.risk.${s.risk}`)}</span>` : nothing}</td>`;
  }

  levels(d) {
    const marked = d.subjects.filter((s) => s.risk).length;
    return html`<section><h2 class="sr">${t('pupil.levels')}</h2><p>${marked ? tn('signals.pupil.marked', marked) : t('signals.pupil.noMarks')}</p>${box(t('pupil.levels'), html`<table class="mx pupil sig"><caption class="sr">${
      t('pupil.tableCaption', { name: d.pupil.name })}</caption><thead><tr><th scope="col" class="first">${t('trend.subject')}</th>${this.columns(d.rounds)}<th scope="col">${t('signals.pupil.way')}</th><th scope="col" class="look">${
      t('signals.group.mark')}</th></tr></thead><tbody>${d.subjects.map((s) => html`<tr><th scope="row">${loc(s.subject.name)}</th>${s.levels.map((x) => html`<td>${
      this.cell(x)}</td>`)}${this.course(s)}</tr>`)}${freshRow(d, 2)}</tbody></table>`)}${markLegend()}<p class="fine asof">${t('signals.klass.how')}</p></section>`;
  }

  summaries(d) {
    const list = d.summaries;
    if (!list.some(Boolean)) return nothing;
    const row = (name, fn) => html`<tr><th scope="row">${name}</th>${list.map((s) => html`<td>${s ? fn(s) : '–'}</td>`)}</tr>`;
    const yes = (v) => html`<span aria-hidden="true">${v ? '✓' : '✗'}</span><span class="sr">${t(v ? 'yes' : 'no')}</span>`;
    const merit = (v) => (v === null || v === undefined ? '–' : dec(v / 10));
    const eligible = list.some((s) => s?.eligible);
    return html`<section><h2>${t('pupil.sum')}</h2>${box(t('pupil.sum'), html`<table class="mx pupil"><caption class="sr">${t('pupil.sumCaption', { name: d.pupil.name })}</caption><thead><tr><th scope="col" class="first">${
      t('pupil.sumHead')}</th>${this.columns(d.rounds)}</tr></thead><tbody>${row(t('pupil.passedRow'), (s) => t('of', { n: int(s.passed), of: int(s.expected) }))}${row(t('pupil.missingRow'),
      (s) => int(s.missing))}${row(t('pupil.allRow'), (s) => (s.complete ? yes(s.all_subjects) : t('pupil.notYet')))}${eligible ? PROGRAMMES.map((p, i) => row(t(`programme.${p}`),
      (s) => (s.eligible ? yes(s.eligible[i]) : '–'))) : nothing}${list.some((s) => s && s.merit17 !== null && s.merit17 !== undefined) ? html`${row(t('pupil.merit16'), (s) => merit(s.merit16))}${row(
      t('pupil.merit17'), (s) => merit(s.merit17))}` : nothing}</tbody></table>`)}</section>`;
  }


  show(params, { relabel } = {}) {
    const moved = params.id !== this.params.id;
    this.params = params;
    if (!params.id) {
      render(state(t('fail.missing.title'), t('fail.missing.text')), this.ctx.root);
      this.ctx.ready();
    } else if (relabel && this.entry && !moved) this.draw();
    else this.load();
  }

  hide() { this.turn++; }
}

export const create = (ctx) => new Pupil(ctx);
