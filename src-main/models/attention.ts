/** @file Softmax attention of one query position over a few key positions (Vaswani et al. 2017, arXiv 1706.03762, 3.2).
 *  Contexts here are two to five tokens long, so the products of a query with its keys are tiny; they are written as
 *  element-wise products of whole batches, and the sum over a head's dimensions as a product with a matrix of ones. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** [d, heads]: one where the dimension belongs to the head. Multiplying by it sums over each head's dimensions. */
function headIndicator(width: number, heads: number): Tensor2D {
  const perHead = width / heads;
  const data = new Float32Array(width * heads);
  for (let i = 0; i < width; i++) data[i * heads + Math.floor(i / perHead)] = 1;
  return tf.tensor2d(data, [width, heads]);
}

/**
 * For each head, the mean of the values weighted by softmax(query·key/√d_head).
 * @param query [B, d]
 * @param keys one [B, d] per position the query may see
 * @param values likewise
 * @returns [B, d]
 */
export function attend(
  query: Tensor2D,
  keys: readonly Tensor2D[],
  values: readonly Tensor2D[],
  heads: number,
): Tensor2D {
  const count = keys.length;
  const operation = tf.customGrad((...inputs) => {
    const save = inputs.at(-1) as tf.GradSaveFunc;
    const tensors = inputs.slice(0, -1) as Tensor2D[];
    const { output, weights, spread } = attendForward(tensors, count, heads);
    save([...tensors, weights, ...spread]);
    return { value: output, gradFunc: (dy, saved) => attendBackward(dy as Tensor2D, saved, count, heads) };
  });
  return operation(query, ...keys, ...values) as Tensor2D;
}

interface Attended {
  readonly output: Tensor2D;
  /** Attention weights [count, B, heads]. */
  readonly weights: Tensor;
  /** The weights repeated over each head's dimensions, one [B, d] per key. */
  readonly spread: readonly Tensor2D[];
}

function attendForward(tensors: readonly Tensor2D[], count: number, heads: number): Attended {
  const [query, ...others] = tensors as [Tensor2D, ...Tensor2D[]];
  const [keys, values] = [others.slice(0, count), others.slice(count)];
  const width = query.shape[1];
  const perHead = headIndicator(width, heads);
  const scaled = tf.mul(perHead, 1 / Math.sqrt(width / heads)) as Tensor2D;
  const scores = tf.stack(keys.map((key) => tf.matMul(tf.mul(query, key) as Tensor2D, scaled)));
  const exponentials = tf.exp(tf.sub(scores, tf.max(scores, 0, true)));
  const weights = tf.div(exponentials, tf.sum(exponentials, 0, true));
  const spread = (tf.unstack(weights) as Tensor2D[]).map((w) => tf.matMul<Tensor2D>(w, perHead, false, true));
  const output = addAll(values.map((value, j) => tf.mul<Tensor2D>(value, spread[j] as Tensor2D)));
  return { output, weights, spread };
}

/** Gradients with respect to query, keys and values, in that order. */
function attendBackward(dy: Tensor2D, saved: Tensor[], count: number, heads: number): Tensor[] {
  const [query, ...others] = saved as [Tensor2D, ...Tensor[]];
  const keys = others.slice(0, count) as Tensor2D[];
  const values = others.slice(count, 2 * count) as Tensor2D[];
  const weights = others[2 * count] as Tensor;
  const spread = others.slice(2 * count + 1) as Tensor2D[];
  const width = query.shape[1];
  const perHead = headIndicator(width, heads);
  const scaled = tf.mul(perHead, 1 / Math.sqrt(width / heads)) as Tensor2D;
  const dWeights = tf.stack(values.map((value) => tf.matMul(tf.mul(value, dy) as Tensor2D, perHead)));
  const pulled = tf.mul(weights, dWeights);
  const dScores = tf.sub(pulled, tf.mul(weights, tf.sum(pulled, 0, true)));
  const dProducts = (tf.unstack(dScores) as Tensor2D[]).map((s) => tf.matMul(s, scaled, false, true));
  const dQuery = addAll(keys.map((key, j) => tf.mul(key, dProducts[j] as Tensor2D)));
  const dKeys = dProducts.map((product) => tf.mul(product, query));
  const dValues = spread.map((weight) => tf.mul(weight, dy));
  return [dQuery, ...dKeys, ...dValues];
}

function addAll(terms: readonly Tensor[]): Tensor2D {
  return terms.reduce((sum, term) => tf.add(sum, term)) as Tensor2D;
}
