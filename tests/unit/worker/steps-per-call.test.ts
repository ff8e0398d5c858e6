import { beforeAll, describe, expect, it } from 'vitest';
import { changeConfig } from '../../../src-main/contract/values/change-config.ts';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import type { Executable } from '../../../src-main/engines/engine.ts';
import { prepareRun } from '../../../src-main/worker/prepare-run.ts';
import { measureStepsPerCall, stepsPerCallFor } from '../../../src-main/worker/steps-per-call.ts';
import type { Control } from '../../../src-main/worker/train-run.ts';
import { aSmallConfig, bitsOf, smallExperiments } from '../../helpers/small-configs.ts';
import { series, trainHere, type Outcome, type Saved } from '../../helpers/train-here.ts';

interface Way {
  readonly stepsPerCall: number;
  readonly threads: number;
  /** After that many steps the lab asks for a pause. */
  readonly pauseAt?: number;
}

async function train(config: RunConfig, { stepsPerCall, threads, pauseAt }: Way, from?: Saved) {
  const control: Control = { wish: undefined };
  const prepared = await prepareRun(config, 'onnx-cpu', threads);
  expect(prepared.trainer.hasLoop).toBe(true);
  await prepared.trainer.writeState(from?.state ?? prepared.initialState);
  let step = from?.step ?? 0;
  const trainer: Executable = Object.create(prepared.trainer, {
    runMany: {
      value: async (...given: Parameters<Executable['runMany']>) => {
        const taken = await prepared.trainer.runMany(...given);
        step += taken.length;
        if (pauseAt !== undefined && step >= pauseAt) control.wish = 'pause';
        return taken;
      },
    },
    readState: { value: () => prepared.trainer.readState() },
  });
  const parts = { config, prepared: { ...prepared, trainer }, control, stepsPerCall, tickMs: 60, from };
  return trainHere(parts);
}

async function trainWithPause(config: RunConfig, way: Way): Promise<Outcome> {
  const paused = await train(config, way);
  expect(paused.ending.how).toBe('paused');
  const { pauseAt, ...rest } = way;
  expect(paused.steps).toBeGreaterThanOrEqual(pauseAt as number);
  const resumed = await train(config, rest, paused.checkpoints.at(-1));
  return { ...resumed, evaluations: [...paused.evaluations, ...resumed.evaluations] };
}

const DIVISIONS = [1, 10, 100].flatMap((stepsPerCall) =>
  [1, 2].map((threads) => [stepsPerCall, threads] as const),
);

describe('the same config', () => {
  const config = aSmallConfig({
    'budget.steps': 230,
    'evaluation.every': 110,
    'evaluation.growth': 0,
    measures: ['losses', 'weights-norm', 'effective'],
  });

  let single: Outcome;
  beforeAll(async () => (single = await train(config, { stepsPerCall: 1, threads: 1 })));

  it.each(DIVISIONS)(
    'with %d steps per call on %d threads, paused or not, gives the same curves to the last bit',
    async (stepsPerCall, threads) => {
      const last = single.checkpoints.at(-1) as Saved;
      const whole = await train(config, { stepsPerCall, threads });
      const inParts = await trainWithPause(config, { stepsPerCall, threads, pauseAt: 57 });
      for (const outcome of [whole, inParts]) {
        expect(series(outcome.evaluations)).toEqual(series(single.evaluations));
        expect(outcome.checkpoints.at(-1)?.memory).toEqual(last.memory);
        expect(bitsOf(outcome.checkpoints.at(-1)?.state ?? {})).toEqual(bitsOf(last.state));
      }
    },
  );

  it.each(smallExperiments())('of %s has the same bits in a loop and step by step', async (_, small) => {
    const short = changeConfig(small, { 'budget.steps': 40, 'evaluation.every': 20, 'evaluation.growth': 0 });
    const alone = await train(short, { stepsPerCall: 1, threads: 1 });
    const grouped = await train(short, { stepsPerCall: 13, threads: 2 });
    expect(series(grouped.evaluations)).toEqual(series(alone.evaluations));
    expect(bitsOf(grouped.checkpoints.at(-1)?.state ?? {})).toEqual(
      bitsOf(alone.checkpoints.at(-1)?.state ?? {}),
    );
  });

  it('that diverges fails at the same step, with the same numbers and checkpoints', async () => {
    const diverging = changeConfig(config, {
      'optimizer.kind': 'sgd',
      'optimizer.learningRate': 1000,
      'optimizer.warmupSteps': 3000,
      'model.normalization': 'none',
      'checkpoint.everySteps': 5,
    });
    const alone = await train(diverging, { stepsPerCall: 1, threads: 1 });
    expect(alone.ending.how).toBe('failed');
    expect(alone.checkpoints.length).toBeGreaterThan(1);
    expect(alone.steps % 5, 'inside of a group').not.toBe(0);
    for (const stepsPerCall of [3, 100]) {
      const grouped = await train(diverging, { stepsPerCall, threads: 1 });
      expect(grouped.ending).toEqual(alone.ending);
      expect(grouped.steps).toBe(alone.steps);
      expect(series(grouped.evaluations)).toEqual(series(alone.evaluations));
      expect(grouped.checkpoints.map(({ step, state }) => [step, bitsOf(state)])).toEqual(
        alone.checkpoints.map(({ step, state }) => [step, bitsOf(state)]),
      );
    }
  });
});

describe('the number of steps per call', () => {
  it('grows until the call itself costs little, and ends where a call would take too long', () => {
    // A call costs 0.1 ms and a step 0.05 ms.
    expect(stepsPerCallFor(0.15, 0.1 + 16 * 0.05, 16)).toBe(200);
    expect(stepsPerCallFor(5.1, 0.1 + 16 * 5, 16)).toBe(2);
    // A call of 10 ms would want two hundred steps of 5 ms: pauses are heard soon, whatever a call costs.
    expect(stepsPerCallFor(15, 10 + 16 * 5, 16)).toBe(30);
    expect(stepsPerCallFor(100, 1600, 16)).toBe(1);
  });

  it('is a number of steps whatever a clock says', () => {
    for (const [one, group] of [
      [0, 0],
      [5, 1],
      [1, 1],
      [0.001, 1e9],
    ] as const) {
      // oxfmt-ignore
      const steps = stepsPerCallFor(one, group, 16);
      expect(Number.isInteger(steps)).toBe(true);
      expect(steps).toBeGreaterThanOrEqual(1);
      expect(steps).toBeLessThanOrEqual(1000);
    }
  });

  it('is 1 where the engine has no loop', async () => {
    const reference = await prepareRun(aSmallConfig(), 'tfjs-cpu', 1);
    expect(await measureStepsPerCall(reference, () => 0)).toBe(1);
  });

  it('follows from the fastest of several calls, of one step and of sixteen', async () => {
    const tiny = await prepareRun(aSmallConfig(), 'onnx-cpu', 1);
    // Five calls to warm up, five of one step, five of sixteen; among each a slow one.
    const durations = [9, 9, 9, 9, 9, 0.15, 7, 0.15, 0.15, 0.15, 0.9, 0.9, 5, 0.9, 0.9];
    let [now, reads] = [0, 0];
    const clock = () => (reads++ % 2 === 0 ? now : (now += durations.shift() ?? NaN));
    expect(await measureStepsPerCall(tiny, clock)).toBe(stepsPerCallFor(0.15, 0.9, 16));
    expect(durations).toEqual([]);
  });

  it('is found with shorter groups where steps are long, and without any where one fills a call', async () => {
    const tiny = await prepareRun(aSmallConfig(), 'onnx-cpu', 1);
    /** Steps of that many ms after a call of `callMs`. @returns also how many steps were taken for it */
    const measured = async (stepMs: number, callMs: number) => {
      let [now, taken] = [0, 0];
      const runMany: Executable['runMany'] = async (feeds) => {
        now += callMs + feeds.length * stepMs;
        taken += feeds.length;
        return [];
      };
      const writeState: Executable['writeState'] = async () => undefined;
      const trainer = Object.create(tiny.trainer, { runMany: { value: runMany }, writeState: { value: writeState } }); // oxfmt-ignore
      return { steps: await measureStepsPerCall({ ...tiny, trainer }, () => now), taken };
    };
    expect(await measured(12, 3)).toEqual({ steps: 12, taken: 5 + 5 + 3 * 10 });
    expect(await measured(100, 3)).toEqual({ steps: 1, taken: 3 + 3 });
  });
});
