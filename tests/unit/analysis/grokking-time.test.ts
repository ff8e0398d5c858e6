import { describe, expect, it } from 'vitest';
import { commonPhase, phaseOf } from '../../../src-main/analysis/phase.ts';
import { crossing, type Series } from '../../../src-main/analysis/curve-points.ts';
import { observe, type ObservedRun, type SeriesOf } from '../../../src-main/analysis/grokking-time.ts';
import { survivalSummary } from '../../../src-main/analysis/survival-summary.ts';
import {
  checkDefinition,
  RECORDED_POINT2,
  type GrokDefinition,
} from '../../../src-main/contract/values/grok-definition.ts';
import type { MetricName } from '../../../src-main/contract/values/metric.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';

const EMPTY: Series = { step: [], value: [] };

/** Evaluations every 100 steps. */
function recorded(curves: Partial<Record<MetricName, number[]>>): SeriesOf {
  return (metric) => {
    const value = curves[metric];
    return value ? { step: value.map((_, i) => 100 * i), value } : EMPTY;
  };
}

const NOTHING_READ: SeriesOf = (metric) => {
  throw new Error(`read ${metric}`);
};

function aRun(overrides: Partial<ObservedRun> = {}): ObservedRun {
  return {
    status: 'finished',
    config: { ...quickStart.config, points: { threshold: 0.99, sustain: 1 } },
    point1: { step: 200, after: 100 },
    point2: { step: 900, after: 800 },
    last: { 'train/accuracy': 1, 'val/accuracy': 1, 'train/loss': 0, 'val/loss': 1 },
    progress: { step: 1000 },
    ...overrides,
  };
}
const defined = (changes: Partial<GrokDefinition>): GrokDefinition => ({ ...RECORDED_POINT2, ...changes });

describe('grokking time', () => {
  it('is the recorded point 2 with its evaluation interval, and no curve is read for it', () => {
    expect(observe(aRun(), RECORDED_POINT2, NOTHING_READ)).toEqual({
      outcome: 'event',
      time: 900,
      low: 800,
      high: 900,
    });
  });

  it('is an event for a run that was stopped at point 2 and for one that failed after it', () => {
    for (const status of ['finished', 'stopped', 'failed'] as const) {
      expect(observe(aRun({ status }), RECORDED_POINT2, NOTHING_READ).outcome).toBe('event');
    }
  });

  it.each([
    ['finished', 'censored'],
    ['running', 'provisional'],
    ['paused', 'provisional'],
    ['interrupted', 'provisional'],
    ['queued', 'provisional'],
    ['failed', 'failed'],
    ['stopped', 'stopped'],
  ] as const)('of a %s run without point 2 is %s', (status, outcome) => {
    const seen = observe(aRun({ status, point2: null }), RECORDED_POINT2, NOTHING_READ);
    const watched = outcome === 'censored' || outcome === 'provisional';
    expect(seen).toEqual({
      outcome,
      time: watched ? 1000 : NaN,
      low: watched ? 1000 : NaN,
      high: watched ? Infinity : NaN,
    });
  });

  it('of a run that made no step is no observation', () => {
    const run = aRun({ status: 'queued', point1: null, point2: null, progress: { step: 0 } });
    expect(observe(run, RECORDED_POINT2, NOTHING_READ).outcome).toBe('unstarted');
  });

  it('by another threshold comes from the curves', () => {
    const curves = recorded({
      'train/accuracy': [0, 0.97, 0.98, 1, 1, 1],
      'val/accuracy': [0, 0.5, 0.96, 0.93, 0.97, 0.98],
    });
    const at = (changes: Partial<GrokDefinition>) => observe(aRun(), defined(changes), curves);
    expect(at({ threshold: 0.95 })).toMatchObject({ time: 200, low: 100 });
    expect(at({ threshold: 0.95, sustain: 2 })).toMatchObject({ time: 400, low: 300 });
    expect(at({ threshold: 0.95, delay: true })).toEqual({ outcome: 'event', time: 100, low: 0, high: 200 });
    expect(at({ metric: 'val/accuracy', threshold: 0.9, sustain: 2 })).toMatchObject({ time: 200 });
    expect(at({ metric: 'train/accuracy', threshold: 1 })).toMatchObject({ time: 300, low: 200 });
    expect(at({ metric: 'val/accuracy' })).toMatchObject({ outcome: 'censored', time: 1000 });
  });

  it('by a loss is the first evaluation below it, the delay counted from the training loss', () => {
    const curves = recorded({ 'train/loss': [4, 0.9, 0.01, NaN, 0], 'val/loss': [4, 9, 9, 2, 0.5] });
    const at = (changes: Partial<GrokDefinition>) =>
      observe(aRun(), defined({ metric: 'val/loss', threshold: 1, ...changes }), curves);
    expect(at({})).toEqual({ outcome: 'event', time: 400, low: 300, high: 400 });
    expect(at({ delay: true })).toEqual({ outcome: 'event', time: 300, low: 200, high: 400 });
    expect(at({ threshold: 0.1, delay: true })).toMatchObject({ outcome: 'censored', time: 800 });
    expect(at({ threshold: 0.001 }).outcome).toBe('censored');
  });

  it('as a delay needs point 1', () => {
    const delay = defined({ delay: true });
    expect(observe(aRun(), delay, NOTHING_READ)).toEqual({
      outcome: 'event',
      time: 700,
      low: 600,
      high: 800,
    });
    const memorised = aRun({ point2: null });
    expect(observe(memorised, delay, NOTHING_READ)).toMatchObject({ outcome: 'censored', time: 800 });
    const not = aRun({ point1: null, point2: null });
    expect(observe(not, delay, NOTHING_READ).outcome).toBe('unmemorised');
  });
});

describe('a run that never logged the metric', () => {
  const NOTHING_LOGGED = recorded({});
  const aLossRun = (overrides: Partial<ObservedRun> = {}) =>
    aRun({ point1: null, point2: null, last: { 'val/loss': 1, 'train/accuracy': 1 }, ...overrides });

  it.each([
    ['point 2', {}],
    ['its delay', { delay: true }],
    ['another threshold', { threshold: 0.5 }],
    ['validation accuracy', { metric: 'val/accuracy' }],
    ['train loss', { metric: 'train/loss', threshold: 1 }],
    ['the delay of a loss whose twin was not logged', { metric: 'val/loss', threshold: 0.1, delay: true }],
  ] as const)('is not censored but not observed: %s', (_, changes) => {
    const seen = observe(aLossRun(), defined(changes), NOTHING_LOGGED);
    expect(seen).toEqual({ outcome: 'unobserved', time: NaN, low: NaN, high: NaN });
  });

  it('is not observed either where the end of the delay was found and its beginning never logged', () => {
    const run = aRun({ point1: null, last: { 'val/accuracy': 1 } });
    expect(observe(run, defined({ delay: true }), NOTHING_LOGGED).outcome).toBe('unobserved');
    expect(observe(run, RECORDED_POINT2, NOTHING_READ)).toMatchObject({ outcome: 'event', time: 900 });
  });

  it('is censored by a metric that it logged, and failed where it failed', () => {
    expect(observe(aLossRun(), defined({ metric: 'train/accuracy' }), NOTHING_LOGGED).outcome).toBe(
      'censored',
    );
    expect(observe(aLossRun({ status: 'failed' }), RECORDED_POINT2, NOTHING_LOGGED).outcome).toBe('failed');
  });

  it('counts in a group by itself and not in n', () => {
    const options = { level: 0.95, delay: false, horizon: null };
    const group = [aLossRun(), aRun(), aRun({ point2: null })].map((run) =>
      observe(run, RECORDED_POINT2, NOTHING_LOGGED),
    );
    expect(survivalSummary(group, options)).toMatchObject({ n: 2, events: 1, censored: 1, unobserved: 1 });
  });
});

describe('a crossing', () => {
  it('is the first of a row, knows the evaluation before, and never NaN', () => {
    const series = { step: [0, 1, 2, 3, 4], value: [9, 1, NaN, 1, 1] };
    const low = (value: number) => value < 2;
    expect(crossing(series, low)).toEqual({ step: 1, after: 0 });
    expect(crossing(series, low, 2)).toEqual({ step: 3, after: 2 });
    expect(crossing(series, low, 3)).toBeNull();
    expect(crossing({ step: [0], value: [0] }, low)).toEqual({ step: 0, after: -1 });
  });
});

describe('definitions that do not fit together', () => {
  it.each([
    [{ metric: 'val/loss' }, /threshold/],
    [{ metric: 'val/accuracy', threshold: 1.5 }, /threshold.*1\.5/],
    [{ metric: 'train/accuracy', delay: true }, /delay/],
  ] as const)('%j', (changes, message) => {
    expect(() => checkDefinition(defined(changes))).toThrow(message);
  });
});

describe('the phase', () => {
  const settings = { accuracy: 0.9, within: 500, gap: 200 };
  const of = (train: number[], val: number[], last = 1000) =>
    phaseOf(recorded({ 'train/accuracy': train, 'val/accuracy': val }), last, settings);

  it.each([
    ['comprehension', [0, 0.9, 1, 1], [0, 0, 0.9, 1]],
    ['grokking', [0, 0.9, 1, 1], [0, 0, 0, 0.9]],
    ['memorisation', [0, 0.9, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0.95]],
    ['confusion', [0, 0.8, 0.89], [0, 0, 0.1]],
    ['undecided', [0, 0.8, 0.89], [0, 0, 0.95]],
  ] as const)('%s', (phase, train, val) => {
    expect(of([...train], [...val])).toBe(phase);
  });

  it('of a run that ended too early is undecided', () => {
    expect(of([0, 1, 1], [0, 0, 0], 400)).toBe('undecided');
    expect(of([0, 1, 1], [0, 1, 1], 400)).toBe('comprehension');
  });

  it('of a run that never logged one of the accuracies is undecided', () => {
    expect(of([], [0, 0, 0])).toBe('undecided');
    expect(of([0, 1, 1], [])).toBe('undecided');
  });

  it('of a group is that of most of its decided runs', () => {
    expect(commonPhase(['grokking', 'memorisation', 'grokking', 'undecided'])).toBe('grokking');
    expect(commonPhase(['grokking', 'memorisation'])).toBe('undecided');
    expect(commonPhase([])).toBe('undecided');
  });
});

describe('a group', () => {
  const options = { level: 0.95, delay: false, horizon: null };
  const seen = (outcome: 'event' | 'censored' | 'failed', time: number) => ({
    outcome,
    time,
    low: outcome === 'event' ? time - 100 : time,
    high: outcome === 'event' ? time : Infinity,
  });

  it('counts failed runs apart and reports how finely times are known', () => {
    const group = [seen('event', 300), seen('event', 500), seen('censored', 900), seen('failed', NaN)];
    expect(survivalSummary(group, options)).toMatchObject({
      n: 3,
      events: 2,
      censored: 1,
      failed: 1,
      median: 500,
      meanWidth: 100,
    });
  });

  it('of runs that are all censored has neither median nor law, and of none has nothing', () => {
    expect(survivalSummary([seen('censored', 900), seen('censored', 900)], options)).toMatchObject({
      ...{
        n: 2,
        events: 0,
        censored: 2,
        median: null,
        low: null,
        high: null,
        weibull: null,
        meanWidth: null,
      },
      restrictedMean: { value: 900, error: 0, horizon: 900 },
    });
    expect(survivalSummary([], options)).toMatchObject({
      n: 0,
      median: null,
      restrictedMean: null,
      curve: [],
    });
  });
});
