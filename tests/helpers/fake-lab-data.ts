/** @file Made-up experiments and curves for tests of the pages. Nothing here was measured: the shapes are plausible, the
 *  numbers are drawn from formulas. */
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { Experiment } from '../../src-main/contract/values/experiment.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import { NO_STOP_RULES, type RunConfig } from '../../src-main/contract/values/run-config.ts';
import { Rng } from '../../src-main/base/rng.ts';

export function aRunConfig(overrides: Partial<RunConfig> = {}): RunConfig {
  return {
    seed: 1,
    task: {
      kind: 'binary-operation',
      operation: 'x+y',
      modulus: 97,
      trainFraction: 0.4,
      splitSeed: 'seed',
      tokenization: 'operands-equals',
    },
    model: {
      kind: 'transformer',
      layers: 1,
      width: 128,
      heads: 4,
      mlpWidth: 512,
      activation: 'relu',
      normalization: 'none',
      normalizationAffine: true,
      positions: 'learned',
      biases: 'mlp',
      tied: false,
      logits: 'answers',
      form: 'readout',
      init: { kind: 'pytorch' },
    },
    optimizer: {
      kind: 'adam',
      learningRate: 0.001,
      weightDecay: 1,
      decay: 'decoupled',
      warmupSteps: 10,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
    },
    batch: { size: 512, sampling: 'epochs' },
    loss: { kind: 'cross-entropy', precision: 'run' },
    precision: 'float32',
    budget: { steps: 20_000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    evaluation: { every: 100, growth: 1.1 },
    points: { threshold: 0.99, sustain: 1 },
    checkpoint: { everySteps: 0, everySeconds: 30 },
    measures: ['losses', 'weights-norm', 'effective'],
    ...overrides,
  };
}

const provenance = {
  authors: 'Test authors',
  year: 2022,
  paper: 'A made-up paper for tests',
  reference: 'arXiv 0000.00000',
  figure: 'Figure 1',
  code: '',
  unstated: ['The length of the warm-up; ten steps were chosen.'],
  paperBudget: '100 000 steps',
};

export const TEST_EXPERIMENTS: readonly Experiment[] = [
  {
    id: 'quick-start',
    title: 'Quick start (test data)',
    summary: 'A small network memorises first and generalises much later. Made-up curves for tests.',
    provenance,
    config: aRunConfig({
      budget: { steps: 4000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    }),
    expected: [],
  },
  {
    id: 'test-2022/addition',
    title: 'Addition modulo 97 (test data)',
    summary: 'One transformer block on x + y. Made-up curves for tests.',
    provenance,
    config: aRunConfig(),
    expected: [
      {
        quantity: { kind: 'point1' },
        label: 'train accuracy reaches 99 %',
        published: 500,
        low: 250,
        high: 1000,
        source: 'Figure 1, left',
      },
      {
        quantity: { kind: 'point2' },
        label: 'validation accuracy reaches 99 %',
        published: 4000,
        low: 2000,
        high: 8000,
        source: 'Figure 1, left',
      },
      {
        quantity: { kind: 'final', metric: 'weights/norm' },
        label: 'weight norm at the end',
        published: null,
        low: 20,
        high: 40,
        source: 'Figure 3',
      },
    ],
  },
  {
    id: 'test-2024/division',
    title: 'Division modulo 97 (test data)',
    summary: 'Two transformer blocks on x / y with plain gradient descent. Made-up curves for tests.',
    provenance: { ...provenance, authors: 'Other test authors', year: 2024, paper: 'Another made-up paper' },
    config: aRunConfig({
      task: {
        kind: 'binary-operation',
        operation: 'x/y',
        modulus: 97,
        trainFraction: 0.5,
        splitSeed: 'seed',
        tokenization: 'operands-equals',
      },
      optimizer: {
        kind: 'sgd',
        learningRate: 0.1,
        weightDecay: 0,
        decay: 'coupled',
        warmupSteps: 0,
        momentum: 0.9,
      },
    }),
    expected: [],
  },
];

/** @throws LabError where there is no such experiment, as the lab does */
export function experimentOf(id: string): Experiment {
  const experiment = TEST_EXPERIMENTS.find((one) => one.id === id);
  if (!experiment) throw new LabError('not-found', `There is no experiment '${id}'.`);
  return experiment;
}

/** Steps that are evaluated: even spacing joined with growing spacing, 0 and the end included. */
export function evaluatedSteps({ evaluation, budget }: RunConfig): number[] {
  const steps = new Set([0, budget.steps]);
  if (evaluation.every > 0) for (let s = 0; s <= budget.steps; s += evaluation.every) steps.add(s);
  if (evaluation.growth > 1) {
    for (let s = 1; s <= budget.steps; s = Math.max(s + 1, s * evaluation.growth)) steps.add(Math.round(s));
  }
  return [...steps].sort((a, b) => a - b);
}

/** A made-up run: where it memorises and generalises, and its values at any step. */
export function madeUpRun(config: RunConfig) {
  const rng = new Rng(config.seed, 'fake');
  const decay = config.optimizer.weightDecay;
  const memorised = 150 * (0.001 / config.optimizer.learningRate) ** 0.5 * Math.exp(0.2 * rng.normal());
  const generalised =
    decay > 0 ? Math.max(memorised * 1.5, (2500 / decay ** 0.7) * Math.exp(0.25 * rng.normal())) : Infinity;
  const dip = rng.uniform() < 0.5 ? generalised * (1.6 + rng.uniform()) : Infinity;
  const noise = (step: number) => new Rng(config.seed, 'fake-noise', step).normal();
  const rise = (step: number, middle: number, width: number) =>
    step <= 0 || middle === Infinity ? 0 : 1 / (1 + Math.exp(-Math.log(step / middle) / width));
  const values = (step: number): Partial<Record<MetricName, number>> => {
    const inDip = Math.abs(step - dip) < dip * 0.02 ? 0.35 : 0;
    const train = Math.min(1, 0.01 + 1.02 * rise(step, memorised * 0.6, 0.12)) * (1 - inDip);
    const val = Math.min(
      1,
      0.01 + 0.06 * rise(step, memorised, 0.3) + 0.97 * rise(step, generalised * 0.8, 0.045),
    );
    const norm = 52 - 20 * rise(step, Math.min(generalised, 1e5), 0.4) + 0.1 * noise(step);
    const gradient = 0.8 * Math.exp(-3 * rise(step, memorised, 0.4)) * Math.exp(0.2 * noise(step));
    return {
      'train/loss':
        4.6 * (1 - rise(step, memorised * 0.7, 0.25)) + 2e-4 * Math.exp(0.3 * noise(step)) + inDip,
      'train/accuracy': train,
      'val/loss': 4.6 + 6 * rise(step, memorised * 2, 0.5) - 10.59 * rise(step, generalised * 0.8, 0.07),
      'val/accuracy': Math.max(0, val * (1 - inDip * 0.8)),
      'weights/norm': norm,
      'gradient/norm': gradient,
      'gradient/batchNorm': gradient * 1.7,
      'effective/learningRate': config.optimizer.learningRate / norm ** 2,
      'effective/gradientNorm': gradient * norm,
      'effective/batchGradientNorm': gradient * 1.7 * norm,
    };
  };
  return { values };
}
