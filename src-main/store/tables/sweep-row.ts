/** @file A sweep and its points as rows, and back. No row leaves the room. */
import type { SweepCounts, SweepPointRecord } from '../../contract/values/sweep-record.ts';
import type { StoredSweep, StoredSweepPoint } from '../sweep-store.ts';

export interface SweepRow {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly experiment: string;
  readonly engine: string;
  readonly threads: number | null;
  readonly parallel: number | null;
  readonly decision: string;
  readonly created_at: number;
  readonly deleted_at: number | null;
  readonly binned_at: number | null;
  readonly tags: string;
  readonly spec: string;
}

export interface SweepPointRow {
  readonly position: number;
  readonly seed: number;
  readonly changes: string;
  readonly config_hash: string;
  readonly run_id: number | null;
  readonly status: string | null;
  readonly step: number | null;
  readonly steps: number | null;
  readonly point1_step: number | null;
  readonly point1_after: number | null;
  readonly point2_step: number | null;
  readonly point2_after: number | null;
  readonly deleted_at: number | null;
  readonly started_by: number | null;
}

export interface CountRow {
  readonly status: Exclude<keyof SweepCounts, 'total' | 'reached'>;
  readonly n: number;
  readonly reached: number | null;
}

export function toStoredSweep(row: SweepRow, counts: SweepCounts): StoredSweep {
  return {
    id: row.id,
    uid: row.uid,
    name: row.name,
    spec: JSON.parse(row.spec) as StoredSweep['spec'],
    engine: row.engine as StoredSweep['engine'],
    threads: row.threads,
    parallel: row.parallel,
    tags: JSON.parse(row.tags) as string[],
    decision: row.decision,
    createdAt: row.created_at,
    deletedAt: row.deleted_at,
    counts,
  };
}

/** A run in the bin counts as missing. */
export function toSweepPoint(row: SweepPointRow, sweep: number): StoredSweepPoint {
  const there = row.run_id !== null && row.deleted_at === null;
  return {
    position: row.position,
    changes: JSON.parse(row.changes) as SweepPointRecord['changes'],
    seed: row.seed,
    configHash: row.config_hash,
    run: there ? row.run_id : null,
    status: there ? (row.status as SweepPointRecord['status']) : 'missing',
    step: row.step ?? 0,
    steps: row.steps ?? 0,
    point1: there ? pointOf(row.point1_step, row.point1_after) : null,
    point2: there ? pointOf(row.point2_step, row.point2_after) : null,
    reused: there && row.started_by !== sweep,
  };
}

function pointOf(step: number | null, after: number | null): SweepPointRecord['point1'] {
  return step === null || after === null ? null : { step, after };
}
