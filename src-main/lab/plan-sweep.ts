/** @file The runs of a sweep with their whole configs, judged one by one before anything is stored or started. */
import type { ConfigChanges } from '../contract/values/change-config.ts';
import { expandSweep, type SweepPoint } from '../contract/values/expand-sweep.ts';
import { LabError } from '../contract/values/lab-error.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { SweepSpec } from '../contract/values/sweep-spec.ts';
import type { InvalidPoint } from '../contract/values/sweep-record.ts';
import { checkOrder } from './check-order.ts';
import { configHash } from './config-hash.ts';

export interface PlannedPoint extends SweepPoint {
  readonly config: RunConfig;
  readonly configHash: string;
}

export interface SweepPlan {
  /** How many combinations were judged. */
  readonly combinations: number;
  /** Each config once, in the order of the sweep. */
  readonly points: readonly PlannedPoint[];
  /** Combinations that cannot be run, whatever the seed. */
  readonly invalid: readonly InvalidPoint[];
  /** Points whose config an earlier one has. */
  readonly duplicates: number;
}

/** @throws LabError `not-found` for the experiment; `bad-config` for the sweep as a whole */
export function planSweep(spec: SweepSpec): SweepPlan {
  const all = expandSweep(spec);
  checkOrder(spec.experiment, spec.changes);
  return planPoints(spec, all);
}

/** The same for some points of the sweep. */
export function planPoints(spec: SweepSpec, points: readonly SweepPoint[]): SweepPlan {
  const judged = new Map<string, RunConfig | InvalidPoint>();
  const planned = new Map<string, PlannedPoint>();
  for (const point of points) {
    const key = JSON.stringify(point.changes);
    // The seed decides about nothing that is checked, so every combination is judged once.
    const result = judged.get(key) ?? judge(spec, point.changes);
    judged.set(key, result);
    if ('message' in result) continue;
    const config = { ...result, seed: point.seed };
    const hash = configHash(config);
    if (!planned.has(hash)) planned.set(hash, { ...point, config, configHash: hash });
  }
  const invalid = [...judged.values()].filter((result) => 'message' in result);
  const valid = points.filter(({ changes }) => !('message' in (judged.get(JSON.stringify(changes)) ?? {})));
  const duplicates = valid.length - planned.size;
  return { combinations: judged.size, points: [...planned.values()], invalid, duplicates };
}

function judge(spec: SweepSpec, changes: ConfigChanges): RunConfig | InvalidPoint {
  try {
    return checkOrder(spec.experiment, { ...spec.changes, ...changes }).config;
  } catch (error) {
    if (!(error instanceof LabError) || error.code !== 'bad-config') throw error;
    return { changes: changes as InvalidPoint['changes'], message: error.message };
  }
}

/**
 * Refuses a sweep some of whose combinations cannot be run.
 * @throws LabError `bad-config` with the sentence of the first, and how many there are
 */
export function refuseInvalid({ combinations, invalid }: SweepPlan): void {
  const [first] = invalid;
  if (!first) return;
  const others =
    invalid.length > 1 ? ` ${invalid.length} of ${combinations} combinations cannot be run.` : '';
  throw new LabError('bad-config', `${first.message}${others}`, { invalid: invalid.length });
}
