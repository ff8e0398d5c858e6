/** @file Acts on the queue: one session, with one worker process, per running run. */
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import { RESUMABLE } from '../contract/values/run-record.ts';
import { runsToStart } from './queue.ts';
import { RunSession } from './run-session.ts';
import type { SessionContext } from './session-context.ts';

export class Supervisor {
  readonly #context: SessionContext;
  readonly #cores: number;
  readonly #sessions = new Map<RunId, RunSession>();
  #waiting: RunId[] = [];
  #closing = false;
  #idle = Promise.withResolvers<void>();

  constructor(context: SessionContext, cores: number) {
    this.#context = context;
    this.#cores = cores;
    this.#idle.resolve();
  }

  /** Runs that train, or are about to. */
  get running(): number {
    return [...this.#sessions.values()].filter((session) => !session.settled).length;
  }

  get waiting(): number {
    return this.#waiting.length;
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
    if (this.#waiting.length + this.#sessions.size === 0) this.#idle = Promise.withResolvers();
    this.#waiting.push(...runs);
    this.#startWhatFits();
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
    this.#waiting = [];
    const sessions = [...this.#sessions.values()];
    await Promise.all(
      sessions.map((session) =>
        deadlineMs > 0 ? session.end('pause', deadlineMs) : session.kill('the lab was closed at once'),
      ),
    );
  }

  #canResume(run: RunRecord): boolean {
    if (run.deletedAt !== null || this.#waiting.includes(run.id)) return false;
    return RESUMABLE.has(run.status) || run.status === 'queued';
  }

  async #end(ids: readonly RunId[], wish: 'pause' | 'stop'): Promise<RunId[]> {
    const applied = [...new Set(ids)].filter((id) => this.#waiting.includes(id) || this.#sessions.has(id));
    const queued = applied.filter((id) => this.#waiting.includes(id));
    this.#waiting = this.#waiting.filter((id) => !queued.includes(id));
    for (const id of queued) this.#takeOutOfQueue(id, wish);
    await Promise.all(applied.map((id) => this.#sessions.get(id)?.end(wish)));
    this.#startWhatFits();
    return applied;
  }

  #takeOutOfQueue(id: RunId, wish: 'pause' | 'stop'): void {
    if (wish === 'pause') this.#change(id, { status: 'paused' });
    else this.#change(id, { status: 'stopped', finishedAt: this.#context.clock.now() });
  }

  #startWhatFits(): void {
    if (this.#closing) return;
    // A run that was resumed before its old process is gone waits for that without blocking the others.
    const ready = this.#waiting.filter((id) => !this.#sessions.has(id));
    const records = ready.map((id) => this.#context.reader.run(id)).filter((run) => run !== undefined);
    const busyThreads = [...this.#sessions.values()].map((session) => session.threads);
    const starting = new Set(runsToStart(records, { cores: this.#cores, busyThreads }));
    this.#waiting = this.#waiting.filter((id) => !starting.has(id));
    for (const run of records) if (starting.has(run.id)) this.#start(run);
    if (this.#waiting.length + this.#sessions.size === 0) this.#idle.resolve();
  }

  #start(run: RunRecord): void {
    const session = new RunSession(run, this.#context);
    this.#sessions.set(run.id, session);
    void session.start().finally(() => {
      this.#sessions.delete(run.id);
      this.#startWhatFits();
    });
  }

  #change(id: RunId, changes: Parameters<SessionContext['writer']['updateRun']>[1]): void {
    const run = this.#context.writer.updateRun(id, changes);
    this.#context.bus.emit('run.changed', { run });
  }
}
