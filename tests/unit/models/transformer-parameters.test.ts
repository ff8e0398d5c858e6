import { describe, expect, it } from 'vitest';
import type { TransformerModel } from '../../../src-main/contract/values/model-config.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';
import { powerModularDivision } from '../../../src-main/experiments/power-2022-modular-division.ts';
import { classesOf, createModel } from '../../../src-main/models/index.ts';
import type { ModelDimensions } from '../../../src-main/models/model.ts';
import { packParameters, parameterCount } from '../../../src-main/models/parameters.ts';
import { transformerParameters } from '../../../src-main/models/transformer-parameters.ts';
import { aTransformer, DIMENSIONS } from './builders.ts';

const count = (model: TransformerModel, dimensions: ModelDimensions) =>
  parameterCount(transformerParameters(model, dimensions));
const shapes = (model: TransformerModel, dimensions = DIMENSIONS) =>
  Object.fromEntries(transformerParameters(model, dimensions).map(({ name, shape }) => [name, shape]));
const names = (overrides: Partial<TransformerModel>) => Object.keys(shapes(aTransformer(overrides)));

const nanda = { vocabulary: 114, answers: 113, context: 3 };
const power = { vocabulary: 99, answers: 97, context: 4 };

const nandaModel = nandaMainline.config.model as TransformerModel;
const powerModel = powerModularDivision.config.model as TransformerModel;

describe('published sizes', () => {
  it('Nanda et al.: 226 816 parameters, 226 176 without biases', () => {
    expect(count(nandaModel, nanda)).toBe(226_816);
    expect(count({ ...nandaModel, biases: 'none' }, nanda)).toBe(226_176);
  });

  it('Power et al.: 394 240 in the blocks, and 128 for each of 99 tokens in embedding and output', () => {
    expect(count(powerModel, power)).toBe(394_240 + 2 * 128 * 99);
  });

  it('Power et al. with their vocabulary of 239: 455 424', () => {
    expect(count(powerModel, { ...power, vocabulary: 239 })).toBe(455_424);
  });

  it('Nanda et al. start at a norm of 42.2, the sum of squares near 1781', () => {
    const { parameters, init } = createModel(nandaMainline.config.model, nanda);
    for (const seed of [1, 2, 3]) {
      const squares = packParameters(parameters, init(seed)).reduce((sum, v) => sum + v * v, 0);
      expect(squares).toBeGreaterThan(1781 * 0.985);
      expect(squares).toBeLessThan(1781 * 1.015);
      expect(Math.sqrt(squares)).toBeCloseTo(42.2, 0);
    }
  });
});

describe('names and shapes', () => {
  it('are those of the documentation, in the order of the forward pass', () => {
    expect(shapes(aTransformer({ layers: 1 }))).toEqual({
      'embed.W_E': [5, 4],
      'positions.W_pos': [3, 4],
      'block0.attention.W_Q': [4, 4],
      'block0.attention.b_Q': [4],
      'block0.attention.W_K': [4, 4],
      'block0.attention.b_K': [4],
      'block0.attention.W_V': [4, 4],
      'block0.attention.b_V': [4],
      'block0.attention.W_O': [4, 4],
      'block0.attention.b_O': [4],
      'block0.mlp.W_in': [4, 6],
      'block0.mlp.b_in': [6],
      'block0.mlp.W_out': [6, 4],
      'block0.mlp.b_out': [4],
      'block0.normBeforeAttention.scale': [4],
      'block0.normBeforeAttention.shift': [4],
      'block0.normBeforeMlp.scale': [4],
      'block0.normBeforeMlp.shift': [4],
      'normBeforeUnembedding.scale': [4],
      'normBeforeUnembedding.shift': [4],
      'unembed.W_U': [4, 5],
      'unembed.b_U': [5],
    });
  });

  it('biases: the MLP alone, or none', () => {
    expect(names({ layers: 1, biases: 'mlp' }).filter((name) => name.includes('b_'))).toEqual([
      'block0.mlp.b_in',
      'block0.mlp.b_out',
    ]);
    expect(names({ biases: 'none' }).some((name) => name.includes('b_'))).toBe(false);
  });

  it('a tied unembedding and fixed positions have no weights', () => {
    expect(names({ tied: true })).not.toContain('unembed.W_U');
    expect(names({ positions: 'sinusoidal' })).not.toContain('positions.W_pos');
  });

  it.each([
    ['none', []],
    ['post', ['block0.normAfterAttention', 'block0.normAfterMlp']],
    [
      'everywhere',
      ['block0.normBeforeAttention', 'block0.normBeforeMlp', 'block0.normInsideMlp', 'normBeforeUnembedding'],
    ],
  ] as const)('LayerNorm %s', (normalization, expected) => {
    const scales = names({ layers: 1, normalization }).filter((name) => name.endsWith('.scale'));
    expect(scales).toEqual(expected.map((name) => `${name}.scale`));
    expect(names({ normalization, normalizationAffine: false }).some((name) => name.includes('norm'))).toBe(
      false,
    );
  });

  it('the norm inside the MLP is as wide as the MLP', () => {
    expect(shapes(aTransformer({ normalization: 'everywhere' }))['block1.normInsideMlp.scale']).toEqual([6]);
  });

  it('special tokens keep their columns of the unembedding, with logits for the answers alone', () => {
    const answers = aTransformer({ logits: 'answers' });
    expect(shapes(answers)['unembed.W_U']).toEqual([4, 5]);
    expect(classesOf(answers, DIMENSIONS)).toBe(4);
    expect(classesOf(aTransformer({ logits: 'vocabulary' }), DIMENSIONS)).toBe(5);
  });
});
