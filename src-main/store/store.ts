/** @file What the store offers. Readers and writers are different types: only the writer can change the file,
 *  and only one process holds a writer (see `open-store.ts`). */
import type { Curve, Evaluation } from '../contract/values/evaluation-points.ts';
import type { MetricName } from '../contract/values/metric.ts';
import type {
  GrokkingPoint,
  OwnRun,
  RunEnvironment,
  RunId,
  RunProgress,
  RunRecord,
  RunStatus,
} from '../contract/values/run-record.ts';
import type { CurveRequest, RunQuery } from '../contract/wire/requests.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { NewSweep, NewSweepPoint, SweepReader, SweepWriter } from './sweep-store.ts';

export interface NewRun {
  readonly uid: string;
  /** '' is replaced by the experiment's last part and the id, such as `quick-start-12`. */
  readonly name: string;
  readonly experiment: string;
  readonly config: OwnRun['config'];
  readonly configHash: string;
  readonly engine: OwnRun['engine'];
  readonly threads: number;
  readonly tags: readonly string[];
  readonly createdAt: number;
  /** The sweep that starts it. */
  readonly sweep?: SweepId;
}

/** Fields of a run's row that change after it was made; what is left out stays. */
export interface RunChanges {
  readonly name?: string;
  readonly status?: RunStatus;
  readonly reason?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly startedAt?: number | null;
  readonly finishedAt?: number | null;
  readonly deletedAt?: number | null;
  readonly threads?: number;
  readonly environment?: RunEnvironment | null;
  readonly splitHash?: string;
}

/** What is committed in one transaction with a batch of evaluations. */
export interface RunSummary {
  readonly progress: RunProgress;
  readonly point1: GrokkingPoint | null;
  readonly point2: GrokkingPoint | null;
  readonly relapses: number;
}

export interface StoredCheckpoint {
  readonly run: RunId;
  readonly step: number;
  /** File name inside the run's checkpoint folder. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly createdAt: number;
}

/** What is stored of a run beside its record. */
export interface RunBackground {
  /** SHA-256 of the training indices; '' for a run that has not started. */
  readonly splitHash: string;
  /** In the queue, higher first. */
  readonly priority: number;
}

/** Everything known of a run but what its store gave it: its id, its sweep's id, a place in the bin. */
export type ImportedRecord = Omit<RunRecord, 'id' | 'sweep' | 'deletedAt'> & RunBackground;

/** A run of another store. */
export interface ImportedRun {
  readonly record: ImportedRecord;
  /** uid of the sweep that started it, where that comes along. */
  readonly sweepUid: string | null;
  /** Its series, read when they are wanted. */
  readonly series: () => Iterable<Omit<SeriesRow, 'run'>>;
  readonly checkpoints: readonly Omit<StoredCheckpoint, 'run'>[];
  /** Told the id before anything is committed, so that its files can be put where they belong. */
  readonly place: (id: RunId) => void;
}

export interface ImportedSweep extends NewSweep {
  readonly decision: string;
  readonly points: readonly (Omit<NewSweepPoint, 'run'> & { readonly runUid: string | null })[];
}

export interface ImportedExperiment {
  readonly runs: readonly ImportedRun[];
  readonly sweeps: readonly ImportedSweep[];
}

/** What came, and the runs whose uid was there already and that were left as they are. */
export interface ImportResult {
  /** Of every run, in the order given. */
  readonly ids: readonly RunId[];
  readonly imported: readonly RunId[];
  readonly present: readonly RunId[];
  readonly sweeps: readonly SweepId[];
}

/** Where a run or a sweep is: among the others, or in the bin. */
export type Place = 'table' | 'bin';

/** A logged row of a series, as exports write it. */
export interface SeriesRow {
  readonly run: RunId;
  readonly metric: MetricName;
  readonly step: number;
  readonly seconds: number;
  readonly value: number;
}

export interface StoreReader extends SweepReader {
  run(id: RunId): RunRecord | undefined;
  /** Runs of that name there; more than one when the name is not unique. */
  runsNamed(name: string, place: Place): RunRecord[];
  /** The newest run of the table, or what went into the bin last. */
  lastRun(place: Place): RunRecord | undefined;
  /** @throws LabError `not-found` */
  background(id: RunId): RunBackground;
  runs(query: RunQuery): { runs: RunRecord[]; total: number };
  /** What was in the bin by that moment. @param horizon milliseconds of the bin's clock */
  binnedBy(horizon: number): { runs: RunId[]; sweeps: SweepId[] };
  /** The newest finished run of each of these configs, by config hash; those in the bin aside. */
  finishedRuns(configHashes: readonly string[]): Map<string, RunId>;
  /** By run and metric in the order asked for; without those that have no points in the range. Decimated next to the
   *  data when `width` is given: per pixel bin first, min, max, last (NaN kept as gaps). */
  curves(request: CurveRequest): Curve[];
  /** All evaluations of a run after a step, in order, with the values of all metrics or of some. */
  evaluations(run: RunId, afterStep: number, metrics?: readonly MetricName[]): Evaluation[];
  /** Exactly the logged rows, ordered by run, metric, step; streamed, so memory stays flat. Those of a run end at `upTo`, or
   *  where its series ended when its turn came. */
  seriesRows(runs: readonly RunId[], upTo?: number): IterableIterator<SeriesRow>;
  /** How many rows those are. */
  countPoints(runs: readonly RunId[]): number;
  /** Newest first. */
  checkpoints(run: RunId): StoredCheckpoint[];
  settings(): Record<string, unknown>;
  close(): void;
}

export interface StoreWriter extends SweepWriter {
  insertRun(run: NewRun): OwnRun;
  /** A run that is not running has no speed and no time left. Returns the changed record; throws `not-found`. */
  updateRun(id: RunId, changes: RunChanges): RunRecord;
  /** Evaluations, the last values and the summary in one transaction. A step that is already there is replaced. */
  appendEvaluations(id: RunId, evaluations: readonly Evaluation[], summary: RunSummary): void;
  /** Removes everything after `afterStep` (the records of checkpoints too), sets the summary, and moves the revision on;
   *  one transaction. */
  truncateSeries(id: RunId, afterStep: number, summary: RunSummary): RunRecord;
  /** Replaces a record of the same file. */
  registerCheckpoint(checkpoint: StoredCheckpoint): void;
  forgetCheckpoint(run: RunId, file: string): void;
  /** Rows, series and checkpoint records (not the files) of runs that are in the bin. Throws `conflict` for one that is
   *  not, and then removes none. */
  purgeRuns(ids: readonly RunId[]): void;
  /** What purged rows took up leaves the file. */
  giveBackSpace(): void;
  /** Every run with status `running` becomes `interrupted` with that reason; their ids. */
  markInterrupted(reason: string): RunId[];
  /** Runs and sweeps of another store in one transaction; those whose uid is there already are left as they are. Throws
   *  `bad-request` for series that cannot be. */
  importExperiment(experiment: ImportedExperiment): ImportResult;
  /** undefined removes the key. */
  writeSetting(key: string, value: unknown): void;
  close(): void;
}

/** Paths that belong to a store file. */
export interface StorePaths {
  readonly file: string;
  /** Folder beside the file with one folder of checkpoints per run. */
  readonly checkpoints: string;
  /** Held (an OS lock) by the process that owns the store. */
  readonly lock: string;
}
