/** @file Conformance cases of the kernels on truths, and of those that change the type of numbers. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ElementwiseOp } from '../../src-main/engines/graph/kernels-elementwise.ts';
import { castFloat } from '../../src-main/training/precision.ts';
import { ints, mapElements, plain, random, randomInts, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import { bool, SHAPES, type Unary } from './kernel-inputs.ts';

const TRUTHS: readonly Plain[] = [ints([2, 1], [0, 1]), ints([1, 3], [1, 0, 1]), ints([], [1]), ints([2, 1, 3], [1, 0, 0, 1, 1, 0])]; // oxfmt-ignore

const half = (x: number): number => Math.f16round(x);
const single = (x: number): number => Math.fround(x);
const awayAndBack = (x: Tensor): Tensor => tf.sub(tf.add(x, 1), 1);

/**
 * A computation at another width. At least one scope of each case is of 16 bits (`joined`, its outcome rounded to them),
 * because a scope of the run's own width is no scope. TF.js knows one width alone, so the formula judges.
 */
function inScope(
  name: string,
  bits: 16 | 32 | 64,
  body: Unary,
  numbers: readonly number[],
  formula: (x: number) => number,
  { joined = [] as readonly 16[] } = {},
): Case {
  return {
    name,
    inputs: [plain([numbers.length], numbers)],
    program: (x) => {
      const there = castFloat(body(castFloat(x as Tensor, bits)), 'run');
      return [there, ...joined.map((width) => castFloat(castFloat(there, width), 'run'))];
    },
    arithmetic: 'elementwise',
    exact: (x) => {
      const there = mapElements(formula, x as Plain);
      return [there, ...joined.map(() => there.map(half))];
    },
    referenceError: Infinity,
  };
}

export const TRUTH_CASES = {
  LogicalNot: [
    {
      name: 'ranks 0 to 3',
      inputs: TRUTHS,
      program: (...xs) => xs.map((x) => tf.logicalNot(bool(x))),
      arithmetic: 'elementwise',
      exact: (...xs) => xs.map((x) => mapElements((v) => 1 - v, x)),
    },
    {
      name: 'of a comparison',
      inputs: [random([2, 3]), random([3])],
      program: (a, b) => [tf.logicalNot(tf.greater(a as Tensor, b as Tensor))],
      arithmetic: 'elementwise',
    },
  ],
  LogicalAnd: [
    {
      name: 'of comparisons',
      inputs: [random([2, 3]), random([3])],
      program: (a, b) => [tf.logicalAnd(tf.greater(a as Tensor, b as Tensor), tf.less(b as Tensor, 1))],
      arithmetic: 'elementwise',
      exact: (a, b) => [mapElements((x, y) => Number(x > y && y < 1), a as Plain, b as Plain)],
    },
    {
      name: 'every pair, stretched on either side and both',
      inputs: TRUTHS,
      program: (...xs) => xs.flatMap((a) => xs.map((b) => tf.logicalAnd(bool(a), bool(b)))),
      arithmetic: 'elementwise',
      exact: (...xs) => xs.flatMap((a) => xs.map((b) => mapElements((x, y) => x * y, a, b))),
    },
  ],
  Select: [
    {
      name: 'equal shapes of rank 0 to 5',
      inputs: SHAPES.flatMap((shape) => [randomInts(shape, 0, 1), random(shape), random(shape)]),
      program: (...xs) =>
        SHAPES.map((_, i) =>
          tf.where(bool(xs[3 * i] as Tensor), xs[3 * i + 1] as Tensor, xs[3 * i + 2] as Tensor),
        ),
      arithmetic: 'moves',
      exact: (...xs) =>
        SHAPES.map((_, i) => mapElements((c, t, e) => (c ? t : e), ...xs.slice(3 * i, 3 * i + 3))),
    },
    {
      name: 'condition and branches stretched',
      inputs: [ints([2, 1, 1], [0, 1]), random([3, 1]), random([4])],
      program: (c, t, e) => [tf.where(bool(c as Tensor), t as Tensor, e as Tensor)],
      arithmetic: 'moves',
      exact: (...xs) => [mapElements((c, t, e) => (c ? t : e), ...xs)],
    },
    {
      name: 'the branch not taken may be NaN, and int32 branches stay int32',
      inputs: [ints([3], [1, 0, 1]), plain([3], [1, NaN, Infinity]), plain([3], [NaN, 2, NaN]), ints([3], [7, 8, 9])],
      program: (c, t, e, n) => [
        tf.where(bool(c as Tensor), t as Tensor, e as Tensor),
        tf.where(bool(c as Tensor), n as Tensor, tf.neg(n as Tensor)),
      ],
      arithmetic: 'moves',
      exact: () => [[1, 2, Infinity], [7, -8, 9]],
    }, // oxfmt-ignore
  ],
} satisfies Partial<Record<ElementwiseOp, readonly Case[]>>;

export const TYPE_CASES = {
  Cast: [
    {
      name: 'float to int32 cuts towards zero',
      inputs: [plain([3, 3], [-2.7, -1, -0.5, -0, 0.5, 0.999, 1, 1.5, 1e6 + 0.5]), plain([], [-3.99])],
      program: (...xs) => xs.map((x) => tf.cast(x, 'int32')),
      arithmetic: 'elementwise',
      exact: (...xs) => xs.map((x) => mapElements(Math.trunc, x)),
    },
    {
      name: 'float to bool is false for the zeros alone',
      inputs: [plain([7], [0, -0, 1e-40, -1, NaN, Infinity, 0.5])],
      program: (x) => [tf.cast(x as Tensor, 'bool')],
      arithmetic: 'elementwise',
      exact: () => [[0, 0, 1, 1, 1, 1, 1]],
    },
    {
      name: 'int32 to float and to bool, and bool to both',
      inputs: [ints([2, 1, 2], [-5, 0, 1, 2_000_000])],
      program: (x) => [
        tf.cast(x as Tensor, 'float32'),
        tf.cast(x as Tensor, 'bool'),
        tf.cast(bool(x as Tensor), 'float32'),
        tf.cast(bool(x as Tensor), 'int32'),
      ],
      arithmetic: 'elementwise',
      exact: (x) => [(x as Plain).data, [1, 0, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1]],
    },
    {
      name: 'to the own type changes nothing',
      inputs: [random([3, 1]), randomInts([2], -9, 9)],
      program: (a, b) => [tf.cast(a as Tensor, 'float32'), tf.cast(b as Tensor, 'int32')],
      arithmetic: 'moves',
      exact: (a, b) => [(a as Plain).data, (b as Plain).data],
    },
  ],
  CastFloat: [
    inScope(
      'rounds to 16 bits and back',
      16,
      (x) => x,
      [0.1, 1 / 3, 2049, 65504, 65519, 7e4, 1e-5, 1e-8, NaN, -Infinity],
      half,
    ),
    // 2⁻¹² is half of half a unit of 1 in 16 bits, and 2⁻³⁰ far below one in 32, but not in 64.
    inScope('adds in 16 bits', 16, awayAndBack, [2 ** -12, 2 ** -10, 0.1, 3], (x) =>
      half(half(half(x) + 1) - 1),
    ),
    inScope('adds in 32 bits', 32, awayAndBack, [2 ** -30, 2 ** -23, 0.1], (x) => single(single(x + 1) - 1), {
      joined: [16],
    }),
    inScope('adds in 64 bits', 64, awayAndBack, [2 ** -30, 2 ** -23, 0.1], (x) => x + 1 - 1, {
      joined: [16],
    }),
    inScope(
      'takes exponentials in 64 bits',
      64,
      (x) => tf.log(tf.exp(x)),
      [-300, 300, 1e-9],
      (x) => Math.log(Math.exp(x)),
      { joined: [16] },
    ),
  ],
} satisfies Partial<Record<ElementwiseOp, readonly Case[]>>;
