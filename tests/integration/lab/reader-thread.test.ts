import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import type { RequestParams } from '../../../src-main/contract/wire/requests.ts';
import { defaultReaderEntry } from '../../../src-main/lab/package-root.ts';
import { ReaderClient } from '../../../src-main/lab/reader-client.ts';
import { aLab, anOrder, curveRows, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

it('curves and exports come from the thread as they come without it, errors with their codes', async () => {
  const file = join(temporaryFolder(), 'lab.groklab');
  const whole = { width: null, scale: 'linear', from: null, to: null } as const;
  const near = await aLab(file, { strangeLosses: { 20: 'NaN', 30: 'Infinity' } });
  const { run } = await near.request('runs.create', anOrder());
  await runIn(near, run.id, 'finished');
  const request: RequestParams<'curves.read'> = { runs: [run.id], metrics: ['train/loss'], ...whole };
  const exported: RequestParams<'export.curves'> = { runs: [], format: 'csv' };
  const expected = [
    await near.request('curves.read', request),
    await near.request('export.curves', exported),
    await near.request('runs.get', { run: 'last' }),
  ];
  await near.close(0);

  const far = await aLab(file, {}, { readerEntry: defaultReaderEntry() });
  expect([
    await far.request('curves.read', request),
    await far.request('export.curves', exported),
    await far.request('runs.get', { run: 'last' }),
  ]).toEqual(expected);
  const missing = far.request('curves.read', { ...request, runs: [99] });
  await expect(missing).rejects.toMatchObject({ code: 'not-found' });
  await far.close(0);
});

it('what was committed before a question is in its answer', async () => {
  const file = join(temporaryFolder(), 'lab.groklab');
  const lab = await aLab(file, {}, { readerEntry: defaultReaderEntry() });
  const request = {
    metrics: ['train/loss' as const],
    width: null,
    scale: 'linear' as const,
    from: null,
    to: null,
  };
  const { run } = await lab.request('runs.create', anOrder());
  const seen = new Promise<void>((done, fail) => {
    lab.on('run.points', ({ step }) => {
      const last = step.at(-1) ?? -1;
      lab
        .request('curves.read', { ...request, runs: [run.id] })
        .then(({ curves }) => expect(curves[0]?.step).toContain(last))
        .then(() => last === 200 && done())
        .catch(fail);
    });
  });
  await runIn(lab, run.id, 'finished');
  await seen;
});

it('no page waits for an export, and a lab that is closed does not either', async () => {
  const client = new ReaderClient(resolve(import.meta.dirname, '../../helpers/busy-reader.ts'), '');
  const ask = client.handlers();
  const exports = [
    ask['export.curves']({ runs: [], format: 'csv' }),
    ask['export.runs']({ runs: [], format: 'csv' }),
  ];
  const ended = Promise.allSettled(exports);
  expect(await ask['runs.get']({ run: 1 })).toBe('runs.get');
  await client.close();
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

it('the thread of exports goes with the last of them, that of the pages stays', async () => {
  const client = new ReaderClient(resolve(import.meta.dirname, '../../helpers/named-reader.ts'), '');
  const ask = client.handlers();
  const page = await ask['runs.get']({ run: 1 });
  const order: RequestParams<'export.runs'> = { runs: [], format: 'csv' };
  const [first, second] = await Promise.all([ask['export.curves'](order), ask['export.runs'](order)]);
  expect(first).toBe(second);
  expect(await ask['export.runs'](order)).not.toBe(first);
  expect(await ask['runs.get']({ run: 1 })).toBe(page);
  await client.close();
});

it('a backup is made by the thread, and never where something is or somebody else might mean', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'lab.groklab');
  const lab = await aLab(file, {}, { readerEntry: defaultReaderEntry() });
  const { run } = await lab.request('runs.create', anOrder());
  await runIn(lab, run.id, 'finished');
  const target = join(folder, 'copy.groklab');
  expect(await lab.request('lab.backup', { file: target })).toMatchObject({ file: target, replaced: 0 });
  const copy = await aLab(target);
  expect(await curveRows(copy, run.id)).toEqual(await curveRows(lab, run.id));
  const refused = { code: 'bad-request' };
  await expect(lab.request('lab.backup', { file: target })).rejects.toMatchObject(refused);
  await expect(lab.request('lab.backup', { file: 'copy.groklab' })).rejects.toMatchObject(refused);
});
