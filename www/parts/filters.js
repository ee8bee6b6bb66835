// The overview's filters. Each choice is a new address, so that the back button undoes it.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { href } from '../router.js';
import { ownClasses } from '../session.js';
import { roundName, yearGroup } from '../format.js';
import { handout } from './handout.js';

export function select(key, label, options, value, onChange) {
  return html`<label>${label}<select name=${key} @change=${(e) => onChange(key, e.target.value)}>${options.map(([v, text]) => html`<option value=${v}
    ?selected=${v === value} .selected=${v === value}>${text}</option>`)}</select></label>`;
}

// Another class or other rows have another order.
const PATCH = {
  class: (value) => ({ class: value, rows: null, sort: null }),
  rows: (value) => ({ rows: value, sort: null }),
};

const rounds = (data, known) => (known || [data.round]).filter((r) => r.state !== 'planned').map((r) => [r.id, roundName(r)]);

function years(data, pick) {
  const list = data.options.year_groups || [];
  const chosen = data.filters.year_group;
  if (list.length < 2 && !chosen) return nothing;
  return pick('year_group', t('filter.year'), [['', t('filter.all')], ...list.map((y) => [String(y), yearGroup(y)])], String(chosen || ''));
}

function classes(data, pick) {
  const own = ownClasses(data.unit.id);
  const list = own || data.options.classes || [];
  if (data.unit.kind !== 'school' || list.length < (own ? 2 : 1)) return nothing;
  return pick('class', t('filter.class'), [...(own ? [] : [['', t('filter.all')]]), ...list.map((c) => [c.id, c.name])], data.class?.id || '');
}

function rows(data, pick) {
  const list = data.options.rows;
  if (list.length < 2) return nothing;
  const name = (r) => (r === 'unit' && data.unit.kind === 'municipality' ? t('rows.unit.top') : t(`rows.${r}.many`));
  return pick('rows', t('filter.rows'), list.map((r) => [r, name(r)]), data.rows_kind);
}

function basis(data, pick) {
  if (!data.corrections) return nothing;
  return pick('basis', t('filter.basis'), [['', t('filter.basis.now')], ['closed', t('filter.basis.closed')]], data.filters.basis === 'closed' ? 'closed' : '');
}

// change(patch) puts the patch into the address.
export function filters({ data, known, params, change, files }) {
  const onChange = (key, value) => change(PATCH[key] ? PATCH[key](value) : { [key]: value });
  const pick = (key, label, options, value) => select(key, label, options, value, onChange);
  const back = { ...params, subject: null, rows: data.rows_kind === 'gender' && data.class ? null : params.rows };
  return html`<div class="filters" role="group" aria-label=${t('filter.label')}>${pick('round', t('filter.round'), rounds(data, known), data.round.id)}${years(data, pick)}${
    pick('gender', t('filter.gender'), ['', 'female', 'male'].map((g) => [g, g ? t(`gender.${g}`) : t('filter.all')]), data.filters.gender || '')}${classes(data, pick)}${
    rows(data, pick)}${basis(data, pick)}${params.subject ? html`<a class="btn" href=${href('overview', back)}>${t('overview.allSubjects')}</a>` : nothing}${handout(files)}</div>`;
}
