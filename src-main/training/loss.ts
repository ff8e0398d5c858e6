/** @file What is minimised: over a batch, the mean cross-entropy of the softmax or the mean squared error. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { RunConfig } from '../contract/values/run-config.ts';
import { crossEntropies } from './cross-entropy.ts';
import { castFloat, type FloatBits } from './precision.ts';
import { targetsOf, type Targets } from './targets.ts';

/** Mean loss over a batch. @param logits [B, C] @param labels int32 [B], 0 … C−1 */
export type LossFunction = (logits: Tensor2D, labels: Tensor1D) => Scalar;

export type LossSettings = Pick<RunConfig, 'loss' | 'seed'>;

/** The loss of a config, in the precision it asks for. @param answers labels are below it */
export function createLoss(config: LossSettings, answers: number): LossFunction {
  const { loss } = config;
  if (loss.kind === 'cross-entropy') return (logits, labels) => crossEntropy(logits, labels, loss.precision);
  const targets = targetRows(config, answers);
  return (outputs, labels) => squaredError(outputs, targets(outputs, labels), loss.precision);
}

/** What the outputs of a batch should be, [B, outputs]. @param answers labels are below it */
export function targetRows(
  { loss, seed }: LossSettings,
  answers: number,
): (outputs: Tensor2D, labels: Tensor1D) => Tensor2D {
  if (loss.kind !== 'mse-random') return oneHotLike;
  const { data, width } = targetsOf(loss, seed, answers, loss.targetWidth) as Targets;
  return (_, labels) => tf.gather(tf.tensor2d(Float32Array.from(data), [answers, width]), labels);
}

/** One more than the largest label: enough answers for a training set of which no more is known. */
export function answersIn(labels: Int32Array): number {
  return labels.reduce((a, b) => Math.max(a, b), 0) + 1;
}

/** Ways into a scope of that width and out of it. */
export function scopeOf(bits: FloatBits): { enter: Cast; leave: Cast } {
  const same: Cast = (x) => x;
  if (bits === 'run') return { enter: same, leave: same };
  return { enter: (x) => castFloat(x, bits), leave: (x) => castFloat(x, 'run') };
}
type Cast = <T extends Tensor>(x: T) => T;

function oneHotLike(logits: Tensor2D, labels: Tensor1D): Tensor2D {
  return tf.oneHot(labels, logits.shape[1], 1, 0, 'float32') as Tensor2D;
}

/**
 * Mean over the batch and over the outputs of (output − target)², as PyTorch's `mse_loss`.
 * @param bits width in which loss and gradient are computed
 */
export function squaredError(outputs: Tensor2D, targets: Tensor2D, bits: FloatBits = 'run'): Scalar {
  const { enter, leave } = scopeOf(bits);
  const operation = tf.customGrad((input, save) => {
    const difference = tf.sub(enter(input as Tensor2D), enter(targets));
    const value = leave(tf.div(tf.sum(tf.square(difference)), outputs.size));
    (save as tf.GradSaveFunc)([difference]);
    const gradFunc = (dy: Tensor, [saved]: Tensor[]) =>
      leave(tf.mul(saved as Tensor, tf.mul(enter(dy), 2 / outputs.size)));
    return { value, gradFunc };
  });
  return operation(outputs) as Scalar;
}

/**
 * Mean over the batch of log Σ exp(logits) − logit of the label.
 * @param bits width in which softmax, loss and the gradient with respect to the logits are computed
 */
export function crossEntropy(logits: Tensor2D, labels: Tensor1D, bits: FloatBits = 'run'): Scalar {
  const { enter, leave } = scopeOf(bits);
  const [batch] = logits.shape;
  const operation = tf.customGrad((input, save) => {
    const target = enter(oneHotLike(logits, labels));
    const { softmax, losses } = crossEntropies(enter(input as Tensor2D), target, bits);
    (save as tf.GradSaveFunc)([softmax, target]);
    return {
      value: leave(tf.div(tf.sum(losses), batch)),
      gradFunc: (dy, saved) => leave(crossEntropyGradient(enter(dy as Tensor), saved)),
    };
  });
  return operation(logits) as Scalar;
}

/** (softmax − one-hot)·dy/B. */
function crossEntropyGradient(dy: Tensor, [softmax, target]: Tensor[]): Tensor {
  const perEquation = tf.div(dy, (target as Tensor).shape[0]);
  return tf.mul(tf.sub(softmax as Tensor, target as Tensor), perEquation);
}
