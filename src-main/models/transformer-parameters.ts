/** @file The parameters of the transformer: names, shapes and how they are drawn. */
import type { TransformerModel } from '../contract/values/model-config.ts';
import { constant, normal, uniformByFanIn } from './initializers.ts';
import type { Draw, ModelDimensions, ParameterSpec } from './model.ts';

/** Which deviation of the `normal` initialisation a matrix belongs to. */
type Part = 'embedding' | 'positions' | 'attention' | 'mlp' | 'unembedding';

/** Prefix of a block's parameter names. */
export const blockName = (layer: number): string => `block${layer}`;

/** Names of the LayerNorms of a block, by where they stand. */
export type BlockNorm =
  | 'normBeforeAttention'
  | 'normAfterAttention'
  | 'normBeforeMlp'
  | 'normInsideMlp'
  | 'normAfterMlp';
export const FINAL_NORM = 'normBeforeUnembedding';

/** The LayerNorms of each block. `everywhere` follows Melnik et al. 2023, section 3.2. */
export const BLOCK_NORMS: Readonly<Record<TransformerModel['normalization'], readonly BlockNorm[]>> = {
  none: [],
  pre: ['normBeforeAttention', 'normBeforeMlp'],
  post: ['normAfterAttention', 'normAfterMlp'],
  everywhere: ['normBeforeAttention', 'normBeforeMlp', 'normInsideMlp'],
};

/** Whether a LayerNorm stands before the unembedding. */
export function hasFinalNorm({ normalization }: TransformerModel): boolean {
  return normalization === 'pre' || normalization === 'everywhere';
}

/** All parameters of the transformer in the order of the flat vector. */
export function transformerParameters(
  model: TransformerModel,
  { vocabulary, context }: ModelDimensions,
): ParameterSpec[] {
  const { width, layers, positions, normalizationAffine } = model;
  return [
    { name: 'embed.W_E', shape: [vocabulary, width], init: drawTable(model, 'embedding') },
    ...(positions === 'learned'
      ? [{ name: 'positions.W_pos', shape: [context, width], init: drawTable(model, 'positions') }]
      : []),
    ...Array.from({ length: layers }, (_, layer) => blockParameters(model, layer)).flat(),
    ...(hasFinalNorm(model) && normalizationAffine ? affine(FINAL_NORM, width) : []),
    ...unembedding(model, vocabulary),
  ];
}

function blockParameters(model: TransformerModel, layer: number): ParameterSpec[] {
  const { width, mlpWidth, biases, normalization, normalizationAffine } = model;
  const block = blockName(layer);
  const attention = ['Q', 'K', 'V', 'O'].flatMap((role) =>
    linear(model, `${block}.attention`, role, [width, width], 'attention', biases === 'all'),
  );
  const norms = normalizationAffine ? BLOCK_NORMS[normalization] : [];
  return [
    ...attention,
    ...linear(model, `${block}.mlp`, 'in', [width, mlpWidth], 'mlp', biases !== 'none'),
    ...linear(model, `${block}.mlp`, 'out', [mlpWidth, width], 'mlp', biases !== 'none'),
    ...norms.flatMap((norm) => affine(`${block}.${norm}`, norm === 'normInsideMlp' ? mlpWidth : width)),
  ];
}

/** Weight [inputs, outputs] and, where wanted, bias [outputs] of a linear layer. */
function linear(
  model: TransformerModel,
  place: string,
  role: string,
  shape: readonly [number, number],
  part: Part,
  biased: boolean,
): ParameterSpec[] {
  const [inputs, outputs] = shape;
  const { init } = model;
  const weight = init.kind === 'normal' ? normal(init[part]) : uniformByFanIn(inputs);
  const bias = init.kind === 'normal' ? constant(0) : uniformByFanIn(inputs);
  return [
    { name: `${place}.W_${role}`, shape, init: weight },
    ...(biased ? [{ name: `${place}.b_${role}`, shape: [outputs], init: bias }] : []),
  ];
}

/** With tied embeddings the unembedding has no weight of its own. */
function unembedding(model: TransformerModel, vocabulary: number): ParameterSpec[] {
  const specs = linear(
    model,
    'unembed',
    'U',
    [model.width, vocabulary],
    'unembedding',
    model.biases === 'all',
  );
  return model.tied ? specs.filter(({ name }) => name !== 'unembed.W_U') : specs;
}

/** PyTorch draws look-up tables from N(0, 1). */
function drawTable({ init }: TransformerModel, part: Part): Draw {
  return normal(init.kind === 'normal' ? init[part] : 1);
}

function affine(place: string, width: number): ParameterSpec[] {
  return [
    { name: `${place}.scale`, shape: [width], init: constant(1) },
    { name: `${place}.shift`, shape: [width], init: constant(0) },
  ];
}
