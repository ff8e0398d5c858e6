/** @file Times a training step on each engine beside its floor, in turns, so that both see the same machine. */
import { median } from '../analysis/median.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { BenchCase } from '../contract/wire/worker-protocol.ts';
import type { Engine, Executable } from '../engines/engine.ts';
import { compileFloor } from '../engines/onnx/onnx-floor.ts';
import { ENGINES } from '../engines/index.ts';
import { stackArrays } from '../engines/replicas.ts';
import { makeTrainStep, PARAMETERS, type TrainStep } from '../training/train-step.ts';
import { buildNetwork } from './build-network.ts';
import { measureStepsPerCall } from './steps-per-call.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** Rounds of one chunk each for step and floor; medians are over rounds. */
const ROUNDS = 15;
const CHUNK_MS = 120;

export interface BenchOrder {
  readonly threads: number;
  /** The first workload on the default engine alone. */
  readonly quick: boolean;
  readonly report: (result: BenchCase) => void;
}

/** Reports each case as it is measured. */
export async function bench({ threads, quick, report }: BenchOrder): Promise<void> {
  for (const workload of quick ? WORKLOADS.slice(0, 1) : WORKLOADS) {
    for (const engine of Object.values(ENGINES)) {
      if (quick && engine.id !== 'onnx-cpu') continue;
      if ((workload.seeds ?? 1) > 1 && !engine.compileReplicas) continue;
      if ((await engine.probe()).available) report(await benchCase(workload, engine, threads));
    }
  }
}

async function benchCase(workload: Workload, engine: Engine, threads: number): Promise<BenchCase> {
  const { name, config, seeds = 1 } = workload;
  const steps = Array.from({ length: seeds }, (_, i) => stepOf({ ...config, seed: config.seed + i }));
  const step = steps[0] as TrainStep;
  const options = { threads, precision: config.precision, manySteps: true };
  const since = performance.now();
  const trainer = await (seeds === 1
    ? engine.compile(step.program, step.signature, options)
    : (engine.compileReplicas as NonNullable<Engine['compileReplicas']>)(steps, options, 'together'));
  const compileMs = performance.now() - since;
  const timed = seeds === 1 ? step : atOnce(steps);
  const initialState = timed.initialState(config.seed);
  await trainer.writeState(initialState);
  const prepared = { trainer, step: timed, initialState };
  const stepsPerCall = await measureStepsPerCall(prepared, performance.now.bind(performance));
  const floor = await compileFloor(step.program, step.signature, PARAMETERS, threads);
  const { stepMs, floorMs } = await timeInTurns(groupRunner(prepared, stepsPerCall), () => floor.run());
  await trainer.dispose();
  await floor.dispose();
  const msPerStep = stepMs / stepsPerCall / seeds;
  return { case: name, engine: engine.id, threads, msPerStep, floorMs, compileMs };
}

function stepOf(config: RunConfig): TrainStep {
  const { dataset, model } = buildNetwork(config);
  return makeTrainStep(config, model, dataset);
}

type Timed = Pick<TrainStep, 'initialState' | 'feedsAt'>;

/** What several seeds in one executable are given. */
function atOnce(steps: readonly TrainStep[]): Timed {
  return {
    initialState: (seed) => stackArrays(steps.map((step, i) => step.initialState(seed + i))),
    feedsAt: (at) => stackArrays(steps.map((step) => step.feedsAt(at))),
  };
}

/** As many steps as a run would take in one call. */
function groupRunner(
  { trainer, step }: { trainer: Executable; step: Timed },
  length: number,
): () => Promise<unknown> {
  let count = 0;
  return () => trainer.runMany(Array.from({ length }, () => step.feedsAt(count++)));
}

async function timeInTurns(
  step: () => Promise<unknown>,
  floor: () => Promise<unknown>,
): Promise<{ stepMs: number; floorMs: number }> {
  const chunks = { step: await chunkSize(step), floor: await chunkSize(floor) };
  const times = { step: [] as number[], floor: [] as number[] };
  // A step of seconds (the reference engine) is timed in fewer rounds.
  const rounds = chunks.step === 1 ? 3 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    times.step.push(await timeChunk(step, chunks.step));
    times.floor.push(await timeChunk(floor, chunks.floor));
  }
  return { stepMs: median(times.step), floorMs: median(times.floor) };
}

/** Repetitions that take about CHUNK_MS, found after a short warm-up. */
async function chunkSize(body: () => Promise<unknown>): Promise<number> {
  const single = await timeChunk(body, 1);
  if (single > CHUNK_MS) return 1;
  await timeChunk(body, Math.ceil(CHUNK_MS / single));
  return Math.max(1, Math.round(CHUNK_MS / (await timeChunk(body, 5))));
}

async function timeChunk(body: () => Promise<unknown>, repetitions: number): Promise<number> {
  const since = performance.now();
  for (let i = 0; i < repetitions; i++) await body();
  return (performance.now() - since) / repetitions;
}
