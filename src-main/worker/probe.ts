/** @file Which engines work on this machine? Asked in a process of its own: a native library that crashes costs one answer. */
import type { EngineReport } from '../contract/wire/worker-protocol.ts';
import { ENGINES } from '../engines/index.ts';

export async function probeEngines(): Promise<EngineReport[]> {
  const reports = Object.values(ENGINES).map(async (engine): Promise<EngineReport> => {
    const found = await engine.probe();
    return found.available
      ? { engine: engine.id, available: true, version: found.version, reason: '' }
      : { engine: engine.id, available: false, version: '', reason: found.reason };
  });
  return Promise.all(reports);
}
