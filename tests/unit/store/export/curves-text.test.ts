import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvesCsv, curvesJson } from '../../../../src-main/store/export/curves-text.ts';
import type { SeriesRow } from '../../../../src-main/store/store.ts';
import { anEvaluation, aNewRun, aStore, aSummary } from '../builders.ts';

function aRow(value: number, overrides: Partial<SeriesRow> = {}): SeriesRow {
  return { run: 1, metric: 'val/loss', step: 10, seconds: 0.1, value, ...overrides };
}

/** What is left of the rows when a program that knows nothing of us reads the text. */
function valuesOfCsv(text: string): number[] {
  const lines = text.trimEnd().split('\n').slice(1);
  return lines.map((line) => Number(line.split(',').at(-1)));
}

const special = [
  NaN,
  Infinity,
  -Infinity,
  -0,
  0,
  5e-324,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  1 / 3,
];

describe('curves as CSV', () => {
  it('has a header and one line per row', () => {
    const rows = [aRow(0.5), aRow(-1, { run: 2, metric: 'train/accuracy', step: 0, seconds: 0 })];
    expect([...curvesCsv(rows)].join('')).toBe(
      'run,metric,step,seconds,value\n1,val/loss,10,0.1,0.5\n2,train/accuracy,0,0,-1\n',
    );
    expect([...curvesCsv([])].join('')).toBe('run,metric,step,seconds,value\n');
  });

  it('reads back bit for bit', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.double(), fc.constantFrom(...special))), (values) => {
        const text = [...curvesCsv(values.map((value) => aRow(value)))].join('');
        expect(valuesOfCsv(text)).toStrictEqual(values);
      }),
    );
  });

  it('carries every double from the worker through the store', () => {
    const { writer, reader } = aStore();
    const { id } = writer.insertRun(aNewRun());
    const evaluations = special.map((value, step) => anEvaluation(step, { 'val/loss': value }));
    writer.appendEvaluations(id, evaluations, aSummary(20));
    expect(valuesOfCsv([...curvesCsv(reader.seriesRows([id]))].join(''))).toStrictEqual(special);
  });

  it('comes in pieces, asking for rows only as it goes', () => {
    let asked = 0;
    const endless = (function* (): Generator<SeriesRow> {
      for (;;) yield aRow(asked++);
    })();
    const text = curvesCsv(endless);
    expect(text.next().value?.length).toBeLessThan(70_000);
    expect(asked).toBeLessThan(5000);
  });
});

describe('curves as JSON', () => {
  it('is an array of rows, with words for what JSON cannot say', () => {
    const text = [...curvesJson(special.map((value) => aRow(value)))].join('');
    const rows = JSON.parse(text) as { value: number | string }[];
    expect(rows.map(({ value }) => Number(value))).toStrictEqual(special);
    expect(rows[0]).toEqual({ run: 1, metric: 'val/loss', step: 10, seconds: 0.1, value: 'NaN' });
  });

  it('of nothing is an empty array', () => {
    expect(JSON.parse([...curvesJson([])].join(''))).toEqual([]);
  });
});
