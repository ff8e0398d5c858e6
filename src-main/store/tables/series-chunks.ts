/** @file The table `series_chunks`: what a pixel would show of every 64 points that follow upon each other. Where a chunk
 *  lies inside one pixel, reading these few instead of the points changes nothing in the picture. */
import type { Database } from 'better-sqlite3';
import type { RunId } from '../../contract/values/run-record.ts';
import { keepOfBin } from '../decimate.ts';

/** Small beside a pixel of a long series, large beside the few points that are kept of it. */
export const CHUNK_POINTS = 64;

/** Runs whose loose points are kept in memory; more are read again when they go on. */
const MOST_RUNS = 64;

/** The kept points of 64, still as the file has them, and the steps of the first and the last of all. */
export interface SeriesChunk {
  readonly first: number;
  readonly last: number;
  readonly kept: Buffer;
}

/** Columns of points that grow. */
export interface Columns {
  readonly step: Float64Array;
  readonly value: Float64Array;
  readonly seconds: Float64Array;
}

const BYTES_A_POINT = 24;

export const keptPoints = ({ kept }: SeriesChunk): number => kept.length / BYTES_A_POINT;

/** Writes the kept points of a chunk into columns, from a place on. */
export function unpack({ kept }: SeriesChunk, { step, value, seconds }: Columns, at: number): void {
  const size = kept.length / BYTES_A_POINT;
  for (let i = 0; i < size; i++) {
    step[at + i] = kept.readDoubleLE(8 * i);
    value[at + i] = kept.readDoubleLE(8 * (size + i));
    seconds[at + i] = kept.readDoubleLE(8 * (2 * size + i));
  }
}

export function readChunks(db: Database) {
  const inside = db.prepare<[number, number, number, number], SeriesChunk>(
    `SELECT first_step AS first, last_step AS last, kept FROM series_chunks
     WHERE run_id = ? AND metric_id = ? AND last_step >= ? AND first_step <= ? ORDER BY last_step`,
  );
  return (run: RunId, metric: number, from: number, to: number): SeriesChunk[] =>
    inside.all(run, metric, from, to);
}

/** Points of one series that are in no chunk yet. */
interface Pending {
  readonly step: number[];
  readonly value: number[];
  readonly seconds: number[];
}

/** Everything here expects to be inside a transaction; after one that failed, `forget` what was remembered of it. */
export function writeChunks(db: Database) {
  const insert = db.prepare<[number, number, number, number, Uint8Array]>(
    'INSERT INTO series_chunks (run_id, metric_id, first_step, last_step, kept) VALUES (?, ?, ?, ?, ?)',
  );
  const newest = db
    .prepare<[number, number], number | null>(
      'SELECT max(last_step) FROM series_chunks WHERE run_id = ? AND metric_id = ?',
    )
    .pluck();
  const loose = db
    .prepare<[number, number, number], [number, number | null, number]>(
      `SELECT p.step, p.value, e.seconds FROM series_points AS p
       JOIN evaluations AS e ON e.run_id = p.run_id AND e.step = p.step
       WHERE p.run_id = ? AND p.metric_id = ? AND p.step > ? ORDER BY p.step LIMIT ${CHUNK_POINTS}`,
    )
    .raw();
  const cut = db.prepare<[number, number]>(
    `DELETE FROM series_chunks WHERE run_id = ? AND metric_id IN (SELECT id FROM metrics) AND last_step > ?`,
  );
  const remembered = new Map<RunId, Map<number, Pending>>();

  function remember(run: RunId, ofRun: Map<number, Pending>): void {
    if (remembered.size >= MOST_RUNS) remembered.delete(remembered.keys().next().value as RunId);
    remembered.set(run, ofRun);
  }

  function recall(run: RunId, metric: number): Pending {
    const ofRun = remembered.get(run) ?? new Map<number, Pending>();
    if (!remembered.has(run)) remember(run, ofRun);
    const known = ofRun.get(metric);
    if (known) return known;
    const pending: Pending = { step: [], value: [], seconds: [] };
    ofRun.set(metric, pending);
    // By the chunk: series that came without chunks may be long.
    for (let after = newest.get(run, metric) ?? -1, more = true; more;) {
      const points = loose.all(run, metric, after);
      for (const [step, value, seconds] of points) add(run, metric, pending, step, value ?? NaN, seconds);
      after = points.at(-1)?.[0] ?? after;
      more = points.length === CHUNK_POINTS;
    }
    return pending;
  }

  function add(
    run: RunId,
    metric: number,
    { step, value, seconds }: Pending,
    ...[atStep, itsValue, atSeconds]: [number, number, number]
  ): void {
    step.push(atStep);
    value.push(itsValue);
    seconds.push(atSeconds);
    if (step.length < CHUNK_POINTS) return;
    const kept = thinned({ step, value, seconds });
    insert.run(run, metric, step[0] as number, step.at(-1) as number, kept);
    step.length = value.length = seconds.length = 0;
  }

  return {
    /** @returns a function to be told of each point that is about to be added, later than all before it */
    series(run: RunId, metric: number): (step: number, value: number, seconds: number) => void {
      const pending = recall(run, metric);
      return (step, value, seconds) => add(run, metric, pending, step, value, seconds);
    },
    /** Removes chunks with points after a step. */
    cut(run: RunId, afterStep: number): void {
      cut.run(run, afterStep);
      remembered.delete(run);
    },
    forget(run: RunId): void {
      remembered.delete(run);
    },
  };
}

function thinned({ step, value, seconds }: Pending): Uint8Array {
  const kept: number[] = [];
  keepOfBin(Float64Array.from(value), 0, value.length, kept);
  const doubles = Float64Array.from(
    [step, value, seconds].flatMap((list) => kept.map((i) => list[i] as number)),
  );
  return new Uint8Array(doubles.buffer);
}
