/** @file Examples whose loss is exactly 0 in the loss's own precision. With cross-entropy their softmax has collapsed: Σ exp
 *  of the logits less the largest rounds to 1, and the example no longer teaches anything (Prieto et al. 2025, arXiv
 *  2501.04697, section 3). The same kernels in the same width as in a training step decide. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { crossEntropies } from './cross-entropy.ts';
import { answersIn, scopeOf, targetRows, type LossSettings } from './loss.ts';
import type { FloatBits } from './precision.ts';

/** For outputs [B, classes] and labels [B]: 1 where the example's loss is 0, else 0. @param labels all that may occur */
export function createZeroLoss(
  config: LossSettings,
  labels: Int32Array,
): (outputs: Tensor2D, answers: Tensor1D) => Tensor1D {
  const { enter } = scopeOf(config.loss.precision);
  const each = config.loss.kind === 'cross-entropy' ? crossEntropiesIn(config.loss.precision) : squaredErrors;
  const targets = targetRows(config, answersIn(labels));
  return (outputs, answers) => {
    const losses = each(enter(outputs), enter(targets(outputs, answers)));
    // Asked inside the scope: cast to fewer bits first, a small loss would become 0.
    return tf.cast(tf.equal(losses, 0), 'float32') as Tensor1D;
  };
}

const crossEntropiesIn =
  (bits: FloatBits) =>
  (logits: Tensor2D, oneHot: Tensor2D): Tensor =>
    tf.squeeze(crossEntropies(logits, oneHot, bits).losses, [1]);

function squaredErrors(outputs: Tensor2D, targets: Tensor2D): Tensor {
  return tf.sum(tf.square(tf.sub(outputs, targets)), 1);
}
