import fc from 'fast-check';
import { expect, it } from 'vitest';
import { legendRows, legendShapes, type LegendEntry } from '../../../../src-renderer/figures/figure.ts';

const ink = {
  ...{ text: '#000', muted: '#666', grid: '#ddd', ground: '#fff', shade: '#eee' },
  runs: ['#111', '#222', '#333'],
};
const named = (labels: readonly string[]) =>
  labels.map((label): LegendEntry => ({ label, colour: '#111', sample: 'line' }));

/** The texts of a legend and where each ends, for letters of about the width they have in a saved picture. */
const textsOf = (rows: LegendEntry[][]) =>
  legendShapes(rows, 0, 0, ink).flatMap((shape) =>
    shape.kind === 'text' ? [{ text: shape.text, end: shape.x + 6.1 * shape.text.length }] : [],
  );

it('keeps every entry, and the count of those left out, within its width', () => {
  const labels = fc.array(fc.string({ minLength: 1, maxLength: 14 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(labels, fc.integer({ min: 130, max: 900 }), (given, width) => {
      const texts = textsOf(legendRows(named(given), width));
      for (const { end } of texts) expect(end).toBeLessThanOrEqual(width);
      const shown = texts.map(({ text }) => text);
      if (shown.length === given.length && shown.at(-1) === given.at(-1)) return;
      const kept = shown.slice(0, -1);
      expect(kept).toEqual(given.slice(0, kept.length));
      expect(shown.at(-1)).toBe(`and ${given.length - kept.length} more`);
    }),
  );
});

it('makes room for the count after short names', () => {
  const short = named(Array.from({ length: 40 }, (_, i) => `λ ${i % 10}`));
  const texts = textsOf(legendRows(short, 236));
  expect(texts.at(-1)?.text).toBe('and 26 more');
  expect(texts.at(-1)?.end).toBeLessThanOrEqual(236);
});
