/** @file How much of the training set teaches nothing any more because its loss has rounded to 0 (Prieto et al. 2025, arXiv
 *  2501.04697, "softmax collapse"). Without weight decay logits grow until it happens: from a lead of 24·ln 2 ≈ 16.6 on
 *  in 32 bits, 53·ln 2 ≈ 36.7 in 64. */
import type { Measure } from './measure.ts';

/** `train/zeroLossShare`: share of training examples whose loss is exactly 0 in the precision the loss is computed in. */
export const softmaxCollapse: Measure = {
  id: 'softmax-collapse',
  needs: ['zeroLosses/train'],
  emits: ['train/zeroLossShare'],
  compute({ zeroLosses }) {
    let count = 0;
    for (let i = 0; i < zeroLosses.length; i++) count += zeroLosses[i] as number;
    return { 'train/zeroLossShare': count / zeroLosses.length };
  },
};
