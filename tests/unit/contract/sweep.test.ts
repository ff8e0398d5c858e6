import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSweepSpec, countRuns } from '../../../src-main/contract/values/check-sweep.ts';
import {
  drawValue,
  expandSweep,
  extendSweep,
  tellingPaths,
} from '../../../src-main/contract/values/expand-sweep.ts';
import {
  parseAxis,
  parseBisect,
  parseGrid,
  parseRandom,
} from '../../../src-main/contract/values/sweep-text.ts';
import {
  firstSeeds,
  type SweepAddition,
  type SweepAxis,
  type SweepSpec,
} from '../../../src-main/contract/values/sweep-spec.ts';

function aSpec(parts: Partial<SweepSpec> = {}): SweepSpec {
  return {
    ...{ experiment: 'quick-start', changes: {}, axes: [], samples: 0, draw: 1, points: [], seeds: [1] },
    ...{ search: null, ...parts },
  };
}

const grid = (path: string, ...values: (string | number)[]): SweepAxis => ({ kind: 'grid', path, values });
const NOTHING: SweepAddition = { values: {}, samples: 0, points: [], seeds: [] };
const PATHS = ['optimizer.weightDecay', 'model.width', 'task.trainFraction', 'batch.size'];

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 });
const grids = fc
  .uniqueArray(fc.constantFrom(...PATHS), { maxLength: 3 })
  .chain((paths) => fc.tuple(...paths.map((path) => numbers.map((values) => grid(path, ...values)))));
const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 4 });
const keys = (spec: SweepSpec) => expandSweep(spec).map((point) => JSON.stringify(point));

describe('what tells runs of a sweep apart', () => {
  it('is every combination of values at its telling paths, each once', () => {
    fc.assert(
      fc.property(grids, seeds, (axes, list) => {
        const spec = aSpec({ axes, seeds: list });
        const paths = tellingPaths(spec);
        const told = expandSweep(spec).map(({ changes, seed }) =>
          JSON.stringify(paths.map((path) => (path === 'seed' ? seed : changes[path]))),
        );
        expect(new Set(told).size).toBe(told.length);
        expect(paths.includes('seed')).toBe(list.length > 1);
      }),
    );
  });
});

describe('a grid', () => {
  it('is every combination once per seed, each seed complete before the next', () => {
    const axes = [grid('optimizer.weightDecay', 0.3, 1), grid('model.width', 32, 64)];
    const points = expandSweep(aSpec({ axes, seeds: firstSeeds(2) }));
    expect(points.map(({ seed, changes }) => [seed, ...Object.values(changes)])).toEqual([
      [1, 0.3, 32],
      [1, 0.3, 64],
      [1, 1, 32],
      [1, 1, 64],
      [2, 0.3, 32],
      [2, 0.3, 64],
      [2, 1, 32],
      [2, 1, 64],
    ]);
  });

  it('has as many runs as are counted, all different', () => {
    fc.assert(
      fc.property(grids, seeds, (axes, list) => {
        const spec = aSpec({ axes, seeds: list });
        const all = keys(spec);
        expect(all).toHaveLength(countRuns(spec));
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });

  it('combines with a list of runs', () => {
    const points = [{ 'task.modulus': 7 }, { 'task.modulus': 11 }];
    const all = expandSweep(aSpec({ points, axes: [grid('model.width', 32, 64)] }));
    expect(all.map(({ changes }) => Object.values(changes))).toEqual([
      [7, 32],
      [7, 64],
      [11, 32],
      [11, 64],
    ]);
  });
});

describe('an extended sweep', () => {
  it('keeps every run that it had, whatever is added', () => {
    fc.assert(
      fc.property(grids, seeds, seeds, numbers, (axes, before, more, values) => {
        const spec = aSpec({ axes, seeds: before });
        const added = axes[0] ? { [axes[0].path]: values } : {};
        const larger = new Set(keys(extendSweep(spec, { ...NOTHING, values: added, seeds: more })));
        for (const key of keys(spec)) expect(larger).toContain(key);
      }),
    );
  });

  it('keeps its draws when more are added', () => {
    const axes: SweepAxis[] = [
      { kind: 'range', path: 'optimizer.learningRate', min: 1e-4, max: 1e-2, scale: 'log', whole: false },
      { kind: 'choice', path: 'task.operation', values: ['x+y', 'x*y', 'x-y'] },
    ];
    const spec = aSpec({ axes, samples: 5 });
    expect(keys(extendSweep(spec, { ...NOTHING, samples: 7 })).slice(0, 5)).toEqual(keys(spec));
  });
});

describe('a random axis', () => {
  const range = (min: number, max: number, scale: 'linear' | 'log', whole: boolean): SweepAxis => ({
    ...{ kind: 'range', path: 'optimizer.weightDecay', min, max, scale, whole },
  });

  it('stays between its ends, and is whole where asked', () => {
    const ends = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 50 }));
    fc.assert(
      fc.property(
        ends,
        fc.constantFrom('linear' as const, 'log'),
        fc.boolean(),
        fc.nat(999),
        (e, scale, whole, i) => {
          const [min, max] = [e[0], e[0] + e[1]];
          const value = drawValue(
            range(min, max, scale, whole) as Exclude<SweepAxis, { kind: 'grid' }>,
            3,
            i,
          );
          expect(value).toBeGreaterThanOrEqual(min);
          expect(value).toBeLessThanOrEqual(max);
          if (whole) expect(Number.isInteger(value)).toBe(true);
        },
      ),
    );
  });

  it('draws whole numbers for a field that takes nothing else, both ends included', () => {
    const axis = {
      kind: 'range',
      path: 'model.layers',
      min: 1,
      max: 3,
      scale: 'linear',
      whole: false,
    } as const;
    const drawn = Array.from({ length: 60 }, (_, i) => drawValue(axis, 1, i));
    expect([...new Set(drawn)].sort()).toEqual([1, 2, 3]);
  });

  it('is even in its logarithm where asked', () => {
    const axis = range(1e-4, 1, 'log', false) as Exclude<SweepAxis, { kind: 'grid' }>;
    const drawn = Array.from({ length: 400 }, (_, i) => drawValue(axis, 1, i) as number);
    const below = drawn.filter((value) => value < 1e-2).length;
    expect(below).toBeGreaterThan(160);
    expect(below).toBeLessThan(240);
  });
});

describe('a sweep that cannot be', () => {
  const search = {
    path: 'task.trainFraction',
    low: 0.2,
    high: 0.5,
    scale: 'linear',
    whole: false,
    target: 0.5,
  } as const;
  const random = { kind: 'range', path: 'seed', min: 1, max: 2, scale: 'linear', whole: false } as const;
  it.each<[string, Partial<SweepSpec>]>([
    [
      "unknown field 'optimizer.decayRate' (did you mean optimizer.decay",
      { axes: [grid('optimizer.decayRate', 1)] },
    ],
    ["unknown field 'wd' (did you mean optimizer.weightDecay?).", { axes: [grid('wd', 1)] }],
    ['model.width: is swept twice', { axes: [grid('model.width', 1), grid('model.width', 2)] }],
    ['seed: is not a path to sweep', { axes: [grid('seed', 1)] }],
    ['at most 10000', { axes: [grid('model.width', ...firstSeeds(200))], seeds: firstSeeds(200) }],
    ['samples: got 3', { samples: 3 }],
    ['say how often with --samples', { axes: [{ ...random, path: 'model.width' }] }],
    ['expected a range from low to high', { axes: [{ ...random, path: 'model.width', min: 3 }], samples: 1 }],
    [
      'starts above 0',
      { axes: [{ ...random, path: 'optimizer.weightDecay', min: 0, scale: 'log' }], samples: 1 },
    ],
    ['has no range', { axes: [{ ...random, path: 'task.operation' }], samples: 1 }],
    ['leave grids and lists out', { search: { ...search, rounds: 3 }, axes: [grid('model.width', 8)] }],
    ['got one value', { search: { ...search, low: 0.5, rounds: 3 } }],
    ['both in the list', { points: [{ 'model.width': 8 }], axes: [grid('model.width', 8)] }],
  ])('is refused: %s', (message, parts) => {
    expect(() => checkSweepSpec(aSpec(parts))).toThrow(message);
  });
});

describe('what a person types', () => {
  it('is read as the axis it means', () => {
    expect(parseGrid('optimizer.weightDecay=0.3, 1,3')).toEqual(grid('optimizer.weightDecay', 0.3, 1, 3));
    expect(parseGrid('measures=losses;losses,weights-norm')).toMatchObject({
      values: [['losses'], ['losses', 'weights-norm']],
    });
    expect(parseRandom('optimizer.learningRate=1e-4..1e-2:log')).toEqual({
      ...{ kind: 'range', path: 'optimizer.learningRate', min: 1e-4, max: 1e-2, scale: 'log', whole: false },
    });
    expect(parseRandom('task.operation=choice:x+y,x*y')).toMatchObject({
      kind: 'choice',
      values: ['x+y', 'x*y'],
    });
    expect(parseBisect('model.width=8..64:int')).toEqual({
      ...{ path: 'model.width', low: 8, high: 64, scale: 'linear', whole: true },
    });
  });

  it('is the same in a form and behind an option, with blanks or colons', () => {
    const path = 'optimizer.weightDecay';
    for (const text of ['0.3, 1', '0.1..10 log 5', '0.1..10:5:log', '0..1:3'])
      expect(parseGrid(`${path}=${text}`)).toEqual(parseAxis(path, text));
    for (const text of ['0.1..10 log', '0.1..10:log', '1 .. 9:int', 'choice:1,3'])
      expect(parseRandom(`${path}=${text}`)).toEqual(parseAxis(path, text));
    expect(parseGrid(`${path}=0.1..10:log:3`)).toEqual(grid(path, 0.1, 1, 10));
    expect(parseAxis(path, '0.1..10:log')).toEqual(parseAxis(path, '0.1..10 log'));
    expect(parseBisect('model.width=8..64')).toMatchObject({ whole: true });
    expect(parseBisect('task.trainFraction=0.2..0.5 log')).toMatchObject({ low: 0.2, scale: 'log' });
  });

  it.each([
    [() => parseGrid('model.width=8..64'), 'say how many values, such as model.width=0.1..10:log:5'],
    [() => parseGrid('model.width=64..8:4'), '--grid: model.width: 8 is not above 64.'],
    [() => parseGrid('model.width=8,wide'), "got 'wide'."],
    [() => parseRandom('model.width=8..64:4'), '--random: expected path=min..max'],
    [() => parseGrid('model.width'), "--grid: expected path=v1,v2, got 'model.width'."],
    [() => parseGrid('model.width=8,,16'), 'has an empty value'],
    [() => parseRandom('model.width=8'), '--random: expected path=min..max'],
    [() => parseRandom('model.width=8..x'), "got 'model.width=8..x'."],
    [() => parseBisect('model.width=1..2:lg'), '--bisect: expected path=low..high'],
    [() => parseBisect('task.trainFraction=0.2..0.5:int'), 'there is no whole number from 0.2 to 0.5.'],
    [() => parseRandom('model.width=8.2..8.7'), 'there is no whole number from 8.2 to 8.7.'],
  ])('is refused where it means none', (parse, message) => {
    expect(parse).toThrow(message);
  });
});
