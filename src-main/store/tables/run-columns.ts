/** @file The columns of `runs` in which the fields of a run's record are stored. */
import { FOREIGN } from '../../contract/values/foreign-run.ts';

/** By the name of the field. */
export const RUN_COLUMNS: Readonly<Record<string, string>> = {
  id: 'id',
  name: 'name',
  experiment: 'experiment',
  // As tables show it.
  status: `iif(foreign_source IS NULL, status, '${FOREIGN}')`,
  tag: 'tags',
  sweep: 'sweep_id',
  note: 'note',
  pinned: 'pinned',
  archived: 'archived',
  reason: 'reason',
  engine: 'engine',
  threads: 'threads',
  createdAt: 'created_at',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  deletedAt: 'deleted_at',
  steps: 'step',
  seconds: 'seconds',
  stepsPerSecond: 'steps_per_second',
  secondsLeft: 'seconds_left',
  point1: 'point1_step',
  point2: 'point2_step',
  delay: 'delay',
  relapses: 'relapses',
  revision: 'revision',
};
