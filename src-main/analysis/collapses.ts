/** @file Collapses of training: a network that had memorised loses its training set within a few steps and learns it
 *  anew. With scale-invariant weights they come again and again (Lobacheva et al. 2021; Melnik et al. 2023). */
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import type { GrokkingPoint } from '../contract/values/run-record.ts';

/** Train accuracy below this is a collapse. */
export const COLLAPSE_BELOW = 0.9;

export interface Collapse {
  /** First evaluation at which train accuracy is below the bound. */
  readonly start: number;
  /** First evaluation at which it is back; null while it is not. */
  readonly end: number | null;
  /** Lowest train accuracy in between. */
  readonly depth: number;
}

/**
 * The collapses after point 1, in order. None without point 1: a network that has not memorised cannot collapse.
 * A NaN accuracy counts as below.
 */
export function collapses(
  evaluations: Iterable<Evaluation>,
  point1: GrokkingPoint | null,
  below = COLLAPSE_BELOW,
): Collapse[] {
  const found: Collapse[] = [];
  if (point1 === null) return found;
  let open: Collapse | null = null;
  for (const { step, values } of evaluations) {
    const accuracy = values['train/accuracy'];
    if (accuracy === undefined || step <= point1.step) continue;
    if (accuracy >= below) {
      if (open) found.push({ ...open, end: step });
      open = null;
    } else {
      open = deepened(open, step, accuracy);
    }
  }
  return open ? [...found, open] : found;
}

/** The collapse with one more evaluation, or a new one. */
function deepened(collapse: Collapse | null, step: number, accuracy: number): Collapse {
  if (collapse === null) return { start: step, end: null, depth: accuracy };
  return { ...collapse, depth: Math.min(collapse.depth, accuracy) };
}
