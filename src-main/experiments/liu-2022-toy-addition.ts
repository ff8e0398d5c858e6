/** @file Addition without a modulus and one number per operand: the representation can be watched becoming a line.
 *  Liu, Kitouni, Nolte, Michaud, Tegmark, Williams 2022, "Towards understanding grokking: an effective theory of
 *  representation learning", arXiv 2205.10343, section 3; code ejmichaud/grokking-squared at 0229df9, `toy/train_add.py`. */
import { NO_STOP_RULES } from '../contract/values/run-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';

export const liuToyAddition: Experiment = {
  id: 'liu-2022/toy-addition',
  title: 'Toy addition',
  summary:
    'Each of ten operands is a single trained number; a decoder reads the sum of two. Once the numbers lie evenly on a line the network generalises to the ten pairs it never saw. Which seeds do so decides whether it is comprehension, grokking or memorisation.',
  provenance: {
    authors: 'Liu, Kitouni, Nolte, Michaud, Tegmark, Williams',
    year: 2022,
    paper: 'Towards understanding grokking: an effective theory of representation learning',
    reference: 'arXiv 2205.10343',
    figure: 'Figures 1, 4 and 5; outputs stored with the authors’ notebooks',
    code: 'ejmichaud/grokking-squared at 0229df9',
    unstated: [
      'The numbers are of one seed (58) of the authors’ generator; their other splits of 45 and 10 pairs end between .91 and 1.0 of all pairs. Here seven of nine seeds (1 to 8 and 58) reach nine tenths of the validation pairs, between steps 1292 and 2500; 2 and 58 do not.',
      'Targets are drawn from the run’s seed, as the authors draw them from theirs.',
    ],
    paperBudget: '5 000 full-batch updates; 10 000 and 100 000 in the phase diagrams',
  },
  config: {
    seed: 1,
    task: { kind: 'sum', operands: 10, trainExamples: 45, splitSeed: 'seed' },
    model: {
      kind: 'embedding-mlp',
      embeddingWidth: 1,
      combine: 'summed',
      embeddingInit: 'uniform',
      layers: 2,
      width: 200,
      activation: 'tanh',
      biases: true,
      initScale: 1,
      form: 'look-ups',
      init: { kind: 'pytorch' },
    },
    optimizer: {
      kind: 'adam-two-rates',
      learningRate: 1e-4,
      weightDecay: 0,
      decay: 'decoupled',
      warmupSteps: 0,
      embeddingLearningRate: 1e-3,
      embeddingWeightDecay: 0,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    },
    batch: { size: 45, sampling: 'full' },
    loss: { kind: 'mse-random', precision: 'run', targetWidth: 30 },
    precision: 'float32',
    budget: { steps: 5000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    evaluation: { every: 10, growth: 1.1 },
    points: { threshold: 0.9, sustain: 1 },
    checkpoint: { everySteps: 0, everySeconds: 30 },
    measures: ['losses', 'weights-norm'],
  },
  expected: [
    {
      quantity: { kind: 'initial', metric: 'train/loss' },
      label: 'loss before training',
      published: 0.9813,
      low: 0.85,
      high: 1.2,
      source:
        'output stored with the authors’ notebook, seed 58; targets are standard normal, so it is near 1',
    },
    {
      quantity: { kind: 'point1' },
      label: 'nine tenths of the training pairs right',
      published: 1130,
      low: 700,
      high: 1500,
      source: 'output stored with the authors’ notebook, seed 58; the band allows for seeds',
    },
    {
      quantity: { kind: 'point2' },
      label: 'nine tenths of the validation pairs right',
      published: 1530,
      low: 900,
      high: 2500,
      source: 'output stored with the authors’ notebook, seed 58; the band allows for seeds',
    },
    {
      quantity: { kind: 'final', metric: 'train/accuracy' },
      label: 'training accuracy in the end',
      published: 1,
      low: 0.999,
      high: 1.001,
      source: 'output stored with the authors’ notebook, seed 58',
    },
  ],
};
