// Texts of the interface. One flat file per language; keys of a counted text end in .one and .other.

let messages = {};
let plural = new Intl.PluralRules('sv');
let count = new Intl.NumberFormat('sv-SE');
let current = 'sv';

export const LANGS = ['sv', 'en'];

export const lang = () => current;

// BCP 47 tag for numbers and dates.
export const locale = () => (current === 'sv' ? 'sv-SE' : 'en-GB');

function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch { /* storage is off: the choice holds until the page is reloaded */ }
}

export const recall = stored;

// The chosen language, else the page's own unless the browser prefers English over Swedish.
export function preferredLang() {
  const chosen = stored('malkoll.lang');
  if (LANGS.includes(chosen)) return chosen;
  const wish = (navigator.languages || []).map((l) => l.slice(0, 2)).find((l) => LANGS.includes(l) || ['nb', 'nn', 'da'].includes(l));
  return wish === 'en' ? 'en' : 'sv';
}

async function texts(file) {
  const res = await fetch(`i18n/${file}.json`);
  if (!res.ok) throw new Error(`i18n/${file}.json: ${res.status}`);
  return res.json();
}

// Texts that only some pages need have files of their own, "i18n/<part>.<language>.json".
const parts = new Set();

const all = async (code) => Object.assign({}, ...await Promise.all([code, ...[...parts].map((part) => `${part}.${code}`)].map(texts)));

/** Fetches the texts of a part, with the first page that needs them. */
export async function withTexts(part) {
  let code = null;
  // Once more when the language was chosen anew meanwhile.
  while (!parts.has(part)) {
    code = current;
    const found = await texts(`${part}.${code}`);
    if (code !== current) continue;
    Object.assign(messages, found);
    parts.add(part);
  }
}

let wanted = null;

/** False when another one was chosen meanwhile. */
export async function setLang(code) {
  wanted = code;
  let found;
  // What a page has fetched meanwhile is part of it.
  for (let n = -1; n < parts.size;) {
    n = parts.size;
    found = await all(code);
  }
  if (wanted !== code) return false;
  messages = found;
  current = code;
  plural = new Intl.PluralRules(code);
  count = new Intl.NumberFormat(locale());
  document.documentElement.lang = code;
  return true;
}

export function has(key) {
  return key in messages;
}

export function t(key, params) {
  const text = messages[key];
  if (text === undefined) return key;
  return params ? text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? params[name] : whole)) : text;
}

// Counted text: {n} is the number as shown, which the caller may format itself.
export function tn(key, n, params) {
  return t(`${key}.${plural.select(n)}`, { n: count.format(n), ...params });
}

// A name from the reference data comes in both languages.
export const loc = (name) => (name ? name[current] ?? name.sv : '');
