/** @file Changes the file. Each method is one transaction, committed and on the disk when it returns. */
import type { Database } from 'better-sqlite3';
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type { OwnRun, RunId, RunRecord } from '../contract/values/run-record.ts';
import { importExperiment } from './import-experiment.ts';
import { explained } from './store-errors.ts';
import type {
  ImportedExperiment,
  ImportResult,
  NewRun,
  RunChanges,
  RunSummary,
  StoredCheckpoint,
  StoreWriter,
} from './store.ts';
import { writeCheckpoints } from './tables/checkpoints.ts';
import { metricIds } from './tables/metrics.ts';
import { writeQueue } from './tables/queue.ts';
import { writeRuns } from './tables/runs.ts';
import { metricsOf, writeSeries } from './tables/series-write.ts';
import { writeSettings } from './tables/settings.ts';
import { writeSweeps } from './tables/sweeps-write.ts';
import type { SweepWriter } from './sweep-store.ts';

/** A writer over the owner's connection, which it closes in the end. */
export function createWriter(db: Database): StoreWriter {
  const runs = writeRuns(db);
  const series = writeSeries(db);
  const checkpoints = writeCheckpoints(db);
  const settings = writeSettings(db);
  const sweeps = writeSweeps(db, (run) => runs.insert(run));
  const idOf = metricIds(db);
  const run = db.transaction((work: () => unknown) => work());
  // A full disk or a lost one is the only failure to expect here, and it has a sentence.
  const atOnce = <T>(work: () => T): T => explained(db.name, () => run.immediate(work) as T);

  function purge(id: RunId): void {
    runs.refuseUnlessInBin(id);
    checkpoints.cut(id, -1);
    series.cut(id, -1);
    runs.remove(id);
  }

  function append(id: RunId, evaluations: readonly Evaluation[], summary: RunSummary): void {
    runs.summarize(id, summary);
    if (evaluations.length === 0) return;
    series.append(id, evaluations, idOf);
    runs.setLast(id, series.lastValues(id));
  }

  return {
    insertRun: (order: NewRun): OwnRun => atOnce(() => runs.record(runs.insert(order)) as OwnRun),
    updateRun: (id: RunId, changes: RunChanges): RunRecord =>
      atOnce(() => {
        runs.change(id, changes);
        return runs.record(id);
      }),
    appendEvaluations(id: RunId, evaluations: readonly Evaluation[], summary: RunSummary): void {
      for (const name of metricsOf(evaluations)) explained(db.name, () => idOf(name));
      try {
        atOnce(() => append(id, evaluations, summary));
      } catch (error) {
        series.forget(id);
        throw error;
      }
    },
    truncateSeries: (id: RunId, afterStep: number, summary: RunSummary): RunRecord =>
      atOnce(() => {
        runs.summarize(id, summary);
        runs.nextRevision(id);
        series.cut(id, afterStep);
        // Their points are gone, so nothing could be resumed from them.
        checkpoints.cut(id, afterStep);
        runs.setLast(id, series.lastValues(id));
        return runs.record(id);
      }),
    registerCheckpoint: (checkpoint: StoredCheckpoint): void =>
      atOnce(() => {
        runs.record(checkpoint.run); // throws for a run that is not there
        checkpoints.register(checkpoint);
      }),
    forgetCheckpoint: (id: RunId, file: string): void => atOnce(() => checkpoints.forget(id, file)),
    purgeRuns: (ids: readonly RunId[]): void => atOnce(() => new Set(ids).forEach(purge)),
    giveBackSpace: (): void => giveBackSpace(db),
    markInterrupted: (reason: string): RunId[] => atOnce(() => runs.interrupt(reason)),
    writeSetting: (key: string, value: unknown): void => atOnce(() => settings(key, value)),
    importExperiment(experiment: ImportedExperiment): ImportResult {
      // In the order of each run's own list, which is how its last values are shown.
      const names = experiment.runs.flatMap(({ record }) => Object.keys(record.last) as MetricName[]);
      for (const name of new Set(names)) explained(db.name, () => idOf(name));
      return atOnce(() => importExperiment({ runs, series, checkpoints, sweeps, idOf }, experiment));
    },
    ...sweepWriter(db, atOnce, runs, sweeps),
    close() {
      // So that the file is complete without its log, even one that only readers have touched.
      try {
        if (db.open) cutLog(db);
      } finally {
        db.close();
      }
    },
  };
}

function sweepWriter(
  db: Database,
  atOnce: <T>(work: () => T) => T,
  runs: ReturnType<typeof writeRuns>,
  sweeps: ReturnType<typeof writeSweeps>,
): SweepWriter {
  const queue = writeQueue(db);
  return {
    insertSweep: (sweep, points) =>
      atOnce(() => {
        const id = sweeps.insert(sweep);
        sweeps.addPoints(id, points);
        return id;
      }),
    growSweep: (id, changes, points) =>
      atOnce(() => {
        sweeps.update(id, changes);
        return sweeps.addPoints(id, points);
      }),
    updateSweep: (id, changes) => atOnce(() => sweeps.update(id, changes)),
    replaceRun: (id, position, run) =>
      atOnce(() => {
        const made = runs.insert({ ...run, sweep: id });
        sweeps.setRun(id, position, made);
        return runs.record(made);
      }),
    purgeSweep: (id) => atOnce(() => sweeps.remove(id)),
    orderQueue: (order) => atOnce(() => queue.order(order)),
    setPriority: (ids, priority) => atOnce(() => queue.prioritize(ids, priority)),
  };
}

/** Free pages leave the file, and so do those of the log. */
function giveBackSpace(db: Database): void {
  explained(db.name, () => db.pragma('incremental_vacuum'));
  cutLog(db);
}

/** A reader in the middle of something leaves this for the next time; nobody waits for it. */
function cutLog(db: Database): void {
  const patience = Number(db.pragma('busy_timeout', { simple: true }));
  db.pragma('busy_timeout = 0');
  try {
    explained(db.name, () => db.pragma('wal_checkpoint(TRUNCATE)'));
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}
