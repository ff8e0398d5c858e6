/** @file One run while it has a worker process: started, listened to, asked to end, and its end written down. */
import type { OwnRun, RunId, RunStatus } from '../contract/values/run-record.ts';
import { ENDED } from '../contract/values/run-record.ts';
import { fromWorker, type FromWorker } from '../contract/wire/worker-protocol.ts';
import { exitReason, inSeconds, messageOf } from './end-reasons.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { LastWord } from './last-word.ts';
import { RunRecorder } from './run-recorder.ts';
import { planStart, type StartPlan } from './run-start.ts';
import type { SessionContext } from './session-context.ts';
import { Watchdog } from './watchdog.ts';
import type { WorkerProcess } from './worker-process.ts';

type Message<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;
/** requeue: paused, and back into the queue. */
type Wish = 'pause' | 'stop' | 'requeue';

/** The status in which each leaves a run that ended as it was asked to. */
const STATUS_AFTER: Readonly<Record<Wish, RunStatus>> = {
  pause: 'paused',
  stop: 'stopped',
  requeue: 'queued',
};

export class RunSession {
  readonly id: RunId;
  readonly threads: number;
  readonly sweep: number | null;
  readonly #run: OwnRun;
  readonly #context: SessionContext;
  readonly #recorder: RunRecorder;
  readonly #onDiskTrouble: (why: string) => void;
  #startedAt: number;
  #process: WorkerProcess | undefined;
  #notes: readonly string[] = [];
  #wish: Wish | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #watchdog: Watchdog | undefined;
  #settled = false;
  #lastWord: LastWord | undefined;
  #closing = false;
  readonly #gone = Promise.withResolvers<void>();
  /** Rejected when the store would not take how the run ended. */
  readonly #unwritten = Promise.withResolvers<never>();

  /** @param onDiskTrouble told why nothing can be stored: other runs would end in the same way */
  constructor(run: OwnRun, context: SessionContext, onDiskTrouble: (why: string) => void = () => {}) {
    this.id = run.id;
    this.threads = run.threads;
    this.sweep = run.sweep;
    this.#run = run;
    this.#context = context;
    this.#recorder = new RunRecorder(run, context);
    this.#onDiskTrouble = onDiskTrouble;
    this.#startedAt = run.startedAt ?? 0;
    this.#unwritten.promise.catch(() => {}); // whoever ends the run is told
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
    return this.#settled ? 0 : this.#recorder.stepsPerSecond;
  }

  /** Seconds since it made a step, or since its process was started. */
  get stillSeconds(): number {
    return this.#recorder.stillSeconds;
  }

  /** Takes the run from queued to its end; `done` tells when. */
  async start(): Promise<void> {
    try {
      this.#startedAt = this.#run.startedAt ?? this.#context.clock.now();
      this.#change({ status: 'running', reason: '', startedAt: this.#startedAt, finishedAt: null });
      const plan = await planStart(this.#run, this.#context);
      this.#recorder.follow(plan);
      this.#notes = plan.notes;
      if (plan.notes.length > 0) this.#change({ reason: this.#withNotes('') });
      if (this.#wish) this.#settle(STATUS_AFTER[this.#wish], '');
      if (!this.#settled) await this.#converse(plan);
    } catch (error) {
      // What the disk refuses says nothing about the run.
      const status = this.#tellDiskTrouble(error) ? 'interrupted' : 'failed';
      this.#settle(status, `the run could not be started: ${messageOf(error)}`);
    } finally {
      await this.#lastWord?.done;
      this.#gone.resolve();
    }
  }

  /**
   * Asks for a checkpoint and the end; kills the process when it does not answer within the deadline.
   * @throws LabError `store-unusable` when the store does not take how it ended; it is tried again
   */
  async end(wish: Wish, deadlineMs: number = this.#context.limits.answerMs): Promise<void> {
    if (!this.#settled) {
      this.#wish = this.#wish === 'stop' ? 'stop' : wish;
      this.#process?.send({ type: wish === 'stop' ? 'stop' : 'pause' });
      clearTimeout(this.#deadline);
      this.#deadline = setTimeout(() => this.#unanswered(deadlineMs), deadlineMs);
    }
    await Promise.race([this.done, this.#unwritten.promise]);
  }

  /** The same when the store is about to be closed: what it does not take is left to its next owner. @param deadlineMs 0
   *  kills at once */
  async close(deadlineMs: number): Promise<void> {
    this.#closing = true;
    this.#lastWord?.giveUp();
    if (deadlineMs > 0) await this.end('pause', deadlineMs).catch(() => {});
    else this.#abort('interrupted', 'the lab was closed at once');
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
    worker.send({
      type: 'start',
      config,
      configHash,
      engine,
      threads,
      checkpointFolder,
      resumeFrom,
      stepsPerCall: null,
    });
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
      this.#tellDiskTrouble(error);
      this.#abort('interrupted', `the worker was killed, because ${messageOf(error)}`);
    }
  }

  /** @returns whether it was one */
  #tellDiskTrouble(error: unknown): boolean {
    const trouble = error instanceof LabError && error.code === 'store-unusable';
    if (trouble) this.#onDiskTrouble(error.message);
    return trouble;
  }

  #handle(message: FromWorker): void {
    switch (message.type) {
      case 'started':
        return this.#started(message);
      case 'points':
        return this.#recorder.commitPoints(message, () =>
          this.#process?.send({ type: 'ack', batch: message.batch }),
        );
      case 'heartbeat':
        return this.#recorder.commitHeartbeat(message);
      case 'checkpoint':
        return this.#recorder.registerCheckpoint(message);
      case 'ended':
        return this.#ended(message);
      case 'probed':
      case 'paced':
      case 'exported':
      case 'timing':
      case 'timed':
      case 'compiled':
      case 'rehearsed':
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

  #ended(message: Message<'ended'>): void {
    const { how, reason, code } = message;
    this.#recorder.reach(message.step, message.seconds);
    const full = code === 'store-unusable'; // of the checkpoint: nothing that the run itself did
    if (full) this.#onDiskTrouble(reason);
    const asked = how === 'paused' && this.#wish ? STATUS_AFTER[this.#wish] : how;
    const status = full ? 'interrupted' : asked;
    this.#settle(status, code === null ? reason : `${reason.replace(/\.$/, '')} (${code})`);
    // It said goodbye; a native library that hangs at exit must not keep the run's threads.
    setTimeout(() => this.#process?.kill(), this.#context.limits.exitMs).unref();
  }

  #unanswered(deadlineMs: number): void {
    const asked = this.#wish === 'stop' ? 'stop' : 'pause';
    const reason = `the worker did not ${asked} within ${inSeconds(deadlineMs)} and was killed`;
    const paused = this.#wish === 'pause' || this.#wish === undefined;
    this.#abort(paused ? 'interrupted' : STATUS_AFTER[this.#wish as Wish], reason);
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
    this.#lastWord = new LastWord(() => this.#writeEnd(status, reason), this.#context.limits.retryMs);
    const error = this.#lastWord.try();
    if (error === undefined) return;
    // Timers and exits end here too, where nobody catches.
    this.#context.report(error);
    this.#tellDiskTrouble(error);
    this.#unwritten.reject(error);
    if (this.#closing) this.#lastWord.giveUp();
  }

  /** A clock that went backwards meanwhile makes no run end before it began. */
  #writeEnd(status: RunStatus, reason: string): void {
    this.#recorder.commitStandstill();
    const now = Math.max(this.#context.clock.now(), this.#startedAt);
    this.#change({ status, reason: this.#withNotes(reason), finishedAt: ENDED.has(status) ? now : null });
  }

  #withNotes(reason: string): string {
    return [reason, ...this.#notes].filter(Boolean).join('; ');
  }

  #change(changes: Parameters<SessionContext['writer']['updateRun']>[1]): void {
    const run = this.#context.writer.updateRun(this.id, changes);
    this.#context.bus.emit('run.changed', { run });
  }
}
