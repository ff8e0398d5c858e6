import { beforeEach, describe, expect, it } from 'vitest';
import { createAppState, type AppState } from '../../../../src-renderer/app-state.ts';
import { chartModel, chartsOf, pointRules, RUN_CHARTS } from '../../../../src-renderer/run/run-charts.ts';
import { evaluationsBy, RunView } from '../../../../src-renderer/run/run-view.svelte.ts';
import { duplicate } from '../../../../src-renderer/run/run-actions.ts';
import { FakeLab } from '../../../helpers/fake-lab.ts';
import { aWindow } from '../../../helpers/fake-lab-window.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const plain = (text: string | undefined) => text?.replaceAll('\u202f', ' ');

let lab: FakeLab;
let app: AppState;

beforeEach(() => {
  lab = new FakeLab({ stepsPerSecond: 100 });
  app = createAppState(lab, aWindow());
});

async function aView(id: number): Promise<RunView> {
  await app.runs.read();
  const view = new RunView(app, id);
  view.start();
  view.follow();
  await settled();
  return view;
}

describe('the charts of a run', () => {
  it('are of a foreign run those of which it has values', () => {
    const own = lab.addFinished({});
    const foreign = { file: 'a.csv', format: 'csv' as const, metrics: {} };
    const config = { points: own.config.points, budget: { steps: 9 } };
    const theirs = { ...own, foreign, config, engine: 'foreign' as const, last: { 'val/accuracy': 1 } };
    expect(chartsOf(theirs).map(({ id }) => id)).toEqual(['accuracy']);
    expect(chartsOf(own).length).toBeGreaterThan(1);
    duplicate(app, theirs);
    expect(app.router.route.page).not.toBe('form');
  });

  it('draw train thin and validation bold in one hue', async () => {
    const run = lab.addFinished();
    const view = await aView(run.id);
    const series = view.models.get('accuracy')?.series;
    expect(series?.map(({ id, weight }) => [id, weight])).toEqual([
      ['train/accuracy', 'thin'],
      ['val/accuracy', 'bold'],
    ]);
    expect(series?.[0]?.stroke).toEqual(series?.[1]?.stroke);
    expect(view.models.get('accuracy')?.range).toEqual([0, 1]);
    expect(view.models.get('loss')?.scale).toBe('log');
  });

  it('leave out what the run does not measure', () => {
    const run = lab.addFinished({ changes: { measures: ['losses'] } });
    expect(chartsOf(run).map(({ id }) => id)).toEqual(['accuracy', 'loss']);
  });

  it('mark points 1 and 2 in words', () => {
    const run = lab.addFinished(
      {},
      { point1: { step: 480, after: 470 }, point2: { step: 4250, after: 4200 } },
    );
    expect(pointRules(run).map(({ label }) => plain(label))).toEqual([
      'memorised at 480',
      'generalised at 4 250 · delay 3 770',
    ]);
  });

  it('say up to where a run was watched that did not generalise', () => {
    const run = lab.addFinished({}, { point2: null });
    expect(plain(pointRules(run).at(-1)?.label)).toBe('not generalised by 4 000 steps');
    for (const status of ['running', 'interrupted', 'stopped', 'failed'] as const)
      expect(pointRules({ ...run, status }).at(-1)?.label).toMatch(/^memorised/);
    expect(pointRules({ ...run, last: { 'train/accuracy': 1 } })).toHaveLength(1);
  });

  it('shade collapses after point 1', () => {
    const run = lab.addFinished({}, { point1: { step: 10, after: 0 } });
    const curve = {
      step: Float64Array.of(0, 10, 20, 30),
      value: Float64Array.of(0, 1, 0.4, 1),
      seconds: new Float64Array(4),
    };
    const accuracy = RUN_CHARTS[0] as (typeof RUN_CHARTS)[number];
    expect(chartModel(accuracy, run, () => curve).spans).toMatchObject([
      { from: 20, to: 30, kind: 'collapse' },
    ]);
  });

  it('say what will appear while there is nothing', () => {
    const run = lab.addFinished({}, { status: 'queued' });
    const empty = () => ({
      step: new Float64Array(0),
      value: new Float64Array(0),
      seconds: new Float64Array(0),
    });
    const accuracy = RUN_CHARTS[0] as (typeof RUN_CHARTS)[number];
    expect(chartModel(accuracy, run, empty).empty).toContain('waits for a free worker');
  });
});

describe('the page of a run', () => {
  it('reaches to the budget while the run goes on, and to its end afterwards', async () => {
    const { run } = await lab.request('runs.create', {
      experiment: 'quick-start',
      changes: {},
      name: '',
      tags: [],
      engine: 'onnx-cpu',
      threads: null,
    });
    lab.pass(1);
    const view = await aView(run.id);
    expect(view.link.whole.to).toBeCloseTo(Math.log10(4000));
    view.link.toggleX();
    expect(view.link.whole.to).toBe(100);
  });

  it('reads every point until there are more than anybody can see', async () => {
    const run = lab.addFinished();
    await aView(run.id);
    const widths = () =>
      lab.requests.flatMap(({ name, params }) =>
        name === 'curves.read' ? [(params as { width: unknown }).width] : [],
      );
    expect(widths()).toEqual([null]);
    const long = lab.addFinished({}, { progress: { ...run.progress, step: 5_000_000 } });
    await aView(long.id);
    expect(widths().at(-1)).toBe(2000);
    expect(evaluationsBy(long)).toBeGreaterThan(50_000);
  });

  it('knows a run that is not there, and one that is purged meanwhile', async () => {
    expect((await aView(77)).missing).toBe(true);
    const run = lab.addFinished();
    const view = await aView(run.id);
    expect(view.missing).toBe(false);
    await lab.request('runs.purge', { runs: [run.id] });
    expect(view.missing).toBe(true);
  });

  it('knows a run in the bin', async () => {
    const run = lab.addFinished({}, { deletedAt: 1 });
    const view = await aView(run.id);
    expect(view.record?.id).toBe(run.id);
    expect(view.inBin).toBe(true);
  });

  it('is duplicated as a form with the same changes', async () => {
    const run = lab.addFinished({ changes: { seed: 5, 'optimizer.weightDecay': 0.25 } });
    app.experiments.list = (await lab.request('experiments.list', {})).experiments;
    duplicate(app, run);
    expect(app.router.route).toEqual({ page: 'form', experiment: 'quick-start' });
    expect(app.router.query.getAll('set')).toEqual(['seed=5', 'optimizer.weightDecay=0.25']);
  });
});
