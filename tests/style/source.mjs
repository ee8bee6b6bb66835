// What the style tests look at: the files of the tree, and C as far as they need to read it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { treeFiles } from './lists.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const kept = new Map();

export function text(file) {
  if (!kept.has(file)) kept.set(file, readFileSync(join(root, file), 'utf8'));
  return kept.get(file);
}

export const lines = (file) => text(file).replace(/\n$/, '').split('\n');

/** Files whose path matches; what npm writes is not ours. */
export const files = (pattern) => treeFiles().filter((f) => pattern.test(f) && f !== 'package-lock.json');

/** C without comments and with empty strings; line numbers stay. strings: keep them. */
export function plainC(source, { strings = false } = {}) {
  const blank = (s) => s.replace(/[^\n]/g, ' ');
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, (part) => {
    if (part.startsWith('/')) return blank(part);
    return strings ? part : part[0] + blank(part.slice(1, -1)) + part.at(-1);
  });
}

/** Functions of a C file in our layout (both braces in column one): {name, line, length}. */
export function functions(file) {
  const found = [];
  const all = plainC(text(file)).split('\n');
  for (let i = 0; i < all.length; i++) {
    if (all[i] !== '{') continue;
    const end = all.indexOf('}', i);
    if (end < 0) break;
    let head = i - 1;
    while (head > 0 && !/^[a-z]\w*.*\(/.test(all[head])) head--;
    const name = all[head].match(/(\w+)\s*\(/)?.[1] ?? '?';
    found.push({ name, line: head + 1, length: end - head + 1 });
    i = end;
  }
  return found;
}

/** [line number, name] of every include with quotes or angles. */
export function includes(file) {
  const found = [];
  lines(file).forEach((line, i) => {
    const m = line.match(/^\s*#\s*include\s+["<]([^">]+)[">]/);
    if (m) found.push([i + 1, m[1]]);
  });
  return found;
}

/** file:line: text of every line of the files that matches. */
export function grep(list, pattern, clean = (source) => source) {
  return list.flatMap((file) => clean(text(file)).split('\n')
    .map((line, i) => (pattern.test(line) ? `${file}:${i + 1}: ${line.trim().slice(0, 100)}` : null)).filter(Boolean));
}
