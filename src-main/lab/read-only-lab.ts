/** @file Answers questions from a store without owning it: for commands that only look, whoever owns the file. */
import type { RunId, RunRecord } from '../contract/values/run-record.ts';
import type { SweepId } from '../contract/values/sweep-record.ts';
import type { RequestName, RequestParams, RequestResult } from '../contract/wire/requests.ts';
import type { Readable } from 'node:stream';
import { openReader, storePaths } from '../store/open-store.ts';
import type { StoreReader } from '../store/store.ts';
import type { StoredSweep } from '../store/sweep-store.ts';
import { answerRequest } from './answer-request.ts';
import { archiveStream, type ArchiveOrder } from './archive/write-archive.ts';
import {
  exportedPoints,
  exportPieces,
  type ExportOrder,
  type ExportPiece,
  type RowListener,
} from './exports.ts';
import { readHandlers } from './handlers/index.ts';
import { runByReference, type RunPurpose } from './run-reference.ts';
import { sweepByReference } from './sweep-reference.ts';

export { explain as explainStoreError } from '../store/store-errors.ts';

export class ReadOnlyLab {
  readonly #reader: StoreReader;
  readonly #checkpoints: string;
  readonly #handlers: ReturnType<typeof readHandlers>;

  /** @throws LabError `store-unusable` or `store-newer` */
  constructor(storeFile: string) {
    this.#reader = openReader(storeFile);
    this.#checkpoints = storePaths(storeFile).checkpoints;
    this.#handlers = readHandlers({ reader: this.#reader });
  }

  /** @throws LabError `not-owner` for requests that change something */
  request<N extends RequestName>(name: N, params: RequestParams<N>): Promise<RequestResult<N>> {
    return answerRequest(this.#handlers, name, params);
  }

  /** @throws LabError `not-found`, `bad-request` when several runs have that name, `conflict` for one that is not in the bin
   *  where it has to be */
  run(reference: RunId | string, purpose: RunPurpose = 'look'): RunRecord {
    return runByReference(this.#reader, reference, purpose);
  }

  /** A sweep in the bin. @throws LabError like `run` */
  sweepInBin(reference: SweepId | string): StoredSweep {
    return sweepByReference(this.#reader, reference, 'bin');
  }

  /** The export piece by piece, so that memory stays flat however long the series are. */
  export(order: ExportOrder, tell?: RowListener): Iterable<ExportPiece> {
    return exportPieces(this.#reader, order, tell);
  }

  /** How many points of how many runs an export of curves has. */
  exportedPoints(runs: readonly RunId[]): number {
    return exportedPoints(this.#reader, runs);
  }

  /** The bytes of an archive; errors as `archiveStream` says. */
  archive(order: ArchiveOrder): Readable {
    return archiveStream(this.#reader, this.#checkpoints, order);
  }

  close(): void {
    this.#reader.close();
  }
}
