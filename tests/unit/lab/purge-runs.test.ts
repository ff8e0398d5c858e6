import { existsSync, mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CheckpointKeeper } from '../../../src-main/lab/checkpoint-keeper.ts';
import { EventBus } from '../../../src-main/lab/event-bus.ts';
import { purgeRuns } from '../../../src-main/lab/purge-runs.ts';
import type { StoreWriter } from '../../../src-main/store/store.ts';
import { aNewRun, aStore } from '../store/builders.ts';

/** Two runs in the bin with folders of checkpoints, and what is told about them. */
function aFullBin(broken: { writer?: Partial<StoreWriter>; folderOf?: number } = {}) {
  const store = aStore();
  const checkpoints = new CheckpointKeeper(store.paths.checkpoints, store.reader, store.writer);
  const runs = [1, 2].map(() => store.writer.insertRun(aNewRun()).id);
  for (const run of runs) {
    mkdirSync(checkpoints.folderOf(run), { recursive: true });
    store.writer.updateRun(run, { deletedAt: 1 });
  }
  const removeAll = checkpoints.removeAll.bind(checkpoints);
  checkpoints.removeAll = async (run) => {
    if (run === broken.folderOf) throw new Error('the folder is held');
    await removeAll(run);
  };
  const [told, reported]: [number[], string[]] = [[], []];
  const report = (error: unknown) => void reported.push((error as Error).message);
  const bus = new EventBus(report);
  bus.on('run.purged', ({ run }) => told.push(run));
  const context = { writer: { ...store.writer, ...broken.writer }, checkpoints, bus, report };
  const there = () => runs.filter((run) => existsSync(checkpoints.folderOf(run)));
  return { ...store, runs, told, reported, context, there };
}

it('tells of every purged run and removes its folder although no space can be given back', async () => {
  const fail = () => {
    throw new Error('the disk is full');
  };
  const bin = aFullBin({ writer: { giveBackSpace: fail } });
  await purgeRuns(bin.context, bin.runs);
  expect(bin.told).toEqual(bin.runs);
  expect(bin.there()).toEqual([]);
  expect(bin.reported).toEqual(['the disk is full']);
});

it('goes on with the other runs where a folder cannot be removed', async () => {
  const bin = aFullBin({ folderOf: 1 });
  await purgeRuns(bin.context, bin.runs);
  expect(bin.told).toEqual([1, 2]);
  expect(bin.there()).toEqual([1]);
  expect(bin.reader.run(1)).toBeUndefined();
  expect(bin.reported).toEqual(['the folder is held']);
});

it('touches nothing where one of the runs is not in the bin', async () => {
  const bin = aFullBin();
  bin.writer.updateRun(2, { deletedAt: null });
  await expect(purgeRuns(bin.context, bin.runs)).rejects.toMatchObject({ code: 'conflict' });
  expect(bin.there()).toEqual([1, 2]);
  expect(bin.told).toEqual([]);
});
