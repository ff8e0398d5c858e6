/** @file From a checked graph to an ONNX model that takes many steps in one call: a Loop whose body is the whole graph.
 *  Calls, inputs and outputs cost ONNX Runtime some ten microseconds, which is most of the step of a tiny network. */
import type { Signature } from '../../training/program.ts';
import { valueInfo, type Graph, type ValueId } from '../graph/graph.ts';
import { Lowering, nextName, outName, type LoweredModel } from './lower.ts';
import { OPSET } from './opset.ts';
import { ATTRIBUTE, ELEMENT, encodeModel, valueInfoProto, type GraphProto, type NodeProto } from './proto.ts';

/** How many steps to take: int64 []. */
export const TRIPS = 'loop:trips';
/** Inside of the loop: how many were taken before, and whether to go on (always). */
const TRIP = 'loop:trip';
const GO_ON = 'loop:goOn';
/** The number of steps as a length. */
const LENGTH = 'steps';

/** The name of an updated state's value before the first step. Others enter under their own names. */
export const firstName = (state: string): string => `first:${state}`;
/** The name of a state's value after the last step. */
export const lastName = (state: string): string => `last:${state}`;
/** The name of a feed of all steps, or of an output of all steps: one axis more, as long as there are steps. */
export const allName = (name: string): string => `all:${name}`;

/** Lowers a graph whose inputs are the signature's states and feeds. */
export function lowerLoop(graph: Graph, signature: Signature, double: boolean): LoweredModel {
  const outputs = [...graph.outputs.keys()];
  const updated = outputs.filter((name) => name in signature.state);
  const returned = outputs.filter((name) => !(name in signature.state));
  const lowering = new Lowering(graph, double);
  const plan: LoopPlan = { graph, signature, updated, returned, lowering };
  const loop: NodeProto = {
    opType: 'Loop',
    input: [TRIPS, '', ...updated.map(firstName)],
    output: [...updated.map(lastName), ...returned.map(allName)],
    attribute: [{ name: 'body', type: ATTRIBUTE.graph, g: loopBody(plan) }],
  };
  const proto: GraphProto = { name: 'steps', node: [loop], initializer: [], ...interfaceOf(plan) };
  return { bytes: encodeModel(proto, OPSET), returned, updated, looped: true };
}

interface LoopPlan {
  readonly graph: Graph;
  readonly signature: Signature;
  readonly updated: readonly string[];
  readonly returned: readonly string[];
  readonly lowering: Lowering;
}

/** One step. It sees the loop's own inputs, of which it takes its part of each feed. */
function loopBody({ graph, signature, updated, returned, lowering }: LoopPlan): GraphProto {
  const { emitter } = lowering;
  const info = (name: string, shape: readonly number[], type: number) => valueInfoProto(name, type, shape);
  const described = (inner: string, id: ValueId | undefined) => {
    const { shape, dtype } = valueInfo(graph, id as ValueId);
    return info(inner, shape, emitter.type(dtype));
  };
  emitter.nodes.push({ opType: 'Identity', input: [GO_ON], output: [`${GO_ON}:next`], attribute: [] });
  for (const name of Object.keys(signature.feeds)) emitter.nodes.push(takeFeed(name));
  for (const node of graph.nodes) lowering.lowerNode(node);
  const leaving = [
    ...updated.map((name) => [name, nextName(name)] as const),
    ...returned.map((name) => [name, outName(name)] as const),
  ];
  for (const [name, inner] of leaving)
    emitter.export(lowering.nameOf(graph.outputs.get(name) as ValueId), inner);
  return {
    name: 'step',
    node: emitter.nodes,
    initializer: emitter.constants,
    input: [
      info(TRIP, [], ELEMENT.int64),
      info(GO_ON, [], ELEMENT.bool),
      ...updated.map((name) => described(name, graph.inputs.get(name))),
    ],
    output: [
      info(`${GO_ON}:next`, [], ELEMENT.bool),
      ...leaving.map(([name, inner]) => described(inner, graph.outputs.get(name))),
    ],
  };
}

function takeFeed(name: string): NodeProto {
  return { opType: 'Gather', input: [allName(name), TRIP], output: [name], attribute: [] };
}

/** What goes in and out of the whole loop. */
function interfaceOf(plan: LoopPlan): Pick<GraphProto, 'input' | 'output'> {
  const { graph, signature, updated, returned, lowering } = plan;
  const described = (outer: string, id: ValueId | undefined, stacked: boolean) => {
    const { shape, dtype } = valueInfo(graph, id as ValueId);
    return valueInfoProto(outer, lowering.emitter.type(dtype), stacked ? [LENGTH, ...shape] : shape);
  };
  const isFeed = (name: string): boolean => name in signature.feeds;
  const outer = (name: string): string =>
    isFeed(name) ? allName(name) : updated.includes(name) ? firstName(name) : name;
  return {
    input: [
      valueInfoProto(TRIPS, ELEMENT.int64, []),
      ...[...graph.inputs].map(([name, id]) => described(outer(name), id, isFeed(name))),
    ],
    output: [
      ...updated.map((name) => described(lastName(name), graph.outputs.get(name), false)),
      ...returned.map((name) => described(allName(name), graph.outputs.get(name), true)),
    ],
  };
}
