// The distance of what the overview shows to the director's milestones.
import { html, nothing } from '../vendor/lit-html/lit-html.js';
import { t } from '../i18n.js';
import { signed, yearGroup } from '../format.js';
import { dots, subjectName } from './basic.js';
import { value, valueOf } from './figures.js';

// As lib/store/target.c: the one that held when the round was due, the year group's own before the one for all.
function holding(targets, measure, code, year, round) {
  const day = round.due.slice(0, 10);
  const list = targets.filter((x) => x.measure === measure && (x.subject?.code ?? null) === code && x.from <= day && (!x.to || day <= x.to));
  return list.find((x) => x.year_group === year) || list.find((x) => !x.year_group);
}

const KEYS = ['all_subjects', 'vocational', 'arts', 'economics_humanities_social', 'science_technology', 'merit17', 'merit16'];

// [{name, now, aim}] in hundredths: of the subject that is shown, else of the key figures.
function found(data, index, targets) {
  const subject = data.subjects[index];
  if (subject) {
    const [n, of] = data.total.cells[index] || [0, 0];
    const year = data.filters.year_group;
    const x = holding(targets, 'subject', subject.code, year, data.round);
    return x && of ? [{ measure: 'subject', name: dots(subjectName(subject), year ? yearGroup(year) : null), now: valueOf('subject', n, of), aim: x.value10 * 10 }] : [];
  }
  return KEYS.map((measure) => {
    const [n, of] = data.key?.total?.m[data.measure_names.indexOf(measure)] || [0, 0];
    const x = of && holding(targets, measure, null, data.key.year_group, data.round);
    return x ? { measure, name: dots(t(`history.m.${measure}`), yearGroup(data.key.year_group)), now: valueOf(measure, n, of), aim: x.value10 * 10 } : null;
  }).filter(Boolean);
}

export function milestones(data, index, targets) {
  const list = data.round && targets ? found(data, index, targets) : [];
  if (!list.length) return nothing;
  return html`<section class="milestones" aria-label=${t('history.targets')}><ul class="plain">${list.map((x) => html`<li>${t('history.aimLine', {
    name: x.name, now: value(x.measure, x.now), aim: value(x.measure, x.aim), distance: signed((x.now - x.aim) / 100, 1) })}</li>`)}</ul></section>`;
}
