/** @file The order that brings in runs of other programs, with nothing said about them. */
import type { RequestParams } from '../../src-main/contract/wire/requests.ts';

export function foreignOrder(...files: string[]): RequestParams<'foreign.import'> {
  const unsaid = { step: null, experiment: null, name: null };
  return { files, map: {}, settings: {}, tags: [], again: false, ...unsaid };
}
