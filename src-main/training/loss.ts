/** @file What is minimised: the mean cross-entropy of the softmax over a batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { RunConfig } from '../contract/values/run-config.ts';
import { castFloat, type FloatBits } from './precision.ts';

/** Mean loss over a batch. @param logits [B, C] @param labels int32 [B], 0 … C−1 */
export type LossFunction = (logits: Tensor2D, labels: Tensor1D) => Scalar;

/** The loss of a config, in the precision it asks for. */
export function createLoss({ loss }: Pick<RunConfig, 'loss'>): LossFunction {
  return (logits, labels) => crossEntropy(logits, labels, loss.precision);
}

/**
 * Mean over the batch of log Σ exp(logits) − logit of the label, with the largest logit taken off first.
 * @param bits width in which softmax, loss and the gradient with respect to the logits are computed
 */
export function crossEntropy(logits: Tensor2D, labels: Tensor1D, bits: FloatBits = 'run'): Scalar {
  const enter = <T extends Tensor>(x: T): T => (bits === 'run' ? x : castFloat(x, bits));
  const leave = <T extends Tensor>(x: T): T => (bits === 'run' ? x : castFloat(x, 'run'));
  const [batch, classes] = logits.shape;
  const operation = tf.customGrad((input, save) => {
    const x = enter(input as Tensor2D);
    const target = enter(tf.oneHot(labels, classes, 1, 0, 'float32') as Tensor2D);
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, 1, true);
    const own = tf.sum(tf.mul(shifted, target));
    const value = leave(tf.div(tf.sub(tf.sum(tf.log(total)), own), batch));
    (save as tf.GradSaveFunc)([exponentials, total, target]);
    return { value, gradFunc: (dy, saved) => leave(crossEntropyGradient(enter(dy as Tensor), saved)) };
  });
  return operation(logits) as Scalar;
}

/** (softmax − one-hot)·dy/B. */
function crossEntropyGradient(dy: Tensor, saved: Tensor[]): Tensor {
  const [exponentials, total, target] = saved as [Tensor2D, Tensor, Tensor2D];
  const perEquation = tf.div(dy, target.shape[0]);
  return tf.mul(tf.sub(tf.div(exponentials, total), target), perEquation);
}
