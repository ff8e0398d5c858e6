/** @file Writing the tables `evaluations` and `series_points`. Everything here expects to be inside a transaction. */
import type { Database } from 'better-sqlite3';
import type { Evaluation } from '../../contract/values/evaluation-points.ts';
import type { MetricName } from '../../contract/values/metric.ts';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SeriesRow } from '../store.ts';
import { numbersToJson } from '../stored-numbers.ts';
import { bulkInsert, inBlocks } from './bulk-insert.ts';
import { writeChunks } from './series-chunks.ts';

interface LastRow {
  readonly name: MetricName;
  readonly value: number | null;
}

// Naming the metrics lets SQLite go straight to each one's steps; without, it would walk through the whole run.
const EVERY_METRIC = 'metric_id IN (SELECT id FROM metrics)';

export function writeSeries(db: Database) {
  const insertEvaluations = bulkInsert(db, 'evaluations (run_id, step, seconds)', 3);
  const insertPoints = bulkInsert(db, 'series_points (run_id, metric_id, step, value)', 4);
  const insertNewEvaluation = db.prepare<[number, number, number]>(
    'INSERT OR IGNORE INTO evaluations (run_id, step, seconds) VALUES (?, ?, ?)',
  );
  const lastStep = db
    .prepare<[number], number | null>('SELECT max(step) FROM evaluations WHERE run_id = ?')
    .pluck();
  const removePointsAt = db.prepare(
    `DELETE FROM series_points WHERE run_id = ? AND ${EVERY_METRIC} AND step = ?`,
  );
  const removeEvaluation = db.prepare('DELETE FROM evaluations WHERE run_id = ? AND step = ?');
  const cutPoints = db.prepare(`DELETE FROM series_points WHERE run_id = ? AND ${EVERY_METRIC} AND step > ?`);
  const cutEvaluations = db.prepare('DELETE FROM evaluations WHERE run_id = ? AND step > ?');
  // CROSS keeps SQLite from walking through all points of the run and asking of each whether it is the last.
  const lastValues = db.prepare<[number, number], LastRow>(
    `SELECT m.name, p.value FROM metrics AS m
     CROSS JOIN series_points AS p ON p.run_id = ? AND p.metric_id = m.id
       AND p.step = (SELECT max(step) FROM series_points WHERE run_id = ? AND metric_id = m.id)
     ORDER BY m.id`,
  );

  const chunks = writeChunks(db);

  /** Metric by metric, since the points of one lie beside each other in the file. */
  function add(run: RunId, added: readonly Evaluation[], idOf: (name: MetricName) => number): void {
    if (added.length === 0) return;
    insertEvaluations(added.flatMap(({ step, seconds }) => [run, step, seconds]));
    for (const name of metricsOf(added)) {
      const metric = idOf(name);
      const chunk = chunks.series(run, metric);
      const rows: number[] = [];
      for (const { step, seconds, values } of added) {
        const value = values[name];
        if (value === undefined) continue;
        chunk(step, value, seconds);
        rows.push(run, metric, step, value);
      }
      insertPoints(rows);
    }
  }

  /** Chunks with the replaced step are made again from the points, once the series goes on. */
  function replace(
    run: RunId,
    { step, seconds, values }: Evaluation,
    idOf: (name: MetricName) => number,
  ): void {
    chunks.cut(run, step - 1);
    removePointsAt.run(run, step);
    removeEvaluation.run(run, step);
    insertEvaluations([run, step, seconds]);
    insertPoints(
      Object.entries(values).flatMap(([name, value]) => [run, idOf(name as MetricName), step, value]),
    );
  }

  return {
    /** Adds evaluations; one at a step that is already there takes its place. */
    append(run: RunId, evaluations: readonly Evaluation[], idOf: (name: MetricName) => number): void {
      let newest = lastStep.get(run) ?? -1;
      const added: Evaluation[] = [];
      for (const evaluation of evaluations) {
        if (evaluation.step > newest) {
          added.push(evaluation);
          newest = evaluation.step;
          continue;
        }
        add(run, added.splice(0), idOf); // it may replace one of them
        replace(run, evaluation, idOf);
      }
      add(run, added, idOf);
    },
    /**
     * Adds the rows of a run that has none, the steps of each metric in their order.
     * @throws LabError `bad-request` for a step that comes twice or out of order
     */
    load(run: RunId, rows: Iterable<Omit<SeriesRow, 'run'>>, idOf: (name: MetricName) => number): void {
      const insert = inBlocks(insertPoints);
      const known = new Map<MetricName, Loading>();
      try {
        for (const { metric, step, seconds, value } of rows) {
          const into = known.get(metric) ?? {
            id: idOf(metric),
            chunk: chunks.series(run, idOf(metric)),
            last: -1,
          };
          if (step <= into.last) throw outOfOrder(metric, step);
          into.last = step;
          known.set(metric, into);
          insertNewEvaluation.run(run, step, seconds);
          into.chunk(step, value, seconds);
          insert.add(run, into.id, step, value);
        }
        insert.end();
      } finally {
        chunks.forget(run); // it may be undone, and other series have to be remembered meanwhile
      }
    },
    /** Removes everything after a step; before step 0 that is everything. */
    cut(run: RunId, afterStep: number): void {
      chunks.cut(run, afterStep);
      cutPoints.run(run, afterStep);
      cutEvaluations.run(run, afterStep);
    },
    /** After a transaction that failed: what is remembered of the run may not be in the file. */
    forget: (run: RunId): void => chunks.forget(run),
    /** The last value of each metric as JSON. */
    lastValues(run: RunId): string {
      const rows = lastValues.all(run, run);
      return numbersToJson(Object.fromEntries(rows.map(({ name, value }) => [name, value ?? NaN])));
    },
  };
}

/** A series that is being loaded. */
interface Loading {
  readonly id: number;
  readonly chunk: (step: number, value: number, seconds: number) => void;
  last: number;
}

function outOfOrder(metric: MetricName, step: number): LabError {
  return new LabError('bad-request', `${metric} has step ${step} twice or out of order`, { metric, step });
}

/** The metrics of which there is a value. */
export function metricsOf(evaluations: readonly Evaluation[]): Set<MetricName> {
  const names = new Set<MetricName>();
  for (const { values } of evaluations) for (const name in values) names.add(name as MetricName);
  return names;
}
