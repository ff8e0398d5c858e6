/** @file The command over a store filled with made runs; as a process of its own where more than an answer is at stake. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import type { RunStatus } from '../../../src-main/contract/values/run-record.ts';
import { PointTracker } from '../../../src-main/analysis/grokking-point.ts';
import { configHash } from '../../../src-main/lab/config-hash.ts';
import { quickStart } from '../../../src-main/experiments/quick-start.ts';
import type { Store } from '../../../src-main/store/open-store.ts';
import { aFile, aNewRun, aStore, aSummary } from '../../unit/store/builders.ts';
import { groklab, lastObject, TINY } from '../../helpers/groklab.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';

const BUDGET = 3000;
const EVERY = 100;

/** A run whose train accuracy is 1 from step 300 and whose validation accuracy is from `grokAt` on. */
function addRun(store: Store, { decay, grokAt, seed, status = 'finished' }: Readonly<Made>): void {
  const config = changeConfig(quickStart.config, {
    'optimizer.weightDecay': decay,
    seed,
    'budget.steps': BUDGET,
  });
  const run = store.writer.insertRun(aNewRun({ config, configHash: configHash(config), tags: ['made'] }));
  const tracker = new PointTracker(config.points.threshold, config.points.sustain);
  const evaluations = Array.from({ length: BUDGET / EVERY + 1 }, (_, i): Evaluation => {
    const step = i * EVERY;
    const trainAccuracy = step >= 300 ? 1 : 0.1;
    const valAccuracy = step >= grokAt ? 1 : 0.05;
    tracker.push({ step, trainAccuracy, valAccuracy });
    const values = { 'train/accuracy': trainAccuracy, 'val/accuracy': valAccuracy, 'weights/norm': 40 };
    return { step, seconds: i, values };
  });
  store.writer.appendEvaluations(run.id, evaluations, aSummary(BUDGET, tracker.result));
  store.writer.updateRun(run.id, { status });
}

interface Made {
  readonly decay: number;
  readonly grokAt: number;
  readonly seed: number;
  readonly status?: RunStatus;
}

interface Group {
  readonly value: unknown;
  readonly n: number;
  readonly events: number;
  readonly censored: number;
  readonly failed: number;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly phase: string | null;
}
interface Answer {
  readonly by: unknown;
  readonly groups: Group[];
  readonly logRank: { p: number } | null;
  readonly laws: { law: string; parameters: { value: number }[] }[];
}

/** Decay 1: four of four; 0.3: two of four, one more failed, one stopped; 0.1: none. */
function aFilledStore(): string {
  const file = aFile();
  const store = aStore(file);
  for (const [i, grokAt] of [600, 700, 900, 1000].entries()) addRun(store, { decay: 1, grokAt, seed: i + 1 });
  for (const [i, grokAt] of [2000, 2800, 9999, 9999].entries()) {
    addRun(store, { decay: 0.3, grokAt, seed: i + 1 });
  }
  addRun(store, { decay: 0.3, grokAt: 9999, seed: 8, status: 'failed' });
  addRun(store, { decay: 0.3, grokAt: 9999, seed: 9, status: 'stopped' });
  for (const seed of [1, 2, 3]) addRun(store, { decay: 0.1, grokAt: 9999, seed });
  addRun(store, { decay: 0.1, grokAt: 9999, seed: 4, status: 'paused' });
  store.close();
  return file;
}

describe('groklab grok-times', () => {
  it('gives per value n, events, censored, failed, median and interval', async () => {
    const file = aFilledStore();
    const result = await groklab(file, 'grok-times', '--by', 'optimizer.weightDecay', '--json');
    expect(result).toMatchObject({ code: 0, err: '' });
    const { by, groups, logRank, laws } = lastObject<Answer>(result);
    expect(by).toBe('optimizer.weightDecay');
    expect(
      groups.map(({ value, n, events, censored, failed }) => [value, n, events, censored, failed]),
    ).toEqual([
      [0.1, 4, 0, 4, 0],
      [0.3, 4, 2, 2, 1],
      [1, 4, 4, 0, 0],
    ]);
    expect(groups[0]).toMatchObject({ median: null, low: null, high: null, provisional: 1 });
    expect(groups[1]).toMatchObject({ median: 2800, low: 2000, high: null, stopped: 1, meanWidth: 100 });
    expect(groups[2]).toMatchObject({ median: 800, low: 600 });
    expect(logRank?.p).toBeLessThan(0.01);
    expect(laws.map(({ law }) => law)).toEqual(['inverse', 'norm-decay', 'power']);
    expect(laws[2]?.parameters[1]?.value).toBeLessThan(-0.5);
  });

  it('takes another definition: a threshold, a row of evaluations, the delay, another metric', async () => {
    const file = aFilledStore();
    const median = async (...words: string[]) => {
      const answer = await groklabHere(
        file,
        'grok-times',
        '--by',
        'optimizer.weightDecay',
        '--json',
        ...words,
      );
      return lastObject<Answer>(answer).groups[2]?.median;
    };
    expect(await median('--delay')).toBe(500);
    expect(await median('--metric', 'train/accuracy', '--threshold', '0.9', '--sustain', '3')).toBe(300);
    expect(await median('--metric', 'val/accuracy', '--threshold', '0.95')).toBe(800);
  });

  it('groups by all but the seed, or by any set of paths', async () => {
    const file = aFilledStore();
    const asked = async (...words: string[]) =>
      lastObject<Answer>(
        await groklabHere(file, 'grok-times', ...words.flatMap((path) => ['--by', path]), '--json'),
      );
    const chance = await asked('all-but-seed');
    const named = await asked('optimizer.weightDecay');
    expect(chance.by).toBe('optimizer.weightDecay');
    expect(chance.groups).toEqual(named.groups);
    const three = await asked('optimizer.weightDecay', 'seed', 'experiment');
    expect(three.groups.every(({ n }) => n <= 1)).toBe(true);
  });

  it('groups by two paths and names phases', async () => {
    const file = aFilledStore();
    const words = ['--by', 'optimizer.weightDecay', '--by', 'experiment', '--within', '3000', '--gap', '400'];
    const { by, groups } = lastObject<Answer>(await groklabHere(file, 'grok-times', ...words, '--json'));
    expect(by).toEqual(['optimizer.weightDecay', 'experiment']);
    expect(groups.map(({ value, phase }) => [value, phase])).toEqual([
      [[0.1, 'quick-start'], 'memorisation'],
      [[0.3, 'quick-start'], 'memorisation'],
      [[1, 'quick-start'], 'grokking'],
    ]);
  });

  it('draws a table and a picture for people', async () => {
    const { out, code } = await groklabHere(aFilledStore(), 'grok-times', '--by', 'optimizer.weightDecay');
    expect(code).toBe(0);
    expect(out).toMatch(/^optimizer\.weightDecay +n +events +censored/m);
    expect(out).toMatch(/^ +0\.3 +4 +2 +2 .* 2\u2009800 +2\u2009000 to ∞/m);
    expect(out).toMatch(/^ *0\.1 │ +○$/m);
    expect(out).toContain('Log-rank test');
    expect(out).toContain('Law inverse: T = C / x; C = ');
    expect(out).toMatch(/^ {2}residuals ln\(median \/ law\): 0\.3: [+−]/m);
  });

  it('says what is wrong with a path, an option or a definition, with exit code 2', async () => {
    const file = aFilledStore();
    const refused = async (...words: string[]) => {
      const { code, err, out } = await groklabHere(file, 'grok-times', ...words);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      return err;
    };
    expect(await refused('--by', 'optimizer.weigthDecay')).toContain(
      "got 'optimizer.weigthDecay' (did you mean optimizer.weightDecay",
    );
    expect(await refused('--metric', 'val/loss')).toContain('threshold');
    expect(await refused('--metric', 'val/speed')).toContain('val/loss');
    expect(await refused('--threshold', 'high')).toContain('--threshold');
    expect(await refused('--level', '95')).toContain('--level');
    expect(await refused(...Array(21).fill(['--by', 'seed']).flat())).toContain('--by: expected at most 20');
    expect(await refused('--by', 'all-but-seed', '--by', 'seed')).toContain('leave the others out');
  });

  it('takes the runs of a sweep alone, the way sweep and grok-times are meant to be used together', async () => {
    const file = aFilledStore();
    const grid = ['--grid', 'optimizer.weightDecay=0.5,2', '--seeds', '2', '--steps', '60'];
    expect((await groklab(file, 'sweep', 'quick-start', ...TINY, ...grid, '--json')).code).toBe(0);
    const words = ['grok-times', '--sweep', 'last', '--by', 'optimizer.weightDecay', '--json'];
    const { groups } = lastObject<Answer>(await groklab(file, ...words));
    expect(groups.map(({ value, n, events, censored }) => [value, n, events + censored])).toEqual([
      [0.5, 2, 2],
      [2, 2, 2],
    ]);
    const unknown = await groklab(file, 'grok-times', '--sweep', 'none');
    expect(unknown).toMatchObject({ code: 2, out: '' });
  });

  it('has nothing to say of no runs', async () => {
    const result = await groklabHere(aFile(), 'grok-times', '--by', 'seed', '--json');
    expect(lastObject<Answer>(result)).toMatchObject({ by: 'seed', groups: [], logRank: null });
  });

  it('says, as runs and sweeps do, that the store is not there', async () => {
    const file = aFile();
    const said = async (...words: string[]) => (await groklabHere(file, ...words)).out;
    expect(await said('grok-times')).toBe(await said('runs'));
    expect(await said('grok-times')).toContain(`No runs yet: there is no ${file}. Start with: `);
    expect(await said('grok-times', '--filter', 'seed = 1')).toBe(`No run fits: there is no ${file}.\n`);
    expect(await said('sweeps')).toBe(`No sweeps yet: there is no ${file}.\n`);
    expect(await said('queue')).toBe(`Nothing runs and nothing waits: there is no ${file}.\n`);
    expect(existsSync(file)).toBe(false);
    for (const words of [
      ['show', '1'],
      ['rm', '--sweep', '1'],
      ['rm', '--filter', 'seed = 1'],
    ]) {
      const { code, err } = await groklabHere(file, ...words);
      expect([code, err.split(`: there is no ${file}`).length]).toEqual([2, 2]);
    }
  });
});
