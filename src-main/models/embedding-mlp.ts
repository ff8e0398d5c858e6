/** @file MLP on learned embeddings of an equation's tokens, from one table: side by side (as in replications of Nanda et
 *  al. 2023) or added up (Liu et al. 2022, arXiv 2205.10343).
 *
 *  The first layer is linear in the embeddings, so its product can be taken once per token of the vocabulary and looked
 *  up: [E_a, E_b]·W = (E·W_a)[a] + (E·W_b)[b], and a sum of embeddings is the product of the tokens' counts with E. The
 *  form `look-ups` does so where it is less work; `plain` computes every example as published codes do. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { EmbeddingMlpModel } from '../contract/values/model-config.ts';
import { drawParameters, normal, scaled } from './initializers.ts';
import { layerName, mlpParameters, outputsOf, parameter, restOfMlp, withBias } from './mlp-layers.ts';
import type { Draw, FixedTokens, Model, ModelDimensions, NamedTensors, ParameterSpec } from './model.ts';
import { addRows, oneHot, sumOfRows } from './token-rows.ts';

const TABLE = 'embed.W_E';

export function createEmbeddingMlp(model: EmbeddingMlpModel, dimensions: ModelDimensions): Model {
  const specs = embeddingMlpParameters(model, dimensions);
  return {
    parameters: specs,
    classes: outputsOf(dimensions),
    init: (seed) => drawParameters(specs, seed),
    forward: (parameters, inputs, fixed = []) => {
      const columns = tf.unstack(inputs, 1) as Tensor1D[];
      const first = FIRST_LAYERS[model.combine]({ model, parameters, columns, fixed });
      return restOfMlp(model, parameters, first);
    },
  };
}

function embeddingMlpParameters(model: EmbeddingMlpModel, dimensions: ModelDimensions): ParameterSpec[] {
  const { vocabulary, context } = dimensions;
  const { embeddingWidth, combine, initScale } = model;
  const inputs = combine === 'summed' ? embeddingWidth : context * embeddingWidth;
  const table = scaled(drawEmbedding(model), initScale);
  return [
    { name: TABLE, shape: [vocabulary, embeddingWidth], init: table },
    ...mlpParameters(model, inputs, outputsOf(dimensions)),
  ];
}

/** PyTorch draws look-up tables from N(0, 1); Liu et al. from U[−½, ½). */
function drawEmbedding({ embeddingInit, init }: EmbeddingMlpModel): Draw {
  if (embeddingInit === 'uniform') return { kind: 'uniform', bound: 0.5 };
  return normal(init.kind === 'normal' ? init.embedding : 1);
}

/** What the first layer reads. */
interface Equations {
  readonly model: EmbeddingMlpModel;
  readonly parameters: NamedTensors;
  /** Tokens of each position, int32 [B]. */
  readonly columns: readonly Tensor1D[];
  readonly fixed: FixedTokens;
}

const tableOf = ({ parameters }: Equations): Tensor2D => parameter(parameters, TABLE);
const weightOf = ({ parameters }: Equations): Tensor2D => parameter(parameters, `${layerName(0)}.W`);
const batchOf = ({ columns }: Equations): number => (columns[0] as Tensor1D).shape[0];
const biased = ({ parameters }: Equations, x: Tensor2D): Tensor2D => withBias(parameters, layerName(0), x);

/** What the units of the first layer are given, [B, width]. */
const FIRST_LAYERS: Readonly<Record<EmbeddingMlpModel['combine'], (equations: Equations) => Tensor2D>> = {
  concatenated,
  summed,
};

function concatenated(equations: Equations): Tensor2D {
  const { model, columns, fixed } = equations;
  const [table, weight] = [tableOf(equations), weightOf(equations)];
  if (model.form === 'plain' || !isLessPerToken(equations)) {
    const embeddings = columns.map((column) => tf.gather(table, column));
    return biased(equations, tf.matMul(tf.concat(embeddings, 1), weight));
  }
  const [first, ...others] = tf.split(weight, columns.length).map((part): Tensor2D => tf.matMul(table, part));
  // The bias is added to the rows of one table, which are fewer than the examples.
  return sumOfRows([biased(equations, first as Tensor2D), ...others], columns, fixed);
}

function summed(equations: Equations): Tensor2D {
  const { model, columns } = equations;
  const [table, weight] = [tableOf(equations), weightOf(equations)];
  if (model.form === 'plain') {
    const embeddings = columns.map((column) => tf.gather(table, column));
    return biased(equations, tf.matMul(addRows(embeddings, batchOf(equations)), weight));
  }
  const vectors = columns.map((column) => oneHot(column, table.shape[0]));
  const counts = addRows(vectors, batchOf(equations));
  const product = isLessPerToken(equations)
    ? tf.matMul(counts, tf.matMul(table, weight))
    : tf.matMul(tf.matMul(counts, table), weight);
  return biased(equations, product as Tensor2D);
}

/**
 * Whether the product is less work per token than per example. Both take three products with the weight (forwards, and
 * for both factors backwards); the gradient of a look-up is a product with one-hot vectors, as wide as what is looked up.
 */
function isLessPerToken(equations: Equations): boolean {
  const [vocabulary, d] = tableOf(equations).shape;
  const [batch, width] = [batchOf(equations), weightOf(equations).shape[1]];
  return vocabulary * (3 * d * width + batch * width) < batch * (3 * d * width + vocabulary * d);
}
