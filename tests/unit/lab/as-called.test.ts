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

it('leaves names of runs and files alone that read like a command', () => {
  for (const text of [
    'run 3 (groklab notes) is not in the bin',
    'run 3 (groklab runs) is paused',
    'run 3 (trained with groklab run quick-start, first try) is paused',
    'run 3 (first; groklab rm 1 later) is paused',
    "no run is called 'that groklab export one'; give an id",
    'import: my groklab export.csv: it is empty',
    'import: groklab runs.csv, line 1: it is empty',
    'import: groklab export curves.csv, line 1: it is empty',
  ])
    expect(asCalled(text, 'npx groklab', '/x.db')).toBe(text);
  expect(
    asCalled('run 3 (groklab restore 1) is in the bin; groklab restore 3 brings it back', 'npx groklab'),
  ).toBe('run 3 (groklab restore 1) is in the bin; npx groklab restore 3 brings it back');
});

it('finds commands behind names with an open bracket or quote', () => {
  for (const name of ['so (far', ":'(", "it's"]) {
    const text = `run 3 (${name}) is in the bin`;
    expect(asCalled(`${text}; groklab restore 3 brings it back`, 'npx groklab')).toBe(
      `${text}; npx groklab restore 3 brings it back`,
    );
  }
});

it('tells commands the store, once', () => {
  expect(asCalled('groklab queue shows it; groklab runs does too.', 'npx groklab', 'my lab.db')).toBe(
    'npx groklab --db "my lab.db" queue shows it; npx groklab --db "my lab.db" runs does too.',
  );
  const told = 'groklab runs --db /y.db brings it up to date';
  expect(asCalled(told, 'groklab', '/x.db')).toBe(told);
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
