/** @file The complete settings of one run. Everything that can change a result is here, and nothing else. */
import { z } from 'zod';
import { field } from './field.ts';
import { lossConfig } from './loss-config.ts';
import { measureId } from './measure-id.ts';
import { modelConfig } from './model-config.ts';
import { optimizerConfig } from './optimizer-config.ts';
import { taskConfig } from './task-config.ts';

const steps = z.int().min(0).max(1e9);

export const batchConfig = z.strictObject({
  size: field(z.int().min(1).max(1_000_000), {
    label: 'batch size',
    symbol: 'B',
    unit: 'equations',
    help: 'Equations per step; not used when every step sees the full training set.',
  }),
  sampling: field(z.enum(['epochs', 'replacement', 'full']), {
    label: 'sampling',
    help: 'epochs: shuffled passes, the last incomplete batch dropped. replacement: independent draws. full: the whole training set each step.',
  }),
});

export const budgetConfig = z.strictObject({
  steps: field(steps.min(1), {
    label: 'steps',
    unit: 'steps',
    help: 'Optimizer updates until the run ends.',
  }),
  seconds: field(z.number().min(0).max(1e9), {
    label: 'time limit',
    unit: 's',
    help: 'Training time after which the run ends early; 0 is no limit.',
  }),
  stopAfterPoint2: field(z.boolean(), {
    label: 'stop once generalised',
    help: 'Whether the run ends as soon as point 2 is established and held.',
  }),
  heldFor: field(z.int().min(1).max(10_000), {
    label: 'held for',
    unit: 'evaluations',
    help: 'How many evaluations in a row both accuracies must be at the threshold before a run ends once generalised.',
  }),
  plateau: z.strictObject({
    evaluations: field(z.union([z.literal(0), z.int().min(2).max(1_000_000)]), {
      label: 'stop on a plateau of',
      unit: 'evaluations',
      help: 'The run ends when the metric has stayed near one value for so many evaluations; 0 turns it off. Before grokking there is a plateau too: such a run is censored.',
    }),
    metric: field(z.enum(['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy']), {
      label: 'plateau of',
      help: 'The metric that is watched for a plateau.',
    }),
    tolerance: field(z.number().min(0).max(1e9), {
      label: 'plateau width',
      help: 'How far the metric may be from the value at which the plateau began.',
    }),
  }),
  nonFiniteLoss: field(z.enum(['fail', 'continue']), {
    label: 'when the loss is not finite',
    help: 'fail: the run ends there, its last finite checkpoint kept. continue: it goes on.',
  }),
});

/** A budget without rules to stop before it ends. */
export const NO_STOP_RULES: Pick<z.infer<typeof budgetConfig>, 'stopAfterPoint2' | 'heldFor' | 'plateau'> = {
  stopAfterPoint2: false,
  heldFor: 1,
  plateau: { evaluations: 0, metric: 'val/accuracy', tolerance: 0 },
};

export const evaluationConfig = z.strictObject({
  every: field(steps, {
    label: 'evaluate every',
    unit: 'steps',
    help: 'Measures are taken every so many steps; 0 leaves only the growing schedule.',
  }),
  growth: field(z.union([z.literal(0), z.number().gt(1).max(10)]), {
    label: 'growing schedule',
    help: 'Besides, measures are taken at steps that grow by this factor, even on a logarithmic axis; 0 turns it off.',
  }),
});

export const pointsConfig = z.strictObject({
  threshold: field(z.number().gt(0).max(1), {
    label: 'threshold',
    help: 'Accuracy that counts as memorised (train) and generalised (train and validation).',
  }),
  sustain: field(z.int().min(1).max(10_000), {
    label: 'sustained for',
    unit: 'evaluations',
    help: 'How many evaluations in a row must reach the threshold.',
  }),
});

export const checkpointConfig = z.strictObject({
  everySteps: field(steps, {
    label: 'checkpoint every',
    unit: 'steps',
    help: 'Checkpoint after so many steps; 0 leaves it to the clock.',
  }),
  everySeconds: field(z.number().min(0).max(1e9), {
    label: 'checkpoint every',
    unit: 's',
    help: 'Checkpoint after so much training time; 0 turns it off.',
  }),
});

export const runConfig = z.strictObject({
  seed: field(z.int().min(0).max(Number.MAX_SAFE_INTEGER), {
    label: 'seed',
    help: 'Feeds every random purpose: split, initialisation, batches.',
  }),
  task: taskConfig,
  model: modelConfig,
  optimizer: optimizerConfig,
  batch: batchConfig,
  loss: lossConfig,
  precision: field(z.enum(['float32', 'float64']), {
    label: 'precision',
    help: 'Floating-point width of the whole run.',
  }),
  budget: budgetConfig,
  evaluation: evaluationConfig,
  points: pointsConfig,
  checkpoint: checkpointConfig,
  measures: field(z.array(measureId).min(1), {
    label: 'measures',
    help: 'What is recorded at an evaluation.',
  }),
});

export type RunConfig = z.infer<typeof runConfig>;
