/** @file Whether the queue is paused and how much it may use at a time, kept in the store. */
import { z } from 'zod';
import type { StoreReader, StoreWriter } from '../store/store.ts';

const KEY = 'queue';

const queueSettings = z.object({
  paused: z.boolean().catch(false),
  /** Why it paused itself; '' where a person paused it, or nobody did. */
  pausedBecause: z.string().catch(''),
  /** null: as many runs as threads allow. */
  parallel: z.int().min(1).nullable().catch(null),
  /** null: one per core. */
  threads: z.int().min(1).nullable().catch(null),
});
export type QueueSettings = z.infer<typeof queueSettings>;

/** Anything that is missing or damaged has its usual value. */
export function readQueueSettings(reader: StoreReader): QueueSettings {
  const stored = queueSettings.safeParse(reader.settings()[KEY] ?? {});
  return stored.success ? stored.data : { paused: false, pausedBecause: '', parallel: null, threads: null };
}

export function writeQueueSettings(writer: StoreWriter, settings: QueueSettings): void {
  writer.writeSetting(KEY, settings);
}
