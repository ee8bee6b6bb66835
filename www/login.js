// To the login and back. Pages are named by the fragment of the address, which is never sent to a server and is lost on a login page:
// it stays in this tab's session storage meanwhile. login.html is the address at which the single sign-on asks for a login; where it
// does not, the way there and back changes nothing, and the second refusal is shown.
import { ownKey } from './privacy.js';

const KEY = ownKey('login');
const KEPT_MS = 3600e3;

function kept() {
  try {
    const one = JSON.parse(sessionStorage.getItem(KEY));
    return Date.now() - one.at < KEPT_MS && /^(#\/|$)/.test(one.hash) ? one : null;
  } catch {
    return null;
  }
}

// Leaves the page for the login. False: this page has just come back from there, still without a person.
export function toLogin() {
  if (kept()?.back) {
    sessionStorage.removeItem(KEY);
    return false;
  }
  sessionStorage.setItem(KEY, JSON.stringify({ at: Date.now(), hash: location.hash }));
  location.replace(new URL('login.html', document.baseURI));
  return true;
}

// After the login: the page that was asked for, unless the address names one.
export function arrive() {
  const one = kept();
  sessionStorage.removeItem(KEY);
  if (one?.hash && !location.hash) history.replaceState(null, '', one.hash);
}

// From login.html.
export function back() {
  const one = kept() || { at: Date.now(), hash: '' };
  sessionStorage.setItem(KEY, JSON.stringify({ ...one, back: true }));
  location.replace(new URL(`./${one.hash}`, document.baseURI));
}
