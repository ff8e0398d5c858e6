import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { EPSILON, layerNorm } from '../../../src-main/models/layer-norm.ts';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { matrix, normals, vector } from './builders.ts';

beforeAll(registerGradients);

const ROWS = 6;
const WIDTH = 5;
const x = matrix(
  ROWS,
  WIDTH,
  normals(ROWS * WIDTH, 'x').map((v) => 3 * v + 1),
);
const weight = matrix(ROWS, WIDTH, normals(ROWS * WIDTH, 'weight'));
const scale = vector(normals(WIDTH, 'scale'));
const shift = vector(normals(WIDTH, 'shift'));

/** The same in ordinary operations, whose gradient TF.js finds by the chain rule. */
function plainNorm(input: Tensor, affineScale: Tensor, affineShift: Tensor): Tensor {
  const centered = tf.sub(input, tf.mean(input, -1, true));
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centered), -1, true), EPSILON));
  return tf.add(tf.mul(tf.div(centered, deviation), affineScale), affineShift);
}

describe('LayerNorm', () => {
  it('gives rows of mean 0 and variance 1', async () => {
    const rows = (await layerNorm(x).array()) as number[][];
    for (const row of rows) {
      const mean = row.reduce((sum, v) => sum + v, 0) / WIDTH;
      const variance = row.reduce((sum, v) => sum + (v - mean) ** 2, 0) / WIDTH;
      expect(mean).toBeCloseTo(0, 5);
      expect(variance).toBeCloseTo(1, 4);
    }
  });

  it('leaves a constant row at 0: the variance is never divided by bare', async () => {
    expect([...(await layerNorm(matrix(1, 3, [7, 7, 7])).data())]).toEqual([0, 0, 0]);
  });

  it('agrees with ordinary operations in value and in all gradients, with scale and shift and without', async () => {
    const lossOf =
      (norm: (...inputs: Tensor[]) => Tensor) =>
      (...inputs: Tensor[]) =>
        tf.sum(tf.mul(norm(...inputs), weight)) as tf.Scalar;
    const withAffine = lossOf((...[a, b, c]) =>
      layerNorm(a as Tensor2D, { scale: b as Tensor, shift: c as Tensor }),
    );
    const bare = lossOf((a) => layerNorm(a as Tensor2D));
    const [one, zero] = [tf.scalar(1), tf.scalar(0)];
    const book = lossOf((...[a, b = one, c = zero]) => plainNorm(a as Tensor, b, c));
    for (const [norm, inputs] of [
      [withAffine, [x, scale, shift]],
      [bare, [x]],
    ] as const) {
      const closed = tf.valueAndGrads(norm)([...inputs]);
      const chained = tf.valueAndGrads(book)([...inputs]);
      expect((await closed.value.data())[0]).toBeCloseTo((await chained.value.data())[0] as number, 5);
      for (const [i, gradient] of closed.grads.entries()) {
        const expected = await (chained.grads[i] as Tensor).data();
        expect(relativeDistance(await gradient.data(), expected)).toBeLessThan(1e-5);
      }
    }
  });

  it('its gradient is orthogonal to the direction in which a row only grows, and to that in which it only shifts', async () => {
    const gradient = tf.grad((a) => tf.sum(tf.mul(layerNorm(a as Tensor2D), weight)))(x);
    const centered = tf.sub(x, tf.mean(x, 1, true));
    const along = await tf.sum(tf.mul(gradient, centered), 1).data();
    const level = await tf.sum(gradient, 1).data();
    for (const v of [...along, ...level]) expect(v).toBeCloseTo(0, 4);
  });
});
