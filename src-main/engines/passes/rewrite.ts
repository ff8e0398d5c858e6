/** @file How passes are written: one sweep over the nodes, in order, that builds a new graph. */
import {
  addConstant,
  addValue,
  emptyGraph,
  valueInfo,
  type Attributes,
  type ConstantData,
  type Graph,
  type GraphNode,
  type ValueId,
  type ValueInfo,
} from '../graph/graph.ts';
import { KERNELS } from '../graph/kernel-table.ts';
import type { OpName } from '../graph/op-name.ts';

/** The graph being built by a sweep. Ids are those of the new graph. */
export class Rewriter {
  readonly graph: Graph = emptyGraph();
  /** The node that makes a value, where one does. */
  readonly #maker = new Map<ValueId, GraphNode>();
  readonly #uniform = new Map<string, ValueId>();
  readonly #ofArray = new Map<ConstantData, Map<string, ValueId>>();

  maker(id: ValueId): GraphNode | undefined {
    return this.#maker.get(id);
  }

  info(id: ValueId): ValueInfo {
    return valueInfo(this.graph, id);
  }

  /** A constant; uniform ones of equal shape, type and value are one, and so are those of the same array. */
  constant(info: ValueInfo, data: ConstantData): ValueId {
    const id = addConstant(this.graph, info, data);
    const kept = this.graph.constants.get(id) as ConstantData;
    const number = kept.length === 1 ? (Object.is(kept[0], -0) ? '-0' : String(kept[0])) : '';
    const key = `${info.dtype}|${info.shape.join()}|${number}`;
    const family = kept.length === 1 ? this.#uniform : this.#sameArray(kept);
    const known = family.get(key);
    if (known !== undefined) return known;
    family.set(key, id);
    return id;
  }

  /** The constants made of an array. */
  #sameArray(data: ConstantData): Map<string, ValueId> {
    const known = this.#ofArray.get(data) ?? new Map<string, ValueId>();
    this.#ofArray.set(data, known);
    return known;
  }

  /** Adds a node with one output; its shape follows from the kernel's row. */
  node(op: OpName, inputs: readonly ValueId[], attributes: Attributes = {}): ValueId {
    return this.nodes(op, inputs, attributes)[0] as ValueId;
  }

  nodes(op: OpName, inputs: readonly ValueId[], attributes: Attributes): ValueId[] {
    const infos = [
      KERNELS[op].shape(
        inputs.map((id) => this.info(id)),
        attributes,
      ),
    ].flat() as ValueInfo[];
    const node = { op, inputs, attributes, outputs: infos.map((info) => addValue(this.graph, info)) };
    this.graph.nodes.push(node);
    for (const id of node.outputs) this.#maker.set(id, node);
    return [...node.outputs];
  }
}

/** Where a sweep stands. */
export interface Place {
  /** The node in the graph that is swept. */
  readonly original: GraphNode;
  /** What has become of a value of that graph. */
  readonly renamed: (id: ValueId) => ValueId;
}

/** What a rule makes of a node: the values that replace its outputs, or undefined to leave it as it is. */
export type Rule = (rewriter: Rewriter, node: GraphNode, place: Place) => ValueId | ValueId[] | undefined;

/** Applies the first rule that fits to every node, in order; rules see what the sweep has already rewritten. */
export function sweep(graph: Graph, rules: readonly Rule[]): Graph {
  const rewriter = new Rewriter();
  const renamed = new Map<ValueId, ValueId>();
  const copy = (id: ValueId): ValueId => {
    const known = renamed.get(id);
    if (known !== undefined) return known;
    const data = graph.constants.get(id);
    if (!data) throw new Error(`passes: value ${id} is used before it is made`);
    const fresh = rewriter.constant(valueInfo(graph, id), data);
    renamed.set(id, fresh);
    return fresh;
  };
  for (const [name, id] of graph.inputs) {
    const fresh = addValue(rewriter.graph, valueInfo(graph, id));
    rewriter.graph.inputs.set(name, fresh);
    renamed.set(id, fresh);
  }
  for (const node of graph.nodes) {
    const moved: GraphNode = { ...node, inputs: node.inputs.map(copy), outputs: node.outputs };
    const place = { original: node, renamed: copy };
    const results =
      replacement(rewriter, moved, rules, place) ?? rewriter.nodes(node.op, moved.inputs, node.attributes);
    for (const [i, id] of node.outputs.entries()) renamed.set(id, results[i] as ValueId);
  }
  for (const [name, id] of graph.outputs) rewriter.graph.outputs.set(name, copy(id));
  return rewriter.graph;
}

function replacement(
  rewriter: Rewriter,
  node: GraphNode,
  rules: readonly Rule[],
  place: Place,
): ValueId[] | undefined {
  for (const rule of rules) {
    const result = rule(rewriter, node, place);
    if (result !== undefined) return [result].flat();
  }
  return undefined;
}

/** Drops nodes whose results nothing needs. */
export function dropUnused(graph: Graph): Graph {
  const needed = new Set<ValueId>(graph.outputs.values());
  const kept: GraphNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((id) => needed.has(id))) continue;
    kept.push(node);
    for (const id of node.inputs) needed.add(id);
  }
  return { ...graph, nodes: kept.reverse() };
}
