// Granskning: the access log for the auditor. Who has seen a pupil, what a person has seen, and what is unusual.
import { html, render, nothing } from '../vendor/lit-html/lit-html.js';
import { t, has, lang } from '../i18n.js';
import { get, address } from '../api.js';
import { go, href } from '../router.js';
import { head, skeleton, failed, box, dots } from '../parts/basic.js';
import { handout } from '../parts/handout.js';
import { say } from '../parts/live.js';

const KINDS = ['save', 'view-pupil', 'view-list', 'view-protected', 'export', 'duty', 'delegation', 'round', 'setting', 'import', 'protect', 'purge',
  'extract', 'audit-read', 'refused'];
const FILTERS = ['person', 'pupil', 'unit', 'kind', 'from', 'to', 'unusual'];

const time = (iso) => new Date(iso).toLocaleString(lang() === 'sv' ? 'sv-SE' : 'en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Europe/Stockholm' });
const name = (thing, hidden) => (thing ? thing.name ?? (hidden ? t('audit.protected') : t('audit.gone', { id: thing.id })) : null);
const who = (line) => (line.actor === '*' || line.person?.name === '*' ? t('audit.protectedStaff') : name(line.person) || line.actor);
const level = (value) => value ?? '–';
const levels = (one) => `${level(one.old)} → ${level(one.new)}`;
const what = (line) => (line.old !== null || line.new !== null ? (line.kind === 'save' ? levels(line) : line.new ?? line.old) : null);
const kindName = (kind) => (has(`audit.kind.${kind}`) ? t(`audit.kind.${kind}`) : kind);
class Audit {
  constructor(ctx) {
    Object.assign(this, { ctx, params: {}, lines: null, next: null, error: null, found: null, inside: new Map(), names: new Map(), busy: false, turn: 0 });
  }

  query(more = {}) {
    return address('access-log', { ...Object.fromEntries(FILTERS.map((f) => [f, this.params[f]])), ...more });
  }

  async load(before = null) {
    const turn = ++this.turn;
    if (!before) Object.assign(this, { lines: null, next: null, error: null });
    this.busy = true;
    this.draw();
    try {
      const { data } = await get(this.query({ before }));
      if (turn !== this.turn) return;
      this.lines = [...(before ? this.lines : []), ...data.lines];
      this.next = data.next;
      for (const line of data.lines) {
        for (const kind of ['person', 'pupil', 'unit']) if (line[kind]?.name) this.names.set(`${kind} ${line[kind].id}`, line[kind].name);
      }
      if (before) say(t('audit.more', { n: data.lines.length }));
    } catch (e) {
      if (turn !== this.turn) return;
      this.error = e;
    }
    this.busy = false;
    this.draw();
  }

  async find(e) {
    e.preventDefault();
    const search = e.target.elements.search.value.trim();
    if (search.length < 2) return;
    try {
      this.found = (await get(address('access-log/people', { search }))).data;
      say(t('audit.found', { n: this.found.people.length }));
    } catch (error) {
      this.error = error;
    }
    this.draw();
  }

  async open(line) {
    if (this.inside.has(line.id)) this.inside.delete(line.id);
    else {
      try {
        this.inside.set(line.id, (await get(`access-log/${line.id}/pupils`)).data.pupils);
      } catch (error) {
        this.error = error;
      }
    }
    this.draw();
  }

  filter(e) {
    e.preventDefault();
    const form = new FormData(e.target);
    const params = { ...this.params, kind: form.get('kind'), from: form.get('from'), to: form.get('to'), unusual: form.get('unusual') };
    if (JSON.stringify(FILTERS.map((f) => params[f] || '')) === JSON.stringify(FILTERS.map((f) => this.params[f] || ''))) this.load();
    else go('audit', params);
  }

  finder() {
    const { found } = this;
    return html`<section class="card"><h2 class="lead">${t('audit.ask')}</h2><form class="form row" role="search" @submit=${(e) => this.find(e)}>
      <div class="field"><label for="audit-search">${t('audit.search')}</label><input id="audit-search" type="text" name="search" minlength="2" maxlength="30" required autocomplete="off"></div>
      <button class="btn primary">${t('audit.find')}</button></form>${found ? (found.people.length ? html`<ul class="plain">${found.people.map((one) => html`<li>${dots(one.name, one.class)}: ${
    one.staff ? html`<a href=${href('audit', { person: one.id })}>${t('audit.byPerson')}</a>` : html`<a href=${href('audit', { pupil: one.id })}>${t('audit.byPupil')}</a>`}</li>`)}</ul>${
    found.more ? html`<p class="sub">${t('audit.tooMany')}</p>` : nothing}` : html`<p>${t('audit.nobody')}</p>`) : nothing}</section>`;
  }

  filters() {
    const p = this.params;
    const field = (id, label, input) => html`<div class="field"><label for=${`audit-${id}`}>${label}</label>${input}</div>`;
    return html`<section class="card"><h2 class="lead">${t('audit.filter')}</h2><form class="form row" @submit=${(e) => this.filter(e)}>
      ${field('kind', t('audit.column.kind'), html`<select id="audit-kind" name="kind"><option value="">${t('audit.any')}</option>${KINDS.map((k) => html`<option value=${k} ?selected=${p.kind === k}>${kindName(k)}</option>`)}</select>`)}
      ${field('from', t('audit.from'), html`<input id="audit-from" type="date" name="from" .value=${p.from || ''}>`)}
      ${field('to', t('audit.to'), html`<input id="audit-to" type="date" name="to" .value=${p.to || ''}>`)}
      <div class="field"><label><input type="checkbox" name="unusual" value="true" ?checked=${p.unusual === 'true'}> ${t('audit.unusual')}</label></div>
      <button class="btn primary">${t('audit.show')}</button></form>
      <p class="fine">${t('audit.unusualText')} ${t('audit.fileText')}</p></section>`;
  }

  chosen() {
    const p = this.params;
    const parts = ['person', 'pupil', 'unit'].filter((f) => p[f]);
    if (!parts.length) return nothing;
    return html`<p>${parts.map((f) => html`<span class="chosen">${t(`audit.only.${f}`, { name: this.names.get(`${f} ${p[f]}`) || t('audit.number', { id: p[f] }) })} <a class="btn small" href=${
      href('audit', { ...p, [f]: null })}>${t('audit.drop')}</a></span> `)}</p>`;
  }

  // "principal-12 teacher": what of the person's duties opened the route, and where if that is one unit. The place of one
  // with protected identity would say who it is.
  duties({ duty, actor }) {
    const where = (unit) => (unit && actor !== '*' ? ` (${this.names.get(`unit ${unit}`) || t('audit.number', { id: unit })})` : '');
    const one = ([role, unit]) => t(`role.${role}`) + where(unit);
    return duty ? duty.split(' ').map((each) => one(each.split('-'))).join(', ') : null;
  }

  row(line) {
    const p = this.params;
    const list = line.pupils !== null || (['view-list', 'export'].includes(line.kind) && !line.pupil && (line.group || line.unit));
    const open = this.inside.get(line.id);
    return html`<tr><td>${time(line.at)}</td><td>${line.person ? html`<a href=${href('audit', { ...p, person: line.person.id })}>${who(line)}</a>` : who(line)}<br><span class="fine">${
      dots(this.duties(line), line.address)}</span></td><td>${kindName(line.kind)}${line.marks.filter((m) => m !== line.kind).map((m) => html`<br><strong class="mark">${t(`audit.mark.${m}`)}</strong>`)}</td><td>${
      line.pupil ? html`<a href=${href('audit', { ...p, pupil: line.pupil.id })}>${name(line.pupil, line.protected)}</a><br>` : nothing}${
      dots(name(line.group), name(line.class), line.unit ? name(line.unit) : null, line.subject, line.round)}${list ? html`<br><button class="btn small" aria-expanded=${open ? 'true' : 'false'} @click=${() => this.open(line)}>${
      line.pupils !== null ? t('audit.pupils', { n: line.pupils }) : t('audit.inside')}</button>` : nothing}${open ? html`<ul class="plain">${open.map((one) => html`<li><a href=${
      href('audit', { pupil: one.id })}>${name(one, one.protected)}</a>${line.pupils !== null ? `: ${levels(one)}` : nothing}</li>`)}</ul>` : nothing}</td><td>${
      dots(what(line), line.detail)}<br><span class="fine">${dots(line.route, line.status || null)}</span></td></tr>`;
  }

  table() {
    const { lines, next, busy } = this;
    if (!lines) return skeleton();
    if (!lines.length && !next) return html`<p>${t('audit.none')}</p>`;
    return html`${box(t('audit.title'), html`<table class="list audit"><caption class="sr">${t('audit.title')}</caption><thead><tr>${['time', 'who', 'kind', 'about', 'what'].map((c) => html`<th scope="col">${
      t(`audit.column.${c}`)}</th>`)}</tr></thead><tbody>${lines.map((line) => this.row(line))}</tbody></table>`)}
      ${next ? html`<p><button class="btn" ?disabled=${busy} @click=${() => this.load(next)}>${t('audit.older')}</button></p>` : nothing}`;
  }

  draw() {
    const { error, lines } = this;
    this.ctx.title(t('audit.title'));
    render(html`${head({ title: t('audit.title'), sub: t('audit.sub'), side: html`<div class="filters">${
      handout([{ what: 'log', at: this.query(), tables: ['log'] }])}</div>` })}<div class="stack">${this.finder()}${this.filters()}<section><h2>${t('audit.lines')}</h2>${
      this.chosen()}${error ? failed(error, () => this.load(), { inside: true }) : this.table()}</section></div>`, this.ctx.root);
    if (lines || error) this.ctx.ready();
  }

  show(params, { relabel } = {}) {
    const same = FILTERS.every((f) => (params[f] || '') === (this.params[f] || ''));
    this.params = params;
    if (relabel && this.lines && same) this.draw();
    else this.load();
  }

  // What was shown must not be found in memory later.
  hide() {
    this.turn++;
    Object.assign(this, { lines: null, found: null, inside: new Map(), names: new Map() });
    render(nothing, this.ctx.root);
  }
}

export const create = (ctx) => new Audit(ctx);
