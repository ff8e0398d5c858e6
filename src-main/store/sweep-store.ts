/** @file What the store offers for sweeps and for the queue. */
import type { ConfigChanges } from '../contract/values/change-config.ts';
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import type { SweepSpec } from '../contract/values/sweep-spec.ts';
import type { QueuedRun, SweepId, SweepPointRecord, SweepRecord } from '../contract/values/sweep-record.ts';
import type { NewRun, Place } from './store.ts';

export type NewSweep = Pick<
  SweepRecord,
  'uid' | 'name' | 'spec' | 'engine' | 'threads' | 'parallel' | 'tags'
> & {
  readonly createdAt: number;
};

/** A sweep as it is stored; what its runs say is beside. */
export type StoredSweep = Omit<SweepRecord, 'active' | 'search'>;

export interface NewSweepPoint {
  readonly changes: ConfigChanges;
  readonly seed: number;
  readonly configHash: string;
  /** A run that is there, one to be made, or none. */
  readonly run: RunId | NewRun | null;
}

export interface SweepChanges {
  readonly name?: string;
  readonly spec?: SweepSpec;
  readonly parallel?: number | null;
  readonly decision?: string;
  readonly deletedAt?: number | null;
}

/** A point with what a sweep's table shows of its run. */
export interface StoredSweepPoint extends SweepPointRecord {
  readonly configHash: string;
}

/** A run that waits, with what decides about its turn. */
export interface WaitingRow extends QueuedRun {
  /** Most runs at a time of its sweep; null: as many as fit. */
  readonly sweepParallel: number | null;
  readonly place: number;
}

export interface SweepReader {
  sweep(id: SweepId): StoredSweep | undefined;
  /** Sweeps of that name there. */
  sweepsNamed(name: string, place: Place): StoredSweep[];
  /** The newest sweep of the table, or what went into the bin last. */
  lastSweep(place: Place): StoredSweep | undefined;
  /** Newest first. */
  sweeps(query: { deleted: boolean; limit: number; offset: number }): {
    sweeps: StoredSweep[];
    total: number;
  };
  /** In the order of the sweep. */
  sweepPoints(id: SweepId): StoredSweepPoint[];
  /** Every run the sweep started, those whose point has another run by now too. */
  runsStartedBy(id: SweepId): RunId[];
  /** Every queued run, in the order in which they start. */
  waiting(): WaitingRow[];
}

export interface SweepWriter {
  /** The sweep, its points and their runs in one transaction. */
  insertSweep(sweep: NewSweep, points: readonly NewSweepPoint[]): SweepId;
  /** Changes and further points in one transaction. @returns the runs of the new points */
  growSweep(id: SweepId, changes: SweepChanges, points: readonly NewSweepPoint[]): RunId[];
  updateSweep(id: SweepId, changes: SweepChanges): void;
  /** A new run in the place of the one a point had. */
  replaceRun(id: SweepId, position: number, run: NewRun): RunRecord;
  /** The sweep and its points; its runs must be gone. */
  purgeSweep(id: SweepId): void;
  /** Gives runs these places, in this order. */
  orderQueue(runs: readonly { readonly run: RunId; readonly place: number }[]): void;
  setPriority(runs: readonly RunId[], priority: number): void;
}
