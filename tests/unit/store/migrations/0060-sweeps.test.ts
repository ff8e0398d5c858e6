import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

function aStoreWithRuns() {
  const db = aDatabaseAt(30);
  insertRun(db, 1);
  insertRun(db, 2);
  migrateTo(db, 60);
  db.exec(`INSERT INTO sweeps (id, uid, name, experiment, engine, decision, created_at, tags, spec)
    VALUES (1, 'u', 'n', 'e', 'onnx-cpu', '', 0, '[]', '{}')`);
  return db;
}

describe('migration 60, sweeps and queue', () => {
  it('puts the runs that were there into the queue in the order in which they were made, in no sweep', () => {
    const rows = aStoreWithRuns().prepare('SELECT id, sweep_id, priority, place FROM runs ORDER BY id').all();
    expect(rows).toEqual([
      { id: 1, sweep_id: null, priority: 0, place: 1 },
      { id: 2, sweep_id: null, priority: 0, place: 2 },
    ]);
  });

  it('takes each config of a sweep once', () => {
    const db = aStoreWithRuns();
    const insert = db.prepare("INSERT INTO sweep_points VALUES (1, ?, 1, '{}', ?, ?)");
    insert.run(0, 'a', 1);
    expect(() => insert.run(0, 'b', 2)).toThrow('UNIQUE');
    expect(() => insert.run(1, 'a', 2)).toThrow('UNIQUE');
    expect(() => insert.run(1, 'b', 3)).toThrow('FOREIGN KEY');
  });

  it('keeps a point whose run is deleted for good, without it', () => {
    const db = aStoreWithRuns();
    db.exec("INSERT INTO sweep_points VALUES (1, 0, 1, '{}', 'a', 1); DELETE FROM runs WHERE id = 1");
    expect(db.prepare('SELECT position, run_id FROM sweep_points').all()).toEqual([
      { position: 0, run_id: null },
    ]);
  });
});
