// Pages about a class, pupils and what comes from or goes outside, beside the municipality's overview.
import path from 'node:path';
import { rounds } from './people.mjs';
import { root } from './stack.mjs';

const SAMPLES = path.join(root, 'tests/http/national');

// A school with a flag, its principal, the largest class of the flag's year group, and one of its pupils.
async function someSchool(b) {
  const { flags } = (await b.stack.get(`/${b.small.name}/api/dips?unit=${b.chief.unit}`, b.chief.user)).json();
  const flag = flags.find((one) => one.grain === 'subject' && one.year_group);
  const [[user]] = b.stack.sql(b.small.name, `SELECT p.eppn FROM duty d JOIN person p ON p.id = d.person_id WHERE d.role = 'principal' AND d.ends_on IS NULL AND d.unit_id = ${flag.unit.id}`);
  const [[cls, pupil]] = b.stack.sql(b.small.name, `SELECT class_id, MIN(pupil_id) FROM snapshot_pupil WHERE round_id = ${b.open} AND unit_id = ${flag.unit.id}
    AND year_group = ${flag.year_group} AND class_id <> 0 AND left_on IS NULL GROUP BY class_id ORDER BY COUNT(*) DESC LIMIT 1`);
  return { user, unit: flag.unit.id, cls, pupil, flag: flag.id };
}

/** The worst of what a principal opens: a class, its history both ways, a pupil, closest to the goal by name, a flag with its pupils. */
export async function classPages(b, { measure, httpSide, result }) {
  const { user, unit, cls, pupil, flag } = await someSchool(b);
  const at = (what) => `/${b.small.name}/api/${what}`;
  const pages = { class_view: at(`class-view?unit=${unit}&class=${cls}`), pupil: at(`pupils/${pupil}`), closest: at(`closest?unit=${unit}`), flag: at(`dips?unit=${unit}&flag=${flag}`),
    history: at(`history?unit=${unit}&class=${cls}&detail=true`), cohort: at(`history?unit=${unit}&class=${cls}&detail=true&follow=cohort`) };
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...Object.entries(pages).flatMap(([name, page]) => httpSide(name, page, user))], 200, 30);
  result('class_vs_overview', Math.max(...Object.keys(pages).map((name) => m[name].median_us)) / m.overview.median_us, { max: 3 }, m);
}

/** The worst of what counts pupils when it is asked for, as the round is open: the history and the classes of a school, and girls or boys of a class. */
export async function schoolPages(b, { measure, httpSide, result }) {
  const { user, unit, cls } = await someSchool(b);
  const at = (what) => `/${b.small.name}/api/${what}?unit=${unit}`;
  const pages = { history: `${at('history')}&detail=true`, classes: `${at('compare')}&subject=MA`, classes_girls: `${at('compare')}&subject=MA&gender=female`,
    girls: `${at('history')}&class=${cls}&detail=true&gender=female`, genders: `${at('compare')}&class=${cls}&subject=MA` };
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...Object.entries(pages).flatMap(([name, page]) => httpSide(name, page, user))], 200, 30);
  result('school_vs_overview', Math.max(...Object.keys(pages).map((name) => m[name].median_us)) / m.overview.median_us, { max: 3 }, m);
}

// Once per database: the agency's layouts, and the last closed round with all of its tables.
async function fillOutside(b) {
  for (const name of ['subjects9.csv', 'eligibility9.csv']) b.stack.malkollctl(b.small, ['import', 'reference', path.join(SAMPLES, name)]);
  b.stack.malkollctl(b.small, ['settings', 'set', 'public_page', '1']);
  const list = (await b.stack.get(`/${b.small.name}/api/publications`, b.chief.user)).json().publications;
  if (list.length) return list[0].id;
  const round = rounds(b.stack, b.small).find((one) => one.state === 'closed').id;
  const choice = { round, level: 'school', year_groups: [9], genders: true, subjects: true, measures: true, audience: 'public', title: 'Bench' };
  const res = await fetch(b.stack.url(`/${b.small.name}/api/publications`), { method: 'POST', body: JSON.stringify(choice),
    headers: { 'X-Bench-User': b.chief.user, 'X-Requested-With': 'XMLHttpRequest', 'Content-Type': 'application/json' } });
  if (!res.ok) throw new Error(`publishing: ${res.status} ${(await res.text()).slice(0, 500)}`);
  return (await res.json()).id;
}

/** The worst of the agency's figures beside the own, and of what was published: the list, and one with all tables, for the director and for everybody. */
export async function outsidePages(b, { measure, httpSide, result }) {
  const id = await fillOutside(b);
  const at = (what) => `/${b.small.name}/api/${what}`;
  const pages = { reference: at(`reference?unit=${b.chief.unit}`), publications: at('publications'), publication: at(`publications/${id}`), open_list: at('public'), open_page: at(`public/${id}`) };
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...Object.entries(pages).flatMap(([name, page]) => httpSide(name, page, b.chief.user))], 200, 30);
  result('outside_vs_overview', Math.max(...Object.keys(pages).map((name) => m[name].median_us)) / m.overview.median_us, { max: 3 }, m);
}
