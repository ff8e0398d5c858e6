/** @file The binary operations on Z_p of Power et al. 2022 (openai/grok, `grok/data.py`): result, and where each is defined. */
import type { Operation } from '../contract/values/task-config.ts';

interface OperationRule {
  /** Whether it divides, and so needs every non-zero number to have an inverse. */
  readonly divides: boolean;
  /** The smallest y it is defined for; x always begins at 0. */
  readonly firstY: 0 | 1;
  /** The answer in 0 … p−1. `inverse[y]` is 1/y mod p, given where the operation divides. */
  readonly answer: (x: number, y: number, p: number, inverse: Int32Array) => number;
}

const everywhere = (answer: (x: number, y: number, p: number) => number): OperationRule => ({
  divides: false,
  firstY: 0,
  answer,
});

const quotient = (x: number, y: number, p: number, inverse: Int32Array): number =>
  (x * (inverse[y] as number)) % p;
const difference = (x: number, y: number, p: number): number => (x - y + p) % p;

// With p ≤ 1000 no intermediate result exceeds 3·10⁹, far inside the exact integers of a double.
export const OPERATION_RULES: Readonly<Record<Operation, OperationRule>> = {
  'x+y': everywhere((x, y, p) => (x + y) % p),
  'x-y': everywhere(difference),
  'x*y': everywhere((x, y, p) => (x * y) % p),
  'x/y': { divides: true, firstY: 1, answer: quotient },
  // Zero is even, so the division never meets it.
  'x/y if y odd else x-y': {
    divides: true,
    firstY: 0,
    answer: (x, y, p, inverse) => (y % 2 === 1 ? quotient(x, y, p, inverse) : difference(x, y, p)),
  },
  'x^2+y^2': everywhere((x, y, p) => (x * x + y * y) % p),
  'x^2+x*y+y^2': everywhere((x, y, p) => (x * x + x * y + y * y) % p),
  'x^2+x*y+y^2+x': everywhere((x, y, p) => (x * x + x * y + y * y + x) % p),
  'x^3+x*y': everywhere((x, y, p) => (x * x * x + x * y) % p),
  'x^3+x*y^2+y': everywhere((x, y, p) => (x * x * x + x * y * y + y) % p),
};

/** 1/y modulo a prime for y = 1 … p−1, at index y; index 0 holds 0. From the recurrence 1/y = −⌊p/y⌋ · 1/(p mod y). */
export function inverses(p: number): Int32Array {
  const inverse = new Int32Array(p);
  if (p > 1) inverse[1] = 1;
  for (let y = 2; y < p; y++) {
    inverse[y] = ((p - Math.floor(p / y)) * (inverse[p % y] as number)) % p;
  }
  return inverse;
}

export function isPrime(n: number): boolean {
  if (n < 2) return false;
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** The nearest prime to n, the smaller of two; what an error proposes instead. */
export function nearestPrime(n: number): number {
  for (let distance = 0; ; distance++) {
    if (isPrime(n - distance)) return n - distance;
    if (isPrime(n + distance)) return n + distance;
  }
}
