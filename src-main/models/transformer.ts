/** @file The decoder transformer of the grokking literature: causal attention, MLP, LayerNorm in four arrangements.
 *  Equations are read at the last position, so the `readout` form computes no more than that position needs; the
 *  `plain` form computes every position of every block, as published codes do. Both give the same logits. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { TransformerModel } from '../contract/values/model-config.ts';
import { ACTIVATIONS } from './activations.ts';
import { attend } from './attention.ts';
import { drawParameters } from './initializers.ts';
import { layerNorm } from './layer-norm.ts';
import type { Model, ModelDimensions, NamedTensors } from './model.ts';
import { sinusoids } from './positions.ts';
import { byEquation, lastRows, splitPositions, stackRows, type Position, type Stream } from './stream.ts';
import {
  BLOCK_NORMS,
  blockName,
  FINAL_NORM,
  hasFinalNorm,
  transformerParameters,
  type BlockNorm,
} from './transformer-parameters.ts';

/** Everything a part of the forward pass may look at. */
interface Pass {
  readonly model: TransformerModel;
  readonly dimensions: ModelDimensions;
  readonly parameters: NamedTensors;
}

export function createTransformer(model: TransformerModel, dimensions: ModelDimensions): Model {
  const parameters = transformerParameters(model, dimensions);
  return {
    parameters,
    classes: model.logits === 'answers' ? dimensions.answers : dimensions.vocabulary,
    init: (seed) => drawParameters(parameters, seed),
    forward: (tensors, tokens) => forward({ model, dimensions, parameters: tensors }, tokens),
  };
}

function forward(pass: Pass, tokens: Tensor2D): Tensor2D {
  const { layers, form } = pass.model;
  let stream = embed(pass, tf.unstack(tokens, 1) as Tensor1D[]);
  for (let layer = 0; layer < layers; layer++) {
    stream = block(pass, layer, stream, form === 'readout' && layer === layers - 1);
  }
  const last = lastRows(stream.rows, stream.positions);
  return unembed(pass, hasFinalNorm(pass.model) ? normalize(pass, FINAL_NORM, last) : last);
}

/** Token plus position embedding. @param columns int32 [B] per position */
function embed(pass: Pass, columns: readonly Tensor1D[]): Stream {
  const { model, dimensions } = pass;
  const batch = (columns[0] as Tensor1D).shape[0];
  const perToken = model.form === 'readout' && dimensions.vocabulary < batch;
  const rows = perToken ? dimensions.vocabulary : batch;
  const table = parameter(pass, 'embed.W_E');
  const tokens = perToken
    ? tf.reshape(table, [1, rows, model.width])
    : tf.reshape(tf.gather(table, tf.concat([...columns])), [columns.length, rows, model.width]);
  const embedded = tf.add(tokens, positionTable(pass));
  return {
    rows: tf.reshape(embedded, [columns.length * rows, model.width]),
    positions: columns.map((lookup) => (perToken ? { rows, lookup } : { rows })),
  };
}

/** [context, 1, d] */
function positionTable(pass: Pass): Tensor {
  const { context } = pass.dimensions;
  const { width, positions } = pass.model;
  if (positions === 'learned') return tf.reshape(parameter(pass, 'positions.W_pos'), [context, 1, width]);
  return tf.tensor3d(Float32Array.from(sinusoids(context, width)), [context, 1, width]);
}

/** One block. With `lastOnly` its result has the last position alone. */
function block(pass: Pass, layer: number, stream: Stream, lastOnly: boolean): Stream {
  const name = blockName(layer);
  const attended = attention(pass, name, stream, lastOnly);
  const middle = normalizeIf(pass, name, 'normAfterAttention', attended.rows);
  const inner = mlp(pass, name, normalizeIf(pass, name, 'normBeforeMlp', middle));
  const rows = normalizeIf(pass, name, 'normAfterMlp', tf.add(middle, inner));
  return { rows, positions: attended.positions };
}

/** The stream plus what attention reads from it. */
function attention(pass: Pass, name: string, stream: Stream, lastOnly: boolean): Stream {
  const { positions } = stream;
  const place = `${name}.attention`;
  const input = normalizeIf(pass, name, 'normBeforeAttention', stream.rows);
  const asked = lastOnly ? positions.slice(-1) : positions;
  const queries = splitPositions(
    linear(pass, place, 'Q', lastOnly ? lastRows(input, positions) : input),
    asked,
  );
  const keys = splitPositions(linear(pass, place, 'K', input), positions);
  const values = splitPositions(linear(pass, place, 'V', input), positions);
  const keysByEquation = keys.map((rows, i) => byEquation(rows, positions[i] as Position));
  const valuesByEquation = values.map((rows, i) => byEquation(rows, positions[i] as Position));
  const first = positions.length - asked.length;
  const read = asked.map((position, i) => {
    const visible = first + i + 1;
    // The first position sees itself alone: its weight is 1.
    if (visible === 1 && positions.length > 1) return values[0] as Tensor2D;
    return attend(
      byEquation(queries[i] as Tensor2D, position),
      keysByEquation.slice(0, visible),
      valuesByEquation.slice(0, visible),
      pass.model.heads,
    );
  });
  const residual = lastOnly ? lastRows(stream.rows, positions) : stream.rows;
  const met = meet(residual, asked, first === 0);
  return {
    rows: tf.add(met.rows, linear(pass, place, 'O', stackRows(read))),
    positions: met.positions,
  };
}

/** Rows looked up by equation, as they are after positions have met in attention; the first position meets none. */
function meet(rows: Tensor2D, positions: readonly Position[], withFirst: boolean): Stream {
  const own = withFirst && positions.length > 1 ? 1 : 0;
  if (positions.slice(own).every(({ lookup }) => lookup === undefined)) return { rows, positions };
  const parts = splitPositions(rows, positions).map((part, i) =>
    i < own ? part : byEquation(part, positions[i] as Position),
  );
  return {
    rows: stackRows(parts),
    positions: positions.map((position, i) =>
      i < own ? position : { rows: (parts[i] as Tensor2D).shape[0] },
    ),
  };
}

function mlp(pass: Pass, name: string, x: Tensor2D): Tensor2D {
  const hidden = ACTIVATIONS[pass.model.activation](linear(pass, `${name}.mlp`, 'in', x));
  return linear(pass, `${name}.mlp`, 'out', normalizeIf(pass, name, 'normInsideMlp', hidden));
}

/** x·W + b, the bias where the model has one. */
function linear({ parameters }: Pass, place: string, role: string, x: Tensor2D): Tensor2D {
  const product: Tensor2D = tf.matMul(x, parameters[`${place}.W_${role}`] as Tensor2D);
  const bias = parameters[`${place}.b_${role}`];
  return bias ? tf.add(product, bias) : product;
}

/** @param x [B, d] @returns [B, classes] */
function unembed(pass: Pass, x: Tensor2D): Tensor2D {
  const { model, dimensions } = pass;
  const { vocabulary, answers } = dimensions;
  const classes = model.logits === 'answers' ? answers : vocabulary;
  const cut = <T extends Tensor>(whole: T, size: number[]): T =>
    classes === vocabulary
      ? whole
      : tf.slice(
          whole,
          size.map(() => 0),
          size,
        );
  const product: Tensor2D = model.tied
    ? tf.matMul(x, cut(parameter(pass, 'embed.W_E'), [classes, model.width]) as Tensor2D, false, true)
    : tf.matMul(x, cut(parameter(pass, 'unembed.W_U'), [model.width, classes]) as Tensor2D);
  const bias = pass.parameters['unembed.b_U'];
  return bias ? tf.add(product, cut(bias, [classes])) : product;
}

function normalizeIf(pass: Pass, block: string, norm: BlockNorm, x: Tensor2D): Tensor2D {
  return BLOCK_NORMS[pass.model.normalization].includes(norm) ? normalize(pass, `${block}.${norm}`, x) : x;
}

function normalize({ parameters }: Pass, place: string, x: Tensor2D): Tensor2D {
  const scale = parameters[`${place}.scale`];
  const shift = parameters[`${place}.shift`];
  return scale && shift ? layerNorm(x, { scale, shift }) : layerNorm(x);
}

function parameter({ parameters }: Pass, name: string): Tensor {
  const tensor = parameters[name];
  if (!tensor)
    throw new Error(`transformer: no parameter '${name}'; there are ${Object.keys(parameters).join(', ')}`);
  return tensor;
}
