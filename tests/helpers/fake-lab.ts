/** @file A lab in memory, for tests of the pages: the whole request table, made-up runs, and handles to let time pass,
 *  go away, come back and cut series. */
import { changeConfig } from '../../src-main/contract/values/change-config.ts';
import { CONFIG_FIELDS, valueAt } from '../../src-main/contract/values/config-fields.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { RunConfig } from '../../src-main/contract/values/run-config.ts';
import type { OwnRun, RunId } from '../../src-main/contract/values/run-record.ts';
import type { EventName, EventPayload } from '../../src-main/contract/wire/events.ts';
import type {
  LabHandlers,
  RequestName,
  RequestParams,
  RequestResult,
  RunOrder,
} from '../../src-main/contract/wire/requests.ts';
import type { ConnectionState, LabConnection } from '../../src-renderer/client/connection.ts';
import { awayError } from '../../src-renderer/client/replies.ts';
import { FakeBench } from './fake-lab-bench.ts';
import { FakeSweeps } from './fake-lab-sweeps.ts';
import { experimentOf, TEST_EXPERIMENTS } from './fake-lab-data.ts';
import { runHandlers } from './fake-lab-run-requests.ts';
import { FakeRunTable, type FakeSurroundings } from './fake-lab-runs.ts';

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
  readonly settings: Record<string, RequestResult<'settings.read'>['settings'][string]> = {};
  /** Every request that came, for assertions. */
  readonly requests: { name: RequestName; params: unknown }[] = [];
  readonly #listeners = new Set<{ name: EventName; call: (payload: never) => void }>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #stepsPerSecond: number;
  readonly #running: number;
  readonly #now: () => number;
  readonly #surroundings: FakeSurroundings = {
    emit: (name, payload) => this.emit(name, payload),
    follow: (run) => this.sweeps.follow(run),
    now: () => this.#now(),
    stepsPerSecond: () => this.#stepsPerSecond,
  };
  readonly #table = new FakeRunTable(this.#surroundings);
  readonly runs = this.#table.all;
  readonly bench = new FakeBench((bench) => this.emit('bench.changed', { bench }));
  readonly sweeps = new FakeSweeps({
    ...this.#surroundings,
    all: () => this.#table.records(),
    get: (id) => this.runs.get(id)?.record,
    start: (order, sweep) => this.#table.change(this.#table.create(order), { sweep }),
    change: (id, changes) => this.#table.change(this.#table.get(id), changes),
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
    const run = this.#table.create({ ...ORDER, ...order });
    this.#table.advanceTo(run, Infinity);
    run.record = { ...run.record, ...overrides };
    return run.record;
  }

  /** Lets `seconds` of the fake clock pass: queued runs start, running ones make steps. */
  pass(seconds: number): void {
    const all = [...this.runs.values()];
    let running = all.filter(({ record }) => record.status === 'running').length;
    for (const { id } of this.sweeps.settings.paused ? [] : this.sweeps.waiting()) {
      if (running >= this.#running) break;
      this.#table.change(this.#table.get(id), { status: 'running', startedAt: this.#now() });
      running++;
    }
    for (const run of all) {
      if (run.record.status !== 'running') continue;
      this.#table.advanceTo(run, run.record.progress.step + seconds * this.#stepsPerSecond);
    }
  }

  /** Cuts a series back, as after a crash. */
  truncate(id: RunId, after: number): void {
    this.#table.truncate(id, after);
  }

  readonly handlers: LabHandlers = {
    ...this.sweeps.handlers,
    ...this.bench.handlers,
    ...runHandlers(this.#table, this.#surroundings),
    'experiments.list': () => ({ experiments: [...TEST_EXPERIMENTS] }),
    'experiments.preview': ({ experiment, changes }) => {
      const found = experimentOf(experiment);
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
    'lab.status': () => {
      const records = this.#table.records();
      const running = records.filter(({ status }) => status === 'running').length;
      return {
        running,
        queued: records.filter(({ status }) => status === 'queued').length,
        stepsPerSecond: running * this.#stepsPerSecond,
        freeBytes: 48.2e9,
        store: '/a folder with a rather long name/grokking-lab/lab.db',
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
}

function differences(from: RunConfig, to: RunConfig): string[] {
  const paths = new Set(CONFIG_FIELDS.map(({ path }) => path));
  return [...paths].filter(
    (path) => JSON.stringify(valueAt(from, path)) !== JSON.stringify(valueAt(to, path)),
  );
}
