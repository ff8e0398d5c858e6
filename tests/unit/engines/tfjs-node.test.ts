import * as tf from '@tensorflow/tfjs-core';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import nodeUtil from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installedIn, loadTfjsNode, missingParts } from '../../../src-main/engines/tfjs/load-tfjs-node.ts';
import { ENGINES } from '../../../src-main/engines/index.ts';
import { registerGradients } from '../../../src-main/training/gradients.ts';
import { unless, withoutEngine } from '../../helpers/unless.ts';
import lock from '../../../package-lock.json' with { type: 'json' };
import apartLock from '../../../resources/tfjs-node/package-lock.json' with { type: 'json' };

interface Locked {
  readonly version: string;
}

const ROOT = resolve(import.meta.dirname, '../../..');
const NAPI = 9;

describe('the tree of packages', () => {
  it('holds exactly one tfjs-core, and every TF.js package of one version', () => {
    const ofTfjs = (from: object) =>
      Object.entries(from).filter(([path]) => /@tensorflow\/[\w-]+$/.test(path)) as [string, Locked][];
    const packages = ofTfjs(lock.packages);
    expect(packages.map(([path]) => basename(path))).toEqual(['tfjs-backend-cpu', 'tfjs-core']);
    const apart = ofTfjs(apartLock.packages);
    expect(apart.map(([path]) => basename(path))).toContain('tfjs-node');
    for (const [path, { version }] of [...packages, ...apart]) expect(version, path).toBe(tf.version_core);
  });

  it('has it on the disk once too', () => {
    const folders = ['node_modules', 'resources/tfjs-node'].map((folder) => join(ROOT, folder));
    const modules = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true }),
    );
    const found = modules.filter(
      ({ name, parentPath }) => name === 'tfjs-core' && parentPath.endsWith('@tensorflow'),
    );
    expect(new Set(found.map(({ parentPath, name }) => realpathSync(join(parentPath, name)))).size).toBe(1);
  });
});

describe('what is missing of tfjs-node', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'groklab-tfjs-node-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const install = (version: string, ...files: string[]) => {
    const manifest = { version, binary: { napi_versions: [3, 8] } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    for (const file of files) {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
  };

  it('is another version than TF.js, with how to get the right one', () => {
    install('4.21.0', 'lib/napi-v8/tfjs_binding.node');
    const found = missingParts(folder, NAPI);
    expect(found?.reason).toContain(`4.21.0 is installed, and TF.js is ${tf.version_core}`);
    expect(found?.remedy).toContain('npm run engine:tfjs-node');
  });

  it('are its native parts, where nothing was fetched', () => {
    install(tf.version_core);
    const found = missingParts(folder, NAPI);
    expect(found?.reason).toMatch(/native parts are not installed/);
    expect(found?.remedy).toContain('npm run engine:tfjs-node');
  });

  it('is half of it, where libraries lie without the module, or the module is for another Node', () => {
    install(tf.version_core, 'deps/lib/libtensorflow.so');
    expect(missingParts(folder, NAPI)?.reason).toMatch(/half installed/);
    install(tf.version_core, 'lib/napi-v3/tfjs_binding.node');
    expect(missingParts(folder, NAPI)?.reason).toMatch(/half installed/);
    install(tf.version_core, 'lib/napi-v8/tfjs_binding.node');
    expect(missingParts(folder, NAPI)).toBeUndefined();
  });
});

describe('where tfjs-node is looked for', () => {
  const OF_HOME = 'resources/tfjs-node/node_modules/@tensorflow/tfjs-node';
  let around: string;
  beforeEach(() => (around = mkdtempSync(join(tmpdir(), 'groklab-around-'))));
  afterEach(() => rmSync(around, { recursive: true, force: true }));
  const put = (folder: string) => {
    mkdirSync(join(around, folder), { recursive: true });
    writeFileSync(join(around, folder, 'package.json'), '{}');
  };

  it('is the program itself: what somebody has put into a folder around it is not executed', () => {
    const start = join(around, 'program/out/main');
    mkdirSync(start, { recursive: true });
    put('program');
    for (const planted of [OF_HOME, 'node_modules/@tensorflow/tfjs-node']) put(planted);
    expect(installedIn(start)).toBeUndefined();
    put(`program/${OF_HOME}`);
    expect(installedIn(start)).toBe(join(around, 'program', OF_HOME));
  });
});

describe('tfjs-node, loaded', unless(withoutEngine('tfjs-node')), () => {
  it('leaves the gradients of this program in force, and the backend that was chosen', async () => {
    registerGradients();
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    const ours = tf.getGradient(tf.BatchMatMul);
    loadTfjsNode(1);
    expect(tf.getGradient(tf.BatchMatMul)).toBe(ours);
    expect(tf.getBackend()).toBe('cpu');
    expect(tf.findBackend('tensorflow')).toBeTruthy();
  });

  it('has the helpers that its Node has lost', () => {
    loadTfjsNode(1);
    const { isNullOrUndefined } = createRequire(import.meta.url)('node:util') as Record<string, (x: unknown) => boolean>;
    expect([null, undefined, 0, ''].map((x) => isNullOrUndefined?.(x))).toEqual([true, true, false, false]);
    expect(nodeUtil).toHaveProperty('isNullOrUndefined');
  }); // oxfmt-ignore

  it('says which TensorFlow computes', async () => {
    const found = await ENGINES['tfjs-node'].probe();
    expect(found).toMatchObject({ available: true });
    expect(found.available && found.version).toMatch(/^4\.22\.0 with TensorFlow \d+\.\d+/);
  });
});
