/** @file Where the parts of the tfjs-node package are, and which of them are there. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TFJS_NODE_HOME } from '../../contract/values/engine-id.ts';

export const PACKAGE = '@tensorflow/tfjs-node';

/** A file of Python's registry. */
export interface Wheel {
  readonly requirement: string;
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** What finding or making the engine depends on, so that tests can stand in for a machine. */
export interface Surroundings {
  /** Folder of the checkout, with its `node_modules`. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  /** Highest version of Node's binary interface that the running Node has. */
  readonly napi: number;
  /** What TensorFlow's libraries are taken out of. */
  readonly wheel: Wheel;
  /** How long the package's own storage site may keep silent. */
  readonly silenceMs: number;
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** A line that the next one replaces, on a terminal. */
  readonly show: (line: string) => void;
}

export interface Places {
  /** Of the installed package. */
  readonly folder: string;
  /** TensorFlow's libraries and headers. */
  readonly deps: string;
  /** The native module that Node loads. */
  readonly binding: string;
}

interface Manifest {
  readonly version: string;
  readonly binary: { readonly napi_versions: readonly number[] };
}

/** @returns undefined when the package is not installed, not wholly, or in another version than the lab was made for */
export function placesOf({ root, napi }: Surroundings): Places | undefined {
  // npm writes this list last: without it an installation was broken off.
  if (!existsSync(join(root, TFJS_NODE_HOME, 'node_modules/.package-lock.json'))) return undefined;
  const folder = join(root, TFJS_NODE_HOME, 'node_modules', PACKAGE);
  if (!existsSync(join(folder, 'package.json'))) return undefined;
  const { version: wanted } = manifestIn(join(root, 'node_modules', CORE));
  const { version: installed, binary } = manifestIn(folder);
  if (installed !== wanted) return undefined;
  // As the package looks for it: the newest interface that both sides know.
  const version = Math.max(...binary.napi_versions.filter((known) => known <= napi));
  return {
    folder,
    deps: join(folder, 'deps'),
    binding: join(folder, `lib/napi-v${version}/tfjs_binding.node`),
  };
}

const CORE = '@tensorflow/tfjs-core';
/** Packages that it brings a second copy of. */
const SHARED = [CORE, '@tensorflow/tfjs-backend-cpu'];

/** With the second copies gone it finds the lab's own, and its kernels are registered in the TF.js that the lab runs. */
export function shareTfjs({ root }: Surroundings): void {
  for (const name of SHARED) {
    rmSync(join(root, TFJS_NODE_HOME, 'node_modules', name), { recursive: true, force: true });
  }
}

const manifestIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
