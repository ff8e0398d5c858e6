/** @file How fast an engine takes the steps of a config: what `auto` goes by. */
import { median } from '../analysis/median.ts';
import type { EngineId } from '../contract/values/engine-id.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { EnginePace } from '../contract/wire/worker-protocol.ts';
import { ENGINES } from '../engines/index.ts';
import { compileSeeds } from './seeds-together.ts';

/** Long enough to see through a hiccup, short enough to be asked before every run. */
const TIMED_MS = 1000;
const MOST_STEPS = 50;

/** What it does not say by numbers it says by a reason: missing parts, a precision it does not have. */
export async function paceOf(engine: EngineId, config: RunConfig, threads: number): Promise<EnginePace> {
  const found = await ENGINES[engine].probe();
  if (!found.available) return { engine, msPerStep: null, reason: found.reason };
  try {
    return { engine, msPerStep: await msPerStep(engine, config, threads), reason: '' };
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    return { engine, msPerStep: null, reason: error.message };
  }
}

async function msPerStep(engine: EngineId, config: RunConfig, threads: number): Promise<number> {
  const options = { threads, precision: config.precision };
  const { trainer, step, initialState } = await compileSeeds(config, 1, ENGINES[engine], options);
  await trainer.writeState(initialState);
  const times: number[] = [];
  // The first step is slower than all others; a second one is taken where the first shows that there is time.
  const began = performance.now();
  for (let t = 0; t < MOST_STEPS && (t === 0 || performance.now() - began < TIMED_MS); t++) {
    const since = performance.now();
    await trainer.run(step.feedsAt(t));
    times.push(performance.now() - since);
  }
  await trainer.dispose();
  return median(times.length > 1 ? times.slice(1) : times);
}
