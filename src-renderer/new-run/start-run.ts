/** @file Starting a run and going to watch it. */
import {
  DEFAULT_ENGINE,
  engineChoice,
  type EngineChoice,
  type EngineId,
} from '../../src-main/contract/values/engine-id.ts';
import type { Experiment } from '../../src-main/contract/values/experiment.ts';
import { threadCount } from '../../src-main/contract/values/run-limits.ts';
import type { RunOrder } from '../../src-main/contract/wire/requests.ts';
import type { AppState } from '../app-state.ts';

export const ENGINE_KEY = 'run.engine';
export const THREADS_KEY = 'run.threads';

/** What new runs use unless told otherwise; null threads leave it to the lab. */
export function runDefaults({ preferences }: Pick<AppState, 'preferences'>): {
  engine: EngineChoice;
  threads: number | null;
} {
  return {
    engine: preferences.get(ENGINE_KEY, engineChoice, DEFAULT_ENGINE),
    threads: preferences.get(THREADS_KEY, threadCount.nullable(), null),
  };
}

/** An order whose engine may still have to be chosen. */
export type AskedOrder = Omit<RunOrder, 'engine'> & { readonly engine: EngineChoice };

/** @returns the error if the run could not be started */
export async function startRun(state: AppState, asked: AskedOrder): Promise<unknown> {
  try {
    const order = { ...asked, engine: await chosenEngine(state, asked) };
    const { run } = await state.connection.request('runs.create', order);
    state.runs.takeAll([run]);
    state.router.go({ page: 'run', run: run.id });
    return null;
  } catch (error) {
    return error;
  }
}

/** What `auto` stands for on this machine, for this config; it takes some seconds. */
export async function chosenEngine(
  state: AppState,
  asked: Pick<AskedOrder, 'experiment' | 'changes' | 'threads' | 'engine'>,
): Promise<EngineId> {
  if (asked.engine !== 'auto') return asked.engine;
  const { experiment, changes, threads } = asked;
  return (await state.connection.request('engines.choose', { experiment, changes, threads })).engine;
}

export async function startQuickRun(state: AppState, experiment: Experiment): Promise<void> {
  const order = { experiment: experiment.id, changes: {}, name: '', tags: [], ...runDefaults(state) };
  const error = await startRun(state, order);
  if (error) state.notices.error(error);
}
