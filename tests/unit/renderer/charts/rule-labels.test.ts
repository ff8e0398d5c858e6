import { describe, expect, it } from 'vitest';
import { placeLabels, rowsOf } from '../../../../src-renderer/charts/rule-labels.ts';

describe('labels of rules', () => {
  it('stand side by side where there is room', () => {
    const placed = placeLabels(
      [
        { x: 100, width: 80 },
        { x: 300, width: 120 },
      ],
      { left: 0, right: 600 },
    );
    expect(placed).toEqual([
      { x: 107, row: 0 },
      { x: 307, row: 0 },
    ]);
    expect(rowsOf(placed)).toBe(1);
  });

  it('move the left one up where it would run into the right one', () => {
    const placed = placeLabels(
      [
        { x: 100, width: 80 },
        { x: 150, width: 120 },
      ],
      { left: 0, right: 600 },
    );
    expect(placed.map(({ row }) => row)).toEqual([1, 0]);
  });

  it('all stand to the left where one finds no room to the right, the right one above', () => {
    const placed = placeLabels(
      [
        { x: 420, width: 100 },
        { x: 490, width: 190 },
      ],
      { left: 60, right: 550 },
    );
    expect(placed).toEqual([
      { x: 313, row: 0 },
      { x: 293, row: 1 },
    ]);
  });

  it('stay inside the right edge where there is room on neither side', () => {
    expect(placeLabels([{ x: 590, width: 100 }], { left: 495, right: 600 })).toEqual([{ x: 500, row: 0 }]);
  });

  it('never overlap', () => {
    const rules = Array.from({ length: 12 }, (_, i) => ({ x: 40 * i, width: 90 + 7 * i }));
    const placed = placeLabels(rules, { left: 0, right: 500 });
    for (const [i, a] of placed.entries()) {
      for (const [j, b] of placed.entries()) {
        if (i >= j || a.row !== b.row) continue;
        const widthOf = (k: number) => rules[k]?.width ?? 0;
        expect(a.x + widthOf(i) <= b.x || b.x + widthOf(j) <= a.x).toBe(true);
      }
    }
  });
});
