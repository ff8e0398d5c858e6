/** @file Loss and accuracy of both splits: the four curves in which grokking shows (Power et al. 2022, figure 1). */
import { crossEntropy, type Score } from './cross-entropy.ts';
import type { Measure, SplitLogits } from './measure.ts';
import { squaredError } from './squared-error.ts';

function scoreOf(logits: SplitLogits): Score {
  return logits.targets ? squaredError(logits, logits.targets) : crossEntropy(logits);
}

/** Over the whole split, without the regulariser, in double whatever the precision of the run. */
export const losses: Measure = {
  id: 'losses',
  needs: ['logits/train', 'logits/val'],
  emits: ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy'],
  compute({ logits }) {
    const train = scoreOf(logits.train);
    const validation = scoreOf(logits.val);
    return {
      'train/loss': train.loss,
      'train/accuracy': train.accuracy,
      'val/loss': validation.loss,
      'val/accuracy': validation.accuracy,
    };
  },
};
