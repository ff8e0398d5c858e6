/** @file Runs of other programs in a store beside the lab's own: compared, filtered, archived, and never trained. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ALL_RUNS, EXPORT_FORMATS } from '../../../src-main/contract/wire/requests.ts';
import { ReadOnlyLab } from '../../../src-main/lab/read-only-lab.ts';
import { anEvent, fileVersion } from '../../helpers/event-file.ts';
import { aFile, CURVES, importing, type ForeignOrder } from '../../helpers/foreign-files.ts';
import { aLab, anOrder, curveRows, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { onWindows, unless } from '../../helpers/unless.ts';

const aStoreFile = () => join(temporaryFolder(), 'lab.db');

describe('a run of another program', () => {
  it('has points, settings and curves, and stands beside those of the lab', async () => {
    const lab = await aLab(aStoreFile());
    const { run: own } = await lab.request('runs.create', anOrder());
    await runIn(lab, own.id, 'finished');
    const order = {
      experiment: 'quick-start',
      settings: { 'optimizer.weightDecay': '0.5', seed: 4 },
      tags: ['theirs'],
    };
    const { runs } = await importing(lab, [aFile('theirs.csv', CURVES)], order);
    expect(runs).toEqual([
      {
        ...{ run: 2, name: 'theirs', left: ['speed'], file: runs[0]?.file },
        metrics: { 'train/accuracy': 'train_acc', 'val/accuracy': 'val_acc' },
      },
    ]);
    const { run, command, comparisons, checkpoints } = await lab.request('runs.get', { run: 'theirs' });
    expect(run).toMatchObject({
      ...{
        id: 2,
        status: 'finished',
        engine: 'foreign',
        experiment: 'quick-start',
        tags: ['theirs'],
        relapses: 1,
      },
      ...{ point1: { step: 20, after: 10 }, point2: { step: 40, after: 30 }, last: { 'val/accuracy': 0.5 } },
      config: { seed: 4, optimizer: { weightDecay: 0.5 }, budget: { steps: 50 } },
      foreign: { file: 'theirs.csv', format: 'csv' },
    });
    expect([command, comparisons, checkpoints]).toEqual(['', [], []]);
    expect((await curveRows(lab, 2)).slice(0, 2)).toEqual(['metric,step,value', 'train/accuracy,0,0.1']);
    for (const filter of ['engine = foreign', 'optimizer.weightDecay = 0.5', 'point2 = 40 and tag:theirs'])
      expect(
        (await lab.request('runs.list', { ...ALL_RUNS, filter })).runs.map(({ id }) => id),
        filter,
      ).toEqual([2]);
    const asked = { runs: [1, 2], metrics: ['val/accuracy' as const], width: 100, scale: 'log' as const };
    expect(
      (await lab.request('curves.read', { ...asked, from: null, to: null })).curves.map((c) => c.run),
    ).toEqual([1, 2]);
    const alone = await lab.request('export.runs', { runs: [2], format: 'csv' });
    expect(alone.text.split('\n')[0]).toContain(
      ',tags,seed,optimizer.weightDecay,optimizer.decay,budget.steps,engine,',
    );
    expect(alone.text.split('\n')[1]).toContain(',theirs,4,0.5,,50,foreign,');
    const table = await lab.request('export.runs', { runs: [], format: 'csv' });
    expect(table.text.split('\n')[2]).toContain('foreign,0,20,40,20,false,false,1,50');
  });

  it('has points also where the accuracies were logged at different steps', async () => {
    const lab = await aLab(aStoreFile());
    const rows = ['1,0.1,', '5,,0.2', '11,1,', '15,,0.4', '21,1,', '25,,1', '31,1,'];
    await importing(lab, [aFile('theirs.csv', ['step,acc,val_acc', ...rows, ''].join('\n'))]);
    const { run } = await lab.request('runs.get', { run: 1 });
    expect(run).toMatchObject({ point1: { step: 11, after: 1 }, point2: { step: 25, after: 15 } });
  });

  it('counts in grokking times by the settings that were given', async () => {
    const lab = await aLab(aStoreFile());
    const slow = CURVES.replace('40,1,1,9', '40,1,0.9,9');
    await importing(lab, [aFile('a.csv', CURVES)], { settings: { 'optimizer.weightDecay': 1 } });
    await importing(lab, [aFile('b.csv', slow)], { settings: { 'optimizer.weightDecay': 0.1 } });
    const reader = new ReadOnlyLab(lab.storeFile);
    const definition = { metric: 'points' as const, threshold: null, sustain: null, delay: false };
    const question = { by: ['optimizer.weightDecay'], definition, phases: null, level: 0.95 };
    const times = await reader.request('grokTimes.read', { query: ALL_RUNS, ...question });
    reader.close();
    expect(times.groups.map(({ values, n, events, censored }) => [values, n, events, censored])).toEqual([
      [[0.1], 1, 0, 1],
      [[1], 1, 1, 0],
    ]);
  });

  it('is never trained, repeated or taken for a run of its config', async () => {
    const lab = await aLab(aStoreFile());
    await importing(lab, [aFile('theirs.csv', CURVES)], { experiment: 'quick-start' });
    for (const name of ['runs.resume', 'runs.pause', 'runs.stop'] as const)
      await expect(lab.request(name, { runs: [1] }), name).rejects.toThrow('run 1 is foreign');
    await lab.request('runs.edit', { run: 1, note: 'mine' });
    await lab.request('runs.remove', { runs: [1] });
    expect((await lab.request('runs.restore', { runs: [1] })).runs[0]).toMatchObject({
      note: 'mine',
      status: 'finished',
    });
    expect(
      (await lab.request('experiments.preview', { experiment: 'quick-start', changes: {} })).estimatedSeconds,
    ).toBeNull();
  });

  it('leaves in an archive and comes as it was', async () => {
    const [from, to] = [await aLab(aStoreFile()), await aLab(aStoreFile())];
    await importing(from, [aFile('theirs.csv', CURVES)], { settings: { 'model.kind': 'mlp' } });
    const reader = new ReadOnlyLab(from.storeFile);
    const bytes = await buffer(reader.archive({ runs: [1], sweeps: [], createdAt: 5 }));
    reader.close();
    await to.request('archives.import', { file: aFile('a.zip', bytes) });
    expect(await to.request('runs.get', { run: 1 })).toEqual(await from.request('runs.get', { run: 1 }));
    expect(await curveRows(to, 1)).toEqual(await curveRows(from, 1));
  });

  it('comes from a folder of event files, with percent taken for percent', async () => {
    const lab = await aLab(aStoreFile());
    const folder = join(temporaryFolder(), 'grok-9');
    mkdirSync(folder);
    const at = (step: number, value: number) => anEvent(step, [{ tag: 'acc/val', simple_value: value }]);
    writeFileSync(join(folder, 'events.out.tfevents.1.host'), Buffer.concat([fileVersion(), at(1, 12.5)]));
    writeFileSync(join(folder, 'events.out.tfevents.2.host'), Buffer.concat([fileVersion(), at(2, 100)]));
    await expect(importing(lab, [folder])).rejects.toThrow('say --map "acc/val=val/accuracy%"');
    const { runs } = await importing(lab, [folder], { map: { 'acc/val': 'val/accuracy%' } });
    expect(runs[0]).toMatchObject({ run: 1, name: 'grok-9' });
    expect(await curveRows(lab, 1)).toEqual([
      'metric,step,value',
      'val/accuracy,1,0.125',
      'val/accuracy,2,1',
    ]);
    const { run } = await lab.request('runs.get', { run: 1 });
    expect(run).toMatchObject({
      point1: null,
      point2: { step: 2, after: 1 },
      progress: { step: 2, seconds: 1 },
    });
  });
});

describe('files that were brought in before', () => {
  it('are left out and named, whatever they are called now, unless they are wanted again', async () => {
    const lab = await aLab(aStoreFile());
    const [file, copy] = [aFile('a.csv', CURVES), aFile('a (1).csv', CURVES)];
    expect(await importing(lab, [file, file])).toMatchObject({
      runs: [{ run: 1 }],
      present: [{ run: 1, file, name: 'a', inBin: false }],
    });
    const present = [{ run: 1, file: copy, name: 'a (1)', inBin: false }];
    expect(await importing(lab, [copy])).toEqual({ runs: [], present });
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(1);
    const again = await importing(lab, [file], { again: true });
    expect(again).toMatchObject({ runs: [{ run: 2 }], present: [] });
    await lab.request('runs.remove', { runs: [1] });
    expect((await importing(lab, [file])).present).toMatchObject([{ run: 1, inBin: true }]);
  });

  it('are another run once they hold more, and tables of charts one run in any order', async () => {
    const lab = await aLab(aStoreFile());
    await importing(lab, [aFile('a.csv', CURVES)]);
    expect((await importing(lab, [aFile('a.csv', `${CURVES}60,1,1,9\n`)])).runs).toHaveLength(1);
    const [train, val] = ['train_acc', 'val_acc'].map((name) =>
      aFile(`${name}.csv`, `Step,r - ${name}\n1,0.5\n`),
    ) as [string, string];
    expect((await importing(lab, [train, val])).runs).toHaveLength(1);
    expect(await importing(lab, [val, train])).toMatchObject({ runs: [], present: [{ name: 'r' }] });
    expect((await importing(lab, [val])).runs).toHaveLength(1);
  });
});

describe('files that are not right', () => {
  it.each<[string, Partial<ForeignOrder>, RegExp]>([
    ['a metric that there is not', { map: { val_acc: 'val/acc' } }, /--map: there is no metric 'val\/acc'/],
    [
      'a name that is in none of the files',
      { map: { val_ac: 'val/accuracy' } },
      /--map: nothing is called 'val_ac' \(did you mean val_acc\?\); there are 'train_acc', 'val_acc', 'speed'/,
    ],
    [
      'a setting that there is not',
      { settings: { 'optimizer.weightdecay': 1 } },
      /optimizer.weightdecay: no setting .*\(did you mean optimizer.weightDecay\?\)/,
    ],
    [
      'a setting out of range',
      { settings: { 'task.trainFraction': 7 } },
      /task.trainFraction: expected .*, got 7/,
    ],
    ['a step that there is not', { step: 'epoch' }, /no column is called 'epoch'/],
  ])('%s: nothing is imported, of the other files neither', async (_, order, message) => {
    const lab = await aLab(aStoreFile());
    await expect(importing(lab, [aFile('a.csv', CURVES), aFile('b.csv', CURVES)], order)).rejects.toThrow(
      message,
    );
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(0);
  });

  it('curves and runs that the lab exported, in any format, are answered with the archive that brings them', async () => {
    const lab = await aLab(aStoreFile());
    await importing(lab, [aFile('theirs.csv', CURVES)]);
    const bring = 'bring runs of a lab with groklab export archive';
    for (const [subject, format] of EXPORT_FORMATS.flatMap((one) => [
      ['curves', one] as const,
      ['runs', one] as const,
    ])) {
      const { text } = await lab.request(`export.${subject}`, { runs: [], format });
      const file = aFile(`${subject}.${format}`, '');
      writeFileSync(file, text, format === 'parquet' ? 'base64' : 'utf8');
      const what = format === 'parquet' ? 'it is Parquet, as groklab export' : `as groklab export ${subject}`;
      await expect(importing(lab, [file]), format).rejects.toThrow(`${what} writes it; ${bring}`);
    }
    const history = aFile('history.json', '[{"step":1,"loss":{"train":2}}]');
    await expect(importing(lab, [history])).rejects.toThrow(
      `import: ${history}: it is JSON, and no table; write a history as JSON Lines, an object on each line, in a file that ends with .jsonl, or ${bring}.`,
    );
  });

  it('a file that is no text is told from a broken table', async () => {
    const lab = await aLab(aStoreFile());
    // A protocol buffer, as networks are kept in, and text of two bytes a letter.
    const network = Buffer.from([8, 10, 18, 7, 0x70, 0x79, 0x74, 0x6f, 0x72, 0x63, 0x68, 0x22, 0, 0]);
    for (const content of [network, Buffer.from('step,loss\n1,2\n', 'utf16le')]) {
      const file = aFile('other.csv', content);
      await expect(importing(lab, [file])).rejects.toThrow(
        `import: ${file}: it is no text; give a table as CSV or JSON Lines, in UTF-8, or TensorBoard's event files under their own names.`,
      );
    }
  });

  it('a table may come through a pipe, which can be read once alone', unless(onWindows), async () => {
    const lab = await aLab(aStoreFile());
    const pipe = join(temporaryFolder(), 'piped');
    execFileSync('mkfifo', [pipe]);
    const taken = async (text: string) =>
      (await Promise.all([importing(lab, [pipe]), writeFile(pipe, text)]))[0];
    expect(await taken(CURVES)).toMatchObject({ runs: [{ run: 1, name: 'piped' }] });
    expect((await lab.request('runs.get', { run: 'piped' })).run.point2).toMatchObject({ step: 40 });
    // Recognised by what came, not by the name.
    expect(await taken(CURVES)).toMatchObject({ runs: [], present: [{ run: 1 }] });
    expect(await taken(`${CURVES}60,1,1,9\n`)).toMatchObject({ runs: [{ run: 2 }], present: [] });
  });

  it('one bad file among good ones: nothing is imported', async () => {
    const lab = await aLab(aStoreFile());
    const bad = aFile('bad.csv', 'step,lr\n1,2\n');
    await expect(importing(lab, [aFile('a.csv', CURVES), bad])).rejects.toThrow(
      `import: ${bad}: no name in it is one of a metric here; say which is which, such as --map "NAME=val/accuracy"; there are 'lr'.`,
    );
    await expect(importing(lab, ['/no/such.csv'])).rejects.toThrow('there is no such file');
    expect((await lab.request('runs.list', ALL_RUNS)).total).toBe(0);
  });
});
