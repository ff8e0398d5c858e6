/** @file Builds the pages over the fake lab. */
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build } from 'vite';

/** @param outDir emptied before */
export async function buildFakeApp(outDir: string): Promise<void> {
  await build({
    root: resolve(import.meta.dirname, 'app'),
    configFile: false,
    logLevel: 'error',
    plugins: [svelte({ configFile: false })],
    publicDir: resolve(import.meta.dirname, '../../src-renderer/public'),
    build: { outDir, emptyOutDir: true, minify: false, target: 'es2022' },
  });
}
