import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const LEAVING = resolve(import.meta.dirname, '../../helpers/leaving-worker.ts');

it('says its last word whole before it leaves, however long the word is', async () => {
  const child = fork(LEAVING, ['100000'], { serialization: 'advanced', execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }); // oxfmt-ignore
  onTestFinished(() => void child.kill('SIGKILL'));
  const heard: { evaluations: unknown[] }[] = [];
  child.on('message', (message) => heard.push(message as { evaluations: unknown[] }));
  await once(child, 'close');
  expect(heard.map(({ evaluations }) => evaluations.length)).toEqual([100_000]);
  expect(heard[0]?.evaluations.at(-1)).toEqual({
    step: 99_999,
    seconds: 99_999,
    values: { 'train/loss': 33_333, 'val/loss': 99_999 / 7 },
  });
});
