import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf, type Shape } from '../../../src-main/base/named-arrays.ts';
import { broadcastShape, mapElements, plain, type Plain } from '../../helpers/arrays.ts';
import { ENGINES_HERE } from '../../helpers/engines-here.ts';
import { runOn, type Output } from '../../helpers/run-program.ts';
import { expectClose, toleranceOf, TOLERANCES, type Precision } from '../../helpers/tolerances.ts';

const RUNS = { numRuns: 30 };
const PLACES = ENGINES_HERE.flatMap((engine) =>
  (Object.keys(TOLERANCES[engine]) as Precision[]).map((precision) => [engine, precision] as const),
);

const length = fc.integer({ min: 1, max: 4 });
const shapes = (minRank: number, maxRank: number) =>
  fc.array(length, { minLength: minRank, maxLength: maxRank });

/** An array of that shape, every element different. */
const counted = (shape: Shape): Plain =>
  plain(
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => i / 8 - 1),
  );

const filled = (shape: Shape) =>
  fc
    .array(fc.integer({ min: -64, max: 64 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((numbers) =>
      plain(
        shape,
        numbers.map((n) => n / 16),
      ),
    );

/** A shape, and one that broadcasts against it: axes cut off in front or shortened to 1 on either side. */
const broadcastable = shapes(0, 5).chain((full) => {
  const part = fc
    .tuple(fc.nat({ max: full.length }), fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }))
    .map(([from, short]) => full.slice(from).map((d, axis) => (short[axis] ? 1 : d)));
  return fc.tuple(part, part);
});

const permutation = (rank: number) =>
  fc.shuffledSubarray(
    Array.from({ length: rank }, (_, i) => i),
    { minLength: rank, maxLength: rank },
  );

describe.each(PLACES)('on %s in %s', (engine, precision) => {
  const run = (body: (...inputs: Tensor[]) => Tensor[], ...inputs: Plain[]): Promise<Output[]> =>
    runOn(engine, precision, body, inputs);
  const sums = toleranceOf(engine, precision, 'sums');
  const copied = toleranceOf(engine, precision, 'moves');

  const same = (outputs: readonly Output[], i: number, j: number, tolerance = copied): void => {
    const [a, b] = [outputs[i] as Output, outputs[j] as Output];
    expect(a.shape).toEqual(b.shape);
    expectClose(a.data, b.data, tolerance, `outputs ${i} and ${j}`);
  };

  it('shapes that broadcast give the shape and the numbers of the stretched arrays', async () => {
    await fc.assert(
      fc.asyncProperty(broadcastable, async ([a, b]) => {
        const [x, y] = [counted(a), counted(b)];
        const [difference] = await run((p, q) => [tf.sub(p as Tensor, q as Tensor)], x, y);
        expect(difference?.shape).toEqual(broadcastShape(a, b));
        const expected = mapElements((p, q) => p - q, x, y);
        expectClose(difference?.data ?? [], expected, sums, `[${a.join()}] − [${b.join()}]`);
      }),
      RUNS,
    );
  });

  it('a transpose and its inverse leave everything where it was', async () => {
    const cases = shapes(2, 5).chain((shape) =>
      permutation(shape.length).map((perm) => [counted(shape), perm] as const),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([x, perm]) => {
        const inverse = perm.map((_, axis) => perm.indexOf(axis));
        const turned = await run(
          (t) => [t as Tensor, tf.transpose(tf.transpose(t as Tensor, perm), inverse)].map((u) => tf.abs(u)),
          x,
        );
        same(turned, 0, 1);
      }),
      RUNS,
    );
  });

  it('a chain of reshapes that ends in the first shape changes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(shapes(1, 4), fc.nat({ max: 3 }), async (shape, open) => {
        const left = shape.map((d, axis) => (axis === open % shape.length ? -1 : d));
        const outputs = await run((x) => {
          const flat = tf.reshape(x as Tensor, [-1]);
          return [tf.neg(x as Tensor), tf.neg(tf.reshape(tf.expandDims(flat, 1), left))];
        }, counted(shape));
        same(outputs, 0, 1);
      }),
      RUNS,
    );
  });

  it('(A·B)ᵀ = Bᵀ·Aᵀ, and flags transpose as tf.transpose does', async () => {
    const factors = fc
      .tuple(shapes(0, 2), length, length, length)
      .chain(([batch, m, k, n]) => fc.tuple(filled([...batch, m, k]), filled([...batch, k, n])));
    await fc.assert(
      fc.asyncProperty(factors, async ([a, b]) => {
        const rank = a.shape.length;
        const swapped = [...Array.from({ length: rank - 2 }, (_, i) => i), rank - 1, rank - 2];
        const turn = (x: Tensor) => tf.transpose(x, swapped);
        const outputs = await run(
          (...inputs) => {
            const [x, y] = inputs as [Tensor, Tensor];
            return [
              turn(tf.matMul(x, y)),
              tf.matMul(turn(y), turn(x)),
              tf.matMul(y, x, true, true),
              turn(tf.matMul(turn(x), turn(y), true, true)),
            ];
          },
          a,
          b,
        );
        same(outputs, 1, 0, sums);
        same(outputs, 2, 0, sums);
        same(outputs, 3, 0, sums);
      }),
      RUNS,
    );
  });

  it('a sum over several axes is the sums over each, in any order', async () => {
    const cases = shapes(1, 4).chain((shape) =>
      fc.tuple(
        filled(shape),
        fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: 1 },
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([x, axes]) => {
        const oneByOne = (order: readonly number[], t: Tensor) =>
          tf.squeeze(
            order.reduce((sum: Tensor, axis) => tf.sum(sum, axis, true), t),
            [...order],
          );
        const outputs = await run(
          (t) => [
            tf.sum(t as Tensor, axes),
            oneByOne(axes, t as Tensor),
            oneByOne(axes.toReversed(), t as Tensor),
          ],
          x,
        );
        same(outputs, 1, 0, sums);
        same(outputs, 2, 0, sums);
      }),
      RUNS,
    );
  });

  it('parts of a split, put together again, are the whole', async () => {
    const cases = shapes(1, 4).chain((shape) =>
      fc.tuple(fc.constant(shape), fc.nat({ max: shape.length - 1 })),
    );
    await fc.assert(
      fc.asyncProperty(cases, fc.boolean(), async ([shape, axis], fromEnd) => {
        const named = fromEnd ? axis - shape.length : axis;
        const sizes = new Array<number>(shape[axis] as number).fill(1);
        const outputs = await run((x) => {
          const parts = tf.split(x as Tensor, sizes, named);
          const stacked = tf.unstack(x as Tensor, named);
          return [
            tf.neg(x as Tensor),
            tf.neg(parts.length > 1 ? tf.concat(parts, named) : (parts[0] as Tensor)),
            tf.neg(tf.stack(stacked, named)),
          ];
        }, counted(shape));
        same(outputs, 1, 0);
        same(outputs, 2, 0);
      }),
      RUNS,
    );
  });
});

describe('shapes that do not broadcast', () => {
  it.each(ENGINES_HERE)('are refused by %s', async (engine) => {
    const incompatible = fc
      .tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 5 }), shapes(0, 2))
      .filter(([a, b]) => a !== b);
    await fc.assert(
      fc.asyncProperty(incompatible, async ([a, b, rest]) => {
        const both = (x: Tensor, y: Tensor) => [tf.add(x, y)];
        await expect(
          runOn(engine, 'float32', both as (...inputs: Tensor[]) => Tensor[], [
            counted([a, ...rest]),
            counted([b, ...rest]),
          ]),
        ).rejects.toThrow(/shape|broadcast/i);
      }),
      RUNS,
    );
  });
});
