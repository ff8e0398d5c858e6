/** @file Hands a file of the user to the lab, which may stand in another process and read another disk. */
import { toBase64 } from '../../src-main/contract/wire/base64.ts';
import type { LabClient } from '../../src-main/contract/wire/lab-client.ts';
import { PIECE_BYTES } from '../../src-main/contract/wire/upload-requests.ts';

/** Characters that some system does not take in a name. */

const ODD = /[\\/:*?"<>|\u0000-\u001f]/g;
const LONGEST_NAME = 200;

export interface UploadTold {
  /** Told of bytes that have arrived. */
  readonly onSent: (bytes: number) => void;
  /** Whether somebody has thought better of it. */
  readonly isOver: () => boolean;
}

/**
 * Sends the file piece by piece.
 * @returns its id; null where it was broken off, and is gone at the lab too
 */
export async function uploadFile(
  lab: Pick<LabClient, 'request'>,
  file: File,
  { onSent, isOver }: UploadTold,
): Promise<string | null> {
  const name = file.name.replace(ODD, '_').slice(-LONGEST_NAME);
  let upload: string | null = null;
  let at = 0;
  do {
    const piece = new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
    const sent: { upload: string; bytes: number } = await lab.request('uploads.add', {
      ...{ upload, name, at, data: toBase64(piece) },
    });
    upload = sent.upload;
    at = sent.bytes;
    onSent(piece.length);
    if (isOver()) {
      await lab.request('uploads.discard', { uploads: [upload] });
      return null;
    }
  } while (at < file.size);
  return upload;
}
