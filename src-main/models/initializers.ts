/** @file How parameters are drawn before training. */
import { Rng } from '../base/rng.ts';
import { floats, sizeOf, type NamedArrays } from '../base/named-arrays.ts';
import { assertNever } from '../base/assert-never.ts';
import type { Draw, ParameterSpec } from './model.ts';

/** Untrained parameters by name, in double. The stream of each is fixed by the seed and its name alone. */
export function drawParameters(specs: readonly ParameterSpec[], seed: number): NamedArrays {
  return Object.fromEntries(specs.map((spec) => [spec.name, floats(spec.shape, drawOne(spec, seed))]));
}

function drawOne({ name, shape, init }: ParameterSpec, seed: number): Float64Array {
  const rng = new Rng(seed, `init/${name}`);
  return Float64Array.from({ length: sizeOf(shape) }, () => drawElement(init, rng));
}

function drawElement(draw: Draw, rng: Rng): number {
  switch (draw.kind) {
    case 'normal':
      return draw.deviation * rng.normal();
    case 'uniform':
      return draw.bound * (2 * rng.uniform() - 1);
    case 'constant':
      return draw.value;
    default:
      return assertNever(draw, 'initializers');
  }
}

export const normal = (deviation: number): Draw => ({ kind: 'normal', deviation });
export const constant = (value: number): Draw => ({ kind: 'constant', value });

/** The same distribution, every number multiplied by a factor. */
export function scaled(draw: Draw, factor: number): Draw {
  switch (draw.kind) {
    case 'normal':
      return normal(draw.deviation * factor);
    case 'uniform':
      return { kind: 'uniform', bound: draw.bound * factor };
    case 'constant':
      return constant(draw.value * factor);
    default:
      return assertNever(draw, 'initializers');
  }
}

/** PyTorch's default for a linear layer, weight and bias alike: uniform within ±1/√inputs. */
export const uniformByFanIn = (inputs: number): Draw => ({ kind: 'uniform', bound: 1 / Math.sqrt(inputs) });
