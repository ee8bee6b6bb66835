// The whole state of a page is in the fragment, "#/oversikt?unit=1&round=7": static files under any path prefix need no rewriting.

const PATHS = {
  '': 'start', oversikt: 'overview', rapportera: 'report', uppfoljning: 'reporting', signaler: 'signals', elev: 'pupil', registerutdrag: 'extract', administration: 'admin',
  historik: 'history', delmal: 'targets', delegering: 'delegation', skyddade: 'protected', granskning: 'audit', publicerat: 'publications',
  traffsakerhet: 'hitrate',
  om: 'about', tillganglighet: 'accessibility',
};
const NAMES = Object.fromEntries(Object.entries(PATHS).map(([path, name]) => [name, path]));

export function parse(hash) {
  const [path, query] = hash.replace(/^#\/?/, '').split('?');
  return { name: PATHS[path] || (path ? 'missing' : 'start'), params: Object.fromEntries(new URLSearchParams(query || '')) };
}

// Address of a page; empty values are left out so that equal states have equal addresses.
export function href(name, params = {}) {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value !== null && value !== undefined && value !== '') q.set(key, value);
  }
  const text = q.toString();
  return `#/${NAMES[name]}${text ? `?${text}` : ''}`;
}

export function go(name, params, { replace = false } = {}) {
  const to = href(name, params);
  if (to === (location.hash || '#/')) return;
  pushed = true;
  if (replace) {
    history.replaceState(null, '', to);
    dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    location.hash = to;
  }
}

let pushed = false;
const scrolls = new Map();

// Calls on_route({name, params, back}); back = reached with the browser's back or forward button.
export function start(onRoute) {
  history.scrollRestoration = 'manual';
  document.addEventListener('click', (e) => {
    const a = e.target.closest?.('a[href^="#/"]');
    if (a && !e.defaultPrevented && !e.ctrlKey && !e.metaKey && !e.shiftKey) pushed = true;
  });
  let shown = location.hash;
  const run = () => {
    // Asked for on every scroll it would cost a layout each time.
    scrolls.set(shown, scrollY);
    const back = !pushed;
    pushed = false;
    shown = location.hash;
    onRoute({ ...parse(location.hash), back });
  };
  addEventListener('hashchange', run);
  run();
}

export function restoreScroll() {
  scrollTo(0, scrolls.get(location.hash) || 0);
}
