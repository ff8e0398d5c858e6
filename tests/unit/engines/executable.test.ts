import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { floats, integers, scalar, type NamedArrays } from '../../../src-main/base/named-arrays.ts';
import type { Executable } from '../../../src-main/engines/engine.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import type { NamedTensors, Program, Signature } from '../../../src-main/training/program.ts';
import { ENGINES_HERE } from '../../helpers/engines-here.ts';

const PAIR = { shape: [2], dtype: 'float' } as const;
const NONE: Signature = { state: {}, constants: {}, feeds: {} };

const pair = (a: number, b: number) => floats([2], Float64Array.of(a, b));
const lists = (arrays: NamedArrays): Record<string, number[]> =>
  Object.fromEntries(Object.entries(arrays).map(([name, { data }]) => [name, [...data]]));
const input = (inputs: NamedTensors, name: string): Tensor => inputs[name] as Tensor;

/** For every engine the program compiled for one step at a time and for many. */
const WAYS = ENGINES_HERE.flatMap((engine) => [
  [engine, 'one step', false] as const,
  [engine, 'many steps', true] as const,
]);

describe.each(WAYS)('a program compiled by %s for %s', (engine, _, manySteps) => {
  const compile = (program: Program, signature: Partial<Signature>): Promise<Executable> =>
    ENGINES[engine].compile(
      program,
      { ...NONE, ...signature },
      { threads: 1, precision: 'float32', manySteps },
    );

  /** Adds what it is fed, which must be small, and gives the sum before and the pairs' products. */
  const accumulator = async (): Promise<Executable> => {
    const executable = await compile(
      (inputs) => ({
        sum: tf.add(input(inputs, 'sum'), input(inputs, 'by')),
        before: tf.sum(input(inputs, 'sum')),
        chosen: tf.gather(input(inputs, 'table'), input(inputs, 'row') as tf.Tensor1D),
      }),
      {
        state: { sum: PAIR },
        constants: { table: floats([3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)) },
        feeds: { by: PAIR, row: { shape: [1], dtype: 'int32' } },
      },
    );
    await executable.writeState({ sum: pair(0, 0) });
    return executable;
  };
  const feedsOf = (steps: readonly number[]): NamedArrays[] =>
    steps.map((i) => ({ by: pair(i, 1), row: integers([1], [i % 3]) }));

  it('takes several steps with what each of them is fed, and gives what each of them gives', async () => {
    const steps = await accumulator();
    const outputs = await steps.runMany(feedsOf([1, 2, 3, 4]));
    expect(outputs.map(({ before }) => before)).toEqual(
      [0, 2, 5, 9].map((n) => ({ shape: [], data: Float32Array.of(n) })),
    );
    expect(outputs.map(({ chosen }) => chosen?.shape)).toEqual([1, 2, 3, 4].map(() => [1, 2]));
    expect(outputs.map(({ chosen }) => [...(chosen?.data ?? [])])).toEqual([[3, 4], [5, 6], [1, 2], [3, 4]]); // oxfmt-ignore
    expect(lists(await steps.readState())).toEqual({ sum: [10, 4] });
  });

  it('takes them in groups of any lengths, none and one included, as if one by one', async () => {
    const groups = await accumulator();
    const taken: unknown[] = [];
    for (const group of [[1], [], [2, 3, 4], [5], [6, 7]])
      taken.push(...(await groups.runMany(feedsOf(group))).map(lists));
    taken.push(lists(await groups.run(feedsOf([8])[0] as NamedArrays)));
    const single = await accumulator();
    const expected = [];
    for (const fed of feedsOf([1, 2, 3, 4, 5, 6, 7, 8])) expected.push(lists(await single.run(fed)));
    expect(taken).toEqual(expected);
    expect(lists(await groups.readState())).toEqual(lists(await single.readState()));
  });

  it.each([
    ['the first', 0, 1, [1, 1]],
    ['one in the middle', 3, 3, [6, 3]],
    ['the last', 6, 4, [10, 4]],
  ])('stops after %s of several where it is told to, with the state of that step', async (_which, from, count, sum) => {
    const steps = await accumulator();
    const isLast = ({ before }: NamedArrays): boolean => (before?.data[0] as number) >= from;
    expect(await steps.runMany(feedsOf([1, 2, 3, 4]), isLast)).toHaveLength(count);
    expect(lists(await steps.readState())).toEqual({ sum });
    await steps.runMany(feedsOf([0]), isLast);
    expect(lists(await steps.readState())).toEqual({ sum: [sum[0], (sum[1] as number) + 1] });
  }); // oxfmt-ignore

  it('says which feed of several is missing or of the wrong size', async () => {
    const steps = await accumulator();
    const [one, two] = feedsOf([1, 2]) as [NamedArrays, NamedArrays];
    await expect(steps.runMany([one, { by: pair(1, 1) }])).rejects.toThrow(/'row' is missing/);
    const long = { ...two, by: floats([3], Float64Array.of(1, 2, 3)) };
    await expect(steps.runMany([one, long])).rejects.toThrow(/'by' has 3 elements, expected shape \[2\]/);
    await steps.writeState({ sum: pair(0, 0) });
    expect(await steps.runMany([one, two])).toHaveLength(2);
  });

  it('keeps its state from call to call and gives back everything else', async () => {
    const counter = await compile(
      (inputs) => {
        const next = tf.add(input(inputs, 'count'), input(inputs, 'by'));
        return { count: next, doubled: tf.mul(next, 2) };
      },
      { state: { count: PAIR }, feeds: { by: { shape: [], dtype: 'float' } } },
    );
    await counter.writeState({ count: pair(1, 10) });
    expect(lists(await counter.run({ by: scalar(1) }))).toEqual({ doubled: [4, 22] });
    expect(lists(await counter.run({ by: scalar(0.5) }))).toEqual({ doubled: [5, 23] });
    expect(lists(await counter.readState())).toEqual({ count: [2.5, 11.5] });
  });

  it('may exchange two states, and leave a third as it is', async () => {
    const swap = await compile(
      (inputs) => ({ a: input(inputs, 'b'), b: input(inputs, 'a'), sum: tf.add(input(inputs, 'a'), input(inputs, 'c')) }),
      { state: { a: PAIR, b: PAIR, c: PAIR } },
    ); // oxfmt-ignore
    await swap.writeState({ a: pair(1, 2), b: pair(3, 4), c: pair(5, 6) });
    expect(lists(await swap.run({}))).toEqual({ sum: [6, 8] });
    expect(lists(await swap.readState())).toEqual({ a: [3, 4], b: [1, 2], c: [5, 6] });
    expect(lists(await swap.run({}))).toEqual({ sum: [8, 10] });
    expect(lists(await swap.readState())).toEqual({ a: [1, 2], b: [3, 4], c: [5, 6] });
  });

  it('may hand back what it was given, under several names, as often as it is run', async () => {
    const echo = await compile(
      (inputs) => {
        const square = tf.square(input(inputs, 'state'));
        return {
          state: input(inputs, 'state'),
          ofState: input(inputs, 'state'),
          ofConstant: input(inputs, 'constant'),
          ofFeed: input(inputs, 'feed'),
          once: square,
          twice: square,
        };
      },
      { state: { state: PAIR }, constants: { constant: pair(7, 8) }, feeds: { feed: PAIR } },
    );
    await echo.writeState({ state: pair(2, 3) });
    for (const feed of [pair(0, 1), pair(5, 6)]) {
      expect(lists(await echo.run({ feed }))).toEqual({
        ofState: [2, 3],
        ofConstant: [7, 8],
        ofFeed: [...feed.data],
        once: [4, 9],
        twice: [4, 9],
      });
    }
    expect(lists(await echo.readState())).toEqual({ state: [2, 3] });
  });

  it('may make a state of a feed, and of a constant', async () => {
    const keep = await compile(
      (inputs) => ({ a: input(inputs, 'feed'), b: input(inputs, 'constant') }),
      { state: { a: PAIR, b: PAIR }, constants: { constant: pair(7, 8) }, feeds: { feed: PAIR } },
    ); // oxfmt-ignore
    await keep.writeState({ a: pair(0, 0), b: pair(0, 0) });
    await keep.run({ feed: pair(1, 2) });
    expect(lists(await keep.readState())).toEqual({ a: [1, 2], b: [7, 8] });
    await keep.run({ feed: pair(3, 4) });
    expect(lists(await keep.readState())).toEqual({ a: [3, 4], b: [7, 8] });
  });

  it('gives numbers that later calls and readers do not change', async () => {
    const grow = await compile(
      (inputs) => ({ s: tf.add(input(inputs, 's'), 1), seen: tf.mul(input(inputs, 's'), 1) }),
      { state: { s: PAIR } },
    ); // oxfmt-ignore
    const written = pair(1, 2);
    await grow.writeState({ s: written });
    written.data.fill(99);
    const first = await grow.run({});
    const read = await grow.readState();
    await grow.run({});
    expect(lists(first)).toEqual({ seen: [1, 2] });
    expect(lists(read)).toEqual({ s: [2, 3] });
    read['s']?.data.fill(77);
    expect(lists(await grow.readState())).toEqual({ s: [3, 4] });
  });

  it('may have part of its state written anew', async () => {
    const sum = await compile((inputs) => ({ sum: tf.add(input(inputs, 'a'), input(inputs, 'b')) }), {
      state: { a: PAIR, b: PAIR },
    });
    await sum.writeState({ a: pair(1, 1), b: pair(2, 2) });
    await sum.writeState({ b: pair(10, 20) });
    expect(lists(await sum.run({}))).toEqual({ sum: [11, 21] });
  });

  it('takes integers as indices, and does without inputs that nothing needs', async () => {
    const take = await compile(
      (inputs) => ({ taken: tf.gather(input(inputs, 'table'), input(inputs, 'rows') as tf.Tensor1D) }),
      {
        state: { unused: PAIR },
        constants: { table: floats([3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)) },
        feeds: { rows: { shape: [2], dtype: 'int32' }, idle: PAIR },
      },
    );
    await take.writeState({ unused: pair(0, 0) });
    const { taken } = await take.run({ rows: integers([2], [2, 0]), idle: pair(0, 0) });
    expect(taken).toEqual({ shape: [2, 2], data: Float32Array.of(5, 6, 1, 2) });
    expect(lists(await take.readState())).toEqual({ unused: [0, 0] });
  });

  it('says which feed or state is missing, unknown or of the wrong size', async () => {
    const step = await compile(
      (inputs) => ({ s: tf.add(input(inputs, 's'), input(inputs, 'f')) }),
      { state: { s: PAIR }, feeds: { f: PAIR } },
    ); // oxfmt-ignore
    await expect(step.run({ f: pair(1, 2) })).rejects.toThrow(/state 's' was never written.*writeState/);
    const long = floats([3], Float64Array.of(1, 2, 3));
    await expect(step.writeState({ s: long })).rejects.toThrow(/'s' has 3 elements, expected shape \[2\]/);
    await expect(step.writeState({ t: pair(1, 2) })).rejects.toThrow(/'t' is no state; there are s/);
    await step.writeState({ s: pair(1, 2) });
    await expect(step.run({})).rejects.toThrow(/'f' is missing/);
    await expect(step.run({ f: long })).rejects.toThrow(/'f' has 3 elements, expected shape \[2\]/);
    await step.run({ f: pair(1, 1) });
    expect(lists(await step.readState()), 'still works afterwards').toEqual({ s: [2, 3] });
  });
});
