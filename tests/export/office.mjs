// LibreOffice as somebody who opens the files has it: without a window, in a profile of its own. One start opens many files.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// How comma separated values are opened: separator, quotes, UTF-8, from the first line, in a language, numbers and dates recognised.
const INFILTER = {
  xlsx: null,
  csv: 'CSV:59,34,76,1,,1053,false,true',
  'csv-rfc4180': 'CSV:44,34,76,1,,1033,false,true',
};

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const plain = (xml) => xml.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (_, dec, hex, name) => (dec ? String.fromCodePoint(Number(dec)) : hex ? String.fromCodePoint(parseInt(hex, 16)) : ENTITIES[name]));
const attribute = (tag, name) => { const found = tag.match(new RegExp(` ${name}="([^"]*)"`)); return found && plain(found[1]); };

// Lines of a cell are paragraphs, spaces after a space an element.
const textOf = (content) => [...content.matchAll(/<text:p(?:\/>|>(.*?)<\/text:p>)/gs)].map(([, inner = '']) => plain(inner
  .replace(/<text:s(?: text:c="(\d+)")?\/>/g, (_, n) => ' '.repeat(Number(n ?? 1))).replace(/<text:tab\/>/g, '\t').replace(/<[^>]*>/g, ''))).join('\n');

const VALUES = { float: 'office:value', percentage: 'office:value', date: 'office:date-value', boolean: 'office:boolean-value', time: 'office:time-value' };

function cellOf(tag, content) {
  const type = attribute(tag, 'office:value-type');
  if (!type) return null;
  const text = textOf(content);
  const value = VALUES[type] ? attribute(tag, VALUES[type]) : text;
  return { type, text, value: type === 'float' || type === 'percentage' ? Number(value) : value, formula: tag.includes(' table:formula=') };
}

function rowOf(xml) {
  const cells = [];
  for (const [, tag, content = ''] of xml.matchAll(/<table:(?:covered-)?table-cell((?: [^>]*?)?)(?:\/>|>(.*?)<\/table:(?:covered-)?table-cell>)/gs)) {
    const cell = cellOf(tag, content);
    const times = Number(attribute(tag, 'table:number-columns-repeated') ?? 1);
    if (cell || times < 1000) for (let i = 0; i < times; i++) cells.push(cell);
  }
  while (cells.length && !cells.at(-1)) cells.pop();
  return cells;
}

function sheetOf(xml) {
  const rows = [];
  for (const [, tag, content = ''] of xml.matchAll(/<table:table-row((?: [^>]*?)?)(?:\/>|>(.*?)<\/table:table-row>)/gs)) {
    const times = Number(attribute(tag, 'table:number-rows-repeated') ?? 1);
    if (times < 1000) for (let i = 0; i < times; i++) rows.push(rowOf(content));
  }
  while (rows.length && !rows.at(-1).length) rows.pop();
  return rows;
}

// {sheet: rows of cells} of a flat OpenDocument: {type, value, text as it is shown, formula}, null for an empty one.
const sheetsOf = (xml) => Object.fromEntries([...xml.matchAll(/<table:table table:name="([^"]*)"[^>]*>(.*?)<\/table:table>/gs)].map(([, name, content]) => [plain(name), sheetOf(content)]));

export class Office {
  constructor() {
    this.dir = fs.mkdtempSync(path.join(os.tmpdir(), 'malkoll-office-'));
    this.runs = 0;
  }

  /** [sheets of each]: files of one format, as bytes, opened together. */
  async open(files, format) {
    const dir = path.join(this.dir, String(++this.runs));
    const out = path.join(dir, 'out');
    fs.mkdirSync(dir);
    const names = files.map((bytes, i) => {
      const name = path.join(dir, `${i}.${format === 'xlsx' ? 'xlsx' : 'csv'}`);
      fs.writeFileSync(name, bytes);
      return name;
    });
    const filter = INFILTER[format];
    const child = spawn('soffice', ['--headless', '--norestore', `-env:UserInstallation=${pathToFileURL(path.join(this.dir, 'profile'))}`, ...(filter ? [`--infilter=${filter}`] : []),
      '--convert-to', 'fods', '--outdir', out, ...names], { stdio: ['ignore', 'ignore', 'pipe'], timeout: 600000, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    let complaint = '';
    child.stderr.on('data', (piece) => { complaint += piece; });
    const [status] = await once(child, 'close');
    const made = names.map((_, i) => path.join(out, `${i}.fods`));
    if (status !== 0 || !made.every((name) => fs.existsSync(name))) throw new Error(`soffice: ${status}\n${complaint}`);
    return made.map((name) => sheetsOf(fs.readFileSync(name, 'utf8')));
  }

  close() {
    fs.rmSync(this.dir, { recursive: true });
  }
}
