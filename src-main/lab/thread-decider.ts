/** @file Gives the runs of a sweep their number of threads, by measurement, before the first of them starts. */
import { isOwn } from '../contract/values/foreign-run.ts';
import type { OwnRun, RunId } from '../contract/values/run-record.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { StoredSweep } from '../store/sweep-store.ts';
import { chooseWorkers, type ChoiceContext, type WorkerChoice } from './choose-workers.ts';
import { messageOf } from './end-reasons.ts';
import { costKey } from './estimate.ts';
import type { EventBus } from './event-bus.ts';
import type { SweepAnnouncer } from './sweep-announcer.ts';
import type { Supervisor } from './supervisor.ts';

/** Kinds of runs of one sweep that are measured; further ones are like the first. */
const MOST_KINDS = 3;

interface DeciderContext extends ChoiceContext {
  readonly bus: EventBus;
  readonly supervisor: Supervisor;
  readonly announcer: SweepAnnouncer;
}

export class ThreadDecider {
  readonly #context: DeciderContext;
  readonly #deciding = new Set<SweepId>();

  constructor(context: DeciderContext) {
    this.#context = context;
  }

  /** Measures and stores the choice for the runs that have not started, unless it has been made; nothing starts until then. */
  decide(id: SweepId): void {
    const sweep = this.#context.reader.sweep(id);
    if (!sweep || sweep.threads !== null || sweep.decision !== '' || this.#deciding.has(id)) return;
    this.#deciding.add(id);
    const done = () => void this.#deciding.delete(id);
    void this.#context.supervisor.quietly(() => this.#decideNow(sweep)).then(done, done);
  }

  async #decideNow(sweep: StoredSweep): Promise<void> {
    const { writer, announcer } = this.#context;
    const fresh = this.#freshRuns(sweep.id);
    if (fresh.length === 0) return;
    const kinds = [...Map.groupBy(fresh, ({ config }) => costKey(config)).values()];
    const sentences = new Set<string>();
    let first: WorkerChoice | undefined;
    for (const [i, runs] of kinds.entries()) {
      const choice = i < MOST_KINDS || !first ? await this.#choose(runs) : first;
      first ??= choice;
      sentences.add(choice.sentence);
      this.#setThreads(
        runs.map(({ id }) => id),
        choice.threads,
      );
    }
    writer.updateSweep(sweep.id, { decision: [...sentences].join('; ') });
    announcer.now(sweep.id);
  }

  async #choose(runs: readonly OwnRun[]): Promise<WorkerChoice> {
    const { supervisor } = this.#context;
    const unmeasured = (why: string) => ({ threads: 1, sentence: `1 thread a run, not measured: ${why}` });
    if (supervisor.running > 0) return unmeasured('other runs were going on');
    const [run] = runs as [OwnRun];
    try {
      return await chooseWorkers(run.config, run.engine, this.#context);
    } catch (error) {
      return unmeasured(messageOf(error));
    }
  }

  #freshRuns(id: SweepId): OwnRun[] {
    const { reader } = this.#context;
    const queued = reader.sweepPoints(id).filter(({ status, reused }) => status === 'queued' && !reused);
    const runs = queued.map(({ run }) => (run === null ? undefined : reader.run(run)));
    return runs.filter((run) => run !== undefined && run.startedAt === null && isOwn(run)) as OwnRun[];
  }

  /** A run that was paused or removed meanwhile keeps what it has. */
  #setThreads(ids: readonly RunId[], threads: number): void {
    const { reader, writer, bus } = this.#context;
    for (const id of ids) {
      const run = reader.run(id);
      if (run?.status === 'queued' && run.threads !== threads) {
        bus.emit('run.changed', { run: writer.updateRun(id, { threads }) });
      }
    }
  }
}
