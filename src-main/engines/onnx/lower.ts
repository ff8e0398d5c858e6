/** @file From a checked graph to an ONNX model. */
import type { Signature } from '../../training/program.ts';
import {
  constantData,
  uniformValue,
  valueInfo,
  type Graph,
  type GraphNode,
  type ValueId,
} from '../graph/graph.ts';
import { KERNELS } from '../graph/kernel-table.ts';
import type { OnnxName } from '../graph/kernel-row.ts';
import { OnnxEmitter } from './emitter.ts';
import { emitRoundHalf } from './round-half.ts';
import { OPSET } from './opset.ts';
import { encodeModel, valueInfoProto, type GraphProto } from './proto.ts';

/** Kernels that broadcast, so that a uniform constant may stay one number as long as another input has the full shape. */
const BROADCASTING = new Set(['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'Pow', 'SquaredDifference', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'Equal', 'NotEqual']); // oxfmt-ignore

/** The name under which a state's next value leaves the model. */
export const nextName = (state: string): string => `next:${state}`;

export interface LoweredModel {
  readonly bytes: Uint8Array;
  /** Names of outputs that come back to the caller. */
  readonly returned: readonly string[];
  /** States that the program updates. */
  readonly updated: readonly string[];
  /** Whether it is a loop over steps (`lower-loop.ts`), which names its inputs and outputs otherwise. */
  readonly looped: boolean;
}

/** Names and nodes of a graph while they are written. Inputs keep their names. */
export class Lowering {
  readonly emitter: OnnxEmitter;
  readonly graph: Graph;
  readonly #names = new Map<ValueId, OnnxName>();

  constructor(graph: Graph, double: boolean) {
    this.graph = graph;
    this.emitter = new OnnxEmitter(double);
    for (const [name, id] of graph.inputs) this.#names.set(id, name);
  }

  nameOf(id: ValueId): OnnxName {
    const known = this.#names.get(id);
    if (known) return known;
    const name = this.#emitConstant(id);
    this.#names.set(id, name);
    return name;
  }

  lowerNode(node: GraphNode): void {
    const inputs = node.inputs.map((id) => valueInfo(this.graph, id));
    const outputs = node.outputs.map((id) => valueInfo(this.graph, id));
    const names = node.inputs.map((id, i) =>
      this.#mayStayScalar(node, i) ? this.#scalar(id) : this.nameOf(id),
    );
    const result = [
      KERNELS[node.op].lower({ emitter: this.emitter, names, inputs, outputs, attributes: node.attributes }),
    ].flat();
    for (const [i, id] of node.outputs.entries()) {
      const name = result[i] as OnnxName;
      this.#names.set(id, outputs[i]?.dtype === 'half' ? emitRoundHalf(this.emitter, name) : name);
    }
  }

  /** Whether input `i` is a uniform constant that another input's full shape makes good for. */
  #mayStayScalar(node: GraphNode, i: number): boolean {
    if (!BROADCASTING.has(node.op) || uniformValue(this.graph, node.inputs[i] as ValueId) === undefined)
      return false;
    const shape = valueInfo(this.graph, node.outputs[0] as ValueId).shape.join();
    return node.inputs.some((id, j) => j !== i && valueInfo(this.graph, id).shape.join() === shape);
  }

  #scalar(id: ValueId): OnnxName {
    const data = this.graph.constants.get(id) as NonNullable<ReturnType<typeof this.graph.constants.get>>;
    return this.emitter.tensor(data, [], valueInfo(this.graph, id).dtype);
  }

  /** Uniform constants are expanded in the graph, so that they add nothing to its size. */
  #emitConstant(id: ValueId): OnnxName {
    const data = constantData(this.graph, id);
    if (!data) throw new Error(`onnx: value ${id} has no name and is no constant`);
    const { shape, dtype } = valueInfo(this.graph, id);
    if (uniformValue(this.graph, id) === undefined || data.length <= 16)
      return this.emitter.tensor(data, shape, dtype);
    return this.emitter.emit('Expand', [this.#scalar(id), this.emitter.int64([...shape])]);
  }
}

/** Lowers a graph whose inputs are the signature's states and feeds. */
export function lowerGraph(graph: Graph, signature: Signature, double: boolean): LoweredModel {
  const lowering = new Lowering(graph, double);
  const { emitter } = lowering;
  for (const node of graph.nodes) lowering.lowerNode(node);
  const updated: string[] = [];
  const returned: string[] = [];
  const proto: GraphProto = {
    name: 'program',
    node: emitter.nodes,
    initializer: emitter.constants,
    input: [],
    output: [],
  };
  for (const [name, id] of graph.inputs) {
    const { shape, dtype } = valueInfo(graph, id);
    proto.input.push(valueInfoProto(name, emitter.type(dtype), shape));
  }
  for (const [name, id] of graph.outputs) {
    const isState = name in signature.state;
    (isState ? updated : returned).push(name);
    const outer = isState ? nextName(name) : `out:${name}`;
    const { shape, dtype } = valueInfo(graph, id);
    emitter.export(lowering.nameOf(id), outer);
    proto.output.push(valueInfoProto(outer, emitter.type(dtype), shape));
  }
  return { bytes: encodeModel(proto, OPSET), returned, updated, looped: false };
}

/** The name under which a returned output leaves the model. */
export const outName = (output: string): string => `out:${output}`;
