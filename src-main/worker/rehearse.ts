/** @file How fast a config trains with a number of threads while others do the same beside it. */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import type { EngineId } from '../contract/values/engine-id.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import { measureStepsPerCall } from './steps-per-call.ts';

/** Before anything is timed: the first steps of a session are slower. */
const WARM_UP_MS = 200;
const TURN_EVERY_MS = 50;

export interface Rehearsed {
  readonly steps: number;
  readonly ms: number;
}

/** Compiles and warms up. @returns a function that trains for some time and says how many steps it made */
export async function prepareRehearsal(
  config: RunConfig,
  engine: EngineId,
  threads: number,
): Promise<(ms: number) => Promise<Rehearsed>> {
  const prepared = await prepareRun(config, engine, threads);
  const stepsPerCall = await measureStepsPerCall(prepared, () => performance.now());
  await prepared.trainer.writeState(prepared.initialState);
  await trainFor(prepared, stepsPerCall, WARM_UP_MS);
  return (ms) => trainFor(prepared, stepsPerCall, ms);
}

async function trainFor(
  { trainer, step }: PreparedRun,
  stepsPerCall: number,
  ms: number,
): Promise<Rehearsed> {
  const since = performance.now();
  let turnedAt = since;
  for (let steps = 0; ; steps += stepsPerCall) {
    const now = performance.now();
    if (now - since >= ms && steps > 0) return { steps, ms: now - since };
    if (now - turnedAt > TURN_EVERY_MS) {
      await turnOfEventLoop();
      turnedAt = now;
    }
    await trainer.runMany(Array.from({ length: stepsPerCall }, (_, i) => step.feedsAt(steps + i)));
  }
}
