/** @file Times a training step on each engine beside its floor, in turns, so that both see the same machine. */
import { median } from '../analysis/median.ts';
import type { BenchCase } from '../contract/wire/worker-protocol.ts';
import type { Engine, Executable } from '../engines/engine.ts';
import { compileFloor } from '../engines/onnx/onnx-floor.ts';
import { ENGINES } from '../engines/index.ts';
import { makeTrainStep, PARAMETERS, type TrainStep } from '../training/train-step.ts';
import { buildNetwork } from './build-network.ts';
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
      if ((await engine.probe()).available) report(await benchCase(workload, engine, threads));
    }
  }
}

async function benchCase({ name, config }: Workload, engine: Engine, threads: number): Promise<BenchCase> {
  const { dataset, model } = buildNetwork(config);
  const step = makeTrainStep(config, model, dataset);
  const since = performance.now();
  const executable = await engine.compile(step.program, step.signature, {
    threads,
    precision: config.precision,
  });
  const compileMs = performance.now() - since;
  await executable.writeState(step.initialState(config.seed));
  const floor = await compileFloor(step.program, step.signature, PARAMETERS, threads);
  const { stepMs, floorMs } = await timeInTurns(stepRunner(executable, step), () => floor.run());
  await executable.dispose();
  await floor.dispose();
  return { case: name, engine: engine.id, threads, msPerStep: stepMs, floorMs, compileMs };
}

function stepRunner(executable: Executable, step: TrainStep): () => Promise<unknown> {
  let count = 0;
  return () => executable.run(step.feedsAt(count++));
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
