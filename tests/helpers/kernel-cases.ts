/** @file Conformance cases for every kernel a program may use: a total table, so that a new kernel without cases does not compile. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '../../src-main/base/named-arrays.ts';
import type { OpName } from '../../src-main/engines/graph/op-name.ts';
import type { ReductionOp } from '../../src-main/engines/graph/kernels-reduction.ts';
import type { ProductOp } from '../../src-main/engines/graph/kernels-product.ts';
import { broadcastShape, groups, ints, plain, product, random, randomInts, type Plain } from './arrays.ts';
import { BINARY_CASES } from './kernel-cases-binary.ts';
import { INDEXING_CASES } from './kernel-cases-indexing.ts';
import { PARTS_CASES } from './kernel-cases-parts.ts';
import { SHAPE_CASES } from './kernel-cases-shape.ts';
import { TRUTH_CASES, TYPE_CASES } from './kernel-cases-types.ts';
import { UNARY_CASES } from './kernel-cases-unary.ts';
import type { Case } from './kernel-case.ts';

export type { Case } from './kernel-case.ts';

type Axis = number | number[] | undefined;
type Reduction = (x: Tensor, axis?: Axis, keepDims?: boolean) => Tensor;

/** Every way to name axes: all by default, one, several, none, from either end, out of order. */
const AXES: readonly (readonly [Shape, readonly Axis[]])[] = [
  [[], [undefined, []]],
  [[5], [undefined, 0, -1, [0], []]],
  [
    [3, 4],
    [undefined, 0, 1, -1, -2, [0, 1], [1, 0], [-1], []],
  ],
  [
    [2, 1, 3],
    [undefined, 1, [1], [0, 2], [-1, 0], [0, 1, 2], []],
  ],
  [
    [1, 2, 1, 3, 2],
    [undefined, [0, 2], [4, 1], -3, [0, 1, 2, 3, 4]],
  ],
];

const axesOf = (axis: Axis, rank: number): number[] =>
  (axis === undefined ? Array.from({ length: rank }, (_, i) => i) : [axis].flat()).map((a) =>
    a < 0 ? a + rank : a,
  );

function reduction(kernel: Reduction, reduce: (values: readonly number[]) => number): Case[] {
  const shapes = AXES.flatMap(([shape, axes]) =>
    [false, true].map((keepDims): Case => ({
      name: `[${shape.join()}] over ${axes.map((axis) => JSON.stringify(axis) ?? 'all').join(' ')}${keepDims ? ', axes kept' : ''}`,
      inputs: [random(shape)],
      program: ((x: Tensor) => axes.map((axis) => kernel(x, axis, keepDims))) as Case['program'],
      arithmetic: 'sums',
      exact: (x) =>
        axes.map((axis) => groups(x as Plain, axesOf(axis, shape.length)).map((group) => reduce(group))),
    })),
  );
  return [
    ...shapes,
    {
      name: 'many numbers',
      inputs: [random([1031]), random([37, 129])],
      program: (a, b) => [kernel(a as Tensor), kernel(b as Tensor, 0), kernel(b as Tensor, 1)],
      arithmetic: 'sums',
      exact: (a, b) => [
        groups(a as Plain, [0]).map(reduce),
        groups(b as Plain, [0]).map(reduce),
        groups(b as Plain, [1]).map(reduce),
      ],
    },
    {
      name: 'infinities',
      inputs: [plain([2, 2], [Infinity, 1, -3, 2]), plain([2, 2], [-Infinity, 1, -3, 2])],
      program: (a, b) => [kernel(a as Tensor, 1), kernel(b as Tensor, 1)],
      arithmetic: 'sums',
      exact: (a, b) => [groups(a as Plain, [1]).map(reduce), groups(b as Plain, [1]).map(reduce)],
    },
  ];
}

function onIntegers(kernel: Reduction, reduce: (values: readonly number[]) => number): Case {
  return {
    name: 'int32',
    inputs: [ints([2, 3], [1, -2, 3, 40, 50, -61])],
    program: ((x: Tensor) => [kernel(x), kernel(x, 1), kernel(x, 0, true)]) as Case['program'],
    arithmetic: 'sums',
    exact: (x) => [[0, 1], [1], [0]].map((axes) => groups(x as Plain, axes).map((group) => reduce(group))),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

function softmax(x: Plain): number[] {
  return groups(x, [x.shape.length - 1]).flatMap((row) => {
    const largest = Math.max(...row);
    const exponentials = row.map((value) => Math.exp(value - largest));
    return exponentials.map((value) => value / sum(exponentials));
  });
}

const REDUCTION_CASES: Readonly<Record<ReductionOp, readonly Case[]>> = {
  Sum: [
    ...reduction(tf.sum, sum),
    onIntegers(tf.sum, sum),
    {
      name: 'of truths counts them',
      inputs: [ints([2, 3], [1, 0, 1, 0, 0, 1])],
      program: ((x: Tensor) => [
        tf.sum(tf.cast(x, 'bool')),
        tf.sum(tf.cast(x, 'bool'), 0),
      ]) as Case['program'],
      arithmetic: 'sums',
      exact: () => [[3], [1, 0, 2]],
    },
  ],
  Mean: [...reduction(tf.mean, mean), onIntegers(tf.mean, mean)],
  Max: [...reduction(tf.max, (values) => Math.max(...values)), onIntegers(tf.max, (v) => Math.max(...v))],
  Min: [...reduction(tf.min, (values) => Math.min(...values)), onIntegers(tf.min, (v) => Math.min(...v))],
  Softmax: [
    {
      name: 'over the last axis at ranks 1 to 4, named from either end',
      inputs: [random([5]), random([2, 3]), random([2, 1, 4]), random([1, 2, 3, 2]), random([3, 1])],
      program: (a, b, c, d, e) => [
        tf.softmax(a as Tensor),
        tf.softmax(b as Tensor, 1),
        tf.softmax(c as Tensor, -1),
        tf.softmax(d as Tensor),
        tf.softmax(e as Tensor),
      ],
      arithmetic: 'sums',
      exact: (...xs) => xs.map(softmax),
    },
    {
      name: 'logits far apart and far from zero',
      inputs: [plain([3, 3], [1000, 0, -1000, 500, 500, 500, -90, -100, -80])],
      program: ((x: Tensor) => [tf.softmax(x)]) as Case['program'],
      arithmetic: 'sums',
      exact: (x) => [softmax(x as Plain)],
    },
    {
      name: 'many classes',
      inputs: [random([7, 131], -9, 9)],
      program: ((x: Tensor) => [tf.softmax(x)]) as Case['program'],
      arithmetic: 'sums',
      exact: (x) => [softmax(x as Plain)],
    },
  ],
};

/** Batch axes of either side: none, equal, on one side alone, stretched on one, on both. */
const BATCHES: readonly (readonly [Shape, Shape])[] = [
  [[], []],
  [[3], [3]],
  [[3], []],
  [[], [3]],
  [[1], [1]],
  [[1], []],
  [[3], [1]],
  [
    [2, 1],
    [1, 3],
  ],
  [[2, 3], [3]],
  [
    [1, 2, 1],
    [2, 1, 3],
  ],
];

const bothStretched = (a: Shape, b: Shape): boolean =>
  sizeOf(broadcastShape(a, b)) > Math.max(sizeOf(a), sizeOf(b));

const TRANSPOSES = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

function products(m: number, k: number, n: number): Case[] {
  return BATCHES.map(([batchA, batchB]): Case => {
    const shapes = TRANSPOSES.map(([a, b]): [Shape, Shape] => [
      [...batchA, ...(a ? [k, m] : [m, k])],
      [...batchB, ...(b ? [n, k] : [k, n])],
    ]);
    return {
      name: `${m}×${k} by ${k}×${n}, batches [${batchA.join()}] and [${batchB.join()}], each side as it is and transposed`,
      inputs: shapes.flatMap(([a, b]) => [random(a), random(b)]),
      program: (...xs) =>
        TRANSPOSES.map(([a, b], i) => tf.matMul(xs[2 * i] as Tensor, xs[2 * i + 1] as Tensor, a, b)),
      arithmetic: 'sums',
      // TF.js 4.22 takes the larger of the two batch sizes for that of the result.
      ...(bothStretched(batchA, batchB) ? { referenceError: Infinity } : {}),
      exact: (...xs) =>
        TRANSPOSES.map(([a, b], i) => product(xs[2 * i] as Plain, xs[2 * i + 1] as Plain, a, b)),
    };
  });
}

const PRODUCT_CASES: Readonly<Record<ProductOp, readonly Case[]>> = {
  BatchMatMul: [
    ...products(2, 3, 4),
    ...products(1, 1, 1),
    ...products(3, 1, 2),
    ...products(1, 5, 1),
    ...products(17, 33, 9).slice(0, 4),
    {
      name: 'factors that are transposed before, in whole or in their last two axes',
      inputs: [random([3, 2]), random([3, 4]), random([2, 3, 2]), random([2, 4, 3]), random([3, 2, 2])],
      program: (a, b, c, d, e) => [
        tf.matMul(tf.transpose(a as Tensor), b as Tensor),
        tf.matMul(tf.transpose(a as Tensor), tf.transpose(a as Tensor), true, false),
        tf.matMul(a as Tensor, tf.transpose(tf.matMul(b as Tensor, a as Tensor, true))),
        tf.matMul(tf.transpose(c as Tensor, [0, 2, 1]), tf.transpose(d as Tensor, [0, 2, 1])),
        tf.matMul(c as Tensor, tf.transpose(d as Tensor, [0, 2, 1]), true, false),
        tf.matMul(d as Tensor, tf.transpose(e as Tensor, [1, 0, 2])),
      ],
      arithmetic: 'sums',
    }, // oxfmt-ignore
    {
      name: 'constants, of which one is a single number in every place',
      inputs: [random([2, 3])],
      program: ((x: Tensor) => [
        tf.matMul(x, tf.ones([3, 7])),
        tf.matMul(tf.fill([2, 2], 0.5), x),
        tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), x, true),
        tf.matMul(x, tf.zeros([3, 1])),
      ]) as Case['program'],
      arithmetic: 'sums',
    },
    {
      name: 'a vector by a matrix, by way of reshapes',
      inputs: [random([4]), random([4, 3]), randomInts([1], 0, 0)],
      program: (v, matrix) => [
        tf.matMul(tf.reshape(v as Tensor, [1, 4]), matrix as Tensor),
        tf.dot(v as Tensor, matrix as Tensor),
      ],
      arithmetic: 'sums',
    },
  ],
};

export const KERNEL_CASES: Readonly<Record<OpName, readonly Case[]>> = {
  ...UNARY_CASES,
  ...BINARY_CASES,
  ...TRUTH_CASES,
  ...TYPE_CASES,
  ...REDUCTION_CASES,
  ...PRODUCT_CASES,
  ...SHAPE_CASES,
  ...PARTS_CASES,
  ...INDEXING_CASES,
};
