/** @file For each rule of the passes a program of a few kernels, and the kernels that it removes from it. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { OpName } from '../../src-main/engines/graph/op-name.ts';
import { ints, random, type Plain } from './arrays.ts';

export interface Claim {
  readonly inputs: readonly Plain[];
  readonly program: (...inputs: Tensor[]) => Tensor[];
  /** Kernels that are in the program and not in what the rule makes of it. */
  readonly removes: readonly OpName[];
}

const one = (f: (x: Tensor) => Tensor[]): Claim['program'] => f as Claim['program'];
const two = (f: (x: Tensor, y: Tensor) => Tensor[]): Claim['program'] => f as Claim['program'];

export const RULE_CLAIMS: Readonly<Record<string, Claim>> = {
  skipIdentity: {
    inputs: [random([3])],
    program: one((x) => [tf.tanh(tf.cast(tf.clone(x), 'float32'))]),
    removes: ['Identity', 'Cast'],
  },
  foldUniform: {
    inputs: [random([3])],
    program: one((x) => [tf.tanh(tf.add(x, tf.sub(tf.mul(tf.scalar(2), tf.ones([3])), 0.5)))]),
    removes: ['Multiply', 'Sub'],
  },
  skipNeutral: {
    inputs: [random([2, 3])],
    program: one((x) => [tf.tanh(tf.sub(tf.div(tf.mul(1, tf.add(x, tf.zeros([3]))), 1), 0))]),
    removes: ['Add', 'Multiply', 'RealDiv', 'Sub'],
  },
  skipBroadcast: {
    inputs: [random([1, 3]), random([2, 3])],
    program: two((x, y) => [tf.mul(tf.broadcastTo(x, [2, 3]), y), tf.sub(y, tf.tile(x, [2, 1]))]),
    removes: ['Tile'],
  },
  skipReshape: {
    inputs: [random([2, 3])],
    program: one((x) => [
      tf.tanh(tf.reshape(tf.reshape(x, [3, -1]), [2, 3])),
      tf.add(x, tf.expandDims(tf.tensor1d([1, 2]), 1)),
    ]),
    removes: ['Reshape', 'ExpandDims'],
  },
  skipTile: {
    inputs: [random([2, 3])],
    program: one((x) => [tf.tanh(tf.tile(x, [1, 1]))]),
    removes: ['Tile'],
  },
  reduceNothing: {
    inputs: [random([3, 1])],
    program: one((x) => [tf.tanh(tf.sum(x, 1)), tf.max(x, -1), tf.min(x, [1], true), tf.mean(x, [])]),
    removes: ['Sum', 'Max', 'Min', 'Mean'],
  },
  absorbTranspose: {
    inputs: [random([3, 2]), random([4, 3])],
    program: two((x, y) => [tf.matMul(tf.transpose(x), tf.transpose(y))]),
    removes: ['Transpose'],
  },
  skipDoubleNegation: {
    inputs: [random([3])],
    program: one((x) => [tf.tanh(tf.neg(tf.neg(x)))]),
    removes: ['Neg'],
  },
  unpackConstant: {
    inputs: [random([4, 2])],
    program: one((x) =>
      tf.unstack(tf.tensor2d([0, 2, 1, 3], [2, 2], 'int32'), 1).map((i) => tf.gather(x, i as Tensor1D)),
    ),
    removes: ['Unpack'],
  },
  unpackBeforeGather: {
    inputs: [random([8, 2]), ints([3], [1, 0, 1])],
    program: two((x, i) => {
      const rows = tf.gather(tf.tensor2d([0, 7, 1, 7, 2, 7], [3, 2], 'int32'), i as Tensor1D);
      return tf.unstack(rows, 1).map((column) => tf.gather(x, column as Tensor1D));
    }),
    removes: ['Unpack'],
  },
  gatherOneRow: {
    inputs: [random([4, 2])],
    program: one((x) => [tf.tanh(tf.gather(x, tf.tensor1d([3, 3, 3], 'int32')))]),
    removes: ['GatherV2'],
  },
  sumIntoOneSegment: {
    inputs: [random([3, 2])],
    program: one((x) => [tf.tanh(tf.unsortedSegmentSum(x, tf.tensor1d([1, 1, 1], 'int32'), 4))]),
    removes: ['UnsortedSegmentSum'],
  },
  sumRowsInOrder: {
    inputs: [random([40, 3])],
    program: one((x) => [
      tf.tanh(
        tf.unsortedSegmentSum(
          x,
          tf.tensor1d(
            Array.from({ length: 40 }, (_, i) => (7 * i) % 17),
            'int32',
          ),
          18,
        ),
      ),
    ]),
    removes: ['UnsortedSegmentSum'],
  },
};
