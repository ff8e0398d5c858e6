/** @file Entry of the reader's thread: heavy questions, answered from a read-only connection of its own, so that neither the
 *  window nor a worker's commit waits for them. */
import { parentPort, workerData } from 'node:worker_threads';
import { toEnvelope } from '../contract/wire/error-envelope.ts';
import { ReadOnlyLab } from './read-only-lab.ts';
import type { ReaderAnswer, ReaderQuestion } from './reader-client.ts';

const lab = new ReadOnlyLab((workerData as { storeFile: string }).storeFile);

parentPort?.on('message', ({ id, name, params }: ReaderQuestion) => {
  const tell = (answer: ReaderAnswer) => parentPort?.postMessage(answer);
  lab
    .request(name, params)
    .then((value) => tell({ id, ok: true, value }))
    .catch((error: unknown) => tell({ id, ok: false, error: toEnvelope(error) }));
});
