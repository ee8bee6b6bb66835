// Every table that has an export: who asks for it, where, and what the page's own answer says should be in its rows. Routes are those of
// openapi.json; one that is not here makes the suite fail.

/** In a row: not said by the answer itself (a word of i18n, a name of a round). */
export const any = undefined;
/** A moment as the file has it. */
export const minute = (iso) => (iso ? { at: iso, to: 'minute' } : null);
const second = (iso) => (iso ? { at: iso, to: 'second' } : null);
const day = (text) => (text ? { at: text, to: 'day' } : null);

// A share and what it is of: "." where there is nothing to assess, "–" where nobody is assessed yet.
const share = (n, of) => (typeof n === 'string' ? n : of === null || of === undefined ? '.' : of === 0 ? '–' : n / of);
const so = (pair) => [share(pair?.[0], pair?.[1]), pair?.[1] ?? null];
const points = (n, of, n0, of0) => (of > 0 && of0 > 0 ? (100 * n) / of - (100 * n0) / of0 : null);
const mean = (sum, of, parts) => (of > 0 ? sum / of / parts : null);
const part = (n, of) => (n === null || n === undefined ? null : n / of);
const sv = (name) => name.sv;
const rowsOf = (a) => [a.total, ...a.rows];
const nameOf = (row, a) => (row === a.total || ['year_group', 'gender'].includes(row.kind) ? any : row.name ?? any);
const yes = (one) => (one ? 'ja' : 'nej');

// ---- the overview ----

const partsOf = (name) => (name.startsWith('merit') ? 10 : name === 'subjects' ? 1 : 0);
const measureCells = (a, m) => [m.pupils, m.complete, m.at_risk, ...a.measure_names.flatMap((name, i) => {
  const [n, of] = m.m[i] ?? [];
  return [partsOf(name) ? mean(n, of, partsOf(name)) : share(n, of), of ?? null];
})];
const reported = ([expected, , , missing]) => [share(expected - missing, expected), expected];
const subjectLine = (a, row, s, [n, of, missing, left, na, n0, of0, n1, of1]) => [nameOf(row, a), any, s.code, sv(s.name), ...[share(n, of), n, of, na, missing, left],
  ...so([n0, of0]), points(n, of, n0, of0), ...so([n1, of1]), points(n, of, n1, of1)];
const keyCells = (a) => ['', 'previous', 'year_ago'].flatMap((r) => ['', 'female', 'male'].map((g) => [r, g].filter(Boolean).join('_') || 'total'))
  .filter((name) => a.key?.[name]).map((name) => [a.key.year_group, any, any, ...measureCells(a, a.key[name])]);
const overview = {
  Översikt: ['overview', (a) => rowsOf(a).map((row) => [nameOf(row, a), any, ...reported(row.counts), ...so(row.measures.m[0]), ...row.cells.flatMap(so)])],
  Ämnen: ['subjects', (a) => rowsOf(a).flatMap((row) => row.cells.flatMap((cell, i) => (cell ? [subjectLine(a, row, a.subjects[i], cell)] : [])))],
  Mått: ['measures', (a) => rowsOf(a).map((row) => [nameOf(row, a), any, ...measureCells(a, row.measures)])],
  Nyckeltal: ['key', keyCells],
};
const levels = { Nivåer: ['levels', (a) => rowsOf(a).map((row) => [nameOf(row, a), any, ...row.levels])], ...overview };
const eligible = (s) => (s.eligible ? s.eligible.map(yes) : [null, null, null, null]);
const tenths = (n) => part(n, 10);
const all = (s) => (s.complete ? yes(s.all_subjects) : any);
const pupilLevel = (cell) => (!cell ? null : cell[3] ? 'slutat' : cell[0] ?? 'saknas');
const pupils = {
  Elever: ['pupils', (a) => a.rows.map(({ name, class: klass, year_group: year, summary: s, cells }) => [name, klass?.name ?? null, year,
    s.passed, s.expected, s.missing, s.not_assessable, all(s), ...eligible(s), tenths(s.merit16), tenths(s.merit17), ...cells.map(pupilLevel)])],
  'Förra omgången': ['previous', (a) => a.rows.map((row) => [row.name, row.class?.name ?? null, row.year_group, ...row.cells.map((cell) => cell?.[1] ?? null)])],
  Nyckeltal: overview.Nyckeltal,
};

// ---- history and comparison ----

const SHARES = ['all_subjects', 'vocational', 'arts', 'economics_humanities_social', 'science_technology'];
const byRound = (side) => [...SHARES.filter((name) => side.measures[name]?.length).map((name) => [any, ...side.measures[name].flatMap(so)]),
  ...side.subjects.map((s) => [sv(s.subject.name), ...s.points.flatMap(so)])];
const means = (side) => ['merit16', 'merit17', 'subjects'].filter((name) => side.measures[name]?.length).map((name) => [any,
  ...side.measures[name].flatMap((p) => [mean(p?.[0], p?.[1], name === 'subjects' ? 1 : 10), p?.[1] ?? null])]);
function course(a) {
  const line = (name, series, details, other, differences, isMean) => a.rounds.flatMap((_, i) => {
    const [p, d, q] = [series[i], details?.[i], other?.[i]];
    const value = (one) => [isMean ? mean(one?.[0], one?.[1], 10) : mean(one?.[0], one?.[1], 0.01), one?.[1] ?? null];
    return p?.[1] ? [[name, any, ...value(p), ...[0, 1, 2, 3, 4].map((k) => part(d?.[k], 100)), d?.[6] ?? null, part(d?.[5], 100),
      ...(a.with ? [...value(q), ...[0, 1, 2].map((k) => part(differences?.[i]?.[k], 100))] : [])]] : [];
  });
  const measure = (name, isMean) => line(any, a.measures[name] ?? [], a.measure_details[name], a.with?.measures[name], a.measure_differences?.[name], isMean);
  return [...SHARES.flatMap((name) => measure(name, false)), ...['merit16', 'merit17'].flatMap((name) => measure(name, true)),
    ...a.subjects.flatMap((s, i) => line(sv(s.subject.name), s.points, s.details, a.with?.subjects[i].points, s.differences, false))];
}
const history = { Utveckling: ['history', byRound], Medelvärden: ['means', means] };
const courses = { ...history, 'Jämfört med': ['beside', (a) => byRound(a.with)], 'Jämfört med, medel': ['beside_means', (a) => means(a.with)], 'Osäkerhet och skillnader': ['course', course] };

function compared(isMean) {
  const figure = (n, of) => (isMean ? [mean(n, of, 10), of ?? null] : so([n, of]));
  const bound = (n) => part(n, isMean ? 100 : 10000);
  const three = (list, from) => [0, 1, 2].map((k) => part(list?.[from + k], 100));
  const gap = (g) => [...figure(g?.[0], g?.[1]), ...figure(g?.[2], g?.[3]), ...three(g, 4)];
  const row = (a, r) => [nameOf(r, a), any, r.expected, r.reported, ...figure(r.share?.[0], r.share?.[1]), bound(r.share?.[2]), bound(r.share?.[3]),
    ...figure(r.previous?.[0], r.previous?.[1]), ...three(r.previous, 2), r.previous?.[5] ?? null, ...figure(r.year_ago?.[0], r.year_ago?.[1]), ...three(r.year_ago, 2), r.year_ago?.[5] ?? null,
    ...three(r.whole, 0), ...gap(r.gap), part(r.milestone, 100)];
  return { Jämförelse: ['compare', (a) => rowsOf(a).map((r) => row(a, r))],
    ...(!isMean && { 'Flickor − pojkar': ['gaps', (a) => a.gaps.map((s) => [s.subject.code, sv(s.subject.name), ...gap(s.gap)])] }) };
}

// ---- signals ----

const place = (f) => [any, f.unit?.name ?? null, f.class?.name ?? null, f.year_group ?? null, f.subject ? sv(f.subject.name) : any];
const side = (s) => so(s && [s.passed, s.of]);
const comparison = (c) => [any, ...side(c.now), ...side(c.before), ...['fell', 'rose', 'difference', 'low', 'high', 'p'].map((name) => c[name] ?? null)];
const dips = {
  'Fall och lyft': ['dips', (a) => a.flags.map((f) => [...place(f), ...comparison(f.comparisons.find((c) => c.kind === f.tested_on)), f.p_adjusted ?? null, any, yes(f.common), f.missing ?? null])],
  Jämförelser: ['comparisons', (a) => a.flags.flatMap((f) => f.comparisons.map((c) => [...place(f), ...comparison(c)]))],
};
const flagged = { ...dips, 'Elever som ändrat sig': ['flagged', (a) => ['fell', 'rose'].flatMap((which) => a.flags[0].pupils[which].map((p) => [p.name, p.class?.name ?? null, any, p.before, p.now]))] };
const joined = (list) => (list?.length ? list.map((one) => (Array.isArray(one) ? one.join('/') : one)).join(', ') : null);
const closest = { 'Närmast målet': ['closest', (a) => rowsOf(a).map((r) => [nameOf(r, a), any, r.pupils, r.complete, ...r.goals.flatMap(([one, two, n, of]) => [...so([n, of]), one, two])])] };
const near = { ...closest, 'Elever nära målet': ['near', (a) => a.pupils.flatMap((p) => p.gaps.map((g) => [p.name, p.class?.name ?? null, p.year_group, any, g.lacks, joined(g.required), g.others ?? null, joined(g.among)]))] };
const klass = {
  Klassen: ['klass', (a) => a.pupils.map((p) => [p.name, p.year_group, ...p.cells.map((cell) => cell?.map((s) => s.levels[0] ?? 'saknas').join(' ') || null)])],
  Markeringar: ['signals', (a) => a.pupils.flatMap((p) => p.cells.flatMap((cell) => (cell ?? []).map((s) => [p.name, s.code,
    ...a.rounds.flatMap((r, i) => (r ? [s.levels[i] ?? null] : [])), s.risk ? any : null, s.change ?? null, s.trend ?? null])))],
};

function hits(a) {
  const said = (c) => [...(c.right ? [...so(c.right), part(c.right[2], 1000), part(c.right[3], 1000)] : ['..', '..', null, null]), c.counts?.[1] ?? null, c.counts?.[2] ?? null, c.unpaired ?? null,
    ...[0, 1, 2].map((k) => c.levels?.[k] ?? null), mean(c.merit?.[1], c.merit?.[0], 10), c.merit?.[0] ?? null];
  const lines = (name, cells) => cells.flatMap((c) => (c ? [[any, name, any, ...said(c)]] : []));
  return [...lines(null, a.total), ...a.subjects.flatMap((s) => lines(sv(s.subject.name), s.cells)), ...(a.year_groups ?? []).flatMap((y) => lines(`åk\u00a0${y.year_group}`, y.cells)),
    ...(a.units ?? []).flatMap((u) => lines(u.name, u.cells))];
}

// ---- follow-up, groups, a pupil ----

const progress = (counts) => [share(counts[0] - counts[3], counts[0]), ...counts];
const units = { Enheter: ['units', (a) => a.units.map((u) => [u.name, any, ...progress(u.counts), u.groups_done, u.groups])] };
const bySubject = { 'Rapporterat per ämne': ['reported', (a) => a.subjects.map((s) => [sv(s.subject.name), s.subject.code, ...progress(s.counts), s.groups_done, s.groups])] };
const groupLine = (g, third) => [g.name, sv(g.subject.name), third, ...progress(g.counts), minute(g.last_at)];
const schoolGroups = { Grupper: ['groups', (a) => a.groups.map((g) => groupLine(g, g.teachers.join(', ') || null))], ...bySubject };
const ownGroups = { Grupper: ['groups', (a) => a.groups.map((g) => groupLine(g, g.unit.name))] };
const group = { Grupp: ['group', (a) => a.pupils.map((p) => [p.name, p.class ?? null, p.level ?? 'saknas', ...a.previous.map((_, i) => p.previous[i] ?? null), any])] };
const pupil = {
  Bedömningar: ['pupil', (a) => a.subjects.map((s) => [a.pupil.name, sv(s.subject.name), ...s.levels.map((l) => (!l ? null : l.left ? 'slutat' : l.level ?? 'saknas'))])],
  Sammanfattning: ['sums', (a) => a.summaries.filter(Boolean).map((s) => [any, s.passed, s.expected, s.missing, all(s), ...eligible(s), tenths(s.merit16), tenths(s.merit17)])],
};

// ---- what was published, by the municipality and by the national agency ----

const year = (one) => `${one}/${String(one + 1).slice(2)}`;
const own = (kind, { n, of }) => (kind === 'count' ? n : kind === 'mean' ? n / of / 10 : (100 * n) / of);
const reference = {
  'Jämförelse med riket': ['reference', (a) => a.measures.flatMap((m) => [...(m.own ?? []).map((o) => [m.heading, m.subject ?? null, a.unit.name, any, own(m.kind, o), o.of ?? null, any, 'Målkoll']),
    ...(m.points ?? []).map(([area, when, n, mark, of]) => [m.heading, m.subject ?? null, a.areas[area].name, year(when), n === null ? mark || null : n / 10, of, any, a.sources.find((s) => s.id === m.source).title])])],
  Källor: ['sources', (a) => a.sources.map((s) => [s.title, s.publisher ?? null, s.file, minute(s.read), s.notes || null])],
};
const mark = ([sign, value], scale) => sign || (value === null ? null : value / scale);
// As many sheets as the publication has tables, in its order.
const published = (a) => a.content.tables.map((t) => [t.year_group ? `${t.kind}-${t.year_group}` : t.kind, t.rows.map((r) => [r.unit.name, any, mark(r.pupils, 1),
  ...r.cells.flatMap((c, k) => [mark(c, t.columns[k].kind === 'mean' ? 1 : 100), c[2]])])]);

// ---- administration ----

const dutyRow = (d) => [d.person.name, d.person.login, any, any, any, day(d.starts), day(d.ends), any, any, d.note || null];
const duties = (sheet, code, key) => ({ [sheet]: [code, (a) => a[key].map(dutyRow)] });
const KINDS = ['persons', 'enrolments', 'classes', 'class_members', 'groups', 'group_members', 'duties', 'units', 'subjects', 'assessments', 'figures'];
const thing = (one) => (one ? one.name ?? any : null);

/**
 * [route, who, address, {sheet: [code of the table, rows by the answer]} or a function of the answer that gives [[code, rows]]]; at: ids
 * of the municipality at hand.
 */
export const tables = (at) => [
  ['/api/attainment', 'director', `/api/attainment?unit=${at.municipality}`, overview],
  ['/api/attainment', 'principal', `/api/attainment?unit=${at.school}&subject=MA&rows=class`, levels],
  ['/api/attainment', 'principal', `/api/attainment?unit=${at.school}&class=${at.class}&rows=pupil`, pupils],
  ['/api/history', 'director', `/api/history?unit=${at.municipality}`, history],
  ['/api/history', 'principal', `/api/history?unit=${at.school}&detail=true&gender=female&with_gender=male`, courses],
  ['/api/compare', 'director', `/api/compare?unit=${at.municipality}&subject=MA`, compared(false)],
  ['/api/compare', 'director', `/api/compare?unit=${at.municipality}&measure=merit17`, compared(true)],
  ['/api/dips', 'director', `/api/dips?unit=${at.municipality}`, dips],
  ['/api/dips', 'teacher', `/api/dips?unit=${at.dip.unit.id}&class=${at.dip.class.id}&subject=${at.dip.subject.code}&flag=${at.dip.id}`, flagged],
  ['/api/closest', 'director', `/api/closest?unit=${at.municipality}`, closest],
  ['/api/closest', 'principal', `/api/closest?unit=${at.school}`, near],
  ['/api/class-view', 'principal', `/api/class-view?unit=${at.school}&class=${at.class}`, klass],
  ['/api/hit-rate', 'director', `/api/hit-rate?unit=${at.municipality}`, { Träffsäkerhet: ['hits', hits] }],
  ['/api/reporting', 'director', `/api/reporting?unit=${at.municipality}`, { ...units, ...bySubject }],
  ['/api/reporting', 'principal', `/api/reporting?unit=${at.school}`, schoolGroups],
  ['/api/groups', 'teacher', '/api/groups', ownGroups],
  ['/api/groups/{id}/assessments', 'teacher', `/api/groups/${at.group}/assessments`, group],
  ['/api/pupils/{id}', 'principal', `/api/pupils/${at.pupil}`, pupil],
  ['/api/reference', 'director', `/api/reference?unit=${at.municipality}`, reference],
  ['/api/publications', 'director', '/api/publications', { Publicerat: ['publications', (a) => a.publications.map((p) => [p.title, any, any, any, minute(p.published_at), any, minute(p.ended_at), p.reason || null,
    p.cells.all, p.cells.hidden, p.cells.near])] }],
  ['/api/publications/{id}', 'board', `/api/publications/${at.board}`, published],
  ['/api/public/{id}', null, `/api/public/${at.public}`, published],
  ['/api/rounds', 'director', '/api/rounds', { Omgångar: ['rounds', (a) => a.rounds.map((r) => [any, any, minute(r.opens), minute(r.due), minute(r.closes), minute(r.extended_until), minute(r.closed_at)])] }],
  ['/api/rounds/{id}', 'administrator', `/api/rounds/${at.round}`, { 'Vad som har hänt': ['events', (a) => a.events.map((e) => [minute(e.at), any, thing(e.unit), minute(e.until), any, e.reason || null])],
    'Längre tid': ['longer', (a) => a.units.filter((u) => u.until).map((u) => [u.name, minute(u.until)])] }],
  ['/api/settings', 'administrator', '/api/settings', { Inställningar: ['settings', (a) => a.settings.map((s) => [any, s.value || null, s.default || null, s.by ?? null, minute(s.at), any])] }],
  ['/api/scales', 'administrator', '/api/scales', { Skalor: ['scales', (a) => a.scales.flatMap((s) => s.levels.map((l) => [sv(s.name), s.code, yes(s.has_points), l.code, sv(l.name), l.key, l.points10 / 10, yes(l.passes),
    day(s.valid_from), day(s.valid_to)]))], 'Var skalorna används': ['scaleRules', (a) => a.rules.map((r) => [any, r.year_from, r.year_to, r.unit?.name ?? any, any, yes(r.graded), day(r.valid_from), day(r.valid_to)])] }],
  ['/api/eligibility-rules', 'administrator', '/api/eligibility-rules', { Behörighet: ['eligibility', (a) => a.rules.map((r) => [sv(r.name), joined(r.requirements), r.other_count, day(r.valid_from), day(r.valid_to)])] }],
  ['/api/imports', 'administrator', '/api/imports', { Inläsningar: ['imports', (a) => a.imports.map((i) => [i.file ?? any, any, day(i.date), minute(i.started), any, i.rows_read, i.rows_changed, i.by ?? null])] }],
  ['/api/imports/{id}', 'administrator', `/api/imports/${at.import}`, { Anmärkningar: ['findings', (a) => a.report.findings.map((f) => [any, f.count, f.text.sv])],
    Ändringar: ['changes', (a) => KINDS.map((kind) => a.report.counts[kind]).filter((n) => n?.some(Boolean)).map((n) => [any, ...n])] }],
  ['/api/duties', 'administrator', `/api/duties?unit=${at.school}`, duties('Uppdrag', 'duties', 'duties')],
  ['/api/delegations', 'principal', '/api/delegations', duties('Delegeringar', 'delegations', 'delegations')],
  ['/api/retention', 'administrator', '/api/retention', { 'Så länge sparas uppgifterna': ['retention', (a) => a.rules.map((r) => [any, any, r.years, r.changed_by ?? null, minute(r.changed_at)])],
    'Undantaget från gallring': ['holds', (a) => a.holds.map((h) => [h.unit?.name ?? any, h.reason, minute(h.from), minute(h.to), h.end_reason || null])],
    Gallringsprotokoll: ['purges', (a) => a.runs.flatMap((run) => run.items.map((i) => [minute(run.at), run.actor, any, i.what, day(i.cutoff), i.rows]))] }],
  ['/api/targets', 'director', '/api/targets', { Delmål: ['targets', (a) => a.targets.map((t) => [any, t.year_group ?? any, t.value10 / 10, any, day(t.from), day(t.to), any, minute(t.at)])] }],
  ['/api/reference/choices', 'administrator', '/api/reference/choices', { 'Inlästa tabeller': ['refFiles', (a) => a.sources.map((s) => [any, s.title, year(s.school_year), s.publisher ?? null, s.file, minute(s.read), s.notes || null])],
    'Valda kommuner': ['refChosen', (a) => a.municipalities.filter((m) => m.code === at.code).map((m) => [m.name, m.code, any])] }],
  ['/api/access-log', 'auditor', '/api/access-log?kind=setting', { Åtkomstlogg: ['log', (a) => a.lines.map((l) => [l.id, second(l.at), any, thing(l.person), l.actor, l.duty ?? null, l.address ?? null, l.route, l.status, thing(l.pupil),
    thing(l.unit), thing(l.class), thing(l.group), l.subject ?? null, l.round ?? null, l.old || null, l.new || null, l.detail || null, any, l.request ?? null])] }],
];
