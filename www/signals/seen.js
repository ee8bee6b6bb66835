// Which signals this reader has had on the screen, in this browser: their numbers, and nothing that they say.
import { recall, remember } from '../i18n.js';
import { session } from '../session.js';

const KEY = 'malkoll.signals';
const MOST = 300;
const head = (data) => `${session.me.person.id} ${data.round.id}`;

function known(data) {
  const [whose, ids] = (recall(KEY) || '').split(':');
  return new Set(whose === head(data) ? (ids || '').split(' ') : []);
}

/** How many of these signals of an answer the reader has not seen. */
export function fresh(data, flags) {
  const ids = known(data);
  return flags.filter((f) => !ids.has(f.id)).length;
}

export function noteSeen(data) {
  const ids = known(data);
  for (const f of data.flags) ids.add(f.id);
  remember(KEY, `${head(data)}:${[...ids].slice(-MOST).join(' ').trim()}`);
}
