import { describe, expect, it } from 'vitest';
import {
  comparedMetrics,
  compareExpected,
  measureQuantity,
  type ComparedRun,
} from '../../../src-main/analysis/compare-expected.ts';
import { findPoints } from '../../../src-main/analysis/grokking-point.ts';
import { changeConfig, type ConfigChanges } from '../../../src-main/contract/values/change-config.ts';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import {
  expectedLabel,
  type ExpectedNumber,
  type Quantity,
} from '../../../src-main/contract/values/experiment.ts';
import { EXPERIMENTS } from '../../../src-main/experiments/index.ts';
import { METRICS, type MetricName } from '../../../src-main/contract/values/metric.ts';
import { nandaMainline } from '../../../src-main/experiments/nanda-2023-mainline.ts';

const BUDGET = 200;
const config = changeConfig(nandaMainline.config, { 'budget.steps': BUDGET });

/** Evaluations every ten steps: memorised at 30, generalised at 100, a collapse of one evaluation at 150. */
function evaluationsUpTo(last: number): Evaluation[] {
  return Array.from({ length: last / 10 + 1 }, (_, i) => {
    const step = 10 * i;
    const train = step < 30 ? 0.5 : step === 150 ? 0.2 : 1;
    const val = step < 100 ? 0.1 : 1;
    const values = {
      'train/accuracy': train,
      'val/accuracy': val,
      'val/loss': 10 - step / 20,
      'weights/norm': 50 - i,
    };
    return { step, seconds: step / 100, values };
  });
}

function measured(quantity: Quantity, last = BUDGET): number | null {
  const evaluations = evaluationsUpTo(last);
  return measureQuantity(quantity, evaluations, findPoints(evaluations, config.points));
}

it('says of a settled number over how many evaluations it was taken, so that it may differ from the last one', () => {
  const label = 'validation accuracy in the end';
  expect(expectedLabel({ label, quantity: { kind: 'settled', metric: 'val/accuracy' } })).toBe(
    'validation accuracy in the end, median of the last 10 evaluations',
  );
  expect(expectedLabel({ label, quantity: { kind: 'final', metric: 'val/accuracy' } })).toBe(label);
});

describe('a quantity', () => {
  it.each<[Quantity, number | null]>([
    [{ kind: 'point1' }, 30],
    [{ kind: 'point2' }, 100],
    [{ kind: 'delay' }, 70],
    [{ kind: 'initial', metric: 'weights/norm' }, 50],
    [{ kind: 'final', metric: 'weights/norm' }, 30],
    [{ kind: 'settled', metric: 'weights/norm' }, 34.5], // between 39 … 30
    [{ kind: 'firstBelow', metric: 'val/loss', threshold: 5 }, 110], // exactly 5 at 100
    [{ kind: 'collapses' }, 1],
  ])('%j is %d', (quantity, expected) => {
    expect(measured(quantity)).toBe(expected);
  });

  it.each<[Quantity, number | null]>([
    [{ kind: 'point2' }, null],
    [{ kind: 'delay' }, null],
    [{ kind: 'firstBelow', metric: 'val/loss', threshold: 5 }, null],
    [{ kind: 'initial', metric: 'gradient/norm' }, null],
    [{ kind: 'final', metric: 'gradient/norm' }, null],
    [{ kind: 'settled', metric: 'gradient/norm' }, null],
    [{ kind: 'settled', metric: 'weights/norm' }, 47], // of the seven there are: 50 … 44
    [{ kind: 'collapses' }, 0],
  ])('%j of a shorter series is %d', (quantity, expected) => {
    expect(measured(quantity, 60)).toBe(expected);
  });

  it('has no initial value where the untrained network was not evaluated', () => {
    const later = evaluationsUpTo(50).slice(1);
    const quantity = { kind: 'initial', metric: 'weights/norm' } as const;
    expect(measureQuantity(quantity, later, findPoints(later, config.points))).toBeNull();
  });
});

describe('the verdict', () => {
  const expecting = (quantity: Quantity, low: number, high: number): ExpectedNumber => ({
    quantity,
    label: 'a number',
    published: null,
    low,
    high,
    source: 'a test',
  });

  function compare(
    expected: ExpectedNumber,
    {
      step = BUDGET,
      status = 'finished',
      changes = {},
    }: { step?: number; status?: ComparedRun['status']; changes?: ConfigChanges } = {},
  ) {
    const run = { config: changeConfig(config, changes), status, progress: { step } };
    const [comparison] = compareExpected({ config, expected: [expected] }, run, evaluationsUpTo(step));
    return comparison;
  }

  const point2 = expecting({ kind: 'point2' }, 90, 120);
  const settled = expecting({ kind: 'settled', metric: 'weights/norm' }, 30, 40);

  it('is pass inside the band, its ends included, and miss outside', () => {
    expect(compare(point2)).toEqual({ expected: point2, measured: 100, verdict: 'pass' });
    expect(compare(expecting({ kind: 'point2' }, 100, 120))?.verdict).toBe('pass');
    expect(compare(expecting({ kind: 'point2' }, 80, 100))?.verdict).toBe('pass');
    expect(compare(expecting({ kind: 'point2' }, 110, 120))).toMatchObject({
      measured: 100,
      verdict: 'miss',
    });
  });

  it('is there as soon as a point is reached', () => {
    expect(compare(point2, { step: 110, status: 'running' })?.verdict).toBe('pass');
  });

  it.each(['running', 'paused', 'interrupted', 'stopped', 'failed', 'queued'] as const)(
    'is open for what a %s run may still reach',
    (status) => {
      expect(compare(point2, { step: 50, status })).toMatchObject({ measured: null, verdict: 'open' });
      expect(compare(settled, { step: 150, status })).toMatchObject({ measured: 39.5, verdict: 'open' });
    },
  );

  it('is miss for what was not reached within the budget', () => {
    expect(
      compare(expecting({ kind: 'firstBelow', metric: 'val/loss', threshold: -5 }, 0, 500)),
    ).toMatchObject({
      measured: null,
      verdict: 'miss',
    });
  });

  it('is not-comparable when a shorter run cannot tell', () => {
    const shorter = { step: 50, changes: { 'budget.steps': 50 } };
    expect(compare(point2, shorter)).toMatchObject({ measured: null, verdict: 'not-comparable' });
    expect(compare(settled, shorter)?.verdict).toBe('not-comparable');
    expect(compare(expecting({ kind: 'point1' }, 20, 40), shorter)?.verdict).toBe('pass');
  });

  it('judges a longer run at the budget of the experiment', () => {
    const longer = { step: 400, changes: { 'budget.steps': 400 } };
    expect(compare(settled, longer)).toMatchObject({ measured: 34.5, verdict: 'pass' });
  });

  it('is not-comparable when the config is another experiment, whose number is shown all the same', () => {
    const other = { changes: { 'optimizer.weightDecay': 2 } };
    expect(compare(point2, other)).toMatchObject({ measured: 100, verdict: 'not-comparable' });
  });

  it('does not mind another seed, evaluation schedule or set of measures', () => {
    const changes = {
      seed: 7,
      'task.splitSeed': 3,
      'evaluation.every': 10,
      measures: 'losses',
      'model.form': 'plain',
    };
    expect(compare(point2, { changes })?.verdict).toBe('pass');
  });

  it('is miss where the value is not finite', () => {
    const evaluations: Evaluation[] = [{ step: BUDGET, seconds: 1, values: { 'val/loss': NaN } }];
    const expected = expecting({ kind: 'final', metric: 'val/loss' }, 0, 1);
    const run = { config, status: 'finished' as const, progress: { step: BUDGET } };
    expect(compareExpected({ config, expected: [expected] }, run, evaluations)).toEqual([
      { expected, measured: null, verdict: 'miss' },
    ]);
  });
});

describe('the metrics that are compared', () => {
  it.each(EXPERIMENTS.map((experiment) => [experiment.id, experiment] as const))(
    'are all that the numbers of %s come from',
    (_, experiment) => {
      const names = Object.keys(METRICS) as MetricName[];
      const steps = [0, 0.2, 0.4, 0.6, 0.8, 1].map((part) =>
        Math.round(part * experiment.config.budget.steps),
      );
      const evaluations = steps.map((step, i): Evaluation => {
        const accuracies = { 'train/accuracy': i > 1 && i !== 4 ? 1 : 0.1, 'val/accuracy': i > 2 ? 1 : 0.1 };
        const others = Object.fromEntries(names.map((name, k) => [name, 100 / (1 + i) + k]));
        return { step, seconds: step, values: { ...others, ...accuracies } };
      });
      const wanted = comparedMetrics(experiment.expected);
      const fewer = evaluations.map(({ values, ...same }) => ({
        ...same,
        values: Object.fromEntries(wanted.map((name) => [name, values[name]])),
      }));
      const run = {
        config: experiment.config,
        status: 'finished',
        progress: { step: steps.at(-1) ?? 0 },
      } as const;
      expect(compareExpected(experiment, run, fewer)).toEqual(compareExpected(experiment, run, evaluations));
      expect(wanted.length).toBeLessThan(names.length);
    },
  );
});
