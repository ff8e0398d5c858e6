/** @file Questions about runs. */
import { compareExpected } from '../../analysis/compare-expected.ts';
import { isOwn } from '../../contract/values/foreign-run.ts';
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { EXPERIMENTS } from '../../experiments/index.ts';
import { repeatCommand } from '../repeat-command.ts';
import { runByReference } from '../run-reference.ts';
import type { ReadContext } from './read-context.ts';

export function runHandlers({ reader }: ReadContext): Pick<LabHandlers, 'runs.list' | 'runs.get'> {
  return {
    'runs.list': (query) => reader.runs(query),
    'runs.get': ({ run: reference }) => {
      const run = runByReference(reader, reference);
      const experiment = EXPERIMENTS.find((e) => e.id === run.experiment);
      const checkpoints = reader
        .checkpoints(run.id)
        .map(({ step, file, bytes, createdAt }) => ({ step, file, bytes, createdAt }));
      return {
        run,
        checkpoints,
        comparisons:
          experiment && isOwn(run) ? compareExpected(experiment, run, reader.evaluations(run.id, -1)) : [],
        command: experiment && isOwn(run) ? repeatCommand(run, experiment) : '',
      };
    },
  };
}
