/** @file What handlers of the process that owns the store may touch. */
import type { StoreWriter } from '../../store/store.ts';
import type { CheckpointKeeper } from '../checkpoint-keeper.ts';
import type { Clock } from '../clock.ts';
import type { EventBus } from '../event-bus.ts';
import type { Supervisor } from '../supervisor.ts';
import type { WorkerSpawner } from '../worker-process.ts';
import type { ReadContext } from './read-context.ts';

export interface OwnerContext extends ReadContext {
  readonly writer: StoreWriter;
  /** Path of the store. */
  readonly storeFile: string;
  /** Threads that runs may use together. */
  readonly cores: number;
  readonly supervisor: Supervisor;
  readonly bus: EventBus;
  readonly checkpoints: CheckpointKeeper;
  readonly spawn: WorkerSpawner;
  readonly clock: Clock;
}
