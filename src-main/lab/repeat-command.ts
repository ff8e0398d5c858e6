/** @file The command that repeats a run: what differs from the experiment's defaults, quoted for a shell. */
import { quoteWord } from '../base/quote-word.ts';
import type { Experiment } from '../contract/values/experiment.ts';
import type { OwnRun } from '../contract/values/run-record.ts';
import { changedPaths, textAt } from './config-text.ts';

/** Paths that have an option of `run` of their own. */
export const OWN_OPTIONS: Readonly<Record<string, string>> = { seed: '--seed', 'budget.steps': '--steps' };

/** The seed, engine and threads are always written: a repetition must not depend on anybody's defaults. */
export function repeatCommand(
  run: Pick<OwnRun, 'config' | 'engine' | 'threads'>,
  experiment: Experiment,
): string {
  const words = ['groklab', 'run', experiment.id, '--seed', textAt(run.config, 'seed')];
  for (const path of changedPaths(experiment.config, run.config)) {
    const value = textAt(run.config, path);
    if (path === 'seed') continue;
    const option = OWN_OPTIONS[path];
    if (option) words.push(option, value);
    else words.push('--set', `${path}=${value}`);
  }
  words.push('--engine', run.engine, '--threads', String(run.threads));
  return words.map((word) => quoteWord(word)).join(' ');
}
