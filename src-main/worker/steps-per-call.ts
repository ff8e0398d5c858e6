/** @file How many steps an engine is given at a time, found by a short measurement before a run. */
import type { NamedArrays } from '../base/named-arrays.ts';
import type { Executable } from '../engines/engine.ts';
import type { TrainStep } from '../training/train-step.ts';

/** What a call costs besides its steps may be this share of their time. */
const OVERHEAD_SHARE = 0.01;
/** A call must be over soon, or pause and heartbeat wait for it; half of what the loop turns after. */
const LONGEST_CALL_MS = 25;
/** More bring nothing, and their feeds need memory. */
const MOST = 1000;

/** Steps in the longer of the calls that are timed, and how often each is timed. */
const GROUP = 16;
const REPEATS = 5;

interface Timed {
  readonly trainer: Executable;
  readonly step: Pick<TrainStep, 'feedsAt'>;
  readonly initialState: NamedArrays;
}

/** Times calls of one step and of several on the untrained network, whose state it leaves changed. */
export async function measureStepsPerCall(
  { trainer, step, initialState }: Timed,
  clock: () => number,
): Promise<number> {
  if (!trainer.hasLoop) return 1;
  await trainer.writeState(initialState);
  const fastest = async (length: number): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < REPEATS; i++) {
      const since = clock();
      await trainer.runMany(Array.from({ length }, (_, at) => step.feedsAt(at)));
      times.push(clock() - since);
    }
    return Math.min(...times);
  };
  await fastest(1); // the first calls allocate
  return stepsPerCallFor(await fastest(1), await fastest(GROUP), GROUP);
}

/**
 * @param oneMs time of a call of one step
 * @param groupMs time of a call of `group` steps
 */
export function stepsPerCallFor(oneMs: number, groupMs: number, group: number): number {
  const stepMs = Math.max((groupMs - oneMs) / (group - 1), groupMs / group / 10, 1e-6);
  const callMs = Math.max(0, oneMs - stepMs);
  const wanted = Math.ceil(callMs / (OVERHEAD_SHARE * stepMs));
  const longest = Math.floor(LONGEST_CALL_MS / stepMs);
  return Math.max(1, Math.min(wanted, longest, MOST));
}
