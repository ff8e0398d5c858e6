/** @file Counter-based random numbers: Philox 4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3").
 *  A stream is a pure function of (seed, purpose, index), so drawing more for one purpose never moves another,
 *  and any epoch's shuffle can be recomputed after an interruption without replaying what came before. */

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const TWO_POW_MINUS_53 = 2 ** -53;

/** High 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (cross & 0xffff);
  return (aHigh * bHigh + Math.floor(cross / 0x10000) + Math.floor(carry / 0x10000)) >>> 0;
}

/** One Philox 4x32-10 block: four random 32-bit words for a 128-bit counter and a 64-bit key. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** 32-bit FNV-1a hash of a purpose's name, the second word of the key. */
function hashPurpose(purpose: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A stream of random numbers. Everything it returns is determined by (seed, purpose, index). */
export class Rng {
  readonly #key: readonly [number, number];
  readonly #index: number;
  readonly #seedHigh: number;
  #block = 0;
  #words: [number, number, number, number] = [0, 0, 0, 0];
  #next = 4;
  #spareNormal: number | undefined;

  /**
   * @param seed non-negative integer up to 2^53
   * @param purpose what the numbers are for (`split`, `init/embed.W_E`, `batch` …)
   * @param index sub-stream, such as the epoch whose shuffle is wanted
   */
  constructor(seed: number, purpose: string, index = 0) {
    this.#key = [seed >>> 0, hashPurpose(purpose)];
    this.#seedHigh = Math.floor(seed / 2 ** 32) >>> 0;
    this.#index = index >>> 0;
  }

  /** A uniform 32-bit word. */
  word(): number {
    if (this.#next === 4) {
      const blockHigh = Math.floor(this.#block / 2 ** 32);
      this.#words = philox([this.#block >>> 0, blockHigh, this.#index, this.#seedHigh], this.#key);
      this.#block++;
      this.#next = 0;
    }
    return this.#words[this.#next++] as number;
  }

  /** Uniform in [0, 1), 53 random bits. */
  uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 2 ** 26 + low) * TWO_POW_MINUS_53;
  }

  /** Standard normal (Box and Muller's transform, both values used). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal;
      this.#spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Uniform integer in [0, bound), without modulo bias. */
  integer(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = this.word();
    while (word >= limit) word = this.word();
    return word % bound;
  }

  /** A uniform permutation of 0 … size−1 (Fisher and Yates). */
  permutation(size: number): Int32Array {
    const order = Int32Array.from({ length: size }, (_, i) => i);
    for (let i = size - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const swapped = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swapped;
    }
    return order;
  }
}
