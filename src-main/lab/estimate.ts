/** @file How long a run will take, judged by earlier runs of like configs on this machine. */
import { median } from '../analysis/median.ts';
import { hashOf } from '../base/hash.ts';
import { isOwn } from '../contract/values/foreign-run.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import type { StoreReader } from '../store/store.ts';

/** Only the newest runs are looked at: the machine and the program change, and a form asks with every key. */
const LOOKED_AT = 200;
/** And of like ones only so many: what has trained last says best how busy the machine is. */
const COUNTED = 5;
/** Shorter runs are mostly start-up. */
const SHORTEST_SECONDS = 1;

/** Training seconds of the whole budget; null when there is nothing to go by. */
export function estimateSeconds(reader: StoreReader, config: RunConfig): number | null {
  return createEstimate(reader)(config);
}

/** The same for many configs: the store is read once. */
export function createEstimate(reader: StoreReader): (config: RunConfig) => number | null {
  const paces = pacesByCost(reader);
  return (config) => {
    const pace = paces.get(costKey(config));
    if (pace === undefined) return null;
    const unlimited = pace * config.budget.steps;
    return config.budget.seconds > 0 ? Math.min(config.budget.seconds, unlimited) : unlimited;
  };
}

/** Median seconds of a step in the newest runs, by what a step costs. */
export function pacesByCost(reader: StoreReader): Map<string, number> {
  const { runs } = reader.runs({ ...ALL_RUNS, limit: LOOKED_AT });
  const known = runs
    .filter(isOwn)
    .filter((run) => run.progress.seconds >= SHORTEST_SECONDS && run.progress.step > 0);
  const paces = Map.groupBy(known, (run) => costKey(run.config));
  return new Map(
    [...paces].map(([key, alike]) => [key, median(alike.slice(0, COUNTED).map(secondsPerStep))]),
  );
}

function secondsPerStep(run: RunRecord): number {
  return run.progress.seconds / run.progress.step;
}

/** What a step's cost depends on; seeds, rates and budgets do not count. */
export function costKey(config: RunConfig): string {
  const { model, batch, precision, loss, measures, evaluation, task, optimizer } = config;
  return hashOf({
    // The initialisation decides where training starts, not what a step costs.
    model: { ...model, init: null },
    batch,
    precision,
    loss,
    measures,
    evaluation,
    // What the answers are costs nothing, nor which examples are trained on.
    task: { ...task, operation: null, splitSeed: null },
    optimizer: optimizer.kind,
  });
}
