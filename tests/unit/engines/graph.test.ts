import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGraph } from '../../../src-main/engines/graph/check.ts';
import {
  addConstant,
  addValue,
  constantData,
  emptyGraph,
  uniformValue,
  type Graph,
  type GraphNode,
  type ValueId,
} from '../../../src-main/engines/graph/graph.ts';
import { countKernels, printGraph } from '../../../src-main/engines/graph/print.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { compileGraph } from '../../../src-main/engines/onnx/onnx-cpu.ts';
import { optimize } from '../../../src-main/engines/passes/optimize.ts';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { ints, plain } from '../../helpers/arrays.ts';
import { runGraph } from '../../helpers/run-graph.ts';
import { asProgram } from '../../helpers/run-program.ts';
import {
  comparableExperiments,
  prepareSmall,
  smallExperiments,
  type SmallRun,
} from '../../helpers/small-configs.ts';
import { expectClose, type Tolerance } from '../../helpers/tolerances.ts';

const CPU = { threads: 1, precision: 'float32' } as const;
/** Float32 at the size of these states, through a whole step and its backward pass. */
const STEP: Tolerance = { relative: 1e-4, absolute: 2e-6 };

/** A state in the midst of training, with moments that are not zero, and the feeds of its next step. */
async function midway({ step, initial }: SmallRun): Promise<{ state: NamedArrays; feeds: NamedArrays }> {
  const executable = await ENGINES['onnx-cpu'].compile(step.program, step.signature, CPU);
  await executable.writeState(initial);
  for (let t = 0; t < 5; t++) await executable.run(step.feedsAt(t));
  const state = await executable.readState();
  await executable.dispose();
  return { state, feeds: step.feedsAt(5) };
}

async function nextOn(
  engine: 'tfjs-cpu' | 'onnx-cpu',
  { step }: SmallRun,
  state: NamedArrays,
  feeds: NamedArrays,
): Promise<NamedArrays> {
  const executable = await ENGINES[engine].compile(step.program, step.signature, CPU);
  await executable.writeState(state);
  const returned = await executable.run(feeds);
  const next = { ...(await executable.readState()), ...returned };
  await executable.dispose();
  return next;
}

function expectSame(actual: NamedArrays, expected: NamedArrays, what: string): void {
  expect(Object.keys(actual).sort(), what).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]?.shape, `${what}, ${name}`).toEqual(shape);
    expectClose(actual[name]?.data ?? [], data, STEP, `${what}, ${name}`);
  }
}

describe('the train step of every experiment, made small', () => {
  it.each(comparableExperiments())(
    '%s: eager, interpreted before and after the passes, and compiled give the same next state',
    async (_, config) => {
      const run = prepareSmall(config);
      const { state, feeds } = await midway(run);
      const eager = await nextOn('tfjs-cpu', run, state, feeds);
      const traced = await trace(run.step.program, run.step.signature, 'float32');
      expectSame(await runGraph(traced, { ...state, ...feeds }), eager, 'as traced');
      expectSame(await runGraph(optimize(traced), { ...state, ...feeds }), eager, 'optimized');
      expectSame(await nextOn('onnx-cpu', run, state, feeds), eager, 'compiled');
      const moved = Object.entries(eager['parameters']?.data ?? []).filter(
        ([i, value]) => value !== state['parameters']?.data[Number(i)],
      );
      expect(moved.length, 'parameters that moved').toBeGreaterThan(0);
    },
  );

  it.each(smallExperiments())('%s: the passes leave fewer kernels and no Identity', async (_, config) => {
    const { step } = prepareSmall(config);
    const traced = await trace(step.program, step.signature, 'float32');
    const graph = optimize(traced);
    expect(graph.nodes.length).toBeLessThan(traced.nodes.length);
    expect(countKernels(graph)['Identity']).toBeUndefined();
    expect(countKernels(graph)['Cast']).toBeUndefined();
  });
});

/** softmax(x·W)[rows] + 1, with what the passes remove. */
function tiny(): { program: ReturnType<typeof asProgram>['program']; signature: ReturnType<typeof asProgram>['signature'] } {
  return asProgram(
    (x, w, rows) => [
      tf.mul(tf.gather(tf.softmax(tf.matMul(x as Tensor, tf.transpose(w as Tensor))), rows as tf.Tensor1D), 1),
      tf.sum(tf.clone(x as Tensor), 0, true),
    ],
    [plain([2, 3], [1, 2, 3, 4, 5, 6]), plain([4, 3], new Array<number>(12).fill(0.5)), ints([3], [0, 1, 0])],
  );
} // oxfmt-ignore

describe('constants', () => {
  it.each([
    ['numbers of one value', [2, 2, 2], 2],
    ['nothing but NaN', [NaN, NaN], NaN],
    ['one number', [5], 5],
    ['different numbers', [2, 2, 3], undefined],
    ['two zeros of different sign', [0, -0, 0], undefined],
  ])('of %s are kept as one number where they are one, and come back in full', (_, numbers, one) => {
    for (const Kind of [Float32Array, Float64Array]) {
      const graph = emptyGraph();
      // A part of a longer array, as TF.js hands some over.
      const data = new Kind([7, ...numbers, 7]).subarray(1, -1);
      const id = addConstant(graph, { shape: [numbers.length], dtype: 'float' }, data);
      expect(uniformValue(graph, id)).toBe(one);
      expect([...(constantData(graph, id) ?? [])]).toEqual(numbers);
    }
  });
});

describe('a graph as text', () => {
  it('names inputs, shapes, constants and attributes', async () => {
    const { program, signature } = tiny();
    expect(printGraph(await trace(program, signature, 'float32'))).toMatchInlineSnapshot(`
      "input input0 float[2,3]
      input input1 float[4,3]
      input input2 int32[3]
      %3 float[3,4] = Transpose(input1) perm=[1,0]
      %4 float[2,4] = BatchMatMul(input0, %3)
      %5 float[2,4] = Softmax(%4) dim=1
      %6 float[3,4] = GatherV2(%5, input2) axis=0 batchDims=0
      %8 float[3,4] = Multiply(%6, 1)
      %9 float[2,3] = Identity(input0)
      %10 float[1,3] = Sum(%9) axis=0 keepDims=true
      output output0 = %8 float[3,4]
      output output1 = %10 float[1,3]"
    `);
  });

  it('is shorter after the passes', async () => {
    const { program, signature } = tiny();
    expect(printGraph(await compileGraph(program, signature, 'float32'))).toMatchInlineSnapshot(`
      "input input0 float[2,3]
      input input1 float[4,3]
      input input2 int32[3]
      %3 float[2,4] = BatchMatMul(input0, input1) transposeB=true
      %4 float[2,4] = Softmax(%3) dim=1
      %5 float[3,4] = GatherV2(%4, input2) axis=0 batchDims=0
      %6 float[1,3] = Sum(input0) axis=0 keepDims=true
      output output0 = %5 float[3,4]
      output output1 = %6 float[1,3]"
    `);
  });
});

describe('checkGraph', () => {
  const damages: Record<string, [(graph: Graph) => void, RegExp]> = {
    'a shape that is not what the kernel gives': [
      (graph) => {
        graph.values[outputOf(graph, 'Softmax')] = { shape: [2, 5], dtype: 'float' };
      },
      /node \d+ \(Softmax\): stated float\[2,5\], derived float\[2,4\]/,
    ],
    'a type that is not what the kernel gives': [
      (graph) => {
        graph.values[outputOf(graph, 'GatherV2')] = { shape: [3, 4], dtype: 'int32' };
      },
      /node \d+ \(GatherV2\): stated int32\[3,4\], derived float\[3,4\]/,
    ],
    'a value that is used before it is made': [
      (graph) => void graph.nodes.reverse(),
      /uses value \d+ before it is made/,
    ],
    'a node whose inputs were swapped': [
      (graph) => {
        const product = nodeOf(graph, 'BatchMatMul');
        replaceNode(graph, product, { ...product, inputs: product.inputs.toReversed() });
      },
      /node \d+ \(BatchMatMul\): stated float\[2,4\], derived float\[4,2\]/,
    ],
    'an output that nothing makes': [
      (graph) => void graph.outputs.set('output0', addValue(graph, { shape: [], dtype: 'float' })),
      /output output0 is never made/,
    ],
  };

  it.each(Object.entries(damages))('refuses %s', async (_, [damage, message]) => {
    const { program, signature } = tiny();
    const graph = await compileGraph(program, signature, 'float32');
    checkGraph(graph);
    damage(graph);
    expect(() => checkGraph(graph)).toThrow(message);
  });
});

function nodeOf(graph: Graph, op: string): GraphNode {
  const node = graph.nodes.find((n) => n.op === op);
  if (!node) throw new Error(`no ${op} in the graph`);
  return node;
}

const outputOf = (graph: Graph, op: string): ValueId => nodeOf(graph, op).outputs[0] as ValueId;

function replaceNode(graph: Graph, old: GraphNode, fresh: GraphNode): void {
  graph.nodes[graph.nodes.indexOf(old)] = fresh;
}
