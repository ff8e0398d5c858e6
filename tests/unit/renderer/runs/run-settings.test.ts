import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareValues,
  differingPaths,
  pathsThatVary,
  setting,
  settingsByGroup,
  settingsThatDiffer,
} from '../../../../src-renderer/runs/run-settings.ts';
import {
  delayOf,
  notYetLabel,
  point1Label,
  point2Label,
  pointCell,
} from '../../../../src-renderer/runs/points.ts';
import type { RunStatus } from '../../../../src-main/contract/values/run-record.ts';
import { aRunConfig } from '../../../helpers/fake-lab-data.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('settings that differ', () => {
  const base = aRunConfig();
  const other = aRunConfig({ seed: 7, measures: ['losses'] });

  it('are named by path, in the order of the schema', () => {
    expect(differingPaths(base, other)).toEqual(['seed', 'measures']);
    expect(differingPaths(base, structuredClone(base))).toEqual([]);
  });

  it('are named by the symbol of the papers where there is one', () => {
    expect(setting(base, 'optimizer.weightDecay')).toEqual({
      path: 'optimizer.weightDecay',
      name: 'λ',
      value: '1',
    });
    expect(settingsThatDiffer(other, base).map(({ name }) => name)).toEqual(['seed', 'measures']);
  });

  it('include fields that exist in one variant alone', () => {
    const sgd = aRunConfig({
      optimizer: {
        kind: 'sgd',
        learningRate: 0.001,
        weightDecay: 1,
        decay: 'decoupled',
        warmupSteps: 10,
        momentum: 0.9,
      },
    });
    expect(differingPaths(sgd, base)).toEqual(
      expect.arrayContaining(['optimizer.kind', 'optimizer.momentum', 'optimizer.beta1']),
    );
  });

  it('can be listed for many runs at once', () => {
    const lab = new FakeLab();
    const runs = [1, 2, 3].map((seed) =>
      lab.addFinished({ changes: { seed, 'evaluation.every': 4000, 'evaluation.growth': 0 } }),
    );
    expect(pathsThatVary(runs)).toEqual(['seed']);
    expect(pathsThatVary([])).toEqual([]);
  });

  it('do not count what is not known of a foreign run, and show what is', () => {
    const lab = new FakeLab();
    const own = lab.addFinished({ changes: { seed: 1 } });
    const config = { points: own.config.points, budget: { steps: own.config.budget.steps }, seed: 1 };
    const foreign = { file: 'a.csv', format: 'csv' as const, metrics: {} };
    const theirs = { ...own, id: 9, config, engine: 'foreign' as const, foreign };
    expect(pathsThatVary([theirs, own])).toEqual([]);
    expect(pathsThatVary([own, { ...theirs, config: { ...config, seed: 2 } }])).toEqual(['seed']);
    expect(settingsByGroup(config).map(({ group, paths }) => [group, paths])).toEqual([
      ['run', ['seed']],
      ['budget', ['budget.steps']],
      ['points', ['points.threshold', 'points.sustain']],
    ]);
  });

  it('are grouped as the config is', () => {
    expect(settingsByGroup(base).map(({ group }) => group)).toEqual(
      expect.arrayContaining(['run', 'task', 'model', 'optimizer', 'budget']),
    );
  });
});

describe('the order of lists of values', () => {
  const RATE = 'optimizer.learningRate';
  const DECAY = 'optimizer.weightDecay';
  /** As the table has what sweeps varied: of one setting, of two, of words among numbers, of what some do not have. */
  const LISTS: readonly (readonly unknown[])[] = [
    [RATE, 1e-7],
    [RATE, 0.3],
    [RATE, 0.3, 'seed', 2],
    [RATE, 0.3, 'seed', 10],
    [RATE, '1e-7'],
    [RATE, 'all'],
    [RATE, undefined],
    [DECAY, 0.25],
    [DECAY, 1],
    [DECAY, 1, RATE, 0.001],
    [DECAY, 1, 'seed', 1],
  ].sort(compareValues);

  it('is one, whatever the order they come in and how long they are', () => {
    const all = fc.shuffledSubarray([...LISTS], { minLength: LISTS.length });
    fc.assert(
      fc.property(all, (shuffled) => {
        expect(shuffled.sort(compareValues)).toEqual(LISTS);
      }),
    );
    for (const a of LISTS)
      for (const b of LISTS) expect(Math.sign(compareValues(a, b)) + Math.sign(compareValues(b, a))).toBe(0);
  });

  it('has numbers by size before words, and a list that goes on behind the one that ends', () => {
    const rates = LISTS.filter(([path]) => path === RATE).map(([, ...rest]) => rest);
    expect(rates.slice(0, 4)).toEqual([[1e-7], [0.3], [0.3, 'seed', 2], [0.3, 'seed', 10]]);
  });
});

describe('points in words', () => {
  const progress = { step: 20_000, steps: 20_000, seconds: 1, stepsPerSecond: 0, secondsLeft: null };
  const run = {
    status: 'finished' as const,
    progress,
    point1: { step: 480, after: 470 },
    point2: { step: 4250, after: 4200 },
    last: { 'train/accuracy': 1, 'val/accuracy': 0.3 },
  };

  it('say when it memorised and when it generalised', () => {
    expect(point1Label(run)).toBe('memorised at 480');
    expect(plain(point2Label(run))).toBe('generalised at 4 250 · delay 3 770');
    expect(delayOf(run)).toBe(3770);
  });

  it('say up to where a run was watched that did not', () => {
    const censored = { ...run, point2: null };
    expect(point2Label(censored)).toBe('');
    expect(plain(notYetLabel(censored))).toBe('not generalised by 20 000 steps');
    expect(plain(pointCell(censored, 'point2'))).toBe('> 20 000');
    const unseen = { ...censored, last: { 'val/loss': 1 } };
    expect([pointCell(unseen, 'point2'), notYetLabel(unseen)]).toEqual([
      '–',
      'validation accuracy was not logged',
    ]);
    expect(delayOf(censored)).toBeNull();
  });

  it('do not count a failed or stopped run as watched, nor one that may go on as decided', () => {
    const said = (status: RunStatus) => {
      const one = { ...run, status, point2: null };
      return [pointCell(one, 'point2'), plain(notYetLabel(one))];
    };
    for (const status of ['failed', 'stopped'] as const) expect(said(status)).toEqual(['–', '']);
    for (const status of ['running', 'paused', 'interrupted'] as const)
      expect(said(status)).toEqual(['…', 'not generalised by 20 000 steps']);
  });

  it('may still come before the first step of a run that may go on, of which nothing else is said', () => {
    const said = (status: RunStatus) => {
      const none = { point1: null, point2: null, last: {} };
      const one = { ...run, ...none, status, progress: { ...progress, step: 0 } };
      return [pointCell(one, 'point1'), pointCell(one, 'point2'), notYetLabel(one)];
    };
    for (const status of ['queued', 'running', 'paused', 'interrupted'] as const)
      expect(said(status)).toEqual(['…', '…', '']);
    for (const status of ['failed', 'stopped'] as const) expect(said(status)).toEqual(['–', '–', '']);
  });
});
