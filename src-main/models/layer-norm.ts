/** @file Layer normalisation (Ba, Kiros, Hinton 2016, arXiv 1607.06450), with its gradient in closed form. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** Added to the variance, as in PyTorch. */
export const EPSILON = 1e-5;

/** Scale and shift of a normalisation, [d] each. */
export interface Affine {
  readonly scale: Tensor;
  readonly shift: Tensor;
}

/**
 * Each row less its mean, divided by its standard deviation; then scaled and shifted where `affine` is given.
 * @param x [rows, d]
 */
export function layerNorm(x: Tensor2D, affine?: Affine): Tensor2D {
  const normalized = standardize(x);
  return affine ? tf.add(tf.mul(normalized, affine.scale), affine.shift) : normalized;
}

/** Rows with mean 0 and variance 1. The chain rule through mean and variance would take twice the kernels. */
const standardize = tf.customGrad((input, save) => {
  const x = input as Tensor;
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centered), -1, true);
  const inverseDeviation = tf.rsqrt(tf.add(variance, EPSILON));
  const value = tf.mul(centered, inverseDeviation);
  (save as tf.GradSaveFunc)([value, inverseDeviation]);
  return { value, gradFunc: standardizeGradient };
}) as (x: Tensor2D) => Tensor2D;

/** dx = (dy − mean(dy) − x̂·mean(dy·x̂)) / σ. */
function standardizeGradient(dy: Tensor, saved: Tensor[]): Tensor {
  const [value, inverseDeviation] = saved as [Tensor, Tensor];
  const along = tf.mean(tf.mul(dy, value), -1, true);
  const tangential = tf.sub(tf.sub(dy, tf.mul(value, along)), tf.mean(dy, -1, true));
  return tf.mul(tangential, inverseDeviation);
}
