/** @file The residual stream of all positions as one matrix, so that every linear layer is one product.
 *  Its rows go position by position. A position usually has one row per equation of the batch; one whose value depends
 *  on its own token alone (every position before the first attention; the first position always, under a causal mask)
 *  needs only one row per token of the vocabulary, from which the equations' rows are looked up where they meet. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';

/** The rows of one position. */
export interface Position {
  readonly rows: number;
  /** int32 [B]: which row each equation takes. Absent where row i is equation i. */
  readonly lookup?: Tensor1D;
}

export interface Stream {
  /** [sum of the positions' rows, d] */
  readonly rows: Tensor2D;
  readonly positions: readonly Position[];
}

/** The rows of each position. */
export function splitPositions(rows: Tensor2D, positions: readonly Position[]): Tensor2D[] {
  if (positions.length === 1) return [rows];
  return tf.split(
    rows,
    positions.map((position) => position.rows),
  );
}

/** [B, d]: a position's rows in the order of the equations. */
export function byEquation(rows: Tensor2D, { lookup }: Position): Tensor2D {
  return lookup ? tf.gather(rows, lookup) : rows;
}

/** The rows of the last position alone, as they lie in the stream. */
export function lastRows(rows: Tensor2D, positions: readonly Position[]): Tensor2D {
  if (positions.length === 1) return rows;
  const { rows: count } = positions.at(-1) as Position;
  return tf.slice(rows, [rows.shape[0] - count, 0], [count, rows.shape[1]]);
}

/** One matrix of several, one below the other. */
export function stackRows(parts: readonly Tensor2D[]): Tensor2D {
  return parts.length === 1 ? (parts[0] as Tensor2D) : tf.concat([...parts], 0);
}

export function addTo<T extends Tensor>(a: T, b: Tensor): T {
  return tf.add(a, b);
}
