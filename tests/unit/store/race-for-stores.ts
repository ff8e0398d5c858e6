/** @file A process that does one thing to ten new stores, each at a moment that others do too, and says how often that went
 *  how: `node race-for-stores.ts FOLDER own|read|withdraw`. It says that it is ready, is told when to start, and says the rest. */
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { LabError } from '../../../src-main/contract/values/lab-error.ts';
import { bringToNewestFormat } from '../../../src-main/lab/newest-format.ts';
import { acquireOwnership, openReader, openStore, storePaths } from '../../../src-main/store/open-store.ts';

const [folder = '', what = ''] = process.argv.slice(2);
const STORES = 4;
const EACH_MS = 250;

const DOES: Readonly<Record<string, (file: string) => Promise<void> | void>> = {
  own: (file) => {
    const store = openStore(file);
    try {
      beAlone(file);
    } finally {
      store.close();
    }
  },
  read: async (file) => {
    if (!existsSync(file)) return;
    await bringToNewestFormat(file);
    openReader(file).close();
  },
  /** Makes no store of the file, and takes its lock away. */
  withdraw: (file) => {
    const ownership = acquireOwnership(storePaths(file));
    try {
      beAlone(file);
    } finally {
      ownership.withdraw();
    }
  },
};

/** Stays for a moment where nobody else may be. @throws EEXIST where somebody is */
function beAlone(file: string): void {
  closeSync(openSync(`${file}.inside`, 'wx'));
  const until = performance.now() + 2;
  while (performance.now() < until);
  rmSync(`${file}.inside`);
}

process.send?.('ready');
const [start] = (await once(process, 'message')) as [number];
const seen: Record<string, number> = {};
for (let i = 0; i < STORES; i++) {
  const from = start + i * EACH_MS;
  while (Date.now() < from);
  while (Date.now() < from + EACH_MS) {
    const said = await outcome(join(folder, `${i}.groklab`));
    seen[said] = (seen[said] ?? 0) + 1;
  }
}
process.send?.(seen, () => process.exit());

async function outcome(file: string): Promise<string> {
  try {
    await DOES[what]?.(file);
    return 'done';
  } catch (error) {
    return error instanceof LabError && error.code === 'not-owner' ? error.code : String(error);
  }
}
