import { describe, expect, it } from 'vitest';
import type { TransformerModel } from '../../../src-main/contract/values/model-config.ts';
import { createModel } from '../../../src-main/models/index.ts';
import { aTransformer } from './builders.ts';

const DIMENSIONS = { vocabulary: 101, answers: 97, context: 4 };
const wide = (overrides: Partial<TransformerModel>) =>
  aTransformer({ layers: 1, width: 64, heads: 4, mlpWidth: 256, ...overrides });

function draw(model: TransformerModel, seed = 1): Record<string, number[]> {
  const arrays = createModel(model, DIMENSIONS).init(seed);
  return Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, [...data]]));
}

const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
/** Standard error of a deviation estimated from so many normal numbers. */
const standardError = (sigma: number, count: number) => sigma / Math.sqrt(2 * count);

describe('the pytorch initialisation', () => {
  const arrays = draw(wide({}));

  it.each([
    ['block0.attention.W_Q', 64],
    ['block0.attention.b_O', 64],
    ['block0.mlp.W_in', 64],
    ['block0.mlp.b_in', 64],
    ['block0.mlp.W_out', 256],
    ['block0.mlp.b_out', 256],
    ['unembed.W_U', 64],
    ['unembed.b_U', 64],
  ])('%s is uniform within ±1/√%i', (name, inputs) => {
    const bound = 1 / Math.sqrt(inputs);
    const values = arrays[name] as number[];
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...values)).toBeGreaterThan(0.9 * bound);
    expect(Math.min(...values)).toBeLessThan(-0.9 * bound);
    expect(Math.abs(mean(values))).toBeLessThan((4 * bound) / Math.sqrt(3 * values.length));
  });

  it.each(['embed.W_E', 'positions.W_pos'])('%s is standard normal', (name) => {
    const values = arrays[name] as number[];
    expect(Math.abs(mean(values))).toBeLessThan(4 / Math.sqrt(values.length));
    expect(Math.abs(deviation(values) - 1)).toBeLessThan(4 * standardError(1, values.length));
  });

  it('LayerNorm starts at scale 1 and shift 0', () => {
    expect(new Set(arrays['normBeforeUnembedding.scale'])).toEqual(new Set([1]));
    expect(new Set(arrays['normBeforeUnembedding.shift'])).toEqual(new Set([0]));
  });
});

describe('the normal initialisation', () => {
  const init = {
    kind: 'normal',
    embedding: 0.1,
    positions: 0.2,
    attention: 0.3,
    mlp: 0.4,
    unembedding: 0.5,
  } as const;
  const arrays = draw(wide({ init }));

  it.each([
    ['embed.W_E', 0.1],
    ['positions.W_pos', 0.2],
    ['block0.attention.W_V', 0.3],
    ['block0.mlp.W_out', 0.4],
    ['unembed.W_U', 0.5],
  ])('%s has deviation %f', (name, sigma) => {
    const values = arrays[name] as number[];
    expect(Math.abs(deviation(values) - sigma)).toBeLessThan(4 * standardError(sigma, values.length));
    expect(Math.abs(mean(values))).toBeLessThan((4 * sigma) / Math.sqrt(values.length));
  });

  it('biases start at 0', () => {
    const biases = Object.entries(arrays).filter(([name]) => name.includes('.b_'));
    expect(biases.length).toBeGreaterThan(5);
    for (const [, values] of biases) expect(new Set(values)).toEqual(new Set([0]));
  });
});

describe('streams of random numbers', () => {
  it('the seed decides everything', () => {
    expect(draw(wide({}), 5)).toEqual(draw(wide({}), 5));
    expect(draw(wide({}), 5)).not.toEqual(draw(wide({}), 6));
  });

  it('adding parameters moves no other', () => {
    const fewer = draw(wide({ biases: 'none', positions: 'sinusoidal', normalization: 'none' }));
    const more = draw(wide({ layers: 2, biases: 'all' }));
    for (const [name, values] of Object.entries(fewer)) expect(more[name], name).toEqual(values);
  });

  it('no two parameters share their numbers', () => {
    const { 'block0.attention.W_Q': q, 'block0.attention.W_K': k } = draw(wide({}));
    expect(q).not.toEqual(k);
  });
});
