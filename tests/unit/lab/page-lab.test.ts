import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import type { LabClient } from '../../../src-main/contract/wire/lab-client.ts';
import { pageLab, storeToTell, type CommandPlace } from '../../../src-main/lab/page-lab.ts';
import { defaultStoreFile } from '../../../src-main/lab/user-folder.ts';

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

const errorOf = async (message: string, place: CommandPlace) => {
  const lab = pageLab(
    answering(() => {
      throw new LabError('conflict', message);
    }),
    place,
  );
  return lab.request('runs.get', { run: 3 }).catch((error: Error) => error.message);
};

it('tells it commands in errors with the store, where that has to be said', async () => {
  const place = { ...CLONE, db: '/papers/my paper.db' };
  expect(await errorOf('run 3 (x) is in the bin; groklab restore 3 brings it back.', place)).toBe(
    'run 3 (x) is in the bin; npx groklab --db "/papers/my paper.db" restore 3 brings it back.',
  );
  expect(
    await errorOf('choose fewer runs, or use: groklab export curves --format csv --out FILE', place),
  ).toBe(
    'choose fewer runs, or use: npx groklab --db "/papers/my paper.db" export curves --format csv --out FILE',
  );
});

it('says to an installed app, which has none, where commands are typed', async () => {
  const app = { ...CLONE, installed: true };
  expect(await errorOf('run 3 (x) is in the bin; groklab restore 3 brings it back.', app)).toBe(
    'run 3 (x) is in the bin; npx groklab restore 3 brings it back. Commands are typed in a checkout of Grokking Lab; the installed app brings none.',
  );
  expect(await errorOf('run 3 (groklab notes) is paused.', app)).toBe('run 3 (groklab notes) is paused.');
});

describe('the store that commands are told', () => {
  const around = { env: { XDG_DATA_HOME: '/data' }, platform: 'linux', home: '/people/ada' };
  const usual = defaultStoreFile(around);
  const exported = { ...around, env: { ...around.env, GROKLAB_DB: '/y.db' } };

  it('is none where they find it: the usual one, and no other in the environment', () => {
    expect(storeToTell(usual, around)).toBeNull();
    expect(storeToTell(usual, { ...around, env: { ...around.env, GROKLAB_DB: '' } })).toBeNull();
  });

  it('is the usual one where the environment names another', () => {
    expect(storeToTell(usual, exported)).toBe(resolve(usual));
  });

  it('is any other one, as it is found from every folder, also where the environment names it', () => {
    expect(storeToTell('paper.db', around)).toBe(resolve('paper.db'));
    expect(storeToTell('/y.db', exported)).toBe(resolve('/y.db'));
  });
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
