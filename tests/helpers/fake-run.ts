/** @file A run whose network is three numbers: every update mixes them with the step, so that a wrong resume gives other
 *  numbers. Time is a counter that moves on whenever it is read, so that nothing depends on the machine. */
import { floats, scalar, type NamedArrays } from '../../src-main/base/named-arrays.ts';
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import type { FromWorker } from '../../src-main/contract/wire/worker-protocol.ts';
import type { MetricValues } from '../../src-main/measures/index.ts';
import type { WorkerChannel } from '../../src-main/worker/channel.ts';
import type { Checkpoint } from '../../src-main/worker/checkpoint.ts';
import { Pace } from '../../src-main/worker/pace.ts';
import type { PreparedRun } from '../../src-main/worker/prepare-run.ts';
import { Recorder } from '../../src-main/worker/recorder.ts';
import { trainRun, type Control, type Ending } from '../../src-main/worker/train-run.ts';
import { numberOf } from './small-configs.ts';

type Saved = Omit<Checkpoint, 'configHash'>;
type Points = Extract<FromWorker, { type: 'points' }>;

export interface FakeOptions {
  /** Steps after which the lab asks for a pause, or for the end. */
  readonly pauseAt?: number;
  readonly stopAt?: number;
  /** The loss of this update is not finite. */
  readonly badLossAt?: number;
  /** The state after this update holds a NaN. */
  readonly badStateAt?: number;
  /** Milliseconds that pass at each look at the clock. */
  readonly tickMs?: number;
  readonly accuracies?: (step: number) => { readonly train: number; readonly val: number };
}

export interface FakeOutcome {
  readonly ending: Ending;
  readonly evaluations: readonly Evaluation[];
  readonly checkpoints: readonly Saved[];
  /** What left the worker, and `checkpoint STEP` where one was saved, in order. */
  readonly sent: readonly string[];
  readonly steps: number;
}

/** A channel that commits every batch at once. */
class PromptChannel implements WorkerChannel {
  readonly messages: FromWorker[] = [];
  recorder: Recorder | undefined;

  send(message: FromWorker): void {
    this.messages.push(message);
    if (message.type === 'points') queueMicrotask(() => this.recorder?.acknowledge(message.batch));
  }
  onMessage(): void {}
  onClosed(): void {}
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
  const { tickMs = 7, accuracies = defaultAccuracies(config.budget.steps) } = options;
  const control: Control = { wish: undefined };
  const sent: string[] = [];
  const checkpoints: Saved[] = [];
  let state: NamedArrays = from?.state ?? { parameters: floats([3], Float64Array.of(0.1, 0.2, 0)) };
  let now = 0;
  const clock = () => (now += tickMs);
  const pace = new Pace(from?.step ?? 0, from?.seconds ?? 0, clock);

  const trainer: PreparedRun['trainer'] = {
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
  const channel = new PromptChannel();
  const recorder = new Recorder(channel, pace);
  channel.recorder = recorder;
  const saveCheckpoint = (checkpoint: Saved) => {
    checkpoints.push(structuredClone(checkpoint));
    channel.messages.push({ type: 'checkpoint', step: checkpoint.step, file: '', bytes: 0, sha256: '' });
  };
  const parts = { config, prepared, pace, recorder, control, saveCheckpoint, clock };
  const ending = await trainRun(parts, from && { ...from, configHash: '' });
  for (const message of channel.messages) {
    if (message.type === 'points') sent.push(`points to ${message.evaluations.at(-1)?.step}`);
    else sent.push('step' in message ? `${message.type} ${message.step}` : message.type);
  }
  const evaluations = channel.messages
    .filter((message): message is Points => message.type === 'points')
    .flatMap((message) => message.evaluations);
  return { ending, evaluations, checkpoints, sent, steps: pace.step };
}

/** What two runs must share: steps and values, not the seconds they took. */
export function series(evaluations: readonly Evaluation[]): { step: number; values: Evaluation['values'] }[] {
  return evaluations.map(({ step, values }) => ({ step, values }));
}
