// What stands beside the own figures of the overview and, of the agency's, of the history: what such forecasts became before, and the national agency's figures. Fetched with
// the first overview that shows them, and left out where the reader has no part in them.
import { html, svg, nothing } from '../vendor/lit-html/lit-html.js';
import { t, tn, withTexts } from '../i18n.js';
import { get, address } from '../api.js';
import { href } from '../router.js';
import { autumnOf, dec, int, percent, roundName, roundShort, when } from '../format.js';
import { box, subjectName, dots } from './basic.js';
import { select } from './filters.js';
import { withInterval } from './hit.js';

const ELIGIBLE = ['vocational', 'arts', 'economics', 'science', 'all6'];
// What the history's measures are called there.
const PAST = { vocational: 'vocational', arts: 'arts', economics_humanities_social: 'economics', science_technology: 'science' };
const DASH = { ours: 'none', own: '9 3', county: '5 4', nation: '2 3' };
const WIDTH = { ours: 3, own: 2.5, similar: 1.2, county: 1.5, nation: 2 };
// Told apart on paper too.
const LIKE = ['1 4', '6 2 1 2', '3 2', '10 2 2 2', '1 2', '8 4', '4 1 1 1 1 1', '2 6', '12 3', '5 2 2 2'];
const schoolYear = (y) => `${y}/${String(y + 1).slice(2)}`;
const shortYear = (y) => `${String(y).slice(2)}/${String(y + 1).slice(2)}`;
// Where in its school year a round lies.
const placeOf = (r) => autumnOf(r) + (r.kind === 'grade' ? (r.term.startsWith('VT') ? 1 : 0.45) : r.term.startsWith('VT') ? 0.75 : 0.3);

// Forecasts and grades are not one line; the agency's points have no kind.
const byKind = (points) => [undefined, 'forecast', 'grade'].map((kind) => points.filter((p) => p[3] === kind)).filter((part) => part.length);
// The path through points of the picture; one alone is a short stroke.
const course = (points) => (points.length === 1 ? `M${(points[0][0] - 12).toFixed(1)} ${points[0][1].toFixed(1)}h24`
  : points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join(''));

class Beside {
  constructor(redraw, change) {
    Object.assign(this, { redraw, change, kept: new Map(), ready: false });
    Promise.all([withTexts('beside'), withTexts('hit')]).then(() => { this.ready = true; redraw(); }).catch(() => {});
  }

  // An answer, or null before the first of it or where it is refused; asked for again when the figures beside it are new.
  ask(at, tag) {
    const one = this.kept.get(at) || { data: null, tag: null };
    this.kept.set(at, one);
    if (one.tag !== tag) {
      one.tag = tag;
      get(at).then(({ data }) => { one.data = data; this.redraw(); }, () => {});
    }
    return one.data;
  }

  section(data, params, at) {
    if (!this.ready || !data.round) return nothing;
    return html`<div class="stack block">${this.became(data, params, at)}${data.unit.kind === 'municipality' && !data.class ? this.reference(data, params, at) : nothing}</div>`;
  }

  // The agency's figures alone, of what a history shows where they are published, else of eligibility.
  past(data, params, at) {
    if (!this.ready || data.unit.kind !== 'municipality' || data.class) return nothing;
    const shown = params.show && !['all_subjects', 'merit16', 'merit17', 'every'].includes(params.show) ? PAST[params.show] || params.show : 'vocational';
    return this.reference(data, { ...params, ref: params.ref || shown }, at);
  }

  // ---- what such forecasts became ----

  became(data, params, at) {
    if (data.round.kind !== 'forecast' || data.class || data.filters.gender) return nothing;
    const hit = this.ask(address('hit-rate', { unit: data.unit.id, ...(params.subject && { subject: params.subject }), ...(params.year_group && { year_group: params.year_group }) }), at);
    const b = hit?.became.find((one) => one.week === data.round.week);
    if (!b) return nothing;
    const i = params.subject ? data.subjects.findIndex((s) => s.code === params.subject) : -1;
    const cells = i >= 0 ? [data.total.cells[i]] : data.total.cells;
    const [n, of] = [0, 1].map((k) => cells.reduce((sum, c) => sum + (c ? c[k] : 0), 0));
    const share = of ? n / of : 0;
    const low = (share * b.pass[2] + (1 - share) * b.fail[2]) / 10;
    const high = (share * b.pass[3] + (1 - share) * b.fail[3]) / 10;
    return html`<section class="card"><h2>${t('beside.became')}</h2><p>${tn('beside.becameOf', b.years, { week: b.week, pass: withInterval(b.pass), passOf: int(b.pass[1]), fail: withInterval(b.fail), failOf: int(b.fail[1]) })}</p>${of
      ? html`<p><b>${t('beside.means', { now: percent(n, of), low: dec(low), high: dec(high) })}</b></p>` : nothing}<p class="fine">${t('beside.becameNote')} <a href=${
      href('hitrate', { unit: data.unit.id, subject: params.subject, year_group: params.year_group })}>${t('beside.toHits')}</a></p></section>`;
  }

  // ---- the agency's figures ----

  reference(data, params, at) {
    const r = this.ask(address('reference', { unit: data.unit.id, ...(data.filters.gender && { gender: data.filters.gender }), ...(params.refp && { provider: params.refp }) }), at);
    if (!r || !r.sources.length) return nothing;
    if (!r.areas.length) return html`<section class="card"><h2>${t('beside.reference')}</h2><p class="muted">${t('beside.notChosen')}</p></section>`;
    return html`<section class="card" id="beside-ref"><div class="between wrapline"><h2>${t('beside.reference')}</h2><div class="filters noprint">${select('refp', t('beside.provider'), [['', t('beside.provider.municipal')], ['all', t('beside.provider.all')]],
      params.refp || '', (key, value) => this.change({ [key]: value }))}</div></div><p class="muted">${this.about(r)}</p>${this.now(r)}${this.years(r, params)}${this.differs(r)}${this.sources(r)}</section>`;
  }

  about(r) {
    const latest = Math.max(...r.measures.flatMap((m) => m.points.map((p) => p[1])));
    return t('beside.about', { year: schoolYear(latest), schools: t(`beside.provider.${r.provider}`).toLowerCase() });
  }

  names(r) {
    return r.areas.map((a) => (a.role === 'nation' ? t('beside.nation') : a.name));
  }

  title(r, m) {
    const subject = m.subject && r.subjects.find((s) => s.code === m.subject);
    return subject ? subjectName(subject) : t(`beside.measure.${m.measure}`);
  }

  // The latest own round of forecasts and of grades that has anything of year 9.
  ownRounds(r) {
    const used = new Set(r.measures.flatMap((m) => m.own.map((o) => o.round)));
    const find = (kind) => r.rounds.find((x) => x.kind === kind && used.has(x.id));
    return [find('forecast'), find('grade')].filter(Boolean);
  }

  figure(p) {
    if (!p) return html`<span aria-label=${t('beside.noFigure')}>–</span>`;
    if (p[2] === null) return html`<abbr title=${t(`beside.mark.${p[3] === '..' ? 'hidden' : p[3] === '.' ? 'none' : 'about'}`)}>${p[3]}</abbr>`;
    const made = p[5] === 'published' ? '' : t(`beside.made.${p[5]}`);
    return html`${dec(p[2] / 10)}${made ? html`<sup title=${made}>${p[5] === 'median' ? 'm' : 'v'}</sup><span class="sr"> ${made}</span>` : nothing}`;
  }

  now(r) {
    const list = [...ELIGIBLE.map((k) => r.measures.find((m) => m.measure === k)), ...r.subjects.map((s) => r.measures.find((m) => m.subject === s.code))].filter((m) => m && (m.own.length || m.points.length));
    const own = this.ownRounds(r);
    const title = t('beside.now');
    return box(title, html`<table class="list tight"><caption class="sr">${title}</caption><thead><tr><th scope="col">${t('beside.what')}</th>${own.map((x) => html`<th scope="col" class="num">${t('beside.us')}<br>${roundName(x)}</th>`)}${
      this.names(r).map((n, i) => html`<th scope="col" class="num">${n}${r.areas[i].role === 'own' ? html`<br>${t('beside.published')}` : nothing}</th>`)}</tr></thead><tbody>${list.map((m) => {
      const year = Math.max(...m.points.map((p) => p[1]));
      return html`<tr><th scope="row">${this.title(r, m)}</th>${own.map((x) => {
        const o = m.own.find((one) => one.round === x.id);
        return html`<td class="num">${o ? html`${dec((100 * o.n) / o.of)}<br><small class="fine">${int(o.n)}/${int(o.of)}</small>` : '–'}</td>`;
      })}${r.areas.map((_, i) => html`<td class="num">${this.figure(m.points.find((p) => p[0] === i && p[1] === year))}</td>`)}</tr>`;
    })}</tbody></table>`);
  }

  // ---- the years ----

  // [{name, role, points: [[x, share, text]]}] of a measure: ours first, then as the areas stand.
  lines(r, m) {
    const ours = m.own.map((o) => [r.rounds.find((x) => x.id === o.round), o]).filter(([x]) => x)
      .map(([x, o]) => [placeOf(x), (100 * o.n) / o.of, `${roundShort(x)}: ${dec((100 * o.n) / o.of)}`, x.kind, x]).sort((a, b) => a[0] - b[0]);
    const names = this.names(r);
    let like = 0;
    const others = r.areas.map((a, i) => ({ dash: DASH[a.role] || LIKE[like++ % LIKE.length], name: a.role === 'own' ? t('beside.ownName', { name: names[i] }) : names[i], role: a.role,
      points: m.points.filter((p) => p[0] === i && p[2] !== null).map((p) => [p[1] + 1, p[2] / 10, `${schoolYear(p[1])}: ${dec(p[2] / 10)}`]) }));
    return [{ name: t('beside.usName', { name: r.unit.name }), role: 'ours', dash: DASH.ours, points: ours }, ...others].filter((l) => l.points.length);
  }

  years(r, params) {
    const key = (m) => m.subject || m.measure;
    const published = r.measures.filter((m) => m.points.length && (m.subject || (ELIGIBLE.includes(m.measure) && m.measure !== 'all6')));
    const m = published.find((one) => key(one) === (params.ref || params.subject || 'MA')) || published[0];
    if (!m) return nothing;
    const order = [...ELIGIBLE, ...r.subjects.map((s) => s.code)];
    const choices = [...published].sort((a, b) => order.indexOf(key(a)) - order.indexOf(key(b))).map((one) => [key(one), this.title(r, one)]);
    const lines = this.lines(r, m);
    const table = params.refas === 'table';
    return html`<div class="between wrapline gap"><h3>${t('beside.years', { subject: this.title(r, m) })}</h3><div class="filters noprint">${select('ref', t('beside.what'), choices, key(m),
      (key, value) => this.change({ [key]: value }))}<button class="linkbtn" aria-pressed=${String(table)} @click=${() => this.change({ refas: table ? null : 'table' })}>${t(table ? 'trend.asChart' : 'trend.asTable')}</button></div></div>${table ? this.twin(r, m) : html`<div class="trend big">${
      this.chart(r, m, lines)}</div><div class="legend">${lines.map((l) => html`<span><svg width="34" height="10" aria-hidden="true">${this.stroke(l, 'M1 5H33')}</svg> ${l.name}</span>`)}</div>`}`;
  }

  stroke(line, d) {
    return svg`<path class=${line.role === 'ours' ? 'tp' : 'ref'} d=${d} fill="none" stroke="currentColor" stroke-width=${WIDTH[line.role]} stroke-dasharray=${line.dash} stroke-opacity=${line.role === 'similar' ? 0.7 : 1}></path>`;
  }

  chart(r, m, lines) {
    const all = lines.flatMap((l) => l.points);
    const [from, to] = [Math.floor(Math.min(...all.map((p) => p[0]))), Math.ceil(Math.max(...all.map((p) => p[0])))];
    const floor = Math.max(0, Math.floor((Math.min(...all.map((p) => p[1])) - 2) / 10) * 10);
    const [w, h, left, right, top, bottom] = [680, 260, 40, 14, 12, 26];
    const x = (v) => left + ((v - from) * (w - left - right)) / Math.max(1, to - from);
    const y = (v) => top + (1 - (v - floor) / (100 - floor)) * (h - top - bottom);
    const ticks = Array.from({ length: (100 - floor) / 10 + 1 }, (_, i) => floor + i * 10);
    const spoken = lines.map((l) => `${l.name}: ${l.points.map((p) => p[2]).join(', ')}`).join('. ');
    return html`<figure>${svg`<svg viewBox="0 0 ${w} ${h}" role="img" aria-label=${t('beside.chart', { subject: this.title(r, m), spoken })}>${ticks.map((v) => svg`<line class="tl" x1=${left} x2=${w} y1=${y(v)} y2=${y(v)}></line><text class="tt" x="0" y=${y(v) + 4}>${v} %</text>`)}${
      Array.from({ length: to - from }, (_, i) => from + i).map((v) => svg`<text class="tt" text-anchor="middle" x=${x(v + 0.5)} y=${h - 6}>${shortYear(v)}</text>`)}${
      lines.flatMap((l) => byKind(l.points).map((points) => this.stroke(l, course(points.map((p) => [x(p[0]), y(p[1])])))))}${
      lines.filter((l) => l.role === 'ours').flatMap((l) => l.points.map((p) => svg`<circle class=${p[3] === 'grade' ? 'td' : 'td open'} cx=${x(p[0])} cy=${y(p[1])} r="4"><title>${roundName(p[4])}: ${dec(p[1])} %</title></circle>`))}</svg>`}</figure>`;
  }

  twin(r, m) {
    const years = [...new Set(m.points.map((p) => p[1]))].sort((a, b) => a - b);
    const names = this.names(r);
    const title = t('beside.years', { subject: this.title(r, m) });
    const own = this.lines(r, m).find((l) => l.role === 'ours')?.points || [];
    return html`${box(title, html`<table class="list tight"><caption class="sr">${title}</caption><thead><tr><th scope="col">${t('beside.where')}</th>${years.map((y) => html`<th scope="col" class="num">${schoolYear(y)}</th>`)}</tr></thead><tbody>${
      r.areas.map((a, i) => html`<tr><th scope="row">${a.role === 'own' ? t('beside.ownName', { name: names[i] }) : names[i]}</th>${years.map((y) => html`<td class="num">${this.figure(m.points.find((p) => p[0] === i && p[1] === y))}</td>`)}</tr>`)}</tbody></table>`)}${own.length
      ? box(t('beside.usName', { name: r.unit.name }), html`<table class="list tight"><caption class="sr">${t('beside.usName', { name: r.unit.name })}</caption><thead><tr><th scope="col">${t('beside.where')}</th>${own.map((p) => html`<th scope="col" class="num">${roundName(p[4])}</th>`)}</tr></thead><tbody><tr><th scope="row">${
        t('beside.usName', { name: r.unit.name })}</th>${own.map((p) => html`<td class="num">${dec(p[1])}</td>`)}</tr></tbody></table>`) : nothing}`;
  }

  // ---- what differs, and where it is from ----

  differs(r) {
    const [forecast, grade] = ['forecast', 'grade'].map((k) => this.ownRounds(r).find((x) => x.kind === k));
    const made = r.measures.flatMap((m) => m.points).filter((p) => p[5] !== 'published');
    const most = (basis) => made.filter((p) => p[5] === basis && p[7]).sort((a, b) => b[7] - a[7])[0];
    const [median, weighted] = ['median', 'weighted'].map(most);
    return html`<h3 class="gap">${t('beside.differs')}</h3><ul class="prose">${forecast ? html`<li>${t('beside.differs.forecast', { round: roundName(forecast) })}</li>` : nothing}${grade ? html`<li>${t('beside.differs.grade', { round: roundName(grade) })}</li>` : nothing}<li>${
      t(`beside.differs.${r.provider}`)}</li><li>${t('beside.differs.of')}</li>${median ? html`<li>${t('beside.differs.median')}</li>` : nothing}${weighted ? html`<li>${t('beside.differs.weighted')}</li>` : nothing}<li>${t('beside.differs.marks')}</li></ul>`;
  }

  sources(r) {
    const of = (s) => r.measures.filter((m) => m.source === s.id);
    const heads = (s) => [...new Map(of(s).map((m) => [m.measure, m])).values()];
    const paragraphs = (text) => text.split('\n\n').map((p) => html`<p>${p.split('\n').map((line, i) => html`${i ? html`<br>` : nothing}${line}`)}</p>`);
    return html`<details class="defs"><summary>${t('beside.sources')}</summary><div class="prose">${r.sources.filter((s) => of(s).length).map((s) => html`<h3>${s.title}</h3><p class="muted">${dots(s.publisher, t('beside.sourceYear', { year: schoolYear(s.school_year) }), t('beside.read', { file: s.file, when: when(s.read) }))}</p><dl>${
      heads(s).map((m) => html`<dt>${m.heading}</dt><dd>${m.definition || t('beside.seeNotes')}</dd>`)}</dl><details><summary>${t('beside.notes')}</summary>${paragraphs(s.notes)}</details>`)}</div></details>`;
  }
}

export const create = (redraw, change) => new Beside(redraw, change);
