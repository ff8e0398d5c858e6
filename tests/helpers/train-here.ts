/** @file A run trained in this process, with a channel that commits every batch at once. */
import type { Evaluation } from '../../src-main/contract/values/evaluation-points.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import type { FromWorker } from '../../src-main/contract/wire/worker-protocol.ts';
import type { WorkerChannel } from '../../src-main/worker/channel.ts';
import type { Checkpoint } from '../../src-main/worker/checkpoint.ts';
import { Pace } from '../../src-main/worker/pace.ts';
import type { PreparedRun } from '../../src-main/worker/prepare-run.ts';
import { Recorder } from '../../src-main/worker/recorder.ts';
import { trainRun, type Control, type Ending } from '../../src-main/worker/train-run.ts';

export type Saved = Omit<Checkpoint, 'configHash'>;
type Points = Extract<FromWorker, { type: 'points' }>;

export interface Outcome {
  readonly ending: Ending;
  readonly evaluations: readonly Evaluation[];
  readonly checkpoints: readonly Saved[];
  /** What left the worker, and `checkpoint STEP` where one was saved, in order. */
  readonly sent: readonly string[];
  readonly steps: number;
}

class PromptChannel implements WorkerChannel {
  readonly messages: FromWorker[] = [];
  recorder: Recorder | undefined;

  send(message: FromWorker): void {
    this.messages.push(message);
    if (message.type === 'points') queueMicrotask(() => this.recorder?.acknowledge(message.batch));
  }
  onMessage(): void {}
  onClosed(): void {}
  async leave(): Promise<void> {}
}

export interface TrainOptions {
  readonly config: RunConfig;
  /** Its trainer holds the state to go on from. */
  readonly prepared: PreparedRun;
  readonly control: Control;
  readonly stepsPerCall: number;
  /** Milliseconds that pass at each look at the clock. */
  readonly tickMs: number;
  readonly from?: Saved | undefined;
}

/** Time is a counter that moves on whenever it is read, so that nothing depends on the machine. */
export async function trainHere({ config, prepared, control, ...options }: TrainOptions): Promise<Outcome> {
  const { stepsPerCall, tickMs, from } = options;
  const sent: string[] = [];
  const checkpoints: Saved[] = [];
  let now = 0;
  const clock = () => (now += tickMs);
  const pace = new Pace(from?.step ?? 0, from?.seconds ?? 0, clock);
  const channel = new PromptChannel();
  const recorder = new Recorder(channel, pace);
  channel.recorder = recorder;
  const saveCheckpoint = (checkpoint: Saved) => {
    checkpoints.push(structuredClone(checkpoint));
    channel.messages.push({ type: 'checkpoint', step: checkpoint.step, file: '', bytes: 0, sha256: '' });
  };
  const parts = { config, prepared, pace, stepsPerCall, recorder, control, saveCheckpoint, clock };
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
