import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { LongestFirst } from './tests/helpers/longest-first.ts';

// The tests start hundreds of commands, labs and workers. All of them, and the processes that run the tests, find what
// was compiled once.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, 'node_modules/.cache/compiled');

const EVERY_TEST = 'tests/**/*.test.ts';
/** Rooms whose files run many to a process: they leave nothing behind in it. Left out are those that choose the backend
 *  and the gradients of the one TF.js that a process has, and those that put an Electron in the place of the real one. */
const QUICK =
  'tests/unit/{analysis,base,cli,contract,experiments,headless,lab,measures,renderer,store,tasks}/**/*.test.ts';

const project = (
  name: string,
  test: TestProjectInlineConfiguration['test'],
): TestProjectInlineConfiguration => ({
  // State classes of the pages (`*.svelte.ts`) are compiled; in Node they run without a browser.
  plugins: [svelte({ configFile: false })],
  test: {
    name,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    // Three more than the cores of a small machine: much of a test is waiting for processes and pages.
    maxWorkers: 5,
    expect: { poll: { timeout: 30_000 } },
    ...test,
  },
});

export default defineConfig({
  test: {
    // Here and not in the projects: once for all of them.
    globalSetup: [
      './tests/helpers/build-first.ts',
      './tests/helpers/unpack-browser.ts',
      './tests/helpers/find-engines.ts',
    ],
    maxWorkers: 5,
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './tests/helpers/summary-reporter.ts'],
    projects: [
      // Most of what such a file costs is the start of a process and the loading of the program.
      project('quick', { include: [QUICK], isolate: false, restoreMocks: true }),
      project('alone', { include: [EVERY_TEST], exclude: [QUICK] }),
    ],
  },
});
