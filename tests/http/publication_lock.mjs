// Somebody else's publication is being worked out, for as long as a test needs it.
import path from 'node:path';
import { until } from './harness.mjs';

const LOCK = "CONCAT('malkoll-publication-', DATABASE())";

/** A function that lets go again. */
export async function holdPublications(stack) {
  const child = stack.spawn('mariadb', ['--no-defaults', '-S', path.join(stack.dir, 'db/m.sock'), 'malkoll', '-e', `SELECT GET_LOCK(${LOCK}, 60), SLEEP(600)`]);
  const holder = () => stack.sql(`SELECT IS_USED_LOCK(${LOCK})`)[0][0];
  await until(holder, 'the lock is held');
  return async () => {
    stack.sql(`KILL ${holder()}`);
    await until(() => !holder(), 'the lock is free');
    child.kill('SIGKILL');
  };
}
