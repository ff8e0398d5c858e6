/** @file Puts a lab together: takes the store, tidies up after whatever ended the last owner, and starts to listen. */
import { availableParallelism } from 'node:os';
import { openStore, type Store } from '../store/open-store.ts';
import { BenchDesk } from './bench-desk.ts';
import { BinKeeper } from './bin-keeper.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { systemClock, type Clock } from './clock.ts';
import { EngineDirectory } from './engine-directory.ts';
import { EventBus } from './event-bus.ts';
import { allHandlers } from './handlers/index.ts';
import { Lab } from './lab.ts';
import { LocalServer } from './local-server.ts';
import { VERSION } from './package-root.ts';
import { ReaderClient } from './reader-client.ts';
import { DEFAULT_LIMITS, type SessionLimits } from './session-context.ts';
import { QueueReport } from './queue-report.ts';
import { SweepAnnouncer } from './sweep-announcer.ts';
import { Sweeps } from './sweeps.ts';
import { Supervisor } from './supervisor.ts';
import { ThreadDecider } from './thread-decider.ts';
import { tidyUp } from './tidy-up.ts';
import { UploadDesk } from './upload-desk.ts';
import type { WorkerSpawner } from './worker-process.ts';

export interface LabOptions {
  readonly storeFile: string;
  /** How a worker process is made here; `forkWorkers` outside Electron. */
  readonly spawn: WorkerSpawner;
  /** File of the reader's thread, for hosts with a window; without it everything is read in this thread. */
  readonly readerEntry?: string;
  readonly clock?: Clock;
  /** Threads that runs may use together. */
  readonly cores?: number;
  /** Whether runs that were queued when the last owner ended start at once; default true. */
  readonly startQueued?: boolean;
  /** Whether other processes find this lab through the local socket; default true. */
  readonly listen?: boolean;
  readonly limits?: Partial<SessionLimits>;
  /** How long a change of the store waits while another program has it locked; default: the store's own patience. */
  readonly busyMs?: number;
  /** Told what went wrong where nobody waits for an answer; default: standard error. */
  readonly report?: (error: unknown) => void;
}

/**
 * The lab on a store, owning it until `close`.
 * @throws LabError `not-owner` when another process has it, `store-unusable`, `store-newer`
 */
export async function createLab(options: LabOptions): Promise<Lab> {
  const report = options.report ?? ((error: unknown) => console.error(error));
  const store = openStore(options.storeFile, { busyMs: options.busyMs });
  try {
    const parts = assemble(store, options, report);
    await tidyUp(store, parts.checkpoints);
    const { supervisor, bus, announcer, queueReport, bench, uploads } = parts.context;
    const bin = new BinKeeper(parts.context);
    await bin.empty();
    bench.tidyUp();
    const { readerEntry } = options;
    const far = readerEntry === undefined ? undefined : new ReaderClient(readerEntry, store.paths.file);
    const lab = new Lab({
      store,
      handlers: { ...allHandlers(parts.context), ...far?.handlers() },
      supervisor,
      bus,
      watchers: [bin, announcer, queueReport, bench, uploads, ...(far ? [far] : [])],
      closeDeadlineMs: parts.limits.answerMs,
    });
    if (options.listen ?? true) {
      await lab.serve(new LocalServer(store.paths.file, (name, params) => lab.request(name, params), bus));
    }
    if (options.startQueued ?? true) supervisor.takeUpQueue();
    return lab;
  } catch (error) {
    store.close();
    throw error;
  }
}

function assemble(store: Store, options: LabOptions, report: (error: unknown) => void) {
  const { reader, writer, paths } = store;
  const clock = options.clock ?? systemClock;
  const cores = options.cores ?? availableParallelism();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const bus = new EventBus(report);
  const checkpoints = new CheckpointKeeper(paths.checkpoints, reader, writer);
  const { spawn } = options;
  const session = { reader, writer, checkpoints, bus, spawn, clock, limits, version: VERSION, report };
  const supervisor = new Supervisor(session, cores);
  const announcer = new SweepAnnouncer(reader, bus);
  const decider = new ThreadDecider({ reader, writer, spawn, cores, bus, supervisor, announcer });
  const sweeps = new Sweeps({ reader, writer, bus, clock, supervisor, announcer, decider, report });
  const queueReport = new QueueReport({ reader, supervisor, bus, storeFile: paths.file, cores });
  const context = {
    reader,
    writer,
    storeFile: paths.file,
    cores,
    supervisor,
    sweeps,
    announcer,
    queueReport,
    bus,
    checkpoints,
    uploads: new UploadDesk((name) => checkpoints.stagingFolder(name)),
    spawn,
    clock,
    engines: new EngineDirectory(spawn),
    report,
    bench: new BenchDesk({ reader, writer, bus, clock, spawn, cores, supervisor, report }),
  };
  return { context, checkpoints, limits };
}
