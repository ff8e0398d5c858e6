import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { acquireOwnership, openReader, openStore, storePaths } from '../../../src-main/store/open-store.ts';
import { APPLICATION_ID } from '../../../src-main/store/store-format.ts';
import { aFile, aFolder, aStore, labErrorOf, withSqlite } from './builders.ts';

const script = fileURLToPath(new URL('hold-store.ts', import.meta.url));

/** Resolves once the process holds the file. */
async function holding(file: string, what: 'store' | 'lock'): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, file, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

const race = fileURLToPath(new URL('race-for-stores.ts', import.meta.url));

/** What processes that do these things at the same moments say of each other. */
async function racing(...what: readonly ('own' | 'read' | 'withdraw')[]): Promise<Record<string, number>[]> {
  const folder = aFolder();
  const children = what.map((does) =>
    spawn(process.execPath, [race, folder, does], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] }),
  );
  for (const child of children) onTestFinished(() => void child.kill('SIGKILL'));
  await Promise.all(children.map((child) => once(child, 'message')));
  const said = children.map((child) => once(child, 'message'));
  const start = Date.now() + 100;
  for (const child of children) child.send(start);
  return (await Promise.all(said)).map(([seen]) => seen as Record<string, number>);
}

/** It was the owner at times, and never while another one was: that would have met the mark of its being inside. */
function expectOneOwner(seen: Record<string, number> | undefined): void {
  expect(seen?.['done']).toBeGreaterThan(0);
  expect(Object.keys(seen ?? {}).filter((said) => !['done', 'not-owner'].includes(said))).toEqual([]);
}

describe('a store that is made by several at once', () => {
  it('is had by one of them at a time, and read by others from its first moment', async () => {
    const [one, two, reader] = await racing('own', 'own', 'read');
    for (const owner of [one, two]) expectOneOwner(owner);
    expect(Object.keys(reader ?? {})).toEqual(['done']);
  });

  it('has one owner also while others give up making it and take its lock away', async () => {
    for (const seen of await racing('withdraw', 'withdraw', 'withdraw')) expectOneOwner(seen);
  });

  it('has one owner where its new lock is taken away and made again just after it was opened', () => {
    const paths = storePaths(aFile());
    // Another process that gives up and a third one, in the moment before the lock is looked at again.
    let looks = 0;
    const { statSync } = fs;
    const replacing = (path: fs.PathLike, options?: fs.StatSyncOptions) => {
      if (path === paths.lock && ++looks === 2) {
        renameSync(paths.lock, `${paths.lock}.gone`);
        writeFileSync(paths.lock, '');
      }
      return statSync(path, options);
    };
    vi.spyOn(fs, 'statSync').mockImplementation(replacing as typeof statSync);
    syncBuiltinESMExports();
    onTestFinished(() => {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    });
    const ownership = acquireOwnership(paths);
    expect(looks).toBeGreaterThan(2);
    expect(labErrorOf(() => acquireOwnership(paths)).code).toBe('not-owner');
    ownership.release();
  });
});

describe('ownership between processes', () => {
  it('is refused while another process has it, and to be had at once when that is killed', async () => {
    const file = aFile();
    const other = await holding(file, 'lock');
    const error = labErrorOf(() => openStore(file));
    expect(error.code).toBe('not-owner');
    expect(error.message).toBe(`${file} belongs to another running Grokking Lab; use that one or quit it.`);
    await killed(other);
    aStore(file);
  });

  it('can be held and given up without opening the store', async () => {
    const file = aFile();
    const ownership = acquireOwnership(storePaths(file));
    expect(labErrorOf(() => openStore(file)).code).toBe('not-owner');
    ownership.release();
    const other = await holding(file, 'lock');
    expect(labErrorOf(() => acquireOwnership(storePaths(file))).code).toBe('not-owner');
    await killed(other);
    acquireOwnership(storePaths(file)).release();
  });

  it('leaves the lock of a store that could not be opened, for which others may be waiting', () => {
    const file = aFile();
    withSqlite(file, (db) => {
      db.pragma('user_version = 20'); // without the tables that it promises
      db.pragma(`application_id = ${APPLICATION_ID}`);
    });
    expect(labErrorOf(() => openStore(file)).code).toBe('store-unusable');
    expect(existsSync(`${file}.lock`)).toBe(true);
  });

  it('leaves no lock of a store that could not be made', () => {
    const file = aFile();
    mkdirSync(`${file}.part`);
    expect(() => openStore(file)).toThrow();
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  it('leaves a reader everything that was committed, and whole batches only, while the owner writes', async () => {
    const file = aFile();
    const other = await holding(file, 'store');
    const reader = openReader(file);
    for (let look = 0; look < 50; look++) {
      const { progress } = reader.run(1) as NonNullable<ReturnType<typeof reader.run>>;
      const request = { runs: [1], width: null, scale: 'linear', from: null, to: null } as const;
      const curves = reader.curves({ ...request, runs: [1], metrics: ['train/loss', 'val/loss'] });
      const [train, val] = curves;
      expect(train?.step.length).toBeGreaterThanOrEqual(progress.step);
      expect((train?.step.length ?? 1) % 10).toBe(0);
      expect(val?.step).toEqual(train?.step);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    reader.close();
    await killed(other);
  });

  it('keeps the log of a killed owner out of the store that is made where its file was lost', async () => {
    const file = aFile();
    const other = await holding(file, 'store');
    const reader = openReader(file);
    while ((reader.run(1)?.progress.step ?? 0) < 200) await new Promise((resolve) => setTimeout(resolve, 5));
    await killed(other);
    reader.close();
    const log = readFileSync(`${file}-wal`);
    expect(log.length).toBeGreaterThan(0);
    writeFileSync(`${file}-wal.orphan`, 'of an earlier loss');
    rmSync(file);

    const store = aStore(file);
    expect(store.reader.lastRun('table')).toBeUndefined();
    withSqlite(file, (db) => expect(db.pragma('integrity_check', { simple: true })).toBe('ok'));
    expect(readFileSync(`${file}-wal.orphan-2`).equals(log)).toBe(true);
    expect(readFileSync(`${file}-wal.orphan`, 'utf8')).toBe('of an earlier loss');
  });

  it('loses nothing that was committed when the owner is killed in the middle of writing', async () => {
    const file = aFile();
    const other = await holding(file, 'store');
    const reader = openReader(file);
    while ((reader.run(1)?.progress.step ?? 0) < 200) await new Promise((resolve) => setTimeout(resolve, 5));
    const seen = reader.run(1)?.progress.step ?? 0;
    await killed(other);
    reader.close();

    const store = aStore(file);
    expect(store.writer.markInterrupted('Grokking Lab was killed.')).toEqual([1]);
    const run = store.reader.run(1);
    expect(run?.status).toBe('interrupted');
    expect(run?.progress.step).toBeGreaterThanOrEqual(seen);
    const rows = [...store.reader.seriesRows([1])];
    expect(rows).toHaveLength(2 * (run?.progress.step ?? 0));
    expect(rows.every(({ metric, step, value }) => value === (metric === 'train/loss' ? step : -step))).toBe(
      true,
    );
  });
});
