/** @file The mainline task with an MLP on two learned embeddings in place of the transformer: a+b mod 113, full batch.
 *  Task and optimizer are those of Nanda, Chan, Lieberum, Smith, Steinhardt 2023, arXiv 2301.05217; the network and the
 *  numbers to compare with are those of a replication with both architectures, HenrikBrehm/GROKVERSE at d9434c1. */
import { NO_STOP_RULES } from '../contract/values/run-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';

const INVERSE_ROOT_OF_WIDTH = 0.08838834764831845; // 1/√128

export const nandaEmbeddingMlp: Experiment = {
  id: 'nanda-2023/embedding-mlp',
  title: 'Modular addition, MLP on embeddings',
  summary:
    'No attention is needed: one hidden layer on two concatenated embeddings learns a+b mod 113 from 30 % of all pairs. It memorises within 200 steps and generalises near step 9 000.',
  provenance: {
    authors: 'Nanda, Chan, Lieberum, Smith, Steinhardt; network by H. Brehm',
    year: 2023,
    paper: 'Progress measures for grokking via mechanistic interpretability',
    reference: 'arXiv 2301.05217',
    figure: 'not in the paper; ten seeds of the replication GROKVERSE',
    code: 'HenrikBrehm/GROKVERSE at d9434c1',
    unstated: [
      'The replication’s deviations are taken: 1/√128 for the embedding, 1/√256 and 1/√512 for the two layers, biases of 0; its logits and loss are float32.',
      'The replication shuffles the pairs with another generator, so that the training set is another one of the same size (3830 of 12 769).',
    ],
    paperBudget: '25 000 full-batch updates in the replication',
  },
  config: {
    seed: 1,
    task: {
      kind: 'binary-operation',
      operation: 'x+y',
      modulus: 113,
      trainFraction: 0.3,
      splitSeed: 'seed',
      tokenization: 'operands',
    },
    model: {
      kind: 'embedding-mlp',
      embeddingWidth: 128,
      combine: 'concatenated',
      embeddingInit: 'normal',
      layers: 1,
      width: 512,
      activation: 'relu',
      biases: true,
      initScale: 1,
      form: 'look-ups',
      init: {
        kind: 'normal',
        embedding: INVERSE_ROOT_OF_WIDTH,
        hidden: 0.0625, // 1/√256
        output: 0.04419417382415922, // 1/√512
      },
    },
    optimizer: {
      kind: 'adam',
      learningRate: 1e-3,
      weightDecay: 1,
      decay: 'decoupled',
      warmupSteps: 0,
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
    },
    batch: { size: 3830, sampling: 'full' },
    loss: { kind: 'cross-entropy', precision: 'run' },
    precision: 'float32',
    budget: { steps: 15_000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    evaluation: { every: 50, growth: 1.1 },
    points: { threshold: 0.99, sustain: 1 },
    checkpoint: { everySteps: 0, everySeconds: 30 },
    measures: ['losses', 'weights-norm'],
  },
  expected: [
    {
      quantity: { kind: 'point1' },
      label: 'training set memorised',
      published: 160,
      low: 100,
      high: 300,
      source: 'train accuracy .99 at step 160, ten seeds of GROKVERSE',
    },
    {
      quantity: { kind: 'firstReaches', metric: 'val/accuracy', threshold: 0.95 },
      label: 'validation accuracy reaches .95',
      published: 9250,
      low: 6500,
      high: 12_500,
      source: 'median of ten seeds of GROKVERSE, which range from 8150 to 10 075; the band allows for others',
    },
    {
      quantity: { kind: 'settled', metric: 'val/accuracy' },
      label: 'validation accuracy in the end',
      published: null,
      low: 0.95,
      high: 1,
      source: 'all ten seeds of GROKVERSE reach .95 and stay there',
    },
  ],
};
