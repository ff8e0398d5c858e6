import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { makeGradient } from '../../../src-main/training/evaluation-programs.ts';
import { PARAMETERS } from '../../../src-main/training/train-step.ts';
import type { TransformerModel } from '../../../src-main/contract/values/model-config.ts';
import { createModel } from '../../../src-main/models/index.ts';
import type { FixedTokens, ModelDimensions } from '../../../src-main/models/model.ts';
import { packParameters, parameterSlices } from '../../../src-main/models/parameters.ts';
import { crossEntropy } from '../../../src-main/training/loss.ts';
import { fixedTokens, lossAndGradient } from '../../../src-main/training/loss-gradient.ts';
import {
  aTransformer,
  DIMENSIONS,
  equations,
  someParameters,
  tensorOf,
  tensorsOf,
  vector,
  type Equations,
} from './builders.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { naiveLogits, naiveLoss } from './naive-transformer.ts';

const NORMALIZATIONS = ['none', 'pre', 'post', 'everywhere'] as const;
const POSITIONS = ['learned', 'sinusoidal'] as const;
const ACTIVATIONS = ['relu', 'gelu'] as const;
const BIASES = ['none', 'mlp', 'all'] as const;
const FORMS = ['readout', 'plain'] as const;
/** Which tokens are the same in all equations: none, the last ('='), the operator and '='. */
const FIXED: readonly FixedTokens[] = [[], [undefined, undefined, 4], [undefined, 3, 4]];
/** Fewer equations than tokens, where rows are not looked up, and more, where they are. */
const COUNTS = [3, 9] as const;

interface Case {
  readonly name: string;
  readonly model: TransformerModel;
  readonly data: Equations;
}

/** Every normalisation × positions × activation × biases × form; the other settings go round. */
const CASES: Case[] = NORMALIZATIONS.flatMap((normalization) =>
  POSITIONS.flatMap((positions) =>
    ACTIVATIONS.flatMap((activation) =>
      BIASES.flatMap((biases) =>
        FORMS.map((form) => ({ normalization, positions, activation, biases, form })),
      ),
    ),
  ),
).map((settings, i) => {
  const model = aTransformer({
    ...settings,
    layers: 1 + (Math.floor(i / 2) % 2),
    tied: i % 5 === 0,
    logits: i % 3 === 0 ? 'vocabulary' : 'answers',
    normalizationAffine: i % 7 !== 0,
  });
  const fixed = FIXED[Math.floor(i / 3) % FIXED.length] as FixedTokens;
  const data = equations(COUNTS[Math.floor(i / 4) % 2] as number, DIMENSIONS, fixed);
  const rest = `${model.layers} layers, ${data.labels.data.length} equations, ${fixed.filter(Number.isInteger).length} fixed`;
  return { name: `${Object.values(settings).join(' ')}, ${rest}`, model, data };
});

const LOSS: RunConfig['loss'] = { kind: 'cross-entropy', precision: 'run' };

const rowsOf = ({ inputs }: Equations): number[][] =>
  Array.from({ length: inputs.shape[0] as number }, (_, i) => [...inputs.data.slice(3 * i, 3 * i + 3)]);

/** Loss of the naive transformer, in double, at a flat parameter vector. */
function naiveLossAt(model: TransformerModel, data: Equations, specs: NamedArrays): number {
  const logits = rowsOf(data).map((tokens) => naiveLogits(model, DIMENSIONS, specs, tokens));
  return naiveLoss(logits, [...data.labels.data]);
}

describe('the forward pass', () => {
  it.each(CASES)('gives the logits of the naive transformer: $name', async ({ model, data }) => {
    const { parameters, forward } = createModel(model, DIMENSIONS);
    const values = someParameters(parameters);
    const logits = forward(tensorsOf(values), tensorOf(data.inputs) as Tensor2D, fixedTokens(data.inputs));
    const expected = rowsOf(data).map((tokens) => naiveLogits(model, DIMENSIONS, values, tokens));
    expect(logits.shape).toEqual([expected.length, expected[0]?.length]);
    expect(relativeDistance(await logits.data(), expected.flat())).toBeLessThan(1e-5);
  });
});

describe('the gradient of the loss', () => {
  it.each(CASES)(
    'is that of the naive transformer by central differences: $name',
    async ({ model, data }) => {
      const created = createModel(model, DIMENSIONS);
      const values = someParameters(created.parameters);
      const { loss, gradient } = lossAndGradient(
        created,
        crossEntropy,
        vector(packParameters(created.parameters, values)),
        {
          inputs: tensorOf(data.inputs) as Tensor2D,
          labels: tensorOf(data.labels) as Tensor1D,
          fixed: fixedTokens(data.inputs),
        },
      );
      const expected = centralDifferences(
        values,
        created.parameters.map(({ name }) => name),
        () => naiveLossAt(model, data, values),
      );
      // Relative: a float has seven digits whatever its size, and some of these losses are above 40.
      expect(relativeDistance(await loss.data(), [naiveLossAt(model, data, values)])).toBeLessThan(1e-6);
      expect(relativeDistance(await gradient.data(), expected)).toBeLessThan(1e-5);
    },
  );
});

describe('in double precision', () => {
  const few = CASES.filter((_, i) => i % 11 === 0);

  it.each(few)('loss and gradient are the naive ones to seven digits: $name', async ({ model, data }) => {
    const created = createModel(model, DIMENSIONS);
    const values = someParameters(created.parameters);
    const flat = packParameters(created.parameters, values);
    const { program, signature } = makeGradient({ loss: LOSS, seed: 1 }, created, data);
    const executable = await ENGINES['onnx-cpu'].compile(program, signature, {
      threads: 1,
      precision: 'float64',
    });
    await executable.writeState({ [PARAMETERS]: { shape: [flat.length], data: flat } });
    const { loss, gradient } = await executable.run({});
    await executable.dispose();
    const names = created.parameters.map(({ name }) => name);
    const expected = centralDifferences(values, names, () => naiveLossAt(model, data, values));
    expect(loss?.data[0]).toBeCloseTo(naiveLossAt(model, data, values), 12);
    expect(relativeDistance(gradient?.data ?? [], expected)).toBeLessThan(1e-7);
  });
});

/** Derivatives of `f` with respect to every number of these arrays, which are moved and put back in place. */
function centralDifferences(arrays: NamedArrays, names: readonly string[], f: () => number): number[] {
  const h = 1e-5;
  return names.flatMap((name) => {
    const data = arrays[name]?.data as Float64Array;
    return Array.from(data, (value, i) => {
      const [above, below] = [value + h, value - h].map((moved) => {
        data[i] = moved;
        return f();
      }) as [number, number];
      data[i] = value;
      return (above - below) / (2 * h);
    });
  });
}

describe('causality', () => {
  it('a model of a shorter context gives what the longer one gives at that position', async () => {
    // The plain form computes every position; its last one, cut short, must be the earlier one of the whole.
    const short: ModelDimensions = { ...DIMENSIONS, context: 2 };
    for (const form of FORMS) {
      const model = aTransformer({ positions: 'sinusoidal', form });
      const { forward, parameters } = createModel(model, short);
      const values = someParameters(parameters);
      const data = equations(12, short);
      const logits = forward(tensorsOf(values), tensorOf(data.inputs) as Tensor2D);
      const expected = Array.from({ length: 12 }, (_, i) =>
        naiveLogits(model, DIMENSIONS, values, [...data.inputs.data.slice(2 * i, 2 * i + 2), 3], 1),
      );
      expect(relativeDistance(await logits.data(), expected.flat())).toBeLessThan(1e-5);
    }
  });
});

describe('unusual shapes', () => {
  it('one token of context attends to itself, and every parameter still has a gradient', async () => {
    const single: ModelDimensions = { vocabulary: 5, answers: 4, context: 1 };
    const data = equations(8, single);
    for (const form of FORMS) {
      const model = aTransformer({ form });
      const created = createModel(model, single);
      const values = someParameters(created.parameters);
      const flat = vector(packParameters(created.parameters, values));
      const { loss, gradient } = lossAndGradient(created, crossEntropy, flat, {
        inputs: tensorOf(data.inputs) as Tensor2D,
        labels: tensorOf(data.labels) as Tensor1D,
        fixed: [],
      });
      const logits = [...data.inputs.data].map((token) => naiveLogits(model, single, values, [token]));
      expect((await loss.data())[0]).toBeCloseTo(naiveLoss(logits, [...data.labels.data]), 5);
      expect(gradient.shape).toEqual(flat.shape);
    }
  });

  it('equations that are all the same still have a logit row each', async () => {
    const created = createModel(aTransformer(), DIMENSIONS);
    const data = equations(9, DIMENSIONS, [1, 2, 3]);
    const values = someParameters(created.parameters);
    const logits = created.forward(tensorsOf(values), tensorOf(data.inputs) as Tensor2D, [1, 2, 3]);
    const expected = naiveLogits(aTransformer(), DIMENSIONS, values, [1, 2, 3]);
    expect(logits.shape).toEqual([9, 4]);
    expect(relativeDistance(await logits.data(), Array(9).fill(expected).flat() as number[])).toBeLessThan(
      1e-5,
    );
  });

  it('names the parameter that is missing', () => {
    const { forward, parameters } = createModel(aTransformer(), DIMENSIONS);
    const others = tensorsOf(someParameters(parameters));
    delete others['block1.mlp.W_in'];
    const call = () => forward(others, tensorOf(equations(3).inputs) as Tensor2D);
    expect(call).toThrow("no parameter 'block1.mlp.W_in'");
  });

  it('lays its parameters out without gaps', () => {
    const slices = parameterSlices(createModel(aTransformer(), DIMENSIONS).parameters);
    slices.slice(1).forEach((slice, i) => {
      const before = slices[i] as (typeof slices)[number];
      expect(slice.offset).toBe(before.offset + before.length);
    });
  });
});
