/** @file The two MLPs once more, for tests: one example at a time, in plain loops and doubles. It shares nothing with the
 *  models room but the names of parameters. */
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import type { EmbeddingMlpModel, MlpModel } from '../../../src-main/contract/values/model-config.ts';

type Vector = readonly number[];

const ACTIVATIONS: Record<MlpModel['activation'], (x: number) => number> = {
  relu: (x) => Math.max(x, 0),
  gelu: (x) => x * normalDistribution(x),
  tanh: Math.tanh,
  quadratic: (x) => x * x,
};

/** Φ(x) by its series, ½ + φ(x)·Σ x^(2k+1)/(1·3·5…(2k+1)). */
function normalDistribution(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; k < 200; k++) sum += term *= (x * x) / (2 * k + 1);
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Outputs for one vector, the first layer's input. */
function naiveLayers(model: MlpModel | EmbeddingMlpModel, arrays: NamedArrays, input: Vector): Vector {
  const names = [...Array.from({ length: model.layers }, (_, i) => `layer${i}`), 'output'];
  return names.reduce<Vector>((x, name, i) => {
    const weight = arrays[`${name}.W`];
    const [, width] = weight?.shape as [number, number];
    const outputs = Array.from({ length: width }, (_, out) =>
      x.reduce(
        (sum, v, j) => sum + v * (weight?.data[j * width + out] as number),
        arrays[`${name}.b`]?.data[out] ?? 0,
      ),
    );
    return i < model.layers ? outputs.map(ACTIVATIONS[model.activation]) : outputs;
  }, input);
}

/** Outputs of the MLP for one equation, its tokens one-hot and side by side. */
export function naiveOneHotMlp(
  model: MlpModel,
  arrays: NamedArrays,
  tokens: Vector,
  vocabulary: number,
): Vector {
  const vector = tokens.flatMap((token) => Array.from({ length: vocabulary }, (_, t) => Number(t === token)));
  return naiveLayers(model, arrays, vector);
}

/** Outputs of the MLP for a vector as it is. */
export function naiveVectorMlp(model: MlpModel, arrays: NamedArrays, vector: Vector): Vector {
  return naiveLayers(model, arrays, vector);
}

/** Outputs of the MLP on embeddings, concatenated or summed. */
export function naiveEmbeddingMlp(model: EmbeddingMlpModel, arrays: NamedArrays, tokens: Vector): Vector {
  const width = model.embeddingWidth;
  const embeddings = tokens.map((token) => [
    ...(arrays['embed.W_E']?.data ?? []).slice(token * width, (token + 1) * width),
  ]);
  if (model.combine === 'concatenated') return naiveLayers(model, arrays, embeddings.flat());
  const summed = Array.from({ length: width }, (_, i) =>
    embeddings.reduce((s, e) => s + (e[i] as number), 0),
  );
  return naiveLayers(model, arrays, summed);
}
