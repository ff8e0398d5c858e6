import { afterEach, expect, it, vi } from 'vitest';
import type { RunProgress, RunRecord } from '../../../src-main/contract/values/run-record.ts';
import { progressText, RunDisplay } from '../../../src-main/cli/run-display.ts';

const progress = (step: number, stepsPerSecond = 100): RunProgress => {
  return { step, steps: 6000, seconds: step / 100, stepsPerSecond, secondsLeft: (6000 - step) / 100 };
};

const run = (step: number, point1: number | null, point2: number | null) =>
  ({
    progress: progress(step),
    last: { 'train/accuracy': 0.5, 'val/accuracy': 0.25 },
    point1: point1 === null ? null : { step: point1, after: 0 },
    point2: point2 === null ? null : { step: point2, after: 0 },
  }) as unknown as RunRecord;

function aDisplay(interactive: boolean) {
  const lines: string[] = [];
  const shown: string[] = [];
  const screen = {
    interactive,
    columns: 80,
    line: (text: string) => void lines.push(text),
    status: (text: string) => void shown.push(text),
  };
  return { display: new RunDisplay(screen), lines, shown };
}

afterEach(() => vi.restoreAllMocks());

it('writes how far, how fast, how long still, and how well', () => {
  expect(progressText(progress(1250, 412.3), { train: 1, validation: 0.0531 })).toBe(
    'step 1\u2009250 of 6\u2009000 · 412 steps/s · 48 s left · train 1.000 · validation 0.053',
  );
  const unknown = { ...progress(0, 0), secondsLeft: null };
  expect(progressText(unknown, { train: undefined, validation: undefined })).toBe('step 0 of 6\u2009000');
});

it('tells each point once, as it happens', () => {
  const { display, lines } = aDisplay(true);
  display.begin(run(10, null, null));
  display.changed(run(500, 480, null));
  display.changed(run(510, 480, null));
  display.changed(run(4300, 480, 4250));
  display.changed(run(4310, 480, 4250));
  expect(lines).toEqual(['memorised at step 480', 'generalised at step 4\u2009250 · delay 3\u2009770']);
});

it('does not repeat what happened before, unless the series was cut back behind it', () => {
  const { display, lines } = aDisplay(true);
  display.begin(run(600, 480, null));
  display.changed(run(610, 480, null));
  expect(lines).toEqual([]);
  display.changed(run(400, null, null));
  display.changed(run(600, 480, null));
  expect(lines).toEqual(['memorised at step 480']);
});

it('rewrites one line for who watches, and writes a line now and then for who does not', () => {
  const watched = aDisplay(true);
  watched.display.begin(run(10, null, null));
  watched.display.progress(progress(20));
  watched.display.end();
  expect(watched.shown.at(-2)).toContain('step 20');
  expect(watched.shown.at(-1)).toBe('');

  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const { display, lines } = aDisplay(false);
  display.begin(run(0, null, null));
  for (let step = 1; step <= 30; step++) {
    now += 1000;
    display.progress(progress(step));
  }
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['10', '20', '30']);
});
