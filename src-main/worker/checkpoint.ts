/** @file Checkpoints: everything a run needs to go on as if it had never stopped, in one file that is whole or absent. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../base/hash.ts';
import type { NamedArrays } from '../base/named-arrays.ts';
import { diskError } from '../contract/values/disk-error.ts';
import { LabError } from '../contract/values/lab-error.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';

/** Random numbers are a function of seed, purpose and step, so the step stands for their state. */
export interface Checkpoint {
  readonly step: number;
  /** Training time until then. */
  readonly seconds: number;
  readonly configHash: string;
  /** Parameters and optimizer state. */
  readonly state: NamedArrays;
  /** What else the run carries along, as JSON. */
  readonly memory: unknown;
}

export interface WrittenCheckpoint {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes under a temporary name, forces it to the disk, renames it, forces the folder.
 * @throws LabError `store-unusable` when the disk is full or cannot be written; what was there is as it was
 */
export function writeCheckpoint(folder: string, checkpoint: Checkpoint): WrittenCheckpoint {
  const { step, seconds, configHash, state, memory } = checkpoint;
  const metadata = {
    format: 'grokking-lab-1',
    step: String(step),
    seconds: String(seconds),
    configHash,
    memory: JSON.stringify(memory),
  };
  const bytes = encodeSafetensors(state, metadata);
  const file = join(folder, `step-${String(step).padStart(9, '0')}.safetensors`);
  try {
    putInPlace(file, bytes);
  } catch (error) {
    throw diskError(file, error);
  }
  return { file: basename(file), bytes: bytes.length, sha256: sha256(bytes) };
}

function putInPlace(file: string, bytes: Uint8Array): void {
  const temporary = `${file}.part`;
  try {
    const descriptor = openSync(temporary, 'w');
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true }); // half a file would keep space from a disk that is full
    throw error;
  }
  syncFolder(dirname(file));
}

/** Windows cannot open folders; there a rename is durable by itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws LabError `checkpoint-damaged` naming the file */
export function readCheckpoint(file: string, configHash: string): Checkpoint {
  try {
    const { arrays, metadata } = decodeSafetensors(readFileSync(file));
    if (metadata['format'] !== 'grokking-lab-1') throw new Error('it is not a checkpoint of this program');
    if (metadata['configHash'] !== configHash) throw new Error('it belongs to another config');
    const step = Number(metadata['step']);
    if (!Number.isInteger(step)) throw new Error(`it has no step, but ${metadata['step']}`);
    return {
      step,
      seconds: Number(metadata['seconds']),
      configHash,
      state: arrays,
      memory: JSON.parse(metadata['memory'] ?? 'null'),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LabError(
      'checkpoint-damaged',
      `checkpoint ${basename(file)} cannot be used: ${why}.`,
      { file },
      error,
    );
  }
}
