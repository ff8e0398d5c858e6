/** @file A run whose network is three numbers: every update mixes them with the step, so that a wrong resume gives other
 *  numbers. */
import { floats, scalar, type NamedArrays } from '../../src-main/base/named-arrays.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import { runInTurn } from '../../src-main/engines/run-in-turn.ts';
import type { MetricValues } from '../../src-main/measures/index.ts';
import type { PreparedRun } from '../../src-main/worker/prepare-run.ts';
import type { Control } from '../../src-main/worker/train-run.ts';
import { numberOf } from './small-configs.ts';
import { trainHere, type Outcome, type Saved } from './train-here.ts';

export interface FakeOptions {
  /** Steps after which the lab asks for a pause, or for the end. */
  readonly pauseAt?: number;
  readonly stopAt?: number;
  /** The loss of this update is not finite. */
  readonly badLossAt?: number;
  /** The state after this update holds a NaN. */
  readonly badStateAt?: number;
  readonly stepsPerCall?: number;
  /** Milliseconds that pass at each look at the clock. */
  readonly tickMs?: number;
  readonly accuracies?: (step: number) => { readonly train: number; readonly val: number };
}

export interface FakeOutcome extends Outcome {
  /** How many steps each call was asked for. */
  readonly groups: readonly number[];
}

function nextNumbers([a, b, c]: readonly number[], step: number): number[] {
  return [Math.sin((a as number) * 3 + step), (b as number) * 0.999 + (a as number) / 7, (c as number) + 1];
}

function defaultAccuracies(steps: number) {
  return (step: number) => ({ train: step >= steps * 0.3 ? 1 : 0.5, val: step >= steps * 0.6 ? 1 : 0.1 });
}

/** Trains from the start, or from a checkpoint, to whatever ends it. */
export async function fakeRun(
  config: RunConfig,
  options: FakeOptions = {},
  from?: Saved,
): Promise<FakeOutcome> {
  const { tickMs = 7, stepsPerCall = 1, accuracies = defaultAccuracies(config.budget.steps) } = options;
  const control: Control = { wish: undefined };
  let state: NamedArrays = from?.state ?? { parameters: floats([3], Float64Array.of(0.1, 0.2, 0)) };
  const groups: number[] = [];
  const trainer: PreparedRun['trainer'] = {
    hasLoop: true,
    runMany: (feeds, isLast) => {
      groups.push(feeds.length);
      return runInTurn(trainer, feeds, isLast);
    },
    run: async (feeds) => {
      const step = numberOf(feeds['step']);
      const before = [...(state['parameters']?.data ?? [])];
      const numbers = nextNumbers(before, step);
      if (step + 1 === options.badStateAt) numbers[0] = NaN;
      state = { parameters: floats([3], Float64Array.from(numbers)) };
      if (step + 1 === options.pauseAt) control.wish = 'pause';
      if (step + 1 === options.stopAt) control.wish = 'stop';
      // As in a real step, the loss is that of the state before the update.
      return { loss: scalar(step + 1 === options.badLossAt ? NaN : Math.abs(before[0] as number)) };
    },
    readState: async () => structuredClone(state),
    writeState: async (written) => void (state = written),
    dispose: async () => {},
  };
  const evaluate = async (arrays: NamedArrays, step: number): Promise<MetricValues> => {
    const { train, val } = accuracies(step);
    const [a, b, c] = [...(arrays['parameters']?.data ?? [])];
    return {
      'train/loss': a as number,
      'val/loss': b as number,
      'weights/norm': c as number,
      'train/accuracy': train,
      'val/accuracy': val,
    };
  };
  const prepared: PreparedRun = {
    // Of the step the loop uses its feeds alone.
    step: { feedsAt: (step: number) => ({ step: scalar(step) }) } as unknown as PreparedRun['step'],
    trainer,
    evaluator: { evaluate },
    initialState: state,
    splitHash: '',
    engineVersion: '',
  };
  const outcome = await trainHere({ config, prepared, control, stepsPerCall, tickMs, from });
  return { ...outcome, groups };
}
