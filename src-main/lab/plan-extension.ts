/** @file What a sweep would have more if values, samples, runs or seeds were added to it. */
import { checkAddition } from '../contract/values/check-sweep.ts';
import type { ConfigChanges } from '../contract/values/change-config.ts';
import { combinationsOf, extendSweep } from '../contract/values/expand-sweep.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { SweepAddition, SweepSpec } from '../contract/values/sweep-spec.ts';
import type { StoreReader } from '../store/store.ts';
import type { StoredSweep } from '../store/sweep-store.ts';
import { refuseInBin } from './find-reference.ts';
import { planPoints, planSweep, type PlannedPoint, type SweepPlan } from './plan-sweep.ts';

export interface ExtensionPlan extends SweepPlan {
  /** The larger sweep. */
  readonly spec: SweepSpec;
}

/**
 * The larger sweep, and of its points and combinations those that are not there yet: what it was made without, because it
 * cannot be run, keeps nothing else from being added.
 * @throws LabError `conflict` for a sweep in the bin; `bad-config` for an addition that does not fit it, or of which all
 * is there
 */
export function planExtension(
  reader: StoreReader,
  sweep: StoredSweep,
  addition: SweepAddition,
): ExtensionPlan {
  refuseInBin('sweep', sweep);
  checkAddition(sweep.spec, addition);
  const spec = extendSweep(sweep.spec, addition);
  // A search has no points of its own choosing: more seeds are added where it has been.
  const plan = spec.search ? planPoints(spec, searched(reader, sweep, spec)) : planSweep(spec);
  const fresh = freshCombinations(sweep.spec, spec);
  const points = freshPoints(reader, sweep, plan.points);
  const invalid = plan.invalid.filter(({ changes }) => fresh.has(keyOf(changes)));
  if (points.length === 0 && invalid.length === 0) {
    const message = `nothing to add: sweep ${sweep.id} (${sweep.name}) has all of that; give other values, or more samples or seeds.`;
    throw new LabError('bad-config', message, { sweep: sweep.id });
  }
  return { ...plan, spec, combinations: fresh.size, points, invalid };
}

const keyOf = (changes: ConfigChanges): string => JSON.stringify(changes);

function freshCombinations(before: SweepSpec, larger: SweepSpec): ReadonlySet<string> {
  const had = new Set(combinationsOf(before).map(keyOf));
  const keys = combinationsOf(larger).map(keyOf);
  return new Set(keys.filter((key) => !had.has(key)));
}

/** Those that the sweep does not have. */
export function freshPoints(
  reader: StoreReader,
  sweep: StoredSweep,
  planned: readonly PlannedPoint[],
): PlannedPoint[] {
  const there = new Set(reader.sweepPoints(sweep.id).map(({ configHash }) => configHash));
  return planned.filter(({ configHash }) => !there.has(configHash));
}

function searched(reader: StoreReader, sweep: StoredSweep, spec: SweepSpec) {
  const values = new Map(
    reader.sweepPoints(sweep.id).map(({ changes }) => [JSON.stringify(changes), changes]),
  );
  return spec.seeds.flatMap((seed) => [...values.values()].map((changes) => ({ changes, seed })));
}
