/** @file What is minimised: the mean cross-entropy of the softmax over a batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Mean over the batch of log Σ exp(logits) − logit of the label, with the largest logit taken off first.
 * @param logits [B, C]
 * @param labels int32 [B], 0 … C−1
 */
export function crossEntropy(logits: Tensor2D, labels: Tensor1D): Scalar {
  const [batch, classes] = logits.shape;
  const operation = tf.customGrad((input, save) => {
    const x = input as Tensor2D;
    const target = tf.oneHot(labels, classes, 1, 0, 'float32');
    const shifted = tf.sub(x, tf.max(x, 1, true));
    const exponentials = tf.exp(shifted);
    const total = tf.sum(exponentials, 1, true);
    const own = tf.sum(tf.mul(shifted, target));
    const value = tf.div(tf.sub(tf.sum(tf.log(total)), own), batch);
    (save as tf.GradSaveFunc)([exponentials, total, target]);
    return { value, gradFunc: crossEntropyGradient };
  });
  return operation(logits) as Scalar;
}

/** (softmax − one-hot)·dy/B. */
function crossEntropyGradient(dy: Tensor, saved: Tensor[]): Tensor {
  const [exponentials, total, target] = saved as [Tensor2D, Tensor, Tensor2D];
  const perEquation = tf.div(dy, target.shape[0]);
  return tf.mul(tf.sub(tf.div(exponentials, total), target), perEquation);
}
