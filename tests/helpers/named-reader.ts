/** @file A thread in the place of the reader's that answers with its number, after a while. */
import { parentPort, threadId } from 'node:worker_threads';
import type { ReaderAnswer, ReaderQuestion } from '../../src-main/lab/reader-client.ts';

parentPort?.on('message', ({ id }: ReaderQuestion) => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  parentPort?.postMessage({ id, ok: true, value: threadId } satisfies ReaderAnswer);
});
