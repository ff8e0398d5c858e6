/** @file The loss of a batch and its gradient as one flat vector. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { FloatArray, HostArray, NamedArrays } from '../base/named-arrays.ts';
import type { FixedTokens, Model } from '../models/model.ts';
import { flatten, nameParameters, splitParameters } from '../models/parameters.ts';
import { registerGradients } from './gradients.ts';
import type { LossFunction } from './loss.ts';
import type { NamedTensors } from './program.ts';

/** Examples to train on. */
export interface TrainingSet {
  /** int32 [N, context], or floats [N, features] */
  readonly inputs: Inputs;
  /** int32 [N] */
  readonly labels: HostArray<Int32Array>;
}

/** Tokens, or vectors of numbers. */
export type Inputs = HostArray<Int32Array> | HostArray<FloatArray>;

/** The training set as constants of a program. */
export function trainingConstants({ inputs, labels }: TrainingSet): NamedArrays {
  return { 'train/inputs': inputs, 'train/labels': labels };
}

/** The tokens that stand at the same position in every row; of vectors nothing is known. @param inputs [N, context] */
export function fixedTokens({ shape, data }: Inputs): FixedTokens {
  if (!(data instanceof Int32Array)) return [];
  const context = shape[1] as number;
  return Array.from({ length: context }, (_, position) => {
    for (let i = position; i < data.length; i += context) if (data[i] !== data[position]) return undefined;
    return data[position];
  });
}

/** Examples as a program sees them. */
export interface Batch {
  /** int32 [B, context], or floats [B, features] */
  readonly inputs: Tensor2D;
  /** int32 [B] */
  readonly labels: Tensor1D;
  readonly fixed: FixedTokens;
}

/** The examples of the feed `batch`, or all of them where there is no such feed. */
export function batchOf(tensors: NamedTensors, fixed: FixedTokens): Batch {
  const inputs = tensors['train/inputs'] as Tensor2D;
  const labels = tensors['train/labels'] as Tensor1D;
  const batch = tensors['batch'] as Tensor1D | undefined;
  if (!batch) return { inputs, labels, fixed };
  return { inputs: tf.gather(inputs, batch), labels: tf.gather(labels, batch), fixed };
}

/**
 * Mean loss of a batch, and its gradient [n]. The parameters are cut out of the flat vector before differentiating:
 * through the cut, every gradient would be padded to full length and added up.
 */
export function lossAndGradient(
  model: Model,
  lossOf: LossFunction,
  parameters: Tensor1D,
  { inputs, labels, fixed }: Batch,
): { loss: Scalar; gradient: Tensor1D } {
  registerGradients();
  const differentiate = tf.valueAndGrads((...parts) =>
    lossOf(model.forward(nameParameters(model.parameters, parts), inputs, fixed), labels),
  );
  const { value, grads } = differentiate(splitParameters(model.parameters, parameters));
  return { loss: value as Scalar, gradient: flatten(grads) };
}
