/** @file Every migration, oldest first. */
import { runs } from './0010-runs.ts';
import { series } from './0020-series.ts';
import { checkpointsAndSettings } from './0030-checkpoints-and-settings.ts';
import { runMarks } from './0040-run-marks.ts';
import { runValues } from './0045-run-values.ts';
import { seriesChunks } from './0050-series-chunks.ts';
import { runSearch } from './0055-run-search.ts';
import { sweeps } from './0060-sweeps.ts';
import { stopRules } from './0070-stop-rules.ts';
import { foreignRuns } from './0080-foreign-runs.ts';
import { binTime } from './0090-bin-time.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  runs,
  series,
  checkpointsAndSettings,
  runMarks,
  runValues,
  seriesChunks,
  runSearch,
  sweeps,
  stopRules,
  foreignRuns,
  binTime,
];
