// Asks for everything that openapi.json describes, with all that a curious person could fill in.

// Of the files one that can be searched as text: all are made of the same answer.
const FILES = { format: ['csv'], table: [], lang: [] };

const NOWHERE = '4294967295';

/**
 * Addresses of one operation: every candidate for the path's id and for what is required, each with every other parameter once.
 * values: {id: [...], unit: [...], class: [...], round: [...], text: [...]} by the parameter's name; text for those without.
 */
export function addressesOf(at, operation, values) {
  const specs = (operation.parameters ?? []).map((one) => one.$ref ? null : one).filter(Boolean);
  const of = ({ name, schema }) => FILES[name] ?? schema.enum ?? values[name] ?? (schema.type === 'integer' ? [schema.minimum, 7, 9].filter((n) => n <= schema.maximum)
    : values.text);
  const queries = specs.filter((one) => one.in === 'query');
  let bases = [[]];
  for (const spec of queries.filter((one) => one.required || one.name === 'rows')) {
    bases = bases.flatMap((base) => of(spec).map((value) => [...base, [spec.name, value]]));
  }
  const varied = bases.flatMap((base) => [base, ...queries.filter((one) => !one.required && one.name !== 'rows').flatMap((spec) => of(spec)
    .map((value) => [...base, [spec.name, value]]))]);
  const paths = at.includes('{id}') ? values.id.map((id) => at.replace('{id}', id)) : [at];
  return paths.flatMap((path) => varied.map((query) => (query.length ? `${path}?${new URLSearchParams(query)}` : path)));
}

/** [[method, address, path]] of the whole interface; what writes is asked with ids that nothing has. */
export function everything(doc, values) {
  const found = [];
  for (const [at, methods] of Object.entries(doc.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const own = method === 'get' ? values : { ...values, id: [NOWHERE] };
      for (const address of addressesOf(at, operation, own)) found.push([method, address, at]);
    }
  }
  return found;
}
