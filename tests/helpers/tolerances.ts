/** @file How far numbers of two engines may lie apart: one table, and the comparison that reads it. */
import { expect } from 'vitest';
import type { EngineId } from '../../src-main/contract/values/engine-id.ts';

export type Precision = 'float32' | 'float64';

/** What happens to numbers on the way: copied, computed one by one, or added up. */
export type Arithmetic = 'moves' | 'elementwise' | 'sums';

export interface Tolerance {
  /** Of the expected number. */
  readonly relative: number;
  /** On top of it: for sums that nearly cancel, and where a function ends in a plateau. */
  readonly absolute: number;
}

const EXACT: Tolerance = { relative: 0, absolute: 0 };

/** Against the exact value, or the reference where there is none. An engine without a precision has no row for it. */
export const TOLERANCES: Readonly<
  Record<EngineId, Readonly<Partial<Record<Precision, Readonly<Record<Arithmetic, Tolerance>>>>>>
> = {
  // TF.js's own kernels compute in double and round once.
  'tfjs-cpu': {
    float32: {
      moves: EXACT,
      elementwise: { relative: 1e-6, absolute: 1e-45 },
      sums: { relative: 1e-6, absolute: 1e-6 },
    },
  },
  // Eigen's and oneDNN's kernels: several partial sums at once, and approximations of functions good to a few bits.
  'tfjs-node': {
    float32: {
      moves: EXACT,
      elementwise: { relative: 2e-6, absolute: 3e-8 },
      sums: { relative: 1e-5, absolute: 3e-6 },
    },
  },
  'onnx-cpu': {
    float32: {
      moves: EXACT,
      elementwise: { relative: 2e-6, absolute: 3e-8 },
      sums: { relative: 1e-5, absolute: 3e-6 },
    },
    float64: {
      moves: EXACT,
      elementwise: { relative: 1e-12, absolute: 1e-300 },
      sums: { relative: 1e-12, absolute: 1e-13 },
    },
  },
};

/** How far 200 float32 steps of any engine may end from the same steps in double, relative to the largest number. */
export const DRIFT = 2e-4;

/** Engines to which a number below the smallest normal one is zero. */
export const FLUSHES_SUBNORMALS: ReadonlySet<EngineId> = new Set(['tfjs-node']);

/** @throws Error when the engine has no such precision */
export function toleranceOf(engine: EngineId, precision: Precision, arithmetic: Arithmetic): Tolerance {
  const row = TOLERANCES[engine][precision];
  if (!row) throw new Error(`${engine} does not compute in ${precision}`);
  return row[arithmetic];
}

/** Whether two numbers agree: NaN with NaN, an infinity with itself, others within the tolerance. */
export function close(actual: number, expected: number, { relative, absolute }: Tolerance): boolean {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true;
  return Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
}

/** Fails naming the first element that is too far off. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
  what: string,
): void {
  expect(actual.length, `${what}: number of elements`).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [actual[i] as number, expected[i] as number];
    if (!close(a, b, tolerance)) {
      expect.fail(
        `${what}, element ${i}: ${a}, expected ${b} within ${tolerance.relative} of it plus ${tolerance.absolute}`,
      );
    }
  }
}

/** The largest distance between two vectors, over the largest number of the second. */
export function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let distance = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    distance = Math.max(distance, Math.abs((actual[i] as number) - (expected[i] as number)));
    size = Math.max(size, Math.abs(expected[i] as number));
  }
  return distance / (size || 1);
}
