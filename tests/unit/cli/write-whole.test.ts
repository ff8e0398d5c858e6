import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseUnwritable, whole, writeWhole } from '../../../src-main/cli/write-whole.ts';
import { temporaryFolder } from '../../helpers/lab-in-folder.ts';

describe('writing a file', () => {
  it('writes the pieces in their order, text and bytes', async () => {
    const out = join(temporaryFolder(), 'a.csv');
    await writeWhole(out, ['ä,', Buffer.from('b\n'), 'c\n']);
    expect(readFileSync(out, 'utf8')).toBe('ä,b\nc\n');
    expect(existsSync(`${out}.part`)).toBe(false);
  });

  it('passes on what went wrong with the pieces as it is, and leaves what was there', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'a.csv');
    writeFileSync(out, 'before');
    function* pieces() {
      yield 'a';
      throw new Error('the store cannot be read');
    }
    await expect(writeWhole(out, pieces())).rejects.toThrow(/^the store cannot be read$/);
    expect(readdirSync(folder)).toEqual(['a.csv']);
    expect(readFileSync(out, 'utf8')).toBe('before');
  });

  it('names the option and the file where that is what cannot be written', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'a.csv');
    mkdirSync(`${out}.part`);
    await expect(writeWhole(out, ['a'])).rejects.toMatchObject({
      code: 'bad-request',
      message: expect.stringMatching(/^--out: '.*a\.csv' cannot be written \(EISDIR/),
    });
    const target = join(folder, 'taken');
    mkdirSync(target);
    const making = whole(target, async (part) => writeFileSync(part, 'x'));
    await expect(making).rejects.toThrow(/^--out: '.*taken' cannot be written/);
    expect(existsSync(`${target}.part`)).toBe(false);
  });

  it('refuses a folder, and a file in a folder that is not there, beforehand', () => {
    const folder = temporaryFolder();
    for (const force of [false, true]) {
      expect(() => refuseUnwritable(folder, force)).toThrow(
        `--out: '${folder}' is a folder; name a file in it.`,
      );
      expect(() => refuseUnwritable(join(folder, 'no', 'a.csv'), force)).toThrow(
        'expected a file in a folder that exists',
      );
      refuseUnwritable(join(folder, 'a.csv'), force);
    }
  });

  it.skipIf(process.platform === 'win32')('refuses to put a file in the place of a device', () => {
    for (const force of [false, true]) {
      expect(() => refuseUnwritable('/dev/null', force)).toThrow("'/dev/null' is no file; leave --out away");
    }
  });
});
