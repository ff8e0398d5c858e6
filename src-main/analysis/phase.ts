/** @file The phases of learning (Liu et al. 2022, table 1).
 *
 *  | phase         | train ≥ 90 % within 10⁵ | validation ≥ 90 % within 10⁵ | steps between |
 *  | ------------- | ----------------------- | ---------------------------- | ------------- |
 *  | comprehension | yes                     | yes                          | below 10³     |
 *  | grokking      | yes                     | yes                          | 10³ or more   |
 *  | memorisation  | yes                     | no                           |               |
 *  | confusion     | no                      | no                           |               |
 *
 *  A run that ended before it could be told is undecided, as is one whose validation set alone got there, or of which one
 *  of the accuracies was never logged. */
import { LIU_PHASES, type Phase, type PhaseSettings } from '../contract/values/grok-definition.ts';
import { crossing } from './curve-points.ts';
import type { SeriesOf } from './grokking-time.ts';

const ACCURACIES = ['train/accuracy', 'val/accuracy'] as const;

/** @param lastStep up to which the run was watched */
export function phaseOf(series: SeriesOf, lastStep: number, settings: PhaseSettings = LIU_PHASES): Phase {
  const { accuracy, within, gap } = settings;
  if (ACCURACIES.some((metric) => series(metric).step.length === 0)) return 'undecided';
  const reached = (metric: (typeof ACCURACIES)[number]) => {
    const at = crossing(series(metric), (value) => value >= accuracy);
    return at && at.step <= within ? at.step : null;
  };
  const train = reached('train/accuracy');
  const val = reached('val/accuracy');
  if (train !== null && val !== null) return val - train < gap ? 'comprehension' : 'grokking';
  if (lastStep < within || val !== null) return 'undecided';
  return train === null ? 'confusion' : 'memorisation';
}

/** The phase that most runs are in, undecided ones aside; undecided where two are as many, or none is decided. */
export function commonPhase(phases: readonly Phase[]): Phase {
  const counts = new Map<Phase, number>();
  for (const phase of phases) if (phase !== 'undecided') counts.set(phase, (counts.get(phase) ?? 0) + 1);
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  return first && first[1] !== second?.[1] ? first[0] : 'undecided';
}
