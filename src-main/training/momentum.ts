/** @file Stochastic gradient descent, with momentum as PyTorch defines it (no dampening, no Nesterov). */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { entry, type GradientTransform } from './gradient-transform.ts';
import { learningRateAt, type Schedule } from './schedule.ts';

export interface SgdSettings extends Schedule {
  /** μ; 0 is plain gradient descent, which has no state. */
  readonly momentum: number;
}

/** State vector: the sum of past gradients, each weighted by μ to its age. */
export const VELOCITY = 'sgd/velocity';

/** The update is η·b with b ← μb + g. */
export function sgd(settings: SgdSettings): GradientTransform {
  const { momentum } = settings;
  return {
    state: momentum > 0 ? { [VELOCITY]: 0 } : {},
    scalars: (update) => ({ learningRate: learningRateAt(settings, update) }),
    transform: (gradient, state, _parameters, scalars) => {
      const rate = entry(scalars, 'learningRate');
      if (momentum === 0) return { update: tf.mul(gradient, rate), state: {} };
      const velocity = tf.add(tf.mul(entry(state, VELOCITY), momentum), gradient) as Tensor1D;
      return { update: tf.mul(velocity, rate), state: { [VELOCITY]: velocity } };
    },
  };
}
