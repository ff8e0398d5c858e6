/** @file A real disk of a few megabytes, to be filled up. Linux mounts one for root alone. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Whether `aSmallDisk` works here. */
export const CAN_MOUNT = canMount();

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

function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'groklab-disk-'));
  try {
    mount(folder, 4096);
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false; // root inside a container often may not
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
