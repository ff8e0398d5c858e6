/** @file Grokking on images: a small MLP on 1000 digits whose initial weights are eight times as large as usual.
 *  Liu, Michaud, Tegmark 2022, "Omnigrok: grokking beyond algorithmic data", arXiv 2210.01117, section 4; code
 *  KindXiaoming/Omnigrok at 3a0a573, the notebook `mnist/grokking`. */
import { NO_STOP_RULES } from '../contract/values/run-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';

export const omnigrokMnist: Experiment = {
  id: 'omnigrok-2022/mnist',
  title: 'Omnigrok: digits',
  summary:
    'An MLP fits 1000 handwritten digits early and learns to read others only while weight decay brings its large weights down: the delay is made by the initial scale, not by the task.',
  provenance: {
    authors: 'Liu, Michaud, Tegmark',
    year: 2022,
    paper: 'Omnigrok: grokking beyond algorithmic data',
    reference: 'arXiv 2210.01117',
    figure: 'Figure 1; plot stored with the authors’ notebook',
    code: 'KindXiaoming/Omnigrok at 3a0a573',
    unstated: [
      'The notebook scales by 8.0, appendix C of the paper says 9.0; here it is 8.',
      'The authors train on the first 1000 images of MNIST and test on 2000; here both are drawn from 10 000 of its images.',
      'No threshold is given for an accuracy that ends near .89; points are taken at .8.',
    ],
    paperBudget: '100 000 updates',
  },
  config: {
    seed: 1,
    task: { kind: 'digits', trainExamples: 1000, validationExamples: 2000, splitSeed: 'seed' },
    model: {
      kind: 'mlp',
      layers: 2,
      width: 200,
      activation: 'relu',
      biases: true,
      initScale: 8,
      form: 'look-ups',
      init: { kind: 'pytorch' },
    },
    optimizer: {
      kind: 'adam',
      learningRate: 1e-3,
      weightDecay: 0.01,
      decay: 'decoupled',
      warmupSteps: 0,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
    },
    batch: { size: 200, sampling: 'epochs' },
    loss: { kind: 'mse', precision: 'run' },
    precision: 'float64',
    budget: { steps: 100_000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    evaluation: { every: 500, growth: 1.1 },
    points: { threshold: 0.8, sustain: 1 },
    checkpoint: { everySteps: 0, everySeconds: 30 },
    measures: ['losses', 'weights-norm'],
  },
  expected: [
    {
      quantity: { kind: 'initial', metric: 'weights/norm' },
      label: 'norm of all weights before training',
      published: 93.7,
      low: 92.76,
      high: 94.64,
      source: 'the authors’ notebook; ±1 %',
    },
    {
      quantity: { kind: 'firstReaches', metric: 'train/accuracy', threshold: 0.95 },
      label: 'train accuracy reaches .95',
      published: 1350,
      low: 900,
      high: 2025,
      source: 'plot stored with the authors’ notebook; factor 1.5',
    },
    {
      quantity: { kind: 'firstReaches', metric: 'val/accuracy', threshold: 0.5 },
      label: 'validation accuracy reaches .5',
      published: 20_000,
      low: 13_300,
      high: 30_000,
      source: 'plot stored with the authors’ notebook; factor 1.5',
    },
    {
      quantity: { kind: 'settled', metric: 'val/accuracy' },
      label: 'validation accuracy in the end',
      published: 0.89,
      low: 0.86,
      high: 0.92,
      source: 'plot stored with the authors’ notebook; 88.96 % in another replication',
    },
    {
      quantity: { kind: 'final', metric: 'weights/norm' },
      label: 'norm of all weights in the end',
      published: 52,
      low: 45,
      high: 59,
      source: 'plot stored with the authors’ notebook',
    },
  ],
};
