import type { Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import {
  MODEL_DEFAULTS,
  type EmbeddingMlpModel,
  type MlpModel,
} from '../../../src-main/contract/values/model-config.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { countKernels } from '../../../src-main/engines/graph/print.ts';
import { euclideanNorm } from '../../../src-main/measures/euclidean-norm.ts';
import { createModel } from '../../../src-main/models/index.ts';
import type { FixedTokens, ModelDimensions } from '../../../src-main/models/model.ts';
import { packParameters, parameterCount } from '../../../src-main/models/parameters.ts';
import { makeGradient } from '../../../src-main/training/evaluation-programs.ts';
import { fixedTokens, type TrainingSet } from '../../../src-main/training/loss-gradient.ts';
import { PARAMETERS } from '../../../src-main/training/train-step.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { equations, normals, someParameters, tensorOf, tensorsOf } from './builders.ts';
import { naiveEmbeddingMlp, naiveOneHotMlp, naiveVectorMlp } from './naive-mlp.ts';

type AnyMlp = MlpModel | EmbeddingMlpModel;

const aMlp = (overrides: Partial<MlpModel> = {}): MlpModel => ({
  ...MODEL_DEFAULTS.mlp,
  kind: 'mlp',
  width: 6,
  ...overrides,
});
const anEmbeddingMlp = (overrides: Partial<EmbeddingMlpModel> = {}): EmbeddingMlpModel => ({
  ...MODEL_DEFAULTS['embedding-mlp'],
  kind: 'embedding-mlp',
  embeddingWidth: 3,
  width: 6,
  ...overrides,
});

const DIMENSIONS: ModelDimensions = { vocabulary: 5, answers: 4, context: 3 };
const ACTIVATIONS = ['relu', 'gelu', 'tanh', 'quadratic'] as const;
const FORMS = ['look-ups', 'plain'] as const;
const FIXED: FixedTokens[] = [[], [undefined, 2, undefined], [undefined, undefined, 4], [1, 2, 3]];

const MODELS: AnyMlp[] = ACTIVATIONS.flatMap((activation, i) =>
  FORMS.flatMap((form) => {
    const own = { activation, form, biases: i % 2 === 0, layers: 1 + (i % 3) };
    return [
      aMlp(own),
      anEmbeddingMlp({ ...own, combine: 'concatenated' }),
      anEmbeddingMlp({ ...own, combine: 'summed' }),
      // So wide that looking up what the first layer makes of a token is more work than the layer itself.
      anEmbeddingMlp({ ...own, combine: i % 2 ? 'summed' : 'concatenated', embeddingWidth: 1, width: 40 }),
    ];
  }),
);
const nameOf = (model: AnyMlp) =>
  `${model.kind} ${'combine' in model ? `${model.combine} ${model.embeddingWidth}` : ''} ${model.activation} ${model.form}, ${model.layers} layers of ${model.width}, ${model.biases ? 'with' : 'no'} biases`;
const CASES = MODELS.map(
  (model, i) => [nameOf(model), model, FIXED[i % FIXED.length] as FixedTokens] as const,
);

const naive = (model: AnyMlp, arrays: NamedArrays, tokens: number[]) =>
  model.kind === 'mlp'
    ? naiveOneHotMlp(model, arrays, tokens, DIMENSIONS.vocabulary)
    : naiveEmbeddingMlp(model, arrays, tokens);

const rowsOf = (data: TrainingSet, length: number): number[][] =>
  Array.from({ length: data.labels.data.length }, (_, i) => [
    ...data.inputs.data.slice(length * i, length * (i + 1)),
  ]);

describe.each([4, 23])('on %i equations', (count) => {
  it.each(CASES)('the outputs are those of plain loops: %s', async (_, model, fixed) => {
    const { parameters, forward, classes } = createModel(model, DIMENSIONS);
    const arrays = someParameters(parameters);
    const data = equations(count, DIMENSIONS, fixed);
    const outputs = forward(tensorsOf(arrays), tensorOf(data.inputs) as Tensor2D, fixedTokens(data.inputs));
    expect(outputs.shape).toEqual([count, classes]);
    const expected = rowsOf(data, 3).flatMap((tokens) => naive(model, arrays, tokens));
    expect(relativeDistance(await outputs.data(), expected)).toBeLessThan(2e-6);
  });
});

const LOSS: RunConfig['loss'] = { kind: 'cross-entropy', precision: 'run' };

async function lossAndGradient(model: AnyMlp, data: TrainingSet) {
  const created = createModel(model, DIMENSIONS);
  const flat = packParameters(created.parameters, someParameters(created.parameters));
  const { program, signature } = makeGradient({ loss: LOSS, seed: 1 }, created, data);
  const options = { threads: 1, precision: 'float64' } as const;
  const executable = await ENGINES['onnx-cpu'].compile(program, signature, options);
  await executable.writeState({ [PARAMETERS]: { shape: [flat.length], data: flat } });
  const { loss, gradient } = await executable.run({});
  await executable.dispose();
  return [...(loss?.data ?? []), ...(gradient?.data ?? [])];
}

describe('the form that looks rows up', () => {
  const pairs = CASES.filter(([, { form }]) => form === 'look-ups');

  it.each(pairs)('has the loss and the gradient of the plain one, to the rounding of doubles: %s', async (_, model, fixed) => {
    const data = equations(23, DIMENSIONS, fixed);
    const [looked, plain] = [await lossAndGradient(model, data), await lossAndGradient({ ...model, form: 'plain' }, data)];
    expect(plain.length).toBeGreaterThan(1);
    expect(relativeDistance(looked, plain)).toBeLessThan(1e-13);
  }); // oxfmt-ignore

  it('takes the first layer’s product once per token', async () => {
    const model = anEmbeddingMlp();
    const { parameters, forward } = createModel(model, DIMENSIONS);
    const { inputs } = equations(200, DIMENSIONS);
    const state = Object.fromEntries(parameters.map(({ name, shape }) => [name, { shape, dtype: 'float' as const }]));
    const graph = await trace(
      (tensors) => ({ logits: forward(tensors, tensors['tokens'] as Tensor2D) }),
      { state, constants: { tokens: inputs }, feeds: {} },
      'float32',
    );
    const products = graph.nodes.filter(({ op }) => op === 'BatchMatMul').map(({ outputs }) => graph.values[outputs[0] as number]?.shape);
    expect(products).toEqual([[5, 6], [5, 6], [5, 6], [200, 4]]);
    expect(countKernels(graph)['GatherV2']).toBe(3);
  }); // oxfmt-ignore
});

describe('vectors', () => {
  it('are read as they are, whatever the form', async () => {
    const dimensions: ModelDimensions = { vocabulary: 0, answers: 3, context: 0, features: 4 };
    for (const form of FORMS) {
      const model = aMlp({ form, activation: 'tanh' });
      const { parameters, forward } = createModel(model, dimensions);
      const arrays = someParameters(parameters);
      const numbers = normals(20, 'vectors').map(Math.fround);
      const vectors = { shape: [5, 4], data: Float64Array.from(numbers) };
      const outputs = forward(tensorsOf(arrays), tensorOf(vectors) as Tensor2D);
      const expected = [0, 1, 2, 3, 4].flatMap((i) => naiveVectorMlp(model, arrays, numbers.slice(4 * i, 4 * i + 4)));
      expect(relativeDistance(await outputs.data(), expected)).toBeLessThan(2e-6);
    }
  }); // oxfmt-ignore
});

describe('parameters', () => {
  it('Omnigrok: 199 210, of norm 11.7 in PyTorch’s initialisation and 93.7 at scale 8', () => {
    const dimensions: ModelDimensions = { vocabulary: 0, answers: 10, context: 0, features: 784 };
    const normAt = (initScale: number) => {
      const { parameters, init } = createModel(aMlp({ width: 200, initScale }), dimensions);
      expect(parameterCount(parameters)).toBe(199_210);
      return euclideanNorm(packParameters(parameters, init(1)));
    };
    expect(normAt(1)).toBeGreaterThan(11.6);
    expect(normAt(1)).toBeLessThan(11.8);
    expect(normAt(8)).toBeCloseTo(8 * normAt(1), 9);
  });

  it('Liu et al.: 46 630 in the decoder and one number for each of ten operands, from −½ to ½', () => {
    const model = anEmbeddingMlp({
      embeddingWidth: 1,
      combine: 'summed',
      embeddingInit: 'uniform',
      layers: 2,
      width: 200,
    });
    const { parameters, init, classes } = createModel(model, {
      vocabulary: 10,
      answers: 19,
      context: 2,
      outputs: 30,
    });
    expect(classes).toBe(30);
    expect(parameterCount(parameters)).toBe(46_630 + 10);
    const embeddings = [...(init(1)['embed.W_E']?.data ?? [])];
    expect(Math.max(...embeddings.map(Math.abs))).toBeLessThan(0.5);
    expect(Math.max(...embeddings)).toBeGreaterThan(0.1);
  });

  it('have the deviations of the normal initialisation, and biases of 0', () => {
    const model = anEmbeddingMlp({
      width: 64,
      embeddingWidth: 64,
      init: { kind: 'normal', embedding: 0.5, hidden: 0.1, output: 0.02 },
    });
    const arrays = createModel(model, { vocabulary: 50, answers: 50, context: 2 }).init(1);
    const deviation = (name: string) => {
      const data = [...(arrays[name]?.data ?? [])];
      return Math.sqrt(data.reduce((sum, v) => sum + v * v, 0) / data.length);
    };
    expect(deviation('embed.W_E')).toBeCloseTo(0.5, 1);
    expect(deviation('layer0.W') / 0.1).toBeCloseTo(1, 1);
    expect(deviation('output.W') / 0.02).toBeCloseTo(1, 1);
    expect(deviation('layer0.b')).toBe(0);
  });
});
