// Runs attack.py on a document: everything that one reader could get, in the order of time.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from '../http/harness.mjs';

/** {cells, hidden, attacked, followed, broken}; Debian's Python has the solver. */
export function attack(document) {
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/python3', [path.join(root, 'tests/suppression/attack.py')], { stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let wrong = '';
    child.stdout.on('data', (part) => { out += part; });
    child.stderr.on('data', (part) => { wrong += part; });
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve(JSON.parse(out)) : reject(new Error(wrong))));
    child.stdin.end(JSON.stringify(document));
  });
}
