// Numbers, shares, dates and rounds as people read them.
import { locale, lang, t, tn } from './i18n.js';

const MINUS = '\u2212';
const DAY = 86400000;
const cache = new Map();

function number(digits, signed) {
  const key = `${locale()}${digits}${signed}`;
  let f = cache.get(key);
  if (!f) {
    f = new Intl.NumberFormat(locale(), {
      minimumFractionDigits: digits, maximumFractionDigits: digits,
      signDisplay: signed ? 'exceptZero' : 'auto',
    });
    cache.set(key, f);
  }
  return f;
}

const withMinus = (s) => s.replace('-', MINUS);

export const int = (n) => withMinus(number(0, false).format(n));
export const dec = (n) => withMinus(number(1, false).format(n));

// Share in whole per cent; 100 and 0 are kept for "all" and "none", so that one pupil never disappears in rounding.
export function share(n, of) {
  if (!of) return null;
  const p = Math.round((100 * n) / of);
  if (p === 100 && n < of) return 99;
  if (p === 0 && n > 0) return 1;
  return p;
}

export const percent = (n, of) => (of ? t('unit.percent', { n: int(share(n, of)) }) : '–');
export const share1 = (n, of) => (of ? dec((100 * n) / of) : '–');

// Difference of two shares in percentage points, or null when one of them does not exist.
export function points(n, of, n0, of0) {
  return of && of0 ? (100 * n) / of - (100 * n0) / of0 : null;
}

export function signed(x, digits = 0) {
  const f = 10 ** digits;
  const r = Math.round(x * f) / f;
  if (r === 0) return `±${number(0, false).format(0)}`;
  return withMinus(number(digits, true).format(r));
}

// Steps of attainment, low to high; the limits are those of the legend.
export const STEPS = [[0, 69], [70, 79], [80, 87], [88, 93], [94, 97], [98, 100]];
export const step = (p) => (p < 70 ? 1 : p < 80 ? 2 : p < 88 ? 3 : p < 94 ? 4 : p < 98 ? 5 : 6);

// Making one costs a hundred times what using it does.
const forms = new Map();

export function part(date, options) {
  const key = `${locale()} ${JSON.stringify(options)}`;
  if (!forms.has(key)) forms.set(key, new Intl.DateTimeFormat(locale(), options));
  return forms.get(key).format(date);
}

export const clock = (iso) => {
  const d = iso instanceof Date ? iso : new Date(iso);
  const text = part(d, { hour: '2-digit', minute: '2-digit' });
  return lang() === 'sv' ? text.replace(':', '.') : text;
};

const midnight = (d) => new Date(d.getFullYear(), d.getMonth(), d.getDate()).getTime();
const daysFrom = (d, now) => Math.round((midnight(d) - midnight(now)) / DAY);

// "fredag 23 oktober", with the year when it is another.
export function day(iso, now = new Date()) {
  const d = new Date(iso);
  const year = d.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return part(d, { weekday: 'long', day: 'numeric', month: 'long', year }).replace(',', '');
}

// A limit at midnight belongs to the day that ends then.
export const lastDay = (iso, now) => day(new Date(new Date(iso).getTime() - 1000), now);

// "i dag 10.41", "i går 16.20", "måndag 14.02", "12 oktober 14.02".
export function when(iso, now = new Date()) {
  const d = new Date(iso);
  const back = -daysFrom(d, now);
  const time = clock(d);
  if (back === 0) return t('time.today', { time });
  if (back === 1) return t('time.yesterday', { time });
  if (back > 1 && back < 7) return `${part(d, { weekday: 'long' })} ${time}`;
  const year = d.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return `${part(d, { day: 'numeric', month: 'long', year })} ${time}`;
}

// "stänger i dag", "stänger i morgon", "stänger fredag 23 oktober", "stängde fredag 23 oktober".
export function closing(round, now = new Date()) {
  // From "closes" on nobody can report, whenever the round was closed for good.
  if (round.state === 'closed') return t('round.closedOn', { day: lastDay(round.closed_at < round.closes ? round.closed_at : round.closes, now) });
  if (round.state === 'planned') return t('round.opensOn', { day: day(round.opens, now) });
  if (!round.accepts && round.extended_until > now.toISOString()) return t('round.pastDueSome', { day: lastDay(round.closes, now), until: lastDay(round.extended_until, now) });
  if (!round.accepts) return t('round.pastDue', { day: lastDay(round.closes, now) });
  const left = daysFrom(new Date(new Date(round.closes).getTime() - 1000), now);
  if (left <= 0) return t('round.closesToday', { time: clock(round.closes) });
  if (left === 1) return t('round.closesTomorrow');
  return t('round.closesOn', { day: lastDay(round.closes, now) });
}

const termYear = (term) => term.slice(2);

// "Prognos v. 43, HT 2026".
export const roundName = (r) => t(`round.name.${r.kind}${r.kind === 'forecast' && !r.week ? '.noWeek' : ''}`, {
  week: r.week, term: t(`term.${r.term.slice(0, 2)}`, { year: termYear(r.term) }),
});

// "HT 26" in a narrow heading, with a mark when the round holds grades.
export const roundShort = (r) => t(`round.short.${r.kind}`, {
  term: t(`termShort.${r.term.slice(0, 2)}`, { year: termYear(r.term).slice(2) }),
});

// "v. 13" within a year's talk, "HT 2025" for the one a year ago.
export const roundWeek = (r) => (r.week ? t('round.week', { week: r.week }) : roundTerm(r));
export const roundTerm = (r) => t(`term.${r.term.slice(0, 2)}`, { year: termYear(r.term) });

export const yearGroup = (y) => t('yearGroup', { n: y });
export const pupils = (n) => tn('count.pupils', n);

// The autumn of the school year that a round's term belongs to.
export const autumnOf = (r) => Number(r.term.slice(2)) - (r.term.startsWith('VT') ? 1 : 0);
