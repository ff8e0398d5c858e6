/** @file A store that an older version wrote, where no lab of the new one was ever started: whoever reads first brings it up
 *  to date. */
import { spawn, execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encode } from '../../../src-main/contract/wire/codec.ts';
import { bringToNewestFormat } from '../../../src-main/lab/newest-format.ts';
import { SOCKET_PROTOCOL } from '../../../src-main/lab/socket-frames.ts';
import { socketPath } from '../../../src-main/lab/socket-path.ts';
import { MIGRATIONS } from '../../../src-main/store/migrations/index.ts';
import { newestVersion, versionOf } from '../../../src-main/store/migrations/run-migrations.ts';
import { acquireOwnership, storePaths } from '../../../src-main/store/open-store.ts';
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

/** As a kill in the middle of a commit leaves it: the header is of the newest version, what it replaced in the journal. */
function leaveHalfCommitted(file: string): void {
  const journal = `${file}-journal`;
  withSqlite(file, (db) => {
    db.pragma('synchronous = OFF'); // so that the journal counts its pages as they come
    db.exec('BEGIN EXCLUSIVE');
    db.pragma(`user_version = ${NEWEST}`);
    copyFileSync(journal, `${journal}.kept`);
    db.exec('COMMIT');
  });
  renameSync(`${journal}.kept`, journal);
}

const formatOf = (file: string) => withSqlite(file, versionOf);

describe('a store of an older version', () => {
  it('is brought up to date by whoever reads it, with a copy of it as it was', async () => {
    const file = anOlderStore();
    const { code, out } = await groklabHere(file, 'runs', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 7 }] });
    expect(formatOf(file)).toBe(NEWEST);
    expect(formatOf(`${file}.before-${NEWEST}`)).toBe(OLDER);
  });

  it('is so once, however many read it at the same moment', async () => {
    const file = anOlderStore();
    const readers = await Promise.all([1, 2, 3].map(() => groklab(file, 'runs', '--json')));
    for (const { code, out } of readers) {
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 7 }] });
    }
    expect(readers.map(({ err }) => err).join('')).toBe(
      `Bringing ${file} up to date; as it was it is kept in ${file}.before-${NEWEST}.\n`,
    );
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

  it('is brought up to date by a reader also where the one before was killed while it committed', async () => {
    const file = anOlderStore();
    leaveHalfCommitted(file);
    const { code, out, err } = await groklabHere(file, 'runs', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toMatchObject({ runs: [{ id: 7 }] });
    expect(formatOf(file)).toBe(NEWEST);
    expect(formatOf(`${file}.before-${NEWEST}`)).toBe(OLDER);
    expect(existsSync(`${file}-journal`)).toBe(false);
  });

  it('that is kept to go back to is not changed by looking, and what to do is said', async () => {
    const file = anOlderStore();
    await groklabHere(file, 'runs');
    const kept = `${file}.before-${NEWEST}`;
    const { code, err } = await groklabHere(file, 'runs', '--db', kept);
    expect(code).toBe(2);
    expect(err).toBe(
      `groklab: --db: ${kept} is the copy of a store as it was before an update, which opening it would change; copy it to another name first and name that with --db.\n`,
    );
    expect(formatOf(kept)).toBe(OLDER);
    copyFileSync(kept, `${file}.again`);
    expect(await groklabHere(file, 'runs', '--db', `${file}.again`)).toMatchObject({ code: 0 });
  });

  it('of which an owner answers belongs to an older version, which is said at once', async () => {
    const file = anOlderStore();
    const ownership = acquireOwnership(storePaths(file));
    onTestFinished(() => ownership.release());
    const greeting = { greeting: { protocol: SOCKET_PROTOCOL + 1, version: '0.0.1' } };
    const owner = createServer((socket) => void socket.end(`${encode(greeting)}\n`));
    onTestFinished(() => void owner.close());
    await once(owner.listen(socketPath(storePaths(file).file)), 'listening');
    await expect(bringToNewestFormat(file, { patienceMs: Infinity })).rejects.toMatchObject({
      code: 'not-owner',
      message: `${file} is in an older format and belongs to a running Grokking Lab of an older version; quit that one and try again.`,
    });
    expect(formatOf(file)).toBe(OLDER);
  });

  it('is left alone while somebody owns it, which is said with what to do', async () => {
    const file = anOlderStore();
    const owner = spawn(process.execPath, [HOLDER, file, 'lock'], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void owner.kill('SIGKILL'));
    await once(owner.stdout, 'data');
    await expect(bringToNewestFormat(file, { patienceMs: 300 })).rejects.toMatchObject({
      code: 'not-owner',
      message: `${file} is in an older format and belongs to another Grokking Lab that does not answer, perhaps since it is bringing it up to date; try again in a while, or quit that one.`,
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
