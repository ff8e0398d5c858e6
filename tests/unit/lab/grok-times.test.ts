/** @file What is asked of a store of made runs: which of them are observations, which are compared, which have a law. */
import { describe, expect, it } from 'vitest';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import { RECORDED_POINT2 } from '../../../src-main/contract/values/grok-definition.ts';
import type { RunStatus } from '../../../src-main/contract/values/run-record.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import { configHash } from '../../../src-main/lab/config-hash.ts';
import { importForeign } from '../../../src-main/lab/foreign/import-foreign.ts';
import { readGrokTimes } from '../../../src-main/lab/grok-times.ts';
import type { Store } from '../../../src-main/store/open-store.ts';
import { grokTimesObject, grokTimesText } from '../../../src-main/cli/grok-times-report.ts';
import { aNewRun, aStore, aSummary, textFile } from '../store/builders.ts';

interface Made {
  readonly decay: number;
  readonly seed: number;
  /** null: not within its steps, which are 3000 unless they are given. */
  readonly grokAt: number | null;
  readonly status?: RunStatus;
  readonly steps?: number;
  readonly changes?: Parameters<typeof changeConfig>[1];
}

function addRun(
  { writer }: Store,
  { decay, seed, grokAt, status = 'finished', steps = 3000, changes }: Made,
): void {
  const config = changeConfig(quickStart.config, { 'optimizer.weightDecay': decay, seed, ...changes });
  const run = writer.insertRun(aNewRun({ config, configHash: configHash(config) }));
  const values = { 'train/accuracy': 1, 'val/accuracy': grokAt === null ? 0 : 1 };
  const points = {
    point1: { step: 100, after: 0 },
    point2: grokAt === null ? null : { step: grokAt, after: grokAt - 100 },
  };
  writer.appendEvaluations(run.id, [{ step: steps, seconds: 1, values }], aSummary(steps, points));
  writer.updateRun(run.id, { status });
}

/** Made by another program; its weight decay is known or not. */
async function addForeign({ writer }: Store, text: string, decay?: number): Promise<void> {
  const order = {
    files: [textFile('theirs.csv', text)],
    map: {},
    step: null,
    experiment: null,
    tags: [],
    name: null,
    again: false,
  };
  const settings = decay === undefined ? {} : { 'optimizer.weightDecay': decay };
  await importForeign(writer, { ...order, settings }, 0);
}

function asked(store: Store, by = ['optimizer.weightDecay'], definition = RECORDED_POINT2) {
  const question = { by, definition, phases: null, level: 0.95 };
  return readGrokTimes(store.reader, store.reader.runs({ ...ALL_RUNS, sort: 'id' }).runs, question);
}

describe('runs of several experiments', () => {
  it('are said to share a group, and where they do not, nothing is said', async () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: 600 });
    addRun(store, { decay: 3, seed: 1, grokAt: 300 });
    expect(asked(store).pooled).toEqual([]);
    await addForeign(store, 'step,accuracy,val_accuracy\n1,0,0\n5000,1,1\n', 1);
    const mixed = asked(store);
    expect(mixed.pooled).toEqual(['foreign', 'quick-start']);
    const said = 'Runs of 2 experiments lie in one group (foreign, quick-start)';
    expect(grokTimesText(mixed, 100).some((line) => line.startsWith(said))).toBe(true);
    expect(asked(store, ['experiment', 'optimizer.weightDecay']).pooled).toEqual([]);
  });
});

describe('runs of which the metric was never logged', () => {
  it('are neither events nor censored, in the answer, the object and the table', async () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: 600 });
    await addForeign(store, 'step,loss,val_loss\n1,3,4\n5000,0,2\n', 1);
    const times = asked(store);
    expect(times.groups[0]).toMatchObject({ n: 1, events: 1, censored: 0, unobserved: 1, median: 600 });
    expect(times.points[1]).toMatchObject({ outcome: 'unobserved', time: null });
    expect(grokTimesObject(times).groups[0]).toMatchObject({ n: 1, censored: 0, unobserved: 1 });
    const [, title, row] = grokTimesText(times, 100);
    expect(title).toMatch(/ censored +failed +not observed /);
    expect(row).toMatch(/^ *1 +1 +1 +0 +0 +1 +600 /);
    const byLoss = { ...RECORDED_POINT2, metric: 'val/loss' as const, threshold: 0.1 };
    expect(asked(store, [], byLoss).groups[0]).toMatchObject({ n: 1, censored: 1, unobserved: 1 });
  });
});

describe('runs of one config and seed', () => {
  it('are one sample: the newest of those that grokked, or the one watched longest', () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: null, status: 'failed' });
    addRun(store, { decay: 1, seed: 1, grokAt: 500 });
    addRun(store, { decay: 1, seed: 1, grokAt: 600 });
    addRun(store, { decay: 1, seed: 1, grokAt: null, status: 'stopped' });
    addRun(store, { decay: 1, seed: 2, grokAt: null, status: 'failed' });
    addRun(store, { decay: 1, seed: 2, grokAt: null, status: 'paused' });
    addRun(store, { decay: 1, seed: 3, grokAt: 900 });
    const times = asked(store);
    expect(times.groups[0]).toMatchObject({ n: 3, events: 2, provisional: 1, failed: 0, stopped: 0 });
    expect(times.groups[0]).toMatchObject({ repeats: 4 });
    expect(times.points.map(({ outcome, time }) => (outcome === 'repeat' ? 'repeat' : time))).toEqual([
      'repeat',
      'repeat',
      600,
      'repeat',
      'repeat',
      3000,
      900,
    ]);
    expect(grokTimesText(times, 100)[1]).toMatch(/ failed +repeats /);
  });

  it('with other budgets and evaluations are one training still, and what is trained otherwise is another', () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: null, steps: 800, changes: { 'budget.steps': 800 } });
    addRun(store, { decay: 1, seed: 1, grokAt: 1600, steps: 1700, changes: { 'budget.steps': 1700 } });
    addRun(store, { decay: 1, seed: 1, grokAt: null, steps: 900, changes: { 'evaluation.every': 10 } });
    addRun(store, { decay: 1, seed: 1, grokAt: 1700, steps: 1800, changes: { 'batch.size': 64 } });
    const times = asked(store);
    expect(times.groups[0]).toMatchObject({ n: 2, events: 2, censored: 0, repeats: 2 });
    expect(times.points.map(({ outcome, time }) => (outcome === 'repeat' ? 'repeat' : time))).toEqual([
      'repeat',
      1600,
      'repeat',
      1700,
    ]);
  });

  it('that have made fewer steps do not displace what was seen of one', () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: null, status: 'paused' });
    addRun(store, { decay: 1, seed: 1, grokAt: null, status: 'queued', steps: 0 });
    addRun(store, { decay: 1, seed: 2, grokAt: null, status: 'interrupted' });
    addRun(store, { decay: 1, seed: 2, grokAt: null, status: 'failed', steps: 10 });
    addRun(store, { decay: 1, seed: 2, grokAt: null, status: 'running', steps: 2000 });
    addRun(store, { decay: 1, seed: 3, grokAt: null, status: 'failed', steps: 10 });
    addRun(store, { decay: 1, seed: 3, grokAt: null, status: 'queued', steps: 0 });
    addRun(store, { decay: 1, seed: 4, grokAt: null, steps: 2000 });
    addRun(store, { decay: 1, seed: 4, grokAt: null, status: 'paused' });
    const times = asked(store);
    expect(times.groups[0]).toMatchObject({ n: 3, provisional: 3, unstarted: 1, failed: 0, repeats: 5 });
    expect(times.points.map(({ outcome, time }) => (outcome === 'repeat' ? 'repeat' : time))).toEqual([
      ...[3000, 'repeat'],
      ...[3000, 'repeat', 'repeat'],
      ...['repeat', null],
      ...['repeat', 3000],
    ]);
  });

  it('of other programs are never known to be the same', async () => {
    const store = aStore();
    for (const end of [40, 50]) await addForeign(store, `step,acc,val_acc\n1,0,0\n${end},1,1\n`, 1);
    expect(asked(store).groups[0]).toMatchObject({ n: 2, repeats: 0 });
  });
});

describe('runs whose setting is not known', () => {
  it('stand in a group of their own, and in no test and no law', async () => {
    const store = aStore();
    for (const [i, decay] of [0.1, 0.3, 1].entries())
      for (const seed of [1, 2, 3]) addRun(store, { decay, seed, grokAt: 1200 - 300 * i + 10 * seed });
    const before = asked(store);
    for (const end of [4000, 5000]) await addForeign(store, `step,acc,val_acc\n1,0,0\n${end},1,1\n`);
    const times = asked(store);
    expect(times.groups.map(({ values, unknown, n }) => [values[0], unknown, n])).toEqual([
      [0.1, false, 3],
      [0.3, false, 3],
      [1, false, 3],
      [null, true, 2],
    ]);
    expect(times.logRank).toMatchObject({ statistic: before.logRank?.statistic, df: 2 });
    expect(times.laws.map(({ law, n }) => [law, n])).toEqual(before.laws.map(({ law, n }) => [law, n]));
    const text = grokTimesText(times, 100);
    expect(text.some((line) => line.startsWith('not known '))).toBe(true);
    expect(text).toContain('2 runs whose settings are not known are in no test and no law.');
    expect(grokTimesText(before, 100).join()).not.toContain('not known');
  });

  it('are not those that have no such setting', async () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: 600 });
    await addForeign(store, 'step,acc,val_acc\n1,0,0\n40,1,1\n');
    const groups = asked(store, ['optimizer.momentum']).groups;
    expect(groups.map(({ values, unknown }) => [values[0], unknown])).toEqual([
      [null, false],
      [null, true],
    ]);
    expect(asked(store, ['experiment']).groups.some(({ unknown }) => unknown)).toBe(false);
  });
});

describe('the picture of a group of one run', () => {
  it('has no interval, as the table has none', () => {
    const store = aStore();
    addRun(store, { decay: 1, seed: 1, grokAt: 600 });
    const one = asked(store);
    expect(one.groups[0]).toMatchObject({ median: 600, low: null, high: null });
    const text = grokTimesText(one, 100);
    expect(text[2]).toMatch(/ 600 +– +100 /);
    expect(text.find((line) => line.includes('│'))?.trim()).toMatch(/^1 │ +●$/);
    expect(text.at(-1)).not.toContain('interval');
    for (const [i, grokAt] of [700, 900, 1000].entries()) addRun(store, { decay: 3, seed: i + 1, grokAt });
    const rows = grokTimesText(asked(store), 100).filter((line) => line.includes('│'));
    expect(rows.map((row) => row.includes('─'))).toEqual([false, true]);
  });
});

describe('the log-rank test', () => {
  it('says how many groups its degrees of freedom count, where some could not be compared', () => {
    const store = aStore();
    for (const [i, decay] of [0.3, 1].entries())
      for (const seed of [1, 2, 3]) addRun(store, { decay, seed, grokAt: 900 - 300 * i + 10 * seed });
    const line = () => grokTimesText(asked(store), 100).find((one) => one.startsWith('Log-rank'));
    expect(line()).toMatch(/on 1 degree of freedom, p/);
    addRun(store, { decay: 3, seed: 1, grokAt: null, steps: 50 });
    expect(line()).toMatch(/on 1 degree of freedom \(2 of 3 groups\), p/);
  });
});

describe('laws', () => {
  it('are not drawn through fewer than three values, and it is said why', () => {
    const store = aStore();
    for (const decay of [0.3, 1])
      for (const seed of [1, 2, 3]) addRun(store, { decay, seed, grokAt: Math.round(1000 / decay) + seed });
    const two = asked(store);
    expect(two.laws).toEqual([]);
    expect(two.noLaw).toBe(
      'it takes 3 values of optimizer.weightDecay with runs that were watched, and there are 2',
    );
    expect(grokTimesText(two, 100).at(-1)).toBe(`No law: ${two.noLaw}.`);
    addRun(store, { decay: 3, seed: 1, grokAt: null, status: 'failed' });
    expect(asked(store).laws).toEqual([]);
    addRun(store, { decay: 3, seed: 1, grokAt: 300 });
    expect(asked(store)).toMatchObject({ noLaw: null, laws: [{ law: 'inverse' }, {}] });
  });

  it('through one event per value are called an impression, until a value has a second', () => {
    const store = aStore();
    for (const [i, decay] of [0.3, 1, 3].entries())
      addRun(store, { decay, seed: 1, grokAt: Math.round(1000 / decay) + 20 * i });
    addRun(store, { decay: 3, seed: 2, grokAt: null });
    const single = asked(store);
    expect(single.laws.length).toBeGreaterThan(1);
    expect(single.lawCaution).toContain('at no value of optimizer.weightDecay did more than one run grok');
    const text = grokTimesText(single, 100);
    expect(text.at(-1)).toBe(`Only an impression: ${single.lawCaution}.`);
    expect(text).toContain('AIC: smaller is better, between laws of the same runs.');
    addRun(store, { decay: 3, seed: 3, grokAt: 400 });
    expect(asked(store).lawCaution).toBeNull();
    expect(grokTimesText(asked(store), 100).join()).not.toContain('impression');
    expect(asked(store, ['seed']).lawCaution).toBeNull();
  });

  it('want three values that one of them covers, which 0 is not', () => {
    const store = aStore();
    for (const [i, decay] of [0, 0.3, 1].entries())
      for (const seed of [1, 2, 3]) addRun(store, { decay, seed, grokAt: 1200 - 300 * i + 10 * seed });
    expect(asked(store)).toMatchObject({
      laws: [],
      noLaw:
        'it takes 3 values of optimizer.weightDecay with runs that were watched and that a law covers, and there are 2',
    });
    for (const seed of [1, 2]) addRun(store, { decay: 3, seed, grokAt: 350 + seed });
    expect(asked(store)).toMatchObject({ noLaw: null, laws: [{ law: 'inverse', leftOut: 3 }, {}] });
  });

  it('that could not be fitted are told apart from those that nobody has', () => {
    const store = aStore();
    for (const decay of [0.3, 1, 3]) addRun(store, { decay, seed: 1, grokAt: null });
    const lacking = 'it takes 2 values of optimizer.weightDecay at which runs grokked, and there is';
    expect(asked(store)).toMatchObject({ laws: [], noLaw: `${lacking} none` });
    for (const seed of [2, 3]) addRun(store, { decay: 3, seed, grokAt: 500 });
    expect(asked(store)).toMatchObject({ laws: [], noLaw: `${lacking} one` });
    for (const seed of [2, 3]) addRun(store, { decay: 1, seed, grokAt: 1500 });
    const fitted = asked(store);
    expect(fitted.laws[0]).toMatchObject({ law: 'inverse', n: 7, censored: 3 });
    expect(grokTimesText(fitted, 100).join('\n')).toContain('7 runs, 3 of them censored');
    for (const by of [['seed'], ['experiment'], [], ['optimizer.weightDecay', 'seed']])
      expect(asked(store, by)).toMatchObject({ laws: [], noLaw: null });
  });
});
