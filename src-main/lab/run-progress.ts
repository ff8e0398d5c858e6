/** @file A run's progress and grokking points as its evaluations arrive: what is committed with every batch. */
import { PointTracker } from '../analysis/grokking-point.ts';
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { RunProgress, RunRecord } from '../contract/values/run-record.ts';
import type { RunSummary } from '../store/store.ts';

/** How far a worker says it is. */
export interface Pace {
  readonly step: number;
  readonly seconds: number;
  /** 0 when not running. */
  readonly stepsPerSecond: number;
}

export function progressOf(pace: Pace, steps: number): RunProgress {
  const { step, seconds, stepsPerSecond } = pace;
  const secondsLeft = stepsPerSecond > 0 ? Math.max(0, steps - step) / stepsPerSecond : null;
  return { step, steps, seconds, stepsPerSecond, secondsLeft };
}

/** The summary of a run that stands still where its record says. */
export function stillSummary(run: RunRecord): RunSummary {
  const { progress, point1, point2, relapses } = run;
  const pace = { step: progress.step, seconds: progress.seconds, stepsPerSecond: 0 };
  return { progress: progressOf(pace, run.config.budget.steps), point1, point2, relapses };
}

/** Follows one run's evaluations in order. Rebuilt from the stored ones when a run goes on. */
export class RunFollower {
  readonly #tracker: PointTracker;
  readonly #steps: number;
  #lastStep = -1;

  constructor(config: RunConfig, stored: readonly Evaluation[] = []) {
    this.#tracker = new PointTracker(config.points.threshold, config.points.sustain);
    this.#steps = config.budget.steps;
    for (const evaluation of stored) this.push(evaluation);
  }

  /** Step of the newest evaluation; -1 before the first. */
  get lastStep(): number {
    return this.#lastStep;
  }

  /** An evaluation that comes a second time (its step was committed before) changes nothing. */
  push(evaluation: Evaluation): void {
    if (evaluation.step <= this.#lastStep) return;
    this.#lastStep = evaluation.step;
    const { 'train/accuracy': trainAccuracy, 'val/accuracy': valAccuracy } = evaluation.values;
    if (trainAccuracy === undefined || valAccuracy === undefined) return;
    this.#tracker.push({ step: evaluation.step, trainAccuracy, valAccuracy });
  }

  summary(pace: Pace): RunSummary {
    const { point1, point2, relapses } = this.#tracker.result;
    return { progress: progressOf(pace, this.#steps), point1, point2, relapses };
  }
}
