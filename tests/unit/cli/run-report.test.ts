import { expect, it } from 'vitest';
import { pointsText } from '../../../src-main/cli/run-report.ts';
import type { RunRecord, RunStatus } from '../../../src-main/contract/values/run-record.ts';

interface Seen {
  readonly train?: number;
  readonly val?: number;
  readonly point1?: number;
  readonly point2?: number;
  readonly relapses?: number;
  readonly status?: RunStatus;
}

function said({ train, val, point1, point2, relapses = 0, status = 'finished' }: Seen): string {
  const last = {
    ...(train !== undefined && { 'train/accuracy': train }),
    ...(val !== undefined && { 'val/accuracy': val }),
  };
  const at = (step: number | undefined) => (step === undefined ? null : { step, after: 0 });
  const progress = { step: 50, steps: 50, seconds: 1, stepsPerSecond: 0, secondsLeft: null };
  const run = { status, progress, point1: at(point1), point2: at(point2), relapses, last };
  return pointsText(run satisfies Partial<RunRecord>);
}

it('says which points were reached, and when, or by when not', () => {
  expect(said({ train: 0.5, val: 0 })).toBe('not memorised by 50 steps');
  expect(said({ train: 1, val: 0.5, point1: 20 })).toBe('memorised at step 20, not generalised by 50 steps');
  expect(said({ train: 1, val: 1, point1: 20, point2: 40, relapses: 1 })).toBe(
    'memorised at step 20, generalised at step 40 (delay 20), then left it again once',
  );
});

it('does not deny a point because the accuracy of the other one was not logged', () => {
  expect(said({ val: 1, point2: 40, relapses: 2 })).toBe(
    'generalised at step 40, then left it again 2 times, training accuracy was not logged',
  );
  expect(said({ val: 0.5 })).toBe('not generalised by 50 steps, training accuracy was not logged');
  expect(said({ train: 1, point1: 20 })).toBe('memorised at step 20, validation accuracy was not logged');
});

it('does not say that a run did not get there that nobody watched, but does while it may be watched yet', () => {
  expect(said({})).toBe('accuracy was not logged');
  expect(said({ status: 'running' })).toBe('not memorised by 50 steps');
});
