/** @file The table `runs`. */
import type { Database } from 'better-sqlite3';
import { LabError } from '../../contract/values/lab-error.ts';
import type { RunId, RunRecord } from '../../contract/values/run-record.ts';
import type { NewRun, Place, RunBackground, RunChanges, RunSummary } from '../store.ts';
import { ASSIGN_BINNED_AT } from './bin-time.ts';
import { noSuchRun, oneRow } from './changes.ts';
import { findIn } from './places.ts';
import {
  changeRow,
  summaryColumns,
  toRecord,
  type ImportedRow,
  type RunRow,
  type SummaryColumns,
} from './run-row.ts';

/** Questions about single runs. */
export function readRuns(db: Database) {
  const byId = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?');
  const found = findIn<RunRow>(db, 'runs');
  return {
    run(id: RunId): RunRecord | undefined {
      const row = byId.get(id);
      return row && toRecord(row);
    },
    runsNamed: (name: string, place: Place): RunRecord[] => found.named(name, place).map(toRecord),
    background(id: RunId): RunBackground {
      const row = byId.get(id);
      if (!row) throw noSuchRun(id);
      return { splitHash: row.split_hash, priority: row.priority };
    },
    lastRun(place: Place): RunRecord | undefined {
      const row = found.last(place);
      return row && toRecord(row);
    },
  };
}

const CHANGEABLE = [
  'name',
  'status',
  'reason',
  'note',
  'tags',
  'pinned',
  'archived',
  'started_at',
  'finished_at',
  'deleted_at',
  'threads',
  'environment',
  'split_hash',
  'steps_per_second',
  'seconds_left',
] as const satisfies readonly (keyof RunRow)[];

const SUMMARY = [
  'step',
  'steps',
  'seconds',
  'steps_per_second',
  'seconds_left',
  'point1_step',
  'point1_after',
  'point2_step',
  'point2_after',
  'relapses',
] as const satisfies readonly (keyof SummaryColumns)[];

const assignments = (columns: readonly string[]) => columns.map((c) => `${c} = @${c}`).join(', ');

/** Changes of single runs. Those of several statements expect to be inside a transaction. */
export function writeRuns(db: Database) {
  const byId = db.prepare<[number], RunRow>('SELECT * FROM runs WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO runs (uid, name, experiment, status, reason, config_hash, split_hash, engine, threads, created_at,
       step, steps, seconds, steps_per_second, relapses, revision, tags, last, config, note, sweep_id, place)
     VALUES (@uid, @name, @experiment, 'queued', '', @configHash, '', @engine, @threads, @createdAt,
       0, @steps, 0, 0, 0, 0, @tags, '{}', @config, '', @sweep,
       (SELECT coalesce(max(place), 0) + 1 FROM runs))`,
  );
  const rename = db.prepare('UPDATE runs SET name = ? WHERE id = ?');
  const change = db.prepare(`UPDATE runs SET ${assignments(CHANGEABLE)}, ${ASSIGN_BINNED_AT} WHERE id = @id`);
  const summarize = db.prepare(`UPDATE runs SET ${assignments(SUMMARY)} WHERE id = @id`);
  const setLast = db.prepare('UPDATE runs SET last = ? WHERE id = ?');
  const nextRevision = db.prepare('UPDATE runs SET revision = revision + 1 WHERE id = ?');
  const interrupt = db
    .prepare<[string], RunId>(
      `UPDATE runs SET status = 'interrupted', reason = ?, steps_per_second = 0, seconds_left = NULL
       WHERE status = 'running' RETURNING id`,
    )
    .pluck();
  const idOfUid = db.prepare<[string], number>('SELECT id FROM runs WHERE uid = ?').pluck();
  const remove = db.prepare('DELETE FROM runs WHERE id = ?');

  function rowOf(id: RunId): RunRow {
    const row = byId.get(id);
    if (!row) throw noSuchRun(id);
    return row;
  }

  return {
    record: (id: RunId): RunRecord => toRecord(rowOf(id)),
    insert({
      config,
      tags,
      name,
      sweep = null,
      ...same
    }: { sweep?: number | null } & Omit<NewRun, 'sweep'>): RunId {
      const text = { config: JSON.stringify(config), tags: JSON.stringify(tags) };
      const id = Number(
        insert.run({ ...same, ...text, name, sweep, steps: config.budget.steps }).lastInsertRowid,
      );
      if (name === '') oneRow(rename.run(`${same.experiment.split('/').at(-1)}-${id}`, id), 'naming a run');
      return id;
    },
    /** A run of another store, at the end of the queue should it ever wait there. */
    insertRow({ last, ...row }: ImportedRow, sweep: number | null): RunId {
      const columns = Object.keys(row);
      const statement = db.prepare(
        `INSERT INTO runs (${columns.join(', ')}, last, sweep_id, place)
         VALUES (${columns.map((column) => `@${column}`).join(', ')}, '{}', @sweep,
           (SELECT coalesce(max(place), 0) + 1 FROM runs))`,
      );
      const id = Number(statement.run({ ...row, sweep }).lastInsertRowid);
      oneRow(setLast.run(last, id), `last values of run ${id}`); // apart, since a change is what the triggers hear of
      return id;
    },
    change(id: RunId, changes: RunChanges): void {
      oneRow(change.run(changeRow(rowOf(id), changes)), `changing run ${id}`);
    },
    summarize(id: RunId, summary: RunSummary): void {
      if (summarize.run({ ...summaryColumns(summary), id }).changes !== 1) throw noSuchRun(id);
    },
    setLast(id: RunId, last: string): void {
      oneRow(setLast.run(last, id), `last values of run ${id}`);
    },
    nextRevision(id: RunId): void {
      oneRow(nextRevision.run(id), `revision of run ${id}`);
    },
    idOfUid: (uid: string): RunId | undefined => idOfUid.get(uid),
    interrupt: (reason: string): RunId[] => interrupt.all(reason),
    /** @throws LabError `not-found`, or `conflict` unless the run is in the bin */
    refuseUnlessInBin(id: RunId): void {
      const { deleted_at, name } = rowOf(id);
      if (deleted_at !== null) return;
      throw new LabError('conflict', `run ${id} (${name}) is not in the bin; remove it first.`, { run: id });
    },
    remove(id: RunId): void {
      oneRow(remove.run(id), `purging run ${id}`);
    },
  };
}
