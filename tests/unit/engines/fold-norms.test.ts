import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { sizeOf } from '../../../src-main/base/named-arrays.ts';
import type { Graph } from '../../../src-main/engines/graph/graph.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { foldNorms } from '../../../src-main/engines/passes/fold-norms.ts';
import { dropUnused, sweep } from '../../../src-main/engines/passes/rewrite.ts';
import { shareRepeated } from '../../../src-main/engines/passes/share.ts';
import { SIMPLIFICATIONS } from '../../../src-main/engines/passes/simplify.ts';
import { layerNorm } from '../../../src-main/models/layer-norm.ts';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { random } from '../../helpers/arrays.ts';
import { runGraph } from '../../helpers/run-graph.ts';
import { asProgram, executableOf, type Output } from '../../helpers/run-program.ts';
import { expectClose, toleranceOf } from '../../helpers/tolerances.ts';

beforeAll(registerGradients);

const [ROWS, WIDTH, OUTPUTS] = [40, 6, 5];

type Loss = (x: Tensor2D, scale: Tensor, shift: Tensor, weight: Tensor2D, bias: Tensor) => Tensor;

const normed: Loss = (x, scale, shift, weight, bias) =>
  tf.add(tf.matMul(layerNorm(x, { scale, shift }), weight), bias);
const unbiased: Loss = (x, scale, shift, weight, factor) =>
  tf.mul(tf.matMul(layerNorm(x, { scale, shift }), weight), factor);
/** The norm's result is read a second time. */
const readTwice: Loss = (x, scale, shift, weight, bias) => {
  const rows = layerNorm(x, { scale, shift });
  return tf.concat([tf.add(tf.matMul(rows, weight), bias), tf.tanh(rows)], 1);
};

/** A program of five inputs that gives the loss and its gradients. */
function program(loss: Loss, rows: number) {
  const inputs = [[rows, WIDTH], [WIDTH], [WIDTH], [WIDTH, OUTPUTS], [OUTPUTS]].map((shape) => random(shape));
  const body = (...tensors: Tensor[]): Tensor[] => {
    const differentiate = tf.valueAndGrads((...given) => {
      const [x, scale, shift, weight, bias] = given as [Tensor2D, Tensor, Tensor, Tensor2D, Tensor];
      return tf.sum(tf.tanh(loss(x, scale, shift, weight, bias))) as Scalar;
    });
    const { value, grads } = differentiate(tensors);
    return [value, ...grads];
  };
  return asProgram(body, inputs);
}

/** Simplified, before norms are folded. */
function simplified(traced: Graph): Graph {
  let graph = traced;
  for (let round = 0; round < 3; round++)
    graph = dropUnused(sweep(sweep(graph, Object.values(SIMPLIFICATIONS)), [shareRepeated()]));
  return graph;
}

const folded = (graph: Graph): Graph => dropUnused(sweep(foldNorms(graph), [shareRepeated()]));

/** Kernels, products aside, that go over all rows of the norm. */
const kernelsOverRows = ({ nodes, values }: Graph): number =>
  nodes.filter(
    ({ op, inputs, outputs }) =>
      op !== 'BatchMatMul' &&
      [...inputs, ...outputs].some((id) => sizeOf(values[id]?.shape ?? []) === ROWS * WIDTH),
  ).length;

describe('a norm in front of a layer', () => {
  it.each([
    ['with a bias', normed],
    ['without', unbiased],
  ])('is moved into it, %s: fewer kernels over the rows, the same loss and gradients', async (_, loss) => {
    const { program: steps, signature, feeds } = program(loss, ROWS);
    const plain = simplified(await trace(steps, signature, 'float32'));
    const fewer = folded(plain);
    expect(kernelsOverRows(plain) - kernelsOverRows(fewer)).toBe(8);
    const expected = await runGraph(plain, feeds);
    const interpreted = await runGraph(fewer, feeds);
    const executable = await executableOf(fewer, signature, 'float32');
    const compiled = await executable.run(feeds);
    await executable.dispose();
    const tolerance = toleranceOf('onnx-cpu', 'float32', 'sums');
    for (const [name, { data }] of Object.entries(expected)) {
      expectClose(interpreted[name]?.data ?? [], data, tolerance, `${name}, interpreted`);
      expectClose((compiled[name] as Output).data, data, tolerance, `${name}, compiled`);
    }
  });

  it('stays where there are few rows, and where its result is read twice', async () => {
    for (const [loss, rows] of [
      [normed, 2 * OUTPUTS - 1],
      [readTwice, ROWS],
    ] as const) {
      const { program: steps, signature } = program(loss, rows);
      const plain = simplified(await trace(steps, signature, 'float32'));
      expect(foldNorms(plain)).toBe(plain);
    }
  });
});
