/** @file The least a step must do: every matrix product with a parameter or its gradient, and nothing else.
 *  Taken from the traced program before any pass, with the same shapes and transposes, so that a step can be judged by
 *  how far it is from the products that its model form cannot avoid. */
import {
  addValue,
  emptyGraph,
  type Graph,
  type GraphNode,
  type ValueId,
  type ValueInfo,
} from './graph/graph.ts';
import type { OpName } from './graph/op-name.ts';

/** Kernels through which a parameter stays that parameter, and a gradient that gradient. */
const MOVES: ReadonlySet<OpName> = new Set(['Identity', 'Reshape', 'ExpandDims', 'Transpose', 'Slice', 'SplitV', 'Unpack', 'PadV2', 'Concat', 'Pack']); // oxfmt-ignore
/** Kernels that may add up a gradient's parts. */
const SUMS: ReadonlySet<OpName> = new Set(['Add', 'AddN']);

/** The products of a traced graph that have a parameter as a factor, or a parameter's gradient as the result. */
export function parameterProducts(graph: Graph, parameters: string): GraphNode[] {
  const fromParameters = reachedFrom(graph, graph.inputs.get(parameters));
  const gradients = leadingToGradient(graph, fromParameters);
  return graph.nodes.filter(
    (node) =>
      node.op === 'BatchMatMul' &&
      (node.inputs.some((id) => fromParameters.has(id)) || node.outputs.some((id) => gradients.has(id))),
  );
}

/** Values that are the parameter vector, moved about. */
function reachedFrom(graph: Graph, start: ValueId | undefined): Set<ValueId> {
  const reached = new Set<ValueId>(start === undefined ? [] : [start]);
  for (const node of graph.nodes) {
    if (MOVES.has(node.op) && node.inputs.some((id) => reached.has(id)))
      for (const id of node.outputs) reached.add(id);
  }
  return reached;
}

/** Values that are moved, or added up, into a vector as long as the parameters, which they are not part of. */
function leadingToGradient(graph: Graph, fromParameters: ReadonlySet<ValueId>): Set<ValueId> {
  const [vector] = [...fromParameters].map((id) => (graph.values[id] as ValueInfo).shape.join());
  const leading = new Set<ValueId>();
  for (const node of graph.nodes.toReversed()) {
    const isFlat =
      node.op === 'Concat' &&
      node.outputs.some((id) => (graph.values[id] as ValueInfo).shape.join() === vector);
    const leads = (MOVES.has(node.op) || SUMS.has(node.op)) && node.outputs.some((id) => leading.has(id));
    if (isFlat || leads) for (const id of node.inputs) leading.add(id);
  }
  return leading;
}

/** A graph of these products alone, each on inputs of its own (`a0`, `b0`, `a1` …) and with an output of its own. */
export function productGraph(graph: Graph, products: readonly GraphNode[]): Graph {
  const result = emptyGraph();
  for (const [index, node] of products.entries()) {
    const inputs = node.inputs.map((id, i) => {
      const own = addValue(result, graph.values[id] as ValueInfo);
      result.inputs.set(`${i === 0 ? 'a' : 'b'}${index}`, own);
      return own;
    });
    const outputs = node.outputs.map((id) => addValue(result, graph.values[id] as ValueInfo));
    result.nodes.push({ ...node, inputs, outputs });
    result.outputs.set(`product${index}`, outputs[0] as ValueId);
  }
  return result;
}
