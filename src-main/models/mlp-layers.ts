/** @file What both MLPs share: hidden layers of one width, a linear output, and their parameters. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { EmbeddingMlpModel, MlpModel } from '../contract/values/model-config.ts';
import { ACTIVATIONS } from './activations.ts';
import { constant, normal, scaled, uniformByFanIn } from './initializers.ts';
import type { ModelDimensions, NamedTensors, ParameterSpec } from './model.ts';

export type AnyMlp = MlpModel | EmbeddingMlpModel;

/** Names of the layers: `layer0` … and `output`. */
export const layerName = (layer: number): string => `layer${layer}`;
const OUTPUT = 'output';

/** Numbers the network puts out per example. */
export function outputsOf({ outputs, answers }: ModelDimensions): number {
  return outputs ?? answers;
}

/** Weights [inputs, outputs] and biases of all layers. @param inputs numbers that the first layer reads */
export function mlpParameters(model: AnyMlp, inputs: number, outputs: number): ParameterSpec[] {
  const hidden = Array.from({ length: model.layers }, (_, layer) =>
    linearLayer(model, layerName(layer), [layer === 0 ? inputs : model.width, model.width], 'hidden'),
  );
  return [...hidden.flat(), ...linearLayer(model, OUTPUT, [model.width, outputs], 'output')];
}

function linearLayer(
  { init, biases, initScale }: AnyMlp,
  name: string,
  shape: readonly [number, number],
  part: 'hidden' | 'output',
): ParameterSpec[] {
  const [inputs, outputs] = shape;
  const weight = init.kind === 'normal' ? normal(init[part]) : uniformByFanIn(inputs);
  const bias = init.kind === 'normal' ? constant(0) : uniformByFanIn(inputs);
  return [
    { name: `${name}.W`, shape, init: scaled(weight, initScale) },
    ...(biases ? [{ name: `${name}.b`, shape: [outputs], init: scaled(bias, initScale) }] : []),
  ];
}

/** The parameter of that name; a missing one is a mistake of the caller. */
export function parameter(parameters: NamedTensors, name: string): Tensor2D {
  const tensor = parameters[name];
  if (tensor) return tensor as Tensor2D;
  throw new Error(`mlp: no parameter '${name}'; there are ${Object.keys(parameters).join(', ')}`);
}

/** x + bias of that layer, where the model has biases. @param x [rows, outputs] */
export function withBias(parameters: NamedTensors, name: string, x: Tensor2D): Tensor2D {
  const bias = parameters[`${name}.b`];
  return bias ? tf.add(x, bias) : x;
}

/**
 * Everything from the first layer's activation on.
 * @param first [B, width], what the first layer's units are given
 * @returns [B, outputs]
 */
export function restOfMlp(model: AnyMlp, parameters: NamedTensors, first: Tensor2D): Tensor2D {
  const activate = ACTIVATIONS[model.activation];
  const linear = (x: Tensor2D, name: string) =>
    withBias(parameters, name, tf.matMul(x, parameter(parameters, `${name}.W`)));
  let hidden = activate(first);
  for (let layer = 1; layer < model.layers; layer++) hidden = activate(linear(hidden, layerName(layer)));
  return linear(hidden, OUTPUT);
}
