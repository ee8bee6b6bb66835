// Groups of the demo to report in, and what the server holds of them.

export async function groupsOf(stack, eppn) {
  return (await stack.as(eppn).get('/api/groups')).json.groups;
}

export async function held(stack, eppn, group) {
  return (await stack.as(eppn).get(`/api/groups/${group}/assessments`)).json;
}

/** [level, version] of the pupils in the order of the page. */
export const levels = async (stack, eppn, group) => (await held(stack, eppn, group)).pupils.map((p) => [p.level, p.version]);

/** Sets levels past the page, as somebody else with the same group would: {row: level}. */
export async function setElsewhere(stack, eppn, group, byRow) {
  const { pupils } = await held(stack, eppn, group);
  const entries = Object.entries(byRow).map(([row, level]) => ({ pupil: pupils[row].id, level, version: pupils[row].version }));
  const answer = await stack.as(eppn).put(`/api/groups/${group}/assessments`, { entries });
  if (answer.status !== 200 || answer.json.results.some((r) => r.status !== 'saved')) throw new Error(answer.text);
}

/** A group without any level. */
export async function empty(stack, eppn, group) {
  const { pupils } = await held(stack, eppn, group);
  const rows = Object.fromEntries(pupils.map((p, i) => [i, p]).filter(([, p]) => !p.left && p.level !== null).map(([i]) => [i, null]));
  if (Object.keys(rows).length) await setElsewhere(stack, eppn, group, rows);
  return pupils.length;
}
