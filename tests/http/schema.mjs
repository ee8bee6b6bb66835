// Answers against the description of them (openapi.json): the part of JSON Schema that it uses, taken strictly.
// A member that is not described is an error, and so is a keyword that is not known here.

const SILENT = new Set(['description', 'title', 'examples', 'format']);
const KINDS = {
  null: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  array: Array.isArray,
  object: (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
};

// Each keyword: what is wrong with a value, as a list of texts.
const KEYWORDS = {
  type: (kinds, value) => ([kinds].flat().some((kind) => KINDS[kind](value)) ? [] : [`is no ${[kinds].flat().join(' or ')}`]),
  enum: (list, value) => (list.includes(value) ? [] : [`is none of ${list.join(', ')}`]),
  const: (one, value) => (value === one ? [] : [`is not ${one}`]),
  pattern: (pattern, value) => (typeof value !== 'string' || new RegExp(pattern, 'u').test(value) ? [] : [`does not match ${pattern}`]),
  maxLength: (max, value) => (typeof value !== 'string' || [...value].length <= max ? [] : [`is longer than ${max}`]),
  minimum: (min, value) => (typeof value !== 'number' || value >= min ? [] : [`is less than ${min}`]),
  maximum: (max, value) => (typeof value !== 'number' || value <= max ? [] : [`is more than ${max}`]),
  minItems: (min, value) => (!Array.isArray(value) || value.length >= min ? [] : [`has fewer than ${min} items`]),
  maxItems: (max, value) => (!Array.isArray(value) || value.length <= max ? [] : [`has more than ${max} items`]),
  required: (names, value) => (KINDS.object(value) ? names.filter((name) => !(name in value)).map((name) => `lacks ${name}`) : []),
  properties: (properties, value, doc) => (KINDS.object(value) ? Object.entries(value).flatMap(([name, one]) => (name in properties
    ? faults(doc, properties[name], one).map((text) => `.${name}${text}`) : [` has the member ${name}, which is not described`])) : []),
  items: (schema, value, doc, { prefixItems = [] }) => (Array.isArray(value) ? value.slice(prefixItems.length).flatMap((one, i) => faults(doc,
    schema, one).map((text) => `[${i + prefixItems.length}]${text}`)) : []),
  prefixItems: (schemas, value, doc) => (Array.isArray(value) ? value.slice(0, schemas.length).flatMap((one, i) => faults(doc, schemas[i],
    one).map((text) => `[${i}]${text}`)) : []),
  anyOf: (schemas, value, doc) => {
    const each = schemas.map((schema) => faults(doc, schema, value));
    return each.some((list) => list.length === 0) ? [] : [...each.sort((a, b) => a.length - b.length)[0]];
  },
  $ref: (ref, value, doc) => faults(doc, ref.split('/').slice(1).reduce((node, name) => node[name], doc), value),
};

/** What is wrong with a value by a schema of the document: texts that begin with the place. */
export function faults(doc, schema, value) {
  return Object.entries(schema).filter(([name]) => !SILENT.has(name)).flatMap(([name, rule]) => {
    if (!KEYWORDS[name]) throw new Error(`schema.mjs does not know ${name}`);
    return KEYWORDS[name](rule, value, doc, schema).map((text) => (/^[.[ ]/.test(text) ? text : ` ${text}`));
  });
}

/** The description's operation for a method and an address, or undefined. */
function operationOf(doc, method, address) {
  const [at] = address.split('?');
  const found = Object.entries(doc.paths).find(([template]) => new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(at));
  return found?.[1][method.toLowerCase()];
}

/** Asserts that an answer is one that the description promises. */
export function assertDescribed(doc, method, address, answer) {
  const operation = operationOf(doc, method, address);
  if (!operation || answer.status === 304) return;
  const described = resolve(doc, operation.responses[answer.status] ?? operation.responses.default);
  const schema = described.content?.[answer.headers['content-type'].split(';')[0]]?.schema;
  if (!schema) throw new Error(`${method} ${address}: ${answer.status} ${answer.headers['content-type']} is not described`);
  const wrong = faults(doc, schema, answer.json);
  if (wrong.length > 0) throw new Error(`${method} ${address}: ${answer.status}: ${wrong.slice(0, 5).join('; ')}`);
}

function resolve(doc, node) {
  return node.$ref ? node.$ref.split('/').slice(1).reduce((one, name) => one[name], doc) : node;
}
