/** @file Periodic behaviour of a scale-invariant one-layer transformer on x+y mod 97, trained by plain SGD.
 *  Melnik, Yuzhakov, Vetrov 2023, "On the Periodic Behavior of DNNs training on the example of the Grokking effect",
 *  preprint (in Russian), sections 3.2 to 3.5, figure 4a. No code was published. */
import { NO_STOP_RULES } from '../contract/values/run-config.ts';
import type { TransformerModel } from '../contract/values/model-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';

const INVERSE_ROOT_OF_WIDTH = 0.08838834764831845; // 1/√128

/** The network; the authors train it with one layer and with two. */
export const scaleInvariant: TransformerModel = {
  kind: 'transformer',
  layers: 1,
  width: 128,
  heads: 4,
  mlpWidth: 512,
  activation: 'relu',
  normalization: 'everywhere',
  normalizationAffine: false,
  positions: 'learned',
  biases: 'mlp',
  tied: false,
  logits: 'vocabulary',
  form: 'readout',
  init: {
    kind: 'normal',
    embedding: INVERSE_ROOT_OF_WIDTH,
    positions: INVERSE_ROOT_OF_WIDTH,
    attention: INVERSE_ROOT_OF_WIDTH,
    mlp: INVERSE_ROOT_OF_WIDTH,
    unembedding: 0.10153461651336192, // 1/√97
  },
};

export const melnikOneLayer: Experiment = {
  id: 'melnik-2023/one-layer',
  title: 'Periodic behaviour, one layer',
  summary:
    'With LayerNorm between all layers the weights are scale-invariant. Decay shrinks them, the effective learning rate climbs until training collapses, and each collapse carries validation accuracy a jump further.',
  provenance: {
    authors: 'Melnik, Yuzhakov, Vetrov',
    year: 2023,
    paper: 'On the Periodic Behavior of DNNs training on the example of the Grokking effect',
    reference: '',
    figure: 'Figure 4a',
    code: '',
    unstated: [
      'Standard deviations of the initial weights: 1/√128, and 1/√97 for the unembedding; MLP biases start at 0.',
      'Whether LayerNorm has a trainable scale and shift: it has none here, or the weights before it would not be scale-invariant. The attention keeps the network from being wholly so, as the authors say.',
      'The factor of the penalty: λθ is added to the gradient here, as in the usual SGD, for all parameters.',
      'Positions (learned), how mini-batches are drawn (shuffled passes), the number of steps and how often was evaluated.',
    ],
    paperBudget: '',
  },
  config: {
    seed: 1,
    task: {
      kind: 'binary-operation',
      operation: 'x+y',
      modulus: 97,
      trainFraction: 0.4,
      splitSeed: 'seed',
      tokenization: 'operands',
    },
    model: scaleInvariant,
    optimizer: {
      kind: 'sgd',
      learningRate: 0.1,
      weightDecay: 1e-3,
      decay: 'coupled',
      warmupSteps: 0,
      momentum: 0,
    },
    batch: { size: 512, sampling: 'epochs' },
    loss: { kind: 'cross-entropy', precision: 'run' },
    precision: 'float32',
    budget: { steps: 60_000, seconds: 0, ...NO_STOP_RULES, nonFiniteLoss: 'fail' },
    evaluation: { every: 100, growth: 1.1 },
    points: { threshold: 1, sustain: 1 },
    checkpoint: { everySteps: 0, everySeconds: 30 },
    measures: ['losses', 'weights-norm', 'effective'],
  },
  expected: [
    {
      quantity: { kind: 'initial', metric: 'weights/norm' },
      label: 'norm of all weights before training',
      published: null,
      low: 41.37,
      high: 42.62,
      source:
        'follows from the standard deviations: the expected sum of squares is 1763, its root 41.99; ±1.5 %',
    },
    {
      quantity: { kind: 'point1' },
      label: 'training set memorised',
      published: null,
      low: 250,
      high: 2500,
      source: 'the figures carry no printed numbers; a reproduction in PyTorch gave 775',
    },
    {
      quantity: { kind: 'point2' },
      label: 'generalised',
      published: null,
      low: 8000,
      high: 45_000,
      source: 'figure 4a shows it after some collapses; in a reproduction it followed the one at 20 000',
    },
    {
      quantity: { kind: 'collapses' },
      label: 'collapses of train accuracy',
      published: null,
      low: 3,
      high: 20,
      source: 'figure 4a shows several; a reproduction had six in 50 000 steps',
    },
    {
      quantity: { kind: 'settled', metric: 'effective/learningRate' },
      label: 'effective learning rate of the saw-tooth',
      published: null,
      low: 2e-4,
      high: 2e-3,
      source: 'in a reproduction the later collapses came at 9e-4, after which it fell by a third',
    },
  ],
};
