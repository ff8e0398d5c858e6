/** @file What the desk for uploads does in what order, how many it takes, and which it forgets. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MOST_UPLOADS } from '../../../src-main/contract/wire/upload-requests.ts';
import { UploadDesk, type DeskSurroundings } from '../../../src-main/lab/upload-desk.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const HOUR = 3_600_000;
const PLENTY = 1 << 30;

function aDesk(around: Partial<DeskSurroundings> = {}) {
  const folder = temporaryFolder();
  const clock = { now: 0 };
  const rest = { now: () => clock.now, freeBytes: () => Promise.resolve(PLENTY), ...around };
  const desk = new UploadDesk((name) => join(folder, name), rest);
  const piece = (upload: string | null, at: number, text: string) =>
    desk.add({ upload, name: 'a.csv', at, data: Buffer.from(text).toString('base64') });
  const begun = async (text = 'abc') => (await piece(null, 0, text)).upload;
  const contentOf = (upload: string) => readFileSync(join(folder, upload, 'a.csv'), 'utf8');
  return { desk, folder, clock, piece, begun, contentOf };
}

/** A disk that takes so many milliseconds for each answer. */
const slow = (...delays: number[]): DeskSurroundings['freeBytes'] => {
  return () => setTimeout(delays.shift() ?? 0, PLENTY);
};

describe('pieces that come while others are being written', () => {
  it('stand in the file in their order, whichever the disk is ready for first', async () => {
    const { piece, begun, contentOf } = aDesk({ freeBytes: slow(0, 60, 20, 0) });
    const upload = await begun();
    const rest = [piece(upload, 3, 'def'), piece(upload, 6, 'ghi'), piece(upload, 9, 'jkl')];
    expect((await Promise.all(rest)).map(({ bytes }) => bytes)).toEqual([6, 9, 12]);
    expect(contentOf(upload)).toBe('abcdefghijkl');
  });

  it('are in it before it is read', async () => {
    const { desk, piece, begun } = aDesk({ freeBytes: slow(0, 60) });
    const upload = await begun();
    const late = piece(upload, 3, 'def');
    const read = ([file]: string[]) => Promise.resolve(readFileSync(file as string, 'utf8'));
    expect(await desk.reading([upload], read)).toBe('abcdef');
    await late;
  });

  it('fail with the one before, and the file is gone', async () => {
    const free = [PLENTY, 0, PLENTY];
    const { desk, folder, piece, begun } = aDesk({ freeBytes: () => Promise.resolve(free.shift() ?? 0) });
    const upload = await begun();
    const all = await Promise.allSettled([piece(upload, 3, 'def'), piece(upload, 6, 'ghi')]);
    for (const one of all) {
      const reason = { message: "uploads: 'a.csv' does not fit on the disk of the store; free some space." };
      expect(one).toMatchObject({ status: 'rejected', reason });
    }
    expect(readdirSync(folder)).toEqual([]);
    await expect(desk.reading([upload], () => Promise.resolve())).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('files at the desk', () => {
  it('leave 64 MiB of the disk free', async () => {
    const free = { bytes: (64 << 20) + 3 };
    const { piece, begun, contentOf } = aDesk({ freeBytes: () => Promise.resolve(free.bytes) });
    expect(contentOf(await begun('abc'))).toBe('abc');
    await expect(piece(null, 0, 'abcd')).rejects.toMatchObject({ code: 'bad-request' });
  });

  it('are at most so many, of which one that began in its middle is none', async () => {
    const { desk, folder, piece, begun } = aDesk();
    for (let i = 0; i < 3; i++)
      await expect(piece(null, 7, 'abc')).rejects.toMatchObject({ code: 'conflict' });
    expect(readdirSync(folder)).toEqual([]);
    const all: string[] = [];
    for (let i = 0; i < MOST_UPLOADS; i++) all.push(await begun());
    await expect(piece(null, 0, 'abc')).rejects.toThrow(`${MOST_UPLOADS} files are waiting already`);
    await desk.discard(all.slice(0, 1));
    await begun();
    expect(readdirSync(folder)).toHaveLength(MOST_UPLOADS);
  });

  it('are forgotten an hour after the last piece or import, and never while they are read', async () => {
    const { desk, folder, clock, piece, begun } = aDesk();
    const isThere = (upload: string) => existsSync(join(folder, upload));
    const [left, growing, read] = [await begun(), await begun(), await begun()];
    const reading = Promise.withResolvers<void>();
    const imported = desk.reading([read], () => reading.promise);
    clock.now = 0.6 * HOUR;
    await piece(growing, 3, 'def');
    clock.now = 1.2 * HOUR;
    await begun();
    expect([left, growing, read].map(isThere)).toEqual([false, true, true]);
    reading.resolve();
    await imported;
    clock.now = 1.9 * HOUR;
    await begun();
    expect([growing, read].map(isThere)).toEqual([false, true]);
  });
});
