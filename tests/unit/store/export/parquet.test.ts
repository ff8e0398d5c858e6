import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../../src-main/contract/values/run-record.ts';
import { quickStart } from '../../../../src-main/experiments/quick-start.ts';
import { curvesParquet } from '../../../../src-main/store/export/curves-parquet.ts';
import { runsParquet } from '../../../../src-main/store/export/runs-parquet.ts';
import type { RunKnowledge } from '../../../../src-main/store/export/runs-table.ts';
import type { SeriesRow } from '../../../../src-main/store/store.ts';
import { aConfig, anEvaluation, aNewRun, aStore, aSummary } from '../builders.ts';

const SPECIAL = [NaN, Infinity, -Infinity, -0, 0, 5e-324, 1.7976931348623157e308, 1 / 3];

function aRow(value: number, overrides: Partial<SeriesRow> = {}): SeriesRow {
  return { run: 1, metric: 'val/loss', step: 10, seconds: 0.1, value, ...overrides };
}

function whole(pieces: Iterable<Uint8Array>): ArrayBuffer {
  const bytes = Buffer.concat([...pieces]);
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}

const readBack = (file: ArrayBuffer) => parquetReadObjects({ file });

describe('curves as Parquet', () => {
  it('are the rows, bit for bit, whatever the doubles', async () => {
    const double = fc.oneof(fc.double(), fc.constantFrom(...SPECIAL));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(double, fc.nat(2 ** 40))), async (points) => {
        const rows = points.map(([value, step]) => aRow(value, { step, seconds: value }));
        const read = await readBack(whole(curvesParquet(rows)));
        expect(read).toStrictEqual(
          rows.map((row) => ({ ...row, run: BigInt(row.run), step: BigInt(row.step) })),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('come in groups of rows, asking for rows only as they go', async () => {
    let asked = 0;
    const rows = (function* (): Generator<SeriesRow> {
      while (asked < 150_000)
        yield aRow(Math.sqrt(asked), { step: asked++, metric: asked % 2 ? 'val/loss' : 'train/loss' });
    })();
    const pieces = curvesParquet(rows);
    const first = pieces.next().value as Uint8Array;
    expect(asked).toBeLessThan(66_000);
    const file = whole([first, ...pieces]);
    expect(parquetMetadata(file).row_groups.map((group) => Number(group.num_rows))).toEqual([
      65_536, 65_536, 18_928,
    ]);
    const read = await parquetReadObjects({
      file,
      columns: ['step', 'value'],
      rowStart: 140_000,
      rowEnd: 140_001,
    });
    expect(read).toEqual([{ step: 140_000n, value: Math.sqrt(140_000) }]);
  });

  it('of nothing are an empty table with its columns', async () => {
    const file = whole(curvesParquet([]));
    expect(await readBack(file)).toEqual([]);
    const names = parquetMetadata(file)
      .schema.slice(1)
      .map(({ name }) => name);
    expect(names).toEqual(['run', 'metric', 'step', 'seconds', 'value']);
  });
});

describe('runs as Parquet', () => {
  const knowledge: RunKnowledge = {
    defaultsOf: () => quickStart.config,
    outcomeOf: ({ point2 }) => ({ delay: null, censored: point2 === null, provisional: point2 === null }),
  };

  it('have typed columns, and nothing where a run has nothing', async () => {
    const { writer, reader } = aStore();
    const decays = [0.3, 1];
    const records = decays.map((weightDecay, i) => {
      const config = aConfig({ seed: i, optimizer: { ...aConfig().optimizer, weightDecay } });
      const { id } = writer.insertRun(aNewRun({ config, tags: i ? ['a', '=b'] : [] }));
      const point2 = i ? { step: 90, after: 80 } : null;
      writer.appendEvaluations(
        id,
        [anEvaluation(100, i ? { 'val/loss': -0 } : {})],
        aSummary(100, { point2 }),
      );
      return reader.run(id) as RunRecord;
    });
    const read = await readBack(whole(runsParquet(records, knowledge)));
    const same = {
      experiment: 'quick-start',
      status: 'queued',
      engine: 'onnx-cpu',
      threads: 2n,
      point1: null,
    };
    const rest = { ...same, delay: null, relapses: 0n, steps: 100n, seconds: 1 };
    expect(read[0]).toMatchObject({
      ...rest,
      id: 1n,
      tags: '',
      seed: 0n,
      point2: null,
      censored: true,
      provisional: true,
      'val/loss': null,
    });
    expect(read[1]).toMatchObject({ ...rest, id: 2n, tags: 'a,=b', seed: 1n, point2: 90n, censored: false });
    expect(read.map((run) => run['optimizer.weightDecay'])).toEqual(decays);
    expect(read[1]?.['val/loss']).toBe(-0);
  });

  it('of no runs are an empty table', async () => {
    expect(await readBack(whole(runsParquet([], knowledge)))).toEqual([]);
  });
});
