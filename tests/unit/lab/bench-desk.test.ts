/** @file The timing of the engines for the window, with a worker that is a puppet, on a real store. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { BenchReport } from '../../../src-main/contract/wire/bench-requests.ts';
import type { BenchCase } from '../../../src-main/contract/wire/worker-protocol.ts';
import { BenchDesk } from '../../../src-main/lab/bench-desk.ts';
import { EventBus } from '../../../src-main/lab/event-bus.ts';
import { openStore } from '../../../src-main/store/open-store.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { PuppetWorker } from '../../helpers/puppet-worker.ts';

const TURN = { case: 'W1', engine: 'onnx-cpu', at: 1, of: 2 } as const;
const CASE: BenchCase = {
  ...{ case: 'W1', engine: 'onnx-cpu', threads: 1 },
  ...{ msPerStep: 12, floorMs: 7, compileMs: 90 },
};
const ORDER = { threads: 1, quick: false };

function aDesk(file = join(temporaryFolder(), 'lab.db')) {
  const store = openStore(file);
  onTestFinished(() => store.close());
  const bus = new EventBus((error) => expect.unreachable(String(error)));
  const told: BenchReport[] = [];
  bus.on('bench.changed', ({ bench }) => told.push(bench));
  const workers: PuppetWorker[] = [];
  const spawn = () => {
    workers.push(new PuppetWorker());
    return workers.at(-1) as PuppetWorker;
  };
  const { reader, writer } = store;
  const parts = { reader, writer, bus, spawn, cores: 4, supervisor: { running: 1 } };
  const complaints: unknown[] = [];
  const report = (error: unknown) => complaints.push(error);
  return {
    desk: new BenchDesk({ ...parts, report, clock: { now: () => 5000 } }),
    told,
    workers,
    store,
    file,
    complaints,
  };
}

it('tells of every case, and keeps what was measured', async () => {
  const { desk, told, workers, store, file } = aDesk();
  expect(desk.stop()).toBeNull();
  expect(desk.start(ORDER)).toMatchObject({ state: 'running', threads: 1, beside: 1, cases: [] });
  const worker = workers[0] as PuppetWorker;
  expect(worker.heard).toEqual([{ type: 'bench', ...ORDER }]);
  worker.say({ type: 'timing', turn: TURN });
  worker.say({ type: 'timed', result: CASE });
  worker.say({ type: 'ended', how: 'finished', reason: '', code: null, step: 0, seconds: 0 });
  await Promise.resolve();
  const end = { state: 'finished', endedAt: 5000, turn: null, cases: [CASE] };
  expect(told.map(({ turn, cases }) => [turn?.at, cases.length])).toEqual([
    ...[[undefined, 0] as const, [1, 0] as const, [1, 1] as const],
    [undefined, 1],
  ]);
  expect(told.at(-1)).toMatchObject(end);
  store.close();
  expect(aDesk(file).desk.stop()).toMatchObject(end);
});

it('times once at a time', () => {
  const { desk, workers } = aDesk();
  const first = desk.start(ORDER);
  expect(desk.start({ ...ORDER, threads: 2 })).toEqual(first);
  expect(workers).toHaveLength(1);
});

it('stops at once, keeps the cases there are, and can begin again', () => {
  const { desk, workers, told } = aDesk();
  desk.start(ORDER);
  workers[0]?.say({ type: 'timed', result: CASE });
  expect(desk.stop()).toMatchObject({ state: 'stopped', turn: null, cases: [CASE] });
  expect(workers[0]?.killed).toBe(true);
  const heard = told.length;
  workers[0]?.say({ type: 'timed', result: CASE });
  expect(told).toHaveLength(heard);
  expect(desk.start(ORDER)).toMatchObject({ state: 'running', cases: [] });
});

it('says why it failed', async () => {
  const { desk, workers, told } = aDesk();
  desk.start(ORDER);
  workers[0]?.exit({ code: 134, signal: null, lastLines: 'out of memory' });
  await Promise.resolve();
  expect(told.at(-1)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('out of memory') as string,
  });
});

it('does not go on for ever in a store whose owner was killed', () => {
  const { desk, store, file } = aDesk();
  desk.start(ORDER);
  store.close();
  const next = aDesk(file);
  next.desk.tidyUp();
  expect(next.told).toMatchObject([{ state: 'stopped', turn: null }]);
});

it('goes on where nothing can be written down, and says so', async () => {
  const { desk, workers, told, store, complaints } = aDesk();
  desk.start(ORDER);
  store.close();
  workers[0]?.say({ type: 'timed', result: CASE });
  workers[0]?.say({ type: 'ended', how: 'finished', reason: '', code: null, step: 0, seconds: 0 });
  await Promise.resolve();
  expect(told.at(-1)).toMatchObject({ state: 'finished', cases: [CASE] });
  expect(complaints).toHaveLength(2);
});
