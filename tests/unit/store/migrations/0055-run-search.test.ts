import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

const found = (db: Database.Database, words: string) =>
  db.prepare('SELECT rowid FROM run_search WHERE run_search MATCH ?').pluck().all(words);

describe('migration 55, run search', () => {
  it('finds the runs that are there by name, experiment, tags and note', () => {
    const db = aDatabaseAt(50);
    insertRun(db, 1);
    insertRun(db, 2);
    db.exec(`UPDATE runs SET name = 'Große Übung', tags = '["night shift","b"]', note = 'slow' WHERE id = 2`);
    migrateTo(db, 55);
    for (const word of ['ÜBUNG', 'große', 'ight sh', 'slow'])
      expect(found(db, `"${word}"`), word).toEqual([2]);
    expect(found(db, '"night b"')).toEqual([]);
    expect(found(db, `"shift" AND "slow"`)).toEqual([2]);
  });

  it('follows runs that are added, changed and deleted', () => {
    const db = aDatabaseAt(55);
    insertRun(db, 1);
    db.exec(`UPDATE runs SET name = 'first name' WHERE id = 1`);
    expect(found(db, '"first"')).toEqual([1]);
    db.exec(`UPDATE runs SET name = 'other', step = 3 WHERE id = 1`);
    expect([found(db, '"first"'), found(db, '"other"')]).toEqual([[], [1]]);
    db.exec('DELETE FROM runs');
    expect(found(db, '"other"')).toEqual([]);
  });
});
