/** @file Where the owner of a store listens: beside the file, if the path is short enough for a socket. */
import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import { LabError } from '../contract/values/lab-error.ts';

/** macOS allows 104 bytes, Linux 108. */
const LONGEST_PATH_BYTES = 100;
const HASH_DIGITS = 32;

/**
 * The address that belongs to a store file, the same for every process of this user. Makes nothing.
 * @param storeFile absolute path with links followed, so that two names of one file give one address
 */
export function socketPath(storeFile: string, platform: NodeJS.Platform = process.platform): string {
  const digest = sha256(storeFile).slice(0, HASH_DIGITS);
  if (platform === 'win32') return `\\\\.\\pipe\\grokking-lab-${digest}`;
  const beside = `${storeFile}.sock`;
  if (Buffer.byteLength(beside) <= LONGEST_PATH_BYTES) return beside;
  return join(sharedFolder(), `${digest}.sock`);
}

/**
 * Makes the folder for sockets of stores whose own path is too long.
 * @throws LabError `forbidden` when something else is there: in a folder that all users can write, anybody could
 * have made it first, to listen in our place
 */
export function prepareSocketFolder(path: string): void {
  const folder = sharedFolder();
  if (!path.startsWith(folder)) return;
  mkdirSync(folder, { mode: 0o700, recursive: true });
  if (!isPrivate(folder)) {
    throw new LabError(
      'forbidden',
      `${folder} must be a folder that only you can enter; remove it or run chmod 700.`,
    );
  }
}

/** Whether a client may trust what listens there: beside the store it can, in the shared folder only if it is ours. */
export function isTrusted(path: string): boolean {
  const folder = sharedFolder();
  return !path.startsWith(folder) || isPrivate(folder);
}

function sharedFolder(): string {
  return join(tmpdir(), `grokking-lab-${userInfo().uid}`);
}

function isPrivate(folder: string): boolean {
  const stats = lstatSync(folder, { throwIfNoEntry: false });
  return (
    stats !== undefined && stats.isDirectory() && stats.uid === userInfo().uid && (stats.mode & 0o077) === 0
  );
}
