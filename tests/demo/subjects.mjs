// Subjects: codes and names, who reads what, and the shares that the results are fitted to.

// Source: Skolverket, ämnesbetyg årskurs 9 2024/25, Helsingborg, kommunal (and the same rows for
// 2023/24, 2022/23, 2021/22): share A–E in per cent, newest first.
export const PUBLISHED_YEAR_9 = {
  BL: [95.5, 95.4, 94.3, 95.2],
  BI: [87.6, 90.5, 90.6, 90.5],
  EN: [93.6, 93.1, 92.6, 92.4],
  FY: [85.1, 90.4, 89.0, 90.9],
  GE: [87.8, 90.0, 90.5, 88.3],
  HI: [88.8, 91.1, 89.2, 88.9],
  HKK: [94.8, 96.3, 94.5, 93.0],
  IDH: [88.4, 88.5, 91.3, 88.7],
  KE: [85.6, 90.7, 88.7, 88.6],
  MA: [83.8, 88.5, 88.8, 88.8],
  MU: [93.9, 95.0, 93.2, 94.1],
  RE: [90.1, 91.0, 91.4, 90.2],
  SH: [89.1, 91.7, 91.6, 88.5],
  SL: [95.4, 97.4, 95.7, 94.8],
  SV: [93.3, 95.1, 94.9, 95.4],
  SVA: [70.9, 79.2, 73.2, 72.3],
  TK: [93.2, 93.6, 92.0, 93.3],
  M2: [93.9, 94.4, 93.4, 93.3],
  ML: [98.6, 97.6, 100.0, 97.4],
};

// Modern languages as elevens val have too few pupils to be published.
const SHARE_M1 = 95;

// Year groups 6–8 against year 9, in percentage points. Year 6 is fitted to "betyg årskurs 6":
// 63 % of the pupils have A–E in all subjects (same source).
const OFFSET = { 6: -4.0, 7: 0.7, 8: -0.5 };

// Share "otillräckliga kunskaper" in year groups 1–5, per cent; no published figures exist.
const INSUFFICIENT = { MA: 11.5, SV: 9.5, SVA: 12, EN: 10, NO: 8.5, SO: 8.5, ML: 4, default: 8.5 };

/** Share that reaches the subject in a round, 0–1. `age` counts rounds back from the open one. */
export function targetShare(subject, yearGroup, age) {
  if (yearGroup <= 5) return 1 - (INSUFFICIENT[subject] ?? INSUFFICIENT.default) / 100;
  const years = PUBLISHED_YEAR_9[subject];
  const published = subject === 'M1' ? SHARE_M1 : years[Math.min(age >> 1, years.length - 1)];
  return Math.min(99, published + (OFFSET[yearGroup] ?? 0)) / 100;
}

const rows = [
  // code, family for the model, Swedish name, national course code
  ['BL', 'art', 'Bild', 'GRGRBIL01'],
  ['BI', 'no', 'Biologi', 'GRGRBIO01'],
  ['EN', 'core', 'Engelska', 'GRGRENG01'],
  ['FY', 'no', 'Fysik', 'GRGRFYS01'],
  ['GE', 'so', 'Geografi', 'GRGRGEO01'],
  ['HI', 'so', 'Historia', 'GRGRHIS01'],
  ['HKK', 'art', 'Hem- och konsumentkunskap', 'GRGRHKK01'],
  ['IDH', 'body', 'Idrott och hälsa', 'GRGRIDR01'],
  ['KE', 'no', 'Kemi', 'GRGRKEM01'],
  ['MA', 'core', 'Matematik', 'GRGRMAT01'],
  ['MU', 'art', 'Musik', 'GRGRMUS01'],
  ['NO', 'no', 'Naturorienterande ämnen', ''],
  ['RE', 'so', 'Religionskunskap', 'GRGRREL01'],
  ['SH', 'so', 'Samhällskunskap', 'GRGRSAM01'],
  ['SL', 'art', 'Slöjd', 'GRGRSLJ01'],
  ['SO', 'so', 'Samhällsorienterande ämnen', ''],
  ['SV', 'core', 'Svenska', 'GRGRSVE01'],
  ['SVA', 'core', 'Svenska som andraspråk', 'GRGRSVA01'],
  ['TK', 'no', 'Teknik', 'GRGRTEK01'],
  ['M2', 'language', 'Moderna språk, språkval', 'GRGRMSP01'],
  ['M1', 'language', 'Moderna språk, elevens val', 'GRGRMSP01'],
  ['ML', 'mother', 'Modersmål', 'GRGRMOD01'],
];

/** Subjects of the model by code: {code, index, family, title, courseCode}. */
export const SUBJECTS = Object.fromEntries(rows.map(([code, family, title, courseCode], index) =>
  [code, { code, index, family, title, courseCode }]));

export const SUBJECT_COUNT = rows.length;

export const LANGUAGES = {
  SPA: 'spanska', FRA: 'franska', DEU: 'tyska', ARA: 'arabiska', BOS: 'bosniska', SQI: 'albanska',
  SOM: 'somaliska', FAS: 'persiska', KUR: 'kurdiska', POL: 'polska',
};

/** The subject of the model behind a short code: M2SPA → M2. */
export function subjectOf(code) {
  return SUBJECTS[code] ?? SUBJECTS[code.slice(0, 2)];
}

/** The name of a short code: M2SPA → Moderna språk, språkval, spanska. */
export function titleOf(code) {
  const subject = subjectOf(code);
  return subject.code === code ? subject.title : `${subject.title}, ${LANGUAGES[code.slice(2)]}`;
}

/** What every pupil of a year group reads, besides Swedish and the languages. */
export function classSubjects(yearGroup) {
  if (yearGroup <= 3) return ['MA', 'EN', 'NO', 'SO', 'BL', 'MU', 'IDH', 'SL'];
  const codes = ['MA', 'EN', 'BI', 'FY', 'KE', 'GE', 'HI', 'RE', 'SH', 'TK', 'BL', 'MU', 'IDH', 'SL'];
  return yearGroup >= 5 ? [...codes, 'HKK'] : codes;
}

/** Levels from the lowest to the highest pass, and what is not a pass. */
export function scaleOf(yearGroup) {
  return yearGroup <= 5 ? { fail: 'O', pass: ['G', 'M'] } : { fail: 'F', pass: ['E', 'D', 'C', 'B', 'A'] };
}
