/** @file A traced program as data: values with shapes, nodes in the order they were recorded, constants. */
import { sizeOf, type Shape } from '../../base/named-arrays.ts';
import type { OpName } from './op-name.ts';

/** `float` is the run's own precision; the other three are those of a scope that `CastFloat` opens. */
export type DType = 'float' | 'half' | 'single' | 'double' | 'int32' | 'bool';

const FLOATS: ReadonlySet<DType> = new Set(['float', 'half', 'single', 'double']);
export const isFloat = (dtype: DType): boolean => FLOATS.has(dtype);

/** What a value looks like; its data exist only for constants. */
export interface ValueInfo {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** Position in `Graph.values`. */
export type ValueId = number;

export type Attribute = number | string | boolean | readonly number[] | readonly (readonly number[])[];
export type Attributes = Readonly<Record<string, Attribute | undefined>>;

export interface GraphNode {
  readonly op: OpName;
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
  readonly attributes: Attributes;
}

/** Row-major data, or a single element that fills the whole shape. */
export type ConstantData = Float64Array | Float32Array | Int32Array | Uint8Array;

export interface Graph {
  readonly values: ValueInfo[];
  readonly nodes: GraphNode[];
  readonly constants: Map<ValueId, ConstantData>;
  readonly inputs: Map<string, ValueId>;
  readonly outputs: Map<string, ValueId>;
}

export function emptyGraph(): Graph {
  return { values: [], nodes: [], constants: new Map(), inputs: new Map(), outputs: new Map() };
}

export function addValue(graph: Graph, info: ValueInfo): ValueId {
  return graph.values.push(info) - 1;
}

export function valueInfo(graph: Graph, id: ValueId): ValueInfo {
  const info = graph.values[id];
  if (!info) throw new Error(`graph: there is no value ${id}`);
  return info;
}

/** Adds a constant; data whose elements are all equal is stored as that one element. */
export function addConstant(graph: Graph, info: ValueInfo, data: ConstantData): ValueId {
  const id = addValue(graph, info);
  graph.constants.set(id, isUniform(data) ? data.slice(0, 1) : data);
  return id;
}

/** The number that fills a uniform constant; undefined for other values. */
export function uniformValue(graph: Graph, id: ValueId): number | undefined {
  const data = graph.constants.get(id);
  return data?.length === 1 ? data[0] : undefined;
}

/** Row-major data of a constant in full length. */
export function constantData(graph: Graph, id: ValueId): ConstantData | undefined {
  const data = graph.constants.get(id);
  const size = sizeOf(valueInfo(graph, id).shape);
  if (!data || data.length === size) return data;
  const full = new (data.constructor as new (length: number) => ConstantData)(size);
  return full.fill(data[0] as number);
}

/** Whether each number has the bits of the next one: −0 and 0 differ, a NaN is equal to itself. Compared as memory, for a
 *  network of some size begins with hundreds of millions of zeros. */
function isUniform(data: ConstantData): boolean {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const size = data.BYTES_PER_ELEMENT;
  return data.length > 0 && bytes.subarray(size).equals(bytes.subarray(0, bytes.length - size));
}
