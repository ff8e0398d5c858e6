/** @file Does an engine work on this machine? Asked in a process of its own: a native library that crashes costs one answer. */
import type { EngineId } from '../contract/values/engine-id.ts';
import type { EngineReport } from '../contract/wire/worker-protocol.ts';
import { ENGINES } from '../engines/index.ts';

export async function probeEngine(engine: EngineId): Promise<EngineReport> {
  const found = await ENGINES[engine].probe();
  return found.available
    ? { engine, available: true, version: found.version, reason: '', remedy: '' }
    : { engine, available: false, version: '', reason: found.reason, remedy: found.remedy };
}
