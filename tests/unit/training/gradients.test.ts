import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { floats, sizeOf, type HostArray, type Shape } from '../../../src-main/base/named-arrays.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { countKernels } from '../../../src-main/engines/graph/print.ts';
import { DIFFERENTIABLE_KERNELS, registerGradients } from '../../../src-main/training/gradients.ts';
import type { Program, Signature } from '../../../src-main/training/program.ts';
import { normals } from '../models/builders.ts';

/** Uses of a kernel: the inputs that are differentiated, and what is done with them. */
type Use = readonly [inputs: readonly HostArray[], body: (...inputs: Tensor[]) => Tensor | Tensor[]];

let drawn = 0;
const draw = (shape: Shape): HostArray =>
  floats(shape, Float64Array.from(normals(sizeOf(shape), `gradients ${drawn++}`)));
/** Numbers in [0.5, 2.5), where roots and logarithms are smooth. */
const positive = (shape: Shape): HostArray =>
  floats(
    shape,
    Float64Array.from(draw(shape).data, (v) => 0.5 + 2 / (1 + Math.exp(-v))),
  );

const a = draw([2, 3]);
const b = draw([2, 3]);
const row = draw([3]);
const column = draw([2, 1]);
const cube = draw([2, 3, 4]);
const index = () => tf.tensor1d([1, 0, 1, 1], 'int32');

/** The same on one input of that shape. */
const unary = (body: (x: Tensor) => Tensor, x = a): Use[] => [[[x], body]];
/** On equal shapes, on a row and on a column that broadcast, on a scalar. */
const binary = (body: (x: Tensor, y: Tensor) => Tensor, make = draw): Use[] =>
  [make([2, 3]), make([3]), make([2, 1]), make([])].flatMap((second): Use[] => [
    [[a, second], body],
    ...(body === tf.div ? [] : [[[second, a], body] as Use]),
  ]);
const reduction = (body: (x: Tensor, axis?: number | number[], keep?: boolean) => Tensor): Use[] => [
  [[cube], (x) => body(x)],
  [[cube], (x) => body(x, 1)],
  [[cube], (x) => body(x, [0, -1], true)],
  [[cube], (x) => body(x, -1, true)],
];

const USES: Readonly<Record<string, readonly Use[]>> = {
  Add: binary((x, y) => tf.add(x, y)),
  Sub: binary((x, y) => tf.sub(x, y)),
  Multiply: binary((x, y) => tf.mul(x, y)),
  RealDiv: binary(tf.div, positive),
  Maximum: binary((x, y) => tf.maximum(x, y)),
  SquaredDifference: binary((x, y) => tf.squaredDifference(x, y)),
  AddN: [[[a, b, draw([2, 3])], (...xs) => tf.addN(xs)]],
  Neg: unary((x) => tf.neg(x)),
  Abs: unary((x) => tf.abs(x)),
  Square: unary((x) => tf.square(x)),
  Log: unary((x) => tf.log(x), positive([4])),
  Erf: unary((x) => tf.erf(x)),
  Relu: unary((x) => tf.relu(x)),
  Exp: unary((x) => tf.exp(x)),
  Sqrt: unary((x) => tf.sqrt(x), positive([4])),
  Rsqrt: unary((x) => tf.rsqrt(x), positive([4])),
  Tanh: unary((x) => tf.tanh(x)),
  Sigmoid: unary((x) => tf.sigmoid(x)),
  Softmax: unary((x) => tf.softmax(x)),
  Sum: reduction((x, axis, keep) => tf.sum(x, axis, keep)),
  Mean: reduction((x, axis, keep) => tf.mean(x, axis, keep)),
  Max: reduction((x, axis, keep) => tf.max(x, axis, keep)),
  Identity: unary((x) => tf.clone(x)),
  Cast: [[[a], (x) => tf.engine().runKernel('Cast', { x }, { dtype: 'float32' }) as Tensor]],
  Reshape: unary((x) => tf.reshape(x, [3, 2])),
  ExpandDims: unary((x) => tf.expandDims(x, 1)),
  Transpose: [[[cube], (x) => tf.transpose(x, [2, 0, 1])]],
  Tile: [
    [[a], (x) => tf.tile(x, [2, 3])],
    [[column], (x) => tf.broadcastTo(x, [2, 4])],
  ],
  Slice: [[[cube], (x) => tf.slice(x, [0, 1, 1], [2, 2, 2])]],
  Concat: [
    [[a, b], (x, y) => tf.concat([x, y], 0)],
    [[a, column], (x, y) => tf.concat([x, y], -1)],
  ],
  Pack: [[[a, b], (x, y) => tf.stack([x, y], 1)]],
  Unpack: [
    [[a], (x) => tf.unstack(x, 1)],
    [[row], (x) => tf.unstack(tf.reshape(x, [1, 3]))],
  ],
  SplitV: [
    [[cube], (x) => tf.split(x, [1, 3], 2)],
    [[cube], (x) => (tf.split(x, [1, 3], 2) as Tensor[]).slice(1)],
    [[a], (x) => tf.split(x, 1, 0)],
  ],
  Select: [[[a, b], (x, y) => tf.where(tf.tensor2d([1, 0, 1, 0, 1, 0], [2, 3], 'bool'), x, y)]],
  BatchMatMul: [
    [[a, draw([3, 4])], (x, y) => tf.matMul(x, y)],
    [[draw([3, 2]), draw([3, 4])], (x, y) => tf.matMul(x, y, true, false)],
    [[a, draw([4, 3])], (x, y) => tf.matMul(x, y, false, true)],
    [[draw([3, 2]), draw([4, 3])], (x, y) => tf.matMul(x, y, true, true)],
    [[cube, draw([2, 4, 2])], (x, y) => tf.matMul(x, y)],
  ],
  GatherV2: [
    [[a], (x) => tf.gather(x, index())],
    [[a], (x) => tf.gather(x, tf.tensor2d([0, 1, 1, 1], [2, 2], 'int32'))],
  ],
};

/** Σ weight·output over all outputs, so that every element counts differently. */
function weightedSum(outputs: Tensor | Tensor[]): tf.Scalar {
  const terms = [outputs].flat().map((y) => {
    const weights = Array.from({ length: y.size }, (_, i) => 1 + ((7 * i) % 5) - 0.3 * i);
    return tf.sum(tf.mul(tf.reshape(y, [y.size]) as Tensor1D, tf.tensor1d(weights)));
  });
  return terms.reduce((sum, term) => tf.add(sum, term)) as tf.Scalar;
}

function programOf([inputs, body]: Use): { program: Program; signature: Signature } {
  const names = inputs.map((_, i) => `x${i}`);
  return {
    program: (tensors) => {
      registerGradients();
      const { value, grads } = tf.valueAndGrads((...xs) => weightedSum(body(...xs)))(
        names.map((name) => tensors[name] as Tensor),
      );
      return { value, ...Object.fromEntries(grads.map((g, i) => [`d${i}`, g])) };
    },
    signature: {
      state: {},
      constants: {},
      feeds: Object.fromEntries(inputs.map(({ shape }, i) => [`x${i}`, { shape, dtype: 'float' }])),
    },
  };
}

const CASES = Object.entries(USES).flatMap(([kernel, uses]) =>
  uses.map((use, i) => ({
    name: `${kernel} ${i + 1} on ${use[0].map(({ shape }) => `[${shape.join()}]`).join(' ')}`,
    kernel,
    use,
  })),
);

describe('gradients of kernels', () => {
  it('are all tried here', () => {
    expect(Object.keys(USES).sort()).toEqual([...DIFFERENTIABLE_KERNELS].sort());
  });

  it.each(CASES)('are central differences in double: $name', async ({ kernel, use }) => {
    const { program, signature } = programOf(use);
    expect(countKernels(await trace(program, signature, 'float64'))[kernel as 'Add']).toBeGreaterThan(0);
    const executable = await ENGINES['onnx-cpu'].compile(program, signature, {
      threads: 1,
      precision: 'float64',
    });
    const run = (inputs: readonly HostArray[]) =>
      executable.run(Object.fromEntries(inputs.map((input, i) => [`x${i}`, input])));
    const [inputs] = use;
    const outputs = await run(inputs);
    const h = 1e-5;
    for (const [i, { shape, data }] of inputs.entries()) {
      for (let k = 0; k < data.length; k++) {
        const at = async (shift: number) => {
          const moved = Float64Array.from(data, (v, j) => (j === k ? v + shift : v));
          return (await run(inputs.with(i, floats(shape, moved))))['value']?.data[0] as number;
        };
        const expected = ((await at(h)) - (await at(-h))) / (2 * h);
        expect(outputs[`d${i}`]?.data[k]).toBeCloseTo(expected, 6);
      }
    }
    await executable.dispose();
  });
});
