/** @file The format of an archive: a ZIP file of `manifest.json`, and per run `runs/N/run.json`, `runs/N/series.jsonl` and
 *  `runs/N/checkpoints/FILE`; `sweeps.json` where sweeps come along. The manifest names every entry with its SHA-256. */
import { z } from 'zod';
import { LabError } from '../../contract/values/lab-error.ts';
import { RUN_STATUSES, runRecord } from '../../contract/values/run-record.ts';
import { sweepRecord } from '../../contract/values/sweep-record.ts';
import { configChanges } from '../../contract/values/sweep-spec.ts';

export const FORMAT = 'grokking-lab-archive';
export const VERSION_OF_FORMAT = 1;
export const MANIFEST = 'manifest.json';
export const SWEEPS = 'sweeps.json';

/** Every name an entry may have beside the manifest's. No part of one can be `..`, so none leads out of its folder. */
export const ENTRY_NAME =
  /^(?:sweeps\.json|runs\/[1-9]\d{0,14}\/(?:run\.json|series\.jsonl|checkpoints\/[A-Za-z0-9][\w-]*(?:\.[\w-]+)*))$/;

const text = z.string();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What every version of the manifest says. */
export const manifestHead = z.looseObject({ format: z.literal(FORMAT), version: z.int().min(1) });

export const manifest = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION_OF_FORMAT),
  /** Version of the program that wrote it. */
  app: text,
  /** Unix time in milliseconds. */
  createdAt: z.number(),
  entries: z.array(z.strictObject({ name: text, bytes: z.int().min(0), sha256 })),
});
export type Manifest = z.infer<typeof manifest>;

const resting = z.enum(RUN_STATUSES).exclude(['running', 'queued']);
const number = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity', '-0'])]).transform(Number);

export const archivedCheckpoint = z.strictObject({
  step: z.number(),
  file: z.string().max(200),
  bytes: z.int().min(0),
  sha256,
  createdAt: z.number(),
});

/** `run.json`. The config stays as it is written, since its hash goes over it. */
export const archivedRun = z.strictObject({
  record: runRecord
    .omit({ id: true, sweep: true, deletedAt: true })
    .extend({ status: resting, last: z.record(text, number), splitHash: text, priority: z.int() }),
  sweepUid: text.nullable(),
  checkpoints: z.array(archivedCheckpoint).max(1000),
});

/** `sweeps.json`. */
export const archivedSweeps = z.array(
  sweepRecord
    .pick({ uid: true, name: true, spec: true, engine: true, threads: true, parallel: true, tags: true })
    .extend({
      decision: text,
      createdAt: z.number(),
      points: z.array(
        z.strictObject({
          changes: configChanges,
          seed: z.number(),
          configHash: text,
          runUid: text.nullable(),
        }),
      ),
    }),
);
export type ArchivedSweeps = z.infer<typeof archivedSweeps>;

/** `FILE what; remedy.` */
export function badArchive(file: string, what: string, remedy: string, cause?: unknown): LabError {
  return new LabError('bad-request', `archive: ${file} ${what}; ${remedy}.`, { file }, cause);
}
