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
  splitSeed: field(z.union([z.literal('seed'), z.int().min(0).max(Number.MAX_SAFE_INTEGER)]), {
    label: 'split seed',
    help: "Seed of the train/validation split alone. 'seed' follows the run's seed.",
  }),
  tokenization: field(z.enum(['operands', 'operands-equals', 'operands-operator-equals']), {
    label: 'tokens',
    help: "What the network reads: 'x y', 'x y =' or 'x ∘ y ='. The answer is read at the last position.",
  }),
});

export const taskConfig = z.discriminatedUnion('kind', [binaryOperationTask]);

export type Operation = (typeof OPERATIONS)[number];
export type BinaryOperationTask = z.infer<typeof binaryOperationTask>;
export type TaskConfig = z.infer<typeof taskConfig>;
export type TaskKind = TaskConfig['kind'];
