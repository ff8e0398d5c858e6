/** @file A run as its row, and back. No row leaves the room. */
import type { GrokkingPoint, RunRecord } from '../../contract/values/run-record.ts';
import { numbersFromJson, numbersToJson } from '../stored-numbers.ts';
import type { ImportedRecord, RunChanges, RunSummary } from '../store.ts';

export interface RunRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: string;
  readonly reason: string;
  readonly config_hash: string;
  readonly split_hash: string;
  readonly engine: string;
  readonly threads: number;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly deleted_at: number | null;
  readonly step: number;
  readonly steps: number;
  readonly seconds: number;
  readonly steps_per_second: number;
  readonly seconds_left: number | null;
  readonly point1_step: number | null;
  readonly point1_after: number | null;
  readonly point2_step: number | null;
  readonly point2_after: number | null;
  readonly relapses: number;
  readonly revision: number;
  readonly tags: string;
  readonly last: string;
  readonly environment: string | null;
  readonly config: string;
  readonly note: string;
  readonly sweep_id: number | null;
  readonly priority: number;
  readonly place: number;
  readonly pinned: number;
  readonly archived: number;
  readonly foreign_source: string | null;
  readonly binned_at: number | null;
}

/** The row was checked when it was written (by the types here, by STRICT and CHECK there), so it is not checked again. */
export function toRecord(row: RunRow): RunRecord {
  return {
    id: row.id,
    uid: row.uid,
    name: row.name,
    experiment: row.experiment,
    status: row.status as RunRecord['status'],
    reason: row.reason,
    config: JSON.parse(row.config) as RunRecord['config'],
    configHash: row.config_hash,
    engine: row.engine as RunRecord['engine'],
    threads: row.threads,
    tags: JSON.parse(row.tags) as string[],
    note: row.note,
    sweep: row.sweep_id,
    pinned: row.pinned === 1,
    archived: row.archived === 1,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    deletedAt: row.deleted_at,
    progress: {
      step: row.step,
      steps: row.steps,
      seconds: row.seconds,
      stepsPerSecond: row.steps_per_second,
      secondsLeft: row.seconds_left,
    },
    point1: toPoint(row.point1_step, row.point1_after),
    point2: toPoint(row.point2_step, row.point2_after),
    relapses: row.relapses,
    last: numbersFromJson(row.last),
    revision: row.revision,
    environment:
      row.environment === null
        ? null
        : (JSON.parse(row.environment) as NonNullable<RunRecord['environment']>),
    foreign: row.foreign_source === null ? null : (JSON.parse(row.foreign_source) as RunRecord['foreign']),
  };
}

function toPoint(step: number | null, after: number | null): GrokkingPoint | null {
  return step === null || after === null ? null : { step, after };
}

/** The row with the changes in it. A run that is not running has no speed. */
export function changeRow(row: RunRow, changes: RunChanges): RunRow {
  const { startedAt, finishedAt, deletedAt, environment, tags, splitHash, pinned, archived, ...same } =
    changes;
  const changed: RunRow = {
    ...row,
    ...same,
    started_at: startedAt === undefined ? row.started_at : startedAt,
    finished_at: finishedAt === undefined ? row.finished_at : finishedAt,
    deleted_at: deletedAt === undefined ? row.deleted_at : deletedAt,
    split_hash: splitHash ?? row.split_hash,
    pinned: pinned === undefined ? row.pinned : Number(pinned),
    archived: archived === undefined ? row.archived : Number(archived),
    tags: tags === undefined ? row.tags : JSON.stringify(tags),
    environment: environment === undefined ? row.environment : environment && JSON.stringify(environment),
  };
  return changed.status === 'running' ? changed : { ...changed, steps_per_second: 0, seconds_left: null };
}

/** What a run of another store brings along; this one gives it an id, a sweep and a place in the queue. */
export type ImportedRow = Omit<RunRow, 'id' | 'sweep_id' | 'place' | 'deleted_at' | 'binned_at'>;

/** The inverse of `toRecord`: a column that is forgotten here does not type-check. */
export function toRow(run: ImportedRecord): ImportedRow {
  return {
    ...summaryColumns(run),
    uid: run.uid,
    name: run.name,
    experiment: run.experiment,
    status: run.status,
    reason: run.reason,
    config_hash: run.configHash,
    split_hash: run.splitHash,
    engine: run.engine,
    threads: run.threads,
    created_at: run.createdAt,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    revision: run.revision,
    tags: JSON.stringify(run.tags),
    last: numbersToJson(run.last),
    environment: run.environment && JSON.stringify(run.environment),
    config: JSON.stringify(run.config),
    note: run.note,
    priority: run.priority,
    pinned: Number(run.pinned),
    archived: Number(run.archived),
    foreign_source: run.foreign && JSON.stringify(run.foreign),
  };
}

export type SummaryColumns = Pick<
  RunRow,
  | 'step'
  | 'steps'
  | 'seconds'
  | 'steps_per_second'
  | 'seconds_left'
  | 'point1_step'
  | 'point1_after'
  | 'point2_step'
  | 'point2_after'
  | 'relapses'
>;

export function summaryColumns({ progress, point1, point2, relapses }: RunSummary): SummaryColumns {
  return {
    step: progress.step,
    steps: progress.steps,
    seconds: progress.seconds,
    steps_per_second: progress.stepsPerSecond,
    seconds_left: progress.secondsLeft,
    point1_step: point1?.step ?? null,
    point1_after: point1?.after ?? null,
    point2_step: point2?.step ?? null,
    point2_after: point2?.after ?? null,
    relapses,
  };
}
