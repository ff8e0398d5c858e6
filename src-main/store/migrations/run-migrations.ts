/** @file Brings a file to the newest format, all or nothing. */
import { renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { copyBefore } from '../store-paths.ts';
import type { Migration } from './migration.ts';

/**
 * The version a list of migrations leads to.
 * @throws Error when the versions do not increase
 */
export function newestVersion(migrations: readonly Migration[]): number {
  let newest = 0;
  for (const { version, name } of migrations) {
    if (!Number.isInteger(version) || version <= newest) {
      throw new Error(
        `migrations: '${name}' has version ${version}, expected a whole number above ${newest}`,
      );
    }
    newest = version;
  }
  return newest;
}

export function versionOf(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Runs the migrations that `db` lacks in one transaction, its `user_version` included. A file that already has a
 * version is copied first to `FILE.before-VERSION`; what the copy is for is to go back to the app it came from.
 */
export function runMigrations(db: Database, migrations: readonly Migration[]): void {
  const target = newestVersion(migrations);
  const from = versionOf(db);
  if (from >= target) return;
  if (from > 0 && !db.memory) copyAside(db, copyBefore(db.name, target));
  // Rebuilding a table that others refer to needs this off, and it cannot be changed inside a transaction.
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      const since = versionOf(db); // another owner may have been faster: nothing is locked until here
      for (const migration of migrations) if (migration.version > since) migration.up(db);
      refuseDanglingReferences(db);
      if (since < target) db.pragma(`user_version = ${target}`);
    }).exclusive();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function refuseDanglingReferences(db: Database): void {
  const dangling = db.pragma('foreign_key_check') as { table: string }[];
  const [first] = dangling;
  if (first)
    throw new Error(`migrations: ${dangling.length} rows of ${first.table} refer to rows that are gone`);
}

/** Under a temporary name first: a copy that was cut short must not look like one. */
function copyAside(db: Database, copy: string): void {
  const unfinished = `${copy}.part`;
  rmSync(unfinished, { force: true });
  try {
    db.prepare('VACUUM INTO ?').run(unfinished);
    renameSync(unfinished, copy);
  } finally {
    rmSync(unfinished, { force: true });
  }
}
