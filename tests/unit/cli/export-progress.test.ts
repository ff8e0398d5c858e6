import { expect, it } from 'vitest';
import { exportProgress, progressText } from '../../../src-main/cli/export-progress.ts';
import type { Screen } from '../../../src-main/cli/screen.ts';

it('an export says how far it is and how long it will take', () => {
  expect(progressText(2_500_000, 10_000_000, 10)).toBe(
    '2\u2009500\u2009000 of 10\u2009000\u2009000 points · 25 % · 30 s left',
  );
  // A run that goes on has more points in the end than when they were counted.
  expect(progressText(11, 10, 1)).toBe('11 of 10 points · 100 % · 0 s left');
});

it('an export is told now and then, not at every point', () => {
  let time = 0;
  const told: string[] = [];
  const screen: Screen = {
    ...{ interactive: true, columns: 80, line: () => undefined },
    status: (text) => void told.push(text),
  };
  const tell = exportProgress(screen, 1_000_000, () => time);
  for (let i = 0; i < 500_000; i++) {
    time += 0.002;
    tell();
  }
  expect(told).toHaveLength(3);
  expect(told.at(-1)).toMatch(/^\d{3}\u2009\d{3} of 1\u2009000\u2009000 points · \d\d % · [\d.]+ s left$/);
});
