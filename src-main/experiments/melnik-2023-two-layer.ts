/** @file Periodic behaviour of a scale-invariant two-layer transformer on x+y mod 97, trained by plain SGD.
 *  Melnik, Yuzhakov, Vetrov 2023, "On the Periodic Behavior of DNNs training on the example of the Grokking effect",
 *  preprint (in Russian), sections 3.2 to 3.5, figures 4b and 5. No code was published. */
import { NO_STOP_RULES } from '../contract/values/run-config.ts';
import type { Experiment } from '../contract/values/experiment.ts';

const INVERSE_ROOT_OF_WIDTH = 0.08838834764831845; // 1/√128

export const melnikTwoLayer: Experiment = {
  id: 'melnik-2023/two-layer',
  title: 'Periodic behaviour, two layers',
  summary:
    'The run whose effective learning rate and effective gradient the authors plot: both jump at every collapse of train accuracy, and the effective gradient is far smaller once the network has generalised than when it had memorised.',
  provenance: {
    authors: 'Melnik, Yuzhakov, Vetrov',
    year: 2023,
    paper: 'On the Periodic Behavior of DNNs training on the example of the Grokking effect',
    reference: '',
    figure: 'Figures 4b and 5',
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
    model: {
      kind: 'transformer',
      layers: 2,
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
    },
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
      low: 56.57,
      high: 58.3,
      source:
        'follows from the standard deviations: the expected sum of squares is 3299, its root 57.44; ±1.5 %',
    },
    {
      quantity: { kind: 'point1' },
      label: 'training set memorised',
      published: null,
      low: 150,
      high: 2000,
      source: 'the figures carry no printed numbers; a reproduction in PyTorch gave 500',
    },
    {
      quantity: { kind: 'point2' },
      label: 'generalised',
      published: null,
      low: 10_000,
      high: 60_000,
      source: 'figure 4b shows it after some collapses; in a reproduction it followed the one at 32 000',
    },
    {
      quantity: { kind: 'collapses' },
      label: 'collapses of train accuracy',
      published: null,
      low: 3,
      high: 20,
      source: 'figure 4b shows several; a reproduction had four in 36 000 steps',
    },
  ],
};
