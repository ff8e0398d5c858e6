import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatches, type BatchConfig } from '../../../src-main/training/batches.ts';

const sampling = (kind: BatchConfig['sampling'], size: number): BatchConfig => ({ sampling: kind, size });
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Training set and batch sizes with at least one batch per epoch. */
const sizes = fc
  .integer({ min: 1, max: 60 })
  .chain((equations) => fc.tuple(fc.constant(equations), fc.integer({ min: 1, max: equations })));

describe('shuffled passes', () => {
  it('show every equation at most once per epoch, and drop only what does not fill a batch', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 5 }), ([equations, size], epoch) => {
        const batches = createBatches(sampling('epochs', size), equations, 1);
        const perEpoch = Math.floor(equations / size);
        const seen = range(perEpoch).flatMap((i) => [...batches.at(epoch * perEpoch + i)]);
        expect(seen.length).toBe(perEpoch * size);
        expect(new Set(seen).size).toBe(seen.length);
        expect(seen.every((i) => i >= 0 && i < equations)).toBe(true);
        if (equations % size === 0) expect(sorted(seen)).toEqual(range(equations));
      }),
    );
  });

  it('reshuffle from epoch to epoch: over many, every equation is dropped equally often', () => {
    const batches = createBatches(sampling('epochs', 3), 10, 7);
    const counts = new Array<number>(10).fill(0);
    for (let step = 0; step < 3000; step++)
      for (const i of batches.at(step)) counts[i] = (counts[i] as number) + 1;
    // 1000 epochs, each drops one of ten: 900 ± 4 standard deviations of a binomial.
    for (const count of counts) expect(Math.abs(count - 900)).toBeLessThan(4 * Math.sqrt(1000 * 0.9 * 0.1));
  });
});

describe('draws with replacement', () => {
  it('may repeat an equation and may be more than there are', () => {
    const batch = createBatches(sampling('replacement', 50), 8, 1).at(3);
    expect(batch.length).toBe(50);
    expect(new Set(batch).size).toBeLessThanOrEqual(8);
    expect([...batch].every((i) => i >= 0 && i < 8)).toBe(true);
  });

  it('are uniform', () => {
    const batches = createBatches(sampling('replacement', 16), 5, 2);
    const counts = new Array<number>(5).fill(0);
    for (let step = 0; step < 500; step++)
      for (const i of batches.at(step)) counts[i] = (counts[i] as number) + 1;
    for (const count of counts) expect(Math.abs(count - 1600)).toBeLessThan(4 * Math.sqrt(8000 * 0.2 * 0.8));
  });
});

describe('the full training set', () => {
  it('needs no indices', () => {
    const batches = createBatches(sampling('full', 3), 5, 1);
    expect(batches).toMatchObject({ full: true, size: 5 });
    expect([...batches.at(9)]).toEqual(range(5));
  });
});

describe('any sampling', () => {
  const kinds = fc.constantFrom('epochs', 'replacement', 'full') as fc.Arbitrary<BatchConfig['sampling']>;

  it('depends on seed and step alone, in whatever order steps are asked', () => {
    fc.assert(
      fc.property(kinds, sizes, fc.array(fc.nat(100), { minLength: 1 }), (kind, [equations, size], steps) => {
        const asked = createBatches(sampling(kind, size), equations, 11);
        for (const step of steps) {
          const fresh = createBatches(sampling(kind, size), equations, 11);
          expect(asked.at(step)).toEqual(fresh.at(step));
        }
      }),
    );
  });

  it('hands out arrays that may be changed without harm', () => {
    const batches = createBatches(sampling('epochs', 4), 8, 1);
    const before = [...batches.at(0)];
    batches.at(0).fill(-1);
    expect([...batches.at(0)]).toEqual(before);
  });

  it.each(['epochs', 'replacement'] as const)('differs from seed to seed (%s)', (kind) => {
    const batch = (seed: number) => [...createBatches(sampling(kind, 20), 100, seed).at(0)];
    expect(batch(1)).not.toEqual(batch(2));
  });

  it('refuses a batch larger than the training set, naming field, value and what is accepted', () => {
    expect(() => createBatches(sampling('epochs', 9), 8, 1)).toThrow(
      expect.objectContaining({ code: 'bad-config', details: { field: 'batch.size' } }),
    );
    expect(() => createBatches(sampling('epochs', 9), 8, 1)).toThrow(/batch\.size: 9 .* 8 .*at most 8/);
  });
});
