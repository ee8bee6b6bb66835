// Träffsäkerhet: forecasts against the grades that followed. By subject, year group, school and year; never by class, group or teacher.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { go, href } from '../router.js';
import { homeParams } from '../session.js';
import { dec, int, roundName, roundWeek, when, yearGroup } from '../format.js';
import { head, unitTrail, skeleton, failed, state, subjectName, dots, box } from '../parts/basic.js';
import { select } from '../parts/filters.js';
import { handout } from '../parts/handout.js';
import { rightCell, over, under, nearer, meritText, pairs, withInterval } from '../parts/hit.js';

const ASKED = ['unit', 'round', 'year_group', 'subject'];
const KEPT = ['year_group', 'subject'];
const pick = (from, keys) => Object.fromEntries(keys.filter((k) => from[k]).map((k) => [k, from[k]]));

export const pageKey = (p) => p.unit;

class HitRate {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, data: null, error: null, turn: 0 });
  }

  show(params, { relabel } = {}) {
    if (!params.unit) {
      const home = homeParams();
      if (home.unit) go('hitrate', { unit: home.unit, ...params }, { replace: true });
      else this.none();
      return;
    }
    this.params = params;
    if (relabel && this.data) this.draw();
    else this.load();
  }

  none() {
    render(state(t('fail.noright.title'), t('problem.forbidden'), html`<a class="btn" href=${href('start')}>${t('fail.home')}</a>`), this.ctx.root);
    this.ctx.ready();
  }

  async load() {
    const turn = ++this.turn;
    const at = address('hit-rate', pick(this.params, ASKED));
    this.data = peek(at)?.data || this.data;
    this.draw();
    try {
      const { data } = await get(at);
      if (turn !== this.turn) return;
      Object.assign(this, { data, error: null });
    } catch (error) {
      if (turn !== this.turn) return;
      Object.assign(this, { error, data: null });
    }
    this.draw();
  }

  draw() {
    const { data, error, ctx } = this;
    if (!data) {
      render(error ? failed(error, () => this.load()) : skeleton(), ctx.root);
      if (error) ctx.ready();
      return;
    }
    ctx.title(t('hit.heading', { unit: data.unit.name }));
    render(data.round ? this.page(data) : html`${this.top(data)}${state(t('hit.none.title'), t('hit.none.text'), null, { inside: true })}`, ctx.root);
    ctx.ready();
  }

  change(key, value) {
    go('hitrate', { ...this.params, [key]: value });
  }

  // ---- heading ----

  top(data) {
    const { params } = this;
    const on = (key, value) => this.change(key, value);
    const years = [...new Set([...data.year_groups.map((y) => y.year_group), data.filters.year_group].filter(Boolean))].sort((a, b) => a - b);
    const side = html`<div class="filters" role="group" aria-label=${t('filter.label')}>${data.rounds.length ? select('round', t('hit.grades'), data.rounds.map((r) => [r.id, roundName(r)]), data.round?.id, on) : nothing}${years.length
      ? select('year_group', t('filter.year'), [['', t('filter.all')], ...years.map((y) => [String(y), yearGroup(y)])], String(data.filters.year_group || ''), on) : nothing}${data.subjects.length
      ? select('subject', t('hit.subject'), [['', t('filter.all')], ...data.subjects.map((s) => [s.subject.code, subjectName(s.subject)])], data.filters.subject || '', on) : nothing}${handout(data.round ? [{ what: 'hits', at: address('hit-rate', pick(params, ASKED)), tables: ['hits'] }] : [])}</div>`;
    const subject = data.subjects.find((s) => s.subject.code === data.filters.subject)?.subject;
    return head({
      trail: data.unit.trail.length ? unitTrail(data.unit, 'hitrate', pick(params, KEPT)) : null, title: t('hit.heading', { unit: data.unit.name }),
      sub: dots(data.round ? roundName(data.round) : null, subject ? subjectName(subject) : null, data.filters.year_group ? yearGroup(data.filters.year_group) : null, t('asof', { when: when(data.as_of) })), side,
    });
  }

  // ---- the page ----

  page(data) {
    return html`${this.top(data)}<p class="lead">${t('hit.lead')}</p>${this.cards(data)}${this.merit(data)}<div class="stack block">${this.subjects(data)}${this.yearGroups(data)}${this.units(data)}${this.years(data)}${this.became(data)}${this.words(data)}</div>`;
  }

  cards(data) {
    const one = (r, cell) => html`<li class="kpi card"><p class="l">${t('hit.card', { week: roundWeek(r) })}</p>${this.card(cell)}</li>`;
    return html`<h2 class="sr">${t('hit.right')}</h2><ul class="kpis four">${data.forecasts.map((r, i) => one(r, data.total[i]))}</ul>`;
  }

  card(cell) {
    if (!cell?.counts) return html`<p class="v">–</p><p class="d">${cell ? t('hit.oneGroup') : t('hit.nothing')}</p><p class="n"></p>`;
    const [a, b, c, d] = cell.counts;
    const [right, of, low, high] = cell.right || [];
    return html`<p class="v">${cell.right ? html`${dec((100 * right) / of)}<small> %</small>` : t('hit.few')}</p><p class="d">${cell.right ? t('hit.likely', { low: dec(low / 10), high: dec(high / 10) }) : ''}</p><p class="n">${
      dots(tn('hit.pairs', pairs(cell)), cell.unpaired ? tn('hit.unpaired', cell.unpaired) : null)}<br>${t('hit.missedOver', { n: int(b), of: int(a + b) })}<br>${t('hit.missedUnder', { n: int(c), of: int(c + d) })}</p>`;
  }

  // One line per forecast round, where the year groups have a merit value.
  merit(data) {
    const lines = data.forecasts.map((r, i) => [r, meritText(data.total[i], data.min)]).filter(([, text]) => text !== nothing);
    return lines.length ? html`<ul class="plain fine">${lines.map(([r, text]) => html`<li>${roundName(r)}: ${text}</li>`)}</ul>` : nothing;
  }

  heads(data, first) {
    const { forecasts } = data;
    return html`<thead><tr><th scope="col" rowspan="2">${first}</th>${forecasts.map((r) => html`<th scope="colgroup" colspan="3">${roundName(r)}</th>`)}${forecasts.length > 1
      ? html`<th scope="col" rowspan="2" class="num"><abbr title=${t('hit.nearer.long')}>${t('hit.nearer')}</abbr></th>` : nothing}</tr><tr>${forecasts.map(() => html`<th scope="col" class="num">${t('hit.right')}</th><th scope="col" class="num">${
      t('hit.over')}</th><th scope="col" class="num">${t('hit.under')}</th>`)}</tr></thead>`;
  }

  table(data, title, first, rows) {
    if (!rows.length) return nothing;
    return html`<section><h2>${title}</h2>${box(title, html`<table class="list tight hits"><caption class="sr">${title}</caption>${this.heads(data, first)}<tbody>${rows.map((r) => html`<tr class=${r.cls || ''}><th scope="row">${r.to
      ? html`<a href=${href('hitrate', r.to)}>${r.name}</a>` : r.name}</th>${r.cells.map((c) => html`${rightCell(c)}${over(c, data.min)}${under(c, data.min)}`)}${data.forecasts.length > 1 ? nearer(r.cells) : nothing}</tr>`)}</tbody></table>`)}</section>`;
  }

  subjects(data) {
    const keep = pick(this.params, ['round', 'unit', 'year_group']);
    return this.table(data, t('hit.bySubject'), t('hit.subject'), data.subjects.map(({ subject, cells }) => ({
      name: subjectName(subject), cells, to: subject.code === data.filters.subject ? null : { ...keep, subject: subject.code } })));
  }

  yearGroups(data) {
    const keep = pick(this.params, ['round', 'unit', 'subject']);
    return this.table(data, t('hit.byYear'), t('filter.year'), data.year_groups.map(({ year_group: y, cells }) => ({
      name: yearGroup(y), cells, to: y === data.filters.year_group ? null : { ...keep, year_group: String(y) } })));
  }

  units(data) {
    const keep = pick(this.params, ['round', ...KEPT]);
    return this.table(data, t('hit.byUnit'), t('hit.unit'), data.units.map((u) => ({ name: u.name, cells: u.cells, to: { ...keep, unit: u.id }, cls: u.kind === 'area' ? 'area' : u.depth ? 'kid' : '' })));
  }

  // How it has been each year: one row per forecast round, newest first.
  years(data) {
    if (data.rounds.length < 2) return nothing;
    const title = t('hit.overYears');
    return html`<section><h2>${title}</h2>${box(title, html`<table class="list tight hits"><caption class="sr">${title}</caption><thead><tr><th scope="col">${t('hit.forecast')}</th><th scope="col">${t('hit.grades')}</th><th scope="col" class="num">${
      t('hit.right')}</th><th scope="col" class="num">${t('hit.over')}</th><th scope="col" class="num">${t('hit.under')}</th></tr></thead><tbody>${data.years.map((y) => html`<tr><th scope="row">${roundName(y.forecast)}</th><td>${
      roundName(y.grades)}</td>${rightCell(y.cell)}${over(y.cell, data.min)}${under(y.cell, data.min)}</tr>`)}</tbody></table>`)}</section>`;
  }

  became(data) {
    if (!data.became.length) return nothing;
    return html`<section class="card"><h2>${t('hit.became')}</h2><ul class="plain">${data.became.map((b) => html`<li>${tn('hit.becameOf', b.years, { week: b.week, pass: withInterval(b.pass), passOf: int(b.pass[1]), fail: withInterval(b.fail), failOf: int(b.fail[1]) })}</li>`)}</ul></section>`;
  }

  words(data) {
    return html`<details class="card defs"><summary>${t('hit.defs')}</summary><div class="prose"><dl>${['right', 'over', 'under', 'pairs', 'interval', 'few', 'group', 'merit', 'when'].map((k) => html`<dt>${t(`hit.def.${k}.term`)}</dt><dd>${
      t(`hit.def.${k}.text`, { min: int(data.min) })}</dd>`)}</dl></div></details>`;
  }

  hide() { this.turn++; }
}

export const create = (ctx) => new HitRate(ctx);
