/** @file The table of models by kind. */
import type { ModelConfig, ModelKind } from '../contract/values/model-config.ts';
import { createEmbeddingMlp } from './embedding-mlp.ts';
import { createMlp } from './mlp.ts';
import type { Model, ModelDimensions } from './model.ts';
import { createTransformer } from './transformer.ts';

type Create<Kind extends ModelKind> = (
  config: Extract<ModelConfig, { kind: Kind }>,
  dimensions: ModelDimensions,
) => Model;

export const MODELS: { readonly [Kind in ModelKind]: Create<Kind> } = {
  transformer: createTransformer,
  'embedding-mlp': createEmbeddingMlp,
  mlp: createMlp,
};

/** The entry of a config's own kind; the table's type guarantees that it takes that kind's fields. */
function entryOf(config: ModelConfig): Create<ModelKind> {
  return MODELS[config.kind] as Create<ModelKind>;
}

/** The model of a config for a task of these dimensions. */
export function createModel(config: ModelConfig, dimensions: ModelDimensions): Model {
  return entryOf(config)(config, dimensions);
}

/** Number of logits per equation. */
export function classesOf(config: ModelConfig, dimensions: ModelDimensions): number {
  return createModel(config, dimensions).classes;
}
