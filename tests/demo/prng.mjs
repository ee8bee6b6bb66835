// Seeded pseudo-random numbers for the demo data.
//
// Two kinds: a stream (createRandom) for decisions that are taken once, and hashes
// (hashUnit, hashNormal) for values that belong to a key such as (pupil, subject), so that they
// can be asked for again in any round without being stored.

function mix(h) {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of up to four integers. */
export function hash32(a, b = 0, c = 0, d = 0) {
  let h = mix((a | 0) + 0x9e3779b9);
  h = mix(h ^ Math.imul((b | 0) + 0x7f4a7c15, 0x9e3779b1));
  h = mix(h ^ Math.imul((c | 0) + 0x165667b1, 0x85ebca77));
  return mix(h ^ Math.imul((d | 0) + 0x27d4eb2f, 0xc2b2ae3d));
}

/** A 32-bit hash of a text, for naming streams. */
export function hashText(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix(h);
}

/** Uniform in (0, 1), the same for the same key. */
export function hashUnit(a, b, c, d) {
  return (hash32(a, b, c, d) + 0.5) / 4294967296;
}

const A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269,
  -30.66479806614716, 2.506628277459239];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972,
  -13.28068155288572];
const C = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734,
  4.374664141464968, 2.938163982698783];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];

function tail(q) {
  return (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5]) /
    ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1);
}

/** Quantile of the standard normal distribution (P. J. Acklam's rational approximation). */
export function normalQuantile(p) {
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (((((A[0] * r + A[1]) * r + A[2]) * r + A[3]) * r + A[4]) * r + A[5]) * q /
    (((((B[0] * r + B[1]) * r + B[2]) * r + B[3]) * r + B[4]) * r + 1);
}

/** Standard normal, the same for the same key. */
export function hashNormal(a, b, c, d) {
  return normalQuantile(hashUnit(a, b, c, d));
}

/** A stream of its own per seed and name (sfc32), so that one part never shifts another. */
export function createRandom(seed, name) {
  let a = hash32(seed, 1);
  let b = hashText(name);
  let c = hash32(seed, b);
  let counter = 1;
  function next() {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  }
  for (let i = 0; i < 12; i++) next();
  const int = (n) => Math.floor(next() * n);
  return {
    next,
    /** An integer in 0 … n − 1. */
    int,
    between: (low, high) => low + (high - low) * next(),
    chance: (p) => next() < p,
    pick: (list) => list[int(list.length)],
    normal: () => normalQuantile(Math.min(Math.max(next(), 1e-9), 1 - 1e-9)),
    /** Shuffles in place. */
    shuffle(list) {
      for (let i = list.length - 1; i > 0; i--) {
        const j = int(i + 1);
        [list[i], list[j]] = [list[j], list[i]];
      }
      return list;
    },
  };
}
