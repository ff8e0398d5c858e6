/** @file All parameters as one vector: an optimizer then updates them in a handful of kernels, whatever their number. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { namedArray, sizeOf, type NamedArrays, type Shape } from '../base/named-arrays.ts';
import type { NamedTensors, ParameterSpec } from './model.ts';

/** Where a parameter lies in the flat vector. */
export interface ParameterSlice {
  readonly name: string;
  readonly shape: Shape;
  /** Index of its first element. */
  readonly offset: number;
  readonly length: number;
}

/** The places of all parameters, one after the other in the order of the specs. */
export function parameterSlices(specs: readonly ParameterSpec[]): ParameterSlice[] {
  let offset = 0;
  return specs.map(({ name, shape }) => {
    const slice = { name, shape, offset, length: sizeOf(shape) };
    offset += slice.length;
    return slice;
  });
}

/** Number of elements of all parameters together, the length of the flat vector. */
export function parameterCount(specs: readonly ParameterSpec[]): number {
  return specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** The flat vector [n] of arrays given by name. */
export function packParameters(specs: readonly ParameterSpec[], arrays: NamedArrays): Float64Array {
  const flat = new Float64Array(parameterCount(specs));
  for (const { name, offset, length } of parameterSlices(specs)) {
    const { data } = namedArray(arrays, name);
    if (data.length !== length)
      throw new Error(`parameters: '${name}' has ${data.length} elements; its shape takes ${length}`);
    flat.set(data, offset);
  }
  return flat;
}

/** The parameters of a flat vector [n] in the order of the specs, each in its shape. */
export function splitParameters(specs: readonly ParameterSpec[], flat: Tensor): Tensor[] {
  const lengths = specs.map(({ shape }) => sizeOf(shape));
  const parts = tf.split(flat as Tensor1D, lengths);
  return specs.map(({ shape }, i) => tf.reshape(parts[i] as Tensor, [...shape]));
}

/** Tensors in the order of the specs, by name. */
export function nameParameters(specs: readonly ParameterSpec[], tensors: readonly Tensor[]): NamedTensors {
  return Object.fromEntries(specs.map(({ name }, i) => [name, tensors[i] as Tensor]));
}

/** The parameters of a flat vector [n] by name, as a model's `forward` takes them. */
export function unpackParameters(specs: readonly ParameterSpec[], flat: Tensor): NamedTensors {
  return nameParameters(specs, splitParameters(specs, flat));
}

/** The flat vector [n] of tensors in the order of the specs. */
export function flatten(tensors: readonly Tensor[]): Tensor1D {
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [tensor.size]) as Tensor1D));
}
