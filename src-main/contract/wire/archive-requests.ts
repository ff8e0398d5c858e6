/** @file The requests that take runs in: those of an archive, and those of other programs. */
import { z } from 'zod';
import { givenName } from '../values/given-name.ts';
import { LONGEST_EXPERIMENT, tagList } from '../values/run-limits.ts';
import { runId } from '../values/run-record.ts';
import { sweepId } from '../values/sweep-record.ts';
import { configChanges } from '../values/sweep-spec.ts';
import { request } from './request.ts';

/** What is said about the files of other programs. */
export const foreignOptions = {
  /** Names there to metrics here; a % behind a metric says that the values are percent. */
  map: z.record(z.string().max(1000), z.string().max(100)),
  /** The column or key of the step; null: one of the usual names. */
  step: z.string().max(1000).nullable(),
  /** What they are runs of, for filters and groups; null: 'foreign'. */
  experiment: z.string().min(1).max(LONGEST_EXPERIMENT).nullable(),
  /** The settings they are known to have had. */
  settings: configChanges,
  tags: tagList,
  /** Of the one run that the files hold; null: that of its file. */
  name: givenName.min(1).nullable(),
  /** Take in also what is there already, from the same files. */
  again: z.boolean(),
} as const;

export const foreignResult = z.strictObject({
  runs: z.array(
    z.strictObject({
      run: runId,
      file: z.string(),
      name: z.string(),
      /** Names there, by metrics here. */
      metrics: z.record(z.string(), z.string()),
      /** Names there that were not taken. */
      left: z.array(z.string()),
    }),
  ),
  /** What was there already, recognised by what is in its files, and left as it is. */
  present: z.array(z.strictObject({ run: runId, file: z.string(), name: z.string(), inBin: z.boolean() })),
});

export const archiveResult = z.strictObject({
  imported: z.array(runId),
  /** Runs that were there already, recognised by their uid, and left as they are. */
  present: z.array(runId),
  sweeps: z.array(sweepId),
});

export const ARCHIVE_REQUESTS = {
  /** Runs of other programs, from files on the lab's machine: TensorBoard event files (those of one folder are one run, as
   *  the folder itself is), CSV, JSON Lines. They can be looked at and compared, nothing else. All of them or, when anything
   *  is wrong with one, none. */
  'foreign.import': request(
    z.strictObject({ files: z.array(z.string().min(1).max(4096)).min(1).max(1000), ...foreignOptions }),
    foreignResult,
  ),
  /** The runs and sweeps of an archive file on the lab's machine, with new ids. All of them or, when anything is wrong with
   *  the archive, none. */
  'archives.import': request(z.strictObject({ file: z.string().min(1).max(4096) }), archiveResult),
} as const;
