/** @file Files that a page hands over: pieces in order, names without folders, nothing left behind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { ALL_RUNS, type RequestParams } from '../../../src-main/contract/wire/requests.ts';
import type { Lab } from '../../../src-main/lab/lab.ts';
import { UploadDesk } from '../../../src-main/lab/upload-desk.ts';
import { ReadOnlyLab } from '../../../src-main/lab/read-only-lab.ts';
import { anEvent } from '../../helpers/event-file.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStoreFile = () => join(temporaryFolder(), 'lab.db');
const TABLE = 'step,train_acc,val_acc\n1,0,0\n20,1,0\n40,1,1\n';

/** In pieces of a few bytes. */
async function sent(lab: Lab, name: string, content: string | Buffer, size = 7): Promise<string> {
  const bytes = Buffer.from(content);
  let upload: string | null = null;
  for (let at = 0; at < bytes.length; at += size) {
    const data = bytes.subarray(at, at + size).toString('base64');
    ({ upload } = await lab.request('uploads.add', { upload, name, at, data }));
  }
  return upload as unknown as string;
}

const OPTIONS = { map: {}, step: null, experiment: null, settings: {}, tags: [], name: null, again: false };
const taking = (lab: Lab, uploads: string[], options: Partial<RequestParams<'uploads.import'>> = {}) =>
  lab.request('uploads.import', { uploads, ...OPTIONS, ...options });

/** Every path below the folder of the store. */
const below = (lab: Lab) => readdirSync(join(lab.storeFile, '..'), { recursive: true }).map(String);
const waiting = (lab: Lab) => below(lab).filter((path) => path.includes('import-'));

describe('files from a page', () => {
  it('come in pieces, are brought in together under their own names, and are gone then', async () => {
    const lab = await aLab(aStoreFile());
    const uploads = [
      await sent(lab, 't.csv', 'Step,w - train_acc\n1,0\n20,1\n'),
      await sent(lab, 'v.csv', 'Step,w - val_acc\n5,0\n25,1\n'),
    ];
    expect(waiting(lab)).not.toEqual([]);
    const { foreign, archive } = await taking(lab, uploads);
    expect(archive).toBeNull();
    expect(foreign?.runs).toMatchObject([{ run: 1, name: 'w', file: 't.csv, v.csv' }]);
    expect((await lab.request('runs.get', { run: 1 })).run.point2).toEqual({ step: 25, after: 5 });
    expect(waiting(lab)).toEqual([]);
    await expect(taking(lab, uploads)).rejects.toThrow('not there any more; choose it again');
  });

  it('of TensorBoard are runs by the name of the file; archives are archives', async () => {
    const [lab, other] = [await aLab(aStoreFile()), await aLab(aStoreFile())];
    const event = await sent(
      lab,
      'events.out.tfevents.7.host',
      anEvent(1, [{ tag: 'val/acc', simple_value: 1 }]),
    );
    expect((await taking(lab, [event])).foreign?.runs[0]?.name).toBe('events.out.tfevents.7.host');
    const { run } = await lab.request('runs.create', anOrder());
    await runIn(lab, run.id, 'finished');
    const reader = new ReadOnlyLab(lab.storeFile);
    const bytes = await buffer(reader.archive({ runs: [run.id], sweeps: [], createdAt: 5 }));
    reader.close();
    const upload = await sent(other, 'a.zip', bytes, 4096);
    await expect(taking(other, [upload], { again: true })).rejects.toThrow('leave the other fields empty');
    expect(await taking(other, [upload])).toEqual({
      foreign: null,
      archive: { imported: [1], present: [], sweeps: [] },
      repeated: [],
    });
  });

  it('of TensorBoard that are chosen together are one run, as their folder is', async () => {
    const lab = await aLab(aStoreFile());
    const at = (step: number, value: number) => anEvent(step, [{ tag: 'val/acc', simple_value: value }]);
    const events = [
      await sent(lab, 'events.out.tfevents.2.host', Buffer.concat([at(5, 0.5), at(10, 1)])),
      await sent(lab, 'events.out.tfevents.1.host', Buffer.concat([at(1, 0), at(5, 0.2)])),
    ];
    const { foreign } = await taking(lab, events);
    expect(foreign?.runs).toMatchObject([
      { name: 'events.out.tfevents.1.host', file: 'events.out.tfevents.1.host and 1 more' },
    ]);
    const { run } = await lab.request('runs.get', { run: 1 });
    expect(run).toMatchObject({ point2: { step: 10, after: 5 }, progress: { step: 10 } });
  });

  it('of which nothing came in, since it was there, are named: those alone are sent once more', async () => {
    const lab = await aLab(aStoreFile());
    const chart = (...columns: string[]) => `Step,${columns.join()}\n1${',0.5'.repeat(columns.length)}\n`;
    const [t, v] = [chart('a - train_acc'), chart('a - val_acc')];
    await taking(lab, [await sent(lab, 'there.csv', TABLE)]);
    await taking(lab, [await sent(lab, 't.csv', t), await sent(lab, 'v.csv', v)]);
    const [there, fresh] = [
      await sent(lab, 'there.csv', TABLE),
      await sent(lab, 'new.csv', `${TABLE}60,1,1\n`),
    ];
    const both = await taking(lab, [there, fresh]);
    expect(both).toMatchObject({ foreign: { runs: [{ run: 3 }], present: [{ run: 1 }] }, repeated: [there] });
    const charts = [await sent(lab, 't.csv', t), await sent(lab, 'v.csv', v)];
    expect((await taking(lab, charts)).repeated).toEqual(charts);
    // A table that is there and one with a run of its own beside it: half of it would come a second time.
    const mixed = [
      await sent(lab, 't.csv', t),
      await sent(lab, 'v.csv', chart('a - val_acc', 'b - val_acc')),
    ];
    expect((await taking(lab, mixed)).repeated).toEqual([]);
  });

  it('came in, also where they cannot be taken away afterwards', async () => {
    const reported: unknown[] = [];
    const lab = await aLab(aStoreFile(), {}, { report: (error) => reported.push(error) });
    const upload = await sent(lab, 'a.csv', TABLE);
    const busy = new Error('EBUSY');
    const discard = vi.spyOn(UploadDesk.prototype, 'discard').mockRejectedValueOnce(busy);
    onTestFinished(() => discard.mockRestore());
    expect((await taking(lab, [upload])).foreign?.runs).toHaveLength(1);
    expect(reported).toEqual([busy]);
  });

  it('are refused in words of the dialog: its fields are named, and no option of a command', async () => {
    const lab = await aLab(aStoreFile());
    const refusals: [string, Partial<RequestParams<'uploads.import'>>, RegExp][] = [
      ['step,lr\n1,2\n', {}, /such as 'NAME=val\/accuracy' in the field metrics; there are 'lr'/],
      [
        'epoch,val_acc\n1,1\n',
        {},
        /no column holds the step; name it in the field 'step column'; there are 'epoch'/,
      ],
      ['step,val_acc\n1,1\n', { step: 'at' }, /no column is called 'at'; name it in the field 'step column'/],
      ['step,val_acc\n1,1\n', { map: { acc: 'val/accuracy' } }, /^metrics: nothing is called 'acc'/],
      ['step,val_acc\n1,1\n', { map: { acc: 'val/acc' } }, /^metrics: there is no metric 'val\/acc'/],
      [
        'step,val_acc\n1,1\n',
        { settings: { lr: 1 } },
        /^lr: no setting .* \(did you mean .*optimizer\.learningRate.*\?\)\.$/,
      ],
      [
        'step,val_acc\n1,1\n',
        { settings: { zzzzzz: 1 } },
        /; there are seed, .*, optimizer\.weightDecay, .*\.$/,
      ],
      [
        'run,metric,step,seconds,value\n1,val/loss,0,0,2\n',
        {},
        /as an export of curves has it; bring runs of a lab as an archive of it, or give each run a table/,
      ],
      [
        'step,train_acc,val_acc\n1,99,98\n',
        {},
        /say 'train_acc=train\/accuracy%' and 'val_acc=val\/accuracy%' in the field metrics, each on its line\.?$/,
      ],
    ];
    for (const [table, options, words] of refusals) {
      const upload = await sent(lab, 'a.csv', table);
      const message = await taking(lab, [upload], options).catch(({ message }: Error) => message);
      expect(message).toMatch(words);
      expect(message).not.toMatch(/--|groklab/);
    }
    const epochs = await sent(lab, 'a.csv', 'epoch,val_acc\n7,1\n');
    await taking(lab, [epochs], { step: 'epoch' });
    expect((await lab.request('runs.get', { run: 1 })).run.progress.step).toBe(7);
  });

  it('that are not right are refused by name and line, and stay for another try', async () => {
    const lab = await aLab(aStoreFile());
    const upload = await sent(lab, 'a, b.csv', TABLE.replace('20,1', '20,fast'));
    await expect(taking(lab, [upload])).rejects.toThrow(
      /^import: a, b\.csv, line 3: column 'train_acc' holds/,
    );
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(0);
    const good = await sent(lab, 'good.csv', TABLE);
    await expect(taking(lab, [good], { map: { acc: 'val/accuracy' } })).rejects.toThrow("called 'acc'");
    expect((await taking(lab, [good])).foreign?.runs).toHaveLength(1);
  });
});

describe('pieces', () => {
  it('are taken in order alone, also when two come at once', async () => {
    const lab = await aLab(aStoreFile());
    const { upload } = await lab.request('uploads.add', { upload: null, name: 'a.csv', at: 0, data: 'YWJj' });
    const piece = { upload, name: 'a.csv', at: 3, data: 'ZGVm' };
    const next = { ...piece, at: 6, data: 'Z2hp' };
    const all = await Promise.allSettled([piece, piece, next].map((one) => lab.request('uploads.add', one)));
    expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await expect(lab.request('uploads.add', { ...piece, at: 100 })).rejects.toThrow(
      "the next byte of 'a.csv' is 9, got 100",
    );
    const file = waiting(lab).find((path) => path.endsWith('a.csv')) as string;
    expect(readFileSync(join(lab.storeFile, '..', file), 'utf8')).toBe('abcdefghi');
  });

  it.each(['../a.csv', 'a/b.csv', '..', '', 'a\\b.csv', 'c:a.csv', 'a\u0000.csv'])(
    'of a file called %j are refused: a name leads nowhere',
    async (name) => {
      const lab = await aLab(aStoreFile());
      await expect(lab.request('uploads.add', { upload: null, name, at: 0, data: '' })).rejects.toThrow(
        'name',
      );
      expect(waiting(lab)).toEqual([]);
    },
  );

  it('are forgotten when they are discarded, and when the lab ends', async () => {
    const lab = await aLab(aStoreFile());
    const [one] = [await sent(lab, 'a.csv', TABLE), await sent(lab, 'b.csv', TABLE)];
    await lab.request('uploads.discard', { uploads: [one] });
    expect(waiting(lab).some((path) => path.endsWith('a.csv'))).toBe(false);
    expect(waiting(lab).some((path) => path.endsWith('b.csv'))).toBe(true);
    await lab.close(0);
    expect(waiting(lab)).toEqual([]);
    expect(existsSync(lab.storeFile)).toBe(true);
  });
});
