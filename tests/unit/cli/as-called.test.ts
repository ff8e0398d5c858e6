import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { groklabHere } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

const NPX = { npm_lifecycle_event: 'npx', npm_lifecycle_script: 'groklab "runs"' };

it('names itself as it was called, in hints and in errors', async () => {
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
