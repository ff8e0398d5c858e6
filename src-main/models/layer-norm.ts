/** @file Layer normalisation (Ba, Kiros, Hinton 2016, arXiv 1607.06450), with its gradients in closed form: the chain rule
 *  through mean and variance would take twice the kernels. */
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
  return affine ? affineNorm(x, affine.scale, affine.shift) : bareNorm(x);
}

/** x̂ and 1/σ for each row. */
function standardize(x: Tensor): { normalized: Tensor; inverseDeviation: Tensor } {
  const centered = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centered), -1, true);
  const inverseDeviation = tf.rsqrt(tf.add(variance, EPSILON));
  return { normalized: tf.mul(centered, inverseDeviation), inverseDeviation };
}

const bareNorm = tf.customGrad((...inputs) => {
  const [x, save] = inputs as [Tensor, tf.GradSaveFunc];
  const { normalized, inverseDeviation } = standardize(x);
  save([normalized, inverseDeviation]);
  return { value: normalized, gradFunc: bareGradient };
}) as (x: Tensor2D) => Tensor2D;

function bareGradient(dy: Tensor, saved: Tensor[]): Tensor {
  const [normalized, inverseDeviation] = saved as [Tensor, Tensor];
  return inputGradient(dy, normalized, inverseDeviation);
}

/** dx = (dy − mean(dy) − x̂·mean(dy·x̂)) / σ. As x̂ has mean 0, the second mean may be taken of dy − mean(dy). */
function inputGradient(dy: Tensor, normalized: Tensor, inverseDeviation: Tensor): Tensor {
  const centered = tf.sub(dy, tf.mean(dy, -1, true));
  const along = tf.mean(tf.mul(centered, normalized), -1, true);
  return tf.mul(tf.sub(centered, tf.mul(normalized, along)), inverseDeviation);
}

const affineNorm = tf.customGrad((...inputs) => {
  const [x, scale, shift, save] = inputs as [Tensor, Tensor, Tensor, tf.GradSaveFunc];
  const { normalized, inverseDeviation } = standardize(x);
  save([normalized, inverseDeviation, scale]);
  return { value: tf.add(tf.mul(normalized, scale), shift), gradFunc: affineGradient };
}) as (x: Tensor2D, scale: Tensor, shift: Tensor) => Tensor2D;

/** The same with dy·scale for dy; engines may move the scale into the layer that follows. */
function affineGradient(dy: Tensor, saved: Tensor[]): Tensor[] {
  const [normalized, inverseDeviation, scale] = saved as [Tensor, Tensor, Tensor];
  return [
    inputGradient(tf.mul(dy, scale), normalized, inverseDeviation),
    tf.sum(tf.mul(dy, normalized), 0),
    tf.sum(dy, 0),
  ];
}
