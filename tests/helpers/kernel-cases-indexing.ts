/** @file Conformance cases of the kernels that look up or add by indices. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { IndexingOp } from '../../src-main/engines/graph/kernels-indexing.ts';
import { ints, random, randomInts, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import { at, one } from './kernel-inputs.ts';

export const INDEXING_CASES: Readonly<Record<IndexingOp, readonly Case[]>> = {
  GatherV2: [
    {
      name: 'repeated indices, scalar, of rank 2 and out of order, along the first axis',
      inputs: [random([5]), random([4, 3]), ints([6], [3, 0, 0, 2, 3, 3]), ints([], [2]), ints([2, 1, 2], [1, 1, 3, 0])], // oxfmt-ignore
      program: (x, matrix, list, scalar, block) => [
        tf.gather(x as Tensor, list as Tensor1D),
        tf.gather(matrix as Tensor, list as Tensor1D),
        tf.gather(matrix as Tensor, scalar as Tensor1D),
        tf.gather(matrix as Tensor, block as Tensor1D),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'along other axes, counted from both ends',
      inputs: [random([2, 3, 1, 4]), ints([4], [2, 0, 2, 1]), ints([2], [0, 0]), ints([3], [3, 0, 3])],
      program: (x, i, j, k) => [
        tf.gather(x as Tensor, i as Tensor1D, 1),
        tf.gather(x as Tensor, j as Tensor1D, 2),
        tf.gather(x as Tensor, k as Tensor1D, -1),
        tf.gather(x as Tensor, j as Tensor1D, -4),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'from int32, and from a constant',
      inputs: [ints([3, 2], [1, 2, 3, 4, 5, 6]), ints([4], [2, 2, 0, 1])],
      program: (n, i) => [
        tf.gather(n as Tensor, i as Tensor1D),
        tf.gather(tf.tensor2d([0.5, 1, 1.5, 2, 2.5, 3], [3, 2]), i as Tensor1D),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'by constants: one row again and again, one row once, several rows',
      inputs: [random([4, 3]), random([4])],
      program: (x, v) => [
        tf.gather(x as Tensor, tf.tensor1d([2, 2, 2], 'int32')),
        tf.gather(x as Tensor, tf.tensor1d([3], 'int32')),
        tf.gather(x as Tensor, tf.tensor1d([3, 0, 3], 'int32')),
        tf.gather(v as Tensor, tf.tensor1d([1, 1], 'int32')),
        tf.gather(x as Tensor, tf.tensor1d([1, 1], 'int32'), 1),
      ],
      arithmetic: 'moves',
    },
  ],
  OneHot: [
    {
      name: 'indices of rank 0 to 3, repeated, as float and int32',
      inputs: [ints([], [2]), ints([5], [0, 3, 3, 1, 2]), ints([2, 1, 2], [1, 0, 0, 3])],
      program: (...xs) => [
        ...xs.map((x) => tf.oneHot(x, 4, 1, 0, 'float32')),
        ...xs.map((x) => tf.oneHot(x, 4)),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'other numbers for on and off',
      inputs: [ints([3], [1, 0, 1])],
      program: one((x) => [tf.oneHot(x, 2, 0.9, 0.05, 'float32'), tf.oneHot(x, 2, -3, 7, 'int32')]),
      arithmetic: 'elementwise',
      exact: () => [[0.05, 0.9, 0.9, 0.05, 0.05, 0.9], [7, -3, -3, 7, 7, -3]],
    }, // oxfmt-ignore
    {
      name: 'a depth that no index reaches, and constant indices',
      inputs: [ints([2], [0, 0])],
      program: one((x) => [
        tf.oneHot(x, 9, 1, 0, 'float32'),
        tf.oneHot(tf.tensor1d([1, 1], 'int32'), 2, 1, 0, 'float32'),
        tf.oneHot(tf.tensor1d([2, 0], 'int32'), 3, 1, 0, 'float32'),
      ]),
      arithmetic: 'moves',
    },
  ],
  UnsortedSegmentSum: [
    {
      name: 'repeated and missing segments, for vectors, matrices and more axes',
      inputs: [random([6]), random([6, 3]), random([6, 2, 1, 2]), ints([6], [3, 0, 3, 3, 5, 0])],
      program: (a, b, c, ids) => [a, b, c].map((x) => tf.unsortedSegmentSum(x as Tensor, ids as Tensor1D, 7)),
      arithmetic: 'sums',
    },
    {
      name: 'a single row, a single segment, and each row its own',
      inputs: [random([1, 3]), ints([1], [1]), random([4, 2]), ints([4], [0, 0, 0, 0]), ints([4], [2, 3, 0, 1])],
      program: (a, i, b, zeros, own) => [
        tf.unsortedSegmentSum(a as Tensor, i as Tensor1D, 3),
        tf.unsortedSegmentSum(b as Tensor, zeros as Tensor1D, 1),
        tf.unsortedSegmentSum(b as Tensor, own as Tensor1D, 4),
      ],
      arithmetic: 'sums',
    }, // oxfmt-ignore
    {
      name: 'constant segments: all the same, at either end and between, and mixed ones',
      inputs: [random([5, 3]), random([5])],
      program: (x, v) => [
        ...[0, 2, 3].map((s) => tf.unsortedSegmentSum(x as Tensor, tf.fill([5], s, 'int32') as Tensor1D, 4)),
        ...[0, 2, 3].map((s) => tf.unsortedSegmentSum(x as Tensor, tf.tensor1d([s, s, s, s, s], 'int32'), 4)),
        tf.unsortedSegmentSum(v as Tensor, tf.tensor1d([1, 1, 1, 1, 1], 'int32'), 3),
        tf.unsortedSegmentSum(x as Tensor, tf.tensor1d([0, 2, 2, 0, 1], 'int32'), 3),
      ],
      arithmetic: 'sums',
    },
    {
      name: 'many rows into few segments',
      inputs: [random([1031, 5]), randomInts([1031], 0, 12)],
      program: (x, ids) => [tf.unsortedSegmentSum(x as Tensor, ids as Tensor1D, 13)],
      arithmetic: 'sums',
      exact: (x, ids) => {
        const sums = new Float64Array(13 * 5);
        (x as Plain).data.forEach((value, i) => {
          const segment = at([...(ids as Plain).data], Math.floor(i / 5));
          sums[segment * 5 + (i % 5)] = (sums[segment * 5 + (i % 5)] as number) + value;
        });
        return [sums];
      },
    },
  ],
};
