/** @file The network of a checkpoint as an ONNX file. */
import { namedArray, type FloatArray } from '../base/named-arrays.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import { exportNetwork, type ExportedModel } from '../engines/onnx/export-model.ts';
import type { Model } from '../models/model.ts';
import { parameterSlices } from '../models/parameters.ts';
import { PARAMETERS } from '../training/train-step.ts';
import { buildNetwork } from './build-network.ts';
import { readCheckpoint } from './checkpoint.ts';

/**
 * Input `tokens` int32 [N, context], or `inputs` floats [N, features]; output `logits` [N, classes].
 * @throws LabError `checkpoint-damaged`
 */
export async function exportModel(
  config: RunConfig,
  configHash: string,
  checkpoint: string,
): Promise<ExportedModel> {
  const { dataset, model } = buildNetwork(config);
  const { state } = readCheckpoint(checkpoint, configHash);
  const flat = namedArray(state, PARAMETERS).data as FloatArray;
  const parameters = Object.fromEntries(
    parameterSlices(model.parameters).map(({ name, shape, offset, length }) => [
      name,
      { shape, data: flat.slice(offset, offset + length) },
    ]),
  );
  const { inputs } = dataset.train;
  const areTokens = inputs.data instanceof Int32Array;
  const name = areTokens ? 'tokens' : 'inputs';
  return exportNetwork({
    program: (tensors) => ({
      logits: model.forward(tensors, tensors[name] as Parameters<Model['forward']>[1]),
    }),
    parameters,
    input: { name, spec: { shape: inputs.shape, dtype: areTokens ? 'int32' : 'float' } },
    output: 'logits',
    precision: config.precision,
  });
}
