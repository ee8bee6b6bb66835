// The municipality: areas and school units with their kinds, sizes and pupils' background.

import { createRandom } from './prng.mjs';

export const MUNICIPALITY = { id: 'kommun', name: 'Exempelköpings kommun', code: '9999' };

const AREAS = [
  { id: 'a1', name: 'Område Centrum', foreign: 0.36 },
  { id: 'a2', name: 'Område Norr', foreign: 0.25 },
  { id: 'a3', name: 'Område Söder', foreign: 0.58 },
  { id: 'a4', name: 'Område Öster', foreign: 0.38 },
];

// Kinds of the schools of an area in the order in which they are added: six F–6, two 7–9 and two
// F–9 of ten. The first schools of a small area must hold every year group between them.
const KINDS = ['F-6', '7-9', 'F-6', 'F-9', 'F-6', 'F-6', '7-9', 'F-6', 'F-9', 'F-6'];

const NAMES = {
  'F-6': ['Gråsiskeskolan', 'Tjädermoskolan', 'Kottlidsskolan', 'Blåklintshedens skola',
    'Rönnbärsskolan', 'Sparvlidens skola', 'Harsyrebackens skola', 'Mossvretsskolan', 'Vitsippslidens skola',
    'Igelkottsbackens skola', 'Näckrosmosskolan', 'Lingonrydsskolan', 'Kantarellskolan', 'Ormbunkslunds skola',
    'Trollsländans skola', 'Hasselhultaskolan', 'Grodbäckens skola', 'Svalboskolan', 'Enbärshultsskolan',
    'Humlehagsskolan', 'Bofinksvallens skola', 'Ekollonskolan', 'Nypondalsskolan', 'Älgmosseskolan'],
  '7-9': ['Tallmoskolan', 'Stenfalksskolan', 'Kvarnhjulsskolan', 'Väderkvarnhedens skola', 'Masugnsbergets skola',
    'Lotsklippans skola', 'Smedjehultsskolan', 'Fyrmästarskolan'],
  'F-9': ['Björkhyttskolan', 'Åsnäbbens skola', 'Råbockaskolan', 'Storlomsskolan', 'Slånbärsskolan',
    'Ängsullskolan', 'Östanvindsskolan', 'Hagtornsrydsskolan'],
};

function nameOf(kind, index) {
  const names = NAMES[kind];
  const round = Math.floor(index / names.length);
  return round === 0 ? names[index] : `${names[index % names.length]} ${round + 1}`;
}

function kindOf(index, inArea) {
  return inArea === 1 ? 'F-9' : KINDS[index % KINDS.length];
}

/** Weight of a school in the share of classes: low = year groups 1–6, high = 7–9. */
function weights(kind, random) {
  return {
    low: kind === '7-9' ? 0 : (kind === 'F-9' ? 1 : random.pick([0.6, 0.9, 1, 1.2, 1.5])),
    high: kind === 'F-6' ? 0 : (kind === 'F-9' ? 1 : random.between(2.1, 2.6)),
  };
}

/**
 * {areas, schools}; a school has id, name, kind, code, area, low, high, foreign (share of pupils of
 * foreign background), quality (shift of its results in standard deviations).
 */
export function buildMunicipality(seed, schoolCount) {
  const random = createRandom(seed, 'schools');
  const areaCount = Math.max(1, Math.min(AREAS.length, Math.floor(schoolCount / 2)));
  const areas = AREAS.slice(0, areaCount).map((area) => ({ ...area, schools: [] }));
  const used = { 'F-6': 0, '7-9': 0, 'F-9': 0 };
  const schools = [];
  areas.forEach((area, a) => {
    const inArea = Math.floor(schoolCount / areaCount) + (a < schoolCount % areaCount ? 1 : 0);
    for (let i = 0; i < inArea; i++) {
      const kind = kindOf(i, inArea);
      const number = schools.length + 1;
      const foreign = Math.min(0.85, Math.max(0.07, area.foreign + 0.13 * random.normal()));
      const school = {
        id: `s${String(number).padStart(2, '0')}`,
        number,
        name: nameOf(kind, used[kind]++),
        kind,
        code: String(10000000 + 137 * number),
        area,
        ...weights(kind, random),
        foreign: kind === 'F-6' ? foreign : (foreign + area.foreign) / 2,
        quality: 0.14 * random.normal(),
      };
      area.schools.push(school);
      schools.push(school);
    }
  });
  return { areas, schools };
}
