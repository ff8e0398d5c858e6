import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { OptimizerConfig } from '../../../src-main/contract/values/optimizer-config.ts';
import type { ParameterSpec } from '../../../src-main/models/model.ts';
import { createOptimizer } from '../../../src-main/training/optimizer.ts';
import { relativeDistance } from '../../helpers/tolerances.ts';
import { normals, vector } from '../models/builders.ts';

type AdamConfig = Extract<OptimizerConfig, { kind: 'adam' }>;
type SgdConfig = Extract<OptimizerConfig, { kind: 'sgd' }>;

const anAdam = (overrides: Partial<AdamConfig> = {}): AdamConfig => ({
  kind: 'adam',
  learningRate: 1e-2,
  weightDecay: 0,
  decay: 'decoupled',
  warmupSteps: 0,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  ...overrides,
});
const anSgd = (overrides: Partial<SgdConfig> = {}): SgdConfig => ({
  kind: 'sgd',
  learningRate: 0.1,
  weightDecay: 0,
  decay: 'coupled',
  warmupSteps: 0,
  momentum: 0,
  ...overrides,
});

const SIZE = 7;
const START = normals(SIZE, 'start');
/** Gradients of very different sizes, one of them exactly 0, as of a token that does not occur. */
const GRADIENTS = Array.from({ length: 40 }, (_, t) =>
  normals(SIZE, `gradient ${t}`).map((v, i) => (i === 3 ? 0 : v * 10 ** (i - 3))),
);

/** The parameters after all gradients, and the state, as the program computes them. */
async function runProgram(
  config: OptimizerConfig,
  gradients = GRADIENTS,
  start = START,
  specs: readonly ParameterSpec[] = [],
): Promise<number[]> {
  const optimizer = createOptimizer(config, specs);
  let parameters = vector(start);
  let state: Record<string, Tensor1D> = Object.fromEntries(
    Object.entries(optimizer.state).map(([name, value]) => [
      name,
      tf.fill([start.length], value) as Tensor1D,
    ]),
  );
  for (const [t, gradient] of gradients.entries()) {
    const scalars: Record<string, Scalar> = Object.fromEntries(
      Object.entries(optimizer.scalars(t + 1)).map(([name, value]) => [name, tf.scalar(value)]),
    );
    const next = optimizer.apply(vector(gradient), parameters, state, scalars);
    parameters = next.parameters;
    state = { ...next.state };
  }
  return [...(await parameters.data())];
}

/** torch.optim.Adam and AdamW, line by line as their documentation has them, in double. */
function torchAdam(config: AdamConfig, gradients = GRADIENTS, start = START): number[] {
  const { beta1, beta2, epsilon, weightDecay, decay, learningRate, warmupSteps } = config;
  const theta = [...start];
  const m = theta.map(() => 0);
  const v = theta.map(() => 0);
  gradients.forEach((gradient, step) => {
    const t = step + 1;
    const rate = learningRate * Math.min(t / Math.max(warmupSteps, 1), 1);
    for (let i = 0; i < theta.length; i++) {
      let g = gradient[i] as number;
      if (decay === 'coupled') g += weightDecay * (theta[i] as number);
      else theta[i] = (theta[i] as number) * (1 - rate * weightDecay);
      m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
      v[i] = beta2 * (v[i] as number) + (1 - beta2) * g * g;
      const mHat = (m[i] as number) / (1 - beta1 ** t);
      const vHat = (v[i] as number) / (1 - beta2 ** t);
      theta[i] = (theta[i] as number) - (rate * mHat) / (Math.sqrt(vHat) + epsilon);
    }
  });
  return theta;
}

/** torch.optim.SGD without dampening; decoupled decay as in Loshchilov and Hutter's SGDW. */
function torchSgd(config: SgdConfig, gradients = GRADIENTS, start = START): number[] {
  const { momentum, weightDecay, decay, learningRate, warmupSteps } = config;
  const theta = [...start];
  const buffer = theta.map(() => 0);
  gradients.forEach((gradient, step) => {
    const rate = learningRate * Math.min((step + 1) / Math.max(warmupSteps, 1), 1);
    for (let i = 0; i < theta.length; i++) {
      let g = gradient[i] as number;
      if (decay === 'coupled') g += weightDecay * (theta[i] as number);
      else theta[i] = (theta[i] as number) * (1 - rate * weightDecay);
      buffer[i] = momentum * (buffer[i] as number) + g;
      theta[i] = (theta[i] as number) - rate * (buffer[i] as number);
    }
  });
  return theta;
}

describe('Adam', () => {
  it.each([
    ['without decay', {}],
    ['AdamW with decay 1', { weightDecay: 1 }],
    ['coupled decay (L2)', { weightDecay: 0.1, decay: 'coupled' }],
    ['warm-up', { weightDecay: 1, warmupSteps: 10 }],
    ['other betas', { beta1: 0.95, beta2: 0.999 }],
    ['an epsilon as large as the gradient', { epsilon: 0.5 }],
    ['no memory of the mean', { beta1: 0 }],
    ['no memory at all', { beta1: 0, beta2: 0 }],
  ] as const)('is PyTorch’s: %s', async (_, overrides) => {
    const config = anAdam(overrides);
    expect(relativeDistance(await runProgram(config), torchAdam(config))).toBeLessThan(1e-6);
  });

  it('moves every parameter by the learning rate at first, whatever the size of its gradient', async () => {
    const [first] = GRADIENTS as [number[]];
    const moved = await runProgram(anAdam(), [first]);
    for (const [i, g] of first.entries())
      expect(moved[i]).toBeCloseTo((START[i] as number) - 1e-2 * Math.sign(g), 5);
  });

  it('leaves a parameter alone whose gradient is 0', async () => {
    expect((await runProgram(anAdam()))[3]).toBeCloseTo(START[3] as number, 6);
  });

  it('decoupled decay shrinks by 1 − ηλ each step, whatever the gradient', async () => {
    const [shrunk] = await runProgram(
      anAdam({ weightDecay: 1 }),
      Array.from({ length: 10 }, () => [0]),
      [1],
    );
    expect(shrunk).toBeCloseTo(0.99 ** 10, 6);
  });

  it('keeps its accuracy with gradients near the smallest that squares hold', async () => {
    const tiny = GRADIENTS.map((gradient) => gradient.map((g) => g * 1e-15));
    const config = anAdam({ epsilon: 1e-30 });
    expect(relativeDistance(await runProgram(config, tiny), torchAdam(config, tiny))).toBeLessThan(1e-6);
  });
});

describe('Adam with two rates', () => {
  const specs = [
    { name: 'embed.W_E', shape: [3], init: { kind: 'constant', value: 0 } },
    { name: 'layer0.W', shape: [2, 1], init: { kind: 'constant', value: 0 } },
    { name: 'output.W', shape: [2], init: { kind: 'constant', value: 0 } },
  ] as const;
  const embedding = { learningRate: 1e-2, weightDecay: 0.3 };
  const rest = { learningRate: 1e-3, weightDecay: 2 };

  it.each(['decoupled', 'coupled'] as const)(
    'is one Adam for the embedding and one for everything else, %s decay',
    async (decay) => {
      const own = anAdam({ ...rest, decay, warmupSteps: 5 });
      const config: OptimizerConfig = {
        ...own,
        kind: 'adam-two-rates',
        embeddingLearningRate: embedding.learningRate,
        embeddingWeightDecay: embedding.weightDecay,
      };
      const both = await runProgram(config, GRADIENTS, START, specs);
      const alone = (settings: typeof rest) => torchAdam(anAdam({ ...settings, decay, warmupSteps: 5 }));
      const expected = [...alone(embedding).slice(0, 3), ...alone(rest).slice(3)];
      expect(relativeDistance(both, expected)).toBeLessThan(1e-6);
    },
  );

  it('decays what is to decay alone', async () => {
    const own = anAdam({ learningRate: 0.1, weightDecay: 1 });
    const config: OptimizerConfig = {
      ...own,
      kind: 'adam-two-rates',
      embeddingLearningRate: 0.5,
      embeddingWeightDecay: 0,
    };
    const still = [new Array<number>(7).fill(0)];
    const moved = await runProgram(config, still, new Array<number>(7).fill(1), specs);
    [1, 1, 1, 0.9, 0.9, 0.9, 0.9].forEach((value, i) => expect(moved[i]).toBeCloseTo(value, 6));
  });
});

describe('stochastic gradient descent', () => {
  it.each([
    ['plain', {}],
    ['with momentum', { momentum: 0.9 }],
    ['with coupled decay, as Melnik et al. use it', { weightDecay: 1e-3 }],
    ['with momentum and coupled decay', { momentum: 0.9, weightDecay: 0.01 }],
    ['with decoupled decay', { momentum: 0.5, weightDecay: 0.5, decay: 'decoupled' }],
    ['with warm-up', { warmupSteps: 7 }],
  ] as const)('is PyTorch’s: %s', async (_, overrides) => {
    const config = anSgd(overrides);
    expect(relativeDistance(await runProgram(config), torchSgd(config))).toBeLessThan(1e-6);
  });

  it('one step by hand: 1 − 0.1·(2 + 0.5·1) = 0.75', async () => {
    expect((await runProgram(anSgd({ weightDecay: 0.5 }), [[2]], [1]))[0]).toBeCloseTo(0.75, 6);
  });

  it('two steps of momentum by hand: velocities 1 and 1.5', async () => {
    const moved = await runProgram(anSgd({ momentum: 0.5 }), [[1], [1]], [0]);
    expect(moved[0]).toBeCloseTo(-0.25, 6);
  });
});

describe('an optimizer’s declarations', () => {
  it('has only the state and the scalars it uses', () => {
    expect(Object.keys(createOptimizer(anSgd()).state)).toEqual([]);
    expect(Object.keys(createOptimizer(anSgd({ momentum: 0.9 })).state)).toEqual(['sgd/velocity']);
    expect(Object.keys(createOptimizer(anAdam()).state)).toEqual(['adam/firstMoment', 'adam/secondMoment']);
    expect(Object.keys(createOptimizer(anAdam()).scalars(1))).not.toContain('shrinkage');
    expect(Object.keys(createOptimizer(anAdam({ weightDecay: 1 })).scalars(1))).toContain('shrinkage');
  });

  it('has the same scalars at every update, all finite', () => {
    const { scalars } = createOptimizer(anAdam({ weightDecay: 1, warmupSteps: 10 }));
    const names = Object.keys(scalars(1));
    for (const update of [1, 2, 10, 1000, 1e6, 1e9]) {
      expect(Object.keys(scalars(update))).toEqual(names);
      expect(Object.values(scalars(update)).every(Number.isFinite)).toBe(true);
    }
  });
});
