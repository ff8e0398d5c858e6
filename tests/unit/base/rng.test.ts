import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { philox, Rng } from '../../../src-main/base/rng.ts';

const draw = (rng: Rng, count: number) => Array.from({ length: count }, () => rng.uniform());
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
/** Σ (observed − expected)² / expected for equally likely bins. */
const chiSquare = (counts: readonly number[], total: number) => {
  const expected = total / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
};

describe('Philox 4x32-10', () => {
  // The known-answer vectors distributed with Random123; the third is made of digits of π.
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ] as const)('gives the published words for counter %j', (counter, key, words) => {
    const hex = philox(counter, key).map((word) => word.toString(16).padStart(8, '0'));
    expect(hex.join(' ')).toBe(words);
  });
});

describe('a stream', () => {
  it('keeps its numbers from version to version', () => {
    const rng = new Rng(1, 'split');
    expect([rng.word(), rng.word(), rng.uniform(), rng.normal(), rng.integer(97)]).toMatchInlineSnapshot(`
      [
        1892301874,
        400174748,
        0.45495293786714497,
        -0.8859978614140301,
        77,
      ]
    `);
  });

  it('is determined by seed, purpose and index, and differs when any of them does', () => {
    const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
    fc.assert(
      fc.property(seed, fc.string(), fc.nat(), (s, purpose, index) => {
        const numbers = draw(new Rng(s, purpose, index), 8);
        expect(draw(new Rng(s, purpose, index), 8)).toEqual(numbers);
        const others = [
          new Rng(s + 1, purpose, index),
          new Rng(s, `${purpose}'`, index),
          new Rng(s, purpose, index + 1),
        ];
        for (const other of others) expect(draw(other, 8)).not.toEqual(numbers);
      }),
    );
  });

  it('takes all 53 bits of the seed into account', () => {
    expect(draw(new Rng(5, 'init'), 4)).not.toEqual(draw(new Rng(5 + 2 ** 32, 'init'), 4));
    expect(draw(new Rng(5, 'init'), 4)).not.toEqual(draw(new Rng(5 + 2 ** 52, 'init'), 4));
  });

  it('does not move when another purpose draws more', () => {
    const alone = draw(new Rng(3, 'batch', 2), 100);
    const init = new Rng(3, 'init');
    const batch = new Rng(3, 'batch', 2);
    const mixed = alone.map(() => {
      init.normal();
      return batch.uniform();
    });
    expect(mixed).toEqual(alone);
  });

  it.each([
    ['purposes', new Rng(7, 'split'), new Rng(7, 'init')],
    ['seeds', new Rng(7, 'init'), new Rng(8, 'init')],
    ['indices', new Rng(7, 'batch', 0), new Rng(7, 'batch', 1)],
  ])('is uncorrelated between %s', (_, a, b) => {
    const n = 50_000;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += (a.uniform() - 0.5) * (b.uniform() - 0.5);
    // Each product has standard deviation 1/12.
    expect(Math.abs(sum / n)).toBeLessThan(5 / 12 / Math.sqrt(n));
  });
});

describe('uniform numbers', () => {
  it('fill [0, 1) evenly', () => {
    const n = 200_000;
    const values = draw(new Rng(11, 'noise'), n);
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
    const counts = new Array<number>(100).fill(0);
    for (const v of values) counts[Math.floor(100 * v)] = (counts[Math.floor(100 * v)] as number) + 1;
    // 99 degrees of freedom: mean 99, standard deviation 14.
    expect(chiSquare(counts, n)).toBeLessThan(170);
  });
});

describe('normal numbers', () => {
  it('have the moments of the standard normal', () => {
    const n = 200_000;
    const rng = new Rng(5, 'init/embed.W_E');
    const values = Array.from({ length: n }, () => rng.normal());
    const error = 5 / Math.sqrt(n); // five standard errors of a quantity of unit variance
    expect(Math.abs(mean(values))).toBeLessThan(error);
    expect(Math.abs(mean(values.map((v) => v ** 2)) - 1)).toBeLessThan(error * Math.sqrt(2));
    expect(Math.abs(mean(values.map((v) => v ** 3)))).toBeLessThan(error * Math.sqrt(15));
    expect(Math.abs(mean(values.map((v) => v ** 4)) - 3)).toBeLessThan(error * Math.sqrt(96));
    const beyondTwo = values.filter((v) => Math.abs(v) > 2).length / n;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(error * 0.21);
  });
});

describe('integers', () => {
  it('are in range and equally likely', () => {
    const rng = new Rng(2, 'batch');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) {
      const value = rng.integer(7);
      counts[value] = (counts[value] as number) + 1;
    }
    // 6 degrees of freedom; 22.5 is the 0.1 % point.
    expect(chiSquare(counts, 70_000)).toBeLessThan(22.5);
    expect(rng.integer(1)).toBe(0);
  });
});

describe('permutations', () => {
  it('hold every number once', () => {
    fc.assert(
      fc.property(fc.nat(500), fc.nat(), (size, seed) => {
        const order = new Rng(seed, 'split').permutation(size);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, i) => i));
      }),
    );
  });

  it('are equally likely', () => {
    const rng = new Rng(4, 'split');
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = rng.permutation(4).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // 23 degrees of freedom; 49.7 is the 0.1 % point.
    expect(chiSquare([...counts.values()], 24_000)).toBeLessThan(49.7);
  });
});
