/** @file The network. */
import { z } from 'zod';
import { field } from './field.ts';

const deviation = (what: string, symbol: string) =>
  field(z.number().min(0).max(100), {
    label: `${what} deviation`,
    symbol,
    help: `Standard deviation of the normal distribution that the ${what} weights are drawn from.`,
  });

/** One schema for all models, so that it counts as the same field in each. */
const activation = field(z.enum(['relu', 'gelu', 'tanh', 'quadratic']), {
  label: 'activation',
  help: 'Nonlinearity of the hidden units. GELU is the exact form with the error function; quadratic is the square.',
});

const pytorch = z.strictObject({ kind: z.literal('pytorch') });

export const initConfig = z.discriminatedUnion('kind', [
  pytorch,
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
  activation,
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

const hidden = deviation('hidden', 'σ_h');
const output = deviation('output', 'σ_out');

/** What both MLPs have. */
const mlpFields = {
  layers: field(z.int().min(1).max(8), {
    label: 'hidden layers',
    symbol: 'L',
    help: 'Number of hidden layers.',
  }),
  width: field(z.int().min(1).max(16384), {
    label: 'width',
    symbol: 'd_mlp',
    help: 'Hidden units of each layer.',
  }),
  activation,
  biases: field(z.boolean(), { label: 'biases', help: 'Whether every linear layer has a bias.' }),
  initScale: field(z.number().gt(0).max(1000), {
    label: 'initial scale',
    symbol: 'α',
    help: 'Every initial weight and bias is multiplied by it (Omnigrok).',
  }),
  form: field(z.enum(['look-ups', 'plain']), {
    label: 'first layer',
    help: 'Whether the first layer looks rows up per token where that is less work (same result), or is computed for every example.',
  }),
};

export const mlpModel = z.strictObject({
  kind: z.literal('mlp'),
  ...mlpFields,
  init: z.discriminatedUnion('kind', [
    pytorch,
    z.strictObject({ kind: z.literal('normal'), hidden, output }),
  ]),
});

export const embeddingMlpModel = z.strictObject({
  kind: z.literal('embedding-mlp'),
  embeddingWidth: field(z.int().min(1).max(2048), {
    label: 'embedding width',
    symbol: 'd_e',
    help: 'Dimension of the learned vector that stands for each token.',
  }),
  combine: field(z.enum(['concatenated', 'summed']), {
    label: 'tokens',
    help: 'Whether the MLP reads the embeddings of an equation side by side or their sum.',
  }),
  embeddingInit: field(z.enum(['normal', 'uniform']), {
    label: 'embedding init',
    help: 'Initial embeddings: normal with the deviation of the init (1 for pytorch), or uniform from −½ to ½ (Liu et al.).',
  }),
  ...mlpFields,
  init: z.discriminatedUnion('kind', [
    pytorch,
    z.strictObject({
      kind: z.literal('normal'),
      embedding: deviation('embedding', 'σ_E'),
      hidden,
      output,
    }),
  ]),
});

export const modelConfig = z.discriminatedUnion('kind', [transformerModel, embeddingMlpModel, mlpModel]);

export type InitConfig = z.infer<typeof initConfig>;
export type TransformerModel = z.infer<typeof transformerModel>;
export type EmbeddingMlpModel = z.infer<typeof embeddingMlpModel>;
export type MlpModel = z.infer<typeof mlpModel>;
export type Activation = TransformerModel['activation'];
export type ModelConfig = z.infer<typeof modelConfig>;
export type ModelKind = ModelConfig['kind'];

/** What a kind's own fields start from when a config is switched to it; of an init's, those that the model has. */
export const MODEL_DEFAULTS: { readonly [C in ModelConfig as C['kind']]: Omit<C, 'kind'> } = {
  transformer: {
    layers: 1,
    width: 128,
    heads: 4,
    mlpWidth: 512,
    activation: 'relu',
    normalization: 'none',
    normalizationAffine: false,
    positions: 'learned',
    biases: 'mlp',
    tied: false,
    logits: 'answers',
    form: 'readout',
    init: { kind: 'pytorch' },
  },
  'embedding-mlp': {
    embeddingWidth: 128,
    combine: 'concatenated',
    embeddingInit: 'normal',
    layers: 1,
    width: 256,
    activation: 'relu',
    biases: true,
    initScale: 1,
    form: 'look-ups',
    init: { kind: 'pytorch' },
  },
  mlp: {
    layers: 2,
    width: 200,
    activation: 'relu',
    biases: true,
    initScale: 1,
    form: 'look-ups',
    init: { kind: 'pytorch' },
  },
};

type NormalInit = Extract<ModelConfig['init'], { kind: 'normal' }>;
type DeviationsOf<C> = C extends unknown ? Omit<C, 'kind'> : never;
type Both<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;

/** 1/√128 everywhere, as for a width of 128. */
export const INIT_DEFAULTS: {
  readonly pytorch: object;
  readonly normal: Both<DeviationsOf<NormalInit>>;
} = {
  pytorch: {},
  normal: {
    embedding: 0.088,
    positions: 0.088,
    attention: 0.088,
    mlp: 0.088,
    unembedding: 0.088,
    hidden: 0.088,
    output: 0.088,
  },
};
