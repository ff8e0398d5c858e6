import { expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

it('migration 90 lets what is in the bin already stay for its whole time from then on', () => {
  const db = aDatabaseAt(80);
  insertRun(db, 1);
  insertRun(db, 2);
  db.exec('UPDATE runs SET deleted_at = 5 WHERE id = 2');
  db.exec(`INSERT INTO sweeps (uid, name, experiment, engine, decision, created_at, deleted_at, tags, spec)
    VALUES ('u', 'n', 'e', 'onnx-cpu', '', 0, 5, '[]', '{}')`);
  migrateTo(db, 90);
  expect(db.prepare('SELECT binned_at FROM runs ORDER BY id').pluck().all()).toEqual([null, 0]);
  expect(db.prepare('SELECT binned_at FROM sweeps').pluck().all()).toEqual([0]);
});
