/** @file Sweeps of the process that owns the store: made, extended, carried on when runs of theirs end. */
import { randomUUID } from 'node:crypto';
import { LabError } from '../contract/values/lab-error.ts';
import { ENDED, type RunId, type RunRecord } from '../contract/values/run-record.ts';
import type { SweepAddition, SweepSpec } from '../contract/values/sweep-spec.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { SweepOrder } from '../contract/wire/sweep-requests.ts';
import type { NewSweepPoint, StoredSweep, SweepChanges } from '../store/sweep-store.ts';
import type { StoreReader, StoreWriter } from '../store/store.ts';
import type { Clock } from './clock.ts';
import { messageOf } from './end-reasons.ts';
import type { EventBus } from './event-bus.ts';
import { newRun } from './new-run.ts';
import { refuseInBin } from './find-reference.ts';
import { freshPoints, planExtension } from './plan-extension.ts';
import { planPoints, planSweep, refuseInvalid, type PlannedPoint } from './plan-sweep.ts';
import { searchOf } from './sweep-record.ts';
import type { SweepAnnouncer } from './sweep-announcer.ts';
import type { Supervisor } from './supervisor.ts';
import type { ThreadDecider } from './thread-decider.ts';

export interface SweepsContext {
  readonly reader: StoreReader;
  readonly writer: StoreWriter;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly supervisor: Supervisor;
  readonly announcer: SweepAnnouncer;
  readonly decider: ThreadDecider;
  /** Told what nobody can be answered with. */
  readonly report: (error: unknown) => void;
}

type Making = Pick<SweepOrder, 'engine' | 'tags' | 'threads'>;

/** Threads of a run until somebody has measured what is better: many at a time are what a sweep is about. */
const THREADS_AT_FIRST = 1;

export class Sweeps {
  readonly #context: SweepsContext;

  constructor(context: SweepsContext) {
    this.#context = context;
    context.bus.on('run.changed', ({ run }) => this.#hear(run));
  }

  /** Stores the sweep with all its runs at once and queues them. @throws LabError before anything is stored */
  create(order: SweepOrder): SweepId {
    const plan = planSweep(order.spec);
    if (!order.skipInvalid) refuseInvalid(plan);
    if (plan.points.length === 0) refuseInvalid(plan);
    const { spec, name, engine, threads, parallel, tags } = order;
    const createdAt = this.#context.clock.now();
    const points = this.#newPoints(plan.points, spec, order, order.reuse);
    const stored = { uid: randomUUID(), name, spec, engine, threads, parallel, tags, createdAt };
    const id = this.#context.writer.insertSweep(stored, points);
    this.#queue(id);
    return id;
  }

  /** Adds what the larger sweep has and the present one has not. @returns the runs that came */
  extend(
    sweep: StoredSweep,
    addition: SweepAddition,
    how: { reuse: boolean; skipInvalid: boolean },
  ): RunId[] {
    const { spec, ...plan } = planExtension(this.#context.reader, sweep, addition);
    if (!how.skipInvalid) refuseInvalid(plan);
    return this.#grow(sweep, { spec }, plan.points, how.reuse);
  }

  /** Queues what was paused, stopped or interrupted; a search starts what it wants next. @returns the runs that go on */
  resume(sweep: StoredSweep): RunId[] {
    refuseInBin('sweep', sweep);
    const runs = this.#runsIn(sweep, ['paused', 'stopped', 'interrupted', 'queued']);
    this.#context.decider.decide(sweep.id);
    return [...this.#context.supervisor.resume(runs), ...this.#advance(sweep.id)];
  }

  /** New runs for points whose run failed or was deleted; the others that did not finish go on. @returns all of them */
  rerunMissing(sweep: StoredSweep): RunId[] {
    refuseInBin('sweep', sweep);
    const { reader, writer, clock, bus, supervisor } = this.#context;
    const lost = reader
      .sweepPoints(sweep.id)
      .filter(({ status }) => status === 'missing' || status === 'failed');
    const plan = planPoints(sweep.spec, lost);
    const made = plan.points.map((point) => {
      const position = lost.find(({ configHash }) => configHash === point.configHash)?.position;
      if (position === undefined)
        throw new Error(`sweep ${sweep.id}: its points are not those of its configs`);
      const seed = this.#seedOf(point, sweep.spec, sweep);
      const run = writer.replaceRun(sweep.id, position, newRun(seed, clock.now()));
      bus.emit('run.changed', { run });
      return run.id;
    });
    supervisor.enqueue(made);
    return [...made, ...this.resume(sweep)];
  }

  /** All runs of its points that are in one of these statuses. */
  #runsIn(sweep: StoredSweep, statuses: readonly RunRecord['status'][]): RunRecord[] {
    const { reader } = this.#context;
    const wanted = new Set<string>(statuses);
    const ids = reader.sweepPoints(sweep.id).filter(({ status }) => wanted.has(status));
    return ids
      .map(({ run }) => (run === null ? undefined : reader.run(run)))
      .filter((run) => run !== undefined);
  }

  #grow(
    sweep: StoredSweep,
    changes: SweepChanges,
    planned: readonly PlannedPoint[],
    reuse: boolean,
  ): RunId[] {
    const { reader, writer } = this.#context;
    const fresh = freshPoints(reader, sweep, planned);
    const points = this.#newPoints(fresh, changes.spec ?? sweep.spec, sweep, reuse);
    const runs = writer.growSweep(sweep.id, changes, points);
    this.#queue(sweep.id);
    return runs;
  }

  #newPoints(
    planned: readonly PlannedPoint[],
    spec: SweepSpec,
    making: Making,
    reuse: boolean,
  ): NewSweepPoint[] {
    const { reader, clock } = this.#context;
    const finished = reuse ? reader.finishedRuns(planned.map(({ configHash }) => configHash)) : new Map();
    return planned.map(({ changes, seed, config, configHash }) => ({
      ...{ changes, seed, configHash },
      run:
        (finished.get(configHash) as RunId | undefined) ??
        newRun(this.#seedOf({ config }, spec, making), clock.now()),
    }));
  }

  #seedOf(
    { config }: Pick<PlannedPoint, 'config'>,
    { experiment }: SweepSpec,
    { engine, tags, threads }: Making,
  ) {
    return { experiment, config, name: '', tags, engine, threads: threads ?? THREADS_AT_FIRST };
  }

  /** Tells of the sweep's queued runs and hands them to the supervisor, which holds them until threads are chosen. */
  #queue(id: SweepId): void {
    const { reader, bus, supervisor, announcer, decider } = this.#context;
    decider.decide(id);
    const queued = reader.sweepPoints(id).filter(({ status }) => status === 'queued');
    const ids = queued.flatMap(({ run }) => (run === null ? [] : [run]));
    for (const run of ids) bus.emit('run.changed', { run: reader.run(run) as RunRecord });
    supervisor.enqueue(ids);
    announcer.now(id);
  }

  #hear(run: RunRecord): void {
    if (run.sweep === null) return;
    this.#context.announcer.soon(run.sweep);
    if (ENDED.has(run.status)) this.#advance(run.sweep);
  }

  /** Starts the runs a search wants next. @returns them */
  #advance(id: SweepId): RunId[] {
    const sweep = this.#context.reader.sweep(id);
    if (!sweep?.spec.search || sweep.deletedAt !== null) return [];
    const { spec } = sweep;
    const { wanted } = searchOf(sweep.spec.search, this.#context.reader.sweepPoints(id));
    const points = wanted.flatMap((value) =>
      spec.seeds.map((seed) => ({ changes: { [sweep.spec.search?.path as string]: value }, seed })),
    );
    try {
      const plan = planPoints(spec, points);
      if (plan.invalid[0]) throw new LabError('bad-config', plan.invalid[0].message);
      return this.#grow(sweep, {}, plan.points, false);
    } catch (error) {
      // Nobody asked just now; whoever looks at the sweep reads why it goes no further.
      this.#context.writer.updateSweep(id, { decision: `the search stopped: ${messageOf(error)}` });
      this.#context.report(error);
      return [];
    }
  }
}
