import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { asCalled } from '../../../src-main/cli/as-called.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const NPX = { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'groklab "runs"' };

it('names commands as somebody called it who has them from npx alone', () => {
  expect(asCalled('groklab show 3 tells, and groklab resume 3 goes on', NPX)).toBe(
    'npx groklab show 3 tells, and npx groklab resume 3 goes on',
  );
  expect(asCalled('Usage: groklab run [options]', NPX)).toBe('Usage: npx groklab run [options]');
  expect(asCalled("groklab: /my/groklab runs/lab.groklab is no 'store'", NPX)).not.toContain('npx');
  expect(asCalled('npx groklab runs', NPX)).toBe('npx groklab runs');
});

it('leaves them where the command was found, also by what something else of npx starts', () => {
  for (const env of [
    {},
    { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'vitest "run"' },
    { npm_lifecycle_event: 'test', npm_lifecycle_script: 'groklab runs' },
  ])
    expect(asCalled('groklab resume 3', env)).toBe('groklab resume 3');
});

it('is what the command prints, in hints and in errors', async () => {
  for (const [name, value] of Object.entries(NPX)) vi.stubEnv(name, value);
  try {
    const store = join(temporaryFolder(), 'lab.db');
    expect((await groklabHere(store, 'runs')).out).toBe(
      `No runs yet: there is no ${store}. Start with: npx groklab run quick-start\n`,
    );
    expect((await groklabHere(store, 'export', 'runs')).err).toMatch(
      /^groklab: .*; npx groklab run makes it\.\n$/,
    );
  } finally {
    vi.unstubAllEnvs();
  }
});
