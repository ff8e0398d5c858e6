/** @file How much work a graph's products are. */
import { sizeOf } from '../../base/named-arrays.ts';
import { valueInfo, type Graph, type GraphNode, type ValueId } from './graph.ts';

/** Multiplications and additions of the products among these nodes. */
export function productOperations(graph: Graph, nodes: readonly GraphNode[] = graph.nodes): number {
  return nodes.reduce((sum, node) => sum + (node.op === 'BatchMatMul' ? operationsOf(graph, node) : 0), 0);
}

function operationsOf(graph: Graph, node: GraphNode): number {
  const { shape } = valueInfo(graph, node.inputs[0] as ValueId);
  const inner = shape.at(node.attributes['transposeA'] ? -2 : -1) ?? 1;
  return 2 * sizeOf(valueInfo(graph, node.outputs[0] as ValueId).shape) * inner;
}
