import { readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { COMMAND } from '../../../../src-main/lab/foreign/asker.ts';
import type { StepChoice } from '../../../../src-main/lab/foreign/columns.ts';
import { mapMetrics } from '../../../../src-main/lab/foreign/map-metrics.ts';
import { readCsv } from '../../../../src-main/lab/foreign/read-csv.ts';
import { readHistory } from '../../../../src-main/lab/foreign/read-history.ts';
import { temporaryFolder } from '../../../helpers/lab-in-folder.ts';
import { outsideOfLinux, unless } from '../../../helpers/unless.ts';

function aFile(text: string, name = 'run 7.csv'): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

const USUAL: StepChoice = { name: undefined, asker: COMMAND };
const every = (names: readonly string[]) => new Set(names);
const seriesOf = (run: { series: ReadonlyMap<string, unknown> } | undefined) =>
  Object.fromEntries(run?.series ?? []);

describe('a table', () => {
  it('is read with quotes, empty cells, words for what is no number, and a mark at its start', async () => {
    const text =
      '\uFEFFstep,"val, acc",loss,seconds\r\n0,,2.5,10\r\n"10",0.5,NaN,12\r\n\r\n20,1e0,-inf,15\r\n';
    const [run, ...more] = await readCsv(aFile(text), every, USUAL);
    expect(more).toEqual([]);
    expect(run).toMatchObject({ name: 'run 7', format: 'csv' });
    expect(seriesOf(run)).toEqual({
      'val, acc': { step: [10, 20], value: [0.5, 1] },
      loss: { step: [0, 10, 20], value: [2.5, NaN, -Infinity] },
    });
    expect([...(run?.times ?? [])]).toEqual([
      [0, 10],
      [10, 12],
      [20, 15],
    ]);
  });

  it('of a W&B chart gives its runs, without the spreads', async () => {
    const text =
      '"Step","a - lr 1 - val/acc","a - lr 1 - val/acc__MIN","b - val/acc","b - val/acc__MAX"\n0,0.1,0,,\n5,0.9,0,0.2,1\n';
    const runs = await readCsv(aFile(text), every, USUAL);
    expect(runs.map((run) => [run.name, run.format, seriesOf(run)])).toEqual([
      ['a - lr 1', 'wandb', { 'val/acc': { step: [0, 5], value: [0.1, 0.9] } }],
      ['b', 'wandb', { 'val/acc': { step: [5], value: [0.2] } }],
    ]);
  });

  it('of a W&B chart of several runs names its metric once, so that it is recognised', async () => {
    const asked: string[][] = [];
    const wanted = (names: readonly string[]) => {
      asked.push([...names]);
      return new Set([...mapMetrics(names, {}).values()].map(({ name }) => name));
    };
    const runs = await readCsv(aFile('Step,a - val_acc,b - val_acc\n0,0.1,0.2\n'), wanted, USUAL);
    expect(asked).toEqual([['val_acc']]);
    expect(runs.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('is read by another column of steps where one is named, and leaves text in others alone', async () => {
    const [run] = await readCsv(aFile('epoch,phase,acc\n1,warm up,0.5\n2,on,1\n'), () => new Set(['acc']), {
      name: 'epoch',
      asker: COMMAND,
    });
    expect(seriesOf(run)).toEqual({ acc: { step: [1, 2], value: [0.5, 1] } });
    expect(run?.others).toEqual(['phase']);
  });

  const wide = Array.from({ length: 10_001 }, (_, i) => `c${i}`).join(',');
  const million = Array.from({ length: 1_000_000 }, (_, i) => `c${i}`).join(',');
  const cases: [string, string, RegExp][] = [
    [
      'with mixed line ends',
      'step,a\n1,2\r\n3,4\n',
      /line 2: it ends with CR LF, and the lines before with LF; save it/,
    ],
    [
      'with ten thousand columns and one',
      `step,${wide}\n`,
      /line 1: it has 10002 columns; export at most 10000/,
    ],
    [
      'with a million columns',
      `step,${million}\n`,
      /line 1: it has more than 4000000 characters; leave out columns/,
    ],
    [
      'without a step',
      'epoch,a\n1,2\n',
      /line 1: no column holds the step; name it with --step; there are 'epoch', 'a'/,
    ],
    [
      'with text among numbers',
      'step,a\n1,2\n2,fast\n',
      /line 3: column 'a' holds 'fast'; write a number, NaN/,
    ],
    [
      'with a broken step',
      'step,a\n1,2\n1.5,3\n',
      /line 3: the step is '1.5'; steps are whole numbers that grow/,
    ],
    ['of two runs below each other', 'step,a\n0,2\n9,3\n0,1\n', /line 4: .*several runs take a file each/],
    ['with semicolons', 'step;a\n1;0,5\n', /line 1: .*separated by semicolons; export it with commas/],
    ['with tabs', 'step\ta\n1\t2\n', /line 1: .*separated by tabs/],
    [
      'of curves that the lab exported',
      'run,metric,step,seconds,value\n1,val/loss,0,0,2\n',
      /line 1: .*groklab export curves writes it; bring runs of a lab with groklab export archive/,
    ],
    ['with a step twice', 'step,a\n1,2\n1,3\n', /line 3: the step is '1'.*the one before is 1/],
    ['with a cell too many', 'step,a\n1,2\n2,3,4\n', /line 3: it has 3 cells, and the title 2/],
    ['with a title twice', 'step,a,a\n1,2,3\n', /two columns are called 'a'/],
    ['with an open quote', 'step,a\n1,"2\n3,4\n', /line \d: .*[Qq]uote/],
    ['that is empty', '', /it is empty/],
    ['without values', 'step,a\n1,\n', /'run 7' has no value in 'a'; leave it out/],
  ];
  it.each(cases)('%s is refused with file, line and what to do', async (_, text, message) => {
    const file = aFile(text);
    const reading = readCsv(file, every, USUAL);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(file);
  });

  it('says the line of what it refuses also behind cells of several lines', async () => {
    const file = aFile('step,note,a\n1,"two\nlines",2\n2,x,oops\n');
    await expect(readCsv(file, () => new Set(['a']), USUAL)).rejects.toThrow(
      "line 4: column 'a' holds 'oops'",
    );
  });
});

describe('a history', () => {
  it('gives its numbers by _step, and leaves what is none', async () => {
    const text =
      '{"_step":0,"_runtime":1.5,"val/acc":0.5,"table":{"a":1}}\n\n{"_step":3,"_runtime":4,"val/acc":"NaN"}\n';
    const run = await readHistory(aFile(text, 'wandb-history.jsonl'), USUAL);
    expect(run).toMatchObject({ name: 'wandb-history', format: 'jsonl' });
    expect(run.series.get('val/acc')).toEqual({ step: [0, 3], value: [0.5, NaN] });
    expect([...run.times]).toEqual([
      [0, 1.5],
      [3, 4],
    ]);
  });

  it.each([
    ['a line that is no object', '{"_step":1}\n[1]\n', /line 2: it is no JSON object/],
    ['a line that is cut short', '{"_step":1}\n{"_ste', /line 2: it is no JSON object/],
    ['no step', '{"loss":1}\n', /no column holds the step; .*'loss'/],
    ['a step that goes back', '{"_step":5}\n{"_step":4}\n', /line 2: '_step' is 4; .*the one before was 5/],
  ])('with %s is refused with file, line and what to do', async (_, text, message) => {
    await expect(readHistory(aFile(text, 'h.jsonl'), USUAL)).rejects.toThrow(message);
  });

  it('with a line that would fill memory is refused before it does', async () => {
    const file = aFile(`{"_step":1,"loss":2}\n{"_step":2,"html":"${'x'.repeat(4_000_001)}"}\n`, 'h.jsonl');
    await expect(readHistory(file, USUAL)).rejects.toThrow(
      `${file}, line 2: it has more than 4000000 characters; leave out what is no number`,
    );
  });

  it('with lines of 4 million characters, cut anywhere on the way, and CR LF is read', async () => {
    const long = 'é'.repeat(1_999_900);
    const lines = [1, 2, 3].map((step) => `{"_step":${step},"loss":${step / 2},"html":"${long}"}`);
    const run = await readHistory(aFile(lines.join('\r\n'), 'h.jsonl'), USUAL);
    expect(run.series.get('loss')).toEqual({ step: [1, 2, 3], value: [0.5, 1, 1.5] });
  });
});

/** What this process has open, by path. */
const open = () =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return []; // the listing itself, closed by now
    }
  });

describe('a file that is refused', unless(outsideOfLinux), () => {
  const rest = '{"_step":9}\n'.repeat(500_000);
  it.each([
    ['a history', 'h.jsonl', `[1]\n${rest}`, (file: string) => readHistory(file, USUAL)],
    ['a table', 't.csv', `step,a\n1,x\n${rest}`, (file: string) => readCsv(file, every, USUAL)],
  ])('in the middle of it is closed: %s', async (_, name, text, read) => {
    const file = aFile(text, name);
    await expect(read(file)).rejects.toThrow(file);
    await vi.waitFor(() => expect(open()).not.toContain(file));
  });
});
