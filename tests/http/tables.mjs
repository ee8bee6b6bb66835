// Reads what was exported: Excel files and comma separated values, each by means of its own.

import assert from 'node:assert/strict';
import zlib from 'node:zlib';

/** {name: text} of a zip archive, by its central directory. */
export function unzip(bytes) {
  let end = bytes.length - 22;
  while (bytes.readUInt32LE(end) !== 0x06054b50) end--;
  const files = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
    const [name, extra, comment, local] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32), bytes.readUInt32LE(at + 42)];
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const data = bytes.subarray(begin, begin + size);
    files[bytes.toString('utf8', at + 46, at + 46 + name)] = (method === 8 ? zlib.inflateRawSync(data) : data).toString('utf8');
    at += 46 + name + extra + comment;
  }
  return files;
}

const plain = (xml) => xml.replace(/&(lt|gt|quot|apos|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[name]);
const columnOf = (ref) => [...ref.replace(/\d+$/, '')].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1;

function sheetOf(xml, styles) {
  const rows = [...xml.matchAll(/<row [^>]*?(?:\/>|>(.*?)<\/row>)/gs)].map(([, row = '']) => {
    const cells = [];
    for (const [, attributes, content] of row.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)) {
      assert.ok(!/<f[ >]/.test(content ?? ''), 'a formula');
      const style = styles[Number(attributes.match(/ s="(\d+)"/)?.[1] ?? 0)];
      const text = /t="inlineStr"/.test(attributes);
      if (content !== undefined) cells[columnOf(attributes.match(/r="([A-Z]+\d+)"/)[1])] = { style, value: text ? plain(content.match(/<t[^>]*>(.*?)<\/t>/s)[1]) : Number(content.match(/<v>(.*?)<\/v>/)[1]) };
    }
    return cells;
  });
  return { rows, xml, values: rows.map((row) => Array.from(row, (cell) => (cell ? cell.value : null))) };
}

/** {sheet name: {rows: [[{value, style}]], values: [[value]], xml}}; style is the format of a number. */
export function workbook(bytes) {
  const files = unzip(bytes);
  const formats = Object.fromEntries([...files['xl/styles.xml'].matchAll(/<numFmt numFmtId="(\d+)" formatCode="(.*?)"/g)].map(([, id, code]) => [id, plain(code)]));
  const xfs = files['xl/styles.xml'].match(/<cellXfs.*?<\/cellXfs>/s)[0];
  const styles = [...xfs.matchAll(/<xf numFmtId="(\d+)"/g)].map(([, id]) => formats[id] ?? id);
  return Object.fromEntries([...files['xl/workbook.xml'].matchAll(/<sheet name="(.*?)" sheetId="(\d+)"/g)]
    .map(([, name, id]) => [plain(name), sheetOf(files[`xl/worksheets/sheet${id}.xml`], styles)]));
}

/** Rows of fields, by RFC 4180 with any separator; what is not well-formed throws. */
export function records(text, separator = ',') {
  const rows = [];
  let at = 0;
  while (at < text.length) {
    const row = [];
    for (;;) {
      let field = '';
      if (text[at] === '"') {
        for (at++; ; at++) {
          assert.ok(at < text.length, 'a quote is not closed');
          if (text[at] === '"' && text[at + 1] === '"') at++;
          else if (text[at] === '"') break;
          field += text[at];
        }
        at++;
      } else {
        while (at < text.length && text[at] !== separator && text[at] !== '\r') {
          assert.ok(!'"\n'.includes(text[at]), 'a quote or a line end in a bare field');
          field += text[at++];
        }
      }
      row.push(field);
      if (text[at] !== separator) break;
      at++;
    }
    assert.equal(text.slice(at, at + 2), '\r\n', 'lines end with CR LF');
    at += 2;
    rows.push(row);
  }
  assert.ok(rows.every((row) => row.length === rows[0].length), 'every line has as many fields');
  return rows;
}

/** The same of the form for Excel in Swedish. */
export function swedish(bytes) {
  assert.deepEqual([...bytes.subarray(0, 3)], [0xef, 0xbb, 0xbf]);
  return records(bytes.toString('utf8').slice(1), ';');
}

/** What a cell of a workbook is in a file of values. */
export function asField({ value, style } = { value: '' }, point = '.') {
  if (typeof value !== 'number') return value;
  const one = (n) => (Math.sign(n) * Math.round(Math.abs(n * 10)) / 10).toFixed(1);
  const text = style === '0.000' ? (Math.round(value * 1000) / 1000).toFixed(3) : style.endsWith('%') ? one(100 * value) : style.includes('0.0') ? one(value) : String(value);
  return text.replace('.', point);
}
