import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { compileGraph } from '../../../src-main/engines/onnx/onnx-cpu.ts';
import { lowerLoop } from '../../../src-main/engines/onnx/lower-loop.ts';
import { decodeModel } from '../../../src-main/engines/onnx/proto.ts';
import { EXPERIMENTS } from '../../../src-main/experiments/index.ts';
import { makeTrainStep } from '../../../src-main/training/train-step.ts';
import { buildNetwork } from '../../../src-main/worker/build-network.ts';
import { WORKLOADS } from '../../../src-main/worker/workloads.ts';

/** What a training step may take besides its data: a graph is read anew by each session. */
const MOST_BYTES = 200_000;

const configs: [string, RunConfig][] = [...EXPERIMENTS.map((e): [string, RunConfig] => [e.id, e.config])];
for (const { name, config, seeds } of WORKLOADS) if (!seeds) configs.push([name, config]);

/** Bytes of a step's graph; of the tables of the data set in it (all constants that are not small); of those given. */
async function sizes(config: RunConfig): Promise<{ whole: number; tables: number; given: number }> {
  const { model, dataset } = buildNetwork(config);
  const { program, signature } = makeTrainStep(config, model, dataset);
  const graph = await compileGraph(program, signature, config.precision);
  const { bytes } = lowerLoop(graph, signature, config.precision === 'float64');
  const body = decodeModel(bytes).graph.node[0]?.attribute?.[0]?.g;
  const constants = body?.initializer.map(({ rawData }) => rawData.byteLength) ?? [];
  return {
    whole: bytes.byteLength,
    tables: sum(constants.filter((size) => size > 4096)),
    given: sum(Object.values(signature.constants).map(({ data }) => data.byteLength)),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

describe('the graph of a step is small besides the data set', () => {
  it.each(configs)('%s', async (_, config) => {
    const { whole, tables, given } = await sizes(config);
    // Look-ups of tokens keep a second order of them; pictures are in the graph once at most.
    expect(tables).toBeLessThanOrEqual(Math.max(MOST_BYTES, given));
    expect(whole - tables).toBeLessThan(MOST_BYTES);
  });
});
