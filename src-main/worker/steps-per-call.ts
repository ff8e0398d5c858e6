/** @file How many steps an engine is given at a time, found by a short measurement before a run. */
import type { NamedArrays } from '../base/named-arrays.ts';
import type { Executable } from '../engines/engine.ts';
import type { TrainStep } from '../training/train-step.ts';

/** What a call costs besides its steps may be this share of their time. */
const OVERHEAD_SHARE = 0.01;
/** A call must be over soon: a pause waits for it (and what `train-run.ts` lets pass between two turns of the event loop),
 *  and who asks for one should not notice. */
const LONGEST_CALL_MS = 150;
/** More bring nothing, and their feeds need memory. */
const MOST = 1000;

/** The most steps in the longer of the calls that are timed, and how often each is timed, unless that takes long. */
const GROUP = 16;
const REPEATS = 5;
const LONGEST_TIMING_MS = 300;

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
    let [least, spent] = [Infinity, 0];
    for (let i = 0; i < REPEATS && spent < LONGEST_TIMING_MS; i++) {
      const since = clock();
      await trainer.runMany(Array.from({ length }, (_, at) => step.feedsAt(at)));
      const ms = clock() - since;
      [least, spent] = [Math.min(least, ms), spent + ms];
    }
    return least;
  };
  await fastest(1); // the first calls allocate
  const oneMs = await fastest(1);
  const group = Math.min(GROUP, Math.floor(LONGEST_CALL_MS / oneMs));
  return group < 2 ? 1 : stepsPerCallFor(oneMs, await fastest(group), group);
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
