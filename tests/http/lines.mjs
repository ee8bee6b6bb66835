// What the access log holds, as tests look at it.

const COLUMNS = ['id', 'at', 'kind', 'actor', 'person_id', 'duty', 'address', 'request_id', 'route', 'status', 'pupil_id', 'unit_id',
  'class_id', 'group_id', 'round_id', 'subject_id', 'old_value', 'new_value', 'detail', 'changes'];

export class Lines {
  /** Counts from now on. */
  constructor(stack) {
    this.stack = stack;
    this.skip();
  }

  skip() {
    this.last = Number(this.stack.sql('SELECT COALESCE(MAX(id), 0) FROM access_log')[0][0]);
  }

  /** The lines since the last look, oldest first; columns that are NULL are not there. */
  take() {
    const rows = this.stack.sql(`SET time_zone = '+00:00'; SELECT ${COLUMNS.join()} FROM access_log WHERE id > ${this.last} ORDER BY id`);
    if (rows.length) this.last = Number(rows.at(-1)[0]);
    return rows.map((row) => Object.fromEntries(COLUMNS.map((name, i) => [name, row[i]]).filter(([, value]) => value !== null)
      .map(([name, value]) => [name, name === 'changes' ? JSON.parse(value) : value])));
  }

  /** What is the same in every test left out. */
  brief() {
    return this.take().map(({ id, at, address, request_id, ...rest }) => rest);
  }
}
