import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import { metricName, type MetricName } from '../../../src-main/contract/values/metric.ts';
import type { CurveRequest } from '../../../src-main/contract/wire/requests.ts';
import { anEvaluation, aNewRun, aStore, aSummary, rowsOf, withSqlite } from './builders.ts';

const metric = fc.constantFrom<MetricName>(...metricName.options.slice(0, 4));
const anyDouble = fc.oneof(
  fc.double(),
  fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 5e-324, -5e-324, 2 ** 53, 1e308, 1, 0.1),
);
const values = fc.dictionary(metric, anyDouble, { maxKeys: 4, noNullPrototype: true });
const evaluations = fc
  .uniqueArray(
    fc.record(
      { step: fc.nat(1000), seconds: fc.double({ min: 0, max: 1e6, noNaN: true }), values },
      { noNullPrototype: true },
    ),
    { selector: (evaluation) => evaluation.step, maxLength: 30 },
  )
  .map((list) => list.sort((a, b) => a.step - b.step) as Evaluation[]);

function allOf(run: number, ...metrics: MetricName[]): CurveRequest {
  return { runs: [run], metrics, width: null, scale: 'linear', from: null, to: null };
}

/** The last value of each metric, found the slow way. */
function lastOf(list: readonly Evaluation[]): Record<string, number> {
  return Object.assign({}, ...list.map((evaluation) => evaluation.values)) as Record<string, number>;
}

describe('appending evaluations', () => {
  it('gives back every double bit for bit, with its steps and seconds', () => {
    const { writer, reader } = aStore();
    fc.assert(
      fc.property(evaluations, (list) => {
        const { id } = writer.insertRun(aNewRun());
        writer.appendEvaluations(id, list, aSummary(1000));
        expect(reader.evaluations(id, -1)).toStrictEqual(list);
        expect(reader.run(id)?.last).toStrictEqual(lastOf(list));
        for (const { metric: name, step, value } of rowsOf(reader, id)) {
          const given = list.find((evaluation) => evaluation.step === step)?.values[name];
          expect(Object.is(value, given)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('in two parts, cut back and appended again, equals appending once', () => {
    const { writer, reader } = aStore();
    fc.assert(
      fc.property(evaluations, fc.nat(30), fc.nat(30), (list, x, y) => {
        const [cut, end] = [Math.min(x, y), Math.max(x, y)];
        const once = writer.insertRun(aNewRun()).id;
        writer.appendEvaluations(once, list, aSummary(1000));
        const twice = writer.insertRun(aNewRun()).id;
        writer.appendEvaluations(twice, list.slice(0, end), aSummary(500));
        const kept = list.slice(0, Math.min(cut, list.length));
        writer.truncateSeries(twice, kept.at(-1)?.step ?? -1, aSummary(200));
        expect(reader.evaluations(twice, -1)).toStrictEqual(kept);
        expect(reader.run(twice)?.last).toStrictEqual(lastOf(kept));
        writer.appendEvaluations(twice, list.slice(cut), aSummary(1000));
        expect(reader.evaluations(twice, -1)).toStrictEqual(reader.evaluations(once, -1));
        expect(reader.run(twice)?.last).toStrictEqual(reader.run(once)?.last);
      }),
      { numRuns: 60 },
    );
  });

  it('at a step that is already there replaces all of that evaluation, and no other', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const both = { 'train/loss': 1, 'val/loss': 2 };
    writer.appendEvaluations(
      id,
      [0, 10, 20].map((step) => anEvaluation(step, both)),
      aSummary(20),
    );
    writer.appendEvaluations(id, [{ step: 10, seconds: 9, values: { 'val/loss': 7 } }], aSummary(20));
    expect(reader.evaluations(id, -1)).toEqual([
      anEvaluation(0, both),
      { step: 10, seconds: 9, values: { 'val/loss': 7 } },
      anEvaluation(20, both),
    ]);
    expect(reader.run(id)?.last).toEqual(both);
  });

  it('takes the later of two evaluations of one step in a batch', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const twice = [anEvaluation(5, { 'val/loss': 1 }), anEvaluation(5, { 'val/loss': 2 })];
    writer.appendEvaluations(id, twice, aSummary(5));
    expect(reader.evaluations(id, -1)).toEqual([twice[1]]);
  });

  it('commits points and summary together or not at all', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const bad = [anEvaluation(1), anEvaluation(1.5)];
    expect(() => writer.appendEvaluations(id, bad, aSummary(2))).toThrow();
    expect(reader.run(id)?.progress.step).toBe(0);
    expect(rowsOf(reader, id)).toEqual([]);
    writer.appendEvaluations(id, [anEvaluation(1)], aSummary(1));
    expect(rowsOf(reader, id)).toHaveLength(1);
  });

  it('stores the summary', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const summary = aSummary(50, {
      point1: { step: 20, after: 10 },
      point2: { step: 50, after: 40 },
      relapses: 2,
    });
    writer.updateRun(id, { status: 'running' });
    writer.appendEvaluations(id, [anEvaluation(50)], summary);
    expect(reader.run(id)).toMatchObject(summary);
  });
});

describe('cutting a series back', () => {
  it('moves the revision on and gives back the record', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    writer.appendEvaluations(
      id,
      [0, 5, 10].map((step) => anEvaluation(step)),
      aSummary(10),
    );
    const run = writer.truncateSeries(id, 5, aSummary(5));
    expect(run).toMatchObject({ revision: 1, progress: { step: 5 }, last: { 'val/loss': 5 / 7 } });
    expect(reader.run(id)).toEqual(run);
    expect(writer.truncateSeries(id, -1, aSummary(0))).toMatchObject({ revision: 2, last: {} });
    expect(reader.evaluations(id, -1)).toEqual([]);
  });

  it('leaves other runs alone', () => {
    const { writer, reader } = aStore();
    const [a, b] = [writer.insertRun(aNewRun()).id, writer.insertRun(aNewRun()).id];
    for (const id of [a, b]) writer.appendEvaluations(id, [anEvaluation(0), anEvaluation(9)], aSummary(9));
    const before = rowsOf(reader, b);
    writer.truncateSeries(a, -1, aSummary(0));
    expect(rowsOf(reader, b)).toEqual(before);
  });
});

describe('reading series', () => {
  it('gives the evaluations after a step', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const list = [0, 1, 2, 10].map((step) => anEvaluation(step));
    writer.appendEvaluations(id, list, aSummary(10));
    expect(reader.evaluations(id, 1)).toEqual(list.slice(2));
    expect(reader.evaluations(id, 10)).toEqual([]);
    expect(reader.evaluations(99, -1)).toEqual([]);
  });

  it('streams rows by run, metric name and step, each run once', () => {
    const { writer, reader } = aStore();
    const [a, b] = [writer.insertRun(aNewRun()).id, writer.insertRun(aNewRun()).id];
    const both = { 'weights/norm': 1, 'train/loss': 2 };
    for (const id of [a, b])
      writer.appendEvaluations(
        id,
        [2, 10, 100].map((s) => anEvaluation(s, both)),
        aSummary(100),
      );
    const keys = rowsOf(reader, b, a, b).map(({ run, metric: name, step }) => `${run} ${name} ${step}`);
    expect(keys).toEqual(
      [a, b].flatMap((run) =>
        ['train/loss', 'weights/norm'].flatMap((m) => [2, 10, 100].map((s) => `${run} ${m} ${s}`)),
      ),
    );
    expect(rowsOf(reader, 99)).toEqual([]);
  });

  it('streams long series over many pages without losing or doubling a row, other questions in between', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const list = Array.from({ length: 12_345 }, (_, i) =>
      anEvaluation(i * 3, { 'val/loss': i, 'train/loss': -i }),
    );
    writer.appendEvaluations(id, list, aSummary(40_000));
    let rows = 0;
    for (const { metric: name, step, value } of reader.seriesRows([id])) {
      if (rows++ % 5000 === 0) writer.appendEvaluations(id, [anEvaluation(50_000 + rows)], aSummary(50_000));
      expect(Math.abs(value) * 3).toBe(step);
      expect(name).toBe(rows > 12_345 ? 'val/loss' : 'train/loss');
    }
    expect(rows).toBe(2 * 12_345);
  });

  it('is readable by plain SQL, where NULL is NaN', () => {
    const { writer, paths } = aStore();
    const { id } = writer.insertRun(aNewRun());
    writer.appendEvaluations(id, [anEvaluation(3, { 'val/loss': NaN, 'train/loss': Infinity })], aSummary(3));
    const rows = withSqlite(paths.file, (db) => db.prepare('SELECT * FROM points ORDER BY metric').all());
    expect(rows).toEqual([
      { run: id, metric: 'train/loss', step: 3, seconds: 0.03, value: Infinity },
      { run: id, metric: 'val/loss', step: 3, seconds: 0.03, value: null },
    ]);
  });
});

describe('curves', () => {
  it('are complete when no width is given', () => {
    const { writer, reader } = aStore();
    fc.assert(
      fc.property(evaluations, (list) => {
        const { id } = writer.insertRun(aNewRun());
        writer.appendEvaluations(id, list, aSummary(1000));
        for (const name of metricName.options.slice(0, 4)) {
          const taken = list.filter((evaluation) => name in evaluation.values);
          const [curve] = reader.curves(allOf(id, name));
          expect([...(curve?.step ?? [])]).toEqual(taken.map(({ step }) => step));
          expect([...(curve?.seconds ?? [])]).toEqual(taken.map(({ seconds }) => seconds));
          expect([...(curve?.value ?? [])]).toEqual(taken.map((evaluation) => evaluation.values[name]));
          expect(curve?.decimated ?? false).toBe(false);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('come by run and metric in the order asked for, without those that have no points', () => {
    const { writer, reader } = aStore();
    const [a, b, c] = [1, 2, 3].map(() => writer.insertRun(aNewRun()).id) as [number, number, number];
    writer.appendEvaluations(a, [anEvaluation(1, { 'val/loss': 1, 'train/loss': 2 })], aSummary(1));
    writer.appendEvaluations(b, [anEvaluation(1, { 'val/loss': 3 })], aSummary(1));
    const curves = reader.curves({
      ...allOf(b, 'val/loss', 'train/loss', 'weights/norm'),
      runs: [b, a, c, 99, a],
    });
    expect(curves.map(({ run, metric: name }) => [run, name])).toEqual([
      [b, 'val/loss'],
      [a, 'val/loss'],
      [a, 'train/loss'],
    ]);
  });

  it('hold the steps from one to another, both included', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    writer.appendEvaluations(
      id,
      [0, 10, 20, 30].map((step) => anEvaluation(step)),
      aSummary(30),
    );
    const steps = (from: number | null, to: number | null) => [
      ...(reader.curves({ ...allOf(id, 'val/loss'), from, to })[0]?.step ?? []),
    ];
    expect(steps(10, 20)).toEqual([10, 20]);
    expect(steps(9.5, 20.5)).toEqual([10, 20]);
    expect(steps(null, 0)).toEqual([0]);
    expect(steps(11, null)).toEqual([20, 30]);
    expect(steps(11, 19)).toEqual([]);
  });

  it('are thinned out for a width with their steps and seconds still belonging together', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const list = Array.from({ length: 5000 }, (_, i) =>
      anEvaluation(i, { 'val/loss': i === 1234 ? 99 : Math.sin(i) }),
    );
    writer.appendEvaluations(id, list, aSummary(5000));
    const [curve] = reader.curves({ ...allOf(id, 'val/loss'), width: 100, scale: 'log' });
    expect(curve?.decimated).toBe(true);
    expect(curve?.step.length).toBeLessThan(500);
    const at = curve?.step.indexOf(1234) ?? -1;
    expect([curve?.value[at], curve?.seconds[at]]).toEqual([99, 12.34]);
  });
});
