/** @file Builds what the tests start, once and before all of them, and only where a test to be run starts it. */
import { dirname, resolve } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../../src-main/cli/ensure-built.ts';
import { buildFakeApp } from '../e2e/build-fake-app.ts';
import { BUILT_SCRIPTED_WORKER } from './built.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Other tests run from the sources alone, so that nobody waits for a build who changes a line and asks what it did. */
const OF_THE_BUILD = /tests\/(integration\/|e2e\/|unit\/worker\/process)/;
const OF_THE_FAKE_APP = /tests\/e2e\/(?!real-lab)/;

export async function setup({ vitest }: TestProject): Promise<void> {
  const files = vitest.state.getPaths().map((path) => path.replaceAll('\\', '/'));
  const some = (pattern: RegExp) => files.some((file) => pattern.test(file));
  if (some(OF_THE_BUILD)) {
    ensureBuilt(ROOT, console.log);
    await buildScriptedWorker();
  }
  if (some(OF_THE_FAKE_APP)) await buildFakeApp();
}

/** One file: it is started two hundred times. */
async function buildScriptedWorker(): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: 'tests/helpers/scripted-worker.ts',
      outDir: dirname(BUILT_SCRIPTED_WORKER),
      emptyOutDir: true,
      target: 'node24',
    },
  });
}
