/** @file A learning rate and a decay of its own for the embedding table (Liu et al. 2022: representation and decoder). The
 *  parameters stay one vector; what differs among them is a constant vector of factors. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { sizeOf } from '../base/named-arrays.ts';
import type { OptimizerConfig } from '../contract/values/optimizer-config.ts';
import type { ParameterSpec } from '../models/model.ts';

/** What a parameter's update is multiplied by, and its decay λ. */
export interface Group {
  /** Its learning rate over that of the optimizer. */
  readonly rate: number;
  readonly weightDecay: number;
}

const EMBEDDING = 'embed.W_E';

/** The groups of a config by parameter; undefined where all parameters are treated alike. */
export function groupsOf(config: OptimizerConfig): ((name: string) => Group) | undefined {
  if (config.kind !== 'adam-two-rates') return undefined;
  const { learningRate, weightDecay, embeddingLearningRate, embeddingWeightDecay } = config;
  const embedding = { rate: embeddingLearningRate / learningRate, weightDecay: embeddingWeightDecay };
  const rest = { rate: 1, weightDecay };
  return (name) => (name === EMBEDDING ? embedding : rest);
}

/** The vector [n] that holds a number for each parameter, over all its elements. */
export function perParameter(specs: readonly ParameterSpec[], valueOf: (name: string) => number): Tensor1D {
  const runs: { value: number; length: number }[] = [];
  for (const { name, shape } of specs) {
    const value = valueOf(name);
    const last = runs.at(-1);
    if (last?.value === value) last.length += sizeOf(shape);
    else runs.push({ value, length: sizeOf(shape) });
  }
  return tf.concat(runs.map(({ value, length }) => tf.fill([length], value) as Tensor1D));
}
