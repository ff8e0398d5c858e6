import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openReader } from '../../../src-main/store/open-store.ts';
import { anEvaluation, aNewRun, aStore, aSummary, labErrorOf, rowsOf, withSqlite } from './builders.ts';

function aRunWithPoints({ writer }: ReturnType<typeof aStore>, points: number): number {
  const { id } = writer.insertRun(aNewRun());
  const evaluations = Array.from({ length: points }, (_, step) => anEvaluation(step));
  writer.appendEvaluations(id, evaluations, aSummary(points));
  writer.registerCheckpoint({ run: id, step: 1, file: 'f', bytes: 1, sha256: '', createdAt: 0 });
  return id;
}

describe('purging runs', () => {
  it('removes rows, series and checkpoints of those runs and of no other', () => {
    const store = aStore();
    const { reader, writer } = store;
    const [gone, kept] = [aRunWithPoints(store, 100), aRunWithPoints(store, 100)];
    const before = rowsOf(reader, kept);
    writer.updateRun(gone, { deletedAt: 1 });
    writer.purgeRuns([gone, gone]);
    expect(reader.run(gone)).toBeUndefined();
    expect(rowsOf(reader, gone)).toEqual([]);
    expect(reader.checkpoints(gone)).toEqual([]);
    expect(rowsOf(reader, kept)).toEqual(before);
    expect(reader.checkpoints(kept)).toHaveLength(1);
  });

  it('refuses all of them when one is not in the bin', () => {
    const store = aStore();
    const [binned, kept] = [aRunWithPoints(store, 3), aRunWithPoints(store, 3)];
    store.writer.updateRun(binned, { deletedAt: 1 });
    const error = labErrorOf(() => store.writer.purgeRuns([binned, kept]));
    expect(error).toMatchObject({
      code: 'conflict',
      message: `run ${kept} (quick-start-${kept}) is not in the bin; remove it first.`,
    });
    expect(rowsOf(store.reader, binned)).toHaveLength(3);
  });

  it('gives the space back to the disk', () => {
    const store = aStore();
    const { file } = store.paths;
    const small = aRunWithPoints(store, 10);
    store.writer.giveBackSpace();
    const before = statSync(file).size;
    const big = aRunWithPoints(store, 50_000);
    store.writer.updateRun(big, { deletedAt: 1 });
    store.writer.purgeRuns([big]);
    store.writer.giveBackSpace();
    expect(statSync(file).size).toBeLessThan(before + 100_000);
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect(withSqlite(file, (db) => db.pragma('integrity_check', { simple: true }))).toBe('ok');
    expect(rowsOf(store.reader, small)).toHaveLength(10);
  });

  it('does not wait for a reader that is in the middle of something', () => {
    const store = aStore();
    const id = aRunWithPoints(store, 20_000);
    const reader = openReader(store.paths.file);
    const rows = reader.seriesRows([id]);
    rows.next();
    store.writer.updateRun(id, { deletedAt: 1 });
    const start = performance.now();
    withSqlite(store.paths.file, (db) => {
      db.exec('BEGIN');
      db.prepare('SELECT count(*) FROM points').get();
      store.writer.purgeRuns([id]);
      store.writer.giveBackSpace();
    });
    expect(performance.now() - start).toBeLessThan(3000);
    expect([...rows].length).toBeLessThan(20_000);
    reader.close();
  });
});
