/** @file Disks that take nothing more: full, read-only, or locked by another program. Nothing committed is lost, the run
 *  says why it rests, the queue does not burn through what waits, and all goes on when the disk does. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { aSmallDisk, cannotMount, fillUp } from '../../helpers/small-disk.ts';
import { aLab, anOrder, curveRows, runIn, runWhen, temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { onWindows, unless } from '../../helpers/unless.ts';

const HOLDER = resolve(import.meta.dirname, '../../helpers/hold-database.ts');
const AS_NOBODY = resolve(import.meta.dirname, '../../helpers/as-nobody.ts');
const DISK_BYTES = 8 << 20;
const SLOW = { stepMs: 3 };

async function undisturbed(): Promise<string[]> {
  const lab = await aLab(join(temporaryFolder(), 'calm.db'));
  const { run } = await lab.request('runs.create', anOrder());
  await runIn(lab, run.id, 'finished');
  return curveRows(lab, run.id);
}

/** Two runs on a lab that takes one at a time; the first has been writing for a while. */
async function oneRunningOneWaiting(storeFile: string, options: Parameters<typeof aLab>[2] = {}) {
  const lab = await aLab(storeFile, SLOW, { cores: 1, report: () => {}, ...options });
  const { run } = await lab.request('runs.create', anOrder());
  const { run: next } = await lab.request('runs.create', anOrder({ seed: 2 }));
  await runWhen(lab, run.id, ({ progress }) => progress.step >= 30);
  return { lab, first: run.id, second: next.id };
}

async function afterTheTrouble(lab: Lab, first: number, second: number): Promise<void> {
  // Asked for by a person: the queue that paused itself has another try.
  await lab.request('runs.resume', { runs: [first] });
  await runIn(lab, first, 'finished');
  await lab.request('runs.resume', { runs: [second] }).catch(() => {});
  await runIn(lab, second, 'finished');
  expect(await curveRows(lab, first)).toEqual(await undisturbed());
  const { queue } = await lab.request('queue.read', { limit: 1 });
  expect(queue).toMatchObject({ paused: false, pausedBecause: '' });
}

describe('a disk that is full', unless(cannotMount), () => {
  it('interrupts the run with the reason, starts no other, and all goes on once there is room', async () => {
    const folder = aSmallDisk(DISK_BYTES);
    const { lab, first, second } = await oneRunningOneWaiting(join(folder, 'lab.db'), {
      limits: { retryMs: 50 },
    });
    const giveBack = fillUp(folder);
    await expect
      .poll(async () => (await lab.request('queue.read', { limit: 1 })).queue.pausedBecause, {
        timeout: 20_000,
      })
      .toContain('cannot grow because the disk is full; free some space and try again.');
    expect((await lab.request('runs.get', { run: second })).run.status).toBe('queued');
    giveBack();
    const interrupted = await runIn(lab, first, 'interrupted');
    expect(interrupted.reason).toContain('the disk is full');
    await afterTheTrouble(lab, first, second);
  });

  it('makes no store by half, and says so', async () => {
    const folder = aSmallDisk(DISK_BYTES);
    const giveBack = fillUp(folder);
    const storeFile = join(folder, 'lab.db');
    await expect(aLab(storeFile)).rejects.toMatchObject({
      code: 'store-unusable',
      message: expect.stringContaining('the disk is full; free some space'),
    });
    expect(readdirSync(folder).filter((file) => !file.endsWith('.lock'))).toEqual(['filler']);
    giveBack();
    const lab = await aLab(storeFile);
    const { run } = await lab.request('runs.create', anOrder());
    await runIn(lab, run.id, 'finished');
  });
});

describe('a store that another program has locked', () => {
  async function lockedBy(...words: string[]) {
    const holder = spawn(process.execPath, [HOLDER, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    return holder;
  }

  it('for a moment is waited for, and the run goes on', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const { lab, first, second } = await oneRunningOneWaiting(storeFile);
    await once(await lockedBy(storeFile, '300'), 'exit');
    await runIn(lab, first, 'finished');
    await runIn(lab, second, 'finished');
    expect((await lab.request('queue.read', { limit: 1 })).queue.pausedBecause).toBe('');
  });

  it('interrupts the run with the reason, starts no other, and all goes on once it is free', async () => {
    const storeFile = join(temporaryFolder(), 'lab.db');
    const impatient = { busyMs: 200, limits: { retryMs: 50 } };
    const { lab, first, second } = await oneRunningOneWaiting(storeFile, impatient);
    const holder = await lockedBy(storeFile);
    const read = () => lab.request('queue.read', { limit: 1 });
    await expect
      .poll(async () => (await read()).queue.pausedBecause, { timeout: 60_000 })
      .toContain('is locked by another program; close whatever else has it open.');
    const free = once(holder, 'exit');
    holder.kill('SIGKILL');
    await free;
    const interrupted = await runIn(lab, first, 'interrupted');
    expect(interrupted.reason).toContain('is locked by another program');
    expect((await lab.request('runs.get', { run: second })).run.status).toBe('queued');
    await afterTheTrouble(lab, first, second);
  });
});

describe('a folder that cannot be written', unless(onWindows), () => {
  const groklab = async (...words: string[]) => {
    const run = promisify(execFile)(process.execPath, [AS_NOBODY, ...words]);
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ code, out: stdout as string, err: stderr as string }),
    );
  };

  it('is refused for a run, with what to do, and nothing is left in it', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    const result = await groklab('run', 'quick-start', '--db', join(folder, 'lab.db'));
    expect(result.code).toBe(2);
    expect(result.err).toBe(
      `groklab: --db: ${join(folder, 'lab.db')} cannot be written; allow writing to the file and its folder.\n`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it('still lets its runs be read', async () => {
    const folder = temporaryFolder();
    const storeFile = join(folder, 'lab.db');
    const lab = await aLab(storeFile);
    const { run } = await lab.request('runs.create', anOrder());
    await runIn(lab, run.id, 'finished');
    await lab.close();
    chmodSync(folder, 0o555);
    onTestFinished(() => chmodSync(folder, 0o755));
    const result = await groklab('runs', '--json', '--db', storeFile);
    expect(result.err).toBe('');
    expect(JSON.parse(result.out).runs).toMatchObject([{ id: run.id, status: 'finished' }]);
    const again = await groklab('resume', '1', '--db', storeFile);
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('cannot be written') });
  });
});
