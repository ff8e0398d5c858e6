/** @file Data set and model of a config, which together say what is trained. */
import type { RunConfig } from '../contract/values/run-config.ts';
import { createModel } from '../models/index.ts';
import type { Model } from '../models/model.ts';
import { buildDataset, type Dataset } from '../tasks/index.ts';
import { outputsFor } from '../training/targets.ts';
import { readResource } from './resource-files.ts';

export interface Network {
  readonly dataset: Dataset;
  readonly model: Model;
}

export function buildNetwork(config: RunConfig): Network {
  const dataset = buildDataset(config, readResource);
  const model = createModel(config.model, { ...dataset, outputs: outputsFor(config.loss) });
  return { dataset, model };
}
