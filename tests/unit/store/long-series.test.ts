import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CurveRequest } from '../../../src-main/contract/wire/requests.ts';
import { openStore } from '../../../src-main/store/open-store.ts';
import { aFile, anEvaluation, aNewRun, aStore, aSummary, withSqlite } from './builders.ts';

type Store = ReturnType<typeof aStore>;

const POINTS = 12_000;
/** Noise with spikes and gaps, the same at every call. */
const valueAt = (step: number, seed = 0): number => {
  const noise = Math.abs(Math.sin((step + seed) * 12.9898) * 43_758.5453) % 1;
  return noise > 0.999 ? [NaN, Infinity, -Infinity, -0][step % 4]! : noise + (noise > 0.99 ? 50 : 0);
};
const evaluations = (from: number, to: number, seed = 0) =>
  Array.from({ length: to - from }, (_, i) =>
    anEvaluation((from + i) * 7, { 'val/loss': valueAt(from + i, seed) }),
  );

function curveOf({ reader }: Pick<Store, 'reader'>, run: number, request: Partial<CurveRequest>) {
  const whole = { width: 300, scale: 'linear', from: null, to: null } as const;
  const [curve] = reader.curves({ runs: [run], metrics: ['val/loss'], ...whole, ...request });
  return curve && { ...curve, step: [...curve.step], value: [...curve.value], seconds: [...curve.seconds] };
}

const requests = fc.record({
  width: fc.integer({ min: 1, max: 1500 }),
  scale: fc.constantFrom('linear' as const, 'log' as const),
  from: fc.option(fc.integer({ min: -10, max: POINTS * 7 })),
  to: fc.option(fc.integer({ min: 0, max: POINTS * 8 })),
});

/** The chunks are only a short cut: without them every answer is the same. */
function expectSameWithoutChunks(store: Store, run: number, numRuns: number): void {
  const asked = fc.sample(requests, { numRuns, seed: 7 });
  const short = asked.map((request) => curveOf(store, run, request));
  withSqlite(store.paths.file, (db) => db.exec('DELETE FROM series_chunks'));
  expect(short).toEqual(asked.map((request) => curveOf(store, run, request)));
}

const chunksIn = (store: Store): number =>
  withSqlite(
    store.paths.file,
    (db) => db.prepare('SELECT count(*) FROM series_chunks').pluck().get() as number,
  );

describe('a long series', () => {
  it('is drawn from its chunks exactly as from its points, at any zoom', () => {
    const store = aStore();
    const { id } = store.writer.insertRun(aNewRun());
    for (let from = 0; from < POINTS; from += 777)
      store.writer.appendEvaluations(id, evaluations(from, Math.min(POINTS, from + 777)), aSummary(from));
    expect(chunksIn(store)).toBe(Math.floor(POINTS / 64));
    expectSameWithoutChunks(store, id, 60);
  });

  it('is so after it was cut back to a checkpoint and went on otherwise', () => {
    const store = aStore();
    const { id } = store.writer.insertRun(aNewRun());
    store.writer.appendEvaluations(id, evaluations(0, POINTS), aSummary(POINTS));
    store.writer.truncateSeries(id, 5000 * 7, aSummary(5000));
    store.writer.appendEvaluations(id, evaluations(5001, POINTS, 1), aSummary(POINTS));
    expect(chunksIn(store)).toBe(Math.floor(POINTS / 64));
    expectSameWithoutChunks(store, id, 40);
  });

  it('is so where single evaluations were replaced, and where a batch was refused in the middle', () => {
    const store = aStore();
    const { id } = store.writer.insertRun(aNewRun());
    store.writer.appendEvaluations(id, evaluations(0, POINTS - 1000), aSummary(1));
    store.writer.appendEvaluations(id, [anEvaluation(700 * 7, { 'val/loss': -1000 })], aSummary(1));
    const bad = [...evaluations(POINTS - 1000, POINTS - 500, 3), anEvaluation(POINTS * 7 + 0.5)];
    expect(() => store.writer.appendEvaluations(id, bad, aSummary(1))).toThrow();
    store.writer.appendEvaluations(id, evaluations(POINTS - 1000, POINTS), aSummary(1));
    expect(chunksIn(store)).toBe(Math.floor(POINTS / 64));
    expect(curveOf(store, id, {})?.value).toContain(-1000);
    expectSameWithoutChunks(store, id, 40);
  });

  it('is so when another process goes on with it', () => {
    const file = aFile();
    const first = openStore(file);
    const { id } = first.writer.insertRun(aNewRun());
    first.writer.appendEvaluations(id, evaluations(0, 6000), aSummary(1));
    first.close();
    const store = aStore(file);
    store.writer.appendEvaluations(id, evaluations(6000, POINTS), aSummary(1));
    expect(chunksIn(store)).toBe(Math.floor(POINTS / 64));
    expectSameWithoutChunks(store, id, 40);
  });

  it('takes its chunks along when it is purged', () => {
    const store = aStore();
    const { id } = store.writer.insertRun(aNewRun());
    store.writer.appendEvaluations(id, evaluations(0, 1000), aSummary(1));
    store.writer.updateRun(id, { deletedAt: 1 });
    store.writer.purgeRuns([id]);
    expect(chunksIn(store)).toBe(0);
  });
});
