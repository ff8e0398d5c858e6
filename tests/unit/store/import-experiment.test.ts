/** @file Runs taken over from another store, looked at in the file itself: nothing of a run may be left behind. */
import { expect, it } from 'vitest';
import type { RunId, RunRecord } from '../../../src-main/contract/values/run-record.ts';
import type { Store } from '../../../src-main/store/open-store.ts';
import type { ImportedRun } from '../../../src-main/store/store.ts';
import {
  aFile,
  anEvaluation,
  aNewRun,
  aStore,
  aSummary,
  labErrorOf,
  rowsOf,
  withSqlite,
} from './builders.ts';

/** What each store gives by itself. */
const OWN = ['id', 'run_id', 'sweep_id', 'place', 'deleted_at', 'binned_at', 'rowid', 'path_id', 'metric_id'];
const TABLES = {
  runs: 'SELECT * FROM runs WHERE id = ?',
  settings:
    'SELECT path, value FROM run_settings JOIN setting_paths AS p ON p.id = path_id WHERE run_id = ? ORDER BY path',
  last: 'SELECT name, value FROM run_last JOIN metrics AS m ON m.id = metric_id WHERE run_id = ? ORDER BY name',
  search: "SELECT count(*) AS found FROM run_search WHERE rowid = ? AND text MATCH 'remarkable'",
  evaluations: 'SELECT * FROM evaluations WHERE run_id = ?',
  points: 'SELECT metric, step, seconds, value FROM points WHERE run = ? ORDER BY metric, step',
  chunks:
    'SELECT c.*, name FROM series_chunks AS c JOIN metrics AS m ON m.id = metric_id WHERE run_id = ? ORDER BY name, last_step',
  checkpoints: 'SELECT * FROM checkpoints WHERE run_id = ?',
};

function everythingOf(file: string, run: RunId): Record<string, unknown[]> {
  const strip = (row: object) =>
    Object.fromEntries(Object.entries(row).filter(([key]) => !OWN.includes(key)));
  return withSqlite(file, (db) =>
    Object.fromEntries(
      Object.entries(TABLES).map(([name, sql]) => [
        name,
        db
          .prepare(sql)
          .all(run)
          .map((row) => strip(row as object)),
      ]),
    ),
  );
}

/** A run whose every column says something, with 200 points of each of two metrics. */
function aFullRun({ writer }: Store): RunId {
  const { id } = writer.insertRun(aNewRun({ name: 'full', tags: ['paper', 'b "c"'] }));
  const environment = { app: '1', engineVersion: '2', node: '3', platform: '4', cpu: '5', cores: 6 };
  const evaluations = Array.from({ length: 200 }, (_, i) =>
    anEvaluation(i * 5, { 'val/loss': i === 70 ? NaN : 1 / (i + 1), 'train/loss': i === 199 ? -0 : i }),
  );
  const points = { point1: { step: 40, after: 35 }, point2: { step: 90, after: 85 }, relapses: 3 };
  writer.truncateSeries(id, -1, aSummary(0));
  writer.appendEvaluations(id, evaluations, aSummary(995, points));
  writer.registerCheckpoint({
    ...{ run: id, step: 500, file: 'a.bin', bytes: 7 },
    sha256: 'f0',
    createdAt: 9,
  });
  writer.updateRun(id, {
    ...{ status: 'paused', reason: 'because', note: 'remarkable', pinned: true, archived: true, environment },
    ...{ startedAt: 5, finishedAt: 6, splitHash: 'abc', threads: 3 },
  });
  writer.setPriority([id], 4);
  return id;
}

function taken(from: Store, id: RunId, series = rowsOf(from.reader, id)): ImportedRun {
  const record = from.reader.run(id) as RunRecord;
  return {
    record: { ...record, ...from.reader.background(id) },
    ...{
      sweepUid: null,
      series: () => series,
      checkpoints: from.reader.checkpoints(id),
      place: () => undefined,
    },
  };
}

it('every column of a run comes along, and everything that is kept beside it', () => {
  const files = [aFile(), aFile()] as const;
  const [from, to] = files.map((file) => aStore(file)) as [Store, Store];
  to.writer.appendEvaluations(
    to.writer.insertRun(aNewRun()).id,
    [anEvaluation(1, { 'val/accuracy': 1 })],
    aSummary(1),
  );
  const id = aFullRun(from);
  const { imported } = to.writer.importExperiment({ runs: [taken(from, id)], sweeps: [] });
  expect(imported).toEqual([2]);
  const there = everythingOf(files[0], id);
  expect(everythingOf(files[1], 2)).toEqual(there);
  const empty = Object.entries(there).filter(([, rows]) => rows.length === 0);
  expect(empty).toEqual([]);
  expect(there['chunks']).toHaveLength(6);
  const columns = withSqlite(
    files[0],
    (db) => db.prepare('SELECT * FROM runs WHERE id = ?').get(id) as object,
  );
  const telling = Object.entries(columns).filter(
    ([, value]) => value === null || value === '' || value === 0,
  );
  // A paused run has no speed, one of this lab no source; the others are this store's own. A new column has to be filled above.
  expect(telling.map(([name]) => name).sort()).toEqual([
    'binned_at',
    'deleted_at',
    'foreign_source',
    'seconds_left',
    'steps_per_second',
    'sweep_id',
  ]);
});

it('goes on after the import as the run would have where it came from, chunks included', () => {
  const files = [aFile(), aFile()] as const;
  const [from, to] = files.map((file) => aStore(file)) as [Store, Store];
  const id = aFullRun(from);
  to.writer.importExperiment({ runs: [taken(from, id)], sweeps: [] });
  for (const { writer } of [from, to]) {
    const more = Array.from({ length: 100 }, (_, i) => anEvaluation(1000 + i, { 'val/loss': -i }));
    writer.appendEvaluations(id, more, aSummary(1100));
  }
  expect(everythingOf(files[1], 1)).toEqual(everythingOf(files[0], id));
});

it('series with a step twice leave nothing behind, not even in memory', () => {
  const file = aFile();
  const [from, to] = [aStore(), aStore(file)];
  const id = aFullRun(from);
  const rows = rowsOf(from.reader, id);
  const twice = taken(from, id, [...rows, rows.at(-1) as (typeof rows)[number]]);
  const importing = () =>
    to.writer.importExperiment({
      runs: [taken(from, id), { ...twice, record: { ...twice.record, uid: 'other' } }],
      sweeps: [],
    });
  expect(labErrorOf(importing).message).toBe(
    "the series of run 'full' cannot be: val/loss has step 995 twice or out of order; make the archive again.",
  );
  const next = to.writer.insertRun(aNewRun()).id;
  to.writer.appendEvaluations(
    next,
    Array.from({ length: 64 }, (_, i) => anEvaluation(i)),
    aSummary(64),
  );
  const { points, chunks, runs } = everythingOf(file, next);
  expect([runs?.length, points?.length, chunks?.length]).toEqual([1, 64, 1]);
});
