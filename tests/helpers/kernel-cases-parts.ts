/** @file Conformance cases of the kernels that cut tensors apart and put them together. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '../../src-main/base/named-arrays.ts';
import type { MovementOp } from '../../src-main/engines/graph/kernels-movement.ts';
import { indexAt, ints, plain, random, randomInts, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import { at, one } from './kernel-inputs.ts';

/** Elements of `x` from `begin` on, in the given shape. */
function cut(x: Plain, begin: readonly number[], shape: Shape): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, position) =>
    at(
      [...x.data],
      indexAt(shape, position).reduce((p, i, axis) => p * at(x.shape, axis) + i + at(begin, axis), 0),
    ),
  );
}

export const PARTS_CASES = {
  Slice: [
    {
      name: 'begin and size as numbers, lists, short lists, and -1 for the rest',
      inputs: [random([5]), random([3, 4]), random([2, 3, 2, 4, 2])],
      program: (a, b, c) => [
        tf.slice(a as Tensor, 2),
        tf.slice(a as Tensor, [1], [3]),
        tf.slice(b as Tensor, [1, 0], [-1, 2]),
        tf.slice(b as Tensor, 1, 1),
        tf.slice(b as Tensor, [2]),
        tf.slice(b as Tensor, [0, 0], [3, 4]),
        tf.slice(c as Tensor, [1, 0, 1, 2, 0], [1, 2, -1, 1, 1]),
      ],
      arithmetic: 'moves',
      exact: (a, b, c) => [
        cut(a as Plain, [2], [3]),
        cut(a as Plain, [1], [3]),
        cut(b as Plain, [1, 0], [2, 2]),
        cut(b as Plain, [1, 0], [1, 4]),
        cut(b as Plain, [2, 0], [1, 4]),
        (b as Plain).data,
        cut(c as Plain, [1, 0, 1, 2, 0], [1, 2, 1, 1, 1]),
      ],
    },
    {
      name: 'int32, and a length that ends before the axis does',
      inputs: [ints([6], [0, 1, 2, 3, 4, 5])],
      program: one((x) => [tf.slice(x, [0], [1]), tf.slice(x, [5], [1]), tf.slice(x, [1], [4])]),
      arithmetic: 'moves',
      exact: () => [[0], [5], [1, 2, 3, 4]],
    },
  ],
  PadV2: [
    {
      name: 'with zeros, another number and infinity, at ranks 1 to 4',
      inputs: [random([3]), random([2, 3]), random([1, 2, 1, 2])],
      program: (a, b, c) => [
        tf.pad(a as Tensor, [[2, 0]]),
        tf.pad(a as Tensor, [[0, 1]], -Infinity),
        tf.pad(b as Tensor, [[1, 2], [0, 1]], 0.5),
        tf.pad(c as Tensor, [[0, 0], [1, 1], [2, 0], [0, 0]]),
      ],
      arithmetic: 'moves',
    }, // oxfmt-ignore
    {
      name: 'a number that 32 bits cannot hold',
      inputs: [plain([1], [2])],
      program: one((x) => [tf.pad(x, [[1, 0]], 0.1)]),
      arithmetic: 'elementwise',
      exact: () => [[0.1, 2]],
    },
    {
      name: 'int32',
      inputs: [ints([1, 2], [4, 5])],
      program: one((x) => [tf.pad(x, [[1, 0], [0, 1]], 7)]),
      arithmetic: 'moves',
      exact: () => [[7, 7, 7, 4, 5, 7]],
    }, // oxfmt-ignore
  ],
  Concat: [
    {
      name: 'two and three tensors, along each axis counted from both ends',
      inputs: [random([2, 3]), random([1, 3]), random([2, 1]), random([2])],
      program: (a, b, c, d) => [
        tf.concat([a, b] as Tensor[], 0),
        tf.concat([a, b, b] as Tensor[], -2),
        tf.concat([a, c] as Tensor[], 1),
        tf.concat([c, a, c] as Tensor[], -1),
        tf.concat([d, d] as Tensor[]),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'rank 5, int32 and bool, and the same tensor twice',
      inputs: [random([1, 2, 1, 2, 1]), random([1, 2, 3, 2, 1]), ints([2], [0, 1])],
      program: (a, b, n) => [
        tf.concat([a, b] as Tensor[], 2),
        tf.concat([n, n] as Tensor[], 0),
        tf.concat([tf.cast(n as Tensor, 'bool'), tf.cast(n as Tensor, 'bool')]),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'with constants',
      inputs: [random([2, 2])],
      program: one((x) => [tf.concat([x, tf.ones([2, 1])], 1), tf.concat([tf.zeros([9, 2]), x], 0)]),
      arithmetic: 'moves',
    },
  ],
  Pack: [
    {
      name: 'along a new axis anywhere, counted from both ends',
      inputs: [random([]), random([3]), random([2, 3])],
      program: (a, b, c) => [
        tf.stack([a, a] as Tensor[]),
        ...[0, 1, -1, -2].map((axis) => tf.stack([b, b, b] as Tensor[], axis)),
        ...[0, 1, 2].map((axis) => tf.stack([c, tf.neg(c as Tensor)] as Tensor[], axis)),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'one tensor, and int32',
      inputs: [random([2]), ints([2], [5, 6])],
      program: (a, n) => [tf.stack([a as Tensor]), tf.stack([n, n] as Tensor[], 1)],
      arithmetic: 'moves',
    },
  ],
  Unpack: [
    {
      name: 'along each axis, counted from both ends',
      inputs: [random([3]), random([2, 3]), random([1, 2, 2, 1])],
      program: (a, b, c) => [
        ...tf.unstack(a as Tensor),
        ...tf.unstack(b as Tensor, 1),
        ...tf.unstack(b as Tensor, -2),
        ...tf.unstack(c as Tensor, 0),
        ...tf.unstack(c as Tensor, -2),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'columns of int32, of constants and of looked-up rows of constants',
      inputs: [randomInts([4, 3], 0, 9), ints([5], [1, 0, 3, 3, 2])],
      program: (n, rows) => {
        const table = tf.tensor2d([7, 1, 5, 7, 2, 5, 7, 3, 5, 7, 4, 5], [4, 3], 'int32');
        return [
          ...tf.unstack(n as Tensor, 1),
          ...tf.unstack(table, 1),
          ...tf.unstack(tf.gather(table, rows as Tensor1D), 1),
          ...tf.unstack(tf.gather(table, rows as Tensor1D), 0),
        ];
      },
      arithmetic: 'moves',
    },
  ],
  SplitV: [
    {
      name: 'into a number of equal parts, sizes, and sizes of which one is left open',
      inputs: [random([6]), random([2, 6]), random([1, 4, 1, 3])],
      program: (a, b, c) => [
        ...tf.split(a as Tensor, 3),
        ...tf.split(a as Tensor, [1, 2, 3]),
        ...tf.split(b as Tensor, [4, -1], 1),
        ...tf.split(b as Tensor, [1, -1, 2], -1),
        ...tf.split(c as Tensor, 2, 1),
        ...tf.split(c as Tensor, [1, 2], -1),
      ],
      arithmetic: 'moves',
    },
    {
      name: 'into one part, and int32',
      inputs: [random([4]), ints([4], [1, 2, 3, 4])],
      program: (a, n) => [...tf.split(a as Tensor, 1), ...tf.split(a as Tensor, [4]), ...tf.split(n as Tensor, [3, 1])],
      arithmetic: 'moves',
    }, // oxfmt-ignore
    {
      name: 'of which only some parts are used',
      inputs: [random([6, 2])],
      program: one((x) => [tf.square(at(tf.split(x, [2, 3, 1]), 1))]),
      arithmetic: 'elementwise',
    },
  ],
} satisfies Partial<Record<MovementOp, readonly Case[]>>;
