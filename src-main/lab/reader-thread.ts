/** @file Entry of the reader's thread: heavy questions, answered from a read-only connection of its own, so that neither the
 *  window nor a worker's commit waits for them. */
import { parentPort, workerData } from 'node:worker_threads';
import { toEnvelope } from '../contract/wire/error-envelope.ts';
import type { RequestParams } from '../contract/wire/requests.ts';
import { backUpFromAfar } from './backup.ts';
import { ReadOnlyLab } from './read-only-lab.ts';
import type { ReaderAnswer, ReaderQuestion } from './reader-client.ts';

const { storeFile } = workerData as { storeFile: string };
const lab = new ReadOnlyLab(storeFile);

function answer({ name, params }: ReaderQuestion): Promise<unknown> {
  if (name !== 'lab.backup') return lab.request(name, params);
  return backUpFromAfar(storeFile, (params as RequestParams<'lab.backup'>).file);
}

parentPort?.on('message', (question: ReaderQuestion) => {
  const { id } = question;
  const tell = (told: ReaderAnswer) => parentPort?.postMessage(told);
  answer(question)
    .then((value) => tell({ id, ok: true, value }))
    .catch((error: unknown) => tell({ id, ok: false, error: toEnvelope(error) }));
});
