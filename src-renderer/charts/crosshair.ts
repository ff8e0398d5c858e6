/** @file What the crosshair's box says. */
import type { ChartModel } from './chart-model.ts';
import type { ChartFrame } from './frame.ts';
import { nearestReading, readings, type Reading } from './nearest.ts';

export interface CrosshairRow extends Reading {
  readonly nearest: boolean;
}

export interface CrosshairBox {
  readonly rows: readonly CrosshairRow[];
  /** Series that have a value here but no row in the box. */
  readonly hidden: number;
}

/** More rows than this cannot be taken in beside a curve. */
export const MOST_ROWS = 12;
/** How far an evaluation may lie from the crosshair, as a share of the visible axis. */
const REACH = 0.04;

/**
 * Values at a step, highest first; with many series those around the nearest one.
 * @param pointerY place of the pointer on the y axis, in axis units; null marks none as nearest
 */
export function crosshairBox(
  model: ChartModel,
  frame: ChartFrame,
  step: number,
  pointerY: number | null,
): CrosshairBox {
  const { scale, range } = frame.x;
  // Faint members of a group speak through its line.
  const all = readings(model.series, step, scale, (range.to - range.from) * REACH).filter(
    (reading) => model.series[reading.series]?.weight !== 'faint',
  );
  const nearest = pointerY === null ? undefined : nearestReading(all, pointerY, frame.y.scale);
  const centre = nearest ? all.indexOf(nearest) : 0;
  const start = Math.max(0, Math.min(centre - MOST_ROWS / 2, all.length - MOST_ROWS));
  const rows = all
    .slice(start, start + MOST_ROWS)
    .map((reading) => ({ ...reading, nearest: reading === nearest }));
  return { rows, hidden: all.length - rows.length };
}
