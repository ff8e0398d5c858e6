/** @file Questions about sweeps. */
import { availableParallelism } from 'node:os';
import { countRuns } from '../../contract/values/check-sweep.ts';
import type { RunId } from '../../contract/values/run-record.ts';
import type { SweepSpec } from '../../contract/values/sweep-spec.ts';
import type { LabHandlers } from '../../contract/wire/requests.ts';
import type { SweepPreview } from '../../contract/wire/sweep-requests.ts';
import type { StoreReader } from '../../store/store.ts';
import { createEstimate } from '../estimate.ts';
import { planExtension } from '../plan-extension.ts';
import { planSweep, type PlannedPoint, type SweepPlan } from '../plan-sweep.ts';
import { sweepByReference } from '../sweep-reference.ts';
import { sweepRecordOf } from '../sweep-record.ts';
import type { ReadContext } from './read-context.ts';

type ReadName = 'sweeps.preview' | 'sweeps.previewExtension' | 'sweeps.list' | 'sweeps.get';

export function sweepHandlers({ reader }: ReadContext): Pick<LabHandlers, ReadName> {
  return {
    'sweeps.preview': ({ spec, reuse }) => preview(reader, spec, reuse),
    'sweeps.previewExtension': ({ sweep, addition, reuse }) =>
      summed(reader, planExtension(reader, sweepByReference(reader, sweep), addition), reuse),
    'sweeps.list': (query) => {
      const { sweeps, total } = reader.sweeps(query);
      return { sweeps: sweeps.map((sweep) => sweepRecordOf(reader, sweep)), total };
    },
    'sweeps.get': ({ sweep: reference }) => {
      const sweep = sweepByReference(reader, reference);
      const points = reader.sweepPoints(sweep.id).map(({ configHash: _, ...point }) => point);
      return { sweep: sweepRecordOf(reader, sweep), points };
    },
  };
}

/** The preview where there is no store yet, and so nothing to go by. */
export function previewWithoutStore(spec: SweepSpec): SweepPreview {
  return preview(undefined, spec, false);
}

function preview(reader: StoreReader | undefined, spec: SweepSpec, reuse: boolean): SweepPreview {
  return summed(reader, planSweep(spec), reuse, spec.search ? spec : undefined);
}

/** Runs after each other, at most: a search waits for what it has before it knows its next value. */
function inTurn({ search, seeds }: SweepSpec, workers: number): number {
  const each = new Set(seeds).size;
  return Math.ceil((2 * each) / workers) + (search?.rounds ?? 0) * Math.ceil(each / workers);
}

/** @param searching what a search asks for: more runs may come than are planned */
function summed(
  reader: StoreReader | undefined,
  { points, invalid, duplicates }: SweepPlan,
  reuse: boolean,
  searching?: SweepSpec,
): SweepPreview {
  const hashes = points.map(({ configHash }) => configHash);
  const existing = reader?.finishedRuns(hashes) ?? new Map<string, RunId>();
  const workers = availableParallelism();
  const seconds = estimates(
    reader,
    points.filter(({ configHash }) => !(reuse && existing.has(configHash))),
  );
  const known = seconds.filter((value) => value !== null);
  const whole = known.length === seconds.length;
  const perRun = known.length > 0 && whole ? sum(known) / known.length : null;
  const turns = searching ? inTurn(searching, workers) : seconds.length / Math.min(workers, seconds.length);
  return {
    ...{
      runs: searching ? countRuns(searching) : points.length,
      invalid: [...invalid],
      duplicates,
      existing: [...existing.values()],
    },
    secondsPerRun: perRun,
    seconds: seconds.length === 0 ? 0 : perRun === null ? null : perRun * turns,
    workers,
  };
}

function estimates(reader: StoreReader | undefined, points: readonly PlannedPoint[]): (number | null)[] {
  const estimate = reader ? createEstimate(reader) : () => null;
  return points.map(({ config }) => estimate(config));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
