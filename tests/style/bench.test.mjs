// How the bench is called. It needs nothing that runs: what is asked for and what is wrong are told before anything is started.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from './source.mjs';

const bench = (...options) => spawnSync(process.execPath, ['tests/bench/run.mjs', ...options], { cwd: root, encoding: 'utf8' });

test('the bench says how it is called', () => {
  const { status, stdout, stderr } = bench('--help');
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^usage: \.\/dev bench /);
  for (const option of ['--quick', '--keep', '--only', '--build']) assert.match(stdout, new RegExp(`^ {2}${option} `, 'm'));
});

test('an option that the bench does not have is one line', () => {
  for (const wrong of ['--nope', '--keep', 'extra']) {
    const { status, stdout, stderr } = bench(wrong);
    assert.deepEqual([status, stdout], [2, ''], wrong);
    assert.match(stderr, new RegExp(`^bench: .*${wrong}.*--help.*\\n$`));
  }
});
