import { describe, expect, it } from 'vitest';
import { namedArray, type NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { changeConfig, type ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import type { EngineId } from '../../../src-main/contract/values/engine-id.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import type { Executable } from '../../../src-main/engines/engine.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { PARAMETERS } from '../../../src-main/training/train-step.ts';
import { ENGINES_HERE } from '../../helpers/engines-here.ts';
import {
  aSmallConfig,
  aSmallDigitsConfig,
  bitsOf,
  numberOf,
  prepareSmall,
  type SmallRun,
} from '../../helpers/small-configs.ts';
import { DRIFT, relativeDistance, TOLERANCES, type Precision } from '../../helpers/tolerances.ts';

const STEPS = 200;

/** A calm optimizer: where training is chaotic, engines part ways from the rounding of the first step on. */
const CALM: ConfigChanges = {
  'task.modulus': 5,
  'optimizer.learningRate': 1e-3,
  'optimizer.epsilon': 1e-3,
  'model.init.kind': 'pytorch',
  'optimizer.weightDecay': 0.1,
  'model.mlpWidth': 10,
  'batch.size': 9,
};

/** The same for other models, which have other fields. */
const WITHOUT_TRANSFORMER: ConfigChanges = {
  'optimizer.learningRate': 1e-3,
  'optimizer.epsilon': 1e-3,
  'optimizer.weightDecay': 0.1,
  'batch.size': 9,
};

const CONFIGS: [string, RunConfig][] = [
  ['one layer, ReLU, no LayerNorm', aSmallConfig(CALM)],
  [
    'pre-LayerNorm with scale and shift, GELU, all biases, four tokens',
    aSmallConfig({
      ...CALM,
      'task.tokenization': 'operands-operator-equals',
      'model.normalization': 'pre',
      'model.normalizationAffine': true,
      'model.activation': 'gelu',
      'model.biases': 'all',
    }),
  ],
  [
    'post-LayerNorm, sinusoids, tied embedding, plain form, full batch',
    aSmallConfig({
      ...CALM,
      'task.tokenization': 'operands-equals',
      'model.normalization': 'post',
      'model.positions': 'sinusoidal',
      'model.tied': true,
      'model.form': 'plain',
      'model.logits': 'vocabulary',
      'batch.sampling': 'full',
    }),
  ],
  [
    'LayerNorm everywhere, SGD with momentum and coupled decay, draws with replacement',
    changeConfig(aSmallConfig(CALM), {
      'optimizer.kind': 'sgd',
      'optimizer.learningRate': 0.02,
      'optimizer.momentum': 0.9,
      'optimizer.weightDecay': 1e-3,
      'optimizer.decay': 'coupled',
      'model.normalization': 'everywhere',
      'batch.sampling': 'replacement',
    }),
  ],
];

/** Models beside the transformer. */
const MLPS: [string, RunConfig][] = [
  [
    'MLP on concatenated embeddings, looked up, GELU',
    aSmallConfig({
      ...WITHOUT_TRANSFORMER,
      'model.kind': 'embedding-mlp',
      'model.embeddingWidth': 16,
      'model.width': 12,
      'model.activation': 'gelu',
    }),
  ],
  [
    'MLP on summed embeddings, random targets, two rates, full batch',
    aSmallConfig({
      ...WITHOUT_TRANSFORMER,
      'task.kind': 'sum',
      'model.kind': 'embedding-mlp',
      'model.combine': 'summed',
      'model.embeddingWidth': 1,
      'model.layers': 2,
      'model.width': 12,
      'model.activation': 'tanh',
      'loss.kind': 'mse-random',
      'optimizer.kind': 'adam-two-rates',
      'batch.sampling': 'full',
    }),
  ],
  [
    'MLP on one-hot operands, quadratic, no biases',
    aSmallConfig({
      ...WITHOUT_TRANSFORMER,
      'model.kind': 'mlp',
      'model.layers': 1,
      'model.width': 12,
      'model.activation': 'quadratic',
      'model.biases': false,
    }),
  ],
  [
    'MLP on digits, squared error',
    aSmallDigitsConfig({
      'optimizer.epsilon': 1e-3,
      'model.initScale': 1,
      precision: 'float32',
    }),
  ],
];

interface Trained {
  readonly losses: readonly number[];
  readonly state: NamedArrays;
}

async function open(
  { step }: SmallRun,
  engine: EngineId,
  precision: Precision,
  threads = 1,
): Promise<Executable> {
  return ENGINES[engine].compile(step.program, step.signature, { threads, precision });
}

async function advance(executable: Executable, run: SmallRun, from: number, to: number): Promise<number[]> {
  const losses: number[] = [];
  for (let t = from; t < to; t++) losses.push(numberOf((await executable.run(run.step.feedsAt(t)))['loss']));
  return losses;
}

async function train(
  run: SmallRun,
  engine: EngineId,
  precision: Precision,
  steps: number,
  threads = 1,
): Promise<Trained> {
  const executable = await open(run, engine, precision, threads);
  await executable.writeState(run.initial);
  const losses = await advance(executable, run, 0, steps);
  const state = await executable.readState();
  await executable.dispose();
  return { losses, state };
}

describe(`${STEPS} steps on every engine`, () => {
  it.each([...CONFIGS, ...MLPS])('agree: %s', async (_, config) => {
    const run = prepareSmall(config);
    const double = await train(run, 'onnx-cpu', 'float64', STEPS);
    expect(double.losses.at(-1), 'it learns').toBeLessThan(double.losses[0] as number);
    for (const engine of ENGINES_HERE) {
      const single = await train(run, engine, 'float32', STEPS);
      expect(relativeDistance(single.losses, double.losses), `${engine}: losses`).toBeLessThan(DRIFT);
      const distance = relativeDistance(
        namedArray(single.state, PARAMETERS).data,
        namedArray(double.state, PARAMETERS).data,
      );
      expect(distance, `${engine}: parameters`).toBeLessThan(DRIFT);
    }
  });
});

/** Large enough that ONNX Runtime divides the work, at sizes that do not divide evenly. */
const ODD: ConfigChanges = {
  'task.modulus': 37,
  'task.operation': 'x/y',
  'task.tokenization': 'operands-equals',
  'model.width': 63,
  'model.heads': 7,
  'model.mlpWidth': 251,
  'model.activation': 'gelu',
  'model.normalization': 'pre',
  'model.normalizationAffine': true,
  'model.biases': 'all',
  'batch.size': 307,
};

describe('bit for bit', () => {
  const cases: [string, RunConfig, Precision][] = [
    ['odd sizes, GELU', aSmallConfig(ODD), 'float32'],
    ['odd sizes, every position, vocabulary', aSmallConfig({ ...ODD, 'model.form': 'plain', 'model.logits': 'vocabulary', 'model.layers': 2 }), 'float32'],
    ['odd sizes, full batch', aSmallConfig({ ...ODD, 'batch.sampling': 'full', 'model.activation': 'relu', 'model.normalization': 'none' }), 'float32'],
    ['even sizes', aSmallConfig({ ...ODD, 'task.modulus': 41, 'model.width': 64, 'model.heads': 4, 'model.mlpWidth': 256, 'batch.size': 512 }), 'float32'],
    ['fewer equations than columns', aSmallConfig({ ...ODD, 'model.width': 128, 'model.heads': 4, 'model.mlpWidth': 512, 'batch.size': 67 }), 'float32'],
    ['many rows', aSmallConfig({ ...ODD, 'model.normalization': 'everywhere', 'model.form': 'plain', 'batch.size': 509 }), 'float32'],
    ['odd sizes in double', aSmallConfig(ODD), 'float64'],
    ['the loss in double', aSmallConfig({ ...ODD, 'loss.precision': 64, 'batch.sampling': 'full' }), 'float32'],
  ]; // oxfmt-ignore

  it.each(cases)('onnx-cpu repeats itself, on one thread and on two: %s', async (_, config, precision) => {
    const run = prepareSmall(config);
    const first = await train(run, 'onnx-cpu', precision, 4);
    const again = await train(run, 'onnx-cpu', precision, 4);
    const onTwo = await train(run, 'onnx-cpu', precision, 4, 2);
    expect(first.losses.every(Number.isFinite)).toBe(true);
    expect(again.losses).toEqual(first.losses);
    expect(bitsOf(again.state)).toEqual(bitsOf(first.state));
    expect(onTwo.losses).toEqual(first.losses);
    expect(bitsOf(onTwo.state)).toEqual(bitsOf(first.state));
  });

  it.each(ENGINES_HERE)('%s repeats itself', async (engine) => {
    const run = prepareSmall(aSmallConfig(CALM));
    const [first, again] = [await train(run, engine, 'float32', 10), await train(run, engine, 'float32', 10)];
    expect(again.losses).toEqual(first.losses);
    expect(bitsOf(again.state)).toEqual(bitsOf(first.state));
  }); // oxfmt-ignore

  const places = ENGINES_HERE.flatMap((engine) =>
    (Object.keys(TOLERANCES[engine]) as Precision[]).map((precision) => [engine, precision] as const),
  );

  it.each(places)('%s in %s goes on from a state that was read, in a new executable, as if nothing had been', async (engine, precision) => {
    const run = prepareSmall(aSmallConfig({ ...CALM, 'model.normalization': 'pre', 'model.normalizationAffine': true }));
    const whole = await train(run, engine, precision, 20);
    const before = await open(run, engine, precision);
    await before.writeState(run.initial);
    const losses = await advance(before, run, 0, 9);
    const state = await before.readState();
    await before.dispose();
    const after = await open(run, engine, precision);
    await after.writeState(state);
    expect(bitsOf(await after.readState()), 'what was written is what is read').toEqual(bitsOf(state));
    losses.push(...(await advance(after, run, 9, 20)));
    expect(losses).toEqual(whole.losses);
    expect(bitsOf(await after.readState())).toEqual(bitsOf(whole.state));
    await after.dispose();
  }); // oxfmt-ignore
});
