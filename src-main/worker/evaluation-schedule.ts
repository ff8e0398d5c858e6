/** @file At which steps measures are taken: 0, every so many, growing ones, and the last. */
import type { RunConfig } from '../contract/values/run-config.ts';

/** The steps of the growing schedule: 1, then each at least one and at most `growth` times further. */
export function growingStepAfter(step: number, growth: number): number {
  let next = 1;
  while (next <= step) next = Math.max(next + 1, Math.floor(next * growth));
  return next;
}

/** The first step after `step` at which measures are taken, at most the last one of the budget. */
export function nextEvaluation(step: number, evaluation: RunConfig['evaluation'], steps: number): number {
  const { every, growth } = evaluation;
  const regular = every > 0 ? (Math.floor(step / every) + 1) * every : Infinity;
  const growing = growth > 0 ? growingStepAfter(step, growth) : Infinity;
  return Math.min(regular, growing, steps);
}
