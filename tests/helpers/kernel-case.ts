/** @file What a conformance case is. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Plain } from './arrays.ts';
import type { Arithmetic } from './tolerances.ts';

/** One use of a kernel: a program, what goes in, and where there is a formula, what must come out. */
export interface Case {
  readonly name: string;
  readonly inputs: readonly Plain[];
  readonly program: (...inputs: Tensor[]) => Tensor[];
  readonly arithmetic: Arithmetic;
  /** Each output in double. Without it, the reference engine's float32 is all there is to compare with. */
  readonly exact?: (...inputs: Plain[]) => ArrayLike<number>[];
  /** Where TF.js itself is less exact than its floats, by how much; Infinity where it is wrong. Then `exact` judges. */
  readonly referenceError?: number;
}
