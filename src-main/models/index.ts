/** @file The table of models by kind. */
import type { ModelConfig, ModelKind } from '../contract/values/model-config.ts';
import type { Model, ModelDimensions } from './model.ts';
import { createTransformer } from './transformer.ts';

type Create<Kind extends ModelKind> = (
  config: Extract<ModelConfig, { kind: Kind }>,
  dimensions: ModelDimensions,
) => Model;

export const MODELS: { readonly [Kind in ModelKind]: Create<Kind> } = {
  transformer: createTransformer,
};

/** The model of a config for a task of these dimensions. */
export function createModel(config: ModelConfig, dimensions: ModelDimensions): Model {
  return MODELS[config.kind](config, dimensions);
}

/** Number of logits per equation. */
export function classesOf(config: ModelConfig, dimensions: ModelDimensions): number {
  return createModel(config, dimensions).classes;
}
