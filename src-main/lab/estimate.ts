/** @file How long a run will take, judged by earlier runs of like configs on this machine. */
import { median } from '../analysis/median.ts';
import { hashOf } from '../base/hash.ts';
import type { RunConfig } from '../contract/values/run-config.ts';
import type { RunRecord } from '../contract/values/run-record.ts';
import { ALL_RUNS } from '../contract/wire/requests.ts';
import type { StoreReader } from '../store/store.ts';

/** Only the newest runs are looked at: the machine and the program change, and a form asks with every key. */
const LOOKED_AT = 200;
/** Shorter runs are mostly start-up. */
const SHORTEST_SECONDS = 1;

/** Training seconds of the whole budget; null when there is nothing to go by. */
export function estimateSeconds(reader: StoreReader, config: RunConfig): number | null {
  const { runs } = reader.runs({ ...ALL_RUNS, limit: LOOKED_AT });
  const likeness = costKey(config);
  const paces = runs
    .filter((run) => run.progress.seconds >= SHORTEST_SECONDS && run.progress.step > 0)
    .filter((run) => costKey(run.config) === likeness)
    .map(secondsPerStep);
  if (paces.length === 0) return null;
  const unlimited = median(paces) * config.budget.steps;
  return config.budget.seconds > 0 ? Math.min(config.budget.seconds, unlimited) : unlimited;
}

function secondsPerStep(run: RunRecord): number {
  return run.progress.seconds / run.progress.step;
}

/** What a step's cost depends on; seeds, rates and budgets do not count. */
function costKey(config: RunConfig): string {
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
