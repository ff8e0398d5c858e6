/** @file Conformance cases of the kernels that move data without computing, and of those that look up by indices. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '../../src-main/base/named-arrays.ts';
import type { IndexingOp } from '../../src-main/engines/graph/kernels-indexing.ts';
import type { MovementOp } from '../../src-main/engines/graph/kernels-movement.ts';
import { elementAt, indexAt, ints, plain, random, randomInts, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';

const at = <T>(list: readonly T[], i: number): T => list[i] as T;
const one = (f: (x: Tensor) => Tensor[]): Case['program'] => f as Case['program'];
const same: NonNullable<Case['exact']> = (...xs) => xs.map((x) => x.data);

const RANKS: readonly Shape[] = [[], [1], [5], [1, 4], [3, 1, 2], [2, 1, 3, 1], [1, 2, 1, 2, 3]];
const ONE_EACH = (low = -2, high = 2): Plain[] => RANKS.map((shape) => random(shape, low, high));

/** Shapes of as many elements as the key's, some with a length left open. */
const RESHAPES: readonly (readonly [Shape, readonly Shape[]])[] = [
  [[], [[1], [1, 1, 1], [-1], []]],
  [[6], [[2, 3], [-1, 2], [3, -1], [1, 6, 1], [6]]],
  [
    [2, 3, 4],
    [[24], [-1], [6, -1], [2, -1, 4], [1, 2, 1, 3, 4], [4, 3, 2]],
  ],
  [
    [1, 1],
    [[], [1], [-1, 1]],
  ],
];

function permutations(rank: number): number[][] {
  if (rank === 0) return [[]];
  return permutations(rank - 1).flatMap((p) =>
    Array.from({ length: rank }, (_, i) => p.toSpliced(i, 0, rank - 1)),
  );
}

function permuted(x: Plain, perm: readonly number[]): number[] {
  const shape = perm.map((axis) => at(x.shape, axis));
  return Array.from({ length: sizeOf(shape) }, (_, position) => {
    const index = indexAt(shape, position);
    const source = new Array<number>(perm.length);
    perm.forEach((axis, to) => (source[axis] = at(index, to)));
    return elementAt(x, source);
  });
}

/** Elements of `x` from `begin` on, in the given shape. */
function cut(x: Plain, begin: readonly number[], shape: Shape): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, position) =>
    at(
      [...x.data],
      indexAt(shape, position).reduce((p, i, axis) => p * at(x.shape, axis) + i + at(begin, axis), 0),
    ),
  );
}

function repeated(x: Plain, reps: readonly number[]): number[] {
  const shape = x.shape.map((length, axis) => length * at(reps, axis));
  return Array.from({ length: sizeOf(shape) }, (_, position) =>
    elementAt(
      x,
      indexAt(shape, position).map((i, axis) => i % at(x.shape, axis)),
    ),
  );
}

const TILES: readonly (readonly [Shape, readonly number[]])[] = [
  [[1], [4]],
  [[3], [2]],
  [
    [1, 3],
    [5, 1],
  ],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [2, 3],
    [1, 1],
  ],
  [
    [1, 2, 1],
    [2, 2, 3],
  ],
  [
    [2, 1, 1, 2, 1],
    [1, 2, 1, 2, 3],
  ],
];

export const MOVEMENT_CASES: Readonly<Record<MovementOp, readonly Case[]>> = {
  Identity: [
    {
      name: 'clones of ranks 0 to 5 and of int32',
      inputs: [...ONE_EACH(), ints([2], [1, 2])],
      program: (...xs) => xs.map((x) => tf.clone(x)),
      arithmetic: 'moves',
      exact: same,
    },
    {
      name: 'a clone beside what it was cloned from',
      inputs: [random([3])],
      program: one((x) => [tf.clone(x), tf.neg(tf.clone(tf.clone(x)))]),
      arithmetic: 'moves',
      exact: (x) => [at([x], 0)?.data ?? [], Array.from(at([x], 0)?.data ?? [], (v) => -v)],
    },
  ],
  Reshape: RESHAPES.map(([shape, targets]): Case => ({
    name: `[${shape.join()}] to ${targets.map((t) => `[${t.join()}]`).join(' ')}`,
    inputs: [random(shape)],
    program: one((x) => targets.map((target) => tf.reshape(x, [...target]))),
    arithmetic: 'moves',
    exact: (x) => targets.map(() => (x as Plain).data),
  })).concat([
    {
      name: 'int32, a chain, and squeezed axes',
      inputs: [randomInts([2, 1, 3], -9, 9), random([2, 1, 3])],
      program: (n, x) => [
        tf.reshape(n as Tensor, [-1]),
        tf.reshape(tf.reshape(tf.reshape(x as Tensor, [6]), [3, 2]), [2, 3]),
        tf.squeeze(x as Tensor),
      ],
      arithmetic: 'moves',
      exact: (n, x) => [(n as Plain).data, (x as Plain).data, (x as Plain).data],
    },
    {
      name: 'of constants: floats, and integers that are all the same',
      inputs: [random([4, 2])],
      program: one((x) => [
        tf.add(x, tf.reshape(tf.tensor1d([1, 2, 3, 4]), [4, 1])),
        tf.add(x, tf.reshape(tf.tensor1d([0.5, 0.5]), [1, 2])),
        tf.gather(x, tf.reshape(tf.tensor2d([[2, 2]], [1, 2], 'int32'), [2])),
        tf.gather(x, tf.expandDims(tf.tensor1d([1, 1, 1], 'int32'), 0)),
      ]),
      arithmetic: 'elementwise',
    },
  ]),
  ExpandDims: [
    {
      name: 'at every axis, counted from both ends',
      inputs: [random([]), random([3]), random([2, 1, 3, 2])],
      program: (a, b, c) => [
        tf.expandDims(a as Tensor),
        tf.expandDims(a as Tensor, -1),
        ...[0, 1, -1, -2].map((axis) => tf.expandDims(b as Tensor, axis)),
        ...[0, 2, 4, -1, -3, -5].map((axis) => tf.expandDims(c as Tensor, axis)),
      ],
      arithmetic: 'moves',
      exact: (a, b, c) =>
        [a, a, b, b, b, b, c, c, c, c, c, c].map((x) => (x as Plain).data),
    }, // prettier-ignore
    {
      name: 'int32, and one on the other',
      inputs: [ints([2], [3, 4])],
      program: one((x) => [tf.expandDims(x, 1), tf.expandDims(tf.expandDims(x, 0), -1)]),
      arithmetic: 'moves',
      exact: () => [[3, 4], [3, 4]],
    }, // prettier-ignore
  ],
  Transpose: [2, 3, 4]
    .map((rank): Case => {
      const input = random([2, 3, 1, 4].slice(0, rank));
      const perms = permutations(rank);
      return {
        name: `every permutation of ${rank} axes`,
        inputs: [input],
        program: one((x) => perms.map((perm) => tf.transpose(x, perm))),
        arithmetic: 'moves',
        exact: (x) => perms.map((perm) => permuted(x as Plain, perm)),
      };
    })
    .concat([
      {
        name: 'the reversal that is meant without a permutation, at rank 5, of int32',
        inputs: [random([2, 1, 3, 1, 2]), randomInts([2, 3], 0, 9)],
        program: (x, n) => [tf.transpose(x as Tensor), tf.transpose(n as Tensor)],
        arithmetic: 'moves',
        exact: (x, n) => [permuted(x as Plain, [4, 3, 2, 1, 0]), permuted(n as Plain, [1, 0])],
      },
    ]),
  Tile: [
    {
      name: 'stretching, repeating, and both at once',
      inputs: TILES.map(([shape]) => random(shape)),
      program: (...xs) => xs.map((x, i) => tf.tile(x, [...at(TILES, i)[1]])),
      arithmetic: 'moves',
      exact: (...xs) => xs.map((x, i) => repeated(x, at(TILES, i)[1])),
    },
    {
      name: 'int32 and bool',
      inputs: [ints([1, 2], [1, 0])],
      program: one((x) => [tf.tile(x, [2, 1]), tf.tile(x, [2, 2]), tf.tile(tf.cast(x, 'bool'), [3, 1])]),
      arithmetic: 'moves',
      exact: () => [[1, 0, 1, 0], [1, 0, 1, 0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 0]],
    }, // prettier-ignore
    {
      name: 'stretched by broadcastTo, then used',
      inputs: [random([2, 1]), random([2, 3])],
      program: (a, b) => {
        const wide = tf.broadcastTo(a as Tensor, [2, 3]);
        return [tf.add(wide, b as Tensor), tf.sub(b as Tensor, wide), tf.mul(wide, wide)];
      },
      arithmetic: 'elementwise',
    },
  ],
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
    }, // prettier-ignore
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
    }, // prettier-ignore
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
    }, // prettier-ignore
    {
      name: 'of which only some parts are used',
      inputs: [random([6, 2])],
      program: one((x) => [tf.square(at(tf.split(x, [2, 3, 1]), 1))]),
      arithmetic: 'elementwise',
    },
  ],
  Fill: [
    {
      name: 'ranks 0 to 5',
      inputs: [random([1])],
      program: one((x) => [tf.square(x), ...RANKS.map((shape) => tf.fill([...shape], 0.1))]),
      arithmetic: 'elementwise',
      exact: (x) => [
        Array.from((x as Plain).data, (v) => v * v),
        ...RANKS.map((shape) => new Array<number>(sizeOf(shape)).fill(0.1)),
      ],
    },
    {
      name: 'int32, infinity and NaN',
      inputs: [random([1])],
      program: one((x) => [
        tf.square(x),
        tf.fill([2, 1], -3, 'int32'),
        tf.fill([2], -Infinity),
        tf.fill([1], NaN),
      ]),
      arithmetic: 'elementwise',
    },
    {
      name: 'added to something smaller and something larger',
      inputs: [random([3, 1]), random([2, 3, 4])],
      program: (a, b) => [tf.add(a as Tensor, tf.fill([3, 4], 2)), tf.mul(b as Tensor, tf.fill([3, 1], 3))],
      arithmetic: 'elementwise',
    },
  ],
};

export const INDEXING_CASES: Readonly<Record<IndexingOp, readonly Case[]>> = {
  GatherV2: [
    {
      name: 'repeated indices, scalar, of rank 2 and out of order, along the first axis',
      inputs: [random([5]), random([4, 3]), ints([6], [3, 0, 0, 2, 3, 3]), ints([], [2]), ints([2, 1, 2], [1, 1, 3, 0])], // prettier-ignore
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
    }, // prettier-ignore
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
    }, // prettier-ignore
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
