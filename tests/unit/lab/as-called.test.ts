import { expect, it } from 'vitest';
import { asCalled, callIn } from '../../../src-main/lab/as-called.ts';

const NPX = { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'groklab "runs"' };

it('names commands as somebody called it who has them from npx alone', () => {
  expect(asCalled('groklab show 3 tells, and groklab resume 3 goes on', callIn(NPX))).toBe(
    'npx groklab show 3 tells, and npx groklab resume 3 goes on',
  );
  expect(asCalled('Usage: groklab run [options]', callIn(NPX))).toBe('Usage: npx groklab run [options]');
  expect(asCalled("groklab: /my/groklab runs/lab.groklab is no 'store'", callIn(NPX))).not.toContain('npx');
  expect(asCalled('npx groklab runs', callIn(NPX))).toBe('npx groklab runs');
});

it('names them so in the app that npm start opens: it runs from a checkout', () => {
  const start = { npm_lifecycle_event: 'start', npm_lifecycle_script: 'node src-main/cli/start.mjs' };
  expect(callIn(start)).toBe('npx groklab');
  expect(callIn({ ...start, npm_lifecycle_script: 'node server.js' })).toBe('groklab');
});

it('leaves them where the command was found, also by what something else of npx starts', () => {
  for (const env of [
    {},
    { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'vitest "run"' },
    { npm_lifecycle_event: 'test', npm_lifecycle_script: 'groklab runs' },
  ])
    expect(asCalled('groklab resume 3', callIn(env))).toBe('groklab resume 3');
});
