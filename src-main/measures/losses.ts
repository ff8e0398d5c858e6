/** @file Loss and accuracy of both splits: the four curves in which grokking shows (Power et al. 2022, figure 1). */
import { crossEntropy } from './cross-entropy.ts';
import type { Measure } from './measure.ts';

/** Over the whole split, without the regulariser, in double whatever the precision of the run. */
export const losses: Measure = {
  id: 'losses',
  needs: ['logits/train', 'logits/val'],
  emits: ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy'],
  compute({ logits }) {
    const train = crossEntropy(logits.train);
    const validation = crossEntropy(logits.val);
    return {
      'train/loss': train.loss,
      'train/accuracy': train.accuracy,
      'val/loss': validation.loss,
      'val/accuracy': validation.accuracy,
    };
  },
};
