/** @file What is minimised. */
import { z } from 'zod';
import { field } from './field.ts';

const precision = field(z.literal(['run', 16, 32, 64]), {
  label: 'loss precision',
  unit: 'bits',
  help: 'Floating-point width of the softmax and the loss alone; run is that of the whole run. Slingshots and softmax collapse depend on it.',
});

/** Cross-entropy of the softmax; squared error to one-hot answers; squared error to a random vector for each answer. */
export const lossConfig = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('cross-entropy'), precision }),
  z.strictObject({ kind: z.literal('mse'), precision }),
  z.strictObject({
    kind: z.literal('mse-random'),
    precision,
    targetWidth: field(z.int().min(1).max(1000), {
      label: 'target width',
      help: 'Numbers in the fixed random vector that stands for each answer, which is also how many the network puts out; the nearest vector is its answer.',
    }),
  }),
]);

export type LossConfig = z.infer<typeof lossConfig>;
export type LossKind = LossConfig['kind'];

/** What a kind's own fields start from when a config is switched to it. */
export const LOSS_DEFAULTS: { readonly [C in LossConfig as C['kind']]: Omit<C, 'kind' | 'precision'> } = {
  'cross-entropy': {},
  mse: {},
  'mse-random': { targetWidth: 30 },
};
