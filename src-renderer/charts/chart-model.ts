/** @file What a chart shows, before anybody decides how large it is or which part of it is in view. */
import type { SeriesData } from './nearest.ts';
import type { ScaleKind } from './axis-scale.ts';
import type { Stroke } from './strokes.ts';

export interface ChartSeries extends SeriesData {
  readonly id: string;
  readonly label: string;
  /** For places with little room; the label where it is left out. */
  readonly short?: string;
  readonly stroke: Stroke;
  /** Validation and group lines are bold, train lines thin, members of a group faint. */
  readonly weight: 'bold' | 'thin' | 'faint';
  /** Still growing: its last point is a dot with its value. */
  readonly live: boolean;
  /** Lower and upper edge of a band; as long as `step`. */
  readonly low?: Float64Array;
  readonly high?: Float64Array;
  /** Runs behind each step of a group. */
  readonly n?: Float64Array;
}

/** A step with a name, drawn through the whole height. */
export interface Rule {
  readonly step: number;
  readonly label: string;
  readonly stroke: Stroke | null;
}

/** A value with a name, drawn dashed through the whole width. */
export interface Level {
  readonly value: number;
  readonly label: string;
}

/** A stretch of steps that is shaded, such as a collapse or a published band. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly kind: 'collapse' | 'expected';
}

export interface ChartModel {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Scale of the y axis unless somebody changes it. */
  readonly scale: ScaleKind;
  /** Fixed range of the y axis, in values. */
  readonly range?: readonly [number, number];
  readonly series: readonly ChartSeries[];
  readonly rules: readonly Rule[];
  readonly levels: readonly Level[];
  readonly spans: readonly Span[];
  /** What will appear, and when, while there is nothing to draw. */
  readonly empty: string;
}

/** Steps in view, both ends included. */
export interface StepWindow {
  readonly from: number;
  readonly to: number;
}
