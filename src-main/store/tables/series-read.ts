/** @file Reading the tables `evaluations` and `series_points`. */
import type { Database, Statement } from 'better-sqlite3';
import type { Evaluation } from '../../contract/values/evaluation-points.ts';
import type { MetricName } from '../../contract/values/metric.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SeriesRow } from '../store.ts';
import { readMetrics } from './metrics.ts';
import { readChunks, type SeriesChunk } from './series-chunks.ts';

/** The evaluations of a run in a range of steps. */
export interface TimeAxis {
  readonly step: Float64Array;
  readonly seconds: Float64Array;
}

/** A series at full resolution. */
export interface FullSeries extends TimeAxis {
  readonly value: Float64Array;
}

type Range = [run: number, from: number, to: number];
type MetricRange = [run: number, metric: number, from: number, to: number];
type PageOfRows = [run: number, metric: number, after: number, upTo: number];

/** Few enough to keep memory flat, many enough that asking again costs nothing. */
const PAGE_ROWS = 5000;

/** NULL stands for NaN. A loop, since `Float64Array.from` with a function takes ten times as long. */
function toFloats(values: readonly (number | null)[]): Float64Array {
  const floats = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) floats[i] = values[i] ?? NaN;
  return floats;
}

export function readSeries(db: Database) {
  const metrics = readMetrics(db);
  const steps = column(db, 'step');
  const seconds = column(db, 'seconds');
  const inRange =
    'FROM series_points WHERE run_id = ? AND metric_id = ? AND step BETWEEN ? AND ? ORDER BY step';
  const values = db.prepare<MetricRange, number | null>(`SELECT value ${inRange}`).pluck();
  const points = db.prepare<MetricRange, [number, number | null]>(`SELECT step, value ${inRange}`).raw();
  const lastStep = db
    .prepare<[number], number | null>('SELECT max(step) FROM evaluations WHERE run_id = ?')
    .pluck();
  const page = db
    .prepare<PageOfRows, [number, number, number | null]>(
      `SELECT p.step, e.seconds, p.value FROM series_points AS p
       JOIN evaluations AS e ON e.run_id = p.run_id AND e.step = p.step
       WHERE p.run_id = ? AND p.metric_id = ? AND p.step > ? AND p.step <= ? ORDER BY p.step LIMIT ${PAGE_ROWS}`,
    )
    .raw();

  const count = db.prepare<[number], number>('SELECT count(*) FROM series_points WHERE run_id = ?').pluck();
  const stepsOf = db.prepare<MetricRange, number>(`SELECT step ${inRange}`).pluck();
  const secondsAt = db
    .prepare<[number, number], number>('SELECT seconds FROM evaluations WHERE run_id = ? AND step = ?')
    .pluck();
  const chunks = readChunks(db);

  function timeAxis(run: RunId, from: number, to: number): TimeAxis {
    return {
      step: toFloats(steps.all(run, from, to)),
      seconds: toFloats(seconds.all(run, from, to)),
    };
  }

  /** A metric's series over the time axis read before in the same transaction. */
  function series(run: RunId, metric: MetricName, axis: TimeAxis, from: number, to: number): FullSeries {
    const id = metrics.id(metric);
    const found = id === undefined ? [] : values.all(run, id, from, to);
    // Every point is at one of the evaluations: as many of them means at the same steps.
    if (found.length === axis.step.length) return { ...axis, value: toFloats(found) };
    if (id === undefined || found.length === 0) return emptySeries();
    return onAxis(axis, points.all(run, id, from, to));
  }

  return {
    /** Steps and seconds of all evaluations from one step to another, both included. */
    timeAxis,
    series,
    /** A stretch of a metric's series without its seconds, which are NaN: most of its points will not be drawn. */
    bare(run: RunId, metric: MetricName, from: number, to: number): FullSeries {
      const id = metrics.id(metric) ?? -1;
      const step = toFloats(stepsOf.all(run, id, from, to));
      return { step, value: toFloats(values.all(run, id, from, to)), seconds: step.slice().fill(NaN) };
    },
    /** Puts in the seconds that are still NaN. */
    fillSeconds(run: RunId, { step, seconds: filled }: TimeAxis): void {
      for (let i = 0; i < step.length; i++)
        if (Number.isNaN(filled[i])) filled[i] = secondsAt.get(run, step[i] as number) as number;
    },
    /** The chunks of a metric's series that touch a range of steps. */
    chunks(run: RunId, metric: MetricName, from: number, to: number): SeriesChunk[] {
      const id = metrics.id(metric);
      return id === undefined ? [] : chunks(run, id, from, to);
    },
    evaluations(run: RunId, afterStep: number, wanted?: readonly MetricName[]): Evaluation[] {
      const axis = timeAxis(run, afterStep + 1, Number.MAX_SAFE_INTEGER);
      const rows = Array.from(axis.step, (step, i) => ({
        step,
        seconds: axis.seconds[i] as number,
        values: {} as Partial<Record<MetricName, number>>,
      }));
      for (const { id, name } of metrics.all()) {
        if (wanted && !wanted.includes(name)) continue;
        let at = 0;
        for (const [step, value] of points.all(run, id, afterStep + 1, Number.MAX_SAFE_INTEGER)) {
          // Every point is at one of the evaluations, and both go up.
          while ((rows[at] as Evaluation).step < step) at++;
          (rows[at] as { values: Partial<Record<MetricName, number>> }).values[name] = value ?? NaN;
        }
      }
      return rows;
    },
    /** How many rows of a run there are. */
    count: (run: RunId): number => count.get(run) ?? 0,
    /** Rows of one run by metric and step, up to a step: by default the evaluation that was the last when it was asked. */
    *rows(run: RunId, upTo = lastStep.get(run) ?? -1): Generator<SeriesRow> {
      for (const { id, name } of metrics.all()) {
        let after = -1;
        for (let more = true; more;) {
          // A page at a time instead of an open cursor, which would hold the reader at an old moment.
          const found = page.all(run, id, after, upTo);
          for (const [step, at, value] of found)
            yield { run, metric: name, step, seconds: at, value: value ?? NaN };
          more = found.length === PAGE_ROWS;
          after = found.at(-1)?.[0] ?? after;
        }
      }
    },
  };
}

function column(db: Database, name: 'step' | 'seconds'): Statement<Range, number> {
  return db
    .prepare<Range, number>(
      `SELECT ${name} FROM evaluations WHERE run_id = ? AND step BETWEEN ? AND ? ORDER BY step`,
    )
    .pluck();
}

function emptySeries(): FullSeries {
  return { step: new Float64Array(), seconds: new Float64Array(), value: new Float64Array() };
}

/** A metric that was not taken at every evaluation: seconds are looked up by walking both lists together. */
function onAxis(axis: TimeAxis, points: readonly (readonly [number, number | null])[]): FullSeries {
  const seconds = new Float64Array(points.length);
  let at = 0;
  for (const [i, [step]] of points.entries()) {
    while ((axis.step[at] as number) < step) at++;
    seconds[i] = axis.seconds[at] as number;
  }
  return {
    step: toFloats(points.map(([step]) => step)),
    seconds,
    value: toFloats(points.map(([, v]) => v)),
  };
}
