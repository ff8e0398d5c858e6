/** @file The parts an optimizer is composed of: pure functions from gradient and state to update and state. */
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';

/** Flat vectors [n] by name; n is the number of parameters. */
export type Vectors = Readonly<Record<string, Tensor1D>>;
/** Numbers that change from update to update, as the program sees them. */
export type Scalars = Readonly<Record<string, Scalar>>;

export interface Transformed {
  /** [n], to be subtracted from the parameters or handed to the next transform. */
  readonly update: Tensor1D;
  /** The next state, under the same names. */
  readonly state: Vectors;
}

export interface GradientTransform {
  /** Names of its state vectors, with the value that fills each before the first update. */
  readonly state: Readonly<Record<string, number>>;
  /** Its scalars at an update, in double. The names are the same at every update. @param update 1 for the first */
  scalars(update: number): Readonly<Record<string, number>>;
  /** @param gradient [n] @param parameters [n], as they are before the update */
  transform(gradient: Tensor1D, state: Vectors, parameters: Tensor1D, scalars: Scalars): Transformed;
}

/** The entry called `name`; a missing one is a mistake in the transform's own declarations. */
export function entry<T>(entries: Readonly<Record<string, T>>, name: string): T {
  const value = entries[name];
  if (value === undefined)
    throw new Error(`gradient transform: no '${name}'; there are ${Object.keys(entries).join(', ')}`);
  return value;
}
