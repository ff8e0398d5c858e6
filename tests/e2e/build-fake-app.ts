/** @file Builds the pages over the fake lab. */
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';
import { BUILT_FAKE_APP } from '../helpers/built.ts';

export async function buildFakeApp(): Promise<void> {
  await build({
    root: resolve(import.meta.dirname, 'app'),
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    publicDir: resolve(import.meta.dirname, '../../src-renderer/public'),
    build: { outDir: BUILT_FAKE_APP, emptyOutDir: true, minify: false, target: 'es2022' },
  });
}
