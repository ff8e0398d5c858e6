import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PointState } from '../../../src-main/analysis/grokking-point.ts';
import type { Evaluation } from '../../../src-main/contract/values/evaluation-points.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { fakeRun, type FakeOptions, type FakeOutcome } from '../../helpers/fake-run.ts';
import { aSmallConfig } from '../../helpers/small-configs.ts';
import { series } from '../../helpers/train-here.ts';

const STEPS = 60;

function aConfig(changes: Parameters<typeof aSmallConfig>[0] = {}): RunConfig {
  return aSmallConfig({
    'budget.steps': STEPS,
    'evaluation.every': 10,
    'evaluation.growth': 0,
    'checkpoint.everySteps': 0,
    'checkpoint.everySeconds': 0,
    ...changes,
  });
}

const stepsOf = (evaluations: readonly Evaluation[]): number[] => evaluations.map(({ step }) => step);

/** What the lab keeps when a run goes on from a checkpoint: points up to its step. */
const upTo = (step: number, evaluations: readonly Evaluation[]) => evaluations.filter((e) => e.step <= step);

describe('a run', () => {
  it('evaluates at 0, on schedule and at the last step, and ends with a checkpoint', async () => {
    const outcome = await fakeRun(aConfig({ 'budget.steps': 25 }));
    expect(outcome.ending).toEqual({ how: 'finished', reason: '' });
    expect(stepsOf(outcome.evaluations)).toEqual([0, 10, 20, 25]);
    expect(outcome.checkpoints.map(({ step }) => step)).toEqual([25]);
    expect(outcome.steps).toBe(25);
  });

  it('saves on schedule, each time after everything recorded before has been sent', async () => {
    const { sent, checkpoints } = await fakeRun(aConfig({ 'checkpoint.everySteps': 15 }));
    expect(checkpoints.map(({ step }) => step)).toEqual([15, 30, 45, 60]);
    for (const { step } of checkpoints) {
      const before = sent.slice(0, sent.indexOf(`checkpoint ${step}`));
      const newest = before.filter((line) => line.startsWith('points to')).at(-1);
      expect(newest, `before the checkpoint of step ${step}`).toBe(`points to ${step - (step % 10)}`);
    }
  });

  it('saves by the clock as well', async () => {
    const { checkpoints } = await fakeRun(aConfig({ 'checkpoint.everySeconds': 0.2 }), { tickMs: 10 });
    expect(checkpoints.length).toBeGreaterThan(2);
    expect(checkpoints.at(-1)?.step).toBe(STEPS);
  });

  it('says now and then that it is alive', async () => {
    const { sent } = await fakeRun(aConfig({ 'evaluation.every': STEPS }), { tickMs: 60 });
    expect(sent.filter((line) => line.startsWith('heartbeat')).length).toBeGreaterThan(1);
  });
});

describe('an interrupted run', () => {
  const config = aConfig({ 'evaluation.growth': 1.3 });

  it('that is paused at any steps and resumed gives the evaluations of an undisturbed one', async () => {
    const whole = await fakeRun(config);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: STEPS - 1 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 25 }),
        async (pauses, tickMs, stepsPerCall) => {
          let from: FakeOutcome['checkpoints'][number] | undefined;
          const kept: Evaluation[] = [];
          for (const pauseAt of [...pauses.sort((a, b) => a - b), STEPS + 1]) {
            if (from && pauseAt <= from.step) continue;
            const part = await fakeRun(config, { pauseAt, tickMs, stepsPerCall }, from);
            kept.push(...part.evaluations);
            from = part.checkpoints.at(-1) ?? from;
            if (part.ending.how === 'finished') break;
            expect(part.ending).toEqual({ how: 'paused', reason: '' });
            expect(from?.step, 'the checkpoint is of the step it paused at').toBe(part.steps);
          }
          expect(series(kept)).toEqual(series(whole.evaluations));
          expect(from?.state).toEqual(whole.checkpoints.at(-1)?.state);
          expect(from?.memory).toEqual(whole.checkpoints.at(-1)?.memory);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('that is killed and resumed from any checkpoint gives the evaluations of an undisturbed one', async () => {
    const whole = await fakeRun(aConfig({ 'evaluation.growth': 1.3, 'checkpoint.everySteps': 1 }));
    expect(whole.checkpoints).toHaveLength(STEPS);
    for (const checkpoint of whole.checkpoints) {
      const resumed = await fakeRun(config, {}, checkpoint);
      const union = [...upTo(checkpoint.step, whole.evaluations), ...resumed.evaluations];
      expect(series(union), `from step ${checkpoint.step}`).toEqual(series(whole.evaluations));
    }
  });

  it('remembers its points: those found before are not found again later', async () => {
    // Below the threshold again after the pause: only the memory knows that point 2 was at 20.
    const accuracies = (step: number) =>
      step >= 20 && step < 35 ? { train: 1, val: 1 } : { train: 0, val: 0 };
    const whole = await fakeRun(config, { accuracies });
    const paused = await fakeRun(config, { accuracies, pauseAt: 30, tickMs: 60 });
    const resumed = await fakeRun(config, { accuracies }, paused.checkpoints.at(-1));
    const memory = resumed.checkpoints.at(-1)?.memory as PointState;
    expect(memory).toEqual(whole.checkpoints.at(-1)?.memory);
    expect(memory.point2?.step).toBe(20);
    expect(memory.relapses).toBe(1);
  });

  it('that is told to stop saves and says so', async () => {
    const outcome = await fakeRun(config, { stopAt: 17, tickMs: 60 });
    expect(outcome.ending.how).toBe('stopped');
    expect(outcome.checkpoints.map(({ step }) => step)).toEqual([17]);
  });

  it('that was resumed at its last step has nothing left to do', async () => {
    const whole = await fakeRun(config);
    const again = await fakeRun(config, {}, whole.checkpoints.at(-1));
    expect(again).toMatchObject({ ending: { how: 'finished' }, evaluations: [], checkpoints: [] });
  });
});

describe('several steps per call', () => {
  const config = aConfig({ 'checkpoint.everySteps': 15 });

  it('end at every evaluation, every checkpoint and the last step, and change nothing', async () => {
    const single = await fakeRun(config);
    expect(single.groups).toEqual(Array.from({ length: STEPS }, () => 1));
    const grouped = await fakeRun(config, { stepsPerCall: 7 });
    expect(grouped.groups).toEqual([7, 3, 5, 5, 7, 3, 7, 3, 5, 5, 7, 3]);
    expect(series(grouped.evaluations)).toEqual(series(single.evaluations));
    expect(grouped.checkpoints.map(({ step, state }) => ({ step, state }))).toEqual(
      single.checkpoints.map(({ step, state }) => ({ step, state })),
    );
  });

  it('are finished before a pause is heard, which then saves where they end', async () => {
    const paused = await fakeRun(config, { stepsPerCall: 7, pauseAt: 22, tickMs: 60 });
    expect(paused.ending.how).toBe('paused');
    expect(paused.steps).toBe(27);
    expect(paused.checkpoints.at(-1)?.step).toBe(27);
  });

  it('go no further than the first loss that is not finite', async () => {
    const bad: FakeOptions = { badLossAt: 23, badStateAt: 22 };
    const single = await fakeRun(config, bad);
    const grouped = await fakeRun(config, { ...bad, stepsPerCall: 7 });
    expect(grouped.ending).toEqual(single.ending);
    expect(grouped.steps).toBe(23);
    expect(series(grouped.evaluations)).toEqual(series(single.evaluations));
    expect(grouped.checkpoints.map(({ step }) => step)).toEqual([15]);
  });
});

describe('a loss that is not finite', () => {
  const bad: FakeOptions = { badLossAt: 23, badStateAt: 22 };

  it('ends the run as failed at that step, with no checkpoint after the last finite state', async () => {
    const outcome = await fakeRun(aConfig({ 'checkpoint.everySteps': 1 }), bad);
    expect(outcome.ending.how).toBe('failed');
    expect(outcome.ending.reason).toMatch(/loss became NaN at step 23.*last finite checkpoint/);
    expect(outcome.steps).toBe(23);
    expect(stepsOf(outcome.evaluations)).toEqual([0, 10, 20, 23]);
    expect(outcome.checkpoints.at(-1)?.step).toBe(21);
    for (const { state } of outcome.checkpoints)
      expect([...(state['parameters']?.data ?? [])].every(Number.isFinite)).toBe(true);
  });

  it('saves nothing where the state is still finite but the loss is not', async () => {
    const outcome = await fakeRun(aConfig(), { badLossAt: 5 });
    expect(outcome.ending.how).toBe('failed');
    expect(outcome.checkpoints).toEqual([]);
  });

  it('is passed over where the config says so', async () => {
    const config = aConfig({ 'budget.nonFiniteLoss': 'continue', 'checkpoint.everySteps': 1 });
    const outcome = await fakeRun(config, bad);
    expect(outcome.ending.how).toBe('finished');
    expect(stepsOf(outcome.evaluations)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    expect(outcome.evaluations.at(-1)?.values['train/loss']).toBeNaN();
    expect(outcome.checkpoints).toHaveLength(STEPS);
  });
});

describe('an early end', () => {
  const grokked = (from: number) => (step: number) =>
    step >= from ? { train: 1, val: 1 } : { train: 1, val: 0 };

  it('comes with point 2 where the config asks for it', async () => {
    const config = aConfig({ 'budget.stopAfterPoint2': true });
    const outcome = await fakeRun(config, { accuracies: grokked(28) });
    expect(outcome.ending).toEqual({ how: 'finished', reason: 'point 2 was reached' });
    expect(stepsOf(outcome.evaluations)).toEqual([0, 10, 20, 30]);
    expect(outcome.checkpoints.map(({ step }) => step)).toEqual([30]);
  });

  it('waits until point 2 is sustained', async () => {
    const config = aConfig({ 'budget.stopAfterPoint2': true, 'points.sustain': 3 });
    const outcome = await fakeRun(config, { accuracies: grokked(28) });
    expect(stepsOf(outcome.evaluations).at(-1)).toBe(50);
  });

  it('comes before the first step where point 2 is there at once', async () => {
    const config = aConfig({ 'budget.stopAfterPoint2': true });
    const outcome = await fakeRun(config, { accuracies: grokked(0) });
    expect(outcome).toMatchObject({ ending: { reason: 'point 2 was reached' }, steps: 0 });
    expect(stepsOf(outcome.evaluations)).toEqual([0]);
  });

  it('does not come where the config does not ask for it', async () => {
    const outcome = await fakeRun(aConfig(), { accuracies: grokked(28) });
    expect(outcome.steps).toBe(STEPS);
  });

  it('comes when the time limit is reached, pauses not counted', async () => {
    const config = aConfig({ 'budget.seconds': 1.5, 'budget.steps': 1000 });
    const outcome = await fakeRun(config, { tickMs: 10 });
    expect(outcome.ending).toEqual({ how: 'finished', reason: 'the time limit of 1.5 s was reached' });
    expect(outcome.steps).toBeLessThan(1000);
    expect(outcome.checkpoints.map(({ step }) => step)).toEqual([outcome.steps]);
    const half = await fakeRun(config, { tickMs: 10, pauseAt: Math.floor(outcome.steps / 2) });
    const rest = await fakeRun(config, { tickMs: 10 }, half.checkpoints.at(-1));
    expect(rest.ending.reason).toContain('time limit');
    expect(rest.checkpoints.at(-1)?.seconds).toBeGreaterThanOrEqual(1.5);
    expect(rest.checkpoints.at(-1)?.seconds).toBeLessThan(1.8);
  });
});
