/** @file The mainline run of the mechanistic study: a+b mod 113, one layer, no LayerNorm, full batch.
 *  Nanda, Chan, Lieberum, Smith, Steinhardt 2023, "Progress measures for grokking via mechanistic interpretability",
 *  arXiv 2301.05217, section 3; code mechanistic-interpretability-grokking/progress-measures-paper at 23d2c64. */
import { NO_STOP_RULES } from '../contract/values/run-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';

const INVERSE_ROOT_OF_WIDTH = 0.08838834764831845; // 1/√128

export const nandaMainline: Experiment = {
  id: 'nanda-2023/mainline',
  title: 'Modular addition, mainline run',
  summary:
    'A one-layer transformer learns a+b mod 113 from 30 % of all pairs, with every training pair in each step. It memorises within 200 steps, then builds a Fourier circuit that takes over around step 10 000.',
  provenance: {
    authors: 'Nanda, Chan, Lieberum, Smith, Steinhardt',
    year: 2023,
    paper: 'Progress measures for grokking via mechanistic interpretability',
    reference: 'arXiv 2301.05217',
    figure: 'Figure 2; loss curves stored with the authors’ code',
    code: 'mechanistic-interpretability-grokking/progress-measures-paper at 23d2c64; neelnanda-io/Grokking at dfbd38f',
    unstated: [
      'The authors’ notebook takes the log-softmax in float64, a helper in the paper’s repository in float32; here it is float64. Low precision (loss.precision=32) brings spikes late in training.',
      'The authors shuffle the pairs with another generator, so that the training set is another one of the same size (3830 of 12 769).',
    ],
    paperBudget: '40 000 full-batch updates (50 000 in the code)',
  },
  config: {
    seed: 1,
    task: {
      kind: 'binary-operation',
      operation: 'x+y',
      modulus: 113,
      trainFraction: 0.3,
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
      normalizationAffine: false,
      positions: 'learned',
      biases: 'mlp',
      tied: false,
      logits: 'answers',
      form: 'readout',
      init: {
        kind: 'normal',
        embedding: INVERSE_ROOT_OF_WIDTH,
        positions: INVERSE_ROOT_OF_WIDTH,
        attention: INVERSE_ROOT_OF_WIDTH,
        mlp: INVERSE_ROOT_OF_WIDTH,
        unembedding: 0.09365858115816941, // 1/√114
      },
    },
    optimizer: {
      kind: 'adam',
      learningRate: 1e-3,
      weightDecay: 1,
      decay: 'decoupled',
      warmupSteps: 10,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
    },
    batch: { size: 3830, sampling: 'full' },
    loss: { kind: 'cross-entropy', precision: 64 },
    precision: 'float32',
    budget: { steps: 20_000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    evaluation: { every: 100, growth: 1.1 },
    points: { threshold: 0.99, sustain: 1 },
    checkpoint: { everySteps: 0, everySeconds: 30 },
    measures: ['losses', 'weights-norm'],
  },
  expected: [
    {
      quantity: { kind: 'initial', metric: 'weights/norm' },
      label: 'norm of all weights before training',
      published: 42.2,
      low: 41.57,
      high: 42.83,
      source:
        'sum of squares about 1781 in the authors’ notebook, as their standard deviations imply; ±1.5 %',
    },
    {
      quantity: { kind: 'point1' },
      label: 'training set memorised',
      published: 140,
      low: 0,
      high: 400,
      source:
        'train accuracy .99 at step 140 to 150 in ten seeds of a third-party replication (GROKVERSE); stored curves: train loss < 0.1 at 134 to 217',
    },
    {
      quantity: { kind: 'firstBelow', metric: 'val/loss', threshold: 1 },
      label: 'validation loss falls below 1',
      published: 7583,
      low: 4000,
      high: 14_000,
      source: 'loss curve stored by the authors for 30 %, seed 0; the band allows for seeds (5600 to 10 300)',
    },
  ],
};
