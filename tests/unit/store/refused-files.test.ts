import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { newestVersion } from '../../../src-main/store/migrations/run-migrations.ts';
import { openReader, openStore } from '../../../src-main/store/open-store.ts';
import { aFile, aFolder, aNewRun, contentsOf, labErrorOf, withSqlite } from './builders.ts';
import { asRoot, unless } from '../../helpers/unless.ts';

const doors = [
  ['an owner', (file: string) => openStore(file)],
  ['a reader', (file: string) => openReader(file)],
] as const;

function closedStore(): string {
  const file = aFile();
  const store = openStore(file);
  for (let i = 0; i < 50; i++) store.writer.insertRun(aNewRun());
  store.close();
  return file;
}

describe.each(doors)('%s refuses, and leaves everything as it was,', (_, open) => {
  function refused(file: string, code: string, sentence: string): void {
    const before = contentsOf(dirname(file));
    const error = labErrorOf(() => open(file));
    expect(error.code).toBe(code);
    expect(error.message).toBe(`${file} ${sentence}`);
    expect(contentsOf(dirname(file))).toEqual(before);
  }

  it('a file that is not a database', () => {
    const file = aFile('thesis.txt');
    writeFileSync(file, 'Grokking, a memoir.\n'.repeat(500));
    refused(file, 'store-unusable', 'is not a Grokking Lab store; choose another file with --db.');
  });

  it('a file shorter than a database header', () => {
    const file = aFile();
    writeFileSync(file, 'SQLite');
    refused(file, 'store-unusable', 'is not a Grokking Lab store; choose another file with --db.');
  });

  it.each(['delete', 'wal'])("somebody else's database in journal mode %s", (mode) => {
    const file = aFile('photos.sqlite');
    withSqlite(file, (db) => {
      db.pragma(`journal_mode = ${mode}`);
      db.exec('CREATE TABLE runs (id INTEGER PRIMARY KEY); INSERT INTO runs VALUES (1)');
    });
    refused(file, 'store-unusable', 'is not a Grokking Lab store; choose another file with --db.');
  });

  it("somebody else's database with an application id of its own", () => {
    const file = aFile();
    withSqlite(file, (db) => {
      db.pragma('application_id = 252006673');
      db.pragma('user_version = 30');
      db.exec('CREATE TABLE t (a)');
    });
    refused(file, 'store-unusable', 'is not a Grokking Lab store; choose another file with --db.');
  });

  it('a store written by a newer version', () => {
    const file = closedStore();
    withSqlite(file, (db) => db.pragma('user_version = 100000'));
    refused(
      file,
      'store-newer',
      `was written by a newer Grokking Lab (format 100000, this one knows ${newestVersion(MIGRATIONS)}); update Grokking Lab to open it.`,
    );
  });

  it('a folder', () => {
    const file = join(aFolder(), 'folder');
    mkdirSync(file);
    const error = labErrorOf(() => open(file));
    expect(error.message).toBe(`${file} is not a file; choose another file with --db.`);
  });

  it('a path through something that is not a folder', () => {
    const file = aFile();
    writeFileSync(file, 'x');
    const error = labErrorOf(() => open(join(file, 'lab.groklab')));
    expect(error.code).toBe('store-unusable');
  });

  it('a store whose tables are gone', () => {
    const file = closedStore();
    withSqlite(file, (db) => db.exec('DROP TABLE settings'));
    const error = labErrorOf(() => open(file));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toBe(`${file} is damaged; put a backup in its place.`);
  });

  it('a store that a log lies beside, and says that a backup must not meet it', () => {
    const file = closedStore();
    truncateSync(file, 4096);
    writeFileSync(`${file}-wal`, 'what a killed process left');
    const error = labErrorOf(() => open(file));
    expect(error.message).toBe(
      `${file} is damaged; move ${file}-wal and ${file}-shm away, then put a backup in its place.`,
    );
  });

  it('a store that was cut off', () => {
    const file = closedStore();
    truncateSync(file, 4096);
    const error = labErrorOf(() => open(file));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toContain('is damaged');
  });
});

describe('an owner refuses', () => {
  it('a folder that does not exist, without making it', () => {
    const folder = join(aFolder(), 'missing');
    const error = labErrorOf(() => openStore(join(folder, 'lab.groklab')));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toBe(
      `${join(folder, 'lab.groklab')} lies in a folder that does not exist; make the folder ${folder} or choose another file.`,
    );
    expect(contentsOf(dirname(folder))).toEqual({});
  });

  it('a folder it may not write in', unless(asRoot), () => {
    const file = aFile();
    chmodSync(dirname(file), 0o555);
    expect(labErrorOf(() => openStore(file)).message).toContain('cannot be written');
    chmodSync(dirname(file), 0o755);
  });

  it('a lock file that is something else', () => {
    const file = aFile();
    writeFileSync(`${file}.lock`, 'my diary\n'.repeat(200));
    const before = contentsOf(dirname(file));
    const error = labErrorOf(() => openStore(file));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toContain(`${file}.lock cannot be used as the lock of the store`);
    expect(contentsOf(dirname(file))).toEqual(before);
  });
});

describe('a reader refuses', () => {
  it('a file of no bytes', () => {
    const file = aFile();
    writeFileSync(file, '');
    expect(labErrorOf(() => openReader(file)).message).toContain('is empty');
  });

  it('a store in an older format, which it must not change', () => {
    const file = closedStore();
    withSqlite(file, (db) => db.pragma('user_version = 20'));
    expect(labErrorOf(() => openReader(file)).message).toBe(
      `${file} is in an older format; groklab runs --db ${file} brings it up to date.`,
    );
  });

  it('such a store with an apostrophe in its name, and says a command that a shell takes', () => {
    const file = aFile("lab's.groklab");
    openStore(file).close();
    withSqlite(file, (db) => db.pragma('user_version = 20'));
    expect(labErrorOf(() => openReader(file)).message).toBe(
      `${file} is in an older format; groklab runs --db "${file}" brings it up to date.`,
    );
  });
});
