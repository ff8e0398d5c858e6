/** @file The build that users run, which the tests start: hundreds of commands and workers, each in a third of the time
 *  that the sources take to load. It is brought up to date before any test (`build-first.ts`). That the sources run too
 *  is seen wherever a test starts a file of `src-main`, and by each command that a test runs in its own process. */
import { resolve } from 'node:path';

const OUT = resolve(import.meta.dirname, '../../out');

export const BUILT_COMMAND = resolve(OUT, 'main/cli.js');
export const BUILT_WORKER = resolve(OUT, 'main/worker.js');
export const BUILT_PAGES = resolve(OUT, 'renderer');
/** The pages over a lab in memory. */
export const BUILT_FAKE_APP = resolve(import.meta.dirname, '../output/fake-app');
/** The worker that trains nothing. */
export const BUILT_SCRIPTED_WORKER = resolve(
  import.meta.dirname,
  '../output/scripted-worker/scripted-worker.js',
);
