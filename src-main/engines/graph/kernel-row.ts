/** @file What a row of the kernel table holds: how the kernel is called, the shape of its result, its ONNX nodes. */
import { sizeOf, type Shape } from '../../base/named-arrays.ts';
import type { Attributes, DType, ValueInfo } from './graph.ts';
import type { OpName } from './op-name.ts';

/** A value in the ONNX graph, by name. */
export type OnnxName = string;
export type OnnxAttribute = number | string | readonly number[];

/** Writes ONNX nodes; knows the floating-point type of the graph. */
export interface Emitter {
  /** Adds a node with one output and returns its name. Attributes are integers or lists unless wrapped by `float`. */
  emit(
    op: string,
    inputs: readonly OnnxName[],
    attributes?: Readonly<Record<string, OnnxAttribute | FloatAttribute>>,
  ): OnnxName;
  /** The same for a node with several outputs. */
  emitMany(
    op: string,
    inputs: readonly OnnxName[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: number,
  ): OnnxName[];
  /** A constant of a floating type (scalar unless a shape is given; the graph's own type unless another is named). */
  floats(values: readonly number[], shape?: Shape, dtype?: DType): OnnxName;
  /** An int64 vector, as shapes and axes are given. */
  int64(values: readonly number[]): OnnxName;
  int32(values: readonly number[], shape?: Shape): OnnxName;
  /** ONNX element type of a dtype in this graph. */
  type(dtype: ValueInfo['dtype']): number;
  readonly double: boolean;
}

/** Marks an attribute as ONNX float. */
export class FloatAttribute {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}
export const float = (value: number): FloatAttribute => new FloatAttribute(value);

export interface LoweringCall {
  readonly emitter: Emitter;
  /** ONNX names of the inputs. */
  readonly names: readonly OnnxName[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly attributes: Attributes;
}

export interface KernelRow {
  /** Names under which TF.js passes the inputs; `variadic` takes them as a list. */
  readonly inputs: readonly string[] | 'variadic';
  /** The result's shape and type, from shapes alone. A kernel with several results returns a list. */
  shape(inputs: readonly ValueInfo[], attributes: Attributes): ValueInfo | readonly ValueInfo[];
  lower(call: LoweringCall): OnnxName | readonly OnnxName[];
}

/** A total table over part of the closed list; the families together must cover all of it. */
export type KernelFamily<Names extends OpName> = Readonly<Record<Names, KernelRow>>;

export const first = <T>(list: readonly T[]): T => list[0] as T;
export const second = <T>(list: readonly T[]): T => list[1] as T;
export const third = <T>(list: readonly T[]): T => list[2] as T;

/** Shape of an element-by-element result: trailing axes aligned, length 1 stretched. */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1)
      throw new Error(`shapes [${a.join()}] and [${b.join()}] do not broadcast`);
    return x === 1 ? y : x;
  });
}

/** Axes given as undefined (all), a number or a list, as non-negative numbers. */
export function resolveAxes(axis: unknown, rank: number): number[] {
  if (axis === undefined || axis === null) return Array.from({ length: rank }, (_, i) => i);
  return [axis as number | readonly number[]].flat().map((a) => resolveAxis(a, rank));
}

export function resolveAxis(axis: number, rank: number): number {
  const resolved = axis < 0 ? axis + rank : axis;
  if (resolved < 0 || resolved >= Math.max(rank, 1)) throw new Error(`axis ${axis} is outside rank ${rank}`);
  return resolved;
}

export { sizeOf };
