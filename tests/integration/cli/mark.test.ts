/** @file `groklab tag`, `note` and `name`: several runs at once, and nothing changed where something is wrong. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src-main/contract/values/run-record.ts';
import { groklab, lastObject } from '../../helpers/groklab.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { aLab, anOrder, runIn, temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { aFile, aNewRun, aStore } from '../../unit/store/builders.ts';

/** A store with finished runs of these seeds. */
async function aStoreOf(seeds: readonly number[]): Promise<string> {
  const storeFile = join(temporaryFolder(), 'lab.db');
  const lab = await aLab(storeFile);
  for (const seed of seeds) {
    const { run } = await lab.request('runs.create', anOrder({ seed }));
    await runIn(lab, run.id, 'finished');
  }
  await lab.close();
  return storeFile;
}

const runsOf = async (storeFile: string): Promise<RunRecord[]> =>
  lastObject<{ runs: RunRecord[] }>(await groklab(storeFile, 'runs', '--sort', 'id', '--json')).runs;

describe('marking runs', () => {
  it('tags, notes and names those that are named or that a filter lets through', async () => {
    const storeFile = await aStoreOf([1, 2, 3]);
    const tagged = await groklab(storeFile, 'tag', '--filter', 'seed >= 2', '--add', 'paper', '--add', 'b');
    expect(tagged).toMatchObject({ code: 0, err: '' });
    expect(tagged.out).toBe('run 2 (quick-start-2) · paper b\nrun 3 (quick-start-3) · paper b\n');
    await groklab(storeFile, 'tag', '3', '--remove', 'b');
    await groklab(storeFile, 'note', '1', '3', '--text', 'looks odd');
    await groklab(storeFile, 'note', '--filter', 'tag:paper', '--append', 'figure 2');
    await groklab(
      storeFile,
      'name',
      '--filter',
      'not seed = 1',
      '--to',
      'wd {optimizer.weightDecay} #{seed}',
    );
    expect((await runsOf(storeFile)).map(({ name, tags, note }) => [name, tags.join(), note])).toEqual([
      ['quick-start-1', '', 'looks odd'],
      ['wd 1 #2', 'paper,b', 'figure 2'],
      ['wd 1 #3', 'paper', 'looks odd\nfigure 2'],
    ]);
  });

  it('reaches the lab that has the store open', async () => {
    const storeFile = await aStoreOf([1]);
    const lab = await aLab(storeFile);
    const changed = new Promise<RunRecord>((resolve) => lab.on('run.changed', ({ run }) => resolve(run)));
    await groklab(storeFile, 'name', 'last', '--to', 'the one');
    expect((await changed).name).toBe('the one');
  });

  it('says which other runs have the name that one gets, and what commands make of it', async () => {
    const file = aFile();
    const store = aStore(file);
    for (const name of ['one', 'two', 'none "at all"']) store.writer.insertRun(aNewRun({ name }));
    store.close();
    const named = (...words: string[]) => groklabHere(file, 'name', ...words);
    expect(await named('1', '--to', 'own')).toMatchObject({ code: 0, err: '' });
    const consequence = 'a command that is given this name asks for an id instead.';
    expect(await named('1', '--to', 'two')).toMatchObject({
      ...{ code: 0, out: 'run 1 (two)\n', err: `run 2 is called 'two' too; ${consequence}\n` },
    });
    // That is what it does.
    const asked = await groklabHere(file, 'show', 'two');
    expect(asked).toMatchObject({ code: 2, err: expect.stringContaining('use one of the ids 1, 2') });
    expect((await named('1', '2', '--to', 'none "at all"')).err).toBe(
      `runs 1, 2, 3 are called 'none "at all"'; ${consequence}\n`,
    );
    // One in the bin is not looked for by commands.
    await groklabHere(file, 'rm', '2', '3');
    expect((await named('1', '--to', 'none "at all"')).err).toBe('');
  });

  it('shows tags as one types them', async () => {
    const file = aFile();
    const store = aStore(file);
    store.writer.insertRun(aNewRun());
    store.close();
    const shown = await groklabHere(file, 'tag', '1', '--add', 'my paper', '--add', 'b');
    expect(shown.out).toContain(' · "my paper" b\n');
    expect((await groklabHere(file, 'show', '1')).out).toMatch(/^tags +"my paper" b$/m);
    expect((await groklabHere(file, 'runs')).out).toMatch(/ "my paper" b$/m);
  });

  it.each([
    ['expected runs, --sweep or --filter', ['tag', '--add', 'x']],
    ['expected --add or --remove', ['tag', '1']],
    ['--add: expected 1 to 100 characters', ['tag', '1', '--add', '']],
    ['either --text or --append', ['note', '1']],
    [
      "expected {id} or a config path in braces, got '{optimizer.decay_rate}'",
      ['name', '1', '--to', '{optimizer.decay_rate}'],
    ],
    ['--to: expected 1 to 200 characters, got 0', ['name', '1', '--to', ' ']],
    ["--to: '1' means the one with the id 1", ['name', '1', '--to', '{seed}']],
    ['expected a condition such as', ['tag', '1', '--filter', ' ', '--add', 'x']],
    [
      "no run fits 'tag:kepd': no run has the tag 'kepd' (did you mean kept?); nothing was changed",
      ['tag', '--filter', 'tag:kepd', '--add', 'x'],
    ],
    ['no run fits', ['tag', '1', '--filter', 'seed = 9', '--add', 'x']],
    ['filter, character 1', ['note', '--filter', 'sed = 1', '--text', 'x']],
    ['no run has the id 7', ['name', '1', '7', '--to', 'x']],
  ])('refuses what cannot be (%s) and changes nothing', async (message, words) => {
    const storeFile = aFile();
    const store = aStore(storeFile);
    const { id } = store.writer.insertRun(aNewRun({ name: 'quick-start-1', tags: ['kept'] }));
    store.writer.updateRun(id, { status: 'finished' });
    store.close();
    const result = await groklabHere(storeFile, ...words);
    expect(result).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
    const { out } = await groklabHere(storeFile, 'runs', '--json');
    const { runs } = JSON.parse(out) as { runs: RunRecord[] };
    expect(runs).toMatchObject([{ id, name: 'quick-start-1', tags: ['kept'], note: '' }]);
  });
});
