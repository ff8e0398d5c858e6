/** @file Finds out, once and before all tests, which engines work here. One that does not is left out of the tests of all
 *  engines, and a line says so and why. */
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { DEFAULT_ENGINE, type EngineId } from '../../src-main/contract/values/engine-id.ts';
import { probeEngines } from '../../src-main/lab/probe-engines.ts';
import { forkWorkers } from '../../src-main/lab/worker-process.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The engines that work on this machine. */
    engines: EngineId[];
    /** Why the others do not. */
    engineObstacles: Partial<Record<EngineId, string>>;
  }
}

const ENTRY = resolve(import.meta.dirname, '../../src-main/worker/main.ts');

export default async function findEngines(project: TestProject): Promise<void> {
  const reports = await probeEngines(forkWorkers({ entry: ENTRY }));
  const obstacles: Partial<Record<EngineId, string>> = {};
  for (const { engine, available, reason, remedy } of reports) {
    if (available) continue;
    if (engine === DEFAULT_ENGINE)
      throw new Error(`engine ${engine} does not work here: ${reason}; ${remedy}`);
    obstacles[engine] = `the engine ${engine} does not work here: ${reason}; ${remedy}`;
    console.log(`Tests of all engines leave one out: ${obstacles[engine]}.`);
  }
  project.provide(
    'engines',
    reports.filter(({ available }) => available).map(({ engine }) => engine),
  );
  project.provide('engineObstacles', obstacles);
}
