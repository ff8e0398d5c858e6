/** @file A real disk of a few megabytes, to be filled up. Linux mounts one for root alone. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Obstacle } from './unless.ts';

/** What is in the way of `aSmallDisk` here. */
export const cannotMount: Obstacle = findObstacle();

/** A folder with a file system of its own, gone after the test. @param bytes a multiple of 4096 */
export function aSmallDisk(bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'groklab-disk-'));
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  mount(folder, bytes);
  return folder;
}

/** Takes what room is left on a disk. @returns gives it back */
export function fillUp(folder: string): () => void {
  const filler = join(folder, 'filler');
  const descriptor = openSync(filler, 'w');
  try {
    for (let size = 1 << 20; size >= 1; size >>= 1) writeWhileItFits(descriptor, Buffer.alloc(size));
  } finally {
    closeSync(descriptor);
  }
  return () => rmSync(filler);
}

function writeWhileItFits(descriptor: number, piece: Buffer): void {
  try {
    while (writeSync(descriptor, piece) === piece.length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function mount(folder: string, bytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder], { stdio: 'ignore' });
}

function findObstacle(): Obstacle {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root on Linux mounts a disk that is soon full';
  const folder = mkdtempSync(join(tmpdir(), 'groklab-disk-'));
  try {
    mount(folder, 4096);
    execFileSync('umount', [folder]);
    return '';
  } catch {
    return 'this root may not mount a disk that is soon full, as often in a container';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
