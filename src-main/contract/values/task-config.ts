/** @file The data a network is trained on. */
import { z } from 'zod';
import { field } from './field.ts';

/** Binary operations on Z_p, written as the papers write them. */
export const OPERATIONS = [
  'x+y',
  'x-y',
  'x*y',
  'x/y',
  'x/y if y odd else x-y',
  'x^2+y^2',
  'x^2+x*y+y^2',
  'x^2+x*y+y^2+x',
  'x^3+x*y',
  'x^3+x*y^2+y',
] as const;

/** One schema for all tasks, so that it counts as the same field in each. */
const splitSeed = field(z.union([z.literal('seed'), z.int().min(0).max(Number.MAX_SAFE_INTEGER)]), {
  label: 'split seed',
  help: "Seed of the train/validation split alone. 'seed' follows the run's seed.",
});

export const binaryOperationTask = z.strictObject({
  kind: z.literal('binary-operation'),
  operation: field(z.enum(OPERATIONS), {
    label: 'operation',
    symbol: 'x ∘ y',
    help: 'The binary operation on the integers modulo p that the network has to learn.',
  }),
  modulus: field(z.int().min(2).max(1000), {
    label: 'modulus',
    symbol: 'p',
    help: 'Operands and answers are 0 … p−1. Operations that divide need a prime.',
  }),
  trainFraction: field(z.number().gt(0).lt(1), {
    label: 'train fraction',
    symbol: 'α',
    help: 'Share of all equations used for training; the rest is the validation set.',
  }),
  splitSeed,
  tokenization: field(z.enum(['operands', 'operands-equals', 'operands-operator-equals']), {
    label: 'tokens',
    help: "What the network reads: 'x y', 'x y =' or 'x ∘ y ='. The answer is read at the last position.",
  }),
});

export const sumTask = z.strictObject({
  kind: z.literal('sum'),
  operands: field(z.int().min(2).max(1000), {
    label: 'operands',
    symbol: 'p',
    help: 'The network learns i + j, without a modulus, for 0 ≤ i ≤ j < p.',
  }),
  trainExamples: field(z.int().min(1).max(1_000_000), {
    label: 'training pairs',
    unit: 'equations',
    help: 'Number of pairs used for training; the rest of the p(p+1)/2 is the validation set.',
  }),
  splitSeed,
});

/** Number of digits that come with the program. */
export const DIGIT_COUNT = 10_000;

export const digitsTask = z.strictObject({
  kind: z.literal('digits'),
  trainExamples: field(
    z
      .int()
      .min(1)
      .max(DIGIT_COUNT - 1),
    {
      label: 'training digits',
      unit: 'digits',
      help: 'Number of handwritten digits (MNIST, 28 × 28 pixels from 0 to 1) used for training.',
    },
  ),
  validationExamples: field(
    z
      .int()
      .min(1)
      .max(DIGIT_COUNT - 1),
    {
      label: 'validation digits',
      unit: 'digits',
      help: 'Number of other digits on which it is tested; there are 10 000 in all.',
    },
  ),
  splitSeed,
});

export const taskConfig = z.discriminatedUnion('kind', [binaryOperationTask, sumTask, digitsTask]);

export type Operation = (typeof OPERATIONS)[number];
export type BinaryOperationTask = z.infer<typeof binaryOperationTask>;
export type SumTask = z.infer<typeof sumTask>;
export type DigitsTask = z.infer<typeof digitsTask>;
export type TaskConfig = z.infer<typeof taskConfig>;
export type TaskKind = TaskConfig['kind'];

/** What a kind's own fields start from when a config is switched to it. */
export const TASK_DEFAULTS: {
  readonly [C in TaskConfig as C['kind']]: Omit<C, 'kind' | 'splitSeed'>;
} = {
  'binary-operation': {
    operation: 'x+y',
    modulus: 97,
    trainFraction: 0.4,
    tokenization: 'operands',
  },
  sum: { operands: 10, trainExamples: 45 },
  digits: { trainExamples: 1000, validationExamples: 2000 },
};
