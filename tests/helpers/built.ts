/** @file The build that the tests start, as users do: hundreds of commands and workers, each in a third of the time that
 *  the sources take to load. It is of today's sources (`build-first.ts`). That the sources run too is seen wherever a test
 *  starts a file of `src-main`, and by each command that a test runs in its own process. */
import { join, resolve } from 'node:path';
import { BUILD, MADE, OUTPUT } from './built-places.ts';

const ROOT = resolve(import.meta.dirname, '../..');

const build = process.env[BUILD] ?? (process.env['VITEST'] ? refuse() : join(ROOT, 'out'));
const made = process.env[MADE] ?? join(OUTPUT, `made-${process.pid}`);

export const BUILT_COMMAND = join(build, 'main/cli.js');
export const BUILT_WORKER = join(build, 'main/worker.js');
export const BUILT_PAGES = join(build, 'renderer');
/** The pages over a lab in memory. */
export const BUILT_FAKE_APP = join(made, 'fake-app');
/** The worker that trains nothing. */
export const BUILT_SCRIPTED_WORKER = join(made, 'scripted-worker/scripted-worker.js');

function refuse(): never {
  throw new Error(
    'nothing was built for this test file: tests/helpers/build-first.ts has to name its folder',
  );
}
