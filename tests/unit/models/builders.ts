/** @file What tests of models and training need again and again: small configs, equations, tensors of host arrays. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { integers, type HostArray, type NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { Rng } from '../../../src-main/base/rng.ts';
import type { TransformerModel } from '../../../src-main/contract/values/model-config.ts';
import type { FixedTokens, ModelDimensions, ParameterSpec } from '../../../src-main/models/model.ts';

// Without it TF.js advertises another package on standard error.
tf.enableProdMode();

/** A transformer of four dimensions; everything that can be there is there. */
export function aTransformer(overrides: Partial<TransformerModel> = {}): TransformerModel {
  return {
    kind: 'transformer',
    layers: 2,
    width: 4,
    heads: 2,
    mlpWidth: 6,
    activation: 'relu',
    normalization: 'pre',
    normalizationAffine: true,
    positions: 'learned',
    biases: 'all',
    tied: false,
    logits: 'answers',
    form: 'readout',
    init: { kind: 'pytorch' },
    ...overrides,
  };
}

export const DIMENSIONS: ModelDimensions = { vocabulary: 5, answers: 4, context: 3 };

export interface Equations {
  /** int32 [count, context] */
  readonly inputs: HostArray<Int32Array>;
  /** int32 [count] */
  readonly labels: HostArray<Int32Array>;
}

/** Random equations; where a token is fixed, all have it. */
export function equations(
  count: number,
  { vocabulary, answers, context }: ModelDimensions = DIMENSIONS,
  fixed: FixedTokens = [],
): Equations {
  const rng = new Rng(1, 'equations');
  const tokens = Array.from(
    { length: count * context },
    (_, i) => fixed[i % context] ?? rng.integer(vocabulary),
  );
  const labels = Array.from({ length: count }, () => rng.integer(answers));
  return { inputs: integers([count, context], tokens), labels: integers([count], labels) };
}

/** Parameters in which nothing is left at 0 or 1: every bias, scale and shift is drawn too. */
export function someParameters(specs: readonly ParameterSpec[], deviation = 0.7): NamedArrays {
  return Object.fromEntries(
    specs.map(({ name, shape }) => {
      const rng = new Rng(2, name);
      const size = shape.reduce((product, length) => product * length, 1);
      return [
        name,
        { shape, data: Float64Array.from({ length: size }, () => Math.fround(deviation * rng.normal())) },
      ];
    }),
  );
}

export const vector = (numbers: ArrayLike<number>): Tensor1D => tf.tensor1d(Float32Array.from(numbers));
export const matrix = (rows: number, columns: number, numbers: ArrayLike<number>): Tensor2D =>
  tf.tensor2d(Float32Array.from(numbers), [rows, columns]);

/** An int32 or float32 tensor of a host array. */
export function tensorOf({ shape, data }: HostArray): Tensor {
  const isInteger = data instanceof Int32Array;
  return tf.tensor(isInteger ? data : Float32Array.from(data), [...shape], isInteger ? 'int32' : 'float32');
}

export const tensorsOf = (arrays: NamedArrays): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(arrays).map(([name, array]) => [name, tensorOf(array)]));

/** Numbers of a stream of their own, standard normal. */
export function normals(count: number, purpose: string): number[] {
  const rng = new Rng(3, purpose);
  return Array.from({ length: count }, () => rng.normal());
}
