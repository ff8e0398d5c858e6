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

/** Of a file without its folder. What some system does not take in a name is for the page to replace. */

const fileName = z.string().regex(/^(?!\.{1,2}$)[^\\/:*?"<>|\u0000-\u001f]{1,200}$/);

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
  /** Brings the files in, as `foreign.import` or, with one archive, as `archives.import` does. They are gone afterwards; when
   *  something is wrong they stay, to be tried with other options or discarded. */
  'uploads.import': request(
    z.strictObject({ uploads: uploadIds, ...foreignOptions }),
    z.strictObject({ foreign: foreignResult.nullable(), archive: archiveResult.nullable() }),
  ),
  /** Forgets files; those that are not there are gone already. */
  'uploads.discard': request(z.strictObject({ uploads: uploadIds }), z.strictObject({})),
} as const;
