import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/helpers/longest-first.ts';

// The tests start hundreds of commands, labs and workers from the sources. All of them, and the processes that run the
// tests, find what was compiled once.
process.env['NODE_COMPILE_CACHE'] ??= resolve(import.meta.dirname, 'node_modules/.cache/compiled');

export default defineConfig({
  // State classes of the pages (`*.svelte.ts`) are compiled; in Node they run without a browser.
  plugins: [svelte({ configFile: false })],
  test: {
    include: ['tests/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    globalSetup: ['./tests/helpers/unpack-browser.ts', './tests/helpers/find-engines.ts'],
    pool: 'forks',
    // One more than the cores of a small machine: much of a test is waiting for processes and pages.
    maxWorkers: 3,
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    reporters: ['default', './tests/helpers/summary-reporter.ts'],
  },
});
