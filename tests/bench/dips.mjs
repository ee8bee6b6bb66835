// The list of dips: asked for while the round is open, and made when it closes.
import { rounds } from './people.mjs';

const median = (list) => [...list].sort((x, y) => x - y)[Math.floor(list.length / 2)];
const address = (town, unit) => `/${town.name}/api/dips?unit=${unit}`;

async function timed(run) {
  const begun = process.hrtime.bigint();
  await run();
  return Number(process.hrtime.bigint() - begun) / 1e6;
}

// Some school has reported between any two requests, so that its part of the list is made anew.
async function whileReporting(b, turns) {
  const [[school]] = b.stack.sql(b.small.name, `SELECT unit_id FROM round_unit WHERE round_id = ${b.open} LIMIT 1`);
  const ms = { overview: [], dips: [] };
  for (let i = 0; i < turns; i++) {
    for (const [name, at] of [['overview', b.overview], ['dips', address(b.small, b.chief.unit)]]) {
      b.stack.sql(b.small.name, `UPDATE revision SET revision = revision + 1 WHERE unit_id = ${school}`);
      ms[name].push(await timed(() => b.stack.get(at, b.chief.user)));
    }
  }
  return { overview_ms: median(ms.overview), dips_ms: median(ms.dips) };
}

/** The worse of two: nothing has changed since it was asked for last, and one school has. */
export async function dipsLive(b, { measure, httpSide, result }) {
  const m = measure(b.stack, b.small, [...httpSide('overview', b.overview, b.chief.user), ...httpSide('dips', address(b.small, b.chief.unit), b.chief.user)], 300, 60);
  const reporting = await whileReporting(b, 40);
  const list = (await b.stack.get(address(b.small, b.chief.unit), b.chief.user)).json();
  result('dips_live_vs_overview', Math.max(m.dips.median_us / m.overview.median_us, reporting.dips_ms / reporting.overview_ms), { max: 3 },
    { ...m, reporting, flags: list.found, tests: list.tests, groups: list.groups });
}

// Closes the open round as an administrator does, with everything that belongs to it, and opens it again.
function close(b, town) {
  const open = rounds(b.stack, town).find((r) => r.state === 'open');
  const key = `${open.term}-${open.week}`;
  const begun = process.hrtime.bigint();
  b.stack.malkollctl(town, ['round', 'close', key]);
  const s = Number(process.hrtime.bigint() - begun) / 1e9;
  const [[found]] = b.stack.sql(town.name, `SELECT found FROM dip_list WHERE round_id = ${open.id}`);
  b.stack.malkollctl(town, ['round', 'reopen', key, '--closes', new Date(Date.now() + 30 * 86400000).toISOString().slice(0, 10), '--reason', 'bench']);
  return { pupils: town.pupils, s, found };
}

/** Three times each; the growth is that of the whole closing. */
export function dipsClose(b, { result, wanted }) {
  const times = (town) => Array.from({ length: 3 }, () => close(b, town));
  const small = times(b.small);
  const large = b.large ? times(b.large) : null;
  const s = (list) => median(list.map((one) => one.s));
  if (wanted('dips_close_s')) result('dips_close_s', s(small), { max: 2 }, { small, large });
  if (large) result('dips_close_growth', s(large) / s(small), { max: 12 }, { small, large });
}
