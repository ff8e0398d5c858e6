import { readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Migration } from '../../../../src-main/store/migrations/migration.ts';
import {
  newestVersion,
  runMigrations,
  versionOf,
} from '../../../../src-main/store/migrations/run-migrations.ts';
import { aFile, withSqlite } from '../builders.ts';

const first: Migration = {
  version: 10,
  name: 'parents',
  up: (db) => void db.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY); INSERT INTO parents VALUES (1)'),
};
const second: Migration = {
  version: 20,
  name: 'children',
  up: (db) =>
    void db.exec(`CREATE TABLE children (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parents (id));
      INSERT INTO children VALUES (1, 1)`),
};

function aDatabase(file = aFile()): Database.Database {
  const db = new Database(file);
  onTestFinished(() => void db.close());
  return db;
}

const failing = (up: Migration['up']): Migration => ({ version: 30, name: 'failing', up });

describe('running migrations', () => {
  it('runs what is missing in order and writes the version', () => {
    const db = aDatabase();
    runMigrations(db, [first]);
    expect(versionOf(db)).toBe(10);
    runMigrations(db, [first, second]);
    expect(versionOf(db)).toBe(20);
    runMigrations(db, [first, second]);
    expect(db.prepare('SELECT count(*) FROM children').pluck().get()).toBe(1);
  });

  it('copies an older file before it changes it, and a new one not', () => {
    const file = aFile();
    const db = aDatabase(file);
    runMigrations(db, [first]);
    expect(readdirSync(dirname(file))).toEqual(['lab.groklab']);
    db.pragma('application_id = 77');
    db.pragma('journal_mode = WAL');
    runMigrations(db, [first, second]);
    withSqlite(`${file}.before-20`, (copy) => {
      expect(versionOf(copy)).toBe(10);
      expect(copy.pragma('application_id', { simple: true })).toBe(77);
      expect(copy.prepare('SELECT id FROM parents').all()).toEqual([{ id: 1 }]);
      expect(copy.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'children'").pluck().get()).toBe(
        0,
      );
    });
  });

  it('replaces what an earlier attempt to copy left', () => {
    const file = aFile();
    const db = aDatabase(file);
    runMigrations(db, [first]);
    writeFileSync(`${file}.before-20.part`, 'cut short');
    writeFileSync(`${file}.before-20`, 'of a failed migration');
    runMigrations(db, [first, second]);
    expect(withSqlite(`${file}.before-20`, versionOf)).toBe(10);
    expect(readdirSync(dirname(file)).sort()).toEqual(['lab.groklab', 'lab.groklab.before-20']);
  });

  it('changes nothing when one of them fails', () => {
    const db = aDatabase();
    const broken = failing(() => {
      throw new Error('a bug');
    });
    expect(() => runMigrations(db, [first, second, broken])).toThrow('a bug');
    expect(versionOf(db)).toBe(0);
    expect(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()).toBe(0);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  it('lets a table be rebuilt that others refer to, but no reference dangle', () => {
    const db = aDatabase();
    const rebuild = `CREATE TABLE renewed (id INTEGER PRIMARY KEY, note TEXT);
      INSERT INTO renewed (id) SELECT id FROM parents; DROP TABLE parents; ALTER TABLE renewed RENAME TO parents`;
    runMigrations(db, [first, second, failing((to) => void to.exec(rebuild))]);
    expect(db.prepare('SELECT count(*) FROM parents').pluck().get()).toBe(1);
    const losing = { ...failing((to) => void to.exec('DELETE FROM parents')), version: 40 };
    expect(() => runMigrations(db, [first, second, losing])).toThrow(
      '1 rows of children refer to rows that are gone',
    );
    expect(versionOf(db)).toBe(30);
  });

  it('changes nothing that another owner has changed in the meantime', () => {
    const file = aFile();
    const db = aDatabase(file);
    runMigrations(db, [first]);
    const pragma = db.pragma.bind(db);
    vi.spyOn(db, 'pragma').mockImplementation((text, options) => {
      // Just before the transaction begins.
      if (text === 'foreign_keys = OFF') withSqlite(file, (other) => runMigrations(other, [first, second]));
      return pragma(text, options);
    });
    runMigrations(db, [first, second]);
    expect(db.prepare('SELECT count(*) FROM children').pluck().get()).toBe(1);
    expect(withSqlite(`${file}.before-20`, versionOf)).toBe(10);
  });

  it('refuses a list whose versions do not increase', () => {
    expect(newestVersion([first, second])).toBe(20);
    expect(newestVersion([])).toBe(0);
    expect(() => newestVersion([second, first])).toThrow(
      "'parents' has version 10, expected a whole number above 20",
    );
    expect(() => newestVersion([first, { ...second, version: 10 }])).toThrow('above 10');
    expect(() => newestVersion([{ ...first, version: 1.5 }])).toThrow('1.5');
  });
});
