/** @file The network. */
import { z } from 'zod';
import { field } from './field.ts';

const deviation = (what: string, symbol: string) =>
  field(z.number().min(0).max(100), {
    label: `${what} deviation`,
    symbol,
    help: `Standard deviation of the normal distribution that the ${what} weights are drawn from.`,
  });

export const initConfig = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('pytorch') }),
  z.strictObject({
    kind: z.literal('normal'),
    embedding: deviation('embedding', 'σ_E'),
    positions: deviation('position', 'σ_pos'),
    attention: deviation('attention', 'σ_attn'),
    mlp: deviation('MLP', 'σ_mlp'),
    unembedding: deviation('unembedding', 'σ_U'),
  }),
]);

export const transformerModel = z.strictObject({
  kind: z.literal('transformer'),
  layers: field(z.int().min(1).max(8), {
    label: 'layers',
    symbol: 'L',
    help: 'Number of transformer blocks.',
  }),
  width: field(z.int().min(1).max(2048), {
    label: 'width',
    symbol: 'd',
    help: 'Dimension of the residual stream.',
  }),
  heads: field(z.int().min(1).max(64), {
    label: 'heads',
    symbol: 'h',
    help: 'Attention heads per block; must divide the width.',
  }),
  mlpWidth: field(z.int().min(1).max(16384), {
    label: 'MLP width',
    symbol: 'd_mlp',
    help: 'Hidden units of each block’s MLP.',
  }),
  activation: field(z.enum(['relu', 'gelu']), {
    label: 'activation',
    help: 'Nonlinearity of the MLP. GELU is the exact form with the error function.',
  }),
  normalization: field(z.enum(['none', 'pre', 'post', 'everywhere']), {
    label: 'LayerNorm',
    help: 'Where LayerNorm stands: nowhere, before or after each sublayer, or everywhere (before attention, before and inside the MLP, before the unembedding: Melnik et al.).',
  }),
  normalizationAffine: field(z.boolean(), {
    label: 'LayerNorm scale and shift',
    help: 'Whether LayerNorm has a trainable scale and shift. Without them the weights before it are scale-invariant.',
  }),
  positions: field(z.enum(['learned', 'sinusoidal']), {
    label: 'positions',
    help: 'Position embedding added to the tokens: trained, or the fixed sinusoids of Vaswani et al.',
  }),
  biases: field(z.enum(['none', 'mlp', 'all']), {
    label: 'biases',
    help: 'Which linear layers have a bias: none, the MLP’s, or all of them.',
  }),
  tied: field(z.boolean(), {
    label: 'tied embedding',
    help: 'Whether the unembedding is the transposed embedding.',
  }),
  logits: field(z.enum(['vocabulary', 'answers']), {
    label: 'logits',
    help: "Softmax over every token, or over the possible answers alone (the special tokens' logits are dropped).",
  }),
  form: field(z.enum(['readout', 'plain']), {
    label: 'computed positions',
    help: 'Whether the last block computes only the position the answer is read from (same result, less work) or every position.',
  }),
  init: initConfig,
});

export const modelConfig = z.discriminatedUnion('kind', [transformerModel]);

export type InitConfig = z.infer<typeof initConfig>;
export type TransformerModel = z.infer<typeof transformerModel>;
export type ModelConfig = z.infer<typeof modelConfig>;
export type ModelKind = ModelConfig['kind'];

/** What a kind's own fields start from when a config is switched to it: 1/√128 everywhere, as for a width of 128. */
export const INIT_DEFAULTS: { readonly [C in InitConfig as C['kind']]: Omit<C, 'kind'> } = {
  pytorch: {},
  normal: { embedding: 0.088, positions: 0.088, attention: 0.088, mlp: 0.088, unembedding: 0.088 },
};
