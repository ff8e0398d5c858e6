import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { crossEntropy } from '../../../src-main/training/loss.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { matrix, normals } from '../models/builders.ts';
import { naiveLoss } from '../models/naive-transformer.ts';

beforeAll(registerGradients);

const [BATCH, CLASSES] = [6, 5];
const LABELS = [0, 4, 2, 2, 1, 3];
const labels = tf.tensor1d(LABELS, 'int32');
const values = normals(BATCH * CLASSES, 'logits').map((v) => 4 * v);
const rows = Array.from({ length: BATCH }, (_, i) => values.slice(i * CLASSES, (i + 1) * CLASSES));
const logits = matrix(BATCH, CLASSES, values);

describe('cross-entropy', () => {
  it('is the mean of −log softmax at the label', async () => {
    expect((await crossEntropy(logits, labels).data())[0]).toBeCloseTo(naiveLoss(rows, LABELS), 6);
  });

  it('of equal logits is log C', async () => {
    expect((await crossEntropy(matrix(BATCH, CLASSES, new Array(30).fill(7)), labels).data())[0]).toBeCloseTo(
      Math.log(CLASSES),
      6,
    );
  });

  it('has the gradient (softmax − one-hot)/B', async () => {
    const gradient = await tf
      .grad((x) => crossEntropy(x as Tensor2D, labels))(logits)
      .data();
    const expected = rows.flatMap((row, i) => {
      const total = row.reduce((sum, v) => sum + Math.exp(v), 0);
      return row.map((v, c) => (Math.exp(v) / total - (c === LABELS[i] ? 1 : 0)) / BATCH);
    });
    expect(relativeDistance(gradient, expected)).toBeLessThan(1e-6);
  });

  it('a factor on the loss is a factor on the gradient', async () => {
    const single = await tf
      .grad((x) => crossEntropy(x as Tensor2D, labels))(logits)
      .data();
    const triple = await tf
      .grad((x) => tf.mul(crossEntropy(x as Tensor2D, labels), 3))(logits)
      .data();
    expect(
      relativeDistance(
        triple,
        [...single].map((v) => 3 * v),
      ),
    ).toBeLessThan(1e-6);
  });

  it('neither overflows nor loses the largest logit, however large logits are', async () => {
    const large = matrix(2, 3, [1e4, 0, -1e4, 300, 300, -300]);
    const targets = tf.tensor1d([1, 0], 'int32');
    expect((await crossEntropy(large, targets).data())[0]).toBeCloseTo((1e4 + Math.log(2)) / 2, 2);
    const gradient = await tf
      .grad((x) => crossEntropy(x as Tensor2D, targets))(large)
      .data();
    expect([...gradient]).toEqual([0.5, -0.5, 0, -0.25, 0.25, 0]);
  });

  it('does not change when all logits of an equation are shifted', async () => {
    const shifted = tf.add(logits, 64) as Tensor2D;
    const [a, b] = await Promise.all([
      crossEntropy(logits, labels).data(),
      crossEntropy(shifted, labels).data(),
    ]);
    expect(a[0]).toBeCloseTo(b[0] as number, 4);
  });
});
