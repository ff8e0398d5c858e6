/** @file Adam (Kingma, Ba 2015, arXiv 1412.6980, algorithm 1; PyTorch's place for ε).
 *  m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², update η·m̂/(√v̂ + ε) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ).
 *  The state holds M = m/(1−β₁) and V = v/(1−β₂), and the update is written a·M/(√V + e) with a and e computed on the
 *  host in double: nine element-wise kernels over the parameters instead of fourteen, the same numbers to rounding. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { entry, type GradientTransform } from './gradient-transform.ts';
import { learningRateAt, type Schedule } from './schedule.ts';

export interface AdamSettings extends Schedule {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** State vector m/(1−β₁): the sum of past gradients, each weighted by β₁ to its age. */
export const FIRST_MOMENT = 'adam/firstMoment';
/** State vector v/(1−β₂): the sum of past squared gradients, each weighted by β₂ to its age. */
export const SECOND_MOMENT = 'adam/secondMoment';

export function adam(settings: AdamSettings): GradientTransform {
  const { beta1, beta2 } = settings;
  return {
    state: { [FIRST_MOMENT]: 0, [SECOND_MOMENT]: 0 },
    scalars: (update) => adamScalars(settings, update),
    transform: (gradient, state, _parameters, scalars) => {
      const first = tf.add(tf.mul(entry(state, FIRST_MOMENT), beta1), gradient) as Tensor1D;
      const second = tf.add(tf.mul(entry(state, SECOND_MOMENT), beta2), tf.square(gradient)) as Tensor1D;
      const root = tf.add(tf.sqrt(second), entry(scalars, 'adamEpsilon'));
      return {
        update: tf.mul(tf.div(first, root), entry(scalars, 'adamRate')),
        state: { [FIRST_MOMENT]: first, [SECOND_MOMENT]: second },
      };
    },
  };
}

/**
 * With s = √((1−β₂)/(1−β₂ᵗ)), so that √v̂ = s·√V: a = η(1−β₁)/((1−β₁ᵗ)·s) and e = ε/s.
 * @param update t, 1 for the first
 */
function adamScalars(settings: AdamSettings, update: number): { adamRate: number; adamEpsilon: number } {
  const { beta1, beta2, epsilon } = settings;
  const scale = Math.sqrt((1 - beta2) / (1 - beta2 ** update));
  const rate = (learningRateAt(settings, update) * (1 - beta1)) / (1 - beta1 ** update);
  return { adamRate: rate / scale, adamEpsilon: epsilon / scale };
}
