// What the start page picks out of the figures. Never persons who report: units, subjects and groups only.
import { t } from '../i18n.js';
import { href } from '../router.js';
import { percent, int, points } from '../format.js';
import { subjectName, reported, ofText, rowName } from './basic.js';

// A share of fewer pupils moves too much by one pupil to be called a fall.
const FEWEST = 10;
const LEAST_FALL = 3;

export function weakest(data, n) {
  return data.subjects.map((s, i) => ({ s, c: data.total.cells[i] })).filter((x) => x.c && x.c[1] >= FEWEST)
    .sort((a, b) => a.c[0] / a.c[1] - b.c[0] / b.c[1]).slice(0, n)
    .map(({ s, c }) => ({ name: subjectName(s), share: percent(c[0], c[1]), of: ofText(c[0], c[1]), to: href('overview', { unit: data.unit.id, subject: s.code }) }));
}

export function falls(data, n) {
  const list = [];
  for (const row of data.rows) {
    if (row.kind === 'area') continue;
    row.cells.forEach((c, i) => {
      if (!c || c[1] < FEWEST || c[6] < FEWEST) return;
      const diff = points(c[0], c[1], c[5], c[6]);
      if (diff <= -LEAST_FALL) list.push({ row, c, diff, subject: data.subjects[i] });
    });
  }
  const to = (x) => href('overview', x.row.kind === 'year_group' ? { unit: data.unit.id, year_group: x.row.id, subject: x.subject.code }
    : { unit: x.row.id, subject: x.subject.code });
  return list.sort((a, b) => a.diff - b.diff).slice(0, n).map((x) => ({
    name: t('start.fallName', { subject: subjectName(x.subject), row: rowName(x.row) }), from: percent(x.c[5], x.c[6]), now: percent(x.c[0], x.c[1]),
    of: t('start.fallOf', { n: int(x.c[1]) }), to: to(x),
  }));
}

// Schools (or groups of a school) with the smallest reported share.
export function laggards(r) {
  const open = (x) => x.counts[3] > 0;
  const low = (a, b) => reported(a.counts) / a.counts[0] - reported(b.counts) / b.counts[0];
  if (r.groups.length) {
    const items = r.groups.filter(open).sort(low).slice(0, 6).map((g) => ({
      name: t('report.group', { subject: subjectName(g.subject), group: g.name }), sub: g.teachers.join(', '), counts: g.counts,
      to: g.open ? href('report', { group: g.id }) : null,
    }));
    return { kind: 'groups', items };
  }
  const leaves = r.units.filter((u) => !r.units.some((x) => x.parent === u.id));
  const items = leaves.filter(open).sort(low).slice(0, 6).map((u) => ({
    name: u.name, sub: '', counts: u.counts, to: href('reporting', { unit: u.id }),
  }));
  return { kind: 'units', items };
}

// Pupils of the own class who fail or cannot be assessed in a subject.
export function risks(data) {
  return data.rows.map((r) => ({ id: r.id, name: r.name, subjects: r.cells.map((c, i) => (c && c[2] === false && !c[3] ? data.subjects[i].code : null)).filter(Boolean) }))
    .filter((r) => r.subjects.length).sort((a, b) => b.subjects.length - a.subjects.length);
}
