/** @file Programs: what models, losses and optimizers are made into, and what engines run. */
import type { Tensor } from '@tensorflow/tfjs-core';
import type { NamedArrays, Shape } from '../base/named-arrays.ts';

export type NamedTensors = Readonly<Record<string, Tensor>>;

/** Pure: no reading of tensor values, no random numbers, no variables. The same inputs always give the same outputs. */
export type Program = (inputs: NamedTensors) => NamedTensors;

export interface TensorSpec {
  readonly shape: Shape;
  /** `float` is float32 or, in a program compiled for it, float64. */
  readonly dtype: 'float' | 'int32';
}

/** The inputs of a program by what becomes of them. Names are distinct over all three. */
export interface Signature {
  /** Stay in the executable between calls. An output of the same name is the next value; without one it stays. */
  readonly state: Readonly<Record<string, TensorSpec>>;
  /** Data sets: fixed at compile time. */
  readonly constants: NamedArrays;
  /** Given at each call. Whatever changes from step to step must be here, or tracing would freeze it. */
  readonly feeds: Readonly<Record<string, TensorSpec>>;
}
