/** @file Scopes of another floating-point width inside a program. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Bits of a floating-point type; `run` is the precision of the whole run. */
export type FloatBits = 16 | 32 | 64 | 'run';

/**
 * The tensor rounded or widened to another width. What is computed from it has that width until it is cast back to
 * `run`. Only engines that trace can do this; without a change of width it is the tensor itself.
 */
export function castFloat<T extends Tensor>(x: T, bits: FloatBits): T {
  return tf.engine().runKernel('CastFloat', { x }, { bits }) as T;
}
