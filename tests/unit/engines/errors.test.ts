import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { OP_NAMES } from '../../../src-main/engines/graph/op-name.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import type { Program, Signature } from '../../../src-main/training/program.ts';
import type { Precision } from '../../helpers/tolerances.ts';

const SIGNATURE: Signature = {
  state: {},
  constants: {},
  feeds: { x: { shape: [3], dtype: 'float' } },
};
const Single = Float32Array;

const compile = (program: Program, precision: Precision = 'float32', engine: 'onnx-cpu' | 'tfjs-cpu' = 'onnx-cpu') =>
  ENGINES[engine].compile(program, SIGNATURE, { threads: 1, precision }); // oxfmt-ignore

async function refusal(program: Program, precision: Precision = 'float32'): Promise<LabError> {
  const error = await compile(program, precision).then(
    () => expect.fail('it compiled'),
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(LabError);
  expect((error as LabError).code).toBe('cannot-compile');
  return error as LabError;
}

const x = (inputs: Readonly<Record<string, Tensor>>): Tensor1D => inputs['x'] as Tensor1D;

describe('a program that cannot be traced is refused', () => {
  it('when it reads the value of a tensor', async () => {
    const { message } = await refusal((inputs) => ({ y: tf.mul(x(inputs), x(inputs).dataSync()[0] ?? 0) }));
    expect(message).toMatch(/may not read the value of a tensor \(here of the input 'x', float\[3\]\): it is traced once, by shape; make it an output/);
    const later = await refusal((inputs) => ({ y: tf.mul(x(inputs), tf.sum(x(inputs)).arraySync()) }));
    expect(later.message).toContain('the result of Sum, float[]');
  }); // oxfmt-ignore

  it.each([
    ['Cumsum', (t: Tensor1D) => tf.cumsum(t)],
    ['Conv2D', (t: Tensor1D) => tf.conv2d(tf.reshape(t, [1, 3, 1, 1]) as Tensor4D, tf.ones([1, 1, 1, 1]) as Tensor4D, 1, 'same')],
    ['Sin', (t: Tensor1D) => tf.sin(t)],
  ])('when it calls %s, naming it and all that there are', async (kernel, body) => {
    const { message, details } = await refusal((inputs) => ({ y: body(x(inputs)) }));
    expect(details).toEqual({ kernel });
    expect(message).toContain(`kernel '${kernel}' has no row`);
    for (const known of OP_NAMES) expect(message).toContain(known);
  }); // oxfmt-ignore

  it('when it uses a tensor made outside of it', async () => {
    await tf.setBackend('cpu');
    const outside = tf.tensor1d([1, 2, 3]);
    const { message } = await refusal((inputs) => ({ y: tf.add(x(inputs), outside) }));
    expect(message).toMatch(/made outside the program.*pass it as an input/);
  });

  it('when it hands back a tensor made outside of it', async () => {
    await tf.setBackend('cpu');
    const outside = tf.tensor1d([1, 2, 3]);
    expect((await refusal(() => ({ y: outside }))).message).toMatch(/made outside the program/);
  });

  it('when it makes tensors of another type than floats, integers and truths', async () => {
    const text = await refusal(() => ({ y: tf.tensor1d(['a', 'b']) }));
    expect(text.message).toMatch(/dtype string is not traced; use float32, int32 or bool/);
    const complex = await refusal((inputs) => ({ y: tf.cast(x(inputs), 'complex64') }));
    expect(complex.message).toMatch(/complex64/);
  });

  it('when shapes do not go together, with both shapes', async () => {
    const { message } = await refusal((inputs) => ({ y: tf.add(x(inputs), tf.ones([2])) }));
    expect(message).toMatch(/\[3\].*\[2\]/);
  });

  it('when a kernel does not take such shapes, with its name and what it was given', async () => {
    const wrong = () => tf.engine().runKernel('Add', { a: tf.ones([3]), b: tf.ones([2]) }) as Tensor;
    expect((await refusal(() => ({ y: wrong() }))).message).toMatch(
      /Add\(float\[3\], float\[2\]\): shapes \[3\] and \[2\] do not broadcast/,
    );
  });

  it('when it mixes widths, with the kernel, the shapes and the way out', async () => {
    const doubled = (t: Tensor1D) => tf.engine().runKernel('CastFloat', { x: t }, { bits: 64 }) as Tensor;
    const { message } = await refusal((inputs) => ({ y: tf.add(x(inputs), doubled(x(inputs))) }));
    expect(message).toMatch(/Add mixes float\[3\] and double\[3\]; cast one of them with castFloat/);
  });

  it('when it throws, with what it threw as the cause', async () => {
    const mistake = new RangeError('no such layer');
    const error = await refusal(() => {
      throw mistake;
    });
    expect(error.message).toContain('no such layer');
    expect(error.cause).toBe(mistake);
  });
});

describe('after a refusal', () => {
  afterEach(() => expect(globalThis.Float32Array).toBe(Single));

  it.each(['float32', 'float64'] as const)('the next %s program compiles, and TF.js is as before', async (precision) => {
    await tf.setBackend('cpu');
    await refusal(() => {
      throw new Error('broken');
    }, precision);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.tensor1d([0.1]).dataSync()).toEqual(Single.of(0.1));
    const executable = await compile((inputs) => ({ y: tf.neg(x(inputs)) }), precision);
    const { y } = await executable.run({ x: { shape: [3], data: Float64Array.of(1, 2, 3) } });
    expect([...(y?.data ?? [])]).toEqual([-1, -2, -3]);
  }); // oxfmt-ignore
});

describe('programs compiled at the same time', () => {
  it('do not get into each other', async () => {
    const factors = [1, 2, 3, 4, 5, 6];
    const executables = await Promise.all(
      factors.map((factor) =>
        compile(
          (inputs) => ({ y: tf.mul(x(inputs), factor) }),
          factor % 2 === 0 ? 'float64' : 'float32',
          factor === 5 ? 'tfjs-cpu' : 'onnx-cpu',
        ),
      ),
    );
    const feeds = { x: { shape: [3], data: Float64Array.of(1, 2, 3) } };
    const results = await Promise.all(executables.map((executable) => executable.run(feeds)));
    expect(results.map(({ y }) => [...(y?.data ?? [])])).toEqual(factors.map((f) => [f, 2 * f, 3 * f]));
  });
});

describe('what an engine cannot do', () => {
  it('is refused when compiling: float64 on the reference engine', async () => {
    const error = await compile((inputs) => ({ y: tf.neg(x(inputs)) }), 'float64', 'tfjs-cpu').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({ code: 'cannot-compile', details: { field: 'precision' } });
    expect((error as LabError).message).toMatch(/tfjs-cpu computes in float32 alone.*onnx-cpu/);
  }); // oxfmt-ignore
});
