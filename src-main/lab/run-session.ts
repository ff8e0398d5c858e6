/** @file One run while it has a worker process: every message is checked, committed, acknowledged, then announced. */
import type { RunId, RunRecord, RunStatus } from '../contract/values/run-record.ts';
import { ENDED } from '../contract/values/run-record.ts';
import { fromWorker, type FromWorker } from '../contract/wire/worker-protocol.ts';
import { exitReason, inSeconds, messageOf } from './end-reasons.ts';
import { checkedEvaluations, pointsEvent } from './run-points.ts';
import { RunFollower, type Pace } from './run-progress.ts';
import { planStart, type StartPlan } from './run-start.ts';
import type { SessionContext } from './session-context.ts';
import { Watchdog } from './watchdog.ts';
import type { WorkerProcess } from './worker-process.ts';

type Message<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;
type Wish = 'pause' | 'stop';

/** Progress is announced and heartbeats are committed at most this often. */
const PROGRESS_EVERY_MS = 250;
const HEARTBEAT_COMMIT_EVERY_MS = 1000;

export class RunSession {
  readonly id: RunId;
  readonly threads: number;
  readonly #run: RunRecord;
  readonly #context: SessionContext;
  #process: WorkerProcess | undefined;
  #follower: RunFollower;
  #pace: Pace = { step: 0, seconds: 0, stepsPerSecond: 0 };
  #notes: readonly string[] = [];
  #wish: Wish | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #watchdog: Watchdog | undefined;
  #settled = false;
  #announcedAt = -Infinity;
  #committedAt = -Infinity;
  readonly #gone = Promise.withResolvers<void>();

  constructor(run: RunRecord, context: SessionContext) {
    this.id = run.id;
    this.threads = run.threads;
    this.#run = run;
    this.#context = context;
    this.#follower = new RunFollower(run.config);
  }

  /** Fulfilled once the process is gone and the run's status is committed. */
  get done(): Promise<void> {
    return this.#gone.promise;
  }

  /** Whether the run's status is final, though its process may still be leaving. */
  get settled(): boolean {
    return this.#settled;
  }

  get stepsPerSecond(): number {
    return this.#settled ? 0 : this.#pace.stepsPerSecond;
  }

  /** Takes the run from queued to its end; `done` tells when. */
  async start(): Promise<void> {
    try {
      const { startedAt } = this.#run;
      const now = this.#context.clock.now();
      this.#change({ status: 'running', reason: '', startedAt: startedAt ?? now, finishedAt: null });
      const plan = await planStart(this.#run, this.#context);
      this.#follower = plan.follower;
      this.#pace = plan.pace;
      this.#notes = plan.notes;
      if (plan.notes.length > 0) this.#change({ reason: this.#withNotes('') });
      if (this.#wish) this.#settle(this.#wish === 'stop' ? 'stopped' : 'paused', '');
      if (!this.#settled) await this.#converse(plan);
    } catch (error) {
      this.#settle('failed', `the run could not be started: ${messageOf(error)}`);
    } finally {
      this.#gone.resolve();
    }
  }

  /** Asks for a checkpoint and the end; kills the process when it does not answer within the deadline. */
  async end(wish: Wish, deadlineMs: number = this.#context.limits.answerMs): Promise<void> {
    if (!this.#settled) {
      this.#wish = this.#wish === 'stop' ? 'stop' : wish;
      this.#process?.send({ type: wish });
      clearTimeout(this.#deadline);
      this.#deadline = setTimeout(() => this.#unanswered(deadlineMs), deadlineMs);
    }
    await this.done;
  }

  /** Ends the process at once; what was committed stays. */
  async kill(reason: string): Promise<void> {
    this.#abort('interrupted', reason);
    await this.done;
  }

  /** @returns when the process is gone */
  #converse(plan: StartPlan): Promise<void> {
    const { spawn, limits } = this.#context;
    const worker = spawn();
    this.#process = worker;
    this.#watch(limits.startMs);
    worker.onMessage((message) => this.#receive(message));
    const gone = new Promise<void>((resolve) => {
      worker.onExit((exit) => {
        this.#settle(exit.code === null && exit.signal === null ? 'failed' : 'interrupted', exitReason(exit));
        resolve();
      });
    });
    const { config, configHash, engine, threads } = this.#run;
    const { checkpointFolder, resumeFrom } = plan;
    worker.send({ type: 'start', config, configHash, engine, threads, checkpointFolder, resumeFrom });
    return gone;
  }

  #watch(ms: number): void {
    this.#watchdog?.stop();
    this.#watchdog = new Watchdog(ms, () =>
      this.#abort('interrupted', `the worker gave no sign of life for ${inSeconds(ms)} and was killed`),
    );
  }

  /** The door where a worker's word becomes ours: whatever goes wrong here ends this run and nothing else. */
  #receive(message: unknown): void {
    if (this.#settled) return;
    this.#watchdog?.heard();
    try {
      const parsed = fromWorker.safeParse(message);
      if (!parsed.success) {
        throw new Error(`the worker sent what the protocol does not know: ${parsed.error.message}`);
      }
      this.#handle(parsed.data);
    } catch (error) {
      this.#abort('interrupted', `the worker was killed, because ${messageOf(error)}`);
    }
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case 'started':
        return this.#started(message);
      case 'points':
        return this.#commitPoints(message);
      case 'heartbeat':
        return this.#commitHeartbeat(message);
      case 'checkpoint':
        return this.#registerCheckpoint(message);
      case 'ended':
        return this.#ended(message);
      case 'probed':
      case 'timed':
        return; // answers to questions that no run asks
    }
  }

  #started(message: Message<'started'>): void {
    if (message.configHash !== this.#run.configHash) {
      this.#abort('failed', 'the worker read another config than the stored one (worker-failed)');
      return;
    }
    this.#watch(this.#context.limits.heartbeatMs);
    const environment = { app: this.#context.version, ...message.environment };
    this.#change({ environment, splitHash: message.splitHash });
  }

  #commitPoints(message: Message<'points'>): void {
    const { writer, reader, bus } = this.#context;
    const evaluations = checkedEvaluations(message.evaluations);
    const before = this.#follower.summary(this.#pace);
    const after = this.#follower.lastStep;
    for (const evaluation of evaluations) this.#follower.push(evaluation);
    const { step, seconds, stepsPerSecond } = message;
    this.#pace = { step, seconds, stepsPerSecond };
    const summary = this.#follower.summary(this.#pace);
    writer.appendEvaluations(this.id, evaluations, summary);
    this.#committedAt = performance.now();
    this.#process?.send({ type: 'ack', batch: message.batch });
    const run = reader.run(this.id) as RunRecord;
    if (evaluations.length > 0)
      bus.emit('run.points', pointsEvent(this.id, run.revision, after, evaluations));
    const { point1, point2, relapses } = summary;
    const pointsMoved =
      point1?.step !== before.point1?.step ||
      point2?.step !== before.point2?.step ||
      relapses !== before.relapses;
    if (pointsMoved) bus.emit('run.changed', { run });
    this.#announceProgress();
  }

  #commitHeartbeat(message: Message<'heartbeat'>): void {
    const now = performance.now();
    if (now - this.#committedAt < HEARTBEAT_COMMIT_EVERY_MS) return;
    this.#committedAt = now;
    const { step, seconds, stepsPerSecond } = message;
    this.#pace = { step, seconds, stepsPerSecond };
    this.#context.writer.appendEvaluations(this.id, [], this.#follower.summary(this.#pace));
    this.#announceProgress();
  }

  #announceProgress(): void {
    const now = performance.now();
    if (now - this.#announcedAt < PROGRESS_EVERY_MS) return;
    this.#announcedAt = now;
    const { progress } = this.#follower.summary(this.#pace);
    this.#context.bus.emit('run.progress', { run: this.id, progress });
  }

  /** Messages come in order and points are committed as they come, so every point up to its step is stored by now. */
  #registerCheckpoint(message: Message<'checkpoint'>): void {
    const { step, file, bytes, sha256 } = message;
    const createdAt = this.#context.clock.now();
    this.#context.checkpoints.register({ run: this.id, step, file, bytes, sha256, createdAt });
  }

  #ended(message: Message<'ended'>): void {
    const { how, reason, code } = message;
    // A worker that fails before it trains does not know how far the run had come.
    const step = Math.max(message.step, this.#pace.step);
    const seconds = Math.max(message.seconds, this.#pace.seconds);
    this.#pace = { step, seconds, stepsPerSecond: 0 };
    this.#settle(how, code === null ? reason : `${reason.replace(/\.$/, '')} (${code})`);
    // It said goodbye; a native library that hangs at exit must not keep the run's threads.
    setTimeout(() => this.#process?.kill(), this.#context.limits.exitMs).unref();
  }

  #unanswered(deadlineMs: number): void {
    const stopping = this.#wish === 'stop';
    const asked = stopping ? 'stop' : 'pause';
    const reason = `the worker did not ${asked} within ${inSeconds(deadlineMs)} and was killed`;
    this.#abort(stopping ? 'stopped' : 'interrupted', reason);
  }

  #abort(status: RunStatus, reason: string): void {
    this.#settle(status, reason); // first, or the exit that follows would be taken for the reason
    this.#process?.kill();
  }

  /** Writes down how the run ended, once; whatever the process says afterwards no longer counts. */
  #settle(status: RunStatus, reason: string): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#watchdog?.stop();
    clearTimeout(this.#deadline);
    try {
      const summary = this.#follower.summary({ ...this.#pace, stepsPerSecond: 0 });
      this.#context.writer.appendEvaluations(this.id, [], summary);
      const finishedAt = ENDED.has(status) ? this.#context.clock.now() : null;
      this.#change({ status, reason: this.#withNotes(reason), finishedAt });
    } catch (error) {
      // Timers and exits end here too, where nobody catches. The run stays `running` in a store that cannot
      // be written, and the next start marks it as interrupted.
      this.#context.report(error);
    }
  }

  #withNotes(reason: string): string {
    return [reason, ...this.#notes].filter(Boolean).join('; ');
  }

  #change(changes: Parameters<SessionContext['writer']['updateRun']>[1]): void {
    const run = this.#context.writer.updateRun(this.id, changes);
    this.#context.bus.emit('run.changed', { run });
  }
}
