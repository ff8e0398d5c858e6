/** @file A lab in memory, for tests of the pages: the whole request table, made-up runs, and handles to let time pass,
 *  go away, come back and cut series. */
import { runTest } from '../../src-main/contract/values/filter/match-run.ts';
import { parseFilter } from '../../src-main/contract/values/filter/parse-filter.ts';
import { changeConfig } from '../../src-main/contract/values/change-config.ts';
import { CONFIG_FIELDS, valueAt } from '../../src-main/contract/values/config-fields.ts';
import type { Curve } from '../../src-main/contract/values/evaluation-points.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import {
  ENDED,
  RESUMABLE,
  type OwnRun,
  type RunId,
  type RunRecord,
} from '../../src-main/contract/values/run-record.ts';
import type { EventName, EventPayload } from '../../src-main/contract/wire/events.ts';
import type {
  Comparison,
  LabHandlers,
  RequestName,
  RequestParams,
  RequestResult,
  RunOrder,
} from '../../src-main/contract/wire/requests.ts';
import type { ConnectionState, LabConnection } from '../../src-renderer/client/connection.ts';
import { configHash } from '../../src-main/lab/config-hash.ts';
import { readGrokTimes } from '../../src-main/lab/grok-times.ts';
import type { StoreReader } from '../../src-main/store/store.ts';
import { awayError } from '../../src-renderer/client/replies.ts';
import { FakeBench } from './fake-lab-bench.ts';
import { FakeSweeps } from './fake-lab-sweeps.ts';
import { evaluatedSteps, madeUpRun, TEST_EXPERIMENTS } from './fake-lab-data.ts';

interface FakeRun {
  record: OwnRun;
  /** Evaluations done so far. */
  done: number;
  readonly steps: readonly number[];
  readonly values: (step: number) => Partial<Record<MetricName, number>>;
  /** Values of all evaluations done so far, by metric. */
  readonly columns: Map<MetricName, number[]>;
}

export interface FakeLabOptions {
  /** Steps that a running run makes in a second of the fake clock. */
  readonly stepsPerSecond?: number;
  readonly running?: number;
  readonly now?: () => number;
}

const ORDER: RunOrder = {
  experiment: 'quick-start',
  changes: {},
  name: '',
  tags: [],
  engine: 'onnx-cpu',
  threads: null,
};

export class FakeLab implements LabConnection {
  readonly host = 'browser';
  state: ConnectionState = { phase: 'online' };
  readonly runs = new Map<RunId, FakeRun>();
  readonly settings: Record<string, RequestResult<'settings.read'>['settings'][string]> = {};
  /** Every request that came, for assertions. */
  readonly requests: { name: RequestName; params: unknown }[] = [];
  readonly #listeners = new Set<{ name: EventName; call: (payload: never) => void }>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #stepsPerSecond: number;
  readonly #running: number;
  readonly #now: () => number;
  #nextId = 1;
  readonly bench = new FakeBench((bench) => this.emit('bench.changed', { bench }));
  readonly sweeps = new FakeSweeps({
    all: () => [...this.runs.values()].map(({ record }) => record),
    get: (id) => this.runs.get(id)?.record,
    start: (order, sweep) => this.#change(this.#create(order), { sweep }),
    change: (id, changes) => this.#change(this.#get(id), changes),
    emit: (name, payload) => this.emit(name, payload),
    now: () => this.#now(),
    stepsPerSecond: () => this.#stepsPerSecond,
  });

  constructor({ stepsPerSecond = 500, running = 2, now = () => Date.now() }: FakeLabOptions = {}) {
    this.#stepsPerSecond = stepsPerSecond;
    this.#running = running;
    this.#now = now;
  }

  // The connection

  async request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    this.requests.push({ name, params });
    await Promise.resolve();
    if (this.state.phase !== 'online') throw awayError(name);
    const handler = this.handlers[name] as (params: RequestParams<N>) => RequestResult<N>;
    return structuredClone(handler(params));
  }

  on<N extends EventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void {
    const entry = { name, call: listener as (payload: never) => void };
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  retryNow(): void {
    this.comeBack();
  }

  close(): void {}

  emit<N extends EventName>(name: N, payload: EventPayload<N>): void {
    if (this.state.phase !== 'online') return;
    for (const listener of this.#listeners) if (listener.name === name) listener.call(payload as never);
  }

  // Handles for tests

  goAway(): void {
    this.#become({ phase: 'away', retryAt: this.#now() + 5000 });
  }

  comeBack(): void {
    this.#become({ phase: 'online' });
  }

  refuse(message: string): void {
    this.#become({ phase: 'refused', message });
  }

  #become(state: ConnectionState): void {
    this.state = state;
    for (const listener of this.#stateListeners) listener(state);
  }

  /** Adds a run that is over, without waiting for it. */
  addFinished(order: Partial<RunOrder> = {}, overrides: Partial<OwnRun> = {}): OwnRun {
    const run = this.#create({ ...ORDER, ...order });
    this.#advanceTo(run, Infinity);
    run.record = { ...run.record, ...overrides };
    return run.record;
  }

  /** Lets `seconds` of the fake clock pass: queued runs start, running ones make steps. */
  pass(seconds: number): void {
    const all = [...this.runs.values()];
    let running = all.filter(({ record }) => record.status === 'running').length;
    for (const { id } of this.sweeps.settings.paused ? [] : this.sweeps.waiting()) {
      if (running >= this.#running) break;
      this.#change(this.#get(id), { status: 'running', startedAt: this.#now() });
      running++;
    }
    for (const run of all) {
      if (run.record.status !== 'running') continue;
      this.#advanceTo(run, run.record.progress.step + seconds * this.#stepsPerSecond);
    }
  }

  /** Cuts a series back, as after a crash. */
  truncate(id: RunId, after: number): void {
    const run = this.#get(id);
    run.done = run.steps.filter((step) => step <= after).length;
    const revision = run.record.revision + 1;
    run.record = { ...run.record, revision, progress: { ...run.record.progress, step: after } };
    this.emit('run.truncated', { run: id, revision, after });
    this.#change(run, {});
  }

  // The runs

  #create(order: RunOrder): FakeRun {
    const experiment = TEST_EXPERIMENTS.find(({ id }) => id === order.experiment);
    if (!experiment) throw new LabError('not-found', `There is no experiment '${order.experiment}'.`);
    const config = changeConfig(experiment.config, order.changes as Record<string, string>);
    const id = this.#nextId++;
    const run: FakeRun = {
      record: {
        id,
        uid: `fake-${id}`,
        name: order.name || `${order.experiment.split('/').at(-1)}-${id}`,
        experiment: order.experiment,
        status: 'queued',
        reason: '',
        config,
        configHash: configHash(config),
        engine: order.engine,
        threads: order.threads ?? 1,
        tags: order.tags,
        note: '',
        sweep: null,
        pinned: false,
        archived: false,
        createdAt: this.#now(),
        startedAt: null,
        finishedAt: null,
        deletedAt: null,
        progress: { step: 0, steps: config.budget.steps, seconds: 0, stepsPerSecond: 0, secondsLeft: null },
        point1: null,
        point2: null,
        relapses: 0,
        last: {},
        revision: 0,
        environment: null,
        foreign: null,
      },
      done: 0,
      steps: evaluatedSteps(config),
      values: madeUpRun(config).values,
      columns: new Map(),
    };
    this.runs.set(id, run);
    return run;
  }

  #advanceTo(run: FakeRun, step: number): void {
    const { config, points } = { config: run.record.config, points: run.record.config.points };
    const first = run.done;
    let { point1, point2, relapses } = run.record;
    while (run.done < run.steps.length && (run.steps[run.done] as number) <= step) {
      const at = run.steps[run.done] as number;
      const after = run.steps[run.done - 1] ?? 0;
      const values = this.#record(run, at);
      const train = values['train/accuracy'] ?? 0;
      const val = values['val/accuracy'] ?? 0;
      if (!point1 && train >= points.threshold) point1 = { step: at, after };
      if (!point2 && Math.min(train, val) >= points.threshold) point2 = { step: at, after };
      else if (point2 && val < points.threshold) {
        if ((run.columns.get('val/accuracy')?.at(-2) ?? 0) >= points.threshold) relapses++;
      }
      run.done++;
    }
    const reached = Math.min(step, config.budget.steps);
    const seconds = reached / this.#stepsPerSecond;
    const ended = reached >= config.budget.steps;
    const last = Object.fromEntries(
      [...run.columns].map(([metric, values]) => [metric, values[run.done - 1] ?? NaN]),
    );
    const progress = {
      step: reached,
      steps: config.budget.steps,
      seconds,
      stepsPerSecond: ended ? 0 : this.#stepsPerSecond,
      secondsLeft: ended ? null : (config.budget.steps - reached) / this.#stepsPerSecond,
    };
    run.record = { ...run.record, progress, point1, point2, relapses, last };
    this.#emitPoints(run, first);
    this.emit('run.progress', { run: run.record.id, progress });
    if (ended) this.#change(run, { status: 'finished', finishedAt: this.#now() });
    else if (run.done > first) this.#change(run, {});
  }

  #record(run: FakeRun, step: number): Partial<Record<MetricName, number>> {
    const values = run.values(step);
    for (const [metric, value] of Object.entries(values) as [MetricName, number][]) {
      const column = run.columns.get(metric) ?? [];
      column[run.done] = value;
      run.columns.set(metric, column);
    }
    return values;
  }

  #emitPoints(run: FakeRun, first: number): void {
    if (run.done === first) return;
    const increment = this.#increment(run, first, run.done);
    const after = run.steps[first - 1] ?? -1;
    this.emit('run.points', { run: run.record.id, revision: run.record.revision, after, ...increment });
  }

  #increment(run: FakeRun, first: number, end: number) {
    const step = Float64Array.from(run.steps.slice(first, end));
    const values = Object.fromEntries(
      [...run.columns].map(([metric, column]) => [metric, Float64Array.from(column.slice(first, end))]),
    );
    return { step, seconds: step.map((s) => s / this.#stepsPerSecond), values };
  }

  #change(run: FakeRun, changes: Partial<OwnRun>): OwnRun {
    run.record = { ...run.record, ...changes };
    this.emit('run.changed', { run: run.record });
    this.sweeps.follow(run.record);
    return run.record;
  }

  #get(reference: number | string): FakeRun {
    const all = [...this.runs.values()];
    const found =
      reference === 'last'
        ? all.at(-1)
        : all.find(({ record }) => record.id === reference || record.name === reference);
    if (!found)
      throw new LabError('not-found', `There is no run '${reference}'.`, { run: String(reference) });
    return found;
  }

  #changeAll(ids: readonly RunId[], change: (record: RunRecord) => Partial<OwnRun>) {
    return { runs: ids.map((id) => this.#change(this.#get(id), change(this.#get(id).record))) };
  }

  #curve(id: RunId, metric: MetricName, from: number, to: number): Curve {
    const run = this.#get(id);
    const column = run.columns.get(metric) ?? [];
    const inside = run.steps.flatMap((step, i) => (i < run.done && step >= from && step <= to ? [i] : []));
    const step = Float64Array.from(inside, (i) => run.steps[i] as number);
    return {
      run: id,
      metric,
      step,
      value: Float64Array.from(inside, (i) => column[i] ?? NaN),
      seconds: step.map((s) => s / this.#stepsPerSecond),
      decimated: false,
    };
  }

  #comparisons({ record }: FakeRun): Comparison[] {
    const expected = TEST_EXPERIMENTS.find(({ id }) => id === record.experiment)?.expected ?? [];
    return expected.map((one) => {
      const { kind } = one.quantity;
      const point = kind === 'point1' ? record.point1 : kind === 'point2' ? record.point2 : null;
      const measured = kind === 'final' ? (record.last['weights/norm'] ?? null) : (point?.step ?? null);
      const inside = measured !== null && measured >= one.low && measured <= one.high;
      const open = measured === null && !ENDED.has(record.status);
      return { expected: one, measured, verdict: open ? 'open' : inside ? 'pass' : 'miss' };
    });
  }

  readonly handlers: LabHandlers = {
    ...this.sweeps.handlers,
    ...this.bench.handlers,
    'experiments.list': () => ({ experiments: [...TEST_EXPERIMENTS] }),
    'experiments.preview': ({ experiment, changes }) => {
      const found = TEST_EXPERIMENTS.find(({ id }) => id === experiment);
      if (!found) throw new LabError('not-found', `There is no experiment '${experiment}'.`);
      const config = changeConfig(found.config, changes as Record<string, string>);
      const { task } = config;
      if (task.kind === 'binary-operation' && task.modulus % 2 === 0 && task.operation.includes('/')) {
        throw new LabError(
          'bad-config',
          `task.modulus: ${task.modulus} is not a prime; ${task.operation} needs one.`,
          { field: 'task.modulus' },
        );
      }
      const seconds = config.budget.steps / this.#stepsPerSecond;
      return { config, differs: differences(found.config, config), estimatedSeconds: seconds };
    },
    'engines.choose': () => ({
      engine: 'onnx-cpu',
      paces: [{ engine: 'onnx-cpu', msPerStep: 3, reason: '' }],
    }),
    'runs.create': (order) => ({ run: this.#change(this.#create(order), {}) }),
    'runs.list': ({ deleted }) => {
      const runs = [...this.runs.values()].map(({ record }) => record);
      const found = runs.filter((run) => (run.deletedAt !== null) === deleted).sort((a, b) => b.id - a.id);
      return { runs: found, total: found.length };
    },
    'runs.get': ({ run: reference }) => {
      const run = this.#get(reference);
      return {
        run: run.record,
        checkpoints: run.done
          ? [
              {
                step: run.steps[run.done - 1] as number,
                file: `step-${run.steps[run.done - 1]}.safetensors`,
                bytes: 912_384,
                createdAt: this.#now(),
              },
            ]
          : [],
        comparisons: this.#comparisons(run),
        command: `groklab run ${run.record.experiment} --seed ${run.record.config.seed} --engine ${run.record.engine}`,
      };
    },
    'runs.pause': ({ runs }) =>
      this.#changeAll(runs, (run) =>
        ENDED.has(run.status) ? {} : { status: 'paused', reason: 'Paused by hand.' },
      ),
    'runs.resume': ({ runs }) =>
      this.#changeAll(runs, (run) => (RESUMABLE.has(run.status) ? { status: 'queued', reason: '' } : {})),
    'runs.stop': ({ runs }) =>
      this.#changeAll(runs, (run) =>
        ENDED.has(run.status) ? {} : { status: 'stopped', reason: 'Stopped by hand.' },
      ),
    'runs.remove': ({ runs }) => this.#changeAll(runs, () => ({ deletedAt: this.#now() })),
    'runs.restore': ({ runs }) => this.#changeAll(runs, () => ({ deletedAt: null })),
    'runs.purge': ({ runs }) => {
      for (const id of runs) {
        this.runs.delete(id);
        this.emit('run.purged', { run: id });
      }
      return { purged: runs };
    },
    'runs.edit': ({ run, name, note, tags, pinned, archived }) => ({
      run: this.#change(this.#get(run), {
        ...(name !== undefined && { name }),
        ...(note !== undefined && { note }),
        ...(tags !== undefined && { tags }),
        ...(pinned !== undefined && { pinned }),
        ...(archived !== undefined && { archived }),
      }),
    }),
    'grokTimes.read': ({ query, ...question }) => {
      const fits = runTest(parseFilter(query.filter));
      const all = [...this.runs.values()].map(({ record }) => record);
      const runs = all.filter(
        (run) => run.deletedAt === null && (query.sweep === null || run.sweep === query.sweep) && fits(run),
      );
      const curves: StoreReader['curves'] = ({ runs: ids, metrics, from, to }) =>
        ids.flatMap((id) => metrics.map((metric) => this.#curve(id, metric, from ?? -1, to ?? Infinity)));
      return readGrokTimes({ curves } as StoreReader, runs, question);
    },
    'curves.read': ({ runs, metrics, from, to }) => ({
      curves: runs.flatMap((run) =>
        metrics.map((metric) => this.#curve(run, metric, from ?? -1, to ?? Infinity)),
      ),
    }),
    'export.curves': ({ runs }) => ({ text: this.#curvesCsv(runs.length ? runs : [...this.runs.keys()]) }),
    'export.runs': () => ({
      text: [
        'id,name',
        ...[...this.runs.values()].map(({ record }) => `${record.id},${record.name}`),
        '',
      ].join('\n'),
    }),
    'lab.status': () => {
      const records = [...this.runs.values()].map(({ record }) => record);
      const running = records.filter(({ status }) => status === 'running').length;
      return {
        running,
        queued: records.filter(({ status }) => status === 'queued').length,
        stepsPerSecond: running * this.#stepsPerSecond,
        freeBytes: 48.2e9,
        store: '/home/researcher/.local/share/grokking-lab/lab.db',
        cores: 8,
        version: '0.1.0',
      };
    },
    'lab.backup': ({ file }) => {
      if (file.endsWith('taken'))
        throw new LabError('bad-request', `backup: '${file}' is there already; choose a name that is free.`);
      return { file, bytes: 123_456_789, checkpoints: 12, replaced: 0 };
    },
    'lab.doctor': () => ({
      checks: [
        { name: 'store', ok: true, detail: 'Opened and writable.', remedy: '' },
        { name: 'engine onnx-cpu', ok: true, detail: 'ONNX Runtime 1.30.0 answers.', remedy: '' },
        { name: 'engine tfjs-cpu', ok: true, detail: 'TensorFlow.js 4.22.0 answers.', remedy: '' },
        {
          name: 'free disk',
          ok: false,
          detail: '0.4 GB left where the data lives.',
          remedy: 'Empty the bin, or move the store to another disk with --db.',
        },
      ],
    }),
    'settings.read': () => ({ settings: { ...this.settings } }),
    'settings.write': ({ key, value }) => {
      if (value === null) delete this.settings[key];
      else this.settings[key] = value;
      this.emit('settings.changed', { key, value });
      return {};
    },
  };

  #curvesCsv(ids: readonly RunId[]): string {
    const rows = ['run,metric,step,seconds,value'];
    for (const id of [...ids].sort((a, b) => a - b)) {
      const metrics = [...this.#get(id).columns.keys()].sort();
      for (const metric of metrics) {
        const { step, seconds, value } = this.#curve(id, metric, -1, Infinity);
        for (let i = 0; i < step.length; i++)
          rows.push(`${id},${metric},${step[i]},${seconds[i]},${value[i]}`);
      }
    }
    return `${rows.join('\n')}\n`;
  }
}

function differences(from: RunConfig, to: RunConfig): string[] {
  const paths = new Set(CONFIG_FIELDS.map(({ path }) => path));
  return [...paths].filter(
    (path) => JSON.stringify(valueAt(from, path)) !== JSON.stringify(valueAt(to, path)),
  );
}
