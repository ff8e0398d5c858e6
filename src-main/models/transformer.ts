/** @file The decoder transformer of the grokking literature: causal attention, MLP, LayerNorm in four arrangements.
 *  Equations are read at the last position. The `readout` form computes no more than that position needs, on as few rows
 *  as there are different values (`dependence.ts`); the `plain` form computes every position of every block for every
 *  equation, as published codes do. Both give the same logits and gradients to rounding. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { TransformerModel } from '../contract/values/model-config.ts';
import { makeHeads } from './attention.ts';
import { block, type Stream } from './block.ts';
import { Equations, stackRows, type Dependence } from './dependence.ts';
import { drawParameters } from './initializers.ts';
import { normalize, parameter, type Pass } from './layers.ts';
import type { FixedTokens, Model, ModelDimensions } from './model.ts';
import { sinusoids } from './positions.ts';
import { FINAL_NORM, hasFinalNorm, transformerParameters } from './transformer-parameters.ts';

export function createTransformer(model: TransformerModel, dimensions: ModelDimensions): Model {
  const specs = transformerParameters(model, dimensions);
  return {
    parameters: specs,
    classes: classesOf(model, dimensions),
    init: (seed) => drawParameters(specs, seed),
    forward: (parameters, tokens, fixed = []) => {
      const columns = tf.unstack(tokens, 1) as Tensor1D[];
      const equations = new Equations(columns, dimensions.vocabulary);
      const heads = makeHeads(model.width, model.heads);
      return forward({ model, dimensions, parameters, heads, equations }, fixed);
    },
  };
}

function classesOf({ logits }: TransformerModel, { answers, vocabulary }: ModelDimensions): number {
  return logits === 'answers' ? answers : vocabulary;
}

function forward(pass: Pass, fixed: FixedTokens): Tensor2D {
  const { model, equations } = pass;
  let stream = embed(pass, fixed);
  for (let layer = 0; layer < model.layers; layer++) {
    stream = block(pass, layer, stream, model.form === 'readout' && layer === model.layers - 1);
  }
  const rows = equations.last(stream.rows, stream.on);
  const on = stream.on.at(-1) as Dependence;
  const logits = unembed(pass, hasFinalNorm(model) ? normalize(pass, FINAL_NORM, rows) : rows);
  return equations.bringAll({ rows: logits, on }, 'equation');
}

/** Token plus position embedding of every position. */
function embed(pass: Pass, fixed: FixedTokens): Stream {
  const positions = tf.split(positionTable(pass), pass.dimensions.context);
  const on = positions.map((_, position) => dependenceAt(pass, position, fixed[position]));
  const parts = positions.map((vector, position) => {
    const tokens = tokenRows(pass, on[position] as Dependence, position, fixed[position]);
    return tf.add(tokens, vector) as Tensor2D;
  });
  return { rows: stackRows(parts), on };
}

/**
 * One row per token saves most of three products of B·d² (query, key, value or stream, forwards and backwards), and costs
 * the gradients of looking rows up, which engines may take as products of vocabulary·B·d.
 */
function dependenceAt({ model, dimensions, equations }: Pass, position: number, token?: number): Dependence {
  if (model.form === 'plain') return 'equation';
  if (token !== undefined) return 'nothing';
  const { batch } = equations;
  const saved = 6 * model.width;
  return dimensions.vocabulary * (saved + batch) < saved * batch ? position : 'equation';
}

/** Rows of the embedding for what a position depends on. */
function tokenRows(pass: Pass, on: Dependence, position: number, token?: number): Tensor {
  const table = parameter(pass, 'embed.W_E');
  if (on === 'nothing') return tf.slice(table, [token as number, 0], [1, pass.model.width]);
  return on === 'equation' ? tf.gather(table, pass.equations.columns[position] as Tensor1D) : table;
}

/** [context, d] */
function positionTable(pass: Pass): Tensor2D {
  const { context } = pass.dimensions;
  const { width, positions } = pass.model;
  if (positions === 'learned') return parameter(pass, 'positions.W_pos') as Tensor2D;
  return tf.tensor2d(sinusoids(context, width), [context, width]);
}

/** @param x [rows, d] @returns [rows, classes] */
function unembed(pass: Pass, x: Tensor2D): Tensor2D {
  const { model, dimensions } = pass;
  const { width } = model;
  const classes = classesOf(model, dimensions);
  // The columns of special tokens keep their parameters, which decay and count in norms, but get no logit.
  const keep = <T extends Tensor>(whole: T, size: number[]): T =>
    classes === dimensions.vocabulary ? whole : tf.slice(whole, Array<number>(size.length).fill(0), size);
  const product: Tensor2D = model.tied
    ? tf.matMul(x, keep(parameter(pass, 'embed.W_E'), [classes, width]) as Tensor2D, false, true)
    : tf.matMul(x, keep(parameter(pass, 'unembed.W_U'), [width, classes]) as Tensor2D);
  const bias = pass.parameters['unembed.b_U'];
  return bias ? tf.add(product, keep(bias, [classes])) : product;
}
