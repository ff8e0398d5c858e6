/** @file Where the parts of the tfjs-node package are, and which of them are there. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** @returns undefined when the package is not installed */
export function placesOf({ root, napi }: Surroundings): Places | undefined {
  const folder = join(root, 'node_modules', PACKAGE);
  const manifest = join(folder, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { binary } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  // As the package looks for it: the newest interface that both sides know.
  const version = Math.max(...binary.napi_versions.filter((known) => known <= napi));
  return {
    folder,
    deps: join(folder, 'deps'),
    binding: join(folder, `lib/napi-v${version}/tfjs_binding.node`),
  };
}
