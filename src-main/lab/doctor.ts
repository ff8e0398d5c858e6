/** @file What works on this machine, row by row, and what to do about the rest. */
import { existsSync, readFileSync } from 'node:fs';
import { access, constants, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { DoctorCheck } from '../contract/wire/requests.ts';
import { packageRoot, VERSION } from './package-root.ts';
import { probeEngines } from './probe-engines.ts';
import type { WorkerSpawner } from './worker-process.ts';

const GIGABYTE = 1e9;
/** A long run with every measure and its checkpoints stays well below this. */
const ENOUGH_BYTES = GIGABYTE;
const OLDEST_NODE = 22;

/** Needs no lab: it also answers where a store cannot be opened at all. Changes nothing. */
export async function examine(storeFile: string, spawn: WorkerSpawner): Promise<DoctorCheck[]> {
  const [engines, store, disk] = await Promise.all([
    engineChecks(spawn),
    storeCheck(storeFile),
    diskCheck(storeFile),
  ]);
  return [versionCheck(), nodeCheck(), ...engines, store, disk, machineCheck(), electronCheck()];
}

/** Bytes free on the disk that holds `file`, or would hold it. */
export async function freeBytes(file: string): Promise<number> {
  const { bavail, bsize } = await statfs(existingFolder(file));
  return bavail * bsize;
}

function check(name: string, ok: boolean, detail: string, remedy: string): DoctorCheck {
  return { name, ok, detail, remedy: ok ? '' : remedy };
}

function versionCheck(): DoctorCheck {
  return check('grokking-lab', true, `${VERSION} in ${packageRoot()}`, '');
}

function nodeCheck(): DoctorCheck {
  const ok = Number(process.versions.node.split('.')[0]) >= OLDEST_NODE;
  const remedy = `install Node ${OLDEST_NODE} or newer, or run npm ci so that the packaged one is there`;
  return check('node', ok, `${process.versions.node} at ${process.execPath}`, remedy);
}

async function engineChecks(spawn: WorkerSpawner): Promise<DoctorCheck[]> {
  const reports = await probeEngines(spawn);
  return reports.map(({ engine, available, version, reason, remedy }) =>
    check(`engine ${engine}`, available, available ? version : reason, remedy),
  );
}

async function storeCheck(storeFile: string): Promise<DoctorCheck> {
  const there = existsSync(storeFile);
  const target = there ? storeFile : existingFolder(storeFile);
  const writable = await access(target, constants.W_OK).then(
    () => true,
    () => false,
  );
  const detail = there ? storeFile : `${storeFile} (made by the first run)`;
  const remedy = `make ${target} writable, or choose another file with --db or GROKLAB_DB`;
  return check('store', writable, detail, remedy);
}

async function diskCheck(storeFile: string): Promise<DoctorCheck> {
  const free = await freeBytes(storeFile);
  const remedy = `free some space: at least ${ENOUGH_BYTES / GIGABYTE} GB keeps long runs and their checkpoints safe`;
  return check('disk', free >= ENOUGH_BYTES, `${gigabytes(free)} free beside the store`, remedy);
}

function machineCheck(): DoctorCheck {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${gigabytes(freemem())} of ${gigabytes(totalmem())} memory free`;
  return check('machine', true, `${availableParallelism()} cores (${model}), ${memory}`, '');
}

/** Looks for the binary as a file: asking the package itself would start a download. */
function electronCheck(): DoctorCheck {
  const folder = join(packageRoot(), 'node_modules/electron');
  const insideElectron = process.versions['electron'];
  if (insideElectron) return check('electron', true, `${insideElectron}, running now`, '');
  const pathFile = join(folder, 'path.txt');
  const binary = existsSync(pathFile) ? join(folder, 'dist', readFileSync(pathFile, 'utf8').trim()) : '';
  const ok = binary !== '' && existsSync(binary);
  const remedy =
    'run npx install-electron where its download site can be reached; until then npm start opens the app in the browser';
  return check('electron', ok, ok ? binary : 'its binary is not installed', remedy);
}

function existingFolder(file: string): string {
  let folder = dirname(resolve(file));
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

function gigabytes(bytes: number): string {
  return `${(bytes / GIGABYTE).toFixed(1)} GB`;
}
