// "Spara som fil": which format, which table, and then the file as the server makes it, with the page's rights.
import { html, render } from '../vendor/lit-html/lit-html.js';
import { t, lang, withTexts } from '../i18n.js';
import { call } from '../api.js';
import { session, notify } from '../session.js';
import { problemText } from './basic.js';
import { ask } from './dialog.js';
import { say } from './live.js';

const FORMATS = [['xlsx', 'xlsx'], ['csv', 'csv'], ['csv-rfc4180', 'rfc']];
const TYPES = { xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv', 'csv-rfc4180': 'text/csv' };

// What can be chosen besides the format: a workbook has all tables of an answer, a file of values one.
const choices = (list, format) => (format === 'xlsx' ? list.map((one, i) => [`${i}`, t(`export.title.${one.what}`)])
  : list.flatMap((one, i) => one.tables.map((table) => (Array.isArray(table) ? [`${i} ${table[0]}`, table[1]] : [`${i} ${table}`, t(`export.table.${table}`)]))));

function body(list) {
  const place = document.createElement('div');
  const draw = (format) => {
    const options = choices(list, format);
    render(html`<label ?hidden=${options.length < 2}>${t(format === 'xlsx' ? 'export.content' : 'export.table')}<select name="choice">${options.map(([value, name], i) => html`<option value=${
      value} .selected=${i === 0}>${name}</option>`)}</select></label>`, place);
  };
  draw('xlsx');
  return html`<p>${t('export.what')}</p><label>${t('export.format')}<select name="format" @change=${(e) => draw(e.target.value)}>${FORMATS.map(([value, name]) => html`<option value=${value}>${
    t(`export.${name}`)}: ${t(`export.${name}How`)}</option>`)}</select></label>${place}<p class="fine">${t('export.logged')}</p>`;
}

// The name that the server gives it (RFC 8187).
function nameOf(res) {
  const coded = /filename\*=UTF-8''([^;]+)/.exec(res.headers.get('content-disposition') || '');
  return coded ? decodeURIComponent(coded[1]) : 'malkoll';
}

async function fetchFile({ format, choice }, list) {
  const [i, table] = choice.split(' ');
  const { at } = list[i];
  const asked = new URLSearchParams({ format, lang: lang(), ...(table && { table }) });
  const res = await call(`${at}${at.includes('?') ? '&' : '?'}${asked}`, { headers: { Accept: TYPES[format] } }, session.acting);
  return { name: nameOf(res), blob: await res.blob() };
}

function hand({ name, blob }) {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(blob);
  a.download = name;
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

export async function save(list) {
  await withTexts('handout');
  const chosen = await ask({
    title: t('save'), body: body(list), actions: [{ value: '', label: t('dialog.cancel') }, { value: 'ok', label: t('export.ok'), primary: true }],
    form: (dialog) => Object.fromEntries(new FormData(dialog.querySelector('form'))),
  });
  if (!chosen) return;
  say(t('export.busy'));
  try {
    const file = await fetchFile(chosen, list);
    hand(file);
    say(t('export.done', { name: file.name }));
  } catch (e) {
    notify(e.kind === 'problem' ? problemText(e.slug, e.problem?.detail) : t('export.failed'));
  }
}
