import { existsSync, linkSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { newestVersion, versionOf } from '../../../src-main/store/migrations/run-migrations.ts';
import { openReader, openStore, storePaths } from '../../../src-main/store/open-store.ts';
import { aFile, aFolder, aNewRun, aStore, labErrorOf, withSqlite } from './builders.ts';
import { insertRun, migrateTo } from './migrations/at-version.ts';

describe('opening a store', () => {
  it('makes the file where there is none, and finds the same content again', () => {
    const file = aFile();
    const first = openStore(file);
    const { id } = first.writer.insertRun(aNewRun({ name: 'kept' }));
    first.close();
    const again = aStore(file);
    expect(again.reader.run(id)?.name).toBe('kept');
  });

  it('makes a store of a file of no bytes', () => {
    const file = aFile();
    writeFileSync(file, '');
    expect(aStore(file).reader.lastRun('table')).toBeUndefined();
  });

  it('writes through to the disk with a write-ahead log, foreign keys, and space that can be given back', () => {
    const file = aFile();
    aStore(file);
    withSqlite(file, (db) => {
      expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
      expect(db.pragma('auto_vacuum', { simple: true })).toBe(2);
      expect(db.pragma('application_id', { simple: true })).toBe(0x47524f4b);
    });
  });

  it('leaves nothing but the file and its lock when it is closed', () => {
    const file = aFile();
    openStore(file).close();
    expect(readdirSync(dirname(file)).sort()).toEqual(['lab.groklab', 'lab.groklab.lock']);
  });

  it('can be closed twice', () => {
    const store = openStore(aFile());
    store.close();
    expect(() => store.close()).not.toThrow();
  });

  it('keeps what a killed creation left from being taken for a store', () => {
    const file = aFile();
    writeFileSync(`${file}.part`, 'half a page');
    aStore(file);
    expect(existsSync(`${file}.part`)).toBe(false);
  });
});

describe('opening a store of an older format', () => {
  it('copies the file, then brings it up to date', () => {
    const file = aFile();
    withSqlite(file, (db) => {
      migrateTo(db, 20);
      db.pragma('application_id = 0x47524f4b');
      insertRun(db, 7);
    });
    const { reader } = aStore(file);
    expect(reader.lastRun('table')?.id).toBe(7);
    expect(reader.settings()).toEqual({});
    withSqlite(`${file}.before-${newestVersion(MIGRATIONS)}`, (db) => {
      expect(versionOf(db)).toBe(20);
      expect(db.prepare('SELECT id FROM runs').all()).toEqual([{ id: 7 }]);
    });
  });
});

describe('the paths of a store', () => {
  it('lie beside the file', () => {
    const folder = aFolder();
    const file = join(folder, 'a.groklab');
    expect(storePaths(file)).toEqual({ file, checkpoints: `${file}.checkpoints`, lock: `${file}.lock` });
  });

  it('are the same whichever link leads to the file', () => {
    const file = aFile();
    openStore(file).close();
    const link = join(aFolder(), 'link.groklab');
    symlinkSync(file, link);
    const folderLink = join(aFolder(), 'folder');
    symlinkSync(dirname(file), folderLink);
    expect(storePaths(link)).toEqual(storePaths(file));
    expect(storePaths(join(folderLink, 'lab.groklab'))).toEqual(storePaths(file));
    expect(storePaths(join(folderLink, 'not-yet.groklab')).file).toBe(join(dirname(file), 'not-yet.groklab'));
  });
});

describe('a reader', () => {
  it('works while no owner is there', () => {
    const file = aFile();
    const store = openStore(file);
    store.writer.insertRun(aNewRun({ name: 'alone' }));
    store.close();
    const reader = openReader(file);
    expect(reader.lastRun('table')?.name).toBe('alone');
    reader.close();
  });

  it('sees each commit of an owner that is writing', () => {
    const file = aFile();
    const { writer } = aStore(file);
    const reader = openReader(file);
    for (const name of ['first', 'second', 'third']) {
      writer.insertRun(aNewRun({ name }));
      expect(reader.lastRun('table')?.name).toBe(name);
    }
    reader.close();
  });

  it('does not keep an owner from coming, going and coming again', () => {
    const file = aFile();
    openStore(file).close();
    const reader = openReader(file);
    for (const name of ['one', 'two']) {
      const store = openStore(file);
      store.writer.insertRun(aNewRun({ name }));
      store.close();
      expect(reader.lastRun('table')?.name).toBe(name);
    }
    reader.close();
  });

  it('does not make a file that is not there', () => {
    const file = aFile();
    const error = labErrorOf(() => openReader(file));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toBe(
      `${file} does not exist; start a run to make it, or choose another file with --db.`,
    );
    expect(readdirSync(dirname(file))).toEqual([]);
  });
});

describe('ownership within one process', () => {
  it('is refused a second time, and free again after closing', () => {
    const file = aFile();
    const first = openStore(file);
    const error = labErrorOf(() => openStore(file));
    expect(error.code).toBe('not-owner');
    expect(error.message).toContain(file);
    expect(error.details).toEqual({ file });
    first.close();
    aStore(file);
  });

  it('is not had twice through a symbolic link', () => {
    const file = aFile();
    aStore(file);
    const link = join(dirname(file), 'other-name.groklab');
    symlinkSync(file, link);
    expect(labErrorOf(() => openStore(link)).code).toBe('not-owner');
  });

  it('survives readers of the same process that come and go', () => {
    const file = aFile();
    aStore(file);
    openReader(file).close();
    expect(labErrorOf(() => openStore(file)).code).toBe('not-owner');
    linkSync(file, `${file}.hard`); // the folder may hold other things
    expect(labErrorOf(() => openStore(file)).code).toBe('not-owner');
  });
});
