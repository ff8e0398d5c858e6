import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../../src-main/base/hash.ts';
import type { HostArray } from '../../../src-main/base/named-arrays.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { decodeModel } from '../../../src-main/engines/onnx/proto.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { makeLogits } from '../../../src-main/training/evaluation-programs.ts';
import { writeCheckpoint } from '../../../src-main/worker/checkpoint.ts';
import { exportModel } from '../../../src-main/worker/export-model.ts';
import { aSmallConfig, prepareSmall, smallExperiments } from '../../helpers/small-configs.ts';
import { expectClose } from '../../helpers/tolerances.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'groklab-export-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const CONFIGS: [string, RunConfig][] = [
  ...smallExperiments(),
  ['in double', aSmallConfig({ precision: 'float64' })],
  ['every position computed', aSmallConfig({ 'model.form': 'plain', 'model.layers': 2, 'task.tokenization': 'operands-equals' })],
]; // oxfmt-ignore

/** Some rows of examples, as a tensor for ONNX Runtime. */
function tensorOf({ shape, data }: HostArray, rows: number, double: boolean): ort.Tensor {
  const width = shape[1] as number;
  const part = data.slice(0, rows * width);
  if (part instanceof Int32Array) return new ort.Tensor('int32', part, [rows, width]);
  return double
    ? new ort.Tensor('float64', Float64Array.from(part), [rows, width])
    : new ort.Tensor('float32', Float32Array.from(part), [rows, width]);
}

describe('a network exported as ONNX', () => {
  it.each(CONFIGS)('gives the logits of the lab, for one example and for all of them: %s', async (_, config) => {
    const { dataset, model, initial } = prepareSmall(config);
    const configHash = hashOf(config);
    const { file } = writeCheckpoint(folder, { step: 0, seconds: 0, configHash, state: initial, memory: null });
    const { bytes, batch } = await exportModel(config, configHash, join(folder, file));
    expect(batch, 'any number of examples').toBeNull();
    const session = await ort.InferenceSession.create(bytes);
    const [name] = session.inputNames;
    expect(session.inputNames.length).toBe(1);
    expect(session.outputNames).toEqual(['logits']);
    const { inputs } = dataset.validation;
    const { program, signature } = makeLogits(model, inputs);
    const ours = await ENGINES['onnx-cpu'].compile(program, signature, { threads: 1, precision: config.precision });
    await ours.writeState({ parameters: initial['parameters'] as HostArray });
    const expected = (await ours.run({}))['logits'] as HostArray;
    const all = inputs.shape[0] as number;
    for (const rows of [1, 2, all]) {
      const { logits } = await session.run({ [name as string]: tensorOf(inputs, rows, config.precision === 'float64') });
      expect(logits?.dims).toEqual([rows, model.classes]);
      const wanted = expected.data.slice(0, rows * model.classes);
      expectClose(logits?.data as Float32Array, wanted, { relative: 1e-4, absolute: 1e-5 }, `${rows} rows`);
    }
    await ours.dispose();
    await session.release();
  }); // oxfmt-ignore

  it('has its weights under their names, and its batch as a name that other programs show', async () => {
    const config = aSmallConfig();
    const { model, initial } = prepareSmall(config);
    const { file } = writeCheckpoint(folder, { step: 0, seconds: 0, configHash: 'h', state: initial, memory: null });
    const { graph } = decodeModel((await exportModel(config, 'h', join(folder, file))).bytes);
    const weights = graph.initializer.map(({ name }) => name);
    for (const { name } of model.parameters) expect(weights).toContain(name);
    const [tokens] = graph.input;
    expect(tokens?.name).toBe('tokens');
    expect(tokens?.type.tensorType.shape.dim[0]).toMatchObject({ dimParam: 'batch' });
  }); // oxfmt-ignore
});
