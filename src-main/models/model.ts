/** @file What a model is: a list of parameters, how each is drawn, and a pure function from parameters and inputs to logits. */
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { NamedArrays, Shape } from '../base/named-arrays.ts';

/** Tensors by name. A model finds its parameters here under the names of its specs. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** The distribution a parameter's elements are drawn from, independently. */
export type Draw =
  | { readonly kind: 'normal'; readonly deviation: number }
  /** Uniform in [−bound, bound). */
  | { readonly kind: 'uniform'; readonly bound: number }
  | { readonly kind: 'constant'; readonly value: number };

export interface ParameterSpec {
  /** Such as `block0.attention.W_Q`. Matrices multiply from the right: [inputs, outputs]. */
  readonly name: string;
  readonly shape: Shape;
  readonly init: Draw;
}

/** What a task says about its examples, and the loss about the network's outputs. */
export interface ModelDimensions {
  /** Number of distinct tokens. */
  readonly vocabulary: number;
  /** Number of possible answers; they are the first tokens of the vocabulary. */
  readonly answers: number;
  /** Tokens per equation; the answer is read at the last one. */
  readonly context: number;
  /** Numbers per example where examples are vectors; else 0 or left out. */
  readonly features?: number;
  /** Numbers the network puts out where the loss decides that; else one per answer. */
  readonly outputs?: number | undefined;
}

/** For each position the token that stands there in every equation, such as that of '='; undefined where they differ. */
export type FixedTokens = readonly (number | undefined)[];

export interface Model {
  /** In the order in which they lie in the flat parameter vector. */
  readonly parameters: readonly ParameterSpec[];
  /** Number of logits, or other outputs, per example. */
  readonly classes: number;
  /** Untrained parameters as doubles. Each is drawn from a stream of its own, so that adding one moves no other. */
  init(seed: number): NamedArrays;
  /**
   * @param parameters one tensor per spec
   * @param inputs int32 [B, context], or floats [B, features]
   * @param fixed what is known of the tokens beforehand; it may save work and changes no result
   * @returns logits [B, classes]
   */
  forward(parameters: NamedTensors, inputs: Tensor2D, fixed?: FixedTokens): Tensor2D;
}
