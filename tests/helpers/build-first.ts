/** @file Builds what the tests start, before all of them and again when they are run again, and only where a test to be run
 *  starts it. The build of the checkout is left alone, for a lab may be running from it: where it is not of today's
 *  sources, the tests have one of their own. */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';
import { fingerprint, isBuildOf } from '../../src-main/cli/build-state.ts';
import { buildInto } from '../../src-main/cli/ensure-built.ts';
import { buildFakeApp } from '../e2e/build-fake-app.ts';
import { BUILD, MADE, OUTPUT } from './built-places.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Other tests run from the sources alone, so that nobody waits for a build who changes a line and asks what it did. */
const OF_THE_BUILD = /tests\/(integration\/|e2e\/|unit\/worker\/process)/;
const OF_THE_FAKE_APP = /tests\/e2e\/(?!real-lab)/;
/** No run of the tests takes as long. */
const AN_HOUR_MS = 3_600_000;

/** What belongs to this run of the tests alone: another one beside it has its own. */
const made = join(OUTPUT, `made-${process.pid}`);

export async function setup(project: TestProject): Promise<void> {
  await prepare(project);
  project.onTestsRerun(() => prepare(project));
}

export function teardown(): void {
  rmSync(made, { recursive: true, force: true });
}

async function prepare({ vitest }: TestProject): Promise<void> {
  const files = vitest.state.getPaths().map((path) => path.replaceAll('\\', '/'));
  const some = (pattern: RegExp) => files.some((file) => pattern.test(file));
  if (!some(OF_THE_BUILD)) return;
  process.env[BUILD] = currentBuild();
  process.env[MADE] = made;
  await buildScriptedWorker(join(made, 'scripted-worker'));
  if (some(OF_THE_FAKE_APP)) await buildFakeApp(join(made, 'fake-app'));
}

/** Folder of a build of today's sources. */
function currentBuild(): string {
  const usual = join(ROOT, 'out');
  if (isBuildOf(ROOT, usual)) return usual;
  const folder = join(OUTPUT, `build-${fingerprint(ROOT).slice(0, 12)}`);
  if (isBuildOf(ROOT, folder)) return folder;
  removeOldBuilds();
  console.log('Building the app for the tests');
  const part = `${folder}.${process.pid}`;
  mkdirSync(OUTPUT, { recursive: true });
  buildInto(ROOT, part);
  // Under its name when it is whole. Another run of the tests may have been quicker.
  if (existsSync(folder)) rmSync(part, { recursive: true });
  else renameSync(part, folder);
  return folder;
}

function removeOldBuilds(): void {
  if (!existsSync(OUTPUT)) return;
  for (const name of readdirSync(OUTPUT)) {
    const folder = join(OUTPUT, name);
    const isOld = statSync(folder).mtimeMs < Date.now() - AN_HOUR_MS;
    if (/^(build|made)-/.test(name) && isOld) rmSync(folder, { recursive: true, force: true });
  }
}

/** One file: it is started two hundred times. */
async function buildScriptedWorker(outDir: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: { ssr: 'tests/helpers/scripted-worker.ts', outDir, emptyOutDir: true, target: 'node24' },
  });
}
