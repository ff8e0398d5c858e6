/** @file Dividing all equations into a training and a validation set. */
import { Rng } from '../base/rng.ts';

// Products such as 0.29·100 fall short of the whole number by less than this for up to 10⁶ equations.
const ROUNDING = 1e-9;

/**
 * Number of training equations: the fraction of the total, rounded down. Power et al. round to the nearest, Nanda et
 * al. round down; down is used everywhere, and agrees with both on their own set-ups (4656 of 9312, 3830 of 12769).
 */
export function trainingSize(fraction: number, total: number): number {
  return Math.floor(fraction * total + ROUNDING);
}

/** The seed of a task's split: its own, or the run's. */
export function splitSeedOf({ splitSeed }: { readonly splitSeed: 'seed' | number }, seed: number): number {
  return splitSeed === 'seed' ? seed : splitSeed;
}

/** Positions of the training and of the validation equations: together a permutation of 0 … total−1 fixed by the seed. */
export function splitIndices(
  total: number,
  fraction: number,
  seed: number,
): { readonly train: Int32Array; readonly validation: Int32Array } {
  return splitAfter(total, trainingSize(fraction, total), seed);
}

/** The same with the number of training examples. @param size 0 … total */
export function splitAfter(
  total: number,
  size: number,
  seed: number,
): { readonly train: Int32Array; readonly validation: Int32Array } {
  const order = new Rng(seed, 'split').permutation(total);
  return { train: order.slice(0, size), validation: order.slice(size) };
}
