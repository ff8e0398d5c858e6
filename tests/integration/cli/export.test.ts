/** @file The same rows in every format, by the real command and by the request that the window makes. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { EXPORT_FORMATS, type ExportFormat } from '../../../src-main/contract/wire/requests.ts';
import { groklab, TINY } from '../../helpers/groklab.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

type Row = Record<string, unknown>;

/** Numbers as numbers, whatever the format writes them as. */
function plain(rows: readonly Row[]): Row[] {
  const number = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value);
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, value]) => [key, number(value)])),
  );
}

async function rowsOf(file: string, format: ExportFormat): Promise<Row[]> {
  const bytes = readFileSync(file);
  if (format === 'parquet') {
    const { buffer, byteOffset, length } = bytes;
    return plain(
      await parquetReadObjects({ file: buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer }),
    );
  }
  const text = bytes.toString();
  if (format === 'json') return JSON.parse(text) as Row[];
  const lines = text.trimEnd().split('\n');
  if (format === 'jsonl') return lines.map((line) => JSON.parse(line) as Row);
  return lines.slice(1).map((line) => {
    const [run, metric, step, seconds, value] = line.split(',');
    return { run: Number(run), metric, step: Number(step), seconds: Number(seconds), value: Number(value) };
  });
}

it('curves are the same rows in every format, from the command and for the window', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'lab.db');
  await groklab(store, 'run', 'quick-start', ...TINY, '--steps', '200', '--set', 'evaluation.every=5');
  const file = (format: string) => join(folder, `curves.${format}`);
  for (const format of EXPORT_FORMATS) {
    const words = ['export', 'curves', '--out', file(format)];
    expect(await groklab(store, ...words)).toMatchObject({
      ...{ code: 0, out: '' },
      err: expect.stringMatching(
        new RegExp(`curves\\.${format}: [1-9][0-9\\u2009]* rows of 1 run\\n$`),
      ) as string,
    });
  }
  const [csv, ...others] = await Promise.all(EXPORT_FORMATS.map((format) => rowsOf(file(format), format)));
  expect(csv?.length).toBeGreaterThan(100);
  for (const rows of others) expect(rows).toEqual(csv);
  const lab = await aLab(store);
  for (const format of EXPORT_FORMATS) {
    const { text } = await lab.request('export.curves', { runs: [1], format });
    const bytes = Buffer.from(text, format === 'parquet' ? 'base64' : 'utf8');
    expect(bytes.equals(readFileSync(file(format))), format).toBe(true);
  }
  const table = await lab.request('export.runs', { runs: [], format: 'jsonl' });
  expect(JSON.parse(table.text)).toMatchObject({ id: 1, status: 'finished', steps: 200 });
});

it('says what was written where, refuses options that would change nothing, and tells reading from writing', async () => {
  const folder = temporaryFolder();
  const store = join(folder, 'lab.db');
  await groklab(store, 'run', 'quick-start', ...TINY, '--steps', '20');
  const to = (name: string) => ['--out', join(folder, name)];
  const table = await groklab(store, 'export', 'runs', '--all-settings', ...to('runs.csv'));
  expect(table).toMatchObject({ code: 0, out: '', err: `${join(folder, 'runs.csv')}: 1 run\n` });
  expect(readFileSync(join(folder, 'runs.csv'), 'utf8')).toContain(',task.operation,');
  const archive = ['export', 'archive', ...to('all.zip')];
  const written = await groklab(store, ...archive);
  expect(written).toMatchObject({ code: 0, out: '', err: `${join(folder, 'all.zip')}: 1 run, 0 sweeps\n` });
  for (const [words, problem] of [
    [['archive', '--format', 'csv', ...to('a.zip')], '--format: an archive has a format of its own'],
    [['model', '--run', '1', '--format', 'csv'], '--format: an ONNX file has a format of its own'],
    [['model', '--run', '1', '--filter', 'seed = 1'], '--run: a model is that of one run'],
    [['curves', '--all-settings'], '--all-settings: goes with runs as CSV or Parquet'],
    [['runs', '--format', 'json', '--all-settings'], '--all-settings: goes with runs as CSV or Parquet'],
    [['runs', '--format', 'csv', '--out', folder], 'is a folder; name a file in it'],
    [['runs', '--force'], '--force: goes with --out'],
  ] as const) {
    const refused = await groklab(store, 'export', ...words);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err, words.join(' ')).toContain(problem);
  }
  rmSync(`${store}.checkpoints`, { recursive: true });
  const unread = await groklab(store, 'export', 'archive', ...to('none.zip'));
  expect(unread.code).toBe(2);
  expect(unread.err).toMatch(/^groklab: export: the checkpoint .* is not there; bring the folder/);
  expect(readdirSync(folder).filter((name) => name.startsWith('none'))).toEqual([]);
});

async function aStoreOfOneRun(): Promise<{ folder: string; store: string }> {
  const folder = temporaryFolder();
  const store = join(folder, 'lab.db');
  const lab = await aLab(store);
  const { run } = await lab.request('runs.create', anOrder());
  await runIn(lab, run.id, 'finished');
  return { folder, store };
}

it('leaves a file that is there already as it is unless it is told to replace it, whatever is written', async () => {
  const { folder, store } = await aStoreOfOneRun();
  for (const [what, file] of [
    [['runs'], 'runs.csv'],
    [['curves'], 'curves.parquet'],
    [['archive'], 'all.zip'],
    [['model', '--run', '1'], 'network.onnx'],
  ] as const) {
    const out = join(folder, file);
    writeFileSync(out, 'mine');
    const refused = await groklabHere(store, 'export', ...what, '--out', out);
    expect(refused).toEqual({
      ...{ code: 2, signal: null, out: '' },
      err: `groklab: --out: '${out}' is there already; choose another name, or replace it with --force.\n`,
    });
    expect(readFileSync(out, 'utf8')).toBe('mine');
    if (file === 'network.onnx') continue; // a scripted run has no network
    expect(await groklabHere(store, 'export', ...what, '--out', out, '--force')).toMatchObject({ code: 0 });
    expect(readFileSync(out, 'utf8')).not.toContain('mine');
  }
});

it('takes the format from the name of the file, and refuses a name that says none or another', async () => {
  const { folder, store } = await aStoreOfOneRun();
  const to = (name: string) => ['--out', join(folder, name)];
  const before = readdirSync(folder).sort();
  const says = 'says none of .csv, .json, .jsonl, .parquet; end it so, or give --format';
  for (const [words, problem] of [
    [['runs', ...to('x.txt')], says],
    [['curves', ...to('x')], says],
    [['curves', ...to('x.zip')], says],
    [
      ['runs', '--format', 'json', ...to('x.csv')],
      'is to be JSON, and its name promises CSV; end it with .json, or write CSV',
    ],
    [['runs', '--format', 'jsonl', ...to('x.json')], 'is to be JSON Lines, and its name promises JSON'],
    [['archive', ...to('x.csv')], 'is to be an archive, and its name promises CSV; end it with .zip'],
    [['model', '--run', '1', ...to('x.JSON')], 'is to be an ONNX file, and its name promises JSON'],
  ] as const) {
    const refused = await groklabHere(store, 'export', ...words);
    expect(refused, words.join(' ')).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toContain(problem);
  }
  expect(readdirSync(folder).sort()).toEqual(before);
  await groklabHere(store, 'export', 'runs', '--format', 'json', ...to('x.txt'));
  expect(JSON.parse(readFileSync(join(folder, 'x.txt'), 'utf8'))).toMatchObject([{ id: 1 }]);
  await groklabHere(store, 'export', 'runs', ...to('X.JSON'));
  expect(readFileSync(join(folder, 'X.JSON'), 'utf8')).toBe(readFileSync(join(folder, 'x.txt'), 'utf8'));
});
