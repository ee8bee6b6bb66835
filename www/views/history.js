// Historik: figures over the rounds, followed in three ways, beside something else, with what they rest on.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { go, href } from '../router.js';
import { homeParams, can, ownClasses, roles } from '../session.js';
import { percent, roundName, when, yearGroup } from '../format.js';
import { head, unitTrail, skeleton, failed, state, subjectName, dots, lower } from '../parts/basic.js';
import { select } from '../parts/filters.js';
import { trend } from '../parts/trend.js';
import { course } from '../parts/course.js';
import { differences, gaps, explanations } from '../parts/differences.js';
import { isMean } from '../parts/figures.js';
import { fresh, freshLine } from '../parts/fresh.js';
import { definitions } from '../parts/definitions.js';
import { handout } from '../parts/handout.js';

export const pageKey = (p) => [p.unit, p.class].join();

const MEASURES = ['all_subjects', 'vocational', 'arts', 'economics_humanities_social', 'science_technology', 'merit17', 'merit16'];
const SHARED = ['unit', 'class', 'year_group', 'gender', 'round', 'round_kind'];
const pick = (from, keys) => Object.fromEntries(keys.filter((k) => from[k]).map((k) => [k, from[k]]));

// "unit-12", "class-7", "year_group-8", "gender": what stands beside, as parameters.
function besides(params) {
  if (params.with === 'gender') return { gender: 'female', with_gender: 'male' };
  const [, kind, id] = /^(unit|class|year_group)-(\d+)$/.exec(params.with || '') || [];
  return kind ? { [`with_${kind}`]: id } : {};
}

const shown = (params) => params.show || 'all_subjects';
const isMeasure = (show) => MEASURES.includes(show);

// Before the first round there is nothing to choose; where a choice leaves nothing it can be taken back.
const CHOICES = ['follow', 'show', 'year_group', 'gender', 'class', 'round_kind', 'with'];

class History {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, entry: null, compared: null, report: null, units: [], error: null, turn: 0, stale: false, outside: null, others: null, here: false });
  }

  // The national agency's figures come after the own ones, where there are any.
  async fetchOthers(turn) {
    this.outside = this.outside || import('../parts/beside.js').then(({ create }) => create(() => this.here && this.draw(), (patch) => this.change(patch, { replace: true })));
    this.others = await this.outside.catch(() => null);
    if (this.here && turn === this.turn) this.draw();
  }

  show(params, { relabel } = {}) {
    if (!params.unit) {
      this.enter(params);
      return;
    }
    this.here = true;
    const same = this.addresses(params).join() === this.addresses(this.params).join();
    this.params = params;
    if ((same || relabel) && this.entry) this.draw();
    else this.load();
  }

  hide() {
    this.turn++;
    this.here = false;
  }

  // Without a unit in the address: the own one, else the first that may be read.
  async enter(params) {
    const home = homeParams();
    render(skeleton(), this.ctx.root);
    const turn = ++this.turn;
    try {
      const unit = home.unit || (await get('units')).data.units[0]?.id;
      if (turn !== this.turn) return;
      if (unit) go('history', { ...params, unit, class: params.class || home.class }, { replace: true });
      else render(state(t('fail.noright.title'), t('overview.noUnits')), this.ctx.root);
    } catch (error) {
      if (turn !== this.turn) return;
      render(failed(error, () => this.enter(params)), this.ctx.root);
    }
    this.ctx.ready();
  }

  addresses(params) {
    const show = shown(params);
    const subject = show === 'every' || isMeasure(show) ? {} : { subject: show };
    const measure = isMeasure(show) ? { measure: show } : {};
    return [address('history', { ...pick(params, [...SHARED, 'follow']), ...besides(params), detail: 'true' }),
      address('compare', { ...pick(params, SHARED), rows: params.rows || (params.class ? 'gender' : null), ...subject, ...measure }),
      can('reporting') ? address('reporting', pick(params, ['unit', 'round'])) : null];
  }

  // What cannot be followed without a year group gets the last one that the unit has.
  async whole(params, turn) {
    if (!['cohort', 'year_group'].includes(params.follow) || params.year_group || params.class) return false;
    const { data } = await get(address('history', pick(params, ['unit', 'round', 'round_kind'])));
    if (turn !== this.turn) return true;
    const year = data.options.year_groups.at(-1);
    go('history', { ...params, ...(year ? { year_group: String(year) } : { follow: null }) }, { replace: true });
    return true;
  }

  async load() {
    const turn = ++this.turn;
    const at = this.addresses(this.params);
    this.error = null;
    this.stale = true;
    this.entry = peek(at[0]) || this.entry;
    this.draw();
    try {
      if (await this.whole(this.params, turn)) return;
      const answers = await Promise.allSettled([get(at[0]), get(at[1]), at[2] ? get(at[2]) : null, can('reporting') ? get('units') : null]);
      if (turn !== this.turn) return;
      const [entry, compared, report, units] = answers.map((a) => (a.status === 'fulfilled' ? a.value : null));
      if (answers[0].status === 'rejected') throw answers[0].reason;
      Object.assign(this, { entry, compared: compared?.data || null, report: report?.data || null, units: units?.data.units || [] });
    } catch (error) {
      if (turn !== this.turn) return;
      Object.assign(this, { error, entry: null });
    }
    this.stale = false;
    this.draw();
    if (this.entry?.data.unit.kind === 'municipality') this.fetchOthers(turn);
  }

  change(patch, options) { go('history', { ...this.params, ...patch }, options); }

  draw() {
    const { root } = this.ctx;
    if (!this.entry) {
      render(this.error ? failed(this.error, () => this.load()) : skeleton(), root);
      if (this.error) this.ctx.ready();
      return;
    }
    const { data } = this.entry;
    if (!this.stale) this.ctx.title(t('history.title', { where: this.where(data) }));
    render(html`${this.stale ? html`<div class="progress-line"></div>` : nothing}<div class=${this.stale ? 'stale' : ''}>${this.page(data)}</div>`, root);
    if (!this.stale) this.ctx.ready();
  }

  where(data) { return data.class ? t('history.class', { class: data.class.name, unit: data.unit.name }) : data.unit.name; }

  says(data) {
    const kind = data.class ? { unit: 'class', year_group: 'name', cohort: 'pupils' }[data.follow] : data.follow;
    return t(`history.says.${kind}`, { round: data.from ? lower(roundName(data.from)) : '' });
  }

  // What one side of the chart is called.
  sideName(filters, unit, klass) {
    const [kind] = (this.params.with || '').split('-');
    if (kind === 'gender') return t(`gender.${filters.gender}`);
    if (kind === 'year_group') return yearGroup(filters.year_group);
    return klass?.name ?? unit.name;
  }

  what(data) {
    const show = shown(this.params);
    if (isMeasure(show)) return t(`history.m.${show}`);
    if (show === 'every') return t('history.m.all_subjects');
    const subject = data.subjects.find((s) => s.subject.code === show);
    return subject ? subjectName(subject.subject) : show;
  }

  side(part, name, what) {
    const show = shown(this.params);
    const subject = part.subjects.find((s) => s.subject.code === show);
    const empty = part.followed.map(() => null);
    return isMeasure(show)
      ? { name, what, followed: part.followed, points: part.measures[show], details: part.measure_details[show], differences: part.measure_differences?.[show] }
      : { name, what, followed: part.followed, points: subject?.points || empty, details: subject?.details || empty, differences: subject?.differences };
  }

  figures(data) {
    const show = shown(this.params);
    if (show === 'every') {
      const link = (code) => ({ ...this.params, show: code });
      const table = this.params.trend === 'table';
      return trend({ history: data, link, page: 'history', asTable: table, toggle: () => this.change({ trend: table ? null : 'table' }, { replace: true }), title: t('history.show.every') });
    }
    const what = this.what(data);
    const own = this.side(data, data.with ? this.sideName(data.filters, data.unit, data.class) : what, what);
    const sides = data.with ? [own, this.side(data.with, this.sideName(data.with.filters, data.with.unit, data.with.class), what)] : [own];
    return course({ sides, measure: isMeasure(show) ? show : 'subject', rounds: data.rounds, now: when(data.as_of) });
  }

  withOptions(data) {
    const options = [['', t('history.with.none')]];
    if (!data.filters.gender || this.params.with === 'gender') options.push(['gender', t('history.with.gender')]);
    if (this.params.year_group && !data.class) {
      for (const y of data.options.year_groups) if (String(y) !== this.params.year_group) options.push([`year_group-${y}`, yearGroup(y)]);
    }
    if (data.class) {
      options.push(...(this.units.some((u) => u.id === data.unit.id) ? [[`unit-${data.unit.id}`, data.unit.name]] : []),
        ...data.options.classes.filter((c) => c.id !== data.class.id).map((c) => [`class-${c.id}`, c.name]));
    } else {
      options.push(...this.units.filter((u) => u.id !== data.unit.id).map((u) => [`unit-${u.id}`, u.name]));
    }
    return options;
  }

  filters(data) {
    const p = this.params;
    const all = ['', t('filter.all')];
    const set = (key, value) => this.change({ [key]: value });
    const one = (key, label, options, value, change = set) => (options.length > 1 ? select(key, label, options, value || '', change) : nothing);
    const own = ownClasses(data.unit.id);
    const classes = own || data.options.classes;
    const follow = ['unit', 'year_group', 'cohort'].map((f) => [f, t(`history.follow.${data.class ? { unit: 'class', year_group: 'name', cohort: 'cohort' }[f] : f}`)]);
    const subjects = data.subjects.map((s) => [s.subject.code, subjectName(s.subject)]);
    return html`<div class="filters" role="group" aria-label=${t('filter.label')}>${one('follow', t('history.follow'), follow, data.follow, (k, v) => this.change({ follow: v === 'unit' ? null : v }))}${
      one('show', t('history.show'), [...MEASURES.map((m) => [m, t(`history.m.${m}`)]), ...subjects, ['every', t('history.show.every')]], shown(p), (k, v) => this.change({ show: v === 'all_subjects' ? null : v }))}${
      one('year_group', t('filter.year'), [...(data.follow === 'unit' || data.class ? [all] : []), ...data.options.year_groups.map((y) => [String(y), yearGroup(y)])], p.year_group)}${
      p.with === 'gender' ? nothing : one('gender', t('filter.gender'), ['', 'female', 'male'].map((g) => [g, g ? t(`gender.${g}`) : t('filter.all')]), p.gender)}${
      data.unit.kind === 'school' || data.class ? one('class', t('filter.class'), [...(own ? [] : [all]), ...classes.map((c) => [c.id, c.name])], data.class?.id, (k, v) => this.change({ class: v, with: null, rows: null })) : nothing}${
      one('round_kind', t('history.kind'), [all, ...['forecast', 'grade'].map((k) => [k, t(`history.kind.${k}`)])], p.round_kind)}${
      one('with', t('history.with'), this.withOptions(data), p.with)}${handout([{ what: 'history', at: this.addresses(p)[0], tables: ['history', 'means', ...(data.with ? ['beside', 'beside_means'] : []), 'course'] }, ...(this.compared?.round
      ? [{ what: 'compare', at: this.addresses(p)[1], tables: ['compare', ...(this.compared.gaps.length && !isMean(this.compared.measure) ? ['gaps'] : [])] }] : [])])}</div>`;
  }

  rowsFilter(data) {
    const list = data.options.rows.filter((r) => r !== 'pupil');
    return list.length > 1 ? html`<div class="filters">${select('rows', t('filter.rows'), list.map((r) => [r, t(`rows.${r}.many`)]), data.rows_kind, (k, v) => this.change({ rows: v }, { replace: true }))}</div>` : nothing;
  }

  freshness(data) {
    const i = data.rounds.findLastIndex((_, k) => data.followed[k]?.expected);
    const f = data.followed[i];
    const own = f ? `${roundName(data.rounds[i])}: ${percent(f.reported, f.expected)} ${lower(t('history.col.reported'))}.` : '';
    return html`<p class="fine asof">${t('asof', { when: when(data.as_of) })} ${this.report?.round && !data.class ? freshLine(this.report) : own}</p>`;
  }

  page(data) {
    const keep = pick(this.params, ['round', 'gender', 'year_group', 'follow', 'show', 'round_kind']);
    const trail = data.unit.trail.length || data.class ? unitTrail(data.unit, 'history', keep, data.class ? [{ name: data.class.name, current: true }] : null) : null;
    const back = href('overview', pick(this.params, ['unit', 'class', 'year_group', 'gender', 'round']));
    return html`${head({ trail, title: t('history.title', { where: this.where(data) }), sub: html`<span class="says">${this.says(data)}</span>`, side: data.rounds.length || CHOICES.some((k) => this.params[k]) ? this.filters(data) : nothing })}
      <div class="stack">${data.rounds.length ? this.figures(data) : state(t('history.none'), null, null, { inside: true })}${this.freshness(data)}${this.others?.past(data, this.params, data.as_of) ?? nothing}${this.compared?.round
    ? html`${this.rowsFilter(this.compared)}${differences(this.compared, this.what(data))}${gaps(this.compared)}` : nothing}${fresh(this.report)}${explanations()}${definitions()}
      <p class="noprint row tight"><a class="btn" href=${back}>${t('history.overview')}</a>${roles().has('director') || can('reporting') ? html`<a class="btn" href=${href('targets')}>${t('history.targets')}</a>` : nothing}</p></div>`;
  }
}

export const create = (ctx) => new History(ctx);
