/** @file TensorFlow's libraries for Linux, out of the wheel that Python's registry has of it. pip fetches and checks it;
 *  a few lines of Python take out of it what is needed. */
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { LabError } from '../../contract/values/lab-error.ts';
import { watchGrowth } from '../watch-growth.ts';
import type { Surroundings, Wheel } from './places.ts';
import { lastLines, runProgram } from './run-program.ts';

/** One file for everybody, whatever their Python: of a wheel's contents only the parts in C++ are used. */
export const WHEEL: Wheel = {
  requirement: 'tensorflow-cpu==2.21.0',
  file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
  sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  bytes: 273_829_956,
};
const TARGET = ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'];
const PLATFORM = ['--platform', 'manylinux_2_27_x86_64'];
/** pip gives up by itself long before; this is for a download that neither fails nor goes on. */
const SILENCE_MS = 90_000;
const MEGABYTE = 1e6;

/** Writes the members below these folders and these files to a target, and prints how many megabytes it has written. */
const TAKE_OUT = `
import os, sys, zipfile
wheel, target = sys.argv[1:3]
renamed = {
    'tensorflow/libtensorflow_cc.so.2': 'lib/libtensorflow_cc.so.2',
    'tensorflow/libtensorflow_framework.so.2': 'lib/libtensorflow_framework.so.2',
}
headers = ('tensorflow/include/tensorflow/', 'tensorflow/include/tsl/', 'tensorflow/include/xla/tsl/')
written = 0
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        name = member.filename
        if name in renamed:
            place = renamed[name]
        elif name.startswith(headers) and not name.endswith('/'):
            place = name[len('tensorflow/'):]
        else:
            continue
        path = os.path.join(target, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(member) as source, open(path, 'wb') as copy:
            while piece := source.read(1 << 22):
                copy.write(piece)
                written += len(piece)
                print(written // 1000000, flush=True)
`;

/** What the linker looks for, and the file that it finds. The libraries know each other by the names with a 2. */
const LINKER_NAMES = {
  'libtensorflow.so': 'libtensorflow_cc.so.2',
  'libtensorflow_framework.so': 'libtensorflow_framework.so.2',
};

/**
 * The wheel in a folder, fetched unless it is there and whole.
 * @returns its path
 * @throws LabError saying what went wrong and what to do
 */
export async function fetchWheel(
  { env, wheel, say, show }: Surroundings,
  python: string,
  folder: string,
): Promise<string> {
  const path = join(folder, wheel.file);
  if (existsSync(path) && (await sha256Of(path)) === wheel.sha256) return path;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const megabytes = (wheel.bytes / MEGABYTE).toFixed(0);
  say(`Fetching ${wheel.requirement.replace('==', ' ')} with pip (${megabytes} MB)`);
  // pip refuses a file with another checksum by itself.
  writeFileSync(join(folder, 'wanted.txt'), `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  let watch: ReturnType<typeof watchGrowth> | undefined;
  const { code, text } = await runProgram(python, pipWords(folder), {
    env: { ...env, TMPDIR: folder, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    onStart: (end) => {
      const onGrowth = (bytes: number) => show(`${(bytes / MEGABYTE).toFixed(0)} of ${megabytes} MB`);
      watch = watchGrowth({ folders: [folder], silenceMs: SILENCE_MS, onSilence: end, onGrowth });
    },
  });
  watch?.stop();
  show('');
  if (code !== 0 || !existsSync(path)) {
    const why = watch?.fired() ? 'nothing came for a long time' : lastLines(text, 2);
    throw unavailable(
      `pip could not fetch ${wheel.requirement} (${why}); see that Python's registry is reached (pip download ${wheel.requirement} --no-deps tries it), and run this again`,
    );
  }
  const found = await sha256Of(path);
  if (found !== wheel.sha256) {
    rmSync(path);
    throw unavailable(`${wheel.file} has the checksum ${found}, not ${wheel.sha256}; run this again`);
  }
  say(`Its SHA-256 is the one expected: ${wheel.sha256}`);
  return path;
}

function pipWords(folder: string): string[] {
  const quick = ['--progress-bar', 'off', '--timeout', '20', '--retries', '2'];
  const exact = ['--no-deps', '--only-binary=:all:', '--require-hashes', ...PLATFORM, ...TARGET];
  return ['-m', 'pip', 'download', ...exact, ...quick, '-d', folder, '-r', join(folder, 'wanted.txt')];
}

/** Libraries and headers at `deps`: all of them or nothing. @throws LabError */
export async function takeOutLibraries(
  { env, say, show }: Surroundings,
  python: string,
  wheel: string,
  deps: string,
): Promise<void> {
  say('Taking the libraries and headers out of it (about 930 MB)');
  const part = `${deps}.part`;
  rmSync(part, { recursive: true, force: true });
  const onLine = (line: string) => show(/^\d+$/.test(line) ? `${line} MB` : line);
  const { code, text } = await runProgram(python, ['-c', TAKE_OUT, wheel, part], { env, onLine });
  show('');
  if (code !== 0) {
    rmSync(part, { recursive: true, force: true });
    throw unavailable(
      `the libraries could not be taken out of the wheel (${lastLines(text, 1)}); run this again`,
    );
  }
  for (const [name, file] of Object.entries(LINKER_NAMES)) symlinkSync(file, join(part, 'lib', name));
  rmSync(deps, { recursive: true, force: true });
  renameSync(part, deps);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 22 })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

export function unavailable(why: string): LabError {
  return new LabError('engine-unavailable', `tfjs-node: ${why}.`);
}
