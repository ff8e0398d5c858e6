/** @file Experiments that leave one store as a file and enter another. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { sha256 } from '../../../src-main/base/hash.ts';
import { ALL_RUNS } from '../../../src-main/contract/wire/requests.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { unpackArchive } from '../../../src-main/lab/archive/unpack-archive.ts';
import { ReadOnlyLab } from '../../../src-main/lab/read-only-lab.ts';
import { aLab, anOrder, curveRows, runIn, runWhen, temporaryFolder } from '../../helpers/lab-in-folder.ts';

type Entries = Map<string, Buffer>;

const aStoreFile = () => join(temporaryFolder(), 'lab.db');

async function aSweptLab(): Promise<Lab> {
  const lab = await aLab(aStoreFile());
  const changes = { 'budget.steps': 100, 'evaluation.every': 10, 'checkpoint.everySteps': 50 };
  const axis = { kind: 'grid' as const, path: 'optimizer.weightDecay', values: [0.3, 1] };
  const spec = { experiment: 'quick-start', changes, axes: [axis], samples: 0, draw: 1, points: [] };
  await lab.request('sweeps.create', {
    ...{ spec: { ...spec, seeds: [1, 2], search: null }, name: 'kept', tags: ['paper'] },
    ...{ engine: 'onnx-cpu', threads: 1, parallel: null, reuse: false, skipInvalid: false },
  });
  await lab.idle();
  return lab;
}

async function archiveOf(lab: Lab, sweeps: number[] = [1]): Promise<Buffer> {
  const reader = new ReadOnlyLab(lab.storeFile);
  const { runs } = await reader.request('runs.list', { ...ALL_RUNS, sort: 'id' });
  const bytes = await buffer(reader.archive({ runs: runs.map((run) => run.id), sweeps, createdAt: 5 }));
  reader.close();
  return bytes;
}

function saved(bytes: Buffer): string {
  const file = join(temporaryFolder(), 'experiment.zip');
  writeFileSync(file, bytes);
  return file;
}

const importing = (lab: Lab, bytes: Buffer) => lab.request('archives.import', { file: saved(bytes) });

async function unzipped(bytes: Buffer): Promise<Entries> {
  const zip = await fromBufferPromise(bytes);
  const entries: Entries = new Map();
  for await (const entry of zip.eachEntry())
    entries.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  return entries;
}

/** @param modes kinds of file and rights of some of them, as a Unix has them */
async function zipped(entries: Entries, modes: Readonly<Record<string, number>> = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of entries)
    zip.addBuffer(content, name, { compress: content.length > 1 << 20, mode: modes[name] ?? 0o100644 });
  zip.end();
  return buffer(zip.outputStream);
}

/** The archive after a change of its entries, its manifest made to fit unless it is what was changed. */
async function changed(bytes: Buffer, change: (entries: Entries) => void, fits = true): Promise<Buffer> {
  const entries = await unzipped(bytes);
  const manifest = JSON.parse(String(entries.get('manifest.json')));
  change(entries);
  if (fits) {
    const all = [...entries].filter(([name]) => name !== 'manifest.json');
    manifest.entries = all.map(([name, b]) => ({ name, bytes: b.length, sha256: sha256(b) }));
    entries.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  }
  return zipped(entries);
}

function edited(entries: Entries, name: string, edit: (text: string) => string): void {
  entries.set(name, Buffer.from(edit(String(entries.get(name)))));
}

/** The archive with another size of an entry in its list of entries. */
function sizeClaimed(bytes: Buffer, name: string, size: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt32LE(size, bytes.lastIndexOf(name) - 46 + 24);
  return changed;
}

/** @returns the file of the run's newest checkpoint, with other bytes than were written */
async function aDamagedCheckpoint(lab: Lab, run: number): Promise<string> {
  const { checkpoints } = await lab.request('runs.get', { run });
  const file = join(`${lab.storeFile}.checkpoints`, String(run), checkpoints[0]?.file ?? '');
  writeFileSync(file, readFileSync(file, 'utf8').replace('state', 'stale'));
  return file;
}

const exported = async (lab: Lab, what: 'export.runs' | 'export.curves', format: 'csv' | 'json') =>
  (await lab.request(what, { runs: [], format })).text;

describe('the archive of a sweep', () => {
  it('imported into an empty store gives identical exports, the sweep and its checkpoints', async () => {
    const from = await aSweptLab();
    const to = await aLab(aStoreFile());
    const result = await importing(to, await archiveOf(from));
    expect(result).toEqual({ imported: [1, 2, 3, 4], present: [], sweeps: [1] });
    for (const format of ['csv', 'json'] as const) {
      expect(await exported(to, 'export.curves', format)).toBe(await exported(from, 'export.curves', format));
      expect(await exported(to, 'export.runs', format)).toBe(await exported(from, 'export.runs', format));
    }
    const asked = { sweep: 'kept' };
    expect(await to.request('sweeps.get', asked)).toEqual(await from.request('sweeps.get', asked));
    for (const run of [1, 4]) {
      const [here, there] = await Promise.all([to, from].map((lab) => lab.request('runs.get', { run })));
      expect(here).toEqual(there);
      const file = join(`${run}`, here?.checkpoints[0]?.file ?? 'none');
      const read = (lab: Lab) => readFileSync(join(`${lab.storeFile}.checkpoints`, file));
      expect(read(to).equals(read(from))).toBe(true);
    }
  });

  it('meets runs of other ids and leaves those it knows by their uid', async () => {
    const from = await aSweptLab();
    const to = await aLab(aStoreFile());
    const { run: own } = await to.request('runs.create', anOrder());
    await runIn(to, own.id, 'finished');
    const before = await curveRows(to, own.id);
    const bytes = await archiveOf(from);
    expect((await importing(to, bytes)).imported).toEqual([2, 3, 4, 5]);
    expect(await curveRows(to, 3)).toEqual(await curveRows(from, 2));
    await to.request('runs.edit', { run: 3, note: 'mine' });
    expect(await importing(to, bytes)).toEqual({ imported: [], present: [2, 3, 4, 5], sweeps: [1] });
    expect((await to.request('runs.get', { run: 3 })).run).toMatchObject({ note: 'mine', sweep: 1 });
    expect(await curveRows(to, own.id)).toEqual(before);
    const { points } = await to.request('sweeps.get', { sweep: 1 });
    expect(points.map(({ run }) => run)).toEqual([2, 3, 4, 5]);
  });

  it('grows a sweep that is there already by what it was extended with elsewhere', async () => {
    const from = await aSweptLab();
    const to = await aLab(aStoreFile());
    await importing(to, await archiveOf(from));
    const addition = { values: {}, points: [], seeds: [3], samples: 0 };
    await from.request('sweeps.extend', { sweep: 1, addition, reuse: false, skipInvalid: false });
    await from.idle();
    const { imported, present } = await importing(to, await archiveOf(from));
    expect([imported, present]).toEqual([
      [5, 6],
      [1, 2, 3, 4],
    ]);
    const [here, there] = await Promise.all([to, from].map((lab) => lab.request('sweeps.get', { sweep: 1 })));
    expect(here).toEqual(there);
  });

  it('is refused, naming the file, where a checkpoint is missing', async () => {
    const lab = await aSweptLab();
    rmSync(`${lab.storeFile}.checkpoints`, { recursive: true });
    await expect(archiveOf(lab)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/the checkpoint .* is not there; bring the folder/),
    });
  });

  it('is refused, naming the file, where a checkpoint is not what was written', async () => {
    const lab = await aSweptLab();
    const file = await aDamagedCheckpoint(lab, 2);
    await expect(archiveOf(lab)).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      message: `export: the checkpoint ${file} does not match its checksum; bring the file back from a copy, or leave the run out.`,
    });
  });

  it('is to be had after a resume where the damaged checkpoint is that of a run that can go on', async () => {
    const lab = await aLab(aStoreFile(), { stepMs: 10 });
    const { run } = await lab.request('runs.create', anOrder());
    await runWhen(lab, run.id, ({ progress }) => progress.step >= 60);
    await lab.request('runs.pause', { runs: [run.id] });
    await runIn(lab, run.id, 'paused');
    await aDamagedCheckpoint(lab, run.id);
    await expect(archiveOf(lab, [])).rejects.toMatchObject({
      code: 'checkpoint-damaged',
      message: expect.stringContaining('; resume the run, which goes on from the one before, or leave'),
    });
    await lab.request('runs.resume', { runs: [run.id] });
    await runIn(lab, run.id, 'finished');
    expect((await archiveOf(lab, [])).length).toBeGreaterThan(0);
  });

  it('goes on where it was paused', async () => {
    const from = await aLab(aStoreFile(), { stepMs: 10 });
    const { run } = await from.request('runs.create', anOrder());
    await runIn(from, run.id, 'running');
    await expect(archiveOf(from, [])).rejects.toThrow('is running; let it end or pause it');
    await from.request('runs.pause', { runs: [run.id] });
    const paused = await runIn(from, run.id, 'paused');
    const to = await aLab(aStoreFile());
    await importing(to, await archiveOf(from, []));
    expect((await to.request('runs.get', { run: 1 })).run).toEqual(paused);
    for (const lab of [to, from]) {
      await lab.request('runs.resume', { runs: [1] });
      await runIn(lab, 1, 'finished');
    }
    expect(await curveRows(to, 1)).toEqual(await curveRows(from, 1));
  });
});

describe('an archive that is not right', () => {
  const RUN = 'runs/1/run.json';
  const SERIES = 'runs/2/series.jsonl';

  const cases: [string, (bytes: Buffer) => Buffer | Promise<Buffer>, RegExp][] = [
    ['truncated', (bytes) => bytes.subarray(0, bytes.length - 100), /damaged, cut short or no archive/],
    ['cut in half', (bytes) => bytes.subarray(0, bytes.length >> 1), /damaged, cut short or no archive/],
    ['empty', () => Buffer.alloc(0), /damaged, cut short or no archive/],
    [
      'with another number in a series',
      (bytes) =>
        changed(bytes, (e) => edited(e, SERIES, (t) => t.replace(/"value":(\d)/, '"value":9')), false),
      /'runs\/2\/series.jsonl'/,
    ],
    [
      'with a wrong checksum',
      (bytes) =>
        changed(
          bytes,
          (e) => edited(e, 'manifest.json', (t) => t.replace(/[0-9a-f]{64}/, 'a'.repeat(64))),
          false,
        ),
      /does not match its checksum/,
    ],
    [
      'of a newer format with entries of another kind',
      (bytes) =>
        changed(
          bytes,
          (e) => {
            e.set('pictures/1.png', Buffer.from('!'));
            edited(e, 'manifest.json', (t) => t.replace('"version": 1', '"version": 2'));
          },
          false,
        ),
      /is of format 2, and this Grokking Lab knows 1; update/,
    ],
    [
      'without its manifest',
      (bytes) => changed(bytes, (e) => void e.delete('manifest.json'), false),
      /has no manifest/,
    ],
    [
      'that writes outside of its folder',
      async (bytes) => {
        // The library that writes ZIP files refuses such a name, so it is put in afterwards, in both places.
        const made = await changed(bytes, (e) => void e.set('xx/outside', Buffer.from('!')));
        return Buffer.from(made.toString('latin1').replaceAll('xx/outside', '../outside'), 'latin1');
      },
      /leads out of its folder \(invalid relative path: ..\/outside\); do not trust it/,
    ],
    [
      'with a foreign entry',
      (bytes) => changed(bytes, (e) => void e.set('runs/1/checkpoints/a/b', Buffer.from('!'))),
      /'runs\/1\/checkpoints\/a\/b', which is no entry/,
    ],
    [
      'with a link in the place of a checkpoint',
      async (bytes) => {
        const entries = await unzipped(bytes);
        const name = [...entries.keys()].find((n) => n.includes('/checkpoints/')) as string;
        return zipped(entries, { [name]: 0o120777 });
      },
      /as a link or folder instead of a file; do not trust it/,
    ],
    [
      'with another size than its manifest says',
      (bytes) =>
        changed(
          bytes,
          (e) => edited(e, 'manifest.json', (t) => t.replace(/"bytes": \d+/, `"bytes": ${2 ** 52}`)),
          false,
        ),
      /instead of 4503599627370496/,
    ],
    [
      'with a packed entry of more bytes than it says',
      async (bytes) => {
        const made = await changed(bytes, (e) => void e.set('runs/9/series.jsonl', Buffer.alloc(2 << 20)));
        return sizeClaimed(made, 'runs/9/series.jsonl', 100);
      },
      /has 100 bytes of 'runs\/9\/series.jsonl' instead of 2097152/,
    ],
    [
      'with a record that would fill memory',
      (bytes) => changed(bytes, (e) => void e.set(RUN, Buffer.alloc((64 << 20) + 1, ' '))),
      /'runs\/1\/run.json' of 67108865 bytes; do not trust it/,
    ],
    [
      'with a line that has no end',
      (bytes) => changed(bytes, (e) => void e.set(SERIES, Buffer.alloc(3 << 20, '1'))),
      /'runs\/2\/series.jsonl' whose line 1 is no point/,
    ],
    [
      'with an entry that the manifest does not name',
      (bytes) => changed(bytes, (e) => void e.set('runs/9/run.json', Buffer.from('!')), false),
      /'runs\/9\/run.json', which its manifest does not name/,
    ],
    [
      'with a changed config',
      (bytes) => changed(bytes, (e) => edited(e, RUN, (t) => t.replace('"seed":1', '"seed":7'))),
      /config does not have its hash/,
    ],
    [
      'with a step twice, found when half of it is in',
      (bytes) => changed(bytes, (e) => edited(e, SERIES, (t) => t + t)),
      /has step 0 twice or out of order/,
    ],
    [
      'with a line that is no point',
      (bytes) => changed(bytes, (e) => edited(e, SERIES, (t) => `${t}{"metric":"val/loss"}\n`)),
      /'runs\/2\/series.jsonl' whose line \d+ is no point/,
    ],
    [
      'without its series',
      (bytes) => changed(bytes, (e) => void e.delete(SERIES)),
      /lacks 'runs\/2\/series.jsonl'/,
    ],
  ];

  it('is refused with what is wrong, and nothing of it stays', async () => {
    const bytes = await archiveOf(await aSweptLab());
    const to = await aLab(aStoreFile());
    for (const [what, spoil, message] of cases) {
      await expect(importing(to, await spoil(bytes)), what).rejects.toThrow(message);
      expect((await to.request('runs.list', ALL_RUNS)).total, what).toBe(0);
      const pages = { deleted: false, limit: 10, offset: 0 };
      expect((await to.request('sweeps.list', pages)).total, what).toBe(0);
      expect(readdirSync(`${to.storeFile}.checkpoints`), what).toEqual([]);
    }
    const nowhere = join(temporaryFolder(), 'none.zip');
    await expect(to.request('archives.import', { file: nowhere })).rejects.toThrow('does not exist');
    expect(existsSync(join(to.storeFile, '..', 'outside'))).toBe(false);
    // The archive itself was fine all the time.
    expect((await importing(to, bytes)).imported).toHaveLength(4);
  });

  it('is not unpacked where it claims more than the disk has', async () => {
    const bytes = await archiveOf(await aSweptLab());
    const folder = temporaryFolder();
    const unpacking = unpackArchive(saved(bytes), folder, 64 << 20);
    await expect(unpacking).rejects.toThrow('and the disk of the store has 67108864 free; free some space');
    expect(readdirSync(folder)).toEqual([]);
    expect(await unpackArchive(saved(bytes), folder, 128 << 20)).toContain(RUN);
  });
});
