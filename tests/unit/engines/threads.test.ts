import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src-main/base/hash.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { castFloat } from '../../../src-main/training/precision.ts';
import { ints, random, type Plain } from '../../helpers/arrays.ts';
import { asProgram, executableOf, type Output } from '../../helpers/run-program.ts';
import { expectClose, toleranceOf, type Precision } from '../../helpers/tolerances.ts';

type Body = (...inputs: Tensor[]) => Tensor[];

/** The outputs on one to four threads. */
async function onThreads(body: Body, inputs: readonly Plain[], precision: Precision): Promise<Output[][]> {
  const { program, signature, feeds } = asProgram(body, inputs);
  const graph = await trace(program, signature, precision);
  const results: Output[][] = [];
  for (const threads of [1, 2, 3, 4]) {
    const executable = await executableOf(graph, signature, precision, threads);
    results.push(Object.values(await executable.run(feeds)) as Output[]);
    await executable.dispose();
  }
  return results;
}

const bits = ({ data }: Output): string =>
  sha256(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

async function expectSameBits(body: Body, inputs: readonly Plain[], precision: Precision): Promise<Output[]> {
  const [one, ...more] = await onThreads(body, inputs, precision);
  for (const outputs of more) expect(outputs.map(bits)).toEqual(one?.map(bits));
  return one ?? [];
}

/** Rows, inner length, columns: more rows than columns and the reverse, inner axes of one stretch and of several. */
const SIZES = [
  [4, 307, 97],
  [63, 512, 64],
  [63, 1222, 128],
  [128, 307, 251],
  [251, 307, 128],
  [512, 129, 63],
  [1222, 128, 1],
  [1, 1222, 63],
  [1, 640, 1],
  [1222, 307, 1],
] as const;

function turned({ shape, data }: Plain): Plain {
  const [rows, columns] = shape as [number, number];
  const swapped = new Float64Array(data.length);
  data.forEach((value, i) => (swapped[(i % columns) * rows + Math.floor(i / columns)] = value));
  return { shape: [columns, rows], data: swapped };
}

/** Row by row, for large matrices. */
function product(a: Plain, b: Plain): Float64Array {
  const [rows, inner] = a.shape as [number, number];
  const columns = b.shape[1] as number;
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const factor = a.data[row * inner + k] as number;
      for (let column = 0; column < columns; column++)
        result[row * columns + column] =
          (result[row * columns + column] as number) + factor * (b.data[k * columns + column] as number);
    }
  }
  return result;
}

describe.each(['float32', 'float64'] as const)('on any number of threads, in %s,', (precision) => {
  it.each(SIZES)('a product of %d×%d by %d columns has the same bits', async (rows, inner, columns) => {
    const [a, b] = [random([rows, inner]), random([inner, columns])];
    const [turnedA, turnedB] = [random([inner, rows]), random([columns, inner])];
    const body: Body = (...inputs) => {
      const [x, y, xt, yt] = inputs as [Tensor, Tensor, Tensor, Tensor];
      return [
        tf.matMul(x, y),
        tf.matMul(xt, y, true),
        tf.matMul(x, yt, false, true),
        tf.matMul(xt, yt, true, true),
      ];
    };
    const outputs = await expectSameBits(body, [a, b, turnedA, turnedB], precision);
    // Long sums need a tolerance that grows with them.
    const { relative, absolute } = toleranceOf('onnx-cpu', precision, 'sums');
    const tolerance = { relative, absolute: absolute * Math.sqrt(inner) * 4 };
    const [plainA, plainB] = [turned(turnedA), turned(turnedB)];
    const expected = [product(a, b), product(plainA, b), product(a, plainB), product(plainA, plainB)];
    expected.forEach((numbers, i) => expectClose(outputs[i]?.data ?? [], numbers, tolerance, `way ${i}`));
  }); // oxfmt-ignore

  it.each([
    ['exponentials', (x: Tensor) => tf.exp(x)],
    ['logarithms', (x: Tensor) => tf.log(tf.abs(x))],
    ['error functions', (x: Tensor) => tf.erf(x)],
    ['square roots', (x: Tensor) => tf.rsqrt(tf.abs(x))],
    ['softmax', (x: Tensor) => tf.softmax(x)],
    ['sums', (x: Tensor) => tf.concat([tf.sum(x, 0), tf.sum(x, 1), tf.reshape(tf.sum(x), [1])])],
    ['means', (x: Tensor) => tf.concat([tf.mean(x, 0), tf.mean(x, 1)])],
    ['maxima', (x: Tensor) => tf.concat([tf.max(x, 0), tf.max(x, 1)])],
  ])('%s have the same bits', async (_, kernel) => {
    const sizes = [
      [1031, 97],
      [307, 251],
      [4097, 1],
      [1222, 512],
    ] as const;
    const inputs = sizes.map((shape) => random(shape));
    await expectSameBits((...xs) => xs.map((x) => kernel(x)), inputs, precision);
  });
});

describe.each(['float32', 'float64'] as const)('in %s', (precision) => {
  it('sums into segments have the same bits, whether known when the program is made or given', async () => {
    const ids = Array.from({ length: 1031 }, (_, i) => (37 * i) % 97);
    const known = tf.tensor1d(ids, 'int32');
    const body: Body = (...inputs) => {
      const [x, thin, given] = inputs as [Tensor, Tensor, tf.Tensor1D];
      return [known, given].flatMap((each) => [x, thin].map((y) => tf.unsortedSegmentSum(y, each, 97)));
    };
    const inputs = [random([1031, 128]), random([1031, 4]), ints([1031], ids)];
    const [wide, narrow, ...given] = await expectSameBits(body, inputs, precision);
    const tolerance = toleranceOf('onnx-cpu', precision, 'sums');
    expectClose(wide?.data ?? [], [...(given[0]?.data ?? [])], tolerance, 'wide');
    expectClose(narrow?.data ?? [], [...(given[1]?.data ?? [])], tolerance, 'narrow');
  });
});

describe('in a scope of another width', () => {
  it('exponentials and logarithms have the same bits on any number of threads', async () => {
    const body: Body = (x) => {
      const wide = castFloat(x as Tensor, 64);
      const both = tf.add(tf.exp(wide), tf.log(tf.abs(wide)));
      // What differs in the last bits of a double is seen when most of it is taken away.
      return [castFloat(tf.mul(tf.sub(both, castFloat(castFloat(both, 'run'), 64)), 2 ** 24), 'run')];
    };
    await expectSameBits(body, [random([1031, 97])], 'float32');
  });
});
