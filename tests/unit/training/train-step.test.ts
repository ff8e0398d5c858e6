import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { createModel } from '../../../src-main/models/index.ts';
import { packParameters, parameterCount } from '../../../src-main/models/parameters.ts';
import { makeGradient, makeLogits } from '../../../src-main/training/evaluation-programs.ts';
import { fixedTokens } from '../../../src-main/training/loss-gradient.ts';
import { crossEntropy } from '../../../src-main/training/loss.ts';
import {
  makeTrainStep,
  PARAMETERS,
  type StepConfig,
  type TrainStep,
} from '../../../src-main/training/train-step.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { aTransformer, DIMENSIONS, equations, tensorOf, tensorsOf } from '../models/builders.ts';

const model = createModel(aTransformer({ layers: 1, normalization: 'none' }), DIMENSIONS);
const train = equations(12);
const count = parameterCount(model.parameters);

const aConfig = (overrides: Partial<StepConfig> = {}): StepConfig => ({
  seed: 1,
  optimizer: {
    kind: 'adam',
    learningRate: 0.01,
    weightDecay: 0.5,
    decay: 'decoupled',
    warmupSteps: 4,
    beta1: 0.9,
    beta2: 0.98,
    epsilon: 1e-8,
  },
  batch: { size: 5, sampling: 'epochs' },
  loss: { kind: 'cross-entropy', precision: 'run' },
  ...overrides,
});
const sgd: StepConfig['optimizer'] = {
  kind: 'sgd',
  learningRate: 0.1,
  weightDecay: 0,
  decay: 'coupled',
  warmupSteps: 0,
  momentum: 0,
};

type Values = Record<string, number[]>;

const read = async (tensors: Readonly<Record<string, Tensor>>): Promise<Values> =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(tensors).map(async ([name, t]): Promise<[string, number[]]> => [
        name,
        [...(await t.data())],
      ]),
    ),
  );

/** Runs steps `from` … `to`−1 eagerly. @returns the state after them and the loss of each */
async function run(step: TrainStep, state: NamedArrays, from: number, to: number) {
  const constants = tensorsOf(step.signature.constants);
  const losses: number[] = [];
  let current: Values = Object.fromEntries(
    Object.entries(state).map(([name, { data }]) => [name, [...data]]),
  );
  for (let t = from; t < to; t++) {
    const vectors = Object.fromEntries(Object.entries(current).map(([name, v]) => [name, tf.tensor1d(v)]));
    const outputs = tf.tidy(() => step.program({ ...constants, ...vectors, ...tensorsOf(step.feedsAt(t)) }));
    const { loss, ...next } = await read(outputs);
    losses.push((loss as number[])[0] as number);
    current = next;
  }
  return { state: current, losses };
}

const arraysOf = (state: Values): NamedArrays =>
  Object.fromEntries(
    Object.entries(state).map(([name, v]) => [name, { shape: [v.length], data: Float64Array.from(v) }]),
  );

describe('the training step', () => {
  it('declares every input: state and scalars as floats, the batch as indices, the training set as constants', () => {
    const { signature } = makeTrainStep(aConfig(), model, { train });
    expect(signature.state).toEqual({
      parameters: { shape: [count], dtype: 'float' },
      'adam/firstMoment': { shape: [count], dtype: 'float' },
      'adam/secondMoment': { shape: [count], dtype: 'float' },
    });
    expect(Object.keys(signature.constants)).toEqual(['train/inputs', 'train/labels']);
    expect(signature.feeds['batch']).toEqual({ shape: [5], dtype: 'int32' });
    for (const [name, spec] of Object.entries(signature.feeds))
      if (name !== 'batch') expect(spec).toEqual({ shape: [], dtype: 'float' });
  });

  it('is fed at every step exactly what it declares', () => {
    for (const sampling of ['epochs', 'replacement', 'full'] as const) {
      const step = makeTrainStep(aConfig({ batch: { size: 5, sampling } }), model, { train });
      for (const t of [0, 1, 77]) {
        const feeds = step.feedsAt(t);
        expect(Object.keys(feeds)).toEqual(Object.keys(step.signature.feeds));
        for (const [name, { shape }] of Object.entries(feeds))
          expect(shape).toEqual(step.signature.feeds[name]?.shape);
      }
    }
  });

  it('starts from the parameters of the seed and empty moments', () => {
    const state = makeTrainStep(aConfig(), model, { train }).initialState(9);
    expect(state[PARAMETERS]?.data).toEqual(packParameters(model.parameters, model.init(9)));
    expect(new Set(state['adam/firstMoment']?.data)).toEqual(new Set([0]));
    expect(new Set(state['adam/secondMoment']?.data)).toEqual(new Set([0]));
  });

  it('gives the loss of its batch before the update, and moves against the gradient of that loss', async () => {
    const step = makeTrainStep(aConfig({ optimizer: sgd }), model, { train });
    const state = step.initialState(1);
    const after = await run(step, state, 0, 1);
    const { program } = makeGradient(aConfig(), model, train, 5);
    const { batch } = step.feedsAt(0);
    const inputs = tensorsOf({ ...step.signature.constants, ...state, batch } as NamedArrays);
    const { loss, gradient } = await read(program(inputs));
    expect(after.losses[0]).toBeCloseTo((loss as number[])[0] as number, 6);
    const moved = (after.state[PARAMETERS] as number[]).map(
      (v, i) => ((state[PARAMETERS]?.data[i] as number) - v) / 0.1,
    );
    expect(relativeDistance(moved, gradient as number[])).toBeLessThan(1e-5);
  });

  it('repeats to the bit, and resumes to the bit from any step', async () => {
    const config = aConfig();
    const whole = await run(
      makeTrainStep(config, model, { train }),
      makeTrainStep(config, model, { train }).initialState(1),
      0,
      7,
    );
    const first = await run(
      makeTrainStep(config, model, { train }),
      makeTrainStep(config, model, { train }).initialState(1),
      0,
      3,
    );
    const rest = await run(makeTrainStep(config, model, { train }), arraysOf(first.state), 3, 7);
    expect(rest.state).toEqual(whole.state);
    expect([...first.losses, ...rest.losses]).toEqual(whole.losses);
  });

  it('leaves no tensor behind but its outputs', () => {
    const step = makeTrainStep(aConfig(), model, { train });
    const inputs = tensorsOf({ ...step.signature.constants, ...step.initialState(1), ...step.feedsAt(0) });
    const before = tf.memory().numTensors;
    const outputs = tf.tidy(() => step.program(inputs));
    expect(tf.memory().numTensors - before).toBe(Object.keys(outputs).length);
  });

  it('memorises a handful of equations', async () => {
    const config = aConfig({
      optimizer: { ...sgd, learningRate: 0.5, momentum: 0.5 },
      batch: { size: 12, sampling: 'full' },
    });
    // Each answer is that of the last token, so that equations do not contradict each other.
    const labels = {
      ...train.labels,
      data: train.labels.data.map((_, i) => (train.inputs.data[3 * i + 2] as number) % 4),
    };
    const step = makeTrainStep(config, model, { train: { ...train, labels } });
    const { losses } = await run(step, step.initialState(1), 0, 60);
    expect(losses[0]).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(0.2);
  });
});

describe('evaluation programs', () => {
  const state = { [PARAMETERS]: { shape: [count], data: packParameters(model.parameters, model.init(4)) } };

  it('logits of fixed equations', async () => {
    const { program, signature } = makeLogits(model, train.inputs);
    const { logits } = program(tensorsOf({ ...state, ...signature.constants }));
    expect(logits?.shape).toEqual([12, DIMENSIONS.answers]);
    const loss = crossEntropy(logits as Tensor2D, tensorOf(train.labels) as Tensor1D);
    const { program: gradient, signature: whole } = makeGradient(aConfig(), model, train);
    const outputs = await read(gradient(tensorsOf({ ...state, ...whole.constants })));
    expect((await loss.data())[0]).toBeCloseTo(outputs['loss']?.[0] as number, 6);
  });

  it('the gradient of the whole set is the mean over batches that part it', async () => {
    const whole = makeGradient(aConfig(), model, train);
    const part = makeGradient(aConfig(), model, train, 4);
    expect(part.signature.feeds).toEqual({ batch: { shape: [4], dtype: 'int32' } });
    const inputs = tensorsOf({ ...state, ...whole.signature.constants });
    const expected = (await read(whole.program(inputs)))['gradient'] as number[];
    const mean = new Array<number>(count).fill(0);
    for (const start of [0, 4, 8]) {
      const batch = tf.tensor1d([start, start + 1, start + 2, start + 3], 'int32');
      const { gradient } = await read(part.program({ ...inputs, batch }));
      gradient?.forEach((g, i) => (mean[i] = (mean[i] as number) + g / 3));
    }
    expect(relativeDistance(mean, expected)).toBeLessThan(1e-5);
  });
});

describe('tokens that are known beforehand', () => {
  it('are those that all equations share at a position', () => {
    const tokens = { shape: [3, 4], data: Int32Array.of(1, 5, 2, 6, 3, 5, 2, 6, 1, 5, 0, 6) };
    expect(fixedTokens(tokens)).toEqual([undefined, 5, undefined, 6]);
  });
});
