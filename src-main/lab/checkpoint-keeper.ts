/** @file The checkpoint files of all runs: one folder per run, the newest two kept, nothing trusted that is not registered. */
import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { diskError } from '../contract/values/disk-error.ts';
import type { RunId } from '../contract/values/run-record.ts';
import type { StoredCheckpoint, StoreReader, StoreWriter } from '../store/store.ts';

/** Two, so that one damaged file costs one checkpoint interval and not the run. */
const KEPT = 2;
const STAGING = 'import-';

export interface UsableCheckpoint {
  /** The newest registered checkpoint whose file is what was written; undefined when there is none. */
  readonly checkpoint: StoredCheckpoint | undefined;
  /** One sentence for each that was damaged and is now forgotten. */
  readonly damaged: readonly string[];
}

export class CheckpointKeeper {
  readonly #folder: string;
  readonly #reader: StoreReader;
  readonly #writer: StoreWriter;

  /** @param folder holds one folder per run, named by its id */
  constructor(folder: string, reader: StoreReader, writer: StoreWriter) {
    this.#folder = folder;
    this.#reader = reader;
    this.#writer = writer;
  }

  folderOf(run: RunId): string {
    return join(this.#folder, String(run));
  }

  pathOf(checkpoint: StoredCheckpoint): string {
    return join(this.folderOf(checkpoint.run), checkpoint.file);
  }

  /** Where the files of an import wait until their runs have ids. */
  stagingFolder(name: string): string {
    return join(this.#folder, `${STAGING}${name}`);
  }

  /**
   * Makes the run's folder and deletes what an interrupted worker left unregistered in it.
   * @throws LabError `store-unusable`
   */
  async prepare(run: RunId): Promise<string> {
    const folder = this.folderOf(run);
    try {
      await mkdir(folder, { recursive: true });
      await this.#deleteUnregistered(run);
    } catch (error) {
      throw diskError(folder, error);
    }
    return folder;
  }

  /** Registers a checkpoint all of whose points are committed, then lets go of the oldest. */
  register(checkpoint: StoredCheckpoint): void {
    if (checkpoint.file !== basename(checkpoint.file)) {
      throw new Error(`a checkpoint must be a file in its run's folder, not '${checkpoint.file}'`);
    }
    this.#writer.registerCheckpoint(checkpoint);
    // Forgotten first, deleted second: a crash in between leaves a file too many, never a record without a file.
    const outdated = this.#reader.checkpoints(checkpoint.run).slice(KEPT);
    for (const old of outdated) {
      this.#writer.forgetCheckpoint(old.run, old.file);
      rmSync(this.pathOf(old), { force: true });
    }
  }

  /** The newest registered checkpoint that can be trusted; damaged ones are forgotten and deleted on the way. */
  async newestUsable(run: RunId): Promise<UsableCheckpoint> {
    const damaged: string[] = [];
    for (const checkpoint of this.#reader.checkpoints(run)) {
      const fault = await this.#faultOf(checkpoint);
      if (fault === undefined) return { checkpoint, damaged };
      damaged.push(
        `the checkpoint at step ${checkpoint.step} (${checkpoint.file}) ${fault} and was given up`,
      );
      this.#writer.forgetCheckpoint(run, checkpoint.file);
      await rm(this.pathOf(checkpoint), { force: true });
    }
    return { checkpoint: undefined, damaged };
  }

  /** Deletes the run's folder with everything in it. */
  async removeAll(run: RunId): Promise<void> {
    await rm(this.folderOf(run), { recursive: true, force: true });
  }

  /** Deletes files that no record names, the folders of runs that are gone, and what an import left that was cut short. */
  async sweep(): Promise<void> {
    const entries = await readdir(this.#folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory()) continue;
      if (entry.name.startsWith(STAGING)) await rm(join(this.#folder, entry.name), { recursive: true });
      if (!/^\d+$/.test(entry.name)) continue;
      const run = Number(entry.name);
      if (this.#reader.run(run)) await this.#deleteUnregistered(run);
      else await this.removeAll(run);
    }
  }

  async #deleteUnregistered(run: RunId): Promise<void> {
    const registered = new Set(this.#reader.checkpoints(run).map((checkpoint) => checkpoint.file));
    const files = await readdir(this.folderOf(run)).catch(() => []);
    const unknown = files.filter((file) => !registered.has(file));
    await Promise.all(
      unknown.map((file) => rm(join(this.folderOf(run), file), { recursive: true, force: true })),
    );
  }

  async #faultOf(checkpoint: StoredCheckpoint): Promise<string | undefined> {
    const path = this.pathOf(checkpoint);
    const file = await stat(path).catch(() => undefined);
    if (!file) return 'is missing';
    if (file.size !== checkpoint.bytes) return `has ${file.size} bytes instead of ${checkpoint.bytes}`;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex') === checkpoint.sha256 ? undefined : 'does not match its checksum';
  }
}
