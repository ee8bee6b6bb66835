// LibreOffice as somebody who opens the file has it: without a window, in a profile of its own.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { records } from '../http/tables.mjs';

// Comma, quotes, UTF-8, from the first line, numbers as they are and not as they are shown, every sheet to a file of its own.
const RAW = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1';
const SHOWN = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1';

/** {sheet name: rows of fields} of a file that LibreOffice has opened; shown: the fields as it shows them. */
export function openInOffice(bytes, name, { shown = false } = {}) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'malkoll-office-'));
  try {
    const file = path.join(dir, `file${path.extname(name)}`);
    const out = path.join(dir, 'out');
    fs.writeFileSync(file, bytes);
    const { status, stderr, stdout } = spawnSync('soffice', ['--headless', '--norestore', `-env:UserInstallation=file://${dir}/profile`, '--convert-to',
      shown ? SHOWN : RAW, '--outdir', out, file], { encoding: 'utf8', timeout: 180000, env: { ...process.env, LC_ALL: 'C.UTF-8' } });
    if (status !== 0 || !fs.existsSync(out)) throw new Error(`soffice: ${status}\n${stdout}${stderr}`);
    return Object.fromEntries(fs.readdirSync(out).map((one) => [one.replace(/^file-?/, '').replace(/\.csv$/, ''),
      records(fs.readFileSync(path.join(out, one), 'utf8').replace(/\r?\n/g, '\r\n'))]));
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
}
