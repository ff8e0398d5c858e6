import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { SUBCOMMANDS } from '../../../src-main/lab/as-called.ts';
import { groklabHere } from '../../helpers/groklab-here.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'groklab-called-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

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

it('knows every subcommand that there is', async () => {
  let help = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    help += String(text);
    return true;
  });
  await groklabHere(join(temporaryFolder(), 'lab.db'), '--help').finally(() => write.mockRestore());
  const listed = [...help.slice(help.indexOf('Commands:')).matchAll(/^ {2}([a-z-]+)/gm)].map(
    ([, name]) => name,
  );
  expect(listed.filter((name) => name !== 'help').sort()).toEqual([...SUBCOMMANDS].sort());
});

it('takes the store in front of the subcommand, as pages tell it', async () => {
  const [usual, named] = [join(temporaryFolder(), 'lab.db'), join(temporaryFolder(), 'paper.db')];
  expect((await groklabHere(usual, '--db', named, 'runs')).out).toContain(`there is no ${named}`);
});
