// The shapes that the interface promises: exactly these members, of these kinds.

import assert from 'node:assert/strict';

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ID = /^[1-9]\d*$/;

/** Asserts that an object has exactly the members of a space separated list. */
export function members(value, list, what = '') {
  assert.deepEqual(Object.keys(value ?? {}).sort(), list.split(' ').sort(), what);
  return value;
}

export function isTime(value, what = 'time') {
  assert.match(String(value), TIME, what);
}

export function isId(value, what = 'id') {
  assert.equal(typeof value, 'string', what);
  assert.match(value, ID, what);
}

export function isName(value) {
  members(value, 'sv en');
  assert.ok(value.sv.length > 0 && value.en.length > 0);
}

export function isRound(value) {
  members(value, 'id key kind term week opens due closes state closed_at accepts extended_until');
  isId(value.id);
  for (const name of ['opens', 'due', 'closes']) isTime(value[name], name);
  assert.match(value.key, /^[HV]T\d{4}-(\d\d|grade)$/);
  if (value.state === 'closed') isTime(value.closed_at, 'closed_at');
  else assert.equal(value.closed_at, null);
}

export function isSubject(value) {
  members(value, 'id code name');
  isId(value.id);
  isName(value.name);
}

export function isCounts(value) {
  assert.equal(value.length, 5);
  assert.ok(value.every((one) => Number.isInteger(one) && one >= 0), String(value));
  assert.equal(value[0], value[1] + value[2] + value[3], 'expected = assessed + not assessable + missing');
}

/** Asserts a problem document with this status and slug, and returns it. */
export function isProblem(answer, status, slug, field) {
  assert.equal(answer.status, status, answer.text);
  assert.match(answer.headers['content-type'], /^application\/problem\+json/);
  const list = `type title status detail request_id${field === undefined ? '' : ' field'}`;
  members(answer.json, answer.json.field === undefined ? list.replace(' field', '') : list.includes('field') ? list
    : `${list} field`);
  assert.equal(answer.json.type, `urn:malkoll:problem:${slug}`, answer.text);
  assert.equal(answer.json.status, status);
  if (field !== undefined) assert.equal(answer.json.field, field);
  assert.ok(answer.json.detail.length > 10 && answer.json.request_id.length > 0);
  return answer.json;
}

/** Asserts 200 with JSON that nobody keeps, and returns it. */
export function isAnswer(answer) {
  assert.equal(answer.status, 200, answer.text);
  assert.match(answer.headers['content-type'], /^application\/json/);
  assert.equal(answer.headers['cache-control'], 'no-store');
  assert.match(answer.headers.etag, /^(W\/)?"[^"]+"$/);
  return answer.json;
}
