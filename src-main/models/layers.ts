/** @file What the parts of the transformer's forward pass share: their inputs, linear layers and LayerNorms by name. */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TransformerModel } from '../contract/values/model-config.ts';
import type { Heads } from './attention.ts';
import type { Equations } from './dependence.ts';
import { layerNorm } from './layer-norm.ts';
import type { ModelDimensions, NamedTensors } from './model.ts';

/** One forward pass: everything its parts may look at. */
export interface Pass {
  readonly model: TransformerModel;
  readonly dimensions: ModelDimensions;
  readonly parameters: NamedTensors;
  readonly heads: Heads;
  readonly equations: Equations;
}

export function parameter({ parameters }: Pass, name: string): Tensor {
  const tensor = parameters[name];
  if (tensor) return tensor;
  throw new Error(`transformer: no parameter '${name}'; there are ${Object.keys(parameters).join(', ')}`);
}

/** x·W + b, the bias where the model has one. @param place such as `block0.mlp` @param role such as `in` */
export function linear(pass: Pass, place: string, role: string, x: Tensor2D): Tensor2D {
  const product: Tensor2D = tf.matMul(x, parameter(pass, `${place}.W_${role}`) as Tensor2D);
  const bias = pass.parameters[`${place}.b_${role}`];
  return bias ? tf.add(product, bias) : product;
}

/** LayerNorm of that name, with scale and shift where the model has them. */
export function normalize({ parameters }: Pass, name: string, x: Tensor2D): Tensor2D {
  const scale = parameters[`${name}.scale`];
  const shift = parameters[`${name}.shift`];
  return scale && shift ? layerNorm(x, { scale, shift }) : layerNorm(x);
}
