import { describe, expect, it } from 'vitest';
import { textCurve, type TextSeries } from '../../../src-main/cli/text-curve.ts';

const series = (
  weight: TextSeries['weight'],
  points: readonly (readonly [number, number])[],
): TextSeries => ({
  label: weight === 'thin' ? 'train accuracy' : 'validation accuracy',
  weight,
  step: points.map(([step]) => step),
  value: points.map(([, value]) => value),
});

/** What a grokking run looks like: train at once, validation a thousand steps later. */
const GROKKING = [
  series('thin', [
    [0, 0],
    [1, 0.02],
    [10, 0.2],
    [30, 1],
    [3000, 1],
  ]),
  series('bold', [
    [0, 0],
    [1, 0.02],
    [1000, 0.1],
    [1500, 1],
    [3000, 1],
  ]),
];

describe('a curve in text', () => {
  it('shows memorising and generalising apart on a logarithmic axis', () => {
    expect(textCurve(GROKKING, 60).join('\n')).toMatchInlineSnapshot(`
      "1.0 │                        ⡇⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⡏⠉⠉⠉⠉
          │                        ⡇                         ⡇
          │                        ⡇                         ⡇
          │                        ⡇                         ⡇
          │                        ⡇                         ⡇
          │                        ⡇                         ⡇
      0.5 │                        ⡇                         ⡇
          │                        ⡇                         ⡇
          │                        ⡇                         ⡇
          │                 ⡄⠄⠄⠄⠄⠄⠄⠇                         ⡇
          │                 ⡇                             ⢠⠤⠤⠇
      0.0 │⡀ ⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠧⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠼
          └┴─┴──────────────┴──────────────┴──────────────┴───────
           0 1              10             100            1k
           step (logarithmic)   ⠂⠂ train accuracy   ⠒⠒ validation accuracy"
    `);
  });

  it.each([24, 40, 80, 200])('keeps to %i characters and twenty rows', (width) => {
    const lines = textCurve(GROKKING, width);
    expect(lines.length).toBeLessThanOrEqual(20);
    const drawing = lines.slice(0, -1);
    for (const line of drawing) expect([...line].length).toBeLessThanOrEqual(width);
  });

  it('labels every decade', () => {
    const long = textCurve(
      [
        series('bold', [
          [1, 0],
          [2_000_000, 1],
        ]),
      ],
      100,
    );
    expect(long.at(-2)?.trim().split(/\s+/)).toEqual(['0', '1', '10', '100', '1k', '10k', '100k', '1M']);
  });

  it('draws a plateau at the top and at the bottom row', () => {
    const top = textCurve(
      [
        series('bold', [
          [1, 1],
          [100, 1],
        ]),
      ],
      40,
    );
    expect(top[0]).toMatch(/1\.0 │.*⠉⠉⠉/);
    const bottom = textCurve(
      [
        series('bold', [
          [1, 0],
          [100, 0],
        ]),
      ],
      40,
    );
    expect(bottom[11]).toMatch(/0\.0 │.*⣀⣀⣀/);
  });

  it('leaves a gap where a value is not a number, and survives values out of range', () => {
    const gap = textCurve(
      [
        series('bold', [
          [1, 0.5],
          [10, NaN],
          [100, 0.5],
        ]),
      ],
      60,
    );
    expect(gap.some((line) => /[⠁-⣿] +[⠁-⣿]/.test(line))).toBe(true);
    expect(() =>
      textCurve(
        [
          series('thin', [
            [1, Infinity],
            [2, -1],
            [3, 7],
          ]),
        ],
        60,
      ),
    ).not.toThrow();
  });

  it('is nothing when there is no step beyond 0', () => {
    expect(textCurve([], 80)).toEqual([]);
    expect(textCurve([series('bold', [[0, 0.1]])], 80)).toEqual([]);
  });

  it('takes a million points', () => {
    const step = Float64Array.from({ length: 1e6 }, (_, i) => i);
    expect(
      textCurve([{ label: 'validation accuracy', weight: 'bold', step, value: step.map(() => 0.5) }], 80),
    ).toHaveLength(15);
  });
});
