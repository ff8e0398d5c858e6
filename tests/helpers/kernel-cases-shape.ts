/** @file Conformance cases of the kernels that give the same numbers another shape or order, repeat them or make one many. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { sizeOf, type Shape } from '../../src-main/base/named-arrays.ts';
import type { MovementOp } from '../../src-main/engines/graph/kernels-movement.ts';
import { elementAt, indexAt, ints, random, randomInts, type Plain } from './arrays.ts';
import type { Case } from './kernel-case.ts';
import { at, one, ONE_EACH, RANKS, same } from './kernel-inputs.ts';

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

export const SHAPE_CASES = {
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
    }, // oxfmt-ignore
    {
      name: 'int32, and one on the other',
      inputs: [ints([2], [3, 4])],
      program: one((x) => [tf.expandDims(x, 1), tf.expandDims(tf.expandDims(x, 0), -1)]),
      arithmetic: 'moves',
      exact: () => [[3, 4], [3, 4]],
    }, // oxfmt-ignore
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
    }, // oxfmt-ignore
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
} satisfies Partial<Record<MovementOp, readonly Case[]>>;
