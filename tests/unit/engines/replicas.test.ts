import { describe, expect, it } from 'vitest';
import type { NamedArrays } from '../../../src-main/base/named-arrays.ts';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { OP_NAMES } from '../../../src-main/engines/graph/op-name.ts';
import { trace } from '../../../src-main/engines/graph/trace.ts';
import { onnxCpu } from '../../../src-main/engines/onnx/onnx-cpu.ts';
import { replicate, type Arithmetic } from '../../../src-main/engines/passes/replicate.ts';
import { partOfArrays, stackArrays, stackedSignature } from '../../../src-main/engines/replicas.ts';
import { makeTrainStep, type TrainStep } from '../../../src-main/training/train-step.ts';
import { buildNetwork } from '../../../src-main/worker/build-network.ts';
import { WORKLOADS } from '../../../src-main/worker/workloads.ts';
import type { Plain } from '../../helpers/arrays.ts';
import { KERNEL_CASES, type Case } from '../../helpers/kernel-cases.ts';
import { asProgram, executableOf } from '../../helpers/run-program.ts';
import { aSmallConfig, bitsOf, smallExperiments } from '../../helpers/small-configs.ts';
import { expectClose, toleranceOf } from '../../helpers/tolerances.ts';

const OPTIONS = { threads: 1, precision: 'float32', manySteps: true } as const;
const STEPS = 12;

function stepOf(config: RunConfig, seed: number): TrainStep {
  const seeded = changeConfig(config, { seed });
  const { dataset, model } = buildNetwork(seeded);
  return makeTrainStep(seeded, model, dataset);
}

interface Trained {
  readonly losses: readonly number[];
  readonly state: NamedArrays;
}

async function trainAlone(step: TrainStep, seed: number): Promise<Trained> {
  const executable = await onnxCpu.compile(step.program, step.signature, OPTIONS);
  await executable.writeState(step.initialState(seed));
  const outputs = await executable.runMany(Array.from({ length: STEPS }, (_, at) => step.feedsAt(at)));
  const trained = {
    losses: outputs.map(({ loss }) => loss?.data[0] as number),
    state: await executable.readState(),
  };
  await executable.dispose();
  return trained;
}

async function trainAtOnce(config: RunConfig, seeds: readonly number[], arithmetic: Arithmetic) {
  const steps = seeds.map((seed) => stepOf(config, seed));
  const executable = await onnxCpu.compileReplicas?.(steps, OPTIONS, arithmetic);
  if (!executable) throw new Error('onnx-cpu trains several runs at once');
  await executable.writeState(stackArrays(steps.map((step, i) => step.initialState(seeds[i] as number))));
  const feeds = Array.from({ length: STEPS }, (_, at) => stackArrays(steps.map((step) => step.feedsAt(at))));
  const outputs = await executable.runMany(feeds);
  const state = await executable.readState();
  await executable.dispose();
  return seeds.map((_, i): Trained => {
    const losses = outputs.map(({ loss }) => loss?.data[i] as number);
    return { losses, state: partOfArrays(state, i) };
  });
}

const liu = WORKLOADS.find(({ name }) => name.startsWith('LIU'))?.config as RunConfig;
const CONFIGS: [string, RunConfig][] = [...smallExperiments(), ['LIU', liu]];

describe('several seeds in one graph', () => {
  it.each(CONFIGS)('each alone, have the bits of single runs: %s', async (_, config) => {
    const seeds = [3, 1, 7];
    const together = await trainAtOnce(config, seeds, 'alone');
    for (const [i, seed] of seeds.entries()) {
      const single = await trainAlone(stepOf(config, seed), seed);
      expect(together[i]?.losses, `seed ${seed}`).toEqual(single.losses);
      expect(bitsOf(together[i]?.state ?? {}), `seed ${seed}`).toEqual(bitsOf(single.state));
    }
  });

  it('together, have the first losses of single runs to rounding, and differ from one another', async () => {
    const config = aSmallConfig({ 'optimizer.epsilon': 1e-3 });
    const [first, second] = (await trainAtOnce(config, [1, 2], 'together')) as [Trained, Trained];
    const single = await trainAlone(stepOf(config, 1), 1);
    expectClose(first.losses, single.losses, { relative: 1e-5, absolute: 1e-6 }, 'losses');
    expect(second.losses).not.toEqual(first.losses);
  });

  it('must be runs of one program', async () => {
    const two = [stepOf(aSmallConfig(), 1), stepOf(aSmallConfig({ 'model.width': 16 }), 1)];
    await expect(onnxCpu.compileReplicas?.(two, OPTIONS, 'alone')).rejects.toMatchObject({
      code: 'cannot-compile',
      message: expect.stringContaining('more than their seed') as string,
    });
  });
});

/** The same numbers in another order: as valid for indices as they were. */
const turned = ({ shape, data }: Plain): Plain => ({ shape, data: data.slice().reverse() });

async function replicated({ program, inputs }: Case, arithmetic: Arithmetic) {
  const { program: traced, signature, feeds } = asProgram(program, inputs);
  const others = asProgram(program, inputs.map(turned)).feeds;
  const graph = await trace(traced, signature, 'float32');
  const alone = await executableOf(graph, signature, 'float32');
  const both = replicate([graph, graph], arithmetic);
  const executable = await executableOf(both, stackedSignature(signature, 2), 'float32');
  const results = await executable.run(stackArrays([feeds, others]));
  const expected: NamedArrays[] = [];
  for (const fed of [feeds, others]) expected.push({ ...(await alone.run(fed)) });
  await executable.dispose();
  await alone.dispose();
  return [0, 1].map((i) => ({ got: partOfArrays(results, i), expected: expected[i] as NamedArrays }));
}

describe.each(OP_NAMES)('kernel %s leaves a leading axis alone', (op) => {
  const cases = KERNEL_CASES[op].map((kernelCase): [string, Case] => [kernelCase.name, kernelCase]);

  it.each(cases)('%s', async (_, kernelCase) => {
    for (const { got, expected } of await replicated(kernelCase, 'alone'))
      expect(bitsOf(got)).toEqual(bitsOf(expected));
    const tolerance = toleranceOf('onnx-cpu', 'float32', kernelCase.arithmetic);
    for (const { got, expected } of await replicated(kernelCase, 'together'))
      for (const [name, { shape, data }] of Object.entries(expected)) {
        expect(got[name]?.shape).toEqual(shape);
        expectClose(got[name]?.data ?? [], data, tolerance, name);
      }
  });
});
