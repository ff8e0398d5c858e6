import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { checkGraph } from '../../../src-main/engines/graph/check.ts';
import type { Graph } from '../../../src-main/engines/graph/graph.ts';
import { countKernels } from '../../../src-main/engines/graph/print.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { CONSTANT_LOOKUPS } from '../../../src-main/engines/passes/constant-lookups.ts';
import { optimize } from '../../../src-main/engines/passes/optimize.ts';
import { dropUnused, sweep, type Rule } from '../../../src-main/engines/passes/rewrite.ts';
import { shareRepeated } from '../../../src-main/engines/passes/share.ts';
import { SIMPLIFICATIONS } from '../../../src-main/engines/passes/simplify.ts';
import type { Plain } from '../../helpers/arrays.ts';
import { interpret, randomProgram, RANDOM_PROGRAM_INPUTS } from '../../helpers/random-program.ts';
import { RULE_CLAIMS, type Claim } from '../../helpers/rule-claims.ts';
import { runGraph } from '../../helpers/run-graph.ts';
import { asProgram, executableOf } from '../../helpers/run-program.ts';
import { comparableExperiments, prepareSmall } from '../../helpers/small-configs.ts';
import { expectClose, toleranceOf } from '../../helpers/tolerances.ts';

const RULES: Readonly<Record<string, Rule>> = { ...SIMPLIFICATIONS, ...CONSTANT_LOOKUPS };
const SUMS = toleranceOf('onnx-cpu', 'float32', 'sums');

/** Every pass by itself. */
const PASSES: [string, (graph: Graph) => Graph][] = [
  ...Object.entries(RULES).map(([name, rule]): [string, (graph: Graph) => Graph] => [
    name,
    (graph) => sweep(graph, [rule]),
  ]),
  ['shareRepeated', (graph) => sweep(graph, [shareRepeated()])],
  ['dropUnused', dropUnused],
  ['a sweep without rules', (graph) => sweep(graph, [])],
  ['all passes together', optimize],
];

function expectSame(actual: NamedArrays, expected: NamedArrays, what: string): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, { shape, data }] of Object.entries(expected)) {
    expect(actual[name]?.shape, `${what}: ${name}`).toEqual(shape);
    expectClose(actual[name]?.data ?? [], data, SUMS, `${what}: ${name}`);
  }
}

describe('each pass keeps the numbers', () => {
  it('on programs at random, interpreted and compiled', async () => {
    await fc.assert(
      fc.asyncProperty(randomProgram, async (instructions) => {
        const { program, signature, feeds } = asProgram(
          (...inputs) => interpret(instructions, inputs),
          RANDOM_PROGRAM_INPUTS,
        );
        const traced = await trace(program, signature, 'float32');
        checkGraph(traced);
        const expected = await runGraph(traced, feeds);
        for (const [name, pass] of PASSES) {
          const graph = pass(traced);
          checkGraph(graph);
          expectSame(await runGraph(graph, feeds), expected, name);
        }
        const compiled = await executableOf(optimize(traced), signature, 'float32');
        expectSame(await compiled.run(feeds), expected, 'compiled');
        await compiled.dispose();
      }),
      { numRuns: 150 },
    );
  });

  it.each(comparableExperiments())('on the train step of %s', async (_, config) => {
    const { step, initial } = prepareSmall(config);
    const inputs = { ...initial, ...step.feedsAt(0) };
    const traced = await trace(step.program, step.signature, 'float32');
    const expected = await runGraph(traced, inputs);
    for (const [name, pass] of PASSES) {
      const graph = pass(traced);
      checkGraph(graph);
      expectSame(await runGraph(graph, inputs), expected, name);
    }
  });
});

/** The passes, in rounds as `optimize` runs them, without one rule. */
function optimizeWithout(left: string, graph: Graph): Graph {
  const rules = Object.entries(RULES).flatMap(([name, rule]) => (name === left ? [] : [rule]));
  let current = graph;
  for (let round = 0; round < 4; round++) {
    current = dropUnused(sweep(current, rules));
    current = dropUnused(sweep(current, [shareRepeated()]));
  }
  return current;
}

const present = (graph: Graph, { removes }: Claim): string[] =>
  removes.filter((op) => (countKernels(graph)[op] ?? 0) > 0);

describe('each rule', () => {
  it('has a program that shows what it is for', () => {
    expect(Object.keys(RULE_CLAIMS).sort()).toEqual(Object.keys(RULES).sort());
  });

  it.each(Object.entries(RULE_CLAIMS))('%s removes what nothing else does', async (name, claim) => {
    const { program, signature } = asProgram(claim.program, claim.inputs);
    const traced = await trace(program, signature, 'float32');
    expect(present(traced, claim), 'traced').toEqual(claim.removes);
    expect(present(optimize(traced), claim), 'with all rules').toEqual([]);
    expect(present(optimizeWithout(name, traced), claim), 'with all rules but this').not.toEqual([]);
  });
});

describe('sharing', () => {
  it('leaves one of several equal nodes, and all that differ in an attribute', async () => {
    const { program, signature } = asProgram(
      (a) => {
        const x = a as tf.Tensor;
        return [tf.add(tf.exp(x), tf.exp(x)), tf.sum(x, 0), tf.sum(x, 0), tf.sum(x, 1)];
      },
      [RANDOM_PROGRAM_INPUTS[2] as Plain],
    );
    const counts = countKernels(optimize(await trace(program, signature, 'float32')));
    expect(counts).toMatchObject({ Exp: 1, Sum: 2 });
  });
});

describe('dropping', () => {
  it('leaves out what no output needs', async () => {
    const { program, signature } = asProgram(
      (x) => {
        tf.exp(tf.neg(x as tf.Tensor));
        return [tf.tanh(x as tf.Tensor)];
      },
      [RANDOM_PROGRAM_INPUTS[1] as Plain],
    );
    const traced = await trace(program, signature, 'float32');
    expect(countKernels(traced)).toEqual({ Neg: 1, Exp: 1, Tanh: 1 });
    expect(countKernels(dropUnused(traced))).toEqual({ Tanh: 1 });
  });
});
