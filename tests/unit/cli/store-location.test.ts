import { expect, it } from 'vitest';
import { storeLocation } from '../../../src-main/cli/store-location.ts';

const around = (platform: NodeJS.Platform, env: Record<string, string> = {}) => ({
  platform,
  env,
  home: '/people/ada',
});

it('prefers the option, then the environment, then the data folder of the system', () => {
  const both = around('linux', { GROKLAB_DB: '/b.db' });
  expect(storeLocation('a.db', both)).toEqual({ file: 'a.db', source: '--db' });
  expect(storeLocation(undefined, both)).toEqual({ file: '/b.db', source: 'GROKLAB_DB' });
  expect(storeLocation(undefined, around('linux')).file).toBe('/people/ada/.local/share/grokking-lab/lab.db');
  expect(storeLocation(undefined, around('linux', { XDG_DATA_HOME: '/data' })).file).toBe(
    '/data/grokking-lab/lab.db',
  );
  expect(storeLocation(undefined, around('darwin')).file).toBe(
    '/people/ada/Library/Application Support/Grokking Lab/lab.db',
  );
  expect(storeLocation(undefined, around('win32', { APPDATA: 'C:\\roaming' })).file).toBe(
    'C:\\roaming\\Grokking Lab\\lab.db',
  );
});

it('refuses an empty path', () => {
  expect(() => storeLocation('', around('linux'))).toThrow('--db: expected the path of a file');
});
