/** @file Times a training step on each engine beside its floor, in turns, so that both see the same machine. */
import { median } from '../analysis/median.ts';
import type { BenchCase, BenchTurn } from '../contract/wire/worker-protocol.ts';
import type { Engine } from '../engines/engine.ts';
import { ENGINES } from '../engines/index.ts';
import { compileFloor } from '../engines/onnx/onnx-floor.ts';
import { PARAMETERS } from '../training/train-step.ts';
import { compileSeeds, type TimedTrainer } from './seeds-together.ts';
import { measureStepsPerCall } from './steps-per-call.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/** Rounds of one chunk each for step and floor; medians are over rounds. */
const ROUNDS = 15;
const CHUNK_MS = 120;
/** A step that takes longer (the reference engine on the larger workloads) is timed in fewer rounds, or by itself. */
const SLOW_MS = CHUNK_MS;
const VERY_SLOW_MS = 2000;

export interface BenchOrder {
  readonly threads: number;
  /** The first workload on the default engine alone. */
  readonly quick: boolean;
  /** Called before each case. */
  readonly announce: (turn: BenchTurn) => void;
  readonly report: (result: BenchCase) => void;
}

interface Pairing {
  readonly workload: Workload;
  readonly engine: Engine;
}

/** Reports each case as it is measured. */
export async function bench({ threads, quick, announce, report }: BenchOrder): Promise<void> {
  const pairings = await pairingsFor(quick);
  for (const [i, { workload, engine }] of pairings.entries()) {
    announce({ case: workload.name, engine: engine.id, at: i + 1, of: pairings.length });
    report(await benchCase(workload, engine, threads));
  }
}

/** Every workload on every engine that works here and can do it. */
async function pairingsFor(quick: boolean): Promise<Pairing[]> {
  const engines: Engine[] = [];
  for (const engine of Object.values(ENGINES)) {
    if (quick ? engine.id === 'onnx-cpu' : (await engine.probe()).available) engines.push(engine);
  }
  return WORKLOADS.slice(0, quick ? 1 : undefined).flatMap((workload) =>
    engines
      .filter((engine) => (workload.seeds ?? 1) === 1 || engine.compileReplicas)
      .map((engine) => ({ workload, engine })),
  );
}

async function benchCase(
  { name, config, seeds = 1 }: Workload,
  engine: Engine,
  threads: number,
): Promise<BenchCase> {
  const since = performance.now();
  const options = { threads, precision: config.precision, manySteps: true };
  const prepared = await compileSeeds(config, seeds, engine, options);
  const compileMs = performance.now() - since;
  const { trainer, initialState, first } = prepared;
  await trainer.writeState(initialState);
  const stepsPerCall = await measureStepsPerCall(prepared, performance.now.bind(performance));
  const floor = await compileFloor(first.program, first.signature, PARAMETERS, threads);
  const { stepMs, floorMs } = await timeInTurns(groupRunner(prepared, stepsPerCall), () => floor.run());
  await trainer.dispose();
  await floor.dispose();
  const msPerStep = stepMs / stepsPerCall / seeds;
  return { case: name, engine: engine.id, threads, msPerStep, floorMs, compileMs };
}

/** As many steps as a run would take in one call. */
function groupRunner({ trainer, step }: TimedTrainer, length: number): () => Promise<unknown> {
  let count = 0;
  return () => trainer.runMany(Array.from({ length }, () => step.feedsAt(count++)));
}

async function timeInTurns(
  step: () => Promise<unknown>,
  floor: () => Promise<unknown>,
): Promise<{ stepMs: number; floorMs: number }> {
  const firstMs = await timeChunk(step, 1);
  const chunks = { step: await chunkSize(step, firstMs), floor: await chunkSize(floor) };
  const times = { step: [] as number[], floor: [] as number[] };
  const rounds = firstMs > VERY_SLOW_MS ? 1 : firstMs > SLOW_MS ? 3 : ROUNDS;
  for (let round = 0; round < rounds; round++) {
    times.step.push(await timeChunk(step, chunks.step));
    times.floor.push(await timeChunk(floor, chunks.floor));
  }
  return { stepMs: median(times.step), floorMs: median(times.floor) };
}

/** Repetitions that take about CHUNK_MS, found after a short warm-up. @param single time of the first, where it is known */
async function chunkSize(body: () => Promise<unknown>, single?: number): Promise<number> {
  single ??= await timeChunk(body, 1);
  if (single > CHUNK_MS) return 1;
  await timeChunk(body, Math.ceil(CHUNK_MS / single));
  return Math.max(1, Math.round(CHUNK_MS / (await timeChunk(body, 5))));
}

async function timeChunk(body: () => Promise<unknown>, repetitions: number): Promise<number> {
  const since = performance.now();
  for (let i = 0; i < repetitions; i++) await body();
  return (performance.now() - since) / repetitions;
}
