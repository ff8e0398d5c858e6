/** @file A trained network as an ONNX file for other programs: one input, one output, the weights by their names. */
import type { NamedArrays } from '../../base/named-arrays.ts';
import type { Program, TensorSpec } from '../../training/program.ts';
import { forAnyBatch, TWO_BATCHES } from './any-batch.ts';
import { lowerGraph, outName } from './lower.ts';
import { compileGraph } from './onnx-cpu.ts';
import { OPSET } from './opset.ts';
import {
  decodeModel,
  ELEMENT,
  encodeModel,
  valueInfoProto,
  type GraphProto,
  type TensorProto,
} from './proto.ts';

export interface Network {
  /** Reads the parameters and the input by name; gives one output. */
  readonly program: Program;
  readonly parameters: NamedArrays;
  readonly input: { readonly name: string; readonly spec: TensorSpec };
  readonly output: string;
  readonly precision: 'float32' | 'float64';
}

export interface ExportedModel {
  readonly bytes: Uint8Array;
  /** Examples per call; null where any number will do. */
  readonly batch: number | null;
}

/** @param network whose input's first axis is the batch; its length there is of no account */
export async function exportNetwork(network: Network): Promise<ExportedModel> {
  const [a, b] = TWO_BATCHES;
  const graphs = [await graphFor(network, a), await graphFor(network, b)] as const;
  const free = forAnyBatch(graphs, network.input.name);
  return {
    bytes: encodeModel(finished(free ?? graphs[0], network, free === undefined), OPSET),
    batch: free ? null : a,
  };
}

/** The graph for one size of the batch, the parameters still among its inputs. */
async function graphFor(
  { program, parameters, input, precision }: Network,
  batch: number,
): Promise<GraphProto> {
  const shape = [batch, ...input.spec.shape.slice(1)];
  const weights = Object.entries(parameters).map(
    ([name, array]) => [name, { shape: array.shape, dtype: 'float' }] as const,
  );
  const signature = {
    state: {},
    constants: {},
    feeds: { ...Object.fromEntries(weights), [input.name]: { ...input.spec, shape } },
  };
  const graph = await compileGraph(program, signature, precision);
  return decodeModel(lowerGraph(graph, signature, precision === 'float64').bytes).graph;
}

/** Parameters become constants under their names, the output gets its own, the batch one where it is free. */
function finished(graph: GraphProto, network: Network, fixed: boolean): GraphProto {
  const { parameters, input, output, precision } = network;
  const elemType = precision === 'float64' ? ELEMENT.double : ELEMENT.float;
  const weights = graph.input
    .filter(({ name }) => name !== input.name)
    .map(({ name }) => weight(name, parameters, elemType));
  const lengths = (info: GraphProto['input'][number]) =>
    info.type.tensorType.shape.dim.map((dim, axis) =>
      axis === 0 && !fixed ? 'batch' : 'dimValue' in dim ? dim.dimValue : dim.dimParam,
    );
  const inner = graph.output[0] as GraphProto['output'][number];
  const ours = graph.input.find(({ name }) => name === input.name) as GraphProto['input'][number];
  const rename = (name: string) => (name === outName(output) ? output : name);
  return {
    name: 'network',
    node: graph.node.map((node) => ({
      ...node,
      input: node.input.map(rename),
      output: node.output.map(rename),
    })),
    initializer: [...weights, ...graph.initializer],
    input: [valueInfoProto(input.name, ours.type.tensorType.elemType, lengths(ours))],
    output: [valueInfoProto(output, inner.type.tensorType.elemType, lengths(inner))],
  };
}

function weight(name: string, parameters: NamedArrays, elemType: number): TensorProto {
  const { shape, data } = parameters[name] as NamedArrays[string];
  const numbers = elemType === ELEMENT.double ? Float64Array.from(data) : Float32Array.from(data);
  return { name, dims: shape, dataType: elemType, rawData: new Uint8Array(numbers.buffer) };
}
