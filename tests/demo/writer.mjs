// Files that are too large to be built in memory.

import fs from 'node:fs';

const CHUNK = 1 << 18;

/** Appends lines to a file in large pieces. */
export class LineWriter {
  constructor(path) {
    this.fd = fs.openSync(path, 'w');
    this.text = '';
  }

  /** One line without its end. */
  line(text) {
    this.text += text + '\n';
    if (this.text.length > CHUNK) this.#flush();
  }

  #flush() {
    fs.writeSync(this.fd, this.text);
    this.text = '';
  }

  close() {
    this.#flush();
    fs.closeSync(this.fd);
  }
}

/** A value of a CSV file, quoted if it must be. */
export function csv(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
