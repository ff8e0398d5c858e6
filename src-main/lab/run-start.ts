/** @file From where a run starts: its newest trustworthy checkpoint, with the series cut back to it, or step 0. */
import { POINT_METRICS } from '../analysis/grokking-point.ts';
import type { OwnRun } from '../contract/values/run-record.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { EventBus } from './event-bus.ts';
import { RunFollower, type Pace } from './run-progress.ts';

export interface StartPlan {
  readonly checkpointFolder: string;
  /** null starts at step 0. */
  readonly resumeFrom: string | null;
  readonly follower: RunFollower;
  readonly pace: Pace;
  /** What a person should know: sentences about checkpoints that were damaged. */
  readonly notes: readonly string[];
}

export interface StartContext {
  readonly reader: StoreReader;
  readonly writer: StoreWriter;
  readonly checkpoints: CheckpointKeeper;
  readonly bus: EventBus;
}

/** Chooses the checkpoint and makes the stored series end where it ends, so that no step ever appears twice. */
export async function planStart(run: OwnRun, context: StartContext): Promise<StartPlan> {
  const { reader, writer, checkpoints, bus } = context;
  const checkpointFolder = await checkpoints.prepare(run.id);
  const { checkpoint, damaged } = await checkpoints.newestUsable(run.id);
  const lastStep = checkpoint?.step ?? -1;
  const stored = reader.evaluations(run.id, -1, POINT_METRICS);
  const kept = stored.filter((evaluation) => evaluation.step <= lastStep);
  const follower = new RunFollower(run.config, kept);
  const pace = { step: Math.max(0, lastStep), seconds: kept.at(-1)?.seconds ?? 0, stepsPerSecond: 0 };
  if (kept.length < stored.length) {
    const { revision } = writer.truncateSeries(run.id, lastStep, follower.summary(pace));
    bus.emit('run.truncated', { run: run.id, revision, after: lastStep });
  } else {
    writer.appendEvaluations(run.id, [], follower.summary(pace));
  }
  return {
    checkpointFolder,
    resumeFrom: checkpoint ? checkpoints.pathOf(checkpoint) : null,
    follower,
    pace,
    notes: damaged.length > 0 ? [...damaged, goesOnFrom(checkpoint?.step)] : [],
  };
}

function goesOnFrom(step: number | undefined): string {
  return step === undefined ? 'no other checkpoint: started again at step 0' : `went on from step ${step}`;
}
