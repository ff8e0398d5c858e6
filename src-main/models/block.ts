/** @file One transformer block: attention, MLP, and LayerNorm where the arrangement puts it. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import { ACTIVATIONS } from './activations.ts';
import { attend } from './attention.ts';
import { stackRows, type Dependence, type Part } from './dependence.ts';
import { linear, normalize, type Pass } from './layers.ts';
import { BLOCK_NORMS, blockName, type BlockNorm } from './transformer-parameters.ts';

/** The residual stream of some positions, one below the other, so that every linear layer is one product. */
export interface Stream {
  readonly rows: Tensor2D;
  /** What each position's rows depend on, in the order of positions. */
  readonly on: readonly Dependence[];
}

/** @returns the stream after the block; with `lastOnly` that of the last position alone */
export function block(pass: Pass, layer: number, stream: Stream, lastOnly: boolean): Stream {
  const name = blockName(layer);
  const { rows, on } = attention(pass, name, stream, lastOnly);
  const middle = normalizeAt(pass, name, 'normAfterAttention', rows);
  const hidden = mlp(pass, name, normalizeAt(pass, name, 'normBeforeMlp', middle));
  return { rows: normalizeAt(pass, name, 'normAfterMlp', tf.add(middle, hidden)), on };
}

/** The stream plus what each position reads from those before it and itself. */
function attention(pass: Pass, block: string, stream: Stream, lastOnly: boolean): Stream {
  const { equations } = pass;
  const place = `${block}.attention`;
  const input = normalizeAt(pass, block, 'normBeforeAttention', stream.rows);
  const select = (rows: Tensor2D) => (lastOnly ? equations.last(rows, stream.on) : rows);
  const asking = lastOnly ? stream.on.slice(-1) : stream.on;
  const queries = equations.split(linear(pass, place, 'Q', select(input)), asking);
  const keys = equations.split(linear(pass, place, 'K', input), stream.on);
  const values = equations.split(linear(pass, place, 'V', input), stream.on);
  const before = stream.on.length - asking.length;
  const read = queries.map((query, i) => {
    const seen = before + i + 1;
    // The first position sees itself alone, with weight 1.
    if (seen === 1 && stream.on.length > 1) return values[0] as Part;
    return attend(query, keys.slice(0, seen), values.slice(0, seen), pass.heads, equations);
  });
  const output = linear(pass, place, 'O', stackRows(read.map(({ rows }) => rows)));
  const on = read.map((part) => part.on);
  return { rows: tf.add(residual(pass, { rows: select(stream.rows), on: asking }, on), output), on };
}

/** The stream on the rows that its positions have after they have read. */
function residual({ equations }: Pass, stream: Stream, on: readonly Dependence[]): Tensor2D {
  if (stream.on.every((before, i) => before === on[i])) return stream.rows;
  const parts = equations.split(stream.rows, stream.on);
  return stackRows(parts.map((part, i) => equations.bringAll(part, on[i] as Dependence)));
}

function mlp(pass: Pass, block: string, x: Tensor2D): Tensor2D {
  const hidden = ACTIVATIONS[pass.model.activation](linear(pass, `${block}.mlp`, 'in', x));
  return linear(pass, `${block}.mlp`, 'out', normalizeAt(pass, block, 'normInsideMlp', hidden));
}

function normalizeAt(pass: Pass, block: string, norm: BlockNorm, x: Tensor2D): Tensor2D {
  return BLOCK_NORMS[pass.model.normalization].includes(norm) ? normalize(pass, `${block}.${norm}`, x) : x;
}
