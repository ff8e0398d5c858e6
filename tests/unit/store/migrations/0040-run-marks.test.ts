import { describe, expect, it } from 'vitest';
import { aDatabaseAt, insertRun, migrateTo } from './at-version.ts';

describe('migration 40, run marks', () => {
  it('leaves the runs that are there unmarked', () => {
    const db = aDatabaseAt(30);
    insertRun(db, 1);
    migrateTo(db, 40);
    expect(db.prepare('SELECT pinned, archived FROM runs').get()).toEqual({ pinned: 0, archived: 0 });
  });

  it('takes marks that are yes or no', () => {
    const db = aDatabaseAt(40);
    insertRun(db, 1);
    db.exec('UPDATE runs SET pinned = 1, archived = 1');
    expect(() => db.exec('UPDATE runs SET pinned = 2')).toThrow('CHECK');
    expect(() => db.exec('UPDATE runs SET archived = NULL')).toThrow('NOT NULL');
  });
});
