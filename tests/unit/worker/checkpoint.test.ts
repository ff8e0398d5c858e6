import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src-main/base/hash.ts';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from '../../../src-main/worker/checkpoint.ts';
import { encodeSafetensors } from '../../../src-main/worker/safetensors.ts';
import { onWindows, unless } from '../../helpers/unless.ts';

const BIG_CHECKPOINT = resolve(import.meta.dirname, '../../helpers/big-checkpoint.ts');

const CHECKPOINT: Checkpoint = {
  step: 1200,
  seconds: 3.25,
  configHash: 'abc',
  state: {
    parameters: { shape: [3], data: Float32Array.of(0.1, -2, 1e-40) },
    'adam/firstMoment': { shape: [3], data: Float64Array.of(0.1, NaN, -0) },
  },
  memory: { point1: { step: 100, after: 75 }, relapses: 0, generalised: false },
};

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'groklab-checkpoint-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function damaged(file: string, hash = 'abc'): LabError {
  try {
    readCheckpoint(file, hash);
  } catch (error) {
    expect(error).toBeInstanceOf(LabError);
    expect((error as LabError).code).toBe('checkpoint-damaged');
    expect((error as LabError).details).toEqual({ file });
    return error as LabError;
  }
  return expect.fail('it was read');
}

describe('a checkpoint', () => {
  it('gives back everything that was written, and says what the file is', () => {
    const { file, bytes, sha256: digest } = writeCheckpoint(folder, CHECKPOINT);
    const content = readFileSync(join(folder, file));
    expect(bytes).toBe(content.length);
    expect(digest).toBe(sha256(content));
    expect(readCheckpoint(join(folder, file), 'abc')).toEqual(CHECKPOINT);
  });

  it('lies in a file whose name sorts by step, with nothing beside it', () => {
    for (const step of [5, 90, 1_000_000_000])
      expect(writeCheckpoint(folder, { ...CHECKPOINT, step }).file).toContain(String(step));
    const files = readdirSync(folder);
    expect(files).toHaveLength(3);
    const steps = [...files].sort().map((file) => readCheckpoint(join(folder, file), 'abc').step);
    expect(steps.slice(0, 2)).toEqual([5, 90]);
  });

  it('that the disk does not take leaves the one before as it was', unless(onWindows), () => {
    const { file } = writeCheckpoint(folder, CHECKPOINT);
    const before = readFileSync(join(folder, file));
    // A real write that fails in the middle: the process may make files of 16 blocks, and the checkpoint is larger.
    const words = ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, BIG_CHECKPOINT, folder];
    const said = execFileSync('sh', words, { encoding: 'utf8' });
    expect(JSON.parse(said)).toEqual({
      code: 'store-unusable',
      message: `${join(folder, 'step-000009999.safetensors')} cannot grow because the disk is full; free some space and try again.`,
    });
    expect(readdirSync(folder)).toEqual([file]);
    expect(readFileSync(join(folder, file)).equals(before)).toBe(true);
  });

  it('replaces one of the same step', () => {
    writeCheckpoint(folder, CHECKPOINT);
    const { file } = writeCheckpoint(folder, { ...CHECKPOINT, seconds: 9 });
    expect(readdirSync(folder)).toEqual([file]);
    expect(readCheckpoint(join(folder, file), 'abc').seconds).toBe(9);
  });

  it('that cannot be finished leaves no checkpoint behind, and an older one as it was', () => {
    const { file } = writeCheckpoint(folder, CHECKPOINT);
    const before = readFileSync(join(folder, file));
    // The temporary name is taken by a folder: opening it for writing fails.
    mkdirSync(join(folder, `${file}.part`));
    expect(() => writeCheckpoint(folder, { ...CHECKPOINT, seconds: 9 })).toThrow();
    expect(readFileSync(join(folder, file))).toEqual(before);
    expect(() => writeCheckpoint(join(folder, 'missing'), CHECKPOINT)).toThrow();
    expect(readdirSync(folder).filter((name) => name.endsWith('.safetensors'))).toEqual([file]);
  });

  it('cut off anywhere is damaged', () => {
    const { file } = writeCheckpoint(folder, CHECKPOINT);
    const path = join(folder, file);
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 7) {
      writeFileSync(path, bytes.subarray(0, length));
      expect(damaged(path).message).toContain(file);
    }
  });

  it('of another config is refused', () => {
    const { file } = writeCheckpoint(folder, CHECKPOINT);
    const { message } = damaged(join(folder, file), 'another');
    expect(message).toBe(`checkpoint ${file} cannot be used: it belongs to another config.`);
  });

  it.each([
    ['text', Buffer.from('not a checkpoint at all, but long enough to look like one')],
    ['zeros', Buffer.alloc(200)],
    ['ones', Buffer.alloc(200, 0xff)],
    ['nothing', Buffer.alloc(0)],
    ['a header that is no object', withHeader('null')],
    ['arrays of somebody else', encodeSafetensors(CHECKPOINT.state, { format: 'pt' })],
    ['no step', encodeSafetensors(CHECKPOINT.state, { format: 'grokking-lab-1', configHash: 'abc' })],
    ['a memory that is no JSON', encodeSafetensors({}, { format: 'grokking-lab-1', configHash: 'abc', step: '1', memory: '{' })],
  ])('that holds %s is damaged', (_, content) => {
    const path = join(folder, 'step-000000001.safetensors');
    writeFileSync(path, content);
    expect(damaged(path).message).toMatch(/^checkpoint step-000000001\.safetensors cannot be used: .+\.$/);
  }); // oxfmt-ignore

  it('that is not there is damaged', () => {
    expect(damaged(join(folder, 'step-7.safetensors')).message).toContain('step-7.safetensors');
  });
});

function withHeader(json: string): Buffer {
  const bytes = Buffer.alloc(8 + json.length);
  bytes.writeBigUInt64LE(BigInt(json.length));
  bytes.write(json, 8);
  return bytes;
}
