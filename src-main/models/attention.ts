/** @file Softmax attention of one query position over a few key positions (Vaswani et al. 2017, arXiv 1706.03762, 3.2).
 *  Contexts are two to five tokens long, so the products of a query with its keys are tiny; they are written as
 *  element-wise products of whole batches, and the sum over a head's dimensions as a product with a matrix of ones. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { meet, type Dependence, type Equations, type Part } from './dependence.ts';

/** Constants of a width and a number of heads. */
export interface Heads {
  /** [d, heads]: 1/√d_head where the dimension belongs to the head, else 0. Sums over each head's dimensions, scaled. */
  readonly scaledSum: Tensor2D;
  /** [heads, d]: one where the dimension belongs to the head. Repeats a head's number over its dimensions. */
  readonly spread: Tensor2D;
}

export function makeHeads(width: number, count: number): Heads {
  const perHead = width / count;
  const belongs = (dimension: number, head: number) => Math.floor(dimension / perHead) === head;
  const sum = new Float32Array(width * count);
  const spread = new Float32Array(width * count);
  for (let dimension = 0; dimension < width; dimension++) {
    for (let head = 0; head < count; head++) {
      if (!belongs(dimension, head)) continue;
      sum[dimension * count + head] = 1 / Math.sqrt(perHead);
      spread[head * width + dimension] = 1;
    }
  }
  return { scaledSum: tf.tensor2d(sum, [width, count]), spread: tf.tensor2d(spread, [count, width]) };
}

/**
 * For each head, the mean of the values weighted by softmax(query·key/√d_head).
 * @param query one position's queries, d wide
 * @param keys of the positions that it may see
 * @param values likewise
 */
export function attend(
  query: Part,
  keys: readonly Part[],
  values: readonly Part[],
  heads: Heads,
  equations: Equations,
): Part {
  const on = [query, ...keys, ...values].map((part) => part.on).reduce(meet);
  const scores = keys.map((key) => equations.bring(score(query, key, heads, equations), on));
  const rows = equations.rowsOf(on);
  const weights = softmaxOf(scores.map((s) => (s.shape[0] === rows ? s : tf.add(s, tf.zeros([rows, 1])))));
  return { rows: meanOf(values, weights, on, heads, equations), on };
}

/**
 * The mean of values with weights that add up to 1. A value that is the same in all equations is taken off the others,
 * where those are looked up, and needs no weight then (Nanda et al.'s full batch: three thin products over 3830 rows less,
 * 0.5 ms).
 */
function meanOf(
  values: readonly Part[],
  weights: readonly Tensor2D[],
  on: Dependence,
  heads: Heads,
  equations: Equations,
): Tensor2D {
  const base = values.length > 1 ? values.find((value) => value.on === 'nothing') : undefined;
  const terms = values.flatMap((value, j) => {
    if (value === base) return [];
    const part = base ? equations.less(value, base) : value;
    return weighted(weights[j] as Tensor2D, equations.bring(part, on), heads, part.on === 'nothing');
  });
  return [...terms, ...(base ? [base.rows] : [])].reduce((sum, term) => tf.add(sum, term));
}

/** query·key/√d_head for each head, on as few rows as the two depend on. */
function score(query: Part, key: Part, { scaledSum }: Heads, equations: Equations): Part {
  const on: Dependence = meet(query.on, key.on);
  const [a, b] = [equations.bring(query, on), equations.bring(key, on)];
  const [single, other] = a.shape[0] === 1 ? [a, b] : [b, a];
  // A single row multiplies the few columns of the sum instead of every row.
  if (single.shape[0] === 1)
    return { rows: tf.matMul(other, tf.mul(scaledSum, tf.reshape(single, [single.shape[1], 1]))), on };
  return { rows: tf.matMul(tf.mul(a, b) as Tensor2D, scaledSum), on };
}

/** Values [rows, d] times their heads' weights [rows, heads]. */
function weighted(weight: Tensor2D, value: Tensor2D, { spread }: Heads, single: boolean): Tensor2D {
  return single ? tf.matMul(weight, tf.mul(spread, value)) : tf.mul(tf.matMul(weight, spread), value);
}

/** Softmax over a list of tensors of one shape, element by element. They are stacked, or each would take kernels of its
 *  own (two layers on four tokens: 609 → 556 kernels in a step). */
function softmaxOf(scores: readonly Tensor2D[]): Tensor2D[] {
  const [rows, heads] = (scores[0] as Tensor2D).shape;
  const stacked = tf.reshape(tf.concat([...scores], 0), [scores.length, rows * heads]) as Tensor2D;
  const weights = tf.reshape(softmaxOverRows(stacked), [scores.length * rows, heads]) as Tensor2D;
  return tf.split(weights, scores.length, 0);
}

/** Softmax of each column. */
const softmaxOverRows = tf.customGrad((...inputs) => {
  const [scores, save] = inputs as unknown as [Tensor2D, tf.GradSaveFunc];
  const exponentials = tf.exp(tf.sub(scores, tf.max(scores, 0, true)));
  const weights = tf.div(exponentials, tf.sum(exponentials, 0, true));
  save([weights]);
  return { value: weights, gradFunc: softmaxGradient };
}) as (scores: Tensor2D) => Tensor2D;

/** ds_j = a_j·(da_j − Σ a·da). */
function softmaxGradient(dy: Tensor, [weights]: Tensor[]): Tensor {
  const pulled = tf.sub(dy, tf.sum(tf.mul(weights as Tensor, dy), 0, true));
  return tf.mul(weights as Tensor, pulled);
}
