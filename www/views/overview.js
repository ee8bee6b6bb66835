// Översikt: from the municipality down to the pupil.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, withTexts } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { go, href } from '../router.js';
import { homeParams, can } from '../session.js';
import { roundName, when } from '../format.js';
import { head, unitTrail, roundLine, skeleton, failed, state, subjectName, dots, lower } from '../parts/basic.js';
import { filters } from '../parts/filters.js';
import { kpis } from '../parts/kpi.js';
import { matrix, legend } from '../parts/matrix.js';
import { detail } from '../parts/detail.js';
import { pupilRows } from '../parts/pupilrows.js';
import { trend } from '../parts/trend.js';
import { definitions } from '../parts/definitions.js';
import { differences, gaps, explanations } from '../parts/differences.js';
import { fresh } from '../parts/fresh.js';
import { milestones } from '../parts/milestones.js';
import { Roving } from '../parts/roving.js';
import { poll } from '../parts/poll.js';

export const pageKey = (p) => [p.unit, p.class, p.subject].join();

const ASKED = ['unit', 'round', 'rows', 'year_group', 'gender', 'subject', 'class', 'basis'];
const PAST = ['unit', 'subject', 'year_group', 'gender', 'class'];
const KEPT = ['round', 'year_group', 'gender', 'basis'];

const pick = (from, keys) => Object.fromEntries(keys.filter((k) => from[k]).map((k) => [k, from[k]]));

// A class without a word about rows: its pupils for those who may see them.
function asked(params) {
  const q = pick(params, ASKED);
  if (q.class && !q.rows) q.rows = can('pupils') ? 'pupil' : 'gender';
  return q;
}

const figuresAt = (params) => address('attainment', asked(params));
// The differences of the same rows; pupils are not compared.
function comparedAt(params) {
  const q = pick(params, ASKED);
  if (q.rows === 'pupil' || (q.class && !q.rows)) q.rows = 'gender';
  return params.diff ? address('compare', q) : null;
}

// Where a row (and a subject in it) leads; null where there is nothing deeper.
function linkFrom(data, params) {
  const keep = pick(params, KEPT);
  const base = { ...keep, unit: data.unit.id, class: data.class?.id };
  const pupils = data.options.rows.includes('pupil') && can('pupils');
  const leads = {
    class: (row, subject) => row.id && { ...keep, unit: data.unit.id, class: row.id, rows: pupils ? 'pupil' : 'gender', subject: pupils ? null : subject },
    year_group: (row, subject) => ({ ...base, year_group: row.id, rows: data.unit.kind === 'school' && !data.class ? 'class' : null, subject }),
    gender: (row, subject) => (data.filters.gender || row.id === 'unknown' ? null : { ...base, gender: row.id, subject }),
  };
  return (row, code) => {
    if (row === data.total) return code && code !== params.subject ? { ...base, rows: params.rows, subject: code } : null;
    const subject = code || params.subject;
    return leads[row.kind] ? leads[row.kind](row, subject) : { ...keep, unit: row.id, subject };
  };
}

// "4 områden, 40 skolor, 18 412 elever".
function size(data) {
  const n = (kind) => data.rows.filter((r) => r.kind === kind).length;
  const counted = [['area', 'count.areas'], ['school', 'count.schools'], ...(data.rows_kind === 'class' ? [['class', 'count.classes']] : [])];
  const pupils = data.total.measures?.pupils;
  return [...counted.map(([kind, key]) => (n(kind) ? tn(key, n(kind)) : null)), pupils ? tn('count.pupils', pupils) : null].filter(Boolean).join(', ');
}

const comparable = (row) => row.cells?.some((c) => c && c[6] > 0);

class Overview {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, entry: null, history: null, rounds: null, report: null, targets: null, compared: null, error: null, stop: null, turn: 0, all: false, stale: false, outside: null, others: null });
    this.roving = new Roving();
  }

  // What stands beside the own figures comes after them.
  async fetchOthers() {
    this.outside = this.outside || import('../parts/beside.js').then(({ create }) => create(() => this.stop && this.draw(), (patch) => this.change(patch, { replace: true })));
    this.others = await this.outside.catch(() => null);
    if (this.stop) this.draw();
  }

  show(params, { relabel } = {}) {
    if (!params.unit) {
      this.enter(params);
      return;
    }
    if (pageKey(params) !== pageKey(this.params)) this.all = false;
    const same = figuresAt(params) === figuresAt(this.params) && comparedAt(params) === comparedAt(this.params);
    this.params = params;
    if ((same || relabel) && this.entry) {
      this.draw();
      return;
    }
    this.error = null;
    this.load(false);
    this.stop?.();
    this.stop = poll(() => this.load(true));
  }

  hide() {
    this.turn++;
    this.stop?.();
    this.stop = null;
  }

  // Without a unit in the address: the own one, else the first that may be read.
  async enter(params) {
    const home = homeParams();
    if (home.unit) {
      go('overview', { ...home, ...params }, { replace: true });
      return;
    }
    render(skeleton(), this.ctx.root);
    const turn = ++this.turn;
    try {
      const { data } = await get('units');
      if (turn !== this.turn) return;
      if (data.units.length) go('overview', { ...params, unit: data.units[0].id }, { replace: true });
      else render(state(t('fail.noright.title'), t('overview.noUnits')), this.ctx.root);
    } catch (error) {
      if (turn !== this.turn) return;
      render(failed(error, () => this.enter(params)), this.ctx.root);
    }
    this.ctx.ready();
  }

  // What was seen before stands at once; what belongs to another page stands pale until the answer is here.
  async load(quiet) {
    const turn = ++this.turn;
    const at = figuresAt(this.params);
    const past = address('history', pick(asked(this.params), PAST));
    if (!quiet) {
      this.stale = !peek(at);
      this.entry = peek(at) || this.entry;
      this.history = peek(past)?.data || this.history;
      this.draw();
    }
    const differ = comparedAt(this.params);
    const [a, h, r, f, d, c] = await Promise.allSettled([get(at), get(past), get('rounds'), can('reporting') ? get(address('reporting', pick(this.params, ['unit', 'round']))) : null, get('targets'), differ && get(differ)]);
    if (turn !== this.turn) return;
    if (h.status === 'fulfilled') this.history = h.value.data;
    if (r.status === 'fulfilled') this.rounds = r.value.data.rounds;
    if (f.status === 'fulfilled') this.report = f.value?.data;
    if (d.status === 'fulfilled') this.targets = d.value.data.targets;
    this.compared = c.status === 'fulfilled' && c.value ? c.value.data : null;
    this.stale = false;
    this.settle(a, peek(at));
    this.draw();
    if (this.entry?.data.round) this.markSignals(this.entry.data, turn);
  }

  // The page stands without them, too.
  async markSignals(data, turn) {
    try {
      const [{ marksOf, markNote }] = await Promise.all([import('../signals/marker.js'), withTexts('signals')]);
      const marks = await marksOf(data);
      if (turn !== this.turn) return;
      Object.assign(this, { marks, markNote });
      this.draw();
    } catch { /* what was not there is asked for again with the next figures */ }
    if (!this.others) this.fetchOthers();
  }

  settle(answer, kept) {
    this.error = answer.status === 'rejected' ? answer.reason : null;
    if (!this.error) this.entry = answer.value;
    else if (this.error.kind === 'problem' || !kept) this.entry = null;
    else this.error = null;
  }

  change(patch, options) {
    go('overview', { ...this.params, ...patch }, options);
  }

  draw() {
    const { root } = this.ctx;
    if (!this.entry) {
      render(this.error ? failed(this.error, () => this.load(false)) : skeleton(), root);
      if (this.error) this.ctx.ready();
      return;
    }
    const { data, at } = this.entry;
    if (!this.stale) this.ctx.title(this.heading(data));
    render(html`${this.stale ? html`<div class="progress-line"></div>` : nothing}<div class=${this.stale ? 'stale' : ''}>${this.page(data, at)}</div>`, root);
    this.roving.sync(root.querySelector('table[role="grid"]'));
    if (!this.stale) this.ctx.ready();
  }

  page(data, at) {
    if (!data.round) return html`${head({ title: data.unit.name })}${state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true })}`;
    const index = this.params.subject ? data.subjects.findIndex((s) => s.code === this.params.subject) : -1;
    if (!data.total.counts[0] && !data.rows.length) return html`${this.top(data, -1)}${state(t('overview.empty.title'), t('overview.empty.text'), null, { inside: true })}`;
    return html`${this.top(data, index)}${kpis(data, index)}${milestones(data, index, this.targets)}${this.table(data, index)}${this.foot(data, at)}${this.beside(data, index)}${this.history
      ? html`<div class="stack block">${this.trend(data)}</div>` : nothing}${this.others?.section(data, this.params, at) ?? nothing}<div class="stack block">${definitions()}</div>`;
  }

  // Differences with what they rest on, when they are asked for; how old the figures are.
  beside(data, index) {
    const { diff } = this.params;
    const name = index >= 0 ? subjectName(data.subjects[index]) : t('history.m.all_subjects');
    const past = href('history', { ...pick(this.params, ['unit', 'class', 'year_group', 'gender', 'round']), show: this.params.subject });
    return html`<div class="stack block"><p class="noprint row tight"><button class="btn" aria-expanded=${String(Boolean(diff))} @click=${() => this.change({ diff: diff ? null : '1' }, { replace: true })}>${
      t(diff ? 'compare.hide' : 'compare.show')}</button><a class="btn" href=${past}>${t('history.link')}</a></p>${diff && this.compared?.round
      ? html`${differences(this.compared, name)}${gaps(this.compared)}${explanations()}` : nothing}${fresh(this.report)}</div>`;
  }

  trend(data) {
    const table = this.params.trend === 'table';
    const link = (code) => (code === this.params.subject ? null
      : { ...pick(this.params, [...KEPT, 'unit', 'class']), subject: code, rows: data.rows_kind === 'pupil' ? 'gender' : this.params.rows });
    return trend({ history: this.history, link, asTable: table, toggle: () => this.change({ trend: table ? null : 'table' }, { replace: true }), title: t('trend.title') });
  }

  table(data, index) {
    const onSort = (key) => this.change({ sort: key }, { replace: true });
    const { sort } = this.params;
    if (data.rows_kind === 'pupil') {
      const onAll = () => {
        this.all = true;
        this.draw();
      };
      return pupilRows({ data, sort, onSort, all: this.all, onAll });
    }
    const link = linkFrom(data, this.params);
    if (index >= 0 && data.levels) return detail(data, index, { link, code: this.params.subject });
    const closed = new Set((this.params.closed || '').split(',').filter(Boolean));
    const onToggle = (id) => {
      if (!closed.delete(id)) closed.add(id);
      this.change({ closed: [...closed].join(',') }, { replace: true });
    };
    const marks = this.marks?.of === data ? this.marks : null;
    return html`${matrix({ data, link, sort, onSort, closed, onToggle, mark: marks?.mark })}${legend(data)}${this.markNote?.(marks, data)}`;
  }

  subject(data) {
    return this.params.subject && data.subjects.find((s) => s.code === this.params.subject);
  }

  heading(data) {
    const subject = this.subject(data);
    const where = data.class ? t('overview.class', { class: data.class.name, unit: data.unit.name }) : data.unit.name;
    return subject ? t('overview.subject', { subject: subjectName(subject), where }) : where;
  }

  top(data, index) {
    const keep = pick(this.params, KEPT);
    const subject = this.subject(data);
    const deeper = [];
    if (data.class) deeper.push({ name: data.class.name, href: subject ? href('overview', { ...keep, unit: data.unit.id, class: data.class.id }) : null });
    if (subject) deeper.push({ name: subjectName(subject) });
    if (deeper.length) deeper.at(-1).current = true;
    const cell = data.total.cells[index];
    return head({
      trail: deeper.length || data.unit.trail.length ? unitTrail(data.unit, 'overview', keep, deeper.length ? deeper : null) : null, title: this.heading(data),
      sub: dots(roundLine(data.round, cell ? [cell[1] + cell[2], 0, 0, cell[2]] : data.total.counts), size(data)),
      side: filters({ data, known: this.rounds, params: this.params, change: (patch) => this.change(patch), files: this.files(data) }),
    });
  }

  // What can be saved of the page, as it is shown.
  files(data) {
    const tables = data.rows_kind === 'pupil' ? ['pupils', ...(data.previous ? ['previous'] : [])]
      : [...(data.levels?.length ? ['levels'] : []), 'overview', 'subjects', 'measures'];
    return [{ what: 'overview', at: address('attainment', { ...asked(this.params), unit: data.unit.id, round: data.round.id }), tables: [...tables, ...(data.key ? ['key'] : [])] },
      { what: 'history', at: address('history', pick(asked(this.params), PAST)), tables: ['history', 'means'] },
      ...(this.params.diff && this.compared?.round ? [{ what: 'compare', at: comparedAt(this.params), tables: ['compare', ...(this.compared.gaps.length ? ['gaps'] : [])] }] : []),
      ...(data.unit.kind === 'municipality' && !data.class ? [{ what: 'reference', at: address('reference', { unit: data.unit.id, gender: data.filters.gender }), tables: ['reference', 'sources'] }] : [])];
  }

  foot(data, at) {
    const parts = [t('asof', { when: when(at) })];
    if (data.corrections) parts.push(tn('overview.corrections', data.corrections));
    if (data.filters.basis === 'closed') parts.push(t('overview.asClosed'));
    if (data.previous) parts.push(t('overview.compared', { round: lower(roundName(data.previous)) }));
    if (data.previous && data.rows_kind === 'class' && !data.rows.some(comparable)) parts.push(t('overview.newClasses'));
    return html`<p class="fine asof">${parts.join(' ')}</p>`;
  }
}

export const create = (ctx) => new Overview(ctx);
