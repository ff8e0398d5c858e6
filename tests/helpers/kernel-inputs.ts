/** @file What cases of kernels of several families are made from: shapes, numbers, and short words for programs. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Shape } from '../../src-main/base/named-arrays.ts';
import { random, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';

/** Ranks 0 to 5, with axes of length 1 in every place. The last is long enough for vector loops, and odd. */
export const SHAPES: readonly Shape[] = [
  [],
  [1],
  [5],
  [1, 4],
  [3, 1, 2],
  [2, 1, 3, 1],
  [1, 2, 1, 2, 3],
  [1031],
];

/** Where rounding, overflow and signs of zero show. All but two are floats of 32 bits with full precision. */
export const SPECIALS = [
  NaN, Infinity, -Infinity, 0, -0, 1, -1, 0.5, -0.5, 1e-30, -1e-30, 1e-40, -1e-40, 3e38, -3e38, 1e-8, -1e-8,
  20, -20, 80, -80, 90, -90, 104, -104, 800, -800,
]; // oxfmt-ignore

export type Unary = (x: Tensor) => Tensor;
export type Binary = (a: Tensor, b: Tensor) => Tensor;

/** The special numbers but these. */
export const without = (...left: number[]) =>
  SPECIALS.filter((x) => !left.some((value) => Object.is(value, x) || value === x));

/** Ranks 0 to 5, short enough to write down what comes out. */
export const RANKS: readonly Shape[] = [[], [1], [5], [1, 4], [3, 1, 2], [2, 1, 3, 1], [1, 2, 1, 2, 3]];
export const ONE_EACH = (low = -2, high = 2): Plain[] => RANKS.map((shape) => random(shape, low, high));

export const at = <T>(list: readonly T[], i: number): T => list[i] as T;
export const bool = (x: Tensor): Tensor => tf.cast(x, 'bool');
export const one = (f: (x: Tensor) => Tensor[]): Case['program'] => f as Case['program'];
/** The program gives back what it got. */
export const same: NonNullable<Case['exact']> = (...xs) => xs.map((x) => x.data);
