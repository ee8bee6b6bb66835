// The open page: what was published for everybody, read without a login. It asks for nothing else, and nothing is kept.
import { html, render, nothing } from './vendor/lit-html/lit-html.js';
import { setLang, withTexts, preferredLang, t, lang } from './i18n.js';
import { roundName } from './format.js';
import { head, state, dots, who } from './parts/basic.js';
import { content, date, facts, hiddenLine, tableName, trace, words } from './parts/published.js';

const main = document.getElementById('main');
const button = document.getElementById('lang');
const wanted = () => location.hash.match(/^#(\d+)$/)?.[1];

async function read(path) {
  const res = await fetch(new URL(`api/${path}`, document.baseURI), { credentials: 'omit', cache: 'no-store', headers: { Accept: 'application/json' } });
  return res.ok ? res.json() : null;
}

const item = (p) => html`<li class="card"><h2 class="lead">${p.state === 'standing' ? html`<a href="#${p.id}">${p.title}</a>` : p.title}</h2><p class="muted">${
  dots(roundName(p.round), t('publication.publishedBy', { day: date(p.published_at), name: who(p.published_by) }))}</p>${trace(p)}${p.state === 'standing'
  ? html`<p class="fine">${hiddenLine(p.cells)}</p>` : nothing}</li>`;

const list = (all) => html`${head({ title: t('publication.open'), sub: all.instance })}${all.publications.length ? html`<ul class="publist">${all.publications.map(item)}</ul>`
  : state(t('publication.empty.title'), '', null, { inside: true })}`;

// The server makes the files, as for those who are logged in: plain links, which need nothing here.
const CODES = [['csv', 'publication.csv'], ['csv-rfc4180', 'publication.csvPlain']];
const code = (table) => (table.year_group ? `${table.kind}-${table.year_group}` : table.kind);
const fileAt = (p, query) => `api/public/${p.id}?${new URLSearchParams({ ...query, lang: lang() })}`;

const files = (p) => html`<section class="noprint"><h2 class="lead">${t('publication.files')}</h2><p class="fine">${t('publication.filesText')}</p><ul class="plain"><li><a href=${
  fileAt(p, { format: 'xlsx' })} download>${t('publication.excel')}</a></li>${p.content.tables.map((table) => html`<li>${tableName(table)}: ${CODES.map(([format, text], i) => html`${
  i ? ', ' : ''}<a href=${fileAt(p, { format, table: code(table) })} download aria-label=${`${tableName(table)}, ${t(text)}`}>${t(text)}</a>`)}</li>`)}</ul></section>`;

const one = (p) => html`${head({ trail: [{ name: t('publication.open'), href: '#' }, { name: p.title, current: true }], title: p.title, sub: facts(p) })}${words(p.body)}${content(p)}<div class="stack">${files(p)}</div>`;

let turn = 0;

async function show({ focus = false } = {}) {
  const mine = ++turn;
  const id = wanted();
  const answer = await read(id ? `public/${id}` : 'public').catch(() => null);
  if (mine !== turn) return; // the reader has gone on meanwhile
  document.title = `${answer?.title ?? t('publication.open')} – Målkoll`;
  button.textContent = lang() === 'sv' ? 'In English' : 'På svenska';
  button.lang = lang() === 'sv' ? 'en' : 'sv';
  main.replaceChildren();
  const root = document.createElement('div');
  main.append(root);
  render(!answer ? state(t('publication.openNone'), '') : id ? one(answer) : list(answer), root);
  if (focus) root.querySelector('h1').focus();
}

button.addEventListener('click', async () => {
  await setLang(lang() === 'sv' ? 'en' : 'sv').catch(() => {}); // without the words the page stays as it is
  await show();
});
addEventListener('hashchange', () => show({ focus: true }));

await setLang(preferredLang());
await withTexts('publication');
await show();
