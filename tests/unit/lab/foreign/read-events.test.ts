import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { crc32c, maskedCrc32c } from '../../../../src-main/lab/foreign/crc32c.ts';
import { readEvents } from '../../../../src-main/lab/foreign/read-events.ts';
import { anEvent, fileVersion, framed } from '../../../helpers/event-file.ts';
import { temporaryFolder } from '../../../helpers/lab-in-folder.ts';

function aFile(...records: readonly Uint8Array[]): string {
  const folder = join(temporaryFolder(), 'my-run');
  mkdirSync(folder);
  const file = join(folder, 'events.out.tfevents.1');
  writeFileSync(file, Buffer.concat(records));
  return file;
}

const float = (value: number) => Buffer.from(new Float32Array([value]).buffer);

it('CRC-32C is that of RFC 3720', () => {
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
});

describe('an event file', () => {
  it('gives scalars, as plain values and as tensors, with their times', async () => {
    const file = aFile(
      fileVersion(),
      anEvent(0, [{ tag: 'acc/val', simple_value: 0.5 }], 100),
      anEvent(10, [{ tag: 'acc/val', tensor: { dtype: 1, float_val: [0.75] } }], 101.5),
      anEvent(
        20,
        [
          { tag: 'acc/val', tensor: { dtype: 1, tensor_content: float(1) } },
          { tag: 'loss', tensor: { dtype: 2, double_val: [1 / 3] } },
          { tag: 'histogram', tensor: { dtype: 2, double_val: [1, 2] } },
          { tag: 'words', tensor: { dtype: 7 } },
        ],
        103,
      ),
    );
    const run = await readEvents([file]);
    expect(run).toMatchObject({ name: 'my-run', format: 'tensorboard' });
    expect(Object.fromEntries(run.series)).toEqual({
      'acc/val': { step: [0, 10, 20], value: [0.5, 0.75, 1] },
      loss: { step: [20], value: [1 / 3] },
    });
    expect([...run.times]).toEqual([
      [0, 100],
      [10, 101.5],
      [20, 103],
    ]);
  });

  it('gives of values in single precision what was logged, and of others exactly what is there', async () => {
    const third = Math.fround(1 / 3);
    const file = aFile(
      anEvent(1, [{ tag: 'a', simple_value: 0.9 }]),
      anEvent(2, [{ tag: 'a', tensor: { dtype: 1, float_val: [0.95] } }]),
      anEvent(3, [{ tag: 'a', tensor: { dtype: 1, tensor_content: float(0.99) } }]),
      anEvent(4, [{ tag: 'a', simple_value: NaN }]),
      anEvent(5, [{ tag: 'a', tensor: { dtype: 2, double_val: [third] } }]),
    );
    const { value = [] } = (await readEvents([file])).series.get('a') ?? {};
    expect(value).toEqual([0.9, 0.95, 0.99, NaN, third]);
  });

  it('keeps of steps that come again after a restart the later ones', async () => {
    const at = (step: number, value: number) => anEvent(step, [{ tag: 'a', simple_value: value }]);
    const files = [aFile(at(10, 1), at(20, 1), at(30, 1)), aFile(at(20, 2), at(40, 2))];
    expect((await readEvents(files)).series.get('a')).toEqual({ step: [10, 20, 40], value: [1, 2, 2] });
  });

  const whole = [fileVersion(), anEvent(1, [{ tag: 'a', simple_value: 1 }])];
  const bytes = Buffer.concat(whole);
  const flipped = (at: number) => Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)));
  const second = (whole[0] as Buffer).length;
  const huge = Buffer.alloc(16);
  huge.writeBigUInt64LE(2n ** 40n);
  huge.writeUInt32LE(maskedCrc32c(huge.subarray(0, 8)), 8);
  const cases: [string, Buffer, RegExp][] = [
    [
      'whose length was changed',
      flipped(second),
      /byte \d+: the length of the record does not match its checksum; copy it again/,
    ],
    [
      'whose content was changed',
      flipped(second + 14),
      new RegExp(`byte ${second}: the record does not match its checksum`),
    ],
    [
      'that was cut short',
      bytes.subarray(0, -3),
      new RegExp(`byte ${second}: the last record is cut short .*head -c ${second} FILE`),
    ],
    [
      'that is none',
      Buffer.from('step,loss\n1,2\n3,4\n'),
      /byte 0: the length .*; choose a TensorBoard event file/,
    ],
    [
      'with a record that is no event',
      Buffer.concat([bytes, framed(Buffer.from([0xff, 0xff]))]),
      /holds no event/,
    ],
    [
      'with a step below 0',
      anEvent(-5, [{ tag: 'a', simple_value: 1 }]),
      /byte 0: 'a' has step -5; steps are whole numbers from 0/,
    ],
  ];
  it.each(cases)('%s is refused with file, byte and what to do', async (_, content, message) => {
    const file = aFile(content);
    await expect(readEvents([file])).rejects.toThrow(message);
    await expect(readEvents([file])).rejects.toThrow(file);
  });
});

it('a record of many pieces is put together once, not at every piece', async () => {
  const large = framed(Buffer.alloc(16 << 20));
  const file = aFile(fileVersion(), large);
  const concat = vi.spyOn(Buffer, 'concat');
  onTestFinished(() => concat.mockRestore());
  await expect(readEvents([file])).rejects.toThrow('holds no event');
  const copied = concat.mock.calls.reduce(
    (sum, [pieces]) => sum + pieces.reduce((bytes, piece) => bytes + piece.length, 0),
    0,
  );
  expect(copied).toBeLessThan(3 * large.length);
});
