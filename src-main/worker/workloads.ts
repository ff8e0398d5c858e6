/** @file The workloads engines are timed on. Configs like any other, at the sizes of the field's experiments. */
import type { EmbeddingMlpModel, MlpModel, TransformerModel } from '../contract/values/model-config.ts';
import { NO_STOP_RULES, type RunConfig } from '../contract/values/run-config.ts';
import type { BinaryOperationTask } from '../contract/values/task-config.ts';

export interface Workload {
  /** What stands in the table, such as `W1 1x128 ctx2 b512`. */
  readonly name: string;
  readonly config: RunConfig;
  /** How many seeds of it are trained in one graph; one where nothing is said. */
  readonly seeds?: number;
}

const adamW: RunConfig['optimizer'] = {
  kind: 'adam',
  learningRate: 1e-3,
  weightDecay: 1,
  decay: 'decoupled',
  warmupSteps: 10,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
};

const transformer: TransformerModel = {
  kind: 'transformer',
  layers: 1,
  width: 128,
  heads: 4,
  mlpWidth: 512,
  activation: 'relu',
  normalization: 'pre',
  normalizationAffine: true,
  positions: 'learned',
  biases: 'mlp',
  tied: false,
  logits: 'vocabulary',
  form: 'readout',
  init: { kind: 'normal', embedding: 1, positions: 0.02, attention: 0.05, mlp: 0.05, unembedding: 0.05 },
};

const addition: BinaryOperationTask = {
  kind: 'binary-operation',
  operation: 'x+y',
  modulus: 97,
  trainFraction: 0.4,
  splitSeed: 'seed',
  tokenization: 'operands',
};

const mlp: MlpModel = {
  kind: 'mlp',
  layers: 2,
  width: 200,
  activation: 'relu',
  biases: true,
  initScale: 1,
  form: 'look-ups',
  init: { kind: 'pytorch' },
};

const embeddingMlp: EmbeddingMlpModel = {
  ...mlp,
  kind: 'embedding-mlp',
  layers: 1,
  width: 256,
  embeddingWidth: 128,
  combine: 'concatenated',
  embeddingInit: 'normal',
  init: { kind: 'pytorch' },
};

const base: RunConfig = {
  seed: 1,
  task: addition,
  model: transformer,
  optimizer: adamW,
  batch: { size: 512, sampling: 'epochs' },
  loss: { kind: 'cross-entropy', precision: 'run' },
  precision: 'float32',
  budget: { steps: 1_000_000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
  evaluation: { every: 100, growth: 0 },
  points: { threshold: 0.99, sustain: 1 },
  checkpoint: { everySteps: 0, everySeconds: 0 },
  measures: ['losses'],
};

const liu: RunConfig = {
  ...base,
  task: { kind: 'sum', operands: 10, trainExamples: 45, splitSeed: 'seed' },
  model: { ...embeddingMlp, layers: 2, width: 200, embeddingWidth: 1, combine: 'summed' },
  loss: { kind: 'mse-random', precision: 'run', targetWidth: 30 },
  batch: { size: 45, sampling: 'full' },
};

/** W1 to W3 are transformers: one small layer; two layers on four tokens; a full batch of Nanda et al.'s size. W4 is an
 *  MLP on two embeddings, W5 one on digits as in Omnigrok, LIU the toy addition of Liu et al. 2022. */
export const WORKLOADS: readonly Workload[] = [
  { name: 'W1 1x128 ctx2 b512', config: base },
  {
    name: 'W2 2x128 ctx4 b512',
    config: {
      ...base,
      task: { ...addition, tokenization: 'operands-operator-equals' },
      model: { ...transformer, layers: 2 },
    },
  },
  {
    name: 'W3 1x128 ctx3 full 3830',
    config: {
      ...base,
      task: { ...addition, modulus: 113, trainFraction: 0.3, tokenization: 'operands-equals' },
      batch: { size: 3830, sampling: 'full' },
    },
  },
  {
    name: 'W4 embedding MLP 256 full 3763',
    config: { ...base, model: embeddingMlp, batch: { size: 3763, sampling: 'full' } },
  },
  {
    name: 'W5 digits 784-200-200-10 b200',
    config: {
      ...base,
      task: { kind: 'digits', trainExamples: 1000, validationExamples: 2000, splitSeed: 'seed' },
      model: mlp,
      loss: { kind: 'mse', precision: 'run' },
      batch: { size: 200, sampling: 'replacement' },
    },
  },
  { name: 'LIU 1-200-200-30 full 45', config: liu },
  { name: 'LIU 1-200-200-30 full 45, 4 seeds', config: liu, seeds: 4 },
];
