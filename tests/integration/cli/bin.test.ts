/** @file `groklab rm` and `restore`: into the bin and out of it, in another terminal too. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { groklab } from '../../helpers/groklab.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

it('brings back what was removed, run by run or as a sweep, and says how long the bin keeps it', async () => {
  const storeFile = join(temporaryFolder(), 'lab.db');
  const lab = await aLab(storeFile);
  const { run } = await lab.request('runs.create', anOrder());
  const spec = { experiment: 'quick-start', changes: anOrder().changes, axes: [], samples: 0, draw: 1 };
  const { runs } = await lab.request('sweeps.create', {
    spec: { ...spec, points: [], seeds: [2, 3], search: null },
    ...{ name: 'pair', tags: [], engine: 'onnx-cpu', threads: 1, parallel: null },
    ...{ reuse: false, skipInvalid: false },
  });
  for (const id of [run.id, ...runs]) await runIn(lab, id, 'finished');
  await lab.close();

  await groklab(storeFile, 'rm', String(run.id));
  await groklab(storeFile, 'rm', '--sweep', 'pair');
  const bin = await groklab(storeFile, 'runs', '--bin');
  expect(bin.out).toContain('Deleted for good after 30 days in the bin, counted while the lab is in use');
  expect((await groklab(storeFile, 'runs')).out).toMatch(
    /^No runs but 3 in the bin: (npx )?groklab runs --bin$/m,
  );
  // A second time would begin their days in the bin anew.
  const again = await groklab(storeFile, 'rm', String(run.id));
  expect(again).toMatchObject({ code: 1, out: '' });
  expect(again.err).toContain('run 1 (quick-start-1) is in the bin;');
  const whichSweep = await groklab(storeFile, 'rm', '--sweep', '1');
  expect(whichSweep).toMatchObject({ code: 1, out: '' });
  expect(whichSweep.err).toContain('sweep 1 (pair) is in the bin;');
  const back = await groklab(storeFile, 'restore', String(run.id));
  expect(back).toMatchObject({ code: 0, err: '', out: 'run 1 (quick-start-1) is out of the bin\n' });
  const whole = await groklab(storeFile, 'restore', '--sweep', '1');
  expect(whole).toMatchObject({ code: 0, out: 'sweep 1 (pair) is out of the bin with 2 runs\n' });
  expect((await groklab(storeFile, 'runs', '--bin')).out).toBe('The bin is empty.\n');
  const outside = await groklab(storeFile, 'restore', String(run.id));
  expect(outside).toMatchObject({ code: 1, out: '' });
  expect(outside.err).toContain('run 1 (quick-start-1) is not in the bin; groklab runs --bin shows what is');
  const sweepOutside = await groklab(storeFile, 'restore', '--sweep', 'pair');
  expect(sweepOutside).toMatchObject({ code: 2, out: '' });
  expect(sweepOutside.err).toContain("none in the bin is called 'pair'");
  expect((await groklab(storeFile, 'restore', '99')).code).toBe(2);
  expect((await groklab(storeFile, 'restore')).code).toBe(2);
});

it('finds by name, or as the last, what is in the bin and not what is in the table', async () => {
  const storeFile = join(temporaryFolder(), 'lab.db');
  const lab = await aLab(storeFile);
  for (const name of ['twin', 'twin', 'other']) {
    const { run } = await lab.request('runs.create', { ...anOrder(), name });
    await runIn(lab, run.id, 'finished');
  }
  await lab.request('runs.remove', { runs: [2] });
  await lab.close();

  expect((await groklab(storeFile, 'restore', 'last')).out).toBe('run 2 (twin) is out of the bin\n');
  const none = await groklab(storeFile, 'restore', 'last');
  expect(none).toMatchObject({ code: 2, out: '' });
  expect(none.err).toContain('run: the bin holds none; groklab runs --bin shows what it holds.');
  await groklab(storeFile, 'rm', '1');
  expect((await groklab(storeFile, 'restore', 'twin')).out).toBe('run 1 (twin) is out of the bin\n');
  expect((await groklab(storeFile, 'restore', 'other')).code).toBe(2);
});
