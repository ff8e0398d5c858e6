/** @file The part of the lab in memory that is about sweeps and the queue. Its runs are those of the fake lab; they are
 *  grouped, counted, ordered and judged here. Searches are not carried out. */
import { changeConfig } from '../../src-main/contract/values/change-config.ts';
import { checkAddition, checkSweepSpec } from '../../src-main/contract/values/check-sweep.ts';
import { combinationsOf, expandSweep, extendSweep } from '../../src-main/contract/values/expand-sweep.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import {
  RESUMABLE,
  runStatus,
  type RunId,
  type OwnRun,
  type RunRecord,
} from '../../src-main/contract/values/run-record.ts';
import type { SweepSpec } from '../../src-main/contract/values/sweep-spec.ts';
import type {
  InvalidPoint,
  QueueSummary,
  SweepCounts,
  SweepPointRecord,
  SweepRecord,
} from '../../src-main/contract/values/sweep-record.ts';
import type { LabHandlers, RequestName, RunOrder } from '../../src-main/contract/wire/requests.ts';
import { experimentOf } from './fake-lab-data.ts';
import type { FakeSurroundings } from './fake-lab-runs.ts';

type Handlers = Pick<
  LabHandlers,
  Extract<
    RequestName,
    `sweeps.${string}` | `queue.${string}` | `archives.${string}` | `foreign.${string}` | `uploads.${string}`
  >
>;
type Point = Pick<SweepPointRecord, 'position' | 'changes' | 'seed' | 'run' | 'reused'>;
type Base = Omit<SweepRecord, 'counts' | 'active'>;

/** What the sweeps need of the lab that they are a part of. */
export interface FakeRuns extends Omit<FakeSurroundings, 'follow'> {
  all(): readonly RunRecord[];
  get(id: RunId): RunRecord | undefined;
  start(order: RunOrder, sweep: number): RunRecord;
  change(id: RunId, changes: Partial<OwnRun>): RunRecord;
}

const CORES = 8;

export class FakeSweeps {
  readonly #runs: FakeRuns;
  readonly #sweeps = new Map<number, { record: Base; points: Point[] }>();
  readonly #priorities = new Map<RunId, number>();
  /** Places in the queue; lower first. */
  readonly #places = new Map<RunId, number>();
  readonly settings = { paused: false, parallel: null as number | null, threads: CORES };

  constructor(runs: FakeRuns) {
    this.#runs = runs;
  }

  /** Runs that wait, in the order in which they start. */
  waiting(): RunRecord[] {
    const order = (run: RunRecord): [number, number] => [
      -(this.#priorities.get(run.id) ?? 0),
      this.#places.get(run.id) ?? run.id,
    ];
    const queued = this.#runs
      .all()
      .filter(({ status, deletedAt }) => status === 'queued' && deletedAt === null);
    return queued.sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
  }

  /** To be called when a run changed: its sweep tells everybody, and so does the queue. */
  follow(run: RunRecord): void {
    if (run.sweep !== null) this.#runs.emit('sweep.changed', { sweep: this.#record(run.sweep) });
    this.#runs.emit('queue.changed', { queue: this.#queue() });
  }

  #get(reference: number | string): { record: Base; points: Point[] } {
    const all = [...this.#sweeps.values()];
    const found =
      reference === 'last'
        ? all.at(-1)
        : all.find(({ record }) => record.id === reference || record.name === reference);
    if (!found)
      throw new LabError('not-found', `There is no sweep '${reference}'.`, { sweep: String(reference) });
    return found;
  }

  #points(id: number): SweepPointRecord[] {
    return this.#get(id).points.map((point) => {
      const run = point.run === null ? undefined : this.#runs.get(point.run);
      const nothing = { step: 0, steps: 0, point1: null, point2: null };
      if (!run || run.deletedAt !== null) return { ...point, ...nothing, run: null, status: 'missing' };
      const { status, progress, point1, point2 } = run;
      return { ...point, status, step: progress.step, steps: progress.steps, point1, point2 };
    });
  }

  #record(id: number): SweepRecord {
    const { record } = this.#get(id);
    const points = this.#points(id);
    const of = (status: SweepPointRecord['status']) =>
      points.filter((point) => point.status === status).length;
    const counts = {
      total: points.length,
      ...Object.fromEntries([...runStatus.options, 'missing' as const].map((status) => [status, of(status)])),
      reached: points.filter(({ point2 }) => point2 !== null).length,
    } as SweepCounts;
    return { ...record, counts, active: counts.running + counts.queued > 0 };
  }

  #changed(id: number, runs: RunId[] = []) {
    const sweep = this.#record(id);
    this.#runs.emit('sweep.changed', { sweep });
    return { sweep, runs };
  }

  #start(id: number, from: number): RunId[] {
    const { record, points } = this.#get(id);
    const { spec, engine, threads, tags } = record;
    const started: RunId[] = [];
    for (const point of points.slice(from)) {
      const changes = { ...spec.changes, ...point.changes, seed: point.seed };
      const order = { experiment: spec.experiment, changes, name: '', tags, engine, threads };
      point.run = this.#runs.start(order, id).id;
      started.push(point.run);
    }
    return started;
  }

  #apply(reference: number | string, test: (run: RunRecord) => boolean, changes: Partial<OwnRun>) {
    const { record, points } = this.#get(reference);
    const own = points.flatMap(({ run }) => (run === null ? [] : (this.#runs.get(run) ?? [])));
    const runs = own.filter(test).map(({ id }) => this.#runs.change(id, changes).id);
    return this.#changed(record.id, runs);
  }

  #queue(): QueueSummary {
    const running = this.#runs.all().filter(({ status }) => status === 'running');
    const waiting = this.waiting();
    const speed = running.map(({ progress }) => this.#runs.stepsPerSecond() / progress.steps);
    const perSecond = speed.reduce((a, b) => a + b, 0);
    const left = running.reduce(
      (sum, { progress: { step, steps } }) => sum + 1 - step / steps,
      waiting.length,
    );
    return {
      ...{
        ...this.settings,
        pausedBecause: '',
        cores: CORES,
        running: running.length,
        waiting: waiting.length,
      },
      runsPerHour: running.length > 0 ? 3600 * perSecond : null,
      secondsLeft: running.length > 0 ? left / perSecond : null,
      slow: 0,
      freeBytes: 48.2e9,
    };
  }

  #move(ids: readonly RunId[], to: number | 'first' | 'last' | 'up' | 'down'): void {
    for (const id of ids) {
      const priority = this.#priorities.get(id) ?? 0;
      const mates = this.waiting().filter((run) => (this.#priorities.get(run.id) ?? 0) === priority);
      const at = mates.findIndex((run) => run.id === id);
      if (at < 0) throw new LabError('conflict', `run ${id} does not wait.`, { run: id });
      const others = mates.filter((run) => run.id !== id).map((run) => run.id);
      const place = { first: 0, last: others.length, up: at - 1, down: at + 1 }[to as 'up'] ?? (to as number);
      others.splice(Math.max(0, place), 0, id);
      for (const [index, one] of others.entries()) this.#places.set(one, index - 1e6);
    }
  }

  readonly handlers: Handlers = {
    'archives.import': () => ({ imported: [], present: [], sweeps: [] }),
    'foreign.import': () => ({ runs: [], present: [] }),
    'uploads.add': ({ upload, at, data }) => ({
      upload: upload ?? '3f0a2f5e-6d1c-4b7e-9a35-0d5f1f3f9c11',
      bytes: at + atob(data).length,
    }),
    'uploads.import': () => ({ foreign: { runs: [], present: [] }, archive: null, repeated: [] }),
    'uploads.discard': () => ({}),
    'sweeps.preview': ({ spec }) => {
      const { valid, invalid } = judged(spec);
      const runs = expandSweep(spec).filter(({ changes }) => valid.has(JSON.stringify(changes))).length;
      const experiment = experimentOf(spec.experiment);
      const secondsPerRun = experiment.config.budget.steps / this.#runs.stepsPerSecond();
      return {
        ...{ runs, invalid, duplicates: 0, existing: [], secondsPerRun, workers: CORES },
        seconds: (secondsPerRun * runs) / Math.max(1, Math.min(CORES, runs)),
      };
    },
    'sweeps.previewExtension': ({ sweep, addition }) => {
      const { record, points } = this.#get(sweep);
      checkAddition(record.spec, addition);
      const runs = expandSweep(extendSweep(record.spec, addition)).length - points.length;
      const secondsPerRun =
        experimentOf(record.spec.experiment).config.budget.steps / this.#runs.stepsPerSecond();
      return {
        ...{ runs, invalid: [], duplicates: 0, existing: [], secondsPerRun, workers: CORES },
        seconds: (secondsPerRun * runs) / Math.max(1, Math.min(CORES, runs)),
      };
    },
    'sweeps.create': ({ spec, name, tags, engine, threads, parallel, skipInvalid }) => {
      const { valid, invalid } = judged(spec);
      const [first] = invalid;
      if (first && !skipInvalid) throw new LabError('bad-config', first.message);
      const id = this.#sweeps.size + 1;
      const points = expandSweep(spec).filter(({ changes }) => valid.has(JSON.stringify(changes)));
      const title = name || `${spec.experiment.split('/').at(-1)}-sweep-${id}`;
      const record: Base = {
        ...{ id, uid: `fake-sweep-${id}`, name: title, spec, engine, threads, parallel, tags },
        decision: `One thread each, ${CORES} at a time: made up, nothing was measured.`,
        ...{ createdAt: this.#runs.now(), deletedAt: null, search: null },
      };
      const rows = points.map(({ changes, seed }, position) => ({
        ...{ position, seed, run: null, reused: false },
        changes: changes as Point['changes'],
      }));
      this.#sweeps.set(id, { record, points: rows });
      return this.#changed(id, this.#start(id, 0));
    },
    'sweeps.extend': ({ sweep: reference, addition }) => {
      const entry = this.#get(reference);
      checkAddition(entry.record.spec, addition);
      const spec = extendSweep(entry.record.spec, addition);
      const known = new Set(entry.points.map(({ changes, seed }) => JSON.stringify([changes, seed])));
      const before = entry.points.length;
      for (const { changes, seed } of expandSweep(spec)) {
        if (known.has(JSON.stringify([changes, seed]))) continue;
        const position = entry.points.length;
        entry.points.push({ position, changes: changes as Point['changes'], seed, run: null, reused: false });
      }
      entry.record = { ...entry.record, spec };
      return this.#changed(entry.record.id, this.#start(entry.record.id, before));
    },
    'sweeps.list': ({ deleted }) => {
      const all = [...this.#sweeps.keys()].map((id) => this.#record(id)).reverse();
      const sweeps = all.filter(({ deletedAt }) => (deletedAt !== null) === deleted);
      return { sweeps, total: sweeps.length };
    },
    'sweeps.get': ({ sweep }) => {
      const { id } = this.#get(sweep).record;
      return { sweep: this.#record(id), points: this.#points(id) };
    },
    'sweeps.pause': ({ sweep }) =>
      this.#apply(sweep, ({ status }) => status === 'queued' || status === 'running', {
        ...{ status: 'paused', reason: 'Paused by hand.' },
      }),
    'sweeps.resume': ({ sweep }) =>
      this.#apply(sweep, ({ status }) => RESUMABLE.has(status), { status: 'queued' }),
    'sweeps.stop': ({ sweep }) =>
      this.#apply(sweep, ({ status }) => ['queued', 'running', 'paused'].includes(status), {
        ...{ status: 'stopped', reason: 'Stopped by hand.' },
      }),
    'sweeps.rerunMissing': ({ sweep }) =>
      this.#apply(sweep, ({ status }) => status === 'stopped' || status === 'interrupted', {
        status: 'queued',
      }),
    'sweeps.remove': ({ sweep }) => {
      const entry = this.#get(sweep);
      entry.record = { ...entry.record, deletedAt: this.#runs.now() };
      return this.#apply(sweep, () => true, { deletedAt: this.#runs.now() });
    },
    'sweeps.restore': ({ sweep }) => {
      const entry = this.#get(sweep);
      entry.record = { ...entry.record, deletedAt: null };
      return this.#apply(sweep, () => true, { deletedAt: null });
    },
    'sweeps.purge': ({ sweep }) => {
      const { record, points } = this.#get(sweep);
      this.#sweeps.delete(record.id);
      this.#runs.emit('sweep.purged', { sweep: record.id });
      return { purged: points.flatMap(({ run }) => run ?? []) };
    },
    'sweeps.edit': ({ sweep, name, parallel }) => {
      const entry = this.#get(sweep);
      entry.record = {
        ...entry.record,
        ...(name !== undefined && { name }),
        ...(parallel !== undefined && { parallel }),
      };
      return { sweep: this.#changed(entry.record.id).sweep };
    },
    'queue.read': ({ limit }) => ({
      queue: this.#queue(),
      running: this.#runs
        .all()
        .filter(({ status }) => status === 'running')
        .map(({ id, name, sweep, threads, progress }) => ({
          ...{ run: id, name, sweep, threads, step: progress.step, steps: progress.steps },
          ...{ stepsPerSecond: this.#runs.stepsPerSecond(), secondsLeft: progress.secondsLeft },
          ...{ pace: 'ok' as const, remark: '' },
        })),
      waiting: this.waiting()
        .slice(0, limit)
        .map(({ id, name, sweep, threads }) => ({
          ...{ run: id, name, sweep, threads, priority: this.#priorities.get(id) ?? 0 },
        })),
    }),
    'queue.move': ({ runs, to }) => this.#told(() => this.#move(runs, to)),
    'queue.prioritize': ({ runs, priority }) =>
      this.#told(() => runs.forEach((run) => this.#priorities.set(run, priority))),
    'queue.configure': ({ parallel, threads }) =>
      this.#told(() => {
        if (parallel !== undefined) this.settings.parallel = parallel;
        if (threads !== undefined) this.settings.threads = threads ?? CORES;
      }),
    'queue.pause': ({ running }) =>
      this.#told(() => {
        this.settings.paused = true;
        const runs = running ? this.#runs.all().filter(({ status }) => status === 'running') : [];
        for (const { id } of runs) this.#runs.change(id, { status: 'queued' });
      }),
    'queue.resume': () => this.#told(() => void (this.settings.paused = false)),
  };

  #told(act: () => void): { queue: QueueSummary } {
    act();
    const queue = this.#queue();
    this.#runs.emit('queue.changed', { queue });
    return { queue };
  }
}

function judged(spec: SweepSpec): { valid: Set<string>; invalid: InvalidPoint[] } {
  checkSweepSpec(spec);
  const { config } = experimentOf(spec.experiment);
  const valid = new Set<string>();
  const invalid: InvalidPoint[] = [];
  for (const changes of combinationsOf(spec)) {
    try {
      changeConfig(config, { ...spec.changes, ...changes });
      valid.add(JSON.stringify(changes));
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      invalid.push({ changes: changes as InvalidPoint['changes'], message: error.message });
    }
  }
  return { valid, invalid };
}
