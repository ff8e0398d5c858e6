/** @file Files that a page hands over, piece by piece since every host bounds its messages, and that are then brought in. */
import { z } from 'zod';
import { archiveResult, foreignOptions, foreignResult } from './archive-requests.ts';
import { request } from './request.ts';

/** Bytes of a piece. */
export const PIECE_BYTES = 512 * 1024;
/** Files of one import. */
export const MOST_UPLOADS = 1000;

const uploadId = z.uuid();
const uploadIds = z.array(uploadId).min(1).max(MOST_UPLOADS);

/** Characters that some system does not take in a name. */
const ODD = /[\\/:*?"<>|\u0000-\u001f]/g;
const LONGEST_FILE_NAME = 200;

/** The name of a file as it can be sent: odd characters replaced, the end kept, which says what kind of file it is. */
export const sentName = (name: string): string => name.replace(ODD, '_').slice(-LONGEST_FILE_NAME);

/** Of a file without its folder. */
const fileName = z
  .string()
  .min(1)
  .refine((name) => name !== '.' && name !== '..' && sentName(name) === name, 'is no plain name of a file');

export const UPLOAD_REQUESTS = {
  /** A piece of a file; the first one begins it and gets its id. */
  'uploads.add': request(
    z.strictObject({
      upload: uploadId.nullable(),
      name: fileName,
      /** Its first byte in the file: pieces come in order. */
      at: z.int().min(0),
      data: z.base64().max(Math.ceil(PIECE_BYTES / 3) * 4),
    }),
    z.strictObject({ upload: uploadId, bytes: z.int() }),
  ),
  /** Brings the files in, as `foreign.import` (their event files being one run, as if they were a folder) or, with one
   *  archive, as `archives.import` does. They are gone afterwards; when something is wrong they stay, to be tried with other
   *  options or discarded. */
  'uploads.import': request(
    z.strictObject({ uploads: uploadIds, ...foreignOptions }),
    z.strictObject({
      foreign: foreignResult.nullable(),
      archive: archiveResult.nullable(),
      /** Those whose runs were all there already: what to send again where they are wanted once more. */
      repeated: z.array(uploadId),
    }),
  ),
  /** Forgets files; those that are not there are gone already. */
  'uploads.discard': request(z.strictObject({ uploads: uploadIds }), z.strictObject({})),
} as const;
