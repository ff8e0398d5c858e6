/** @file Which store a command means: `--db`, `GROKLAB_DB`, or the one in the user's data folder. */
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { LabError } from '../contract/values/lab-error.ts';
import { defaultStoreFile, type Surroundings } from '../lab/user-folder.ts';
import { usageError } from './exit-codes.ts';

export interface StoreLocation {
  readonly file: string;
  /** Where the choice came from; errors name it. */
  readonly source: '--db' | 'GROKLAB_DB' | 'default';
}

/** @param option what `--db` was given */
export function storeLocation(option: string | undefined, around: Surroundings = here()): StoreLocation {
  const fromEnvironment = around.env['GROKLAB_DB'];
  if (option !== undefined) {
    if (option === '') throw usageError('--db: expected the path of a file, got nothing.');
    return { file: option, source: '--db' };
  }
  if (fromEnvironment) return { file: fromEnvironment, source: 'GROKLAB_DB' };
  return { file: defaultStoreFile(around), source: 'default' };
}

/** Makes the default folder; a folder that somebody named must be there, or a slip of the pen would make one. */
export function prepareFolder(location: StoreLocation): void {
  if (location.source === 'default') mkdirSync(dirname(location.file), { recursive: true, mode: 0o700 });
}

/** The same error with the option that led to the file named first. */
export function namingSource(location: StoreLocation, error: unknown): unknown {
  if (!(error instanceof LabError) || location.source === 'default') return error;
  if (error.code !== 'store-unusable' && error.code !== 'store-newer') return error;
  return new LabError(error.code, `${location.source}: ${error.message}`, error.details, error);
}

function here(): Surroundings {
  return { env: process.env, platform: process.platform, home: homedir() };
}
