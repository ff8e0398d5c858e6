/** @file Ready-made states of the fake lab, for pages to be tried and pictured in. */
import type { SweepAxis } from '../../src-main/contract/values/sweep-spec.ts';
import type { RunOrder } from '../../src-main/contract/wire/requests.ts';
import { FakeLab } from './fake-lab.ts';

const HOUR = 3_600_000;

const addition = (changes: RunOrder['changes'], name = ''): Partial<RunOrder> => ({
  experiment: 'test-2022/addition',
  changes,
  name,
});

const ENVIRONMENT = {
  app: '0.1.0',
  engineVersion: '1.30.0',
  node: '24.21.0',
  platform: 'linux x64',
  cpu: 'A made-up processor at 3.2 GHz',
  cores: 8,
};

/** Runs in every status, seeds and weight decays that differ, one that never generalised. */
function some(): FakeLab {
  const lab = new FakeLab({ stepsPerSecond: 60, running: 2 });
  const now = Date.now();
  const common = (hours: number) => ({
    createdAt: now - hours * HOUR,
    startedAt: now - hours * HOUR,
    environment: ENVIRONMENT,
  });
  for (const [index, decay] of [0.3, 1, 3].entries()) {
    for (const seed of [1, 2, 3]) {
      lab.addFinished(addition({ 'optimizer.weightDecay': decay, seed }), common(30 - 3 * index - seed / 2));
    }
  }
  lab.addFinished(addition({ 'optimizer.weightDecay': 0 }, 'without-decay'), {
    ...common(9),
    tags: ['baseline'],
  });
  lab.addFinished(
    { experiment: 'test-2024/division', changes: {} },
    { ...common(8), status: 'failed', reason: 'The loss became NaN at step 20 000.' },
  );
  lab.addFinished(addition({ seed: 4 }), {
    ...common(7),
    status: 'interrupted',
    reason: 'The app was closed while it ran.',
  });
  lab.addFinished(addition({ seed: 5 }), { ...common(6), status: 'stopped', reason: 'Stopped by hand.' });
  lab.addFinished({ experiment: 'quick-start', changes: {} }, common(5));
  const order = { engine: 'onnx-cpu' as const, threads: null, tags: [] };
  void lab.request('runs.create', { ...addition({ 'optimizer.weightDecay': 0.5 }), ...order } as RunOrder);
  void lab.request('runs.create', { ...addition({ 'model.width': 64 }, 'narrow'), ...order } as RunOrder);
  void lab.request('runs.create', { ...addition({ seed: 6 }), ...order } as RunOrder);
  setTimeout(() => lab.pass(9));
  return lab;
}

/** A table of thousands. */
function many(): FakeLab {
  const lab = new FakeLab();
  const now = Date.now();
  for (let i = 0; i < 2000; i++) {
    lab.addFinished(
      addition({
        seed: (i % 20) + 1,
        'optimizer.weightDecay': [0.1, 0.3, 1, 3, 10][i % 5] as number,
        'task.trainFraction': [0.3, 0.4, 0.5, 0.6][i % 4] as number,
        'evaluation.every': 4000,
        'evaluation.growth': 1.8,
      }),
      { createdAt: now - (2000 - i) * 60_000, environment: ENVIRONMENT },
    );
  }
  return lab;
}

/** A hundred runs of two thousand evaluations each. */
function hundred(): FakeLab {
  const lab = new FakeLab();
  for (let i = 0; i < 100; i++) {
    lab.addFinished(
      addition({
        seed: (i % 10) + 1,
        'optimizer.weightDecay': Number((0.1 * 1.5 ** Math.floor(i / 10)).toPrecision(2)),
        'evaluation.every': 10,
        'evaluation.growth': 0,
      }),
    );
  }
  return lab;
}

/** A sweep over two settings that is over but for its last runs, and one that has just begun. */
function sweeps(): FakeLab {
  const lab = new FakeLab({ stepsPerSecond: 900, running: 2 });
  lab.bench.handlers['bench.start']({ threads: null, quick: false });
  lab.bench.finish();
  const create = (axes: SweepAxis[], seeds: number, name: string) =>
    lab.sweeps.handlers['sweeps.create']({
      spec: {
        ...{ experiment: 'test-2022/addition', axes, samples: 0, draw: 1, points: [], search: null },
        changes: { 'evaluation.every': 500, 'evaluation.growth': 1.3, 'budget.steps': 12_000 },
        seeds: Array.from({ length: seeds }, (_, i) => i + 1),
      },
      ...{
        name,
        tags: [],
        engine: 'onnx-cpu',
        threads: null,
        parallel: null,
        reuse: true,
        skipInvalid: true,
      },
    });
  create(
    [
      { kind: 'grid', path: 'optimizer.weightDecay', values: [0.1, 0.3, 1, 3] },
      { kind: 'grid', path: 'optimizer.learningRate', values: [0.0003, 0.001, 0.003] },
    ],
    3,
    'decay-and-rate',
  );
  for (let i = 0; i < 17; i++) lab.pass(14);
  create([{ kind: 'grid', path: 'optimizer.weightDecay', values: [0.5, 1, 2] }], 4, 'more-seeds');
  lab.pass(4);
  return lab;
}

export const SCENARIOS = {
  empty: () => new FakeLab({ stepsPerSecond: 400 }),
  some,
  many,
  hundred,
  sweeps,
} as const;
export type Scenario = keyof typeof SCENARIOS;
