// Seeded random numbers, the same on every machine: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear
// pseudorandom number generators", 2018), its state filled from the seed by the 32-bit finalizer of MurmurHash3.

/** Gives whole numbers below `limit` (at most 2^32), each as likely as the next. */
type RandomBelow = (limit: number) => number;

export function randomBelowFrom(seed: number): RandomBelow {
  const random = randomFrom(seed);
  return (limit) => Math.floor(random() * limit);
}

/** Uniform in [0, 1), one more number each call; the seed's lowest 32 bits count. */
export function randomFrom(seed: number): () => number {
  const next = xoshiro128([1, 2, 3, 4].map((index) => mix(Math.imul(seed, 0x9e3779b9) + Math.imul(index, 0x85ebca6b))));
  return () => next() / 2 ** 32;
}

/** The numbers 0 … count - 1 in a seeded random order (Fisher-Yates). */
export function shuffledOrder(count: number, seed: number): Int32Array {
  const randomBelow = randomBelowFrom(seed);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = randomBelow(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/** The bare generator: 32-bit unsigned numbers from four words of state, not all zero. */
export function xoshiro128(initial: readonly number[]): () => number {
  let [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = initial;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result;
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function mix(value: number): number {
  let hash = value ^ (value >>> 16);
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
