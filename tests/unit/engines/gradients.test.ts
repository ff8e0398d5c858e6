import { describe, expect, it } from 'vitest';
import { floats, type FloatArray } from '../../../src-main/base/named-arrays.ts';
import { Rng } from '../../../src-main/base/rng.ts';
import type { ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import type { Executable } from '../../../src-main/engines/engine.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { euclideanNorm } from '../../../src-main/measures/euclidean-norm.ts';
import { packParameters } from '../../../src-main/models/parameters.ts';
import { makeGradient } from '../../../src-main/training/evaluation-programs.ts';
import { PARAMETERS } from '../../../src-main/training/train-step.ts';
import { aSmallConfig, aSmallDigitsConfig, numberOf, prepareSmall } from '../../helpers/small-configs.ts';

/** Of the directional derivative along the gradient; along others, of the gradient's norm. */
const RELATIVE = 1e-7;
const H = 1e-5;

const NORMALIZATIONS = ['none', 'pre', 'post', 'everywhere'];
const ACTIVATIONS = ['relu', 'gelu'];
const FORMS = ['readout', 'plain'];
const OTHERS: readonly ConfigChanges[] = ['learned', 'sinusoidal'].flatMap((positions) =>
  ['none', 'mlp', 'all'].flatMap((biases, i) =>
    [false, true].map((tied) => ({
      'model.layers': i === 0 ? 2 : 1,
      'model.positions': positions,
      'model.biases': biases,
      'model.tied': tied,
    })),
  ),
);
/** Settings that take turns, so that each meets many of the others. */
const TURNS: readonly ConfigChanges[] = [
  { 'task.tokenization': 'operands', 'model.logits': 'vocabulary', 'model.normalizationAffine': true },
  { 'task.tokenization': 'operands-equals', 'model.logits': 'answers', 'model.normalizationAffine': true },
  { 'task.tokenization': 'operands-operator-equals', 'model.logits': 'vocabulary', 'model.normalizationAffine': false },
  { 'task.tokenization': 'operands-operator-equals', 'model.logits': 'answers', 'model.normalizationAffine': true },
  { 'task.tokenization': 'operands-equals', 'model.logits': 'vocabulary', 'model.normalizationAffine': false },
]; // oxfmt-ignore

const TRANSFORMER: ConfigChanges = {
  'task.modulus': 5,
  'model.width': 4,
  'model.mlpWidth': 6,
  'batch.size': 8,
  'model.init.kind': 'pytorch',
};

interface Slope {
  /** The loss and its gradient at a point. */
  at(parameters: FloatArray): Promise<{ loss: number; gradient: FloatArray }>;
  readonly start: Float64Array;
  readonly executable: Executable;
}

/** The gradient program as evaluations run it, over the whole training set or, where `fed`, over a batch that is fed. */
async function slopeOf(changes: ConfigChanges, fed: boolean): Promise<Slope> {
  return slopeOfConfig(aSmallConfig({ ...TRANSFORMER, ...changes }), fed);
}

async function slopeOfConfig(config: RunConfig, fed: boolean): Promise<Slope> {
  const { model, dataset, step } = prepareSmall(config);
  const { program, signature } = makeGradient(
    config,
    model,
    dataset.train,
    fed ? config.batch.size : undefined,
  );
  const executable = await ENGINES['onnx-cpu'].compile(program, signature, {
    threads: 1,
    precision: 'float64',
  });
  const rng = new Rng(3, 'gradients');
  // Away from the ones and zeros that scales, shifts and biases begin with.
  const start = packParameters(model.parameters, model.init(3)).map((value) => value + 0.2 * rng.normal());
  const batch = step.feedsAt(0)['batch'];
  const feeds = fed && batch ? { batch } : {};
  return {
    executable,
    start,
    async at(parameters) {
      await executable.writeState({ [PARAMETERS]: floats([parameters.length], parameters) });
      const { loss, gradient } = await executable.run(feeds);
      return { loss: numberOf(loss), gradient: gradient?.data as FloatArray };
    },
  };
}

/** The slope of the loss along a unit vector, from two losses. */
async function difference({ at, start }: Slope, direction: FloatArray): Promise<number> {
  const loss = async (h: number) => (await at(start.map((v, i) => v + h * (direction[i] as number)))).loss;
  return ((await loss(H)) - (await loss(-H))) / (2 * H);
}

function unit(vector: FloatArray): FloatArray {
  const norm = euclideanNorm(vector);
  return vector.map((value) => value / norm);
}

function dot(a: FloatArray, b: FloatArray): number {
  let sum = 0;
  a.forEach((value, i) => (sum += value * (b[i] as number)));
  return sum;
}

async function expectGradient(slope: Slope, index: number, what: string): Promise<void> {
  const { gradient } = await slope.at(slope.start);
  const norm = euclideanNorm(gradient);
  expect(norm, what).toBeGreaterThan(0.01);
  const steepest = await difference(slope, unit(gradient));
  expect(Math.abs(steepest - norm) / norm, `along the gradient: ${what}`).toBeLessThan(RELATIVE);
  const rng = new Rng(index, 'directions');
  const direction = unit(slope.start.map(() => rng.normal()));
  const off = (await difference(slope, direction)) - dot(gradient, direction);
  expect(Math.abs(off) / norm, `along another direction: ${what}`).toBeLessThan(RELATIVE);
  await slope.executable.dispose();
}

describe('the compiled gradient, in double, is the slope of the compiled loss', () => {
  const groups = NORMALIZATIONS.flatMap((normalization) =>
    ACTIVATIONS.flatMap((activation) => FORMS.map((form) => [normalization, activation, form] as const)),
  );

  it.each(groups)(
    'normalization %s, activation %s, form %s, with all positions, biases and ties',
    async (normalization, activation, form) => {
      const own = { 'model.normalization': normalization, 'model.activation': activation, 'model.form': form };
      for (const [i, others] of OTHERS.entries()) {
        const turn = TURNS[(i + groups.findIndex((g) => g[0] === normalization)) % TURNS.length];
        const changes: ConfigChanges = { ...own, ...others, ...turn };
        await expectGradient(await slopeOf(changes, i % 2 === 0), i, JSON.stringify(changes));
      }
    },
  ); // oxfmt-ignore

  const mlps = ['relu', 'gelu', 'tanh', 'quadratic'].flatMap((activation) =>
    ['look-ups', 'plain'].map((form) => [activation, form] as const),
  );

  it.each(mlps)('of MLPs, activation %s, form %s, on every task and with every loss', async (activation, form) => {
    const own = { 'model.activation': activation, 'model.form': form, 'model.width': 5, 'batch.size': 8 };
    const sum = { 'task.kind': 'sum', 'task.operands': 5, 'task.trainExamples': 12 };
    const embedding = { 'model.kind': 'embedding-mlp', 'model.embeddingWidth': 3 };
    const random = { 'loss.kind': 'mse-random', 'loss.targetWidth': 4 };
    const configs = [
      aSmallConfig({ ...own, 'model.kind': 'mlp' }),
      aSmallConfig({ ...own, 'model.kind': 'mlp', 'model.biases': false, 'task.tokenization': 'operands-equals', 'loss.kind': 'mse' }),
      aSmallConfig({ ...own, ...embedding, 'model.layers': 2 }),
      aSmallConfig({ ...own, ...embedding, 'task.tokenization': 'operands-operator-equals', 'model.biases': false }),
      aSmallConfig({ ...own, ...embedding, ...sum, ...random, 'model.combine': 'summed' }),
      aSmallConfig({ ...own, ...embedding, ...sum, 'model.combine': 'summed', 'model.embeddingWidth': 1, 'model.width': 30 }),
      aSmallDigitsConfig({ ...own, 'model.initScale': 1 }),
      aSmallDigitsConfig({ ...own, 'model.initScale': 1, 'loss.kind': 'cross-entropy' }),
    ];
    for (const [i, config] of configs.entries()) {
      const slope = await slopeOfConfig(config, i % 2 === 0);
      await expectGradient(slope, i, JSON.stringify([config.task, config.model, config.loss]));
    }
  }); // oxfmt-ignore
});
