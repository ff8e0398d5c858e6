import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverses, isPrime, nearestPrime } from '../../../src-main/tasks/operations.ts';

const PRIMES = Array.from({ length: 1000 }, (_, n) => n).filter(isPrime);

it('knows the 168 primes below 1000', () => {
  expect(PRIMES).toHaveLength(168);
  expect(PRIMES.slice(0, 6)).toEqual([2, 3, 5, 7, 11, 13]);
  expect(PRIMES.at(-1)).toBe(997);
});

it('finds inverses: y · 1/y is 1', () => {
  fc.assert(
    fc.property(fc.constantFrom(...PRIMES), (p) => {
      const inverse = inverses(p);
      expect(inverse[0]).toBe(0);
      for (let y = 1; y < p; y++) expect((y * (inverse[y] as number)) % p).toBe(1);
    }),
    { numRuns: 40 },
  );
});

it('proposes the nearest prime', () => {
  expect([4, 9, 91, 96, 97, 1000].map(nearestPrime)).toEqual([3, 7, 89, 97, 97, 997]);
});
