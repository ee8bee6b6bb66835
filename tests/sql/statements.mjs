// The named statements of sql/query/, and what a server's general log says about those that ran.
import fs from 'node:fs';
import path from 'node:path';

/** [{file, name, text, params}] with comments taken out and white space made one. */
export function readStatements(root) {
  const dir = path.join(root, 'sql/query');
  return fs.readdirSync(dir).filter((name) => name.endsWith('.sql')).flatMap((file) =>
    fs.readFileSync(path.join(dir, file), 'utf8').split(/^-- name:\s*/m).slice(1).map((part) => {
      const [name, ...rest] = part.split('\n');
      const text = rest.filter((line) => !/^\s*--/.test(line)).join('\n').replace(/\s+--\s.*$/gm, '')
        .replace(/\s+/g, ' ').trim().replace(/;$/, '');
      return { file: file.replace(/\.sql$/, ''), name: name.trim(), text, params: (text.match(/\?/g) || []).length };
    }));
}

export const isSelect = ({ text }) => /^(SELECT|WITH)\b/i.test(text);

/** The statement with a plausible value for every parameter, where nobody ran it. */
export function withValues(text) {
  return text.replace(/\b(LIMIT|OFFSET) \?/gi, '$1 1').replaceAll('?', "'1'");
}

const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

// The server writes an executed statement with its values in place of the question marks.
function pattern(text) {
  return new RegExp(`^${text.split('?').map(escape).join("(?:'(?:[^'\\\\]|\\\\.|'')*'|-?[\\d.]+|NULL)")}$`, 'is');
}

/** For each statement the texts of its executions in the log, values included. */
export function executions(log, statements) {
  const known = statements.map((s) => ({ ...s, pattern: pattern(s.text), start: s.text.split('?')[0].slice(0, 40).toLowerCase() }));
  const found = new Map(statements.map((s) => [s.name, new Set()]));
  for (const [, text] of log.matchAll(/ Execute\t([^\n]*)/g)) {
    const flat = text.replace(/\s+/g, ' ').trim();
    const hit = known.find((s) => flat.toLowerCase().startsWith(s.start) && s.pattern.test(flat));
    if (hit) found.get(hit.name).add(flat);
  }
  return found;
}
