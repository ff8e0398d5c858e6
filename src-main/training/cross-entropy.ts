/** @file Softmax and cross-entropy of rows of logits inside of a step, in the width that the logits have. What is logged
 *  at an evaluation is computed in double on the host: `measures/cross-entropy.ts`. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { FloatBits } from './precision.ts';

export interface CrossEntropies {
  /** [B, C] */
  readonly softmax: Tensor2D;
  /** log Σ exp(logits) − logit of the label, [B, 1]. */
  readonly losses: Tensor2D;
}

/**
 * A loss is written as log Σ exp(logit − largest) plus the largest logit's lead over the label's, so that it stays
 * finite and exact however large logits are. A right answer has no lead: its loss is 0 once the sum rounds to 1.
 * @param logits [B, C] @param oneHot labels, [B, C] @param bits the width that both were
 * brought to, by `scopeOf`
 */
export function crossEntropies(logits: Tensor2D, oneHot: Tensor2D, bits: FloatBits): CrossEntropies {
  const largest = tf.max(logits, 1, true);
  const lead = tf.sub(largest, tf.sum(tf.mul(logits, oneHot), 1, true));
  const { softmax, logTotal } = bits === 16 ? roundedSoftmax(tf.sub(logits, largest)) : fusedSoftmax(logits);
  return { softmax, losses: tf.add(logTotal, lead) };
}

interface Softmax {
  readonly softmax: Tensor2D;
  /** log Σ exp(logit − largest), [B, 1] */
  readonly logTotal: Tensor2D;
}

/** By one kernel, with less work than by four: the exponentials of doubles are dear where they must not depend on the
 *  number of threads (Nanda et al.'s 3830 rows: on one thread 11.4 → 3.6 ms, on two 4.8 → 3.4). The largest probability
 *  is one over the sum. */
function fusedSoftmax(logits: Tensor2D): Softmax {
  const softmax = tf.softmax(logits);
  return { softmax, logTotal: tf.neg(tf.log(tf.max(softmax, 1, true))) };
}

/** Kernel by kernel, as each result is rounded to half; inside of one kernel the sum would be single. */
function roundedSoftmax(shifted: Tensor2D): Softmax {
  const exponentials = tf.exp(shifted);
  const total: Tensor2D = tf.sum(exponentials, 1, true);
  return { softmax: tf.div(exponentials, total), logTotal: tf.log(total) };
}
