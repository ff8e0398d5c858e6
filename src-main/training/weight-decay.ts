/** @file The two meanings of weight decay (Loshchilov, Hutter 2019, arXiv 1711.05101). */
import * as tf from '@tensorflow/tfjs-core';
import type { GradientTransform } from './gradient-transform.ts';
import { learningRateAt, type Schedule } from './schedule.ts';

/** Coupled: λθ is added to the gradient, as if λ‖θ‖²/2 were part of the loss. Comes before the rule that takes the step. */
export function coupledDecay(weightDecay: number): GradientTransform {
  return {
    state: {},
    scalars: () => ({}),
    transform: (gradient, _state, parameters) => ({
      update: tf.add(gradient, tf.mul(parameters, weightDecay)),
      state: {},
    }),
  };
}

/**
 * Decoupled: parameters are multiplied by this before the update is subtracted, whatever the gradient (PyTorch's AdamW).
 * @returns 1 − η·λ at that update
 */
export function shrinkageAt(schedule: Schedule, weightDecay: number, update: number): number {
  return 1 - learningRateAt(schedule, update) * weightDecay;
}
