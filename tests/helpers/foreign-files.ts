/** @file Files of other programs, and their import into a lab of a test. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestParams } from '../../src-main/contract/wire/requests.ts';
import type { Lab } from '../../src-main/lab/lab.ts';
import { foreignOrder } from './foreign-order.ts';
import { temporaryFolder } from './lab-in-folder.ts';

export type ForeignOrder = RequestParams<'foreign.import'>;

export function aFile(name: string, content: string | Buffer): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, content);
  return file;
}

export const importing = (lab: Lab, files: string[], order: Partial<ForeignOrder> = {}) =>
  lab.request('foreign.import', { ...foreignOrder(...files), ...order });

/** Memorised at step 20, generalised at step 40, back at 50. */
export const CURVES = [
  'step,train_acc,val_acc,speed',
  ...['0,0.1,0.1,9', '10,0.9,0.1,9', '20,1,0.2,9', '30,1,0.9,9', '40,1,1,9', '50,1,0.5,9', ''],
].join('\n');
