// Intervals by other means than lib/domain/stats.c, and the comparison of an answer's hundredths of a point with them.
import assert from 'node:assert/strict';

const Z = 1.959963984540054;
export function wilson(x, n) {
  const p = x / n;
  const mid = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [mid - half, mid + half];
}
export function newcombe(x1, n1, x2, n2) {
  const [[l1, u1], [l2, u2], p1, p2] = [wilson(x1, n1), wilson(x2, n2), x1 / n1, x2 / n2];
  return [p1 - p2 - Math.hypot(p1 - l1, u2 - p2), p1 - p2 + Math.hypot(u1 - p1, p2 - l2)];
}
export const near = (got, want, what) => got.forEach((one, i) => assert.ok(Math.abs(one - 10000 * want[i]) <= 1, `${what}: ${got} for ${want}`));
export const differs = ([diff, low, high], [x1, n1], [x2, n2], what) => near([diff, low, high], [x1 / n1 - x2 / n2, ...newcombe(x1, n1, x2, n2)], what);

// Student's t that 2.5 % lie beyond, by adding up the density in small steps: good to one in ten thousand.
function student(df) {
  const lgamma = (x) => (x < 20 ? lgamma(x + 1) - Math.log(x) : (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * x) - 1 / (360 * x ** 3));
  const k = Math.exp(lgamma((df + 1) / 2) - lgamma(df / 2)) / Math.sqrt(df * Math.PI);
  const density = (t) => k * (1 + (t * t) / df) ** (-(df + 1) / 2);
  let [t, sum] = [0, 0];
  for (const step = 0.0005; sum < 0.475; t += step) sum += (step * (density(t) + 4 * density(t + step / 2) + density(t + step))) / 6;
  return t;
}

// Sums of squared differences from the mean, of values whose squares are kept in whole units.
const spread = (list, unit = 1000) => Math.max(0, list.reduce((x, y) => x + unit * Math.round((y * y) / unit), 0) - list.reduce((x, y) => x + y, 0) ** 2 / list.length);

// The interval of a mean of tenths, or of the difference of two, which may have pupils in common: [value in a, value in b] of each.
// Squares are kept in whole tens of squared points, those of changes in tenths of them.
export function around(got, a, b, what, pairs = []) {
  const parts = [a, b].filter(Boolean).map((list) => ({ n: list.length, mean: list.reduce((x, y) => x + y) / list.length, of: spread(list) / (list.length - 1) / list.length }));
  const middle = parts[0].mean - (parts[1]?.mean ?? 0);
  let all = parts.reduce((x, p) => x + p.of, 0);
  let df = (all * all) / parts.reduce((x, p) => x + (p.of * p.of) / (p.n - 1), 0);
  const n = pairs.length;
  if (n > 1) {
    const [xx, yy, dd] = [spread(pairs.map((p) => p[0])), spread(pairs.map((p) => p[1])), spread(pairs.map((p) => p[0] - p[1]), 10)];
    const r = xx && yy ? Math.max(-1, Math.min(1, (xx + yy - dd) / 2 / Math.sqrt(xx * yy))) : 0;
    const apart = parts[0].n + parts[1].n - 2 * n;
    all -= 2 * r * Math.sqrt(parts[0].of * parts[1].of) * n / Math.sqrt(parts[0].n * parts[1].n);
    df = n - 1 + ((df - n + 1) * apart) / (apart + 2 * n);
  }
  const half = all > 0 ? student(df) * Math.sqrt(all) : 0;
  [middle - half, middle + half].forEach((want, i) => assert.ok(Math.abs(got[i] - 10 * want) < 2 + half / 1000, `${what}: ${got} for ${10 * (middle - half)}..${10 * (middle + half)}`));
}

// Newcombe's interval of a change between two groups that have pupils in common; [both, fell, rose, neither] of these.
export function overlap([x1, n1], [x2, n2], [both, fell, rose, neither]) {
  const m = both + fell + rose + neither;
  const cross = both * neither - fell * rose;
  const root = Math.sqrt((both + fell) * (rose + neither) * (both + rose) * (fell + neither));
  const phi = root ? (cross > 0 ? Math.max(0, cross - m / 2) : cross) / root : 0;
  const r = (phi * Math.min(m, n1, n2)) / Math.sqrt(n1 * n2);
  const [[l1, u1], [l2, u2], p1, p2] = [wilson(x1, n1), wilson(x2, n2), x1 / n1, x2 / n2];
  const far = (a, b) => Math.sqrt(Math.max(0, a * a - 2 * r * a * b + b * b));
  return [p1 - p2, p1 - p2 - far(p1 - l1, u2 - p2), p1 - p2 + far(u1 - p1, p2 - l2)];
}
