/** @file From the optimizer's config to the function that updates parameters. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { assertNever } from '../base/assert-never.ts';
import type { OptimizerConfig } from '../contract/values/optimizer-config.ts';
import type { ParameterSpec } from '../models/model.ts';
import { adam } from './adam.ts';
import { chain } from './chain.ts';
import { entry, type GradientTransform, type Scalars, type Vectors } from './gradient-transform.ts';
import { sgd } from './momentum.ts';
import { groupsOf, perParameter, type Group } from './parameter-groups.ts';
import { learningRateAt } from './schedule.ts';
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

/** @param specs parameters in the order of the flat vector; needed where some are treated unlike others */
export function createOptimizer(config: OptimizerConfig, specs: readonly ParameterSpec[] = []): Optimizer {
  const { weightDecay, decay } = config;
  const groupOf = groupsOf(config);
  if (groupOf) return groupedOptimizer(config, specs, groupOf);
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

/** The same with factors that differ from parameter to parameter. */
function groupedOptimizer(
  config: OptimizerConfig,
  specs: readonly ParameterSpec[],
  groupOf: (name: string) => Group,
): Optimizer {
  const rule = stepRule(config);
  const decays = specs.some(({ name }) => groupOf(name).weightDecay > 0);
  const coupled = decays && config.decay === 'coupled';
  const decoupled = decays && config.decay === 'decoupled';
  return {
    state: rule.state,
    scalars: (update) => ({
      ...rule.scalars(update),
      ...(decoupled ? { decayRate: learningRateAt(config, update) } : {}),
    }),
    apply: (gradient, parameters, state, scalars) => {
      const decayOf = () => perParameter(specs, (name) => groupOf(name).weightDecay);
      const whole = coupled ? tf.add(gradient, tf.mul(parameters, decayOf())) : gradient;
      const step = rule.transform(whole as Tensor1D, state, parameters, scalars);
      const rates = perParameter(specs, (name) => groupOf(name).rate);
      // θ less η·λ·θ and the update, both at the rate of the group.
      const own = decoupled
        ? tf.add(step.update, tf.mul(tf.mul(parameters, decayOf()), entry(scalars, 'decayRate')))
        : step.update;
      return { parameters: tf.sub(parameters, tf.mul(own, rates)), state: step.state };
    },
  };
}

function stepRule(config: OptimizerConfig): GradientTransform {
  switch (config.kind) {
    case 'adam':
    case 'adam-two-rates':
      return adam(config);
    case 'sgd':
      return sgd(config);
    default:
      return assertNever(config, 'optimizer');
  }
}
