/** @file Re-derives every shape of a graph and finds what is used before it is made. Run on each graph after its passes. */
import type { Graph, ValueId, ValueInfo } from './graph.ts';
import { KERNELS } from './kernel-table.ts';

/** @throws Error naming the first node that is wrong */
export function checkGraph(graph: Graph): void {
  const made = new Set<ValueId>([...graph.inputs.values(), ...graph.constants.keys()]);
  for (const [index, node] of graph.nodes.entries()) {
    const where = `graph: node ${index} (${node.op})`;
    for (const id of node.inputs)
      if (!made.has(id)) throw new Error(`${where} uses value ${id} before it is made`);
    const infos = node.inputs.map((id) => graph.values[id] as ValueInfo);
    const derived = [KERNELS[node.op].shape(infos, node.attributes)].flat() as ValueInfo[];
    for (const [i, id] of node.outputs.entries()) {
      const stated = graph.values[id] as ValueInfo;
      const expected = derived[i] as ValueInfo;
      if (stated.shape.join() !== expected.shape.join() || stated.dtype !== expected.dtype) {
        throw new Error(
          `${where}: stated ${stated.dtype}[${stated.shape.join()}], derived ${expected.dtype}[${expected.shape.join()}]`,
        );
      }
      made.add(id);
    }
  }
  for (const [name, id] of graph.outputs)
    if (!made.has(id)) throw new Error(`graph: output ${name} is never made`);
}
