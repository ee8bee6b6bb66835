// What this instance keeps in the browser, by the path that it is mounted at: instances and other applications on one host share
// their storage. Ids and times only, never a name. The chosen language and appearance are nobody's secret and stay.

const place = new URL('.', document.baseURI).pathname;

export const ownKey = (what) => `malkoll.${what}|${place}`;

// What a page that is locked knows of it, perhaps since before it was loaded again (lock.js); or null.
export function lockedBefore() {
  try { return JSON.parse(sessionStorage.getItem(ownKey('locked'))); } catch { return null; }
}

const mine = (key) => key.startsWith('malkoll.') && (key.endsWith(`|${place}`) || key.includes(`|${place}|`));

export function forgetHere() {
  for (const storage of ['sessionStorage', 'localStorage']) {
    try {
      for (const key of Object.keys(window[storage]).filter(mine)) window[storage].removeItem(key);
    } catch { /* storage is off: nothing was kept */ }
  }
}

// A word to the other tabs of this instance; they get it as an event of the storage.
export function tellTabs(word) {
  try { localStorage.setItem(ownKey('word'), `${word} ${Date.now()}`); } catch { /* storage is off: each tab for itself */ }
}

export function onWord(fn) {
  addEventListener('storage', (e) => {
    if (e.key === ownKey('word') && e.newValue) fn(e.newValue.split(' ')[0]);
  });
}
