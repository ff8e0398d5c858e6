import { describe, expect, it } from 'vitest';
import { delay, grokkingSummary } from '../../../src-main/analysis/grokking-summary.ts';
import { RUN_STATUSES } from '../../../src-main/contract/values/run-record.ts';

const at = (step: number) => ({ step, after: step - 10 });
const aRun = (overrides: Partial<Parameters<typeof grokkingSummary>[0]> = {}) => ({
  status: 'finished' as const,
  point1: at(100),
  point2: null,
  relapses: 0,
  last: { 'val/accuracy': 0.3 },
  progress: { step: 5000 },
  ...overrides,
});

it('the delay is point 2 − point 1, once both are reached', () => {
  expect(delay({ point1: at(100), point2: at(2100) })).toBe(2000);
  expect(delay({ point1: at(100), point2: null })).toBeNull();
  expect(delay({ point1: null, point2: null })).toBeNull();
});

describe('a run without point 2', () => {
  it.each([
    ['finished', true, false],
    ['queued', true, true],
    ['running', true, true],
    ['paused', true, true],
    ['interrupted', true, true],
    ['failed', false, false],
    ['stopped', false, false],
  ] as const)('%s: censored %s, provisional %s', (status, censored, provisional) => {
    expect(grokkingSummary(aRun({ status }))).toMatchObject({ censored, provisional, delay: null });
  });

  it('says nothing where validation accuracy was never logged', () => {
    expect(grokkingSummary(aRun({ last: { 'val/loss': 1 } }))).toMatchObject({
      censored: false,
      provisional: false,
    });
  });

  it('says nothing before its first step', () => {
    for (const status of ['queued', 'running'] as const) {
      expect(grokkingSummary(aRun({ status, point1: null, progress: { step: 0 } }))).toMatchObject({
        censored: false,
        provisional: false,
      });
    }
  });
});

it.each(RUN_STATUSES)('a %s run with point 2 is an event', (status) => {
  expect(grokkingSummary(aRun({ status, point2: at(900), relapses: 2 }))).toEqual({
    point1: at(100),
    point2: at(900),
    delay: 800,
    censored: false,
    provisional: false,
    relapses: 2,
  });
});
