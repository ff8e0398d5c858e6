import { describe, expect, it } from 'vitest';
import { exportAnswer, exportPieces } from '../../../src-main/lab/exports.ts';
import { anEvaluation, aNewRun, aStore, aSummary } from '../store/builders.ts';

/** A store with a run of three evaluations. */
function aShortRun(name = '') {
  const store = aStore();
  const { id } = store.writer.insertRun(aNewRun({ name }));
  store.writer.appendEvaluations(
    id,
    [1, 2, 3].map((step) => anEvaluation(step)),
    aSummary(3),
  );
  return store.reader;
}

describe('the table of runs', () => {
  it('says of a run that may go on that it is censored only for now, as grok-times takes it', () => {
    const { reader, writer } = aStore();
    const statuses = ['finished', 'running', 'paused', 'stopped'] as const;
    for (const status of statuses) {
      const { id } = writer.insertRun(aNewRun());
      writer.appendEvaluations(id, [anEvaluation(3, { 'val/accuracy': 0.2 })], aSummary(3));
      writer.updateRun(id, { status });
    }
    const [titles, ...rows] = [...exportPieces(reader, { subject: 'runs', format: 'csv', runs: [] })]
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const told = rows.map((row) =>
      ['status', 'censored', 'provisional'].map((name) => row[titles?.indexOf(name) ?? -1]),
    );
    expect(told).toEqual([
      ['finished', 'true', 'false'],
      ['running', 'true', 'true'],
      ['paused', 'true', 'true'],
      ['stopped', 'false', 'false'],
    ]);
  });
});

describe('an export as one answer', () => {
  it.each([
    ['curves', 'json'],
    ['curves', 'csv'],
    ['runs', 'jsonl'],
  ] as const)('is measured as it goes over the channel: %s as %s', (subject, format) => {
    const reader = aShortRun('ä "quoted" name');
    const order = { subject, format, runs: [] };
    const { text } = exportAnswer(reader, order);
    const onTheWay = Buffer.byteLength(JSON.stringify(text)) - 2;
    expect(onTheWay).toBeGreaterThan(text.length);
    expect(exportAnswer(reader, order, onTheWay).text).toBe(text);
    expect(() => exportAnswer(reader, order, onTheWay - 1)).toThrow(
      `these ${subject} are too long for the window; choose fewer runs, or use: groklab export ${subject}`,
    );
  });

  it('of bytes is measured as the letters that carry them', () => {
    const order = { subject: 'curves', format: 'parquet', runs: [] } as const;
    const { text } = exportAnswer(aShortRun(), order);
    expect(exportAnswer(aShortRun(), order, text.length).text.length).toBe(text.length);
    expect(() => exportAnswer(aShortRun(), order, text.length - 4)).toThrow('too long for the window');
  });
});
