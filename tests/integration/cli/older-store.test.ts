/** @file A store that an older version wrote, where no lab of the new one was ever started: whoever reads first brings it up
 *  to date. */
import { spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bringToNewestFormat } from '../../../src-main/lab/newest-format.ts';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { newestVersion, versionOf } from '../../../src-main/store/migrations/run-migrations.ts';
import { APPLICATION_ID } from '../../../src-main/store/store-format.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { groklab, startGroklab } from '../../helpers/groklab.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { onWindows, unless } from '../../helpers/unless.ts';
import { withSqlite } from '../../unit/store/builders.ts';
import { insertRun, migrateTo } from '../../unit/store/migrations/at-version.ts';

const NEWEST = newestVersion(MIGRATIONS);
const OLDER = MIGRATIONS.at(-2)?.version ?? 0;
const HOLDER = resolve(import.meta.dirname, '../../unit/store/hold-store.ts');
const AS_NOBODY = resolve(import.meta.dirname, '../../helpers/as-nobody.ts');

/** Closed, of the version before this one, with run 7 in it. */
function anOlderStore(): string {
  const file = join(temporaryFolder(), 'lab.db');
  withSqlite(file, (db) => {
    migrateTo(db, OLDER);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    insertRun(db, 7);
  });
  return file;
}

const formatOf = (file: string) => withSqlite(file, versionOf);

describe('a store of an older version', () => {
  it('is brought up to date by whoever reads it, with a copy of it as it was', async () => {
    const file = anOlderStore();
    const { code, out, err } = await groklabHere(file, 'runs', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 7 }] });
    expect(formatOf(file)).toBe(NEWEST);
    expect(formatOf(`${file}.before-${NEWEST}`)).toBe(OLDER);
  });

  it('is so once, however many read it at the same moment', async () => {
    const file = anOlderStore();
    const readers = await Promise.all([1, 2, 3].map(() => groklab(file, 'runs', '--json')));
    for (const { code, out, err } of readers) {
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 7 }] });
    }
    expect(formatOf(`${file}.before-${NEWEST}`)).toBe(OLDER);
    expect(readdirSync(dirname(file)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is whole after a reader was killed over it, and the next one is not kept waiting', async () => {
    const file = anOlderStore();
    const reader = startGroklab(file, 'runs');
    while (!existsSync(`${file}.lock`) && reader.process.exitCode === null) await sleep(1);
    reader.process.kill('SIGKILL');
    await reader.ended;
    const { code, out } = await groklabHere(file, 'runs', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 7 }] });
    expect(formatOf(file)).toBe(NEWEST);
  });

  it('is left alone while somebody owns it, which is said with what to do', async () => {
    const file = anOlderStore();
    const owner = spawn(process.execPath, [HOLDER, file, 'lock'], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void owner.kill('SIGKILL'));
    await once(owner.stdout, 'data');
    await expect(bringToNewestFormat(file, 300)).rejects.toMatchObject({
      code: 'not-owner',
      message: `${file} is in an older format, and another running Grokking Lab owns it; quit that one, or wait until it has brought the store up to date, and try again.`,
    });
    expect(formatOf(file)).toBe(OLDER);
    const waiting = bringToNewestFormat(file);
    owner.kill('SIGKILL');
    await waiting;
    expect(formatOf(file)).toBe(NEWEST);
  });

  it('that may not be written is said to be that, with what to do', unless(onWindows), async () => {
    const file = anOlderStore();
    chmodSync(dirname(file), 0o555);
    onTestFinished(() => chmodSync(dirname(file), 0o755));
    const words = [AS_NOBODY, 'runs', '--db', file];
    await expect(promisify(execFile)(process.execPath, words)).rejects.toMatchObject({
      code: 2,
      stderr: `groklab: --db: ${file} is in an older format and cannot be brought up to date without writing to it; allow writing to the file and its folder, or copy it elsewhere and name the copy with --db.\n`,
    });
    expect(formatOf(file)).toBe(OLDER);
  });
});
