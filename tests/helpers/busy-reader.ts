/** @file A thread in the place of the reader's that never comes to an end with an export. */
import { parentPort } from 'node:worker_threads';
import type { ReaderAnswer, ReaderQuestion } from '../../src-main/lab/reader-client.ts';

parentPort?.on('message', ({ id, name }: ReaderQuestion) => {
  if (name.startsWith('export.')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  parentPort?.postMessage({ id, ok: true, value: name } satisfies ReaderAnswer);
});
