/** @file A run as it enters the store. */
import { randomUUID } from 'node:crypto';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { NewRun } from '../store/store.ts';
import { configHash } from './config-hash.ts';

export interface RunSeed {
  readonly experiment: string;
  /** Validated. */
  readonly config: RunConfig;
  /** '' lets the store choose one. */
  readonly name: string;
  readonly tags: readonly string[];
  readonly engine: NewRun['engine'];
  readonly threads: number;
}

/** @param createdAt Unix time in milliseconds */
export function newRun(
  { experiment, config, name, tags, engine, threads }: RunSeed,
  createdAt: number,
): NewRun {
  const hash = configHash(config);
  return { uid: randomUUID(), name, experiment, config, configHash: hash, engine, threads, tags, createdAt };
}
