// What the start page picks out of the figures. Never persons who report: units, subjects and groups only.
import { t, tn } from '../i18n.js';
import { href } from '../router.js';
import { percent, yearGroup } from '../format.js';
import { subjectName, reported, ofText } from './basic.js';

// A share of fewer pupils moves too much by one pupil to stand here.
const FEWEST = 10;

export function weakest(data, n) {
  return data.subjects.map((s, i) => ({ s, c: data.total.cells[i] })).filter((x) => x.c && x.c[1] >= FEWEST)
    .sort((a, b) => a.c[0] / a.c[1] - b.c[0] / b.c[1]).slice(0, n)
    .map(({ s, c }) => ({ name: subjectName(s), share: percent(c[0], c[1]), of: ofText(c[0], c[1]), to: href('overview', { unit: data.unit.id, subject: s.code }) }));
}

// What has fallen more than chance would, the surest first: what and where, from which share to which, and of how many pupils.
export function dips(data) {
  return data.flags.filter((f) => !f.common).map((f) => {
    const c = f.comparisons.find((x) => x.kind === f.tested_on);
    const [before, now] = [c.before, c.now].map((x) => percent(x.passed, x.of));
    return {
      name: t('start.dipName', { what: f.subject ? subjectName(f.subject) : t('start.allSubjects'), who: f.class ? f.class.name : yearGroup(f.year_group) }),
      where: f.unit.id === data.unit.id ? '' : f.unit.name, share: t(`start.dip.${c.kind}`, { before, now }), of: tn('count.pupils', c.now.of),
      to: href('signals', { unit: f.unit.id, class: f.class?.id, flag: f.id }),
    };
  });
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
