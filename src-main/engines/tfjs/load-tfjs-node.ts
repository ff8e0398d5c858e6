/** @file Loads TensorFlow's own kernels into TF.js, where their package is installed and has its native parts. */
import * as tf from '@tensorflow/tfjs-core';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import nodeUtil from 'node:util';
import { packageFolder } from '../../base/package-folder.ts';
import { TFJS_NODE_HOME } from '../../contract/values/engine-id.ts';
import type { Availability } from '../engine.ts';
import { OP_NAMES } from '../graph/op-name.ts';

const PACKAGE = '@tensorflow/tfjs-node';
const GET_IT = 'run npm run engine:tfjs-node, which brings the package and its native parts';
const NOT_INSTALLED = `the package ${PACKAGE} is not installed`;
/** Name of its TF.js backend. */
export const TENSORFLOW = 'tensorflow';

/** Not imports: a package that may be missing has no place in the bundle or its types. */
const fromHere = createRequire(import.meta.url);

interface Manifest {
  readonly version: string;
  readonly binary: { readonly napi_versions: readonly number[] };
}

/** What stands in the way, judged by files alone; undefined when nothing is seen. */
export function missingParts(
  folder: string,
  napi: number,
): Extract<Availability, { available: false }> | undefined {
  const { version, binary } = fromHere(join(folder, 'package.json')) as Manifest;
  if (version !== tf.version_core) {
    return unavailable(`${PACKAGE} ${version} is installed, and TF.js is ${tf.version_core}`, GET_IT);
  }
  const interface_ = Math.max(...binary.napi_versions.filter((known) => known <= napi));
  const binding = join(folder, `lib/napi-v${interface_}/tfjs_binding.node`);
  if (existsSync(binding)) return undefined;
  const half = existsSync(join(folder, 'deps')) || existsSync(join(folder, 'lib'));
  return unavailable(
    half ? 'half installed: its native module is missing' : 'its native parts are not installed',
    GET_IT,
  );
}

const unavailable = (reason: string, remedy: string) => ({ available: false, reason, remedy }) as const;

/** Folder of the package as npm run engine:tfjs-node installs it; undefined when it is not there. Not looked for as Node
 *  looks for packages: a folder around the program is nobody's to have code executed from.
 *  @param start folder of the program, or one in it */
export function installedIn(start: string): string | undefined {
  const program = packageFolder(start);
  if (program === undefined) return undefined;
  const folder = join(program, TFJS_NODE_HOME, 'node_modules', PACKAGE);
  return existsSync(join(folder, 'package.json')) ? folder : undefined;
}

/** Looks, then loads, then computes. A library that crashes ends the process: ask in one that may end. */
export async function probeTfjsNode(): Promise<Availability> {
  const folder = installedIn(import.meta.dirname);
  if (!folder) return unavailable(NOT_INSTALLED, GET_IT);
  const missing = missingParts(folder, Number(process.versions['napi']));
  if (missing) return missing;
  try {
    const { native } = loadTfjsNode(1);
    await tf.setBackend(TENSORFLOW);
    const product = tf.tidy(() => tf.matMul(tf.ones([2, 3]), tf.ones([3, 2])).dataSync());
    if (product.join() !== '3,3,3,3') return unavailable(`it computes nonsense (${product.join()})`, GET_IT);
    return { available: true, version: `${tf.version_core} with TensorFlow ${native}` };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return unavailable(`its native parts cannot be loaded (${why})`, `${GET_IT}; -- --again begins anew`);
  }
}

/** The native module, once per process. */
let loaded: { native: string } | undefined;

/**
 * @param threads taken by the first call of a process: TensorFlow makes its threads once
 * @returns version of the native TensorFlow
 * @throws Error when the package or its parts are missing
 */
export function loadTfjsNode(threads: number): { native: string } {
  if (loaded) return loaded;
  const folder = installedIn(import.meta.dirname);
  if (!folder) throw new Error(`${NOT_INSTALLED}; ${GET_IT}`);
  process.env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  process.env['TF_NUM_INTEROP_THREADS'] ??= '1';
  // Its greetings and advice would go to standard error.
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  putBackOldHelpers();
  const before = tf.getBackend();
  const restore = rememberGradients();
  const { version } = fromHere(folder) as { version: Record<string, string> };
  restore();
  mendGather();
  if (before) void tf.setBackend(before);
  loaded = { native: nativeVersion() ?? version['tfjs-node'] ?? '' };
  return loaded;
}

/** The package uses helpers that Node has taken out of `node:util` in version 23, or complains about. */
function putBackOldHelpers(): void {
  const util = nodeUtil as unknown as Record<string, unknown>;
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  util['isArray'] = Array.isArray;
}

/** Its look-up compares indices with the length of the axis it was given, which it does not find for one below 0. */
function mendGather(): void {
  const gather = tf.getKernel(tf.GatherV2, TENSORFLOW);
  const call = gather?.kernelFunc;
  if (!gather || !call) return;
  tf.unregisterKernel(tf.GatherV2, TENSORFLOW);
  tf.registerKernel({
    ...gather,
    kernelFunc: ({ inputs, backend, attrs }) => {
      const axis = (attrs?.['axis'] as number | undefined) ?? 0;
      const rank = inputs['x']?.shape.length ?? 0;
      return call({ inputs, backend, attrs: { ...attrs, axis: axis < 0 ? axis + rank : axis } });
    },
  });
}

/**
 * The package brings TF.js's own gradients along. Those of this program stay in force.
 * @returns a function that puts things back as they are now
 */
function rememberGradients(): () => void {
  const known = OP_NAMES.map((name) => [name, tf.getGradient(name)] as const);
  return () => {
    for (const [name, gradient] of known) {
      if (tf.getGradient(name) === gradient) continue;
      tf.unregisterGradient(name);
      if (gradient) tf.registerGradient(gradient);
    }
  };
}

function nativeVersion(): string | undefined {
  const backend = tf.findBackend(TENSORFLOW) as { binding?: { TF_Version?: string } } | null;
  return backend?.binding?.TF_Version;
}
