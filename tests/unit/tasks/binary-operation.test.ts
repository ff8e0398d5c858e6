import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  OPERATIONS,
  type BinaryOperationTask,
  type Operation,
} from '../../../src-main/contract/values/task-config.ts';
import {
  buildDataset,
  describeTask,
  equationCount,
  splitHash,
  trainingSize,
} from '../../../src-main/tasks/index.ts';
import type { Dataset, Split } from '../../../src-main/tasks/task.ts';

function aTask(overrides: Partial<BinaryOperationTask> = {}): BinaryOperationTask {
  return {
    kind: 'binary-operation',
    operation: 'x+y',
    modulus: 7,
    trainFraction: 0.5,
    splitSeed: 'seed',
    tokenization: 'operands',
    ...overrides,
  };
}

const build = (overrides: Partial<BinaryOperationTask> = {}, seed = 1): Dataset =>
  buildDataset({ task: aTask(overrides), seed });

/** All (x, y, answer) of a data set whose tokens are the two operands. */
function equations(dataset: Dataset): [number, number, number][] {
  const rows = (split: Split) =>
    [...split.labels.data].map((label, i): [number, number, number] => {
      const [x, y] = split.inputs.data.slice(2 * i, 2 * i + 2);
      return [x as number, y as number, label];
    });
  return [...rows(dataset.train), ...rows(dataset.validation)];
}

const mod = (value: number, p: number) => ((value % p) + p) % p;

/** Whether c is the answer, from the definition alone, without any table of inverses. */
const IS_ANSWER: Record<Operation, (x: number, y: number, c: number, p: number) => boolean> = {
  'x+y': (x, y, c, p) => mod(x + y - c, p) === 0,
  'x-y': (x, y, c, p) => mod(x - y - c, p) === 0,
  'x*y': (x, y, c, p) => mod(x * y - c, p) === 0,
  'x/y': (x, y, c, p) => y !== 0 && mod(c * y - x, p) === 0,
  'x/y if y odd else x-y': (x, y, c, p) => mod(y % 2 ? c * y - x : x - y - c, p) === 0,
  'x^2+y^2': (x, y, c, p) => mod(x ** 2 + y ** 2 - c, p) === 0,
  'x^2+x*y+y^2': (x, y, c, p) => mod(x ** 2 + x * y + y ** 2 - c, p) === 0,
  'x^2+x*y+y^2+x': (x, y, c, p) => mod(x ** 2 + x * y + y ** 2 + x - c, p) === 0,
  'x^3+x*y': (x, y, c, p) => mod(x ** 3 + x * y - c, p) === 0,
  'x^3+x*y^2+y': (x, y, c, p) => mod(x ** 3 + x * y ** 2 + y - c, p) === 0,
};

describe('binary operations', () => {
  it.each(OPERATIONS)(
    "%s: every equation of a small prime appears once, with the definition's answer",
    (operation) => {
      for (const p of [2, 3, 5, 11, 13]) {
        const all = equations(build({ operation, modulus: p }));
        expect(all).toHaveLength(operation === 'x/y' ? p * (p - 1) : p * p);
        expect(new Set(all.map(([x, y]) => x * p + y)).size).toBe(all.length);
        for (const [x, y, c] of all) {
          expect(c >= 0 && c < p && IS_ANSWER[operation](x, y, c, p), `${x}, ${y} → ${c} mod ${p}`).toBe(
            true,
          );
        }
      }
    },
  );

  it('has 9312 equations for division mod 97 and 9409 for the others', () => {
    expect(equationCount(aTask({ operation: 'x/y', modulus: 97 }))).toBe(9312);
    expect(equationCount(aTask({ operation: 'x/y if y odd else x-y', modulus: 97 }))).toBe(9409);
    expect(equationCount(aTask({ operation: 'x+y', modulus: 97 }))).toBe(9409);
  });

  it('takes a composite modulus where nothing is divided', () => {
    for (const [x, y, c] of equations(build({ operation: 'x*y', modulus: 12 }))) expect(c).toBe((x * y) % 12);
  });

  it('enumerates x outside and y inside', () => {
    const { train } = build({ operation: 'x/y', modulus: 5 });
    train.indices.forEach((index, i) => {
      expect(train.inputs.data[2 * i]).toBe(Math.floor(index / 4));
      expect(train.inputs.data[2 * i + 1]).toBe(1 + (index % 4));
    });
  });
});

describe('tokens', () => {
  it.each([
    ['operands', 7, (x: number, y: number) => [x, y]],
    ['operands-equals', 8, (x: number, y: number) => [x, y, 7]],
    ['operands-operator-equals', 9, (x: number, y: number) => [x, 7, y, 8]],
  ] as const)('%s: numbers first, then the operator, equals last', (tokenization, vocabulary, expected) => {
    const dataset = build({ tokenization });
    const { train, context } = dataset;
    expect(dataset).toMatchObject({ vocabulary, answers: 7 });
    expect(train.inputs.shape).toEqual([24, context]);
    expect(train.labels.shape).toEqual([24]);
    train.indices.forEach((index, i) => {
      const row = train.inputs.data.slice(i * context, (i + 1) * context);
      expect([...row]).toEqual(expected(Math.floor(index / 7), index % 7));
    });
  });

  it('describes itself in a few words', () => {
    expect(describeTask(aTask({ modulus: 97, trainFraction: 0.4 }))).toBe('x+y mod 97, 40 % for training');
  });
});

describe('the split', () => {
  it.each([
    [0.5, 9312, 4656], // Power et al.
    [0.3, 12769, 3830], // Nanda et al.
    [0.4, 9409, 3763],
    [0.29, 100, 29], // 0.29·100 is 28.999999999999996 in doubles
    [0.001, 25, 0],
  ])('%d of %d equations are %d for training', (fraction, total, size) => {
    expect(trainingSize(fraction, total)).toBe(size);
  });

  const anySplit = {
    modulus: fc.integer({ min: 3, max: 23 }),
    trainFraction: fc.double({ min: 0.15, max: 0.95, noNaN: true }),
  };
  const anySeed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });

  it('divides all equations into two sets without overlap', () => {
    fc.assert(
      fc.property(fc.record(anySplit), anySeed, (shape, seed) => {
        const { train, validation } = build(shape, seed);
        const total = shape.modulus ** 2;
        expect(train.indices).toHaveLength(trainingSize(shape.trainFraction, total));
        const together = Int32Array.of(...train.indices, ...validation.indices).sort();
        expect([...together]).toEqual(Array.from({ length: total }, (_, i) => i));
      }),
      { numRuns: 60 },
    );
  });

  it('is the same each time for the same seed, whatever the operation and the tokens', () => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        const hash = splitHash(build({ modulus: 11 }, seed));
        expect(splitHash(build({ modulus: 11 }, seed))).toBe(hash);
        const other = { modulus: 11, operation: 'x^3+x*y', tokenization: 'operands-equals' } as const;
        expect(splitHash(build(other, seed))).toBe(hash);
      }),
      { numRuns: 30 },
    );
  });

  it('follows the seed, unless the task has a split seed of its own', () => {
    fc.assert(
      fc.property(anySeed, anySeed, (a, b) => {
        fc.pre(a !== b);
        expect(splitHash(build({ modulus: 11 }, a))).not.toBe(splitHash(build({ modulus: 11 }, b)));
        const fixed = { modulus: 11, splitSeed: 5 };
        expect(splitHash(build(fixed, a))).toBe(splitHash(build(fixed, b)));
        expect(splitHash(build(fixed, a))).toBe(splitHash(build({ modulus: 11 }, 5)));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps its hash from version to version', () => {
    expect(splitHash(build({ modulus: 97, trainFraction: 0.4 }, 1))).toMatchInlineSnapshot(
      `"1fa79e047d3a58e6814915d799c40d9d5553d5d556756cb5f9c4707fc9dde49e"`,
    );
  });
});
