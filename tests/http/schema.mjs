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
const any = (kinds) => (Array.isArray(kinds) ? kinds : [kinds]);
const only = (kind, test) => (value) => !KINDS[kind](value) || test(value);

// Keywords that look at the value alone: what they say of their rule, and the test.
const PLAIN = {
  type: (kinds) => [`is no ${any(kinds).join(' or ')}`, (value) => any(kinds).some((kind) => KINDS[kind](value))],
  enum: (list) => [`is none of ${list.join(', ')}`, (value) => list.includes(value)],
  const: (one) => [`is not ${one}`, (value) => value === one],
  pattern: (pattern) => [`does not match ${pattern}`, only('string', (value) => new RegExp(pattern, 'u').test(value))],
  maxLength: (max) => [`is longer than ${max}`, only('string', (value) => [...value].length <= max)],
  minimum: (min) => [`is less than ${min}`, only('number', (value) => value >= min)],
  maximum: (max) => [`is more than ${max}`, only('number', (value) => value <= max)],
  minItems: (min) => [`has fewer than ${min} items`, only('array', (value) => value.length >= min)],
  maxItems: (max) => [`has more than ${max} items`, only('array', (value) => value.length <= max)],
};

/** Checks values by the schemas of one document; schemas are made into functions once. */
export class Description {
  constructor(doc) {
    this.doc = doc;
    this.made = new Map();
    this.paths = Object.entries(doc.paths).map(([template, methods]) =>
      [new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/?]+')}(\\?|$)`), methods]);
  }

  follow(ref) {
    return ref.split('/').slice(1).reduce((node, name) => node[name], this.doc);
  }

  // A function (value, place, faults) that adds what is wrong.
  check(schema) {
    if (!this.made.has(schema)) {
      let checks = null;
      this.made.set(schema, (value, place, faults) => {
        checks ??= Object.entries(schema).filter(([name]) => !SILENT.has(name)).map(([name, rule]) => this.keyword(name, rule, schema));
        for (const check of checks) check(value, place, faults);
      });
    }
    return this.made.get(schema);
  }

  keyword(name, rule, schema) {
    if (PLAIN[name]) {
      const [text, test] = PLAIN[name](rule);
      return (value, place, faults) => {
        if (!test(value)) faults.push(`${place} ${text}`);
      };
    }
    if (!this[`_${name}`]) throw new Error(`schema.mjs does not know ${name}`);
    return this[`_${name}`](rule, schema);
  }

  _$ref(ref) {
    return this.check(this.follow(ref));
  }

  _required(names) {
    return (value, place, faults) => {
      if (!KINDS.object(value)) return;
      for (const name of names) if (!(name in value)) faults.push(`${place} lacks ${name}`);
    };
  }

  _properties(properties) {
    return (value, place, faults) => {
      if (!KINDS.object(value)) return;
      for (const name of Object.keys(value)) {
        if (Object.hasOwn(properties, name)) this.check(properties[name])(value[name], `${place}.${name}`, faults);
        else faults.push(`${place} has the member ${name}, which is not described`);
      }
    };
  }

  _prefixItems(schemas) {
    return (value, place, faults) => {
      if (!Array.isArray(value)) return;
      value.slice(0, schemas.length).forEach((one, i) => this.check(schemas[i])(one, `${place}[${i}]`, faults));
    };
  }

  _items(schema, { prefixItems = [] }) {
    return (value, place, faults) => {
      if (!Array.isArray(value)) return;
      for (let i = prefixItems.length; i < value.length; i++) this.check(schema)(value[i], `${place}[${i}]`, faults);
    };
  }

  _anyOf(schemas) {
    return (value, place, faults) => {
      let least = null;
      for (const schema of schemas) {
        const found = [];
        this.check(schema)(value, place, found);
        if (found.length === 0) return;
        if (!least || found.length < least.length) least = found;
      }
      faults.push(...least);
    };
  }

  /** Throws unless the answer is one that the description promises. */
  expect(method, address, answer) {
    const operation = this.paths.find(([template]) => template.test(address))?.[1][method.toLowerCase()];
    if (!operation || answer.status === 304) return;
    const described = operation.responses[answer.status] ?? operation.responses.default;
    const { content } = described.$ref ? this.follow(described.$ref) : described;
    const schema = content?.[answer.headers['content-type'].split(';')[0]]?.schema;
    if (!schema) throw new Error(`${method} ${address}: ${answer.status} ${answer.headers['content-type']} is not described`);
    const faults = [];
    this.check(schema)(answer.json, '', faults);
    if (faults.length > 0) throw new Error(`${method} ${address}: ${answer.status}: ${faults.slice(0, 5).join('; ')}`);
  }
}
