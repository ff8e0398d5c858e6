import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src-main/contract/values/run-config.ts';
import { runRecord } from '../../../src-main/contract/values/run-record.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import { aConfig, anEvaluation, aNewRun, aStore, aSummary, labErrorOf } from './builders.ts';

describe('a new run', () => {
  it('is queued, with everything it was ordered with, and passes the schema of records', () => {
    const { writer, reader } = aStore();
    const order = aNewRun({ name: 'mine', tags: ['a', 'b "c"'], threads: 3 });
    const run = writer.insertRun(order);
    expect(run).toMatchObject({ ...order, status: 'queued', reason: '', last: {}, revision: 0, note: '' });
    expect(run.progress).toEqual({
      step: 0,
      steps: order.config.budget.steps,
      seconds: 0,
      stepsPerSecond: 0,
      secondsLeft: null,
    });
    expect(runRecord.parse(run)).toEqual(run);
    expect(reader.run(run.id)).toEqual(run);
  });

  it('is named after the last part of its experiment and its id when it has no name', () => {
    const { writer } = aStore();
    expect(writer.insertRun(aNewRun({ experiment: 'nanda-2023/mainline' })).name).toBe('mainline-1');
    expect(writer.insertRun(aNewRun({ experiment: 'quick-start' })).name).toBe('quick-start-2');
  });

  it('gets an id that no purged run has had', () => {
    const { writer } = aStore();
    const { id } = writer.insertRun(aNewRun());
    writer.updateRun(id, { deletedAt: 1 });
    writer.purgeRuns([id]);
    expect(writer.insertRun(aNewRun()).id).toBe(id + 1);
  });

  it('keeps its config as it was given, to the last digit', () => {
    const { writer, reader } = aStore();
    const config = aConfig({
      seed: Number.MAX_SAFE_INTEGER,
      task: { ...aConfig().task, trainFraction: 0.1 + 0.2 } as RunConfig['task'],
    });
    const { id } = writer.insertRun(aNewRun({ config }));
    expect(reader.run(id)?.config).toEqual(config);
  });
});

describe('changing a run', () => {
  it('changes what is given and nothing else', () => {
    const { writer, reader } = aStore();
    const run = writer.insertRun(aNewRun({ name: 'before' }));
    const environment = { app: '1', engineVersion: '2', node: '3', platform: '4', cpu: '5', cores: 6 };
    const changes = { name: 'after', note: 'note', tags: ['t'], startedAt: 5, threads: 7, environment };
    expect(writer.updateRun(run.id, changes)).toEqual({ ...run, ...changes });
    expect(writer.updateRun(run.id, {})).toEqual({ ...run, ...changes });
    expect(writer.updateRun(run.id, { startedAt: null, environment: null }).environment).toBeNull();
    expect(reader.run(run.id)?.startedAt).toBeNull();
  });

  it('takes away the speed of a run that no longer runs', () => {
    const { writer } = aStore();
    const { id } = writer.insertRun(aNewRun());
    writer.updateRun(id, { status: 'running' });
    writer.appendEvaluations(id, [], aSummary(10));
    expect(writer.updateRun(id, { note: 'still running' }).progress.stepsPerSecond).toBe(100);
    const { progress } = writer.updateRun(id, { status: 'paused' });
    expect(progress).toMatchObject({ step: 10, stepsPerSecond: 0, secondsLeft: null });
  });

  it('says which run is not there', () => {
    const { writer } = aStore();
    const missing = [
      () => writer.updateRun(7, { name: 'x' }),
      () => writer.appendEvaluations(7, [anEvaluation(1)], aSummary(1)),
      () => writer.truncateSeries(7, 0, aSummary(0)),
      () => writer.purgeRuns([7]),
      () => writer.registerCheckpoint({ run: 7, step: 1, file: 'f', bytes: 1, sha256: '', createdAt: 0 }),
    ];
    for (const work of missing) {
      expect(labErrorOf(work)).toMatchObject({ code: 'not-found', message: 'there is no run 7.' });
    }
  });

  it('turns every running run into an interrupted one with the reason, and no other', () => {
    const { writer, reader } = aStore();
    const [a, b, c] = [aNewRun(), aNewRun(), aNewRun()].map((order) => writer.insertRun(order).id);
    writer.updateRun(a as number, { status: 'running' });
    writer.appendEvaluations(a as number, [], aSummary(3));
    writer.updateRun(b as number, { status: 'paused' });
    expect(writer.markInterrupted('The power failed.')).toEqual([a]);
    expect(reader.run(a as number)).toMatchObject({ status: 'interrupted', reason: 'The power failed.' });
    expect(reader.run(a as number)?.progress).toMatchObject({
      step: 3,
      stepsPerSecond: 0,
      secondsLeft: null,
    });
    expect(reader.run(b as number)?.status).toBe('paused');
    expect(reader.run(c as number)?.status).toBe('queued');
    expect(writer.markInterrupted('Again.')).toEqual([]);
  });
});

describe('finding runs', () => {
  it('knows the last run and the runs of a name, without those in the bin', () => {
    const { writer, reader } = aStore();
    expect(reader.lastRun('table')).toBeUndefined();
    expect(reader.run(1)).toBeUndefined();
    const first = writer.insertRun(aNewRun({ name: 'twin' }));
    const second = writer.insertRun(aNewRun({ name: 'twin' }));
    const third = writer.insertRun(aNewRun({ name: 'twin' }));
    writer.updateRun(third.id, { deletedAt: 9 });
    expect(reader.lastRun('table')).toEqual(second);
    expect(reader.runsNamed('twin', 'table')).toEqual([first, second]);
    expect(reader.runsNamed('Twin', 'table')).toEqual([]);
    expect(reader.runsNamed('twin', 'bin').map(({ id }) => id)).toEqual([third.id]);
    expect(reader.run(third.id)?.deletedAt).toBe(9);
    expect(reader.runs(ALL_RUNS).runs).toEqual([second, first]);
    expect(reader.runs({ ...ALL_RUNS, deleted: true })).toMatchObject({ runs: [{ id: third.id }], total: 1 });
  });
});

describe('settings', () => {
  it('are written, replaced and removed by key', () => {
    const { writer, reader } = aStore();
    expect(reader.settings()).toEqual({});
    writer.writeSetting('theme', { dark: [true, null, 'é'] });
    writer.writeSetting('columns', 3);
    writer.writeSetting('columns', 4);
    expect(reader.settings()).toEqual({ columns: 4, theme: { dark: [true, null, 'é'] } });
    writer.writeSetting('theme', undefined);
    expect(reader.settings()).toEqual({ columns: 4 });
  });
});

describe('checkpoints', () => {
  const checkpoint = { step: 10, file: '10.safetensors', bytes: 5, sha256: 'ab', createdAt: 1 };

  it('are listed newest first, replaced by file, and forgotten', () => {
    const { writer, reader } = aStore();
    const { id: run } = writer.insertRun(aNewRun());
    const later = { ...checkpoint, run, step: 20, file: '20.safetensors' };
    writer.registerCheckpoint({ ...checkpoint, run });
    writer.registerCheckpoint(later);
    writer.registerCheckpoint({ ...checkpoint, run, bytes: 6 });
    expect(reader.checkpoints(run)).toEqual([later, { ...checkpoint, run, bytes: 6 }]);
    writer.forgetCheckpoint(run, '20.safetensors');
    writer.forgetCheckpoint(run, 'never was');
    expect(reader.checkpoints(run)).toEqual([{ ...checkpoint, run, bytes: 6 }]);
  });

  it('after the cut go with the series they were made of', () => {
    const { writer, reader } = aStore();
    const { id: run } = writer.insertRun(aNewRun());
    writer.registerCheckpoint({ ...checkpoint, run });
    writer.registerCheckpoint({ ...checkpoint, run, step: 11, file: '11.safetensors' });
    writer.truncateSeries(run, 10, aSummary(10));
    expect(reader.checkpoints(run).map(({ step }) => step)).toEqual([10]);
  });

  it('knows what went into the bin last, which need not be the newest run', () => {
    const { writer, reader } = aStore();
    const [first, second, third] = [1, 2, 3].map(() => writer.insertRun(aNewRun()));
    expect(reader.lastRun('bin')).toBeUndefined();
    for (const [run, deletedAt] of [
      [second, 5],
      [first, 9],
    ] as const)
      writer.updateRun(run?.id ?? 0, { deletedAt });
    expect(reader.lastRun('bin')?.id).toBe(first?.id);
    writer.updateRun(second?.id ?? 0, { deletedAt: 9 });
    expect(reader.lastRun('bin')?.id).toBe(second?.id);
    expect(reader.lastRun('table')?.id).toBe(third?.id);
  });
});
