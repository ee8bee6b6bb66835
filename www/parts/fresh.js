// How old the figures are and how much of them is reported.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { day, int, part, percent, when } from '../format.js';
import { box, reported, subjectName } from './basic.js';

const last = (at) => (at ? when(at) : t('fresh.notYet'));

// One sentence: report is the answer of GET /api/reporting.
export function freshLine(report) {
  const c = report.total;
  const { round } = report;
  const closed = round?.state === 'closed' ? t('fresh.closed', { day: day(round.closed_at) }) : null;
  return [report.last_at ? t('fresh.last', { when: when(report.last_at) }) : t('fresh.never'), c[0] ? t('fresh.share', { share: percent(reported(c), c[0]), n: int(c[0]) }) : null, closed]
    .filter(Boolean).join(' ');
}

function rows(list, name) {
  return list.map((x) => html`<tr><th scope="row">${name(x)}</th><td class="num">${percent(reported(x.counts), x.counts[0])}</td><td>${last(x.last_at)}</td></tr>`);
}

const table = (caption, first, body) => box(caption, html`<table class="list tight"><caption class="sr">${caption}</caption><thead><tr><th scope="col">${first}</th><th scope="col" class="num">${
  t('fresh.reported')}</th><th scope="col">${t('fresh.when')}</th></tr></thead><tbody>${body}</tbody></table>`);

export function fresh(report) {
  if (!report?.round) return nothing;
  return html`<details class="card defs fresh"><summary>${t('fresh.title')}</summary><p>${freshLine(report)}</p>${report.units.length
    ? table(t('fresh.units'), t('fresh.unit'), rows(report.units, (u) => u.name)) : nothing}${table(t('fresh.caption'), t('fresh.subject'), rows(report.subjects, (s) => subjectName(s.subject)))}</details>`;
}

// Of one pupil: the last round in which anything is expected.
export function freshPupil(data) {
  const at = data.rounds.findLastIndex((_, i) => data.subjects.some((s) => s.levels[i]));
  const here = data.subjects.map((s) => s.levels[at]).filter((x) => x && !x.left);
  const times = here.map((x) => x.at).filter(Boolean).sort();
  if (!times.length) return nothing;
  return html`<p class="fine asof">${t('fresh.pupil', { newest: when(times.at(-1)), oldest: when(times[0]), n: int(times.length), of: int(here.length) })}</p>`;
}

// The row of a pupil's table: when the latest level of each round was set; more columns follow.
export function freshRow(data, more) {
  return html`<tr class="total"><th scope="row">${t('fresh.row')}</th>${data.rounds.map((_, i) => {
    const times = data.subjects.map((s) => s.levels[i]?.at).filter(Boolean).sort();
    return html`<td class="fine">${times.length ? part(new Date(times.at(-1)), { day: 'numeric', month: 'short', year: 'numeric' }) : '–'}</td>`;
  })}<td colspan=${more}></td></tr>`;
}
