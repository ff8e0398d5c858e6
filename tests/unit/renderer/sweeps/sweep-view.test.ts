import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SweepSpec } from '../../../../src-main/contract/values/sweep-spec.ts';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { LiveSweeps } from '../../../../src-renderer/client/live-sweeps.svelte.ts';
import { countWords, matrixOf, pointLabel, stateOf } from '../../../../src-renderer/sweeps/matrix.ts';
import { SweepView } from '../../../../src-renderer/sweeps/sweep-view.svelte.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const [DECAY, RATE] = ['optimizer.weightDecay', 'optimizer.learningRate'];
const SPEC: SweepSpec = {
  experiment: 'test-2022/addition',
  changes: { 'budget.steps': 4000, 'evaluation.every': 500, 'evaluation.growth': 0 },
  axes: [
    { kind: 'grid', path: DECAY, values: [10, 0] },
    { kind: 'grid', path: RATE, values: [0.001, 0.0003] },
  ],
  ...{ samples: 0, draw: 1, points: [], seeds: [1, 2], search: null },
};
const HOW = {
  name: 'pair',
  tags: [],
  engine: 'onnx-cpu' as const,
  threads: null,
  parallel: null,
  reuse: true,
  skipInvalid: true,
};

let lab: FakeLab;
let state: AppState;
let view: SweepView;

const settled = () => vi.advanceTimersByTimeAsync(400);

beforeEach(async () => {
  vi.useFakeTimers();
  lab = new FakeLab({ stepsPerSecond: 1000, running: 2 });
  lab.sweeps.handlers['sweeps.create']({ spec: SPEC, ...HOW });
  state = createAppState(lab, aWindow('#/sweep/1'));
  state.start();
  view = new SweepView(state, 1);
  view.start();
  await settled();
  return () => vi.useRealTimers();
});

describe('the matrix of a sweep', () => {
  it('has the last grid in its columns, numbers by size, and the seeds in its cells', () => {
    expect(view.matrix).toMatchObject({ rowPaths: [DECAY], columnPath: RATE, columns: ['0.0003', '0.001'] });
    expect(view.matrix?.rows.map(({ values }) => values)).toEqual([['0'], ['10']]);
    expect(view.matrix?.rows[0]?.cells.map(({ points }) => points.map(({ seed }) => seed))).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('has the seeds in its columns where one setting varies or values are drawn', () => {
    const one = { ...SPEC, axes: SPEC.axes.slice(0, 1) };
    expect(matrixOf(one, []).columnPath).toBe('seed');
    const drawn = {
      ...SPEC,
      axes: [
        ...SPEC.axes,
        { kind: 'range', path: 'model.width', min: 8, max: 64, scale: 'log', whole: true },
      ],
    };
    expect(matrixOf(drawn as SweepSpec, [])).toMatchObject({
      columnPath: 'seed',
      rowPaths: [DECAY, RATE, 'model.width'],
    });
  });

  it('fills while runs go on, without the sweep being read again for each', async () => {
    expect(view.points.map(stateOf)).toEqual(Array(8).fill('queued'));
    lab.pass(1);
    expect(view.points.slice(0, 3).map(stateOf)).toEqual(['running', 'running', 'queued']);
    expect(view.points[0]?.step).toBe(1000);
    expect(view.share).toBeCloseTo(0.25 / 4);
    for (let i = 0; i < 4; i++) lab.pass(4);
    await settled();
    expect(new Set(view.points.map(stateOf))).toEqual(new Set(['grokked', 'not-grokked']));
    expect(view.record && countWords(view.record)).toBe('8 runs: 8 finished');
    expect(view.share).toBe(1);
  });

  it('names every run by its values, seed and state', () => {
    lab.pass(1);
    expect(pointLabel(view.points[0]!)).toBe(
      'λ = 10, η = 0.001, seed 1: runs, step 1\u202f000 of 4\u202f000, generalised at 500',
    );
    expect(pointLabel(view.points[7]!)).toBe('λ = 0, η = 0.0003, seed 2: waits');
  });

  it('leads to the curves: of one run its page, of several the comparison', () => {
    view.openCurves(view.points.slice(0, 1));
    expect(state.router.route).toEqual({ page: 'run', run: 1 });
    view.openCurves(view.points);
    expect(state.router.route).toEqual({ page: 'compare' });
    expect(state.router.get('runs')).toBe('1-8');
  });
});

describe('a sweep', () => {
  it('is paused and resumed as a whole', async () => {
    lab.pass(1);
    await state.sweepCommands.toggle(view.record!);
    expect(view.points.map(stateOf)).toEqual(Array(8).fill('paused'));
    await state.sweepCommands.toggle(view.record!);
    expect(view.record?.counts.queued).toBe(8);
  });

  it('that is extended gets its new points', async () => {
    const addition = { values: {}, samples: 0, points: [], seeds: [3] };
    await lab.request('sweeps.extend', { sweep: 1, addition, reuse: true, skipInvalid: true });
    await settled();
    expect(view.points).toHaveLength(12);
  });

  it('goes to the bin with its runs and comes back', async () => {
    await state.sweepCommands.remove(view.record!);
    await settled();
    expect(state.sweeps.list).toEqual([]);
    expect(view.inBin).toBe(true);
    state.notices.all.at(-1)?.action?.run();
    await settled();
    expect(state.sweeps.list.map(({ name }) => name)).toEqual(['pair']);
  });

  it('in the bin is listed there, and comes back from there', async () => {
    const bin = new LiveSweeps(lab, true);
    bin.start();
    await state.sweepCommands.remove(view.record!);
    await settled();
    expect(bin.list.map(({ name }) => name)).toEqual(['pair']);
    await state.sweepCommands.restore(bin.list[0]!);
    await settled();
    expect(bin.list).toEqual([]);
    expect(state.sweeps.list.map(({ name }) => name)).toEqual(['pair']);
  });

  it('that does not exist says so', async () => {
    const other = new SweepView(state, 9);
    await other.read();
    expect(other.missing).toBe(true);
  });
});
