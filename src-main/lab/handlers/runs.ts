/** @file Questions about runs. */
import {
  comparedMetrics,
  compareExpected,
  type ExpectedComparison,
} from '../../analysis/compare-expected.ts';
import type { Experiment } from '../../contract/values/experiment.ts';
import { isOwn } from '../../contract/values/foreign-run.ts';
import type { OwnRun } from '../../contract/values/run-record.ts';
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { EXPERIMENTS } from '../../experiments/index.ts';
import type { StoreReader } from '../../store/store.ts';
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
        comparisons: experiment && isOwn(run) ? comparisonsOf(reader, run, experiment) : [],
        command: experiment && isOwn(run) ? repeatCommand(run, experiment) : '',
      };
    },
  };
}

/** Reads of the series what the published numbers ask for. */
function comparisonsOf(reader: StoreReader, run: OwnRun, experiment: Experiment): ExpectedComparison[] {
  const { expected } = experiment;
  if (expected.length === 0) return [];
  return compareExpected(experiment, run, reader.evaluations(run.id, -1, comparedMetrics(expected)));
}
