// What a signal says, in words: one plain sentence with its counts, and how sure it is.
import { t, tn, lang } from '../i18n.js';
import { int, dec, percent, signed, yearGroup, roundName } from '../format.js';
import { subjectName, lower } from '../parts/basic.js';

// "ingen elev har …", "en elev har …", "12 elever har …".
const some = (key, n) => (n ? tn(key, n) : t(`${key}.zero`));

export const comparisonOf = (flag, kind = flag.tested_on) => flag.comparisons.find((c) => c.kind === kind);

/** "Matematik, årskurs 8, Tallmoskolan", "Matematik, 8B, Tallmoskolan", "Alla ämnen, årskurs 9, Område Norr". */
export function flagName(flag) {
  const what = flag.subject ? subjectName(flag.subject) : t('signals.dips.allSubjects');
  return t('signals.dips.name', { what, who: flag.class ? flag.class.name : yearGroup(flag.year_group), where: flag.unit.name });
}

const part = ({ passed, of }) => t('signals.dips.part', { n: int(passed), share: percent(passed, of) });
const side = ({ passed, of }) => t('signals.dips.side', { n: int(passed), of: int(of), share: percent(passed, of) });

// 95 % interval: "mellan −14 och −3 procentenheter".
export const interval = (c) => t('signals.dips.interval', { low: signed(c.low, 1), high: signed(c.high, 1) });

/** The sentence of one comparison. */
export function sentence(flag, data, kind = flag.tested_on) {
  const c = comparisonOf(flag, kind);
  const all = flag.subject ? '' : '.all';
  if (kind === 'pairs') {
    return t(`signals.dips.pairs${all}`, {
      of: tn(`signals.dips.same${all}`, c.now.of), before: part(c.before), now: part(c.now), round: lower(data.previous ? roundName(data.previous) : t('signals.dips.before')),
      fell: some(`signals.dips.fell${all}`, c.fell), rose: some(`signals.dips.rose${all}`, c.rose),
    });
  }
  const [low, key] = [c.difference < 0, kind === 'year_ago' ? 'yearAgo' : 'municipality'];
  return t(`signals.dips.${key}${all}`, {
    now: part(c.now), of: tn('count.pupils', c.now.of), before: side(c.before), points: dec(Math.abs(c.difference)), more: t(low ? 'signals.dips.lower' : 'signals.dips.higher'), year: yearGroup(flag.year_group),
  });
}

/** "samma elever i prognos v. 13, VT 2026, samma årskurs ett år tidigare och hela kommunens åk 9". */
export const restsOn = (flag, data) => new Intl.ListFormat(lang() === 'sv' ? 'sv-SE' : 'en-GB').format(flag.rests_on.map((kind) => t(`signals.dips.rest.${kind}`, {
  round: data.previous ? lower(roundName(data.previous)) : '', year: yearGroup(flag.year_group) })));

export const difference = (c) => t('signals.dips.points', { points: signed(c.difference, 1) });
