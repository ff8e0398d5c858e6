/** @file The request that takes an archive in. */
import { z } from 'zod';
import { runId } from '../values/run-record.ts';
import { sweepId } from '../values/sweep-record.ts';
import { request } from './request.ts';

export const ARCHIVE_REQUESTS = {
  /** The runs and sweeps of an archive file on the lab's machine, with new ids. All of them or, when anything is wrong with
   *  the archive, none. */
  'archives.import': request(
    z.strictObject({ file: z.string().min(1).max(4096) }),
    z.strictObject({
      imported: z.array(runId),
      /** Runs that were there already, recognised by their uid, and left as they are. */
      present: z.array(runId),
      sweeps: z.array(sweepId),
    }),
  ),
} as const;
