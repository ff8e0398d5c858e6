/** @file What scale-invariant weights feel of learning rate and gradient (Lobacheva et al. 2021, arXiv 2106.15739;
 *  Melnik et al. 2023, section 3.5).
 *
 *  When the loss does not change with the length of θ, training can be read on the unit sphere, where the learning rate
 *  is η/‖θ‖² and the gradient ‖g‖·‖θ‖. Weight decay shrinks ‖θ‖, so the former climbs until training collapses.
 *  With biases or unnormalised layers the invariance is partial; θ is all parameters, as in the second source. */
import { euclideanNorm } from './euclidean-norm.ts';
import type { Measure } from './measure.ts';

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export const effective: Measure = {
  id: 'effective',
  needs: ['parameters', 'gradient/train', 'gradient/batches'],
  emits: [
    'gradient/norm',
    'gradient/batchNorm',
    'effective/learningRate',
    'effective/gradientNorm',
    'effective/batchGradientNorm',
  ],
  compute({ parameters, gradient, batchGradientNorms, learningRate }) {
    const weights = euclideanNorm(parameters);
    const gradientNorm = euclideanNorm(gradient);
    const batchNorm = mean(batchGradientNorms);
    return {
      'gradient/norm': gradientNorm,
      'gradient/batchNorm': batchNorm,
      'effective/learningRate': learningRate / weights ** 2,
      'effective/gradientNorm': gradientNorm * weights,
      'effective/batchGradientNorm': batchNorm * weights,
    };
  },
};
