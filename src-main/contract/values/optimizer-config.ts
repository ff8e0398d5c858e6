/** @file How weights are updated. */
import { z } from 'zod';
import { field } from './field.ts';

const common = {
  learningRate: field(z.number().gt(0).max(1000), {
    label: 'learning rate',
    symbol: 'η',
    help: 'Step size, reached at the end of the warm-up and constant afterwards.',
  }),
  weightDecay: field(z.number().min(0).max(1000), {
    label: 'weight decay',
    symbol: 'λ',
    help: 'As the source prints it; what it multiplies is set by the kind of decay.',
  }),
  decay: field(z.enum(['decoupled', 'coupled']), {
    label: 'kind of decay',
    help: 'decoupled: weights shrink by 1 − ηλ each step (AdamW). coupled: λθ is added to the gradient (L2).',
  }),
  warmupSteps: field(z.int().min(0).max(1e9), {
    label: 'warm-up',
    unit: 'steps',
    help: 'The learning rate of step t is η·min(t / warm-up, 1). 0 is no warm-up.',
  }),
};

const unitInterval = z.number().min(0).lt(1);

const adamFields = {
  beta1: field(unitInterval, { label: 'beta 1', symbol: 'β₁', help: 'Decay of the mean of gradients.' }),
  beta2: field(unitInterval, {
    label: 'beta 2',
    symbol: 'β₂',
    help: 'Decay of the mean of squared gradients.',
  }),
  epsilon: field(z.number().gt(0).max(1), {
    label: 'epsilon',
    symbol: 'ε',
    help: 'Added to the root of the second moment. Slingshots depend on it.',
  }),
};

export const adamOptimizer = z.strictObject({ kind: z.literal('adam'), ...common, ...adamFields });

export const adamTwoRatesOptimizer = z.strictObject({
  kind: z.literal('adam-two-rates'),
  ...common,
  embeddingLearningRate: field(z.number().gt(0).max(1000), {
    label: 'embedding learning rate',
    symbol: 'η_E',
    help: 'Step size of the embedding table, the representation of Liu et al.; the learning rate is that of everything else.',
  }),
  embeddingWeightDecay: field(z.number().min(0).max(1000), {
    label: 'embedding weight decay',
    symbol: 'λ_E',
    help: 'Decay of the embedding table; the weight decay is that of everything else.',
  }),
  ...adamFields,
});

export const sgdOptimizer = z.strictObject({
  kind: z.literal('sgd'),
  ...common,
  momentum: field(unitInterval, {
    label: 'momentum',
    symbol: 'μ',
    help: 'The update is a running sum of gradients, each step’s sum times μ plus the gradient.',
  }),
});

export const optimizerConfig = z.discriminatedUnion('kind', [
  adamOptimizer,
  adamTwoRatesOptimizer,
  sgdOptimizer,
]);

export type AdamOptimizer = z.infer<typeof adamOptimizer>;
export type AdamTwoRatesOptimizer = z.infer<typeof adamTwoRatesOptimizer>;
export type SgdOptimizer = z.infer<typeof sgdOptimizer>;
export type OptimizerConfig = z.infer<typeof optimizerConfig>;

/** What a kind's own fields start from when a config is switched to it. */
export const OPTIMIZER_DEFAULTS: {
  readonly [C in OptimizerConfig as C['kind']]: Omit<C, 'kind' | keyof typeof common>;
} = {
  adam: { beta1: 0.9, beta2: 0.98, epsilon: 1e-8 },
  'adam-two-rates': {
    embeddingLearningRate: 1e-3,
    embeddingWeightDecay: 0,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
  },
  sgd: { momentum: 0 },
};
