import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { answersIn, createLoss, crossEntropy, squaredError } from '../../../src-main/training/loss.ts';
import { targetsOf } from '../../../src-main/training/targets.ts';
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

  it.each([NaN, Infinity, -Infinity])('of a batch with a logit of %d is not finite', async (broken) => {
    for (const place of [0, 1]) {
      const some = [1, 2, 0, 3, 0, 1, 2, 0, 3];
      some[3 + place] = broken;
      const loss = await crossEntropy(matrix(3, 3, some), tf.tensor1d([1, 0, 2], 'int32')).data();
      expect(loss[0], `at ${place}`).not.toSatisfy(Number.isFinite);
    }
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

describe('the squared error', () => {
  const targets = normals(BATCH * CLASSES, 'targets');

  it('is the mean over batch and outputs, with its gradient', async () => {
    const differences = values.map((v, i) => Math.fround(v) - Math.fround(targets[i] as number));
    const size = BATCH * CLASSES;
    const loss = squaredError(logits, matrix(BATCH, CLASSES, targets));
    expect((await loss.data())[0]).toBeCloseTo(differences.reduce((sum, d) => sum + d * d, 0) / size, 4);
    const gradient = tf.grad((x) => tf.mul(squaredError(x as Tensor2D, matrix(BATCH, CLASSES, targets)), 3));
    const expected = differences.map((d) => (6 * d) / size);
    expect(relativeDistance(await gradient(logits).data(), expected)).toBeLessThan(1e-6);
  });

  it('of the loss mse compares with the one-hot answer', async () => {
    const loss = createLoss(
      { loss: { kind: 'mse', precision: 'run' }, seed: 1 },
      answersIn(Int32Array.from(LABELS)),
    );
    const oneHot = LABELS.flatMap((label) => Array.from({ length: CLASSES }, (_, c) => Number(c === label)));
    const expected = squaredError(logits, matrix(BATCH, CLASSES, oneHot));
    expect(await loss(logits, labels).data()).toEqual(await expected.data());
  });

  it('of the loss mse-random compares with a vector that seed and answer alone decide', async () => {
    const loss = { kind: 'mse-random', precision: 'run', targetWidth: CLASSES } as const;
    const table = targetsOf(loss, 7, 9, CLASSES)?.data ?? [];
    const wanted = LABELS.flatMap((label) => [...table.slice(label * CLASSES, (label + 1) * CLASSES)]);
    const lossOf = createLoss({ loss, seed: 7 }, answersIn(Int32Array.from(LABELS)));
    const expected = squaredError(logits, matrix(BATCH, CLASSES, wanted));
    expect(await lossOf(logits, labels).data()).toEqual(await expected.data());
    expect(targetsOf(loss, 8, 9, CLASSES)?.data).not.toEqual(table);
    expect(targetsOf(loss, 7, 5, CLASSES)?.data).toEqual(table.slice(0, 5 * CLASSES));
  });
});
