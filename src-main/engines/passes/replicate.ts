/** @file Several runs that differ in their seed alone as one graph: every value that differs among them gets a leading
 *  axis, and every kernel is told to leave that axis alone. Of networks so small that nodes cost more than their numbers,
 *  the time per run falls (a transformer of width 16, batch 32, one thread: 0.18 → 0.07 ms of processor time per run and
 *  step with 8 runs, 0.05 with 32); of larger ones it does not (Liu et al.'s MLP: 0.46, 0.48 with 2, 1.2 with 8). */
import { LabError } from '../../contract/values/lab-error.ts';
import {
  addConstant,
  addValue,
  constantData,
  valueInfo,
  type ConstantData,
  type Graph,
  type GraphNode,
  type ValueId,
  type ValueInfo,
} from '../graph/graph.ts';
import { BATCHING, BY_SIZE, eachAlone, type Batched, type BatchingRule } from './replicate-kernels.ts';
import { Rewriter } from './rewrite.ts';

/**
 * How kernels compute whose last bit depends on how much they are given: `together` as one, which differs from single
 * runs by rounding, or `alone`, a node for each run, which gives the bits of single runs and saves next to no time.
 */
export type Arithmetic = 'together' | 'alone';

/**
 * @param graphs traces of one program with the constants of each run: the same nodes, in the same order
 * @returns their graph: every input and output has a leading axis as long as there are graphs
 * @throws LabError `cannot-compile` where the traces differ in more than constants
 */
export function replicate(graphs: readonly Graph[], arithmetic: Arithmetic): Graph {
  const [model, ...others] = graphs as [Graph, ...Graph[]];
  for (const other of others) if (!sameStructure(model, other)) throw differentPrograms();
  const replicas = graphs.length;
  const rewriter = new Rewriter();
  const made = new Map<ValueId, Batched>();
  const valueOf = (id: ValueId): Batched => {
    const known = made.get(id) ?? sharedConstant(rewriter, graphs, id);
    made.set(id, known);
    return known;
  };
  for (const [name, id] of model.inputs) {
    const { shape, dtype } = valueInfo(model, id);
    const stacked = addValue(rewriter.graph, { shape: [replicas, ...shape], dtype });
    rewriter.graph.inputs.set(name, stacked);
    made.set(id, { id: stacked, own: { shape, dtype }, batched: true });
  }
  for (const node of model.nodes) {
    const rule = arithmetic === 'alone' && BY_SIZE.has(node.op) ? eachAlone : BATCHING[node.op];
    const outputs = replicateNode({ rewriter, rule, replicas }, node, node.inputs.map(valueOf));
    const batched = node.inputs.some((id) => valueOf(id).batched);
    for (const [i, id] of node.outputs.entries())
      made.set(id, { id: outputs[i] as ValueId, own: valueInfo(model, id), batched });
  }
  for (const [name, id] of model.outputs)
    rewriter.graph.outputs.set(name, fullOf(rewriter, valueOf(id), replicas));
  return rewriter.graph;
}

function replicateNode(
  { rewriter, rule, replicas }: { rewriter: Rewriter; rule: BatchingRule; replicas: number },
  node: GraphNode,
  inputs: readonly Batched[],
): readonly ValueId[] {
  if (!inputs.some(({ batched }) => batched)) {
    const ids = inputs.map(({ id }) => id);
    return rewriter.nodes(node.op, ids, node.attributes);
  }
  return [
    rule({
      rewriter,
      op: node.op,
      attributes: node.attributes,
      inputs,
      replicas,
      full: (value) => fullOf(rewriter, value, replicas),
    }),
  ].flat();
}

/** The value with its leading axis, repeated where it is the same for all. */
function fullOf(rewriter: Rewriter, { id, own, batched }: Batched, replicas: number): ValueId {
  if (batched) return id;
  const widened = rewriter.node('Reshape', [id], { shape: [1, ...own.shape] });
  return rewriter.node('Tile', [widened], { reps: [replicas, ...own.shape.map(() => 1)] });
}

/** A constant that is the same in every run stays as it is; others are stacked. */
function sharedConstant(rewriter: Rewriter, graphs: readonly Graph[], id: ValueId): Batched {
  const parts = graphs.map((graph) => constantData(graph, id));
  const [first] = parts;
  if (!first) throw new Error(`replicate: value ${id} is used before it is made`);
  const own = valueInfo(graphs[0] as Graph, id);
  const all = parts as ConstantData[];
  if (all.every((data) => data.every((x, i) => Object.is(x, first[i]))))
    return { id: rewriter.constant(own, first), own, batched: false };
  const stacked = new (first.constructor as new (length: number) => ConstantData)(
    first.length * graphs.length,
  );
  all.forEach((data, i) => stacked.set(data, i * first.length));
  const info: ValueInfo = { shape: [graphs.length, ...own.shape], dtype: own.dtype };
  return { id: addConstant(rewriter.graph, info, stacked), own, batched: true };
}

const textOf = ({ values, nodes, inputs, outputs, constants }: Graph): string =>
  JSON.stringify([values, nodes, [...inputs], [...outputs], [...constants.keys()]]);

const sameStructure = (a: Graph, b: Graph): boolean => textOf(a) === textOf(b);

function differentPrograms(): LabError {
  return new LabError(
    'cannot-compile',
    'engines: these runs differ in more than their seed and cannot be trained in one graph; train them one by one.',
  );
}
