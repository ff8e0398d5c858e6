/** @file A graph as text, one line a node, for people and snapshots. */
import { uniformValue, type Graph, type ValueId, type ValueInfo } from './graph.ts';

/** Lines such as `%7 float[512,128] = BatchMatMul(%3, parameters) transposeB=true`. */
export function printGraph(graph: Graph): string {
  const names = new Map([...graph.inputs].map(([name, id]) => [id, name]));
  const show = (id: ValueId): string => {
    const uniform = uniformValue(graph, id);
    if (uniform !== undefined) return String(uniform);
    return names.get(id) ?? (graph.constants.has(id) ? `constant ${describe(graph.values[id])}` : `%${id}`);
  };
  const inputs = [...graph.inputs].map(([name, id]) => `input ${name} ${describe(graph.values[id])}`);
  const nodes = graph.nodes.map((node) => {
    const outputs = node.outputs.map((id) => `%${id} ${describe(graph.values[id])}`).join(', ');
    const attributes = Object.entries(node.attributes)
      .filter(([, value]) => value !== undefined && value !== false && value !== null)
      .map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
    return `${outputs} = ${node.op}(${node.inputs.map(show).join(', ')})${attributes.join('')}`;
  });
  const outputs = [...graph.outputs].map(
    ([name, id]) => `output ${name} = ${show(id)} ${describe(graph.values[id])}`,
  );
  return [...inputs, ...nodes, ...outputs].join('\n');
}

function describe(info: ValueInfo | undefined): string {
  return `${info?.dtype}[${info?.shape.join()}]`;
}

/** How often each kernel is called. */
export function countKernels(graph: Graph): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { op } of graph.nodes) counts[op] = (counts[op] ?? 0) + 1;
  return counts;
}
