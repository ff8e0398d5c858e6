/** @file Databases in the format of some version, for the tests of migrations. */
import Database from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { MIGRATIONS } from '../../../../src-main/store/migrations/index.ts';
import { runMigrations } from '../../../../src-main/store/migrations/run-migrations.ts';

/** Brings a database to a version, by the migrations up to it. */
export function migrateTo(db: Database.Database, version: number): void {
  runMigrations(
    db,
    MIGRATIONS.filter((migration) => migration.version <= version),
  );
}

/** A new database of that version, in memory. */
export function aDatabaseAt(version: number): Database.Database {
  const db = new Database(':memory:');
  onTestFinished(() => void db.close());
  migrateTo(db, version);
  return db;
}

/** The statement that makes a run of the given id with little else. */
export function insertRun(db: Database.Database, id: number): void {
  db.prepare(
    `INSERT INTO runs (id, uid, name, experiment, status, reason, config_hash, split_hash, engine, threads, created_at,
       step, steps, seconds, steps_per_second, relapses, revision, tags, last, config, note)
     VALUES (?, ?, 'n', 'e', 'queued', '', '', '', 'onnx-cpu', 1, 0, 0, 1, 0, 0, 0, 0, '[]', '{}', '{}', '')`,
  ).run(id, `uid-${id}`);
}
