/** @file The canonical hash of a config: equal configs have equal hashes, whatever the order of their keys. */
import { isComplete, type AnyConfig } from '../contract/values/foreign-run.ts';
import { hashOf } from '../base/hash.ts';
import type { RunConfig } from '../contract/values/run-config.ts';

/** The hash of a run's config. One of a foreign run is never that of a run of this lab: it is no run of that config. */
export function hashOfAny(config: AnyConfig): string {
  return isComplete(config) ? configHash(config) : hashOf({ foreign: config });
}

/**
 * SHA-256 of the config's canonical JSON. Settings that came later count only where they do something, so that a
 * config keeps its hash, and a run its checkpoints, from one version to the next.
 */
export function configHash(config: RunConfig): string {
  const { heldFor, plateau, ...budget } = config.budget;
  return hashOf({
    ...config,
    budget: {
      ...budget,
      ...(heldFor > 1 && { heldFor }),
      ...(plateau.evaluations > 0 && { plateau }),
    },
  });
}
