/** @file The norm of all weights: what weight decay works on, and what falls while a network generalises
 *  (Nanda et al. 2023, figure 7; Liu et al. 2022, "Omnigrok"). */
import { euclideanNorm } from './euclidean-norm.ts';
import type { Measure } from './measure.ts';

/** `weights/norm` = ‖θ‖ over all trained parameters, biases and LayerNorm scales included. */
export const weightsNorm: Measure = {
  id: 'weights-norm',
  needs: ['parameters'],
  emits: ['weights/norm'],
  compute: ({ parameters }) => ({ 'weights/norm': euclideanNorm(parameters) }),
};
