import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { crossEntropy } from '../../../src-main/training/loss.ts';
import { castFloat, type FloatBits } from '../../../src-main/training/precision.ts';
import type { Program, Signature } from '../../../src-main/training/program.ts';

registerGradients();

const signature: Signature = {
  state: {},
  constants: { labels: { shape: [1], data: Int32Array.of(0) } },
  feeds: { logits: { shape: [1, 2], dtype: 'float' } },
};

/** Loss and its gradient for two classes, the right one ahead by `gap`. */
const lossAt = (gap: number, bits: FloatBits, precision: 'float32' | 'float64' = 'float32') =>
  lossOf([gap, 0], bits, precision);

/** Loss, and its gradient with respect to the second logit; the first is the right one's. */
async function lossOf(logits: readonly [number, number], bits: FloatBits, precision: 'float32' | 'float64') {
  const program: Program = ({ logits, labels }) => {
    const loss = tf.valueAndGrad((x: Tensor) => crossEntropy(x as Tensor2D, labels as Tensor1D, bits));
    const { value, grad } = loss(logits as Tensor);
    return { loss: value, gradient: grad };
  };
  const executable = await ENGINES['onnx-cpu'].compile(program, signature, { threads: 1, precision });
  const { loss, gradient } = await executable.run({
    logits: { shape: [1, 2], data: Float64Array.from(logits) },
  });
  await executable.dispose();
  return { loss: loss?.data[0] as number, gradient: gradient?.data[1] as number };
}

describe('the precision of the loss', () => {
  it('half loses a gap of 8, single one of 17, double one of 37', async () => {
    // 1 + exp(−gap) is 1 from a gap of (bits of the mantissa + 1)·ln 2 on: 7.6, 16.6, 36.7.
    const vanishes = async (gap: number, bits: FloatBits) => (await lossAt(gap, bits)).loss === 0;
    expect(await vanishes(7.4, 16)).toBe(false);
    expect(await vanishes(8, 16)).toBe(true);
    expect(await vanishes(16.4, 32)).toBe(false);
    expect(await vanishes(17, 32)).toBe(true);
    expect(await vanishes(36.5, 64)).toBe(false);
    expect(await vanishes(37, 64)).toBe(true);
  });

  it('run is that of the run', async () => {
    expect((await lossAt(17, 'run', 'float32')).loss).toBe(0);
    expect((await lossAt(17, 'run', 'float64')).loss).toBeCloseTo(Math.log1p(Math.exp(-17)), 15);
    expect((await lossAt(17, 32, 'float64')).loss).toBe(0);
  });

  it.each([16, 32, 64, 'run'] as const)(
    'a wrong answer far ahead costs its lead, in %s bits',
    async (bits) => {
      // The softmax of the right one is 0 in every width.
      const { loss, gradient } = await lossOf([0, 2000], bits, 'float32');
      expect(loss).toBe(2000);
      expect(gradient).toBe(1);
    },
  );

  it.each([16, 32, 64] as const)(
    'a logit that is no number leaves no finite loss, in %d bits',
    async (bits) => {
      // By this a run knows that it has failed.
      for (const broken of [NaN, Infinity, -Infinity]) {
        expect((await lossOf([broken, 0], bits, 'float32')).loss, `right, ${broken}`).not.toSatisfy(
          Number.isFinite,
        );
        expect((await lossOf([0, broken], bits, 'float32')).loss, `wrong, ${broken}`).not.toSatisfy(
          Number.isFinite,
        );
      }
    },
  );

  it('the gradient comes back in the precision of the run', async () => {
    const gap = 20;
    const softmax = Math.exp(-gap) / (1 + Math.exp(-gap));
    expect((await lossAt(gap, 64)).gradient / softmax).toBeCloseTo(1, 6);
    expect((await lossAt(gap, 64, 'float64')).gradient / softmax).toBeCloseTo(1, 12);
  });

  it('is refused by an engine that has one width, naming the field', async () => {
    const program: Program = ({ logits, labels }) => ({
      loss: crossEntropy(logits as Tensor2D, labels as Tensor1D, 64),
    });
    const options = { threads: 1, precision: 'float32' } as const;
    await expect(ENGINES['tfjs-cpu'].compile(program, signature, options)).rejects.toThrow(
      'loss.precision: tfjs-cpu computes in float32 alone and cannot do double precision; choose engine onnx-cpu.',
    );
  });

  it('opens no scope where the width is the own one', async () => {
    const program: Program = ({ logits }) => ({ out: castFloat(tf.square(logits as Tensor), 32) });
    const graph = await trace(program, { ...signature, constants: {} }, 'float32');
    expect(graph.nodes.map(({ op }) => op)).toEqual(['Square']);
  });

  it('mixing two widths is refused, with the kernel and the shapes', async () => {
    const program: Program = ({ logits }) => ({
      out: tf.add(castFloat(tf.square(logits as Tensor), 64), logits as Tensor),
    });
    await expect(trace(program, { ...signature, constants: {} }, 'float32')).rejects.toThrow(
      'Add mixes double[1,2] and float[1,2]; cast one of them with castFloat',
    );
  });
});
