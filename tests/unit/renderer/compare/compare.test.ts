import { render } from 'svelte/server';
import { beforeAll, describe, expect, it } from 'vitest';
import { ALL_BUT_SEED } from '../../../../src-main/contract/values/grok-definition.ts';
import type { RunRecord } from '../../../../src-main/contract/values/run-record.ts';
import { createAppState } from '../../../../src-renderer/app-state.ts';
import { compareModel } from '../../../../src-renderer/compare/compare-charts.ts';
import CompareTable from '../../../../src-renderer/compare/CompareTable.svelte';
import { Comparison } from '../../../../src-renderer/compare/comparison.svelte.ts';
import { changedGroups, groupChoices, groupRuns } from '../../../../src-renderer/compare/grouping.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

let lab: FakeLab;
let runs: RunRecord[];

const COARSE = { 'evaluation.every': 4000, 'evaluation.growth': 2 };

beforeAll(() => {
  lab = new FakeLab();
  runs = [10, 2].flatMap((decay) =>
    [1, 2, 3].map((seed) =>
      lab.addFinished({
        experiment: 'test-2022/addition',
        changes: { seed, 'optimizer.weightDecay': decay, ...COARSE },
      }),
    ),
  );
});

describe('grouping', () => {
  it('by all but the seed leaves chance alone inside a group', () => {
    const groups = groupRuns(runs, ALL_BUT_SEED);
    expect(groups.map(({ label, runs: own }) => [label, own.length])).toEqual([
      ['λ = 2', 3],
      ['λ = 10', 3],
    ]);
  });

  it('by a path sorts numbers by size', () => {
    expect(groupRuns(runs, 'optimizer.weightDecay').map(({ label }) => label)).toEqual(['λ = 2', 'λ = 10']);
    expect(groupRuns(runs, 'seed').map(({ runs: own }) => own.length)).toEqual([2, 2, 2]);
  });

  it('by several paths has a group for each combination of their values', () => {
    const groups = groupRuns(runs, 'optimizer.weightDecay,seed');
    expect(groups.map(({ label }) => label).slice(0, 4)).toEqual([
      ...['λ = 2, seed = 1', 'λ = 2, seed = 2', 'λ = 2, seed = 3', 'λ = 10, seed = 1'],
    ]);
    expect(groups.every(({ runs: own }) => own.length === 1)).toBe(true);
  });

  it('is changed place by place', () => {
    expect(changedGroups('', 0, 'seed')).toBe('seed');
    expect(changedGroups('seed', 1, 'model.width')).toBe('seed,model.width');
    expect(changedGroups('seed,model.width', 0, 'model.width')).toBe('model.width');
    expect(changedGroups('seed,model.width,task.modulus', 1, '')).toBe('seed');
    expect(changedGroups('seed,model.width', 0, ALL_BUT_SEED)).toBe(ALL_BUT_SEED);
    expect(changedGroups(ALL_BUT_SEED, 0, 'seed')).toBe('seed');
  });

  it('tells experiments by their names, and groups of one by what varies in it alone', () => {
    const other = lab.addFinished({
      experiment: 'test-2024/division',
      changes: { seed: 1, ...COARSE },
    });
    const groups = groupRuns([other, ...runs], ALL_BUT_SEED);
    expect(groups.map(({ label, runs: own }) => [label, own.length])).toEqual([
      ['test-2024/division', 1],
      ['test-2022/addition, λ = 2', 3],
      ['test-2022/addition, λ = 10', 3],
    ]);
  });

  it('of runs that differ in nothing else is one group', () => {
    expect(groupRuns(runs.slice(0, 3), ALL_BUT_SEED).map(({ label }) => label)).toEqual(['all runs']);
  });

  it('offers the settings in which the runs differ', () => {
    expect(groupChoices(runs).map(({ value }) => value)).toEqual([
      '',
      ALL_BUT_SEED,
      'seed',
      'optimizer.weightDecay',
    ]);
  });
});

describe('the charts of a comparison', () => {
  const curveOf = () => ({
    step: Float64Array.of(0, 10),
    value: Float64Array.of(0, 1),
    seconds: Float64Array.of(0, 1),
  });
  const style = { line: 'median', band: 'quartiles', members: true } as const;

  it('have a line per run in its own colour', () => {
    const model = compareModel('val/accuracy', runs, null, style, curveOf);
    expect(model.series.map(({ id }) => id)).toEqual(runs.map(({ id }) => String(id)));
    expect(new Set(model.series.map(({ stroke }) => stroke.colour)).size).toBe(6);
    expect(model.levels).toEqual([{ value: 0.99, label: 'threshold 0.99' }]);
  });

  it('have a bold line with a band per group and each run faintly behind', () => {
    const model = compareModel('val/accuracy', runs, groupRuns(runs, ALL_BUT_SEED), style, curveOf);
    const bold = model.series.filter(({ weight }) => weight === 'bold');
    expect(bold.map(({ label }) => label)).toEqual([
      'λ = 2 (median, 25–75 %, n = 3)',
      'λ = 10 (median, 25–75 %, n = 3)',
    ]);
    expect(bold[0]?.low).toHaveLength(2);
    expect(model.series.filter(({ weight }) => weight === 'faint')).toHaveLength(6);
    expect(model.rules).toEqual([]);
  });

  it('mark where runs generalised while there are few', () => {
    const few = runs.filter(({ point2 }) => point2 !== null).slice(0, 2);
    const model = compareModel('val/accuracy', few, null, style, curveOf);
    expect(model.rules.map(({ step }) => step)).toEqual(few.map(({ point2 }) => point2?.step));
    expect(compareModel('val/accuracy', runs, null, style, curveOf).rules).toEqual([]);
  });
});

describe('a comparison', () => {
  async function aComparison(hash: string): Promise<Comparison> {
    const app = createAppState(lab, aWindow(hash));
    await app.runs.read();
    return new Comparison(app);
  }

  it('reads runs, metrics and groups from its address', async () => {
    const comparison = await aComparison(
      '#/compare?runs=1-4,99&metrics=weights/norm,nonsense&by=seed&hidden=2',
    );
    expect(comparison.runs.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(comparison.missing).toEqual([99]);
    expect(comparison.drawn.map(({ id }) => id)).toEqual([1, 3, 4]);
    expect(comparison.metrics).toEqual(['weights/norm']);
    expect(comparison.groups?.map(({ label }) => label)).toEqual(['seed = 1', 'seed = 3']);
  });

  it('knows whether its runs are of different experiments', async () => {
    expect((await aComparison('#/compare?runs=1-4')).mixed).toBe(false);
    const other = lab.addFinished({ experiment: 'test-2024/division', changes: COARSE });
    expect((await aComparison(`#/compare?runs=1-4,${other.id}`)).mixed).toBe(true);
  });

  it('tells runs of one colour apart, and takes none from those that stay when one is not drawn', async () => {
    lab = new FakeLab();
    for (let seed = 1; seed <= 15; seed++)
      lab.addFinished({ experiment: 'test-2022/addition', changes: { seed, ...COARSE } });
    const colours = async (hash: string) => {
      const comparison = await aComparison(hash);
      const { series } = comparison.panels[0]?.model ?? { series: [] };
      return series.map(({ id, stroke }) => [Number(id), stroke.colour]);
    };
    const all = await colours('#/compare?runs=1,8,15');
    expect(new Set(all.map(([, colour]) => colour)).size).toBe(3);
    expect(await colours('#/compare?runs=1,8,15&hidden=8')).toEqual([all[0], all[2]]);
  });

  it('leaves the strokes of its runs when one with a smaller number comes and goes, which gets what was shown', async () => {
    lab = new FakeLab();
    for (let seed = 1; seed <= 10; seed++)
      lab.addFinished({ experiment: 'test-2022/addition', changes: { seed, ...COARSE } });
    const comparison = await aComparison('#/compare?runs=10');
    const strokes = () => comparison.panels[0]?.model.series.map(({ id, stroke }) => [id, stroke]) ?? [];
    const [alone] = strokes();
    const promised = comparison.strokeOf(3);
    expect(promised.colour).not.toBe(comparison.strokeOf(10).colour);
    comparison.add(3);
    expect(strokes()).toEqual([['3', promised], alone]);
    comparison.remove(3);
    expect(strokes()).toEqual([alone]);
  });

  it('tells what came of the runs before their settings, of which there may be more than are seen at once', async () => {
    lab = new FakeLab();
    for (const decay of [1, 10])
      lab.addFinished({
        experiment: 'test-2022/addition',
        changes: { 'optimizer.weightDecay': decay, ...COARSE },
      });
    const { body } = render(CompareTable, { props: { comparison: await aComparison('#/compare?runs=1-2') } });
    const titles = [...body.matchAll(/<th [^>]*>([^<]+)</g)].map(([, title]) => title);
    expect(titles).toEqual(['run', 'memorised', 'generalised', 'delay', 'λ']);
  });

  it('falls back to what makes sense', async () => {
    const comparison = await aComparison('#/compare?runs=1&by=nonsense&line=mean&band=quartiles');
    expect(comparison.by).toBe('');
    expect(comparison.band).toBe('deviation');
    expect(comparison.metrics).toEqual(['val/accuracy', 'val/loss']);
  });

  it('writes its changes into the address', async () => {
    const comparison = await aComparison('#/compare?runs=1-2');
    comparison.add(5);
    comparison.remove(1);
    comparison.toggleRun(2);
    comparison.toggleMetric('train/loss');
    expect(comparison.ids).toEqual([2, 5]);
    expect(comparison.isHidden(2)).toBe(true);
    expect(comparison.metrics).toContain('train/loss');
    for (const metric of [...comparison.metrics]) comparison.toggleMetric(metric);
    expect(comparison.metrics.length).toBeGreaterThan(0);
  });
});
