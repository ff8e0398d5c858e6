/** @file Programs run once on an engine, or straight from a graph. */
import * as ort from 'onnxruntime-node';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { ArrayData, NamedArrays } from '../../src-main/base/named-arrays.ts';
import type { EngineId } from '../../src-main/contract/values/engine-id.ts';
import type { Executable } from '../../src-main/engines/engine.ts';
import type { Graph } from '../../src-main/engines/graph/graph.ts';
import { ENGINES } from '../../src-main/engines/index.ts';
import { OnnxExecutable } from '../../src-main/engines/onnx/executable.ts';
import { lowerGraph } from '../../src-main/engines/onnx/lower.ts';
import { createSession } from '../../src-main/engines/onnx/onnx-cpu.ts';
import type { Program, Signature } from '../../src-main/training/program.ts';
import type { Plain } from './arrays.ts';
import type { Precision } from './tolerances.ts';

const inputName = (i: number): string => `input${i}`;
const outputName = (i: number): string => `output${i}`;

/** A function of tensors as a program whose inputs are all fed. */
export function asProgram(
  body: (...inputs: Tensor[]) => Tensor[],
  inputs: readonly Plain[],
): { program: Program; signature: Signature; feeds: NamedArrays } {
  const named = inputs.map((input, i) => [inputName(i), input] as const);
  return {
    program: (tensors) =>
      Object.fromEntries(
        body(...inputs.map((_, i) => tensors[inputName(i)] as Tensor)).map((tensor, i) => [
          outputName(i),
          tensor,
        ]),
      ),
    signature: {
      state: {},
      constants: {},
      feeds: Object.fromEntries(
        named.map(([name, { shape, data }]) => [
          name,
          { shape, dtype: data instanceof Int32Array ? 'int32' : 'float' },
        ]),
      ),
    },
    feeds: Object.fromEntries(named),
  };
}

export interface Output {
  readonly shape: readonly number[];
  readonly data: ArrayData;
}

/** The outputs in order. */
export async function runOnce(executable: Executable, feeds: NamedArrays): Promise<Output[]> {
  const results = await executable.run(feeds);
  await executable.dispose();
  return Object.keys(results).map((_, i) => results[outputName(i)] as Output);
}

export async function runOn(
  engine: EngineId,
  precision: Precision,
  body: (...inputs: Tensor[]) => Tensor[],
  inputs: readonly Plain[],
): Promise<Output[]> {
  const { program, signature, feeds } = asProgram(body, inputs);
  return runOnce(await ENGINES[engine].compile(program, signature, { threads: 1, precision }), feeds);
}

/** ONNX Runtime on a graph exactly as it is, without passes. */
export async function executableOf(
  graph: Graph,
  signature: Signature,
  precision: Precision,
  threads = 1,
): Promise<Executable> {
  const double = precision === 'float64';
  const model = lowerGraph(graph, signature, double);
  return new OnnxExecutable(ort, await createSession(ort, model.bytes, threads), signature, model, double);
}
