/** @file What a worker reports, committed and then announced: points, progress, checkpoints. */
import type { RunRecord } from '../contract/values/run-record.ts';
import type { FromWorker } from '../contract/wire/worker-protocol.ts';
import type { RunSummary } from '../store/store.ts';
import { checkedEvaluations, pointsEvent } from './run-points.ts';
import { stillSummary, type Pace, type RunFollower } from './run-progress.ts';
import type { StartPlan } from './run-start.ts';
import type { SessionContext } from './session-context.ts';

type Message<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

/** Progress is announced and heartbeats are committed at most this often. */
const PROGRESS_EVERY_MS = 250;
const HEARTBEAT_COMMIT_EVERY_MS = 1000;

export class RunRecorder {
  readonly #run: RunRecord;
  readonly #context: SessionContext;
  /** Missing until the start is planned; until then the record says how far the run is. */
  #follower: RunFollower | undefined;
  #pace: Pace = { step: 0, seconds: 0, stepsPerSecond: 0 };
  #movedAt = performance.now();
  #announcedAt = -Infinity;
  #committedAt = -Infinity;

  constructor(run: RunRecord, context: SessionContext) {
    this.#run = run;
    this.#context = context;
  }

  get stepsPerSecond(): number {
    return this.#pace.stepsPerSecond;
  }

  /** Seconds since the last step that was heard of. */
  get stillSeconds(): number {
    return (performance.now() - this.#movedAt) / 1000;
  }

  /** Goes on from where the run starts. */
  follow({ follower, pace }: StartPlan): void {
    this.#follower = follower;
    this.#pace = pace;
  }

  /** @param acknowledge called once the points are on the disk, before anybody hears of them */
  commitPoints(message: Message<'points'>, acknowledge: () => void): void {
    const { writer, reader, bus } = this.#context;
    const evaluations = checkedEvaluations(message.evaluations);
    const before = this.#summary();
    const after = this.#follower?.lastStep ?? -1;
    for (const evaluation of evaluations) this.#follower?.push(evaluation);
    this.#setPace(message);
    const summary = this.#summary();
    writer.appendEvaluations(this.#run.id, evaluations, summary);
    this.#committedAt = performance.now();
    acknowledge();
    const run = reader.run(this.#run.id) as RunRecord;
    if (evaluations.length > 0) {
      bus.emit('run.points', pointsEvent(run.id, run.revision, after, evaluations));
    }
    if (pointsMoved(before, summary)) bus.emit('run.changed', { run });
    this.#announceProgress();
  }

  commitHeartbeat(message: Message<'heartbeat'>): void {
    const now = performance.now();
    if (now - this.#committedAt < HEARTBEAT_COMMIT_EVERY_MS) return;
    this.#committedAt = now;
    this.#setPace(message);
    this.#context.writer.appendEvaluations(this.#run.id, [], this.#summary());
    this.#announceProgress();
  }

  /** Messages come in order and points are committed as they come, so every point up to its step is stored by now. */
  registerCheckpoint({ step, file, bytes, sha256 }: Message<'checkpoint'>): void {
    const { checkpoints, clock } = this.#context;
    checkpoints.register({ run: this.#run.id, step, file, bytes, sha256, createdAt: clock.now() });
  }

  /** Where the run ended. A worker that fails before it trains does not know how far the run had come. */
  reach(step: number, seconds: number): void {
    const { step: lastStep, seconds: lastSeconds } = this.#pace;
    this.#setPace({
      step: Math.max(step, lastStep),
      seconds: Math.max(seconds, lastSeconds),
      stepsPerSecond: 0,
    });
  }

  /** Commits that the run stands still where it is. */
  commitStandstill(): void {
    this.#setPace({ ...this.#pace, stepsPerSecond: 0 });
    this.#context.writer.appendEvaluations(this.#run.id, [], this.#summary());
  }

  #setPace({ step, seconds, stepsPerSecond }: Pace): void {
    if (step > this.#pace.step) this.#movedAt = performance.now();
    this.#pace = { step, seconds, stepsPerSecond };
  }

  #summary(): RunSummary {
    return this.#follower?.summary(this.#pace) ?? stillSummary(this.#run);
  }

  #announceProgress(): void {
    const now = performance.now();
    if (now - this.#announcedAt < PROGRESS_EVERY_MS) return;
    this.#announcedAt = now;
    this.#context.bus.emit('run.progress', { run: this.#run.id, progress: this.#summary().progress });
  }
}

function pointsMoved(before: RunSummary, now: RunSummary): boolean {
  return (
    before.point1?.step !== now.point1?.step ||
    before.point2?.step !== now.point2?.step ||
    before.relapses !== now.relapses
  );
}
