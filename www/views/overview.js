// Översikt: from the municipality down to the pupil.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn } from '../i18n.js';
import { get, peek, address } from '../api.js';
import { go, href } from '../router.js';
import { homeParams, can, ownClasses } from '../session.js';
import { roundName, yearGroup, when } from '../format.js';
import { head, unitTrail, roundLine, skeleton, failed, state, subjectName, dots, lower } from '../parts/basic.js';
import { kpis } from '../parts/kpi.js';
import { matrix, legend } from '../parts/matrix.js';
import { detail } from '../parts/detail.js';
import { pupilRows } from '../parts/pupilrows.js';
import { trend } from '../parts/trend.js';
import { definitions } from '../parts/definitions.js';
import { Roving } from '../parts/roving.js';
import { poll } from '../parts/poll.js';

export const pageKey = (p) => [p.unit, p.class, p.subject].join();

const ASKED = ['unit', 'round', 'rows', 'year_group', 'gender', 'subject', 'class', 'basis'];
const KEPT = ['round', 'year_group', 'gender', 'basis'];

const pick = (from, keys) => Object.fromEntries(keys.filter((k) => from[k]).map((k) => [k, from[k]]));

// A class without a word about rows: its pupils for those who may see them.
function asked(params) {
  const q = pick(params, ASKED);
  if (q.class && !q.rows) q.rows = can('pupils') ? 'pupil' : 'gender';
  return q;
}

// Where a row (and a subject in it) leads; null where there is nothing deeper.
function linkFrom(data, params) {
  const keep = pick(params, KEPT);
  const base = { ...keep, unit: data.unit.id, class: data.class?.id };
  const pupils = data.options.rows.includes('pupil') && can('pupils');
  return (row, code) => {
    const subject = code || (row === data.total ? null : params.subject);
    if (row === data.total) return code && code !== params.subject ? { ...base, rows: params.rows, subject: code } : null;
    switch (row.kind) {
      case 'class': return row.id && (data.unit.kind === 'school' || row.unit)
        ? { ...keep, unit: row.unit?.id || data.unit.id, class: row.id, rows: pupils ? 'pupil' : 'gender', subject: pupils ? null : subject } : null;
      case 'year_group': return { ...base, year_group: row.id, rows: data.unit.kind === 'school' && !data.class ? 'class' : null, subject };
      case 'gender': return data.filters.gender ? null : { ...base, gender: row.id, subject };
      case 'pupil': return null;
      default: return { ...keep, unit: row.id, subject };
    }
  };
}

export function create(ctx) {
  const me = { params: {}, entry: null, history: null, rounds: null, error: null, stop: null, turn: 0, all: false, roving: new Roving() };

  async function load(quiet) {
    const turn = ++me.turn;
    const q = asked(me.params);
    const at = address('attainment', q);
    const past = address('history', pick(q, ['unit', 'subject', 'year_group', 'gender', 'class']));
    me.entry = peek(at) || (quiet ? me.entry : null) || me.entry;
    me.stale = me.entry !== peek(at);
    if (peek(past)) me.history = peek(past).data;
    draw();
    const [a, h, r] = await Promise.allSettled([get(at), get(past), get('rounds')]);
    if (turn !== me.turn) return;
    if (h.status === 'fulfilled') me.history = h.value.data;
    if (r.status === 'fulfilled') me.rounds = r.value.data.rounds;
    me.stale = false;
    me.error = a.status === 'rejected' ? a.reason : null;
    if (a.status === 'fulfilled') me.entry = a.value;
    else if (me.error.kind === 'problem' || !peek(at)) me.entry = null;
    else me.error = null;
    draw();
    if (me.entry) ctx.ready();
  }

  function change(patch, options) {
    go('overview', { ...me.params, ...patch }, options);
  }

  function draw() {
    const root = ctx.root;
    if (me.error && !me.entry) {
      render(failed(me.error, () => load(false)), root);
      ctx.ready();
      return;
    }
    if (!me.entry) {
      render(skeleton(), root);
      return;
    }
    const { data, at } = me.entry;
    if (!me.stale) ctx.title(title(data));
    render(html`${me.stale ? html`<div class="progress-line"></div>` : nothing}<div class=${me.stale ? 'stale' : ''}>${page(data, at)}</div>`, root);
    me.roving.sync(root.querySelector('table[role="grid"]'));
    if (!me.stale) ctx.ready();
  }

  function page(data, at) {
    const index = me.params.subject ? data.subjects.findIndex((s) => s.code === me.params.subject) : -1;
    if (!data.round) return html`${head({ title: data.unit.name })}${state(t('start.noRound.title'), t('start.noRound.text'), null, { inside: true })}`;
    if (!data.total.counts[0] && !data.rows.length) return html`${top(data)}${state(t('overview.empty.title'), t('overview.empty.text'), null, { inside: true })}`;
    return html`${top(data, index)}${kpis(data, index)}${table(data, index)}${foot(data, at)}
      ${me.history ? html`<div class="stack block">${trend({ history: me.history, link: trendLink(data), asTable: me.params.trend === 'table',
    toggle: () => change({ trend: me.params.trend === 'table' ? null : 'table' }, { replace: true }), title: t('trend.title') })}</div>` : nothing}
      <div class="stack block">${definitions()}</div>`;
  }

  const trendLink = (data) => (code) => (code === me.params.subject ? null
    : { ...pick(me.params, [...KEPT, 'unit', 'class']), subject: code, rows: data.rows_kind === 'pupil' ? 'gender' : me.params.rows });

  function table(data, index) {
    const onSort = (key) => change({ sort: key }, { replace: true });
    if (data.rows_kind === 'pupil') {
      return pupilRows({ data, sort: me.params.sort, onSort, all: me.all, onAll: () => { me.all = true; draw(); } });
    }
    const link = linkFrom(data, me.params);
    if (index >= 0 && data.levels) return detail(data, index, { link, code: me.params.subject });
    const closed = new Set((me.params.closed || '').split(',').filter(Boolean));
    const onToggle = (id) => {
      if (!closed.delete(id)) closed.add(id);
      change({ closed: [...closed].join(',') }, { replace: true });
    };
    return html`${matrix({ data, link, sort: me.params.sort, onSort, closed, onToggle })}${legend(data)}`;
  }

  function top(data) {
    const keep = pick(me.params, KEPT);
    const last = [];
    const subject = me.params.subject && data.subjects.find((s) => s.code === me.params.subject);
    if (data.class) last.push({ name: data.class.name, href: subject ? href('overview', { ...keep, unit: data.unit.id, class: data.class.id }) : null });
    if (subject) last.push({ name: subjectName(subject) });
    if (last.length) last.at(-1).current = true;
    const alone = last.length ? last : data.unit.trail.length ? [] : null;
    return head({
      trail: alone && unitTrail(data.unit, 'overview', keep, last.length ? last : null), title: heading(data, subject),
      sub: dots(roundLine(data.round, data.total.counts), size(data)), side: filters(data),
    });
  }

  const heading = (data, subject) => {
    const where = data.class ? t('overview.class', { class: data.class.name, unit: data.unit.name }) : data.unit.name;
    return subject ? t('overview.subject', { subject: subjectName(subject), where }) : where;
  };
  const title = (data) => heading(data, me.params.subject && data.subjects.find((s) => s.code === me.params.subject));

  function size(data) {
    const n = (kind) => data.rows.filter((r) => r.kind === kind).length;
    const areas = n('area');
    const schools = n('school');
    const pupils = data.total.measures?.pupils;
    return [areas ? tn('count.areas', areas) : null, schools ? tn('count.schools', schools) : null,
      data.rows_kind === 'class' ? tn('count.classes', data.rows.length) : null, pupils ? tn('count.pupils', pupils) : null].filter(Boolean).join(', ');
  }

  function select(key, label, options, value) {
    return html`<label>${label}<select name=${key} @change=${(e) => change(filterPatch(key, e.target.value))}>${options.map(([v, text]) => html`<option value=${v}
      ?selected=${v === value} .selected=${v === value}>${text}</option>`)}</select></label>`;
  }

  function filterPatch(key, value) {
    if (key === 'class') return { class: value, rows: null, sort: null };
    if (key === 'rows') return { rows: value, sort: null };
    return { [key]: value };
  }

  function filters(data) {
    const { options } = data;
    const f = data.filters;
    const rounds = me.rounds || [data.round];
    const years = options.year_groups || [];
    return html`<div class="filters" role="group" aria-label=${t('filter.label')}>
      ${select('round', t('filter.round'), rounds.filter((r) => r.state !== 'planned').map((r) => [r.id, roundName(r)]), data.round.id)}
      ${years.length > 1 || f.year_group ? select('year_group', t('filter.year'), [['', t('filter.all')], ...years.map((y) => [String(y), yearGroup(y)])], String(f.year_group || '')) : nothing}
      ${select('gender', t('filter.gender'), ['', 'female', 'male'].map((g) => [g, g ? t(`gender.${g}`) : t('filter.all')]), f.gender || '')}
      ${classFilter(data)}
      ${options.rows.length > 1 ? select('rows', t('filter.rows'), options.rows.map((r) => [r, r === 'unit' && data.unit.kind === 'municipality' ? t('rows.unit.top') : t(`rows.${r}.many`)]), data.rows_kind) : nothing}
      ${data.corrections ? select('basis', t('filter.basis'), ['now', 'closed'].map((b) => [b === 'now' ? '' : b, t(`filter.basis.${b}`)]), f.basis === 'closed' ? 'closed' : '') : nothing}
      ${me.params.subject ? html`<a class="btn" href=${href('overview', { ...me.params, subject: null, rows: data.rows_kind === 'gender' && data.class ? null : me.params.rows })}>${t('overview.allSubjects')}</a>` : nothing}
      <button class="btn" @click=${() => print()}>${t('print')}</button></div>`;
  }

  function classFilter(data) {
    const own = ownClasses(data.unit.id);
    const list = own || data.options.classes || [];
    if (data.unit.kind !== 'school' || list.length < (own ? 2 : 1)) return nothing;
    return select('class', t('filter.class'), [...(own ? [] : [['', t('filter.all')]]), ...list.map((c) => [c.id, c.name])], data.class?.id || '');
  }

  function foot(data, at) {
    return html`<p class="fine asof">${t('asof', { when: when(at) })}${data.corrections ? html` ${tn('overview.corrections', data.corrections)}` : nothing}${
      data.filters.basis === 'closed' ? html` ${t('overview.asClosed')}` : nothing} ${data.previous ? t('overview.compared', { round: lower(roundName(data.previous)) }) : ''}</p>`;
  }

  return {
    show(params, { relabel } = {}) {
      if (!params.unit) {
        const home = homeParams();
        if (home.unit) go('overview', { ...home, ...params }, { replace: true });
        else firstUnit(params);
        return;
      }
      if (pageKey(params) !== pageKey(me.params)) me.all = false;
      const same = address('attainment', asked(params)) === address('attainment', asked(me.params));
      me.params = params;
      if ((same || relabel) && me.entry) {
        draw();
        return;
      }
      me.error = null;
      load(false);
      me.stop?.();
      me.stop = poll(() => load(true));
    },
    hide() {
      me.turn++;
      me.stop?.();
    },
  };

  // Somebody without a home unit opens at the first unit that may be read.
  async function firstUnit(params) {
    render(skeleton(), ctx.root);
    try {
      const { data } = await get('units');
      if (data.units.length) go('overview', { ...params, unit: data.units[0].id }, { replace: true });
      else render(state(t('fail.noright.title'), t('overview.noUnits')), ctx.root);
    } catch (error) {
      render(failed(error, () => firstUnit(params)), ctx.root);
    }
    ctx.ready();
  }
}

