/** @file Who makes and who uses each value of a graph. */
import { valueInfo, type Graph, type GraphNode, type ValueId, type ValueInfo } from '../graph/graph.ts';

export class GraphUses {
  readonly #graph: Graph;
  readonly #makers = new Map<ValueId, GraphNode>();
  readonly #users = new Map<ValueId, GraphNode[]>();
  readonly #outputs: ReadonlySet<ValueId>;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#outputs = new Set(graph.outputs.values());
    for (const node of graph.nodes) {
      for (const id of node.outputs) this.#makers.set(id, node);
      for (const id of new Set(node.inputs)) this.#users.set(id, [...(this.#users.get(id) ?? []), node]);
    }
  }

  info(id: ValueId): ValueInfo {
    return valueInfo(this.#graph, id);
  }

  shape(id: ValueId): readonly number[] {
    return this.info(id).shape;
  }

  /** The node that makes a value, where one does. */
  maker(id: ValueId): GraphNode | undefined {
    return this.#makers.get(id);
  }

  /** The nodes that use a value; none where it leaves the graph, as then nobody knows all of its uses. */
  of(id: ValueId): readonly GraphNode[] {
    return this.#outputs.has(id) ? [] : (this.#users.get(id) ?? []);
  }
}
