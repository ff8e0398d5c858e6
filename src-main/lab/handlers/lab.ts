/** @file Questions about the lab itself. */
import type { LabHandlers } from '../../contract/wire/requests.ts';
import { examine, freeBytes } from '../doctor.ts';
import { backUpFromAfar } from '../backup.ts';
import { VERSION } from '../package-root.ts';
import type { OwnerContext } from './owner-context.ts';

export function labHandlers(
  context: OwnerContext,
): Pick<LabHandlers, 'lab.status' | 'lab.doctor' | 'lab.backup'> {
  const { supervisor, storeFile, cores, spawn } = context;
  return {
    'lab.status': async () => ({
      running: supervisor.running,
      queued: supervisor.waiting,
      stepsPerSecond: supervisor.stepsPerSecond,
      freeBytes: await freeBytes(storeFile),
      store: storeFile,
      cores,
      version: VERSION,
    }),
    'lab.backup': ({ file }) => backUpFromAfar(storeFile, file),
    'lab.doctor': async () => ({ checks: await examine(storeFile, spawn) }),
  };
}
