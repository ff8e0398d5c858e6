/** @file How files of other programs are read: percentages, event files, tables of charts. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anEvent, fileVersion } from '../../helpers/event-file.ts';
import { aFile, CURVES, importing } from '../../helpers/foreign-files.ts';
import { aLab, curveRows, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStoreFile = () => join(temporaryFolder(), 'lab.db');

describe('values in percent', () => {
  it('are all named at once, of every file, with all that has to be said', async () => {
    const lab = await aLab(aStoreFile());
    const rows = (last: string) => ['step,train acc,Val Acc,train loss', '1,0.5,0.2,9', last, ''].join('\n');
    const files = [aFile('a.csv', rows('2,99.5,0.3,8')), aFile('b.csv', rows('2,100,45,120'))];
    await expect(importing(lab, files)).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(
        /a\.csv.*step 2.*'train acc' is 99\.5, and train\/accuracy goes from 0 to 1; 'Val Acc' is 45, for val\/accuracy.*if they are percent, say --map "train acc=train\/accuracy%" --map "Val Acc=val\/accuracy%"/,
      ) as string,
    });
    const map = { 'train acc': 'train/accuracy%', 'Val Acc': 'val/accuracy%' };
    const { runs } = await importing(lab, files, { map });
    expect(runs).toHaveLength(2);
    expect((await lab.request('runs.get', { run: 2 })).run.last).toMatchObject({ 'val/accuracy': 0.45 });
  });

  /** What the import is refused with. */
  const refusal = async (files: string[], map: Record<string, string> = {}): Promise<string> => {
    const lab = await aLab(aStoreFile());
    return importing(lab, files, { map }).then(
      () => 'taken',
      (error: Error) => error.message,
    );
  };
  /** The options of a message, as an order has them. */
  const optionsIn = (message: string) =>
    Object.fromEntries(
      [...message.matchAll(/--map "([^=]*)=([^"]*)"/g)].map(([, name, metric]) => [name, metric]),
    );

  it('of files that name them differently are asked for with one name each, the other files separately', async () => {
    const one = aFile('one.csv', 'step,acc,val acc\n1,99.5,0.3\n');
    const other = aFile('other.csv', 'step,accuracy,Val Acc\n1,99.5,45\n');
    const third = aFile('third.csv', 'step,acc,val acc\n1,99.5,98\n');
    const message = await refusal([one, other, third]);
    expect(optionsIn(message)).toEqual({ acc: 'train/accuracy%', 'val acc': 'val/accuracy%' });
    expect(message).toMatch(/, and import \S*other\.csv separately: names are others there\.$/);
    expect(await refusal([one, third], optionsIn(message))).toBe('taken');
    const alone = optionsIn(await refusal([other]));
    expect(await refusal([other], alone)).toBe('taken');
    const toldBefore = await refusal([one, other], { acc: 'train/accuracy%' });
    expect(toldBefore).toMatch(/if they are percent, import \S*other\.csv separately, with --map/);
    expect(optionsIn(toldBefore)).toEqual(alone);
  });

  it.each([
    ['1,99.5\n2,-1\n', {}, "step 2: 'acc' is -1, and train/accuracy goes from 0 to 1; correct it there"],
    ['1,99.5\n2,500\n', {}, "step 2: 'acc' is 500, and train/accuracy goes from 0 to 1; correct it there"],
    [
      '1,99.5\n2,500\n',
      { acc: 'train/accuracy%' },
      "'acc' is 500 %, and train/accuracy goes from 0 to 100 %; ",
    ],
    [
      '1,-3\n',
      { acc: 'train/accuracy%' },
      "step 1: 'acc' is -3 %, and train/accuracy goes from 0 to 100 %; ",
    ],
  ])('are not suspected where they would mend nothing: %j as %j', async (rows, map, said) => {
    const message = await refusal([aFile('a.csv', `step,acc\n${rows}`)], map);
    expect(message).toContain(said);
    expect(message).not.toContain('percent');
  });
});

describe('event files', () => {
  it('of one folder are one run, the oldest first, as the folder is; of two folders two', async () => {
    const lab = await aLab(aStoreFile());
    const [folder, other] = ['grok-9', 'grok-10'].map((name) => join(temporaryFolder(), name)) as [
      string,
      string,
    ];
    for (const one of [folder, other]) mkdirSync(one);
    const at = (step: number, value: number) => anEvent(step, [{ tag: 'val/acc', simple_value: value }]);
    const write = (name: string, ...events: Buffer[]) => {
      writeFileSync(name, Buffer.concat([fileVersion(), ...events]));
      return name;
    };
    const first = write(join(folder, 'events.out.tfevents.1.host'), at(5, 0.25), at(10, 0.2));
    const resumed = write(join(folder, 'events.out.tfevents.2.host'), at(10, 0.5), at(20, 1));
    const apart = write(join(other, 'events.out.tfevents.3.host'), at(1, 0));
    const { runs } = await importing(lab, [resumed, apart, first]);
    expect(runs.map(({ name }) => name)).toEqual(['grok-9', 'grok-10']);
    expect(await curveRows(lab, 1)).toEqual([
      'metric,step,value',
      ...['val/accuracy,5,0.25', 'val/accuracy,10,0.5', 'val/accuracy,20,1'],
    ]);
    expect((await importing(lab, [folder])).present).toMatchObject([{ run: 1 }]);
  });
});

describe('tables of charts', () => {
  const TRAIN = 'Step,a - train_acc,b - train_acc\n1,0.1,0.1\n11,1,0.5\n21,1,1\n';
  const VAL = 'Step,a - val_acc\n5,0.1\n25,1\n';

  it('of one run, brought in together, are one run', async () => {
    const lab = await aLab(aStoreFile());
    const { runs } = await importing(lab, [aFile('train.csv', TRAIN), aFile('val.csv', VAL)]);
    expect(runs.map(({ run, name, metrics }) => [run, name, Object.keys(metrics)])).toEqual([
      [1, 'a', ['train/accuracy', 'val/accuracy']],
      [2, 'b', ['train/accuracy']],
    ]);
    const { run } = await lab.request('runs.get', { run: 'a' });
    expect(run).toMatchObject({
      ...{ point1: { step: 11, after: 1 }, point2: { step: 25, after: 5 } },
      foreign: { file: 'train.csv, val.csv', format: 'wandb' },
    });
    expect((await lab.request('runs.get', { run: 'b' })).run.point2).toBeNull();
  });

  it('have one clock, that of the first row of all', async () => {
    const lab = await aLab(aStoreFile());
    const train = 'Step,_timestamp,a - train_acc\n1,1700000000,0.1\n21,1700000020,1\n';
    const val = 'Step,_timestamp,a - val_acc\n5,1700000004,0.1\n25,1700000024,1\n';
    await importing(lab, [aFile('val.csv', val), aFile('train.csv', train)]);
    const { text } = await lab.request('export.curves', { runs: [1], format: 'csv' });
    const rows = text.trim().split('\n').slice(1);
    const secondsAt = rows.map((row) => row.split(',').slice(2, 4).map(Number));
    expect(secondsAt.sort(([a = 0], [b = 0]) => a - b)).toEqual([
      [1, 0],
      [5, 4],
      [21, 20],
      [25, 24],
    ]);
    expect((await lab.request('runs.get', { run: 1 })).run.progress.seconds).toBe(24);
  });

  it('of which one has Unix times and one running seconds have those of the first', async () => {
    const lab = await aLab(aStoreFile());
    const train = 'Step,_runtime,a - train_acc\n1,10,0.1\n21,30,1\n';
    const val = 'Step,_timestamp,a - val_acc\n5,1700000004,0.1\n25,1700000024,1\n';
    await importing(lab, [aFile('train.csv', train), aFile('val.csv', val)]);
    expect((await lab.request('runs.get', { run: 1 })).run.progress.seconds).toBe(20);
  });

  it('with the same metric of one run are refused, naming both', async () => {
    const lab = await aLab(aStoreFile());
    const [one, other] = [aFile('one.csv', VAL), aFile('other.csv', VAL.replace('25,1', '25,0.9'))];
    await expect(importing(lab, [one, other])).rejects.toThrow(
      `import: ${other}: 'val_acc' of 'a' is in ${one} too; leave one of them out.`,
    );
  });

  it('that are called as an id is, or as the newest one, are not taken for names of runs', async () => {
    const lab = await aLab(aStoreFile());
    const { runs } = await importing(lab, [aFile('5.csv', CURVES), aFile('last.csv', `${CURVES}60,1,1,9\n`)]);
    expect(runs.map(({ name }) => name)).toEqual(['imported 5', 'imported last']);
  });

  it('plain tables of the same name are two runs: the name is only that of the file', async () => {
    const lab = await aLab(aStoreFile());
    const files = [aFile('log.csv', CURVES), aFile('log.csv', CURVES.replace('10,0.9', '10,0.8'))];
    expect((await importing(lab, files)).runs).toHaveLength(2);
  });
});
