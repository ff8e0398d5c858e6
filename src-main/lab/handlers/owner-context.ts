/** @file What handlers of the process that owns the store may touch. */
import type { StoreWriter } from '../../store/store.ts';
import type { BenchDesk } from '../bench-desk.ts';
import type { CheckpointKeeper } from '../checkpoint-keeper.ts';
import type { Clock } from '../clock.ts';
import type { EngineDirectory } from '../engine-directory.ts';
import type { EventBus } from '../event-bus.ts';
import type { QueueReport } from '../queue-report.ts';
import type { Supervisor } from '../supervisor.ts';
import type { SweepAnnouncer } from '../sweep-announcer.ts';
import type { Sweeps } from '../sweeps.ts';
import type { UploadDesk } from '../upload-desk.ts';
import type { WorkerSpawner } from '../worker-process.ts';
import type { ReadContext } from './read-context.ts';

export interface OwnerContext extends ReadContext {
  readonly writer: StoreWriter;
  /** Path of the store. */
  readonly storeFile: string;
  /** Threads that runs may use together. */
  readonly cores: number;
  readonly supervisor: Supervisor;
  readonly sweeps: Sweeps;
  readonly announcer: SweepAnnouncer;
  readonly queueReport: QueueReport;
  readonly bus: EventBus;
  readonly checkpoints: CheckpointKeeper;
  readonly spawn: WorkerSpawner;
  readonly clock: Clock;
  readonly engines: EngineDirectory;
  readonly bench: BenchDesk;
  readonly uploads: UploadDesk;
  /** Told what went wrong where nobody waits for an answer. */
  readonly report: (error: unknown) => void;
}
