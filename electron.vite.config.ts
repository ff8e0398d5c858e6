/** @file The build: `out/main` (one file per process, run by Node and by Electron), `out/preload` (one CommonJS file)
 *  and `out/renderer` (the pages). */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import packageJson from './package.json' with { type: 'json' };
import { fingerprint, STAMP } from './src-main/cli/build-state.ts';

const at = (path: string) => resolve(import.meta.dirname, path);

// electron-vite asks the installed electron package for its version to choose targets. The package may be missing
// (it is of no use to the command and the browser host), so the version it was written for stands here.
process.env['ELECTRON_MAJOR_VER'] ??= '45';
const NODE_TARGET = 'node24';
/** The pages are opened by ordinary browsers too, not by Electron's Chromium alone. */
const PAGE_TARGET = 'es2022';

const mainEntries = Object.fromEntries(
  Object.entries({
    cli: 'src-main/cli/main.ts',
    worker: 'src-main/worker/main.ts',
    reader: 'src-main/lab/reader-thread.ts',
    electron: 'src-main/electron/main.ts',
  })
    .map(([name, path]) => [name, at(path)] as const)
    .filter(([, path]) => existsSync(path)),
);
/** Native parts, and what they share with a package that is loaded beside them. All other packages are in the bundles: a
 *  command that reads 57 files instead of 264 begins in two thirds of the time. */
const OUTSIDE = /^(better-sqlite3|onnxruntime-node|@tensorflow\/.*)$/;
const bundled = Object.keys(packageJson.dependencies).filter((name) => !OUTSIDE.test(name));

const preload = at('src-main/electron/preload.ts');
const pages = at('src-renderer');

/** Pages have addresses such as /runs/12, where assets addressed relatively would not be found. */
const absoluteAssets: Plugin = {
  name: 'absolute-assets',
  config: (config) => {
    config.base = '/';
  },
};

/** What it is made of: read before, for a file that changes meanwhile makes another build. */
const made = fingerprint(import.meta.dirname);

/** Between the first and the last part the folder holds no build. */
function stamp(part: 'first' | 'last'): Plugin {
  let file = '';
  return {
    name: `stamp-${part}`,
    configResolved: ({ root, build: { outDir } }) => {
      file = join(dirname(resolve(root, outDir)), STAMP);
    },
    ...(part === 'first' && { buildStart: () => rmSync(file, { force: true }) }),
    ...(part === 'last' && { closeBundle: () => writeFileSync(file, made) }),
  };
}

/** What has no entry file is left out of the build. */
export default defineConfig({
  ...(Object.keys(mainEntries).length > 0 && {
    main: {
      plugins: [stamp('first')],
      build: {
        target: NODE_TARGET,
        externalizeDeps: { exclude: bundled },
        rolldownOptions: {
          input: mainEntries,
          output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
        },
      },
    },
  }),
  ...(existsSync(preload) && {
    preload: {
      build: {
        target: NODE_TARGET,
        // A sandboxed preload can require nothing but electron.
        externalizeDeps: false,
        rolldownOptions: {
          input: { preload },
          output: { format: 'cjs' as const, entryFileNames: '[name].cjs', codeSplitting: false },
        },
      },
    },
  }),
  ...(existsSync(resolve(pages, 'index.html')) && {
    renderer: {
      root: pages,
      plugins: [svelte(), absoluteAssets, stamp('last')],
      worker: { format: 'es' as const },
      build: {
        target: PAGE_TARGET,
        minify: true,
        // One file of about 0.74 MB, half of it Chart.js, zod, chevrotain and Svelte. It comes from the disk, or from this
        // machine by 127.0.0.1, never over a network: in pieces it would come no sooner, and pages would wait for theirs.
        chunkSizeWarningLimit: 1000,
        // A slow moment of this machine is no warning to those who install.
        rolldownOptions: {
          input: { index: resolve(pages, 'index.html') },
          checks: { bundlerTimings: false },
        },
      },
    },
  }),
});
