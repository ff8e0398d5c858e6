/** @file Points 1 and 2 and relapses, found while a run goes on.
 *
 *  Point 1 is the first evaluation of the first row of `sustain` evaluations whose train accuracy reaches the threshold;
 *  point 2 the same for train and validation accuracy together. Each was reached in (after, step], where `after` is the
 *  evaluation before: how finely a point is known depends on how often was evaluated. A relapse is validation accuracy
 *  falling below the threshold after point 2, counted once per leaving. */
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { GrokkingPoint } from '../contract/values/run-record.ts';

/** What they are found by. */
export const POINT_METRICS = ['train/accuracy', 'val/accuracy'] as const satisfies readonly MetricName[];

export interface AccuracyPoint {
  readonly step: number;
  /** Over the whole split, 0 … 1. NaN never reaches the threshold. */
  readonly trainAccuracy: number;
  readonly valAccuracy: number;
}

export interface PointResult {
  readonly point1: GrokkingPoint | null;
  readonly point2: GrokkingPoint | null;
  readonly relapses: number;
}

/** A row of evaluations at the threshold that has not been sustained yet. */
interface Row extends GrokkingPoint {
  readonly length: number;
}

/** All a tracker remembers; plain JSON, so that a checkpoint can hold it. */
export interface PointState extends PointResult {
  /** −1 before the first evaluation. */
  readonly previousStep: number;
  readonly row1: Row | null;
  readonly row2: Row | null;
  /** Whether validation accuracy was at the threshold at the last evaluation. */
  readonly generalised: boolean;
}

const START: PointState = {
  previousStep: -1,
  row1: null,
  row2: null,
  point1: null,
  point2: null,
  relapses: 0,
  generalised: false,
};

/** Sees the evaluations of a run in order and knows its points so far. */
export class PointTracker {
  readonly #threshold: number;
  readonly #sustain: number;
  #state: PointState = START;

  /**
   * @param threshold accuracy that must be reached
   * @param sustain how many evaluations in a row must reach it, at least 1
   */
  constructor(threshold: number, sustain: number) {
    this.#threshold = threshold;
    this.#sustain = sustain;
  }

  /** @throws Error when the step is not above the one before */
  push({ step, trainAccuracy, valAccuracy }: AccuracyPoint): void {
    const before = this.#state;
    if (!(step > before.previousStep)) {
      throw new Error(`grokking point: expected a step above ${before.previousStep}, got ${step}`);
    }
    const memorised = trainAccuracy >= this.#threshold;
    const generalised = valAccuracy >= this.#threshold;
    const here = { step, after: before.previousStep };
    const row1 = before.point1 ? null : extend(before.row1, memorised, here);
    const row2 = before.point2 ? null : extend(before.row2, memorised && generalised, here);
    const left = before.point2 !== null && before.generalised && !generalised;
    this.#state = {
      previousStep: step,
      row1,
      row2,
      point1: before.point1 ?? this.#sustained(row1),
      point2: before.point2 ?? this.#sustained(row2),
      relapses: before.relapses + (left ? 1 : 0),
      generalised,
    };
  }

  get result(): PointResult {
    const { point1, point2, relapses } = this.#state;
    return { point1, point2, relapses };
  }

  /** To go on later, with `restore` on a tracker of the same threshold and sustain. */
  get state(): PointState {
    return this.#state;
  }

  restore(state: PointState): void {
    this.#state = state;
  }

  #sustained(row: Row | null): GrokkingPoint | null {
    return row && row.length >= this.#sustain ? { step: row.step, after: row.after } : null;
  }
}

/** The row with one more evaluation: longer, begun here, or broken. */
function extend(row: Row | null, reached: boolean, here: GrokkingPoint): Row | null {
  if (!reached) return null;
  return row ? { ...row, length: row.length + 1 } : { ...here, length: 1 };
}

/** The points of a whole series. Evaluations without both accuracies are passed over. */
export function findPoints(evaluations: Iterable<Evaluation>, points: RunConfig['points']): PointResult {
  const tracker = new PointTracker(points.threshold, points.sustain);
  for (const { step, values } of evaluations) {
    const trainAccuracy = values['train/accuracy'];
    const valAccuracy = values['val/accuracy'];
    if (trainAccuracy !== undefined && valAccuracy !== undefined)
      tracker.push({ step, trainAccuracy, valAccuracy });
  }
  return tracker.result;
}
