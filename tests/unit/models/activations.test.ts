import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ACTIVATIONS, gelu } from '../../../src-main/models/activations.ts';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { matrix } from './builders.ts';
import { naiveGelu } from './naive-transformer.ts';

beforeAll(registerGradients);

const POINTS = Array.from({ length: 41 }, (_, i) => (i - 20) / 4);
const x = matrix(1, POINTS.length, POINTS);

describe('GELU', () => {
  it('is x·Φ(x): values from the distribution function of the normal', async () => {
    const values = await gelu(matrix(1, 4, [-1, 0, 1, 2])).data();
    [-0.15865525393145707, 0, 0.8413447460685429, 1.9544997361036416].forEach((expected, i) =>
      expect(values[i]).toBeCloseTo(expected, 6),
    );
  });

  it('agrees with the error function in double, in value and slope', async () => {
    const values = await gelu(x).data();
    const slopes = await tf
      .grad((a) => tf.sum(gelu(a as Tensor2D)))(x)
      .data();
    for (const [i, point] of POINTS.entries()) {
      expect(values[i]).toBeCloseTo(naiveGelu(point), 5);
      expect(slopes[i]).toBeCloseTo((naiveGelu(point + 1e-5) - naiveGelu(point - 1e-5)) / 2e-5, 5);
    }
  });
});

describe('ReLU', () => {
  it('cuts at 0, where its slope is 0', async () => {
    const input = matrix(1, 3, [-2, 0, 3]);
    expect([...(await ACTIVATIONS.relu(input).data())]).toEqual([0, 0, 3]);
    const slope = tf.grad((a) => tf.sum(ACTIVATIONS.relu(a as Tensor2D)))(input);
    expect([...(await slope.data())]).toEqual([0, 0, 1]);
  });
});
