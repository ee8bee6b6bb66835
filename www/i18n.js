// Texts of the interface. One flat file per language; keys of a counted text end in .one and .other.

let messages = {};
let plural = new Intl.PluralRules('sv');
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

export async function setLang(code) {
  const res = await fetch(`i18n/${code}.json`);
  if (!res.ok) throw new Error(`i18n/${code}.json: ${res.status}`);
  messages = await res.json();
  current = code;
  plural = new Intl.PluralRules(code);
  document.documentElement.lang = code;
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
  return t(`${key}.${plural.select(n)}`, { n: new Intl.NumberFormat(locale()).format(n), ...params });
}

// A name from the reference data comes in both languages.
export const loc = (name) => (name ? name[current] ?? name.sv : '');
