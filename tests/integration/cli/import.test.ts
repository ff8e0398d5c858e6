/** @file Runs of other programs brought in by the command: what it says, of what came, of what was there, of what is wrong. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { groklabHere as groklab } from '../../helpers/groklab-here.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';
import { onWindows, unless } from '../../helpers/unless.ts';

const AS_NOBODY = resolve(import.meta.dirname, '../../helpers/as-nobody.ts');
const TABLE = 'step,train_acc,top1\n1,0.1,0.1\n10,1,0.2\n20,1,1\n';

function aTable(folder: string): string {
  const file = join(folder, 'theirs.csv');
  writeFileSync(file, TABLE);
  return file;
}

describe('groklab import', () => {
  it('says what it took and left, the second time that the run is there, and takes it --again', async () => {
    const folder = temporaryFolder();
    const [store, file] = [join(folder, 'lab.db'), aTable(folder)];
    expect((await groklab(store, 'import', file)).out).toBe(
      `imported run 1 (theirs) of ${file}: 'train_acc' as train/accuracy\n` +
        `  left: 'top1'; take one with --map "NAME=METRIC"\n`,
    );
    expect(await groklab(store, 'import', file)).toEqual({
      ...{ code: 0, err: '', signal: null },
      out: `left out: ${file} holds run 1 (theirs), which is there already; --again takes it in once more\n`,
    });
    const again = await groklab(store, 'import', file, '--again', '--map', 'top1=val/accuracy', '--json');
    expect(JSON.parse(again.out)).toMatchObject({
      runs: [{ run: 2, metrics: { 'val/accuracy': 'top1' } }],
      present: [],
    });
    await groklab(store, 'rm', '1', '2');
    expect((await groklab(store, 'import', file)).out).toContain('groklab restore 1 brings it back');
  });

  it('names the run on arrival, and says of several how they get names', async () => {
    const folder = temporaryFolder();
    const [store, file] = [join(folder, 'lab.db'), aTable(folder)];
    const { out } = await groklab(store, 'import', file, '--name', 'their run', '--tag', 'theirs', '--json');
    expect(JSON.parse(out)).toMatchObject({ runs: [{ run: 1, name: 'their run' }] });
    expect((await groklab(store, 'runs')).out).toMatch(/1 +their run +foreign .* theirs$/m);
    const other = join(folder, 'other.csv');
    writeFileSync(other, TABLE.replace('20,1,1', '20,1,0.5'));
    expect(await groklab(store, 'import', file, other, '--name', 'both')).toMatchObject({
      ...{ code: 2, out: '' },
      err: 'groklab: name: it is for one run, and there are 2; leave it out, and name each of them afterwards. One is named with: groklab name RUN --to NAME\n',
    });
    expect(await groklab(store, 'import', other, '--name', '')).toMatchObject({ code: 2 });
  });

  it('refuses --again for an archive, which it recognises by the uids in it', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'a.zip');
    writeFileSync(file, 'PK\x03\x04');
    const { code, err } = await groklab(join(folder, 'lab.db'), 'import', file, '--again');
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining('--name and --again are for other files'),
    });
  });
});

describe('a file that may not be read', unless(onWindows), () => {
  it.each([
    ['a table', 'import: ', 'you are not allowed to read it; allow it (chmod u+r'],
    ['a folder', 'import: ', 'you are not allowed to read it; allow it (chmod u+r'],
    ['an archive', 'archive: ', 'may not be read by you; allow it (chmod u+r)'],
  ])('is named with what to do about it: %s', async (kind, before, words) => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    const file = kind === 'an archive' ? join(folder, 'a.zip') : aTable(folder);
    const secret = kind === 'a folder' ? join(folder, 'secret') : file;
    if (kind === 'a folder') mkdirSync(secret);
    else writeFileSync(secret, TABLE);
    chmodSync(secret, 0o000);
    const command = [AS_NOBODY, 'import', secret, '--db', join(folder, 'lab.db')];
    const said = await promisify(execFile)(process.execPath, command).catch((error: unknown) => error);
    expect(said).toMatchObject({ code: 2, stdout: '' });
    const { stderr } = said as { stderr: string };
    expect(stderr).toContain(`groklab: ${before}${secret}`);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('EACCES');
  });
});
