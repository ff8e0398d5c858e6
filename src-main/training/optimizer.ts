/** @file From the optimizer's config to the function that updates parameters. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { assertNever } from '../base/assert-never.ts';
import type { OptimizerConfig } from '../contract/values/optimizer-config.ts';
import { adam } from './adam.ts';
import { chain } from './chain.ts';
import { entry, type GradientTransform, type Scalars, type Vectors } from './gradient-transform.ts';
import { sgd } from './momentum.ts';
import { coupledDecay, shrinkageAt } from './weight-decay.ts';

export interface Updated {
  readonly parameters: Tensor1D;
  readonly state: Vectors;
}

export interface Optimizer {
  /** Names of its state vectors [n], with the value that fills each before the first update. */
  readonly state: Readonly<Record<string, number>>;
  /** What changes from update to update. @param update 1 for the first */
  scalars(update: number): Readonly<Record<string, number>>;
  /** All arguments but the scalars are [n]. */
  apply(gradient: Tensor1D, parameters: Tensor1D, state: Vectors, scalars: Scalars): Updated;
}

export function createOptimizer(config: OptimizerConfig): Optimizer {
  const { weightDecay, decay } = config;
  const coupled = weightDecay > 0 && decay === 'coupled';
  const decoupled = weightDecay > 0 && decay === 'decoupled';
  const rule = coupled ? chain(coupledDecay(weightDecay), stepRule(config)) : stepRule(config);
  return {
    state: rule.state,
    scalars: (update) => ({
      ...rule.scalars(update),
      ...(decoupled ? { shrinkage: shrinkageAt(config, weightDecay, update) } : {}),
    }),
    apply: (gradient, parameters, state, scalars) => {
      const step = rule.transform(gradient, state, parameters, scalars);
      const kept = decoupled ? tf.mul(parameters, entry(scalars, 'shrinkage')) : parameters;
      return { parameters: tf.sub(kept, step.update), state: step.state };
    },
  };
}

function stepRule(config: OptimizerConfig): GradientTransform {
  switch (config.kind) {
    case 'adam':
      return adam(config);
    case 'sgd':
      return sgd(config);
    default:
      return assertNever(config, 'optimizer');
  }
}
