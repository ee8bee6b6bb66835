// Who has several duties acts in one of them at a time: the choice of this tab, else the first that the server names.
import { session } from './session.js';
import { get, forget } from './api.js';
import { ownKey } from './privacy.js';
import { t } from './i18n.js';

const CHOSEN = ownKey('duty');

function recalled() {
  try { return (sessionStorage.getItem(CHOSEN) || '').split(' '); } catch { return []; }
}

function take(me, key) {
  session.me = me;
  session.acting = key;
  try { sessionStorage.setItem(CHOSEN, `${me.person.id} ${key || ''}`); } catch { /* storage is off: the choice lasts as long as the page */ }
}

const ask = async (key) => (await get('me', key)).data;

/** Asks who is there, and enters in the duty that was chosen before, while it is held. */
export async function enter() {
  let [person, key] = recalled();
  let me = null;
  try {
    me = await ask(key || null);
  } catch (e) {
    if (e.slug !== 'duty-not-held') throw e;
  }
  if (key && me?.person.id !== person) {
    key = null;
    me = await ask(null);
  }
  if (!key && me.capacities.length > 1) {
    key = me.capacities[0].key;
    me = await ask(key);
  }
  take(me, key || null);
}

/** Acts in another duty from now on. Nothing that was read in the one before stays. */
export async function actIn(key) {
  const me = await ask(key);
  forget();
  take(me, key);
}

let chooser = null;

/** fn(key, to) changes the page to another duty, at its start or at to: {name, params}. */
export const onChoose = (fn) => { chooser = fn; };
export const choose = (key, to) => chooser(key, to);

/** "Rektor, Ekskolan" of one of session.me.capacities. */
export const dutyName = (capacity) => t('duty.name', { role: t(`role.${capacity.roles[0]}`), unit: capacity.unit.name });

export const current = () => session.me?.capacities.find((c) => c.key === session.acting) || null;

/** In whose place one acts: [{by, ends}] of the delegations in the duty. */
export const delegations = () => (session.me?.duties || []).filter((d) => d.delegation).map((d) => d.delegation);
