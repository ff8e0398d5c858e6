/** @file The training loop of one run: train to the next evaluation, measure, record, and listen in between. */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises';
import { PointTracker, type PointState } from '../analysis/grokking-point.ts';
import type { NamedArrays } from '../base/named-arrays.ts';
import type { Evaluation } from '../contract/values/evaluation-points.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { Checkpoint } from './checkpoint.ts';
import { nextEvaluation } from './evaluation-schedule.ts';
import type { Pace } from './pace.ts';
import type { PreparedRun } from './prepare-run.ts';
import type { Recorder } from './recorder.ts';
import { StopRules, type StopState } from './stop-rules.ts';

/** How long calls may follow each other before the event loop turns: while they run, pauses, acknowledgements and heartbeats
 *  wait, so for this long and one call more (`steps-per-call.ts`). */
const TURN_EVERY_MS = 50;

/** What a checkpoint carries besides the network. */
type Memory = PointState & { readonly stop?: StopState };

/** What the loop is told from outside; read after every turn of the event loop. */
export interface Control {
  wish: 'pause' | 'stop' | undefined;
}

export interface Ending {
  readonly how: 'finished' | 'paused' | 'stopped' | 'failed';
  readonly reason: string;
}

export interface RunParts {
  readonly config: RunConfig;
  readonly prepared: PreparedRun;
  readonly pace: Pace;
  /** How many steps the engine takes at a time. No result depends on it. */
  readonly stepsPerCall: number;
  readonly recorder: Recorder;
  readonly control: Control;
  /** Sent only when everything recorded before it has been sent. */
  readonly saveCheckpoint: (checkpoint: Omit<Checkpoint, 'configHash'>) => void;
  readonly clock: () => number;
}

/** Trains from `pace.step` to the budget's end or until told otherwise. */
export async function trainRun(parts: RunParts, resumed: Checkpoint | undefined): Promise<Ending> {
  return new TrainingRun(parts, resumed).run();
}

const lossOf = ({ loss }: NamedArrays): number => loss?.data[0] ?? NaN;
const hasNoLoss = (outputs: NamedArrays): boolean => !Number.isFinite(lossOf(outputs));

class TrainingRun {
  readonly #parts: RunParts;
  readonly #points: PointTracker;
  readonly #stopRules: StopRules;
  #turnedAt: number;
  #checkpointAt: number;
  /** Whether the newest checkpoint holds the present step. */
  #savedStep: number;
  #evaluatedStep = -1;

  constructor(parts: RunParts, resumed: Checkpoint | undefined) {
    const { threshold, sustain } = parts.config.points;
    this.#parts = parts;
    this.#points = new PointTracker(threshold, sustain);
    this.#stopRules = new StopRules(parts.config);
    if (resumed) {
      const { stop, ...points } = resumed.memory as Memory;
      this.#points.restore(points);
      this.#stopRules.restore(stop);
    }
    this.#turnedAt = this.#checkpointAt = parts.clock();
    this.#savedStep = resumed?.step ?? -1;
  }

  async run(): Promise<Ending> {
    const { config, pace, recorder } = this.#parts;
    let ending = pace.step === 0 && this.#savedStep < 0 ? await this.#evaluate() : undefined;
    while (!ending && pace.step < config.budget.steps) {
      ending = await this.#trainTo(nextEvaluation(pace.step, config.evaluation, config.budget.steps));
    }
    // A time limit ends between two evaluations; the run's last word is about the network it leaves.
    if (ending?.how === 'finished' && this.#evaluatedStep < pace.step) await this.#evaluate();
    await recorder.flush();
    if (ending?.how !== 'failed') await this.#save();
    return ending ?? { how: 'finished', reason: '' };
  }

  /** Steps until `target` and evaluates there, or until something ends the run before it. */
  async #trainTo(target: number): Promise<Ending | undefined> {
    const { pace } = this.#parts;
    while (pace.step < target) {
      const failed = await this.#trainGroup(target);
      if (failed) return failed;
      // Before anything can save or interrupt: a checkpoint of a step goes on after the evaluation of that step.
      const ending = (pace.step === target ? await this.#evaluate() : undefined) ?? (await this.#listen());
      if (ending) return ending;
    }
    return undefined;
  }

  /** Takes the next steps, at most as many as go into one call, and none beyond `target` or the next checkpoint. */
  async #trainGroup(target: number): Promise<Ending | undefined> {
    const { prepared, pace, config, stepsPerCall } = this.#parts;
    const { everySteps } = config.checkpoint;
    const saveAt = everySteps > 0 ? pace.step + everySteps - (pace.step % everySteps) : Infinity;
    const length = Math.min(stepsPerCall, target - pace.step, saveAt - pace.step);
    const feeds = Array.from({ length }, (_, i) => prepared.step.feedsAt(pace.step + i));
    const fails = config.budget.nonFiniteLoss === 'fail' ? hasNoLoss : undefined;
    const taken = await prepared.trainer.runMany(feeds, fails);
    pace.step += taken.length;
    const last = taken.at(-1) as NamedArrays;
    if (!fails?.(last)) return undefined;
    await this.#evaluate();
    return {
      how: 'failed',
      reason: `the training loss became ${lossOf(last)} at step ${pace.step}; the last finite checkpoint is kept`,
    };
  }

  /** Lets messages in now and then, and saves when it is time. */
  async #listen(): Promise<Ending | undefined> {
    const { clock, recorder, control, pace, config } = this.#parts;
    const { everySteps, everySeconds } = config.checkpoint;
    const now = clock();
    const bySteps = everySteps > 0 && pace.step % everySteps === 0;
    if (bySteps || (everySeconds > 0 && now - this.#checkpointAt >= everySeconds * 1000)) await this.#save();
    if (now - this.#turnedAt < TURN_EVERY_MS) return undefined;
    await recorder.tick(now);
    await turnOfEventLoop();
    this.#turnedAt = clock();
    if (control.wish) return { how: control.wish === 'pause' ? 'paused' : 'stopped', reason: '' };
    const limit = config.budget.seconds;
    if (limit > 0 && pace.seconds >= limit)
      return { how: 'finished', reason: `the time limit of ${limit} s was reached` };
    return undefined;
  }

  /** Takes the measures of the present step. Ends the run when a rule says that it is over. */
  async #evaluate(): Promise<Ending | undefined> {
    const { prepared, pace, recorder } = this.#parts;
    const state = await prepared.trainer.readState();
    const values = await prepared.evaluator.evaluate(state, pace.step);
    this.#evaluatedStep = pace.step;
    const evaluation: Evaluation = { step: pace.step, seconds: pace.seconds, values };
    recorder.record(evaluation);
    this.#points.push({
      step: pace.step,
      trainAccuracy: values['train/accuracy'] ?? NaN,
      valAccuracy: values['val/accuracy'] ?? NaN,
    });
    const reason = this.#stopRules.push(values, this.#points.result.point2 !== null);
    return reason === undefined ? undefined : { how: 'finished', reason };
  }

  /** A checkpoint of the present step, unless there is one already or the parameters are no longer finite. */
  async #save(): Promise<void> {
    const { prepared, pace, recorder, saveCheckpoint, clock, config } = this.#parts;
    this.#checkpointAt = clock();
    if (pace.step === this.#savedStep) return;
    const state = await prepared.trainer.readState();
    const finite = Object.values(state).every(({ data }) => data.every(Number.isFinite));
    if (!finite && config.budget.nonFiniteLoss === 'fail') return;
    await recorder.flush();
    const memory: Memory = { ...this.#points.state, stop: this.#stopRules.state };
    saveCheckpoint({ step: pace.step, seconds: pace.seconds, state, memory });
    this.#savedStep = pace.step;
  }
}
