/** @file Measured values on their way: rows as the worker makes them, columns as readers get them. */
import type { MetricName } from './metric.ts';
import type { RunId } from './run-record.ts';

/** All metrics of one evaluation. Values may be NaN or infinite. */
export interface Evaluation {
  /** Updates applied so far; 0 is the untrained model. */
  readonly step: number;
  /** Training time so far, without pauses, in seconds. */
  readonly seconds: number;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
}

/** A series, or the part of it that was asked for. Arrays of equal length, steps strictly increasing. */
export interface Curve {
  readonly run: RunId;
  readonly metric: MetricName;
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly seconds: Float64Array;
  /** Whether points were left out (decimated for a pixel width). */
  readonly decimated: boolean;
}
