/** @file Changing the tables `sweeps` and `sweep_points`. Everything here expects to be inside a transaction. */
import type { Database } from 'better-sqlite3';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SweepId } from '../../contract/values/sweep-record.ts';
import type { NewSweep, NewSweepPoint, SweepChanges } from '../sweep-store.ts';
import type { NewRun } from '../store.ts';
import { ASSIGN_BINNED_AT } from './bin-time.ts';
import { oneRow } from './changes.ts';
import { noSuchSweep } from './sweeps.ts';
import type { SweepRow } from './sweep-row.ts';

/** @param insertRun makes a run and gives its id */
export function writeSweeps(db: Database, insertRun: (run: NewRun) => RunId) {
  const byId = db.prepare<[number], SweepRow>('SELECT * FROM sweeps WHERE id = ?');
  const insert = db.prepare(
    `INSERT INTO sweeps (uid, name, experiment, engine, threads, parallel, decision, created_at, tags, spec)
     VALUES (@uid, @name, @experiment, @engine, @threads, @parallel, '', @createdAt, @tags, @spec)`,
  );
  const change = db.prepare(
    `UPDATE sweeps SET name = @name, spec = @spec, parallel = @parallel, decision = @decision,
       deleted_at = @deleted_at, ${ASSIGN_BINNED_AT} WHERE id = @id`,
  );
  const addPoint = db.prepare(
    `INSERT INTO sweep_points (sweep_id, position, seed, changes, config_hash, run_id)
     VALUES (@sweep, @position, @seed, @changes, @configHash, @run)`,
  );
  const nextPosition = db
    .prepare<[number], number>('SELECT coalesce(max(position), -1) + 1 FROM sweep_points WHERE sweep_id = ?')
    .pluck();
  const setRun = db.prepare('UPDATE sweep_points SET run_id = ? WHERE sweep_id = ? AND position = ?');
  const removePoints = db.prepare('DELETE FROM sweep_points WHERE sweep_id = ?');
  const remove = db.prepare('DELETE FROM sweeps WHERE id = ?');

  const idOfUid = db.prepare<[string], number>('SELECT id FROM sweeps WHERE uid = ?').pluck();
  const hashes = db
    .prepare<[number], string>('SELECT config_hash FROM sweep_points WHERE sweep_id = ?')
    .pluck();
  const fillPoint = db.prepare(
    'UPDATE sweep_points SET run_id = ? WHERE sweep_id = ? AND config_hash = ? AND run_id IS NULL',
  );

  /** @returns the runs of those that have one */
  function addPoints(sweep: SweepId, points: readonly NewSweepPoint[]): RunId[] {
    let position = nextPosition.get(sweep) ?? 0;
    return points.flatMap(({ changes, seed, configHash, run }) => {
      const id = run === null || typeof run === 'number' ? run : insertRun({ ...run, sweep });
      const row = {
        sweep,
        position: position++,
        seed,
        changes: JSON.stringify(changes),
        configHash,
        run: id,
      };
      addPoint.run(row);
      return id ?? [];
    });
  }

  function update(id: SweepId, { spec, deletedAt, ...same }: SweepChanges): void {
    const row = byId.get(id);
    if (!row) throw noSuchSweep(id);
    const changed = {
      ...{ ...row, ...same },
      spec: spec ? JSON.stringify(spec) : row.spec,
      deleted_at: deletedAt === undefined ? row.deleted_at : deletedAt,
    };
    oneRow(change.run(changed), `changing sweep ${id}`);
  }

  return {
    insert({ spec, tags, name, ...same }: NewSweep): SweepId {
      const { experiment } = spec;
      const text = { spec: JSON.stringify(spec), tags: JSON.stringify(tags) };
      const id = Number(insert.run({ ...same, ...text, name, experiment }).lastInsertRowid);
      if (name === '') update(id, { name: `${experiment.split('/').at(-1)}-sweep-${id}` });
      return id;
    },
    addPoints,
    update,
    idOfUid: (uid: string): SweepId | undefined => idOfUid.get(uid),
    /** The config hashes of its points. */
    hashes: (id: SweepId): string[] => hashes.all(id),
    /** Gives a point that has no run this one; does nothing where there is no such point. */
    fillPoint: (id: SweepId, configHash: string, run: RunId): void => void fillPoint.run(run, id, configHash),
    setRun: (id: SweepId, position: number, run: RunId): void =>
      oneRow(setRun.run(run, id, position), `point ${position} of sweep ${id}`),
    remove(id: SweepId): void {
      removePoints.run(id);
      if (remove.run(id).changes !== 1) throw noSuchSweep(id);
    },
  };
}
