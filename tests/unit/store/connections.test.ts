import type { Database } from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  connectOwner,
  connectReader,
  loadIntoMemory,
  useWriteAheadLog,
} from '../../../src-main/store/connections.ts';
import { openStore } from '../../../src-main/store/open-store.ts';
import { createReader } from '../../../src-main/store/store-reader.ts';
import { createWriter } from '../../../src-main/store/store-writer.ts';
import { aFile, anEvaluation, aNewRun, aSummary, labErrorOf } from './builders.ts';

/** A closed store with one run of three points. */
function aClosedStore(): string {
  const file = aFile();
  const { writer, close } = openStore(file);
  const { id } = writer.insertRun(aNewRun({ name: 'kept' }));
  writer.appendEvaluations(
    id,
    [0, 1, 2].map((step) => anEvaluation(step)),
    aSummary(2),
  );
  close();
  return file;
}

function theOwnersConnection(file: string) {
  const db = connectOwner(file);
  onTestFinished(() => void db.close());
  useWriteAheadLog(db);
  return db;
}

describe("the owner's connection", () => {
  it('puts every commit on the disk before it returns, and keeps references whole', () => {
    const db = theOwnersConnection(aClosedStore());
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  it('waits five seconds for another program, or as long as it was told, also after it gave back space', () => {
    const patience = (db: Database) => db.pragma('busy_timeout', { simple: true });
    const file = aClosedStore();
    expect(patience(theOwnersConnection(file))).toBe(5000);
    const db = connectOwner(file, 70);
    onTestFinished(() => void db.close());
    createWriter(db).giveBackSpace();
    expect(patience(db)).toBe(70);
  });

  it('says that the disk is full in one sentence, and has nothing written by half', () => {
    const file = aClosedStore();
    const db = theOwnersConnection(file);
    const writer = createWriter(db);
    db.pragma(`max_page_count = ${(db.pragma('page_count', { simple: true }) as number) + 2}`);
    const evaluations = Array.from({ length: 5000 }, (_, i) => anEvaluation(i + 3));
    const error = labErrorOf(() => writer.appendEvaluations(1, evaluations, aSummary(5003)));
    expect(error.code).toBe('store-unusable');
    expect(error.message).toBe(
      `${file} cannot grow because the disk is full; free some space and try again.`,
    );
    const reader = createReader(connectReader(file));
    expect(reader.run(1)?.progress.step).toBe(2);
    expect(reader.evaluations(1, -1)).toHaveLength(3);
    reader.close();
  });
});

describe("a reader's connection", () => {
  it('cannot write', () => {
    const db = connectReader(aClosedStore());
    expect(() => db.exec('DELETE FROM settings')).toThrow('readonly');
    db.close();
  });

  it('reads a store from memory where the folder can take no log', () => {
    const file = aClosedStore();
    const fromMemory = createReader(loadIntoMemory(file));
    const fromFile = createReader(connectReader(file));
    expect(fromMemory.run(1)).toEqual(fromFile.run(1));
    expect(fromMemory.evaluations(1, -1)).toEqual(fromFile.evaluations(1, -1));
    fromMemory.close();
    fromFile.close();
  });
});
