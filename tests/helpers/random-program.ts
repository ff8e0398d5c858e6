/** @file Small programs at random: each instruction makes a new tensor from earlier ones. They are made of what models,
 *  gradients and passes deal in: broadcasts, reshapes, transposes, neutral constants, look-ups by constants, repetitions. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { ints, plain, type Plain } from './arrays.ts';

const CONSTANTS = [0, 1, -1, 0.5, 2, -0.25];
const LARGEST = 150;

/** What goes in: a scalar, a vector, two matrices, a block with an axis of length 1, indices. */
export const RANDOM_PROGRAM_INPUTS: readonly Plain[] = [
  plain([], [0.75]),
  plain([4], [0.5, -1, 0.25, 1.5]),
  plain(
    [3, 4],
    Array.from({ length: 12 }, (_, i) => ((i * 5) % 12) / 8 - 0.5),
  ),
  plain(
    [1, 4],
    Array.from({ length: 4 }, (_, i) => i / 4 - 0.375),
  ),
  plain(
    [2, 1, 3],
    Array.from({ length: 6 }, (_, i) => ((i * 5) % 6) / 4 - 0.5),
  ),
  ints([5], [2, 0, 0, 1, 2]),
];

export interface Instruction {
  readonly move: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export const randomProgram: fc.Arbitrary<Instruction[]> = fc.array(
  fc.record({ move: fc.nat({ max: 999 }), a: fc.nat({ max: 999 }), b: fc.nat({ max: 999 }), c: fc.nat({ max: 999 }) }),
  { minLength: 1, maxLength: 12 },
); // oxfmt-ignore

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;
const swapLast = (x: Tensor): number[] => [
  ...Array.from({ length: x.rank - 2 }, (_, i) => i),
  x.rank - 1,
  x.rank - 2,
];
const asMatrix = (x: Tensor): Tensor2D => tf.reshape(x, [-1, x.rank > 0 ? (x.shape.at(-1) as number) : 1]);

/** `b`, or its mean where the shapes do not go together. */
function fitting(a: Tensor, b: Tensor): Tensor {
  const fits = b.shape.every((d, axis) => {
    const other = a.shape[a.rank - b.rank + axis] ?? 1;
    return d === 1 || other === 1 || d === other;
  });
  return fits ? b : tf.mean(b);
}

type Move = (a: Tensor, b: Tensor, c: number, indices: Tensor1D) => Tensor;

const MOVES: readonly Move[] = [
  (a) => tf.neg(a),
  (a) => tf.neg(tf.neg(a)),
  (a) => tf.tanh(tf.square(a)),
  (a) => tf.clone(a),
  (a) => tf.cast(a, 'float32'),
  (a, _, c) => tf.add(a, pick(CONSTANTS, c)),
  (a, _, c) => tf.sub(a, pick(CONSTANTS, c)),
  (a, _, c) => tf.sub(pick(CONSTANTS, c), a),
  (a, _, c) => tf.mul(a, pick(CONSTANTS, c)),
  (a, _, c) => tf.div(a, pick(CONSTANTS, c) || 1),
  (a, _, c) => tf.add(a, tf.fill([...a.shape], pick(CONSTANTS, c))),
  (a, _, c) => tf.mul(a, tf.mul(tf.ones([...a.shape]), tf.scalar(pick(CONSTANTS, c)))),
  (a, b) => tf.tanh(tf.add(a, fitting(a, b))),
  (a, b) => tf.sub(fitting(a, b), a),
  (a, b) => tf.tanh(tf.mul(a, fitting(a, b))),
  (a, b) => tf.maximum(a, fitting(a, b)),
  (a, b) => tf.squaredDifference(tf.tanh(a), tf.tanh(fitting(a, b))),
  (a) => tf.expandDims(a, 0),
  (a) => tf.expandDims(a, a.rank),
  (a) => tf.reshape(a, [-1]),
  (a) => tf.reshape(tf.reshape(a, [1, a.size]), [...a.shape]),
  (a) => tf.squeeze(a),
  (a) => tf.transpose(a),
  (a) => (a.rank < 2 ? a : tf.transpose(a, swapLast(a))),
  (a) => tf.tanh(tf.matMul(asMatrix(a), tf.transpose(asMatrix(a)))),
  (a) => tf.tanh(tf.matMul(tf.transpose(asMatrix(a)), asMatrix(a))),
  (a, b) => {
    const wide = tf.broadcastTo(tf.expandDims(a, 0), [2, ...a.shape]);
    return tf.tanh(tf.mul(wide, fitting(wide, b)));
  },
  (a) => (a.rank === 0 ? a : tf.tile(a, a.shape.map(() => 1))),
  (a, _, c) => (a.rank === 0 ? a : tf.tile(a, a.shape.map((_d, axis) => (axis === c % a.rank ? 2 : 1)))),
  (a, _, c) => (a.rank === 0 ? a : tf.sum(a, c % a.rank, c % 2 === 0)),
  (a, _, c) => (a.rank === 0 ? a : tf.max(a, -1 - (c % a.rank), c % 3 === 0)),
  (a) => tf.sum(tf.expandDims(a, a.rank), a.rank),
  (a) => tf.mean(a, [], true),
  (a, _, c) => tf.gather(asMatrix(a), tf.tensor1d([0, 0, 0].slice(c % 3), 'int32')),
  (a, _, c) => tf.gather(asMatrix(a), tf.tensor1d([0, c % asMatrix(a).shape[0], 0], 'int32')),
  (a, _b, _c, indices) => tf.gather(tf.concat([asMatrix(a), asMatrix(a), asMatrix(a)]), indices),
  (a, _, c) => {
    const rows = asMatrix(a);
    return tf.unsortedSegmentSum(rows, tf.fill([rows.shape[0]], c % 3, 'int32') as Tensor1D, 3);
  },
  (a, _, c) => {
    const rows = asMatrix(a);
    const same = Int32Array.from({ length: rows.shape[0] }, () => c % 3);
    return tf.unsortedSegmentSum(rows, tf.tensor1d(same, 'int32'), 3);
  },
  (_a, _b, c, indices) => {
    const table = tf.tensor2d([7, 1, 5, 7, 2, 5, 7, 3, 6], [3, 3], 'int32');
    return tf.cast(pick(tf.unstack(tf.gather(table, indices), 1), c), 'float32');
  },
  (_a, _b, c) => tf.cast(pick(tf.unstack(tf.tensor2d([1, 2, 3, 1, 5, 6], [2, 3], 'int32'), 1), c), 'float32'),
  (a) => (a.rank === 0 ? a : tf.concat([a, tf.neg(a)], a.rank - 1)),
  (a, _, c) => (a.rank === 0 ? a : tf.stack(tf.unstack(a, c % a.rank), a.rank - 1)),
  (a) => (a.rank === 0 ? a : tf.slice(a, a.shape.map((d) => (d > 1 ? 1 : 0)))),
  (a) => (a.rank === 0 ? a : tf.pad(a, a.shape.map((): [number, number] => [0, 1]))),
  (a) => tf.where(tf.greater(a, 0), a, tf.mul(a, 0.5)),
]; // oxfmt-ignore

/** The last few tensors that the instructions make. */
export function interpret(instructions: readonly Instruction[], inputs: readonly Tensor[]): Tensor[] {
  const indices = inputs.at(-1) as Tensor1D;
  const pool = inputs.slice(0, -1);
  const before = pool.length;
  for (const { move, a, b, c } of instructions) {
    const made = pick(MOVES, move)(pick(pool, a), pick(pool, b), c, indices);
    pool.push(made.size > LARGEST || made.rank > 4 ? tf.mean(made, 0) : made);
  }
  return pool.slice(before).slice(-4);
}
