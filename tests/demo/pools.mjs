// Which groups are taught by the same sort of teacher, and how many one teacher takes.
//
// A pool is a kind of teacher at a school, a bundle the groups that one teacher takes together, and
// `max` the bundles of one teacher. Bundles sort by the cohort's place in its three-year stage, so
// that a teacher follows the same pupils through it.

const LOWER_SPECIAL = { BL: 'PRAK', SL: 'PRAK', HKK: 'PRAK', MU: 'MU', IDH: 'IDH' };
const UPPER = {
  MA: { pool: 'MA', max: 6 },
  BI: { pool: 'NO', max: 2 }, FY: { pool: 'NO', max: 2 }, KE: { pool: 'NO', max: 2 }, TK: { pool: 'NO', max: 2 },
  GE: { pool: 'SO', max: 2 }, HI: { pool: 'SO', max: 2 }, RE: { pool: 'SO', max: 2 }, SH: { pool: 'SO', max: 2 },
  SV: { pool: 'SV', max: 5 }, SVA: { pool: 'SVA', max: 6 }, EN: { pool: 'EN', max: 6 },
  M2: { pool: 'M2', max: 6 }, M1: { pool: 'M2', max: 6 },
};
const CLASS_TEACHER = ['SV', 'EN', 'GE', 'HI', 'RE', 'SH', 'SO'];

function order(group, stageLength) {
  const place = String(((group.cohort % stageLength) + stageLength) % stageLength);
  return `${group.yearGroups[0] > 6 ? 'h' : (group.yearGroups[0] > 3 ? 'm' : 'l')}${place}`;
}

function lower(group, code) {
  const school = group.school.id;
  const young = group.yearGroups[0] <= 3;
  if (code === 'SVA') return { pool: `${school}/SVA`, bundle: order(group, 3) + group.id, max: 6 };
  if (code === 'M2') return { pool: `${school}/M2`, bundle: group.code + group.id, max: 6 };
  const own = young ? ['MA', 'NO', 'BL', ...CLASS_TEACHER] : CLASS_TEACHER;
  const bundle = `${order(group, 3)}${group.classRef.letter.padStart(2)}`;
  if (own.includes(code)) return { pool: `${school}/${young ? '1-3' : '4-6'}`, bundle, max: 1 };
  return { pool: `${school}/4-6 MA/NO`, bundle, max: 2 };
}

/** {pool, bundle, max} of a group. */
export function poolOf(group) {
  const school = group.school.id;
  const code = group.subject.code;
  if (code === 'ML') {
    return { pool: `${group.school.area.id}/${group.code}`, bundle: group.id, max: 7 };
  }
  if (code in LOWER_SPECIAL && !(code === 'BL' && group.yearGroups[0] <= 3)) {
    const pool = group.school.high > 0 ? code : LOWER_SPECIAL[code];
    const bundle = `${order(group, 3)}${group.classRef.letter.padStart(2)}${code}`;
    return { pool: `${school}/${pool}`, bundle, max: 8 };
  }
  if (group.yearGroups[0] <= 6) return lower(group, code);
  const { pool, max } = UPPER[code];
  const letter = group.classRef ? group.classRef.letter.padStart(2) : group.code;
  const together = pool === 'NO' || pool === 'SO' ? '' : code + group.id.slice(-1);
  const first = pool === 'M2' ? group.code : ''; // a language after the other
  return { pool: `${school}/7-9 ${pool}`, bundle: first + order(group, 3) + letter + together, max };
}
