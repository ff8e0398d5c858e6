/** @file Nonlinearities of hidden units, element by element. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Activation } from '../contract/values/model-config.ts';

/** GELU, x·Φ(x) with the normal distribution function Φ (Hendrycks, Gimpel 2016, arXiv 1606.08415), not its tanh fit. */
export const gelu = tf.customGrad((input, save) => {
  const x = input as Tensor;
  const distribution = tf.mul(tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1), 0.5);
  (save as tf.GradSaveFunc)([x, distribution]);
  return { value: tf.mul(x, distribution), gradFunc: geluGradient };
}) as (x: Tensor2D) => Tensor2D;

/** dx = dy·(Φ(x) + x·φ(x)), φ the normal density. */
function geluGradient(dy: Tensor, saved: Tensor[]): Tensor {
  const [x, distribution] = saved as [Tensor, Tensor];
  const density = tf.exp(tf.sub(tf.mul(tf.mul(x, x), -0.5), Math.log(Math.sqrt(2 * Math.PI))));
  return tf.mul(dy, tf.add(distribution, tf.mul(x, density)));
}

export const ACTIVATIONS: Readonly<Record<Activation, (x: Tensor2D) => Tensor2D>> = {
  relu: (x) => tf.relu(x),
  gelu,
  tanh: (x) => tf.tanh(x),
  quadratic: (x) => tf.square(x),
};
