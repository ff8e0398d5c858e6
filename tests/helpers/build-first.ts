/** @file Builds what the tests start, once and before all of them, and only where a test to be run starts it. */
import { resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureBuilt } from '../../src-main/cli/ensure-built.ts';
import { buildFakeApp } from '../e2e/build-fake-app.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Other tests run from the sources alone, so that nobody waits for a build who changes a line and asks what it did. */
const OF_THE_BUILD = /tests\/(integration\/|e2e\/|unit\/worker\/process)/;
const OF_THE_FAKE_APP = /tests\/e2e\/(?!real-lab)/;

export async function setup({ vitest }: TestProject): Promise<void> {
  const files = vitest.state.getPaths().map((path) => path.replaceAll('\\', '/'));
  const some = (pattern: RegExp) => files.some((file) => pattern.test(file));
  if (some(OF_THE_BUILD)) ensureBuilt(ROOT, console.log);
  if (some(OF_THE_FAKE_APP)) await buildFakeApp();
}
