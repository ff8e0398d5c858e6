/** @file The package's own way to its native parts: its install script, which npm was told not to run. It fetches from a
 *  storage site that some networks do not reach. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { TFJS_NODE_HOME } from '../../contract/values/engine-id.ts';
import { watchGrowth } from '../watch-growth.ts';
import type { Places, Surroundings } from './places.ts';
import { lastLines, runProgram } from './run-program.ts';

const MEGABYTE = 1e6;

/** @returns why it brought nothing; undefined when all parts are there */
export async function downloadParts(
  { root, env, silenceMs, show }: Surroundings,
  { folder, deps, binding }: Places,
): Promise<string | undefined> {
  const manifest = join(folder, 'package.json');
  const before = readFileSync(manifest, 'utf8');
  // The script calls a command of another package by name.
  const path = [join(root, TFJS_NODE_HOME, 'node_modules/.bin'), env['PATH']].filter(Boolean).join(delimiter);
  let watch: ReturnType<typeof watchGrowth> | undefined;
  const { code, text } = await runProgram(process.execPath, [join(folder, 'scripts/install.js')], {
    cwd: folder,
    env: { ...env, PATH: path },
    onStart: (end) => {
      const onGrowth = (bytes: number) => show(`${(bytes / MEGABYTE).toFixed(0)} MB so far`);
      watch = watchGrowth({ folders: [deps, join(folder, 'lib')], silenceMs, onSilence: end, onGrowth });
    },
  });
  watch?.stop();
  show('');
  // The script changes the manifest while it works, and changes it back unless it is ended.
  if (readFileSync(manifest, 'utf8') !== before) writeFileSync(manifest, before);
  if (code === 0 && existsSync(binding)) return undefined;
  for (const part of [deps, join(folder, 'lib')]) rmSync(part, { recursive: true, force: true });
  if (watch?.fired()) return `its storage site sent nothing for ${Math.round(silenceMs / 1000)} seconds`;
  return `its install script ended with ${code ?? 'a signal'} (${reason(text)})`;
}

/** The line of a stack that says what happened. */
function reason(text: string): string {
  const line = text.split('\n').find((each) => /Error: /.test(each));
  return (line?.trim().replace(/^\w*Error: /, '') ?? lastLines(text, 1)).slice(0, 200);
}
