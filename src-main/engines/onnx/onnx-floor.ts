/** @file The floor of a program as a runnable ONNX graph. */
import { sizeOf } from '../../base/named-arrays.ts';
import { Rng } from '../../base/rng.ts';
import type { Program, Signature } from '../../training/program.ts';
import { parameterProducts, productGraph } from '../floor.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { productOperations } from '../graph/operations.ts';
import { trace } from '../graph/trace.ts';
import { lowerGraph, outName } from './lower.ts';
import { createSession, loadRuntime } from './onnx-cpu.ts';

export interface Floor {
  /** Computes every product once. */
  run(): Promise<void>;
  dispose(): Promise<void>;
  /** Multiplications and additions of one run. */
  readonly operations: number;
}

/** @param parameters name of the state that holds all parameters */
export async function compileFloor(
  program: Program,
  signature: Signature,
  parameters: string,
  threads: number,
): Promise<Floor> {
  const traced = await trace(program, signature, 'float32');
  const products = parameterProducts(traced, parameters);
  const graph = productGraph(traced, products);
  const ort = await loadRuntime();
  const { bytes } = lowerGraph(graph, { state: {}, constants: {}, feeds: {} }, false);
  const session = await createSession(ort, bytes, threads);
  const rng = new Rng(1, 'floor');
  const feeds = Object.fromEntries(
    [...graph.inputs].map(([name, id]) => {
      const { shape } = graph.values[id] as ValueInfo;
      const data = Float32Array.from({ length: sizeOf(shape) }, () => rng.normal());
      return [name, new ort.Tensor('float32', data, [...shape])];
    }),
  );
  // One fetched output is enough: the runtime computes all of them.
  const fetched = [outName('product0')];
  return {
    run: async () => {
      await session.run(feeds, fetched);
    },
    dispose: () => session.release(),
    operations: productOperations(traced, products),
  };
}
