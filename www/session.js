// Who uses this page and whether the server can be reached. One place, so that a lost network or login is said once.

export const session = {
  me: null,
  acting: null, // the duty that one acts in, where there are several (duty.js)
  onLost: null, // what to do when the server says that it is not held any more
  notice: null, // a sentence to be read and put away
  locked: null, // idle | out | stranger: why the page shows nothing (lock.js)
  soon: false, // it will lock itself in a moment
  link: 'ok', // ok | offline (network) | down (server) | busy (429) | gone (login) | stranger (somebody else is logged in)
  since: null,
  stranger: null,
};

const listeners = new Set();

export function onSession(fn) {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

export function notify(text) {
  session.notice = text;
  for (const fn of listeners) fn(session);
}

export function setLink(link, extra = {}) {
  if (session.link === link) return;
  // Another person is a fact until the page is loaded anew.
  if (session.link === 'stranger') return;
  session.since = link === 'ok' ? null : new Date();
  session.link = link;
  Object.assign(session, extra);
  for (const fn of listeners) fn(session);
}

export const can = (what) => Boolean(session.me?.can?.[what]);
export const roles = () => new Set((session.me?.duties || []).map((d) => d.role));

// The duty that says most about a person, for the line beside the name.
const RANK = ['director', 'area_manager', 'principal', 'preschool_head', 'analyst', 'special_educator', 'delegate', 'teacher', 'mentor',
  'administrator', 'auditor', 'board'];
export const mainRole = () => RANK.find((r) => roles().has(r)) || null;

// A mentor without a unit duty sees classes, never the whole unit: [{id, name}] of that unit, or null for everybody else.
export function ownClasses(unit) {
  if (!session.me?.home_class) return null;
  return session.me.duties.filter((d) => d.role === 'mentor' && d.class?.unit.id === unit).map((d) => ({ id: d.class.id, name: d.class.name }));
}

// Where the overview opens: the own unit; a mentor without a unit duty sees the own class.
export function homeParams() {
  const me = session.me;
  if (!me?.home_unit) return {};
  if (me.home_class) return { unit: me.home_unit.id, class: me.home_class.id, rows: 'pupil' };
  return { unit: me.home_unit.id };
}
