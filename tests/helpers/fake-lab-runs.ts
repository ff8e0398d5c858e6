/** @file The runs of the lab in memory: made, let grow, changed, cut back, and read as curves. */
import { changeConfig } from '../../src-main/contract/values/change-config.ts';
import type { Curve } from '../../src-main/contract/values/evaluation-points.ts';
import { LabError } from '../../src-main/contract/values/lab-error.ts';
import type { MetricName } from '../../src-main/contract/values/metric.ts';
import type { OwnRun, RunId, RunRecord } from '../../src-main/contract/values/run-record.ts';
import type { EventName, EventPayload } from '../../src-main/contract/wire/events.ts';
import type { RunOrder } from '../../src-main/contract/wire/requests.ts';
import { canonicalJson } from '../../src-main/base/hash.ts';
import { evaluatedSteps, experimentOf, madeUpRun } from './fake-lab-data.ts';

export interface FakeRun {
  record: OwnRun;
  /** Evaluations done so far. */
  done: number;
  readonly steps: readonly number[];
  readonly values: (step: number) => Partial<Record<MetricName, number>>;
  /** Values of all evaluations done so far, by metric. */
  readonly columns: Map<MetricName, number[]>;
}

/** What the runs need of the lab that they are a part of. */
export interface FakeSurroundings {
  emit<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** To be told of a run that changed. */
  follow(run: RunRecord): void;
  now(): number;
  stepsPerSecond(): number;
}

export class FakeRunTable {
  readonly all = new Map<RunId, FakeRun>();
  readonly #lab: FakeSurroundings;
  #nextId = 1;

  constructor(lab: FakeSurroundings) {
    this.#lab = lab;
  }

  records(): OwnRun[] {
    return [...this.all.values()].map(({ record }) => record);
  }

  create(order: RunOrder): FakeRun {
    const config = changeConfig(
      experimentOf(order.experiment).config,
      order.changes as Record<string, string>,
    );
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
        // Browsers have no hash that answers at once; this too is the same for equal configs alone.
        configHash: canonicalJson(config),
        engine: order.engine,
        threads: order.threads ?? 1,
        tags: order.tags,
        note: '',
        sweep: null,
        pinned: false,
        archived: false,
        createdAt: this.#lab.now(),
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
    this.all.set(id, run);
    return run;
  }

  advanceTo(run: FakeRun, step: number): void {
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
    const seconds = reached / this.#lab.stepsPerSecond();
    const ended = reached >= config.budget.steps;
    const last = Object.fromEntries(
      [...run.columns].map(([metric, values]) => [metric, values[run.done - 1] ?? NaN]),
    );
    const progress = {
      step: reached,
      steps: config.budget.steps,
      seconds,
      stepsPerSecond: ended ? 0 : this.#lab.stepsPerSecond(),
      secondsLeft: ended ? null : (config.budget.steps - reached) / this.#lab.stepsPerSecond(),
    };
    run.record = { ...run.record, progress, point1, point2, relapses, last };
    this.#emitPoints(run, first);
    this.#lab.emit('run.progress', { run: run.record.id, progress });
    if (ended) this.change(run, { status: 'finished', finishedAt: this.#lab.now() });
    else if (run.done > first) this.change(run, {});
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
    this.#lab.emit('run.points', { run: run.record.id, revision: run.record.revision, after, ...increment });
  }

  #increment(run: FakeRun, first: number, end: number) {
    const step = Float64Array.from(run.steps.slice(first, end));
    const values = Object.fromEntries(
      [...run.columns].map(([metric, column]) => [metric, Float64Array.from(column.slice(first, end))]),
    );
    return { step, seconds: step.map((s) => s / this.#lab.stepsPerSecond()), values };
  }

  change(run: FakeRun, changes: Partial<OwnRun>): OwnRun {
    run.record = { ...run.record, ...changes };
    this.#lab.emit('run.changed', { run: run.record });
    this.#lab.follow(run.record);
    return run.record;
  }

  get(reference: number | string): FakeRun {
    const all = [...this.all.values()];
    const found =
      reference === 'last'
        ? all.at(-1)
        : all.find(({ record }) => record.id === reference || record.name === reference);
    if (!found)
      throw new LabError('not-found', `There is no run '${reference}'.`, { run: String(reference) });
    return found;
  }

  changeAll(ids: readonly RunId[], change: (record: RunRecord) => Partial<OwnRun>) {
    return { runs: ids.map((id) => this.change(this.get(id), change(this.get(id).record))) };
  }

  /** Cuts a series back, as after a crash. */
  truncate(id: RunId, after: number): void {
    const run = this.get(id);
    run.done = run.steps.filter((step) => step <= after).length;
    const revision = run.record.revision + 1;
    run.record = { ...run.record, revision, progress: { ...run.record.progress, step: after } };
    this.#lab.emit('run.truncated', { run: id, revision, after });
    this.change(run, {});
  }

  curve(id: RunId, metric: MetricName, from: number, to: number): Curve {
    const run = this.get(id);
    const column = run.columns.get(metric) ?? [];
    const inside = run.steps.flatMap((step, i) => (i < run.done && step >= from && step <= to ? [i] : []));
    const step = Float64Array.from(inside, (i) => run.steps[i] as number);
    return {
      run: id,
      metric,
      step,
      value: Float64Array.from(inside, (i) => column[i] ?? NaN),
      seconds: step.map((s) => s / this.#lab.stepsPerSecond()),
      decimated: false,
    };
  }

  curvesCsv(ids: readonly RunId[]): string {
    const rows = ['run,metric,step,seconds,value'];
    for (const id of [...ids].sort((a, b) => a - b)) {
      const metrics = [...this.get(id).columns.keys()].sort();
      for (const metric of metrics) {
        const { step, seconds, value } = this.curve(id, metric, -1, Infinity);
        for (let i = 0; i < step.length; i++)
          rows.push(`${id},${metric},${step[i]},${seconds[i]},${value[i]}`);
      }
    }
    return `${rows.join('\n')}\n`;
  }
}
