/** @file Rows of tables for the tokens of a batch. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { FixedTokens } from './model.ts';

/** [B, vocabulary] as floats. */
export function oneHot(tokens: Tensor1D, vocabulary: number): Tensor2D {
  return tf.oneHot(tokens, vocabulary, 1, 0, 'float32') as Tensor2D;
}

/**
 * For each example the sum of one row of each table, that of the token at the table's position: [B, d].
 * @param tables [vocabulary, d] for each position
 * @param columns tokens of each position, int32 [B]
 */
export function sumOfRows(
  tables: readonly Tensor2D[],
  columns: readonly Tensor1D[],
  fixed: FixedTokens,
): Tensor2D {
  const rows = columns.map((tokens, i) => rowsOfTokens(tables[i] as Tensor2D, tokens, fixed[i]));
  return addRows(rows, (columns[0] as Tensor1D).shape[0]);
}

/** The table's row of each token; one row [1, d] where the token is the same in every equation. */
function rowsOfTokens(table: Tensor2D, tokens: Tensor1D, fixed: number | undefined): Tensor2D {
  if (fixed === undefined) return tf.gather(table, tokens);
  return tf.slice(table, [fixed, 0], [1, table.shape[1]]);
}

/** The sum of tensors of `batch` rows or of a single one, which counts for all; always with `batch` rows. */
export function addRows(terms: readonly Tensor2D[], batch: number): Tensor2D {
  const sum = terms.reduce((a, b) => tf.add(a, b));
  return sum.shape[0] === batch ? sum : tf.add(sum, tf.zeros([batch, 1]));
}
