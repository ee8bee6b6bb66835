// What a route asks the database, as the server's own log has it: the statements by name with their
// values, in order. The measuring program then runs the very same, without HTTP and JSON.

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const VALUE = "('(?:[^'\\\\]|\\\\.|'')*'|-?\\d+|NULL)";

// A statement's text as a pattern: each ? outside quotes is a value.
function patternOf(text) {
  const parts = text.match(/'[^']*'|\?|[^'?]+/g);
  return new RegExp(`^${parts.map((p) => (p === '?' ? VALUE : escape(p))).join('')}$`);
}

function valueOf(text) {
  if (text === 'NULL') return 'n';
  if (text[0] === "'") return `s${text.slice(1, -1).replace(/''/g, "'").replace(/\\(.)/g, '$1')}`;
  return `i${text}`;
}

const CONTROL = /^(START TRANSACTION|COMMIT|ROLLBACK|SET TRANSACTION)/;

// The lines of one request: [{text}] for the text protocol, [{name, text, values}] for prepared statements.
function read(lines, statements) {
  const patterns = Object.entries(statements).map(([name, text]) => [name, patternOf(text)]);
  return lines.map(([kind, text]) => {
    if (kind === 'Query' && CONTROL.test(text)) return { text };
    for (const [name, pattern] of patterns) {
      const m = kind === 'Execute' && text.match(pattern);
      if (m) return { name, text: statements[name], values: m.slice(1).map(valueOf) };
    }
    throw new Error(`the server's log has ${kind} ${text.slice(0, 200)}, which is no statement of ours`);
  });
}

// The values are in the log only if it was on when a statement was prepared: so the workers are
// fresh, and again afterwards. The request counts that was served by a warm one.
export async function capture(stack, town, address, user) {
  const log = (on) => stack.sql('', `SET GLOBAL general_log = 0; SET GLOBAL log_output = 'TABLE'; TRUNCATE mysql.general_log; SET GLOBAL general_log = ${on}`);
  log(1);
  try {
    await stack.startPool(town);
    for (let i = 0; i < 40; i++) await stack.get(address, user);
    for (let i = 0; i < 20; i++) {
      log(1);
      await stack.get(address, user);
      const rows = stack.sql('', `SELECT thread_id, command_type, TO_BASE64(argument) FROM mysql.general_log
        WHERE command_type IN ('Query', 'Execute', 'Prepare', 'Connect')`)
        .map(([thread, kind, text]) => [thread, kind, Buffer.from(text.replace(/\\n/g, ''), 'base64').toString()]);
      const thread = rows.find(([, , text]) => text.startsWith('START TRANSACTION'))?.[0];
      const mine = rows.filter((r) => r[0] === thread).map(([, kind, text]) => [kind, text]);
      const warm = mine.every(([kind, text]) => (kind === 'Query' || kind === 'Execute') && !text.includes('p.eppn'));
      if (thread && warm) return read(mine, stack.statements);
    }
  } finally {
    log(0);
    await stack.startPool(town);
  }
  throw new Error(`${address}: no worker answered without preparing`);
}

// As lines of a job of the measuring program.
export const scriptLines = (steps) => steps.map((s) => (s.name ? ['query', s.text, ...s.values] : ['text', s.text]).join('\t'));
