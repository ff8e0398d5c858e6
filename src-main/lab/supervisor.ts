/** @file Acts on the queue: one session, with one worker process, per running run. */
import { isOwn } from '../contract/values/foreign-run.ts';
import type { OwnRun, RunId, RunRecord } from '../contract/values/run-record.ts';
import { RESUMABLE } from '../contract/values/run-record.ts';
import { runsToStart } from './queue.ts';
import { readQueueSettings, writeQueueSettings, type QueueSettings } from './queue-settings.ts';
import { RunSession } from './run-session.ts';
import type { SessionContext } from './session-context.ts';

export class Supervisor {
  readonly #context: SessionContext;
  readonly #cores: number;
  readonly #sessions = new Map<RunId, RunSession>();
  /** Runs that this lab is to start. Their order is that of the stored queue. */
  readonly #waiting = new Set<RunId>();
  #settings: QueueSettings;
  /** Reasons for which nothing starts just now. */
  #holds = 0;
  #closing = false;
  #idle = Promise.withResolvers<void>();

  constructor(context: SessionContext, cores: number) {
    this.#context = context;
    this.#cores = cores;
    this.#settings = readQueueSettings(context.reader);
    this.#idle.resolve();
  }

  /** Runs that train, or are about to. */
  get running(): number {
    return this.sessions.length;
  }

  get sessions(): readonly RunSession[] {
    return [...this.#sessions.values()].filter((session) => !session.settled);
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get settings(): QueueSettings {
    return this.#settings;
  }

  /** Threads that runs may use together. */
  get threads(): number {
    return Math.min(this.#settings.threads ?? this.#cores, this.#cores);
  }

  /** Of all workers together. */
  get stepsPerSecond(): number {
    return [...this.#sessions.values()].reduce((sum, session) => sum + session.stepsPerSecond, 0);
  }

  /** Fulfilled when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    await this.#idle.promise;
  }

  /** Takes up runs whose stored status is `queued`. */
  enqueue(runs: readonly RunId[]): void {
    if (runs.length === 0) return;
    if (this.#waiting.size + this.#sessions.size === 0) this.#idle = Promise.withResolvers();
    for (const id of runs) this.#waiting.add(id);
    this.startWhatFits();
  }

  /** Nothing starts until the work is done, so that a measurement has the machine for itself. */
  async quietly<T>(work: () => Promise<T>): Promise<T> {
    this.#holds++;
    try {
      return await work();
    } finally {
      this.#holds--;
      this.startWhatFits();
    }
  }

  /** Stores new settings of the queue and acts on them. */
  configure(changes: Partial<QueueSettings>): void {
    const settings = { ...this.#settings, ...changes };
    writeQueueSettings(this.#context.writer, settings);
    this.#settings = settings;
    this.startWhatFits();
  }

  /** A person wants something to run: a queue that paused itself has another try. */
  tryAgain(): void {
    if (this.#settings.pausedBecause !== '') this.configure({ paused: false, pausedBecause: '' });
  }

  /** Starts nothing more, since every run would end as this one did. Kept in memory where the store takes nothing. */
  #pauseFor(why: string): void {
    if (this.#settings.paused) return;
    this.#settings = { ...this.#settings, paused: true, pausedBecause: why };
    try {
      writeQueueSettings(this.#context.writer, this.#settings);
    } catch {
      // The run whose end could not be written either reports it.
    }
  }

  /** Puts everything that runs back into the queue, with a checkpoint. @returns once the processes are gone */
  async requeueAll(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    await Promise.all(sessions.map((session) => session.end('requeue')));
    const back = sessions.filter(({ id }) => this.#context.reader.run(id)?.status === 'queued');
    this.enqueue(back.map(({ id }) => id));
  }

  /** Takes up every queued run of the store, those too that this lab was not asked to start. */
  takeUpQueue(): void {
    this.enqueue(this.#context.reader.waiting().map(({ run }) => run));
  }

  /** Queues again what can go on. @returns the ids it applied to */
  resume(runs: readonly RunRecord[]): RunId[] {
    const ids = runs.filter((run) => this.#canResume(run)).map((run) => run.id);
    for (const id of ids) this.#change(id, { status: 'queued', reason: '', finishedAt: null });
    this.enqueue(ids);
    return ids;
  }

  /** @returns the ids it applied to, once their processes are gone */
  pause(ids: readonly RunId[]): Promise<RunId[]> {
    return this.#end(ids, 'pause');
  }

  /** @returns the ids it applied to, once their processes are gone */
  stop(ids: readonly RunId[]): Promise<RunId[]> {
    return this.#end(ids, 'stop');
  }

  /** Pauses what runs, kills what does not pause in time, and leaves what waits queued for the next start. */
  async close(deadlineMs: number): Promise<void> {
    this.#closing = true;
    this.#waiting.clear();
    const sessions = [...this.#sessions.values()];
    await Promise.all(sessions.map((session) => session.close(deadlineMs)));
  }

  startWhatFits(): void {
    if (this.#closing) return;
    const starting = this.#settings.paused || this.#holds > 0 ? [] : this.#next();
    for (const run of starting) {
      this.#waiting.delete(run.id);
      this.#start(run);
    }
    if (this.#waiting.size + this.#sessions.size === 0) this.#idle.resolve();
  }

  #next(): OwnRun[] {
    if (this.#waiting.size === 0) return [];
    // A run that was resumed before its old process is gone waits for that without blocking the others.
    const ready = this.#context.reader
      .waiting()
      .filter(({ run }) => this.#waiting.has(run) && !this.#sessions.has(run));
    const occupancy = {
      threads: this.threads,
      parallel: this.#settings.parallel,
      busy: [...this.#sessions.values()],
    };
    const records = runsToStart(ready, occupancy).map((id) => this.#context.reader.run(id));
    return records.filter((run) => run !== undefined).filter(isOwn);
  }

  #canResume(run: RunRecord): boolean {
    if (!isOwn(run) || run.deletedAt !== null || this.#waiting.has(run.id)) return false;
    return RESUMABLE.has(run.status) || run.status === 'queued';
  }

  async #end(ids: readonly RunId[], wish: 'pause' | 'stop'): Promise<RunId[]> {
    // Queued runs that this lab was not asked to start count too: they would start with the next one.
    const queued = [...new Set(ids)].filter((id) => this.#isQueued(id));
    for (const id of queued) this.#takeOutOfQueue(id, wish);
    const running = [...new Set(ids)].filter((id) => this.#sessions.has(id));
    await Promise.all(running.map((id) => this.#sessions.get(id)?.end(wish)));
    this.startWhatFits();
    return [...new Set(ids)].filter((id) => queued.includes(id) || running.includes(id));
  }

  #isQueued(id: RunId): boolean {
    return this.#waiting.has(id) || this.#context.reader.run(id)?.status === 'queued';
  }

  #takeOutOfQueue(id: RunId, wish: 'pause' | 'stop'): void {
    this.#waiting.delete(id);
    if (wish === 'pause') this.#change(id, { status: 'paused' });
    else this.#change(id, { status: 'stopped', finishedAt: this.#context.clock.now() });
  }

  #start(run: OwnRun): void {
    const session = new RunSession(run, this.#context, (why) => this.#pauseFor(why));
    this.#sessions.set(run.id, session);
    void session.start().finally(() => {
      this.#sessions.delete(run.id);
      this.startWhatFits();
    });
  }

  #change(id: RunId, changes: Parameters<SessionContext['writer']['updateRun']>[1]): void {
    const run = this.#context.writer.updateRun(id, changes);
    this.#context.bus.emit('run.changed', { run });
  }
}
