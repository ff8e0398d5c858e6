/** @file The canonical hash of a config: equal configs have equal hashes, whatever the order of their keys. */
import { hashOf } from '../base/hash.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** SHA-256 of the config's canonical JSON. */
export function configHash(config: RunConfig): string {
  return hashOf(config);
}
