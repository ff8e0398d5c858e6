/** @file The loss of a batch and its gradient as one flat vector. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { HostArray, NamedArrays } from '../base/named-arrays.ts';
import type { FixedTokens, Model } from '../models/model.ts';
import { flatten, nameParameters, splitParameters } from '../models/parameters.ts';
import { registerGradients } from './gradients.ts';
import type { LossFunction } from './loss.ts';
import type { NamedTensors } from './program.ts';

/** Equations to train on. */
export interface TrainingSet {
  /** int32 [N, context] */
  readonly tokens: HostArray<Int32Array>;
  /** int32 [N] */
  readonly labels: HostArray<Int32Array>;
}

/** The training set as constants of a program. */
export function trainingConstants({ tokens, labels }: TrainingSet): NamedArrays {
  return { 'train/tokens': tokens, 'train/labels': labels };
}

/** The tokens that stand at the same position in every row. @param tokens [N, context] */
export function fixedTokens({ shape, data }: HostArray<Int32Array>): FixedTokens {
  const context = shape[1] as number;
  return Array.from({ length: context }, (_, position) => {
    for (let i = position; i < data.length; i += context) if (data[i] !== data[position]) return undefined;
    return data[position];
  });
}

/** Equations as a program sees them. */
export interface Batch {
  /** int32 [B, context] */
  readonly tokens: Tensor2D;
  /** int32 [B] */
  readonly labels: Tensor1D;
  readonly fixed: FixedTokens;
}

/** The equations of the feed `batch`, or all of them where there is no such feed. */
export function batchOf(inputs: NamedTensors, fixed: FixedTokens): Batch {
  const tokens = inputs['train/tokens'] as Tensor2D;
  const labels = inputs['train/labels'] as Tensor1D;
  const batch = inputs['batch'] as Tensor1D | undefined;
  if (!batch) return { tokens, labels, fixed };
  return { tokens: tf.gather(tokens, batch), labels: tf.gather(labels, batch), fixed };
}

/**
 * Mean loss of a batch, and its gradient [n]. The parameters are cut out of the flat vector before differentiating:
 * through the cut, every gradient would be padded to full length and added up.
 */
export function lossAndGradient(
  model: Model,
  lossOf: LossFunction,
  parameters: Tensor1D,
  { tokens, labels, fixed }: Batch,
): { loss: Scalar; gradient: Tensor1D } {
  registerGradients();
  const differentiate = tf.valueAndGrads((...parts) =>
    lossOf(model.forward(nameParameters(model.parameters, parts), tokens, fixed), labels),
  );
  const { value, grads } = differentiate(splitParameters(model.parameters, parameters));
  return { loss: value as Scalar, gradient: flatten(grads) };
}
