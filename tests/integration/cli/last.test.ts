/** @file Which run `last` means to a command that does something to it, and what is said of runs in the bin. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';

const aStoreFile = () => join(temporaryFolder(), 'lab.db');

describe("'last'", () => {
  it('is the run that is running for pause and stop, and the newest that can go on for resume', async () => {
    const storeFile = aStoreFile();
    const lab = await aLab(storeFile, { stepMs: 20 }, { cores: 1 });
    const short = { 'budget.steps': 2, 'evaluation.every': 1 };
    const { run: done } = await lab.request('runs.create', { ...anOrder(short), name: 'done' });
    await runIn(lab, done.id, 'finished');
    for (const name of ['going', 'next', 'newest']) {
      await lab.request('runs.create', { ...anOrder(), name });
    }
    await runIn(lab, 2, 'running');

    const stopped = await groklabHere(storeFile, 'stop', 'last');
    expect(stopped).toMatchObject({ code: 0, err: '' });
    expect(stopped.out).toMatch(/^run 2 \(going\) is stopped at step /);
    await runIn(lab, 3, 'running');
    expect((await groklabHere(storeFile, 'pause', 'last')).out).toMatch(/^run 3 \(next\) is paused at step /);
    await runIn(lab, 4, 'running');
    await lab.request('queue.pause', { running: true });
    expect((await groklabHere(storeFile, 'pause', 'last')).out).toMatch(/^run 4 \(newest\) is paused/);

    for (const command of ['pause', 'stop']) {
      const none = await groklabHere(storeFile, command, 'last');
      expect(none).toMatchObject({ code: 2, out: '' });
      expect(none.err).toBe(
        "groklab: run: no run is running or queued, so there is no 'last' one; groklab runs shows how they stand.\n",
      );
    }
    expect((await groklabHere(storeFile, 'show', 'last')).out).toContain('Run 4: newest');
    await lab.request('runs.remove', { runs: [4] });
    await lab.request('queue.resume', {});
    const resumed = await groklabHere(storeFile, 'resume', 'last');
    expect(resumed.code).toBe(0);
    expect(resumed.out).toContain('run 3 (next)');
    await lab.request('queue.pause', { running: false });
    await lab.request('runs.resume', { runs: [2] });
    const waiting = await groklabHere(storeFile, 'resume', 'last');
    expect(waiting).toMatchObject({ code: 1, out: '' });
    expect(waiting.err).toBe('groklab: run 2 waits in a paused queue; groklab queue resume lets it start.\n');
    const { run: behind } = await lab.request('runs.create', { ...anOrder(short), name: 'behind' });
    await lab.request('queue.resume', {});
    await runIn(lab, 2, 'running');
    expect((await groklabHere(storeFile, 'resume', 'last')).err).toBe(
      `groklab: run ${behind.id} waits for a place; groklab queue shows what runs and waits.\n`,
    );
    for (const id of [2, behind.id]) await runIn(lab, id, 'finished');
    const none = await groklabHere(storeFile, 'resume', 'last');
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain("no run is paused, stopped, failed or interrupted, so there is no 'last' one");
  });

  it('is, for pause and stop, a run that waits where nothing has the store open', async () => {
    const storeFile = aStoreFile();
    const lab = await aLab(storeFile);
    await lab.request('queue.pause', { running: false });
    const { run } = await lab.request('runs.create', anOrder());
    await lab.close();
    const stopped = await groklabHere(storeFile, 'stop', 'last');
    expect(stopped).toMatchObject({ code: 0, err: '' });
    expect(stopped.out).toBe(`run ${run.id} (${run.name}) is stopped at step 0\n`);
  });

  it('is the newest run that waits for queue move', async () => {
    const storeFile = aStoreFile();
    const lab = await aLab(storeFile);
    await lab.request('queue.pause', { running: false });
    for (const name of ['early', 'late', 'paused']) {
      await lab.request('runs.create', { ...anOrder(), name });
    }
    await lab.request('runs.pause', { runs: [3] });
    const moved = await groklabHere(storeFile, 'queue', 'move', 'last', '--to', 'first', '--json');
    expect(moved).toMatchObject({ code: 0, err: '' });
    const { waiting } = JSON.parse(moved.out) as { waiting: { name: string }[] };
    expect(waiting.map(({ name }) => name)).toEqual(['late', 'early']);
    await lab.request('runs.pause', { runs: [1, 2] });
    const none = await groklabHere(storeFile, 'queue', 'move', 'last', '--to', 'first');
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toBe(
      "groklab: run: no run is queued, so there is no 'last' one; groklab runs shows how they stand.\n",
    );
  });

  it.each(['pause', 'stop'])(
    'is, for %s --sweep, one that waits where nothing has the store open',
    async (word) => {
      const storeFile = aStoreFile();
      const lab = await aLab(storeFile);
      await lab.request('queue.pause', { running: false });
      const search = {
        path: 'optimizer.weightDecay',
        low: 0.3,
        high: 1,
        scale: 'linear' as const,
        whole: false,
      };
      const spec = { experiment: 'quick-start', changes: anOrder().changes, axes: [], samples: 0, draw: 1 };
      const order = { name: '', tags: [], engine: 'onnx-cpu' as const, threads: 1, parallel: null };
      const how = { reuse: false, skipInvalid: false };
      for (const found of [null, { ...search, target: 0.5, rounds: 3 }]) {
        await lab.request('sweeps.create', {
          spec: { ...spec, points: [], seeds: [1, 2], search: found },
          ...order,
          ...how,
        });
      }
      await lab.close();
      const ended = word === 'pause' ? 'paused' : 'stopped';
      for (const [sweep, runs] of [
        ['last', 4],
        ['1', 2],
      ] as const) {
        const result = await groklabHere(storeFile, word, '--sweep', sweep);
        expect(result).toMatchObject({ code: 0, err: '' });
        expect(result.out).toContain(`has ${runs} runs: ${runs} ${ended}; 0 generalised`);
      }
      const none = await groklabHere(storeFile, word, '--sweep', 'last');
      expect(none).toMatchObject({ code: 1, out: '' });
      expect(none.err).toContain('nothing is running: no Grokking Lab has');
    },
  );
});

it('a run or sweep in the bin is said to be there, with the command that brings it back', async () => {
  const storeFile = aStoreFile();
  const lab = await aLab(storeFile);
  const { run } = await lab.request('runs.create', { ...anOrder(), name: 'gone' });
  await runIn(lab, run.id, 'finished');
  await lab.request('runs.remove', { runs: [run.id] });
  const remedy = 'run 1 (gone) is in the bin; groklab restore 1 brings it back';
  for (const words of [
    ['show', 'gone'],
    ['resume', 'gone'],
    ['compare', 'gone'],
    ['export', 'runs', '--run', 'gone'],
    ['export', 'archive', '--run', 'gone'],
    ['rm', 'gone'],
  ]) {
    const refused = await groklabHere(storeFile, ...words);
    expect(refused, words.join(' ')).toMatchObject({ code: 2, out: '' });
    expect(refused.err, words.join(' ')).toContain(`groklab: run: ${remedy}.`);
  }
  for (const words of [
    ['resume', '1'],
    ['tag', '1', '--add', 'x'],
  ]) {
    const refused = await groklabHere(storeFile, ...words);
    expect(refused, words.join(' ')).toMatchObject({ code: 1, out: '' });
    expect(refused.err, words.join(' ')).toContain(remedy);
  }
  // An id means its own wherever it is.
  expect((await groklabHere(storeFile, 'show', '1')).out).toContain(`bin         ${remedy}`);
});
