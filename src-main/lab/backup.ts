/** @file A backup: the store's file and the registered checkpoints beside it, laid out as a store is. */
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { diskError } from '../contract/values/disk-error.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { backUp, type BackedUpCheckpoint } from '../store/backup.ts';
import { storePaths } from '../store/open-store.ts';

export interface BackupReport {
  readonly file: string;
  readonly bytes: number;
  /** Checkpoints copied, and those that a running run replaced meanwhile. */
  readonly checkpoints: number;
  readonly replaced: number;
}

/**
 * Copies a store while runs may be going on in it.
 * @param onProgress told after each checkpoint how many of how many are there
 * @throws LabError `bad-request` when something is at the target or its folder is missing, `store-unusable`
 */
export async function backUpStore(
  storeFile: string,
  target: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<BackupReport> {
  const from = storePaths(storeFile);
  const to = storePaths(target);
  refuseUnlessFree(to.file, to.checkpoints);
  const count = { copied: 0, replaced: 0 };
  try {
    await backUp(from.file, to.file, async (checkpoints) => {
      const missing: BackedUpCheckpoint[] = [];
      for (const [i, checkpoint] of checkpoints.entries()) {
        if (await copied(checkpoint, from.checkpoints, to.checkpoints)) count.copied++;
        else missing.push(checkpoint);
        onProgress(i + 1, checkpoints.length);
      }
      count.replaced = missing.length;
      return missing;
    });
  } catch (error) {
    await rm(to.checkpoints, { recursive: true, force: true });
    throw diskError(to.file, error);
  }
  const { size } = await stat(to.file);
  return { file: to.file, bytes: size, checkpoints: count.copied, replaced: count.replaced };
}

/** The same for somebody who does not know in which folder the lab was started. @throws LabError also for a relative path */
export async function backUpFromAfar(storeFile: string, target: string): Promise<BackupReport> {
  if (isAbsolute(target)) return await backUpStore(storeFile, target);
  throw new LabError('bad-request', `backup: expected a path from the root on, got '${target}'.`);
}

function refuseUnlessFree(file: string, checkpoints: string): void {
  const taken = [file, checkpoints].find(existsSync);
  if (taken !== undefined) {
    throw new LabError('bad-request', `backup: '${taken}' is there already; choose a name that is free.`);
  }
  if (existsSync(dirname(file))) return;
  throw new LabError('bad-request', `backup: expected a file in a folder that exists, got '${file}'.`);
}

/** Whether the checkpoint's file could be had whole; its run may have replaced it by a newer one. */
async function copied({ run, file, bytes }: BackedUpCheckpoint, from: string, to: string): Promise<boolean> {
  const target = join(to, String(run), file);
  try {
    await mkdir(dirname(target), { recursive: true });
    await copyFile(join(from, String(run), file), target);
    if ((await stat(target)).size === bytes) return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  await rm(target, { force: true });
  return false;
}
