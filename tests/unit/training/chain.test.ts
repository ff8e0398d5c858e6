import * as tf from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain } from '../../../src-main/training/chain.ts';
import { entry, type GradientTransform } from '../../../src-main/training/gradient-transform.ts';
import { vector } from '../models/builders.ts';

/** u ← factor·u + t, and a count of how often it was used. */
const affine = (name: string, factor: number): GradientTransform => ({
  state: { [`${name}/count`]: 0 },
  scalars: (update) => ({ [`${name}/step`]: update }),
  transform: (gradient, state, _parameters, scalars) => ({
    update: tf.add(tf.mul(gradient, factor), entry(scalars, `${name}/step`)),
    state: { [`${name}/count`]: tf.add(entry(state, `${name}/count`), 1) as Tensor1D },
  }),
});

async function apply(transform: GradientTransform, gradient: number[]) {
  const state = Object.fromEntries(
    Object.entries(transform.state).map(([name, value]) => [name, vector(gradient.map(() => value))]),
  );
  const scalars = Object.fromEntries(
    Object.entries(transform.scalars(3)).map(([name, value]) => [name, tf.scalar(value)]),
  );
  const result = transform.transform(vector(gradient), state, vector(gradient), scalars);
  return { update: [...(await result.update.data())], names: Object.keys(result.state) };
}

describe('a chain of gradient transforms', () => {
  it('applies them in order', async () => {
    const { update, names } = await apply(chain(affine('a', 2), affine('b', 10)), [1, -1]);
    expect(update).toEqual([53, 13]);
    expect(names).toEqual(['a/count', 'b/count']);
  });

  it('of nothing changes nothing', async () => {
    expect(await apply(chain(), [1, 2])).toEqual({ update: [1, 2], names: [] });
  });

  it('is associative', async () => {
    const factors = fc.tuple(
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -9, max: 9 }),
      fc.integer({ min: -9, max: 9 }),
    );
    await fc.assert(
      fc.asyncProperty(factors, async ([f, g, h]) => {
        const [a, b, c] = [affine('a', f), affine('b', g), affine('c', h)];
        const left = await apply(chain(chain(a, b), c), [1, 5]);
        expect(left).toEqual(await apply(chain(a, chain(b, c)), [1, 5]));
        expect(left).toEqual(await apply(chain(a, b, c), [1, 5]));
      }),
      { numRuns: 20 },
    );
  });

  it('a transform that asks for what it did not declare is told what there is', () => {
    expect(() => entry({ a: 1, b: 2 }, 'c')).toThrow("no 'c'; there are a, b");
  });
});
