import { expect, it } from 'vitest';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import type { LabClient } from '../../../src-main/contract/wire/lab-client.ts';
import { pageLab, type CommandPlace } from '../../../src-main/lab/page-lab.ts';

const CLONE: CommandPlace = { call: 'npx groklab', db: null };

const answering = (answer: () => unknown): LabClient => ({
  request: async () => answer() as never,
  on: () => () => {},
});

const commandOf = async (command: string, place: CommandPlace) => {
  const lab = pageLab(
    answering(() => ({ command, checkpoints: [] })),
    place,
  );
  return (await lab.request('runs.get', { run: 1 })).command;
};

it('gives a page the command that repeats a run as it is typed there, with the store where that has to be said', async () => {
  const command = 'groklab run quick-start --seed 1';
  expect(await commandOf(command, CLONE)).toBe('npx groklab run quick-start --seed 1');
  expect(await commandOf(command, { call: 'groklab', db: null })).toBe(command);
  expect(await commandOf(command, { ...CLONE, db: 'my lab.db' })).toBe(
    'npx groklab run quick-start --seed 1 --db "my lab.db"',
  );
  expect(await commandOf('', { ...CLONE, db: 'x.db' })).toBe('');
});

it('gives it errors with the commands that they advise, and all else of them', async () => {
  const refused = new LabError('bad-request', 'two runs are in the bin; groklab restore 3 brings one back', {
    field: 'run',
  });
  const lab = pageLab(
    answering(() => {
      throw refused;
    }),
    CLONE,
  );
  await expect(lab.request('runs.get', { run: 3 })).rejects.toMatchObject({
    ...{ code: 'bad-request', details: { field: 'run' } },
    message: 'two runs are in the bin; npx groklab restore 3 brings one back',
  });
});
