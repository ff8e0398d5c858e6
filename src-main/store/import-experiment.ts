/** @file Runs and sweeps of another store, taken in as they were: new ids, the same uids, nothing of what is there changed. */
import { LabError } from '../contract/values/lab-error.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { RunId } from '../contract/values/run-record.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { ImportedExperiment, ImportedRun, ImportedSweep, ImportResult } from './store.ts';
import type { writeCheckpoints } from './tables/checkpoints.ts';
import { toRow } from './tables/run-row.ts';
import type { writeRuns } from './tables/runs.ts';
import type { writeSeries } from './tables/series-write.ts';
import type { writeSweeps } from './tables/sweeps-write.ts';

export interface ImportTables {
  readonly runs: ReturnType<typeof writeRuns>;
  readonly series: ReturnType<typeof writeSeries>;
  readonly checkpoints: ReturnType<typeof writeCheckpoints>;
  readonly sweeps: ReturnType<typeof writeSweeps>;
  readonly idOf: (name: MetricName) => number;
}

/**
 * Expects to be inside a transaction, and the metrics to be known.
 * @throws LabError `bad-request` for series that cannot be, such as one with a step twice
 */
export function importExperiment(tables: ImportTables, { runs, sweeps }: ImportedExperiment): ImportResult {
  const sweepIds = new Map(sweeps.map((sweep) => [sweep.uid, sweepOf(tables, sweep)]));
  const imported: RunId[] = [];
  const present: RunId[] = [];
  const ids: RunId[] = [];
  for (const run of runs) {
    const there = tables.runs.idOfUid(run.record.uid);
    const id = there ?? importRun(tables, run, sweepIds);
    (there === undefined ? imported : present).push(id);
    ids.push(id);
  }
  for (const sweep of sweeps) fillPoints(tables, sweepIds.get(sweep.uid) as SweepId, sweep);
  return { ids, imported, present, sweeps: [...sweepIds.values()] };
}

/** The sweep of that uid: made where it is not there, grown where it has been extended elsewhere. */
function sweepOf({ sweeps }: ImportTables, { points, decision, ...made }: ImportedSweep): SweepId {
  const there = sweeps.idOfUid(made.uid);
  const id = there ?? sweeps.insert(made);
  if (there === undefined) sweeps.update(id, { decision });
  const known = new Set(sweeps.hashes(id));
  const coming = points.filter(({ configHash }) => !known.has(configHash));
  sweeps.addPoints(
    id,
    coming.map((point) => ({ ...point, run: null })),
  );
  // A sweep extended both here and there keeps the settings it has here.
  if (coming.length > 0 && known.size + coming.length === points.length)
    sweeps.update(id, { spec: made.spec });
  return id;
}

/** A point that has a run keeps it. */
function fillPoints({ runs, sweeps }: ImportTables, id: SweepId, { points }: ImportedSweep): void {
  for (const { configHash, runUid } of points) {
    const run = runUid === null ? undefined : runs.idOfUid(runUid);
    if (run !== undefined) sweeps.fillPoint(id, configHash, run);
  }
}

function importRun(tables: ImportTables, run: ImportedRun, sweepIds: ReadonlyMap<string, SweepId>): RunId {
  const { record, sweepUid } = run;
  const sweep = sweepUid === null ? undefined : sweepIds.get(sweepUid);
  const id = tables.runs.insertRow(toRow(record), sweep ?? null);
  loadSeries(run, () => tables.series.load(id, run.series(), tables.idOf));
  for (const checkpoint of run.checkpoints) tables.checkpoints.register({ ...checkpoint, run: id });
  run.place(id);
  return id;
}

function loadSeries({ record }: ImportedRun, load: () => void): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof LabError) || error.details['metric'] === undefined) throw error;
    const message = `the series of run '${record.name}' cannot be: ${error.message}; make the archive again.`;
    throw new LabError('bad-request', message, { run: record.uid }, error);
  }
}
