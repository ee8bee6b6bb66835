// The demo's page of persons. What follows "#" in this page's address is where the person was going.
const TEXTS = {
  sv: {
    title: 'Vem vill du vara?',
    lead: 'Exempelköping finns inte, och inte heller någon som bor där. Välj en person och se Målkoll som hon eller han ser det.',
    foot: 'Det här valet finns bara i demon. På riktigt loggar man in med kommunens inloggning, och rollen kommer ur skolregistret.',
    loading: 'Hämtar …',
    failed: 'Listan kunde inte hämtas. Ladda om sidan.',
    other: 'In English',
    teacher: 'Rapportera: lärare och mentorer',
    lead_school: 'En skola: rektorer',
    lead_more: 'Flera skolor: verksamhetschefer, utbildningsdirektör och nämnd',
    run: 'Sköta systemet',
    role: {
      teacher: 'lärare', mentor: 'mentor', principal: 'rektor', area_manager: 'verksamhetschef', director: 'utbildningsdirektör',
      administrator: 'administratör', auditor: 'granskare', special_educator: 'specialpedagog', board: 'nämnd',
    },
  },
  en: {
    title: 'Who do you want to be?',
    lead: 'Exempelköping does not exist, nor does anybody who lives there. Choose a person and see Målkoll as she or he sees it.',
    foot: 'This choice is part of the demo only. For real, people log in as they do everywhere in their municipality, and their role comes from the school register.',
    loading: 'Loading …',
    failed: 'The list could not be fetched. Reload the page.',
    other: 'På svenska',
    teacher: 'To report: teachers and mentors',
    lead_school: 'One school: principals',
    lead_more: 'Several schools: area managers, the director of education and the board',
    run: 'To run the system',
    role: {
      teacher: 'teacher', mentor: 'mentor', principal: 'principal', area_manager: 'area manager', director: 'director of education',
      administrator: 'administrator', auditor: 'auditor', special_educator: 'special educator', board: 'board',
    },
  },
};

const SECTIONS = [
  ['teacher', ['teacher', 'mentor']],
  ['lead_school', ['principal', 'special_educator']],
  ['lead_more', ['area_manager', 'director', 'board']],
  ['run', ['administrator', 'auditor']],
];

let lang = document.documentElement.lang === 'en' ? 'en' : 'sv';
let people = null;

function element(name, props, ...children) {
  const el = Object.assign(document.createElement(name), props);
  el.append(...children);
  return el;
}

function initials(name) {
  const parts = name.split(/\s+/);
  return parts[0][0] + (parts.length > 1 ? parts.at(-1)[0] : '');
}

function card(person) {
  const role = TEXTS[lang].role[person.role] || person.role;
  const face = element('span', { className: 'face' }, initials(person.name));
  face.setAttribute('aria-hidden', 'true');
  return element('li', {}, element('a', { className: 'person', href: `som?eppn=${person.eppn}${location.hash}` },
    face, element('b', {}, person.name), element('span', { className: 'where' }, [role, person.where].filter(Boolean).join(' · '))));
}

function section([key, roles]) {
  const chosen = people.filter((person) => roles.includes(person.role));
  if (!chosen.length) return [];
  return [element('h2', {}, TEXTS[lang][key]), element('ul', { className: 'people' }, ...chosen.map(card))];
}

function show() {
  document.documentElement.lang = lang;
  for (const el of document.querySelectorAll('[data-t]')) el.textContent = TEXTS[lang][el.dataset.t];
  const button = document.getElementById('lang');
  button.textContent = TEXTS[lang].other;
  button.lang = lang === 'sv' ? 'en' : 'sv';
  if (people) document.getElementById('people').replaceChildren(...SECTIONS.flatMap(section));
}

document.getElementById('lang').addEventListener('click', () => {
  lang = lang === 'sv' ? 'en' : 'sv';
  try { localStorage.setItem('malkoll.lang', lang); } catch { /* storage is off */ }
  show();
});
addEventListener('hashchange', show);

show();
const box = document.getElementById('people');
try {
  const res = await fetch('people.json');
  if (!res.ok) throw new Error(String(res.status));
  people = await res.json();
  show();
} catch {
  box.replaceChildren(element('p', { className: 'failed' }, TEXTS[lang].failed));
}
box.removeAttribute('aria-busy');
