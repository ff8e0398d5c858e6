/** @file MLP on vectors as they are, such as the pixels of digits, or on the one-hot vectors of an equation's tokens side
 *  by side (Prieto et al. 2025, arXiv 2501.04697; Gromov 2023, arXiv 2301.02679). A product with one-hot vectors picks rows
 *  of the weight: the form `look-ups` picks them, `plain` takes the product. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { MlpModel } from '../contract/values/model-config.ts';
import { drawParameters } from './initializers.ts';
import { layerName, mlpParameters, outputsOf, parameter, restOfMlp, withBias } from './mlp-layers.ts';
import type { FixedTokens, Model, ModelDimensions, NamedTensors } from './model.ts';
import { oneHot, sumOfRows } from './token-rows.ts';

export function createMlp(model: MlpModel, dimensions: ModelDimensions): Model {
  const { vocabulary, context, features = 0 } = dimensions;
  const outputs = outputsOf(dimensions);
  const specs = mlpParameters(model, features || vocabulary * context, outputs);
  const looksUp = features === 0 && model.form === 'look-ups';
  return {
    parameters: specs,
    classes: outputs,
    init: (seed) => drawParameters(specs, seed),
    forward: (parameters, inputs, fixed = []) => {
      if (looksUp) return restOfMlp(model, parameters, lookedUp(parameters, inputs, fixed));
      const vectors = features > 0 ? inputs : oneHotVectors(inputs, vocabulary);
      const product: Tensor2D = tf.matMul(vectors, parameter(parameters, `${layerName(0)}.W`));
      return restOfMlp(model, parameters, withBias(parameters, layerName(0), product));
    },
  };
}

/** @returns [B, context·vocabulary] */
function oneHotVectors(tokens: Tensor2D, vocabulary: number): Tensor2D {
  const columns = tf.unstack(tokens, 1) as Tensor1D[];
  const vectors = columns.map((column) => oneHot(column, vocabulary));
  return tf.concat(vectors, 1);
}

/** The sum of the rows of the weight that belong to the tokens of each position, and the bias: [B, width]. */
function lookedUp(parameters: NamedTensors, tokens: Tensor2D, fixed: FixedTokens): Tensor2D {
  const columns = tf.unstack(tokens, 1) as Tensor1D[];
  const weight = parameter(parameters, `${layerName(0)}.W`);
  const [first, ...others] = tf.split(weight, columns.length) as Tensor2D[];
  // The bias is added to the rows of one table, which are fewer than the examples.
  return sumOfRows([withBias(parameters, layerName(0), first as Tensor2D), ...others], columns, fixed);
}
