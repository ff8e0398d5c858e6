import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUpStore } from '../../../src-main/lab/backup.ts';
import { aLab, anOrder, curveRows, runIn, runWhen, temporaryFolder } from '../../helpers/lab-in-folder.ts';

it('a backup made while a run goes on is a store of its own, from which the run can go on', async () => {
  const folder = temporaryFolder();
  const lab = await aLab(join(folder, 'lab.groklab'), { stepMs: 10 });
  const { run } = await lab.request('runs.create', anOrder());
  await runWhen(lab, run.id, ({ progress }) => progress.step >= 100);
  const target = join(folder, 'copy.groklab');
  const report = await backUpStore(lab.storeFile, target);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  await runIn(lab, run.id, 'finished');

  const copy = await aLab(target, {});
  const found = (await copy.request('runs.get', { run: run.id })).run;
  expect(found.status).toBe('interrupted');
  expect(found.progress.step).toBeGreaterThanOrEqual(100);
  expect(report.checkpoints + report.replaced).toBeGreaterThan(0);
  await copy.request('runs.resume', { runs: [run.id] });
  await runIn(copy, run.id, 'finished');
  expect(await curveRows(copy, run.id)).toEqual(await curveRows(lab, run.id));
});

it('a backup never takes the place of something, and leaves nothing when it fails', async () => {
  const folder = temporaryFolder();
  const lab = await aLab(join(folder, 'lab.groklab'));
  const target = join(folder, 'taken');
  writeFileSync(target, 'mine');
  await expect(backUpStore(lab.storeFile, target)).rejects.toThrow('is there already');
  expect(readFileSync(target, 'utf8')).toBe('mine');
  await expect(backUpStore(lab.storeFile, lab.storeFile)).rejects.toThrow('is there already');
  await expect(backUpStore(lab.storeFile, join(folder, 'no', 'x'))).rejects.toThrow('a folder that exists');
  rmSync(target);
  await backUpStore(lab.storeFile, target);
  expect(existsSync(target)).toBe(true);
});
